"""Take out of the theme's scripts what the book does with less."""

import re
from pathlib import Path

from bookbuild.errors import BookError

PYDATA = Path("scripts") / "pydata-sphinx-theme.js"
BOOK_THEME = Path("scripts") / "sphinx-book-theme.js"
# What they look for, and how.
SEARCHES = [
    # All boxes that could scroll, to give each a place in the order of the Tab key, and
    # again after each change of a page: after each move of a slider. The browser has to
    # lay out the whole page for it. ``book.js`` does the same for what is shown.
    (
        PYDATA,
        "what scrolls",
        r'document\.querySelectorAll\(\["pre",[^]]*\]\.join\(.*?\)\)',
    ),
    # Notes in the margin: each mark of a page is asked for 28 classes. There are none.
    (BOOK_THEME, "notes", r'document\.querySelectorAll\(n\.join\(", "\)\)'),
]


def calm(static: Path) -> None:
    """Let the scripts of the theme find nothing there, in a site's ``_static``."""
    for name, what, search in SEARCHES:
        path = static / name
        script, places = re.subn(search, "[]", path.read_text("utf-8"))
        if places != 1:
            raise BookError(f"{path}: the theme finds {what} in another way by now")
        path.write_text(script, "utf-8")
