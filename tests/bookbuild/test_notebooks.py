import base64
import importlib.util
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from traitlets.config import Config

from bookbuild.errors import BookError
from bookbuild.notebooks import (
    Labels,
    by_page,
    export_all,
    export_chapter,
    setup_source,
)

BOOK = Path(__file__).parent / "book" / "chapters"
ADDRESS = "https://github.com/owner/name"
RAW = re.compile(r"\{[\w:-]+\}`|^\s*(>\s*)*(`{3,}|:{3,})\{|:::|^\(.+\)=$|^%", re.M)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "chapters" / "en"
    folder.mkdir(parents=True)
    return folder


def markdown(notebook):
    cells = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return "\n\n".join(cells)


def first(lang="en", **more):
    return export_chapter(BOOK / lang / "01-first.md", lang, **more)


def plain(folder, text):
    (folder / "01-x.md").write_text(text, "utf-8")
    return markdown(export_chapter(folder / "01-x.md", "en"))


@pytest.mark.parametrize("lang", ["ja", "zh", "en"])
def test_nothing_raw_is_visible(lang):
    for path in sorted((BOOK / lang).glob("*.md")):
        text = markdown(export_chapter(path, lang))
        assert not RAW.search(text), RAW.search(text)


def test_the_pattern_for_raw_constructs_sees_the_source():
    text = (BOOK / "en" / "01-first.md").read_text("utf-8")
    assert len(RAW.findall(text)) > 20


def test_equations_are_numbered_anchored_and_referred_to():
    text = markdown(first())
    equation = r"\sigma(x) = \frac{1}{1+e^{-x}} \quad \text{positive} \tag{1.1}"
    assert f'<a id="eq-sigmoid"></a>\n\n$$\n{equation}\n$$' in text
    assert "See [(1.1)](#eq-sigmoid), [Figure\u00a01.1](#live-slope)" in text
    assert "[The logit](#sec-logit)" in text
    assert r"\begin{aligned}a &= b" in text and r"\tag{1.2}" in text


def test_references_reach_other_chapters():
    text = markdown(export_chapter(BOOK / "ja" / "02-second.md", "ja"))
    assert "[戻る](01-first.ipynb#sec-logit)" in text
    assert "[(1.1)](01-first.ipynb#eq-sigmoid)" in text
    assert "[図1.1](01-first.ipynb#live-slope)" in text
    chapter, link, words = re.findall(r"\[[^]]*\]\(02-second[^)]*\)", markdown(first()))
    assert chapter == "[The second](02-second.ipynb)"
    assert link == "[The second](02-second.ipynb#sec-second)"
    assert words == "[here](02-second.ipynb)"


def test_every_link_inside_a_notebook_has_its_anchor():
    text = markdown(first())
    anchors = set(re.findall(r'<a id="([^"]+)">', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors
    assert len(re.findall(r"<a id=", text)) == len(anchors)


def test_captions_follow_their_cells_in_each_language():
    shown = {"ja": "図1.1", "zh": "圖\u00a01.1", "en": "Figure\u00a01.1"}
    for lang, words in shown.items():
        cells = first(lang).cells
        live = next(n for n, cell in enumerate(cells) if "print(beta" in cell.source)
        assert cells[live + 1].source.startswith(
            f'<a id="live-slope"></a>\n\n**{words}.** '
        )


def test_admonitions_are_quotations_and_solutions_fold():
    text = markdown(first())
    assert "> **Note**\n>\n> **Take care.** This matters." in text
    assert '<a id="ex-half"></a>\n\n> **Exercise 1.1 ★**\n>\n> What is' in text
    assert "> <details><summary>Solution</summary>\n>\n> It is $1/2$." in text
    # a "> " inside $$…$$ would be printed as a relation
    assert r"> $$ \sigma(0) = 0.5 $$" in text


def test_figures_travel_with_the_notebook():
    (cell,) = [cell for cell in first().cells if "attachments" in cell]
    content = cell.attachments["map.svg"]["image/svg+xml"]
    assert base64.b64decode(content) == (BOOK / "en" / "map.svg").read_bytes()
    drawing = "![The family's map](attachment:map.svg)"
    assert f"{drawing}\n\n**Figure\u00a01.2.**" in cell.source


def test_hidden_cells_and_metadata():
    notebook = first()
    hidden, live = [cell for cell in notebook.cells[1:] if cell.cell_type == "code"]
    for cell in (hidden, live):
        assert cell.metadata.jupyter == {"source_hidden": True}
        assert cell.metadata.cellView == "form"
        assert cell.outputs == [] and cell.execution_count is None
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.colab == {"provenance": []}
    assert notebook.metadata.title == "From a ratio"


def test_numbers_can_be_counted_another_way():
    labels = Labels.of(BOOK / "en", by_page)
    assert r"\tag{1}" in markdown(first(labels=labels))


def test_all_notebooks_are_written_and_the_same_every_time(tmp_path):
    (tmp_path / "a" / "en").mkdir(parents=True)
    gone = tmp_path / "a" / "en" / "09-gone.ipynb"
    gone.touch()
    once = export_all(BOOK, tmp_path / "a", ADDRESS)
    assert not gone.exists()
    again = export_all(BOOK, tmp_path / "b", ADDRESS)
    names = {path.relative_to(tmp_path / "a").as_posix() for path in once}
    stems = ("01-first", "02-second", "index")
    assert names == {f"{lang}/{s}.ipynb" for lang in ("ja", "zh", "en") for s in stems}
    for one, other in zip(once, again, strict=True):
        assert one.read_bytes() == other.read_bytes()
        nbformat.validate(nbformat.read(one, 4))


@pytest.mark.parametrize(
    "source, shown",
    [
        ("- one\n- ```{tip}\n  words\n  ```\n", "- > **Tip**\n  >\n  > words"),
        (
            "before\n:::{tip}\nwords\n:::\nafter",
            "before\n\n> **Tip**\n>\n> words\n\naft",
        ),
        ("term\n: meaning {math}`x`\n", "- **term**  \n  meaning $x$"),
        ("```{code-block} python\nx = 1\n```", "```python\nx = 1\n```"),
        ("term\n: $a$\n: b\n", "- **term**  \n  $a$\n <br> b"),
        (
            "```{list-table}\n* - a\n  - b\n* - 1\n  - 2\n```",
            "| a | b |\n| --- | --- |",
        ),
        ("```{glossary}\nlogit\n  log-odds\n```", "**logit**  \nlog-odds"),
        ("H{sub}`2`O and {term}`the logit <logit>`", "H<sub>2</sub>O and the logit"),
        ("see [{math}`x`](https://example.org)", "[$x$](https://example.org)"),
        ("(sec-t)=\n## S $x$\n\n[a](#sec-t) [](#sec-t)", "[a](#sec-t) [S $x$](#sec-t)"),
        ("[b](01-x.md) [](01-x.md)", "[b](01-x.ipynb) [T](01-x.ipynb)"),
        ("a\n\n```{toctree}\nb\n```\n\nc", "a\n\n\n\nc"),
        ("a\n\n% secret\n\nb", "a\n\n\n\nb"),
        ("::::{tab-set}\n\n:::{tab-item} One\nx\n:::\n::::", "**One**\n\nx"),
    ],
)
def test_other_constructs(folder, source, shown):
    text = plain(folder, f"# T\n\n{source}\n")
    assert shown in text
    assert not RAW.search(text)


@pytest.mark.parametrize(
    "source, says",
    [
        ("{eq}`eq-none`", "chapters/en/01-x.md:3: no chapter of this edition has the"),
        ("{doc}`none`", "chapters/en/01-x.md:3: there is no chapter 'none'"),
        ("{cite}`key`", "chapters/en/01-x.md:3: references.bib has no work 'key'"),
        ("![a](none.png)", "chapters/en/01-x.md:3: there is no file none.png"),
        ("```{csv-table}\na,b\n```", "chapters/en/01-x.md:3: {csv-table} cannot be"),
    ],
)
def test_a_dangling_reference_is_one_sentence(folder, source, says):
    with pytest.raises(BookError) as caught:
        plain(folder, f"# T\n\n{source}\n")
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize("repository", [None, ADDRESS])
@pytest.mark.parametrize("lang", ["ja", "zh", "en"])
def test_the_first_cell_sets_up_in_at_most_six_lines(lang, repository):
    cell = first(lang, repository=repository).cells[0]
    assert cell.cell_type == "code" and cell.source == setup_source(lang, repository)
    assert len(cell.source.split("\n")) <= 6
    assert f'use_language("{lang}")' in cell.source
    assert ("git+" in cell.source) == bool(repository)


@pytest.mark.parametrize(
    "lang, words", [("ja", "ネットワーク"), ("zh", "網路"), ("en", "network")]
)
def test_without_network_the_first_cell_says_so(lang, words, monkeypatch):
    monkeypatch.setitem(sys.modules, "softmaxbook", None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    shell = InteractiveShell()
    monkeypatch.setattr(shell, "system", lambda command: 1)  # pip fails
    result = shell.run_cell(setup_source(lang, "https://127.0.0.1:9/none"))
    assert isinstance(result.error_in_exec, AssertionError)
    assert words in str(result.error_in_exec)


@pytest.mark.parametrize("lang", ["ja", "zh", "en"])
def test_nothing_is_installed_in_an_exact_version(lang):
    assert not re.search(r"[=~<]=", setup_source(lang, ADDRESS))


@pytest.mark.parametrize(
    "lang, words", [("ja", "見つかりません"), ("zh", "找不到"), ("en", "not installed")]
)
def test_a_missing_package_is_explained(lang, words, monkeypatch):
    monkeypatch.setitem(sys.modules, "softmaxbook", None)
    with pytest.raises(ModuleNotFoundError, match=words):
        exec(setup_source(lang, None), {})


def test_a_notebook_runs(tmp_path, monkeypatch):
    package = tmp_path / "softmaxbook.py"
    package.write_text("def use_language(lang): print('language', lang)\n", "utf-8")
    shutil.copytree(BOOK, tmp_path / "chapters")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = export_chapter(tmp_path / "chapters" / "ja" / "01-first.md", "ja")
    # TCP ports of kernels that start at the same time can collide
    config = Config(KernelManager={"transport": "ipc"})
    NotebookClient(notebook, timeout=60, config=config).execute()
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert [o[0].text for o in outputs if o] == ["language ja\n", "2 0.5\n"]
