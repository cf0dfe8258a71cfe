"""What a reader downloads, in bytes as a server sends them (gzip)."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from bookbuild.sphinx.assets import LIVE

KB = 1000


@pytest.fixture
def loaded(reading, chapter, packed):
    """The size of every file that a first visit of the chapter loads."""
    opened = reading(chapter)
    opened.tab.evaluate("document.fonts.ready")
    urls = {url for url in opened.requests if url.startswith("file:")}
    files = {Path(unquote(urlsplit(url).path)) for url in urls}
    return {file.name: packed(file.read_bytes()) for file in files if file.is_file()}


def test_a_first_visit(loaded, chapter):
    assert chapter.file.name in loaded
    assert len(loaded) > 10
    assert "searchindex.js" not in loaded
    assert sum(loaded.values()) <= 300 * KB, sorted(
        loaded.items(), key=lambda item: -item[1]
    )


def test_a_search(packed, edition, site):
    folder = site / edition.lang
    assert 0 < packed((folder / "searchindex.js").read_bytes()) <= 150 * KB
    assert 0 < packed((folder / "_static" / "search.js").read_bytes()) <= 4 * KB


def test_a_further_chapter(packed, chapter):
    assert packed(chapter.file.read_bytes()) <= 80 * KB


def test_one_stylesheet_has_what_the_pages_use(loaded):
    assert [name for name in loaded if name.endswith(".css")] == ["styles.css"]
    assert 10 * KB < loaded["styles.css"] <= 30 * KB


def test_the_machinery_of_live_figures(loaded, packed):
    style = packed((LIVE / "live.css").read_bytes())
    assert 0 < loaded["live.js"] + style <= 8 * KB


def test_a_live_figure(soup, packed, figure):
    page, name = figure
    markup = str(soup(page.file).find(id=name))
    assert "live-data" in markup
    assert packed(markup.encode()) <= 20 * KB
