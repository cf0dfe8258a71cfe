"""Whether the editions say the same: structure, equations, code, references."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from bookbuild.chapter import Chapter, Node, chapter_paths, figure_options, read_chapter
from bookbuild.editions import REFERENCE, edition_folders
from bookbuild.errors import BookError
from bookbuild.quiz import read

TRANSLATED = {"alt", "caption", "title"}
REFERENCES = {"eq", "numref", "ref", "doc", "cite", "cite:p", "cite:t"}
SWITCH_NAMES = re.compile("日本語|繁體中文|中文")
TRILINGUAL = {"glossary"}
LETTERS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
CJK_LETTER = re.compile(f"[{LETTERS}]")
CJK = re.compile(rf"[{LETTERS}\u3000-\u303f\uff00-\uff65]+")
# a ** that is still there after rendering, or a * that touches a CJK character
UNRENDERED = re.compile(rf"\*\*|\*(?=[「『（{LETTERS}])|(?<=[」』）。、，{LETTERS}])\*")
PARAGRAPH = 40  # Latin letters that make a sentence
SHORT = 60


@dataclass(frozen=True)
class Difference:
    """One thing that is wrong, printed as one sentence."""

    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Fact:
    """Something two editions share: `key` is compared, `words` are printed."""

    line: int
    key: object
    words: str


@dataclass
class Section:
    """What one section refers to, in any order."""

    line: int
    references: list[Fact] = field(default_factory=list)
    mathematics: list[Fact] = field(default_factory=list)


def compare(chapters: Path, reference: str = REFERENCE) -> list[Difference]:
    """Every difference of every edition from the reference, then what lint finds."""
    chapters = Path(chapters)
    editions = {folder.name: _read(folder) for folder in edition_folders(chapters)}
    found = list(_missing_files(chapters, editions, reference))
    for lang, files in editions.items():
        for name, chapter in files.items():
            original = editions.get(reference, {}).get(name)
            if original and lang != reference:
                found += _Comparison(chapter, original).differences()
            found += lint(chapter)
    return found


def lint(chapter: Chapter) -> list[Difference]:
    """Words left in another language, and emphasis that does not render."""
    path = chapter.name
    found = []
    for line, words, exempt in _prose(chapter):
        if not exempt and (message := _untranslated(words, chapter.lang)):
            found.append(Difference(path, line, message))
        if match := UNRENDERED.search(words):
            around = words[max(0, match.start() - 12) : match.end() + 12].strip()
            message = f"emphasis does not render, keep punctuation outside: {around!r}"
            found.append(Difference(path, line, message))
    return found


def _read(folder: Path) -> dict[str, Chapter]:
    paths = chapter_paths(folder)
    return {path.name: read_chapter(path) for path in paths}


def _missing_files(chapters: Path, editions: dict, reference: str):
    everywhere = sorted({name for files in editions.values() for name in files})
    for lang in sorted({reference, *editions}):
        if not (chapters / lang / "_edition.yml").is_file():
            yield Difference(f"{chapters.name}/{lang}/_edition.yml", None, "is missing")
        for name in everywhere:
            if name not in editions.get(lang, {}):
                has = next(other for other in editions if name in editions[other])
                message = f"is missing, {chapters.name}/{has}/{name} has no counterpart"
                yield Difference(f"{chapters.name}/{lang}/{name}", None, message)


class _Comparison:
    def __init__(self, chapter: Chapter, original: Chapter):
        self.chapter, self.original = chapter, original
        self.path, self.other = chapter.name, original.name

    def differences(self) -> list[Difference]:
        ours, theirs = _facts(self.chapter), _facts(self.original)
        found = []
        for kind in ours:
            found += self.in_order(kind, ours[kind], theirs[kind])
        # unequal headings would shift every section against its counterpart
        if not self.in_order("heading", ours["heading"], theirs["heading"]):
            both = map(_sections, (self.chapter, self.original))
            for mine, yours in zip(*both, strict=True):
                found += self.in_any_order(mine, yours, "references")
                found += self.in_any_order(mine, yours, "mathematics")
        return found

    def in_order(self, kind: str, ours: list[Fact], theirs: list[Fact]):
        found = []
        for i, j, k, m in _unequal(theirs, ours):
            for n, (yours, mine) in enumerate(zip_longest(theirs[i:j], ours[k:m]), k):
                found.append(self.one(f"{kind} {n + 1}", mine, yours, ours[:k][-1:]))
        return found

    def one(self, what: str, mine: Fact | None, yours: Fact | None, before: list):
        if not yours:
            message = f"{what} is not in {self.other}: {_short(mine.words)!r}"
            return Difference(self.path, mine.line, message)
        there = f"{self.other}:{yours.line}"
        if not mine:
            message = f"{what} of {there} is missing: {_short(yours.words)!r}"
            return Difference(self.path, before[0].line if before else 1, message)
        here, those = _first_difference(mine.words, yours.words)
        message = f"{what} differs from {there}: {here!r} against {those!r}"
        return Difference(self.path, mine.line, message)

    def in_any_order(self, mine: Section, yours: Section, what: str):
        ours, theirs = getattr(mine, what), getattr(yours, what)
        count, expected = (Counter(f.words for f in facts) for facts in (ours, theirs))
        for words in dict.fromkeys([*count, *expected]):
            if count[words] == expected[words]:
                continue
            line = next((f.line for f in ours if f.words == words), mine.line)
            there = next((f.line for f in theirs if f.words == words), yours.line)
            message = (
                f"the section has {words!r} {count[words]}×, "
                f"{self.other}:{there} {expected[words]}×"
            )
            yield Difference(self.path, line, message)


def _facts(chapter: Chapter) -> dict[str, list[Fact]]:
    kinds = ("heading", "label", "equation", "directive", "code cell", "cell options")
    facts: dict[str, list[Fact]] = {kind: [] for kind in (*kinds, "quiz")}
    label = ""
    for node in chapter.source.walk():
        match node.kind:
            case "heading":
                words = f"level {node.name}" + (f" ({label})=" if label else "")
                label = ""
                facts["heading"].append(Fact(node.line, node.name, words))
            case "target":
                label = node.name
                facts["label"].append(Fact(node.line, node.name, node.name))
            case "math":
                key = (node.name, neutral_math(node.text))
                words = f"{node.name or 'unlabelled'}\n{key[1]}"
                facts["equation"].append(Fact(node.line, key, words))
            case "directive":
                words = _directive_words(node, chapter.lang)
                facts["directive"].append(Fact(node.line, words, words))
                if node.name == "quiz":
                    words = _quiz_words(node, chapter)
                    facts["quiz"].append(Fact(node.line, words, words))
            case "cell":
                facts["code cell"].append(Fact(node.line, node.text, node.text))
                words = _options_words(node.options)
                facts["cell options"].append(Fact(node.line, words, words))
    return facts


def _sections(chapter: Chapter) -> list[Section]:
    sections = [Section(1)]
    for node in chapter.source.walk():
        if node.kind == "heading":
            sections.append(Section(node.line))
        elif node.kind == "inline_math":
            words = f"${neutral_math(node.text)}$"
            sections[-1].mathematics.append(Fact(node.line, words, words))
        elif words := _reference(node):
            sections[-1].references.append(Fact(node.line, words, words))
    return sections


def _reference(node: Node) -> str | None:
    if node.kind == "role" and node.name in REFERENCES:
        return f"{{{node.name}}}`{role_target(node.text)}`"
    if node.kind == "link" and not re.match(r"[a-z+.-]+:", node.name):
        return f"[]({node.name})"
    return None


def role_target(content: str) -> str:
    """`label` of both `label` and `text <label>`."""
    explicit = re.fullmatch(r".*<([^<>]+)>", content.strip())
    return explicit[1] if explicit else content.strip()


def neutral_math(latex: str) -> str:
    r"""LaTeX without white space and without what `\text{…}` says."""
    braces = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
    return re.sub(r"\s+", "", re.sub(r"\\text\s*" + braces, r"\\text{}", latex))


def _directive_words(node: Node, lang: str) -> str:
    # a picture with words in it has one file a language: family.ja.svg, family.en.svg
    path = re.sub(rf"(?<=[./_-]){lang}(?=[./_-])", "<lang>", node.path)
    return f"{{{node.name}}} {path} {_options_words(node.options)}".replace("  ", " ")


def _quiz_words(node: Node, chapter: Chapter) -> str:
    try:
        return read(node.raw, node.options.get("tolerance")).shape()
    except BookError as error:
        raise BookError(f"{chapter.name}:{node.line}: {error}") from None


def _options_words(options: dict) -> str:
    return json.dumps(_neutral(options), ensure_ascii=False, sort_keys=True)


def _neutral(value):
    if isinstance(value, dict):
        return {k: _neutral(v) for k, v in value.items() if k not in TRANSLATED}
    return value


def _unequal(theirs: list[Fact], ours: list[Fact]) -> Iterator[tuple]:
    """Stretches of the two that differ; of equal length, they are compared in pairs."""
    if len(theirs) == len(ours):
        pairs = enumerate(zip(theirs, ours, strict=True))
        yield from ((n, n + 1, n, n + 1) for n, (a, b) in pairs if a.key != b.key)
    else:
        words = [fact.words for fact in theirs], [fact.words for fact in ours]
        matcher = SequenceMatcher(None, *words, autojunk=False)
        yield from (code[1:] for code in matcher.get_opcodes() if code[0] != "equal")


def _first_difference(ours: str, theirs: str) -> tuple[str, str]:
    lines = zip_longest(ours.split("\n"), theirs.split("\n"), fillvalue="")
    different = (pair for pair in lines if pair[0] != pair[1])
    return next(different, (ours, theirs))


def _prose(chapter: Chapter) -> Iterator[tuple[int, str, bool]]:
    """Line, words, and whether they may stay in another language."""
    label, sources = "", 0
    for node in chapter.source.walk():
        if node.kind == "target":
            label = node.name
        elif node.kind == "heading":
            level = int(node.name)
            if label.startswith("sec-sources"):
                sources = level
            elif level <= sources:
                sources = 0
            label = ""
        exempt = bool(sources) or chapter.stem in TRILINGUAL
        for words in _words(node):
            yield node.line, words, exempt


def _words(node: Node) -> list[str]:
    if node.kind == "prose":
        return [node.text]
    image = (node.options.get("mystnb") or {}).get("image") or {}
    alts = (node.options, figure_options(node.options), image)
    return [str(options["alt"]) for options in alts if options.get("alt")]


def _untranslated(words: str, lang: str) -> str | None:
    if lang == "en":
        foreign = CJK.search(SWITCH_NAMES.sub("", words))
        return f"{foreign[0]!r} is not English" if foreign else None
    latin = sum(character.isascii() and character.isalpha() for character in words)
    if latin < PARAGRAPH or CJK_LETTER.search(words):
        return None
    return f"a paragraph is not translated: {_short(words)!r}"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SHORT else f"{words[:SHORT]}…"
