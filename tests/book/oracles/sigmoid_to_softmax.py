"""What the figures of chapter 1 and of the front page must show."""

import numpy as np
from scipy.special import expit, logit, logsumexp, softmax

NUMBERS = {
    "live-family": lambda: {},  # it stands still
    "live-choice": lambda beta: {"p": softmax(beta * np.array([2, 1, -1]))},
    "live-sigmoid-slope": lambda beta: {
        "slope": beta * expit(0) * expit(-0),
        "sigma_at_1": expit(beta),
    },
    "live-logit-mirror": lambda x: {
        "p": expit(x),
        "odds": np.exp(x),
        "log_odds": logit(expit(x)),
    },
    "live-two-logits": lambda a, b: {
        "p": softmax([a, b]),
        "a_minus_b": a - b,
        "sigma_of_difference": expit(a - b),
    },
    "live-class-bars": lambda beta: {"p": softmax(beta * np.arange(5)[::-1])},
    "live-one-against-rest": lambda positive, negatives: {
        "p": softmax([positive, *[0] * negatives])[0],
        "log_n": logsumexp(np.zeros(negatives)),
    },
}
