"""Put the editions side by side as one folder that any static server can serve."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

from bookbuild.archive import pack
from bookbuild.blanks import without_blanks
from bookbuild.editions import Edition
from bookbuild.icons import shrink
from bookbuild.outside import download_link, front_door, lost
from bookbuild.pdf.offer import is_current, pdf_path
from bookbuild.policy import with_policy
from bookbuild.scripts import calm
from bookbuild.sitemap import sitemap
from bookbuild.styles import bundle

# What Sphinx and the themes copy and no page of the book loads.
UNUSED = (
    "*.map", "fontawesome.js*", "bootstrap.js*", "*.ttf", "webpack-macros.html",
    "sbt-webpack-macros.html", "sphinx-thebe.*", "togglebutton.*", "design-tabs.js",
    "locales", "images", "*.po", ".buildinfo", "objects.inv", "theme.css", "basic.css",
    "file.png", "minus.png", "plus.png", "play-solid.svg",
    "searchtools.js", "language_data.js", "_stemmer.js", "*-stemmer.js",
    "sphinx_highlight.js", "doctools.js", "translations.js",
)  # fmt: skip
ARCHIVE = "softmax-family.zip"
ARCHIVE_WORDS = "Download the whole book, to read it offline (zip, {} MB)"
PDF_WORDS = "Download the whole book as it is printed (PDF, {} MB)"


def assemble(editions: list[Edition], build: Path, address: str | None = None) -> Path:
    """Gather ``_build/html``: a folder per language, notebooks, what is around them.

    `address` is where the site will be, when that is known.
    """
    site = build / "html"
    shutil.rmtree(site, ignore_errors=True)
    for edition in editions:
        gather(edition, build, site / edition.lang)
    shutil.copytree(build / "notebooks", site / "notebooks")
    figures = build.parent / "figures"
    front = front_door(editions, figures / "cover.svg", address)
    write(site / "index.html", with_policy(front))
    write(site / "404.html", with_policy(lost(editions, address)))
    add_archive(editions, site)
    add_pdfs(editions, build, site)
    if address:
        announce(editions, site, figures, address)
    (site / ".nojekyll").touch()  # GitHub Pages would drop folders named _static
    return site


def gather(edition: Edition, build: Path, folder: Path) -> None:
    """Copy what a reader of one edition needs; give each page its policy."""
    shutil.copytree(
        build / "editions" / edition.lang / "_build" / "html",
        folder,
        ignore=shutil.ignore_patterns(*UNUSED),
    )
    calm(folder / "_static")
    shrink(folder / "_static", bundle(folder))
    for page in folder.rglob("*.html"):
        write(page, with_policy(without_blanks(page.read_text("utf-8"))))


def exchange(edition: Edition, build: Path) -> None:
    """Put one edition into a site that someone is looking at; the rest stays as it was.

    Only a folder that is complete takes the place of the old one.
    """
    own = build / "html" / edition.lang
    fresh, old = (build / f"{edition.lang}-{age}" for age in ("fresh", "old"))
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    gather(edition, build, fresh)
    offer(edition, ARCHIVE_WORDS, own.with_name(ARCHIVE), fresh)
    if own.exists():
        own.rename(old)
    fresh.rename(own)
    shutil.rmtree(old, ignore_errors=True)


def add_archive(editions: list[Edition], site: Path) -> None:
    """Put the site into a zip file, and a link to it at the end of each first page.

    The pages inside have no such link: it would lead nowhere.
    """
    pack(site, site.with_name(ARCHIVE))
    archive = site.with_name(ARCHIVE).rename(site / ARCHIVE)
    for edition in editions:
        offer(edition, ARCHIVE_WORDS, archive, site / edition.lang)


def add_pdfs(editions: list[Edition], build: Path, site: Path) -> None:
    """Add those of the printed editions that are there, and links to them."""
    for edition in editions:
        if is_current(edition, build):
            printed = Path(shutil.copy(pdf_path(edition, build), site))
            offer(edition, PDF_WORDS, printed, site / edition.lang)


def offer(edition: Edition, english: str, file: Path, folder: Path) -> None:
    """Link to a file of the site at the end of an edition's first page."""
    page = folder / "index.html"
    link = download_link(edition, english, file.name, file.stat().st_size)
    text = page.read_text("utf-8")
    write(page, text.replace("</article>", f"{link}\n</article>", 1))


def announce(editions: list[Edition], site: Path, figures: Path, address: str) -> None:
    """Add what search engines and messengers ask for, when they can find it."""
    write(site / "sitemap.xml", sitemap(editions, site, address))
    if urlsplit(address).path == "/":  # nobody asks for it in a folder
        write(site / "robots.txt", f"Sitemap: {address}sitemap.xml\n")
    for edition in editions:
        image = figures / f"social.{edition.lang}.png"
        if image.is_file():
            shutil.copy(image, site)


def write(path: Path, text: str) -> None:
    """Write a text file."""
    path.write_text(text, "utf-8")
