"""The displayed equations of the editions, and what their proofs know of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bookbuild.chapter import chapter_paths, read_chapter
from bookbuild.parity import neutral_math
from softmaxbook import proofs
from softmaxbook.proofs.printed import plain


@dataclass(frozen=True)
class Equation:
    """A displayed equation of one edition, and where it stands."""

    label: str
    latex: str
    stem: str
    place: str


def equations(folder: Path) -> Iterator[Equation]:
    """Every displayed equation of an edition, in order."""
    for chapter in map(read_chapter, chapter_paths(folder)):
        for node in chapter.source.walk():
            if node.kind == "math":
                place = f"{chapter.name}:{node.line}"
                yield Equation(node.name, node.text, chapter.stem, place)


def fingerprint(latex: str) -> str:
    r"""Eight digits that stand for a formula, whatever its layout and its language.

    >>> fingerprint(r"a &= b \qquad \text{if } c") == fingerprint(r"a=b\text{falls }c")
    True
    """
    return hashlib.sha256(neutral_math(plain(latex)).encode()).hexdigest()[:8]


def printed_otherwise(folder: Path) -> Iterator[str]:
    """Equations that no longer are what they were when their proof was written."""
    known = {label: proofs.get(label).prints for label in proofs.labels()}
    for equation in equations(folder):
        now = fingerprint(equation.latex)
        if equation.label and now != known.get(equation.label, now):
            yield (
                f"{equation.place}: {equation.label} is printed otherwise than when "
                f'its proof was written: compare them, then set prints="{now}"'
            )
