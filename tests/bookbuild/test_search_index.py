"""What of a page goes into the index of the search."""

import json
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes

from bookbuild.sphinx import math, search


@pytest.fixture(autouse=True, scope="module")
def katex():
    """KaTeX, ended after the tests."""
    yield
    math.renderer().stdin.close()
    math.renderer().stdout.close()
    math.renderer().wait(10)
    math.renderer.cache_clear()
    math.render.cache_clear()


def section(name: str, *content) -> nodes.section:
    return nodes.section("", nodes.title("", name), *content, ids=[f"sec-{name}"])


def page(*content) -> nodes.document:
    document = new_document("x")
    document += section("page", *content)
    return document


def paragraph(*parts) -> nodes.paragraph:
    made = [nodes.Text(part) if isinstance(part, str) else part for part in parts]
    return nodes.paragraph("", "", *made)


def reference(target: str, explicit: bool = False) -> addnodes.pending_xref:
    text = nodes.inline("", "here" if explicit else target)
    return addnodes.pending_xref("", text, reftarget=target, refexplicit=explicit)


def test_a_page_is_its_sections_each_with_its_own_words():
    document = page(paragraph("One\ntwo."), section("a", paragraph("three")))
    assert list(search.places(document, "01-x")) == [
        ("page", "sec-page", "page", "One two."),
        ("section", "sec-a", "a", "three"),
    ]
    kinds = [place.kind for place in search.places(document, "part/teaching")]
    assert kinds == ["page", "aside"]


def test_words_in_boxes_and_captions_count():
    box = nodes.note("", nodes.title("", "Title"), paragraph("inside"))
    figure = nodes.figure("", nodes.caption("", "a caption"))
    cell = nodes.entry("", paragraph("cell"))
    assert search.said([box, figure, cell]) == "Title inside a caption cell"


def test_markup_raw_html_and_comments_do_not():
    silent = [
        nodes.raw("", "<b>raw</b>", format="html"),
        nodes.comment("", "comment"),
        nodes.math_block("", r"\frac{1}{2}"),
        paragraph("a", nodes.raw("", "<i>", format="html"), "b"),
    ]
    assert search.said(silent) == "ab"


def test_of_code_only_its_own_names_count():
    code = "from x import log_softmax, special\nlog_softmax(z_1)  # words"
    cell = nodes.container("", nodes.literal_block(code, code), classes=["cell"])
    printed = nodes.literal_block("some_output", "some_output")
    output = nodes.container("", printed, classes=["cell_output"])
    assert search.said([cell, output]) == "log_softmax z_1"
    assert search.said([paragraph(nodes.literal("", "p.sum()"))]) == "p.sum()"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\beta = 2", "β=2"),
        (r"p_i<1", "pi<1"),
        (r"\ln p", "lnp"),
        (r"\frac{1}{2}", "…"),
        (r"x^2", "…"),
        (r"a+b+c+d+e+f", "…"),
    ],
)
def test_a_short_formula_is_its_signs(latex, text):
    assert search.spoken(paragraph(nodes.math("", latex))) == text


def test_an_entry_of_the_glossary_is_a_term():
    def entry(term):
        said = nodes.definition("", paragraph("A share. → ", reference("sec-a")))
        return nodes.definition_list_item("", term, said)

    plain, named = nodes.term("", "share"), nodes.term("", "odds", ids=["term-odds"])
    entries = nodes.definition_list("", entry(plain), entry(named))
    found = list(search.places(page(section("a", entries)), "glossary"))
    assert [place[:3] for place in found[1:]] == [
        ("term", "sec-a", "share"),
        ("term", "term-odds", "odds"),
    ]
    assert found[1].text == "A share. → \ue000sec-a\ue001"


def test_a_reference_is_the_title_it_leads_to(tmp_path):
    words = paragraph(reference("sec-a"), " ", reference("02-y"), " ", reference("eq"))
    documents = {
        "01-x": page(section("a", words, paragraph(reference("sec-a", True)))),
        "02-y": page(paragraph("<b>")),
    }
    labels = {"sec-a": ("01-x", "sec-a", "a"), "elsewhere": ("gone", "x", "y")}
    env = SimpleNamespace(
        config=SimpleNamespace(root_doc="01-x"),
        toctree_includes={"01-x": ["02-y"]},
        get_domain=lambda name: SimpleNamespace(labels=labels),
        book_places={n: list(search.places(d, n)) for n, d in documents.items()},
    )
    builder = SimpleNamespace(name="html", get_target_uri=lambda name: f"{name}.html")
    search.write_index(SimpleNamespace(env=env, builder=builder, outdir=tmp_path), None)
    script = (tmp_path / "searchindex.js").read_text("utf-8")
    index = json.loads(script.removeprefix("var bookIndex = ").rstrip(";\n"))
    assert index == [
        [
            "01-x.html",
            ["page", "sec-page", "page", ""],
            ["section", "sec-a", "a", "\ue001 \ue002 … here"],
        ],
        ["02-y.html", ["page", "sec-page", "page", "<b>"]],
    ]


def test_a_page_read_again_or_removed_leaves_nothing_behind():
    env = SimpleNamespace(docname="01-x", book_places={})
    app = SimpleNamespace(env=env)
    collector = search.Places()
    collector.process_doc(app, page(paragraph("old")))
    collector.process_doc(app, page(paragraph("new")))
    assert [place.text for place in env.book_places["01-x"]] == ["new"]
    other = SimpleNamespace(book_places={"02-y": [], "03-z": []})
    collector.merge_other(app, env, {"02-y"}, other)
    collector.clear_doc(app, env, "01-x")
    assert list(env.book_places) == ["02-y"]
