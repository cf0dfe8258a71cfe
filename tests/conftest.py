"""Fixtures that more than one folder of tests uses."""

import shutil
from pathlib import Path

import pytest

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    """A running Chromium: the system's, else Playwright's own."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(
                executable_path=_system_chromium(), args=_FLAGS
            )
        except Error as error:
            pytest.fail(
                "No Chromium starts. Get one with `apt-get install chromium` or "
                f"`python -m playwright install chromium`. ({error})"
            )
        yield running
        running.close()


def _system_chromium():
    usual = Path("/usr/bin/chromium")
    return str(usual) if usual.exists() else shutil.which("chromium")
