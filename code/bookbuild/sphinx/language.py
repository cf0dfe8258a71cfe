"""Everything on a page speaks the edition's language and links to the others."""

from gettext import NullTranslations

from sphinx import locale

CATALOGUES = ("sphinx", "booktheme")


class EditionWords(NullTranslations):
    """The edition's own words first, then the catalogue they complete."""

    def __init__(self, words: dict[str, str], catalogue: NullTranslations):
        super().__init__()
        self.words = words
        self.add_fallback(catalogue)

    def gettext(self, message):
        return self.words.get(message) or super().gettext(message)


def install_words(app):
    """Complete the themes' catalogues; pages and Python strings share the result."""
    for name in CATALOGUES:
        catalogue = locale.translators.get(("general", name), NullTranslations())
        locale.translators["general", name] = EditionWords(
            app.config.book_ui, catalogue
        )
    environment = app.builder.templates.environment
    environment.install_gettext_translations(locale.translators["general", "sphinx"])


def page_languages(app, pagename, templatename, context, doctree):
    """Give templates this page's tag and its address in every edition."""
    up = "../" * (pagename.count("/") + 1)
    context["book_links"] = [
        {**edition, "href": f"{up}{edition['lang']}/{pagename}.html"}
        for edition in app.config.book_editions
    ]
    for edition in app.config.book_editions:
        if edition["lang"] == app.config.book_edition:
            context["language"] = edition["tag"]
    text = app.config.book_ui.get("Search this book", "Search this book")
    context["theme_search_bar_text"] = text


def setup(app):
    # After the builder's own set-up of templates, which installs Sphinx's words.
    app.connect("builder-inited", install_words, priority=900)
    app.connect("html-page-context", page_languages, priority=600)
