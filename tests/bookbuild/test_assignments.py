"""Assignments: graders can read them, and no student finds an answer in them."""

import ast
import contextlib
import io
import json
import re
from functools import cache
from pathlib import Path

import pytest

from bookbuild.assignments import read_sheet, unlinked
from bookbuild.chapter import chapter_number, chapter_paths
from bookbuild.editions import edition_folders
from bookbuild.errors import BookError
from bookbuild.graders import (
    EMPTY,
    FORMATS,
    export_assignments,
    for_nbgrader,
    for_otter,
    for_students,
    notebook,
)
from bookbuild.notebooks import Labels
from softmaxbook.exercises import by_chapter, checks, require

EDITIONS = edition_folders(Path(__file__).parents[2] / "chapters")
CHAPTERS = [p for f in EDITIONS for p in chapter_paths(f) if chapter_number(p.stem)]
REPOSITORY = "https://github.com/owner/name"
SITE = "https://owner.github.io/name/"
each_chapter = pytest.mark.parametrize(
    "path", CHAPTERS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
# The keys without which nbgrader refuses a cell, and the kinds that it grades by itself
KEYS = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}
KINDS = {"locked": (False, False, True), "solution": (False, True, False)}
KINDS["grade"] = (True, False, True)


@cache
def labels(folder):
    return Labels.of(folder)


@cache
def sheet(path, site=None):
    return read_sheet(path, labels(path.parent), site=site)


def tasks(path):
    return [task for exercise in sheet(path).exercises for task in exercise.tasks]


def without_solutions(cell):
    """Do what a grader does to a cell."""
    region = r"^( *)#+ BEGIN SOLUTION$.*?^ *#+ END SOLUTION$"
    return re.sub(region, rf"\1{EMPTY}", cell.source, flags=re.M | re.S)


@each_chapter
def test_every_check_of_the_chapter_is_asked_for(path):
    own = by_chapter()[chapter_number(path.stem) - 1]
    assert {task.check for task in tasks(path)} == set(own)
    assert all(1 <= exercise.stars <= 3 for exercise in sheet(path).exercises)


@each_chapter
def test_what_a_student_gets_holds_no_line_of_a_solution(path):
    cells = notebook(sheet(path), for_students).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    words = json.dumps([cell.source for cell in cells if cell.cell_type != "code"])
    written = {line.strip() for cell in code for line in cell.split("\n")}
    for task in tasks(path):
        assert task.function(EMPTY) in code and task.check.call in code
        lines = {line.strip() for line in task.body.split("\n")}
        assert not lines & written
        assert not [line for line in lines if json.dumps(line)[1:-1] in words]
    assert all(not cell.get("outputs") for cell in cells)


@each_chapter
def test_a_grader_leaves_a_student_the_empty_functions(path):
    students = notebook(sheet(path), for_students)
    functions = [c.source for c in students.cells if c.source.startswith("def ")]
    for cells in (for_nbgrader, for_otter):
        left = [without_solutions(c) for c in notebook(sheet(path), cells).cells]
        assert [source for source in left if source.startswith("def ")] == functions


@each_chapter
def test_nbgrader_finds_the_metadata_that_it_needs(path):
    graded, names = {}, []
    for cell in notebook(sheet(path), for_nbgrader).cells:
        if not (own := cell.metadata.get("nbgrader")):
            continue
        assert own.keys() - {"points"} == KEYS and own.schema_version == 3
        kind = own.grade, own.solution, own.locked
        assert kind in KINDS.values() and own.task is False
        assert cell.cell_type == "code" or kind == KINDS["locked"]
        assert ("points" in own) == own.grade
        assert ("BEGIN SOLUTION" in cell.source) == own.solution
        names.append(own.grade_id)
        if own.grade:
            graded[own.grade_id.removeprefix("test-")] = own.points
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[\w-]+", name) for name in names)
    assert graded == {
        task.check.name: exercise.stars
        for exercise in sheet(path).exercises
        for task in exercise.tasks
    }


@each_chapter
def test_otter_finds_every_part_closed(path):
    cells = notebook(sheet(path), for_otter).cells
    assert cells[0].source.startswith("# ASSIGNMENT CONFIG\nname: ")
    marks = [c.source.split("\n")[0][2:] for c in cells[1:] if c.cell_type == "raw"]
    one = ["BEGIN QUESTION", "BEGIN SOLUTION", "END SOLUTION"]
    one += ["BEGIN TESTS", "END TESTS", "END QUESTION"]
    assert marks == one * len(tasks(path))
    names = re.findall(r"^name: (\w+)$", "\n".join(c.source for c in cells), re.M)
    assert names == [task.check.name.replace("-", "_") for task in tasks(path)]


def run(cells, answer):
    """Run a notebook cell by cell, as a grader does; return the checks that raise."""
    names, failed = {}, []
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            if cell.cell_type != "code":
                continue
            source = answer(cell)
            try:
                exec(source, names)
            except AssertionError:
                failed += re.findall(r'require\("([\w-]+)"', source)
    return failed


@pytest.mark.parametrize(
    "path", [p for p in CHAPTERS if p.parent.name == "en"], ids=lambda p: p.stem
)
def test_the_book_passes_and_an_empty_notebook_fails_every_test(path):
    cells = notebook(sheet(path), for_nbgrader).cells
    assert run(cells, lambda cell: cell.source) == []
    asked = [task.check.name for task in tasks(path)]
    assert run(cells, without_solutions) == asked


@each_chapter
def test_a_link_leads_into_the_notebook_or_to_the_published_book(path):
    for site in (None, SITE):
        for exercise in sheet(path, site).exercises:
            text = "\n".join(cell.source for cell in exercise.question)
            anchors = re.findall(r'<a id="([^"]+)">', text)
            for place in re.findall(r"\]\(([^)]*)\)", text):
                inside = place.startswith("#") and place[1:] in anchors
                assert inside or (
                    site and place.startswith(f"{site}{sheet(path).lang}/")
                )


@pytest.mark.parametrize(
    "text, site, expected",
    [
        ("[(4.9)](#eq-kkt)", "", "(4.9)"),
        ("[(4.9)](04-x.ipynb#eq-kkt)", "", "(4.9)"),
        (
            "[(4.9)](04-x.ipynb#eq-kkt)",
            SITE,
            f"[(4.9)]({SITE}04-x.html#equation-eq-kkt)",
        ),
        ("[a [b]](04-x.ipynb#sec-x)", SITE, f"[a [b]]({SITE}04-x.html#sec-x)"),
        ("[x](https://example.org/#a)", "", "[x](https://example.org/#a)"),
        ('<a id="eq-y"></a> [(1)](#eq-y)', "", '<a id="eq-y"></a> [(1)](#eq-y)'),
    ],
)
def test_links(text, site, expected):
    assert unlinked(text, site) == expected


def test_all_formats_of_all_editions_are_written(tmp_path):
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    for folder in EDITIONS:
        (chapters / folder.name).symlink_to(folder)
    (chapters / "references.bib").symlink_to(EDITIONS[0].parent / "references.bib")
    out = tmp_path / "out"
    written = export_assignments(chapters, out, REPOSITORY, SITE)
    assert len(written) == len(CHAPTERS) * len(FORMATS)
    for path in written:
        text = path.read_text("utf-8")
        assert f"softmaxbook @ git+{REPOSITORY}" in text
        assert ("requirements:" in text) == ("otter" in path.parts)
    config = (out / "ja/nbgrader/nbgrader_config.py").read_text("utf-8")
    ast.parse(config)
    assert '"softmax-ja"' in config and f'{{"python": "{EMPTY}"}}' in config


def test_a_solution_that_is_missing_is_named(tmp_path):
    source = next(p for p in CHAPTERS if p.stem == "02-softmax" and "en" in p.parts)
    (tmp_path / "en").mkdir()
    copy = tmp_path / "en" / source.name
    copy.write_text(source.read_text("utf-8").replace("def merge(", "def merged("))
    with pytest.raises(BookError, match=r"ex-merged-options has no def merge\("):
        read_sheet(copy, labels(source.parent))


def test_a_right_answer_raises_nothing_and_a_wrong_one_its_hint(capsys):
    check = checks()["merged-options"]
    assert require(check.name, check.right) is None
    with pytest.raises(AssertionError, match="expected: ") as raised:
        require(check.name, check.mistakes["largest"], "en")
    assert "The largest logit alone is too little" in str(raised.value)
    assert capsys.readouterr().out == ""


def test_an_unknown_check_is_no_wrong_answer():
    with pytest.raises(ValueError, match="merged-options"):
        require("merged-option", len, "en")
