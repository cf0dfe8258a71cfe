"""Writes the decks of a built book into its site, and links to them."""

import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

from bookbuild.editions import Edition
from bookbuild.errors import BookError
from bookbuild.outside import word
from bookbuild.policy import with_policy
from bookbuild.slides.page import Head, deck

HERE = Path(__file__).parent
FOLDER = "slides"
FILES = ("slides.css", "slides.js")
WORDS = "Slides of this chapter"
LIST = re.compile(
    r'(<section id="sec-teaching-projecting">.*?)(?=</section>)', re.DOTALL
)
OFFERED = re.compile(r'<(p|ul) class="decks">.*?</\1>\n', re.DOTALL)


def write_slides(editions: list[Edition], toc: dict, site: Path) -> list[Path]:
    """Write a deck of each numbered chapter; return the files.

    Raises BookError when a chapter is not built.
    """
    stems = list(numbered(toc))
    for edition in editions:
        prepare(site / edition.lang, stems)
    return [
        path for edition in editions for path in write_edition(edition, stems, site)
    ]


def numbered(toc: dict) -> Iterator[str]:
    """Yield the names of the numbered chapters.

    >>> list(numbered({"parts": [{"numbered": 1, "chapters": [{"file": "a/01-x"}]}]}))
    ['01-x']
    """
    for part in toc.get("parts", ()):
        if part.get("numbered"):
            yield from (Path(entry["file"]).name for entry in part["chapters"])


def prepare(folder: Path, stems: list[str]) -> None:
    """Make an empty folder for the decks of an edition, with what they share."""
    for stem in stems:
        if not (folder / f"{stem}.html").is_file():
            raise BookError(f"{folder / stem}.html is missing: run `make book` first")
    shutil.rmtree(folder / FOLDER, ignore_errors=True)
    (folder / FOLDER).mkdir()
    for name in FILES:
        shutil.copy(HERE / name, folder / FOLDER)


def write_edition(edition: Edition, stems: list[str], site: Path) -> list[Path]:
    """Write the decks of an edition, and a link to each on the chapter's page."""
    folder, titles = site / edition.lang, {}
    for stem in stems:
        page = folder / f"{stem}.html"
        text = OFFERED.sub("", page.read_text("utf-8"))
        head = Head.of(text, stem, edition)
        titles[stem] = head.chapter
        out = folder / FOLDER / page.name
        out.write_text(with_policy(deck(text, head)), "utf-8")
        offered = text.replace("</article>", f"{link(edition, stem)}</article>", 1)
        page.write_text(offered, "utf-8")
    offer_all(folder / "teaching.html", titles)
    return [folder / FOLDER / f"{stem}.html" for stem in stems]


def link(edition: Edition, stem: str) -> str:
    """Write the link from a chapter to its deck."""
    words = escape(word(edition, WORDS))
    return f'<p class="decks"><a href="{FOLDER}/{stem}.html">{words}</a></p>\n'


def offer_all(page: Path, titles: dict[str, str]) -> None:
    """List the decks for teachers, where the book says what they are."""
    if not page.is_file():
        return
    links = "".join(
        f'<li><a href="{FOLDER}/{stem}.html">{title}</a></li>'
        for stem, title in titles.items()
    )
    text = OFFERED.sub("", page.read_text("utf-8"))
    offered = f'<ul class="decks">{links}</ul>\n'
    page.write_text(LIST.sub(lambda found: found[1] + offered, text, count=1), "utf-8")
