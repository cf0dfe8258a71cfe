"""The glossary's terms are those of the chapters, and no rival of them is in use."""

import csv
import re
from pathlib import Path

import pytest

from bookbuild.chapter import Chapter, chapter_paths, read_chapter
from bookbuild.editions import load_editions

ROOT = Path(__file__).parents[2]
CHAPTERS = ROOT / "chapters"
TAGS = {edition.lang: edition.tag for edition in load_editions(ROOT)}
LANGUAGES = list(TAGS)
FORBIDDEN = Path(__file__).with_name("forbidden_words.csv")
ENTRY = re.compile(
    r"^(?P<term>\S.*)\n: (?P<others><span .*)\n"
    r": (?P<said>.*)→\u00a0\{ref\}`(?P<to>[\w-]+)`$",
    re.M,
)
SPAN = re.compile(r'<span lang="([\w-]+)">(.*?)</span>')
QUOTING = ("errata", "glossary")  # they quote others, and other languages


def entries(lang: str) -> list[dict[str, str]]:
    """Each term of an edition's glossary, by language, and where its link leads."""
    text = (CHAPTERS / lang / "glossary.md").read_text("utf-8")
    return [
        {TAGS[lang]: m["term"], **dict(SPAN.findall(m["others"])), "to": m["to"]}
        for m in ENTRY.finditer(text)
    ]


def words(chapter: Chapter) -> dict[int, str]:
    """What a reader reads, by line, up to the sources, whose titles are others'."""
    found: dict[int, str] = {}
    for node in chapter.source.walk():
        if node.kind == "target" and node.name.startswith("sec-sources"):
            break
        if node.kind == "prose":
            found[node.line] = f"{found.get(node.line, '')}\n{node.text}"
    return found


def prose(lang: str) -> dict[str, dict[int, str]]:
    """The words of every page of an edition."""
    pages = map(read_chapter, chapter_paths(CHAPTERS / lang))
    return {chapter.stem: words(chapter) for chapter in pages}


def absent(terms: list[str], text: str) -> list[str]:
    """Terms that the text does not have; what stands in brackets does not count."""
    heads = {term: re.sub(r" ?[（(].*", "", term).lower() for term in terms}
    return [term for term, head in heads.items() if head not in text.lower()]


def forbidden(lang: str) -> dict[str, str]:
    """What must not be written, and what is written instead."""
    with FORBIDDEN.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["wrong"]: row["right"] for row in rows if row["lang"] == lang}


def rivals(lang: str, text: str) -> list[str]:
    """Forbidden words in a text."""
    found = ((wrong, right) for wrong, right in forbidden(lang).items())
    return [f"{w}: write {r}" for w, r in found if w.lower() in text.lower()]


def test_every_entry_is_read():
    for lang in LANGUAGES:
        text = (CHAPTERS / lang / "glossary.md").read_text("utf-8")
        assert len(entries(lang)) == text.count("\n: <span ") > 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_term_has_the_same_names_in_every_edition(lang):
    assert entries(lang) == entries(LANGUAGES[0])
    assert all(set(entry) == {*TAGS.values(), "to"} for entry in entries(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_term_stands_twice(lang):
    terms = [entry[TAGS[lang]] for entry in entries(lang)]
    assert sorted(terms) == sorted(set(terms))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_occurs_in_the_chapters(lang):
    pages = [page for stem, page in prose(lang).items() if re.match(r"\d\d-", stem)]
    text = "\n".join(line for page in pages for line in page.values())
    assert absent([entry[TAGS[lang]] for entry in entries(lang)], text) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_rival_of_a_term_is_in_use(lang):
    found = [
        f"chapters/{lang}/{stem}.md:{line}: {rival}"
        for stem, page in prose(lang).items()
        if stem not in QUOTING
        for line, text in page.items()
        for rival in rivals(lang, text)
    ]
    assert not found, "\n".join(found)


def test_an_absent_term_is_named():
    terms = ["odds", "k-winners-take-all (k-WTA)", "台（サポート）"]
    assert absent(terms, "Odds, and k-winners-take-all") == ["台（サポート）"]


def test_a_rival_is_named():
    assert rivals("zh", "計算損失函数") == ["函数: write 函數"]
    assert rivals("ja", "閾値を超える") == ["閾値: write しきい値"]
    assert rivals("en", "Cross entropy of p") == ["cross entropy: write cross-entropy"]
    assert rivals("en", "cross-entropy") == []
