"""Everything on a page speaks the edition's language and links to the others."""

import re
from gettext import NullTranslations
from pathlib import Path

import yaml
from sphinx import locale

CATALOGUES = ("sphinx", "booktheme")
# Words that templates and a script hard-code in English.
FIXED = re.compile(r'(aria-label|title)="(Main|Page|Toggle \w+ sidebar)"')
COPY_BUTTON = re.compile(r"'(Cop(?:y|ied)[\w !]*|Failed to copy)'")
# It hides the visible words of the summary from screen readers.
REDUNDANT = ' aria-label="Toggle hidden content"'


class EditionWords(NullTranslations):
    """The edition's own words first, then the catalogue they complete."""

    def __init__(self, words: dict[str, str], catalogue: NullTranslations):
        super().__init__()
        self.words = words
        self.add_fallback(catalogue)

    def gettext(self, message):
        return self.words.get(message) or super().gettext(message)


def read_edition(app, config):
    """Take the words of ``_edition.yml``, also in a build of one edition alone."""
    config.book_edition = config.book_edition or config.language.split("_")[0]
    source = Path(app.srcdir)
    inside = source / "chapters" / config.book_edition
    folder = inside if inside.is_dir() else source
    settings = yaml.safe_load((folder / "_edition.yml").read_text("utf-8"))
    config.book_ui = settings.get("ui", {})
    for key, value in settings.get("sphinx", {}).items():
        config[key] = value


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
    context["theme_search_bar_text"] = word(app, "Search this book")


def word(app, english: str) -> str:
    """Look a word of the interface up in the edition's own list."""
    return app.config.book_ui.get(english, english)


def replace_fixed(app, exception):
    """Put the edition's words where a template leaves no other way."""
    if exception or app.builder.name != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text("utf-8")
        spoken = FIXED.sub(
            lambda match: f'{match[1]}="{word(app, match[2])}"',
            text.replace(REDUNDANT, ""),
        )
        if spoken != text:
            page.write_text(spoken, "utf-8")
    for script in Path(app.outdir).rglob("copybutton.js"):
        text = script.read_text("utf-8")
        spoken = COPY_BUTTON.sub(lambda match: f"'{word(app, match[1])}'", text)
        script.write_text(spoken, "utf-8")


def setup(app):
    app.connect("config-inited", read_edition, priority=400)
    # After the builder's own set-up of templates, which installs Sphinx's words.
    app.connect("builder-inited", install_words, priority=900)
    # Before the theme (500), which drops templates that render to nothing.
    app.connect("html-page-context", page_languages, priority=400)
    app.connect("build-finished", replace_fixed)
