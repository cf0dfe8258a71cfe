"""A chapter read as a tree of its constructs, each with its line and its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

from docutils.parsers.rst.directives.misc import TestDirective
from docutils.parsers.rst.states import MarkupError
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser

from bookbuild.errors import BookError

EXTENSIONS = {"colon_fence", "deflist", "dollarmath"}  # as in _config.yml
VERBATIM = {
    *("code", "code-block", "sourcecode", "literalinclude", "raw", "eval-rst"),
    *("csv-table", "bibliography", "toctree", "tableofcontents", "contents"),
}
# Directives whose argument is a path, a language or a layout: not words.
WORDLESS = {*VERBATIM, "figure", "image", "grid", "div", "container"}
CELL = "code-cell"
INLINE_TYPES = {
    "myst_role": "myst_role",
    "link": "link_open",
    "image": "image",
    "footnote_ref": "footnote_ref",
}
DIRECTIVE = re.compile(r"\{([^{}\s]+)\}\s*(.*)")
NUMBERED = re.compile(r"(\d\d)-")
FOREIGN = re.compile(r"<(\w+)[^>]*\blang=")


@dataclass(frozen=True)
class Node:
    """One construct; `start` and `end` are offsets in its fragment's text.

    ============ ================== =========================== ================
    kind         name               text                        more
    ============ ================== =========================== ================
    front_matter                    YAML
    heading      level              title
    target       label
    math         label              LaTeX
    cell                            Python                      options, title
    directive    directive          argument                    options, raw,
                                                                title, body
    code         language
    role         role               content
    link         address            "" if it has no text        `](address)` only
    image        address            alternative text
    footnote     label                                          a reference
    note         label                                          `[^label]:`
    inline_math                     LaTeX
    prose                           words a reader sees         an empty place
    term_start, term_end, definition                            of `deflist`
    comment, break
    ============ ================== =========================== ================
    """

    kind: str
    line: int
    start: int
    end: int
    name: str = ""
    text: str = ""
    options: dict = field(default_factory=dict)
    raw: str = ""
    title: "Fragment | None" = None
    body: "Fragment | None" = None

    @property
    def path(self) -> str:
        """What a figure or an image shows."""
        return self.text if self.name in ("figure", "image") else ""


@dataclass(frozen=True)
class Fragment:
    """A piece of Markdown, the line it starts at, and its constructs in order."""

    text: str
    line: int
    nodes: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        """Every construct, nested ones after the one that holds them."""
        for node in self.nodes:
            yield node
            for part in filter(None, (node.title, node.body)):
                yield from part.walk()


@dataclass(frozen=True)
class Chapter:
    """One file of one edition."""

    path: Path
    source: Fragment

    @property
    def name(self) -> str:
        """`chapters/<lang>/<stem>.md`."""
        return "/".join(self.path.parts[-3:])

    @property
    def lang(self) -> str:
        return self.path.parent.name

    @property
    def stem(self) -> str:
        return self.path.stem

    @property
    def title(self) -> str:
        headings = (node for node in self.source.nodes if node.kind == "heading")
        return next((node.text for node in headings), self.stem)


def read_chapter(path: Path) -> Chapter:
    """Read one chapter."""
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    return Chapter(path, parse(text, where="/".join(path.parts[-3:])))


def chapter_number(stem: str) -> int | None:
    """The number of a chapter; None for a page that is no numbered chapter.

    >>> chapter_number("06-temperature"), chapter_number("glossary")
    (6, None)
    """
    number = NUMBERED.match(stem)
    return int(number[1]) if number else None


def chapter_paths(folder: Path) -> list[Path]:
    """The chapters of an edition."""
    return sorted(path for path in folder.glob("*.md") if path.name[0] not in "._")


def parse(text: str, line: int = 1, where: str = "") -> Fragment:
    """Parse Markdown whose first line is line `line` of the file `where`."""
    return Fragment(text, line, tuple(_Reader(text, line, where).nodes()))


def figure_options(options: dict) -> dict:
    """The `figure` settings that MyST-NB reads from a code cell's options."""
    return (options.get("mystnb") or {}).get("figure") or {}


@cache
def _parser() -> MarkdownIt:
    # without text_join an escaped \* stays apart from a ** that failed to render
    config = MdParserConfig(enable_extensions=EXTENSIONS, disable_syntax=["text_join"])
    parser = create_md_parser(config, RendererHTML)
    for rule in list(parser.inline.ruler.__rules__):
        if rule.name in INLINE_TYPES:
            parser.inline.ruler.at(rule.name, _positioned(rule.fn, rule.name))
    return parser


def _positioned(rule, name: str):
    """Markdown-it keeps no columns: note where in its source a token stood."""

    def positioned(state, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            types = [token.type for token in state.tokens[before:]]
            token = state.tokens[before + types.index(INLINE_TYPES[name])]
            token.meta["span"] = (start, state.pos)
        return found

    return positioned


class _Reader:
    def __init__(self, text: str, line: int, where: str):
        self.text, self.line, self.where = text, line, where
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.cursor = 0

    def nodes(self) -> Iterator[Node]:
        tokens = [*_parser().parse(self.text), Token("end", "", 0)]
        for token, following in pairwise(tokens):
            if token.type == "inline":
                yield from self.inline(token)
            elif token.type in ("fence", "colon_fence"):
                yield self.fence(token)
            elif token.type == "dt_open":
                yield from self.term(following)
            elif token.type == "heading_open":
                level = token.tag.removeprefix("h")
                yield self.block("heading", token, "", level, following.content)
            else:
                yield from self.leaf(token)

    def leaf(self, token: Token) -> Iterator[Node]:
        match token.type:
            case "front_matter":
                yield self.block("front_matter", token, text=token.content)
            case "myst_target":
                yield self.block("target", token, "(", token.content)
            case "math_block" | "math_block_label":
                yield self.block("math", token, "$$", token.info, token.content)
            case "myst_line_comment":
                yield self.block("comment", token, "%")
            case "myst_block_break":
                yield self.block("break", token, "+")
            case "footnote_reference_open":
                yield self.mark("note", token, f"[^{token.meta['label']}]:")
            case "dd_open":
                yield self.mark("definition", token, ":")

    def block(self, kind, token, markup="", name="", text="", **more) -> Node:
        first, last = token.map
        start = self.text.index(markup, self.starts[first])
        end = self.starts[last] if last < len(self.starts) else len(self.text)
        end = start + len(self.text[start:end].rstrip())
        self.cursor = max(self.cursor, start)
        return Node(kind, self.line + first, start, end, name, text, **more)

    def mark(self, kind: str, token: Token, markup: str) -> Node:
        start = self.text.index(markup, self.starts[token.map[0]])
        line, name = self.line + token.map[0], token.meta.get("label", "")
        return Node(kind, line, start, start + len(markup), name)

    def term(self, inline: Token) -> Iterator[Node]:
        line = self.line + inline.map[0]
        start = self.text.index(inline.content, self.starts[inline.map[0]])
        end = start + len(inline.content)
        yield Node("term_start", line, start, start)
        yield Node("term_end", line, end, end)

    def fence(self, token: Token) -> Node:
        directive = DIRECTIVE.fullmatch(token.info.strip())
        if not directive:
            return self.block("code", token, token.markup, token.info.strip())
        name, argument = directive.groups()
        parsed = self.directive(token, name, argument)
        raw = "\n".join(parsed.body)
        below = self.line + token.map[0] + 1 + parsed.body_offset
        if name == "math":
            label, latex = parsed.options.get("label", ""), f"{argument}\n{raw}"
            return self.block("math", token, token.markup, label, latex.strip("\n"))
        node = self.block("directive", token, token.markup, name, argument)
        if name == CELL:
            caption = figure_options(parsed.options)
            words = caption.get("caption", "").rstrip()
            title = parse(words, node.line, self.where) if words else None
            return _with(
                node, kind="cell", text=raw, options=parsed.options, title=title
            )
        words = argument if name not in WORDLESS else ""
        title = parse(words, node.line, self.where) if words else None
        body = None if name in VERBATIM else parse(raw, below, self.where)
        return _with(node, options=parsed.options, raw=raw, title=title, body=body)

    def directive(self, token: Token, name: str, argument: str):
        where = f"{self.where}:{self.line + token.map[0]}: {{{name}}} cannot be read"
        try:
            # MyST reads the options of a cell as YAML, of the others as plain strings
            parsed = parse_directive_text(
                TestDirective, argument, token.content, validate_options=name != CELL
            )
        except MarkupError as error:
            raise BookError(f"{where}: {error}") from None
        if parsed.warnings:
            raise BookError(f"{where}: {parsed.warnings[0].msg}")
        return parsed

    def inline(self, token: Token) -> Iterator[Node]:
        place = self.placed(token)
        first = self.line + token.map[0]
        yield Node("prose", first, *place((0, 0)), text=_visible(token.children))
        row = 0
        for child in token.children:
            row += child.type in ("softbreak", "hardbreak")
            if node := _inline_node(child, token.content, first + row, place):
                yield node

    def placed(self, token: Token):
        """Offsets in the inline content → offsets in the text (-1: not found)."""
        origins, offset = [], 0
        self.cursor = max(self.cursor, self.starts[token.map[0]])
        for line in token.content.split("\n"):
            found = self.text.find(line.strip(), self.cursor)
            indent = len(line) - len(line.lstrip())
            origins.append((offset, found - indent if found >= 0 else None))
            self.cursor = max(self.cursor, found + len(line.strip()))
            offset += len(line) + 1

        def place(span: tuple[int, int]) -> tuple[int, int]:
            ends = []
            for position in span:
                start, origin = [pair for pair in origins if pair[0] <= position][-1]
                ends.append(-1 if origin is None else origin + position - start)
            return ends[0], ends[1]

        return place


def _with(node: Node, **changes) -> Node:
    return Node(**{**vars(node), **changes})


def _inline_node(child: Token, content: str, line: int, place) -> Node | None:
    span = child.meta.get("span", (0, 0))
    match child.type:
        case "myst_role":
            role = child.meta["name"]
            return Node("role", line, *place(span), role, child.content)
        case "link_open" if "span" in child.meta:
            tail = content.rfind("](", *span)
            if tail < 0:
                return None
            close, text = place((tail, span[1])), content[span[0] + 1 : tail]
            return Node("link", line, *close, child.attrs["href"], text)
        case "image":
            source = str(child.attrs["src"])
            return Node("image", line, *place(span), source, child.content)
        case "footnote_ref":
            return Node("footnote", line, *place(span), child.meta["label"])
        case "math_inline":
            return Node("inline_math", line, *place((0, 0)), text=child.content)


def _visible(children: list[Token]) -> str:
    """The words a reader sees: no code, mathematics, addresses or foreign spans."""
    words, hidden = [], None
    for token in children:
        if hidden:
            hidden = None if token.type == hidden or token.content == hidden else hidden
        elif token.type == "link_open" and token.info == "auto":
            hidden = "link_close"
        elif token.type == "html_inline" and (tag := FOREIGN.match(token.content)):
            hidden = f"</{tag[1]}>"
        elif token.type == "text":
            words.append(token.content)
        elif token.type == "text_special":
            words.append(token.content.replace("*", " "))
        elif token.type in ("softbreak", "code_inline", "math_inline", "myst_role"):
            words.append(" ")
    return "".join(words)
