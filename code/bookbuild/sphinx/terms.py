"""A term of the glossary is a link, once a chapter: in bold, where the chapter defines
it, else where it first stands in plain text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from docutils import nodes

from bookbuild.chapter import chapter_number

# English names that every reader knows, or that often mean something else, or do so
# in another language.
EVERYDAY = {
    *("probability", "axis", "states", "level", "energy"),
    *("surprise", "bits", "gap", "face", "support", "margin", "sparse", "constraint"),
    *("parameter", "value", "key", "query", "teacher", "winner", "feedback", "gain"),
    *("chaos", "anchor", "positive", "causal", "negatives", "triplet", "bias"),
    *("spread", "baseline", "regret", "vertices", "softmax"),
}
COMPLETING = {"function", "principle", "example"}  # in brackets, and no names
BRACKETS = re.compile(r"(.*?) ?[(（](.*)[)）]")
LATIN, WORD = "A-Za-z0-9-", "ァ-ヺー一-鿿々"
# What may not stand before a term, and not behind it: it would make another word.
# A language that is not here has its words apart, as English has.
AROUND = {
    "en": (r"(?<![\w-])", r"(?:e?s)?(?![\w-])"),
    "ja": (rf"(?<![{LATIN}{WORD}])", rf"(?![{LATIN}{WORD}])"),
    "zh": (rf"(?<![{LATIN}])", rf"(?![{LATIN}計])"),  # 計 as in 溫度計
}
BOXES = (nodes.Admonition, nodes.figure, nodes.table, nodes.footnote)


@dataclass(frozen=True)
class Term:
    """An entry of the glossary, and the label of the section that explains it."""

    id: str
    names: tuple[str, ...]
    everyday: bool
    section: str


def names(text: str) -> list[str]:
    """Split a term from its other name, which stands in brackets.

    >>> names("hyperbolic tangent (tanh)"), names("softmax (function)")
    (['hyperbolic tangent', 'tanh'], ['softmax'])
    """
    match = BRACKETS.fullmatch(text)
    found = match.groups() if match else [text]
    return [name for name in found if name not in COMPLETING]


def english(entry: nodes.definition_list_item) -> str:
    """Return the English name, which stands first or in a ``span`` of its own."""
    for raw in entry.findall(nodes.raw):
        if 'lang="en"' in raw.astext():
            return raw.next_node(descend=False, siblings=True).astext()
    return entry[0].astext()


def name_entries(app, doctree):
    """Give every entry an id, the same in each language."""
    if PurePosixPath(app.env.docname).name == "glossary":
        for entry in doctree.findall(nodes.definition_list_item):
            name = names(english(entry))[0]
            entry[0]["ids"].append(nodes.make_id(f"term-{name}"))


def read_terms(glossary: nodes.document) -> Iterator[Term]:
    """Read the entries of a glossary whose references are not resolved yet."""
    for entry in glossary.findall(nodes.definition_list_item):
        (section,) = entry.findall(lambda node: "reftarget" in node)
        yield Term(
            id=entry[0]["ids"][-1],
            names=tuple(names(entry[0].astext())),
            everyday=names(english(entry))[0] in EVERYDAY,
            section=section["reftarget"],
        )


def prose(doctree: nodes.document, kind: type) -> list[nodes.Node]:
    """Return what paragraphs outside boxes hold of a kind, itself not nested."""
    return [
        part
        for paragraph in doctree.findall(nodes.paragraph)
        if not any(isinstance(node, BOXES) for node in ancestors(paragraph))
        for part in paragraph
        if isinstance(part, kind)
    ]


def ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield what a node stands in, from the inside."""
    while node := node.parent:
        yield node


class Linker:
    """The terms of one page, each linked once."""

    def __init__(self, terms: list[Term], lang: str, address: str):
        self.ids: dict[str, str] = {}
        for term in terms:
            for name in term.names:
                self.ids.setdefault(name.lower(), term.id)
        before, behind = AROUND.get(lang, AROUND["en"])
        # The longest first: the temperature in an inverse temperature is none.
        longest = map(re.escape, sorted(self.ids, key=len, reverse=True))
        self.pattern = re.compile(f"{before}({'|'.join(longest)}){behind}", re.I)
        self.address = address
        self.wanted = {term.id for term in terms}

    def bold(self, doctree: nodes.document, own: set[str]) -> None:
        """Link the chapter's own terms where they stand in bold, by themselves."""
        for strong in prose(doctree, nodes.strong):
            match = self.pattern.fullmatch(strong.astext())
            if match and (id_ := self.ids[match[1].lower()]) in self.wanted & own:
                self.wanted.remove(id_)
                strong[:] = [self.reference(id_, strong.astext())]

    def plain(self, doctree: nodes.document) -> None:
        """Link the other terms in plain text: no code, no title of a paper."""
        for text in prose(doctree, nodes.Text):
            text.parent.replace(text, list(self.cut(text)))

    def cut(self, text: str) -> Iterator[nodes.Node]:
        """Cut a text at the terms met for the first time, which become links."""
        end = 0
        for match in self.pattern.finditer(text):
            if (id_ := self.ids[match[1].lower()]) in self.wanted:
                self.wanted.remove(id_)
                yield nodes.Text(text[end : match.start()])
                yield self.reference(id_, match[0])
                end = match.end()
        yield nodes.Text(text[end:])

    def reference(self, id_: str, text: str) -> nodes.reference:
        """Make a link to an entry."""
        uri = f"{self.address}#{id_}"
        return nodes.reference("", text, refuri=uri, internal=True, classes=["term"])


def link_terms(app, doctree, docname):
    """Link the terms of a chapter."""
    page = PurePosixPath(docname)
    glossary = str(page.with_name("glossary"))
    if not chapter_number(page.name) or glossary not in app.env.found_docs:
        return
    terms = list(read_terms(app.env.get_doctree(glossary)))
    sections = app.env.get_domain("std").labels
    address = app.builder.get_relative_uri(docname, glossary)
    linker = Linker(terms, app.config.book_edition, address)
    linker.bold(doctree, {t.id for t in terms if sections[t.section][0] == docname})
    linker.wanted -= {term.id for term in terms if term.everyday}
    linker.plain(doctree)


def read_again(app, env, added, changed, removed):
    """Write the chapters anew after a change of the glossary."""
    glossaries = [name for name in changed if PurePosixPath(name).name == "glossary"]
    return env.found_docs if glossaries else []


def setup(app):
    app.connect("doctree-read", name_entries)
    app.connect("env-get-outdated", read_again)
    app.connect("doctree-resolved", link_terms)
