"""Whether what came back is what was expected."""

import numbers

import numpy as np

_RELATIVE, _OF_LARGEST = 1e-6, 1e-9


def as_numbers(value):
    """Return `value` as an array of doubles, or None if it is not made of numbers."""
    try:
        array = np.asarray(value)
    except Exception:  # rows of different lengths, or a stranger's array type
        return None
    return array.astype(np.float64) if array.dtype.kind in "buif" else None


def close(value, expected, relative=False):
    """Tell whether numbers of the same shape are equal but for rounding.

    An error may be a millionth of the number, or, unless `relative`, a billionth of the
    largest number of the expected result.
    """
    finite = np.abs(expected[np.isfinite(expected)])
    absolute = 0.0 if relative else _OF_LARGEST * finite.max(initial=1.0)
    return np.allclose(value, expected, _RELATIVE, absolute, equal_nan=True)


def same(left, right):
    """Tell whether two arguments are identical, arrays in containers included."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return (
            isinstance(left, type(right))
            and left.shape == right.shape
            and np.array_equal(left, right, equal_nan=left.dtype.kind == "f")
        )
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(same(a, b) for a, b in pairs)
    if isinstance(left, dict) and isinstance(right, dict):
        return same(list(left.items()), list(right.items()))
    nan = isinstance(left, numbers.Real) and left != left
    return left == right or nan


def trouble(value, expected, relative=False):
    """Return "" if `value` is right, else the key of what is wrong with its form.

    ``none``, ``tuple``, ``words`` and ``shape`` are about the form; ``different`` says
    that the numbers are wrong. An expected tuple stands for several results, of which
    one that is wrong in any way makes them ``different``.
    """
    if value is None or value is Ellipsis:
        return "none"
    if isinstance(expected, tuple):
        if not isinstance(value, (tuple, list)) or len(value) != len(expected):
            return "tuple"
        pairs = zip(value, expected, strict=True)
        wrong = any(trouble(*pair, relative) for pair in pairs)
        return "different" if wrong else ""
    value, expected = as_numbers(value), as_numbers(expected)
    if value is None:
        return "words"
    if value.shape != expected.shape:
        return "shape"
    return "" if close(value, expected, relative) else "different"


def agree(left, right, relative=False):
    """Tell whether two wrong answers did the same in a case."""
    if left.error is not None or right.error is not None:
        return repr(left.error) == repr(right.error)
    effects = (left.mutated, left.heavy) == (right.mutated, right.heavy)
    known = right.value is not None and _numeric(right.value)
    return effects and known and not trouble(left.value, right.value, relative)


def _numeric(value):
    parts = value if isinstance(value, tuple) else (value,)
    return all(as_numbers(part) is not None for part in parts)
