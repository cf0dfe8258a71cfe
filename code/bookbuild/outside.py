"""What stands around the editions: a front door, and a page for who is lost."""

import json
import re
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import yaml

from bookbuild.editions import FALLBACK, Edition

TEMPLATES = Path(__file__).parent / "templates"
FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


def front_door(editions: list[Edition], cover: Path, address: str | None = None) -> str:
    """Write the page that chooses by the browser's language, with plain links."""
    fallback = next((e for e in editions if e.lang == FALLBACK), editions[0])
    title, drawing = titles(editions), cover.is_file() and cover.read_text("utf-8")
    return fill(
        "outside.html",
        title=title,
        head="\n".join(
            (
                f'<meta name="description" content="{escape(description(fallback))}">',
                f'<link rel="icon" type="image/svg+xml" href="{icon(fallback)}">',
                addresses(editions, address),
                message(fallback, address),
            )
        ),
        script=fill(
            "front.js",
            known=json.dumps([e.lang for e in editions]),
            fallback=fallback.lang,
        ),
        heading=f'<h1 aria-label="{title}">{(drawing or "").strip()}</h1>',
        choices="\n".join(choice(e, "", e.title, description(e)) for e in editions),
    )


def lost(editions: list[Edition], address: str | None) -> str:
    """Write the page that answers where nothing is, at whatever depth.

    Its links begin at the root of the host, as far as the address of the site is
    known; its script finds the book on any other host.
    """
    home = urlsplit(address).path if address else ""
    title, text = "There is no such page", "To the beginning of the book"
    return fill(
        "outside.html",
        title=f"404 · {titles(editions)}",
        head='<meta name="robots" content="noindex">',
        script=fill("404.js", front=f"{editions[0].lang}/index.html"),
        heading="<h1>404</h1>",
        choices="\n".join(
            choice(e, home, word(e, title), f"{word(e, text)} →") for e in editions
        ),
    )


def fill(template: str, **parts) -> str:
    """Fill a template; a page takes the style that these pages share."""
    text = (TEMPLATES / template).read_text("utf-8").strip()
    style = (TEMPLATES / "outside.css").read_text("utf-8").strip()
    return Template(text).substitute(style=style, **parts)


def titles(editions: list[Edition]) -> str:
    """Return the book's title in every language."""
    return " · ".join(escape(e.title) for e in editions)


def icon(edition: Edition) -> str:
    """Return where the book's icon is, from the root of the site."""
    return f"{edition.lang}/_static/favicon.svg"


def choice(edition: Edition, home: str, title: str, text: str) -> str:
    """Write the link to one edition."""
    page = f"{edition.lang}/index.html"
    return (
        f'<li><a href="{home}{page}" data-page="{page}"'
        f' hreflang="{edition.tag}" lang="{edition.tag}">'
        f"<strong>{escape(title)} <small>{escape(edition.name)}</small></strong>"
        f"{escape(text)}</a></li>"
    )


def addresses(editions: list[Edition], address: str | None) -> str:
    """Write the links that tell search engines which page is in which language."""
    pages = {edition.tag: f"{edition.lang}/index.html" for edition in editions}
    links = [
        f'<link rel="alternate" hreflang="{tag}" href="{address or ""}{page}">'
        for tag, page in {**pages, "x-default": "index.html"}.items()
    ]
    if address:
        links.append(f'<link rel="canonical" href="{address}index.html">')
    return "\n".join(links)


def message(edition: Edition, address: str | None) -> str:
    """Write what a messenger shows of a link to the book, in one language."""
    said = {
        "title": edition.title,
        "description": description(edition),
        "type": "website",
    }
    if address:
        said["url"] = f"{address}index.html"
        said["image"] = f"{address}social.{edition.lang}.png"
    return "\n".join(
        f'<meta property="og:{name}" content="{escape(content)}">'
        for name, content in said.items()
    )


def download_link(edition: Edition, english: str, file: str, size: int) -> str:
    """Write the paragraph that offers the whole book as one file."""
    words = escape(word(edition, english).format(f"{size / 1e6:.1f}"))
    return f'<p class="archive"><a href="../{file}" download>{words}</a></p>'


def word(edition: Edition, english: str) -> str:
    """Look a sentence up in the edition's own list."""
    return (edition.settings.get("ui") or {}).get(english, english)


def description(edition: Edition) -> str:
    """Return what the front matter of an edition's first page says of the book."""
    text = (edition.folder / "index.md").read_text("utf-8")
    found = FRONT_MATTER.match(text)
    myst = yaml.safe_load(found[1]).get("myst", {}) if found else {}
    return myst.get("html_meta", {}).get("description", "")
