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

from softmaxbook._rows import (
    as_rows,
    from_rows,
    from_sums,
    gaps_to_largest,
    with_zero_row_sums,
)
from softmaxbook._validate import check_beta

__all__ = ["log_softmax", "logsumexp", "softmax", "softmax_jacobian"]


@np.errstate(over="ignore", under="ignore", invalid="ignore")
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
    z, rows = as_rows(z, axis)
    gaps = gaps_to_largest(rows, check_beta(beta))
    p = np.exp(gaps, out=gaps)
    p /= np.add.reduce(p, axis=-1, keepdims=True)
    return from_rows(p, z, axis)


@np.errstate(over="ignore", under="ignore", invalid="ignore")
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
    z, rows = as_rows(z, axis)
    log_p = gaps_to_largest(rows, check_beta(beta))
    log_p -= _log_total(log_p)
    return from_rows(log_p, z, axis)


@np.errstate(over="ignore", under="ignore", invalid="ignore")
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
    z, rows = as_rows(z, axis)
    largest = rows.max(axis=-1, keepdims=True)
    total = largest + _log_total(rows - largest)
    total = np.where(np.isinf(largest), largest, total)
    return from_sums(total[..., 0], z, axis, keepdims=keepdims)


def softmax_jacobian(z, *, beta=1.0):
    r"""Return how each probability answers to each logit.

    .. math:: \frac{\partial p_i}{\partial z_j} = \beta \, p_i (\delta_{ij} - p_j)

    Parameters
    ----------
    z : array_like, shape (..., C)
        Logits, as for `softmax`; masks are allowed.
    beta : float, default 1
        Inverse temperature, finite and not negative.

    Returns
    -------
    numpy.ndarray, shape (..., C, C)
        A symmetric matrix for each slice, positive semidefinite, with rows that sum
        to 0.

    Raises
    ------
    TypeError, ValueError
        As `softmax`.

    Examples
    --------
    >>> softmax_jacobian([0, 0]).tolist()
    [[0.25, -0.25], [-0.25, 0.25]]

    References
    ----------
    Bridle (1990), doi:10.1007/978-3-642-76153-9_28
    """
    z, rows = as_rows(z, -1)
    p = softmax(rows, beta=beta)
    jacobian = with_zero_row_sums(-beta * (p[..., :, None] * p[..., None, :]))
    return jacobian.astype(z.dtype)


def _log_total(gaps):
    """Return log Σ exp(gaps), as log1p of all terms but one of the largest, which is 1.

    Added to the others, the 1 would swallow their last digits.
    """
    weights = np.exp(gaps)
    np.put_along_axis(weights, gaps.argmax(axis=-1, keepdims=True), 0, axis=-1)
    rest = np.add.reduce(weights, axis=-1, keepdims=True)
    return np.log1p(rest, out=rest)
