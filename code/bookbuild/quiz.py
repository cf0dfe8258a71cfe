"""A question with choices, as its author writes it.

::::{quiz}
Both logits of a softmax rise by 10. What happens to the first probability?

- [x] It stays.

  Only the difference counts, {eq}`eq-shift`.
- [ ] It rises.

  So does the other exponential, by the same factor.
::::

With the option ``tolerance`` the reader writes a number instead. Each choice is then a
Python expression in backquotes: the answer, or what a typical mistake leads to.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from numbers import Real
from string import ascii_uppercase
from textwrap import dedent

import numpy as np

from bookbuild.errors import BookError

CHOICE = re.compile(r"^- \[([x ])\] ", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """Some Markdown, and how many lines below the question's beginning it stands."""

    text: str
    line: int


@dataclass(frozen=True)
class Choice:
    """An answer to choose, or the expression of a number, and what there is to say."""

    right: bool
    answer: Piece
    note: Piece

    @property
    def expression(self) -> str:
        """The expression of a number."""
        return self.answer.text.strip("`")


@dataclass(frozen=True)
class Question:
    """What is asked, and the choices in order; a number has a relative tolerance."""

    asked: Piece
    choices: tuple[Choice, ...]
    tolerance: float | None = None

    def shape(self) -> str:
        """What all editions share: which choice is right, and the expressions.

        >>> read("x?\\n\\n- [ ] a\\n\\n  No.\\n- [x] b\\n\\n  Yes.").shape()
        '[ ] [x]'
        """
        marks = ("[x]" if choice.right else "[ ]" for choice in self.choices)
        if self.tolerance is None:
            return " ".join(marks)
        pairs = zip(marks, self.choices, strict=True)
        return "\n".join(f"{mark} {choice.expression}" for mark, choice in pairs)

    def values(self) -> list[float]:
        """The numbers that the expressions give: no wrong one may pass for right."""
        found = [value(choice.expression) for choice in self.choices]
        (answer,) = (v for v, c in zip(found, self.choices, strict=True) if c.right)
        near = [v for v in found if abs(v - answer) <= self.tolerance * abs(answer)]
        if len(near) > 1:
            raise BookError(f"the number {shown(near[1])} is wrong and in tolerance")
        return found


def read(body: str, tolerance: str | None = None) -> Question:
    """Read the body of a directive.

    Raises BookError when not exactly one choice is right, or one is not explained.
    """
    starts = [*(mark.start() for mark in CHOICE.finditer(body)), len(body)]
    choices = tuple(
        choice(body[start:end], body.count("\n", 0, start))
        for start, end in pairwise(starts)
    )
    asked = body[: starts[0]].strip()
    if not asked:
        raise BookError("nothing is asked before the choices")
    if len(choices) < 2 or sum(choice.right for choice in choices) != 1:
        raise BookError("a question needs two choices or more, and one [x] among them")
    for number, one in enumerate(choices, 1):
        if not one.note.text:
            raise BookError(f"choice {number} is not explained")
    return Question(Piece(asked, 0), choices, relative(tolerance))


def relative(tolerance: str | None) -> float | None:
    """Read a tolerance; raises BookError unless it is between 0 and 1."""
    try:
        if tolerance is None or 0 < float(tolerance) < 1:
            return tolerance and float(tolerance)
    except ValueError:
        pass
    raise BookError(f"tolerance must be a number between 0 and 1, not {tolerance!r}")


def choice(item: str, line: int) -> Choice:
    """Read a choice: a paragraph after its mark, and what is said of it below."""
    head, _, note = dedent(CHOICE.sub("  ", item, count=1)).partition("\n\n")
    below = line + head.count("\n") + 2
    right = item.startswith("- [x]")
    return Choice(right, Piece(head.strip(), line), Piece(note.strip(), below))


@cache
def names() -> dict[str, object]:
    """What an expression may use: NumPy as ``np``, and what a reader imports."""
    import softmaxbook

    of_the_book = {name: getattr(softmaxbook, name) for name in softmaxbook.__all__}
    return {"np": np, **of_the_book}


def value(expression: str) -> float:
    """Compute a number.

    >>> value("softmax([0, 0, 0])[0] * 6")
    2.0
    """
    try:
        found = eval(expression, dict(names()))  # the book's own words, as in a cell
    except Exception as error:
        message = f"`{expression}` fails: {type(error).__name__}: {error}"
        raise BookError(message) from None
    if not isinstance(found, Real) or not np.isfinite(found):
        raise BookError(f"`{expression}` is {found}, not one finite number")
    return float(found)


def shown(number: float) -> str:
    """Write a number as a reader does.

    >>> shown(-0.66524096), shown(2.0), shown(1024)
    ('−0.6652', '2', '1024')
    """
    return f"{number:.4g}".replace("-", "−")


def as_markdown(
    question: Question, plain: Callable[[Piece], str], words: dict[str, str]
) -> str:
    """Write a question for a notebook, with its answers folded."""
    lines = [plain(question.asked), ""]
    if question.tolerance is None:
        labels = [f"**{letter}.**" for letter in ascii_uppercase]
        lines += [
            f"- {label} {plain(choice.answer)}"
            for label, choice in zip(labels, question.choices, strict=False)
        ]
    else:
        labels = [f"**{shown(number)}**" for number in question.values()]
    lines += ["", f"<details><summary>{words['answer']}</summary>", ""]
    for label, choice in zip(labels, question.choices, strict=False):
        right = f"{words['right']} " if choice.right else ""
        note = plain(choice.note).replace("\n", "\n  ")
        lines.append(f"- {label} {right}{note}")
    return "\n".join([*lines, "", "</details>"])
