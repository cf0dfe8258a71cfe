"""Every chapter can be taken away as a notebook, and no button is made up."""

import json
import re

import nbformat
import pytest
import yaml
from IPython.core.inputtransformer2 import TransformerManager

from bookbuild.repository import repository_url

RAW = re.compile(r"^\s*(:{3,}|`{3,}|~{3,})\s*\{|\{[a-z]+[a-z:-]*\}`", re.MULTILINE)
LABEL = re.compile(r"^(\([\w-]+\)=|:(label|name|class):)", re.MULTILINE)


@pytest.fixture
def notebook(site, chapter):
    file = site / "notebooks" / chapter.edition.lang / f"{chapter.stem}.ipynb"
    return json.loads(file.read_text("utf-8"))


def test_no_raw_markup_is_left(notebook):
    prose = [
        "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
    ]
    assert prose
    assert [text for text in prose if RAW.search(text) or LABEL.search(text)] == []


def test_the_first_cell_sets_up(notebook, chapter):
    first = notebook["cells"][0]
    code = "".join(first["source"])
    assert first["cell_type"] == "code"
    assert "import softmaxbook" in code
    assert f'use_language("{chapter.edition.lang}")' in code
    compile(TransformerManager().transform_cell(code), "set-up", "exec")


def test_outputs_are_left_out(notebook):
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert cells
    assert [cell["outputs"] for cell in cells if cell["outputs"]] == []


def test_it_is_valid_and_light(site, chapter):
    file = site / "notebooks" / chapter.edition.lang / f"{chapter.stem}.ipynb"
    assert file.stat().st_size <= 500_000
    nbformat.validate(nbformat.read(file, 4))  # a warning is an error in our tests


def test_figures_and_equations_have_the_numbers_of_the_page(notebook, soup, chapter):
    page = soup(chapter.file)
    captions = [e.text.strip() for e in page.select("figure.live .caption-number")]
    equations = re.findall(r"\(\d[\d.]*\)", str([e.text for e in page.select(".eqno")]))
    words = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    assert bool(captions) == chapter.has_figures
    assert re.findall(r"^\*\*([^*]*\d)\.\*\* ", words, re.MULTILINE) == captions
    assert [f"({n})" for n in re.findall(r"\\tag\{([\d.]+)\}", words)] == equations


def test_the_button_leads_to_the_notebook(soup, chapter):
    buttons = soup(chapter.file).select("a.btn-download-notebook")
    assert len(buttons) == 1
    file = (chapter.file.parent / buttons[0]["href"]).resolve()
    assert file.is_file()
    assert (file.parent.name, file.stem) == (chapter.edition.lang, chapter.stem)


def test_other_buttons_need_a_known_repository(soup, page, pytestconfig):
    root = pytestconfig.rootpath
    config = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    known = repository_url(config, root=root)
    hosts = ("colab.research.google.com", "github.com", "mybinder.org")
    links = [a["href"] for a in soup(page.file).find_all("a", href=True)]
    made_up = [
        link
        for link in links
        if any(host in link for host in hosts)
        and not (known and known.partition("//")[2].partition("/")[2] in link)
    ]
    assert made_up == []
