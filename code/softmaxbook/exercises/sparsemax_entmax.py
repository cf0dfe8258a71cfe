"""Checks of chapter 5."""

import numpy as np
from scipy.optimize import brentq

from softmaxbook import entmax, softmax, sparsemax
from softmaxbook.exercises.declare import Check, case, normal

_A = np.array


def _in_one_go(z):
    return np.maximum(z - (z.sum() - 1) / len(z), 0)


def _unsorted(z):
    counts = np.arange(1, len(z) + 1)
    inside = np.flatnonzero(1 + counts * z > np.cumsum(z))
    size = inside[-1] + 1 if len(inside) else 1
    return np.maximum(z - (z[:size].sum() - 1) / size, 0)


def _level(u, power):
    def surplus(tau):
        return (np.maximum(u - tau, 0) ** power).sum() - 1

    tau = brentq(surplus, u.max() - 1, u.max(), xtol=1e-14)
    return np.maximum(u - tau, 0) ** power


CHECKS = (
    Check(
        "sparsemax-by-hand",
        "my_sparsemax(z)",
        right=sparsemax,
        cases=(
            case(_A([0.75, 1.25, 0.5, -2.0])),
            case(_A([0.1, 0.0, -0.1])),
            case(_A([-5.0, -4.8, -7.0])),
            case(_A([1000.0, 999.5, 0.0])),
            case(normal(8, scale=0.5)),
        ),
        mistakes={
            "clipped": lambda z: np.maximum(z, 0) / np.maximum(z, 0).sum(),
            "one-go": _in_one_go,
            "unsorted": _unsorted,
            "order-lost": lambda z: np.sort(sparsemax(z))[::-1],
            "softmax": softmax,
        },
    ),
    Check(
        "crowd-at-the-top",
        "reach(k, alpha)",
        right=lambda k, alpha: k ** (1 - alpha) / (alpha - 1),
        cases=(case(4, 1.5), case(3, 3.0), case(2, 2.0), case(1, 1.5), case(9, 1.1)),
        mistakes={
            "one-leader": lambda k, alpha: 1 / (alpha - 1),
            "sparsemax": lambda k, alpha: 1 / k,
            "sign": lambda k, alpha: k ** (alpha - 1) / (alpha - 1),
            "no-power": lambda k, alpha: 1 / (k * (alpha - 1)),
        },
    ),
    Check(
        "entmax-by-halving",
        "my_entmax(z, alpha)",
        right=entmax,
        cases=(
            case(_A([1.0, 0.2, -0.5]), 1.5),
            case(normal(6), 1.25),
            case(_A([1000.0, 999.5, 0.0]), 2.0),
            case(normal(5, seed=1), 3.0),
        ),
        mistakes={
            "factor": lambda z, alpha: _level(z, 1 / (alpha - 1)),
            "power": lambda z, alpha: _level((alpha - 1) * z, alpha - 1),
            "no-power": lambda z, alpha: _level((alpha - 1) * z, 1),
            "sparsemax": lambda z, alpha: sparsemax(z),
            "softmax": lambda z, alpha: softmax(z),
        },
    ),
)
