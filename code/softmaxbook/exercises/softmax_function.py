"""Checks of chapter 2."""

import numpy as np

from softmaxbook import log_softmax, logsumexp, softmax
from softmaxbook.exercises.declare import Check, case, normal, shares

_A = np.array


def _shifted(z, axis=-1):
    z -= z.max(axis=axis, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


def _divided(z, total):
    return np.exp(z - z.max()) / total(np.exp(z - z.max()))


def _log_sum(z, axis):
    gaps = z - z.max(axis=axis, keepdims=True)
    return np.log(np.exp(gaps).sum(axis=axis, keepdims=True))


def _real(z, lengths, last=0):
    return np.arange(z.shape[1]) < np.asarray(lengths)[:, None] + last


def _padded(z, lengths, last=0):
    return softmax(np.where(_real(z, lengths, last), z, -np.inf))


def _padded_in_place(z, lengths):
    z[~_real(z, lengths)] = -np.inf
    return softmax(z)


def _of_groups(number):
    return lambda z, groups: [number(z[group]) for group in groups]


def _in_one_pass(z, move, m=None):
    first = m is None
    m, s = (z[0], 1.0) if first else (m, 1.0)
    for x in z[1:] if first else z:
        larger = max(m, x)
        s = s * np.exp(move(m, larger)) + np.exp(x - larger)
        m = larger
    return m + np.log(s)


_LOGITS = (
    case(_A([2.0, 1.0, -1.0])),
    case(_A([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0], [0.0, 2.0, 1.0]])),
    case(_A([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0], [0.0, 2.0, 1.0]]), axis=0),
    case(normal(2, 3, 2), axis=1),
    case(_A([1000.0, 0.0, -1000.0])),
    case(_A([[1000.0, 999.0], [-1000.0, -1001.0]])),
    case(_A([[-np.inf, 3.0, 2.0], [0.0, -np.inf, -np.inf]])),
)
_MERGED = (
    case(_A([1.0, 0.0, 1.0]), [[0, 2], [1]]),
    case(normal(6), [[0, 1, 2], [3], [4, 5]]),
    case(_A([1000.0, 1000.0, -1000.0]), [[0, 1], [2]]),
)

CHECKS = (
    Check(
        "softmax-by-hand",
        "logits_with_first(p, first)",
        right=lambda p, first: np.log(p / p[0]) + first,
        cases=(
            case(_A([0.5, 0.25, 0.25]), 7.0),
            case(_A([0.2, 0.3, 0.5]), 0.0),
            case(shares(5), -3.0),
        ),
        mistakes={
            "only-log": lambda p, first: np.log(p),
            "no-log": lambda p, first: p - p[0] + first,
            "added": lambda p, first: np.log(p) + first,
            "scaled": lambda p, first: np.log(p) * first / np.log(p[0]),
        },
    ),
    Check(
        "my-softmax",
        "my_softmax(z, axis=-1)",
        right=lambda z, axis=-1: softmax(z, axis=axis),
        cases=_LOGITS,
        mistakes={
            "naive": lambda z, axis=-1: (
                np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)
            ),
            "last-axis": lambda z, axis=-1: softmax(z),
            "all-at-once": lambda z, axis=-1: _divided(z, np.sum),
            "no-keepdims": lambda z, axis=-1: _divided(z, lambda u: u.sum(axis=axis)),
            "one-maximum": lambda z, axis=-1: _divided(
                z, lambda u: u.sum(axis=axis, keepdims=True)
            ),
            "in-place": _shifted,
            "sign": lambda z, axis=-1: softmax(-z, axis=axis),
        },
        quiet=True,
    ),
    Check(
        "my-log-softmax",
        "my_log_softmax(z, axis=-1)",
        right=lambda z, axis=-1: log_softmax(z, axis=axis),
        cases=_LOGITS,
        mistakes={
            "log-of-softmax": lambda z, axis=-1: np.log(softmax(z, axis=axis)),
            "naive": lambda z, axis=-1: (
                z - np.log(np.exp(z).sum(axis=axis, keepdims=True))
            ),
            "maximum-lost": lambda z, axis=-1: z - _log_sum(z, axis),
            "last-axis": lambda z, axis=-1: log_softmax(z),
            "sign": lambda z, axis=-1: -log_softmax(z, axis=axis),
        },
        exercise="my-softmax",
        quiet=True,
    ),
    Check(
        "padded-batch",
        "padded_softmax(z, lengths)",
        right=_padded,
        cases=(
            case(_A([[2.0, 0, 1], [-3, 9, 9], [1, 1, 9]]), _A([3, 1, 2])),
            case(normal(4, 5), _A([5, 2, 4, 1])),
            case(_A([[-1000.0, 1000.0], [-5.0, -4.0]]), _A([1, 2])),
        ),
        mistakes={
            "afterwards": lambda z, lengths: softmax(z) * _real(z, lengths),
            "zeros": lambda z, lengths: softmax(z * _real(z, lengths)),
            "one-too-many": lambda z, lengths: _padded(z, lengths, 1),
            "unmasked": lambda z, lengths: softmax(z),
            "in-place": _padded_in_place,
        },
    ),
    Check(
        "merged-options",
        "merge(z, groups)",
        right=_of_groups(logsumexp),
        cases=_MERGED,
        mistakes={
            "sum": _of_groups(np.sum),
            "mean": _of_groups(np.mean),
            "largest": _of_groups(np.max),
            "mean-weight": _of_groups(lambda z: logsumexp(z) - np.log(len(z))),
            "naive": _of_groups(lambda z: np.log(np.exp(z).sum())),
        },
    ),
    Check(
        "one-pass",
        "one_pass(z)",
        right=logsumexp,
        cases=(
            case(_A([1.0, 2.0, 3.0])),
            case(_A([3.0, 2.0, 1.0])),
            case(normal(10)),
            case(_A([-5.0])),
            case(np.linspace(-2000, 2000, 9)),
        ),
        mistakes={
            "naive": lambda z: np.log(np.exp(z).sum()),
            "not-moved": lambda z: _in_one_pass(z, lambda m, larger: 0.0),
            "wrong-way": lambda z: _in_one_pass(z, lambda m, larger: larger - m),
            "maximum-lost": lambda z: logsumexp(z) - np.max(z),
            "from-zero": lambda z: _in_one_pass(z, np.subtract, 0.0),
        },
    ),
)
