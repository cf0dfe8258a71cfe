"""Figures of the chapter on k winners."""

from functools import cache

import numpy as np

from softmaxbook.figures.symbols import name_height
from softmaxbook.kwta import soft_top_k, soft_top_k_threshold
from softmaxbook.labels import text
from softmaxbook.softmax import softmax

GREY = "#808080"
FIVE_LOGITS = np.array([4.0, 3.0, 2.0, 1.0, 0.0])
FIVE_SCORES = np.array([0.9, 0.5, 0.2, -0.3, -0.8])
SIX_SCORES = np.array([2.0, 1.2, 0.8, -0.2, -0.6, -2.0])
STEPS = 12
LINE_STYLES = ("C0", "C0", "C1", "C1", "C1")


def draw_shared_signal(ax, decay, feedback):
    """Five units under one common signal that wants two of them to be positive."""
    states = [FIVE_SCORES]
    for _ in range(STEPS):
        outputs = np.tanh(states[-1])
        signal = outputs.sum() + 5 - 2 * 2
        states.append(states[-1] - decay * outputs - feedback * signal)
    states = np.array(states)
    on = (states > 0).sum(axis=1)
    stops = np.flatnonzero(on == 2)
    first = stops[0] if stops.size else np.inf
    ax.axhline(0, color="black", linewidth=0.8)
    for unit, style in zip(states.T, LINE_STYLES, strict=True):
        ax.plot(np.clip(unit, -4, 4).round(2), style, linewidth=1.5)
    at = [min(first, STEPS)] * 2
    ax.plot(at, [-3, 3] if stops.size else [0, 0], ":", color=GREY)
    ax.set(xlim=(0, STEPS), ylim=(-3, 3), xticks=range(0, STEPS + 1, 6))
    ax.set(xlabel="$t$", yticks=[-3, -2, -1, 0, 1, 2, 3])
    name_height(ax, "$x_i$")
    return {
        "stops_at": first,
        "on_at_end": on[-1],
        "boundary_gap": states[-1, 1] - states[-1, 2],
    }


def draw_feedback_bifurcation(fig, feedback):
    """Where the threshold of five tied units goes, for weak to strong feedback."""
    map_, course = fig.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    fig.subplots_adjust(left=0.1, wspace=0.2)
    map_.plot(*_visited(), color="C0", linewidth=1.3, solid_capstyle="butt")
    map_.axvline(feedback, color="C1", linewidth=1)
    map_.axvline(0.625, color=GREY, linestyle=":")
    map_.set(xlim=(0.4, 1.2), xticks=[0.4, 0.6, 0.8, 1, 1.2], xlabel=r"$\lambda$")
    map_.set(ylim=(-0.5, 5.5), yticks=range(6))
    name_height(map_, "$c$")
    path = [0.5]
    for _ in range(20):
        path.append(path[-1] + feedback * (5 * np.tanh(-path[-1]) + 3))
    course.plot(np.round(path, 2), color="C1", linewidth=1.5)
    course.set(xlim=(0, 20), xticks=[0, 10, 20], xlabel="$t$")
    return {"lyapunov": lyapunov(feedback)}


def feedbacks():
    """Return the strengths of feedback at which the loop is studied."""
    return np.linspace(0.4, 1.2, 65)


def lyapunov(feedback):
    """Return the mean logarithm of the slopes that 400 short orbits meet."""
    return np.log(np.abs(_orbits(feedback)[1][20:])).mean()


def _orbits(feedback):
    """Return 50 steps of the tied threshold from 400 starts, and the map's slopes.

    Errors grow by a factor of less than 1.6 a step: after 50 steps, rounding is small.
    """
    c, states, slopes = np.linspace(0, 1, 400), [], []
    for _ in range(50):
        outputs = np.tanh(-c)
        slopes.append(1 - feedback * 5 * (1 - outputs**2))
        c = c + feedback * (5 * outputs + 3)
        states.append(c)
    return np.array(states), np.array(slopes)


@cache
def _visited():
    """Return strokes over what the threshold visits in the end, one column a λ."""
    x, y = [], []
    edges = np.linspace(-0.5, 5.5, 97)
    for feedback in feedbacks():
        counts = np.histogram(_orbits(feedback)[0][40:], edges)[0]
        ends = np.diff((counts > 8).astype(int), prepend=0, append=0)
        first, last = (np.flatnonzero(ends == way) for way in (1, -1))
        for low, high in zip(first, last, strict=True):
            x += [feedback, feedback, np.nan]
            y += [edges[low], edges[high], np.nan]
    return x, y


def draw_waiting_times(ax, T):
    """How many of 20,000 runs of the loop have not stopped after t steps."""
    gap, left = _survival(T)
    steps = np.arange(0, 41, 2)
    ax.plot(steps, np.log10(left[steps]).round(3), "o", color="C0", markersize=5)
    rate = np.log(left[10] / left[40]) / 30
    ends = np.array([0, 40])
    line = np.log10(left[10]) - rate * (ends - 10) / np.log(10)
    ax.plot(ends, line, "--", color="C1", linewidth=1.5)
    ax.set(xlim=(-1, 41), xticks=range(0, 41, 10), xlabel="$t$", ylim=(-0.45, 0.02))
    ax.set_yticks(np.log10([0.4, 0.6, 0.8, 1]), ["0.4", "0.6", "0.8", "1"])
    ax.set_ylabel(text("axis.still_running"))
    return {"one_over_gap": 1 / gap, "mean_steps": 1 / rate, "density": rate / gap}


@cache
def _survival(temperature):
    """Return the gap, and the part of the runs that has not stopped, by steps."""
    p = softmax(FIVE_LOGITS / temperature)
    x = p + np.linspace(-0.05, 0.05, 20_000)[:, None]
    running, left = np.ones(len(x), bool), []
    for _ in range(41):
        running &= (x > 0).sum(axis=1) != 1
        left.append(running.mean())
        x = x - np.tanh(x).sum(axis=1, keepdims=True) - 3
    return p[0] - p[1], np.array(left)


def draw_fermi_levels(fig, k, beta):
    """The soft top-k of six scores: at one β, and as it cools down."""
    bars, cooling = fig.subplots(1, 2, sharey=True)
    fig.subplots_adjust(left=0.11, wspace=0.08)
    p = soft_top_k(SIX_SCORES, k, beta=beta)
    bars.bar(range(6), p, width=0.7, color="C1")
    bars.set(ylim=(0, 1.02), yticks=[0, 0.5, 1], xlabel="$x_i$")
    name_height(bars, "$p_i$")
    bars.set_xticks(range(6), ["2", "1.2", "0.8", "−0.2", "−0.6", "−2"])
    bars.tick_params(axis="x", labelsize=10)
    powers = np.linspace(-3, 5, 13)
    for column in np.array([soft_top_k(SIX_SCORES, k, beta=2**s) for s in powers]).T:
        cooling.plot(powers, column.round(3), color="C0", linewidth=1.5)
    cooling.axvline(np.log2(beta), color="C1", linewidth=1)
    cooling.set(xlim=(-3, 5), xlabel=r"$\beta$")
    cooling.set_xticks([-3, -1, 1, 3, 5], ["1/8", "1/2", "2", "8", "32"])
    tau = soft_top_k_threshold(SIX_SCORES, k, beta=beta)
    return {"p": p, "sum": p.sum(), "threshold": tau}
