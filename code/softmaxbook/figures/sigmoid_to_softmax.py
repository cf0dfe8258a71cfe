"""Figures of chapter 1: from a ratio to the sigmoid, and on to softmax."""

import numpy as np

from softmaxbook.labels import text
from softmaxbook.sigmoid import logit, sigmoid
from softmaxbook.softmax import logsumexp, softmax

FIVE_LOGITS = np.array([4.0, 3.0, 2.0, 1.0, 0.0])
THREE_LOGITS = np.array([2.0, 1.0, -1.0])
GREY = "#808080"
HALVES = [0, 0.5, 1]
QUARTERS = [0, 0.25, 0.5, 0.75, 1]


def draw_choice(fig, beta):
    """Three scores on the left, the probabilities they turn into on the right."""
    scores, shares = fig.subplots(1, 2)
    fig.subplots_adjust(top=0.89, bottom=0.1)
    p = softmax(THREE_LOGITS, beta=beta)
    places = np.arange(3)
    scores.bar(places, THREE_LOGITS, width=0.6, color="C1")
    scores.axhline(0, color="black", linewidth=0.8)
    scores.set(title=text("axis.scores"), xticks=places, ylim=(-1.5, 2.5))
    scores.set_xticklabels(["A", "B", "C"])
    shares.bar(places, p, width=0.6, color="C0")
    shares.set(title=text("axis.probabilities"), xticks=places, ylim=(0, 1))
    shares.set_yticks(QUARTERS)
    shares.set_xticklabels(["A", "B", "C"])
    return {"p": p}


def draw_sigmoid_slope(ax, beta):
    """σ(βx), and the tangent at 0, whose slope is β/4."""
    x = np.linspace(-6, 6, 121)
    reach = min(6.0, 2 / beta)  # where the tangent leaves [0, 1]
    ax.plot(x, sigmoid(beta * x), color="C0")
    ax.plot(
        [-reach, reach], 0.5 + beta / 4 * np.array([-reach, reach]), "--", color="C1"
    )
    ax.plot(0, 0.5, "o", color="C1")
    ax.set(xlabel="$x$", ylabel=r"$\sigma(\beta x)$", yticks=HALVES)
    ax.set(xlim=(-6, 6), ylim=(-0.05, 1.05), xticks=range(-6, 7, 2))
    return {"slope": beta / 4, "sigma_at_1": sigmoid(beta)}


def draw_logit_mirror(fig, x):
    """σ and its inverse: each is the other's mirror image in the diagonal."""
    fig.set_size_inches(4.5, 4.3)
    ax = fig.add_axes((0.08, 0.07, 0.88, 0.91), aspect="equal")
    p = sigmoid(x)
    t = np.linspace(-5, 5, 101)
    inside = sigmoid(t)
    ax.plot([-5, 5], [-5, 5], ":", color=GREY)
    ax.plot(t, inside, color="C0", label=r"$p=\sigma(x)$")
    ax.plot(inside, logit(inside), color="C2", label=r"$x=\mathrm{logit}(p)$")
    ax.plot([x, p], [p, x], "--", color="C1")
    ax.plot([x, p], [p, x], "o", color="C1")
    ticks = [-4, -2, 0, 2, 4]
    ax.set(xlim=(-5, 5), ylim=(-5, 5), xticks=ticks, yticks=ticks)
    ax.legend(loc="upper left")
    return {"p": p, "odds": np.exp(x), "log_odds": x}


def draw_two_logits(fig, a, b):
    """The two probabilities, as bars and as points on σ at a − b and b − a."""
    bars, curve = fig.subplots(1, 2)
    p = softmax(np.array([a, b]))
    bars.bar([0, 1], p, width=0.6, color=["C0", "C1"])
    bars.set(xticks=[0, 1], yticks=QUARTERS, ylim=(0, 1))
    bars.set_ylabel(text("axis.probability"))
    bars.set_xticklabels(["$a$", "$b$"])
    x = np.linspace(-6.5, 6.5, 79)
    curve.plot(x, sigmoid(x), color=GREY)
    curve.plot(a - b, p[0], "o", color="C0")
    curve.plot(b - a, p[1], "o", color="C1")
    curve.set(xlim=(-6.5, 6.5), ylim=(-0.05, 1.05), xlabel=text("axis.difference"))
    curve.set(xticks=[-6, -3, 0, 3, 6], yticks=HALVES)
    return {"p": p, "a_minus_b": a - b, "sigma_of_difference": sigmoid(a - b)}


def draw_class_bars(ax, beta):
    """Softmax of five evenly spaced logits at inverse temperature β."""
    p = softmax(FIVE_LOGITS, beta=beta)
    places = np.arange(p.size)
    ax.bar(places, p, width=0.7, color="C0")
    ax.axhline(1 / p.size, color="C1", linestyle="--", label="$1/C$")
    ax.set(
        ylim=(0, 1),
        xticks=places,
        xlabel=text("axis.logit"),
        ylabel=text("axis.probability"),
    )
    ax.set_xticklabels([f"{z:g}" for z in FIVE_LOGITS])
    ax.legend(loc="upper right")
    return {"p": p}


def draw_one_against_rest(ax, positive, negatives):
    """One logit against n others at 0: a sigmoid that starts log n later."""
    z = np.linspace(-4, 10, 113)
    start = logsumexp(np.zeros(negatives))
    p = sigmoid(positive - start)
    ax.plot(z, sigmoid(z), color=GREY, label=r"$\sigma(z)$")
    ax.plot(z, sigmoid(z - start), color="C0")
    ax.plot([start, start], [0, 0.5], ":", color="C0")
    ax.plot(positive, p, "o", color="C1")
    ax.set(
        xlabel="$z$", ylabel=text("axis.probability"), xlim=(-4, 10), ylim=(-0.05, 1.05)
    )
    ax.legend(loc="upper left")
    return {"p": p, "log_n": start}
