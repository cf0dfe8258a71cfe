"""Which words of a chapter lead to the glossary."""

import re
from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document

from bookbuild.sphinx.terms import EVERYDAY, Linker, Term, names, prose, read_terms

GLOSSARY = Path(__file__).parents[2] / "chapters" / "en" / "glossary.md"


def linker(lang, *words):
    terms = [Term(word, tuple(names(word)), False, "sec-a") for word in words]
    return Linker(terms, lang, "glossary.html")


def linked(lang, text, *words):
    parts = linker(lang, *words).cut(text)
    return [part.astext() for part in parts if isinstance(part, nodes.reference)]


@pytest.fixture
def page():
    """A paragraph of every kind of text, and the same word in a box and a title."""
    document = new_document("page")
    paragraph = nodes.paragraph()
    paragraph += nodes.Text("An entropy, ")
    paragraph += nodes.emphasis("", "entropy")
    paragraph += nodes.strong("", "entropy")
    paragraph += nodes.literal("", "entropy")
    paragraph += nodes.reference("", "entropy", refuri="#")
    paragraph += nodes.strong("", "Entropy falls.")
    box = nodes.note("", nodes.paragraph("", "entropy"))
    figure = nodes.figure("", nodes.caption("", "entropy"))
    title = nodes.title("", "entropy")
    document += nodes.section("", title, box, figure, paragraph)
    return document


def places(document):
    return [
        link.parent for link in document.findall(nodes.reference) if link["classes"]
    ]


def test_only_plain_text_of_paragraphs_is_prose(page):
    assert prose(page, nodes.Text) == ["An entropy, "]


def test_a_term_is_linked_where_it_is_defined_else_where_it_stands_first(page):
    terms = linker("en", "entropy")
    terms.bold(page, set())
    assert places(page) == []
    terms.bold(page, {"entropy"})
    terms.plain(page)
    (place,) = places(page)
    assert isinstance(place, nodes.strong)
    assert place.astext() == "entropy"


def test_plain_text_is_kept_around_the_first_use(page):
    linker("en", "entropy").plain(page)
    (paragraph,) = places(page)
    assert paragraph.astext().startswith("An entropy, entropy")
    assert paragraph[1]["refuri"] == "glossary.html#entropy"


def test_a_term_is_linked_once():
    assert linked("en", "Odds and odds.", "odds") == ["Odds"]


@pytest.mark.parametrize(
    ("lang", "text", "words", "found"),
    [
        ("en", "Gumbel-softmax, softmaxes", ["softmax"], ["softmaxes"]),
        ("en", "a regrettable gate", ["regret", "gate"], ["gate"]),
        ("en", "an inverse heat", ["heat", "inverse heat"], ["inverse heat"]),
        ("ja", "逆温度と温度計と温度", ["温度", "逆温度"], ["逆温度", "温度"]),
        ("ja", "スーパーバッチ、バッチごと", ["バッチ"], ["バッチ"]),
        ("ja", "α-entmaxとentmax", ["entmax"], ["entmax"]),
        ("zh", "溫度計上的溫度", ["溫度"], ["溫度"]),
        ("zh", "交叉熵與熵", ["熵", "交叉熵"], ["交叉熵", "熵"]),
        ("ko", "온도계, 온도", ["온도"], ["온도"]),  # no rules of its own yet
    ],
)
def test_a_term_is_a_whole_word(lang, text, words, found):
    assert linked(lang, text, *words) == found


def test_a_name_in_brackets_is_a_name():
    assert linked("en", "its KL divergence", "long name (KL divergence)")
    assert not linked("en", "a function", "softmax (function)")


def test_what_one_entry_is_called_another_does_not_take():
    terms = linker("en", "mask", "causal (mask)")
    assert terms.ids["mask"] == "mask"


def test_an_entry_knows_its_section():
    document = new_document("glossary")
    spans = (
        nodes.raw("", '<span lang="en">'),
        nodes.Text("gap"),
        nodes.raw("", "</span>"),
    )
    leads = nodes.inline("", "→", reftarget="sec-two-ends")
    entry = nodes.definition_list_item(
        "",
        nodes.term("", "差", ids=["term-gap"]),
        nodes.definition("", nodes.paragraph("", "", *spans)),
        nodes.definition("", nodes.paragraph("", "", leads)),
    )
    document += nodes.definition_list("", entry)
    assert list(read_terms(document)) == [
        Term("term-gap", ("差",), True, "sec-two-ends")
    ]


def test_every_word_of_every_day_is_an_entry():
    text = GLOSSARY.read_text("utf-8")
    entries = {names(term)[0] for term in re.findall(r"^(\S.*)\n: <span", text, re.M)}
    assert entries >= EVERYDAY
