"""What the words and letters of a printed formula mean, for a model of few classes."""

from dataclasses import dataclass, field, replace

import numpy as np
import sympy as sp

from softmaxbook.proofs import terms

INDICES = frozenset("ijkdmy")
CLASSES = 3  # as many as it takes to tell "the other" from "the others"


class Unreadable(ValueError):
    """The formula says more than the reader understands."""


def vector(values):
    """Return an array of formulas."""
    return np.array(list(values), dtype=object)


def is_vector(value):
    """Tell whether a value has an index."""
    return isinstance(value, np.ndarray)


def softmax(beta, *z):
    return vector(terms.softmax(_joined(z), 1 if beta is None else beta))


def entropy(alpha, *p):
    """Return H(p) of a vector or of single shares, H(p, q) of two vectors, H_α(p)."""
    if len(p) == 2 and is_vector(p[0]):
        return -p[0] @ _each(sp.log)(p[1])
    if alpha is None:
        return terms.entropy(_joined(p))
    p = vector(_joined(p))
    return sum(p - p**alpha) / (alpha * (alpha - 1))


def gini(_, *p):
    return sum(p_j * (1 - p_j) for p_j in _joined(p)) / 2


def kl(_, p, q):
    return p @ _each(sp.log)(p / q)


def variance(p, values):
    return p @ values**2 - (p @ values) ** 2


def _joined(arguments):
    return arguments[0] if len(arguments) == 1 else arguments


def _each(function):
    return np.frompyfunc(function, 1, 1)


def _plain(function):
    each = _each(function)

    def called(subscript, argument):
        if subscript is not None:
            raise Unreadable(f"{function} has no subscript")
        return each(argument)

    return called


FUNCTIONS = {
    r"\sigma": _plain(terms.sigmoid),
    r"\ln": _plain(sp.log),
    r"\tanh": _plain(sp.tanh),
    r"\cosh": _plain(sp.cosh),
    r"\logit": _plain(lambda u: sp.log(u / (1 - u))),
    r"\lse": lambda _, *z: terms.log_sum_exp(_joined(z)),
    r"\max": lambda _, *u: sp.Max(*u),
    r"\min": lambda _, *u: sp.Min(*u),
    r"\softmax": softmax,
    r"\Var": variance,
    r"\KL": kl,
    r"\Gini": gini,
    "H": entropy,
}
WITHOUT_PARENTHESES = {r"\ln", r"\tanh", r"\cosh"}
QUANTIFIERS = {
    r"\sum": lambda values: sum(values[1:], values[0]),
    r"\prod": lambda values: sp.prod(values),
    r"\max": lambda values: sp.Max(*values),
    r"\min": lambda values: sp.Min(*values),
}


@dataclass(frozen=True)
class Scope:
    """What stands for what: definitions, vectors, and the value of each index."""

    defined: dict = field(default_factory=dict)
    vectors: frozenset = frozenset()
    positive: frozenset = frozenset()
    index: dict = field(default_factory=dict)
    given: dict = field(default_factory=dict)

    def at(self, **index):
        """Return the scope in which these indices have these values."""
        return replace(self, index={**self.index, **index})

    def call(self, name, argument):
        """Return a function that the text defines, at an argument."""
        (parameter,), meaning = self.defined[name]
        return meaning(replace(self, given={**self.given, parameter: argument}))

    def value(self, name, where=()):
        """Return the value of a letter, or of its entry at `where`."""
        if name in self.given:
            return self.given[name][where] if where else self.given[name]
        if name in self.defined:
            return self._defined(name, where)
        if where:
            return self._symbol(name, where)
        if name in self.vectors:
            return vector(self._symbol(name, (j,)) for j in range(CLASSES))
        return self._symbol(name)

    def _defined(self, name, where):
        letters, meaning = self.defined[name]
        letters = [letter for letter in letters if letter in INDICES]
        if letters and where:
            return meaning(self.at(**dict(zip(letters, where, strict=True))))
        if letters:
            every = range(CLASSES)
            return vector(meaning(self.at(**{letters[0]: j})) for j in every)
        return meaning(self)[where] if where else meaning(self)

    def _symbol(self, name, where=()):
        printed = name.lstrip("\\") + "".join(str(j + 1) for j in where)
        sign = "positive" if name in self.positive else "real"
        return sp.Symbol(printed, **{sign: True})
