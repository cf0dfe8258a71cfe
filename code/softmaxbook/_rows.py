"""From an array and an axis to rows, and back.

Every map of the family works on rows: an array of doubles whose last axis holds the
competitors. However the argument lies in memory, its rows lie so that sums along them
are accurate and fast.
"""

import numpy as np

from softmaxbook._validate import as_float_array, check_axis

__all__ = [
    "SHORT",
    "as_rows",
    "from_rows",
    "from_sums",
    "gaps_to_largest",
    "with_zero_row_sums",
]

SHORT = 32  # entries in a row
_NO_OVERFLOW = 1e145  # for |max z| below it, z - max z is finite for every finite z


def as_rows(z, axis, name="z"):
    """Return `z` as a checked float array, and its rows along `axis`: read-only use.

    With ``axis=None`` there is one row.

    Raises
    ------
    TypeError, ValueError
        As `as_float_array` and `check_axis`.
    """
    z = as_float_array(z, name)
    axis = check_axis(z, axis, name)
    rows = z if axis == -1 else z.ravel() if axis is None else np.moveaxis(z, axis, -1)
    # Long rows lie in one piece: NumPy then adds in pairs, which keeps 10^6 equal terms
    # accurate. Short rows stand side by side: one loop then serves all of them.
    order = "F" if rows.shape[-1] < SHORT else "C"
    return z, np.asarray(rows, np.float64, order=order)


def from_rows(rows, z, axis):
    """Return `rows` in the shape and the dtype of `z`, from which they came."""
    if axis is None:
        rows = rows.reshape(z.shape)
    elif axis != -1:
        rows = np.moveaxis(rows, -1, axis)
    return np.asarray(rows, z.dtype, order="C")


def from_sums(sums, z, axis, keepdims=False):
    """Return one number for each row, in the dtype of `z`, shaped as by ``z.sum``."""
    if keepdims:
        ones = (1,) * z.ndim
        sums = sums.reshape(ones) if axis is None else np.expand_dims(sums, axis)
    return sums.astype(z.dtype)[()]


def gaps_to_largest(rows, beta=1.0, name="z"):
    """Return β(z - max z) of rows of logits: 0 at the largest, negative elsewhere.

    A mask stays -inf, also when β is 0; a NaN fills its row.

    Raises
    ------
    ValueError
        If `rows` contain +inf, or one is all -inf: no distribution belongs to either.
    """
    largest = np.maximum.reduce(rows, axis=-1, keepdims=True)
    # One sum of squares sees whether all are finite and none is huge.
    if beta > 0 and np.vdot(largest, largest) < _NO_OVERFLOW**2:
        gaps = rows - largest
        return gaps if beta == 1 else np.multiply(gaps, beta, out=gaps)
    if np.isposinf(largest).any():
        raise ValueError(f"{name} must not contain +inf")
    if np.isneginf(largest).any():
        raise ValueError(f"{name} needs at least one finite entry in each slice")
    # Halves, as 1e308 - (-1e308) overflows. β comes last: β * 1e308 would, too.
    gaps = 2 * (beta * (rows / 2 - largest / 2))
    return np.where(np.isneginf(rows), -np.inf, gaps)  # 0 * inf is NaN


def with_zero_row_sums(matrices):
    """Set each diagonal entry to minus the sum of the others in its row, in place.

    It is how Jacobians get their diagonal: p(1 - p) loses its digits where p is near 1.
    """
    i = np.arange(matrices.shape[-1])
    matrices[..., i, i] = 0
    matrices[..., i, i] = -matrices.sum(axis=-1)
    matrices += 0.0  # where it was -0.0
    return matrices
