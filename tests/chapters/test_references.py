"""Every work that is cited is in the bibliography, and every work in it is cited."""

import re
import unicodedata
from pathlib import Path

import pytest

from bookbuild.chapter import chapter_paths, read_chapter
from bookbuild.editions import edition_folders
from bookbuild.references import cited_as, read_works

ROOT = Path(__file__).parents[2]
CHAPTERS = ROOT / "chapters"
LANGUAGES = [folder.name for folder in edition_folders(CHAPTERS)]
WORKS = read_works(CHAPTERS / "references.bib")
CODE = sorted((ROOT / "code" / "softmaxbook").rglob("*.py"))
PLAIN = r"[^\s()\[\]{};,]"
DOI = re.compile(rf"(?:doi:|doi\.org/)(10\.\d{{4,}}/{PLAIN}+(?:\({PLAIN}*\){PLAIN}*)*)")
ARXIV = re.compile(r"arXiv:(\d\d(?:0[1-9]|1[0-2])\.\d{4,5})")  # year, month, number
# "Blondel, Martins & Niculae (2020)" in a docstring, at the start of a line
DOCSTRING = re.compile(
    r"^ +((?:van den |)[A-Z]\w+)(?:, | & | et al\.| )[^()\n]*\((\d{4})\)", re.M
)
# Older works, theses, proceedings: known by no DOI, preprint, ISBN or lasting address.
UNNUMBERED = {
    *("baum1988", "boltzmann1868", "gibbs1902", "gumbel1954", "havrda1967"),
    *("hochreiter1991", "kraft1949", "kuhn1951", "lecun1989", "linnainmaa1970"),
    *("luce1959", "schottky1922", "solla1988"),
}
NUMBERS = {"doi", "eprint", "isbn", "url"}
NEEDED = {
    "article": {"journal", "volume", "pages"},
    "book": {"publisher"},
    "incollection": {"booktitle", "publisher", "pages"},
    "inproceedings": {"booktitle"},
    "mastersthesis": {"type", "school"},
    "misc": set(),
}


def text_of(lang: str) -> str:
    """All that an edition says."""
    return "\n".join(path.read_text("utf-8") for path in chapter_paths(CHAPTERS / lang))


def code() -> str:
    """All that the package says."""
    return "\n".join(path.read_text("utf-8") for path in CODE)


def cited(lang: str) -> dict[str, list[str]]:
    """The keys that each page of an edition cites, in its order."""
    pages = map(read_chapter, chapter_paths(CHAPTERS / lang))
    roles = {
        page.stem: [n for n in page.source.walk() if n.kind == "role"] for page in pages
    }
    return {
        stem: [node.text for node in nodes if node.name == "cite:t"]
        for stem, nodes in roles.items()
    }


def key_of(last_name: str, year: str) -> str:
    """The key that a name and a year make, without particles and accents."""
    name = unicodedata.normalize("NFKD", last_name.split()[-1]).lower()
    return re.sub("[^a-z]", "", name) + year


def unknown(text: str) -> set[str]:
    """DOIs and preprints in a text that are in no entry of the bibliography."""
    dois = {work.fields.get("doi", "").lower() for work in WORKS.values()}
    preprints = {work.fields.get("eprint") for work in WORKS.values()}
    found = {doi.rstrip(".") for doi in DOI.findall(text)}
    return {doi for doi in found if doi.lower() not in dois} | {
        number for number in ARXIV.findall(text) if number not in preprints
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_work_is_cited_and_every_citation_is_a_work(lang):
    keys = {key for page in cited(lang).values() for key in page}
    assert keys == set(WORKS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_editions_cite_the_same_works(lang):
    pages = {stem: sorted(keys) for stem, keys in cited(lang).items()}
    assert pages == {stem: sorted(k) for stem, k in cited(LANGUAGES[0]).items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_in_a_chapter_is_in_the_bibliography(lang):
    assert unknown(text_of(lang)) == set()


def test_every_number_in_a_docstring_is_in_the_bibliography():
    assert len(DOI.findall(code())) > 10
    assert unknown(code()) == set()


def test_every_work_that_a_docstring_names_is_in_the_bibliography():
    named = {key_of(*match) for match in DOCSTRING.findall(code())}
    assert len(named) > 20
    assert named <= set(WORKS)


@pytest.mark.parametrize("key", WORKS)
def test_an_entry_is_complete(key):
    work = WORKS[key]
    name = " ".join(work.persons["author"][0].last_names)
    assert key == key_of(name, work.fields["year"])
    assert {"title", *NEEDED[work.type]} <= set(work.fields)
    assert (NUMBERS.isdisjoint(work.fields)) == (key in UNNUMBERED)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_works_are_called_the_same(lang):
    names = [cited_as(work, lang) for work in WORKS.values()]
    assert sorted(names) == sorted(set(names))


def test_an_unknown_number_is_found():
    known = f"{WORKS['kullback1951'].fields['doi']}, arXiv:1369.4168 has no month"
    text = f"(doi:10.1000/a(b)c) [arXiv:2001.99999](…), doi:{known}."
    assert unknown(text) == {"10.1000/a(b)c", "2001.99999"}
