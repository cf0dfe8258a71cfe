"""Cells run in the edition's language, and run again when the package changes."""

import atexit
import os
import shutil
import tempfile
from functools import partialmethod
from pathlib import Path

from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

import softmaxbook
from bookbuild.digests import PAGES, digest
from softmaxbook.live.cache import FOLDER

DRAWN_WITH = ("ipywidgets", "matplotlib", "numpy", "scipy")


def code_digest() -> str:
    """A hash of what a cell's output depends on besides the cell itself."""
    root = Path(softmaxbook.__file__).parent
    files = (path for path in root.rglob("*") if path.suffix in {".py", ".csv"})
    return digest(files, root, DRAWN_WITH)[:16]


def prepare(app, config):
    """Speak the edition's language in every cell; say where recordings are kept."""
    build = Path(app.outdir).parent
    os.environ["SOFTMAXBOOK_LANG"] = config.book_edition
    os.environ["SOFTMAXBOOK_STATIC"] = "1"
    os.environ[FOLDER] = str(build / "recordings")


def key_cache(app):
    """Key the cache of outputs on the code.

    jupyter-cache compares cells only: without the digest in its path it would
    go on showing what an earlier version of the package drew. Cells that run
    again find the figures that are still the same among the recordings.

    It is no setting of Sphinx's: one that changed would have every page read again.
    """
    folder = Path(app.outdir).parent / ".jupyter_cache" / code_digest()
    config = app.env.mystnb_config
    app.env.mystnb_config = config.copy(execution_cache_path=str(folder))


def outdated(app, env, added, changed, removed):
    """Read every page again when the package changed since the last build.

    For an author at work, read only the pages they named again.
    """
    if pages := os.environ.get(PAGES):
        return env.found_docs & set(pages.split())
    now = code_digest()
    stale = getattr(env, "book_code_digest", now) != now
    env.book_code_digest = now
    return env.found_docs if stale else []


def use_sockets_of_this_build():
    """Talk to kernels through files: builds side by side could pick one TCP port."""
    folder = tempfile.mkdtemp(prefix="book-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    KernelManager.__init__ = partialmethod(
        KernelManager.__init__, transport="ipc", ip=f"{folder}/kernel"
    )


def join_what_a_cell_prints():
    """Put the pieces of a cell's output together again as they were.

    A slow cell sends them one by one, and MyST-NB begins a new line with each.
    """
    NotebookClient.__init__ = partialmethod(
        NotebookClient.__init__, coalesce_streams=True
    )


def setup(app):
    join_what_a_cell_prints()
    if os.name == "posix":
        use_sockets_of_this_build()
    app.connect("config-inited", prepare)
    # After MyST-NB's own set-up (500).
    app.connect("builder-inited", key_cache, priority=600)
    app.connect("env-get-outdated", outdated)
