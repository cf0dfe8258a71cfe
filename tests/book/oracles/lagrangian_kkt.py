"""What the figures of chapter 4 must show."""

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import entr, expit, logsumexp, softmax

FOUR = np.array([2, 1.5, 0.5, -0.5])


def best_corner(angle):
    """Three points of a circle are the logits; the largest of them share."""
    z = 2 * np.exp(1j * np.pi / 180 * (angle - np.array([0, 120, 240]))).real
    best = np.isclose(z, z.max())
    return {"logits": z, "p": best / best.sum(), "payoff": z.max()}


def payoff_and_bonus(z, beta):
    """Search for the summit of a curve, share by share."""

    def loss(p):
        return -p * z - (entr(p) + entr(1 - p)) / beta

    found = minimize_scalar(
        loss, bounds=(0, 1), method="bounded", options={"xatol": 1e-9}
    )
    p = found.x
    bonus = (entr(p) + entr(1 - p)) / beta
    return {"p": [p, 1 - p], "payoff": p * z, "bonus": bonus, "best_value": -found.fun}


def simplex_objective(beta, b):
    z = np.array([1, b, -1])
    p = softmax(beta * z)
    payoff, bonus = p @ z, entr(p).sum() / beta
    return {"p": p, "payoff": payoff, "bonus": bonus, "best_value": payoff + bonus}


def equal_prices(beta):
    """Search for the price at which the shares add up to 1."""

    def shares(price):
        return np.exp(beta * (FOUR - price) - 1)

    tau = brentq(lambda price: shares(price).sum() - 1, 0, 9, xtol=1e-12)
    p = shares(tau)
    return {"p": p, "price": tau, "entropy_pull": -(np.log(p) + 1) / beta}


NUMBERS = {
    "live-best-corner": best_corner,
    "live-payoff-and-bonus": payoff_and_bonus,
    "live-simplex-objective": simplex_objective,
    "live-equal-prices": equal_prices,
    "live-best-value": lambda z, beta: {
        "best_value": logsumexp([beta * z, 0]) / beta,
        "tangent_slope": expit(beta * z),
        "hard_max": max(z, 0),
    },
}
