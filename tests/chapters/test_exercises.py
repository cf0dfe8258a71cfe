"""Exercises and their checks name each other, in every edition."""

import re
from functools import cache
from pathlib import Path

import pytest

from bookbuild.chapter import chapter_number, chapter_paths, read_chapter
from bookbuild.editions import edition_folders
from bookbuild.notebooks import Labels, export_chapter
from softmaxbook.exercises import by_chapter, checks
from softmaxbook.exercises.messages import hint

EDITIONS = edition_folders(Path(__file__).parents[2] / "chapters")
CHECKS = checks()
ASKED = {check.label for check in CHECKS.values()}
each_edition = pytest.mark.parametrize("folder", EDITIONS, ids=lambda f: f.name)
PATHS = [path for folder in EDITIONS for path in chapter_paths(folder)]
each_chapter = pytest.mark.parametrize(
    "path",
    [path for path in PATHS if chapter_number(path.stem)],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)


@cache
def labels(folder):
    """What a notebook of an edition can refer to."""
    return Labels.of(folder)


def asked_in(path):
    """Each exercise of a chapter by its label: its node, and cells that solve it."""
    found, label = {}, None
    for node in read_chapter(path).source.nodes:
        name = node.options.get("name") if node.kind == "directive" else None
        if node.kind == "heading":
            label = None
        elif name and "exercise" in str(node.options.get("class")):
            label, found[name] = name, (node, [])
        elif node.kind == "cell" and label:
            found[label][1].append(node.text)
    return found


def checks_of(path):
    """The checks that belong to a chapter."""
    return by_chapter()[int(chapter_number(path.stem)) - 1]


@each_chapter
def test_a_chapter_names_its_checks_and_solves_them(path):
    asked, own = asked_in(path), checks_of(path)
    assert {check.label for check in own} == ASKED & asked.keys()
    for check in own:
        exercise, cells = asked[check.label]
        assert f"`{check.call}`" in exercise.raw
        solution = "".join(cells)
        assert solution.count(check.call) == 1
        assert f"def {check.signature}:" in solution


@each_chapter
def test_no_cell_calls_a_check_that_does_not_exist(path):
    called = re.findall(r'\bcheck\("(?!eq-)([\w-]+)"', path.read_text("utf-8"))
    assert set(called) <= CHECKS.keys()


@each_chapter
def test_a_notebook_has_an_empty_function_before_the_solution(path):
    notebook = export_chapter(path, path.parent.name, labels=labels(path.parent))
    cells = [cell.source for cell in notebook.cells]
    for check in checks_of(path):
        (stub,) = (n for n, cell in enumerate(cells) if check.stub in cell)
        (solution,) = (
            n
            for n, cell in enumerate(cells)
            if check.call in cell and n != stub and "`" not in cell
        )
        assert stub < solution


def table(folder):
    """The rows of the appendix for teachers, as the checks and the chapters say."""
    numbers = {}
    for path in chapter_paths(folder):
        for label, (node, _) in asked_in(path).items():
            numbers[label] = re.search(r"\d+\.\d+", node.title.text)[0]
    for name, check in CHECKS.items():
        exercise = f"{{ref}}`{numbers[check.label]} <{check.label}>`"
        yield f"| {exercise} | `{name}` | {hint(name, folder.name)} |"


def spoken(row):
    r"""A row as a hint prints it: letters in place of their formulas.

    >>> spoken(r"any $\beta$, and $\beta z$")
    'any β, and βz'
    """
    letters = {"alpha": "α", "beta": "β", "theta": "θ", "mu": "μ", "tau": "τ"}
    return re.sub(
        r"\$([^$]+)\$",
        lambda m: re.sub(r"\\([a-z]+) ?", lambda name: letters[name[1]], m[1]),
        row,
    )


@each_edition
def test_the_table_for_teachers_lists_every_check(folder):
    text = (folder / "teaching.md").read_text("utf-8")
    section = text.partition("(sec-teaching-checks)=")[2].partition("\n(sec-")[0]
    rows = [spoken(row) for row in re.findall(r"^\| \{ref\}.*", section, re.M)]
    assert rows == list(table(folder)), "\n".join(["it should be", *table(folder)])


@each_edition
def test_the_table_follows_the_chapters(folder):
    numbers = [re.search(r"`(\d+)\.(\d+)", row) for row in table(folder)]
    order = [tuple(map(int, number.groups())) for number in numbers]
    assert order == sorted(order)
