"""The sigmoid, its logarithm and its inverse, entry by entry.

All three accept an array, or a number, of any real dtype; float16 and float32 stay
what they are, Booleans and integers become float64, and a number or a 0-d array gives
a NumPy scalar. NaN stays NaN. No warning is emitted, and no digit is lost in the tails.
Input that is not real raises TypeError.
"""

import numpy as np

from softmaxbook._validate import as_float_array

__all__ = ["log_sigmoid", "logit", "sigmoid"]


@np.errstate(under="ignore")
def sigmoid(x):
    r"""Turn a difference of scores into a probability.

    .. math:: \sigma(x) = \frac{1}{1 + e^{-x}} = \frac{e^x}{e^x + 1}

    Parameters
    ----------
    x : array_like
        Log-odds; ``-inf`` gives 0 and ``inf`` gives 1.

    Returns
    -------
    numpy.ndarray or scalar
        Probabilities in [0, 1], in the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is not real.

    Examples
    --------
    >>> sigmoid([-1, 0, 1]).round(3)
    array([0.269, 0.5  , 0.731])

    References
    ----------
    Cox (1958), doi:10.1111/j.2517-6161.1958.tb00292.x
    """
    x = as_float_array(x, "x")
    # The first form for x < 0, the second for x >= 0: neither exponent is positive.
    p = np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))
    return p.astype(x.dtype)


@np.errstate(under="ignore")
def log_sigmoid(x):
    r"""Return the logarithm of the sigmoid, also where the sigmoid is 0 or 1.

    .. math:: \log \sigma(x) = -\log(1 + e^{-x}) = \min(x, 0) - \log(1 + e^{-|x|})

    Parameters
    ----------
    x : array_like
        Log-odds; ``-inf`` gives ``-inf`` and ``inf`` gives 0.

    Returns
    -------
    numpy.ndarray or scalar
        Log-probabilities in [-inf, 0], in the shape of `x`.

    Raises
    ------
    TypeError
        If `x` is not real.

    Examples
    --------
    >>> log_sigmoid([-1000, 1000]).tolist()
    [-1000.0, 0.0]

    References
    ----------
    Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038
    """
    x = as_float_array(x, "x")
    log_p = np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
    return log_p.astype(x.dtype)


@np.errstate(divide="ignore")
def logit(p):
    r"""Return the log-odds of a probability: the inverse of the sigmoid.

    .. math:: \operatorname{logit}(p) = \log \frac{p}{1 - p}
              = 2 \operatorname{artanh}(2p - 1)

    Parameters
    ----------
    p : array_like
        Probabilities; 0 gives ``-inf`` and 1 gives ``inf``.

    Returns
    -------
    numpy.ndarray or scalar
        Log-odds in [-inf, inf], in the shape of `p`.

    Raises
    ------
    TypeError
        If `p` is not real.
    ValueError
        If an entry lies outside [0, 1].

    Examples
    --------
    >>> logit([0, 0.5, 0.75]).round(3)
    array([ -inf, 0.   , 1.099])

    References
    ----------
    Berkson (1944), doi:10.1080/01621459.1944.10500699
    """
    p = as_float_array(p, "p")
    if np.any((p < 0) | (p > 1)):
        raise ValueError("p must lie in [0, 1]")
    # Near 1/2 the odds are near 1 and their logarithm would cancel; 2p - 1 is exact.
    near_half = np.abs(p - 0.5) <= 0.25
    x = np.where(near_half, 2 * np.arctanh(2 * p - 1), np.log(p / (1 - p)))
    return x.astype(p.dtype)[()]
