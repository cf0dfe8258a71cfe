"""A question from its Markdown to its markup, to a notebook and to the parity check."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup

from bookbuild import quiz
from bookbuild.errors import BookError
from bookbuild.notebooks import export_chapter
from bookbuild.parity import compare
from softmaxbook import logsumexp, sigmoid, softmax

ROOT = Path(__file__).parents[2]
BOOK = Path(__file__).parent / "book"
CHOICES = """What stays
if all logits rise?

- [ ] nothing

  Look **again**.

  Really.
- [x] the softmax, since
  only differences count

  By *shift*.
"""
NUMBER = """How much?

- [x] `softmax([1, 0], beta=2)[0]`

  Right.
- [ ] `softmax([1, 0], beta=1 / 2)[0]`

  This is $T$.
"""


def fenced(body: str, *options: str) -> str:
    return "\n".join(["::::{quiz}", *options, body.rstrip(), "::::", ""])


# reading


def test_a_question_is_read_with_the_lines_of_its_parts():
    question = quiz.read(CHOICES)
    assert question.asked.text == "What stays\nif all logits rise?"
    first, second = question.choices
    assert (first.right, second.right) == (False, True)
    assert (first.answer.text, first.answer.line) == ("nothing", 3)
    assert (first.note.text, first.note.line) == ("Look **again**.\n\nReally.", 5)
    assert second.answer.text == "the softmax, since\nonly differences count"
    lines = CHOICES.split("\n")
    assert lines[second.note.line].strip() == second.note.text == "By *shift*."


def test_a_number_is_computed_from_its_expression():
    values = quiz.read(NUMBER, "0.02").values()
    assert values == pytest.approx([sigmoid(2), sigmoid(0.5)])


def test_what_editions_share_leaves_the_words_out():
    other = CHOICES.replace("nothing", "rien").replace("Look **again**.", "Non.")
    assert quiz.read(CHOICES).shape() == quiz.read(other).shape() == "[ ] [x]"
    other = NUMBER.replace("1 / 2", "0.5")
    assert quiz.read(NUMBER, "0.1").shape() != quiz.read(other, "0.1").shape()


@pytest.mark.parametrize(
    ("body", "tolerance", "says"),
    [
        (CHOICES.partition("\n\n")[2], None, "nothing is asked"),
        ("How?", None, "needs two choices or more"),
        (CHOICES.replace("[x]", "[ ]"), None, "one [x] among them"),
        (CHOICES.replace("[ ]", "[x]"), None, "one [x] among them"),
        (CHOICES.replace("  By *shift*.\n", ""), None, "choice 2 is not explained"),
        (NUMBER, "2", "tolerance must be a number between 0 and 1, not '2'"),
        (NUMBER, "1%", "tolerance must be a number between 0 and 1, not '1%'"),
        (NUMBER, "", "tolerance must be a number between 0 and 1, not ''"),
    ],
)
def test_a_mistake_of_the_author_is_named(body, tolerance, says):
    with pytest.raises(BookError, match=re.escape(says)):
        quiz.read(body, tolerance)


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("softmax([1, 0])", "is [0.73105858 0.26894142], not one finite number"),
        ("np.inf", "is inf, not one finite number"),
        ("logit(2)", "`logit(2)` fails: ValueError"),
        ("entropy(1)", "fails: NameError: name 'entropy' is not defined"),
        ("1 +", "fails: SyntaxError"),
        ("1j", "is 1j, not one finite number"),
        ("'1'", "is 1, not one finite number"),
    ],
)
def test_an_expression_must_give_one_finite_number(expression, says):
    with pytest.raises(BookError, match=re.escape(says)):
        quiz.value(expression)


def test_a_wrong_number_must_not_pass_for_right():
    close = NUMBER.replace("1 / 2", "2.01")
    with pytest.raises(BookError, match=r"0\.8818 is wrong and in tolerance"):
        quiz.read(close, "0.02").values()
    assert quiz.read(close, "0.0001").values()


# on a page


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A page of two rows of questions, and the warnings of a page of bad ones."""
    folder = tmp_path_factory.mktemp("quiz")
    page = ["# A", fenced(CHOICES), fenced(NUMBER, ":tolerance: 0.02"), "Between."]
    (folder / "index.md").write_text("\n\n".join([*page, fenced(CHOICES)]), "utf-8")
    bad = ["# B", "", fenced(CHOICES.replace("[x]", "[ ]")), fenced("How?"), ""]
    lines = "\n".join([*bad, fenced(NUMBER.replace("1 / 2", "x"), ":tolerance: 0.02")])
    (folder / "bad.md").write_text(f"---\norphan: true\n---\n{lines}", "utf-8")
    (folder / "conf.py").write_text(
        "extensions = ['myst_parser', 'bookbuild.sphinx.quiz']\n"
        "myst_enable_extensions = ['colon_fence', 'dollarmath']\n"
        "book_ui = {'Right.': 'Richtig <!>', 'Check': 'Prüfen'}\n"
        "html_theme = 'basic'\n"
        "def setup(app):\n    app.add_config_value('book_ui', {}, 'html')\n",
        "utf-8",
    )
    out = folder / "out"
    # A process of its own: Sphinx changes what belongs to all of Python.
    command = [sys.executable, "-m", "sphinx", "-qN", str(folder), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return out, done.stderr


@pytest.fixture(scope="module")
def page(built):
    """The page of good questions."""
    return BeautifulSoup((built[0] / "index.html").read_text("utf-8"), "html.parser")


def test_questions_in_a_row_share_the_place_of_their_answers(page):
    rows = page.select("div.quiz")
    assert [len(row.select("fieldset")) for row in rows] == [2, 1]
    assert [len(row.select("details > ol > li")) for row in rows] == [2, 1]
    assert [row.legend.text for row in rows] == [
        "1. What stays\nif all logits rise?"
    ] * 2
    assert rows[0]["data-words"].startswith("Prüfen|Not right.|")


def test_a_choice_is_a_labelled_radio_button(page):
    choices = page.select_one("fieldset").select("li > label")
    assert [c.text for c in choices] == [
        "nothing",
        "the softmax, since\nonly differences count",
    ]
    assert {c.input["name"] for c in choices} == {"q1"}
    others = page.select("div.quiz")[1].select("li > label")
    assert {c.input["name"] for c in others} == {"q3"}  # another group on this page
    first, second = page.select_one("details > ol > li").select("ol > li")
    assert "".join(first.text.split()) == "Lookagain.Really."
    assert [note.has_attr("data-right") for note in (first, second)] == [False, True]
    assert second.strong.text == "✓ Richtig <!>"
    assert second.em.text == "shift"


def test_a_number_has_a_labelled_field(page):
    field = page.select("fieldset")[1].label
    assert field.text.strip() == "Your number (within 2%)"
    assert field.input["data-within"] == "0.02"
    numbers = page.select("details data")
    assert [n["value"] for n in numbers] == ["0.880797", "0.622459"]
    assert [n.text for n in numbers] == ["0.8808", "0.6225"]


def test_only_a_page_with_questions_loads_the_script(built, page):
    assert page.select("script[src*='quiz.js']")
    other = (built[0] / "bad.html").read_text("utf-8")
    assert "quiz.js" not in other


def test_a_bad_question_is_reported_with_its_line(built):
    found = re.findall(r"bad\.md:(\d+): ERROR: (.*)", built[1])
    lines, messages = zip(*found, strict=True)
    text = (built[0].parent / "bad.md").read_text("utf-8").split("\n")
    assert [text[int(line) - 1] for line in lines] == ["::::{quiz}"] * 3
    assert "one [x] among them" in messages[0]
    assert "two choices or more" in messages[1]
    assert "NameError: name 'x' is not defined" in messages[2]


# in a notebook, and in three languages


@pytest.fixture
def chapters(tmp_path):
    """A small book with a question in each language."""
    shutil.copytree(BOOK / "chapters", tmp_path / "chapters")
    for lang in ("en", "ja", "zh"):
        path = tmp_path / "chapters" / lang / "02-second.md"
        text = path.read_text("utf-8").rstrip()
        asked = {"en": "How much?", "ja": "いくつですか。", "zh": "是多少？"}[lang]
        body = re.sub("Right|This is", "$p$" if lang == "en" else "答", NUMBER)
        body = body.replace("$p$", "Here").replace("How much?", asked)
        quizzes = fenced(body, ":tolerance: 0.02")
        path.write_text(f"{text}\n\n{quizzes}", "utf-8")
    return tmp_path / "chapters"


def test_editions_with_the_same_question_agree(chapters):
    assert compare(chapters) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("1 / 2", "0.5", "quiz 1 differs"),
        (":tolerance: 0.02", ":tolerance: 0.03", "directive"),
        ("- [x]", "- [ ]", "one [x] among them"),
    ],
)
def test_editions_must_ask_the_same(chapters, old, new, says):
    path = chapters / "zh" / "02-second.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new), "utf-8")
    line = 1 + text[: text.index("::::{quiz}")].count("\n")
    try:
        (message,) = map(str, compare(chapters))
    except BookError as error:
        message = str(error)
    assert message.startswith(f"chapters/zh/02-second.md:{line}: ")
    assert says in message


def test_a_notebook_folds_the_answers(tmp_path):
    folder = tmp_path / "chapters" / "ja"
    folder.mkdir(parents=True)
    text = ["# A", fenced(CHOICES), fenced(NUMBER, ":tolerance: 0.02")]
    (folder / "01-x.md").write_text("\n\n".join(text), "utf-8")
    notebook = export_chapter(folder / "01-x.md", "ja")
    source = notebook.cells[-1].source
    assert "- **A.** nothing\n- **B.** the softmax" in source
    assert source.count("<details><summary>解答</summary>") == 2
    folded = source.split("<details>")
    assert "- **B.** 正解です。 By *shift*." in folded[1]
    assert "- **0.8808** 正解です。 Right." in folded[2]
    assert "- **0.6225** This is $T$." in folded[2]
    assert "0.88" not in folded[0] + folded[1]


# what the chapters' questions say in words


def test_each_chapter_asks_four_questions():
    for path in sorted((ROOT / "chapters").glob("*/[01]*.md")):
        assert path.read_text("utf-8").count("{quiz}") >= 4, path


def test_the_right_choice_stands_anywhere():
    text = "".join(p.read_text("utf-8") for p in (ROOT / "chapters/ja").glob("*.md"))
    asked = [q for q in text.split("{quiz}")[1:] if not q.startswith("\n:tol")]
    places = [re.findall(r"^- \[(.)\]", q, re.M).index("x") for q in asked]
    assert all(places.count(place) >= len(places) / 4 for place in range(3))


STATED = [
    ("01", "1.69", 3 - logsumexp([1, 0])),
    ("03", "0.00005", sigmoid(-10)),
    ("08", "1.46", logsumexp([1] + [0] * 9) - 1),
    ("08", "0.73", softmax([1, 0])[0]),
    ("08", "0.27", softmax([1, 0])[1]),
]


@pytest.mark.parametrize("lang", ["en", "ja", "zh"])
@pytest.mark.parametrize(("chapter", "number", "value"), STATED)
def test_a_number_in_words_is_right(chapter, number, value, lang):
    (path,) = (ROOT / "chapters" / lang).glob(f"{chapter}-*.md")
    text = path.read_text("utf-8")
    asked = text[text.index("{quiz}") :]
    assert number in asked
    assert f"{value:.{len(number.split('.')[1])}f}" == number


def test_what_is_said_of_rounding_is_so():
    assert np.array_equal(softmax([800.0, 0.0, 0.0]), [1, 0, 0])
