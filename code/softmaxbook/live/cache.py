"""Keeps the recorded figures of a build for the builds that come after it.

The name of an entry has the fingerprint of what the figure depends on, but for the
catalogue: an entry lists the words that were asked for, with the answers.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from softmaxbook import labels
from softmaxbook.live import page
from softmaxbook.live.controls import Control
from softmaxbook.live.fingerprint import fingerprint
from softmaxbook.live.frame import figure_id
from softmaxbook.live.record import record, repeats

FOLDER = "SOFTMAXBOOK_RECORDINGS"  # the environment variable that names the folder


def recorded(draw: Callable, controls: Sequence[Control]) -> str:
    """Return the figure as HTML, from an earlier build where nothing changed."""
    folder = os.environ.get(FOLDER)
    key = folder and fingerprint(draw, controls)
    if not key:
        return page.html(record(draw, controls))
    entry = Path(folder) / f"{figure_id(draw)}-{labels.language()}-{key}.json"
    return _read(entry) or _record_and_keep(draw, controls, entry, key)


def _record_and_keep(draw, controls, entry, key):
    with _words_asked_for() as words:
        recording = record(draw, controls)
        html = page.html(recording)
    # Not if it draws by chance, or has changed what it depends on.
    if repeats(draw, recording) and fingerprint(draw, controls) == key:
        _write(entry, {"words": words, "html": html})
    return html


@contextmanager
def _words_asked_for() -> Iterator[dict[str, dict[str, str] | None]]:
    """Note which rows of the catalogue are read, and what is in them."""
    catalogue, words = labels.catalogue, {}
    labels.catalogue = lambda: _Noting(catalogue(), words)
    try:
        yield words
    finally:
        labels.catalogue = catalogue


class _Noting(Mapping):
    """The catalogue, while it is noted what is asked for."""

    def __init__(self, rows, words):
        self._rows, self._words = rows, words

    def __getitem__(self, key):
        self._words[key] = self._rows.get(key)
        return self._rows[key]

    def __iter__(self):
        return iter(self._rows)

    def __len__(self):
        return len(self._rows)


def _read(entry):
    """Return what was kept, or None where it is damaged or words have changed."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept, rows = json.loads(entry.read_text("utf-8")), labels.catalogue()
        if all(rows.get(key) == row for key, row in kept["words"].items()):
            return kept["html"]
    return None


def _write(entry, kept):
    """Write an entry whole or not at all: another build may read it meanwhile."""
    with suppress(OSError):
        entry.parent.mkdir(parents=True, exist_ok=True)
        for outdated in entry.parent.glob(f"{entry.name.rpartition('-')[0]}-*.json"):
            outdated.unlink()
        handle, name = tempfile.mkstemp(dir=entry.parent, suffix=".part")
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False)
        os.replace(name, entry)
