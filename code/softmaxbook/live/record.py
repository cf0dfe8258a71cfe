"""Records a figure over the grid of its controls, keeping only what differs."""

import gc
import itertools
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from softmaxbook.live import style
from softmaxbook.live.controls import Control
from softmaxbook.live.frame import DrawError, Frame, draw_frame, figure_id, setting
from softmaxbook.live.merge import Slot, apply, distinct, merge
from softmaxbook.live.printed import printed
from softmaxbook.live.svg import markup, with_defs


@dataclass(frozen=True)
class Number:
    """A number shown under the figure; `index` is its place in a sequence."""

    name: str
    index: int | None
    variants: tuple[str, ...]
    choice: tuple[int, ...]


@dataclass(frozen=True)
class Recording:
    """All frames of a figure. The last control varies fastest."""

    id: str
    controls: tuple[Control, ...]
    base: ET.Element
    defs: dict[str, ET.Element]
    slots: tuple[Slot, ...]
    numbers: tuple[Number, ...]
    initial: int

    def frame(self, index: int) -> ET.Element:
        """Return the <svg> of one frame, rebuilt from the slots."""
        return with_defs(apply(self.base, self.slots, index), self.defs)


def record(draw: Callable, controls: Sequence[Control] = ()) -> Recording:
    """Evaluate `draw` at every setting of the controls."""
    prefix = figure_id(draw)
    frames = list(_frames(draw, controls, prefix))
    initial = frame_index([c.initial for c in controls], controls)
    _check_numbers(frames, controls, initial, draw)
    base, slots = merge([frame.drawing.svg for frame in frames], initial)
    defs = {}
    for frame in frames:
        defs |= frame.drawing.defs
    return Recording(
        prefix,
        tuple(controls),
        base,
        defs,
        tuple(slots),
        tuple(_numbers(frames)),
        initial,
    )


def repeats(draw: Callable, recording: Recording) -> bool:
    """Tell whether the initial frame is the same when it is drawn once more."""
    again = record(draw, [_held(control) for control in recording.controls])
    return _initially(again) == _initially(recording)


def settings(controls: Sequence[Control]) -> Iterator[dict]:
    """Yield the arguments of every frame, in frame order."""
    names = [control.name for control in controls]
    for values in itertools.product(*(control.values for control in controls)):
        yield dict(zip(names, values, strict=True))


def frame_index(indices: Sequence[int], controls: Sequence[Control]) -> int:
    """Return the frame at which each control has the given index."""
    frame = 0
    for index, control in zip(indices, controls, strict=True):
        frame = frame * len(control.values) + index
    return frame


def _frames(draw, controls, prefix):
    """Draw every frame in a style of its own, and free what it was made of at once.

    A figure is a web of cycles. Left alone, the collector would search the whole
    heap again and again while frames pile up.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        for values in settings(controls):
            with style.context():
                yield _silent_frame(draw, values, prefix)
            gc.collect(0)
    finally:
        if collecting:
            gc.enable()


def _silent_frame(draw, values, prefix):
    """Draw a frame; what it warns of or prints would be lost on a page."""
    with warnings.catch_warnings(action="error"), printed() as said:
        frame = draw_frame(draw, values, prefix)
    if text := said.getvalue():
        raise DrawError(
            f"{prefix}: {draw.__name__} printed {text!r}{setting(values)}; "
            "return numbers instead, they are shown under the figure"
        )
    return frame


def _held(control):
    """Return the control with nothing but its initial value."""
    one = slice(control.initial, control.initial + 1)
    lists = {
        name: getattr(control, name)[one] for name in ("values", "texts", "tokens")
    }
    return replace(control, initial=0, **lists)


def _initially(recording):
    at = recording.initial
    svg = apply(recording.base, recording.slots, at)
    return markup(svg), [(n.name, n.variants[n.choice[at]]) for n in recording.numbers]


def _check_numbers(frames: list[Frame], controls, initial, draw):
    wanted = _shape(frames[initial])
    for frame, values in zip(frames, settings(controls), strict=True):
        if _shape(frame) != wanted:
            raise ValueError(
                f"{figure_id(draw)}: {draw.__name__} must return the same numbers "
                f"everywhere: {_named(wanted)} at first, "
                f"{_named(_shape(frame))}{setting(values)}"
            )


def _shape(frame):
    return {
        name: None if isinstance(value, str) else len(value)
        for name, value in frame.numbers.items()
    }


def _named(shape):
    names = (name if n is None else f"{name}[{n}]" for name, n in shape.items())
    return ", ".join(names) or "none"


def _numbers(frames):
    for name, length in _shape(frames[0]).items():
        columns = [frame.numbers[name] for frame in frames]
        if length is None:
            yield Number(name, None, *distinct(columns))
        else:
            for i in range(length):
                yield Number(name, i, *distinct([column[i] for column in columns]))
