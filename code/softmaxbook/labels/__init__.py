"""The words that figures and controls show, in the reader's language."""

import csv
import os
from functools import cache
from itertools import pairwise
from pathlib import Path

_CATALOGUE = Path(__file__).with_name("catalogue.csv")
_FALLBACK = "en"
with _CATALOGUE.open(encoding="utf-8", newline="") as _file:
    LANGUAGES = tuple(next(csv.reader(_file))[1:])  # the columns after the id

_chosen: str | None = None


class UnknownLabel(KeyError):
    """No row of the catalogue has this id."""

    def __str__(self):
        return self.args[0]


def use_language(lang: str) -> None:
    """Choose the language of every figure drawn from now on: one of `LANGUAGES`."""
    global _chosen
    _chosen = checked(lang, "lang")


def language() -> str:
    """Return the language in use.

    It is the one chosen by `use_language`; else the environment variable
    ``SOFTMAXBOOK_LANG``; else the edition whose folder ``chapters/<lang>`` we
    work in; else English.
    """
    if _chosen:
        return _chosen
    if lang := os.environ.get("SOFTMAXBOOK_LANG"):
        return checked(lang, "SOFTMAXBOOK_LANG")
    return _edition_of(Path.cwd()) or _FALLBACK


def text(key: str) -> str:
    """Return the words with this id in the language in use.

    >>> use_language("ja")
    >>> text("axis.probability")
    '確率'
    """
    if not has(key):
        raise UnknownLabel(f"no label {key!r} in {_CATALOGUE.name}")
    return said(catalogue()[key], language())


def said(row: dict[str, str | None], lang: str) -> str:
    """Return a row's words in a language; where they are still missing, in English."""
    return row.get(lang) or row[_FALLBACK]


def has(key: str) -> bool:
    """Tell whether the catalogue has a row with this id."""
    return key in catalogue()


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the whole catalogue: id -> language -> words."""
    with _CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row.pop("id"): row for row in csv.DictReader(file)}


def checked(lang: str, source: str) -> str:
    """Return a language, or raise ValueError, which says where it came from."""
    if lang not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise ValueError(f"{source} must be one of {known}; got {lang!r}")
    return lang


def _edition_of(folder):
    parts = folder.parts
    for parent, child in pairwise(parts):
        if parent == "chapters" and child in LANGUAGES:
            return child
    return None
