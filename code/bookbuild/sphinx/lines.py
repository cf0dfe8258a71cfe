"""What no line may break: a name at its hyphen, a number before its unit."""

import re

from docutils import nodes

PIECE = re.compile(
    r"((?:α|\d[\d.]*)?-entmax|log-sum-exp|k-WTA|top-k|N-pair"
    r"|\d[\d.,]* (?:K|eV|J/K|kB|MB|GB)(?![A-Za-z]))"
)
VERBATIM = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


def hold_pieces(app, doctree, docname):
    """Put each such piece into a box that does not break, and copies as it is."""
    for text in list(doctree.findall(nodes.Text)):
        if PIECE.search(text) and not isinstance(text.parent, VERBATIM):
            text.parent.replace(text, list(boxed(text)))


def boxed(text: str):
    """Yield the text in nodes, with each piece in one of its own."""
    for place, part in enumerate(PIECE.split(text)):
        if place % 2:
            yield nodes.inline("", part, classes=["together"])
        elif part:
            yield nodes.Text(part)


def setup(app):
    app.connect("doctree-resolved", hold_pieces)
