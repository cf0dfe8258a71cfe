"""Writes a recorded figure as HTML that stands without a script and moves with one."""

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path

from softmaxbook.labels import has, text
from softmaxbook.live.controls import Control
from softmaxbook.live.record import Number, Recording
from softmaxbook.live.svg import markup, with_defs

# The one script and the one style sheet of the site.
ASSETS = (Path(__file__).with_name("live.css"), Path(__file__).with_name("live.js"))

# Columns of a label that leave room for a slider beside it on a phone.
MOST_BESIDE = 12


def html(recording: Recording) -> str:
    """Return the inside of the figure: picture, controls, numbers, data."""
    parts = [picture(recording)]
    if recording.controls:
        parts += [_controls(recording), _foot(_numbers(recording), _buttons(recording))]
        parts += ['<span class="live-said" role="status"></span>', _data(recording)]
    elif recording.numbers:
        parts.append(_foot(_numbers(recording)))
    inside = "\n".join(parts)
    return f'<div class="live-body" data-live="{recording.id}">\n{inside}\n</div>'


def picture(recording: Recording) -> str:
    """Return the <svg> of the first frame."""
    svg = with_defs(recording.base, recording.defs)
    svg.set("role", "img")
    svg.set("aria-label", alt(recording.id, bool(recording.controls)))
    width = float(svg.get("viewBox").split()[2])  # in points
    svg.set("style", f"--inches:{width / 72:g}")  # letters are as large in each figure
    return markup(svg)


def alt(figure: str, moves: bool) -> str:
    """Return what the figure shows, from the catalogue (``alt.live-…``)."""
    key = f"alt.{figure}"
    return text(key if has(key) else "live.figure" if moves else "live.still")


def number_label(name: str) -> str:
    """Return the words for a number (``number.<name>``), else its name."""
    return text(f"number.{name}") if has(f"number.{name}") else name


def number_rows(numbers: Iterable[tuple[str, int | None, str, int]]) -> str:
    """Write numbers: (name, place in its sequence, text, widest text in characters)."""
    rows: dict[str, list[str]] = {}
    for name, index, shown, width in numbers:
        place = "" if index is None else f' data-index="{index}"'
        rows.setdefault(name, []).append(
            f'<output role="none" data-name="{escape(name)}"{place} '
            f'style="min-width:{width}ch">{escape(shown)}</output>'
        )
    return "".join(
        f'<span class="live-number"><span>{escape(number_label(name))}</span> '
        f"<span>{' '.join(outputs)}</span></span>"
        for name, outputs in rows.items()
    )


def _controls(recording):
    texts = [words for c in _ranges(recording) for words in c.texts]
    width = max(map(_columns, texts), default=0)
    long = " live-long" if width > MOST_BESIDE else ""
    rows = "".join(_CONTROLS[c.kind](c, recording.id) for c in recording.controls)
    return (
        f'<div class="live-controls{long}" role="group" style="--live-label:{width}ch" '
        f'aria-label="{_words("live.controls")}">{rows}</div>'
    )


def _foot(*parts):
    return f'<div class="live-foot">{"".join(parts)}</div>'


def _ranges(recording):
    return [control for control in recording.controls if control.kind == "range"]


def _range(control: Control, figure: str) -> str:
    name, start = escape(control.name), control.initial
    shown, label = escape(control.texts[start]), escape(control.description)
    return (
        f'<div class="live-range"><span class="live-slider">'
        f'<output for="{figure}-{name}" aria-hidden="true">{_shown(control)}</output>'
        f'<input type="range" id="{figure}-{name}" name="{name}" min="0" '
        f'max="{len(control.values) - 1}" step="1" value="{start}" '
        f'data-value="{escape(control.tokens[start])}" aria-label="{label}" '
        f'aria-valuetext="{shown}" autocomplete="off"></span>{_play(control)}</div>'
    )


def _shown(control):
    """Write "β = 2.5"; the script changes what stands behind the label."""
    label = f"{control.description} "
    values = [words.removeprefix(label) for words in control.texts]
    room = f"min({max(map(_columns, values))}ch,100%)"
    return (
        f'{escape(label)}<span class="live-value" style="min-width:{room}">'
        f"{escape(values[control.initial])}</span>"
    )


def _play(control):
    play, pause = (
        escape(f"{text(key)} {control.description}")
        for key in ("live.play", "live.pause")
    )
    return (
        f'<button type="button" data-action="play" data-for="{escape(control.name)}" '
        f'aria-label="{play}" data-play="{play}" data-pause="{pause}"></button>'
    )


def _select(control: Control, figure: str) -> str:
    options = "".join(
        f'<option value="{i}"{" selected" if i == control.initial else ""}>'
        f"{escape(label)}</option>"
        for i, label in enumerate(control.texts)
    )
    width = max(map(_columns, control.texts))
    return (
        f'<label class="live-select"><span>{escape(control.description)}</span> '
        f'<select name="{escape(control.name)}" style="width:calc({width}ch + 3rem)" '
        f'data-value="{escape(control.tokens[control.initial])}" '
        f'autocomplete="off">{options}</select></label>'
    )


def _checkbox(control: Control, figure: str) -> str:
    return (
        f'<label class="live-checkbox"><input type="checkbox" '
        f'name="{escape(control.name)}" data-value="{control.tokens[control.initial]}" '
        f'autocomplete="off"{" checked" if control.initial else ""}> '
        f"<span>{escape(control.description)}</span></label>"
    )


def _buttons(recording):
    playing = (_speed(), _loop()) if _ranges(recording) else ()
    buttons = (*playing, _button("reset", _words("live.reset")), _link())
    note = '<span class="live-note" role="status"></span>'
    return f'<div class="live-buttons">{"".join(buttons)}{note}</div>'


def _speed():
    words = _words("live.speed")
    shown = '<span class="live-value">1×</span>'
    return _button("speed", shown, f' title="{words}" aria-label="{words} 1×"')


def _loop():
    return _button("loop", _words("live.loop"), ' aria-pressed="false"')


def _link():
    more = (
        f' title="{_words("live.here")}" data-copied="{_words("live.copied")}"'
        f' data-uncopied="{_words("live.uncopied")}"'
    )
    return _button("link", _words("live.link"), more)


def _button(action, shown, more=""):
    return f'<button type="button" data-action="{action}"{more}>{shown}</button>'


def _words(key):
    return escape(text(key))


def _numbers(recording):
    if not recording.numbers:
        return ""
    rows = number_rows(
        (n.name, n.index, n.variants[n.choice[recording.initial]], _widest(n))
        for n in recording.numbers
    )
    label = _words("live.numbers")
    return f'<div class="live-numbers" role="group" aria-label="{label}">{rows}</div>'


def _widest(number: Number) -> int:
    return max(map(_columns, number.variants))


def _data(recording):
    """Write what the script needs; the index tables are shared and stored once."""
    tables: dict[tuple[int, ...], int] = {}

    def table(choice):
        return tables.setdefault(choice, len(tables))

    data = {
        "controls": [
            {"name": c.name, "texts": c.texts, "tokens": c.tokens, "initial": c.initial}
            for c in recording.controls
        ],
        "slots": [
            [s.mark, s.attribute, s.variants, table(s.choice)] for s in recording.slots
        ],
        "numbers": [[n.variants, table(n.choice)] for n in recording.numbers],
    }
    data["tables"] = list(tables)
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # "</script" or "<!--" in a string would end the element early.
    packed = packed.replace("<", "\\u003c")
    return f'<script type="application/json" class="live-data">{packed}</script>'


def _columns(words):
    """Count columns: a kanji takes two, and in its fonts so may β, − or ∞."""
    return sum(1 if char.isascii() else 2 for char in words)


_CONTROLS = {"range": _range, "select": _select, "checkbox": _checkbox}
