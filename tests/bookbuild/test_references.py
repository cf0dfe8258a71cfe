"""What a citation and a bibliography print, on a page and in a notebook."""

import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from bookbuild.errors import BookError
from bookbuild.notebooks import Labels, export_chapter
from bookbuild.references import address, bibliography, cited_as, read_works

BIB = """
@article{doe2001,
  author = {van Doe, Ann and Roe, Bob},
  title = {On x_1 and [2]}, journal = {Journal}, year = {2001},
  volume = {3}, number = {4}, pages = {5--67}, doi = {10.1000/a_(b)},
}
@book{abel1868,
  author = {Abel, Carl}, title = {Über alles}, publisher = {Verlag}, year = {1868},
  language = {de},
}
@misc{zed2020,
  author = {Zed, A. and Yi, B. and Xu, C. and Wu, D.},
  title = {Why?}, year = {2020}, eprint = {2001.00001},
}
@inproceedings{moe1999,
  author = {Moe, Al and Noe, Bo and Ooe, Cy},
  title = {Of sites}, booktitle = {NIPS 1}, publisher = {Press}, year = {1999},
  url = {https://www.example.org/paper},
}
"""
PAGES = {
    "index": "# Book\n\n```{toctree}\n:numbered: 1\n01-one\n```\n"
    "```{toctree}\nend\nreferences\n```\n",
    "01-one": "# One\n\nSee {cite:t}`doe2001` and {cite:t}`zed2020`.\n",
    "end": "# The end\n\n{cite:t}`doe2001`, {cite:t}`moe1999`, {cite:t}`abel1868`, "
    "{cite:t}`doe2001`\n",
    "references": "# References\n\n```{bibliography}\n```\n",
}


@pytest.fixture
def works(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text(BIB, "utf-8")
    return read_works(path)


# the words


@pytest.mark.parametrize(
    ("key", "en", "ja", "zh"),
    [
        ("abel1868", "Abel (1868)", "Abel（1868）", "Abel（1868）"),
        (
            *("doe2001", "van Doe & Roe (2001)"),
            *("van Doe & Roe（2001）", "van Doe & Roe（2001）"),
        ),
        (
            *("moe1999", "Moe, Noe & Ooe (1999)"),
            *("Moe, Noe & Ooe（1999）", "Moe, Noe & Ooe（1999）"),
        ),
        ("zed2020", "Zed et al. (2020)", "Zedほか（2020）", "Zed 等人（2020）"),
    ],
)
def test_a_citation_is_author_and_year_in_each_language(works, key, en, ja, zh):
    said = {lang: cited_as(works[key], lang) for lang in ("en", "ja", "zh")}
    assert said == {"en": en, "ja": ja, "zh": zh}


def test_a_work_is_where_its_doi_its_preprint_or_its_address_is(works):
    assert {key: address(work) for key, work in works.items()} == {
        "doe2001": "https://doi.org/10.1000/a_(b)",
        "abel1868": None,
        "zed2020": "https://arxiv.org/abs/2001.00001",
        "moe1999": "https://www.example.org/paper",
    }


def test_the_bibliography_is_sorted_and_needs_no_words(works):
    assert list(bibliography(works.values()).values()) == [
        "Abel, C. (1868). *Über alles*. Verlag.",
        "Moe, A.; Noe, B.; Ooe, C. (1999). Of sites. *NIPS 1*. Press. "
        "[example.org](https://www.example.org/paper)",
        "van Doe, A.; Roe, B. (2001). On x\\_1 and \\[2\\]. *Journal* 3(4), 5–67. "
        "[doi:10.1000/a\\_(b)](https://doi.org/10.1000/a_(b))",
        "Zed, A.; Yi, B.; Xu, C.; Wu, D. (2020). Why? "
        "[arXiv:2001.00001](https://arxiv.org/abs/2001.00001)",
    ]


def test_a_broken_file_is_one_sentence(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text("@article{x, title = ", "utf-8")
    with pytest.raises(BookError, match=r"^references\.bib cannot be read: "):
        read_works(path)
    assert read_works(tmp_path / "none.bib") == {}


# in a notebook


@pytest.fixture
def notebook(tmp_path, works):
    folder = tmp_path / "ja"
    folder.mkdir()
    for stem, text in PAGES.items():
        (folder / f"{stem}.md").write_text(text, "utf-8")

    def markdown(stem: str) -> str:
        exported = export_chapter(folder / f"{stem}.md", "ja", labels=Labels.of(folder))
        return "\n".join(cell.source for cell in exported.cells[1:])

    return markdown


def test_a_notebook_cites_with_links(notebook):
    assert (
        "See [van Doe & Roe（2001）](https://doi.org/10.1000/a_(b)) and "
        in notebook("01-one")
    )
    assert "[Abel（1868）](references.ipynb#abel1868)" in notebook("end")


def test_the_notebook_of_the_references_shows_them_all(notebook):
    shown = notebook("references")
    assert '- <a id="abel1868"></a>Abel, C. (1868). *Über alles*. Verlag.' in shown
    assert shown.count("\n- ") == 4
    assert ") → [第1章](01-one.ipynb) · [The end](end.ipynb)\n- " in shown
    assert "{bibliography}" not in shown


# on a page


SETTINGS = """
extensions = ["myst_parser", "sphinxcontrib.bibtex", "bookbuild.sphinx.citations"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = bibtex_reference_style = "book"
bibtex_cite_id = "{key}"

def setup(app):
    app.add_config_value("book_edition", "ja", "html")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A small book, built: the soup of each page."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "references.bib").write_text(BIB, "utf-8")
    (folder / "conf.py").write_text(SETTINGS, "utf-8")
    for stem, text in PAGES.items():
        (folder / f"{stem}.md").write_text(text, "utf-8")
    out = folder / "_build"
    # by itself: Sphinx leaves its handling of warnings behind
    subprocess.run([sys.executable, "-m", "sphinx", "-qnW", folder, out], check=True)

    def soup(stem: str) -> BeautifulSoup:
        return BeautifulSoup((out / f"{stem}.html").read_text("utf-8"), "html.parser")

    return soup


def test_a_page_cites_with_links_to_the_references(site):
    links = site("end").select(".bibtex-citation a")
    assert [link.text for link in links[:3]] == [
        *("van Doe & Roe（2001）", "Moe, Noe & Ooe（1999）", "Abel（1868）")
    ]
    assert links[2]["href"] == "references.html#abel1868"


def test_the_references_are_a_list_in_the_language_of_each_work(site):
    items = site("references").select("ul.references > li")
    assert [item["id"] for item in items] == [
        "abel1868",
        "moe1999",
        "doe2001",
        "zed2020",
    ]
    assert [item.span["lang"] for item in items] == ["de", "en", "en", "en"]
    assert items[0].span.text == "Abel, C. (1868). Über alles. Verlag."


def test_a_work_leads_back_once_to_each_page_that_cites_it(site):
    doe = site("references").find(id="doe2001").select("a.internal")
    assert [link.text for link in doe] == ["第1章", "The end"]
    for link in doe:
        page, _, place = link["href"].partition("#")
        assert site(page.removesuffix(".html")).find(id=place)
