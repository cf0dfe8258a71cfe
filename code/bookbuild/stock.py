"""The same chapter as Jupyter Book builds it when nobody changes anything."""

import io
import mimetypes
import os
import re
import shutil
import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from bookbuild.errors import BookError
from bookbuild.tools import run_node, run_npm
from bookbuild.weight import is_foreign, load, served, settle, summary

NAME = r"(?P<name>(?:@[^/@]+/)?[^/@]+)"
# How the usual content networks name a file of an npm package.
NETWORKS = tuple(
    map(
        re.compile,
        (
            rf"https://cdn\.jsdelivr\.net/npm/{NAME}@(?P<version>[^/]+)/(?P<path>[^?#]+)",
            rf"https://unpkg\.com/{NAME}@(?P<version>[^/]+)/(?P<path>[^?#]+)",
            r"https://cdnjs\.cloudflare\.com/ajax/libs/"
            r"(?P<name>[^/]+)/(?P<version>[^/]+)/(?P<path>[^?#]+)",
        ),
    )
)
# Where a network's name for a package is not npm's.
NPM_NAMES = {"require.js": "requirejs"}

# What Jupyter Book wants before a page it is to run.
PAGE_HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---
"""

INTEGRITY = re.compile(r'\sintegrity="[^"]*"')

SCRIPT_ADDRESS = re.compile(r'<script[^>]*\ssrc="(https://[^"?]+)')

SLIDER = ".widget-slider .noUi-handle, .widget-slider .ui-slider-handle"
# The figure is drawn into the HTML widget below the sliders.
PICTURE = "() => document.querySelector('.widget-html-content svg')?.outerHTML ?? null"
READOUT = "() => document.querySelector('.widget-readout')?.textContent ?? null"


class PackageFile(NamedTuple):
    """A file of a published package: what a content network's address means."""

    package: str
    path: str


def package_file(url: str) -> PackageFile | None:
    """Read the address of a content network; None for any other address.

    >>> package_file("https://unpkg.com/thebe@0.8.2/lib/index.js")
    PackageFile(package='thebe@0.8.2', path='lib/index.js')
    """
    for network in NETWORKS:
        if match := network.match(url):
            name = NPM_NAMES.get(match["name"], match["name"])
            return PackageFile(f"{name}@{match['version']}", match["path"])
    return None


class Packages:
    """Published packages, fetched when first asked for and kept.

    Only their own archives: a page loads built files, which need none of the
    packages they were built from.
    """

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.read = cache(self._read)  # a package may be asked for many files

    def file(self, wanted: PackageFile) -> bytes | None:
        """Return a file's bytes, or None: no such package, no such file."""
        files = self.read(wanted.package)
        if wanted.package.startswith("requirejs@") and wanted.path.endswith(".min.js"):
            return minified_require(files, self.folder) if files else None
        return files.get(wanted.path)

    def _read(self, package: str) -> dict[str, bytes]:
        try:
            archive = self._fetch(package)
        except subprocess.CalledProcessError as error:
            print(f"  stock  {package}: {error.stderr.strip()[-200:]}", flush=True)
            return {}
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            return {
                member.name.partition("/")[2]: tar.extractfile(member).read()
                for member in tar
                if member.isfile()
            }

    def _fetch(self, package: str) -> bytes:
        """Get a package's archive, through npm."""
        kept = self.folder / (re.sub(r"[^\w.@-]", "-", package) + ".tgz")
        if not kept.exists():
            print(f"  stock  fetching {package}", flush=True)
            done = run_npm(
                "pack", "--silent", package, cwd=self.folder, capture_output=True,
                text=True, encoding="utf-8",
            )  # fmt: skip
            (self.folder / done.stdout.split()[-1]).rename(kept)
        return kept.read_bytes()


def minified_require(files: dict[str, bytes], folder: Path) -> bytes:
    """Make require.min.js, which the package lacks, with the package's own tool."""
    room = folder / "requirejs"
    room.mkdir(exist_ok=True)
    # Under its own name the tool would take it for part of itself.
    (room / "whole.js").write_bytes(files["require.js"])
    (room / "r.js").write_bytes(files["bin/r.js"])
    run_node(
        "r.js", "-o", "baseUrl=.", "name=whole", "out=small.js",
        "optimize=uglify", "skipModuleInsertion=true", "logLevel=3", cwd=room,
    )  # fmt: skip
    return (room / "small.js").read_bytes()


def build_stock(root: Path, stem: str, folder: Path, more: dict[str, str]) -> Path:
    """Build the English chapter, and more pages, with defaults; return the site."""
    write_stock(root, stem, folder, more)
    jupyter_book = str(Path(sys.executable).with_name("jupyter-book"))
    done = subprocess.run(
        [jupyter_book, "build", str(folder)], stdout=subprocess.PIPE, text=True,
        stderr=subprocess.STDOUT, encoding="utf-8", env=stock_environment(root),
    )  # fmt: skip
    (folder / "log.txt").write_text(done.stdout, "utf-8")
    pages = [folder / "_build" / "html" / f"{name}.html" for name in (stem, *more)]
    if done.returncode or not all(page.exists() for page in pages):
        raise BookError(f"The stock book was not built: see {folder / 'log.txt'}.")
    for page in pages:
        drop_integrity(page)
    return pages[0].parent


def write_stock(root: Path, stem: str, folder: Path, more: dict[str, str]) -> None:
    """Write a book of the opening page, the chapter, and more pages."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("index", stem):
        shutil.copy(root / "chapters" / "en" / f"{name}.md", folder)
    for name, text in more.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    chapters = [{"file": name} for name in (stem, *more)]
    config = {"title": "Stock", "execute": {"execute_notebooks": "force"}}
    toc = {"format": "jb-book", "root": "index", "chapters": chapters}
    (folder / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")


def stock_environment(root: Path) -> dict[str, str]:
    """Return the caller's environment without what makes figures ours."""
    ours = ("SOFTMAXBOOK_STATIC", "SOFTMAXBOOK_LANG")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PYTHONUTF8": "1", "PYTHONPATH": str(root / "code")}


def drop_integrity(page: Path) -> None:
    """Let the page take require.js minified here: same code, other spacing."""
    page.write_text(INTEGRITY.sub("", page.read_text("utf-8")), "utf-8")


def bring_home(page: Path, packages: Packages) -> list[str]:
    """Let a page take its scripts from beside it, not from content networks.

    Answering in a network's place would cost time of its own, and this page's start
    is timed. Returns the addresses it had.
    """
    html, found = page.read_text("utf-8"), []
    for address in dict.fromkeys(SCRIPT_ADDRESS.findall(html)):
        wanted = package_file(address)
        body = packages.file(wanted) if wanted else None
        if body is not None:
            home = Path("npm", wanted.package, wanted.path)
            (page.parent / home).parent.mkdir(parents=True, exist_ok=True)
            (page.parent / home).write_bytes(body)
            html = html.replace(address, home.as_posix())
            found.append(address)
    page.write_text(html, "utf-8")
    return found


def weigh_stock(browser, site: Path, name: str, packages: Packages) -> dict:
    """Weigh the first visit, then move a slider and look whether the figure does."""
    with served(site) as (address, ledger), browser.new_context() as context:
        context.route(is_foreign, lambda route: answer(route, packages, ledger))
        page = context.new_page()
        load(page, f"{address}/{name}")
        shown = widgets_shown(page)
        result = summary(ledger.take())
        result["other_hosts"] = [url for url in result["files"] if is_foreign(url)]
        return result | {"slider": move_slider(page) if shown else {"shown": False}}


def answer(route, packages: Packages, ledger) -> None:
    """Answer in a content network's place; whatever cannot be found is a 404."""
    url = route.request.url
    wanted = package_file(url)
    body = packages.file(wanted) if wanted else None
    status = 404 if body is None else 200
    ledger.add(url, body or b"", status)
    kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": kind}
    route.fulfill(status=status, headers=headers, body=body or b"")


def widgets_shown(page) -> bool:
    """Wait until the sliders stand; they load more when they do."""
    from playwright.sync_api import Error

    try:
        page.wait_for_selector(SLIDER, timeout=30_000)
    except Error:
        return False
    settle(page)
    return True


def move_slider(page) -> dict:
    """Press an arrow key on the first slider; tell what changed."""
    before = page.evaluate(PICTURE), page.evaluate(READOUT)
    handle = page.locator(SLIDER).first
    handle.focus()
    for _ in range(5):
        handle.press("ArrowRight")
    page.wait_for_timeout(500)
    after = page.evaluate(PICTURE), page.evaluate(READOUT)
    return {
        "shown": True,
        "figure_shown": before[0] is not None,
        "figure_changes": before[0] != after[0],
        "value_changes": before[1] != after[1],
    }
