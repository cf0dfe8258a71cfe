"""What a student reads."""

import csv
import difflib
from functools import cache
from pathlib import Path

from softmaxbook import labels
from softmaxbook.exercises import show

_CATALOGUE = Path(__file__).with_name("hints.csv")


@cache
def hints():
    """Return the whole catalogue: key -> language -> words."""
    with _CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row.pop("id"): row for row in csv.DictReader(file)}


def hint(key, lang=None, **words):
    """Return a hint in a language, by default that of the edition."""
    text = labels.said(hints()[key], lang or labels.language())
    return text.format(**words) if key.startswith("general.") else text


def unknown(name, known, lang=None):
    """Return what to say when no exercise has this name."""
    near = difflib.get_close_matches(str(name), known, 3, 0.5) or list(known)
    return f"✗ {name}\n{hint('general.unknown', lang, names=', '.join(near))}"


def message(check, answer, verdict, lang=None):
    """Return the text for a verdict: ✓, or the hint and the case that shows it."""
    if not verdict.hint:
        said = hint("general.right", lang, name=check.name, n=len(check.cases))
        return f"✓ {said}"
    words = {"signature": check.signature, "call": check.call, **verdict.words}
    said = f"✗ {check.name}\n{hint(verdict.hint, lang, **words)}"
    return f"{said}\n\n{_evidence(check, answer, verdict, lang)}".strip()


def _evidence(check, answer, verdict, lang):
    if verdict.case is None:
        return ""
    name = getattr(answer, "__name__", check.function)
    name = name if name.isidentifier() else check.function
    lines, outcome = [show.call(name, verdict.case)], verdict.outcome
    if outcome.error is None:
        returned = show.result(outcome.value)
        lines.append(hint("general.returned", lang, value=returned))
    elif verdict.hint != "general.slow":
        lines.append(_error(outcome.error, answer, lang))
    expected = show.result(verdict.expected)
    return "\n".join([*lines, hint("general.expected", lang, value=expected)])


def _error(raised, answer, lang):
    said, place = show.error(raised), show.place(raised, answer)
    if place is None:
        return said
    line = hint("general.line", lang, number=place[0], code=place[1])
    return f"{line.rstrip(' :：')}\n{said}"
