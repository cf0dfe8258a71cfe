"""Take out of the theme's scripts what the book does with less."""

import re
from pathlib import Path

from bookbuild.errors import BookError

PYDATA = Path("scripts") / "pydata-sphinx-theme.js"
BOOK_THEME = Path("scripts") / "sphinx-book-theme.js"
CALMER = {
    # It looks at all boxes that could scroll, to give each a place in the order of the
    # Tab key, and again after each change of a page: after each move of a slider. The
    # browser has to lay out the whole page for it. ``book.js`` does it for what is
    # shown.
    (PYDATA, "what scrolls"): (
        re.compile(r'document\.querySelectorAll\(\["pre",[^]]*\]\.join\(", "\)\)'),
        "[]",
    ),
    # Two questions about the layout, apart from what answers keys and clicks.
    (PYDATA, "where the sidebar was"): (
        re.compile(
            r'\be(?=\(function\(\)\{if\(!document\.querySelector\("\.bd-docs-nav"\))'
        ),
        "setTimeout",
    ),
    (PYDATA, "the section that is read"): (
        re.compile(
            r'\be(?=\(function\(\)\{const e=\w+\.querySelector\("#pst-page-toc-nav"\))'
        ),
        "setTimeout",
    ),
    # It asks each mark of a page for 28 classes of notes in the margin. There are none.
    (BOOK_THEME, "notes in the margin"): (
        re.compile(r'document\.querySelectorAll\(n\.join\(", "\)\)'),
        "[]",
    ),
}


def calm(static: Path) -> None:
    """Keep the theme from holding up a page, in a site's ``_static``."""
    for (name, what), (usual, less) in CALMER.items():
        path = static / name
        script, places = usual.subn(less, path.read_text("utf-8"))
        if places != 1:
            raise BookError(f"{path}: the theme finds {what} in another way by now")
        path.write_text(script, "utf-8")
