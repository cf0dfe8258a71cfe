"""Figures of chapter 4: softmax as the solution of a problem with constraints."""

import numpy as np

from softmaxbook.entropies import kl_divergence, shannon_entropy
from softmaxbook.figures import simplex
from softmaxbook.figures.symbols import legend_above
from softmaxbook.sigmoid import sigmoid
from softmaxbook.softmax import logsumexp, softmax
from softmaxbook.sparse import argmax

GREY = "#808080"
HALVES = [0, 0.5, 1]
FOUR_LOGITS = np.array([2.0, 1.5, 0.5, -0.5])
DEPTHS = (0.6, 0.25, 0.06)  # how far below the summit, as parts of the range
BETAS = np.geomspace(0.02, 50, 33)


def draw_best_corner(ax, angle):
    """The linear program: the farthest point of the triangle in the direction of z."""
    simplex.stage(ax)
    z = (2 * np.cos(np.radians(angle - np.array([0, 120, 240])))).round(9)
    p = argmax(z)
    simplex.regions(ax)
    simplex.triangle(ax)
    for line in _level_lines(z):
        ax.plot(*line, color=GREY, linewidth=1)
    tip = z @ simplex.CORNERS / 3
    ax.plot([0, tip[0]], [0, tip[1]], color="C0", linewidth=2.5)
    ax.plot(*tip, "o", color="C0", markersize=6)
    best = simplex.CORNERS[z == z.max()]  # one corner, or the two ends of an edge
    ax.plot(*best[[0, -1]].T, color="black", linewidth=4, marker="o", markersize=9)
    simplex.bars(ax, p)
    return {"logits": z, "p": p, "payoff": p @ z}


def draw_payoff_and_bonus(ax, z, beta):
    """Two options with logits z and 0: the payoff, the bonus, and their sum."""
    # Dense near the ends, where the bonus is steep.
    share = (1 - np.cos(np.linspace(0, np.pi, 21))) / 2
    payoff, bonus = z * share, _entropy_of_two(share) / beta
    p = sigmoid(beta * z)
    ax.plot(share, payoff, "--", color="C1", label=r"$p\cdot z$")
    ax.plot(share, bonus, "--", color="C2", label=r"$H/\beta$")
    ax.plot(share, payoff + bonus, color="C0", label=r"$p\cdot z+H/\beta$")
    value = logsumexp([beta * z, 0]) / beta
    ax.plot([p, p], [-2.1, value], ":", color="C0", linewidth=1.5)
    ax.plot(p, value, "o", color="C0", markersize=8)
    ax.set(xlim=(-0.02, 1.02), ylim=(-2.1, 2.8), xticks=HALVES, yticks=range(-2, 3))
    ax.set_xlabel("$p_1$")
    legend_above(ax)
    parts = {"payoff": z * p, "bonus": _entropy_of_two(p) / beta}
    return {"p": [p, 1 - p], **parts, "best_value": value}


def draw_simplex_objective(ax, beta, b):
    """The objective over the triangle as a hill, and where its summit is."""
    simplex.stage(ax)
    z = np.array([1.0, b, -1.0])
    p = softmax(z, beta=beta)
    value = logsumexp(beta * z) / beta
    for depth in DEPTHS:
        rim = _rim(p, beta * depth * (value - z.min()))
        ax.fill(*rim, color="C0", alpha=0.2, linewidth=0)
    simplex.triangle(ax)
    way = softmax(BETAS[:, None] * z) @ simplex.CORNERS
    ax.plot(*way.T, color=GREY, linewidth=1)
    ax.plot(*(p @ simplex.CORNERS), "o", color="black", markersize=9)
    simplex.bars(ax, p)
    bonus = shannon_entropy(p) / beta
    return {"p": p, "payoff": p @ z, "bonus": bonus, "best_value": value}


def draw_equal_prices(ax, beta):
    """What the last bit of each option is worth: its logit and the pull of entropy."""
    p = softmax(FOUR_LOGITS, beta=beta)
    tau = logsumexp(beta * FOUR_LOGITS) / beta - 1 / beta
    places = np.arange(p.size)
    pull = tau - FOUR_LOGITS  # which is -(ln p + 1)/β
    left, right = places - 0.18, places + 0.18
    ax.bar(left, FOUR_LOGITS, 0.3, color="C1", label="$z_j$")
    ax.bar(right, pull, 0.3, FOUR_LOGITS, color="C2", label=r"$\tau-z_j$")
    ax.axhline(tau, color="C0", label=r"$\tau$")
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set(xticks=places, ylim=(-1, 3), yticks=range(-1, 4))
    ax.set_xticklabels("ABCD")
    legend_above(ax, bottom=0.1)
    return {"p": p, "price": tau, "entropy_pull": pull}


def draw_best_value(ax, z, beta):
    """The value of the problem with logits z and 0, and the maximum it rounds off."""
    x = np.linspace(-3, 3, 41)
    value, slope = logsumexp([beta * z, 0]) / beta, sigmoid(beta * z)
    ax.plot(x, np.maximum(x, 0), "--", color=GREY, label=r"$\max(z,0)$")
    ax.plot(x, np.logaddexp(beta * x, 0) / beta, color="C0", label="$V(z)$")
    reach = np.array([-1, 1]) / np.hypot(1, slope)
    ax.plot(z + reach, value + slope * reach, color="C1")
    ax.plot(z, value, "o", color="C1", markersize=8)
    ax.set(xlim=(-3, 3), ylim=(-0.3, 3.5), xticks=range(-3, 4), yticks=range(4))
    ax.set_xlabel("$z$")
    ax.legend(loc="upper left")
    return {"best_value": value, "tangent_slope": slope, "hard_max": float(max(z, 0))}


def _entropy_of_two(p):
    """Return the entropy of the split (p, 1 - p)."""
    return shannon_entropy(np.stack([p, 1 - np.asarray(p)]), axis=0)


def _level_lines(z):
    """Return four lines on which p·z is the same, each with two ends."""
    order = np.argsort(z, kind="stable")
    heights, corners = z[order], simplex.CORNERS[order].T
    for level in z.min() + np.ptp(z) * np.array([0.125, 0.375, 0.625, 0.875]):
        # One end lies on the edge from lowest to highest, one on the other two.
        straight = [np.interp(level, heights[::2], side[::2]) for side in corners]
        around = [np.interp(level, heights, side) for side in corners]
        yield np.stack([straight, around], axis=1)


def _rim(summit, depth):
    """Return the outline of all p whose divergence from the summit is at most depth.

    It is found along rays, the three through the corners among them. The divergence
    rises along each, so halving finds where it reaches the depth, unless the ray ends
    at an edge of the triangle before.
    """
    start = summit @ simplex.CORNERS
    to_corners = np.arctan2(*(simplex.CORNERS - start).T[::-1]) % (2 * np.pi)
    rays = np.sort(np.append(np.linspace(0, 2 * np.pi, 240, False), to_corners))
    # Two thirds of the corners' transpose leads from the plane back to p.
    steps = 2 / 3 * np.stack([np.cos(rays), np.sin(rays)], axis=1) @ simplex.CORNERS.T
    to_edges = np.where(steps < 0, summit / np.maximum(-steps, 1e-12), np.inf)
    far = to_edges.min(axis=1, keepdims=True)
    near = np.zeros_like(far)
    for _ in range(20):
        middle = (near + far) / 2
        p = np.maximum(summit + middle * steps, 0)
        inside = kl_divergence(p, summit)[:, None] <= depth
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    rim = start + near * (steps @ simplex.CORNERS)
    return _thinned(np.append(rim, rim[:1], axis=0)).T


def _thinned(points, slack=0.006):
    """Leave out points that lie nearly on the line between those kept."""
    first, chord = points[0], points[-1] - points[0]
    across, length = chord[::-1] * [-1, 1], np.hypot(*chord)
    aside = points - first
    away = np.abs(aside @ across) / length if length else np.hypot(*aside.T)
    far = away.argmax()
    if away[far] <= slack:
        return points[[0, -1]]
    before, after = points[: far + 1], points[far:]
    return np.concatenate([_thinned(before, slack)[:-1], _thinned(after, slack)])
