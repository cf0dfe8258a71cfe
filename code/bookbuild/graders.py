"""Assignments for nbgrader, for Otter, and for no grader, from one source."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from bookbuild.assignments import Exercise, Sheet, Task, read_sheet
from bookbuild.chapter import chapter_number, chapter_paths
from bookbuild.editions import edition_folders
from bookbuild.notebooks import METADATA, Labels, setup_source

WORDS = {
    "ja": "関数を1つずつ完成させて、その下のセルを実行してください。"
    "✓が出るか、どこがなぜ違うのかが表示されます。",
    "zh": "請逐一完成函式，再執行它下方的儲存格：會顯示 ✓，或者說明錯在哪裡、為什麼。",
    "en": "Complete each function, then run the cell below it: "
    "it answers ✓, or says what is wrong and why.",
}
EMPTY = "..."  # the body of a function that is to be written
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "softmax-{lang}"
c.ClearSolutions.code_stub = {{"python": "{empty}"}}
"""
SCHEMA = 3  # of nbgrader's metadata


def export_assignments(
    chapters: Path, out: Path, repository: str | None = None, site: str | None = None
) -> list[Path]:
    """Write the assignments of every chapter of every edition.

    Each is there three times: `students/` needs no grader, `nbgrader/` is a folder of
    a course, and the notebooks in `otter/` are what Otter Assign reads.
    """
    written = []
    for folder in edition_folders(chapters):
        labels, lang = Labels.of(folder), folder.name
        home = Path(out) / lang
        shutil.rmtree(home, ignore_errors=True)
        for path in filter(lambda p: chapter_number(p.stem), chapter_paths(folder)):
            sheet = read_sheet(path, labels, repository, site)
            for place, cells in FORMATS.items():
                target = home / place.format(sheet.stem)
                write(notebook(sheet, cells), target)
                written.append(target)
        config = CONFIG.format(lang=lang, empty=EMPTY)
        (home / "nbgrader/nbgrader_config.py").write_text(config, "utf-8")
    return written


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook to a folder that may not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook) + "\n", "utf-8")


def notebook(
    sheet: Sheet, cells: Callable[[Sheet, str], Iterator[NotebookNode]]
) -> NotebookNode:
    """Return the sheet as a notebook of one of the formats."""
    setup = setup_source(sheet.lang, sheet.repository)
    made = list(cells(sheet, f"{setup}\n\n{sheet.imports}"))
    for index, cell in enumerate(made):
        cell.id = f"{sheet.stem[:56]}-{index}"
    whole = new_notebook(cells=made, metadata={**METADATA, "title": sheet.title})
    nbformat.validate(whole)
    return whole


def title(sheet: Sheet) -> NotebookNode:
    """Return the first cell."""
    words = WORDS.get(sheet.lang, WORDS["en"])
    return new_markdown_cell(f"# {sheet.title}\n\n{words}")


def test(task: Task) -> str:
    """Return the lines that a grader runs: they raise unless the answer is right."""
    call = f'require("{task.check.name}", {task.check.function})'
    return f"from softmaxbook.exercises import require\n\n{call}"


def for_students(sheet: Sheet, setup: str) -> Iterator[NotebookNode]:
    """Yield empty functions and their checks."""
    yield title(sheet)
    yield new_code_cell(setup)
    for exercise in sheet.exercises:
        yield from exercise.question
        for task in exercise.tasks:
            yield new_code_cell(task.function(EMPTY))
            yield new_code_cell(task.check.call)


def for_nbgrader(sheet: Sheet, setup: str) -> Iterator[NotebookNode]:
    """Yield solutions, which nbgrader takes out, and what it grades."""
    yield title(sheet)
    yield marked(new_code_cell(setup), "setup", locked=True)
    for exercise in sheet.exercises:
        yield from locked(exercise)
        for task in exercise.tasks:
            name, solved = task.check.name, between(task.body, "###")
            yield marked(new_code_cell(task.function(solved)), name, solution=True)
            graded = {"grade": True, "locked": True, "points": exercise.stars}
            tested = f'{test(task)}\nprint("✓")'
            yield marked(new_code_cell(tested), f"test-{name}", **graded)


def locked(exercise: Exercise) -> Iterator[NotebookNode]:
    """Yield the question; nbgrader restores it if a student has changed it."""
    for k, cell in enumerate(exercise.question):
        name = f"{exercise.label}-{k}" if k else exercise.label
        yield marked(cell.copy(), name, locked=True)


def marked(cell: NotebookNode, name: str, **more) -> NotebookNode:
    """Return the cell with the metadata that nbgrader reads."""
    plain = {"grade": False, "solution": False, "locked": False, "task": False}
    own = {**plain, "grade_id": name, "schema_version": SCHEMA, **more}
    cell.metadata = nbformat.from_dict({**cell.metadata, "nbgrader": own})
    return cell


def for_otter(sheet: Sheet, setup: str) -> Iterator[NotebookNode]:
    """Yield what Otter Assign reads: raw cells between which the parts stand."""
    name = f"{sheet.lang}-{sheet.stem}"
    config = {"name": name, "generate": True, "export_cell": {"pdf": False}}
    if sheet.repository:
        config["requirements"] = [f"softmaxbook @ git+{sheet.repository}"]
    yield raw("ASSIGNMENT CONFIG", **config)
    yield title(sheet)
    yield new_code_cell(setup)
    for exercise in sheet.exercises:
        question = list(exercise.question)
        for task in exercise.tasks:
            points, name = exercise.stars, task.check.name.replace("-", "_")
            yield raw("BEGIN QUESTION", name=name, points=points)
            yield from question
            yield raw("BEGIN SOLUTION")
            yield new_code_cell(task.function(between(task.body, "#")))
            yield raw("END SOLUTION")
            yield raw("BEGIN TESTS")
            yield new_code_cell(test(task))
            yield raw("END TESTS")
            yield raw("END QUESTION")
            question = []


def raw(begins: str, **options) -> NotebookNode:
    """Return a cell that says what begins or ends."""
    written = yaml.safe_dump(options, sort_keys=False) if options else ""
    return new_raw_cell(f"# {begins}\n{written}".strip())


def between(body: str, mark: str) -> str:
    """Return the solution between the lines at which a grader takes it out."""
    return f"{mark} BEGIN SOLUTION\n{body}\n{mark} END SOLUTION"


FORMATS = {
    "students/{0}.ipynb": for_students,
    "nbgrader/source/{0}/{0}.ipynb": for_nbgrader,
    "otter/{0}/{0}.ipynb": for_otter,
}
