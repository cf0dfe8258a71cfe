"""Has Chromium print a document, and puts page numbers into its contents."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from bookbuild.errors import BookError
from bookbuild.pdf.tags import fold_tags

VIEW = {"width": 643, "height": 900}  # 170 mm, the width of a page's text
PATIENCE = 300_000  # ms, for a machine that has other work too
ROLES = {"/Em": "/Span", "/Strong": "/Span"}  # tags that came with PDF 2.0


def print_document(
    browser: Browser, source: Path, out: Path, say: Callable = print
) -> None:
    """Print twice: the first print shows where the chapters begin."""
    page = browser.new_page(offline=True, viewport=VIEW)
    page.set_default_timeout(PATIENCE)
    try:
        arrange(page, source)
        say("printing, to see where the chapters begin")
        first = page_numbers(write(page, out, tagged=False))
        page.evaluate("numberAll", first)
        say("printing, with page numbers")
        if page_numbers(write(page, out)) != first:
            raise BookError(f"{out}: its pages moved when they got numbers")
    finally:
        page.close()
    say("tidying")
    finish(out)


def arrange(page: Page, source: Path) -> None:
    """Open a document and let its script make one book of it."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.emulate_media(media="print", color_scheme="light")
    page.goto(source.as_uri())
    page.evaluate("document.fonts.ready.then(() => {})")
    if complaints:
        raise BookError(f"{source} cannot be printed: {'; '.join(complaints)}")
    page.evaluate("fitAll()")


def write(page: Page, out: Path, *, tagged: bool = True) -> Path:
    """Print the document as it is now; tags are what reads aloud, and take time."""
    page.evaluate("layOutAnew()")
    page.pdf(path=out, prefer_css_page_size=True, outline=tagged, tagged=tagged)
    return out


def page_numbers(pdf: Path) -> dict[str, int]:
    """Return the page of every place that a link in a PDF leads to."""
    reader = PdfReader(pdf)
    return {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


def finish(pdf: Path) -> None:
    """Make a PDF smaller; have a reader's program show its contents and its title."""
    reader = PdfReader(pdf)
    structure = reader.root_object["/StructTreeRoot"]
    fold_tags(structure)
    roles = {NameObject(new): NameObject(old) for new, old in ROLES.items()}
    structure[NameObject("/RoleMap")] = DictionaryObject(roles)
    writer = PdfWriter(clone_from=reader)
    writer.page_mode = "/UseOutlines"
    writer.viewer_preferences.display_doctitle = True
    writer.metadata = {
        key: value for key, value in reader.metadata.items() if key != "/Creator"
    }
    writer.write(pdf)
