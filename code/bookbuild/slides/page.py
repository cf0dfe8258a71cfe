"""Writes a deck as a page of its own."""

import re
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from string import Template

from bookbuild.editions import Edition
from bookbuild.outside import word
from bookbuild.slides.deck import Slide, chapter_slides

HERE = Path(__file__).parent
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
HEADING = re.compile(r'<h1>(.*?)<a class="headerlink"', re.DOTALL)
ARTICLE = re.compile(r'(<article class="bd-article">.*</article>)', re.DOTALL)
ANCHOR = re.compile(r'<section\b[^>]*\bid="([^"]+)"')
ABOUT = re.compile(r'<meta content="([^"]*)" name="description"')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
STYLE = re.compile(r'href="_static/(styles\.css[^"]*)"')
SCRIPT = re.compile(r'src="_static/((?:live|quiz)\.js[^"]*)"')
TAG = re.compile(r"<[^>]*>")
HELP = (
    "→ goes on, ← back, F fills the screen, Esc returns to the chapter. On a slider, "
    "the arrows move the slider; Page Down goes on."
)


@dataclass(frozen=True)
class Head:
    """What a deck says of its chapter, and what it loads as the chapter does."""

    edition: Edition
    stem: str
    title: str
    chapter: str
    heading: str
    anchor: str
    about: str
    canonical: str
    style: str
    scripts: tuple[str, ...]

    @classmethod
    def of(cls, page: str, stem: str, edition: Edition) -> "Head":
        """Read the head of a built chapter."""
        article = found(ARTICLE, page)
        heading = found(HEADING, article)
        return cls(
            edition=edition,
            stem=stem,
            title=found(TITLE, page),
            chapter=" ".join(TAG.sub("", heading).split()),
            heading=heading,
            anchor=found(ANCHOR, article),
            about=found(ABOUT, page),
            canonical=found(CANONICAL, page, f"../{stem}.html"),
            style=found(STYLE, page, "styles.css"),
            scripts=tuple(SCRIPT.findall(page)),
        )


def found(pattern: re.Pattern, page: str, otherwise: str = "") -> str:
    """Return what a pattern finds first."""
    match = pattern.search(page)
    return match[1] if match else otherwise


def deck(page: str, head: Head) -> str:
    """Return the deck of a built chapter, as HTML without its policy."""
    slides = chapter_slides(found(ARTICLE, page))
    total = len(slides) + 1
    sections = [
        title_slide(head, total),
        *(section(slide, k, total, head) for k, slide in enumerate(slides, 2)),
    ]
    return Template((HERE / "slides.html").read_text("utf-8")).substitute(
        tag=head.edition.tag,
        title=head.title,
        about=head.about,
        canonical=head.canonical,
        style=head.style,
        scripts="\n".join(
            f'<script defer src="../_static/{script}"></script>'
            for script in head.scripts
        ),
        slides="\n".join(sections),
    )


def title_slide(head: Head, total: int) -> str:
    """Write the first slide: what the chapter is about, and how to go on."""
    keys = escape(word(head.edition, HELP))
    return wrapped(
        1,
        "title",
        f'<p class="book">{escape(head.edition.title)}</p>'
        f'<h1><a href="../{head.stem}.html#{head.anchor}">{head.heading}</a></h1>',
        f'<p>{head.about}</p><p class="keys">{keys}</p>',
        progress(1, total),
    )


def section(slide: Slide, number: int, total: int, head: Head) -> str:
    """Write one slide; its heading leads to where the chapter says more."""
    heading = (
        f'<h2><a href="../{head.stem}.html#{slide.anchor}">{slide.heading}</a></h2>'
    )
    foot = f"<span>{escape(unescape(head.chapter))}</span>{progress(number, total)}"
    return wrapped(number, slide.kind, heading, slide.body, foot)


def wrapped(number: int, kind: str, head: str, body: str, foot: str) -> str:
    """Write the element of a slide."""
    return (
        f'<section id="{number}" class="{kind}" tabindex="-1">\n{head}\n'
        f'<div class="slide-body">{body}</div>\n<footer>{foot}</footer>\n</section>'
    )


def progress(number: int, total: int) -> str:
    """Write how far the deck is."""
    return f"<span>{number} / {total}</span>"
