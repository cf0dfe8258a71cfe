"""What the figures of chapter 6 must show."""

import gzip
from functools import cache
from importlib.resources import files

import numpy as np
from scipy.special import entr, logsumexp, softmax

THREE = np.array([3, 2, 1])


def cooling(T):
    p = softmax(THREE / T)
    return {"p": p, "entropy": entr(p).sum(), "in_play": np.exp(entr(p).sum())}


def freezing_rate(gap, seconds):
    z = np.array([gap + 1, *[1] * seconds, *[0] * (4 - seconds)])
    missing = {b: np.exp(logsumexp(b * z[1:]) - logsumexp(b * z)) for b in (2, 8)}
    return {
        "missing_at_2": missing[2],
        "bound_at_2": 4 / np.exp(gap) ** 2,
        "ratio_at_8": missing[8] / (seconds / np.exp(gap) ** 8),
    }


def entropy_and_mean(T):
    p = softmax(THREE / T)
    mean = (p * THREE).sum()
    variance = (p * THREE**2).sum() - mean**2
    return {"entropy": entr(p).sum(), "mean_logit": mean, "variance": variance}


@cache
def logits_of_the_teacher():
    """Train it again: momentum as in a textbook, on the same random features."""
    data = gzip.decompress(files("softmaxbook").joinpath("digits.csv.gz").read_bytes())
    table = np.array([line.split(b",") for line in data.split()]).astype(int)
    rng = np.random.default_rng(0)
    order = rng.permutation(len(table))
    x = np.insert(table[:, :64] / 16, 0, 1, axis=1) @ rng.normal(size=(65, 150))
    x[x < 0] = 0
    seen, y = x[order[:500]], table[order[:500], 64, None] == np.arange(10)
    weights = step = np.zeros((150, 10))
    for _ in range(100):
        step = 0.9 * step + 0.05 / 500 * seen.T @ (y - softmax(seen @ weights, axis=1))
        weights = weights + step
    unseen = order[900:]
    return x[unseen] @ weights, table[unseen, 64]


def teacher(digit, T):
    logits, digits = logits_of_the_teacher()
    p = softmax(logits[list(digits).index(digit)] / T)
    return {"p": p, "entropy": entr(p).sum()}


def exploration(T):
    """Play again, with the sums of the rewards in place of their running means."""
    rng = np.random.default_rng(0)
    worth = rng.normal(size=(500, 10))
    total, plays = np.zeros((500, 10)), np.zeros((500, 10))
    short = np.zeros((300, 500))
    for play in range(300):
        chance = softmax(total / np.maximum(plays, 1) / T, axis=1)
        arm = (chance.cumsum(axis=1) >= rng.random(500)[:, None]).argmax(axis=1)
        chosen = np.eye(10)[arm]
        total += chosen * (worth + rng.normal(size=500)[:, None])
        plays += chosen
        short[play] = worth.max(axis=1) - worth[range(500), arm]
    mean = short.mean(axis=0)
    return {
        "mean_regret": mean.mean(),
        "standard_error": mean.std(ddof=1) / 500**0.5,
        "last_plays": short[250:].mean(),
    }


NUMBERS = {
    "live-twelve-temperatures": lambda: {},
    "live-cooling": cooling,
    "live-freezing-rate": freezing_rate,
    "live-entropy-and-mean": entropy_and_mean,
    "live-teacher": teacher,
    "live-exploration": cache(exploration),
}
