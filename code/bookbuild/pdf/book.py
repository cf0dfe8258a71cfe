"""One PDF for each edition, made again when the edition has changed."""

import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from bookbuild.book import say
from bookbuild.editions import Edition
from bookbuild.errors import read_yaml
from bookbuild.pdf.document import document
from bookbuild.pdf.offer import is_current, pdf_path, stamp_path
from bookbuild.pdf.printer import print_document
from bookbuild.tools import launch_chromium, prepare_browser


def print_editions(
    editions: list[Edition], build: Path, author: str, address: str | None = None
) -> None:
    """Print what has changed into ``_build/pdf``."""
    (build / "pdf").mkdir(exist_ok=True)
    wanted = [edition for edition in editions if not is_current(edition, build)]
    if not wanted:
        return
    prepare_browser()
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for edition in wanted:
            print_edition(browser, edition, build, author, address)
        browser.close()


def print_edition(browser, edition, build, author, address) -> None:
    """Print one edition; tell how long it took and how large it is."""
    start, folder = time.perf_counter(), build / "editions" / edition.lang
    out = pdf_path(edition, build)
    out.unlink(missing_ok=True)
    say(edition.lang, "putting the pages together")
    source = out.with_name(f"{edition.lang}.html")
    site, toc = folder / "_build" / "html", read_yaml(folder / "toc.yml")
    text = document(edition, toc, author, site, fonts=build / "pdf", address=address)
    source.write_text(text, "utf-8")
    print_document(browser, source, out, lambda what: say(edition.lang, what))
    stamp_path(edition, build).write_text((folder / "stamp").read_text())
    size, seconds = out.stat().st_size / 1e6, time.perf_counter() - start
    say(edition.lang, f"{out.name}  {size:.1f} MB  {seconds:.0f} s")
