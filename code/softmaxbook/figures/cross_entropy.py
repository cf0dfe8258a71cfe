"""Figures of chapter 8: cross-entropy."""

from functools import cache

import numpy as np

from softmaxbook.digits import load_digits
from softmaxbook.entropies import cross_entropy, kl_divergence, shannon_entropy
from softmaxbook.figures.symbols import name_height
from softmaxbook.labels import text
from softmaxbook.losses import binary_cross_entropy
from softmaxbook.sigmoid import log_sigmoid, sigmoid
from softmaxbook.softmax import softmax

GREY = "#808080"
OUTCOMES = np.arange(-7, 8)
HALVINGS = np.array([0.0, -1.0, -2.0, -3.0]) * np.log(2)
QUARTERS = [0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"]
STEPS = 60


def draw_code_lengths(ax, q, p):
    """How often four messages come, and how long a code made for q makes them.

    Message j has a share proportional to 2^(-jp), and the code thinks 2^(-jq).
    """
    comes, believed = softmax(p * HALVINGS), softmax(q * HALVINGS)
    length, best = -np.log2(believed), -np.log2(comes)
    left = np.append(0, comes.cumsum())
    ax.bar(left[:-1], length, comes, align="edge", color="C0", edgecolor="white")
    for j in range(comes.size):
        ax.plot(left[j : j + 2], [best[j], best[j]], color="C1", linewidth=3)
    ax.set(xlim=(0, 1), ylim=(0, 4.4), yticks=range(5), ylabel=r"$-\log_2q_j$")
    ax.set_xticks(*QUARTERS)
    ax.grid(False)
    bit = np.log(2)
    return {
        "entropy_bits": shannon_entropy(comes) / bit,
        "cross_entropy_bits": cross_entropy(comes, believed) / bit,
        "kl_bits": kl_divergence(comes, believed) / bit,
        "kl_reversed_bits": kl_divergence(believed, comes) / bit,
    }


def draw_two_divergences(ax, center, width, gap):
    """A distribution with two peaks, a bell that stands in for it, and both KLs."""
    p = 0.6 * bell(-gap, 1) + 0.4 * bell(gap, 1)
    q = bell(center, width)
    ax.bar(OUTCOMES, p, width=0.8, color="C0", label="$p$")
    ax.plot(OUTCOMES, q, color="C1", label="$q$")
    ax.set(xlim=(-7.6, 7.6), xticks=[-6, -3, 0, 3, 6])
    ax.set(ylim=(0, 0.42), yticks=[0, 0.2, 0.4])
    ax.legend(loc="upper right", handlelength=1)
    return {"kl": kl_divergence(p, q), "kl_reversed": kl_divergence(q, p)}


def bell(center, width):
    """Return a bell on the whole numbers from -7 to 7, as probabilities."""
    return softmax(-((OUTCOMES - center) ** 2) / (2 * width**2))


def draw_binary_loss(ax, t, p):
    """The loss of a yes-or-no answer: for yes, for no, and for a target t."""
    # Dense near the ends, where the curves are steep.
    x = 0.5 - 0.49 * np.cos(np.linspace(0, np.pi, 41))
    ax.plot(x, binary_cross_entropy(t, x), color="C1", linewidth=5)
    ax.plot(x, -np.log(x), color="C0", linewidth=2, label="$t=1$")
    ax.plot(x, -np.log(1 - x), "--", color="C2", linewidth=2, label="$t=0$")
    loss = binary_cross_entropy(t, p)
    ax.plot(p, loss, "o", color="C1", markersize=9)
    ax.set(xlim=(0, 1), ylim=(0, 4), yticks=range(5), xlabel="$p$")
    name_height(ax, "$L$")
    ax.set_xticks(*QUARTERS)
    ax.legend(loc="upper center", handlelength=1.5, ncols=2)
    floor = shannon_entropy([t, 1 - t])
    return {"loss": loss, "smallest_loss": floor, "p_minus_t": p - t}


def draw_two_slopes(fig, x):
    """The right answer is yes: both losses on the left, their slopes on the right."""
    losses, slopes = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.07, top=0.88, wspace=0.26)
    grid = np.linspace(-8, 8, 41)
    kinds = {
        ("C0", "-"): (lambda u: -log_sigmoid(u), lambda u: sigmoid(-u)),
        ("C1", "--"): (
            lambda u: sigmoid(-u) ** 2 / 2,
            lambda u: sigmoid(-u) * sigmoid(u) * sigmoid(-u),
        ),
    }
    for (color, style), (loss, slope) in kinds.items():
        losses.plot(grid, loss(grid), style, color=color)
        losses.plot(x, loss(x), "o", color=color)
        slopes.plot(grid, np.log10(slope(grid)), style, color=color)
        slopes.plot(x, np.log10(slope(x)), "o", color=color)
    losses.set(ylim=(-0.3, 8.3), yticks=[0, 2, 4, 6, 8], title="$L$")
    slopes.set(ylim=(-7.3, 0.5), title=r"$|\partial L/\partial x|$")
    powers = [-6, -4, -2, 0]
    slopes.set_yticks(powers, [f"$10^{{{n}}}$" for n in powers])
    for panel in (losses, slopes):
        panel.set(xlim=(-8.4, 8.4), xticks=[-6, -3, 0, 3, 6], xlabel="$x$")
    p = sigmoid(x)
    return {
        "p": p,
        "cross_entropy_slope": p - 1,
        "squared_error_slope": (p - 1) * p * (1 - p),
        "slope_ratio": 1 / (p * (1 - p)),
    }


def draw_learning_curves(ax, start, rate):
    """Digits: the share of unseen images that are recognized, step by step."""
    curves = [learning_curve(loss, start, rate) for loss in ("entropy", "square")]
    steps = np.arange(0, STEPS + 1, 3)
    for style, curve in zip(("C0-", "C1--"), curves, strict=True):
        ax.plot(steps, curve, style)
    ax.set(xlim=(0, STEPS), xticks=range(0, STEPS + 1, 15))
    ax.set(ylim=(0, 1), yticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set(xlabel=text("axis.steps"), ylabel=text("axis.recognized"))
    return {
        "cross_entropy_accuracy": curves[0][[5, -1]],
        "squared_error_accuracy": curves[1][[5, -1]],
    }


@cache
def learning_curve(loss, start, rate):
    """Return the accuracy on unseen digits before step 0, 3, 6 and so on.

    The model is a softmax of linear scores. It begins with the score `start` for the
    digit 0 and 0 for all others, and takes gradient steps of size `rate`.
    """
    images, digits = load_digits()
    pixels = np.column_stack([np.ones(digits.size), images.reshape(-1, 64)])
    seen, new = np.split(np.random.default_rng(0).permutation(digits.size), [500])
    x, y = pixels[seen], np.eye(10)[digits[seen]]
    weights = np.zeros((65, 10))
    weights[0, 0] = start
    curve = []
    for step in range(STEPS + 1):
        if step % 3 == 0:
            guess = (pixels[new] @ weights).argmax(axis=1)
            curve.append((guess == digits[new]).mean())
        p = softmax(x @ weights)
        error = p - y
        if loss == "square":
            error = p * (error - (p * error).sum(axis=1, keepdims=True))
        weights = weights - rate * x.T @ error / seen.size
    return np.array(curve)
