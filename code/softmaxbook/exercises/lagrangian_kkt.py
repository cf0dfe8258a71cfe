"""Checks of chapter 4."""

import numpy as np
from scipy.optimize import brentq

from softmaxbook import argmax, kwta, logsumexp, sigmoid, soft_top_k, softmax
from softmaxbook.exercises.declare import Check, case, normal, shares

_A = np.array
_FACES = np.arange(1, 7)


def _program(z):
    return argmax(z), z.max(), z.max() - z


def _tilted(lam):
    return softmax(lam * _FACES)


def _loaded(mean):
    return _tilted(brentq(lambda lam: _tilted(lam) @ _FACES - mean, -9, 9))


def _straight(mean):
    return 1 / 6 + (mean - 3.5) * (_FACES - 3.5) / 17.5


def _two_faces(mean):
    return _A([6 - mean, 0, 0, 0, 0, mean - 1]) / 5


def _of_beta_1(z, k, beta=1.0):
    tau = brentq(lambda t: sigmoid(z - t).sum() - k, z.min() - 50, z.max() + 50)
    return sigmoid(beta * (z - tau))


CHECKS = (
    Check(
        "two-logit-program",
        "argmax_program(z)",
        right=_program,
        cases=(
            case(_A([3.0, 5.0])),
            case(_A([1.0, -2.0, 0.5])),
            case(normal(6)),
            case(_A([-7.0, -9.0])),
        ),
        mistakes={
            "sign": lambda z: (argmax(z), z.max(), z - z.max()),
            "smallest": lambda z: (argmax(z), z.min(), z - z.min()),
            "softmax": lambda z: (softmax(z), logsumexp(z) - 1, 0 * z),
            "share-as-price": lambda z: (argmax(z), z.max(), argmax(z)),
        },
    ),
    Check(
        "prior-bonus",
        "softmax_with_prior(z, prior, beta)",
        right=lambda z, prior, beta: softmax(beta * z + np.log(prior)),
        cases=(
            case(_A([2.0, 1.0, -1.0]), _A([0.1, 0.2, 0.7]), 0.5),
            case(_A([2.0, 1.0, -1.0]), _A([0.1, 0.2, 0.7]), 1.0),
            case(normal(5), shares(5), 2.0),
            case(_A([1000.0, 999.0, 0.0]), _A([0.1, 0.2, 0.7]), 1.0),
        ),
        mistakes={
            "no-log": lambda z, prior, beta: softmax(beta * z + prior),
            "beta-on-both": lambda z, prior, beta: softmax(beta * (z + np.log(prior))),
            "ignored": lambda z, prior, beta: softmax(beta * z),
            "unscaled": lambda z, prior, beta: prior * softmax(beta * z),
            "naive": lambda z, prior, beta: (
                prior * np.exp(beta * z) / (prior * np.exp(beta * z)).sum()
            ),
        },
    ),
    Check(
        "loaded-die",
        "loaded_die(mean)",
        right=_loaded,
        cases=(case(4.0), case(4.5), case(2.0), case(3.5), case(5.8)),
        mistakes={
            "sign": lambda mean: _loaded(7 - mean),
            "straight": _straight,
            "two-faces": _two_faces,
            "fair": lambda mean: np.full(6, 1 / 6),
        },
    ),
    Check(
        "several-winners",
        "k_winners(z, k, beta=1.0)",
        right=lambda z, k, beta=1.0: soft_top_k(z, k, beta=beta),
        cases=(
            case(_A([2.0, 1.0, 0.5, -1.0]), 2, beta=2.0),
            case(_A([2.0, 1.0, 0.5, -1.0]), 1),
            case(normal(6), 4, beta=0.5),
            case(_A([30.0, 10.0, 0.0]), 2),
        ),
        mistakes={
            "softmax": lambda z, k, beta=1.0: k * softmax(z, beta=beta),
            "hard": lambda z, k, beta=1.0: kwta(z, k),
            "mean-threshold": lambda z, k, beta=1.0: sigmoid(beta * (z - z.mean())),
            "no-beta": lambda z, k, beta=1.0: soft_top_k(z, k),
            "threshold-of-1": _of_beta_1,
        },
    ),
)
