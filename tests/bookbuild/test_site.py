"""What stands around the editions, from a small book that nobody had to build."""

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from bookbuild.archive import FOLDER
from bookbuild.editions import load_editions
from bookbuild.errors import BookError
from bookbuild.outside import description, front_door, lost
from bookbuild.pdf.offer import pdf_path, stamp_path
from bookbuild.scripts import BOOK_THEME, PYDATA
from bookbuild.site import ARCHIVE, assemble, exchange

BOOK = Path(__file__).parent / "book"
FIGURES = Path(__file__).parents[2] / "figures"
ADDRESS = "https://owner.github.io/name/"
PAGE = '<html><head><meta charset="utf-8"></head><article>{}</article></html>'
SCRIPTS = {
    PYDATA: 'f();document.querySelectorAll(["pre",".out"].join(", ")).forEach(g)',
    BOOK_THEME: 'f();document.querySelectorAll(n.join(", ")).forEach(g)',
}
SAID = '---\nmyst:\n  html_meta:\n    description: "A < B in {}"\n---\n\n'
XML = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture
def root(tmp_path):
    """A book whose editions have been built, as far as the site can tell."""
    shutil.copytree(BOOK, tmp_path, dirs_exist_ok=True)
    (tmp_path / "_build" / "notebooks").mkdir(parents=True)
    for edition in load_editions(tmp_path):
        index = edition.folder / "index.md"
        index.write_text(SAID.format(edition.lang) + index.read_text("utf-8"), "utf-8")
        html = tmp_path / "_build" / "editions" / edition.lang / "_build" / "html"
        html.mkdir(parents=True)
        for stem in ("index", "01-first", "search"):
            (html / f"{stem}.html").write_text(PAGE.format(stem))
        (html / "_static" / "scripts").mkdir(parents=True)
        for name, script in SCRIPTS.items():
            (html / "_static" / name).write_text(script)
    return tmp_path


@pytest.fixture
def editions(root):
    return load_editions(root)


@pytest.fixture
def site(root, editions):
    return assemble(editions, root / "_build")


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def test_every_page_has_a_policy(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) == 3 * 3 + 2
    for page in pages:
        assert page.read_text("utf-8").count("Content-Security-Policy") == 1


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_theme_does_not_search_the_whole_page(root, editions, site, name):
    for edition in editions:
        script = (site / edition.lang / "_static" / name).read_text()
        assert script == "f();[].forEach(g)"
    built = root / "_build" / "editions" / "zh" / "_build" / "html"
    (built / "_static" / name).write_text(SCRIPTS[name].replace("document.", "d."))
    with pytest.raises(BookError, match="another way"):
        assemble(editions, root / "_build")


def test_the_archive_is_offered_where_it_can_be_had(site):
    size = f"{(site / ARCHIVE).stat().st_size / 1e6:.1f} MB"
    for lang in ("en", "ja", "zh"):
        page = soup((site / lang / "index.html").read_text("utf-8"))
        paragraph = page.select_one("article > p.archive")
        assert (site / lang / paragraph.a["href"]).is_file()
        assert size in paragraph.text
    with ZipFile(site / ARCHIVE) as packed:
        names = packed.namelist()
        assert f"{FOLDER}/{ARCHIVE}" not in names
        assert {f"{FOLDER}/index.html", f"{FOLDER}/zh/01-first.html"} <= set(names)
        for name in names:
            assert ARCHIVE.encode() not in packed.read(name)


def test_one_edition_can_be_exchanged(root, site, editions):
    before = {path: path.read_bytes() for path in site.rglob("*.*")}
    html = root / "_build" / "editions" / "ja" / "_build" / "html"
    (html / "02-new.html").write_text(PAGE.format("new"))
    (html / "01-first.html").unlink()
    exchange(next(e for e in editions if e.lang == "ja"), root / "_build")
    now = {path: path.read_bytes() for path in site.rglob("*.*")}
    assert {path for path, _ in before.items() ^ now.items()} == {
        site / "ja" / "02-new.html",
        site / "ja" / "01-first.html",
    }
    assert b"Content-Security-Policy" in now[site / "ja" / "02-new.html"]
    assert sorted(path.name for path in (root / "_build").iterdir()) == [
        *("editions", "html", "notebooks"),
    ]


def printed(edition, build: Path, made_of: str) -> None:
    """Leave a PDF of an edition, as far as the site can tell."""
    pdf_path(edition, build).parent.mkdir(exist_ok=True)
    pdf_path(edition, build).write_bytes(b"%PDF" + bytes(2_000_000))
    stamp_path(edition, build).write_text(made_of)


def test_a_pdf_is_offered_while_it_is_of_the_edition_as_it_is(root, editions):
    build = root / "_build"
    for edition in editions:
        (build / "editions" / edition.lang / "stamp").write_text("now")
    english, japanese, _ = editions
    printed(english, build, made_of="now")
    printed(japanese, build, made_of="before")
    site = assemble(editions, build)
    assert [path.name for path in site.glob("*.pdf")] == ["softmax-family-en.pdf"]
    for edition in editions:
        page = soup((site / edition.lang / "index.html").read_text("utf-8"))
        offered = [a["href"] for a in page.select("article > p.archive > a")]
        pdf = ["../softmax-family-en.pdf"] if edition is english else []
        assert sorted(offered) == [*pdf, f"../{ARCHIVE}"]
    with ZipFile(site / ARCHIVE) as packed:
        assert not [name for name in packed.namelist() if name.endswith(".pdf")]
        front = packed.read(f"{FOLDER}/en/index.html")
        assert b".pdf" not in front


def test_without_an_address_nothing_that_needs_one_is_written(site):
    names = {path.name for path in site.iterdir()}
    assert names == {
        *("en", "ja", "zh", "notebooks"),
        *("index.html", "404.html", ARCHIVE, ".nojekyll"),
    }
    texts = "".join(page.read_text("utf-8") for page in site.glob("*.html"))
    assert "https://" not in texts


def test_with_an_address_there_are_a_map_and_pictures(root, editions):
    shutil.copytree(FIGURES, root / "figures")
    site = assemble(editions, root / "_build", ADDRESS)
    urls = ElementTree.parse(site / "sitemap.xml").getroot().findall("s:url", XML)
    places = [url.findtext("s:loc", namespaces=XML) for url in urls]
    pages = ("01-first", "index")  # what nobody wrote, such as the search, is not there
    langs = ("en", "ja", "zh")
    assert places == [f"{ADDRESS}{n}/{p}.html" for n in langs for p in pages]
    for url in urls:
        links = {x.get("hreflang"): x.get("href") for x in url.findall("x:link", XML)}
        assert list(links) == ["en", "ja", "zh-Hant"]
        assert url.findtext("s:loc", namespaces=XML) in links.values()
        assert len({Path(href).name for href in links.values()}) == 1
    assert not (site / "robots.txt").exists()
    for lang in langs:
        image = site / f"social.{lang}.png"
        with Image.open(image) as picture:
            assert picture.size == (1200, 630)
        assert image.stat().st_size < 60_000


def test_a_host_of_our_own_has_a_file_for_robots(root, editions):
    site = assemble(editions, root / "_build", "https://example.org/")
    text = (site / "robots.txt").read_text()
    assert text == "Sitemap: https://example.org/sitemap.xml\n"


def test_the_front_door_speaks_every_language(editions):
    page = soup(front_door(editions, FIGURES / "cover.svg"))
    links = {a["hreflang"]: a for a in page.select("li a")}
    assert list(links) == ["en", "ja", "zh-Hant"]
    for edition in editions:
        link = links[edition.tag]
        assert link["lang"] == edition.tag and link["href"].startswith(edition.lang)
        assert edition.title in link.text
        assert f"A < B in {edition.lang}" in link.text
    assert page.h1["aria-label"].count(" · ") == 2 and page.h1.svg
    assert page.find("meta", attrs={"name": "description"})["content"] == "A < B in en"
    tags = [link["hreflang"] for link in page.select("link[rel=alternate]")]
    assert tags == ["en", "ja", "zh-Hant", "x-default"]


def test_a_link_to_the_front_door_shows_a_picture_when_it_can(editions):
    page = soup(front_door(editions, FIGURES / "cover.svg", ADDRESS))
    said = {m["property"]: m["content"] for m in page.select("meta[property]")}
    assert said["og:title"] == editions[0].title
    assert said["og:image"] == f"{ADDRESS}social.en.png"
    links = [link["href"] for link in page.select("link[hreflang]")]
    assert all(href.startswith(ADDRESS) for href in links) and len(links) == 4
    canonical = page.select_one("link[rel=canonical]")["href"]
    assert canonical == said["og:url"] == links[-1]


def test_a_first_page_may_say_nothing_of_the_book():
    assert [description(edition) for edition in load_editions(BOOK)] == ["", "", ""]


def test_a_title_is_text_not_markup(editions, tmp_path):
    strange = type(editions[0])("en", BOOK / "chapters" / "en", "<b>&", "E", "en")
    for page in (front_door([strange], tmp_path), lost([strange], None)):
        assert "<b>" not in page and "&lt;b&gt;&amp;" in page


@pytest.mark.parametrize(
    ("address", "home"),
    [(ADDRESS, "/name/"), ("https://example.org/", "/"), (None, "")],
)
def test_who_is_lost_finds_every_edition(editions, address, home):
    page = soup(lost(editions, address))
    assert [a["href"] for a in page.select("li a")] == [
        f"{home}{edition.lang}/index.html" for edition in editions
    ]
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not re.search(r"\$\w", str(page))  # nothing was left to fill in
