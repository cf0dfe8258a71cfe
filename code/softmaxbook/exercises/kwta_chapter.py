"""Checks of chapter 10."""

from itertools import combinations, permutations

import numpy as np

from softmaxbook import kwta, soft_top_k, softmax
from softmaxbook.exercises.declare import Check, case, normal

_A = np.array


def _ranked(x):
    return np.sort(x)[::-1]


def _gap(x, k):
    return _ranked(x)[k - 1] - _ranked(x)[k]


def _teams(x, k):
    teams = [np.isin(range(x.size), team) for team in combinations(range(x.size), k)]
    return softmax(_A(teams) @ x) @ _A(teams)


def _one_by_one(x, k):
    p, total = softmax(x), np.zeros(x.size)
    for order in permutations(range(x.size), k):
        taken = np.cumsum([0, *p[list(order[:-1])]])
        total[list(order)] += np.prod(p[list(order)] / (1 - taken))
    return total


CHECKS = (
    Check(
        "places-by-hand",
        "my_kwta(x, k)",
        right=kwta,
        cases=(
            case(_A([3.0, 5.0, 0.0, 1.0]), 2),
            case(_A([5.0, 3.0, 3.0, 0.0]), 2),
            case(normal(7), 3),
            case(_A([2.0, 2.0, 2.0]), 1),
            case(_A([-1.0, -3.0]), 2),
        ),
        mistakes={
            "all-tied": lambda x, k: (x >= _ranked(x)[k - 1]).astype(float),
            "one-too-few": lambda x, k: (x > _ranked(x)[k - 1]).astype(float),
            "smallest": lambda x, k: kwta(-x, k),
            "scaled-softmax": lambda x, k: k * softmax(x),
            "one-winner": lambda x, k: kwta(x, 1),
        },
    ),
    Check(
        "width-of-gap",
        "gap_below(x, k)",
        right=_gap,
        cases=(
            case(_A([5.0, 1.5, 3.0, 0.0]), 2),
            case(_A([0.5, -1.0]), 1),
            case(normal(8), 5),
            case(_A([3.0, 3.0, 1.0]), 1),
        ),
        mistakes={
            "one-later": lambda x, k: _gap(
                np.append(x, x.min() - 1), min(k + 1, x.size)
            ),
            "one-earlier": lambda x, k: _gap(np.append(x, x.max() + 1), k),
            "at-the-top": lambda x, k: _gap(x, 1),
            "unsorted": lambda x, k: x[k - 1] - x[k],
            "sign": lambda x, k: -_gap(x, k),
        },
    ),
    Check(
        "coins-and-teams",
        "in_the_team(x, k)",
        right=_teams,
        cases=(
            case(_A([2.0, 1.0, 0.3, -0.5, -1.0]), 2),
            case(_A([1.0, 0.0, -1.0]), 1),
            case(normal(6), 3),
        ),
        mistakes={
            "coins": lambda x, k: soft_top_k(x, k),
            "softmax": lambda x, k: k * softmax(x),
            "one-by-one": _one_by_one,
            "hard": kwta,
        },
    ),
)
