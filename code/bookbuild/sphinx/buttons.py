"""Open this chapter elsewhere: as a notebook, in Colab, as source."""

from sphinx.locale import get_translation

from bookbuild.repository import colab_url

translate = get_translation("booktheme")


def add_buttons(app, pagename, templatename, context, doctree):
    """Offer the notebook of this page, and Colab when the address is known."""
    if doctree is None or not app.config.book_notebooks:
        return
    notebook = f"{app.config.book_edition}/{pagename}.ipynb"
    repository = app.config.book_repository
    up = "../" * (pagename.count("/") + 1)
    buttons = [
        link(
            f"{up}{app.config.book_notebooks}/{notebook}",
            "Download notebook",
            "fas fa-download",
            "download-notebook",
        ),
    ]
    if colab := repository and colab_url(
        repository, "gh-pages", f"notebooks/{notebook}"
    ):
        buttons.insert(0, link(colab, "Open in Colab", "fas fa-rocket", "colab"))
    if colab:  # the same host: elsewhere, files have other addresses
        buttons.append(
            link(
                f"{repository}/blob/main/chapters/{app.config.book_edition}/"
                f"{pagename}.md",
                "Source of this page",
                "fas fa-code",
                "source",
            )
        )
    context["header_buttons"][:0] = buttons


def link(url: str, tooltip: str, icon: str, label: str) -> dict[str, str]:
    """Describe a button the way the theme's templates read it."""
    return {
        "type": "link",
        "url": url,
        "tooltip": translate(tooltip),
        "icon": icon,
        "label": label,
    }


def setup(app):
    app.connect("html-page-context", add_buttons, priority=502)
