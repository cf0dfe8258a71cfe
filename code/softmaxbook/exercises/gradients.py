"""Checks of chapter 3."""

import numpy as np
from scipy.optimize import brentq

from softmaxbook import softmax, softmax_jacobian
from softmaxbook.exercises.declare import Check, case, normal

_A = np.array
_MEGABYTE = 2**20


def _log_slopes(z, j):
    return np.eye(len(z))[j] - softmax(z)


def _times(z, v, beta=1.0):
    p = softmax(z, beta=beta)
    return beta * p * (v - p @ v)


def _by_equation(half):
    return brentq(lambda b: b * np.tanh(b * half) - 1, 0.1, 10)


_VECTORS = (case(_A([1.0, 0.0])), case(_A([2.0, 1.0, -1.0])), case(normal(5)))
_LONG = normal(2, 1000, seed=3, scale=1.0)

CHECKS = (
    Check(
        "two-option-jacobian",
        "my_jacobian(z)",
        right=softmax_jacobian,
        cases=(*_VECTORS, case(_A([1000.0, 999.0, -1000.0]))),
        mistakes={
            "diagonal": lambda z: np.diag(softmax(z) * (1 - softmax(z))),
            "sign": lambda z: np.abs(softmax_jacobian(z)),
            "no-diagonal": lambda z: -np.outer(softmax(z), softmax(z)),
            "every-pair": lambda z: np.outer(softmax(z), 1 - softmax(z)),
        },
    ),
    Check(
        "log-softmax",
        "log_slopes(z, j)",
        right=_log_slopes,
        cases=(
            case(_A([2.0, 1.0, -1.0]), 1),
            case(normal(5), 4),
            case(_A([0.0, 1000.0]), 0),
        ),
        mistakes={
            "sign": lambda z, j: -_log_slopes(z, j),
            "no-log": lambda z, j: softmax_jacobian(z)[j],
            "own-only": lambda z, j: np.eye(len(z))[j] * (1 - softmax(z)),
            "no-one": lambda z, j: -softmax(z),
        },
    ),
    Check(
        "sensitive-temperature",
        "most_sensitive(gap)",
        right=lambda gap: _by_equation(0.5) / gap,
        cases=(case(2.0), case(1.0), case(0.1), case(30.0)),
        mistakes={
            "temperature": lambda gap: gap / _by_equation(0.5),
            "one-gap": lambda gap: _by_equation(0.5),
            "multiplied": lambda gap: gap * _by_equation(0.5),
            "not-halved": lambda gap: _by_equation(1.0) / gap,
        },
    ),
    Check(
        "no-matrix",
        "jacobian_times(z, v, beta=1.0)",
        right=_times,
        cases=(
            case(_A([2.0, 1.0, -1.0]), _A([1.0, -2.0, 0.5])),
            case(normal(4), normal(4, seed=1), beta=2.0),
            case(
                *_LONG,
                shown="*np.random.default_rng(3).normal(size=(2, 1000)).round(2)",
            ),
        ),
        mistakes={
            "matrix": lambda z, v, beta=1.0: softmax_jacobian(z, beta=beta) @ v,
            "no-mean": lambda z, v, beta=1.0: beta * softmax(z, beta=beta) * v,
            "plain-mean": lambda z, v, beta=1.0: (
                beta * softmax(z, beta=beta) * (v - v.mean())
            ),
            "no-beta": lambda z, v, beta=1.0: _times(z, v),
            "beta-once": lambda z, v, beta=1.0: _times(z, v, beta) / beta,
        },
        memory=_MEGABYTE,
    ),
)
