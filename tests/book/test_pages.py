"""Formulas, figures, links: what every page must have, before any script runs."""

import re
from functools import cache
from html import unescape
from urllib.parse import unquote, urlsplit

ID = re.compile(r"<[^<>]*\sid=[\"']?([^\"'\s>]+)")
RAW = re.compile(
    r"\$\$|\\\(|\\begin\{|\{(ref|eq|math|doc|cite:t)\}`|MathJax", re.IGNORECASE
)
IN_MARGIN = re.compile(
    r"^(tag_)?(margin([-_]caption|note)?|sidenote|full[-_]width|sidebar|popout)$"
)


def test_formulas_are_laid_out(soup, chapter):
    page = soup(chapter.file)
    formulas = page.select(".math")
    assert formulas or "$" not in chapter.source
    assert all(formula.select_one(".katex math") for formula in formulas)
    assert page.select(".katex-error, .problematic, .system-message") == []
    assert page.find("script", src=re.compile("mathjax", re.IGNORECASE)) is None


def test_no_markup_is_left(soup, chapter):
    texts = [
        text
        for text in soup(chapter.file).article.find_all(string=RAW)
        if not text.find_parent(["pre", "script"])
    ]
    assert texts == []


def test_nothing_stands_in_the_margin(soup, page):
    """The list of sections beside the text would cover it."""
    assert soup(page.file).find(class_=IN_MARGIN) is None


def test_every_labelled_equation_shows_its_number(reading, chapter):
    tab = reading(chapter).tab
    numbers = tab.eval_on_selector_all(
        ".math[id^=equation-]",
        "all => Object.fromEntries(all.map((e) => ["
        "e.id.replace('equation-', ''), e.querySelector('.eqno')?.textContent]))",
    )
    labels = chapter.labels
    assert list(numbers) == labels
    chapter_number = re.match(r"0*(\d+)-|", chapter.stem)[1]
    wanted = [f"({chapter_number}.{n})" for n in range(1, len(labels) + 1)]
    assert [text.rstrip("✓#\n ") for text in numbers.values()] == wanted


def test_every_figure_has_a_caption_and_a_name(soup, chapter):
    page = soup(chapter.file)
    figures = page.select("article figure")
    assert bool(figures) == chapter.has_figures
    for figure in figures:
        assert len(figure.find("figcaption").get_text(strip=True)) > 20
        drawn = figure.find(["svg", "img"])
        name = drawn.get("aria-label") or drawn.get("alt") or drawn.find("title")
        assert name
        assert drawn.name == "img" or drawn["role"] == "img"


def test_no_id_is_used_twice(reading, page):
    ids = reading(page).tab.eval_on_selector_all("[id]", "all => all.map((e) => e.id)")
    assert sorted({name for name in ids if ids.count(name) > 1}) == []


def test_links_inside_the_book_lead_somewhere(soup, page):
    assert broken_links(soup(page.file), page.file) == []


def test_links_around_the_editions_lead_somewhere(soup, site, pages, chapters):
    known = [*pages, *(chapter.proofs for chapter in chapters)]
    others = set(site.rglob("*.html")) - {page.file for page in known}
    others -= set(site.glob("*/slides/*.html"))  # see test_slides.py
    assert {file.name for file in others} == {"index.html", "404.html"}
    assert broken_links(soup(site / "index.html"), site / "index.html") == []
    choices = [link["data-page"] for link in soup(site / "404.html").select("a")]
    assert len(choices) == 3 and all((site / choice).is_file() for choice in choices)


def broken_links(soup, file):
    """Return the addresses in a page that name no file of the book, or no place in it.

    Those to other editions and other pages in its head are among them.
    """
    broken = []
    for link in soup.find_all(["a", "link"], href=True):
        url = urlsplit(link["href"])
        if url.scheme or url.netloc:
            continue
        target = (file.parent / unquote(url.path)).resolve() if url.path else file
        if not target.is_file() or (
            target.suffix == ".html"
            and url.fragment
            and unquote(url.fragment) not in ids(target)
        ):
            broken.append(link["href"])
    return broken


@cache
def ids(file):
    """Return the ids of a page's elements, without parsing it."""
    return {unescape(name) for name in ID.findall(file.read_text("utf-8"))}
