"""Chapters as notebooks: code cells, and Markdown that every notebook can show."""

import base64
import html
import mimetypes
import posixpath
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pybtex.database import Entry

from bookbuild.chapter import (
    Chapter,
    Fragment,
    Node,
    chapter_number,
    chapter_paths,
    figure_options,
    parse,
    read_chapter,
)
from bookbuild.editions import edition_folders
from bookbuild.errors import BookError
from bookbuild.proofs import markdown_table
from bookbuild.quiz import Piece, as_markdown, read
from bookbuild.references import (
    FILE,
    address,
    bibliography,
    chapter_name,
    cited_as,
    read_works,
)
from softmaxbook.exercises import checks

# Sphinx's own words for these are partly English and, in zh_TW, partly Simplified.
WORDS = {
    "ja": {
        **{"note": "メモ", "tip": "ヒント", "hint": "ヒント", "seealso": "関連項目"},
        **{"warning": "警告", "important": "重要", "caution": "注意"},
        **{"attention": "注意", "danger": "危険", "error": "エラー"},
        **{"figure": "図{}", "table": "表{}"},
        **{"answer": "解答", "right": "正解です。"},
        "missing": "softmaxbookが見つかりません。この本のフォルダで `pip install .` "
        "を実行してから、このセルをもう一度実行してください。",
        "offline": "softmaxbookをインストールできませんでした。"
        "ネットワークの接続を確かめてから、このセルをもう一度実行してください。",
    },
    "zh": {
        **{"note": "註", "tip": "小訣竅", "hint": "提示", "seealso": "參見"},
        **{"warning": "警告", "important": "重要", "caution": "小心"},
        **{"attention": "注意", "danger": "危險", "error": "錯誤"},
        **{"figure": "圖\u00a0{}", "table": "表\u00a0{}"},
        **{"answer": "解答", "right": "答對了。"},
        "missing": "找不到 softmaxbook。請在本書的資料夾執行 `pip install .`，"
        "再重新執行這個儲存格。",
        "offline": "無法安裝 softmaxbook。請確認網路連線，再重新執行這個儲存格。",
    },
    "en": {
        **{"note": "Note", "tip": "Tip", "hint": "Hint", "seealso": "See also"},
        **{"warning": "Warning", "important": "Important", "caution": "Caution"},
        **{"attention": "Attention", "danger": "Danger", "error": "Error"},
        **{"figure": "Figure\u00a0{}", "table": "Table\u00a0{}"},
        **{"answer": "Answer", "right": "Right."},
        "missing": "softmaxbook is not installed: run `pip install .` in the book's "
        "folder, then run this cell again.",
        "offline": "softmaxbook could not be installed. Check the network "
        "connection, then run this cell again.",
    },
}
ASIDES = {*("admonition", "topic", "sidebar", "margin", "epigraph", "pull-quote")}
UNKNOWN = {"literalinclude", "csv-table"}  # their content is elsewhere
DROPPED = {"toctree", "contents", "eval-rst", "hub-links"}
CODE = {"code", "code-block", "sourcecode", "code-cell", "raw-cell"}
CAPTIONED = {"figure": "figure", "table": "table", "list-table": "table"}
BLOCKS = {"directive", "math"}
UNREADABLE = {"directive", "role", "target", "comment", "break", "cell"}
SOURCE_HIDDEN = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
HTML_ROLES = {"sub", "sup", "kbd", "abbr"}
METADATA = {
    "colab": {"provenance": []},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "file_extension": ".py"},
}

Number = Callable[[str, int], str]


def by_chapter(stem: str, index: int) -> str:
    """`1.3` in `01-….md`, and `3` in a page that is no numbered chapter."""
    number = chapter_number(stem)
    return f"{number}.{index}" if number else by_page(stem, index)


def by_page(stem: str, index: int) -> str:
    """`3` everywhere."""
    return str(index)


@dataclass(frozen=True)
class Target:
    """What a label stands for."""

    stem: str
    kind: str
    text: str
    number: str = ""


@dataclass
class Labels:
    """What an edition's references can point at, with the numbers the site prints."""

    lang: str
    titles: dict[str, str] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    numbers: dict[tuple[str, int], str] = field(default_factory=dict)
    works: dict[str, Entry] = field(default_factory=dict)
    citing: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, number: Number = by_chapter) -> "Labels":
        labels = cls(folder.name, works=read_works(folder.parent / FILE))
        for path in chapter_paths(folder):
            labels.add(read_chapter(path), number)
        return labels

    def add(self, chapter: Chapter, number: Number) -> None:
        stem, waiting, counts = chapter.stem, [], Counter()
        self.titles[stem] = chapter.title
        for node in chapter.source.walk():
            if node.kind == "target":
                waiting.append(node.name)
                continue
            for key in cited_keys(node):
                pages = self.citing.setdefault(key, [])
                pages += [stem] if stem not in pages else []
            kind, label = numbered(node)
            if kind:
                counts[kind] += 1
                self.numbers[stem, node.line] = number(stem, counts[kind])
            printed = self.numbers.get((stem, node.line), "") if kind else ""
            place = "section" if node.kind == "heading" else kind or "place"
            for name in filter(None, [*waiting, label]):
                text = _label_text(node) or name
                self.targets[name] = Target(stem, place, text, printed)
            waiting = []

    def equations(self) -> dict[str, list[str]]:
        """The labels of the equations of each chapter, by its title."""
        return {
            title: [
                name
                for name, target in self.targets.items()
                if target.stem == stem and target.kind == "equation"
            ]
            for stem, title in self.titles.items()
        }


def cited_keys(node: Node) -> list[str]:
    """The works that a role cites, if it is one that does."""
    cites = node.kind == "role" and node.name.startswith("cite")
    return [key.strip() for key in node.text.split(",")] if cites else []


def numbered(node: Node) -> tuple[str, str]:
    """What a construct is counted as ("" if it is not), and its label."""
    if node.kind == "math":
        return ("equation" if node.name else ""), node.name
    if node.kind == "cell":
        return ("figure" if node.title else ""), figure_options(node.options).get(
            "name", ""
        )
    if node.kind != "directive":
        return "", ""
    caption = node.raw.strip() if node.name == "figure" else node.title
    return (CAPTIONED.get(node.name, "") if caption else ""), node.options.get(
        "name", ""
    )


def export_all(
    chapters: Path,
    out: Path,
    repository: str | None = None,
    number: Number = by_chapter,
) -> list[Path]:
    """Write `<out>/<lang>/<stem>.ipynb` for every chapter of every edition."""
    written = []
    for folder in edition_folders(Path(chapters)):
        labels = Labels.of(folder, number)
        shutil.rmtree(Path(out) / folder.name, ignore_errors=True)
        (Path(out) / folder.name).mkdir(parents=True)
        for path in chapter_paths(folder):
            notebook = export_chapter(path, folder.name, repository, labels)
            written.append(Path(out) / folder.name / f"{path.stem}.ipynb")
            written[-1].write_text(nbformat.writes(notebook) + "\n", "utf-8")
    return written


def export_chapter(
    path: Path,
    lang: str,
    repository: str | None = None,
    labels: Labels | None = None,
) -> nbformat.NotebookNode:
    """One chapter as a notebook without outputs."""
    chapter = read_chapter(path)
    plain = Plain(chapter, labels or Labels.of(path.parent), lang)
    cells = [new_code_cell(setup_source(lang, repository)), *_cells(chapter, plain)]
    for index, cell in enumerate(cells):
        cell.id = f"{chapter.stem[:56]}-{index}"
    notebook = new_notebook(cells=cells, metadata={**METADATA, "title": chapter.title})
    nbformat.validate(notebook)
    return notebook


def setup_source(lang: str, repository: str | None) -> str:
    """The first cell: find or install the package, choose the language."""
    found, words = 'importlib.util.find_spec("softmaxbook")', _words(lang)
    if repository:
        # %pip would add that the kernel may need a restart, which is not so
        get = [
            "import importlib.util, sys",
            f"if not {found}:",
            f'    !"{{sys.executable}}" -m pip install -qq '
            f'"softmaxbook @ git+{repository}"',
            f'    assert {found}, "{words["offline"]}"',
            "import softmaxbook",
        ]
    else:
        get = [
            "try:",
            "    import softmaxbook",
            "except ModuleNotFoundError:",
            f'    raise ModuleNotFoundError("{words["missing"]}") from None',
        ]
    return "\n".join([*get, f'softmaxbook.use_language("{lang}")'])


def _words(lang: str) -> dict[str, str]:
    return WORDS.get(lang, WORDS["en"])


def _cells(chapter: Chapter, plain: "Plain") -> Iterator[nbformat.NotebookNode]:
    for start, end, node in _pieces(chapter.source):
        yield from plain.cell(start, end)
        if node and node.kind == "directive":
            yield new_code_cell(_to_try(node))
        elif node:
            yield _code_cell(node)
            if caption := plain.caption_of_cell(node):
                yield new_markdown_cell(caption)


def _to_try(node: Node) -> str:
    """What a student fills in after an exercise: empty functions, and their checks."""
    label = node.options.get("name")
    asked = [check for check in checks().values() if check.label == label]
    return "\n\n\n".join(check.stub for check in asked)


def _pieces(source: Fragment) -> Iterator[tuple[int, int, Node | None]]:
    """Stretches of Markdown, split at headings, and what gives the cell after each."""
    at, labelled = 0, None
    for node in source.nodes:
        if node.start and source.text[node.start - 1] != "\n":
            continue
        if node.kind in ("front_matter", "cell", "break"):
            if node.kind != "front_matter":
                yield at, node.start, node if node.kind == "cell" else None
            at = node.end
        elif node.kind == "directive" and _to_try(node):
            yield at, node.end, node
            at = node.end
        elif node.kind == "heading":
            start = node.start if labelled is None else labelled
            yield at, start, None
            at = start
        if node.kind != "target":
            labelled = None
        elif labelled is None:
            labelled = node.start
    yield at, len(source.text), None


def _code_cell(node: Node) -> nbformat.NotebookNode:
    tags = set(node.options.get("tags") or [])
    cell = new_code_cell(node.text)
    if tags:
        cell.metadata["tags"] = sorted(tags)
    if tags & SOURCE_HIDDEN:
        cell.metadata["jupyter"] = {"source_hidden": True}
        cell.metadata["cellView"] = "form"
    return cell


class Plain:
    """MyST Markdown rewritten, construct by construct, as plain Markdown."""

    def __init__(self, chapter: Chapter, labels: Labels, lang: str):
        self.chapter, self.labels, self.words = chapter, labels, _words(lang)
        self.attachments: dict[str, dict[str, str]] = {}

    def cell(self, start: int, end: int) -> Iterator[nbformat.NotebookNode]:
        """The stretch of the chapter's text as a cell, if there is anything in it."""
        self.attachments = {}
        source = self.render(self.chapter.source, start, end).strip()
        if not source:
            return
        for node in parse(source).walk():
            if node.kind in UNREADABLE:
                raise BookError(
                    f"{self.chapter.name}: the {node.kind} {node.name!r} has no form "
                    "that a notebook can show"
                )
        cell = new_markdown_cell(source)
        if self.attachments:
            cell["attachments"] = self.attachments
        yield cell

    def render(self, part: Fragment, start: int = 0, end: int | None = None) -> str:
        """The fragment's text with every construct replaced by its plain form."""
        text, at, pieces = part.text, start, []
        end = len(text) if end is None else end
        # an empty place at the very end belongs to the last stretch
        stop = end + (end == len(text))
        inside = (node for node in part.nodes if start <= node.start < stop)
        before = ""
        for node in sorted(inside, key=lambda node: node.start):
            plain, last, before = self.node(node), before, node.kind
            if plain is None:
                continue
            if node.kind == "definition" and last != "term_end":
                plain = " <br>"  # another one of the same term
            pieces += [text[at : node.start], _set_in(text, node, plain)]
            at = node.end
        return "".join([*pieces, text[at:end]])

    def node(self, node: Node) -> str | None:
        """The plain form of one construct; None leaves it as it stands."""
        match node.kind:
            case "target":
                return f"{_anchor(node.name)}\n"
            case "math":
                return self.equation(node)
            case "directive":
                return self.directive(node)
            case "role":
                return self.role(node)
            case "link":
                return self.link(node)
            case "image":
                return self.image(node.name, node.text, node)
            case "footnote":
                return f"<sup>[{node.name}](#fn-{node.name})</sup>"
            case "note":
                return f"{_anchor(f'fn-{node.name}')}{node.name}."
            case "term_start":
                return "- **"
            case "term_end":
                return "**  "
            case "definition" | "comment" | "break" | "front_matter":
                return " " if node.kind == "definition" else ""

    def equation(self, node: Node) -> str:
        latex = re.sub(r"\n\s*\n", "\n", node.text.strip())
        if r"\\" in latex and r"\begin" not in latex:
            latex = rf"\begin{{aligned}}{latex}\end{{aligned}}"
        if not node.name:
            return f"$$\n{latex}\n$$"
        tag = rf"\tag{{{self.number(node)}}}"
        return f"{_anchor(node.name)}\n\n$$\n{latex} {tag}\n$$"

    def number(self, node: Node) -> str:
        return self.labels.numbers.get((self.chapter.stem, node.line), "")

    # directives

    def directive(self, node: Node) -> str:
        name, options = node.name, node.options
        if name in DROPPED:
            return ""
        if name in UNKNOWN:
            raise self.error(node, f"{{{name}}} cannot be exported to a notebook")
        if name == "tableofcontents":
            titles = self.labels.titles.items()
            return "\n".join(f"- [{text}]({stem}.ipynb)" for stem, text in titles)
        if name == "bibliography":
            return "\n".join(self.bibliography())
        if name == "proofs-table":
            return markdown_table(self.labels.equations(), self.labels.lang)
        if name == "quiz":
            return self.quiz(node)
        if name in CODE:
            ticks = "````" if "```" in node.raw else "```"
            return f"{ticks}{node.text}\n{node.raw}\n{ticks}"
        if name == "raw":
            return node.raw if node.text == "html" else ""
        anchor = f"{_anchor(options['name'])}\n\n" if options.get("name") else ""
        title = self.render(node.title) if node.title else ""
        body = self.render(node.body).strip() if node.body else ""
        return anchor + self.directive_body(node, title, body)

    def directive_body(self, node: Node, title: str, body: str) -> str:
        match node.name:
            case "dropdown":
                summary = f"<summary>{html.escape(title, quote=False)}</summary>"
                return f"<details>{summary}\n\n{body}\n\n</details>"
            case "figure" | "image":
                alt = node.options.get("alt") or ""
                image = self.image(node.text, alt, node)
                return "\n\n".join(filter(None, [image, self.caption(node, body)]))
            case "table" | "list-table":
                table = _listed_table(body) if node.name == "list-table" else body
                return "\n\n".join(filter(None, [self.caption(node, title), table]))
            case "glossary":
                return _glossary(body)
        if node.name in ASIDES:
            return _quote(f"**{title}**\n\n{body}" if title else body)
        if node.name in self.words:
            return _quote(f"**{self.words[node.name]}**\n\n{title}\n\n{body}")
        return f"**{title}**\n\n{body}" if title else body

    def quiz(self, node: Node) -> str:
        def plain(piece: Piece) -> str:
            return self.render(parse(piece.text, node.line, self.chapter.name)).strip()

        try:
            question = read(node.raw, node.options.get("tolerance"))
            return as_markdown(question, plain, self.words)
        except BookError as error:
            raise self.error(node, str(error)) from None

    def caption(self, node: Node, words: str) -> str:
        kind, _ = numbered(node)
        return (
            f"**{self.words[kind].format(self.number(node))}.** {words}" if kind else ""
        )

    def caption_of_cell(self, cell: Node) -> str:
        name = figure_options(cell.options).get("name")
        anchor = f"{_anchor(name)}\n\n" if name else ""
        words = self.render(cell.title).strip() if cell.title else ""
        return (anchor + self.caption(cell, words)).strip()

    def image(self, address: str, alt: str, node: Node) -> str:
        if re.match(r"[a-z]+:", address):
            return f"![{alt}]({address})"
        folder = self.chapter.path.parent
        path = folder / address.lstrip("/")
        if not path.is_file():
            raise self.error(node, f"there is no file {address}")
        name = "-".join(part for part in Path(address).parts if part not in ("..", "/"))
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        content = base64.b64encode(path.read_bytes()).decode("ascii")
        self.attachments[name] = {mime: content}
        return f"![{alt}](attachment:{name})"

    # references

    def role(self, node: Node) -> str:
        explicit = re.fullmatch(r"(.*?)\s*<([^<>]+)>", node.text.strip())
        text, label = explicit.groups() if explicit else ("", node.text.strip())
        match node.name:
            case "math":
                return f"${node.text}$"
            case "eq":
                return self.linked(f"({self.target(label, node).number})", label, node)
            case "numref":
                return self.linked(self.numbered_text(text, label, node), label, node)
            case "ref":
                return self.linked(text or self.target(label, node).text, label, node)
            case "doc":
                return self.document(text, label, node)
            case name if name.startswith("cite"):
                return "; ".join(self.cited(key, node) for key in cited_keys(node))
            case name if name in HTML_ROLES:
                return f"<{name}>{html.escape(node.text, quote=False)}</{name}>"
        return text or label

    def numbered_text(self, text: str, label: str, node: Node) -> str:
        target = self.target(label, node)
        if not target.number:
            return text or target.text
        text = text or self.words[target.kind]
        return re.sub(r"%s|\{number\}|\{\}", target.number, text).replace(
            "{name}", target.text
        )

    def link(self, node: Node) -> str | None:
        address, _, label = node.name.partition("#")
        if re.match(r"[a-z+.-]+:", address):
            return None
        if not address:
            target = self.target(label, node)
            text = "" if node.text else self.numbered_text("", label, node)
            return f"{text}]({self.address(target, label)})"
        stem = posixpath.basename(address).removesuffix(".md")
        if stem not in self.labels.titles:
            return None
        text = "" if node.text else self.labels.titles[stem]
        return f"{text}]({stem}.ipynb{'#' + label if label else ''})"

    def document(self, text: str, label: str, node: Node) -> str:
        stem = posixpath.basename(label).removesuffix(".md")
        if stem not in self.labels.titles:
            raise self.error(node, f"there is no chapter {label!r}")
        return f"[{text or self.labels.titles[stem]}]({stem}.ipynb)"

    def cited(self, key: str, node: Node) -> str:
        work = self.labels.works.get(key)
        if not work:
            raise self.error(node, f"{FILE} has no work {key!r}")
        where = address(work) or f"references.ipynb#{key}"
        return f"[{cited_as(work, self.labels.lang)}]({where})"

    def bibliography(self) -> Iterator[str]:
        for key, text in bibliography(self.labels.works.values()).items():
            pages = map(self.page, self.labels.citing.get(key, []))
            yield f"- {_anchor(key)}{text} → {' · '.join(pages)}"

    def page(self, stem: str) -> str:
        number, title = chapter_number(stem), self.labels.titles[stem]
        name = chapter_name(number, self.labels.lang) if number else title
        return f"[{name}]({stem}.ipynb)"

    def linked(self, text: str, label: str, node: Node) -> str:
        return f"[{text}]({self.address(self.target(label, node), label)})"

    def address(self, target: Target, label: str) -> str:
        here = target.stem == self.chapter.stem
        return f"#{label}" if here else f"{target.stem}.ipynb#{label}"

    def target(self, label: str, node: Node) -> Target:
        if label not in self.labels.targets:
            raise self.error(
                node, f"no chapter of this edition has the label {label!r}"
            )
        return self.labels.targets[label]

    def error(self, node: Node, message: str) -> BookError:
        return BookError(f"{self.chapter.name}:{node.line}: {message}")


def _label_text(node: Node) -> str:
    """What a reference to the construct says when it has no words of its own."""
    if node.kind == "heading":
        return node.text
    if node.title:
        return node.title.text.strip()
    return node.raw.strip() if node.name == "figure" else ""


def _anchor(label: str) -> str:
    return f'<a id="{label}"></a>'


def _set_in(text: str, node: Node, plain: str) -> str:
    """`plain` with the indentation, and the blank lines, that its place needs."""
    line_start = text.rfind("\n", 0, node.start) + 1
    before = text[line_start : node.start]
    prefix = re.sub(r"[^>\s]", " ", before)
    first, *others = plain.split("\n")
    lines = [first, *((prefix + line).rstrip() for line in others)]
    if node.kind in BLOCKS:
        if not before.strip() and text[:line_start].rstrip(" ")[-2:] not in (
            "",
            "\n\n",
        ):
            lines[0] = f"\n{prefix}{lines[0]}"
        if text[node.end : node.end + 2] not in ("", "\n", "\n\n"):
            lines.append("")
    return "\n".join(lines)


def _quote(text: str) -> str:
    # Jupyter takes $$…$$ out before it reads Markdown: a "> " inside would be printed
    text = re.sub(r"\$\$\n(.+?)\n\$\$", _on_one_line, text, flags=re.DOTALL)
    text = re.sub(r"\n{3,}", "\n\n", text.strip())
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _on_one_line(equation: re.Match) -> str:
    return f"$$ {' '.join(equation[1].split())} $$"


def _glossary(body: str) -> str:
    lines = (
        f"\n**{line.strip()}**  " if line[:1].strip() else line.strip()
        for line in body.split("\n")
    )
    return "\n".join(lines).strip()


def _listed_table(body: str) -> str:
    rows = [
        [
            " ".join(cell.split())
            for cell in re.split(r"^\s+- ", row, flags=re.MULTILINE)
        ]
        for row in re.split(r"^\* - ", body, flags=re.MULTILINE)[1:]
    ]
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
