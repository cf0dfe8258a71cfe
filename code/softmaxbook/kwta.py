r"""The k winners: exactly, and softly with an inverse temperature.

Scores compete for k places instead of one. The exact rule gives 1 to the k largest; the
soft one is its entropic relaxation, in which every entry has its own probability to
win, and only their sum is fixed:

.. math:: p_i = \sigma(\beta(x_i - \tau)), \qquad \sum_i p_i = k .

The threshold :math:`\tau` is what a physicist calls a chemical potential and this
:math:`p` a Fermi-Dirac distribution. Log-odds of :math:`p` differ as the scores do,
:math:`\operatorname{logit} p_i - \operatorname{logit} p_j = \beta(x_i - x_j)`, where
the softmax has logarithms; so k = 1 is *not* the softmax, except in the limit
:math:`\beta \to \infty`, and for two entries, where it is the softmax at
:math:`\beta/2`.

Three rules hold for everything here.

- ``-inf`` is a mask: such an entry never wins, and k counts winners among the others.
- A NaN spreads to its whole slice along `axis`, and to no other slice.
- Sums run in double precision and are rounded once, to the dtype of `x`: float16,
  float32 and float64 are kept, Booleans and integers become float64. `x` itself is
  never written to.
"""

import numpy as np

from softmaxbook._rows import (
    as_rows,
    from_rows,
    from_sums,
    gaps_to_largest,
    with_zero_row_sums,
)
from softmaxbook._validate import check_beta, check_integer, check_positive
from softmaxbook.sigmoid import sigmoid

__all__ = ["kwta", "soft_top_k", "soft_top_k_jacobian", "soft_top_k_threshold"]

_MOST_STEPS = 100  # of which about 5 are needed
_TINIEST = 5e-324


@np.errstate(all="ignore")
def kwta(x, k, *, axis=-1):
    r"""Give 1 to the k largest entries and 0 to the others: k winners take all.

    .. math:: y \in \arg\max_q \; \{ \langle q, x \rangle :
              0 \le q_i \le 1, \; \textstyle\sum_i q_i = k \}

    Entries that tie for the last places share them equally. It is the limit of
    `soft_top_k` as β grows.

    Parameters
    ----------
    x : array_like, shape (..., n, ...)
        Scores; masks are allowed.
    k : int
        The number of winners, from 0 to the number of entries that are not masked.
    axis : int or None, default -1
        The axis along which entries compete; None is all entries at once.

    Returns
    -------
    numpy.ndarray
        Numbers in [0, 1] that sum to k along `axis`, in the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is not real, or `k` or `axis` not an integer (a Boolean is none).
    ValueError
        If `x` is 0-d, empty along `axis` or contains ``inf``; if `k` is out of range
        in some slice; if `x` has no such `axis`.

    Examples
    --------
    >>> kwta([3, 1, 2, 2, 5], 3).tolist()
    [1.0, 0.0, 0.5, 0.5, 1.0]

    References
    ----------
    Wang (2010), doi:10.1109/TNN.2010.2052631
    """
    x, rows, k, eligible = _prepare(x, k, axis)
    last = -max(k, 1)
    lowest = np.partition(rows, last, axis=-1)[..., last, None]  # that can win
    above, tied = rows > lowest, rows == lowest
    places = k - above.sum(axis=-1, keepdims=True)
    y = above + tied * (places / tied.sum(axis=-1, keepdims=True))
    return from_rows(np.where(np.isnan(eligible), np.nan, y), x, axis)


@np.errstate(all="ignore")
def soft_top_k(x, k, *, beta=1.0, axis=-1):
    r"""Return the probability of each entry to be among the k winners.

    .. math:: p = \arg\max_q \; \{ \langle q, x \rangle
              + \tfrac{1}{\beta} \textstyle\sum_i h(q_i) :
              0 \le q_i \le 1, \; \sum_i q_i = k \}

    with the binary entropy :math:`h(q) = -q \log q - (1 - q) \log(1 - q)`.

    Parameters
    ----------
    x : array_like, shape (..., n, ...)
        Scores; masks are allowed.
    k : int
        The number of winners, from 0 to the number of entries that are not masked. At
        either end nothing is left to choose: all 0, or 1 wherever there is no mask.
    beta : float, default 1
        Inverse temperature, finite and not negative. 0 gives k/n, with n the number of
        entries that are not masked.
    axis : int or None, default -1
        The axis along which the probabilities sum to k; None is all entries at once.

    Returns
    -------
    numpy.ndarray
        Probabilities, in the shape of `x`.

    Raises
    ------
    TypeError, ValueError
        As `kwta`; also if `beta` is not a real number, or is negative, infinite or NaN.

    Examples
    --------
    >>> soft_top_k([2, 1, 0, -1], 2).round(3)
    array([0.818, 0.622, 0.378, 0.182])

    References
    ----------
    Amos, Koltun & Kolter (2019), arXiv:1906.08707
    """
    x, rows, k, eligible = _prepare(x, k, axis)
    beta = check_beta(beta)
    p = np.where(np.isneginf(rows) & (eligible >= 0), 0, k / eligible)
    undecided = _undecided(k, eligible, beta)
    if undecided.any():
        p[undecided] = sigmoid(_solve(rows[undecided], k, beta)[0])
    return from_rows(p, x, axis)


@np.errstate(all="ignore")
def soft_top_k_threshold(x, k, *, beta=1.0, axis=-1):
    r"""Return the score that wins and loses equally often in the soft top-k.

    .. math:: \tau = \arg\min_t \; k t + \frac{1}{\beta}
              \sum_i \log(1 + e^{\beta(x_i - t)}),
              \qquad
              \frac{\partial \tau}{\partial x_j} = \frac{w_j}{\sum_i w_i}, \quad
              w = p (1 - p)

    As β grows it tends to the middle between the k-th and the next score. Close to it,
    the rounding of τ shows in σ(β(x - τ)); `soft_top_k` does not suffer from that.

    Parameters
    ----------
    x : array_like, shape (..., n, ...)
        Scores; masks are allowed.
    k : int
        The number of winners, from 1 to one less than the entries that are not masked.
    beta : float, default 1
        Inverse temperature, finite and positive.
    axis : int or None, default -1
        The axis along which entries compete; None is all entries at once.

    Returns
    -------
    numpy.ndarray or scalar
        A threshold for each slice, shaped as ``x.max(axis)``; infinite if it is too
        large for the dtype, which takes a very small β.

    Raises
    ------
    TypeError, ValueError
        As `soft_top_k`; also if `beta` is 0 or `k` at an end of its range, where no
        threshold does it or all do.

    Examples
    --------
    >>> soft_top_k_threshold([[2, 1, 0, -1]], 2).tolist()
    [0.5]

    References
    ----------
    Amos, Koltun & Kolter (2019), arXiv:1906.08707
    """
    x, rows, k, eligible = _prepare(x, k, axis, fewest=1)
    beta = check_positive(beta, "beta")
    thresholds = np.full(rows.shape[:-1], np.nan)
    undecided = _undecided(k, eligible, beta)
    thresholds[undecided] = _solve(rows[undecided], k, beta)[1]
    return from_sums(thresholds, x, axis)


@np.errstate(all="ignore")
def soft_top_k_jacobian(x, k, *, beta=1.0):
    r"""Return how each probability of the soft top-k answers to each score.

    .. math:: \frac{\partial p_i}{\partial x_j}
              = \beta \Big( w_i \delta_{ij} - \frac{w_i w_j}{\sum_l w_l} \Big),
              \qquad w = p (1 - p)

    Parameters
    ----------
    x : array_like, shape (..., n)
        Scores; masks are allowed.
    k, beta
        As for `soft_top_k`.

    Returns
    -------
    numpy.ndarray, shape (..., n, n)
        A symmetric matrix for each slice, positive semidefinite, with rows that sum
        to 0; no eigenvalue exceeds β/4.

    Raises
    ------
    TypeError, ValueError
        As `soft_top_k`.

    Examples
    --------
    >>> soft_top_k_jacobian([0, 0], 1).tolist()
    [[0.125, -0.125], [-0.125, 0.125]]

    References
    ----------
    Amos, Koltun & Kolter (2019), arXiv:1906.08707
    """
    x, rows, k, eligible = _prepare(x, k, -1)
    beta = check_beta(beta)
    w = np.zeros(rows.shape)
    undecided = _undecided(k, eligible, beta)
    if undecided.any():
        log_odds = _solve(rows[undecided], k, beta)[0]
        w[undecided] = sigmoid(log_odds) * sigmoid(-log_odds)
    total = w.sum(axis=-1, keepdims=True)
    share = w / np.maximum(total, _TINIEST)  # ∂τ/∂x, and not 0/0
    pairs = share[..., :, None] * share[..., None, :]
    jacobian = with_zero_row_sums(-beta * total[..., None] * pairs)
    jacobian[np.isnan(eligible[..., 0])] = np.nan
    return jacobian.astype(x.dtype)


def _prepare(x, k, axis, fewest=0):
    """Return `x`, its rows, `k`, and how many entries of each row are eligible to win.

    Masks are not eligible. A row with a NaN has NaN eligible entries.
    """
    x, rows = as_rows(x, axis, "x")
    largest = rows.max(axis=-1, keepdims=True)
    if np.isposinf(largest).any():
        raise ValueError("x must not contain +inf")
    eligible = np.sum(rows > -np.inf, axis=-1, keepdims=True)
    eligible = np.where(np.isnan(largest), np.nan, eligible)
    most = int(np.fmin.reduce(eligible, axis=None, initial=rows.shape[-1])) - fewest
    k = check_integer(k, "k", fewest, most, " (masks do not win)")
    return x, rows, k, eligible


def _undecided(k, eligible, beta):
    """Tell the rows that need solving from those of NaN and those without a choice."""
    return ((k > 0) & (k < eligible) & (beta > 0))[..., 0]


def _solve(rows, k, beta):
    """Return the log-odds β(x - τ) of the entries of each row, and τ."""
    order = np.argpartition(rows, -k, axis=-1)  # the winners come last
    ranked = np.take_along_axis(rows, order, axis=-1)
    losers, winners = ranked[..., :-k], ranked[..., -k:]
    edges = [losers.max(axis=-1, keepdims=True), winners.min(axis=-1, keepdims=True)]
    half_gap = gaps_to_largest(np.concatenate(edges, axis=-1), beta)[..., :1] / -2
    behind, ahead = -gaps_to_largest(losers, beta), -gaps_to_largest(-winners, beta)
    shift = _balance(behind, ahead, half_gap)
    ranked = [shift - half_gap - behind, shift + half_gap + ahead]
    log_odds = np.empty(rows.shape)
    np.put_along_axis(log_odds, order, np.concatenate(ranked, axis=-1), axis=-1)
    return log_odds, (edges[0] / 2 + edges[1] / 2 - shift / beta)[..., 0]


def _balance(behind, ahead, half_gap):
    """Return β(middle of the gap - τ), by Newton's method.

    Σp = k says that the losers win as often as the winners lose. Both sums can be tiny,
    so their ratio is compared, and not Σp with k. The logarithm of the ratio has slopes
    between 1 and 2: every step leaves a smaller error. They change at a rate of at most
    1/2: a step of 1e-9 leaves none.
    """
    behind, ahead, faint = np.exp(behind), np.exp(ahead), np.exp(-half_gap)
    shift = np.zeros_like(half_gap)
    for _ in range(_MOST_STEPS):
        log_ratio, slope = _log_ratio(shift, behind, ahead, faint)
        step = log_ratio / slope
        shift = shift - step
        if np.abs(step).max(initial=0) < 1e-9:
            break
    return shift


def _log_ratio(shift, behind, ahead, faint):
    """Return log(Σ_losers p / Σ_winners (1 - p)) and its slope.

    p and 1 - p are `faint` times the numbers below, and it cancels from the ratio.
    """
    p = 1 / (faint + behind * np.exp(-shift))
    q = 1 / (faint + ahead * np.exp(shift))
    p_sum, q_sum = p.sum(axis=-1, keepdims=True), q.sum(axis=-1, keepdims=True)
    p_mean = (p * p).sum(axis=-1, keepdims=True) / p_sum
    q_mean = (q * q).sum(axis=-1, keepdims=True) / q_sum
    return np.log(p_sum / q_sum), 2 - faint * (p_mean + q_mean)
