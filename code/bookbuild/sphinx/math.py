"""Formulas are laid out while building, by the KaTeX of sphinxcontrib-katex."""

import sphinxcontrib.katex

from bookbuild.tools import node_program


def setup(app):
    sphinxcontrib.katex.NODEJS_BINARY = node_program("node")
