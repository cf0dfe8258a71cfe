"""Checks of chapter 1."""

import numpy as np

from softmaxbook import logit, sigmoid, softmax
from softmaxbook.exercises.declare import Check, case, shares

_A = np.array


def _leave(p, j):
    rest = p.copy()
    rest[j] = 0
    return rest / rest.sum()


def _leave_in_place(p, j):
    p[j] = 0
    return p / p.sum()


def _leave_to_all(p, j):
    rest = p + p[j] / (len(p) - 1)
    rest[j] = 0
    return rest


def _leave_and_repeat(p, j):
    z = p.copy()
    z[j] = -np.inf
    return softmax(z)


CHECKS = (
    Check(
        "odds",
        "raise_odds(p, factor)",
        right=lambda p, factor: p * factor / (1 - p + p * factor),
        cases=(
            case(0.2, 2),
            case(0.8, 2),
            case(0.5, 0.25),
            case(_A([0.0, 0.1, 0.5, 0.9, 1.0]), 4),
        ),
        mistakes={
            "probability": lambda p, factor: p * factor,
            "still-odds": lambda p, factor: p / (1 - p) * factor,
            "still-log-odds": lambda p, factor: logit(p) + np.log(factor),
            "no-logarithm": lambda p, factor: sigmoid(logit(p) + factor),
            "divided": lambda p, factor: p / (p + (1 - p) * factor),
        },
    ),
    Check(
        "stable-sigmoid",
        "my_sigmoid(x)",
        right=sigmoid,
        cases=(
            case(_A([-2.0, -1.0, 0.0, 1.0, 2.0])),
            case(_A([-1000.0])),
            case(_A([1000.0])),
            case(_A([-40.0, -300.0, -700.0, 40.0])),
            case(_A([[0.5, -1000.0], [1000.0, -0.5]])),
        ),
        mistakes={
            "naive": lambda x: 1 / (1 + np.exp(-x)),
            "other-form": lambda x: np.exp(x) / (1 + np.exp(x)),
            "both-branches": lambda x: np.where(
                x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x))
            ),
            "sign": lambda x: sigmoid(-x),
            "tanh": np.tanh,
            "clipped": lambda x: sigmoid(np.clip(x, -30, 30)),
            "tail": lambda x: (1 + np.tanh(x / 2)) / 2,
        },
        quiet=True,
        relative=True,
    ),
    Check(
        "new-candidate",
        "leave(p, j)",
        right=_leave,
        cases=(
            case(_A([0.5, 0.3, 0.2]), 0),
            case(_A([0.5, 0.3, 0.2]), 2),
            case(_A([0.25, 0.75]), 1),
            case(shares(6), 3),
        ),
        mistakes={
            "unscaled": lambda p, j: np.where(np.arange(len(p)) == j, 0, p),
            "even": _leave_to_all,
            "softmax": _leave_and_repeat,
            "in-place": _leave_in_place,
        },
    ),
)
