"""Checks of chapter 7."""

import numpy as np

from softmaxbook import boltzmann, free_energy, logsumexp, softmax
from softmaxbook.exercises.declare import Check, case, normal

_A = np.array


def _pairs(a, b, beta):
    return np.outer(boltzmann(a, beta), boltzmann(b, beta))


def _factors(a, b, beta):
    return np.exp(-beta * (a[:, None] + b))


def _levels(E, g, beta):
    return softmax(-beta * E + np.log(g))


CHECKS = (
    Check(
        "thermometer",
        "temperature_from(ratio, gap, degeneracy=1)",
        right=lambda ratio, gap, degeneracy=1: gap / np.log(degeneracy / ratio),
        cases=(
            case(0.1, 0.06, degeneracy=3),
            case(0.1, 0.06),
            case(0.5, 2.0),
            case(1.5, 1.0, degeneracy=2),
        ),
        mistakes={
            "one-state": lambda ratio, gap, degeneracy=1: -gap / np.log(ratio),
            "wrong-level": lambda ratio, gap, degeneracy=1: (
                -gap / np.log(ratio * degeneracy)
            ),
            "sign": lambda ratio, gap, degeneracy=1: gap / np.log(ratio / degeneracy),
            "beta": lambda ratio, gap, degeneracy=1: np.log(degeneracy / ratio) / gap,
        },
    ),
    Check(
        "shifted-energies",
        "my_free_energy(E, beta)",
        right=free_energy,
        cases=(
            case(_A([0.0, 1.0, 2.0]), 2.0),
            case(_A([5.0, 6.0, 7.0]), 1.0),
            case(normal(5), 0.5),
            case(_A([5000.0, 5001.0]), 1.0),
            case(_A([-5000.0, -4999.0]), 1.0),
        ),
        mistakes={
            "naive": lambda E, beta: -np.log(np.exp(-beta * E).sum()) / beta,
            "sign": lambda E, beta: -free_energy(E, beta),
            "no-beta": lambda E, beta: beta * free_energy(E, beta),
            "no-minus": lambda E, beta: -logsumexp(beta * E) / beta,
            "mean": lambda E, beta: boltzmann(E, beta) @ E,
        },
        quiet=True,
    ),
    Check(
        "independent-systems",
        "pair_probabilities(a, b, beta)",
        right=_pairs,
        cases=(
            case(_A([0.0, 1.0]), _A([0.0, 2.0]), 1.0),
            case(_A([0.0, 1.0]), _A([0.0, 1.0, 2.0]), 0.5),
            case(normal(3), normal(4, seed=1), 2.0),
        ),
        mistakes={
            "factors": _factors,
            "sum": lambda a, b, beta: boltzmann(a, beta)[:, None] + boltzmann(b, beta),
            "rows": lambda a, b, beta: softmax(-beta * (a[:, None] + b)),
            "transposed": lambda a, b, beta: _pairs(a, b, beta).T,
            "no-minus": lambda a, b, beta: _pairs(-a, -b, beta),
        },
    ),
    Check(
        "crowded-upper-level",
        "level_probabilities(E, g, beta)",
        right=_levels,
        cases=(
            case(_A([0.0, 1.0]), _A([1, 3]), 2.0),
            case(_A([0.0, 1.0]), _A([1, 3]), 1.0),
            case(normal(4), _A([2, 1, 5, 3]), 0.5),
            case(_A([5000.0, 5001.0]), _A([1, 2]), 1.0),
        ),
        mistakes={
            "ignored": lambda E, g, beta: boltzmann(E, beta),
            "no-log": lambda E, g, beta: softmax(-beta * E + g),
            "beta-on-both": lambda E, g, beta: softmax(-beta * (E - np.log(g))),
            "divided": lambda E, g, beta: _levels(E, 1 / g, beta),
            "unscaled": lambda E, g, beta: g * boltzmann(E, beta),
            "naive": lambda E, g, beta: (
                g * np.exp(-beta * E) / (g * np.exp(-beta * E)).sum()
            ),
        },
    ),
)
