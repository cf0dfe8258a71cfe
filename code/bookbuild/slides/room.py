"""How much room words, formulas and programs take on a slide, in lines of text.

A slide is as wide as `WIDTH` letters of its text are high, whatever the projector:
slides.css makes it so. What is said here is a little more than a browser needs.
"""

from math import ceil, inf
from unicodedata import east_asian_width

from bs4 import Tag

from bookbuild.slides.fold import Piece

WIDTH = 34.0  # em of text
HEIGHT = 11  # lines below one line of heading
COLUMNS = 70  # letters of a program
TABLE = 0.85  # em, the letters in a table
LETTER = 0.54  # em, of a Latin letter
SYMBOL = 0.6  # em, of a letter in a formula
RAGGED = 1.06  # lines end before the edge
LINE = 1.5  # em, from one line to the next
MARGINS = 2.7  # em, above and below a formula
KATEX = 1.08  # em, of a formula beside its text: book.css
SCALES = (1.3, 1.15)  # of a formula, where there is room


def text_width(text: str) -> float:
    """Return the width of a text in em.

    >>> text_width("温度"), round(text_width("heat"), 2)
    (2, 2.16)
    """
    return sum(1 if east_asian_width(letter) in "WF" else LETTER for letter in text)


class Ruler:
    """Measures what a page holds, whose large pieces are folded."""

    def __init__(self, pieces: list[Piece]):
        self.pieces = pieces

    def piece(self, mark: Tag) -> Piece:
        """Return what a mark stands for."""
        return self.pieces[int(mark["data-folded"])]

    def width(self, *nodes) -> float:
        """Return the width of text with formulas, if it were one line."""
        return sum(map(self._width, nodes))

    def _width(self, node) -> float:
        if not isinstance(node, Tag):
            return text_width(node)
        if node.name == "wbr" and node.has_attr("data-folded"):
            return SYMBOL * len(self.piece(node).text)
        return sum(map(self._width, node.contents))

    def lines(self, *nodes, room: float = WIDTH) -> int:
        """Return how many lines a text takes."""
        return ceil(RAGGED * self.width(*nodes) / room)

    def formula(self, math: Tag, most: float) -> tuple[float, float]:
        """Return the lines of a displayed formula, and how much larger it stands."""
        piece = self.piece(math.find("wbr"))
        for scale in SCALES:
            lines = (KATEX * scale * piece.height + MARGINS) / LINE
            width = KATEX * scale * SYMBOL * len(piece.text)
            if width < WIDTH - 4 and lines <= most:
                return lines, scale
        return (KATEX * piece.height + MARGINS) / LINE, 1

    def programs(self, cell: Tag) -> list[list[str]]:
        """Return the lines of code, and those it prints."""
        marks = [mark for mark in cell.find_all("wbr") if mark.has_attr("data-folded")]
        return [self.piece(mark).lines for mark in marks]

    def columns(self, cell: Tag) -> int:
        """Return how long the longest line is, in letters."""
        return max(len(line) for lines in self.programs(cell) for line in lines)

    def program(self, cell: Tag) -> float:
        """Return the lines of code and of what it prints; too wide is too much."""
        if self.columns(cell) > COLUMNS:
            return inf
        return sum(0.9 * len(lines) + 0.9 for lines in self.programs(cell))

    def row(self, row: Tag) -> float:
        """Return the lines of a row of a table, its columns being equally wide."""
        cells = row.find_all(["td", "th"])
        room = WIDTH / (TABLE * len(cells)) - 1
        return TABLE * max(self.lines(cell, room=room) for cell in cells) + 0.8
