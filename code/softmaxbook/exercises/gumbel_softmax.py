"""Checks of chapter 9."""

import numpy as np

from softmaxbook import logit, sigmoid, softmax
from softmaxbook.exercises.declare import Check, case, shares

_A = np.array
_U = np.random.default_rng(0).uniform(0.05, 0.95, size=(8, 3)).round(2)
_G = (-np.log(-np.log(_U))).round(2)


def _second(p):
    pairs = np.outer(p / (1 - p), p)
    return pairs - np.diag(np.diag(pairs))


CHECKS = (
    Check(
        "first-bus",
        "first_bus(rates, U)",
        right=lambda rates, U: (-np.log(U) / rates).argmin(axis=-1),
        cases=(
            case(_A([6.0, 2.0, 1.0]), _U),
            case(_A([0.5, 5.0, 1.0]), _U[:3]),
            case(_A([1.0, 3.0]), _A([0.3, 0.1])),
        ),
        mistakes={
            "last": lambda rates, U: (-np.log(U) / rates).argmax(axis=-1),
            "multiplied": lambda rates, U: (-np.log(U) * rates).argmin(axis=-1),
            "no-rates": lambda rates, U: U.argmax(axis=-1),
            "no-log": lambda rates, U: (U / rates).argmin(axis=-1),
        },
    ),
    Check(
        "uniform-at-one",
        "relaxed_cdf(s, theta, T)",
        right=lambda s, theta, T: sigmoid(T * logit(s) - theta),
        cases=(
            case(_A([0.1, 0.4, 0.9]), 1.0, 0.5),
            case(_A([0.25, 0.5, 0.75]), 0.0, 1.0),
            case(0.3, -2.0, 3.0),
        ),
        mistakes={
            "divided": lambda s, theta, T: sigmoid(logit(s) / T - theta),
            "sign": lambda s, theta, T: sigmoid(T * logit(s) + theta),
            "no-logit": lambda s, theta, T: sigmoid(T * s - theta),
            "theta-too": lambda s, theta, T: sigmoid(T * (logit(s) - theta)),
            "above": lambda s, theta, T: sigmoid(theta - T * logit(s)),
        },
    ),
    Check(
        "where-is-the-temperature",
        "draw_at(z, T, G)",
        right=lambda z, T, G: (z / T + G).argmax(axis=-1),
        cases=(
            case(_A([2.0, 1.0, 0.0]), 0.4, _G),
            case(_A([2.0, 1.0, 0.0]), 5.0, _G),
            case(_A([0.0, 0.5]), 2.0, _A([0.1, -0.05])),
        ),
        mistakes={
            "outside": lambda z, T, G: ((z + G) / T).argmax(axis=-1),
            "beta": lambda z, T, G: (T * z + G).argmax(axis=-1),
            "no-noise": lambda z, T, G: (z / T + 0 * G).argmax(axis=-1),
            "noise-on-shares": lambda z, T, G: (softmax(z / T) + G).argmax(axis=-1),
        },
    ),
    Check(
        "first-and-second",
        "first_and_second(p)",
        right=_second,
        cases=(
            case(_A([0.5, 0.3, 0.2])),
            case(_A([0.25, 0.75])),
            case(shares(5)),
        ),
        mistakes={
            "put-back": lambda p: np.outer(p, p),
            "twice": lambda p: np.outer(p / (1 - p), p),
            "second-only": lambda p: _second(p) / p[:, None],
            "other-rest": lambda p: _second(p).T,
        },
    ),
)
