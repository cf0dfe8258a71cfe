"""What repo2docker reads is complete, and agrees with the package."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
BINDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def requirements() -> list[str]:
    lines = (BINDER / "requirements.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_nothing_but_what_repo2docker_reads_is_there():
    files = {path.name for path in BINDER.iterdir()}
    assert files == {"requirements.txt", "runtime.txt", "postBuild"}


def test_python_is_one_that_the_package_takes_and_the_workflow_tests():
    text = (BINDER / "runtime.txt").read_text("utf-8")
    version = re.fullmatch(r"python-(\d\.\d+)\n", text)[1]
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert f'"{version}"' in (ROOT / ".github/workflows/book.yml").read_text("utf-8")


def test_the_package_is_installed_for_good_and_nothing_is_pinned():
    book, *others = requirements()
    extra = re.fullmatch(r"\.\[(\w+)\]", book)[1]  # -e would need the folder for ever
    assert extra in PROJECT["optional-dependencies"]
    assert "nbgitpuller" in others
    assert not [line for line in others if Requirement(line).specifier]


def last_step(folder: Path) -> None:
    """Run the script with the Python of these tests."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    command = [BINDER / "postBuild"]
    subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True
    )


def test_the_last_step_writes_the_notebooks(tmp_path):
    assert os.access(BINDER / "postBuild", os.X_OK)
    for place in ("chapters", "_config.yml"):
        (tmp_path / place).symlink_to(ROOT / place)
    last_step(tmp_path)
    for folder in (ROOT / "chapters").glob("??"):
        stems = {path.stem for path in folder.glob("*.md")}
        written = (tmp_path / "notebooks" / folder.name).glob("*.ipynb")
        assert {path.stem for path in written} == stems


def test_a_step_that_fails_ends_the_build(tmp_path):
    with pytest.raises(subprocess.CalledProcessError):
        last_step(tmp_path)
