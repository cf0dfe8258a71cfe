"""Figures of chapter 9: Gumbel noise, and draws that have a slope."""

from functools import cache

import numpy as np

from softmaxbook.figures import simplex
from softmaxbook.gumbel import sample_gumbel
from softmaxbook.sigmoid import logit, sigmoid
from softmaxbook.softmax import softmax

THREE_LOGITS = np.array([3.0, 2.0, 1.0])
CLOUD_SHARES = np.array([0.5, 0.3, 0.2])
GREY = "#808080"
HALVES = [0, 0.5, 1]
TARGET = 0.45
STEP = 0.002  # of the grid on which expectations over the noise are integrals


def draw_frequencies(ax, noise, draws, run):
    """How often each of three noisy logits was the largest, and softmax's promise."""
    p = softmax(THREE_LOGITS)
    frequency = _frequencies(noise, draws, run)
    error = np.sqrt(p * (1 - p) / draws)
    places = np.arange(p.size)
    ax.bar(places, frequency, width=0.6, color="C0")
    ax.errorbar(places, frequency, 2 * error, fmt="none", ecolor="black", capsize=7)
    ax.hlines(p, places - 0.42, places + 0.42, color="C1")
    ax.set(ylim=(0, 1), yticks=HALVES, xlabel="$z_j$")
    ax.set_xticks(places, [f"{z:g}" for z in THREE_LOGITS])
    ax.grid(False, axis="x")
    return {"frequency": frequency, "two_errors": 2 * error}


@cache
def _frequencies(noise, draws, run):
    rng = np.random.default_rng(run)
    if noise == "gumbel":
        added = sample_gumbel((draws, 3), rng)
    else:  # as wide as the other
        added = rng.normal(scale=np.pi / np.sqrt(6), size=(draws, 3))
    winners = (THREE_LOGITS + added).argmax(axis=1)
    return np.bincount(winners, minlength=3) / draws


def draw_draws(ax, number, T):
    """One draw: logits, their noise, and the softmax of both at temperature T."""
    z = THREE_LOGITS + sample_gumbel((20, 3), np.random.default_rng(307))
    wins = np.bincount(z[:number].argmax(axis=1), minlength=3)
    noisy = z[number - 1]
    y = softmax(noisy / T)
    left, right = np.arange(3), np.arange(4, 7)
    before, after = (THREE_LOGITS + 1) / 9, (noisy + 1) / 9  # from -1 to 8
    ax.hlines(before, left - 0.3, left + 0.3, color=GREY)
    ax.vlines(left, before, after, color="C1", linewidth=6)
    ax.plot(left, after, "o", color="black", markersize=7)
    ax.bar(right, y, width=0.6, color="C0")
    ax.set(xlim=(-0.6, 6.6), ylim=(0, 1), yticks=HALVES)
    ax.set_xticks([*left, *right], [f"{z:g}" for z in THREE_LOGITS] * 2)
    ax.yaxis.tick_right()
    ax.spines[["left", "right"]].set_visible(False)
    ax.grid(False)
    for place, name in ((1, "$z_j+G_j$"), (5, "$y_j$")):
        ax.text(place, 1.02, name, ha="center", va="bottom")
    ax.figure.subplots_adjust(left=0.02, right=0.92, bottom=0.1, top=0.9)
    return {"y": y, "wins": wins}


def draw_cloud(ax, T):
    """Thirty Gumbel-softmax samples in the triangle, and the mean of many more."""
    simplex.stage(ax)
    simplex.regions(ax)
    simplex.triangle(ax)
    noisy = np.log(CLOUD_SHARES) + sample_gumbel((40_000, 3), np.random.default_rng(1))
    y = softmax(noisy / T)
    mean = y.mean(axis=0)
    winner = noisy[:30].argmax(axis=1)
    for j, color in enumerate(simplex.COLORS):
        points = y[:30][winner == j] @ simplex.CORNERS
        ax.plot(*points.T, "o", color=color, markersize=5, alpha=0.7)
    ax.plot(*(mean @ simplex.CORNERS), "s", color="black", markersize=7)
    simplex.bars(ax, mean)
    places, floor, full = np.array([1.7, 2.1, 2.5]), -0.5, 1.5
    heights = floor + full * CLOUD_SHARES
    ax.hlines(heights, places - 0.19, places + 0.19, color="black", linewidth=2)
    return {"mean_y": mean, "near_a_corner": (y.max(axis=1) > 0.95).mean()}


LOSSES = {
    "(y − 0.45)²": (lambda y: (y - TARGET) ** 2, lambda y: 2 * (y - TARGET)),
    "y³": (lambda y: y**3, lambda y: 3 * y**2),
}


def draw_estimators(fig, loss, p, T):
    """Mean and spread of three estimates of a gradient, in units of the gradient."""
    means, spreads = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.07, top=0.88, wspace=0.25)
    powers = np.linspace(-5, 3, 17)
    curves = np.array([_estimates(loss, p, 2**power) for power in powers])
    here = _estimates(loss, p, T)
    score = _score_spread(loss, p)
    for k, (color, style) in enumerate((("C0", "-"), ("C1", ":"))):
        means.plot(powers, curves[:, 0, k], style, color=color)
        means.plot(np.log2(T), here[0, k], "o", color=color)
        spreads.plot(powers, np.log10(curves[:, 1, k]), style, color=color)
        spreads.plot(np.log2(T), np.log10(here[1, k]), "o", color=color)
    means.axhline(1, color="C2", linestyle="--")
    spreads.axhline(np.log10(score), color="C2", linestyle="--")
    means.set(ylim=(-0.2, 5.2), yticks=[0, 1, 3, 5])
    spreads.set(ylim=(-2.1, 2.1))
    spreads.set_yticks([-2, 0, 2], ["0.01", "1", "100"])
    for panel in (means, spreads):
        panel.set(xlim=(-5.2, 3.2), xlabel="$T$")
        panel.set_xticks([-4, 0, 2], ["1/16", "1", "4"])
    return {
        "mean_relaxed": here[0, 0],
        "mean_straight": here[0, 1],
        "spread_relaxed": here[1, 0],
        "spread_straight": here[1, 1],
        "spread_score": score,
    }  # the mean of the score-function estimate is 1


@cache
def _estimates(loss, p, T):
    """Means and spreads of the relaxed and the straight-through slope in the logit.

    Both are divided by the true slope p(1 - p)(f(1) - f(0)).
    """
    f, slope = LOSSES[loss]
    true = p * (1 - p) * (f(1.0) - f(0.0))
    moments = np.zeros((2, 2))
    for side in (0.0, 1.0):  # the hard draw: where the noisy logit is negative, or not
        x = np.arange(0, 60, STEP) * (2 * side - 1)
        weight = _logistic_density(x - logit(p)) * STEP
        weight[0] /= 2
        y = sigmoid(x / T)
        chain = y * (1 - y) / T
        slopes = np.array([slope(y), np.full_like(y, slope(side))]) * chain
        moments += [slopes @ weight, slopes**2 @ weight]
    mean, square = moments
    return np.array([mean / true, np.sqrt(square - mean**2) / abs(true)])


def _score_spread(loss, p):
    """Return the standard deviation of f(b) (b - p), divided by the true slope."""
    f, _ = LOSSES[loss]
    # It is f(1)(1 - p) with probability p, and -f(0) p otherwise.
    apart = f(1.0) * (1 - p) + f(0.0) * p
    return apart / abs(f(1.0) - f(0.0)) / np.sqrt(p * (1 - p))


def _logistic_density(x):
    return sigmoid(x) * sigmoid(-x)


def draw_relaxed_loss(ax, T):
    """The expected loss of a coin, and what its relaxation makes of it."""
    p = np.linspace(0, 1, 101)
    relaxed = relaxed_losses(p, T)
    best = relaxed.argmin()
    true = TARGET**2 + (1 - 2 * TARGET) * p
    ax.plot(p[[0, -1]], true[[0, -1]], color=GREY, linestyle="--")
    ax.plot(p[::4], relaxed[::4], color="C0")
    ax.plot(p[best], relaxed[best], "o", color="C0")
    ax.plot(p[best], true[best], "o", color=GREY)
    ax.set(xlim=(-0.02, 1.02), ylim=(0, 0.32), xlabel="$p$")
    ax.set(xticks=HALVES, yticks=[0, 0.1, 0.2, 0.3])
    return {
        "best_p": p[best],
        "relaxed_loss": relaxed[best],
        "true_loss": true[best],
    }


def relaxed_losses(p, T):
    """Return the mean of (y - 0.45)² for each chance p of heads."""
    x = np.arange(-60, 60, 10 * STEP)
    f, _ = LOSSES["(y − 0.45)²"]
    loss = f(sigmoid(x / T))
    inner = [_logistic_density(x - logit(q)) @ loss * 10 * STEP for q in p[1:-1]]
    return np.array([f(0.0), *inner, f(1.0)])
