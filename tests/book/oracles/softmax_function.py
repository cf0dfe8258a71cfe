"""What the figures of chapter 2 must show."""

import numpy as np
from scipy.special import expit, logsumexp, softmax

LARGEST = np.log([65504.0, 3.4028234663852886e38, 1.7976931348623157e308])
# An exponential rounds to 0 below half the smallest positive number, 2^-24, ...
SMALLEST = -np.log(2) * np.array([25, 150, 1075])


def shift_and_overflow(c):
    z = c + np.array([2, 1, 0])
    return {
        "overflowed": (z > LARGEST[:, None]).sum(axis=1),
        "underflowed": (z < SMALLEST[:, None]).sum(axis=1),
        "p": softmax(z),
    }


def softmax_axis(way, corner):
    z = np.array([[corner, 1, 2], [1, 0, 0], [0, 2, 1.0]])
    rows, columns = logsumexp(z, axis=1), logsumexp(z, axis=0)
    logs = {
        "axis=1, keepdims=True": rows.reshape(3, 1),
        "axis=0, keepdims=True": columns.reshape(1, 3),
        "axis=None": logsumexp(z),
        "axis=1": np.array([rows, rows, rows]),
    }
    shares = np.exp(z - logs[way])
    return {"row_sums": shares @ np.ones(3), "column_sums": np.ones(3) @ shares}


NUMBERS = {
    "live-stages": lambda a, b, c: {
        "exp_z": np.exp([a, b, c]),
        "sum": np.exp(logsumexp([a, b, c])),
        "p": softmax([a, b, c]),
    },
    "live-shift-and-overflow": shift_and_overflow,
    "live-soft-maximum": lambda beta, t: {
        "gap": np.log1p(np.exp(-beta * abs(t))) / beta,
        "ln_2_over_beta": logsumexp([0, 0]) / beta,
        "slope_at_t": expit(beta * t),
    },
    "live-softmax-axis": softmax_axis,
}
