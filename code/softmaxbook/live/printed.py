"""Catches what a function prints or warns, so that it is shown where it belongs."""

import contextlib
import io
import sys
import threading
from collections.abc import Iterator
from typing import TextIO


@contextlib.contextmanager
def printed() -> Iterator[io.StringIO]:
    """Catch what this thread writes to the standard streams; leave other threads be.

    >>> with printed() as said:
    ...     print("aside")
    >>> said.getvalue()
    'aside\\n'
    """
    said = io.StringIO()
    with (
        contextlib.redirect_stdout(_Turnout(said, sys.stdout)),
        contextlib.redirect_stderr(_Turnout(said, sys.stderr)),
    ):
        yield said


class _Turnout(io.TextIOBase):
    """Sends the text of the thread that made it one way, all else the other way."""

    def __init__(self, mine: TextIO, others: TextIO):
        self._ways = {threading.get_ident(): mine}
        self._others = others

    def write(self, text: str) -> int:
        return self._ways.get(threading.get_ident(), self._others).write(text)

    def flush(self) -> None:
        self._others.flush()
