"""Figures as heavy as the book allows: 600 frames, two sliders, much that changes."""

import time

import numpy as np
from ipywidgets import FloatLogSlider, FloatSlider

from softmaxbook import entmax
from softmaxbook.live import page
from softmaxbook.live.controls import Control, read_controls
from softmaxbook.live.record import record


def draw_heat_map(ax, beta, alpha):
    """Draw 24 × 10 cells: how a score between two centers is shared out."""
    ax.pcolormesh(shares(24, 10, beta, alpha).T, vmin=0, vmax=1)


def draw_four_curves(ax, beta, alpha):
    """Draw such shares as four curves of 33 points."""
    ax.plot(np.linspace(-4, 4, 33), shares(33, 4, beta, alpha))
    ax.set(xlim=(-4, 4), ylim=(0, 1))


def shares(count: int, centers: int, beta: float, alpha: float) -> np.ndarray:
    """Return what each center gets of each of `count` places."""
    places, centers = np.linspace(-4, 4, count), np.linspace(-3, 3, centers)
    distance = np.subtract.outer(places, centers)
    return entmax(-beta * distance**2 / 2, alpha)


HEAVY = (draw_heat_map, draw_four_curves)


def controls() -> tuple[Control, ...]:
    """Return 30 × 20 settings."""
    beta = FloatLogSlider(value=1, min=-1, max=1, step=2 / 29, description="β")
    alpha = FloatSlider(value=1.5, min=1, max=2.9, step=0.1, description="α")
    return read_controls({"beta": beta, "alpha": alpha})


def recorded(draw) -> tuple[str, float]:
    """Record a heavy figure; return its HTML, and the seconds that took."""
    start = time.perf_counter()
    figure = page.html(record(draw, controls()))
    return figure, time.perf_counter() - start
