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
    """Return the inverse temperature `beta`, finite and not negative, as a float."""
    value = as_real(beta, "beta")
    if not 0 <= value < math.inf:
        raise ValueError(f"beta must be finite and >= 0, not {value}")
    return value


def check_positive(value, name):
    """Return one finite, positive real number as a float."""
    value = as_real(value, name)
    if not 0 < value < math.inf:
        raise ValueError(f"{name} must be finite and > 0, not {value}")
    return value


def check_alpha(alpha, *, finite=False):
    """Return the index `alpha` of entmax, at least 1, as a float."""
    value = as_real(alpha, "alpha")
    if not value >= 1 or (finite and value == math.inf):
        constraint = "finite and >= 1" if finite else ">= 1"
        raise ValueError(f"alpha must be {constraint}, not {value}")
    return value


def as_real(value, name):
    """Return one real number as a float; TypeError if it is none."""
    if not isinstance(value, (float, numbers.Real)):  # the ABC alone is slow
        raise TypeError(f"{name} must be a real number, not {type(value).__name__}")
    try:
        return float(value)
    except OverflowError:  # a Python integer beyond the largest double
        return math.inf if value > 0 else -math.inf


def check_integer(value, name, least, most=math.inf, note=""):
    """Return an integer in [least, most]; a Boolean is none."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        value = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {value!r}") from None
    if not least <= value <= most:
        allowed = f">= {least}" if most == math.inf else f"in [{least}, {most}]"
        raise ValueError(f"{name} must be {allowed}{note}, not {value}")
    return value
