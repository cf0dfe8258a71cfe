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


def html(recording: Recording) -> str:
    """Return the inside of the figure: picture, controls, numbers, data."""
    parts = [picture(recording)]
    if recording.controls:
        parts += [_controls(recording), _foot(_numbers(recording), _buttons())]
        parts.append(_data(recording))
    elif recording.numbers:
        parts.append(_foot(_numbers(recording)))
    inside = "\n".join(parts)
    return f'<div class="live-body" data-live="{recording.id}">\n{inside}\n</div>'


def picture(recording: Recording) -> str:
    """Return the <svg> of the first frame."""
    svg = with_defs(recording.base, recording.defs)
    svg.set("role", "img")
    svg.set("aria-label", alt(recording.id, bool(recording.controls)))
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
        f"{' '.join(outputs)}</span>"
        for name, outputs in rows.items()
    )


def _controls(recording):
    ranges = [c for c in recording.controls if c.kind == "range"]
    width = max((_columns(words) for c in ranges for words in c.texts), default=0)
    rows = "".join(_CONTROLS[c.kind](c, recording.id) for c in recording.controls)
    return (
        f'<div class="live-controls" role="group" style="--live-label:{width}ch" '
        f'aria-label="{escape(text("live.controls"))}">{rows}</div>'
    )


def _foot(*parts):
    return f'<div class="live-foot">{"".join(parts)}</div>'


def _range(control: Control, figure: str) -> str:
    name, start = escape(control.name), control.initial
    shown, label = escape(control.texts[start]), escape(control.description)
    return (
        f'<div class="live-range"><output for="{figure}-{name}" aria-hidden="true">'
        f"{shown}</output>"
        f'<input type="range" id="{figure}-{name}" name="{name}" min="0" '
        f'max="{len(control.values) - 1}" step="1" value="{start}" '
        f'data-value="{escape(control.tokens[start])}" aria-label="{label}" '
        f'aria-valuetext="{shown}" autocomplete="off">{_play(control)}</div>'
    )


def _play(control):
    play, pause = (f"{text(f'live.{w}')} {control.description}" for w in _PLAYING)
    return (
        f'<button type="button" data-action="play" data-for="{escape(control.name)}" '
        f'aria-label="{escape(play)}" data-play="{escape(play)}" '
        f'data-pause="{escape(pause)}"></button>'
    )


def _select(control: Control, figure: str) -> str:
    options = "".join(
        f'<option value="{i}"{" selected" if i == control.initial else ""}>'
        f"{escape(label)}</option>"
        for i, label in enumerate(control.texts)
    )
    return (
        f'<label class="live-select"><span>{escape(control.description)}</span> '
        f'<select name="{escape(control.name)}" '
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


def _buttons():
    copied, uncopied = escape(text("live.copied")), escape(text("live.uncopied"))
    return (
        '<div class="live-buttons">'
        f'<button type="button" data-action="reset">{escape(text("live.reset"))}'
        f'</button><button type="button" data-action="link" data-copied="{copied}" '
        f'data-uncopied="{uncopied}">{escape(text("live.link"))}</button>'
        '<span class="live-note" role="status"></span></div>'
    )


def _numbers(recording):
    if not recording.numbers:
        return ""
    rows = number_rows(
        (n.name, n.index, n.variants[n.choice[recording.initial]], _widest(n))
        for n in recording.numbers
    )
    label = escape(text("live.numbers"))
    return (
        f'<div class="live-numbers" role="group" aria-label="{label}" '
        f'aria-live="polite">{rows}</div>'
    )


def _widest(number: Number) -> int:
    return max(map(len, number.variants))


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
        "numbers": [
            [n.name, n.index, n.variants, table(n.choice)] for n in recording.numbers
        ],
    }
    data["tables"] = list(tables)
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # "</script" or "<!--" in a string would end the element early.
    packed = packed.replace("<", "\\u003c")
    return f'<script type="application/json" class="live-data">{packed}</script>'


def _columns(words):
    """Count columns: a kanji takes two."""
    return sum(2 if char >= "\u2e80" else 1 for char in words)


_PLAYING = ("play", "pause")
_CONTROLS = {"range": _range, "select": _select, "checkbox": _checkbox}
