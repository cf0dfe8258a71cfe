"""The book's Sphinx extension: one manifest, one module a concern."""

from sphinx.application import Sphinx

from bookbuild.sphinx import (
    anchors,
    assets,
    buttons,
    execution,
    icons,
    language,
    math,
    numbers,
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register every part; each part's ``setup`` lists what it listens to."""
    app.add_config_value("book_edition", "", "html")
    app.add_config_value("book_editions", [], "html")
    app.add_config_value("book_ui", {}, "html")
    app.add_config_value("book_repository", "", "html")
    app.add_config_value("book_notebooks", "", "html")
    for part in (execution, anchors, numbers, math, assets, icons, language, buttons):
        part.setup(app)
    # Writers in parallel would share the one pipe to KaTeX.
    return {"parallel_read_safe": True, "parallel_write_safe": False}
