from pathlib import Path

import pytest

from bookbuild.chapter import figure_options, parse, read_chapter
from bookbuild.errors import BookError

BOOK = Path(__file__).parent / "book" / "chapters"


@pytest.fixture(scope="module")
def chapter():
    return read_chapter(BOOK / "en" / "01-first.md")


def nodes(fragment, kind):
    return [node for node in fragment.walk() if node.kind == kind]


@pytest.mark.parametrize(
    "kind, shown",
    [
        ("heading", lambda node: f"{'#' * int(node.name)} {node.text}"),
        ("target", lambda node: f"({node.name})="),
        ("directive", lambda node: f"{{{node.name}}}"),
        ("cell", lambda node: "{code-cell}"),
        ("role", lambda node: f"{{{node.name}}}`{node.text}`"),
    ],
)
def test_every_construct_knows_its_line(chapter, kind, shown):
    lines = (BOOK / "en" / "01-first.md").read_text("utf-8").split("\n")
    captions = {cell.line for cell in nodes(chapter.source, "cell")}
    found = nodes(chapter.source, kind)
    for node in found:
        in_caption = kind == "role" and node.line in captions
        assert in_caption or shown(node) in lines[node.line - 1]
    assert found


def test_places_are_offsets_into_the_text(chapter):
    source = chapter.source
    texts = {source.text[n.start : n.end] for n in source.nodes if n.kind == "role"}
    assert texts == {
        "{eq}`eq-sigmoid`",
        "{numref}`live-slope`",
        "{ref}`sec-logit`",
        "{doc}`02-second`",
    }
    links = [n for n in source.nodes if n.kind == "link"]
    assert [source.text[n.start : n.end] for n in links] == [
        "](#sec-second)",
        "](02-second.md)",
    ]


def test_title_stem_and_language(chapter):
    expected = ("From a ratio", "01-first", "en", "chapters/en/01-first.md")
    assert (chapter.title, chapter.stem, chapter.lang, chapter.name) == expected


def test_code_cells_keep_options_and_bytes(chapter):
    hidden, live = nodes(chapter.source, "cell")
    assert hidden.options == {"tags": ["hide-cell"]}
    assert hidden.text == "beta = 2\nhalf = 1 / (1 + 2.718281828 ** 0)"
    assert figure_options(live.options)["name"] == "live-slope"
    assert [n.text for n in nodes(live.title, "role")] == ["eq-sigmoid"]


def test_nested_directives_are_found(chapter):
    names = [n.name for n in nodes(chapter.source, "directive")]
    assert names == ["note", "admonition", "dropdown", "figure", "table"]
    labels = [n.name for n in nodes(chapter.source, "math")]
    assert labels == ["eq-sigmoid", "", "eq-in-list", "", "eq-half"]


def test_two_equal_roles_in_one_table_row_have_two_places():
    fragment = parse("| {eq}`a` | {eq}`a` |\n|---|---|\n| 1 | 2 |\n")
    first, second = nodes(fragment, "role")
    assert fragment.text[second.start : second.end] == "{eq}`a`"
    assert first.end < second.start


def test_visible_words_leave_out_code_mathematics_addresses_and_foreign_spans():
    text = 'a `code` $x$ <https://example.org> <span lang="ja">語</span> [b](c.md)'
    (prose,) = nodes(parse(text), "prose")
    assert prose.text.split() == ["a", "b"]


def test_unreadable_options_are_one_sentence():
    text = "\n```{code-cell}\n---\na: [1\n---\nx\n```\n"
    with pytest.raises(BookError, match=r"chapters/en/x\.md:2: \{code-cell\} cannot"):
        parse(text, where="chapters/en/x.md")
