"""Time builds of all editions in a copy of the checkout: nobody's build is lost."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bookbuild.editions import load_editions
from bookbuild.errors import BookError
from bookbuild.report import say

QUIET_BUILDS = 3
# Published pages have an address, and with it links, previews and buttons.
PUBLISHED = {"GITHUB_REPOSITORY": "owner/name"}

# Runs in the copy; says which files it ran from, for a mistake there would be
# measured and believed.
BUILD = """
import json, sys
from pathlib import Path
import bookbuild.book, softmaxbook
home = Path.cwd() / "code"
for module in (bookbuild.book, softmaxbook):
    assert Path(module.__file__).is_relative_to(home), f"{module.__file__} was run"
seconds = bookbuild.book.build_book(Path.cwd())
Path(sys.argv[1]).write_text(json.dumps(seconds), "utf-8")
"""


def copy_checkout(root: Path, copy: Path) -> Path:
    """Copy what git knows or would add: the working tree as it is now."""
    command = ["git", "-C", str(root), "ls-files", "-coz", "--exclude-standard"]
    try:
        listed = subprocess.run(command, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BookError("The benchmarks copy what git lists: use a clone.") from error
    shutil.rmtree(copy, ignore_errors=True)
    for name in filter(None, listed.decode().split("\0")):
        if (root / name).is_file():
            made((copy / name).parent)
            shutil.copy2(root / name, copy / name)
    return copy


def made(folder: Path) -> Path:
    """Return a folder that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def editions_of(root: Path) -> list[str]:
    """Return the languages of the book."""
    return [edition.lang for edition in load_editions(root)]


def first_chapter(toc) -> str:
    """Return the stem of the first chapter in a table of contents."""
    parts = toc.get("parts") or [toc]
    return Path(parts[0]["chapters"][0]["file"]).name


def build_times(copy: Path, stem: str, site: Path) -> dict[str, dict[str, float]]:
    """Time builds from nothing, of nothing new, of one changed chapter, by stage."""
    times = {"cold": timed_build(copy, "cold")}
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(copy / "_build" / "html", site)  # before a chapter is changed
    quiet = [timed_build(copy, "no change") for _ in range(QUIET_BUILDS)]
    times["no change"] = median_by_key(quiet)
    chapter = copy / "chapters" / "en" / f"{stem}.md"
    with chapter.open("a", encoding="utf-8") as file:
        file.write("\nThis sentence is here to be built.\n")
    times["one chapter"] = timed_build(copy, "one chapter")
    return times


def timed_build(copy: Path, what: str) -> dict[str, float]:
    """Build the copy with the copy's code; return seconds by stage and in all."""
    say(f"build  {what}")
    written = copy / "seconds.json"
    path = os.pathsep.join([str(copy / "code"), os.environ.get("PYTHONPATH", "")])
    environment = {**PUBLISHED, **os.environ, "PYTHONPATH": path.rstrip(os.pathsep)}
    start, spent = time.perf_counter(), processor_seconds()
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(written)], cwd=copy, env=environment
    )
    total, spent = time.perf_counter() - start, processor_seconds() - spent
    if done.returncode:
        raise BookError(f"The build to be timed ({what}) failed; see above.")
    stages = json.loads(written.read_text("utf-8"))
    return stages | {"processor time": spent, "all": total}


def processor_seconds() -> float:
    """Return what finished children computed; others at work do not change it."""
    spent = os.times()
    return spent.children_user + spent.children_system


def median_by_key(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the median of each stage over several builds."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}
