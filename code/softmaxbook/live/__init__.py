"""Live figures: a drop-in for ``ipywidgets.interact`` that needs no kernel to move.

With a kernel the controls are ordinary ipywidgets. In the book build
(``SOFTMAXBOOK_STATIC=1``) the same figure is drawn at every setting of its
controls, and the page carries what differs.
"""

import inspect
import os
from collections.abc import Callable

from IPython.display import HTML, display

from softmaxbook.live import kernel
from softmaxbook.live.cache import recorded
from softmaxbook.live.controls import read_controls
from softmaxbook.live.frame import figure_id

__all__ = ["live"]

_shown: set[str] = set()


def live(draw: Callable, **controls) -> None:
    """Display a figure that follows its controls.

    Parameters
    ----------
    draw : callable
        ``draw(ax, **values)`` draws into the axes (``draw(fig, **values)`` into
        the figure) and may return numbers by name: scalars or 1-D sequences.
        Its name, ``draw_…``, gives the figure its id: ``live-…``.
    **controls : ipywidgets
        One for each argument: FloatSlider, FloatLogSlider, IntSlider,
        SelectionSlider, Dropdown, ToggleButtons or Checkbox. With none, the
        figure stands still.

    Examples
    --------
    >>> from ipywidgets import FloatSlider
    >>> def draw_line(ax, slope):
    ...     ax.plot([0, 1], [0, slope])
    >>> live(draw_line, slope=FloatSlider(min=0, max=1, step=0.1))  # doctest: +SKIP
    """
    name = figure_id(draw)
    _check_arguments(draw, controls)
    read = read_controls(controls)
    if is_static():
        _check_unused(name)
        display(HTML(recorded(draw, read)))
    else:
        display(kernel.widget(draw, controls))


def is_static() -> bool:
    """Tell whether figures are recorded for a page without a kernel."""
    return os.environ.get("SOFTMAXBOOK_STATIC", "") not in ("", "0")


def _check_unused(name):
    """Refuse a second figure of this name: a kernel runs the cells of one page."""
    if name in _shown:
        raise ValueError(
            f"live: this page has two figures named {name}; "
            "let their functions have different names"
        )
    _shown.add(name)


def _check_arguments(draw, controls):
    try:
        inspect.signature(draw).bind(None, **controls)
    except TypeError as error:
        given = ", ".join(controls) or "none"
        raise TypeError(
            f"live: the controls ({given}) do not fit {draw.__name__}: {error}"
        ) from error


def _keep_widgets_to_ourselves():
    """Let controls open no channel: a static page must not embed widget state."""
    import comm  # not on every kernel, and needed in the build alone

    comm.create_comm = comm.DummyComm


if is_static():
    _keep_widgets_to_ourselves()
