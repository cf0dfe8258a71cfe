r"""Gumbel noise: samples from a softmax, and samples that can be differentiated.

If :math:`G_1, \dots, G_C` are independent standard Gumbel variables, then

.. math:: P\bigl(\arg\max_i \; (z_i + G_i) = j\bigr) = \frac{e^{z_j}}{\sum_i e^{z_i}}

Three rules hold for everything here.

- `rng` is a ``numpy.random.Generator``; the same state gives the same samples. Exactly
  one uniform number is drawn for each Gumbel variable, masked or not, so `gumbel_max`
  and `gumbel_softmax` meet the same noise. No argument is checked after a draw.
- Logits need not be normalised: a constant added to all of them changes nothing, also
  for one state of `rng`. ``-inf`` is a mask, and such a class is never chosen.
- `size` is a shape, and comes before the shape of the logits in that of the result.

The distribution is Gumbel's (1954), *Statistical Theory of Extreme Values and Some
Practical Applications*, National Bureau of Standards, Applied Mathematics Series 33.
"""

import operator

import numpy as np

from softmaxbook._rows import as_rows, from_rows, gaps_to_largest
from softmaxbook._validate import check_positive
from softmaxbook.softmax import softmax

__all__ = ["gumbel_max", "gumbel_softmax", "sample_gumbel"]

_SMALLEST = 2.0**-54  # for U = 0; the least other value is 2**-53


def sample_gumbel(size, rng):
    r"""Draw standard Gumbel noise.

    .. math:: G = -\log(-\log U), \qquad U \sim \text{Uniform}(0, 1),
              \qquad P(G \le x) = e^{-e^{-x}}

    Its mean is Euler's γ = 0.5772…, its variance π²/6.

    Parameters
    ----------
    size : int, tuple of int or None
        Shape of the result; None is a single number.
    rng : numpy.random.Generator
        Where the randomness comes from.

    Returns
    -------
    numpy.ndarray or scalar
        Doubles between -3.7 and 36.8, the range of double-precision U; never infinite.

    Raises
    ------
    TypeError
        If `size` is neither None, an integer nor a tuple of integers; if `rng` is not a
        ``numpy.random.Generator``.
    ValueError
        If `size` is negative.

    Examples
    --------
    >>> sample_gumbel(100_000, np.random.default_rng(1)).mean().round(2).tolist()
    0.58

    References
    ----------
    Gumbel (1954): see the top of the module.
    """
    size = _check_size(size)
    u = _check_rng(rng).random(size)
    return -np.log(-np.log(np.maximum(u, _SMALLEST)))[()]


@np.errstate(over="ignore", under="ignore")
def gumbel_max(logits, rng, size=None):
    r"""Draw classes with the probabilities softmax(logits).

    .. math:: j = \arg\max_i \; (z_i + G_i)

    Parameters
    ----------
    logits : array_like, shape (..., C)
        Logits, normalised or not; at least one in each slice is not ``-inf``.
    rng : numpy.random.Generator
        Where the randomness comes from.
    size : int, tuple of int or None
        Shape of the samples drawn for each slice; None is one sample.

    Returns
    -------
    numpy.ndarray or scalar, shape size + (...)
        Indices of classes, as ``numpy.intp``.

    Raises
    ------
    TypeError
        If `logits` are not real; for `size` and `rng` as `sample_gumbel`.
    ValueError
        If `logits` are 0-d, empty along the last axis, contain ``inf``, contain NaN (as
        no index is NaN) or are all ``-inf`` in a slice; if `size` is negative.

    Examples
    --------
    >>> j = gumbel_max(np.log([1, 2, 7]), np.random.default_rng(1), size=100_000)
    >>> (np.bincount(j) / 100_000).round(2).tolist()
    [0.1, 0.2, 0.7]

    References
    ----------
    Jang, Gu & Poole (2017), arXiv:1611.01144
    """
    _, rows = as_rows(logits, -1, "logits")
    if np.isnan(rows).any():
        raise ValueError("logits must not contain NaN")
    return _half_perturbed(rows, rng, size).argmax(axis=-1)


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def gumbel_softmax(logits, temperature, rng, size=None):
    r"""Draw points of the simplex that are nearly one-hot when `temperature` is low.

    .. math:: y_j = \frac{e^{(z_j + G_j) / T}}{\sum_i e^{(z_i + G_i) / T}}

    They are smooth in the logits. The largest entry of y is in the place that
    `gumbel_max` draws from the same state of `rng`. As T → 0, y becomes the one-hot
    vector of that class; as T → ∞, uniform over the classes that are not masked.

    Parameters
    ----------
    logits : array_like, shape (..., C)
        Logits, as for `gumbel_max`.
    temperature : float
        T, finite and positive; a pure number, as the logits are.
    rng : numpy.random.Generator
        Where the randomness comes from.
    size : int, tuple of int or None
        Shape of the samples drawn for each slice; None is one sample.

    Returns
    -------
    numpy.ndarray, shape size + (..., C)
        Probabilities, in the dtype of `logits`: float16, float32 and float64 are kept,
        Booleans and integers become float64. NaN in a slice of `logits` spreads to its
        samples, and to no others.

    Raises
    ------
    TypeError, ValueError
        As `gumbel_max`, except that NaN is welcome; if `temperature` is not a single
        real number, not finite or not positive.

    Examples
    --------
    >>> gumbel_softmax(np.log([1, 2, 7]), 0.5, np.random.default_rng(1)).round(3)
    array([0.001, 0.99 , 0.008])

    References
    ----------
    Jang, Gu & Poole (2017), arXiv:1611.01144;
    Maddison, Mnih & Teh (2017), arXiv:1611.00712
    """
    logits, rows = as_rows(logits, -1, "logits")
    temperature = check_positive(temperature, "temperature")
    half = _half_perturbed(rows, rng, size)
    # Not β = 1/T, which overflows for the least T: the gaps may, to a probability of 0.
    y = softmax(2 * (gaps_to_largest(half) / temperature))
    return from_rows(y, logits, -1)


def _half_perturbed(rows, rng, size):
    """Return (z + G) / 2 for samples of the shape `size`, up to a constant per row.

    Halves, as 1e308 - (-1e308) overflows.
    """
    shape = _check_size(size) or ()
    gaps = gaps_to_largest(rows / 2, name="logits")
    return gaps + sample_gumbel(shape + rows.shape, rng) / 2


def _check_rng(rng):
    if not isinstance(rng, np.random.Generator):
        kind = type(rng).__name__
        raise TypeError(f"rng must be a numpy.random.Generator, not {kind}")
    return rng


def _check_size(size):
    """Return `size` as a tuple, or None."""
    if size is None:
        return None
    try:
        size = tuple(map(operator.index, size if isinstance(size, tuple) else [size]))
    except TypeError:
        message = "size must be None, an integer or a tuple of integers"
        raise TypeError(f"{message}, not {size!r}") from None
    if min(size, default=0) < 0:
        raise ValueError(f"size must be >= 0, not {size}")
    return size
