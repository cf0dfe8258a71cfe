"""Runs of Jupyter Book; and one that has loaded everything before it is needed."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

# What takes a second or two before the first page is read.
READY = """
import importlib, json, os, sys
from jupyter_book.cli.main import main
from jupyter_book.config import get_default_sphinx_config
from sphinx.application import builtin_extensions
for name in (*builtin_extensions, *get_default_sphinx_config()["extensions"],
             "sphinxcontrib.bibtex", "sphinxcontrib.katex", "bookbuild.sphinx"):
    importlib.import_module(name)
import softmaxbook.proofs
softmaxbook.proofs.labels()
if order := sys.stdin.readline():
    sys.argv[1:], environment = json.loads(order)
    os.environ |= environment
    sys.exit(main())
"""


def start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen:
    """Run ``jupyter-book``."""
    program = Path(sys.executable).with_name("jupyter-book")
    return run([str(program), *arguments], env=os.environ | environment)


def run(command: list[str], **options) -> subprocess.Popen:
    """Start a program whose output we read."""
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", **options,
    )  # fmt: skip


@contextmanager
def ending(process: subprocess.Popen):
    """End a program when we are interrupted while we read its output."""
    try:
        yield
    except BaseException:
        process.terminate()
        raise


class Spare:
    """A run of ``jupyter-book`` that waits, with everything loaded, for its order."""

    def __init__(self):
        self.waiting = None

    def get_ready(self) -> None:
        """Have one load the code as it is now, unless one waits already."""
        if not self.waiting:
            utf8 = os.environ | {"PYTHONUTF8": "1"}
            command = [sys.executable, "-c", READY]
            self.waiting = run(command, stdin=subprocess.PIPE, env=utf8)

    def start(self, arguments: list[str], environment: dict[str, str]):
        """Give the order to the one that waits; return it as `start` does."""
        self.get_ready()
        process, self.waiting = self.waiting, None
        with suppress(BrokenPipeError):  # the code cannot be loaded: it says why
            json.dump([arguments, environment], process.stdin)
            process.stdin.close()
        return process

    def close(self) -> None:
        """End the one that waits."""
        if self.waiting:
            self.waiting.kill()
            self.waiting.communicate()
            self.waiting = None
