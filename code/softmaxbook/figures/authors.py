"""Figures of the appendix for authors: together they use every kind of control."""

import numpy as np

from softmaxbook.entropies import shannon_entropy
from softmaxbook.figures import simplex
from softmaxbook.kwta import soft_top_k, soft_top_k_threshold
from softmaxbook.labels import text
from softmaxbook.sigmoid import sigmoid
from softmaxbook.softmax import softmax
from softmaxbook.sparse import entmax

GREY = "#808080"
HALVES = [0, 0.5, 1]
TWELVE_LOGITS = np.array([2, 1.2, -1, 1.6, 0, 0.8, -0.4, 1.9, 0.4, -1.5, 1.1, -0.2])
SIX_SCORES = np.array([2.5, 1.5, 1.0, -0.5, -1.0, -2.5])
RULES = {"softmax": 1.0, "1.5-entmax": 1.5, "sparsemax": 2.0}  # name -> α
BETAS = np.concatenate([np.linspace(0, 1.5, 31), np.geomspace(1.6, 60, 16)])


def temperatures():
    """Five temperatures by name, for a control that offers words."""
    values = {
        "control.frozen": 0.05,
        "control.cold": 0.25,
        "control.mild": 0.6,
        "control.warm": 1.5,
        "control.hot": 4.0,
    }
    return [(text(name), value) for name, value in values.items()]


def draw_crowd(fig, options, reveal):
    """Softmax of more and more options; their logits are there to be guessed."""
    logits, shares = fig.subplots(1, 2)
    fig.subplots_adjust(top=0.89, bottom=0.1, left=0.07)
    p = np.zeros(TWELVE_LOGITS.size)
    p[:options] = softmax(TWELVE_LOGITS[:options])
    places = np.arange(p.size)
    # What is not there has no height: so every frame has the same bars.
    heights = np.where(places < options, TWELVE_LOGITS, 0) * reveal
    logits.bar(places, heights, color="C1")
    logits.axhline(0, color="black", linewidth=0.8)
    logits.set(title=text("axis.logits"), ylim=(-2.2, 2.2), yticks=[-2, -1, 0, 1, 2])
    shares.bar(places, p, color="C0")
    shares.set(title=text("axis.probabilities"), ylim=(0, 1), yticks=HALVES)
    for panel in (logits, shares):
        panel.set_xticks(places, "ABCDEFGHIJKL")
    return {"p_of_a": p[0], "in_play": np.exp(shannon_entropy(p))}


def draw_simplex_path(ax, rule, angle, temperature):
    """Where three logits lead in the triangle of probabilities as they cool down."""
    simplex.stage(ax)
    z = 2 * np.cos(np.radians(angle - np.array([0, 120, 240])))
    p = entmax(z / temperature, RULES[rule])
    simplex.regions(ax)
    simplex.triangle(ax)
    paths = {name: _path(z, alpha) for name, alpha in RULES.items()}
    for path in paths.values():
        ax.plot(*path, color=GREY, linewidth=1)
    ax.plot(*paths[rule], color="C0", linewidth=2.5)
    ax.plot(*(p @ simplex.CORNERS), "o", color="black", markersize=9)
    simplex.bars(ax, p)
    return {"p": p, "support": np.count_nonzero(p)}


def draw_soft_winners(ax, k, temperature):
    """The k winners of six: one S-shaped curve whose place lets them sum to k."""
    beta = 1 / temperature
    p = soft_top_k(SIX_SCORES, k, beta=beta)
    threshold = soft_top_k_threshold(SIX_SCORES, k, beta=beta)
    x = np.linspace(-4, 4, 161)
    ax.plot(x, sigmoid(beta * (x - threshold)), color="C0")
    ax.plot([threshold, threshold], [0, 0.5], ":", color="C0")
    ax.vlines(SIX_SCORES, 0, p, color="C1", linewidth=1)
    ax.plot(SIX_SCORES, p, "o", color="C1", markersize=9, clip_on=False)
    ax.set(xlim=(-4, 4), ylim=(0, 1.02), xticks=range(-4, 5), yticks=HALVES)
    ax.set(xlabel=text("axis.score"), ylabel=text("axis.probability"))
    return {"p": p, "sum": p.sum(), "threshold": threshold}


def _path(z, alpha):
    """Return the way from equal shares to the winner, as β rises from 0."""
    return (entmax(BETAS[:, None] * z, alpha) @ simplex.CORNERS).T
