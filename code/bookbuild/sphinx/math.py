"""Formulas are laid out while building, by the KaTeX that sphinxcontrib-katex ships.

Its own server is replaced by a pipe: it may be asked before it listens, which ends a
busy build, and it hides a formula that KaTeX cannot read instead of reporting it.
"""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import sphinxcontrib.katex
from docutils import nodes
from sphinx.util import logging

from bookbuild.tools import node_program

SCRIPT = Path(__file__).with_name("katex.js")
KATEX = sphinxcontrib.katex.SRC_DIR / "katex.min.js"
CLOSING = re.compile("[、。，；：！？）」』,.;:!?)’”]+")
LATEX = re.compile(
    r"<annotation.*?</annotation>|</?semantics>| xmlns=\"[^\"]*Math[^\"]*\"", re.DOTALL
)
LENGTH = re.compile(r"-?\d*\.\d{4,}(?=em)")
SHORT = 30  # characters of LaTeX that fit on the line of a phone
logger = logging.getLogger(__name__)


@cache
def renderer() -> subprocess.Popen:
    """Start Node once a build; it ends when our end of the pipe closes."""
    return subprocess.Popen(
        [node_program(), str(SCRIPT), str(KATEX)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


@cache
def render(latex: str, display: bool) -> dict[str, str]:
    """Return ``{"html": …}`` or, when KaTeX cannot read it, ``{"error": …}``."""
    node = renderer()
    node.stdin.write(json.dumps({"latex": latex, "displayMode": display}) + "\n")
    node.stdin.flush()
    answer = json.loads(node.stdout.readline())
    if "html" in answer:
        answer["html"] = lighten(answer["html"])
    return answer


def lighten(html: str) -> str:
    """Leave out a fifteenth of a page: what neither eye nor ear meets.

    That is the LaTeX beside the MathML, a namespace that HTML does not need, and
    digits that stand for less than a fiftieth of a pixel.
    """
    html = LATEX.sub("", html)
    # Without its last zeros, but not as "2.", which CSS takes for no number.
    return LENGTH.sub(lambda em: f"{round(float(em[0]), 3):g}", html)


def render_latex(latex: str, options: dict | None = None) -> str:
    """Lay one formula out; `check` has told of those that cannot be."""
    return render(latex, bool(options and options.get("displayMode"))).get("html", "")


def check(app, doctree, docname):
    """Warn where a formula stands that KaTeX cannot read: that ends the build."""
    for node in doctree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block)):
        answer = render(node.astext(), isinstance(node, nodes.math_block))
        if "error" in answer:
            message = f"{answer['error']} (in {node.astext()!r})"
            logger.warning("%s", message, location=node)


def keep_together(app, doctree, docname):
    """Let no line begin with the comma after a formula.

    To a browser a formula is a row of boxes, and a line may break beside any of them.
    A long formula must stay free to break.
    """
    for formula in list(doctree.findall(nodes.math)):
        if len(formula.astext()) > SHORT:
            continue
        parent = formula.parent
        place = parent.index(formula)
        after = parent[place + 1] if place + 1 < len(parent) else None
        closing = isinstance(after, nodes.Text) and CLOSING.match(after)
        if closing:
            rest = nodes.Text(after[closing.end() :])
            together = nodes.inline("", "", classes=["together"])
            parent[place : place + 2] = [together, rest]
            together += [formula, nodes.Text(closing[0])]


def setup(app):
    sphinxcontrib.katex.render_latex = render_latex
    app.connect("doctree-resolved", check)
    app.connect("doctree-resolved", keep_together)
