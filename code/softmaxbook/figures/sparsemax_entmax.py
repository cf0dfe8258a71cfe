"""Figures of chapter 5: shares that can be exactly 0, and the knob α."""

import numpy as np

from softmaxbook.entropies import shannon_entropy
from softmaxbook.figures import simplex
from softmaxbook.figures.symbols import legend_above, name_height
from softmaxbook.labels import text
from softmaxbook.softmax import softmax
from softmaxbook.sparse import entmax, sparsemax

GREY = "#808080"
HALVES = [0, 0.5, 1]
ALPHAS = [1, 1.125, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 6]
FEW_ALPHAS = [1, 1.25, 1.5, 2, 2.5, 3, 5]
FIVE_LOGITS = np.array([2.0, 1.6, 1.0, 0.2, -1.0])
MOVABLE = 2  # which of them the reader lifts out of the water
FLOOR = -1.5
FAR = 9  # beyond every corner of the picture


def draw_nearest_point(ax, angle, beta):
    """The logits βz as a point of the triangle's plane, and the nearest shares."""
    ax.figure.set_size_inches(4.5, 4.7)
    ax.set(aspect="equal", xlim=(-2, 2), ylim=(-1.98, 1.98))
    ax.axis("off")
    z = (beta * np.cos(np.radians(angle - np.array([0, 120, 240])))).round(9)
    p, soft = sparsemax(z), softmax(z)
    for j, color in enumerate(simplex.COLORS):
        ax.fill(*_wedge(j).T, color=color, alpha=0.22, linewidth=0)
        ax.fill(*_strip(j).T, color=GREY, alpha=0.18, linewidth=0)
    simplex.triangle(ax)
    (x, y), (near_x, near_y) = z @ simplex.CORNERS, p @ simplex.CORNERS
    soft_x, soft_y = soft @ simplex.CORNERS
    ax.plot([x, near_x], [y, near_y], color="C0", linewidth=1.5)
    ax.plot(soft_x, soft_y, "s", color=GREY, markersize=8, label=text("map.softmax"))
    name = text("map.sparsemax")
    ax.plot(near_x, near_y, "o", color="black", markersize=9, label=name)
    ax.plot(x, y, "o", color="C0", markersize=7, label="$βz$")
    legend_above(ax, left=0, right=1, bottom=0.02)
    return {"p": p, "support": np.count_nonzero(p)}


def draw_water_level(ax, z):
    """The sorted logits as columns in water; what sticks out of it sums to 1."""
    logits = FIVE_LOGITS.copy()
    logits[MOVABLE] = z
    p = sparsemax(logits)
    tau = logits.max() - p.max()
    order = np.argsort(-logits, kind="stable")
    colors = np.where(order == MOVABLE, "C1", "C0")
    places, tops, dry = np.arange(order.size), logits[order], p[order]
    ax.bar(places, tops - dry - FLOOR, 0.7, FLOOR, color=colors, alpha=0.35)
    ax.bar(places, dry, 0.7, tops - dry, color=colors)
    ax.axhspan(FLOOR, tau, color="C0", alpha=0.13, linewidth=0)
    ax.axhline(tau, color="C0", label=r"$\tau$")
    ax.set(xlim=(-0.6, 4.6), ylim=(FLOOR, 3.1), yticks=range(-1, 4))
    ax.set(xticks=places)
    ax.set_xticklabels([f"$z_{{({k + 1})}}$" for k in places])
    ax.legend(loc="upper right")
    return {"p": p, "threshold": tau, "support": np.count_nonzero(p)}


def draw_entmax_curves(ax, alpha):
    """The share of the first of two options with logits t and 0, and its knees."""
    for index, line in ((1, ":"), (2, "--")):
        label = rf"$\alpha={index}$"
        ax.plot(*_curve(index), line, color=GREY, linewidth=1.5, label=label)
    ax.plot(*_curve(alpha), color="C0", label=r"$\alpha$")
    knee = _knee(alpha)
    reach = min(knee, FAR)  # out of sight if there is none
    ax.plot([-reach, reach], [0, 1], "o", color="C1", markersize=7)
    ax.set(xlim=(-4.5, 4.5), ylim=(-0.05, 1.05), xticks=range(-4, 5), yticks=HALVES)
    ax.set_xlabel("$t$")
    name_height(ax, "$p_1$")
    ax.legend(loc="lower right")
    return {"knee": knee, "slope": 2 ** (alpha - 3)}


def draw_alpha_and_beta(ax, alpha, beta):
    """Entmax of five logits times β; a strip under the axis marks the support."""
    p = entmax(beta * FIVE_LOGITS, alpha)
    places = np.arange(p.size)
    ax.bar(places, p, 0.7, color="C0")
    ax.bar(places, -0.045 * (p > 0), 0.7, color="C1")
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set(xticks=places, ylim=(-0.06, 1.02), yticks=HALVES)
    ax.set_xticklabels([f"{z:g}".replace("-", "−") for z in FIVE_LOGITS])
    ax.set_xlabel("$z_j$")
    name_height(ax, "$p_j$")
    entropy = shannon_entropy(p)
    return {"p": p, "support": np.count_nonzero(p), "shannon_entropy": entropy}


def _knee(alpha):
    """Return the lead that takes everything from one rival."""
    return 1 / (alpha - 1) if alpha > 1 else np.inf


def _curve(alpha):
    """Return t, dense between the knees, and what the first of t and 0 gets."""
    t = np.linspace(-1, 1, 31) * min(_knee(alpha), 4.5)
    t = np.concatenate([[-4.5], t, [4.5]])
    return t, entmax(np.stack([t, np.zeros_like(t)], axis=1), alpha)[:, 0]


def _outward(j):
    """Return the direction out of the triangle that is at right angles to an edge.

    The edge is the one opposite to corner j.
    """
    return -simplex.CORNERS[j]


def _wedge(j):
    """Return the region from which corner j is nearest."""
    corner = simplex.CORNERS[j]
    rays = [FAR * _outward(k) for k in range(3) if k != j]
    return np.array([corner, corner + rays[0], corner + rays[1]])


def _strip(j):
    """Return the region from which the edge opposite to corner j is nearest."""
    ends = np.delete(simplex.CORNERS, j, axis=0)
    return np.concatenate([ends, ends[::-1] + FAR * _outward(j)])
