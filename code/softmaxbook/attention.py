r"""Two places where networks use softmax: attention, and a contrastive loss.

Both work in double precision and round once. float16, float32 and float64 are kept,
Booleans and integers become float64. No argument is ever written to.
"""

import math

import numpy as np

from softmaxbook._rows import as_rows, from_sums, gaps_to_largest
from softmaxbook._validate import as_float_array, check_axis, check_beta
from softmaxbook.softmax import logsumexp, softmax

__all__ = ["attention", "info_nce"]


@np.errstate(all="ignore")  # a matrix product may raise any flag, even divide
def attention(query, key, value, *, beta=None, mask=None):
    r"""Return, for each query, the mean of the values whose keys match it.

    .. math:: \operatorname{attention}(Q, K, V)
              = \operatorname{softmax}\bigl(\beta \, Q K^\top\bigr) \, V,
              \qquad \beta = \frac{1}{\sqrt d}

    The leading axes broadcast, as in ``numpy.matmul``.

    Parameters
    ----------
    query : array_like, shape (..., n, d)
        What each of the n positions looks for.
    key : array_like, shape (..., m, d)
        What each of the m positions, at least one, offers to match.
    value : array_like, shape (..., m, v)
        What each of them hands over.
    beta : float or None, default None
        Inverse temperature, finite and not negative; None is 1/√d.
    mask : array_like of bool or None, default None
        Broadcasts to (..., n, m); True where the query may attend to the key. None is
        True everywhere.

    Returns
    -------
    numpy.ndarray, shape (..., n, v)
        In the dtype of the arguments: of two different ones, the wider.

    Raises
    ------
    TypeError
        If `query`, `key` or `value` is not real, `beta` not a real number or `mask` not
        Boolean.
    ValueError
        If the shapes do not fit, `beta` is out of range or `mask` leaves a query
        nothing to attend to. If a dot product of a query and a key it attends to is
        ``inf``, or all of them are ``-inf``: those of doubles beyond 1e150 may be.

    Notes
    -----
    A weight of exactly 0 contributes nothing. So a key may hold anything, NaN and
    infinities included, without effect on the queries it is masked for. So may its
    value, also where the weight is 0 because the score is far below the largest.
    Elsewhere the rules of arithmetic hold: NaN in a query, in a key it attends to or in
    a value of positive weight gives NaN, for this query alone; an infinite value of
    positive weight gives ``inf`` or ``-inf``, and both together give NaN.

    Examples
    --------
    >>> attention([[2, 0]], [[1, 0], [0, 1]], [[10], [20]]).round(3)
    array([[11.956]])

    References
    ----------
    Vaswani et al. (2017), arXiv:1706.03762
    """
    arrays = _check_matrices(query=query, key=key, value=value)
    dtype = np.result_type(*(x.dtype for x in arrays))
    query, key, value = (x.astype(np.float64) for x in arrays)
    beta = 1 / math.sqrt(query.shape[-1]) if beta is None else check_beta(beta)
    scores = query @ np.swapaxes(key, -1, -2)
    if mask is not None:
        batch = np.broadcast_shapes(scores.shape[:-2], value.shape[:-2])
        mask = _check_mask(mask, batch + scores.shape[-2:])
        scores = np.where(mask, scores, -np.inf)
    p = softmax(gaps_to_largest(scores, beta, "query @ key.T"))
    return _weighted_sum(p, value).astype(dtype)


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def info_nce(similarity, *, beta):
    r"""Return the loss of picking, for each row, its partner among all columns.

    .. math:: \ell = -\frac{1}{n} \sum_{i=1}^n
              \log \frac{e^{\beta s_{ii}}}{\sum_j e^{\beta s_{ij}}}

    The partners are on the diagonal. Only the choice among columns is counted; for that
    among rows, transpose.

    Parameters
    ----------
    similarity : array_like, shape (..., n, n)
        Similarity of item i (row) to candidate j (column). ``-inf`` leaves a candidate
        out; on the diagonal it gives an infinite loss.
    beta : float
        Inverse temperature, finite and not negative.

    Returns
    -------
    numpy.ndarray or scalar, shape (...)
        A loss in [0, inf] for each matrix, in the dtype of `similarity`: log n at β = 0
        and wherever all similarities are equal. NaN if the matrix contains NaN.

    Raises
    ------
    TypeError
        If `similarity` is not real or `beta` not a real number.
    ValueError
        If the last two axes of `similarity` are not of one length, or empty; if it
        contains ``inf`` or a row of nothing but ``-inf``; if `beta` is out of range.

    Examples
    --------
    >>> info_nce([[1, 0], [0, 1]], beta=1).round(3).tolist()
    0.313

    References
    ----------
    van den Oord, Li & Vinyals (2018), arXiv:1807.03748
    """
    similarity, rows = as_rows(similarity, -1, "similarity")
    n = rows.shape[-1]
    if rows.shape[-2:] != (n, n):
        shape = similarity.shape
        raise ValueError(f"similarity must be square in its last two axes, not {shape}")
    gaps = gaps_to_largest(rows, check_beta(beta), "similarity")
    losses = logsumexp(gaps) - np.diagonal(gaps, axis1=-2, axis2=-1)
    return from_sums((losses / n).sum(axis=-1), similarity, -1)  # n * 1e308 overflows


def _weighted_sum(p, value):
    """Return p @ value, where a weight of 0 cancels even an infinity or NaN."""
    finite = np.isfinite(value)
    total = p @ np.where(finite, value, 0)
    if not finite.all():
        weighty = (p > 0).astype(np.float64)
        for odd in (np.inf, -np.inf, np.nan):
            has_odd = np.isnan(value) if np.isnan(odd) else value == odd
            total = np.where(weighty @ has_odd > 0, total + odd, total)
    return total


def _check_matrices(**arguments):
    """Return `query`, `key` and `value` as float arrays whose shapes fit."""
    arrays = [as_float_array(x, name) for name, x in arguments.items()]
    for name, x in zip(arguments, arrays, strict=True):
        if x.ndim < 2:
            raise ValueError(f"{name} must have at least two dimensions, not {x.ndim}")
    query, key, value = (x.shape for x in arrays)
    check_axis(arrays[0], -1, "query")
    check_axis(arrays[1], -2, "key")
    if query[-1] != key[-1]:
        raise ValueError(f"query and key must agree in axis -1: {query} and {key}")
    if key[-2] != value[-2]:
        raise ValueError(f"key and value must agree in axis -2: {key} and {value}")
    try:
        np.broadcast_shapes(query[:-2], key[:-2], value[:-2])
    except ValueError:
        shapes = f"{query}, {key} and {value}"
        message = f"query, key and value must broadcast before axis -2: {shapes}"
        raise ValueError(message) from None
    return arrays


def _check_mask(mask, shape):
    """Return the mask in the given shape, as one that leaves each row an entry."""
    try:
        mask = np.asarray(mask)
    except ValueError as error:
        raise ValueError(f"mask must be a regular array: {error}") from None
    if mask.dtype != np.bool_:
        raise TypeError(f"mask must be Boolean, not {mask.dtype}")
    try:
        mask = np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(
            f"mask of shape {mask.shape} must broadcast to {shape}"
        ) from None
    if not mask.any(axis=-1).all():
        raise ValueError("mask must leave each query at least one key")
    return mask
