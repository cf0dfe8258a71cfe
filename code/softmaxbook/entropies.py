r"""Entropies of a distribution, and the two ways to compare one with another.

Four rules hold for everything here.

- Logarithms are natural: one nat is :math:`1/\ln 2 \approx 1.44` bits.
- An impossible outcome costs nothing, :math:`0 \log 0 = 0`. A result is ``inf`` where
  that is its value.
- A distribution has entries in [0, 1] that sum to 1 along `axis`, give or take 1e-6,
  or 8 times the machine epsilon of its dtype if that is more. A NaN is let through: it
  spreads to the result of its slice, and to no other.
- Sums run in double precision and are rounded once, to the dtype of `p`: float16,
  float32 and float64 are kept, Booleans and integers become float64. No argument is
  ever written to.
"""

import numpy as np

from softmaxbook._rows import as_rows, from_sums
from softmaxbook._validate import as_float_array, check_positive

__all__ = [
    "cross_entropy",
    "gini_entropy",
    "kl_divergence",
    "shannon_entropy",
    "tsallis_entropy",
]

# artanh s = s + s³ (1/3 + s²/5 + s⁴/7 + ...): exact to the last bit for |s| <= 1/3.
_ARTANH_TAIL = 1 / np.arange(3, 37, 2)


@np.errstate(divide="ignore", under="ignore")
def shannon_entropy(p, *, axis=-1):
    r"""Return the mean surprise of a draw from a distribution.

    .. math:: H(p) = -\sum_j p_j \log p_j

    Parameters
    ----------
    p : array_like, shape (..., C, ...)
        Probabilities that sum to 1 along `axis`.
    axis : int or None, default -1
        The axis that is summed over; None is all entries at once.

    Returns
    -------
    numpy.ndarray or scalar
        Nats, between 0 and ``log(C)``, one number for each slice.

    Raises
    ------
    TypeError
        If `p` is not real or `axis` not an integer.
    ValueError
        If `p` is 0-d or empty along `axis`, has an entry outside [0, 1], or does not
        sum to 1 along `axis`; if it has no such `axis`.

    Examples
    --------
    >>> shannon_entropy([[0.5, 0.5], [1, 0]]).round(3)
    array([0.693, 0.   ])

    References
    ----------
    Shannon (1948), Bell System Technical Journal 27, 379-423 and 623-656
    """
    p, rows = as_distribution_rows(p, axis)
    return _minus_sums(times_log(rows, np.log(rows)), p, axis)


@np.errstate(under="ignore")
def gini_entropy(p, *, axis=-1):
    r"""Return half the chance that two draws from a distribution differ.

    .. math:: H_2(p) = \frac12 \sum_j p_j (1 - p_j)

    It is `tsallis_entropy` with :math:`\alpha = 2`, and half the Gini impurity of
    decision trees. Parameters and errors are those of `shannon_entropy`.

    Returns
    -------
    numpy.ndarray or scalar
        Between 0 and ``(1 - 1/C) / 2``, one number for each slice.

    Examples
    --------
    >>> gini_entropy([[0.5, 0.5], [1, 0]]).tolist()
    [0.25, 0.0]

    References
    ----------
    Peters, Niculae & Martins (2019), doi:10.18653/v1/P19-1146
    """
    p, rows = as_distribution_rows(p, axis)
    return from_sums(np.add.reduce(rows * (1 - rows), axis=-1) / 2, p, axis)


@np.errstate(over="ignore", under="ignore")
def tsallis_entropy(p, alpha, *, axis=-1):
    r"""Return the entropy of index α, which is Shannon's at 1 and Gini's at 2.

    .. math:: H_\alpha(p) = \frac{1}{\alpha (\alpha - 1)} \sum_j (p_j - p_j^\alpha),
              \qquad H_1(p) = -\sum_j p_j \log p_j

    Parameters
    ----------
    p : array_like, shape (..., C, ...)
        Probabilities that sum to 1 along `axis`.
    alpha : float
        Index, finite and positive. Nothing is lost near 1.
    axis : int or None, default -1
        The axis that is summed over; None is all entries at once.

    Returns
    -------
    numpy.ndarray or scalar
        A non-negative number for each slice, largest for the uniform distribution.

    Raises
    ------
    TypeError, ValueError
        As `shannon_entropy`, and for `alpha` that is not a real number, not finite or
        not positive.

    Examples
    --------
    >>> [tsallis_entropy([0.5, 0.5], alpha).round(3).item() for alpha in (1, 1.5, 2)]
    [0.693, 0.391, 0.25]

    References
    ----------
    Tsallis (1988), doi:10.1007/BF01016429;
    Peters, Niculae & Martins (2019), doi:10.18653/v1/P19-1146
    """
    p, rows = as_distribution_rows(p, axis)
    alpha = check_positive(alpha, "alpha")
    return _minus_sums(_power_differences(rows, alpha) / alpha, p, axis)


@np.errstate(divide="ignore", over="ignore", under="ignore", invalid="ignore")
def kl_divergence(p, q, *, axis=-1):
    r"""Return the Kullback-Leibler divergence: what it costs to take `q` for `p`.

    .. math:: D(p \,\|\, q) = \sum_j p_j \log \frac{p_j}{q_j}
              = \sum_j \Bigl(p_j \log \frac{p_j}{q_j} - p_j + q_j\Bigr)

    The second sum is computed. It equals the first, as `p` and `q` both sum to 1, but
    none of its terms is negative: nothing cancels, however close `p` is to `q`, and
    rounded sums do no harm.

    Parameters
    ----------
    p, q : array_like, shape (..., C, ...)
        Probabilities that sum to 1 along `axis`. They are broadcast against each other
        first; `axis` is one of the common shape.
    axis : int or None, default -1
        The axis that is summed over; None is all entries at once.

    Returns
    -------
    numpy.ndarray or scalar
        Nats, not negative, one number for each slice; ``inf`` where `q` excludes what
        `p` does not.

    Raises
    ------
    TypeError, ValueError
        As `shannon_entropy`, for `p` and for `q`; also if they do not broadcast.

    Examples
    --------
    >>> kl_divergence([0.5, 0.5], [[0.5, 0.5], [0.9, 0.1], [1, 0]]).round(3)
    array([0.   , 0.511,   inf])

    References
    ----------
    Kullback & Leibler (1951), Annals of Mathematical Statistics 22, 79-86;
    Blondel, Martins & Niculae (2020), arXiv:1901.02324
    """
    p, p_rows, q_rows = _as_pair_of_rows(p, q, axis)
    terms = _divergences(p_rows, q_rows)
    return from_sums(np.add.reduce(terms, axis=-1), p, axis)


@np.errstate(divide="ignore", under="ignore")
def cross_entropy(p, q, *, axis=-1):
    r"""Return the mean surprise of a draw from `p` to one who believes in `q`.

    .. math:: H(p, q) = -\sum_j p_j \log q_j = H(p) + D(p \,\|\, q)

    Parameters, errors and broadcasting are those of `kl_divergence`.

    Returns
    -------
    numpy.ndarray or scalar
        Nats, not negative, one number for each slice; ``inf`` where `q` excludes what
        `p` does not.

    Examples
    --------
    >>> cross_entropy([0.5, 0.5], [[0.5, 0.5], [0.9, 0.1], [1, 0]]).round(3)
    array([0.693, 1.204,   inf])

    References
    ----------
    Good (1952), Journal of the Royal Statistical Society B 14, 107-114
    """
    p, p_rows, q_rows = _as_pair_of_rows(p, q, axis)
    return _minus_sums(times_log(p_rows, np.log(q_rows)), p, axis)


def times_log(p, log_q):
    """Return p log q, where 0 log 0 is 0: the impossible costs nothing."""
    return p * np.where((p == 0) & np.isneginf(log_q), 0, log_q)


def _minus_sums(terms, p, axis):
    return from_sums(0 - np.add.reduce(terms, axis=-1), p, axis)  # 0, never -0.0


def _power_differences(p, alpha):
    """Return (p^α - p)/(α - 1), which is p log p at α = 1.

    It is p^min(α, 1) times (p^d - 1)/d with d = |α - 1|: so no exponent is positive,
    and expm1 keeps the digits of a small one.
    """
    d = abs(alpha - 1)
    log_p = np.log(np.where(p == 0, 1, p))
    slope = np.expm1(d * log_p) / d if d > 0 else log_p
    return p ** min(alpha, 1) * slope


def _divergences(p, q):
    """Return p log(p/q) - p + q entry by entry, to the last digits also for p near q.

    With s = (p - q)/(p + q) the logarithm is 2 artanh(s), and what is left of the
    three terms when their leading parts cancel is (p - q) s (1 + s (1 + s) tail).
    """
    difference, total = p - q, p + q
    s = difference / np.where(total == 0, 1, total)
    tail = np.polynomial.polynomial.polyval(s * s, _ARTANH_TAIL)
    near = difference * s * (1 + s * (1 + s) * tail)
    far = times_log(p, _log_ratio(p, q)) - difference
    return np.where(np.abs(s) <= 1 / 3, near, far)


def _log_ratio(p, q):
    ratio = p / q  # it overflows before the difference of the logarithms loses a digit
    return np.where(np.isinf(ratio), np.log(p) - np.log(q), np.log(ratio))


def as_distribution_rows(p, axis, name="p"):
    """Return `p` as a checked float array, and its rows along `axis`: read-only use.

    Raises
    ------
    TypeError, ValueError
        As `as_rows`; also if an entry lies outside [0, 1] or a row without NaN does
        not sum to 1, within 1e-6 or 8 epsilons of the dtype of `p`.
    """
    p, rows = as_rows(p, axis, name)
    check_unit_interval(rows, name)
    sums = np.add.reduce(rows, axis=-1)
    off = np.abs(sums - 1) > max(1e-6, 8 * np.finfo(p.dtype).eps)
    if np.any(off):
        wrong = np.extract(off, sums)[0]
        raise ValueError(f"{name} must sum to 1 along axis {axis}, not {wrong:.7g}")
    return p, rows


def check_unit_interval(p, name):
    """Raise ValueError if an entry of the array `p` lies outside [0, 1]."""
    if np.any((p < 0) | (p > 1)):
        raise ValueError(f"{name} must lie in [0, 1]")


def as_pair(p, q, names=("p", "q")):
    """Return both as float arrays of their common shape: read-only use.

    Raises
    ------
    TypeError, ValueError
        As `as_float_array`; also if the two do not broadcast.
    """
    p, q = as_float_array(p, names[0]), as_float_array(q, names[1])
    try:
        return np.broadcast_arrays(p, q)
    except ValueError:
        raise ValueError(
            f"{names[0]} and {names[1]} must broadcast against each other, "
            f"not have shapes {p.shape} and {q.shape}"
        ) from None


def _as_pair_of_rows(p, q, axis):
    p, q = as_pair(p, q)
    p, p_rows = as_distribution_rows(p, axis, "p")
    _, q_rows = as_distribution_rows(q, axis, "q")
    return p, p_rows, q_rows
