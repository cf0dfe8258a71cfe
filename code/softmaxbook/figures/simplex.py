"""The triangle in which three probabilities are one point, for figures to draw in."""

import numpy as np

NAMES = "ABC"
COLORS = ("C1", "C2", "C3")  # of the options A, B, C
CORNERS = np.array([[0, 1], [-np.sqrt(3) / 2, -0.5], [np.sqrt(3) / 2, -0.5]])


def stage(ax):
    """Make room for the triangle on the left, and for bars beside it."""
    ax.figure.set_size_inches(6, 3.3)
    ax.set_position((0, 0, 1, 1))
    ax.set(aspect="equal", xlim=(-1.2, 2.8), ylim=(-0.82, 1.38))
    ax.axis("off")  # and no panel beside it: axes take most of the time of a frame


def regions(ax):
    """Color the triangle by who is largest where."""
    middles = (CORNERS + np.roll(CORNERS, -1, axis=0)) / 2
    for j, color in enumerate(COLORS):
        kite = np.array([CORNERS[j], middles[j], [0, 0], middles[j - 1]])
        ax.fill(*kite.T, color=color, alpha=0.22, linewidth=0)


def triangle(ax):
    """Draw the simplex: its edges, and the names of its corners."""
    for name, corner in zip(NAMES, CORNERS, strict=True):
        ax.text(*(1.14 * corner), name, ha="center", va="center")
    ax.fill(*CORNERS.T, fill=False, edgecolor="black", linewidth=0.8)


def bars(ax, p):
    """Draw the probabilities as bars in the triangle's own coordinates."""
    places, floor, full = np.array([1.7, 2.1, 2.5]), -0.5, 1.5
    ax.bar(places, full * p, width=0.3, bottom=floor, color=COLORS)
    ax.hlines([floor, floor + full], 1.5, 2.7, color="black", linewidth=0.8)
    for place, name in zip(places, NAMES, strict=True):
        ax.text(place, floor - 0.1, name, ha="center", va="top")
    for share in (0, 1):
        ax.text(1.45, floor + full * share, f"{share}", ha="right", va="center")
