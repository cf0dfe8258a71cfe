"""Figures of chapter 6: temperature."""

from functools import cache

import numpy as np

from softmaxbook.digits import load_digits
from softmaxbook.entropies import shannon_entropy
from softmaxbook.figures.cells import draw_cells
from softmaxbook.figures.symbols import name_height
from softmaxbook.labels import text
from softmaxbook.softmax import softmax

FIVE_LOGITS = np.array([4.0, 3.0, 2.0, 1.0, 0.0])
THREE_LOGITS = np.array([3.0, 2.0, 1.0])
TWELVE = (0.1, 0.2, 0.4, 0.8, 1, 2, 4, 8, 16, 32, 64, 128)
GREY = "#808080"
QUARTERS = [0, 0.25, 0.5, 0.75, 1]
PLAYS = 300


def draw_twelve_temperatures(fig):
    """Softmax of five logits at twelve temperatures from 0.1 to 128."""
    fig.set_size_inches(6, 4.8)
    panels = fig.subplots(3, 4, sharex=True, sharey=True)
    fig.subplots_adjust(left=0.09, bottom=0.07, top=0.94, wspace=0.12, hspace=0.4)
    places = np.arange(FIVE_LOGITS.size)
    for panel, temperature in zip(panels.flat, TWELVE, strict=True):
        p = softmax(FIVE_LOGITS / temperature)
        panel.bar(places, p, width=0.75, color="C0")
        panel.axhline(1 / p.size, color="C1", linestyle="--", linewidth=1)
        panel.set_title(f"$T={temperature:g}$", fontsize=12.5)
        panel.set(ylim=(0, 1), yticks=[0, 1])
        panel.set_xticks(places, [f"{z:g}" for z in FIVE_LOGITS])
        panel.grid(False)


def draw_cooling(ax, T):
    """Softmax of the logits 3, 2 and 1 at temperature T."""
    p = softmax(THREE_LOGITS / T)
    entropy = shannon_entropy(p)
    places = np.arange(p.size)
    ax.bar(places, p, width=0.6, color="C0")
    ax.axhline(1 / p.size, color="C1", linestyle="--")
    ax.set(ylim=(0, 1), yticks=QUARTERS, xlabel="$z_j$")
    name_height(ax, "$p_j$")
    ax.set_xticks(places, [f"{z:g}" for z in THREE_LOGITS])
    return {"p": p, "entropy": entropy, "in_play": np.exp(entropy)}


def draw_freezing_rate(ax, gap, seconds):
    """What the winner of five lacks to 1, and two simple estimates of it."""
    rest = 4 - seconds
    z = np.array([0.0, *[-gap] * seconds, *[-gap - 1] * rest])
    beta = np.linspace(0, 8, 17)
    missing = 1 - np.array([softmax(z, beta=b)[0] for b in beta])
    ax.plot(beta, np.log10(missing), color="C0")
    ends = np.array([0, 8])
    slope = gap / np.log(10)
    for style, weight, color in ((":", 4, "C1"), ("--", seconds, "C2")):
        ax.plot(ends, np.log10(weight) - slope * ends, style, color=color)
    powers = [-6, -4, -2, 0]
    ax.set(xlim=(0, 8), ylim=(-7, 1), xticks=range(0, 9, 2), xlabel=r"$\beta$")
    ax.set_yticks(powers, [f"$10^{{{n}}}$" for n in powers])
    at_2, at_8 = (1 - softmax(z, beta=b)[0] for b in (2, 8))
    return {
        "missing_at_2": at_2,
        "bound_at_2": 4 * np.exp(-2 * gap),
        "ratio_at_8": at_8 / (seconds * np.exp(-8 * gap)),
    }


def draw_entropy_and_mean(fig, T):
    """The entropy and the mean logit against temperature, and a point on each."""
    entropies, means = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.07, top=0.88, wspace=0.22)
    powers = np.linspace(-4, 5, 37)
    p = np.array([softmax(THREE_LOGITS / 2**power) for power in powers])
    here = softmax(THREE_LOGITS / T)
    entropy, mean = shannon_entropy(here), here @ THREE_LOGITS
    entropies.plot(powers, shannon_entropy(p), color="C0")
    entropies.plot(np.log2(T), entropy, "o", color="C1")
    entropies.set(ylim=(-0.05, 1.2), yticks=[0, 0.5, 1], title="$H$")
    entropies.axhline(np.log(3), color=GREY, linestyle=":")
    means.plot(powers, p @ THREE_LOGITS, color="C0")
    means.plot(np.log2(T), mean, "o", color="C1")
    means.set(ylim=(1.9, 3.1), yticks=[2, 2.5, 3], title="$E$")
    means.axhline(2, color=GREY, linestyle=":")
    for panel in (entropies, means):
        panel.set(xlim=(-4, 5), xlabel="$T$")
        panel.set_xticks([-3, -1, 1, 3, 5], ["1/8", "1/2", "2", "8", "32"])
    variance = here @ (THREE_LOGITS - mean) ** 2
    return {"entropy": entropy, "mean_logit": mean, "variance": variance}


@cache
def teacher():
    """Return logits for all digits, and the images that the teacher did not see.

    It is a softmax of 150 random features, trained on 500 images.
    """
    images, digits = load_digits()
    rng = np.random.default_rng(0)
    order = rng.permutation(digits.size)
    pixels = np.column_stack([np.ones(digits.size), images.reshape(-1, 64)])
    x = np.maximum(pixels @ rng.normal(size=(65, 150)), 0)
    seen, target = x[order[:500]], np.eye(10)[digits[order[:500]]]
    weights, pace = np.zeros((150, 10)), 0
    for _ in range(100):
        slope = seen.T @ (softmax(seen @ weights) - target) / 500
        pace = 0.9 * pace - 0.05 * slope
        weights = weights + pace
    return x @ weights, order[900:]


def unseen(digit):
    """Return the first image of a digit that the teacher has not seen."""
    test = teacher()[1]
    return test[load_digits()[1][test] == digit][0]


def draw_teacher(fig, digit, T):
    """An image of a digit, and what the teacher says of it at temperature T."""
    which = unseen(digit)
    image = load_digits()[0][which]
    p = softmax(teacher()[0][which] / T)
    picture = fig.add_axes((0.02, 0.2, 0.36, 0.74), aspect="equal")
    bars = fig.add_axes((0.48, 0.2, 0.51, 0.74))
    ink = np.rint(16 * image).astype(int)
    draw_cells(picture, ink, np.arange(1, 17) / 16)
    picture.set(xticks=[], yticks=[], xlim=(-0.2, 8.2), ylim=(8.2, -0.2))
    picture.spines[:].set_visible(True)
    bars.bar(np.arange(10), p, width=0.7, color="C0")
    bars.set(ylim=(0, 1), yticks=QUARTERS, xticks=range(10))
    return {"p": p, "entropy": shannon_entropy(p)}


def draw_exploration(fig, T):
    """Slot machines: the regret as one plays on, and its mean against temperature."""
    course, all_runs = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.07, top=0.86, wspace=0.22)
    results = {at: _regret(at) for at in play_temperatures()}
    regret = results[T]
    blocks = regret.mean(axis=1).reshape(-1, 20).mean(axis=1)
    course.plot(10 + 20 * np.arange(blocks.size), blocks, color="C1")
    course.set(xlabel="$t$", xlim=(0, PLAYS), xticks=[0, 100, 200, 300])
    powers = np.log2(play_temperatures())
    means = [result.mean() for result in results.values()]
    all_runs.plot(powers, means, "o-", color="C0", markersize=4)
    all_runs.plot(np.log2(T), regret.mean(), "o", color="C1", markersize=9)
    all_runs.set(xlabel="$T$", xlim=(-7.3, 3.3))
    all_runs.set_xticks([-6, -4, -2, 0, 2], ["1/64", "1/16", "1/4", "1", "4"])
    for panel, name in ((course, "axis.regret"), (all_runs, "number.mean_regret")):
        panel.set(ylim=(0, 1.6), yticks=[0, 0.5, 1, 1.5], title=text(name))
    per_run = regret.mean(axis=0)
    return {
        "mean_regret": per_run.mean(),
        "standard_error": per_run.std(ddof=1) / np.sqrt(per_run.size),
        "last_plays": regret[-50:].mean(),
    }


def play_temperatures():
    """Return the temperatures at which the machines are played, from 1/128 to 8."""
    return [2.0**power for power in range(-7, 4)]


@cache
def _regret(temperature):
    """Return what each play fell short of the best machine, for 500 players."""
    rng = np.random.default_rng(0)
    worth = rng.normal(size=(500, 10))
    best = worth.max(axis=1)
    mean, plays = np.zeros((2, 500, 10))
    player, regret = np.arange(500), []
    for _ in range(PLAYS):
        p = softmax(mean / temperature)
        arm = (p.cumsum(axis=1) < rng.random((500, 1))).sum(axis=1)
        reward = worth[player, arm] + rng.normal(size=500)
        plays[player, arm] += 1
        mean[player, arm] += (reward - mean[player, arm]) / plays[player, arm]
        regret.append(best - worth[player, arm])
    return np.array(regret)
