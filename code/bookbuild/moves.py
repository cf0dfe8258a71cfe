"""Time the moves of figures in a browser, on this CPU and on a slow one.

Every position of every control is visited in several sweeps. On this CPU a position
counts with its median over the sweeps: what else the machine does is no part of the
figure. The browser plays a slow CPU by stopping again and again, and a stop may last
longer than a move: one move is not slowed down at all, the next one twenty times, and
only a mean is slowed down as it should be. So there a position counts with its mean.
The median and the p95 that are told are those of the positions.
"""

import math
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

SCRIPT = Path(__file__).with_name("moves.js")
SLOW_CPU = 6  # times slower: about a cheap phone
SWEEPS = 10
LINE = {"kilobit": 1600, "latency": 150}  # per second, ms: a phone on a slow network


def slow_down(page, rate: float) -> None:
    """Let the page's CPU be `rate` times slower."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})


def narrow(page) -> None:
    """Put the page on a slow line."""
    session = page.context.new_cdp_session(page)
    bytes_a_second = LINE["kilobit"] * 1000 / 8
    conditions = {
        "offline": False,
        "latency": LINE["latency"],
        "downloadThroughput": bytes_a_second,
        "uploadThroughput": bytes_a_second,
    }
    session.send("Network.emulateNetworkConditions", conditions)


def live_figures(page) -> list[str]:
    """Return the ids of the page's live figures."""
    figures = page.locator(".live-body[data-live]:has(.live-data)")
    return [figure.get_attribute("data-live") for figure in figures.all()]


def time_moves(page, kind: str, setup: dict) -> dict[str, dict]:
    """Time the moves of one figure, on this CPU and on a slow one."""
    times = {}
    speeds = ("full", 1, statistics.median), ("slow", SLOW_CPU, statistics.mean)
    for speed, rate, usual in speeds:
        slow_down(page, rate)
        sweeps = page.evaluate("(a) => bench.sweeps(...a)", [kind, setup, SWEEPS])
        times[speed] = spread(sweeps, usual)
    slow_down(page, 1)
    return times


def by_position(sweeps: Sequence[Sequence[float]], usual: Callable) -> list[float]:
    """Return the usual time of each position over the sweeps."""
    return [usual(times) for times in zip(*sweeps, strict=True)]


def p95(values: Sequence[float]) -> float:
    """Return the smallest value that 95 % of the values do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def spread(sweeps: Sequence[Sequence[float]], usual: Callable) -> dict[str, float]:
    """Sum sweeps up: the usual position, a bad one, how many times were taken."""
    positions = by_position(sweeps, usual)
    return {
        "median": round(statistics.median(positions), 3),
        "p95": round(p95(positions), 3),
        "worst": round(max(map(max, sweeps)), 3),
        "count": sum(map(len, sweeps)),
    }
