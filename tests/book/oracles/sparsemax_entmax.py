"""What the figures of chapter 5 must show."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import entr, softmax

THREE_ANGLES = np.array([0, 120, 240])


def entmax(z, alpha):
    """Search for the level above which the shares add up to 1."""
    z = np.asarray(z, dtype=float)
    if alpha == 1:
        return softmax(z)
    u = (alpha - 1) * (z - z.max())

    def shares(level):
        return np.maximum(u - level, 0) ** (1 / (alpha - 1))

    if shares(-1).sum() <= 1:
        return shares(-1)
    return shares(brentq(lambda level: shares(level).sum() - 1, -1, 0, xtol=1e-15))


def nearest_point(angle, beta):
    """Project onto each face of the triangle; take the nearest feasible point."""
    z = beta * np.cos(np.radians(angle - THREE_ANGLES))
    best = None
    for face in ([0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]):
        p = np.zeros(3)
        p[face] = z[face] - (z[face].sum() - 1) / len(face)
        distance = ((p - z) ** 2).sum()
        if p.min() > -1e-12 and (best is None or distance < best[0] - 1e-12):
            best = distance, p
    p = best[1]
    return {"p": p, "support": (p > 1e-9).sum()}


def water_level(z):
    """Keep one column more as long as it is above the level."""
    columns = np.array([2, 1.6, z, 0.2, -1])
    order = np.sort(columns)[::-1]
    for k in range(1, 6):
        level = (order[:k].sum() - 1) / k
        if k == 5 or level >= order[k]:
            break
    p = np.maximum(columns - level, 0)
    return {"p": p, "threshold": level, "support": (p > 1e-9).sum()}


def entmax_curves(alpha):
    knee = 1 / (alpha - 1) if alpha > 1 else np.inf
    rise = np.diff([entmax([s, 0], alpha)[0] for s in (-1e-4, 1e-4)])[0]
    return {"knee": knee, "slope": rise / 2e-4}


def alpha_and_beta(alpha, beta):
    p = entmax(beta * np.array([2, 1.6, 1, 0.2, -1]), alpha)
    entropy = entr(p).sum()
    return {"p": p, "support": (p > 1e-12).sum(), "shannon_entropy": entropy}


NUMBERS = {
    "live-nearest-point": nearest_point,
    "live-water-level": water_level,
    "live-entmax-curves": entmax_curves,
    "live-alpha-and-beta": alpha_and_beta,
    "live-family-map": lambda: {},  # it stands still
}
