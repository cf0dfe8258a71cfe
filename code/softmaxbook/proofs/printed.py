r"""Printed formulas: LaTeX as the book writes it, read, and every ``=`` decided.

An index takes every value of a model with three classes, so sums are written out, a
letter with an index is a vector, and the book's functions stand for their definitions.

>>> read(r"1-\sigma(x) = \frac{1}{1+e^{x}}")
['1 - 1/(1 + exp(-x)) = 1/(exp(x) + 1)']
>>> read(r"1-\sigma(x) = \frac{1}{1-e^{x}}")  # doctest: +ELLIPSIS
Traceback (most recent call last):
softmaxbook.proofs.ProofError: 1 - 1/(1 + exp(-x)) is not 1/(1 - exp(x)) at x = ...
"""

import re
from itertools import pairwise, product

import numpy as np

from softmaxbook.proofs import equal
from softmaxbook.proofs.grammar import Formula
from softmaxbook.proofs.vocabulary import (
    CLASSES,
    FUNCTIONS,
    INDICES,
    Scope,
    Unreadable,
)

__all__ = ["Unreadable", "plain", "read"]

LAYOUT = re.compile(
    r"\\(?:[bB]igg?[lr]?|left|right|q?quad)(?![a-zA-Z])|\\[,;:! ]|&|\\\\|~"
    r"|\\(?:begin|end)\{(?:aligned|gathered)\}|\{\}"
)
WORD = re.compile(r"\\(?:operatorname|mathrm)\s*(?:\{([A-Za-z]+)\}|([A-Za-z]))")
TOKEN = re.compile(r"\\bar [a-zA-Z]|\\[a-zA-Z]+|\\.|\S")
INDEXED = re.compile(r"(\\[a-zA-Z]+|[a-zA-Z])_(?:\{([a-z]+)\}|([a-z]))")
CALLED = re.compile(r"(?:^|,)\s*(\\[A-Za-z]+|[A-Za-z])\((?:\\[A-Za-z]+|[A-Za-z])\)\s*=")
UNEQUAL = re.compile(r"\(([a-z])\\ne\s*([a-z])\)")


def plain(latex):
    """Return a formula without what only places it: spaces, sizes, alignment."""
    return " ".join(LAYOUT.sub(" ", latex).split()).rstrip(" .,")


def read(latex, where=""):
    """Decide every ``=`` of a printed formula, and return the steps.

    Parameters
    ----------
    latex : str
        The formula. A letter that it does not use before, alone on the left of its
        first ``=``, is being defined there.
    where : str
        What other letters stand for, in the same notation: ``p_j = …, T > 0``.

    Raises
    ------
    Unreadable
        If it holds something that is not understood, or nothing to decide.
    ProofError
        If a side is not what stands left of it; with a counterexample.
    """
    unequal = [set(pair) for pair in UNEQUAL.findall(plain(latex))]
    text, where = _tidy(UNEQUAL.sub("", latex)), _tidy(where)
    names = _names(f"{text}, {where}")
    reader = Formula(TOKEN.findall(text), *names)
    chains = reader.chains()
    scope = _defining(_given(where, names), chains, names[0], known=where)
    steps = {}
    for at in _assignments(sorted(reader.free), unequal):
        for left, right in _to_decide(chains, scope):
            steps |= dict.fromkeys(_decide(left(scope.at(**at)), right(scope.at(**at))))
    if not steps:
        raise Unreadable("there is nothing to decide: it only defines")
    return list(steps)


def _tidy(latex):
    words = WORD.sub(lambda word: rf"\{word[1] or word[2]} ", plain(latex))
    return words.replace(r"H^{\G }", r"\Gini ").replace(r"\tfrac", r"\frac")


def _names(text):
    """Return the functions that a text defines, and the letters that it indexes."""
    indexed = INDEXED.findall(text)
    vectors = {n for n, *at in indexed if set("".join(at)) <= INDICES}
    return frozenset(CALLED.findall(text)) - set(FUNCTIONS), frozenset(vectors)


def _given(where, names):
    scope = Scope(vectors=names[1])
    if not where:
        return scope
    defined, positive = {}, set()
    for chain in Formula(TOKEN.findall(where), *names).chains():
        (_, _, left), (relation, right, _) = [*chain, ("", None, ())][:2]
        if not relation:
            continue  # a letter with an index, to say that it has one
        if relation == ">":
            positive.add(left[0])
        else:
            name, letters = _being_defined(left, names[0])
            defined[name] = letters, right
    return Scope(defined, names[1], frozenset(positive))


def _defining(scope, chains, called, known):
    """Add what the chains define; such a side is then no longer there to decide."""
    known, defined = TOKEN.findall(known), {}
    for chain in chains:
        if len(chain) > 1 and chain[1][0] == "=":
            name, letters = _being_defined(chain[0][2], called) or ("", ())
            if name and name.split("_")[0] not in {*known, *defined}:
                defined[name] = letters, chain[1][1]
                del chain[0]
    return Scope(scope.defined | defined, scope.vectors, scope.positive)


def _being_defined(left, called):
    """Return the letter on the left, and its indices or its argument."""
    match left:
        case (name,) if re.fullmatch(r"[A-Za-z]|\\[a-zA-Z]+", name):
            return name, ()
        case (name, "_", index) if index in INDICES:
            return name, (index,)
        case (name, "_", mark) | (name, "_", "{", mark, "}"):
            return f"{name}_{mark}", ()
        case (name, "_", "{", *indices, "}") if set(indices) <= INDICES:
            return name, tuple(indices)
        case (name, "(", argument, ")") if name in called:
            return name, (argument,)
    return None


def _assignments(letters, unequal):
    for values in product(range(CLASSES), repeat=len(letters)):
        at = dict(zip(letters, values, strict=True))
        if all(len({at[letter] for letter in pair}) > 1 for pair in unequal):
            yield at


def _to_decide(chains, scope):
    for chain in chains:
        for (_, left, _), (relation, right, _) in pairwise(chain):
            if relation == "=":
                yield left, right


def _decide(left, right):
    for one, other in np.broadcast(left, right):
        yield equal(one, other)
