"""The built site, its editions and pages, and a way to open them as a reader does.

`BOOK_SITE` names another copy of the site, e.g. to see a test fail.
"""

import gzip
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from bs4 import BeautifulSoup

from bookbuild.editions import Edition, load_editions
from bookbuild.serve import BookHandler

ROOT = Path(__file__).parents[2]
SITE = Path(os.environ.get("BOOK_SITE", ROOT / "_build" / "html"))
EDITIONS = load_editions(ROOT)
STEMS = sorted(path.stem for path in EDITIONS[0].folder.glob("*.md"))
LIVE = re.compile(r"^\s+name: (live-\S+)$", re.MULTILINE)
STILL = re.compile(r"^live\(\s*[\w.]+\s*,?\s*\)$", re.MULTILINE)  # it has no controls
LABEL = re.compile(r"^:label: (eq-\S+)$", re.MULTILINE)
OWN = ("file:", "data:", "blob:", "http://127.0.0.1:")


@dataclass(frozen=True, eq=False)
class PageName:
    """A page of one edition; `stem` is its file name without the ending."""

    edition: Edition
    stem: str

    @property
    def file(self) -> Path:
        """The page's file in the built site."""
        return SITE / self.edition.lang / f"{self.stem}.html"

    @property
    def source(self) -> str:
        """What the chapter's author wrote."""
        return (self.edition.folder / f"{self.stem}.md").read_text("utf-8")

    @property
    def has_figures(self) -> bool:
        """Whether there are live figures; the pages to look things up have none."""
        return bool(LIVE.search(self.source))

    @property
    def labels(self) -> list[str]:
        """The labels of the numbered equations, in order."""
        return LABEL.findall(self.source)

    @property
    def proofs(self) -> "PageName":
        """The page with the proofs of this chapter."""
        return PageName(self.edition, f"proofs-{self.stem}")

    def __str__(self):
        return f"{self.edition.lang}/{self.stem}"


@dataclass
class Visit:
    """A page opened in a fresh profile without a network, and all it did."""

    tab: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def moving(source: str) -> list[str]:
    """Return the names of the live figures that have controls."""
    cells = re.split(r"^`{3,}\{code-cell\}", source, flags=re.MULTILINE)
    return [
        name for cell in cells if not STILL.search(cell) for name in LIVE.findall(cell)
    ]


CHAPTERS = [PageName(edition, stem) for edition in EDITIONS for stem in STEMS]
FIGURES = [(page, name) for page in CHAPTERS for name in moving(page.source)]
MOVING = [page for page in CHAPTERS if moving(page.source)]
SAMPLE = [  # one figure of each page, not always the first
    (page, names[k % len(names)])
    for k, page in enumerate(MOVING)
    for names in [moving(page.source)]
]
NUMBERED = [page for page in CHAPTERS if page.labels]
ASKING = [page for page in CHAPTERS if "{quiz}" in page.source]
SEARCHES = [PageName(edition, "search") for edition in EDITIONS]


def in_turn(values: list) -> list:
    """Take each figure or page once, in one language after another."""
    each = len(values) // len(EDITIONS)
    return [values[k % len(EDITIONS) * each + k] for k in range(each)]


# One template makes the pages of proofs.
PAGES = CHAPTERS + SEARCHES + [page.proofs for page in in_turn(NUMBERED)]


def pytest_generate_tests(metafunc):
    """Run a test once for each `edition`, `chapter`, `page`, live `figure` and so on.

    What is marked `in_turn`, since no word has a part in it, gets each in one language;
    what is `sampled`, since no drawing has a part in it, one figure of each page.
    All tests of a page go to one worker, so that only one opens the page.
    """
    ways = {
        "edition": (EDITIONS, lambda edition: (edition.lang, edition.lang)),
        "chapter": (CHAPTERS, lambda page: (str(page), str(page))),
        "numbered": (NUMBERED, lambda page: (str(page), str(page))),
        "asking": (ASKING, lambda page: (str(page), str(page))),
        "moving": (MOVING, lambda page: (str(page), str(page))),
        "page": (PAGES, lambda page: (str(page), str(page))),
        "figure": (FIGURES, lambda f: (f"{f[0].edition.lang}-{f[1]}", str(f[0]))),
    }
    marked = metafunc.definition.get_closest_marker
    if marked("sampled"):
        ways["figure"] = (in_turn(SAMPLE), ways["figure"][1])
    choose = in_turn if marked("in_turn") else list
    for name, (values, label_and_group) in ways.items():
        if name in metafunc.fixturenames:
            params = []
            for value in choose(values):
                label, group = label_and_group(value)
                mark = pytest.mark.xdist_group(group)
                params.append(pytest.param(value, id=label, marks=mark))
            metafunc.parametrize(name, params, scope="session")


@pytest.fixture(scope="session", autouse=True)
def site() -> Path:
    """The built site."""
    if not (SITE / "index.html").is_file():
        pytest.fail(f"There is no built book in {SITE}: run `make book` first.")
    return SITE


class Silent(BookHandler):
    """Prints no line for each request."""

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def _served(folder: Path):
    handler = partial(Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def serve():
    """Serve a folder, for as long as the context lasts, from the address it gives."""
    return _served


@pytest.fixture(scope="session")
def served(site, serve):
    """The address of the site on a server."""
    with serve(site) as address:
        yield address


@pytest.fixture(scope="session")
def editions() -> list[Edition]:
    """Every edition of the book."""
    return EDITIONS


@pytest.fixture(scope="session")
def chapters() -> list[PageName]:
    """Every chapter of every edition."""
    return CHAPTERS


@pytest.fixture(scope="session")
def pages() -> list[PageName]:
    """Every page of every edition, the search too."""
    return PAGES


@pytest.fixture(scope="session")
def soup():
    """Return the parsed HTML of a file, without running its scripts."""

    @cache
    def parsed(file: Path) -> BeautifulSoup:
        return BeautifulSoup(file.read_text("utf-8"), "html.parser")

    return parsed


@pytest.fixture(scope="session")
def packed():
    """Return how many bytes content takes on its way to a reader."""
    return lambda content: len(gzip.compress(content, 9, mtime=0))


@pytest.fixture
def visit(browser):
    """Open a page in a fresh profile: from its file, offline, or from an address."""
    contexts = []

    def opened(file: PageName | Path | str, hash: str = "", **options) -> Visit:
        offline = not isinstance(file, str)
        contexts.append(browser.new_context(offline=offline, **options))
        return _open(contexts[-1], file, hash)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def reading(browser):
    """Open a page once for many tests, its clock standing still until told to run."""
    opened = {}

    def close():
        for visit in opened.values():
            visit.tab.context.close()
        opened.clear()

    def open_once(page: PageName) -> Visit:
        if page not in opened:
            close()  # the one read before
            visit = opened[page] = _open(browser.new_context(offline=True), page)
            visit.tab.clock.install(time=0)
            visit.tab.clock.pause_at(1000)
        return opened[page]

    yield open_once
    close()


def _open(context, file, hash=""):
    visit = Visit(context.new_page())
    visit.tab.set_default_timeout(10_000)
    _listen(context, visit)
    url = file if isinstance(file, str) else getattr(file, "file", file).as_uri()
    visit.tab.goto(url + hash)
    return visit


def _listen(context, visit):
    def request(sent):
        visit.requests.append(sent.url)
        if not sent.url.startswith(OWN):
            visit.complaints.append(f"asks for {sent.url}")

    def message(shown):
        if shown.type in ("error", "warning"):
            visit.complaints.append(f"{shown.type}: {shown.text}")

    context.on("request", request)
    context.on("console", message)
    context.on("weberror", lambda error: visit.complaints.append(str(error.error)))
