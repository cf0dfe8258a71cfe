"""Whatever a person gets wrong, the tool's last word is one sentence that names it."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bookbuild.book import NAMED_AT_ONCE, culprits, drop_removed, failure
from bookbuild.editions import Edition

ROOT = Path(__file__).parents[2]
BOOK = Path(__file__).parent / "book"
TOC = "format: jb-book\nroot: chapters/ja/index\nchapters:\n- file: chapters/ja/{}\n"


def bookbuild(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run the tool as a person does, in the folder of a book."""
    command = [sys.executable, "-m", "bookbuild", *arguments]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, encoding="utf-8"
    )


def refusal(root: Path, *arguments: str) -> str:
    """The one line that a run which cannot go on ends with."""
    done = bookbuild(root, *arguments)
    assert done.returncode == 1, done
    assert "Traceback" not in done.stdout + done.stderr
    (sentence,) = done.stderr.splitlines()
    return sentence


@pytest.fixture
def root(tmp_path):
    shutil.copytree(BOOK, tmp_path, dirs_exist_ok=True)
    shutil.copy(ROOT / "_config.yml", tmp_path)
    (tmp_path / "_toc.yml").write_text(TOC.format("01-first"))
    return tmp_path


def test_an_unknown_edition(root):
    assert refusal(root, "book", "fr") == "no edition 'fr'; there are en, ja, zh"


def test_a_missing_edition_file(root):
    (root / "chapters" / "zh" / "_edition.yml").unlink()
    assert refusal(root, "book") == "chapters/zh/_edition.yml is missing"


def test_a_missing_key(root):
    (root / "chapters" / "ja" / "_edition.yml").write_text("title: x\nname: y\n")
    sentence = "chapters/ja/_edition.yml lacks the key 'tag'"
    assert refusal(root, "book", "ja") == sentence


def test_a_chapter_that_one_language_lacks(root):
    (root / "chapters" / "en" / "01-first.md").unlink()
    assert refusal(root, "book") == (
        "chapters/en/01-first.md is missing: _toc.yml lists it and chapters/ja has it"
    )


def test_a_chapter_that_no_language_has(root):
    (root / "_toc.yml").write_text(TOC.format("09-none"))
    assert refusal(root, "book", "ja") == (
        "chapters/ja/09-none.md is missing: _toc.yml lists it"
    )


def test_an_edition_without_words_for_figures(root):
    shutil.copytree(root / "chapters" / "en", root / "chapters" / "ko")
    assert refusal(root, "book", "ko") == (
        "code/softmaxbook/labels/catalogue.csv has no column 'ko': name it in the "
        "first line; what is missing below it shows in English"
    )


def test_serving_without_a_book(root):
    sentence = "There is no built book yet: run `make book` first."
    assert refusal(root, "serve", "--port", "0") == sentence


def test_an_unknown_verb_lists_the_known_ones(root):
    done = bookbuild(root, "bok")
    assert done.returncode == 2
    assert "'bok'" in done.stderr and "'book'" in done.stderr
    assert "Traceback" not in done.stderr


HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---

# A page

"""
CELL = """```{{code-cell}} ipython3
from ipywidgets import FloatSlider, Text

from softmaxbook import live


def draw_wrong(ax, beta, gamma=1):
    return {{"p": 1 / beta}}


live(draw_wrong, {})
```
"""
# What is wrong with the page, and what the last line then says.
PAGES = {
    "a control that cannot be recorded": (
        CELL.format("beta=FloatSlider(value=1, min=1, max=2), gamma=Text()"),
        "TypeError: live: control 'gamma' is a Text; supported: FloatSlider, ",
    ),
    "too many frames": (
        CELL.format("beta=FloatSlider(value=1, min=1, max=70.0, step=0.1)"),
        "ValueError: live: 691 (beta) = 691 frames; at most 600: take larger steps",
    ),
    "a draw function that raises": (
        CELL.format("beta=FloatSlider(value=1, min=0, max=2, step=0.5)"),
        "DrawError: live-wrong: draw_wrong raised ZeroDivisionError at beta=0",
    ),
    "a reference to nothing": (
        "See {ref}`sec-nowhere`.\n",
        "WARNING: undefined label: 'sec-nowhere'",
    ),
}


def build(root: Path, page: str) -> subprocess.CompletedProcess:
    """Build a book of one page in one language."""
    folder = root / "chapters" / "en"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "_config.yml", root)
    shutil.copy(ROOT / "chapters" / "en" / "_edition.yml", folder)
    (root / "_toc.yml").write_text("format: jb-book\nroot: chapters/ja/index\n")
    (folder / "index.md").write_text(HEAD + page, "utf-8")
    return bookbuild(root, "book")


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """All the wrong pages, built side by side."""
    roots = [tmp_path_factory.mktemp("book") for _ in PAGES]
    with ThreadPoolExecutor(max_workers=2) as pool:
        done = pool.map(build, roots, (page for page, _ in PAGES.values()))
        return dict(zip(PAGES, zip(roots, done, strict=True), strict=True))


@pytest.mark.parametrize("wrong", PAGES)
def test_the_last_line_of_a_failed_build_names_the_culprit(builds, wrong):
    (_, says), (root, done) = PAGES[wrong], builds[wrong]
    assert done.returncode == 1
    sentence = done.stderr.splitlines()[-1]
    start = "the en edition was not built: chapters/en/index.md:"
    log = "_build/editions/en/log.txt"
    assert sentence.startswith(start)
    assert says in sentence
    assert sentence.endswith(f"(everything it printed: {log})")
    assert sentence.count("WARNING") + sentence.count("Error: ") == 1
    assert (root / log).stat().st_size
    assert "Traceback" not in done.stderr and str(root) not in sentence


# A log as Jupyter Book writes it, without the frames of its tracebacks.
FAILED_CELL = """\
reading sources... [ 50%] 01-first
/b/chapters/en/01-first.md:3: WARNING: 'myst' cross-reference target not found: 'x'
/b/chapters/en/02-second.md: WARNING: Executing notebook failed: CellExecutionError

Exception occurred:
myst_nb.core.execute.base.ExecutionError: /b/chapters/en/02-second.md
Traceback (most recent call last):
nbclient.exceptions.CellExecutionError: An error occurred while executing the cell:
ZeroDivisionError                         Traceback (most recent call last)
ZeroDivisionError: float division by zero

The above exception was the direct cause of the following exception:

DrawError                                 Traceback (most recent call last)
DrawError: live-wrong: draw_wrong raised ZeroDivisionError at beta=0
and a second line of the message

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
myst_nb.core.execute.base.ExecutionError: /b/chapters/en/02-second.md

Traceback (most recent call last):
RuntimeError:
===============================================
There was an error in building your book. Look above for the cause.
===============================================
""".splitlines()


def test_a_failed_cell_is_its_page_and_its_last_error():
    assert culprits(FAILED_CELL) == [
        "/b/chapters/en/02-second.md: "
        "DrawError: live-wrong: draw_wrong raised ZeroDivisionError at beta=0"
    ]


def test_a_kernel_that_died_is_named():
    log = [
        "/b/a.md: WARNING: Executing notebook failed: DeadKernelError [mystnb.exec]",
        "nbclient.exceptions.DeadKernelError: Kernel died",
        "myst_nb.core.execute.base.ExecutionError: /b/a.md",
        "RuntimeError:",
    ]
    died = "/b/a.md: nbclient.exceptions.DeadKernelError: Kernel died"
    assert culprits(log) == [died]


def test_warnings_are_named_once_and_in_order():
    log = ["WARNING: a: b", "reading", "/b/x.md:3: ERROR: c", "  WARNING: quoted"]
    assert culprits([*log, *log]) == ["WARNING: a: b", "/b/x.md:3: ERROR: c"]


def test_an_error_of_the_tool_itself_is_named_with_the_warnings():
    log = ["x.md: WARNING: a", "sphinx.errors.ExtensionError: b", "RuntimeError:", "="]
    assert culprits(log) == ["x.md: WARNING: a", "sphinx.errors.ExtensionError: b"]


def test_a_log_without_a_culprit_gives_its_last_words():
    assert culprits(["killed", "", "====", ""]) == ["killed"]
    assert culprits([]) == []


def test_many_warnings_are_counted_and_paths_start_at_the_book():
    edition = Edition("en", Path("/b/chapters/en"), "x", "English", "en")
    log = [f"/b/chapters/en/x.md:{n}: WARNING: w" for n in range(NAMED_AT_ONCE + 3)]
    sentence = failure(edition, log, Path("/b/_build/log.txt"))
    named = "; ".join(line.removeprefix("/b/") for line in log[:NAMED_AT_ONCE])
    assert sentence == (
        f"the en edition was not built: {named}; and 3 more "
        "(everything it printed: _build/log.txt)"
    )


# What is gone from the chapters is gone from the site


def test_the_page_of_a_removed_chapter_is_deleted(tmp_path):
    for source in ("01-kept", "appendix", "index"):
        (tmp_path / f"{source}.md").touch()
    pages = ("01-kept", "02-gone", "appendix", "gone", "index", "search")
    for page in pages:
        (tmp_path / f"{page}.html").touch()
    edition = Edition("en", tmp_path, "Book", "English", "en")
    drop_removed(edition, tmp_path)
    left = sorted(path.stem for path in tmp_path.glob("*.html"))
    assert left == ["01-kept", "appendix", "index", "search"]
