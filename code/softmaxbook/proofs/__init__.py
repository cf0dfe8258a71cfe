"""Machine proofs of the book's numbered equations, one module per chapter.

A proof is a generator that yields one line of text per step. Each line comes from a
helper that raises when the step is wrong: `equal` (SymPy finds each expression of a
chain identical to the next), `agree` (for what SymPy cannot decide: the same at random
points, in high precision) or `holds` (a condition). The formulas under test are
arguments with a default, so that a *mutant*, the same proof with one wrong formula in
place of the right one, can show that the proof is able to fail.

>>> check("eq-odds")
['1/((1 - 1/(1 + exp(-x)))*(1 + exp(-x))) = exp(x)']
>>> wrong = "the odds taken for the sigmoid"
>>> check("eq-odds", mutant=wrong)  # doctest: +ELLIPSIS
Traceback (most recent call last):
softmaxbook.proofs.ProofError: eq-odds: ... is not 1/(1 + exp(-x)) at x = ...

Nothing else in the package needs SymPy: it comes with the extra ``test``.
"""

import importlib
import pkgutil
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import mpmath
import sympy as sp

__all__ = [
    "KINDS",
    "Proof",
    "ProofError",
    "agree",
    "check",
    "equal",
    "get",
    "holds",
    "labels",
    "load_all",
    "proves",
]

KINDS = ("symbolic", "numeric", "optimality")

_registry: dict[str, "Proof"] = {}


class ProofError(AssertionError):
    """A step of a proof does not hold."""


@dataclass(frozen=True)
class Proof:
    """A proof, the equation it belongs to, and the wrong versions it must reject."""

    label: str
    kind: str
    function: Callable
    mutants: Mapping[str, Mapping[str, object]]


def proves(label, *, kind="symbolic", mutants):
    """Register the decorated generator as the proof of the equation `label`.

    Parameters
    ----------
    label : str
        The label of the equation, ``eq-...``.
    kind : {"symbolic", "numeric", "optimality"}
        How the proof decides.
    mutants : mapping of str to mapping
        What is wrong with it, in words: the arguments that make the proof wrong.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}, not {kind!r}")
    if not mutants:
        raise ValueError(f"mutants must name at least one wrong version of {label}")

    def register(function):
        if label in _registry:
            raise ValueError(f"label {label!r} already has a proof")
        _registry[label] = Proof(label, kind, function, mutants)
        return function

    return register


def load_all():
    """Import every chapter of proofs."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)


def labels():
    """Return the labels of all proofs, sorted."""
    load_all()
    return sorted(_registry)


def get(label):
    """Return the `Proof` of the equation `label`."""
    load_all()
    if label not in _registry:
        raise LookupError(f"label {label!r} has no proof; known: {sorted(_registry)}")
    return _registry[label]


def check(label, *, mutant=None):
    """Run the proof of `label`, or one of its mutants, and return its steps.

    Raises
    ------
    ProofError
        If a step does not hold; the message begins with the label.
    LookupError
        If there is no such proof, or it has no such mutant.
    """
    proof = get(label)
    arguments = {} if mutant is None else proof.mutants[mutant]
    try:
        steps = list(proof.function(**arguments))
    except ProofError as error:
        raise ProofError(f"{label}: {error}") from None
    if not steps:
        raise ProofError(f"{label}: the proof has no steps")
    return steps


def holds(statement, condition):
    """Return `statement`, or raise if `condition` is not known to be true."""
    if condition not in (True, sp.true):  # an undecided one is neither
        raise ProofError(f"it does not hold that {statement}")
    return statement


def equal(*chain):
    """Return ``a = b = ...`` if SymPy proves each expression equal to the next."""
    for left, right in pairwise(map(sp.sympify, chain)):
        if not _is_zero(left - right):
            agree(left, right)  # raises with a counterexample
            raise ProofError(f"SymPy cannot decide whether {left} = {right}")
    return " = ".join(map(str, chain))


def agree(*chain, points=200, digits=50, seed=20210):
    """Return ``a ≈ b ≈ ...`` if all agree at random points, to 10 digits less.

    Positive symbols are drawn from 0.01 to 100 (evenly in the logarithm), other ones
    from -5 to 5.
    """
    chain = [sp.sympify(expression) for expression in chain]
    symbols = sorted(set().union(*(e.free_symbols for e in chain)), key=str)
    values = sp.lambdify(symbols, chain, "mpmath")
    draw = random.Random(seed)
    with mpmath.workdps(digits):
        for _ in range(points):
            point = [_random_value(symbol, draw) for symbol in symbols]
            steps = zip(pairwise(chain), pairwise(values(*point)), strict=True)
            for (left, right), (u, v) in steps:
                tolerance = (1 + min(abs(u), abs(v))) * mpmath.mpf(10) ** (10 - digits)
                if not (u == v or abs(u - v) <= tolerance):  # also if NaN
                    where = zip(symbols, point, strict=True)
                    where = ", ".join(f"{s} = {float(at):.3g}" for s, at in where)
                    raise ProofError(f"{left} is not {right} at {where or 'all'}")
    return " ≈ ".join(map(str, chain))


def _random_value(symbol, draw):
    if symbol.is_positive:
        return mpmath.mpf(10) ** draw.uniform(-2, 2)
    return mpmath.mpf(draw.uniform(-5, 5))


def _is_zero(expression):
    # Over a common denominator, with e^(a+b) split into e^a e^b, the numerators of this
    # book expand to 0; the general (slow) search is for what is left.
    expression = sp.expand_log(expression.rewrite(sp.exp))
    numerator, _ = sp.fraction(sp.together(sp.expand_power_exp(expression)))
    return sp.expand(numerator) == 0 or sp.simplify(expression) == 0
