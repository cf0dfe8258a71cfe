"""Checks of chapter 6."""

import numpy as np

from softmaxbook import logit, softmax
from softmaxbook.exercises.declare import Check, case, shares

_A = np.array


def _scaled(u):
    return u / u.sum()


def _power_in_place(p, T):
    p **= 1 / T
    return p / p.sum()


CHECKS = (
    Check(
        "ninety-percent",
        "temperature_for(gap, share)",
        right=lambda gap, share: gap / logit(share),
        cases=(case(2.0, 0.9), case(1.0, 0.75), case(0.3, 0.999), case(40.0, 0.51)),
        mistakes={
            "beta": lambda gap, share: logit(share) / gap,
            "no-odds": lambda gap, share: gap / -np.log(share),
            "other-share": lambda gap, share: gap / -np.log(1 - share),
            "ten": lambda gap, share: gap / np.log10(share / (1 - share)),
            "sign": lambda gap, share: -gap / logit(share),
        },
    ),
    Check(
        "without-logits",
        "at_temperature(p, T)",
        right=lambda p, T: _scaled(p ** (1 / T)),
        cases=(
            case(_A([0.5, 0.3, 0.2]), 2.0),
            case(_A([0.5, 0.3, 0.2]), 0.5),
            case(shares(6), 3.0),
            case(_A([0.75, 0.25, 0.0]), 2.0),
        ),
        mistakes={
            "beta": lambda p, T: _scaled(p**T),
            "as-logits": lambda p, T: softmax(p / T),
            "unscaled": lambda p, T: p ** (1 / T),
            "unchanged": lambda p, T: _scaled(p / T),
            "in-place": _power_in_place,
        },
    ),
    Check(
        "averaged-logits",
        "pool(p, q)",
        right=lambda p, q: _scaled(np.sqrt(p * q)),
        cases=(
            case(_A([0.5, 0.3, 0.2]), _A([0.1, 0.2, 0.7])),
            case(shares(5), shares(5, seed=1)),
            case(_A([0.5, 0.5, 0.0]), _A([0.0, 0.2, 0.8])),
        ),
        mistakes={
            "arithmetic": lambda p, q: (p + q) / 2,
            "unscaled": lambda p, q: np.sqrt(p * q),
            "sum-of-logits": lambda p, q: _scaled(p * q),
            "as-logits": lambda p, q: softmax((p + q) / 2),
        },
    ),
)
