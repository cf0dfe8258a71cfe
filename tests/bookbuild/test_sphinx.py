"""The parts of the Sphinx extension, each by itself."""

import logging
import re
import shutil
from copy import deepcopy
from gettext import NullTranslations
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document
from nbclient import NotebookClient
from pygments.token import STANDARD_TYPES
from sphinx import locale
from sphinx.builders.html._assets import _JavaScript
from sphinx.highlighting import PygmentsBridge

import softmaxbook
from bookbuild import digests
from bookbuild.digests import digest, under
from bookbuild.sphinx import (
    anchors,
    assets,
    buttons,
    execution,
    highlight,
    language,
    lines,
    math,
    numbers,
    proofs,
)
from softmaxbook import labels

LONG = "x+" * 20 + "y"  # a formula that no phone shows on one line

PACKAGE = Path(softmaxbook.__file__).parent
STATIC = Path(assets.__file__).parents[1] / "static"
GITHUB = "https://github.com/owner/name"


# execution: what a cached output depends on


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package, which the extension takes for the package."""
    copy = tmp_path / "softmaxbook"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    stand_in = SimpleNamespace(__file__=str(copy / "__init__.py"))
    monkeypatch.setattr(execution, "softmaxbook", stand_in)
    return copy


@pytest.mark.parametrize("name", ["softmax.py", "labels/catalogue.csv", "live/svg.py"])
def test_the_code_digest_changes_with_a_file_of_the_package(package, name):
    before = execution.code_digest()
    path = package / name
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert execution.code_digest() != before


def test_the_code_digest_changes_with_a_name_and_a_version(package, monkeypatch):
    found = {execution.code_digest()}
    (package / "sigmoid.py").rename(package / "logistic.py")
    found.add(execution.code_digest())
    monkeypatch.setattr(digests, "version", lambda name: "0")
    found.add(execution.code_digest())
    assert len(found) == 3


def test_the_code_digest_ignores_what_no_cell_sees(package):
    before = execution.code_digest()
    (package / "live" / "live.css").write_text("")
    (package / "notes.txt").touch()
    assert execution.code_digest() == before


SLOW = """
import time
print("one", end="", flush=True)
time.sleep(1)
print("\\ntwo")
"""


def test_what_a_slow_cell_prints_stays_in_one_piece(monkeypatch):
    monkeypatch.setattr(NotebookClient, "__init__", NotebookClient.__init__)
    execution.join_what_a_cell_prints()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SLOW)])
    NotebookClient(notebook, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output.text == "one\ntwo\n"


def test_pages_are_read_again_when_the_package_changed(package):
    env = SimpleNamespace(found_docs={"index"})
    assert list(execution.outdated(None, env, set(), set(), set())) == []
    (package / "new.py").touch()
    assert execution.outdated(None, env, set(), set(), set()) == {"index"}
    assert list(execution.outdated(None, env, set(), set(), set())) == []


def test_an_author_has_only_some_pages_read_again(package, monkeypatch):
    env = SimpleNamespace(found_docs={"index", "a", "b"})
    execution.outdated(None, env, set(), set(), set())
    (package / "new.py").touch()
    monkeypatch.setenv(digests.PAGES, "a removed")
    assert execution.outdated(None, env, set(), set(), set()) == {"a"}
    monkeypatch.setenv(digests.PAGES, "")
    assert execution.outdated(None, env, set(), set(), set()) == env.found_docs


def test_a_page_without_a_number_is_not_new_in_each_build():
    through = {"a": {"figure": {"f": (1,)}}, "b": {"figure": {"g": (2,)}}}
    env = SimpleNamespace(toc_fignumbers=deepcopy(through))
    numbers.count_by_page(None, env)
    assert env.toc_fignumbers["b"] == {"figure": {"g": (1,)}}
    numbers.give_back(None, env, [])
    assert env.toc_fignumbers == through


# book: what a build depends on


def test_the_digest_of_a_build_changes_with_content_and_name(tmp_path):
    folder, file = tmp_path / "code", tmp_path / "requirements.txt"
    folder.mkdir()
    (folder / "a.py").write_text("1")
    file.write_text("1")
    found = [digest(under(folder, file), tmp_path)]
    (folder / "a.py").write_text("2")
    found.append(digest(under(folder, file), tmp_path))
    (folder / "a.py").rename(folder / "b.py")
    found.append(digest(under(folder, file), tmp_path))
    file.write_text("2")
    found.append(digest(under(folder, file), tmp_path))
    assert len(set(found)) == len(found)


def test_the_digest_of_a_build_ignores_compiled_files(tmp_path):
    before = digest(under(tmp_path), tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").touch()
    assert digest(under(tmp_path), tmp_path) == before


# language: the words of an edition


class Capitals(NullTranslations):
    """A catalogue that knows every word."""

    def gettext(self, message):
        return message.upper()


def test_the_edition_s_own_words_come_first_then_the_catalogue_s():
    words = language.EditionWords({"Search": "検索", "Empty": ""}, Capitals())
    found = [words.gettext(word) for word in ("Search", "Contents", "Empty")]
    assert found == ["検索", "CONTENTS", "EMPTY"]


def page_app(**config):
    """What the handlers of a page ask the application for."""
    editions = [{"lang": "ja", "tag": "ja"}, {"lang": "zh", "tag": "zh-Hant"}]
    known = {"book_edition": "zh", "book_editions": editions, "book_ui": {}}
    return SimpleNamespace(config=SimpleNamespace(**known | config))


@pytest.mark.parametrize(("page", "up"), [("index", "../"), ("part/01-x", "../../")])
def test_a_page_knows_its_tag_and_its_counterparts(page, up):
    context = {"language": "zh_TW"}
    language.page_languages(page_app(), page, "page.html", context, None)
    links = [link["href"] for link in context["book_links"]]
    assert links == [f"{up}ja/{page}.html", f"{up}zh/{page}.html"]
    assert context["language"] == "zh-Hant"


def test_words_that_templates_fix_are_replaced(tmp_path):
    page = tmp_path / "x.html"
    page.write_text('<nav aria-label="Main" title="Page"><p title="Title">Main</p>')
    script = tmp_path / "copybutton.js"
    script.write_text("{'copy': 'Copy', 'copy_success': 'Copied!'}")
    app = page_app(book_ui={"Main": "章節列表", "Copy": "複製"})
    app.outdir, app.builder = tmp_path, SimpleNamespace(name="html")
    language.replace_fixed(app, None)
    assert page.read_text("utf-8") == (
        '<nav aria-label="章節列表" title="Page"><p title="Title">Main</p>'
    )
    assert script.read_text("utf-8") == "{'copy': '複製', 'copy_success': 'Copied!'}"


# anchors: the label is a section's address


def test_the_label_of_a_section_is_its_first_id():
    document = new_document("x")
    labelled = nodes.section(ids=["the-title", "sec-x"])
    unlabelled = nodes.section(ids=["b", "a"])
    document += [labelled, unlabelled]
    anchors.label_first(None, document)
    assert labelled["ids"] == ["sec-x", "the-title"]
    assert unlabelled["ids"] == ["b", "a"]


# math: laid out while building


@pytest.fixture
def katex():
    """KaTeX, ended after the test."""
    yield math
    math.renderer().stdin.close()
    math.renderer().stdout.close()
    math.renderer().wait(10)
    math.renderer.cache_clear()
    math.render.cache_clear()


def test_a_formula_is_laid_out_in_line_or_on_display(katex):
    inline = katex.render_latex(r"\frac{1}{C}")
    display = katex.render_latex(r"\frac{1}{C}", {"displayMode": True})
    assert inline.startswith('<span class="katex">')
    assert display.startswith('<span class="katex-display">')


def test_a_formula_carries_nothing_twice(katex):
    html = katex.render_latex("\\sqrt{\\frac{x^2}\n{2}}")
    soup = BeautifulSoup(html, "html.parser")
    assert soup.math.select_one("msqrt mfrac msup").get_text() == "x2"
    assert soup.select("annotation, semantics, [xmlns*=Math]") == []
    lengths = re.findall(r"(?<=:)[^:;]*em(?=;)", html)
    assert len(lengths) > 5
    assert all(re.fullmatch(r"-?\d+(\.\d{1,3})?em", length) for length in lengths)


@pytest.mark.parametrize(
    ("length", "shorter"),
    [("0.6833", "0.683"), ("2.0004", "2"), ("-0.0001", "-0"), ("-0.1667", "-0.167")],
)
def test_a_length_stays_a_number(length, shorter):
    assert math.lighten(f'style="height:{length}em;"') == f'style="height:{shorter}em;"'


@pytest.mark.parametrize(
    ("row", "room"),
    [
        (r"a &= \frac{1}{2},\\", "[0.65em]"),
        (r"a &= \frac{1}{\sum_ix_i},\\", "[1.1em]"),
        (r"a &= \sum_ix_i\\", "[1.1em]"),
        (r"a &= \tfrac12\\", "[0.25em]"),
        (r"\begin{cases}\frac ab\\ c\end{cases}", ""),
    ],
)
def test_rows_of_a_display_have_room_below(katex, row, room):
    assert katex.spread(f"{row}\n&= b") == f"{row}{room}\n&= b"


def test_a_formula_that_cannot_be_read_is_a_warning_at_its_line(katex, caplog):
    document = new_document("chapter.md")
    for latex in (r"\frac{1}{C}", r"\frac{1}"):
        formula = nodes.math_block("", latex)
        formula.source, formula.line = "chapter.md", 7
        document += formula
    katex.check(None, document, "chapter")
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith("KaTeX parse error")
    assert record.location is document[1]
    assert katex.render_latex("β") != ""  # and the next one is laid out


def test_a_short_formula_does_not_break_and_keeps_its_punctuation(katex):
    paragraph = nodes.paragraph()
    paragraph += [nodes.math("", "x"), nodes.Text("，再看"), nodes.math("", "y")]
    paragraph += [nodes.Text("的值"), nodes.math("", LONG), nodes.Text("。")]
    document = new_document("chapter.md")
    document += paragraph
    katex.keep_together(None, document, "chapter")
    together, *others = paragraph
    assert [node.astext() for node in together] == ["x", "，"]
    assert together["classes"] == others[1]["classes"] == ["together"]
    assert [node.astext() for node in others] == ["再看", "y", "的值", LONG]
    assert others[-1]["closing"] == "。"


@pytest.mark.parametrize(
    ("latex", "signs", "pieces"),
    [
        (LONG, "(,", ["(x+", "y,"]),
        (LONG, " ,", ["y,"]),
        (LONG, "( ", ["(x+"]),
        ("x=y", "(,", ["(x=", "y,"]),
        (r"\frac x2", "(,", ["(2x,"]),
    ],
)
def test_a_long_formula_breaks_but_not_from_what_touches_it(
    katex, latex, signs, pieces
):
    html = katex.touched(katex.render_latex(latex), *map(str.strip, signs))
    soup = BeautifulSoup(html, "html.parser")
    (heard,) = soup.select("math")  # it is read aloud once
    assert heard.find_parent(attrs={"aria-hidden": True}) is None
    heard.decompose()
    held = [
        piece.get_text().replace("\u200b", "") for piece in soup.select(".together")
    ]
    assert held == pieces
    assert soup.get_text().count("x+") == latex.count("x+")


@pytest.mark.parametrize(
    ("latex", "bases"),
    [
        (r"x-\sigma(a-b)+y", ["x−", "σ(a−b)+", "y"]),
        (r"p\cdot z+\ln(1-p)", ["p⋅z+", "ln(1−p)"]),
        (r"(a-b)+c", ["(a−b)+", "c"]),
        ("(abcdefgh-ijklmnop+q)-r", ["(abcdefgh−", "ijklmnop+", "q)−", "r"]),
        (r"[0,1-p)=x", ["[0,1−p)=", "x"]),
    ],
)
def test_a_formula_in_a_line_breaks_beside_its_brackets(katex, latex, bases):
    html = katex.render_latex(latex)
    found = BeautifulSoup(html, "html.parser").select(".base")
    assert [katex.seen(str(base)) for base in found] == bases
    assert html.count("<span") == html.count("</span>")


def test_a_display_is_left_as_it_is(katex):
    shown = katex.render("p(1-q)", display=True)["html"]
    assert shown.count(katex.BASE) == 2
    assert katex.render("p(1-q)", display=False)["html"].count(katex.BASE) == 1


def test_a_formula_keeps_the_bracket_before_it(katex):
    paragraph = nodes.paragraph()
    paragraph += [nodes.Text("高溫（"), nodes.math("", "x"), nodes.Text("）時 ")]
    paragraph += [nodes.math("", "y"), nodes.Text(" (")]
    document = new_document("chapter.md")
    document += paragraph
    katex.keep_together(None, document, "chapter")
    first, together, *others = paragraph
    assert first.astext() == "高溫"
    assert [node.astext() for node in together] == ["（", "x", "）"]
    assert [node.astext() for node in others] == ["時 ", "y", " ("]


# lines: what stays in one piece


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("用 α-entmax 取代", ["α-entmax"]),
        ("the log-sum-exp of a soft top-k", ["log-sum-exp", "top-k"]),
        ("差は0.06 eVで、300 Kのとき", ["0.06 eV", "300 K"]),
        ("図1.3と練習問題8.6は第9章", ["図1.3", "練習問題8.6", "第9章"]),
        ("圖 1.3 與練習 8.6：波長 21 cm", ["圖 1.3", "練習 8.6", "21 cm"]),
        ("two KKT conditions, 3 Keys and a well-known name", []),
    ],
)
def test_names_and_numbers_with_units_stay_in_one_piece(text, pieces):
    paragraph = nodes.paragraph("", "", nodes.Text(text))
    lines.hold_pieces(None, paragraph, "chapter")
    held = [node for node in paragraph if isinstance(node, nodes.inline)]
    assert [node.astext() for node in held] == pieces
    assert all(node["classes"] == ["together"] for node in held)
    assert paragraph.astext() == text


def test_code_is_left_as_it_is():
    paragraph = nodes.paragraph("", "", nodes.literal("", "log-sum-exp"))
    lines.hold_pieces(None, paragraph, "chapter")
    assert paragraph.astext() == "log-sum-exp"
    assert not list(paragraph.findall(nodes.inline))


def test_the_number_of_an_equation_stays_with_the_word_for_it():
    numbers = [nodes.reference("", f"(1.{k})") for k in (1, 2)]
    paragraph = nodes.paragraph()
    paragraph += [nodes.Text("式"), numbers[0], nodes.Text("と、式"), numbers[1]]
    paragraph += [nodes.Text("または"), nodes.reference("", "(1.3)")]
    lines.hold_equations(None, paragraph, "chapter")
    assert paragraph.astext() == "式(1.1)と、式(1.2)または(1.3)"
    held = [node for node in paragraph if isinstance(node, nodes.inline)]
    assert [node.astext() for node in held] == ["式(1.1)", "式(1.2)"]
    assert all(node["classes"] == ["together"] for node in held)


def test_a_title_breaks_at_its_punctuation():
    title = nodes.title("", "", nodes.Text("温度：どれくらい"), nodes.math("", "x"))
    title += nodes.Text("か、そして")
    plain = nodes.title("", "", nodes.Text("Temperature: how sure"))
    document = new_document("chapter.md")
    document += [nodes.section("", title), nodes.section("", plain)]
    lines.hold_phrases(None, document)
    assert [node.astext() for node in title] == ["温度：", "どれくらいxか、", "そして"]
    assert all(node["classes"] == ["phrase"] for node in title)
    assert [type(node) for node in plain] == [nodes.Text]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("softmax_cross_entropy_with_logits", "softmax_|cross_|entropy_|with_|logits"),
        ("keras.losses.Reduction.SUM_OVER", "keras.|losses.|Reduction.|SUM_|OVER"),
        ("np.log", "np.log"),
        ("softmax(x, axis=1) / softmax(y, axis=0)", None),
    ],
)
def test_only_the_long_name_of_a_function_may_break(name, parts):
    code = nodes.literal("", name)
    lines.divide_names(None, nodes.paragraph("", "", code), "chapter")
    shown = [str(node) if isinstance(node, nodes.Text) else "|" for node in code]
    assert "".join(shown) == (parts or name)


# buttons: the same chapter elsewhere


@pytest.fixture
def offered(monkeypatch):
    """The buttons of a page, as label → address."""
    monkeypatch.setitem(
        locale.translators, ("general", "booktheme"), NullTranslations()
    )

    def offered(repository: str, notebooks: str = "notebooks", doctree=True):
        config = {"book_repository": repository, "book_notebooks": notebooks}
        context = {"header_buttons": [{"label": "theme", "url": "#"}]}
        app = page_app(**config)
        buttons.add_buttons(app, "01-x", "page.html", context, doctree or None)
        return {button["label"]: button["url"] for button in context["header_buttons"]}

    return offered


def test_colab_is_offered_for_a_repository_on_github(offered):
    colab = "https://colab.research.google.com/github/owner/name/blob"
    assert list(offered(GITHUB).items()) == [
        ("colab", f"{colab}/gh-pages/notebooks/zh/01-x.ipynb"),
        ("download-notebook", "../notebooks/zh/01-x.ipynb"),
        ("source", f"{GITHUB}/blob/main/chapters/zh/01-x.md"),
        ("theme", "#"),
    ]


def test_another_host_gets_no_address_made_up(offered):
    labels = list(offered("https://gitlab.com/owner/name"))
    assert labels == ["download-notebook", "theme"]


def test_without_a_repository_the_notebook_can_still_be_downloaded(offered):
    assert list(offered("")) == ["download-notebook", "theme"]


def test_a_page_that_is_no_chapter_offers_nothing(offered):
    assert list(offered(GITHUB, doctree=False)) == ["theme"]
    assert list(offered(GITHUB, notebooks="")) == ["theme"]


# highlight: code


def test_names_and_punctuation_are_plain():
    before = dict(STANDARD_TYPES)
    highlight.setup(None)
    try:
        code = PygmentsBridge("html").highlight_block("f(x) if y", "python")
    finally:
        STANDARD_TYPES.update(before)
    assert '<pre><span></span>f(x) <span class="k">if</span> y' in code


# assets: what a page loads


def test_scripts_that_the_book_never_uses_are_dropped():
    names = ["live.js", "design-tabs.js", "sphinx-thebe.js", "book.js"]
    files = [_JavaScript(name) for name in names]
    inline = _JavaScript(None, body="DOCUMENTATION_OPTIONS.pagename = 'x';")
    context = {
        "script_files": [*files, inline],
        "css_files": ["book.css", "togglebutton.css"],
    }
    assets.trim(None, "x", "page.html", context, None)
    assert context["css_files"] == ["book.css"]
    assert context["script_files"] == [files[0], files[3]]
    assert all(file.attributes["defer"] for file in context["script_files"])


@pytest.mark.parametrize("name", ["live.js", "live.css"])
def test_the_live_figures_assets_are_where_the_extension_looks(name):
    assert (assets.LIVE / name).is_file()


# proofs: a mark beside what is proved


EQUATION = """<div class="math" id="equation-{label}">
<span class="eqno">(3.5)<a class="headerlink" href="#x">#</a></span></div>"""


@pytest.fixture
def known(monkeypatch):
    """One equation that has a proof."""
    labels.use_language("zh")
    found = {"eq-a": (SimpleNamespace(kind="numeric"), {})}
    monkeypatch.setattr(proofs, "registry", lambda folder: found)


def marked(label: str, page: str) -> str:
    app = SimpleNamespace(outdir="_build/html")
    context = {"body": EQUATION.format(label=label)}
    proofs.mark(app, page, "page.html", context, object())
    return context["body"]


def test_a_proved_equation_gets_a_mark(known):
    page = BeautifulSoup(marked("eq-a", "03-x"), "html.parser")
    number, mark, permalink = page.select_one(".eqno").contents
    assert number == "(3.5)"
    assert mark["href"] == "proofs-03-x.html#eq-a"
    assert mark["aria-label"] == "(3.5) 的證明（數值）"
    assert permalink["class"] == ["headerlink"]


def test_a_page_in_a_folder_finds_its_proofs_beside_it(known):
    assert 'href="proofs-03-x.html#eq-a"' in marked("eq-a", "chapters/ja/03-x")
    assert proofs.page_name("chapters/ja/03-x") == "chapters/ja/proofs-03-x"


def test_an_equation_without_a_proof_gets_no_mark(known):
    assert marked("eq-b", "03-x") == EQUATION.format(label="eq-b")


def test_a_chapter_written_now_gets_its_page_of_proofs_and_no_other(monkeypatch):
    asked = []
    monkeypatch.setattr(proofs, "proved", lambda app, docname: asked.append(docname))
    app = SimpleNamespace(env=SimpleNamespace(found_docs={"01-a", "02-b"}))
    proofs.begin(app)
    proofs.note(app, "search", "search.html", {}, None)
    proofs.note(app, "02-b", "page.html", {}, object())
    assert list(proofs.pages(app)) == [] and asked == ["02-b"]


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0.1"), (0.1, "1"), (3, "10"), (42, "100")]
)
def test_seconds_are_rounded_up_to_a_power_of_ten(seconds, shown):
    assert proofs.rounded(seconds) == f"&lt; {shown}"
