"""What the built pages say of themselves to search engines and messengers."""

from unicodedata import east_asian_width

import pytest

from bookbuild.errors import read_yaml
from bookbuild.repository import repository_url, site_url
from bookbuild.sphinx.head import LOCALES

SHOWN = (70, 160)  # half-widths: what a list of results has room for


@pytest.fixture(scope="session")
def address(editions):
    """Where the site was built to be, if anywhere."""
    root = editions[0].folder.parents[1]
    config = read_yaml(root / "_config.yml")
    return site_url(config, repository_url(config, root=root))


def contents(page, **attributes) -> list[str]:
    """What the meta elements with these attributes say."""
    return [meta["content"] for meta in page.find_all("meta", attrs=attributes)]


def width(text: str) -> int:
    """How wide a text is, in half-width characters."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def test_a_description_fits_where_it_is_shown(soup, chapter):
    page = soup(chapter.file)
    (description,) = contents(page, name="description")
    assert SHOWN[0] <= width(description) <= SHOWN[1]
    assert contents(page, property="og:description") == [description]


def test_no_two_pages_have_one_description(soup, chapters):
    all_of_them = [contents(soup(c.file), name="description")[0] for c in chapters]
    assert len(set(all_of_them)) == len(chapters)


def test_a_message_shows_title_and_language(soup, chapter, editions):
    page = soup(chapter.file)
    (title,) = contents(page, property="og:title")
    whole = f"{title} — {chapter.edition.title}"
    assert page.title.text == (title if chapter.stem == "index" else whole)
    assert contents(page, property="og:site_name") == [chapter.edition.title]
    assert contents(page, property="og:locale") == [LOCALES[chapter.edition.tag]]
    others = contents(page, property="og:locale:alternate")
    assert others == [LOCALES[e.tag] for e in editions if e != chapter.edition]


def test_every_page_is_there_in_every_language_and_for_anybody(
    soup, page, editions, site
):
    links = soup(page.file).select("link[rel=alternate]")
    tags = [link["hreflang"] for link in links]
    assert tags == [*(edition.tag for edition in editions), "x-default"]
    first_page = page.stem == "index"
    places = [f"{edition.lang}/{page.stem}.html" for edition in editions]
    for link, place in zip(links, places, strict=False):
        assert link["href"].endswith(f"/{place}")
        assert (site / place).is_file()
    last = "/index.html" if first_page else f"/en/{page.stem}.html"
    assert links[-1]["href"].endswith(last)
    assert ("/en/" in links[-1]["href"]) is not first_page


def test_what_needs_an_address_is_there_when_it_is_known(soup, page, address):
    parsed = soup(page.file)
    canonical = [link["href"] for link in parsed.select("link[rel=canonical]")]
    images = contents(parsed, property="og:image")
    if not address:
        assert canonical == images == contents(parsed, property="og:url") == []
        return
    own = f"{address}{page.edition.lang}/{page.stem}.html"
    assert canonical == [own]
    if contents(parsed, name="description"):  # somebody wrote it
        assert contents(parsed, property="og:url") == [own]
        assert images == [f"{address}social.{page.edition.lang}.png"]
