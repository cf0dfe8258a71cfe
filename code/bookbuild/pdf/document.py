"""Puts the pages of an edition together as one document, to be printed."""

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template

from bookbuild.editions import Edition
from bookbuild.errors import BookError
from bookbuild.outside import description, word
from bookbuild.pdf.fonts import font_faces

HERE = Path(__file__).parent
ONLINE = "In the online edition the figures move and the code runs."
ARTICLE = re.compile(r'<article class="bd-article">(.*)</article>', re.DOTALL)


def document(
    edition: Edition,
    toc: dict,
    author: str,
    site: Path,
    fonts: Path,
    address: str | None = None,
) -> str:
    """Return the whole book as HTML: cover, room for the contents, chapters.

    `site` holds the edition's built pages, `fonts` is a folder for those made for the
    book; `address` is where the pages are on the web.
    """
    template = Template((HERE / "print.html").read_text("utf-8"))
    parts = {
        **front_matter(edition, author, address),
        "site": site.as_uri(),
        "style": (HERE / "print.css").read_text("utf-8"),
        "script": (HERE / "print.js").as_uri(),
        "words": json.dumps(words(edition, site, address)).replace("<", "\\u003c"),
        "chapters": "\n".join(chapter(site / f"{stem}.html") for stem in stems(toc)),
    }
    text = template.substitute(parts, fonts="") + (HERE / "print.js").read_text("utf-8")
    return template.substitute(parts, fonts=font_faces(text, fonts))


def front_matter(edition: Edition, author: str, address: str | None) -> dict[str, str]:
    """Return what stands on the cover, and the title of the contents."""
    cover = edition.folder.parent.parent / "figures" / "cover.svg"
    return {
        "tag": edition.tag,
        "title": escape(edition.title),
        "name": escape(edition.name),
        "author": escape(author),
        "cover": cover.read_text("utf-8") if cover.is_file() else "",
        "about": escape(description(edition)),
        "imprint": imprint(author, word(edition, ONLINE), address),
        "contents": escape(word(edition, "Table of contents")),
    }


def words(edition: Edition, site: Path, address: str | None) -> dict[str, str | None]:
    """Return what the script has to know."""
    return {
        "site": site.as_uri(),
        "address": address and f"{address}{edition.lang}/",
        "preface": word(edition, "Preface"),
    }


def stems(toc: dict) -> Iterator[str]:
    """Yield the pages in the order of a table of contents.

    >>> list(stems({"root": "index", "parts": [{"chapters": [{"file": "a"}]}]}))
    ['index', 'a']
    """
    for key in ("root", "file"):
        if key in toc:
            yield toc[key]
    for key in ("parts", "chapters", "sections"):
        for inner in toc.get(key, ()):
            yield from stems(inner)


def chapter(page: Path) -> str:
    """Return what a built page says, without what is around it."""
    found = ARTICLE.search(page.read_text("utf-8"))
    if not found:
        raise BookError(f"{page} has no article to print")
    return f'<section class="chapter" id="{page.stem}">{found[1]}</section>'


def imprint(author: str, online: str, address: str | None) -> str:
    """Write who made the book, under which license, and where it lives."""
    lines = [escape(author), "CC BY 4.0 · BSD 3-Clause", escape(online)]
    if address:
        lines.append(f'<a href="{escape(address)}">{escape(address)}</a>')
    return "<br>".join(lines)
