"""What the figures of chapter 8 must show."""

import gzip
from functools import cache
from importlib.resources import files

import numpy as np
from scipy.special import entr, expit, rel_entr, softmax
from scipy.stats import entropy


def code_lengths(q, p):
    comes, believed = (0.5 ** (tilt * np.arange(4)) for tilt in (p, q))
    comes, believed = comes / comes.sum(), believed / believed.sum()
    return {
        "entropy_bits": entropy(comes, base=2),
        "cross_entropy_bits": np.dot(comes, np.log2(1 / believed)),
        "kl_bits": entropy(comes, believed, base=2),
        "kl_reversed_bits": entropy(believed, comes, base=2),
    }


def two_divergences(center, width, gap):
    k = np.linspace(-7, 7, 15)

    def bell(c, w):
        weights = np.exp(-0.5 * ((k - c) / w) ** 2)
        return weights / weights.sum()

    p, q = (3 * bell(-gap, 1) + 2 * bell(gap, 1)) / 5, bell(center, width)
    return {"kl": rel_entr(p, q).sum(), "kl_reversed": rel_entr(q, p).sum()}


def binary_loss(t, p):
    return {
        "loss": -np.log(p**t * (1 - p) ** (1 - t)),
        "smallest_loss": entr([t, 1 - t]).sum(),
        "p_minus_t": p - t,
    }


def two_slopes(x):
    yes, no = expit(x), expit(-x)
    return {
        "p": yes,
        "cross_entropy_slope": -no,
        "squared_error_slope": -yes * no**2,
        "slope_ratio": 1 / yes + 1 / no,
    }


@cache
def table_of_digits():
    data = gzip.decompress(files("softmaxbook").joinpath("digits.csv.gz").read_bytes())
    table = np.array([line.split(b",") for line in data.split()]).astype(int)
    return table[np.random.default_rng(0).permutation(len(table))]


@cache
def accuracies(squared, start, rate):
    """Train once more; the Jacobian of each image as a matrix for the squared error."""
    table = table_of_digits()
    x = np.insert(table[:, :64] / 16, 0, 1, axis=1)
    y = np.eye(10)[table[:, 64]]
    weights = np.zeros((65, 10))
    weights[0, 0] = start
    found = {}
    for step in range(61):
        found[step] = np.mean(np.argmax(x[500:] @ weights, 1) == table[500:, 64])
        p = softmax(x[:500] @ weights, axis=1)
        signal = p - y[:500]
        if squared:
            jacobians = p[:, :, None] * (np.eye(10) - p[:, None, :])
            signal = np.einsum("nij,ni->nj", jacobians, signal)
        weights = weights - rate / 500 * x[:500].T @ signal
    return [found[15], found[60]]


def learning_curves(start, rate):
    return {
        "cross_entropy_accuracy": accuracies(False, start, rate),
        "squared_error_accuracy": accuracies(True, start, rate),
    }


NUMBERS = {
    "live-code-lengths": code_lengths,
    "live-two-divergences": two_divergences,
    "live-binary-loss": binary_loss,
    "live-two-slopes": two_slopes,
    "live-learning-curves": learning_curves,
}
