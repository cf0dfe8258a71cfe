"""What the figures of chapter 3 must show."""

import numpy as np
from scipy.special import expit, softmax

FOUR = np.array([2, 1.2, 0, -1])


def softmax_jacobian(beta):
    """Differentiate by a step in the imaginary direction."""
    p = softmax(beta * FOUR)
    weights = np.exp(beta * (FOUR + 1e-30j * np.eye(4)))
    J = (weights / weights.sum(axis=1, keepdims=True)).imag / 1e-30
    return {
        "p": p,
        "trace": np.trace(J),
        "largest_eigenvalue": np.abs(np.linalg.eigvals(J)).max(),
    }


def slopes(x):
    return {
        "sigmoid": expit(x),
        "sigmoid_slope": 1 / (2 + 2 * np.cosh(x)),
        "tanh": np.tanh(x),
        "tanh_slope": 1 / np.cosh(x) ** 2,
    }


def slope_product(w, x):
    sigmoid, tanh = w / (2 + 2 * np.cosh(x)), w / np.cosh(x) ** 2
    return {
        "sigmoid_per_layer": sigmoid,
        "tanh_per_layer": tanh,
        "sigmoid_powers_of_ten": np.log10(sigmoid**20),
        "tanh_powers_of_ten": np.log10(tanh**20),
    }


def error_by_layer(gain):
    """Multiply by the Jacobian of every layer, example by example."""
    draw = np.random.default_rng(0)
    weights = [draw.normal(0, gain / 8, (64, 64)) for _ in range(15)]
    x, error = np.random.default_rng(1).normal(size=(2, 100, 64))
    lost = {}
    for name, f, slope in (
        ("sigmoid", expit, lambda s: 1 / (2 + 2 * np.cosh(s))),
        ("tanh", np.tanh, lambda s: 1 / np.cosh(s) ** 2),
        ("relu", lambda s: s * (s > 0), lambda s: s > 0),
    ):
        a, slopes = x, []
        for w in weights:
            s = np.einsum("ki,ni->nk", w, a)
            a = f(s)
            slopes.append(slope(s))
        first = last = error * slopes[-1]
        for w, below in zip(weights[:0:-1], slopes[-2::-1], strict=True):
            first = np.einsum("ki,nk->ni", w, first) * below
        ratio = (first**2).sum() / (last**2).sum()
        lost[f"{name}_powers_of_ten"] = np.log10(ratio) / 2
    return lost


NUMBERS = {
    "live-softmax-jacobian": softmax_jacobian,
    "live-slopes": slopes,
    "live-slope-product": slope_product,
    "live-error-by-layer": error_by_layer,
    "live-gate": lambda g, x: {
        "gate_opening": expit(g),
        "gated": x * expit(g),
        "slope_in_x": expit(g),
        "slope_in_g": x / (2 + 2 * np.cosh(g)),
    },
}
