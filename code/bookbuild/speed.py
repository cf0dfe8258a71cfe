"""Time softmaxbook's functions against the libraries', side by side in one run.

The two rivals take turns, call by call, on the same array: what slows the machine down
slows both, and the ratio of the medians stands.
"""

import statistics
import time
import warnings

import numpy as np
import scipy.special

import softmaxbook

SHAPES = [(10,), (1000, 10), (1000, 1000), (64, 50_000)]
SECONDS = 1.0  # for each pair and shape
UNITS = [5, 10, 100, 1000]
DRAWS = 10


def function_times(say) -> dict[str, dict[str, dict]]:
    """Return, for each pair of rivals and each shape, their medians and ratio."""
    times = {}
    for name, (mine, rival) in {**against_scipy(), **against_entmax()}.items():
        say(f"speed  {name}")
        times[name] = {
            "x".join(map(str, shape)): duel(mine, rival, logits(shape))
            for shape in SHAPES
        }
    return times


def logits(shape: tuple[int, ...]) -> np.ndarray:
    """Return logits such as a trained classifier's, different but reproducible."""
    return np.random.default_rng(3).normal(0, 3, shape)


def against_scipy() -> dict:
    """Pair our functions with SciPy's."""
    names = ("softmax", "log_softmax", "logsumexp")
    return {
        f"{name} / scipy": (getattr(softmaxbook, name), last_axis(name))
        for name in names
    }


def last_axis(name: str):
    """Return SciPy's function, along the last axis as ours is."""
    function = getattr(scipy.special, name)
    return lambda z: function(z, axis=-1)


def against_entmax() -> dict:
    """Pair our sparse maps with those of the entmax package (PyTorch, one thread)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import entmax
        import torch
    torch.set_num_threads(1)
    tensors = {}

    def of_tensor(function):
        def call(z):
            # The tensor shares the array's memory: nothing is copied or timed here.
            return function(tensors.setdefault(id(z), torch.from_numpy(z)))

        return call

    return {
        "sparsemax / entmax": (
            softmaxbook.sparsemax,
            of_tensor(lambda z: entmax.sparsemax(z, -1)),
        ),
        "entmax 1.5 / entmax": (
            softmaxbook.entmax,
            of_tensor(lambda z: entmax.entmax15(z, -1)),
        ),
        "entmax 1.25 / entmax": (
            lambda z: softmaxbook.entmax(z, 1.25),
            of_tensor(lambda z: entmax.entmax_bisect(z, 1.25, -1)),
        ),
        "entmax 3 / entmax": (
            lambda z: softmaxbook.entmax(z, 3),
            of_tensor(lambda z: entmax.entmax_bisect(z, 3.0, -1)),
        ),
    }


def duel(mine, rival, argument) -> dict[str, float]:
    """Let two functions take turns; return their medians, in seconds, and the ratio."""
    mine(argument), rival(argument)
    spent = ([], [])
    end = time.perf_counter() + SECONDS
    while len(spent[0]) < 5 or time.perf_counter() < end:
        for function, taken in zip((mine, rival), spent, strict=True):
            start = time.perf_counter()
            function(argument)
            taken.append(time.perf_counter() - start)
    ours, theirs = map(statistics.median, spent)
    return {"ours": ours, "theirs": theirs, "ratio": ours / theirs}


def winner_times(say) -> dict[str, dict[str, dict]]:
    """Let three ways to find one winner of n race: are they right, and how fast?"""
    races = {}
    for n in UNITS:
        say(f"speed  one winner of {n}")
        scores = np.random.default_rng(n).normal(0, 1, (DRAWS, n))
        races[str(n)] = {name: race(way, scores) for name, way in WAYS.items()}
    return races


def sharp_network(x: np.ndarray) -> tuple[np.ndarray, int]:
    """Run the network with a guarantee, so sharp that exactly one p exceeds 1/2."""
    second, first = np.partition(x, -2)[-2:]
    beta = 1.1 * np.log(2 * (x.size - 1)) / (first - second)
    run = softmaxbook.threshold_network(x, 1, beta=beta, tol=0.01, max_steps=100_000)
    return run.winners, run.steps


def shared_inhibition(x: np.ndarray) -> tuple[np.ndarray, int]:
    """Run the loop of the notebook the book started from, with its own settings."""
    run = softmaxbook.shared_inhibition(x, 1)
    return run.winners, run.steps


WAYS = {
    "kwta": lambda x: (np.flatnonzero(softmaxbook.kwta(x, 1)), 0),
    "threshold network": sharp_network,
    "shared inhibition": shared_inhibition,
}


def race(way, scores: np.ndarray) -> dict[str, float]:
    """Return the share of right answers, the median steps and the median seconds."""
    right, steps, seconds = [], [], []
    for x in scores:
        start = time.perf_counter()
        winners, count = way(x)
        seconds.append(time.perf_counter() - start)
        steps.append(count)
        right.append(list(winners) == [int(np.argmax(x))])
    return {
        "right": statistics.mean(right),
        "steps": statistics.median(steps),
        "seconds": statistics.median(seconds),
    }
