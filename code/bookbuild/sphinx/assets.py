"""What a page loads: nothing it does not use, nothing from another host."""

from pathlib import Path

import softmaxbook

LIVE = Path(softmaxbook.__file__).parent / "live"
HERE = Path(__file__).parent.parent
UNUSED_EXTENSIONS = ("sphinx_thebe", "sphinx_togglebutton")
UNUSED_SCRIPTS = (
    *("design-tabs.js", "togglebutton", "thebe"),
    *("doctools.js", "sphinx_highlight.js", "translations.js"),  # of Sphinx's search
    "DOCUMENTATION_OPTIONS.",  # of the same; inline, before what it needs is there
)


def unplug(app, extension: str) -> None:
    """Disconnect an extension that Jupyter Book always loads."""
    for listeners in app.events.listeners.values():
        for listener in list(listeners):
            if listener.handler.__module__.split(".")[0] == extension:
                app.disconnect(listener.id)


def add_static(app, config):
    """Serve the book's style, the live figures' script, and KaTeX's fonts."""
    config.html_static_path += [
        str(HERE / "static"),
        str(LIVE / "live.js"),
        str(LIVE / "live.css"),
    ]
    config.templates_path.insert(0, str(HERE / "templates"))  # before the themes'


def trim(app, pagename, templatename, context, doctree):
    """Drop what only unused directives need; let no script keep a page waiting."""
    for key in ("script_files", "css_files"):
        context[key] = [f for f in context[key] if not is_unused(f)]
    for script in context["script_files"]:
        script.attributes["defer"] = "defer"


def is_unused(file) -> bool:
    """Tell whether a script or style belongs to something the book never uses."""
    described = f"{getattr(file, 'filename', file)} {getattr(file, 'attributes', '')}"
    return any(name in described for name in UNUSED_SCRIPTS)


def setup(app):
    for extension in UNUSED_EXTENSIONS:
        unplug(app, extension)
    app.connect("config-inited", add_static)
    app.connect("html-page-context", trim, priority=900)
    app.add_css_file("live.css")
    app.add_css_file("book.css")
    app.add_js_file("live.js")
    app.add_js_file("book.js")
