"""The list of all pages that search engines read."""

from pathlib import Path

from bookbuild.editions import Edition

URLSET = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" \
xmlns:xhtml="http://www.w3.org/1999/xhtml">
{}
</urlset>
"""


def sitemap(editions: list[Edition], site: Path, address: str) -> str:
    """Write every chapter's address, with its addresses in all languages."""
    entries = (
        f"<url><loc>{address}{page.relative_to(site).as_posix()}</loc>"
        f"{alternates(editions, address, page.name)}</url>"
        for edition in editions
        for page in chapters(edition, site)
    )
    return URLSET.format("\n".join(entries))


def chapters(edition: Edition, site: Path) -> list[Path]:
    """List an edition's pages that somebody wrote: no index, no search."""
    pages = sorted((site / edition.lang).glob("*.html"))
    return [page for page in pages if (edition.folder / f"{page.stem}.md").is_file()]


def alternates(editions: list[Edition], address: str, page: str) -> str:
    """Write the links to one page in every language."""
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{edition.tag}" '
        f'href="{address}{edition.lang}/{page}"/>'
        for edition in editions
    )
