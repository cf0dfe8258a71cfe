"""Figure of the errata: formulas as they are printed, and as they should be."""

import numpy as np

from softmaxbook.labels import text
from softmaxbook.sigmoid import sigmoid

GRID = np.linspace(-3, 3, 61)
# name -> what is printed, what is right, as functions of x
PAIRS = {
    "tanh": (lambda x: (1 - np.exp(-2 * x)) / 2, np.tanh),
    "1 − σ": (sigmoid, lambda x: sigmoid(-x)),
    "slope": (lambda x: x * (1 - x), lambda x: sigmoid(x) * sigmoid(-x)),
    "logit": (lambda x: -np.log(1 / sigmoid(x) - sigmoid(x)), lambda x: x),
    "loss": (lambda x: np.log(sigmoid(-x)), lambda x: -np.log(sigmoid(-x))),
}
NAMED = {"slope": "axis.slope", "logit": "axis.logit", "loss": "axis.loss"}


def formulas():
    """Return the formulas to choose from: (label, name)."""
    return [(text(NAMED[name]) if name in NAMED else name, name) for name in PAIRS]


def draw_printed_and_right(ax, formula, x):
    """Two curves, and the values of both at x."""
    printed, right = PAIRS[formula]
    ax.plot(GRID, right(GRID), color="C0", label=text("number.right"))
    ax.plot(GRID, printed(GRID), "--", color="C1", label=text("number.printed"))
    ax.plot([x, x], [right(x), printed(x)], "o", color="black", markersize=5)
    ax.set(xlabel="$x$", xlim=(-3, 3), ylim=(-3, 3), yticks=[-2, 0, 2])
    ax.legend(loc="upper left")
    return {"printed": printed(x), "right": right(x)}
