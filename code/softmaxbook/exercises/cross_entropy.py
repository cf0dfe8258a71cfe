"""Checks of chapter 8."""

import numpy as np

from softmaxbook import cross_entropy, cross_entropy_with_logits, kl_divergence, softmax
from softmaxbook.exercises.declare import Check, case, normal, shares

_A = np.array
_FACES = _A([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])


def _in_place(y, z):
    z -= z.max()
    return np.log(np.exp(z).sum()) - z[y]


def _shift_forgotten(y, z):
    return np.log(np.exp(z - z.max()).sum()) - z[y]


def _bias_slope(z, y):
    return (softmax(z) - np.eye(z.shape[1])[y]).mean(axis=0)


def _slope(theta, f, p):
    return softmax(theta * f) @ f - p @ f


CHECKS = (
    Check(
        "losses-by-hand",
        "my_cross_entropy(y, p)",
        right=cross_entropy,
        cases=(
            case(_A([0.5, 0.3, 0.2]), _A([0.7, 0.2, 0.1])),
            case(_A([0.5, 0.5, 0.0]), _A([0.7, 0.2, 0.1])),
            case(shares(5), shares(5, seed=1)),
            case(_A([0.0, 1.0, 0.0]), _A([0.25, 0.75, 0.0])),
        ),
        mistakes={
            "swapped": lambda y, p: cross_entropy(p, y),
            "divergence": kl_divergence,
            "bits": lambda y, p: cross_entropy(y, p) / np.log(2),
            "sign": lambda y, p: -cross_entropy(y, p),
            "mean": lambda y, p: cross_entropy(y, p) / len(y),
            "zero": lambda y, p: -(y * np.log(p)).sum(),
        },
    ),
    Check(
        "mean-prediction",
        "bias_slope(z, y)",
        right=_bias_slope,
        cases=(
            case(
                _A([[2.0, 0.0, 1.0], [0.0, 1.0, 0.0], [3.0, 1.0, 0.0]]), _A([0, 1, 1])
            ),
            case(normal(5, 4), _A([3, 0, 0, 2, 1])),
            case(_A([[1000.0, 0.0], [0.0, 1000.0]]), _A([0, 0])),
        ),
        mistakes={
            "sum": lambda z, y: _bias_slope(z, y) * len(z),
            "sign": lambda z, y: -_bias_slope(z, y),
            "axis": lambda z, y: (softmax(z, axis=0) - np.eye(z.shape[1])[y]).mean(
                axis=0
            ),
            "no-labels": lambda z, y: softmax(z).mean(axis=0),
            "average-logits": lambda z, y: (
                softmax(z.mean(axis=0)) - np.eye(z.shape[1])[y].mean(axis=0)
            ),
        },
    ),
    Check(
        "stable-loss",
        "my_loss(y, z)",
        right=cross_entropy_with_logits,
        cases=(
            case(0, _A([2.0, 1.0, -1.0])),
            case(2, normal(4)),
            case(0, _A([1000.0, 0.0, -1000.0])),
            case(2, _A([1000.0, 0.0, -1000.0])),
            case(1, _A([-1000.0, -1001.0])),
        ),
        mistakes={
            "naive": lambda y, z: np.log(np.exp(z).sum()) - z[y],
            "log-of-softmax": lambda y, z: -np.log(softmax(z)[y]),
            "epsilon": lambda y, z: -np.log(softmax(z)[y] + 1e-12),
            "maximum-lost": _shift_forgotten,
            "sign": lambda y, z: np.log(softmax(z)[y]),
            "in-place": _in_place,
        },
        quiet=True,
    ),
    Check(
        "moment-matching",
        "theta_slope(theta, f, p)",
        right=_slope,
        cases=(
            case(0.5, _FACES, _A([0, 0, 1, 1, 1, 3]) / 6),
            case(0.0, _FACES, shares(6)),
            case(-1.5, normal(4), shares(4, seed=1)),
        ),
        mistakes={
            "sign": lambda theta, f, p: -_slope(theta, f, p),
            "uniform": lambda theta, f, p: f.mean() - p @ f,
            "no-theta": lambda theta, f, p: _slope(1.0, f, p),
            "model-only": lambda theta, f, p: softmax(theta * f) @ f,
            "theta-on-data": lambda theta, f, p: (
                softmax(theta * f) @ f - theta * (p @ f)
            ),
        },
    ),
)
