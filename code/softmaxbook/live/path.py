"""Short SVG path data: one decimal, relative commands."""

import re
from functools import lru_cache

_TOKEN = re.compile(r"[MLQCzZ]|[-+.\deE]+")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}


@lru_cache(maxsize=1024)
def shorten(data: str, unit: float = 1) -> str:
    """Rewrite Matplotlib's absolute path data in larger units, rounded.

    They are rounded to a tenth, larger units to a whole. Coordinates are rounded
    first and subtracted afterwards, so that no error builds up along a curve.

    >>> shorten("M 10 20 L 30 20 L 30 5.04 z")
    'm10 20h20v-15z'
    >>> shorten("M 10 20 L 30 20 L 30 5.04 z", unit=8)
    'm1 2h3v-1z'
    """
    snap = _tenths if unit == 1 else lambda token: 10 * round(float(token) / unit)
    tokens = _TOKEN.findall(data)
    out, at, start, place = [], (0, 0), (0, 0), 0
    while place < len(tokens):
        command = tokens[place]
        place += 1
        if command in "zZ":
            out.append(("z", ()))
            at = start
            continue
        count = 2 * _POINTS[command]
        numbers = [snap(token) for token in tokens[place : place + count]]
        place += count
        out.append(_relative(command, numbers, at))
        at = (numbers[-2], numbers[-1])
        start = at if command == "M" else start
    return _joined(out)


def number(text: str | float) -> str:
    """Round one number to a tenth, as short as SVG allows."""
    return _plain(_tenths(text))


def _relative(command, numbers, at):
    steps = tuple(n - at[i % 2] for i, n in enumerate(numbers))
    if command == "L" and steps[1] == 0:
        return "h", steps[:1]
    if command == "L" and steps[0] == 0:
        return "v", steps[1:]
    return command.lower(), steps


def _joined(commands):
    out, last = "", None
    for letter, steps in commands:
        # After "m" a bare pair would mean "l", so "m" and "z" are never implied.
        implied = letter == last and letter not in "mz"
        packed = _packed(steps)
        out += (_gap(packed) if implied else letter) + packed
        last = letter
    return out


def _packed(steps):
    out = ""
    for step in steps:
        text = _plain(step)
        out += (_gap(text) if out else "") + text
    return out


def _gap(text):
    return "" if text.startswith("-") else " "


def _tenths(text):
    return round(float(text) * 10)


def _plain(tenths):
    whole, tenth = divmod(abs(tenths), 10)
    digits = f"{whole or ''}.{tenth}" if tenth else str(whole)
    return f"-{digits}" if tenths < 0 else digits
