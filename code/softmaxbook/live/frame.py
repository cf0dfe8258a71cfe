"""Draws one frame: calls the author's function, keeps its picture and numbers."""

import inspect
import math
import reprlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from matplotlib.figure import Figure

from softmaxbook import fonts, labels
from softmaxbook.live import svg

Numbers = dict[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Frame:
    """What one setting of the controls shows."""

    drawing: svg.Drawing
    numbers: Numbers


class DrawError(RuntimeError):
    """The author's function, or showing what it drew, failed at one setting."""


def figure_id(draw: Callable) -> str:
    """Return the id of the figure that the function draws.

    >>> def draw_sigmoid_slope(ax): ...
    >>> figure_id(draw_sigmoid_slope)
    'live-sigmoid-slope'
    """
    name = getattr(draw, "__name__", repr(draw))
    if not name.startswith("draw_") or name == "draw_":
        raise ValueError(
            f"live: the figure takes its id from the function; name it draw_…, "
            f"not {name}"
        )
    return "live-" + name.removeprefix("draw_").replace("_", "-")


def draw_frame(draw: Callable, values: Mapping, prefix: str) -> Frame:
    """Draw one frame on a new figure, in the style context of the caller.

    A new ``Figure`` (not pyplot's, so nothing stays open) costs less than a
    cleared one and cannot carry anything over from the frame before.
    """
    fig, at = Figure(), setting(values)
    author, before = f"{figure_id(draw)}: {draw.__name__}", _open_figures()
    try:
        returned = draw(_target(draw, fig), **values)
    except Exception as error:
        kind = type(error).__name__
        raise DrawError(f"{author} raised {kind}{at}: {error}") from error
    if _open_figures() != before:
        raise DrawError(f"{author} opened a figure with pyplot{at}; draw into its own")
    numbers = _format_numbers(returned, f"{author} returned", at)
    try:
        fonts.settle_mixed_text(fig, labels.language())
        return Frame(svg.drawing(fig, prefix), numbers)
    except Exception as error:
        said = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise DrawError(f"{author} drew what cannot be shown{at}: {said}") from error


def setting(values: Mapping) -> str:
    """Say where the controls are: " at beta=0.1, alpha=2"."""
    pairs = ", ".join(f"{name}={_short(value)}" for name, value in values.items())
    return f" at {pairs}" if pairs else ""


def number_text(value: float) -> str:
    """Write a number as readers and tests see it: counts whole, the rest to 0.001."""
    text = _plain_text(value)
    return "0.000" if text == "-0.000" else text.replace("-", "−")


def _plain_text(value):
    if isinstance(value, Integral):
        return str(int(value))
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value:.3f}" if abs(value) < 1e6 else f"{value:.3e}"


def _open_figures():
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.get_fignums() if pyplot else []


def _target(draw, fig):
    first = next(iter(inspect.signature(draw).parameters), None)
    return fig if first == "fig" else fig.add_subplot()


def _format_numbers(returned, where, at) -> Numbers:
    if returned is None:
        return {}
    if not isinstance(returned, Mapping):
        kind = type(returned).__name__
        raise ValueError(
            f"{where} a {kind}{at}; return a mapping from names to numbers"
        )
    return {
        str(name): _format_number(value, f"{where} {name!r}", at)
        for name, value in returned.items()
    }


def _format_number(value, where, at):
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = np.empty((0, 0))
    if array.ndim > 1 or array.dtype.kind not in "biuf":
        raise ValueError(
            f"{where} = {reprlib.repr(value)}{at}, "
            "which is neither a real number nor a 1-D sequence of them"
        )
    if np.isnan(array).any():
        raise ValueError(f"{where} with NaN{at}")
    if array.ndim == 0:
        return number_text(array.item())
    return tuple(number_text(item) for item in array.tolist())


def _short(value):
    return f"{value:.6g}" if isinstance(value, float) else str(value)
