r"""The losses that turn logits into a training signal, and their gradients.

Four rules hold for everything here.

- The first argument is the target; the second, `p`, `x` or `logits`, is the
  prediction. The result has the dtype of the prediction: float16, float32 and float64
  are kept, Booleans and integers become float64. All is computed in double precision
  and rounded once; no argument is ever written to.
- Losses are in nats. :math:`0 \cdot \infty = 0`: what the target excludes costs
  nothing, however unlikely it was. A loss is ``inf`` where that is its value, or where
  the dtype has no number for it.
- The classes lie along the last axis. A target is either class indices, or
  probabilities that sum to 1 (as in `softmaxbook.entropies`); one-hot rows are such.
- A NaN, in the target or in the prediction, spreads to the entries or the slice it
  belongs to, and to no other.
"""

import numpy as np

from softmaxbook._rows import as_rows, from_rows, from_sums, gaps_to_largest
from softmaxbook._validate import as_float_array, as_real, check_integer
from softmaxbook.entropies import (
    as_distribution_rows,
    as_pair,
    check_unit_interval,
    times_log,
)
from softmaxbook.sigmoid import log_sigmoid, sigmoid
from softmaxbook.softmax import log_softmax, softmax

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_gradient",
    "binary_cross_entropy_with_logits",
    "cross_entropy_gradient",
    "cross_entropy_with_logits",
    "label_smoothing",
]


@np.errstate(divide="ignore", under="ignore")
def binary_cross_entropy(target, p):
    r"""Return the surprise at each yes-or-no answer, given the chance of a yes.

    .. math:: L = -t \log p - (1 - t) \log(1 - p)

    Parameters
    ----------
    target : array_like
        The answers t: 0 or 1, or anything in between for a soft target.
    p : array_like
        Probabilities of a 1, in [0, 1]; broadcast against `target`.

    Returns
    -------
    numpy.ndarray or scalar
        Losses in [0, inf], in the common shape; ``inf`` where `p` excludes what the
        target does not.

    Raises
    ------
    TypeError
        If an argument is not real.
    ValueError
        If an entry of either lies outside [0, 1], or if they do not broadcast.

    Examples
    --------
    >>> binary_cross_entropy([1, 1, 1], [0.9, 0.5, 0]).round(3)
    array([0.105, 0.693,   inf])

    References
    ----------
    Hinton (1989), doi:10.1016/0004-3702(89)90049-0
    """
    t, p = _as_pair_with_target(target, p, "p")
    check_unit_interval(p, "p")
    chance = p.astype(np.float64)
    return _binary_loss(t, np.log(chance), np.log1p(-chance)).astype(p.dtype)[()]


@np.errstate(under="ignore")
def binary_cross_entropy_with_logits(target, x):
    r"""Return the surprise at each yes-or-no answer, given the log-odds of a yes.

    .. math:: L = (1 - t) \log(1 + e^x) + t \log(1 + e^{-x})

    It is `binary_cross_entropy` of :math:`p = \sigma(x)`, but right also beyond
    x = 37, where the sigmoid rounds to 1.

    Parameters
    ----------
    target : array_like
        The answers t: 0 or 1, or anything in between for a soft target.
    x : array_like
        Log-odds of a 1, infinities included; broadcast against `target`.

    Returns
    -------
    numpy.ndarray or scalar
        Losses in [0, inf], in the common shape.

    Raises
    ------
    TypeError
        If an argument is not real.
    ValueError
        If an entry of `target` lies outside [0, 1], or if they do not broadcast.

    Examples
    --------
    >>> binary_cross_entropy_with_logits([1, 1, 0], [1000, -1000, -1000]).tolist()
    [0.0, 1000.0, 0.0]

    References
    ----------
    Hinton (1989), doi:10.1016/0004-3702(89)90049-0
    """
    t, x = _as_pair_with_target(target, x, "x")
    wide = x.astype(np.float64)
    return _binary_loss(t, log_sigmoid(wide), log_sigmoid(-wide)).astype(x.dtype)[()]


@np.errstate(under="ignore")
def binary_cross_entropy_gradient(target, x):
    r"""Return the slope of `binary_cross_entropy_with_logits` in each log-odds.

    .. math:: \frac{\partial L}{\partial x} = \sigma(x) - t
              = (1 - t) \, \sigma(x) - t \, \sigma(-x)

    The last form is computed. For a target of 0 or 1 nothing cancels; for a soft
    target the error is at most 4 ulp of the larger of the two products, so digits go
    only where :math:`\sigma(x)` is close to t.

    Parameters and errors are those of `binary_cross_entropy_with_logits`.

    Returns
    -------
    numpy.ndarray or scalar
        Slopes in [-1, 1], in the common shape.

    Examples
    --------
    >>> binary_cross_entropy_gradient([1, 0, 1], [0, 0, -1000]).tolist()
    [-0.5, 0.5, -1.0]

    References
    ----------
    Hinton (1989), doi:10.1016/0004-3702(89)90049-0
    """
    t, x = _as_pair_with_target(target, x, "x")
    wide = x.astype(np.float64)
    slope = (1 - t) * sigmoid(wide) - t * sigmoid(-wide)
    return slope.astype(x.dtype)[()]


@np.errstate(over="ignore", under="ignore")
def cross_entropy_with_logits(target, logits):
    r"""Return the surprise at each class, given logits for all classes.

    .. math:: L = -\sum_j y_j \log p_j, \qquad
              \log p_j = z_j - \log \sum_i e^{z_i}

    Parameters
    ----------
    target : array_like, shape (...) or (..., C)
        The classes: integers from 0 to C - 1, in the shape of `logits` without its
        last axis; or the probabilities y, in the shape of `logits`.
    logits : array_like, shape (..., C)
        The logits z. ``-inf`` is a mask: it costs nothing where y is 0, and makes the
        loss ``inf`` elsewhere.

    Returns
    -------
    numpy.ndarray or scalar, shape (...)
        Losses in [0, inf].

    Raises
    ------
    TypeError
        If an argument is not real, or class indices are not integers.
    ValueError
        If `target` has neither of the two shapes, a class index is not one of the C,
        or probabilities lie outside [0, 1] or do not sum to 1; if `logits` is 0-d,
        has no class, contains ``inf`` or is all ``-inf`` along the last axis.

    Examples
    --------
    >>> cross_entropy_with_logits([0, 1], [[2, 1, 0], [2, 1, 0]]).round(3)
    array([0.408, 1.408])

    References
    ----------
    Bridle (1990), doi:10.1007/978-3-642-76153-9_28;
    Blanchard, Higham & Higham (2021), doi:10.1093/imanum/draa038
    """
    logits, gaps = _as_gaps(logits)
    y = _as_probabilities(target, logits.shape)
    terms = times_log(y, log_softmax(gaps))
    return from_sums(0 - np.add.reduce(terms, axis=-1), logits, -1)


@np.errstate(over="ignore", under="ignore")
def cross_entropy_gradient(target, logits):
    r"""Return the slope of `cross_entropy_with_logits` in each logit.

    .. math:: \frac{\partial L}{\partial z_j} = p_j - y_j, \qquad
              p = \operatorname{softmax}(z)

    A class of probability near 1 is compared through :math:`1 - p_j`, the sum of the
    others: no digit is lost when the right class is almost certain. For a soft target
    digits go only where :math:`p_j` is close to :math:`y_j`. The slope of a masked
    class is :math:`-y_j`.

    Parameters and errors are those of `cross_entropy_with_logits`.

    Returns
    -------
    numpy.ndarray, shape (..., C)
        Slopes in [-1, 1], in the shape of `logits`; they sum to 0.

    Examples
    --------
    >>> cross_entropy_gradient(0, [0, 0, 0, 0]).tolist()
    [-0.75, 0.25, 0.25, 0.25]

    References
    ----------
    Bridle (1990), doi:10.1007/978-3-642-76153-9_28
    """
    logits, gaps = _as_gaps(logits)
    y = _as_probabilities(target, logits.shape)
    p = softmax(gaps)
    likely = p > 0.5  # at most one class
    others = np.add.reduce(np.where(likely, 0, p), axis=-1, keepdims=True)
    return from_rows(np.where(likely, (1 - y) - others, p - y), logits, -1)


@np.errstate(under="ignore")
def label_smoothing(target, epsilon, n_classes):
    r"""Give a share of each target to all classes alike.

    .. math:: y'_j = (1 - \varepsilon) \, y_j + \frac{\varepsilon}{C}

    Parameters
    ----------
    target : array_like, shape (...) or (..., C)
        Integers are class indices, from 0 to C - 1; floating-point numbers are the
        probabilities y.
    epsilon : float
        The share, in [0, 1].
    n_classes : int
        The number of classes C, at least 1.

    Returns
    -------
    numpy.ndarray, shape (..., C)
        Probabilities: float64 for class indices, else in the dtype of `target`.

    Raises
    ------
    TypeError
        If `target` holds neither integers nor floating-point numbers, `epsilon` is not
        a real number or `n_classes` not an integer.
    ValueError
        If `epsilon` is outside [0, 1] or `n_classes` less than 1; if a class index is
        not one of the C; if probabilities are not C along the last axis, lie outside
        [0, 1] or do not sum to 1.

    Examples
    --------
    >>> label_smoothing([2, 0], 0.1, 4)
    array([[0.025, 0.025, 0.925, 0.025],
           [0.925, 0.025, 0.025, 0.025]])

    References
    ----------
    Szegedy et al. (2016), arXiv:1512.00567
    """
    epsilon = _check_epsilon(epsilon)
    n_classes = check_integer(n_classes, "n_classes", 1)
    array = as_float_array(target, "target")
    indices = _is_integer(target)
    y = _one_hot(array, n_classes) if indices else _soft_rows(target, array, n_classes)
    return ((1 - epsilon) * y + epsilon / n_classes).astype(array.dtype)


def _binary_loss(t, log_p, log_not_p):
    log_likelihood = times_log(t, log_p) + times_log(1 - t, log_not_p)
    return 0 - log_likelihood  # 0, never -0.0


def _as_pair_with_target(target, x, name):
    """Return the target in double precision, checked, and `x` in their common shape."""
    target, x = as_pair(target, x, ("target", name))
    check_unit_interval(target, "target")
    return target.astype(np.float64), x


def _as_gaps(logits):
    """Return `logits` as a checked float array, and z - max z, which is as good."""
    logits, rows = as_rows(logits, -1, "logits")
    return logits, gaps_to_largest(rows, name="logits")


def _as_probabilities(target, shape):
    """Return the target of logits of this shape as rows of probabilities."""
    array = as_float_array(target, "target")
    if array.shape == shape:
        return _distributions(array)
    if array.shape != shape[:-1]:
        raise ValueError(
            f"target must have shape {shape[:-1]} (class indices) or {shape} "
            f"(probabilities), not {array.shape}"
        )
    if not _is_integer(target):
        raise TypeError("target must hold integers where it holds class indices")
    return _one_hot(array, shape[-1])


def _soft_rows(target, array, n_classes):
    if np.asarray(target).dtype == bool:  # is True class 1, or a probability?
        raise TypeError("target must hold integers or floats, not bool")
    if array.shape[-1:] != (n_classes,):
        raise ValueError(
            f"target must have {n_classes} probabilities along its last axis, "
            f"not shape {array.shape}"
        )
    return _distributions(array)


def _distributions(target):
    _, rows = as_distribution_rows(target, -1, "target")
    return np.where(np.isnan(rows).any(axis=-1, keepdims=True), np.nan, rows)


def _one_hot(indices, n_classes):
    outside = (indices < 0) | (indices >= n_classes)
    if np.any(outside):
        wrong = np.extract(outside, indices)[0]
        raise ValueError(
            f"target must hold class indices in [0, {n_classes}), not {wrong:.0f}"
        )
    return np.equal.outer(indices, np.arange(n_classes)).astype(np.float64)


def _is_integer(target):
    return np.asarray(target).dtype.kind in "iu"


def _check_epsilon(epsilon):
    value = as_real(epsilon, "epsilon")
    if not 0 <= value <= 1:
        raise ValueError(f"epsilon must lie in [0, 1], not {value}")
    return value
