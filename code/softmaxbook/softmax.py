r"""Softmax with an inverse temperature, and the two logarithms that belong to it.

Three rules hold for everything here.

- ``-inf`` is a mask: such an entry gets probability exactly 0, for every `beta`.
- A NaN spreads to its whole slice along `axis`, and to no other slice.
- Sums run in double precision and are rounded once, to the dtype of `z`: float16,
  float32 and float64 are kept, Booleans and integers become float64. `z` itself is
  never written to.

The largest logit is subtracted before anything is exponentiated, so no exponent is
positive and nothing overflows: Blanchard, Higham & Higham (2021), *Accurately computing
the log-sum-exp and softmax functions*, doi:10.1093/imanum/draa038.
"""

import numpy as np

from softmaxbook._validate import as_float_array, as_logits, check_axis, check_beta

__all__ = ["log_softmax", "logsumexp", "softmax"]


@np.errstate(under="ignore")
def softmax(z, *, beta=1.0, axis=-1):
    r"""Turn logits into probabilities.

    .. math:: p_j = \frac{e^{\beta z_j}}{\sum_i e^{\beta z_i}},
              \qquad
              p = \arg\max_{q \in \Delta} \; \beta \langle q, z \rangle + H(q)

    with :math:`H(q) = -\sum_j q_j \log q_j` and :math:`\Delta` the simplex.

    Parameters
    ----------
    z : array_like, shape (..., C, ...)
        Logits; at least one entry along `axis` is not ``-inf``.
    beta : float, default 1
        Inverse temperature, finite and not negative. 0 gives the uniform distribution
        over the entries that are not masked.
    axis : int or None, default -1
        The axis along which the probabilities sum to 1; None is all entries at once.

    Returns
    -------
    numpy.ndarray
        Probabilities, in the shape of `z`.

    Raises
    ------
    TypeError
        If `z` is not real, `beta` not a real number or `axis` not an integer.
    ValueError
        If `z` is 0-d, empty along `axis`, contains ``inf`` or is all ``-inf`` along
        `axis`; if `beta` is negative, infinite or NaN; if `z` has no such `axis`.

    Examples
    --------
    >>> softmax([2, 1, 0]).round(3)
    array([0.665, 0.245, 0.09 ])

    References
    ----------
    Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038
    """
    z, axis = as_logits(z, axis)
    weights = np.exp(_scaled_gaps(z, check_beta(beta), axis))
    p = weights / weights.sum(axis=axis, keepdims=True)
    return p.astype(z.dtype)


@np.errstate(under="ignore", over="ignore")
def log_softmax(z, *, beta=1.0, axis=-1):
    r"""Return the logarithm of the softmax, also where the softmax is 0 or 1.

    .. math:: \log p_j = \beta z_j - \log \sum_i e^{\beta z_i}

    Parameters, errors and source are those of `softmax`; a masked entry gives
    ``-inf``.

    Returns
    -------
    numpy.ndarray
        Log-probabilities in [-inf, 0], in the shape of `z`.

    Examples
    --------
    >>> log_softmax([1000, 0])
    array([    0., -1000.])
    """
    z, axis = as_logits(z, axis)
    gaps = _scaled_gaps(z, check_beta(beta), axis)
    return (gaps - _log_total(gaps, axis)).astype(z.dtype)


@np.errstate(under="ignore")
def logsumexp(z, *, axis=-1, keepdims=False):
    r"""Return the smooth maximum, the logarithm of the softmax denominator.

    .. math:: \log \sum_i e^{z_i} = \max_{q \in \Delta} \; \langle q, z \rangle + H(q)

    Parameters
    ----------
    z : array_like, shape (..., C, ...)
        Exponents. Infinities have their natural meaning: a slice of nothing but
        ``-inf`` gives ``-inf``, and one with an ``inf`` gives ``inf``.
    axis : int or None, default -1
        The axis that is summed over; None is all entries at once.
    keepdims : bool, default False
        Keep the summed axis, with length 1.

    Returns
    -------
    numpy.ndarray or scalar
        A value between ``max(z)`` and ``max(z) + log(C)`` for each slice.

    Raises
    ------
    TypeError, ValueError
        As `softmax`, except that ``inf`` and slices of ``-inf`` are welcome.

    Examples
    --------
    >>> logsumexp([[1000, 1000], [0, -1000]]).round(3)
    array([1000.693,    0.   ])

    References
    ----------
    Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038
    """
    z = as_float_array(z, "z")
    axis = check_axis(z, axis)
    z_max = z.max(axis=axis, keepdims=True)
    total = z_max + _log_total(_scaled_gaps(z, 1.0, axis), axis)
    total = np.where(np.isinf(z_max), z_max, total).astype(z.dtype)
    return total if keepdims else np.squeeze(total, axis=axis)[()]


@np.errstate(over="ignore", invalid="ignore")
def _scaled_gaps(z, beta, axis):
    """Return β(z - max z): 0 at the largest logit, negative elsewhere."""
    z = z.astype(np.float64)
    # Halves, as 1e308 - (-1e308) overflows. β comes last: β * 1e308 would, too.
    half_gaps = z / 2 - z.max(axis=axis, keepdims=True) / 2
    return np.where(np.isneginf(z), -np.inf, 2 * (beta * half_gaps))  # 0 * inf is NaN


@np.errstate(divide="ignore")
def _log_total(gaps, axis):
    """Return log Σ exp(gaps), as log1p of all terms but the largest, which is 1."""
    largest = gaps == 0
    ties = largest.sum(axis=axis, keepdims=True) - 1
    rest = np.where(largest, 0, np.exp(gaps)).sum(axis=axis, keepdims=True)
    return np.log1p(ties + rest)
