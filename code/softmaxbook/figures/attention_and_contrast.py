"""Figures of chapter 11: softmax between vectors, in attention and in contrast."""

from functools import cache

import numpy as np
from matplotlib.patches import Rectangle

from softmaxbook.entropies import shannon_entropy
from softmaxbook.figures.cells import draw_cells
from softmaxbook.figures.symbols import name_height
from softmaxbook.sigmoid import sigmoid
from softmaxbook.softmax import log_softmax, softmax
from softmaxbook.sparse import entmax

LETTERS = np.array([*"ABACABD"])
WATCHED = 2  # the row whose weights stand below the figure
STEPS = [0.001, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]  # of the shades
ALPHAS = (1, 1.25, 1.5)
NEGATIVES = np.array([0.7, 0.5, 0.2, -0.1, -0.4])
GREY = "#808080"
HALVES = [0, 0.5, 1]
STYLES = (("-", "C0"), ("--", "C2"), (":", "C1"))


def letter_scores():
    """Return the scores of seven places: 2 for an equal letter, less with distance."""
    places = np.arange(LETTERS.size)
    distance = np.abs(places - places[:, None])
    alike = (LETTERS[:, None] == LETTERS) & (distance > 0)
    return 2.0 * alike - 0.25 * distance


def draw_attention_rows(ax, beta, alpha, causal):
    """A heat map of the weights that each of seven places gives to the others."""
    scores = letter_scores()
    if causal:
        later = np.triu(np.ones(scores.shape, dtype=bool), k=1)
        scores = np.where(later, -np.inf, scores)
    p = entmax(beta * scores, alpha)
    draw_cells(ax, np.digitize(p, STEPS), np.linspace(0.12, 1, len(STEPS)))
    edges = np.arange(LETTERS.size + 1)
    ax.hlines(edges, 0, LETTERS.size, color=GREY, linewidth=0.6)
    ax.vlines(edges, 0, LETTERS.size, color=GREY, linewidth=0.6)
    frame = Rectangle((0, WATCHED), 7, 1, fill=False, edgecolor="C1", linewidth=2)
    ax.add_patch(frame)
    ax.set(xlim=(-0.1, 7.1), ylim=(7.1, -0.1), xlabel="$j$")
    name_height(ax, "$i$")
    ax.set_xticks(edges[:-1] + 0.5, LETTERS)
    ax.set_yticks(edges[:-1] + 0.5, LETTERS)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return {"row_weights": p[WATCHED], "weights_above_zero": np.count_nonzero(p)}


def dimensions():
    """Return the lengths of the vectors whose dot products are drawn."""
    return [4**power for power in range(6)]


@cache
def _drawn_scores(d):
    """Return dot products of 500 queries with 16 keys each, all normal numbers."""
    rng = np.random.default_rng(d)
    query, key = rng.normal(size=(500, 1, d)), rng.normal(size=(500, 16, d))
    return (query * key).sum(axis=-1)


@cache
def _of_scores(d, scaled):
    """Return spread, sorted weights and options in play of random dot products."""
    scores = _drawn_scores(d) / (np.sqrt(d) if scaled else 1)
    p = softmax(scores)
    in_play = np.exp(shannon_entropy(p)).mean()
    return scores.std(), np.sort(p)[:, ::-1].mean(axis=0), in_play


def draw_dot_product_scale(fig, d, scaled):
    """Sixteen weights from random dot products, and the largest one against d."""
    ranks, lengths = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.07, wspace=0.2)
    spread, weights, in_play = _of_scores(d, scaled)
    ranks.bar(np.arange(1, 17), weights, width=0.75, color="C0")
    ranks.set(ylim=(0, 1), yticks=HALVES, xticks=[1, 8, 16])
    ranks.grid(False, axis="x")
    powers = np.arange(6)
    for drawn, style in ((False, "o-"), (True, "s--")):
        largest = [_of_scores(length, drawn)[1][0] for length in dimensions()]
        lengths.plot(powers, largest, style, color=GREY, markersize=4)
    lengths.plot(np.log(d) / np.log(4), weights[0], "o", color="C1", markersize=9)
    lengths.set(ylim=(0, 1), yticks=HALVES, xlabel="$d$", xlim=(-0.3, 5.5))
    lengths.set_xticks(powers, ["1", "4", "16", "64", "", "1024"])
    return {
        "score_spread": spread,
        "largest_weight": weights[0],
        "keys_in_play": in_play,
    }


def draw_needle(ax, lead, alpha):
    """The weight of one key that leads, against the number of keys that do not."""
    powers = np.arange(13)
    found = {a: [_needle(lead, a, 2**n) for n in powers] for a in ALPHAS}
    for a in ALPHAS:
        ax.plot(powers, found[a], color=GREY, linewidth=1)
    ax.plot(powers, found[alpha], "o-", color="C0", markersize=5)
    ax.axhline(0.5, color="C1", linestyle=":")
    ax.set(ylim=(-0.03, 1.05), yticks=HALVES, xlim=(-0.2, 12.6), xlabel="$n$")
    ax.set_xticks(range(0, 13, 2), [f"{2**n}" for n in range(0, 13, 2)])
    at_16, at_4096 = found[alpha][4], found[alpha][12]
    return {"needle_at_16": at_16, "needle_at_4096": at_4096}


@cache
def _needle(lead, alpha, n):
    return entmax(np.array([lead] + [0.0] * n), alpha)[0]


def draw_info_nce_weights(fig, positive, T):
    """How the push on five negatives is shared, and the loss, at temperature T."""
    shared, losses = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.07, wspace=0.2)
    scores = np.array([positive, *NEGATIVES])
    p = softmax(scores / T)
    shares = softmax(NEGATIVES / T)
    places = np.arange(NEGATIVES.size)
    shared.bar(places, shares, width=0.7, color="C0")
    shared.set(ylim=(0, 1), yticks=HALVES, xlabel="$s_j$")
    shared.set_xticks(places, [f"{s:g}".replace("-", "−") for s in NEGATIVES])
    shared.grid(False, axis="x")
    powers = np.linspace(-6, 2, 17)
    curve = [-log_softmax(scores / 2**power)[0] for power in powers]
    loss = -log_softmax(scores / T)[0]
    losses.plot(powers, curve, color="C0")
    losses.axhline(np.log(scores.size), color=GREY, linestyle=":")
    losses.plot(np.log2(T), loss, "o", color="C1", markersize=8)
    losses.set(ylim=(0, 4), yticks=[0, 1, 2, 3, 4], xlim=(-6.4, 2.2), xlabel="$T$")
    losses.set_xticks([-6, -4, -2, 0, 2], ["1/64", "1/16", "1/4", "1", "4"])
    return {
        "contrastive_loss": loss,
        "pull_on_positive": 1 - p[0],
        "push_shares": shares,
    }


def draw_push_on_a_negative(ax, positive, rival):
    """The push on one negative against its score, under three losses."""
    s = np.sort([*np.linspace(-4, 6, 41), positive - 1 + 1e-9])
    for (style, color), push in zip(STYLES, _pushes(s, positive, rival), strict=True):
        ax.plot(s, push, style, color=color)
    ax.set(ylim=(-0.03, 1.05), yticks=HALVES, xlim=(-4, 6), xlabel="$s$")
    ax.set_xticks(range(-4, 7, 2))
    ax.axvline(0, color=GREY, linewidth=1)
    names = ("push_info_nce", "push_negative_sampling", "push_triplet")
    pushes = _pushes(np.array(0.0), positive, rival)
    return {name: push.item() for name, push in zip(names, pushes, strict=True)}


def _pushes(s, positive, rival):
    """Return the slopes of InfoNCE, negative sampling and the triplet loss in s."""
    total = np.exp(s) + np.exp(positive) + np.exp(rival)
    return np.exp(s) / total, sigmoid(s), np.where(s > positive - 1, 1.0, 0.0)
