"""The built site, its editions and pages, and a way to open them as a reader does.

`BOOK_SITE` names another copy of the site, e.g. to see a test fail.
"""

import gzip
import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from bookbuild.editions import Edition, load_editions

ROOT = Path(__file__).parents[2]
SITE = Path(os.environ.get("BOOK_SITE", ROOT / "_build" / "html"))
EDITIONS = load_editions(ROOT)
STEMS = sorted(path.stem for path in EDITIONS[0].folder.glob("*.md"))
LIVE = re.compile(r"^\s+name: (live-\S+)$", re.MULTILINE)
STILL = re.compile(r"^live\(\s*[\w.]+\s*,?\s*\)$", re.MULTILINE)  # it has no controls
OWN = ("file:", "data:", "blob:")


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
# Every figure once, in one language after another: for what no word has a part in.
EACH = len(FIGURES) // len(EDITIONS)
IN_TURN = [FIGURES[k % len(EDITIONS) * EACH + k] for k in range(EACH)]
PAGES = CHAPTERS + [
    PageName(edition, stem) for edition in EDITIONS for stem in ("search", "genindex")
]


def pytest_generate_tests(metafunc):
    """Run a test once for each `edition`, `chapter`, `page` or live `figure`.

    All tests of a page go to one worker, so that only one opens the page.
    """
    in_turn = metafunc.definition.get_closest_marker("in_turn")
    figures = IN_TURN if in_turn else FIGURES
    ways = {
        "edition": (EDITIONS, lambda edition: (edition.lang, edition.lang)),
        "chapter": (CHAPTERS, lambda page: (str(page), str(page))),
        "page": (PAGES, lambda page: (str(page), str(page))),
        "figure": (figures, lambda f: (f"{f[0].edition.lang}-{f[1]}", str(f[0]))),
    }
    for name, (values, label_and_group) in ways.items():
        if name in metafunc.fixturenames:
            params = []
            for value in values:
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


@pytest.fixture(scope="session")
def editions() -> list[Edition]:
    """Every edition of the book."""
    return EDITIONS


@pytest.fixture(scope="session")
def chapters() -> list[PageName]:
    """Every chapter of every edition."""
    return CHAPTERS


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
    """Open a page from its file, without a network, in a fresh profile."""
    contexts = []

    def opened(file: PageName | Path, hash: str = "", **options) -> Visit:
        contexts.append(browser.new_context(offline=True, **options))
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
    visit.tab.goto(getattr(file, "file", file).as_uri() + hash)
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
