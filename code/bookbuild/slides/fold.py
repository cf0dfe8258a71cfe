"""Takes what is large out of a page while its pieces are put in order.

Formulas, drawings, programs and the data of figures are nine tenths of a page. Nothing
in them moves to another slide, and a parser would need a second for each page.
"""

import re
from dataclasses import dataclass
from functools import cached_property

LARGE = re.compile(r'<span class="katex">|<(?:svg|pre|script)\b')
FOLDED = re.compile(r'<wbr data-folded="(\d+)"/?>')
TAG = re.compile(r"<[^>]*>")
STRUT = re.compile(r'class="strut" style="height:([\d.]+)em')
ROW = re.compile(r"<mtr\b.*?</mtr>")
MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """What was taken out, and what a slide has to know of its size."""

    html: str

    @cached_property
    def text(self) -> str:
        """What it shows, as far as that is text; of a formula, the longest row."""
        found = MATHML.search(self.html)
        if not found:
            return TAG.sub("", self.html)
        rows = ROW.findall(found[0]) or [found[0]]
        return max((TAG.sub("", row) for row in rows), key=len)

    @property
    def height(self) -> float:
        """How high a formula stands, in its own em: KaTeX says so."""
        return max(map(float, STRUT.findall(self.html)), default=1.0)

    @property
    def lines(self) -> list[str]:
        """The lines of a program."""
        return self.text.strip("\n").split("\n")


def fold(html: str) -> tuple[str, list[Piece]]:
    """Return a page with a mark in the place of each large piece, and the pieces.

    >>> fold("<p><svg><g/></svg> is drawn</p>")
    ('<p><wbr data-folded="0"/> is drawn</p>', [Piece(html='<svg><g/></svg>')])
    """
    kept, pieces, end = [], [], 0
    for found in LARGE.finditer(html):
        if found.start() < end:
            continue
        kept.append(f'{html[end : found.start()]}<wbr data-folded="{len(pieces)}"/>')
        end = closing(html, found)
        pieces.append(Piece(html[found.start() : end]))
    return "".join([*kept, html[end:]]), pieces


def closing(html: str, opening: re.Match) -> int:
    """Return where the element ends that begins with a tag."""
    name, depth = re.match(r"<(\w+)", opening[0])[1], 0
    for tag in re.compile(f"</?{name}\\b").finditer(html, opening.start()):
        depth += -1 if tag[0][1] == "/" else 1
        if not depth:
            return html.index(">", tag.start()) + 1
    raise ValueError(f"html: a <{name}> is not closed")


def unfold(html: str, pieces: list[Piece]) -> str:
    """Put the pieces back."""
    return FOLDED.sub(lambda mark: pieces[int(mark[1])].html, html)
