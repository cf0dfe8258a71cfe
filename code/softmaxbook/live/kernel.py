"""The live figure where there is a kernel: ordinary ipywidgets.

Every move is drawn when it arrives, and no queue builds up: the front ends of
ipywidgets 7 and 8 hold back all moves but the newest until the kernel is idle, so a
slow figure skips moves and ends at the last one.
"""

import secrets
import threading
import traceback
from collections.abc import Callable, Mapping
from html import escape

import ipywidgets as widgets

from softmaxbook.labels import text
from softmaxbook.live import style
from softmaxbook.live.frame import DrawError, Frame, draw_frame, figure_id, setting
from softmaxbook.live.page import alt, number_rows
from softmaxbook.live.printed import printed
from softmaxbook.live.svg import markup, with_defs

# Figures may move in another thread than cells run in, and Matplotlib's settings
# are everybody's. A draw function may itself move a control: hence re-entrant.
_one_at_a_time = threading.RLock()

_ROOM = (
    "max-width:44rem;min-height:12rem;line-height:1.4;"
    "color:var(--jp-ui-font-color1,inherit);"
    # Colab leaves the ground of JupyterLab white in its dark theme.
    "--live-ground:var(--colab-primary-surface-color,var(--jp-layout-color0,#fff))"
)
_COLUMNS = 10  # of a name's letters that surely fit beside a control
_PICTURE = "width:100%;height:auto;display:block"
_ROW = "display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;font-variant-numeric:tabular-nums"
_NUMBER = (
    "<style>.live-number>:first-child{opacity:.75}.live-number>:last-child{display:"
    "inline-block}.live-number output{display:inline-block;text-align:end;"
    "margin-inline-start:.5rem}</style>"
)
_TEXT = "margin:.5rem 0;white-space:pre-wrap;overflow-wrap:anywhere;color:inherit"
_ERROR = f"{_TEXT};border-left:3px solid #d55e00;padding-left:.8rem;align-self:start"


def widget(
    draw: Callable, controls: Mapping[str, widgets.ValueWidget]
) -> widgets.Widget:
    """Return the controls, as passed, above a figure that follows them."""
    # Random, not counted: notebooks with kernels of their own share one window.
    prefix = f"{figure_id(draw)}-{secrets.token_hex(4)}"
    screen = widgets.HTML()
    picture = ""

    def show(_change=None):
        nonlocal picture
        with _one_at_a_time:
            values = {name: control.value for name, control in controls.items()}
            drawn, problem, said = _attempt(draw, values, prefix)
            picture = drawn or picture
            screen.value = _screen(picture, problem, said)

    for control in controls.values():
        _give_room(control)
        control.observe(show, names="value")
    show()
    return widgets.VBox([*controls.values(), screen])


def _give_room(control):
    """Show a long name in full: ipywidgets cuts what exceeds 80 pixels."""
    columns = sum(1 + (char >= "\u2e80") for char in control.description)
    if columns > _COLUMNS and not control.style.description_width:
        control.style.description_width = "initial"


def _attempt(draw, values, prefix) -> tuple[str, str, str]:
    """Return the picture, what went wrong, and what was printed."""
    with printed() as said:
        try:
            with style.context():
                frame = draw_frame(draw, values, prefix)
            label = alt(figure_id(draw), bool(values))
            drawn, problem = _picture(frame, label) + _numbers(frame), ""
        except Exception as error:
            drawn, problem = "", _explained(error, values)
    return drawn, problem, said.getvalue()


def _explained(error, values):
    """Say what went wrong, at which values, and in which of the author's lines."""
    known = isinstance(error, DrawError | ValueError)
    message = str(error) if known else f"{type(error).__name__}: {error}"
    if setting(values) not in message:
        message += setting(values)
    lines = []
    if isinstance(error, DrawError):  # its cause came through our own line first
        lines = traceback.format_tb(error.__cause__.__traceback__.tb_next)
    return "\n".join([message, *lines]).rstrip()


def _screen(picture, problem, said):
    """Write what is shown; a problem covers the last picture and keeps its room."""
    if problem:
        picture = (
            f'<div style="display:grid"><div style="grid-area:1/1;visibility:hidden">'
            f'{picture}</div><pre role="alert" style="grid-area:1/1;{_ERROR}">'
            f"{escape(problem)}</pre></div>"
        )
    note = f'<pre style="{_TEXT}">{escape(said.rstrip())}</pre>' if said else ""
    return f'<div style="{_ROOM}">{picture}{note}</div>'


def _picture(frame: Frame, label):
    svg = with_defs(frame.drawing.svg, frame.drawing.defs)
    svg.set("role", "img")
    svg.set("aria-label", label)
    svg.set("style", _PICTURE)
    return markup(svg)


def _numbers(frame: Frame):
    rows = []
    for name, shown in frame.numbers.items():
        scalar = isinstance(shown, str)
        for index, item in enumerate([shown] if scalar else shown):
            rows.append((name, None if scalar else index, item, 6))
    label = escape(text("live.numbers"))
    opening = f'<div role="group" aria-label="{label}" style="{_ROW}">'
    return f"{opening}{_NUMBER}{number_rows(rows)}</div>" if rows else ""
