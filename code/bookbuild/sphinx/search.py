"""An index of the book's places: what the search page looks in.

Sphinx's own splits words at spaces, which Chinese and Japanese do not have. A whole
book is short enough to be read through at every query, so this index is its words.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinxcontrib.bibtex.nodes import bibliography

from bookbuild.chapter import chapter_number
from bookbuild.references import cited_as
from bookbuild.sphinx.math import render_latex
from bookbuild.sphinx.quiz import quiz_element

GLOSSARY = "glossary"
INDEX = "searchindex.js"
SPACE = re.compile(r"\s+")
TAG = re.compile(r"<[^<>]*>")
MATHML = re.compile(r"<math.*?</math>", re.DOTALL)
STACKED = re.compile(r"<(?:mfrac|msup|msubsup|msqrt|mroot|munder|mover|mtable)")
PRIVATE = 0xE000  # characters that no font has
REFERENCE = re.compile("\ue000(.*?)\ue001")  # a label, until all titles are known
SHORT = 8  # characters; longer formulas are nothing to search for
NAME = re.compile(r"[^\W\d_]+(?:_\w+)+")  # what only code calls so
APPLIED = "\u2061"  # of a function to what follows, seen by nobody
SILENT = (nodes.math_block, nodes.raw, nodes.comment, nodes.target)
# A section below is a place of its own; a quiz asks, and says nothing new.
APART = (nodes.section, quiz_element)


class Place(NamedTuple):
    """Somewhere a search can lead, and what is said there."""

    kind: str  # page, section, aside (a work, a section outside a chapter) or term
    anchor: str
    title: str
    text: str


def places(doctree: nodes.document, page: str) -> Iterator[Place]:
    """Yield the sections of a page, or the entries of a glossary."""
    name = page.split("/")[-1]
    for section in doctree.findall(nodes.section):
        top = isinstance(section.parent, nodes.document)
        kind = "page" if top else "section" if chapter_number(name) else "aside"
        own = [child for child in section[1:] if not isinstance(child, APART)]
        if name == GLOSSARY and not top:
            items = (item for child in own for item in child.findall(is_entry))
            yield from (entry(item, section["ids"][0]) for item in items)
        else:
            yield Place(kind, section["ids"][0], spoken(section[0]), said(own))


def is_entry(node: nodes.Node) -> bool:
    """Tell whether a node is an entry of a glossary."""
    return isinstance(node, nodes.definition_list_item)


def entry(item: nodes.definition_list_item, section: str) -> Place:
    """Return where a term is explained, and how; without an id it is its section."""
    term, *explained = item
    anchor = next(iter(term["ids"]), section)
    return Place("term", anchor, spoken(term), said(explained))


def works(doctree: nodes.document, app) -> Iterator[Place]:
    """Yield the works a page lists; Sphinx fills a bibliography in only later."""
    if any(doctree.findall(bibliography)):
        for key, work in app.env.get_domain("cite").bibdata.data.entries.items():
            names = ("title", "journal", "booktitle")
            told = (work.fields[name] for name in names if name in work.fields)
            cited = cited_as(work, app.config.book_edition)
            yield Place("aside", key, cited, " · ".join(told))


def said(parts: list[nodes.Node]) -> str:
    """Return what a reader reads in parts of a page; of code, the names."""
    blocks = [block for part in parts for block in part.findall(is_block)]
    code = {block: isinstance(block, nodes.literal_block) for block in blocks}
    prose = [spoken(block) for block in blocks if not code[block]]
    names = [n for b in blocks if code[b] for n in NAME.findall(b.astext())]
    return " ".join(filter(None, [*prose, *dict.fromkeys(names)]))


def is_block(node: nodes.Node) -> bool:
    """Tell whether a node holds words to be searched; its parts are inline."""
    if not isinstance(node, nodes.TextElement) or isinstance(node, nodes.Inline):
        return False
    return not isinstance(node, SILENT) and not is_printed(node)


def is_printed(node: nodes.Node) -> bool:
    """Tell whether a cell printed this."""
    box = node.parent
    while box and not isinstance(box, nodes.section):
        if "cell_output" in box.get("classes", ()):
            return isinstance(node, nodes.literal_block)
        box = box.parent
    return False


def spoken(node: nodes.Node) -> str:
    """Return the words of one paragraph or heading in one line."""
    return SPACE.sub(" ", "".join(words(node))).strip()


def words(node: nodes.Node) -> Iterator[str]:
    """Yield the words in a node; a formula is its signs, if they stand in a row."""
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif isinstance(node, nodes.math):
        yield signs(node.astext())
    elif isinstance(node, addnodes.pending_xref) and not node.get("refexplicit"):
        yield f"\ue000{node['reftarget']}\ue001"
    elif not isinstance(node, (*SILENT, nodes.footnote_reference)):
        for child in node.children:
            yield from words(child)


def signs(latex: str) -> str:
    """Return a short formula as text.

    >>> signs(r"\\beta = 2"), signs(r"\\frac{1}{2}")
    ('β=2', '…')
    """
    found = MATHML.search(render_latex(latex))
    if not found or STACKED.search(found[0]):
        return "…"
    text = unescape(TAG.sub("", found[0])).replace(APPLIED, "")
    return text if len(text) <= SHORT else "…"


class Places(EnvironmentCollector):
    """Keep the places of each page from one build to the next."""

    def clear_doc(self, app, env, docname):
        """Forget a page."""
        kept(env).pop(docname, None)

    def merge_other(self, app, env, docnames, other):
        """Take over what another process read."""
        kept(env).update({name: kept(other)[name] for name in docnames})

    def process_doc(self, app, doctree):
        """Keep the places of a page just read."""
        name = app.env.docname
        kept(app.env)[name] = [*places(doctree, name), *works(doctree, app)]


def kept(env) -> dict[str, list[Place]]:
    """Return the places of all pages read so far."""
    if not hasattr(env, "book_places"):
        env.book_places = {}
    return env.book_places


def reading_order(env) -> Iterator[str]:
    """Yield the pages as the table of contents lists them, each once."""
    root = env.config.root_doc
    yield from dict.fromkeys([root, *walked(env, root)])


def walked(env, page: str) -> Iterator[str]:
    """Yield the pages under a page."""
    for below in env.toctree_includes.get(page, ()):
        yield below
        yield from walked(env, below)


def write_index(app, exception):
    """Write the index as a script: a page opened from a file may load nothing else."""
    if exception or app.builder.name != "html":
        return
    order = [name for name in reading_order(app.env) if kept(app.env).get(name)]
    numbers = numbered({name: kept(app.env)[name] for name in order}, app.env)
    pages = [
        [
            app.builder.get_target_uri(name),
            *(place._replace(text=to_numbers(place.text, numbers)) for place in found),
        ]
        for name in order
        for found in [kept(app.env)[name]]
    ]
    data = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    (Path(app.outdir) / INDEX).write_text(f"var bookIndex = {data};\n", "utf-8")


def numbered(pages: dict[str, list[Place]], env) -> dict[str, int]:
    """Number the places through the book; return the numbers by their labels."""
    every = [(name, place) for name, found in pages.items() for place in found]
    numbers = {(name, place.anchor): n for n, (name, place) in enumerate(every)}
    found = {
        label: numbers.get((name, anchor))
        for label, (name, anchor, _) in env.get_domain("std").labels.items()
    }
    found |= {name: numbers[name, places[0].anchor] for name, places in pages.items()}
    return {label: n for label, n in found.items() if n is not None}


def to_numbers(text: str, numbers: dict[str, int]) -> str:
    """Write each reference as one private character: its title stands in one place.

    >>> to_numbers("\ue000sec-x\ue001.", {"sec-x": 5})
    '\ue005.'
    """

    def character(reference: re.Match) -> str:
        number = numbers.get(reference[1].lower())
        return "…" if number is None else chr(PRIVATE + number)

    return REFERENCE.sub(character, text)


def replace_own_search(app):
    """Let Sphinx write neither its index nor its page."""
    if app.builder.name == "html":
        app.builder.search = False


def search_page(app):
    """Have the search page written."""
    yield "search", {}, "search.html"


def setup(app):
    app.add_env_collector(Places)
    app.connect("builder-inited", replace_own_search)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
