"""What the figures of the chapter on k winners must show."""

from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, softmax


def shared_signal(decay, feedback):
    x = [np.array([9, 5, 2, -3, -8]) / 10]
    for _ in range(12):
        y = np.tanh(x[-1])
        x.append(x[-1] - decay * y - feedback * (np.sum(y) + 1))
    on = [sum(state > 0) for state in x]
    return {
        "stops_at": on.index(2) if 2 in on else np.inf,
        "on_at_end": on[-1],
        "boundary_gap": x[-1][1] - x[-1][2],
    }


def feedback_bifurcation(feedback):
    """The same orbits, with the hyperbolic tangent written as a logistic function."""
    c, logs = np.arange(400) / 399, []
    for step in range(50):
        p = expit(-2 * c)
        if step >= 20:
            logs.append(np.log(abs(1 - 20 * feedback * p * (1 - p))))
        c = c + 2 * feedback * (5 * p - 1)
    return {"lyapunov": np.mean(logs)}


def waiting_times(T):
    """Threshold by threshold, in place of unit by unit."""
    p = softmax(np.arange(5)[::-1] / T)
    c = -0.05 + 0.1 * np.arange(20_000) / 19_999
    c, left, running = -c, [], np.full(c.size, True)
    for _ in range(41):
        running &= ~((p[1] <= c) & (c < p[0]))
        left.append(running.sum())
        c = c + sum(np.tanh(p_i - c) for p_i in p) + 3
    rate = (np.log(left[10]) - np.log(left[40])) / 30
    gap = p[0] - p[1]
    return {"one_over_gap": 1 / gap, "mean_steps": 1 / rate, "density": rate / gap}


def fermi_levels(k, beta):
    x = np.array([20, 12, 8, -2, -6, -20]) / 10
    tau = brentq(lambda t: expit(beta * (x - t)).sum() - k, -99, 99, xtol=1e-13)
    p = expit(beta * (x - tau))
    return {"p": p, "sum": k, "threshold": tau}


NUMBERS = {
    "live-shared-signal": shared_signal,
    "live-feedback-bifurcation": feedback_bifurcation,
    "live-waiting-times": cache(waiting_times),
    "live-fermi-levels": fermi_levels,
}
