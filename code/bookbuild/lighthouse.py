"""Ask Google's Lighthouse about pages, as a phone would see them.

It comes from npm, for the benchmarks only: no page and no test needs it.
"""

import json
import os
import statistics
import subprocess
from collections.abc import Iterable
from pathlib import Path

from bookbuild.errors import BookError
from bookbuild.report import say
from bookbuild.tools import CHROMIUM_FLAGS, node_program, run_npm
from bookbuild.weight import served

FOLDER = Path("tests") / "lighthouse"
PROGRAM = Path("node_modules") / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
GOOD = 0.95
RUNS = 3  # of a page that is not good at once: a busy machine is no fault of the page


def install(root: Path) -> Path:
    """Install Lighthouse as locked; return its program."""
    folder = root / FOLDER
    run_npm("ci", "--no-audit", "--no-fund", "--prefix", str(folder))
    return folder / PROGRAM


def page_scores(
    program: Path, chromium: str, site: Path, names: Iterable[str]
) -> dict[str, dict[str, float]]:
    """Return the scores of pages of a site, from 0 to 1, by category."""
    scores = {}
    with served(site) as (address, _):
        for name in names:
            say(f"lighthouse  {name}")
            runs = [score(program, chromium, f"{address}/{name}")]
            while min(runs[-1].values()) < GOOD and len(runs) < RUNS:
                runs.append(score(program, chromium, f"{address}/{name}"))
            scores[name] = {
                category: statistics.median(run[category] for run in runs)
                for category in CATEGORIES
            }
    return scores


def score(program: Path, chromium: str, url: str) -> dict[str, float]:
    """Run Lighthouse once; return its scores."""
    command = [
        node_program(), str(program), url, "--quiet", "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(CHROMIUM_FLAGS)}",
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, env={**os.environ, "CHROME_PATH": chromium}
    )
    if done.returncode:
        raise BookError(f"Lighthouse failed: {done.stderr.decode()[-500:]}")
    return read_scores(done.stdout)


def read_scores(report: bytes) -> dict[str, float]:
    """Read the scores in a report.

    >>> read_scores(b'{"categories": {"seo": {"score": 0.9}}}')
    {'seo': 0.9}
    """
    found = json.loads(report)["categories"]
    return {category: found[category]["score"] for category in found}
