"""What is typical of wrong numbers."""

import numpy as np

from softmaxbook.exercises.compare import as_numbers, trouble

__all__ = ["pattern"]


def pattern(value, expected):
    """Return the key of what is typical of wrong numbers, and the words it needs."""
    if isinstance(expected, tuple):
        pairs = list(zip(value, expected, strict=True))
        wrong = [n for n, pair in enumerate(pairs) if trouble(*pair)]
        return "part", {"number": wrong[0] + 1 if wrong else 1}
    value, expected = as_numbers(value), as_numbers(expected)
    if np.isnan(value).any() and not np.isnan(expected).any():
        return "nan", {}
    for key, find in _PATTERNS.items():
        if (words := find(value, expected)) is not None:
            return key, words
    return "different", {}


def _sums(value, expected):
    for axis in range(expected.ndim):
        if np.allclose(expected.sum(axis), 1) and not np.allclose(value.sum(axis), 1):
            found = value.sum(axis).ravel()
            worst = found[np.abs(found - 1).argmax()]
            return {"axis": axis, "sum": f"{worst:.4g}"}
    return None


def _negative(value, expected):
    return {} if (expected >= 0).all() and (value < 0).any() else None


def _sign(value, expected):
    return {} if np.allclose(value, -expected) else None


def _transposed(value, expected):
    square = value.ndim == 2 and value.shape == value.T.shape
    return {} if square and np.allclose(value.T, expected) else None


def _constant(value, expected):
    gap = value - expected
    even = value.size > 1 and np.isfinite(gap).all() and np.allclose(gap, gap.flat[0])
    return {"gap": f"{gap.flat[0]:.6g}"} if even else None


def _factor(value, expected):
    if value.size < 2 or not expected.any() or not np.isfinite(expected).all():
        return None
    largest = np.abs(expected).argmax()
    factor = value.flat[largest] / expected.flat[largest]
    proportional = factor != 0 and np.allclose(value, factor * expected)
    return {"factor": f"{factor:.6g}"} if proportional else None


_PATTERNS = {
    "sign": _sign,
    "transposed": _transposed,
    "negative": _negative,
    "sums": _sums,
    "constant": _constant,
    "factor": _factor,
}
