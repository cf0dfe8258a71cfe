"""The works the book cites: `chapters/references.bib`, and how each is printed."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pybtex.backends.markdown import Backend
from pybtex.database import Entry, Person, PybtexError, parse_file
from pybtex.style.formatting import BaseStyle, toplevel
from pybtex.style.formatting.unsrt import pages
from pybtex.style.template import (
    field,
    first_of,
    href,
    join,
    names,
    node,
    optional,
    optional_field,
    sentence,
    tag,
    words,
)

from bookbuild.errors import BookError

FILE = "references.bib"
NAMED = 3  # authors a citation names; of more, the first alone
AUTHOR_YEAR = {"ja": "{}（{}）", "zh": "{}（{}）"}
AND_OTHERS = {"ja": "{}ほか", "zh": "{} 等人"}
RESOLVERS = {"doi": "https://doi.org/", "eprint": "https://arxiv.org/abs/"}
CHAPTER = {"ja": "第{}章", "zh": "第 {} 章"}


@cache
def read_works(path: Path) -> dict[str, Entry]:
    """Read the works of a bibliography by their keys; none if there is no file."""
    if not path.is_file():
        return {}
    try:
        return dict(parse_file(path, bib_format="bibtex").entries)
    except PybtexError as error:
        raise BookError(f"{path.name} cannot be read: {error}") from None


def cited_as(work: Entry, lang: str) -> str:
    """Return what a sentence calls a work.

    >>> authors = [Person(name) for name in ("Guo, C.", "Pleiss, G.", "Sun, Y.")]
    >>> work = Entry("misc", {"year": "2017"}, {"author": authors})
    >>> cited_as(work, "en"), cited_as(work, "ja")
    ('Guo, Pleiss & Sun (2017)', 'Guo, Pleiss & Sun（2017）')
    """
    *others, last = (last_name(person) for person in work.persons["author"])
    if len(others) >= NAMED:
        authors = AND_OTHERS.get(lang, "{} et al.").format(others[0])
    else:
        authors = " & ".join(filter(None, [", ".join(others), last]))
    return AUTHOR_YEAR.get(lang, "{} ({})").format(authors, work.fields["year"])


def last_name(person: Person) -> str:
    """Return the name a person is listed under, with its particles."""
    return " ".join(person.prelast_names + person.last_names)


def chapter_name(number: int, lang: str) -> str:
    """Return what a link to a chapter says."""
    return CHAPTER.get(lang, "chapter {}").format(number)


def address(work: Entry) -> str | None:
    """Return where a work is, if it has an address that lasts."""
    for name, resolver in RESOLVERS.items():
        if name in work.fields:
            return resolver + work.fields[name]
    return work.fields.get("url")


def bibliography(works: Iterable[Entry]) -> dict[str, str]:
    """Return the works as Markdown, in the order of a bibliography, by their keys."""
    listed, backend = WorkStyle().format_entries(works), PlainMarkdown()
    return {entry.key: entry.text.render(backend) for entry in listed}


class PlainMarkdown(Backend):
    """Markdown that escapes only what would be read as something else."""

    symbols = MappingProxyType({**Backend.symbols, "ndash": "–", "newblock": " "})

    def format_str(self, text: str) -> str:
        return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


def linked(prefix: str, name: str):
    """Return a template for a field's link; nothing if the work lacks the field."""
    value = field(name, raw=True)
    return optional[href(join[RESOLVERS[name], value])[join[prefix, value]]]


@node
def host(children, context):
    """Name the site of a work that has nothing but an address there."""
    url = field("url", raw=True).format_data(context)
    return re.match(r"https?://([^/]+)", url)[1].removeprefix("www.")


class WorkStyle(BaseStyle):
    """Author, year, title, where: without a word, so that it reads in any language."""

    default_name_style = "lastfirst"
    default_label_style = "number"
    default_sorting_style = "author_year_title"

    def __init__(self, **options):
        super().__init__(**{**options, "abbreviate_names": True})

    def get_article_template(self, work: Entry):
        return self.entry(field("title"), tag("em")[self.container])

    def get_book_template(self, work: Entry):
        return self.entry(tag("em")[field("title")], "")

    get_inproceedings_template = get_incollection_template = get_article_template
    get_misc_template = get_article_template
    get_mastersthesis_template = get_book_template

    container = first_of[optional_field("journal"), optional_field("booktitle")]
    volume = join[optional_field("volume"), optional["(", field("number"), ")"]]
    who_and_when = words[
        names("author", sep="; ", sep2="; ", last_sep="; "),
        join["(", field("year"), ")."],
    ]
    links = join(sep=" · ")[
        linked("doi:", "doi"),
        linked("arXiv:", "eprint"),
        optional[href(field("url", raw=True))[host]],
        optional["ISBN ", field("isbn")],
    ]

    def entry(self, title, container):
        publisher = [optional_field(name) for name in ("type", "school", "publisher")]
        return toplevel[
            self.who_and_when,
            sentence[title],
            sentence[words[container, self.volume], optional[pages]],
            sentence[publisher],
            self.links,
        ]
