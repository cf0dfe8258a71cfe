"""What the figures of chapter 9 must show."""

from functools import cache

import numpy as np
from scipy.special import expit, softmax
from scipy.stats import gumbel_r, logistic

LOGITS = np.array([3, 2, 1])


def gumbel_noise(seed, shape):
    return gumbel_r.ppf(np.random.default_rng(seed).random(shape))


@cache
def winners(noise, draws, run):
    if noise == "gumbel":
        added = gumbel_noise(run, (draws, 3))
    else:
        added = np.random.default_rng(run).normal(0, gumbel_r.std(), (draws, 3))
    chosen = (LOGITS + added).argmax(axis=1)
    return np.array([(chosen == j).mean() for j in range(3)])


def frequencies(noise, draws, run):
    p = softmax(LOGITS)
    two_errors = 2 * np.sqrt((p - p**2) / draws)
    return {"frequency": winners(noise, draws, run), "two_errors": two_errors}


def draws(number, T):
    noisy = LOGITS + gumbel_noise(307, (20, 3))
    chosen = noisy[:number].argmax(axis=1)
    wins = [(chosen == j).sum() for j in range(3)]
    return {"y": softmax(noisy[number - 1] / T), "wins": wins}


@cache
def cloud(T):
    noisy = np.log([0.5, 0.3, 0.2]) + gumbel_noise(1, (40_000, 3))
    y = softmax(noisy / T, axis=1)
    return {"mean_y": y.mean(axis=0), "near_a_corner": (y > 0.95).any(axis=1).mean()}


COINS = {  # the loss, and its slope
    "(y − 0.45)²": (lambda y: y**2 - 0.9 * y + 0.2025, lambda y: 2 * y - 0.9),
    "y³": (lambda y: y**3, lambda y: 3 * y**2),
}


def mean_over_noise(function, p, T):
    """Integrate over the log-odds u of y, in which nothing is narrow."""
    shift = np.log(p) - np.log(1 - p)
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.sinh(np.linspace(-8, 8, 81))  # fine in the middle, and far
    half = np.diff(edges)[:, None] / 2
    u = edges[:-1, None] + half * (nodes + 1)
    values = function(expit(u), u > 0) * logistic.pdf(T * u - shift) * T
    return np.sum(values * half * weights)


@cache
def estimators(loss, p, T):
    f, slope = COINS[loss]
    true = p * (1 - p) * (f(1) - f(0))
    ways = {
        "relaxed": lambda y, b: slope(y) * y * (1 - y) / T,
        "straight": lambda y, b: slope(1.0 * b) * y * (1 - y) / T,
    }
    means = {k: mean_over_noise(way, p, T) for k, way in ways.items()}
    squares = {
        k: mean_over_noise(lambda y, b, way=way: way(y, b) ** 2, p, T)
        for k, way in ways.items()
    }
    score = p * (f(1) * (1 - p)) ** 2 + (1 - p) * (f(0) * p) ** 2
    return {
        **{f"mean_{k}": means[k] / true for k in ways},
        **{
            f"spread_{k}": np.sqrt(squares[k] - means[k] ** 2) / abs(true) for k in ways
        },
        "spread_score": np.sqrt(score - true**2) / abs(true),
    }


@cache
def relaxed_loss(T):
    f, _ = COINS["(y − 0.45)²"]
    chances = np.arange(101) / 100
    inner = [mean_over_noise(lambda y, b: f(y), p, T) for p in chances[1:-1]]
    relaxed = np.array([f(0), *inner, f(1)])
    best = np.argmin(relaxed)
    return {
        "best_p": chances[best],
        "relaxed_loss": relaxed[best],
        "true_loss": 0.2025 + 0.1 * chances[best],
    }


NUMBERS = {
    "live-frequencies": frequencies,
    "live-draws": draws,
    "live-cloud": cloud,
    "live-estimators": estimators,
    "live-relaxed-loss": relaxed_loss,
}
