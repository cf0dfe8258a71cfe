"""The book's Sphinx extension: one manifest, one module a concern."""

from sphinx.application import Sphinx

from bookbuild.sphinx import (
    anchors,
    assets,
    buttons,
    citations,
    execution,
    head,
    highlight,
    hub,
    language,
    lines,
    math,
    numbers,
    proofs,
    quiz,
    search,
    terms,
)

PARTS = (
    *(execution, anchors, numbers, citations, terms, highlight),
    *(quiz, hub, math, lines, proofs, assets, language, head, buttons, search),
)


def setup(app: Sphinx) -> dict[str, int]:
    """Register every part; each part's ``setup`` lists what it listens to."""
    app.add_config_value("book_edition", "", "html")
    app.add_config_value("book_editions", [], "html")
    app.add_config_value("book_ui", {}, "html")
    app.add_config_value("book_repository", "", "html")
    app.add_config_value("book_site", "", "html")
    app.add_config_value("book_notebooks", "", "html")
    for part in PARTS:
        part.setup(app)
    # Writers in parallel would share the one pipe to KaTeX.
    safe = {"parallel_read_safe": True, "parallel_write_safe": False}
    return {"env_version": 1, **safe}  # to be raised when `search.Place` changes
