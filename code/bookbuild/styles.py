"""One stylesheet for the pages of an edition, with the rules that they use.

The themes send ten files that a browser must have before it shows anything; nine in
ten of their rules are for what no page of the book has.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from os.path import relpath
from pathlib import Path

import tinycss2
from tinycss2 import ast

NAME = "styles.css"
LINK = re.compile(r'<link\b[^>]*\bhref="([^"?]+\.css)(?:\?[^"]*)?"[^>]*>\n?')
NAMES = re.compile(r'\b(?:class|id)="([^"]*)"')
TAG = re.compile(r"<([a-zA-Z][\w-]*)")
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
WORD = re.compile(r"[A-Za-z_][\w-]*")
PROPERTY = re.compile(r"--[\w-]+")
URL = re.compile(
    r"""(?P<comma>,?)\s*url\((["']?)(?!data:|#)(?P<path>[^)"']+)\2\)"""
    r"""(?P<format>\s*format\([^)]*\))?"""
)
ASKED = re.compile(r"(?<=matchMedia\()(['\"])[^'\"]*width[^'\"]*\1")
PX = re.compile(r"\b([\d.]+)px\b")
READ = re.compile(r"var\(\s*(--[\w-]+)")
DECLARED = re.compile(
    r"""(?<=[{;]) ?(--[\w-]+) ?:(?:"[^"]*"|'[^']*'|[^;{}"'])*(?:;|(?=\}))"""
)
NESTED = ("media", "supports", "layer")


def bundle(folder: Path) -> str:
    """Give the pages of a folder one stylesheet instead of theirs; return it.

    Raises ValueError when the pages do not all link the same files.
    """
    pages = {page: page.read_text("utf-8") for page in folder.glob("*.html")}
    linked = {tuple(LINK.findall(text)) for text in pages.values()}
    if len(linked) != 1:
        raise ValueError(f"folder: its pages link {len(linked)} lists of stylesheets")
    (sources,) = linked
    static = folder / "_static"
    uses = Uses.by(pages.values(), folder.rglob("*.js"))
    rules = "".join(kept(folder / source, uses, static) for source in sources)
    sheet = without_unread(rules, uses)
    for script in folder.rglob("*.js"):
        follow(script)
    for source in sources:
        (folder / source).unlink()
    if sources:
        (static / NAME).write_text(sheet, "utf-8")
        version = sha256(sheet.encode()).hexdigest()[:8]
        link = f'<link rel="stylesheet" href="_static/{NAME}?v={version}" />\n'
        for page, text in pages.items():
            first, *others = LINK.split(text)[::2]
            page.write_text(first + link + "".join(others), "utf-8")
    return sheet


@dataclass(frozen=True)
class Uses:
    """What pages have that a rule can be about."""

    names: frozenset[str]  # classes, ids, and whatever a script says
    tags: frozenset[str]
    properties: frozenset[str]  # that are named outside stylesheets

    @classmethod
    def by(cls, pages: Iterable[str], scripts: Iterable[Path]) -> "Uses":
        """Read pages and scripts; a script may set any class whose name is in it."""
        pages = list(pages)
        code = [script.read_text("utf-8") for script in scripts]
        code += [body for page in pages for body in SCRIPT.findall(page)]
        words = {word for text in code for word in WORD.findall(text)}
        named = (name for page in pages for name in NAMES.findall(page))
        return cls(
            frozenset(words.union(*map(str.split, named))),
            frozenset(tag.lower() for page in pages for tag in TAG.findall(page))
            | frozenset(map(str.lower, words)),
            frozenset(p for text in [*pages, *code] for p in PROPERTY.findall(text)),
        )

    def allow(self, selector: list[ast.Node]) -> bool:
        """Tell whether something may match; what stands in parentheses is not read."""
        before = None
        for token in selector:
            if token.type == "hash" and token.value not in self.names:
                return False
            if token.type == "ident" and not self.known(token, before):
                return False
            before = token.value if token.type == "literal" else None
        return True

    def known(self, token: ast.IdentToken, before: str | None) -> bool:
        """Tell whether there may be such a class, or such an element."""
        if before == ".":
            return token.value in self.names
        return before == ":" or token.lower_value in self.tags


def kept(source: Path, uses: Uses, folder: Path) -> str:
    """Return the rules of a stylesheet that are used, to be read from a folder."""

    def moved(url: re.Match) -> str:
        target = source.parent / re.split("[?#]", url["path"])[0]
        if target.is_file():
            return f"{url['comma']}url({relpath(target, folder)}){url['format'] or ''}"
        return "" if url["comma"] else url[0]  # another format that is not sent

    return URL.sub(moved, "".join(used(parsed(source.read_text("utf-8")), uses)))


@cache  # the editions have the same files
def parsed(sheet: str) -> list[ast.Node]:
    """Return the rules of a stylesheet."""
    return tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)


def used(rules: list[ast.Node], uses: Uses) -> Iterator[str]:
    """Yield the rules that may match something, without what only people read."""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = ",".join(
                tinycss2.serialize(selector).strip()
                for selector in alternatives(rule.prelude)
                if uses.allow(selector)
            )
            if selectors:
                yield f"{selectors}{{{short(rule.content)}}}"
        elif rule.type == "at-rule":
            yield from used_at(rule, uses)


def used_at(rule: ast.AtRule, uses: Uses) -> Iterator[str]:
    """Yield an at-rule, if anything in it is used."""
    head = f"@{rule.at_keyword}{in_em(tinycss2.serialize(rule.prelude).rstrip())}"
    if rule.content is None:
        yield f"{head};"
    elif rule.lower_at_keyword in NESTED:
        inner = tinycss2.parse_rule_list(
            rule.content, skip_comments=True, skip_whitespace=True
        )
        if body := "".join(used(inner, uses)):
            yield f"{head}{{{body}}}"
    else:
        yield f"{head}{{{short(rule.content)}}}"


def follow(script: Path) -> None:
    """Let the conditions that a script asks about change where the styles' do."""
    text = script.read_text("utf-8")
    changed = ASKED.sub(lambda condition: in_em(condition[0]), text)
    if changed != text:
        script.write_text(changed, "utf-8")


def in_em(condition: str) -> str:
    """Let a condition follow the size of letters that the reader has set.

    >>> in_em("(min-width:960px)")
    '(min-width:60em)'
    """
    return PX.sub(lambda width: f"{float(width[1]) / 16:g}em", condition)


def alternatives(selectors: list[ast.Node]) -> Iterator[list[ast.Node]]:
    """Split a list of selectors at its commas."""
    part = []
    for token in selectors:
        if token == ",":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def short(content: list[ast.Node]) -> str:
    """Write a block on one line, without comments."""
    tokens = (token for token in content if token.type != "comment")
    return "".join(
        " " if token.type == "whitespace" else token.serialize() for token in tokens
    ).strip()


def without_unread(sheet: str, uses: Uses) -> str:
    """Drop the custom properties that nothing reads, until none is left.

    >>> without_unread("a{--b:1;--c:var(--b);color:red}", Uses(*[frozenset()] * 3))
    'a{color:red}'
    """
    before = ""
    while sheet != before:
        before, read = sheet, uses.properties.union(READ.findall(sheet))
        sheet = DECLARED.sub(partial(if_read, read), before)
    return sheet


def if_read(read: frozenset[str], declared: re.Match) -> str:
    """Return a declaration if its property is among those that are read."""
    return declared[0] if declared[1] in read else ""
