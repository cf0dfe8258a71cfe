"""What the figure of the errata must show."""

from math import exp, expm1, log1p, tanh

import numpy as np
from scipy.special import expit


def printed_and_right(formula, x):
    p = 1 / (1 + exp(-x))
    printed, right = {
        "tanh": (-expm1(-2 * x) / 2, tanh(x)),
        "1 − σ": (expit(x), 1 - expit(x)),
        "slope": (x - x**2, p - p**2),
        "logit": (np.log(p / (1 - p**2)), x),
        "loss": (-log1p(exp(x)), log1p(exp(x))),
    }[formula]
    return {"printed": printed, "right": right}


NUMBERS = {"live-printed-and-right": printed_and_right}
