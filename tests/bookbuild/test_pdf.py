"""What a printed book is made of, without printing one."""

import json
import shutil
from pathlib import Path

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

from bookbuild.editions import load_editions
from bookbuild.errors import BookError
from bookbuild.pdf.document import chapter, document, imprint, stems
from bookbuild.pdf.fonts import SMEAR, UNITS, bold, truetype
from bookbuild.pdf.tags import fold_tags
from softmaxbook.fonts import shipped_file

BOOK = Path(__file__).parent / "book"
PAGE = '<body><nav>no</nav><article class="bd-article">{}</article></body>'


@pytest.fixture
def site(tmp_path):
    for stem in ("index", "01-first"):
        page = tmp_path / f"{stem}.html"
        page.write_text(PAGE.format(f'<h1>{stem}</h1><a href="#x">確率</a>'), "utf-8")
    return tmp_path


@pytest.fixture
def edition(tmp_path):
    shutil.copytree(BOOK, tmp_path, dirs_exist_ok=True)
    return load_editions(tmp_path, ["en"])[0]


def test_the_chapters_stand_in_the_order_of_the_contents(edition, site):
    toc = {"root": "index", "chapters": [{"file": "01-first"}]}
    text = document(edition, toc, "A & B", site, fonts=site)
    places = [text.index(f'<section class="chapter" id="{s}">') for s in stems(toc)]
    assert places == sorted(places)
    assert "<nav>no</nav>" not in text and "A &amp; B" in text
    assert "$" not in text.replace("${", "")


def test_an_address_is_given_to_the_script_and_the_reader(edition, site):
    toc, address = {"root": "index"}, "https://owner.github.io/name/"
    text = document(edition, toc, "A", site, fonts=site, address=address)
    start = text.index('id="words">') + len('id="words">')
    words = json.loads(text[start : text.index("</script>", start)])
    assert words["address"] == f"{address}en/"
    assert f'<a href="{address}">' in text


def test_a_page_without_an_article_is_named(tmp_path):
    page = tmp_path / "x.html"
    page.write_text("<p>")
    with pytest.raises(BookError, match=r"x\.html has no article"):
        chapter(page)


def test_an_author_is_text_not_markup():
    assert imprint("<b>", "online", None).startswith("&lt;b&gt;<br>")


@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_a_font_keeps_its_letters_and_their_outlines(lang, tmp_path):
    out = tmp_path / "font.ttf"
    truetype(shipped_file(lang), "確率 a", out)
    made, source = TTFont(out), TTFont(shipped_file(lang))
    assert made["head"].unitsPerEm == UNITS
    assert "glyf" in made and "CFF " not in made
    assert set(made.getBestCmap()) == set(map(ord, "確率 a"))
    assert out.stat().st_size < shipped_file(lang).stat().st_size / 20
    for char in "確率a":
        assert measures(made, char) == pytest.approx(measures(source, char), abs=2e-3)


@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_a_bold_letter_is_as_wide_and_reaches_further(lang, tmp_path):
    plain = truetype(shipped_file(lang), "確率 a", tmp_path / "plain.ttf")
    made, source = TTFont(bold(plain, tmp_path / "bold.ttf")), TTFont(plain)
    reach = SMEAR / UNITS
    for char in "確率a":
        *box, width = measures(source, char)
        grown = [box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach]
        assert measures(made, char) == pytest.approx([*grown, width])
        name = made.getBestCmap()[ord(char)]
        assert made["hmtx"][name][1] == made["glyf"][name].xMin


def measures(font: TTFont, char: str) -> list[float]:
    """The box around a letter, and its width, in ems."""
    name, glyphs = font.getBestCmap()[ord(char)], font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    units = font["head"].unitsPerEm
    return [value / units for value in (*pen.bounds, font["hmtx"][name][0])]


# Tags


@pytest.fixture
def tree():
    """A paragraph with three pieces of page 1 and one of page 2, and a heading."""
    writer = PdfWriter()
    pages = [writer.add_blank_page(10, 10).indirect_reference for _ in range(2)]
    root = DictionaryObject()
    paragraph = element(writer, "/P", None)
    leaves = [
        element(writer, "/NonStruct", paragraph, pages[number > 2], number % 3)
        for number in range(4)
    ]
    heading = element(writer, "/H1", None, pages[1], 1)
    put(paragraph.get_object(), "/K", ArrayObject(leaves))
    put(root, "/K", ArrayObject([paragraph, heading]))
    nums = [NumberObject(0), ArrayObject(leaves[:3])]
    nums += [NumberObject(1), ArrayObject([leaves[3], heading])]
    put(root, "/ParentTree", DictionaryObject({NameObject("/Nums"): ArrayObject(nums)}))
    return root, paragraph, heading, pages


def element(writer, kind, parent, page=None, number=None):
    made = DictionaryObject()
    put(made, "/S", NameObject(kind))
    for key, value in (("/P", parent), ("/Pg", page)):
        if value is not None:
            put(made, key, value)
    if number is not None:
        put(made, "/K", NumberObject(number))
    return writer._add_object(made)


def put(where, key, value):
    where[NameObject(key)] = value


def test_pieces_belong_to_the_element_around_them(tree):
    root, paragraph, heading, pages = tree
    fold_tags(root)
    kids = paragraph.get_object()["/K"]
    assert kids[:3] == [0, 1, 2]
    assert paragraph.get_object().raw_get("/Pg") == pages[0]
    assert kids[3]["/MCID"] == 0 and kids[3].raw_get("/Pg") == pages[1]
    nums = root["/ParentTree"]["/Nums"]
    assert nums[1] == [paragraph] * 3 and nums[3] == [paragraph, heading]
    assert heading.get_object()["/K"] == 1


def test_what_says_more_than_its_place_is_kept(tree):
    root, paragraph, _, _ = tree
    second = paragraph.get_object()["/K"][1]
    put(second.get_object(), "/Lang", NameObject("/ja"))
    fold_tags(root)
    assert list.__getitem__(paragraph.get_object()["/K"], 1) == second
    assert root["/ParentTree"]["/Nums"][1][1] == second
