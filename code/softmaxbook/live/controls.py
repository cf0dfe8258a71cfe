"""Reads the controls a caller passes (ipywidgets) into plain, finite ones."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import ipywidgets as widgets

MOST_FRAMES = 600

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+>")


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
    control = reader(name, widget)
    if control.kind != "checkbox":
        _check_texts(name, control.texts)
    return control


def check_frame_count(controls: tuple[Control, ...]) -> None:
    """Refuse more frames than a page should carry."""
    _check_counts({control.name: len(control.values) for control in controls})


def _check_counts(counts: Mapping[str, int]):
    frames = math.prod(counts.values())
    if frames > MOST_FRAMES:
        factors = " × ".join(f"{count} ({name})" for name, count in counts.items())
        raise ValueError(
            f"live: {factors} = {frames} frames; at most {MOST_FRAMES}: "
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
    return _numeric_range(name, slider, _positions(name, slider))


def _logarithmic(name, slider):
    _check(name, "base", slider.base, slider.base > 0, "greater than 0")
    powers = [slider.base**exponent for exponent in _positions(name, slider)]
    return _numeric_range(name, slider, powers)


def _positions(name, slider):
    """Return the places of a slider: its least value, and on in steps."""
    low, high, step = slider.min, slider.max, slider.step
    for argument, value in (("min", low), ("max", high), ("value", slider.value)):
        _check(name, argument, value, math.isfinite(value), "finite")
    _check(name, "step", step, step is not None and step > 0, "greater than 0")
    count = math.floor(min((high - low) / step, 1e9) + 1e-9) + 1
    _check_counts({name: count})  # before a list of millions is made
    return [_tidy(low + i * step) for i in range(count)]


def _numeric_range(name, slider, values):
    label = _label(name, slider)
    initial = min(range(len(values)), key=lambda i: abs(values[i] - slider.value))
    return Control(
        name,
        "range",
        tuple(values),
        tuple(f"{label} = {number_text(v, slider.readout_format)}" for v in values),
        _tokens(values),
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
        _tokens(values),
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


def _tokens(values):
    """Name plain values by themselves, and anything else by its place."""
    if all(isinstance(value, str | Real) for value in values):
        tokens = tuple(map(_token, values))
        if len(set(tokens)) == len(tokens):
            return tokens
    return tuple(str(place) for place in range(len(values)))


def _token(value):
    return str(value) if isinstance(value, str | Integral) else f"{value:.12g}"


def _check_texts(name, texts):
    """Refuse what a reader cannot tell apart, or what differs from run to run."""
    for text in texts:
        if _ADDRESS.search(text):
            raise ValueError(
                f"live: control {name!r} has the option {text}; "
                "write it as a pair (label, value)"
            )
        if texts.count(text) > 1:
            raise ValueError(
                f"live: control {name!r} shows two of its values as {text!r}; "
                "give the options other labels, or the slider a finer readout_format"
            )


def _check(name, argument, value, holds, constraint):
    if not holds:
        raise ValueError(
            f"live: control {name!r}: {argument} must be {constraint}, not {value}"
        )


def _label(name, widget):
    return widget.description.rstrip(" :=：＝") or name


def _tidy(value):
    """Remove the dust of repeated addition: 0.1 + 2 × 0.1 is 0.3."""
    return round(value, 12)


_READERS = {
    widgets.FloatSlider: _linear,
    widgets.FloatLogSlider: _logarithmic,
    widgets.IntSlider: _linear,
    widgets.SelectionSlider: _selection_range,
    widgets.Dropdown: _selection,
    widgets.ToggleButtons: _selection,
    widgets.Checkbox: _checkbox,
}
