"""The cover: one set of scores, ever bolder answers. It has no words."""

import numpy as np

from softmaxbook.softmax import softmax

LOGITS = np.array([2.0, 1.0, 0.0, -1.0])
BETAS = (0.1, 0.5, 1.0, 2.0, 8.0)


def draw_cover(fig):
    """Softmax of four logits from nearly fair to winner takes all."""
    fig.set_size_inches(9, 2.4)
    panels = fig.subplots(1, len(BETAS), sharey=True)
    fig.subplots_adjust(left=0.02, right=0.98, bottom=0.18, top=0.96, wspace=0.12)
    places = np.arange(LOGITS.size)
    for ax, beta in zip(panels, BETAS, strict=True):
        ax.bar(places, softmax(LOGITS, beta=beta), width=0.78, color="C0")
        ax.bar(places[:1], softmax(LOGITS, beta=beta)[:1], width=0.78, color="C1")
        ax.set(ylim=(0, 1), xticks=[], yticks=[], xlabel=rf"$\beta = {beta:g}$")
        ax.spines["left"].set_visible(False)
