"""What a check consists of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Case:
    """The arguments of one call; `shown` replaces them where they are printed."""

    arguments: tuple
    options: Mapping[str, object]
    shown: str = ""


def case(*arguments, shown="", **options):
    """Return the call with these arguments, as a case of a check."""
    return Case(arguments, options, shown)


@dataclass(frozen=True, eq=False)
class Check:
    """An exercise that can tell a right answer from wrong ones.

    Parameters
    ----------
    name : str
        What the student writes; also the first part of the keys of its hints.
    signature : str
        The function that is asked for, such as ``my_softmax(z, axis=-1)``.
    right : callable
        The right answer.
    cases : sequence of Case
        What the answer is tried on; the most telling cases come first.
    mistakes : mapping of str to callable
        Wrong answers; the keys are the second part of the keys of their hints.
    exercise : str
        The label of the exercise, without ``ex-``, if it is not `name`.
    quiet : bool
        Whether the exercise asks for no warning of overflow and the like.
    relative : bool
        Whether each number must be right by its own size. Otherwise, an error may be
        small beside the largest number of the result.
    memory : int, optional
        The bytes that one call may use at most.
    """

    name: str
    signature: str
    right: Callable
    cases: tuple
    mistakes: Mapping[str, Callable]
    exercise: str = ""
    quiet: bool = False
    relative: bool = False
    memory: int | None = None

    @property
    def function(self):
        """The name of the function that is asked for."""
        return self.signature.partition("(")[0]

    @property
    def label(self):
        """The label of the exercise in the chapters."""
        return f"ex-{self.exercise or self.name}"

    @property
    def call(self):
        """The line that a student writes."""
        return f'check("{self.name}", {self.function})'

    @property
    def stub(self):
        """What a student finds in the notebook: a function without a body."""
        return f"def {self.signature}:\n    ...\n\n\n{self.call}"


def normal(*shape, seed=0, scale=2.0):
    """Return random numbers with two digits after the point: they are to be read."""
    return (scale * np.random.default_rng(seed).normal(size=shape)).round(2)


def shares(n, seed=0):
    """Return n random probabilities, all positive, in whole percents."""
    rng = np.random.default_rng(seed)
    return (1 + rng.multinomial(100 - n, rng.dirichlet(np.ones(n)))) / 100
