"""Fixtures that more than one folder of tests uses."""

import pytest

from bookbuild.errors import BookError
from bookbuild.tools import launch_chromium
from softmaxbook import labels


@pytest.fixture(autouse=True)
def own_language():
    """A language that a test chooses is not the next test's."""
    chosen = labels._chosen
    yield
    labels._chosen = chosen


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
