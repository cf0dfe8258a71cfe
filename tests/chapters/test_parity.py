"""The three editions say the same; where they do not, the checker says so."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bookbuild.editions import edition_folders
from bookbuild.parity import compare

ROOT = Path(__file__).parents[2]
STEM = "01-sigmoid-to-softmax"
# What is broken in the English chapter, and what the checker then says.
BREAKAGES = {
    "a cell": (
        r"(\{code-cell\} ipython3\n)",
        r"\1import this\n",
        "code cell 1 differs",
    ),
    "a heading's level": (r"\n## ", "\n### ", "heading 2 differs from chapters/ja/"),
    "an equation": (r"\\frac\{", r"\\tfrac{", "equation 1 differs from chapters/ja/"),
    "an option": (r"\[hide-input\]", "[hide-cell]", "differs from chapters/ja/"),
    "a class": (":class: exercise", ":class: tip", "differs from chapters/ja/"),
    "a label": (r"\(sec-summary-1\)=", "(sec-sum)=", "'sec-sum' against"),
    "a translation": (r"(\n## .*\n)", "\\1\n次元\n", "'次元' is not English"),
}


@pytest.fixture
def chapters(tmp_path):
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters")
    return tmp_path / "chapters"


def messages(chapters: Path) -> list[str]:
    """Every difference, as it is printed."""
    return [str(difference) for difference in compare(chapters)]


def test_the_editions_agree():
    differences = messages(ROOT / "chapters")
    assert not differences, "\n" + "\n".join(differences)


@pytest.mark.parametrize(("old", "new", "says"), BREAKAGES.values(), ids=BREAKAGES)
def test_a_breakage_is_reported_with_file_line_and_difference(chapters, old, new, says):
    path = chapters / "en" / f"{STEM}.md"
    before = path.read_text("utf-8").split("\n")
    path.write_text(re.sub(old, new, "\n".join(before), count=1), "utf-8")
    after = path.read_text("utf-8").split("\n")
    changed = 1 + next(n for n, line in enumerate(after) if line != before[n])
    (message,) = messages(chapters)
    place, line, difference = message.split(":", 2)
    assert place == f"chapters/en/{STEM}.md"
    assert says in difference
    # a cell, an equation or a directive is known by its first line
    assert 0 <= changed - int(line) <= 10


def test_a_missing_section_is_reported(chapters):
    path = chapters / "en" / f"{STEM}.md"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"\(sec-logit\)=\n## .*\n", "", text), "utf-8")
    found = messages(chapters)
    assert all(message.startswith(f"chapters/en/{STEM}.md:") for message in found)
    assert any(message.endswith("is missing: 'sec-logit'") for message in found)
    assert any("heading" in message and "is missing" in message for message in found)


def test_an_untranslated_paragraph_is_reported(chapters):
    path = chapters / "zh" / f"{STEM}.md"
    words = "This paragraph was added to the book, and nobody has translated it yet."
    text = path.read_text("utf-8").replace("\n## ", f"\n{words}\n\n## ", 1)
    path.write_text(text, "utf-8")
    line = 1 + text.split("\n").index(words)
    (message,) = messages(chapters)
    start = f"chapters/zh/{STEM}.md:{line}: a paragraph is not translated: 'This"
    assert message.startswith(start)


def test_a_missing_chapter_is_reported(chapters):
    (chapters / "zh" / f"{STEM}.md").unlink()
    assert messages(chapters) == [
        f"chapters/zh/{STEM}.md: is missing, chapters/en/{STEM}.md has no counterpart"
    ]


def parity(root: Path) -> subprocess.CompletedProcess:
    """Run the command that compares the editions."""
    command = [sys.executable, "-m", "bookbuild", "parity"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def test_the_command_prints_the_differences_and_fails(chapters):
    path = chapters / "ja" / f"{STEM}.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("a / (a + b)", "b / (a + b)", 1), "utf-8")
    done = parity(chapters.parent)
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    others = [e.name for e in edition_folders(chapters) if e.name != "ja"]
    for lang, line in zip(others, lines, strict=True):  # each differs from the first
        assert line.startswith(f"chapters/{lang}/{STEM}.md:")
        assert f"chapters/ja/{STEM}.md:" in line
        assert line.endswith("'a / (a + b)' against 'b / (a + b)'")


def test_the_command_succeeds_when_the_editions_agree():
    done = parity(ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The editions agree.\n"
