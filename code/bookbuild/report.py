"""Tell what was measured: a table of rows under headings, with goals and verdicts."""

from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table; a row without a value is a heading."""

    what: str
    value: str = ""
    goal: str = ""
    verdict: str = ""


def kilobytes(size: float) -> str:
    """Write bytes for a reader."""
    return f"{size / 1000:,.1f} kB"


def seconds(value: float) -> str:
    """Write a duration for a reader."""
    return f"{value:.1f} s"


def milliseconds(value: float) -> str:
    """Write a short time for a reader."""
    return f"{value:,.1f} ms" if value < 100 else f"{value:,.0f} ms"


def judged(what: str, value: float, goal: float, write=kilobytes) -> Row:
    """Return a row that says whether the goal is met."""
    verdict = "ok" if value <= goal else "OVER"
    return Row(what, write(value), f"goal ≤ {write(goal)}", verdict)


def reached(what: str, value: float, goal: float, write=str) -> Row:
    """Return a row that says whether a value is as high as it should be."""
    verdict = "ok" if value >= goal else "UNDER"
    return Row(what, write(value), f"goal ≥ {write(goal)}", verdict)


def table(lines: Sequence[Row]) -> str:
    """Lay rows out in columns; a heading stands free, with a line before it."""
    listed = [row for row in lines if row.value]
    width = max(len(row.what) for row in listed)
    room = max((len(row.value) for row in listed if row.goal), default=0)
    out = []
    for row in lines:
        if not row.value:
            out += ["", row.what]
            continue
        line = f"  {row.what:<{width}}  {row.value:>{room}}  {row.goal}  {row.verdict}"
        out.append(line.rstrip())
    return "\n".join(out).lstrip("\n")


def say(what: str) -> None:
    """Print one line of progress, at once."""
    print(f"bench  {what}", flush=True)
