"""The words that figures and controls show, in the reader's language."""

import csv
import os
from functools import cache
from itertools import pairwise
from pathlib import Path

LANGUAGES = ("en", "ja", "zh")

_chosen: str | None = None


class UnknownLabel(KeyError):
    """No row of the catalogue has this id."""

    def __str__(self):
        return self.args[0]


def use_language(lang: str) -> None:
    """Choose the language of every figure drawn from now on: en, ja or zh."""
    global _chosen
    _chosen = _checked(lang, "lang")


def language() -> str:
    """Return the language in use.

    It is the one chosen by `use_language`; else the environment variable
    ``SOFTMAXBOOK_LANG``; else the edition whose folder ``chapters/<lang>`` we
    work in; else English.
    """
    if _chosen:
        return _chosen
    if lang := os.environ.get("SOFTMAXBOOK_LANG"):
        return _checked(lang, "SOFTMAXBOOK_LANG")
    return _edition_of(Path.cwd()) or "en"


def text(key: str) -> str:
    """Return the words with this id in the language in use.

    >>> use_language("ja")
    >>> text("axis.probability")
    '確率'
    """
    if not has(key):
        raise UnknownLabel(f"no label {key!r} in {_CATALOGUE.name}")
    return catalogue()[key][language()]


def has(key: str) -> bool:
    """Tell whether the catalogue has a row with this id."""
    return key in catalogue()


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the whole catalogue: id -> language -> words."""
    with _CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row.pop("id"): row for row in csv.DictReader(file)}


_CATALOGUE = Path(__file__).with_name("catalogue.csv")


def _checked(lang, source):
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
