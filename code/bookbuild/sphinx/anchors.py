"""One anchor per section in every language: the label, not the title's slug."""

from docutils import nodes


def label_first(app, doctree):
    """Put ``sec-…`` first: the switcher keeps the place, links survive a retitling."""
    for section in doctree.findall(nodes.section):
        section["ids"].sort(key=lambda id_: not id_.startswith("sec-"))


def setup(app):
    # Before the environment's collectors (500), which copy the first id.
    app.connect("doctree-read", label_first, priority=400)
