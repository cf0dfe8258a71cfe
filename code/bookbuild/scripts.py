"""Take out of the theme's script what the book does with less."""

import re
from pathlib import Path

from bookbuild.errors import BookError

THEME = Path("scripts") / "pydata-sphinx-theme.js"
# It looks at all boxes that could scroll, to give each a place in the order of the Tab
# key, and again after each change of a page: after each move of a slider. The browser
# has to lay out the whole page for it. ``book.js`` does the same for what is shown.
ALL_BOXES = re.compile(r'document\.querySelectorAll\(\["pre",[^]]*\]\.join\(", "\)\)')


def calm(static: Path) -> None:
    """Keep the theme from laying out the whole page, in a site's ``_static``."""
    path = static / THEME
    script, places = ALL_BOXES.subn("[]", path.read_text("utf-8"))
    if not places:
        raise BookError(f"{path}: the theme finds what scrolls in another way by now")
    path.write_text(script, "utf-8")
