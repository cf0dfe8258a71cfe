"""Handwritten digits, small enough to learn from in a second.

The 1797 images are the test set of *Optical Recognition of Handwritten Digits*
(E. Alpaydin and C. Kaynak, 1998), UCI Machine Learning Repository,
doi:10.24432/C50P49, licensed CC BY 4.0. The file is the one that scikit-learn
distributes: a line for each image, with 64 gray values from 0 to 16, row by row, and
then the digit.
"""

from functools import cache
from pathlib import Path

import numpy as np

__all__ = ["load_digits"]

_FILE = Path(__file__).with_name("digits.csv.gz")
_DARKEST = 16


def load_digits():
    """Return images of handwritten digits, and which digits they show.

    Returns
    -------
    images : numpy.ndarray, shape (1797, 8, 8)
        Ink from 0 (paper) to 1, in steps of 1/16; the first row is the top one.
    digits : numpy.ndarray, shape (1797,)
        Integers from 0 to 9.

    Both are new at each call: the caller may write to them.

    Examples
    --------
    >>> images, digits = load_digits()
    >>> images.shape, digits[:5].tolist()
    ((1797, 8, 8), [0, 1, 2, 3, 4])

    References
    ----------
    Alpaydin & Kaynak (1998), doi:10.24432/C50P49
    """
    table = _table()
    return table[:, :-1].reshape(-1, 8, 8) / _DARKEST, table[:, -1].astype(np.int64)


@cache
def _table():
    table = np.loadtxt(_FILE, delimiter=",", dtype=np.uint8)
    table.flags.writeable = False
    return table
