"""Checks of chapter 11."""

import numpy as np

from softmaxbook import info_nce, log_softmax, softmax
from softmaxbook.exercises.declare import Check, case, normal, shares

_A = np.array


def _with_sink(s, v):
    return softmax(np.pad(s, ((0, 0), (0, 1))))[:, :-1] @ v


def _sink_unshifted(s, v):
    u = np.exp(s - s.max(axis=1, keepdims=True))
    return u / (1 + u.sum(axis=1, keepdims=True)) @ v


def _no_sink(s, v):
    u = np.exp(s - s.max(axis=1, keepdims=True))
    return u / u.sum(axis=1, keepdims=True) @ v


def _copies(same):
    same = np.asarray(same)
    return (same == same[:, None]) & ~np.eye(len(same), dtype=bool)


def _losses(s, hidden, value=-np.inf):
    return -log_softmax(np.where(hidden, value, s)).diagonal()


def _all_hidden(s, same):
    everyone = _copies(same) | np.eye(len(s), dtype=bool)
    total = np.exp(np.where(everyone, -np.inf, s)).sum(axis=1)
    return np.log(total) - s.diagonal()


CHECKS = (
    Check(
        "attention-sink",
        "attention_with_sink(s, v)",
        right=_with_sink,
        cases=(
            case(_A([[2.0, 1.0, 0.0]]), _A([[6.0], [4.0], [1.0]])),
            case(normal(2, 3), normal(3, 2, seed=1)),
            case(_A([[1000.0, 0.0], [0.0, 0.0]]), _A([[1.0], [2.0]])),
            case(_A([[-1000.0, -1001.0]]), _A([[1.0], [2.0]])),
            case(_A([[-np.inf, -np.inf], [-np.inf, 0.0]]), _A([[1.0], [2.0]])),
        ),
        mistakes={
            "no-sink": _no_sink,
            "sink-not-shifted": _sink_unshifted,
            "naive": lambda s, v: (
                np.exp(s) / (1 + np.exp(s).sum(axis=1, keepdims=True)) @ v
            ),
            "one-value": lambda s, v: _with_sink(s, v - v[-1]) + v[-1],
        },
        quiet=True,
    ),
    Check(
        "two-directions",
        "symmetric_loss(s)",
        right=lambda s: (info_nce(s, beta=1) + info_nce(s.T, beta=1)) / 2,
        cases=(
            case(_A([[2.0, 0.0, 1.0], [0.0, 1.0, 3.0], [1.0, 1.0, 2.0]])),
            case(normal(4, 4)),
            case(_A([[1000.0, 1001.0], [0.0, 1000.0]])),
        ),
        mistakes={
            "rows": lambda s: info_nce(s, beta=1),
            "columns": lambda s: info_nce(s.T, beta=1),
            "sum": lambda s: info_nce(s, beta=1) + info_nce(s.T, beta=1),
            "whole-table": lambda s: -log_softmax(s, axis=None).diagonal().mean(),
            "naive": lambda s: (
                np.log(np.exp(s).sum(axis=1) * np.exp(s).sum(axis=0)) / 2 - s.diagonal()
            ).mean(),
        },
    ),
    Check(
        "duplicates",
        "row_losses(s, same)",
        right=lambda s, same: _losses(s, _copies(same)),
        cases=(
            case(
                _A([[3.0, 3.0, 0.0], [2.0, 2.0, 1.0], [0.0, 1.0, 2.0]]), _A([7, 7, 8])
            ),
            case(normal(4, 4), _A([0, 0, 1, 0])),
            case(1000 * np.eye(3), _A([1, 2, 1])),
        ),
        mistakes={
            "unmasked": lambda s, same: -log_softmax(s).diagonal(),
            "zeros": lambda s, same: _losses(s, _copies(same), 0.0),
            "partner-too": _all_hidden,
            "others": lambda s, same: _losses(
                s, ~_copies(same) & ~np.eye(len(s), dtype=bool)
            ),
        },
    ),
    Check(
        "scores-to-probabilities",
        "probabilities_from(s, Q)",
        right=lambda s, Q: softmax(s + np.log(Q)),
        cases=(
            case(_A([-0.69, -1.61, -2.53]), _A([0.2, 0.3, 0.5])),
            case(normal(5), shares(5)),
            case(_A([1000.0, 999.0]), _A([0.4, 0.6])),
        ),
        mistakes={
            "no-correction": lambda s, Q: softmax(s),
            "minus": lambda s, Q: softmax(s - np.log(Q)),
            "no-log": lambda s, Q: softmax(s + Q),
            "unscaled": lambda s, Q: Q * softmax(s),
            "naive": lambda s, Q: Q * np.exp(s) / (Q * np.exp(s)).sum(),
        },
    ),
)
