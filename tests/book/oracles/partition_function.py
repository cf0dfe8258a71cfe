"""What the figures of chapter 7 must show."""

from functools import cache

import numpy as np
from scipy.special import entr, softmax


@cache
def traded(rounds):
    """Play the game again, with the places in an array."""
    rng = np.random.default_rng(0)
    owned = np.full(2000, 2)
    for giver, taker in np.vstack(
        [rng.integers(2000, size=(2000, 2)) for _ in range(rounds)] or [[(0, 0)]]
    ):
        if owned[giver]:
            owned[[giver, taker]] += (-1, 1) if giver != taker else (0, 0)
    return owned


def quanta_exchange(rounds):
    owned = traded(rounds)
    _, counts = np.unique(owned, return_counts=True)
    return {
        "p": [np.mean(owned == n) for n in range(4)],
        "mean": owned.mean(),
        "entropy": entr(counts / 2000).sum(),
    }


def log_partition(beta, shift, copies):
    energies = np.repeat(np.arange(3) + shift, copies)
    factors = np.exp(-beta * energies)
    p = factors / factors.sum()
    mean = (p * energies).sum()
    return {
        "log_z": np.log(factors.sum()),
        "mean_energy": mean,
        "entropy": entr(p).sum(),
        "variance": (p * energies**2).sum() - mean**2,
    }


def level_populations(T):
    energies = np.array([0, 1, 2, 12])
    p = softmax(-energies / T)
    mean = p @ energies
    return {
        "p": p,
        "beta": 1 / T,
        "z": np.exp(-energies / T).sum(),
        "mean_energy": mean,
        "entropy": entr(p).sum(),
        "heat_capacity": (p @ energies**2 - mean**2) / T**2,
    }


def schottky_peak(T, copies):
    states = softmax([0] + [-1 / T] * copies)
    upper = states[1:].sum()
    return {
        "p_upper": upper,
        "entropy": entr(states).sum(),
        "c": upper * (1 - upper) / T**2,
    }


def rotor_levels(T, counted):
    factors = [
        (2 * j + 1 if counted else 1) * np.exp(-j * (j + 1) / T) for j in range(200)
    ]
    p = factors / np.sum(factors)
    return {
        "fullest": list(p).index(max(p)),
        "p_fullest": max(p),
        "p_lowest": p[0],
        "z": np.sum(factors),
    }


NUMBERS = {
    "live-quanta-exchange": quanta_exchange,
    "live-log-partition": log_partition,
    "live-level-populations": level_populations,
    "live-schottky-peak": schottky_peak,
    "live-rotor-levels": rotor_levels,
}
