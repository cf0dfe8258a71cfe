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

from bookbuild.sphinx.light import in_fewer_marks
from bookbuild.tools import node_program

SCRIPT = Path(__file__).with_name("katex.js")
KATEX = sphinxcontrib.katex.SRC_DIR / "katex.min.js"
OPENING = re.compile("[（「『〈《(“‘]*$")
CLOSING = re.compile("[、。，；：！？）」』〉》,.;:!?)’”]*")
LATEX = re.compile(
    r"<annotation.*?</annotation>|</?semantics>| xmlns=\"[^\"]*\"", re.DOTALL
)
LENGTH = re.compile(r"-?\d*\.\d{4,}(?=em)")
ROW = re.compile(r"(.*)\\\\$", re.MULTILINE)
ROOM = {r"\\(sum|prod)": "1.1em", r"\\frac": "0.65em", "": "0.25em"}
TAG = re.compile("<[^>]*>")
BASE = '<span class="base">'  # what KaTeX sets in one piece
END = "</span></span>"  # of a formula, behind its last base
SILENT = '<span class="katex" aria-hidden="true"><span class="katex-html">'
SHORT = 16  # signs that a line of a phone has room for, whatever stands around them
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
    question = {"latex": spread(latex), "displayMode": display}
    node.stdin.write(json.dumps(question) + "\n")
    node.stdin.flush()
    answer = json.loads(node.stdout.readline())
    if "html" in answer:
        html = lighten(answer["html"])
        answer["html"] = in_fewer_marks(html if display else unbroken(html))
    return answer


def spread(latex: str) -> str:
    r"""Give the rows of a display room, which KaTeX sets 3 points apart.

    It counts the room from the line of letters, so a deeper row needs more of it.

    >>> print(spread("a &= \\frac12\\\\\n&= b."))
    a &= \frac12\\[0.65em]
    &= b.
    """
    return ROW.sub(lambda row: f"{row[0]}[{room_below(row[1])}]", latex)


def room_below(row: str) -> str:
    """Return what parts a row from the next, by the deepest sign in it."""
    return next(room for sign, room in ROOM.items() if re.search(sign, row))


def lighten(html: str) -> str:
    """Leave out a fifteenth of a page: what neither eye nor ear meets.

    That is the LaTeX beside the MathML, namespaces that HTML does not need, and
    digits that stand for less than a fiftieth of a pixel.
    """
    html = LATEX.sub("", html)
    # Without its last zeros, but not as "2.", which CSS takes for no number.
    return LENGTH.sub(lambda em: f"{round(float(em[0]), 3):g}", html)


def unbroken(html: str) -> str:
    """Let a formula in a line break beside its brackets, not inside, if they are short.

    KaTeX ends a base, behind which a line may break, at each sign such as + or =.
    """
    head, first, *rest = html.removesuffix(END).split(BASE)
    bases = [first]
    for base in rest:
        joined = bases[-1].removesuffix("</span>") + base
        if is_inside(bases[-1]) and len(seen(joined)) <= SHORT:
            bases[-1] = joined
        else:
            bases.append(base)
    return "".join([head, *(BASE + base for base in bases), END])


def is_inside(base: str) -> bool:
    """Tell whether a base ends inside a bracket, or behind the dot of a product."""
    opened = base.count('"mopen') - base.count('"mclose')
    return opened > 0 or seen(base).endswith("⋅")


def seen(html: str) -> str:
    """Return the signs that are seen of a piece of a formula."""
    return TAG.sub("", html).replace("\u200b", "")


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


class long_math(nodes.math):
    """A formula that may break, but not from the signs that touch it."""


def keep_together(app, doctree, docname):
    """Let no line begin with a formula's comma, or end with the bracket before it.

    To a browser a formula is a row of boxes, and a line may break beside any of them.
    A short one is held together; a long one must stay free to break.
    """
    for formula in list(doctree.findall(nodes.math)):
        hold(formula, formula.parent)


def hold(formula: nodes.math, parent: nodes.Element) -> None:
    """Put a formula and the signs that touch it into pieces that do not break."""
    place = parent.index(formula)
    before = text_at(parent, place - 1) if place else ""
    after = text_at(parent, place + 1)
    opening, closing = OPENING.search(before)[0], CLOSING.match(after)[0]
    together = one_piece if signs(formula.astext()) <= SHORT else in_pieces
    ends = before.removesuffix(opening), after.removeprefix(closing)
    parent[place - bool(before) : place + 1 + bool(after)] = [
        *written(ends[0]),
        together(formula, opening, closing),
        *written(ends[1]),
    ]


def signs(latex: str) -> int:
    """Count the signs that are seen of a formula."""
    html = render_latex(latex)
    return len(TAG.sub("", html[html.find('<span class="katex-html"') :]))


def one_piece(formula: nodes.math, opening: str, closing: str) -> nodes.Element:
    """Return a short formula with what touches it."""
    if not opening + closing:
        formula["classes"].append("together")
        return formula
    together = nodes.inline("", "", classes=["together"])
    together += [*written(opening), formula, *written(closing)]
    return together


def in_pieces(formula: nodes.math, opening: str, closing: str) -> nodes.Element:
    """Return a long formula whose first and last piece hold what touches them."""
    if not opening + closing:
        return formula
    latex = formula.astext()
    return long_math("", latex, opening=opening, closing=closing)


def visit_long_math(self, node):
    """Write a formula, its MathML in the first piece, for the ear."""
    self.body.append(self.starttag(node, "span", "", CLASS="math"))
    html = render_latex(node.astext())
    self.body.append(touched(html, node["opening"], node["closing"]))
    self.body.append("</span>")
    raise nodes.SkipNode


def touched(html: str, opening: str, closing: str) -> str:
    """Join what touches a formula to its first and its last base."""
    head, *bases = html.removesuffix(END).split(BASE)
    if len(bases) == 1:
        return held(opening + html + closing)
    parts = []
    if opening:
        parts.append(held(opening + head + BASE + bases.pop(0) + END))
        head = SILENT
    last = bases.pop() if closing else ""
    if bases:
        parts.append("".join([head, *(BASE + base for base in bases), END]))
        head = SILENT
    if closing:
        parts.append(held(head + BASE + last + END + closing))
    return "".join(parts)


def held(html: str) -> str:
    """Let no line break it."""
    return f'<span class="together">{html}</span>'


def written(text: str) -> list[nodes.Text]:
    """Return the text as a node, if there is any."""
    return [nodes.Text(text)] if text else []


def text_at(parent: nodes.Element, place: int) -> str:
    """Return the text that stands there, "" if it is something else."""
    child = parent[place] if place < len(parent) else None
    return str(child) if isinstance(child, nodes.Text) else ""


def setup(app):
    app.add_node(long_math, html=(visit_long_math, None))
    sphinxcontrib.katex.render_latex = render_latex
    app.connect("doctree-resolved", check)
    app.connect("doctree-resolved", keep_together)
