"""The site on a server, in any folder; and unpacked from its archive."""

from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from bookbuild.archive import FOLDER
from bookbuild.site import ARCHIVE

CHAPTER = "01-sigmoid-to-softmax.html"
PATH = "/a/b/"


@pytest.fixture(scope="module")
def address(site, serve, tmp_path_factory):
    """Serve the site in a folder of a host, which has our page for who is lost."""
    host = tmp_path_factory.mktemp("host")
    (host / PATH.strip("/")).parent.mkdir()
    (host / PATH.strip("/")).symlink_to(site.resolve(), target_is_directory=True)
    (host / "404.html").symlink_to((site / "404.html").resolve())
    with serve(host) as address:
        yield address


def move_a_slider(tab) -> None:
    """Move the first slider of a page, and see its figure follow."""
    slider = tab.locator("figure.live input[type=range]").first
    drawn = slider.locator("xpath=ancestor::figure").locator("svg").first
    before = drawn.inner_html()
    slider.press("ArrowRight")
    tab.wait_for_timeout(0)
    assert drawn.inner_html() != before


def test_a_chapter_works_in_a_folder_of_a_server(visit, address, edition):
    opened = visit(f"{address}{PATH}{edition.lang}/{CHAPTER}")
    opened.tab.evaluate("document.fonts.ready")
    move_a_slider(opened.tab)
    switcher = opened.tab.locator(".book-languages a:not([aria-current])").first
    switcher.click()
    opened.tab.wait_for_url(f"{address}{PATH}*/{CHAPTER}*")
    assert opened.complaints == []
    assert all(url.startswith((address + PATH, "data:")) for url in opened.requests)


def test_the_front_door_opens_in_a_folder_of_a_server(visit, address):
    opened = visit(f"{address}{PATH}", locale="zh-TW")
    opened.tab.wait_for_url(f"{address}{PATH}zh/index.html")
    assert opened.complaints == []


@pytest.mark.parametrize("place", ["gone.html", "ja/gone.html", "ja/x/y/", "x/y/z"])
def test_who_is_lost_is_led_to_every_edition(visit, address, editions, place):
    tab = visit(f"{address}{PATH}{place}").tab
    for edition in editions:
        link = tab.locator(f"a[hreflang={edition.tag}]")
        index = f"{PATH}{edition.lang}/index.html"
        expect(link).to_have_attribute("href", index)
    tab.locator("a[hreflang=ja]").click()
    tab.wait_for_url(f"{address}{PATH}ja/index.html")


def test_who_is_lost_is_told_so(visit, address, editions):
    opened = visit(f"{address}{PATH}gone.html", java_script_enabled=False)
    assert opened.tab.title().startswith("404")
    for edition in editions:
        link = opened.tab.locator(f"a[lang={edition.tag}]")
        assert edition.name in link.inner_text()
    (complaint,) = opened.complaints
    assert "404" in complaint


@pytest.fixture(scope="module")
def unpacked(site, tmp_path_factory):
    """The folder that a reader has after unpacking the archive."""
    folder = tmp_path_factory.mktemp("unpacked")
    with ZipFile(site / ARCHIVE) as archive:
        archive.extractall(folder)
    return folder / FOLDER


def test_the_archive_holds_the_site(unpacked, site, editions):
    def names(folder):
        found = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix() for path in found}

    missing = names(site) - names(unpacked)
    missing = {name for name in missing if "/slides/" not in name}  # made later
    files = {f"social.{edition.lang}.png" for edition in editions}
    files |= {f"softmax-family-{edition.lang}.pdf" for edition in editions}
    assert names(unpacked) <= names(site)
    assert missing <= {ARCHIVE, ".nojekyll", "sitemap.xml", "robots.txt", *files}


def test_the_unpacked_book_works(visit, unpacked, edition):
    opened = visit(unpacked / edition.lang / "index.html")
    move_a_slider(opened.tab)
    assert opened.tab.locator("p.archive").count() == 0
    opened.tab.locator(f"article a[href^='{CHAPTER}']").first.click()
    opened.tab.wait_for_url(f"**/{CHAPTER}*")
    move_a_slider(opened.tab)
    opened.tab.locator(".book-languages a:not([aria-current])").first.click()
    assert opened.complaints == []


def test_the_archive_is_light(site):
    assert (site / ARCHIVE).stat().st_size < 12_000_000
