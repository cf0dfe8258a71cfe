"""Answers as students write them: loops, other formulas, other mistakes.

None of them is among the mistakes that the checks declare; each is to be recognized by
what it returns.
"""

import math

import numpy as np
import pytest

from softmaxbook.exercises import checks
from softmaxbook.exercises.verdicts import judge

ANSWERS = []


def told(name, hint):
    """The decorated answer to the check `name` is to get this hint."""

    def keep(function):
        ANSWERS.append(pytest.param(name, hint, function, id=f"{name}-{hint or 'ok'}"))
        return function

    return keep


@told("stable-sigmoid", "")
def _masks(x):
    result, positive = np.empty(x.shape), x >= 0
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    small = np.exp(x[~positive])
    result[~positive] = small / (1 + small)
    return result


@told("stable-sigmoid", "general.truth")
def _branches(x):
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    return np.exp(x) / (1 + np.exp(x))


@told("stable-sigmoid", "stable-sigmoid.other-form")
def _shifted_to_infinity(x):
    weights = np.exp(np.array([x, 0 * x]))
    return weights[0] / weights.sum(axis=0)


@told("stable-sigmoid", "general.raised")
def _with_math(x):
    return 1 / (1 + math.exp(-x))


@told("my-softmax", "")
def _with_take(z, axis=-1):
    moved = np.moveaxis(z, axis, 0)
    u = np.exp(moved - np.max(moved, axis=0))
    return np.moveaxis(u / np.sum(u, axis=0), 0, axis)


@told("my-softmax", "my-softmax.naive")
def _with_constants(z, axis=-1):
    u = np.exp(z) / 2
    return u / np.sum(u, axis, keepdims=True)


@told("my-softmax", "my-softmax.last-axis")
def _for_rows(z, axis=-1):
    def one(row):
        if row.ndim > 1:
            return np.array([one(part) for part in row])
        return np.exp(row - row.max()) / np.exp(row - row.max()).sum()

    return one(z)


@told("my-softmax", "general.sums")
def _not_divided(z, axis=-1):
    return np.exp(z - z.max(axis=axis, keepdims=True))


@told("my-log-softmax", "my-log-softmax.log-of-softmax")
def _of_own_softmax(z, axis=-1):
    u = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.log(u) - np.log(u.sum(axis=axis, keepdims=True))


@told("my-log-softmax", "general.constant")
def _in_bits_of_the_wrong_kind(z, axis=-1):
    gaps = z - z.max(axis=axis, keepdims=True)
    return gaps - np.log(np.exp(gaps).mean(axis=axis, keepdims=True))


@told("padded-batch", "")
def _row_by_row(z, lengths):
    p = np.zeros(z.shape)
    for row, n in enumerate(lengths):
        u = np.exp(z[row, :n] - z[row, :n].max())
        p[row, :n] = u / u.sum()
    return p


@told("padded-batch", "padded-batch.afterwards")
def _erased(z, lengths):
    u = np.exp(z - z.max(axis=1, keepdims=True))
    p = u / u.sum(axis=1, keepdims=True)
    for row, n in enumerate(lengths):
        p[row, n:] = 0
    return p


@told("padded-batch", "")
def _large_negative(z, lengths):
    hidden = np.arange(z.shape[1]) >= lengths[:, None]
    z = np.where(hidden, -1e9, z)
    u = np.exp(z - z.max(axis=1, keepdims=True))
    return u / u.sum(axis=1, keepdims=True)


@told("one-pass", "one-pass.not-moved")
def _forgets_to_move(z):
    m, s = -math.inf, 0.0
    for x in z:
        m = max(m, x)
        s += math.exp(x - m)
    return m + math.log(s)


@told("one-pass", "")
def _starts_empty(z):
    m, s = -math.inf, 0.0
    for x in z:
        m, old = max(m, x), m
        s = s * math.exp(old - m) + math.exp(x - m)
    return m + math.log(s)


@told("two-option-jacobian", "general.factor")
def _doubled(z):
    p = np.exp(z - z.max())
    p /= p.sum()
    return 2 * (np.diag(p) - np.outer(p, p))


@told("no-matrix", "no-matrix.matrix")
def _builds_it(z, v, beta=1.0):
    p = np.exp(beta * (z - z.max()))
    p /= p.sum()
    return beta * (np.diag(p) - np.outer(p, p)) @ v


@told("two-logit-program", "general.part")
def _price_twice(z):
    best = np.arange(z.size) == z.argmax()
    return best * 1.0, z.max(), 2 * (z.max() - z)


@told("loaded-die", "loaded-die.sign")
def _wrong_way(mean):
    faces, low, high = np.arange(1, 7), -5.0, 5.0
    for _ in range(80):
        middle = (low + high) / 2
        p = np.exp(-middle * faces) / np.exp(-middle * faces).sum()
        low, high = (middle, high) if p @ faces > mean else (low, middle)
    return p[::-1]


@told("several-winners", "several-winners.softmax")
def _k_of_softmax(z, k, beta=1.0):
    u = np.exp(beta * z)
    return k * u / u.sum()


@told("sparsemax-by-hand", "sparsemax-by-hand.one-go")
def _projected_once(z):
    return np.clip(z + (1 - np.sum(z)) / z.size, 0, None)


@told("entmax-by-halving", "entmax-by-halving.factor")
def _no_alpha_before_z(z, alpha):
    low, high = z.max() - 1, z.max()
    for _ in range(60):
        tau = (low + high) / 2
        p = np.maximum(z - tau, 0) ** (1 / (alpha - 1))
        low, high = (tau, high) if p.sum() > 1 else (low, tau)
    return p


@told("ninety-percent", "ninety-percent.beta")
def _as_beta(gap, share):
    return math.log(share / (1 - share)) / gap


@told("without-logits", "without-logits.beta")
def _beta_for_temperature(p, T):
    weights = [x**T for x in p]
    return [w / sum(weights) for w in weights]


@told("averaged-logits", "averaged-logits.arithmetic")
def _voted(p, q):
    return [(a + b) / 2 for a, b in zip(p, q, strict=True)]


@told("shifted-energies", "shifted-energies.naive")
def _straight_from_the_book(E, beta):
    Z = np.sum(np.exp(-beta * E))
    return -np.log(Z) / beta


@told("crowded-upper-level", "crowded-upper-level.ignored")
def _boltzmann(E, g, beta):
    u = np.exp(-beta * (E - E.min()))
    return u / u.sum()


@told("losses-by-hand", "losses-by-hand.zero")
def _plain(y, p):
    return -sum(y * np.log(p))


@told("losses-by-hand", "losses-by-hand.bits")
def _log2(y, p):
    return -sum(a * math.log2(b) for a, b in zip(y, p, strict=True) if a)


@told("stable-loss", "stable-loss.in-place")
def _shifts_the_argument(y, z):
    z -= np.max(z)
    return np.log(np.sum(np.exp(z))) - z[y]


@told("stable-loss", "stable-loss.log-of-softmax")
def _two_steps(y, z):
    u = np.exp(z - z.max())
    return -np.log(u[y] / u.sum())


@told("where-is-the-temperature", "where-is-the-temperature.outside")
def _divides_everything(z, T, G):
    return np.argmax((z + G) / T, axis=-1)


@told("first-bus", "general.different")
def _first_column(rates, U):
    return np.zeros(U.shape[:-1])


@told("places-by-hand", "places-by-hand.all-tied")
def _threshold(x, k):
    kth = sorted(x)[-k]
    return [1 if value >= kth else 0 for value in x]


@told("coins-and-teams", "coins-and-teams.softmax")
def _scaled(x, k):
    return k * np.exp(x) / np.exp(x).sum()


@told("attention-sink", "attention-sink.no-sink")
def _ordinary(s, v):
    u = np.exp(s - s.max(axis=1, keepdims=True))
    return (u / u.sum(axis=1, keepdims=True)) @ v


@told("two-directions", "two-directions.rows")
def _rows_only(s):
    m = s.max(axis=1)
    return np.mean(m + np.log(np.exp(s - m[:, None]).sum(axis=1)) - np.diag(s))


@told("duplicates", "duplicates.unmasked")
def _every_negative(s, same):
    m = s.max(axis=1)
    return m + np.log(np.exp(s - m[:, None]).sum(axis=1)) - np.diag(s)


@pytest.mark.parametrize(("name", "hint", "answer"), ANSWERS)
def test_an_answer_gets_the_hint_it_needs(name, hint, answer):
    assert judge(checks()[name], answer).hint == hint
