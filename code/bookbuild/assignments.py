"""The exercises that check themselves, each with its solution, read from a chapter."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from bookbuild.chapter import Chapter, Node, chapter_number, read_chapter
from bookbuild.errors import BookError
from bookbuild.notebooks import Labels, Plain
from softmaxbook.exercises import by_chapter
from softmaxbook.exercises.declare import Check

OF_FIGURES = re.compile(r"ipywidgets|softmaxbook\.(figures|labels|digits)\b")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([\w-]+\.ipynb)?(#[\w-]+)?\)")


@dataclass(frozen=True)
class Task:
    """A function to write: its check, and the body that the book's solution has."""

    check: Check
    body: str

    def function(self, body: str) -> str:
        """Return the function with another body, whose lines are not indented."""
        return f"def {self.check.signature}:\n{indented(body)}"


@dataclass(frozen=True)
class Exercise:
    """A question, as in the chapter and as Markdown, and the functions it asks for."""

    node: Node
    question: tuple[NotebookNode, ...]
    tasks: tuple[Task, ...]

    @property
    def label(self) -> str:
        return self.node.options["name"]

    @property
    def stars(self) -> int:
        """How hard it is, from 1 to 3."""
        return self.node.title.text.count("★")


@dataclass(frozen=True)
class Sheet:
    """The exercises of a chapter that check themselves, and what it imports."""

    chapter: Chapter
    imports: str
    exercises: tuple[Exercise, ...]
    repository: str | None = None

    @property
    def stem(self) -> str:
        return self.chapter.stem

    @property
    def title(self) -> str:
        return self.chapter.title

    @property
    def lang(self) -> str:
        return self.chapter.lang


def read_sheet(
    path: Path, labels: Labels, repository: str | None = None, site: str | None = None
) -> Sheet:
    """Read the exercises of a chapter.

    Parameters
    ----------
    path : Path
        The chapter's source.
    labels : Labels
        What its references can point at.
    repository : str, optional
        Where graders and students find the package, if it is published.
    site : str, optional
        Where the book is published. Without it, a reference out of the sheet is
        words only.
    """
    chapter, lang = read_chapter(path), path.parent.name
    own = by_chapter()[chapter_number(path.stem) - 1]
    pages = f"{site}{lang}/" if site else ""
    exercises = []
    for node, cells in asked(chapter):
        mine = [check for check in own if check.label == node.options.get("name")]
        if mine:
            question = list(Plain(chapter, labels, lang).cell(node.start, node.end))
            for cell in question:
                cell.source = unlinked(cell.source, pages)
            tasks = [Task(check, body(check, "\n".join(cells))) for check in mine]
            exercises.append(Exercise(node, tuple(question), tuple(tasks)))
    return Sheet(chapter, imports(chapter), tuple(exercises), repository)


def asked(chapter: Chapter) -> list[tuple[Node, list[str]]]:
    """Return each exercise with the code that follows it: cells of its solution."""
    found: list[tuple[Node, list[str]]] = []
    under = False
    for node in chapter.source.nodes:
        if node.kind == "heading":
            under = False
        elif "exercise" in str(node.options.get("class")):
            found.append((node, []))
            under = True
        elif node.kind == "cell" and under:
            found[-1][1].append(node.text)
    return found


def imports(chapter: Chapter) -> str:
    """Return the chapter's first cell without what only its figures need."""
    first = next(node for node in chapter.source.nodes if node.kind == "cell")
    lines = []
    for statement in ast.parse(first.text).body:
        if isinstance(statement, ast.ImportFrom):
            statement.names = [n for n in statement.names if n.name != "live"]
            if OF_FIGURES.match(statement.module) or not statement.names:
                continue
        lines.append(ast.unparse(statement))
    return "\n".join(lines)


def body(check: Check, solution: str) -> str:
    """Return the body of the function in the solution, after what else it needs."""
    defined = definitions(solution)
    function = defined.get(check.function)
    if not isinstance(function, ast.FunctionDef):
        raise BookError(f"the solution of {check.label} has no def {check.signature}:")
    first, last = function.body[0].lineno, function.end_lineno
    lines = solution.split("\n")[first - 1 : last]
    indent = len(lines[0]) - len(lines[0].lstrip())
    needed = dict.fromkeys(needs(function, defined))
    return "\n".join([*map(ast.unparse, needed), *(line[indent:] for line in lines)])


def definitions(source: str) -> dict[str, ast.stmt]:
    """Return the statement that gives each name of a program its first meaning."""
    found: dict[str, ast.stmt] = {}
    for statement in ast.parse(source).body:
        for name in given(statement):
            found.setdefault(name, statement)
    return found


def given(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement gives a meaning to."""
    match statement:
        case ast.FunctionDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name for alias in names)
        case ast.Assign(targets=targets):
            for node in (node for target in targets for node in ast.walk(target)):
                if isinstance(node, ast.Name):
                    yield node.id


def needs(statement: ast.stmt, defined: dict[str, ast.stmt]) -> Iterator[ast.stmt]:
    """Yield what a statement needs of the others, in an order that runs."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            other = defined.get(node.id, statement)
            if other is not statement and node.id not in inside(statement):
                yield from needs(other, defined)
                yield other


def inside(statement: ast.stmt) -> set[str]:
    """Return the names that are a function's own."""
    if not isinstance(statement, ast.FunctionDef):
        return set()
    parts = list(ast.walk(statement))
    stored = {
        node.id
        for node in parts
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return stored | {node.arg for node in parts if isinstance(node, ast.arg)}


def unlinked(text: str, pages: str) -> str:
    """Replace links to other notebooks by links to `pages`, or by their words."""

    def replaced(link: re.Match) -> str:
        words, notebook, place = link.groups()
        place = place or ""
        if not notebook and f'<a id="{place[1:]}"></a>' in text:
            return link[0]
        if not (pages and notebook):
            return words
        # Sphinx gives an equation's place this prefix
        place = place.replace("#eq-", "#equation-eq-")
        return f"[{words}]({pages}{notebook.removesuffix('.ipynb')}.html{place})"

    return LINK.sub(replaced, text)


def indented(text: str) -> str:
    """Return the text as the body of a function."""
    return "\n".join(f"    {line}".rstrip() for line in text.split("\n"))
