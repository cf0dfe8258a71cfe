"""Links that open each chapter on a JupyterHub, for an address the reader enters.

The script ``hub.js`` makes them in the browser; without it there is no form.
"""

from html import escape

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from bookbuild.chapter import chapter_number
from bookbuild.repository import NOTEBOOKS
from bookbuild.sphinx.language import word

SCRIPT = "hub.js"
FIELDS = (  # a name, a label, what the script says of a wrong answer
    (
        "hub",
        "Address of the JupyterHub",
        "Enter the address of the JupyterHub: it begins with https:// or http:// "
        "and holds no user name and no password.",
    ),
    (
        "repo",
        "Address of the repository with the notebooks",
        "Enter the address of the Git repository: it begins with https:// or http:// "
        "and holds no user name and no password.",
    ),
    ("branch", "Branch", "Enter the name of the branch."),
)


class hub_links(nodes.General, nodes.Element):
    """The form, before all chapters have been read."""


class HubLinks(SphinxDirective):
    """Offer links for nbgitpuller."""

    def run(self):
        return [hub_links()]


def fill(app, doctree, docname):
    """Put the form in its place."""
    for node in list(doctree.findall(hub_links)):
        node.replace_self(nodes.raw("", form(app), format="html"))


def form(app) -> str:
    """Write the form, a list of the chapters, and the place for links to copy."""
    known = {"repo": app.config.book_repository, "branch": NOTEBOOKS}
    fields = (
        field(name, word(app, label), word(app, wrong), known.get(name, ""))
        for name, label, wrong in FIELDS
    )
    return (
        '<form class="hub" hidden novalidate>'
        f"{''.join(fields)}"
        f"<button>{escape(word(app, 'Make the links'))}</button>"
        '<p role="alert" id="hub-wrong"></p>'
        f"<div hidden><ul>{''.join(chapters(app))}</ul>"
        f"<label>{escape(word(app, 'The same links, to copy'))}"
        '<textarea readonly rows="6" spellcheck="false"></textarea></label></div>'
        "</form>"
    )


def field(name: str, label: str, wrong: str, value: str) -> str:
    """Write a labelled field; `wrong` is what is said if it is not filled in well."""
    kind = "text" if name == "branch" else "url"
    return (
        f'<label>{escape(label)}<input type="{kind}" name="{name}" '
        f'value="{escape(value)}" data-wrong="{escape(wrong)}" '
        'aria-describedby="hub-wrong" autocapitalize="off" spellcheck="false"></label>'
    )


def chapters(app):
    """Yield an item for each chapter, with the place of its notebook."""
    for stem in sorted(filter(chapter_number, app.env.found_docs)):
        place = f"{app.config.book_edition}/{stem}.ipynb"
        title = escape(f"{chapter_number(stem)}. {app.env.titles[stem].astext()}")
        yield f'<li><a data-place="{place}">{title}</a></li>'


def load_script(app, pagename, templatename, context, doctree):
    """Load the script where the form is."""
    if 'class="hub"' in context.get("body", ""):
        app.add_js_file(SCRIPT)


def setup(app):
    app.add_directive("hub-links", HubLinks)
    app.add_node(hub_links)
    app.connect("doctree-resolved", fill)
    app.connect("html-page-context", load_script)
