"""A short book, printed from the built pages of each language."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from bookbuild.pdf.document import document
from bookbuild.pdf.printer import VIEW, arrange, print_document

ROOT = Path(__file__).parents[2]
STEMS = ("index", "01-sigmoid-to-softmax", "glossary", "references")
TOC = {"root": STEMS[0], "chapters": [{"file": stem} for stem in STEMS[1:]]}
FONTS = re.compile(r"/[A-Z]{6}\+(STIXGeneral|IPAexGothic|NotoSansTC|DejaVuSans|KaTeX_)")
WORDS = {"en": "probability", "ja": "確率", "zh": "機率"}
CHOICE = "β = 0.01", "β = 0.0398", "β = 0.158", "β = 0.631", "β = 2.51", "β = 10"
WRONG = re.compile("[\ufffd\u2e80-\u2fdf]")  # unknown, or a part of a character


@pytest.fixture(scope="session")
def source(edition, tmp_path_factory) -> Path:
    """The document that is printed."""
    folder = tmp_path_factory.mktemp("print")
    pages = ROOT / "_build" / "editions" / edition.lang / "_build" / "html"
    text = document(edition, TOC, "Author & Co", pages, fonts=folder)
    path = folder / f"{edition.lang}.html"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="session")
def arranged(source, browser):
    """The document as its script arranges it."""
    page = browser.new_page(offline=True, viewport=VIEW)
    arrange(page, source)
    yield page
    page.close()


@pytest.fixture(scope="session")
def pdf(source, browser) -> PdfReader:
    """The printed book."""
    path = source.with_suffix(".pdf")
    print_document(browser, source, path, lambda what: None)
    return PdfReader(path)


@pytest.fixture(scope="session")
def texts(pdf) -> list[str]:
    """What can be copied from each page."""
    return [page.extract_text() for page in pdf.pages]


def count(page, selector: str) -> int:
    return page.locator(selector).count()


# As arranged


def test_nothing_is_left_that_paper_has_not(arranged):
    for selector in ("button", "input", "select", "details", ".headerlink", ".archive"):
        assert count(arranged, selector) == 0, selector
    assert count(arranged, ".solution") > 3


def test_a_figure_is_shown_at_key_positions(arranged):
    figure = arranged.locator('[id="index.live-choice"]')
    assert tuple(figure.locator(".frame > p").all_inner_texts()) == CHOICE
    assert figure.locator(".settings").inner_text() == "β = 1"
    for frames in arranged.locator(".frames").all():
        drawn = frames.locator("svg").evaluate_all("all => all.map(e => e.innerHTML)")
        assert 3 <= len(set(drawn)) == len(drawn) <= 6


def test_a_figure_stands_at_its_first_frame(arranged, edition, site, soup):
    page = soup(site / edition.lang / "index.html")
    first = [o.text for o in page.select("#live-choice output[data-name]")]
    shown = arranged.locator('[id="index.live-choice"] output[data-name]')
    assert shown.all_inner_texts() == first


def test_ids_are_unique(arranged):
    ids = arranged.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids)) > 100


def test_what_a_picture_refers_to_is_in_it(arranged):
    lost = """svgs => svgs.flatMap(svg => [...svg.querySelectorAll("use")]
        .map(use => use.href.baseVal).filter(id => !svg.querySelector(
            "#" + CSS.escape(id.slice(1)))))"""
    assert arranged.locator(".live-body svg").evaluate_all(lost) == []


def test_nothing_is_cut_off_at_the_edge(arranged):
    wide = """all => all.filter(e => e.scrollWidth > e.clientWidth + 1)
        .map(e => e.textContent.slice(0, 40))"""
    boxes = arranged.locator("pre, .katex-display, .chapter")
    assert boxes.evaluate_all(wide) == []


# As printed


def test_every_font_is_in_the_file_and_the_books_own(pdf):
    seen = set()
    for page in pdf.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            assert "/ToUnicode" in font and font["/Subtype"] != "/Type3"
            assert FONTS.match(font["/BaseFont"]), font["/BaseFont"]
            (inner,) = font["/DescendantFonts"]
            assert "/FontFile2" in inner["/FontDescriptor"]
            seen.add(FONTS.match(font["/BaseFont"])[1])
    assert {"IPAexGothic", "NotoSansTC"} <= seen


def test_the_words_of_all_languages_can_be_copied(texts, edition):
    book = "\n".join(texts)
    assert edition.title in texts[0] and edition.name in texts[0]
    for word in WORDS.values():
        assert word in book
    assert not WRONG.search(book)


def test_the_contents_name_the_pages(pdf, texts):
    entries = re.findall(r"(\d+)\. .*?(\d+)$", texts[1], re.MULTILINE)
    assert [number for number, _ in entries] == ["1"]
    page = texts[int(entries[0][1]) - 1]
    (title,) = re.findall(r"^1\. (.+?)\s*\d+$", texts[1], re.MULTILINE)
    assert title.strip() in page.replace("\n", "")


def test_every_page_but_the_first_has_its_number(texts):
    for number, text in enumerate(texts[1:], 2):
        assert str(number) in re.split(r"\n", text.strip())[-1] + text[:80]


def test_links_lead_to_places_in_the_book_or_on_the_web(pdf):
    places, web = pdf.named_destinations, []
    inside = set()
    for page in pdf.pages:
        for note in page.get("/Annots", ()):
            note = note.get_object()
            if "/A" in note:
                web.append(note["/A"]["/URI"])
            elif "/Dest" in note:
                inside.add(note["/Dest"])
    assert inside <= set(places)
    assert any(place.endswith("glossary.term-logits") for place in inside)
    assert web and all(uri.startswith("https://") for uri in web)


def test_the_outline_and_the_tags_are_there(pdf, edition):
    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == edition.tag
    assert root["/PageMode"] == "/UseOutlines"
    chapters = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    assert len(chapters) == 1 + len(STEMS)
    assert chapters[2].startswith("1. ")
    assert pdf.metadata.title == edition.title


def test_every_tag_is_found_from_the_page(pdf):
    """A piece of a page belongs to an element that holds its number."""
    tree = pdf.root_object["/StructTreeRoot"]["/ParentTree"]
    kids = [kid.get_object() for kid in tree.get("/Kids", [tree])]
    numbers = [number for kid in kids for number in kid["/Nums"]]
    entries = dict(zip(numbers[::2], numbers[1::2], strict=True))
    seen = 0
    for page in pdf.pages:
        for number, element in enumerate(entries[page["/StructParents"]].get_object()):
            if not (element := element.get_object()):
                continue
            held = element["/K"] if isinstance(element["/K"], list) else [element["/K"]]
            assert number in held or any(
                getattr(kid.get_object(), "get", {}.get)("/MCID") == number
                for kid in held
            )
            seen += 1
    assert seen > 500
