"""The parts of the Sphinx extension, each by itself."""

import logging
import re
import shutil
from gettext import NullTranslations
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document
from fontTools.ttLib import TTFont
from nbclient import NotebookClient
from sphinx import locale

import softmaxbook
from bookbuild.book import digest
from bookbuild.sphinx import anchors, assets, buttons, execution, icons, language, math

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
    monkeypatch.setattr(execution, "version", lambda name: "0")
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


# book: what a build depends on


def test_the_digest_of_a_build_changes_with_content_and_name(tmp_path):
    folder, file = tmp_path / "code", tmp_path / "requirements.txt"
    folder.mkdir()
    (folder / "a.py").write_text("1")
    file.write_text("1")
    found = [digest(folder, file)]
    (folder / "a.py").write_text("2")
    found.append(digest(folder, file))
    (folder / "a.py").rename(folder / "b.py")
    found.append(digest(folder, file))
    file.write_text("2")
    found.append(digest(folder, file))
    assert len(set(found)) == len(found)


def test_the_digest_of_a_build_ignores_compiled_files(tmp_path):
    before = digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").touch()
    assert digest(tmp_path) == before


# icons: what stays of the theme's

CSS = (
    '.fa-pen:before{content:"\\f304"}.fa-cow:before,.fa-ox:before{content:"\\f6c8"}'
    '@font-face{src:url(a.woff2) format("woff2"),url(a.ttf) format("truetype")}'
    '.fa-copyright:before{content:"©"}.other:before{content:"x"}'
)


def test_only_the_rules_of_named_icons_stay():
    assert icons.keep_rules(CSS, {"fa-ox", "fa-copyright"}) == (
        '.fa-cow:before,.fa-ox:before{content:"\\f6c8"}'
        '@font-face{src:url(a.woff2) format("woff2")}'
        '.fa-copyright:before{content:"©"}.other:before{content:"x"}'
    )


def test_names_are_read_in_pages_and_in_the_theme_s_scripts(tmp_path):
    scripts = tmp_path / "_static" / "scripts"
    scripts.mkdir(parents=True)
    (tmp_path / "x.html").write_text('<i class="fas fa-pen"></i>')
    (scripts / "a-theme.js").write_text('"fa-solid fa-sun"')
    (scripts / "other.js").write_text('"fa-cow"')
    assert icons.used_names(tmp_path) == {"fa-pen", "fa-solid", "fa-sun"}


def test_a_font_keeps_only_the_characters_asked_for(tmp_path):
    font = tmp_path / "font.woff2"
    shutil.copy(STATIC / "katex" / "fonts" / "KaTeX_Main-Regular.woff2", font)
    before = font.stat().st_size
    icons.subset(font, {ord("A"), ord("=")})
    with TTFont(font) as kept:
        assert set(kept.getBestCmap()) == {ord("A"), ord("=")}
    assert font.stat().st_size < before / 4


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


def test_a_formula_keeps_its_punctuation():
    paragraph = nodes.paragraph()
    paragraph += [nodes.math("", "x"), nodes.Text("，再看"), nodes.math("", "y")]
    paragraph += [nodes.Text("的值"), nodes.math("", "x+" * 20), nodes.Text("。")]
    document = new_document("chapter.md")
    document += paragraph
    math.keep_together(None, document, "chapter")
    together, *others = paragraph
    assert [node.astext() for node in together] == ["x", "，"]
    assert together["classes"] == ["together"]
    assert [node.astext() for node in others] == ["再看", "y", "的值", "x+" * 20, "。"]


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


# assets: what a page loads


def test_scripts_that_the_book_never_uses_are_dropped():
    files = ["live.js", "design-tabs.js", "sphinx-thebe.js", "book.js"]
    context = {"script_files": files, "css_files": ["book.css", "togglebutton.css"]}
    assets.drop_unused(None, "x", "page.html", context, None)
    assert context == {
        "script_files": ["live.js", "book.js"],
        "css_files": ["book.css"],
    }


@pytest.mark.parametrize("name", ["live.js", "live.css"])
def test_the_live_figures_assets_are_where_the_extension_looks(name):
    assert (assets.LIVE / name).is_file()
