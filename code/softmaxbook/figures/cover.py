"""The cover: one set of scores, ever bolder answers; with words and without."""

import numpy as np

from softmaxbook.labels import text
from softmaxbook.softmax import softmax

LOGITS = np.array([2.0, 1.0, 0.0, -1.0])
BETAS = (0.1, 0.5, 1.0, 2.0, 8.0)


def draw_cover(fig):
    """Softmax of four logits from nearly fair to winner takes all, without a word."""
    fig.set_size_inches(9, 2.4)
    _panels(fig, left=0.02, right=0.98, bottom=0.18, top=0.96, wspace=0.12)


def draw_social_card(fig):
    """The cover under the title, in the proportions that messengers show."""
    fig.set_size_inches(12, 6.3)
    fig.text(0.06, 0.8, text("cover.title"), fontsize=54, va="center")
    fig.text(0.06, 0.63, text("cover.members"), fontsize=26, va="center")
    _panels(fig, size=20, left=0.06, right=0.94, bottom=0.12, top=0.5, wspace=0.12)


def _panels(fig, size=None, **place):
    panels = fig.subplots(1, len(BETAS), sharey=True, gridspec_kw=place)
    places = np.arange(LOGITS.size)
    for ax, beta in zip(panels, BETAS, strict=True):
        ax.bar(places, softmax(LOGITS, beta=beta), width=0.78, color="C0")
        ax.bar(places[:1], softmax(LOGITS, beta=beta)[:1], width=0.78, color="C1")
        ax.set(ylim=(0, 1), xticks=[], yticks=[])
        ax.set_xlabel(rf"$\beta = {beta:g}$", fontsize=size)
        ax.spines["left"].set_visible(False)
