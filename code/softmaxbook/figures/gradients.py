"""Figures of chapter 3: gradients."""

from itertools import pairwise

import numpy as np
from matplotlib.colors import ListedColormap, to_rgba

from softmaxbook.figures.symbols import name_height
from softmaxbook.labels import text
from softmaxbook.sigmoid import sigmoid
from softmaxbook.softmax import softmax, softmax_jacobian

FOUR_LOGITS = np.array([2.0, 1.2, 0.0, -1.0])
GREY = "#808080"
HALVES = [0, 0.5, 1]
QUARTERS = [0, 0.25, 0.5, 0.75, 1]
DEPTH = 20
# An activation, and its slope as a function of the activation's output.
ACTIVATIONS = {
    "sigmoid": (sigmoid, lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "ReLU": (lambda s: np.maximum(s, 0), lambda a: np.where(a > 0, 1.0, 0.0)),
}


def draw_slopes(fig, x):
    """σ and tanh on the left, their slopes on the right, with a point at x."""
    values, slopes = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.08, top=0.88, wspace=0.24)
    t = np.linspace(-5, 5, 61)
    for color, name in (("C0", "sigmoid"), ("C1", "tanh")):
        f, slope = ACTIVATIONS[name]
        shown = {"sigmoid": r"$\sigma(x)$", "tanh": r"$\tanh x$"}[name]
        values.plot(t, f(t), color=color, label=shown)
        slopes.plot(t, slope(f(t)), color=color)
        values.plot(x, f(x), "o", color=color)
        slopes.plot(x, slope(f(x)), "o", color=color)
    values.set(ylim=(-1.1, 1.1), yticks=[-1, 0, 1], title="$f(x)$")
    slopes.set(ylim=(-0.05, 1.1), yticks=HALVES, title="$f'(x)$")
    for panel in (values, slopes):
        panel.set(xlim=(-5, 5), xticks=[-4, 0, 4], xlabel="$x$")
    values.legend(loc="lower right", handlelength=1)
    p, y = sigmoid(x), np.tanh(x)
    return {
        "sigmoid": p,
        "sigmoid_slope": p * (1 - p),
        "tanh": y,
        "tanh_slope": 1 - y**2,
    }


def draw_softmax_jacobian(fig, beta):
    """The probabilities of four options, and how each answers to each logit."""
    shares = fig.add_axes((0.09, 0.19, 0.34, 0.69))
    cells = fig.add_axes((0.54, 0.19, 0.31, 0.69))
    scale = fig.add_axes((0.88, 0.19, 0.03, 0.69))
    p = softmax(FOUR_LOGITS, beta=beta)
    jacobian = softmax_jacobian(FOUR_LOGITS, beta=beta)
    places = np.arange(p.size)
    shares.bar(places, p, width=0.7, color="C2")
    shares.set(title="$p_j$", ylim=(0, 1), yticks=HALVES)
    shares.set_xticks(places, "ABCD")
    colors = {"cmap": _signed_colors(), "vmin": -0.35, "vmax": 0.35, "clip_on": False}
    cells.pcolormesh(jacobian, **colors)
    cells.set(title=r"$\partial p_j/\partial z_i$", xlabel="$i$")
    name_height(cells, "$j$")
    cells.set_ylim(4, 0)  # the first row on top, as a matrix is printed
    cells.set_xticks(places + 0.5, "ABCD")
    cells.set_yticks(places + 0.5, "ABCD")
    steps = np.linspace(-0.35, 0.35, 8)
    middles = (steps[1:] + steps[:-1])[:, None] / 2
    scale.pcolormesh([0, 1], steps, middles, **colors)
    scale.set(xticks=[], yticks=[-0.3, 0, 0.3])
    scale.yaxis.tick_right()
    for panel in (cells, scale):
        panel.grid(False)
        panel.spines[:].set_visible(True)
    largest = np.linalg.eigvalsh(jacobian)[-1]
    return {"p": p, "trace": np.trace(jacobian), "largest_eigenvalue": largest}


def draw_slope_product(ax, w, x):
    """What is left of a gradient after so many layers of one unit each."""
    factors = {}
    for color, name in (("C0", "sigmoid"), ("C1", "tanh")):
        f, slope = ACTIVATIONS[name]
        factor = w * slope(f(x))
        factors[name] = factor
        end = DEPTH * np.log10(factor)
        ax.plot([0, DEPTH], [0, end], color=color, label=_shown(name))
    powers = [-10, 0, 10]
    ax.set(xlim=(0, DEPTH), ylim=(-13, 13), xticks=range(0, DEPTH + 1, 5))
    ax.set_yticks(powers, [f"$10^{{{n}}}$" for n in powers], fontsize=14)
    ax.set_xlabel("$D$")
    ax.legend(loc="upper left")
    return {
        "sigmoid_per_layer": factors["sigmoid"],
        "tanh_per_layer": factors["tanh"],
        "sigmoid_powers_of_ten": DEPTH * np.log10(factors["sigmoid"]),
        "tanh_powers_of_ten": DEPTH * np.log10(factors["tanh"]),
    }


def draw_error_by_layer(ax, gain):
    """Measured: the size of the error signal in 15 layers of 64 units."""
    layer = np.arange(1, 16, 2)
    lost = {}
    for color, name in (("C0", "sigmoid"), ("C1", "tanh"), ("C2", "ReLU")):
        size = np.log10(_error_sizes(name, gain))
        ax.plot(layer, (size - size[-1])[::2], color=color, label=_shown(name))
        lost[name] = size[0] - size[-1]
    powers = [-10, -5, 0, 5]
    ax.figure.subplots_adjust(left=0.155)
    ax.set(xlim=(1, 15), ylim=(-13.5, 8.5), xticks=[1, 5, 10, 15])
    ax.set_yticks(powers, [f"$10^{{{n}}}$" for n in powers], fontsize=14)
    ax.set_xlabel("$l$")
    name_height(ax, r"$\delta_l$")
    ax.legend(loc="lower right")
    return {
        "sigmoid_powers_of_ten": lost["sigmoid"],
        "tanh_powers_of_ten": lost["tanh"],
        "relu_powers_of_ten": lost["ReLU"],
    }


def draw_gate(fig, g, x):
    """A gate lets the share σ(g) of a signal x through; its two slopes."""
    through, slopes = fig.subplots(1, 2)
    fig.subplots_adjust(left=0.09, wspace=0.3)
    opening = sigmoid(g)
    signal = np.array([-2.0, 2.0])
    through.plot(signal, signal, ":", color=GREY)
    through.plot(signal, opening * signal, color="C0")
    through.plot(x, opening * x, "o", color="black")
    through.set(xlim=(-2, 2), ylim=(-2, 2), xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    through.set_xlabel("$x$")
    name_height(through, "$y$")
    t = np.linspace(-6, 6, 49)
    bell = sigmoid(t) * sigmoid(-t)
    slopes.plot(t, sigmoid(t), color="C0", label=r"$\partial y/\partial x$")
    slopes.plot(t, x * bell, color="C1", label=r"$\partial y/\partial g$")
    slopes.plot(g, opening, "o", color="C0")
    slopes.plot(g, x * opening * (1 - opening), "o", color="C1")
    slopes.set(xlim=(-6, 6), ylim=(-0.6, 1.1), xticks=[-6, 0, 6])
    slopes.set(yticks=[-0.5, 0, 0.5, 1], xlabel="$g$")
    slopes.legend(loc="upper left", handlelength=1)
    return {
        "gate_opening": opening,
        "gated": opening * x,
        "slope_in_x": opening,
        "slope_in_g": x * opening * (1 - opening),
    }


def _shown(name):
    return text("map.sigmoid") if name == "sigmoid" else name


def _signed_colors():
    """Return colors that fade out towards 0, so that any background may be theirs."""
    share = np.linspace(-1, 1, 181)
    colors = np.where(share[:, None] < 0, to_rgba("C1"), to_rgba("C0"))
    colors[:, 3] = np.abs(share) ** 0.6  # small entries stay visible
    return ListedColormap(colors)


def _network(sizes, gain, seed=0):
    """Draw weights from the normal distribution of variance gain² / inputs."""
    rng = np.random.default_rng(seed)
    return [rng.normal(0, gain / np.sqrt(n), (m, n)) for n, m in pairwise(sizes)]


def _forward(x, weights, f):
    """Return the activations of all layers, the input first."""
    activations = [x]
    for w in weights:
        activations.append(f(activations[-1] @ w.T))
    return activations


def _backward(activations, weights, slope, error):
    """Return ∂L/∂s of every layer, from `error`, which is ∂L/∂a of the last one."""
    errors = []
    for w, a in zip(weights[::-1], activations[:0:-1], strict=True):
        error = error * slope(a)
        errors.append(error)
        error = error @ w
    return errors[::-1]


def _error_sizes(name, gain):
    """Return the root mean square of the error signal, layer by layer."""
    f, slope = ACTIVATIONS[name]
    weights = _network([64] * 16, gain)
    x, error = np.random.default_rng(1).normal(size=(2, 100, 64))
    errors = _backward(_forward(x, weights, f), weights, slope, error)
    return np.array([np.sqrt((e**2).mean()) for e in errors])
