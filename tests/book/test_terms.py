"""The words of a chapter that lead to the glossary."""

import re

import pytest

from bookbuild.sphinx.terms import EVERYDAY, names

MOST = 35  # a chapter takes about an hour
UNFIT = "h1, h2, h3, h4, figure, figcaption, table, pre, code, .math, .admonition"
LINK = "article a.term"
LEADS = re.compile(r"glossary\.html#(term-[a-z0-9-]+)")


@pytest.fixture
def links(soup, chapter):
    return soup(chapter.file).select(LINK)


@pytest.fixture(scope="session")
def glossary(soup):
    """Return the terms of an edition by their ids."""

    def terms(page):
        entries = soup(page.file.with_name("glossary.html")).select("article dt")
        return {entry["id"]: entry.get_text().lower() for entry in entries}

    return terms


def target(link):
    return LEADS.fullmatch(link["href"])[1]


def numbered(page):
    return re.match(r"\d\d-", page.stem)


def test_only_chapters_link_terms(links, chapter):
    assert bool(links) == bool(numbered(chapter))
    assert len(links) <= MOST


def test_a_term_is_linked_once(links):
    targets = list(map(target, links))
    assert len(targets) == len(set(targets))


def test_a_link_leads_to_the_entry_of_its_words(links, chapter, glossary):
    terms = glossary(chapter)
    for link in links:
        word, entry = link.get_text().lower(), names(terms[target(link)])
        assert any(word in (name, f"{name}s", f"{name}es") for name in entry)


def test_links_stand_in_running_text(links):
    for link in links:
        assert link.find_parent(["p", "li", "dd"])
        assert not [node for node in link.parents if node in link.find_parents("a")]
        assert not link.find("a")
        assert not any(parent.css.match(UNFIT) for parent in link.parents)


def test_the_editions_link_almost_the_same_terms(soup, chapters, editions):
    of = {
        edition.lang: {
            target(link)
            for page in chapters
            if page.edition == edition
            for link in soup(page.file).select(LINK)
        }
        for edition in editions
    }
    everywhere = set.intersection(*of.values())
    assert all(len(terms - everywhere) <= 6 for terms in of.values())


def test_every_technical_term_is_linked_somewhere(soup, glossary, chapters, edition):
    pages = [page for page in chapters if page.edition == edition]
    found = {target(link) for page in pages for link in soup(page.file).select(LINK)}
    terms = glossary(pages[0])
    assert found <= set(terms)
    everyday = {f"term-{word}" for word in EVERYDAY}
    assert set(terms) - found - everyday == set()


def test_an_entry_that_a_link_leads_to_is_marked(visit, chapters):
    chapter = next(filter(numbered, chapters))
    tab = visit(chapter).tab
    tab.locator(LINK).first.click()
    tab.wait_for_url("**/glossary.html#term-*")
    colours = tab.evaluate(
        "[document.querySelector('dt:target'), document.querySelector('dt')]"
        ".map((entry) => getComputedStyle(entry).backgroundColor)"
    )
    assert colours[0] != colours[1]
