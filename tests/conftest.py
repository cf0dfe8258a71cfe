"""Fixtures that more than one folder of tests uses."""

import pytest

from bookbuild.errors import BookError
from bookbuild.tools import launch_chromium


@pytest.fixture(scope="session")
def browser():
    """A running Chromium: the system's, else Playwright's own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            running = launch_chromium(playwright)
        except BookError as error:
            pytest.fail(str(error))
        yield running
        running.close()
