"""The live figure where there is a kernel: ordinary ipywidgets."""

import itertools
from collections.abc import Callable, Mapping
from html import escape

import ipywidgets as widgets

from softmaxbook.live import style
from softmaxbook.live.frame import DrawError, Frame, draw_frame, figure_id, setting
from softmaxbook.live.page import alt, number_rows
from softmaxbook.live.svg import markup, with_defs

_serial = itertools.count(1)

# The room of the figure, kept while it is redrawn: no flicker.
_ROOM = "max-width:44rem;min-height:12rem;color:var(--jp-ui-font-color1,inherit)"
_ROW = "display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;font-variant-numeric:tabular-nums"
_ERROR = "white-space:pre-wrap;border-left:3px solid #d55e00;padding-left:.8rem"


def widget(
    draw: Callable, controls: Mapping[str, widgets.ValueWidget]
) -> widgets.Widget:
    """Return the controls, as passed, above a figure that follows them."""
    # A cell run twice shows two figures on one page: their ids must differ.
    prefix = f"{figure_id(draw)}-{next(_serial)}"
    screen = widgets.HTML()

    def show(_change=None):
        values = {name: control.value for name, control in controls.items()}
        screen.value = _screen(draw, values, prefix)

    for control in controls.values():
        control.observe(show, names="value")
    show()
    return widgets.VBox([*controls.values(), screen])


def _screen(draw, values, prefix):
    try:
        with style.context():
            frame = draw_frame(draw, values, prefix)
    except (DrawError, ValueError) as error:
        message = str(error)
        if not isinstance(error, DrawError) and setting(values) not in message:
            message += setting(values)
        return (
            f'<div style="{_ROOM}"><pre style="{_ERROR}">{escape(message)}</pre></div>'
        )
    return f'<div style="{_ROOM}">{_picture(frame, prefix)}{_numbers(frame)}</div>'


def _picture(frame: Frame, prefix):
    svg = with_defs(frame.drawing.svg, frame.drawing.defs)
    svg.set("role", "img")
    svg.set("aria-label", alt(prefix.rpartition("-")[0], True))
    svg.set("style", "width:100%;height:auto;display:block")
    return markup(svg)


def _numbers(frame: Frame):
    rows = []
    for name, shown in frame.numbers.items():
        scalar = isinstance(shown, str)
        for index, item in enumerate([shown] if scalar else shown):
            rows.append((name, None if scalar else index, item, 6))
    return f'<div style="{_ROW}">{number_rows(rows)}</div>' if rows else ""
