"""What the figures of the authors' appendix must show."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import entr, expit, softmax

CROWD = [2, 1.2, -1, 1.6, 0, 0.8, -0.4, 1.9, 0.4, -1.5, 1.1, -0.2]
SIX = np.array([2.5, 1.5, 1, -0.5, -1, -2.5])


def entmax(z, alpha):
    """Search for the threshold at which the probabilities sum to 1."""
    if alpha == 1:
        return softmax(z)
    scaled = (alpha - 1) * z

    def p(threshold):
        return np.maximum(scaled - threshold, 0) ** (1 / (alpha - 1))

    return p(brentq(lambda t: p(t).sum() - 1, scaled.max() - 1, scaled.max()))


def simplex_path(rule, angle, temperature):
    """Three points of a circle are the logits: the real parts."""
    z = 2 * np.exp(1j * np.pi / 180 * (angle - np.array([0, 120, 240]))).real
    alpha = {"softmax": 1, "1.5-entmax": 1.5, "sparsemax": 2}[rule]
    p = entmax(z / temperature, alpha)
    return {"p": p, "support": 3 if rule == "softmax" else (p > 1e-9).sum()}


def soft_winners(k, temperature):
    """Search for the threshold at which the probabilities sum to k."""
    t = brentq(lambda t: expit((SIX - t) / temperature).sum() - k, -99, 99)
    return {"p": expit((SIX - t) / temperature), "sum": k, "threshold": t}


def crowd(options, reveal):
    p = softmax(CROWD[:options])
    return {"p_of_a": p[0], "in_play": np.exp(entr(p).sum())}


NUMBERS = {
    "live-bars": lambda beta: {"p": softmax(beta * np.array([2, 1, 0]))},
    "live-crowd": crowd,
    "live-soft-winners": soft_winners,
    "live-simplex-path": simplex_path,
}
