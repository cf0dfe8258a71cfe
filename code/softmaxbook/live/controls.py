"""Reads the controls a caller passes (ipywidgets) into plain, finite ones."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

MOST_FRAMES = 600


@dataclass(frozen=True)
class Control:
    """A control with finitely many values.

    Attributes
    ----------
    name : the argument of the draw function.
    kind : "range", "select" or "checkbox".
    values : what the draw function receives, in order.
    texts : what a person reads for each value, e.g. "β = 2.5".
    tokens : what stands for each value in an address, the same in every language.
    description : the control's label.
    initial : index of the value it starts at.
    """

    name: str
    kind: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    tokens: tuple[str, ...]
    description: str
    initial: int


def read_controls(passed: Mapping[str, widgets.Widget]) -> tuple[Control, ...]:
    """Read every control; refuse kinds we cannot record, and too many frames."""
    controls = tuple(read_control(name, widget) for name, widget in passed.items())
    check_frame_count(controls)
    return controls


def read_control(name: str, widget: widgets.Widget) -> Control:
    """Read one control."""
    reader = _READERS.get(type(widget))
    if reader is None:
        supported = ", ".join(kind.__name__ for kind in _READERS)
        kind = type(widget).__name__
        raise TypeError(f"live: control {name!r} is a {kind}; supported: {supported}")
    return reader(name, widget)


def check_frame_count(controls: tuple[Control, ...]) -> None:
    """Refuse more frames than a page should carry."""
    frames = math.prod(len(control.values) for control in controls)
    if frames > MOST_FRAMES:
        counts = " × ".join(f"{len(c.values)} ({c.name})" for c in controls)
        raise ValueError(
            f"live: {counts} = {frames} frames; at most {MOST_FRAMES}: "
            "take larger steps or fewer controls"
        )


def number_text(value: float, spec: str) -> str:
    """Format a number for a reader, with a true minus sign."""
    try:
        text = format(value, spec)
    except ValueError as error:
        raise ValueError(f"live: readout_format {spec!r} is not known") from error
    if "e" in text and 1 <= abs(value) < 1e6:
        text = f"{value:.0f}"
    return text.replace("-", "−")


def _linear(name, slider):
    count = _steps(slider)
    values = [_tidy(slider.min + i * slider.step) for i in range(count)]
    return _numeric_range(name, slider, values)


def _integer(name, slider):
    values = list(range(slider.min, slider.max + 1, slider.step))
    return _numeric_range(name, slider, values)


def _logarithmic(name, slider):
    exponents = [_tidy(slider.min + i * slider.step) for i in range(_steps(slider))]
    return _numeric_range(name, slider, [slider.base**e for e in exponents])


def _numeric_range(name, slider, values):
    label = _label(name, slider)
    initial = min(range(len(values)), key=lambda i: abs(values[i] - slider.value))
    return Control(
        name,
        "range",
        tuple(values),
        tuple(f"{label} = {number_text(v, slider.readout_format)}" for v in values),
        tuple(f"{v:.12g}" for v in values),
        label,
        initial,
    )


def _selection(name, widget):
    return _choice(name, widget, "select", *_options(widget))


def _selection_range(name, widget):
    label, (texts, values) = _label(name, widget), _options(widget)
    return _choice(name, widget, "range", [f"{label} = {t}" for t in texts], values)


def _choice(name, widget, kind, texts, values):
    if not values:
        raise ValueError(f"live: control {name!r} has no options")
    return Control(
        name,
        kind,
        tuple(values),
        tuple(texts),
        _option_tokens(values),
        _label(name, widget),
        widget.index or 0,
    )


def _checkbox(name, box):
    label = _label(name, box)
    return Control(
        name,
        "checkbox",
        (False, True),
        (label, label),
        ("0", "1"),
        label,
        int(box.value),
    )


def _options(widget):
    """Split options as ipywidgets does: a mapping, (label, value) pairs, or values."""
    options = widget.options
    pairs = list(options.items() if isinstance(options, Mapping) else options)
    if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
        pairs = [(str(value), value) for value in pairs]
    return [str(label) for label, _ in pairs], [value for _, value in pairs]


def _option_tokens(values):
    """Name plain values by themselves, and anything else by its place."""
    if all(isinstance(value, str | int | float) for value in values):
        tokens = tuple(
            f"{value:.12g}" if isinstance(value, float) else str(value)
            for value in values
        )
        if len(set(tokens)) == len(tokens):
            return tokens
    return tuple(str(place) for place in range(len(values)))


def _label(name, widget):
    return widget.description.rstrip(" :=：＝") or name


def _steps(slider):
    return math.floor((slider.max - slider.min) / slider.step + 1e-9) + 1


def _tidy(value):
    """Remove the dust of repeated addition: 0.1 + 2 × 0.1 is 0.3."""
    return round(value, 12)


_READERS = {
    widgets.FloatSlider: _linear,
    widgets.FloatLogSlider: _logarithmic,
    widgets.IntSlider: _integer,
    widgets.SelectionSlider: _selection_range,
    widgets.Dropdown: _selection,
    widgets.ToggleButtons: _selection,
    widgets.Checkbox: _checkbox,
}
