"""Argument checking, the only one in the package.

Every function returns its argument in the one form the mathematics expects, or
raises an error that names the argument and the constraint it breaks.
"""

import math
import numbers
import operator

import numpy as np

_KEPT = (np.float16, np.float32, np.float64)


def as_float_array(x, name):
    """Return `x` as a float array; the caller's data are never written to.

    float16, float32 and float64 keep their precision; Booleans and integers become
    float64. NaN and infinities pass: their meaning is the business of each map.

    Raises
    ------
    TypeError
        If `x` holds anything but real numbers (complex, strings, objects, ...).
    ValueError
        If the rows of `x` differ in length.
    """
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{name} must be a regular array: {error}") from None
    if array.dtype.kind in "bui":
        return array.astype(np.float64)
    if array.dtype.type not in _KEPT:
        raise TypeError(f"{name} must hold real numbers, not {array.dtype}")
    return array.astype(array.dtype.type, copy=False)  # in native byte order


def check_axis(z, axis, name="z"):
    """Return `axis` if it is None or an axis of the array `z` that has entries.

    Raises
    ------
    TypeError
        If `axis` is neither None nor an integer.
    ValueError
        If `z` is 0-d, has no such axis, or has no entry along it.
    """
    if z.ndim == 0:
        raise ValueError(f"{name} must have at least one dimension")
    if axis is not None:
        try:
            axis = operator.index(axis)
        except TypeError:
            raise TypeError(f"axis must be None or an integer, not {axis!r}") from None
        if not -z.ndim <= axis < z.ndim:
            raise ValueError(f"axis must be in [-{z.ndim}, {z.ndim}), not {axis}")
    if (z.size if axis is None else z.shape[axis]) == 0:
        raise ValueError(f"{name} must not be empty along axis {axis}")
    return axis


def check_beta(beta):
    """Return the inverse temperature `beta` as a Python float.

    Raises
    ------
    TypeError
        If `beta` is not a single real number.
    ValueError
        If `beta` is negative, infinite or NaN.
    """
    if not isinstance(beta, (float, numbers.Real)):  # the ABC alone is slow
        raise TypeError(f"beta must be a real number, not {type(beta).__name__}")
    try:
        value = float(beta)
    except OverflowError:  # a Python integer beyond the largest double
        value = math.inf
    if not 0 <= value < math.inf:
        raise ValueError(f"beta must be finite and >= 0, not {value}")
    return value
