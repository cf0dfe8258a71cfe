"""Every entry of the errata shows what is printed failing and what is right holding."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from bookbuild.chapter import read_chapter

PAGE = Path(__file__).parents[2] / "chapters" / "en" / "errata.md"
LINE = re.compile(r"^(printed|right) +(.*)\b(True|False)$")
NO_ENTRIES = {"sec-errata-documents", "sec-errata-how-to-read"}


def entries(path: Path) -> dict[str, list[str]]:
    """The cells of each section, by its label; the first are those that set up."""
    cells = {"": []}
    for node in read_chapter(path).source.walk():
        if node.kind == "target":
            label = "" if node.name in NO_ENTRIES else node.name
            cells.setdefault(label, [])
        elif node.kind == "cell" and "\nlive(" not in f"\n{node.text}":
            cells[label].append(node.text)
    return cells


def verdicts(printed: str) -> list[tuple[str, str, str]]:
    """Read the lines of an output: which form, what it gave, whether it holds."""
    lines = [line for line in re.split(r"; |\n(?=printed|right)", printed) if line]
    found = [LINE.match(re.sub(r"\s+", " ", line).strip()) for line in lines]
    assert all(found), printed
    return [match.groups() for match in found]


def problem(said: list[tuple[str, str, str]]) -> str:
    """Say what an entry fails to show; nothing if it shows all."""
    if not said:
        return "shows nothing"
    pairs = list(zip(said[::2], said[1::2], strict=False))
    if len(said) % 2 or any([a[0], b[0]] != ["printed", "right"] for a, b in pairs):
        return "does not set a right form beside every printed one"
    if any(holds == "True" for form, _, holds in said if form == "printed"):
        return "a printed form holds"
    if any(holds == "False" for form, _, holds in said if form == "right"):
        return "a right form fails"
    return ""


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """What the cells of each section print, run in order as a reader would."""
    cells, names, shown = entries(PAGE), {}, {}
    for label, sources in cells.items():
        with contextlib.redirect_stdout(io.StringIO()) as out:
            for source in sources:
                exec(compile(source, label or "set-up", "exec"), names)
        shown[label] = out.getvalue()
    return shown


def labels() -> list[str]:
    """The labels of the entries: those of headings of the third level."""
    return re.findall(r"^\((sec-errata-[\w-]+)\)=\n### ", PAGE.read_text("utf-8"), re.M)


def test_there_are_entries():
    assert len(labels()) > 40


@pytest.mark.parametrize("label", labels())
def test_an_entry_shows_both_forms(shown, label):
    assert problem(verdicts(shown[label])) == ""


RIGHT = ("right", "0.3 ", "True")
PRINTED = ("printed", "0.7 ", "False")


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ([PRINTED, RIGHT], ""),
        ([], "nothing"),
        ([PRINTED], "beside"),
        ([RIGHT, PRINTED], "beside"),
        ([("printed", "0.3 ", "True"), RIGHT], "printed form holds"),
        ([PRINTED, ("right", "0.7 ", "False")], "right form fails"),
    ],
)
def test_what_an_entry_lacks_is_named(said, what):
    assert what in problem(said) and bool(what) == bool(problem(said))
