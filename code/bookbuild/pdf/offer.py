"""Which PDFs there are to offer: those of the editions as they are now."""

from pathlib import Path

from bookbuild.editions import Edition


def pdf_path(edition: Edition, build: Path) -> Path:
    """Return where the PDF of an edition is, or will be."""
    return build / "pdf" / f"softmax-family-{edition.lang}.pdf"


def stamp_path(edition: Edition, build: Path) -> Path:
    """Return where it is written what the PDF was made of."""
    return pdf_path(edition, build).with_suffix(".stamp")


def is_current(edition: Edition, build: Path) -> bool:
    """Tell whether there is a PDF of what the edition now is."""
    made_of = stamp_path(edition, build)
    now = build / "editions" / edition.lang / "stamp"
    if not (pdf_path(edition, build).is_file() and made_of.is_file()):
        return False
    return now.is_file() and made_of.read_text() == now.read_text()
