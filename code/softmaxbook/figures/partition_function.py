"""Figures of chapter 7: the partition function."""

from functools import cache

import numpy as np

from softmaxbook.entropies import shannon_entropy
from softmaxbook.softmax import softmax
from softmaxbook.statmech import (
    boltzmann,
    energy_variance,
    heat_capacity,
    log_partition,
    mean_energy,
)

FOUR_LEVELS = np.array([0.0, 1.0, 2.0, 12.0])
THREE_LEVELS = np.array([0.0, 1.0, 2.0])
TRADERS = 2000
QUANTA = 2
GREY = "#808080"


def draw_quanta_exchange(ax, rounds):
    """How many of 2000 places own n quanta, and the Boltzmann law of that mean."""
    n = np.arange(11)
    owned = _trade()[rounds]
    share = np.bincount(owned, minlength=n.size)[: n.size] / TRADERS
    fair = np.log(1 + 1 / QUANTA)
    ax.bar(n, share, width=0.75, color="C0")
    ax.plot(n, (1 - np.exp(-fair)) * np.exp(-fair * n), "o-", color="C1", markersize=4)
    ax.set(xlim=(-0.6, 10.6), xticks=n, xlabel="$n$", ylim=(0, 1), yticks=[0, 0.5, 1])
    p = np.bincount(owned) / TRADERS
    return {"p": share[:4], "mean": owned.mean(), "entropy": shannon_entropy(p)}


def trade_rounds():
    """Return after how many rounds, of 2000 moves each, the quanta are counted."""
    return [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]


@cache
def _trade():
    """Move a quantum from one random place to another, again and again."""
    rng = np.random.default_rng(0)
    owned, counted = [QUANTA] * TRADERS, {}
    for done in range(trade_rounds()[-1] + 1):
        if done in trade_rounds():
            counted[done] = np.array(owned)
        for giver, taker in rng.integers(TRADERS, size=(TRADERS, 2)).tolist():
            if owned[giver] > 0:
                owned[giver] -= 1
                owned[taker] += 1
    return counted


def draw_log_partition(ax, beta, shift, copies):
    """The logarithm of Z against β; its tangent meets the axis at the entropy."""
    energy = THREE_LEVELS + shift
    betas = np.linspace(0, 2, 21)
    log_z = log_partition(energy, betas, degeneracy=copies)
    here = log_partition(energy, beta, degeneracy=copies)
    mean = mean_energy(energy, beta)
    entropy = here + beta * mean
    ax.plot(betas, log_z, color="C0")
    ax.plot([0, 2], [entropy, entropy - 2 * mean], "--", color="C1", linewidth=1.5)
    ax.plot(beta, here, "o", color="C0")
    ax.plot(0, entropy, "s", color="C1", clip_on=False, zorder=3)
    ax.set(xlim=(0, 2), xticks=[0, 0.5, 1, 1.5, 2], xlabel=r"$\beta$")
    ax.set(ylim=(-2.2, 3.2), yticks=range(-2, 4), ylabel=r"$\ln Z$")
    return {
        "log_z": here,
        "mean_energy": mean,
        "entropy": entropy,
        "variance": energy_variance(energy, beta),
    }


def draw_level_populations(fig, T):
    """Four levels and their populations; Z, U, H and c against temperature."""
    fig.set_size_inches(5.2, 3.9)
    ladder = fig.add_axes((0.06, 0.15, 0.3, 0.72))
    p = boltzmann(FOUR_LEVELS, 1 / T)
    ladder.barh(FOUR_LEVELS, p, height=0.8, color="C0")
    ladder.hlines(FOUR_LEVELS, 0, 1, color=GREY, linewidth=0.8)
    ladder.set(xlim=(0, 1), xticks=[0, 0.5, 1], ylim=(-0.8, 12.8), xlabel="$p_j$")
    ladder.set(yticks=FOUR_LEVELS, title="$E_j$")
    ladder.grid(False)
    panels = fig.subplots(2, 2)
    fig.subplots_adjust(left=0.46, top=0.87, bottom=0.15, wspace=0.34, hspace=0.5)
    powers = np.linspace(-4, 6, 41)
    at = np.append(2.0**powers, T)
    z = np.exp(log_partition(FOUR_LEVELS, 1 / at))
    u = mean_energy(FOUR_LEVELS, 1 / at)
    h = shannon_entropy(softmax(-FOUR_LEVELS / at[:, None]))
    c = heat_capacity(FOUR_LEVELS, 1 / at)
    tops = {"$Z$": (z, 4), "$U$": (u, 4), "$H$": (h, 1.5), "$c$": (c, 1)}
    for panel, (name, (values, top)) in zip(panels.flat, tops.items(), strict=True):
        panel.plot(powers, values[:-1], color="C0", linewidth=1.7)
        panel.plot(np.log2(T), values[-1], "o", color="C1", markersize=5)
        panel.set(xlim=(-4, 6), ylim=(-0.03 * top, 1.05 * top), yticks=[0, top])
        panel.set_title(name, fontsize=12, pad=2)
        panel.set_xticks([-3, 0, 3], ["1/8", "1", "8"])
    for panel in panels[1]:
        panel.set_xlabel("$T$")
    return {
        "p": p,
        "beta": 1 / T,
        "z": z[-1],
        "mean_energy": u[-1],
        "entropy": h[-1],
        "heat_capacity": c[-1],
    }


def draw_schottky_peak(fig, T, copies):
    """Two levels: who is upstairs, and the heat capacity, against temperature."""
    upstairs, capacity = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.07, top=0.88, wspace=0.22)
    powers = np.linspace(-4, 3, 43)
    at = np.append(2.0**powers, T)
    p = boltzmann([0, 1], 1 / at, degeneracy=[1, copies])[:, 1]
    c = heat_capacity([0, 1], 1 / at, degeneracy=[1, copies])
    most = copies / (1 + copies)
    upstairs.axhline(most, color=GREY, linestyle=":")
    upstairs.set(ylim=(0, 1), yticks=[0, 0.5, 1], title="$p$")
    capacity.set(ylim=(0, 2.2), yticks=[0, 1, 2], title="$c$")
    for panel, values in ((upstairs, p), (capacity, c)):
        panel.plot(powers, values[:-1], color="C0")
        panel.plot(np.log2(T), values[-1], "o", color="C1")
        panel.set(xlim=(-4, 3), xlabel=r"$T/\Delta$")
        panel.set_xticks([-3, -1, 1, 3], ["1/8", "1/2", "2", "8"])
    return {"p_upper": p[-1], "entropy": _level_entropy(p[-1], copies), "c": c[-1]}


def _level_entropy(p, copies):
    return shannon_entropy([1 - p, *[p / copies] * copies])


def draw_rotor_levels(ax, T, counted):
    """A turning molecule: the population of each level, and of each of its states."""
    j = np.arange(61)
    states = 2 * j + 1 if counted else np.ones(j.size)
    p = boltzmann(j * (j + 1), 1 / T, degeneracy=states)
    shown = j[:16]
    ax.bar(shown, p[:16], width=0.75, color="C0")
    ax.plot(shown, (p / states)[:16], "o", color="C1", markersize=4)
    ax.set(xlim=(-0.6, 15.6), xticks=range(0, 16, 5), xlabel="$J$")
    ax.set(ylim=(0, 0.6), yticks=[0, 0.2, 0.4, 0.6])
    return {
        "fullest": p.argmax(),
        "p_fullest": p.max(),
        "p_lowest": p[0],
        "z": np.exp(log_partition(j * (j + 1), 1 / T, degeneracy=states)),
    }
