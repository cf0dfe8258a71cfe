"""Put the editions side by side as one folder that any static server can serve."""

import json
import shutil
from pathlib import Path
from string import Template

from bookbuild.editions import Edition

# What Sphinx and the themes copy and no page of the book loads.
UNUSED = (
    "*.map", "fontawesome.js*", "*.ttf", "webpack-macros.html",
    "sbt-webpack-macros.html", "sphinx-thebe.*", "togglebutton.*", "design-tabs.js",
    "locales", "images", "*.po", ".buildinfo", "objects.inv", "theme.css",
    "file.png", "minus.png", "plus.png", "play-solid.svg",
)  # fmt: skip

FRONT = Path(__file__).parent / "templates" / "front.html"


def assemble(editions: list[Edition], build: Path) -> Path:
    """Gather ``_build/html``: a folder per language, notebooks, a front door."""
    site = build / "html"
    shutil.rmtree(site, ignore_errors=True)
    for edition in editions:
        shutil.copytree(
            build / "editions" / edition.lang / "_build" / "html",
            site / edition.lang,
            ignore=shutil.ignore_patterns(*UNUSED),
        )
    shutil.copytree(build / "notebooks", site / "notebooks")
    (site / "index.html").write_text(front_door(editions), "utf-8")
    (site / ".nojekyll").touch()  # GitHub Pages would drop folders named _static
    return site


def front_door(editions: list[Edition]) -> str:
    """Write the page that chooses by the browser's language, with plain links."""
    links = "\n".join(
        f'<li><a href="{e.lang}/index.html" hreflang="{e.tag}" lang="{e.tag}">'
        f"{e.title}<small>{e.name}</small></a></li>"
        for e in editions
    )
    alternates = "\n".join(
        f'<link rel="alternate" hreflang="{e.tag}" href="{e.lang}/index.html">'
        for e in editions
    )
    known = json.dumps([e.lang for e in editions])
    page = Template(FRONT.read_text("utf-8"))
    return page.substitute(links=links, alternates=alternates, known=known)
