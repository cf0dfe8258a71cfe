r"""From argmax to softmax in one formula: the maps that can give probability 0.

All of them solve one problem, with Tsallis' entropy of index α:

.. math:: p = \arg\max_{q \in \Delta} \; \langle q, z \rangle + H_\alpha(q),
          \qquad
          H_\alpha(q) = \frac{1}{\alpha(\alpha - 1)} \sum_j (q_j - q_j^\alpha)

α = 1 (the limit, Shannon's entropy) is softmax, α = 2 is sparsemax, α = ∞ is argmax.
The solution has the same form for every α,

.. math:: p_j = \exp_\alpha(z_j - c), \qquad
          \exp_\alpha(u) = [1 + (\alpha - 1) u]_+^{1 / (\alpha - 1)}, \qquad
          \sum_j p_j = 1,

where the constant c plays the part of log-sum-exp, which it is for α = 1. Masks, NaN
and dtypes are treated as by `softmaxbook.softmax`.
"""

import numpy as np

from softmaxbook._rows import (
    SHORT,
    as_rows,
    from_rows,
    gaps_to_largest,
    with_zero_row_sums,
)
from softmaxbook._validate import check_alpha
from softmaxbook.softmax import logsumexp, softmax

__all__ = ["argmax", "entmax", "entmax_jacobian", "sparsemax"]

_HALVINGS = 60  # from ln(10^6) to below the spacing of doubles near 1
_ROUNDING = 1e-15


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def argmax(z, *, axis=-1):
    r"""Turn logits into the vertex of the simplex that belongs to the largest.

    .. math:: p = \arg\max_{q \in \Delta} \; \langle q, z \rangle

    Parameters
    ----------
    z : array_like, shape (..., C, ...)
        Logits; at least one entry along `axis` is not ``-inf``.
    axis : int or None, default -1
        The axis along which the probabilities sum to 1; None is all entries at once.

    Returns
    -------
    numpy.ndarray
        1 at the largest logit and 0 elsewhere. Ties share equally: the middle of their
        face, where softmax goes as its inverse temperature grows.

    Raises
    ------
    TypeError
        If `z` is not real or `axis` not an integer.
    ValueError
        If `z` is 0-d, empty along `axis`, contains ``inf`` or is all ``-inf`` along
        `axis`; if `z` has no such `axis`.

    Examples
    --------
    >>> argmax([[1, 3, 2], [4, 4, 0]]).tolist()
    [[0.0, 1.0, 0.0], [0.5, 0.5, 0.0]]

    References
    ----------
    Blondel, Martins & Niculae (2020), arXiv:1901.02324
    """
    z, rows = as_rows(z, axis)
    p = (gaps_to_largest(rows) == 0) + 0 * rows.max(axis=-1, keepdims=True)  # keep NaN
    return from_rows(p / p.sum(axis=-1, keepdims=True), z, axis)


def sparsemax(z, *, axis=-1):
    r"""Turn logits into the nearest point of the simplex.

    .. math:: p = \arg\min_{q \in \Delta} \; \lVert q - z \rVert^2, \qquad
              p_j = \max(z_j - \tau, 0)

    It is `entmax` with α = 2. Parameters and errors are those of `entmax`.

    Returns
    -------
    numpy.ndarray
        Probabilities, in the shape of `z`: 0 for logits 1 or more below the largest.

    Examples
    --------
    >>> sparsemax([1, 0.5, -1]).tolist()
    [0.75, 0.25, 0.0]

    References
    ----------
    Martins & Astudillo (2016), arXiv:1602.02068
    """
    return entmax(z, 2, axis=axis)


@np.errstate(all="ignore")
def entmax(z, alpha=1.5, *, axis=-1):
    r"""Turn logits into probabilities, the sparser the larger α is.

    .. math:: p = \arg\max_{q \in \Delta} \; \langle q, z \rangle + H_\alpha(q)

    Parameters
    ----------
    z : array_like, shape (..., C, ...)
        Logits; at least one entry along `axis` is not ``-inf``.
    alpha : float, default 1.5
        Index of the entropy, at least 1; ``inf`` gives `argmax`.
    axis : int or None, default -1
        The axis along which the probabilities sum to 1; None is all entries at once.

    Returns
    -------
    numpy.ndarray
        Probabilities, in the shape of `z`: 0 for logits that are 1/(α - 1) or more
        below the largest, and for others that lose against those above them.

    Raises
    ------
    TypeError
        If `z` is not real, `alpha` not a real number or `axis` not an integer.
    ValueError
        If `z` is 0-d, empty along `axis`, contains ``inf`` or is all ``-inf`` along
        `axis`; if `alpha` is below 1 or NaN; if `z` has no such `axis`.

    Examples
    --------
    >>> entmax([1, 0.5, -1], 1.5).round(3)
    array([0.674, 0.326, 0.   ])

    References
    ----------
    Peters, Niculae & Martins (2019), arXiv:1905.05702
    """
    alpha = check_alpha(alpha)
    if alpha in (1, np.inf):
        return softmax(z, axis=axis) if alpha == 1 else argmax(z, axis=axis)
    z, rows = as_rows(z, axis)
    gaps = gaps_to_largest(rows)
    solve = _by_newton if alpha < 2 else _by_bisection
    if alpha in (1.5, 2):
        solve = _by_sorting
    c = solve(_candidates(gaps, alpha), alpha)
    return from_rows(_summing_to_1(*_exp_alpha(gaps - c, alpha)), z, axis)


def _exp_alpha(u, alpha):
    """Return exp_α(u), which tends to exp(u) as α → 1, and its slope, p^(2 - α)."""
    x = np.maximum((alpha - 1) * u, -1) if alpha != 2 else np.maximum(u, -1)
    if alpha == 2:
        return 1 + x, x > -1
    if alpha == 1.5:
        return (1 + x) ** 2, 1 + x
    p = np.exp(np.log1p(x) / (alpha - 1))
    return p, p / np.maximum(1 + x, 1e-300)  # the slope of what is cut off is 0


def _summing_to_1(p, slope):
    """Take what rounding has left of Σ p - 1 away, where p reacts to c most.

    Twice, for the first time many p may shrink to less than their last digit.
    """
    for _ in range(2):
        excess = p.sum(axis=-1, keepdims=True) - 1
        if np.abs(excess).max(initial=0) < _ROUNDING:
            break
        p -= slope * (excess / slope.sum(axis=-1, keepdims=True))
        np.maximum(p, 0, out=p)
    return p


def _candidates(gaps, alpha):
    """Return enough of the largest gaps of each row to hold all that can win.

    c is never below max z: exp_α(z - c) is 0 from a distance of 1/(α - 1) on.
    """
    if gaps.shape[-1] < SHORT:
        return gaps
    width = np.count_nonzero(gaps > -1 / (alpha - 1), axis=-1).max(initial=1)
    if 2 * width > gaps.shape[-1]:
        return gaps
    return np.partition(gaps, -width, axis=-1)[..., -width:]


def _by_sorting(gaps, alpha):
    """Solve Σ exp_α(z - c) = 1 for α = 1.5 or 2: the k largest win.

    k is the last number for which the k-th largest wins under the c of the k largest.
    """
    reach = 1 / (alpha - 1)
    top = -np.sort(np.minimum(-gaps, reach), axis=-1)
    c = (_c_of_quadratic if alpha == 1.5 else _c_of_linear)(top)
    wins = np.count_nonzero(c - top < reach, axis=-1, keepdims=True)
    return np.take_along_axis(c, np.maximum(wins - 1, 0), axis=-1)


def _c_of_linear(top):
    """Solve Σ (1 + z - c) = 1 over the k largest z, for k = 1, 2, ..."""
    k = np.arange(1, top.shape[-1] + 1)
    return 1 + (_running_sums(top) - 1) / k


def _c_of_quadratic(top):
    """Solve Σ (1 + (z - c) / 2)² = 1 over the k largest z, for k = 1, 2, ..."""
    k = np.arange(1, top.shape[-1] + 1)
    mean = _running_sums(top) / k
    variance = _running_sums(top * top) / k - mean * mean
    return 2 + mean - np.sqrt(4 / k - variance)


def _running_sums(rows):
    """Return the cumulative sums; short rows, which lie side by side, at one stroke."""
    if rows.shape[-1] >= SHORT:
        return np.cumsum(rows, axis=-1)
    sums = rows.copy(order="K")
    for k in range(1, rows.shape[-1]):
        sums[..., k] += sums[..., k - 1]
    return sums


def _by_newton(gaps, alpha):
    """Solve Σ exp_α(z - c) = 1 for α < 2, where the sum is a convex function of c.

    Newton's steps from c = max z, where the sum is at least 1, never pass the root.
    """
    c = np.zeros_like(gaps[..., :1])
    for _ in range(_HALVINGS):
        p, slope = _exp_alpha(gaps - c, alpha)
        step = (p.sum(axis=-1, keepdims=True) - 1) / slope.sum(axis=-1, keepdims=True)
        c += step
        if not (step > _ROUNDING * (1 + c)).any():
            break
    return c


def _by_bisection(gaps, alpha):
    """Solve Σ exp_α(z - c) = 1 for any α; return the c just below the root.

    Below, as the smallest p may be far from 0 there, and 0 just above, if α > 2.
    """
    low = np.zeros_like(gaps[..., :1])
    high = low - np.expm1((1 - alpha) * np.log(gaps.shape[-1])) / (alpha - 1)
    high += _ROUNDING * high
    for _ in range(_HALVINGS):
        c = (low + high) / 2
        too_low = _exp_alpha(gaps - c, alpha)[0].sum(axis=-1, keepdims=True) > 1
        low, high = np.where(too_low, c, low), np.where(too_low, high, c)
    return low


@np.errstate(all="ignore")
def entmax_jacobian(z, alpha=1.5):
    r"""Return how each probability of `entmax` answers to each logit.

    .. math:: \frac{\partial p_i}{\partial z_j} = s_i \delta_{ij}
              - \frac{s_i s_j}{\sum_l s_l}, \qquad
              s_i = p_i^{2 - \alpha} \text{ where } p_i > 0, \text{ else } 0

    Where the support is about to change there is no derivative; this is the one of the
    support as it is.

    Parameters
    ----------
    z : array_like, shape (..., C)
        Logits, as for `entmax`; masks are allowed.
    alpha : float, default 1.5
        Index of the entropy, finite and at least 1; 1 gives `softmax_jacobian`.

    Returns
    -------
    numpy.ndarray, shape (..., C, C)
        A symmetric matrix for each slice, positive semidefinite, with rows that sum
        to 0, and 0 outside the support.

    Raises
    ------
    TypeError, ValueError
        As `entmax`; and ValueError if `alpha` is infinite: argmax is flat or jumps.

    Examples
    --------
    >>> entmax_jacobian([0.2, 0, -3], 2).tolist()
    [[0.5, -0.5, 0.0], [-0.5, 0.5, 0.0], [0.0, 0.0, 0.0]]

    References
    ----------
    Peters, Niculae & Martins (2019), arXiv:1905.05702
    """
    z, rows = as_rows(z, -1)
    alpha = check_alpha(alpha, finite=True)
    p = entmax(rows, alpha)
    # Logarithms, as p^(2 - α) overflows for a small p and a large α.
    log_s = np.where(p == 0, -np.inf, (2 - alpha) * np.log(p))
    log_product = log_s[..., :, None] + log_s[..., None, :]
    total = logsumexp(log_s, keepdims=True)[..., None]
    return with_zero_row_sums(-np.exp(log_product - total)).astype(z.dtype)
