"""Machine proofs of the book's numbered equations, one module per chapter.

A proof is a generator that yields one line of text per step. Each line comes from a
helper that raises when the step is wrong: `equal` (SymPy finds each expression of a
chain identical to the next), `agree` (for what SymPy cannot decide: the same at random
points, in high precision) or `holds` (a condition). The formulas under test are
arguments with a default, so that a *mutant*, the same proof with one wrong formula in
place of the right one, can show that the proof is able to fail.

>>> check("eq-two-logits")
eq-two-logits: symbolic, steps: 2
  1. exp(a)/(exp(a) + exp(b)) = 1/(exp(-a + b) + 1)
  2. exp(b)/(exp(a) + exp(b)) = 1/(exp(a - b) + 1)
>>> wrong = "the odds taken for the sigmoid"
>>> prove("eq-odds", mutant=wrong)  # doctest: +ELLIPSIS
Traceback (most recent call last):
softmaxbook.proofs.ProofError: eq-odds: ... is not 1/(1 + exp(-x)) at x = ...

Nothing else in the package imports SymPy, which takes a second.
"""

import importlib
import pkgutil
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from softmaxbook.labels import text

try:
    import mpmath
    import sympy as sp
except ImportError as error:
    message = "the proofs need SymPy, which is not installed: pip install sympy"
    raise ImportError(message) from error

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
    "prove",
    "proves",
]

KINDS = ("symbolic", "numeric", "optimality")
POINTS, DIGITS, SEED = 200, 50, 20210
TOLERANCE = mpmath.mpf("1e-40")
LONG = 60  # characters of one side of an equation that are printed

_registry: dict[str, "Proof"] = {}


class ProofError(AssertionError):
    """A step of a proof does not hold."""


@dataclass(frozen=True)
class Proof:
    """A proof, the equation it belongs to, and the wrong versions it must reject."""

    label: str
    prints: str
    where: str | None
    kind: str
    function: Callable
    mutants: Mapping[str, Mapping[str, object]]


def proves(label, *, prints, where=None, kind="symbolic", mutants):
    """Register the decorated generator as the proof of the equation `label`.

    Parameters
    ----------
    label : str
        The label of the equation, ``eq-...``.
    prints : str
        The fingerprint of the formula that the chapters print; a test says what it is.
    where : str, optional
        If the printed formula itself can be read: what its letters stand for, as in
        `softmaxbook.proofs.printed.read`.
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
        _registry[label] = Proof(label, prints, where, kind, function, mutants)
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


def check(label):
    """Run the proof of `label`, and print its kind and its steps.

    The words are those of `softmaxbook.labels`; a long formula loses its middle.
    """
    steps = prove(label)
    kind = text(f"proof.{get(label).kind}")
    count = text("proof.steps").format(n=len(steps))
    print(f"{label}: {text('proof.checked').format(kind=kind, steps=count)}")
    for number, step in enumerate(steps, 1):
        print(f"{number:3}. {_shortened(step)}")


def _shortened(step):
    sides = re.split("( (?:=|≈) )", step)
    return "".join(
        side if len(side) <= LONG else f"{side[: LONG // 2]} … {side[-LONG // 2 :]}"
        for side in sides
    )


def prove(label, *, mutant=None):
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
        if not _expands_to_zero(left - right):
            agree(left, right)  # raises with a counterexample
            if sp.simplify(left - right) == 0:  # a slow search
                continue
            raise ProofError(f"SymPy cannot decide whether {left} = {right}")
    return " = ".join(map(str, chain))


def agree(*chain):
    """Return ``a ≈ b ≈ ...`` if all agree at 200 random points, in 40 of 50 digits.

    Positive symbols are drawn from 0.01 to 100 (evenly in the logarithm), other ones
    from -5 to 5.
    """
    chain = [sp.sympify(expression) for expression in chain]
    symbols = sorted(set().union(*(e.free_symbols for e in chain)), key=str)
    values = sp.lambdify(symbols, chain, "mpmath", cse=True)
    draw = random.Random(SEED)
    with mpmath.workdps(DIGITS):
        for _ in range(POINTS):
            point = [_random_value(symbol, draw) for symbol in symbols]
            if step := _disagreement(values, point):
                where = zip(symbols, point, strict=True)
                where = ", ".join(f"{s} = {float(at):.3g}" for s, at in where)
                left, right = chain[step - 1 : step + 1]
                raise ProofError(f"{left} is not {right} at {where or 'all'}")
    return " ≈ ".join(map(str, chain))


def _disagreement(values, point):
    """Return the first step of a chain that differs at a point, or 0."""
    step = _first_difference(values, point)
    if step:  # 1 - p, where p is 1 in nearly all of 50 digits, has lost them
        with mpmath.extradps(20 * DIGITS):
            step = _first_difference(values, point)
    return step


def _first_difference(values, point):
    try:
        computed = values(*point)
    except ZeroDivisionError:
        return 1
    for step, (u, v) in enumerate(pairwise(computed), 1):
        near = abs(u - v) <= (1 + min(abs(u), abs(v))) * TOLERANCE
        if not (u == v or near):  # also if NaN
            return step
    return 0


def _random_value(symbol, draw):
    if symbol.is_positive:
        return mpmath.mpf(10) ** draw.uniform(-2, 2)
    return mpmath.mpf(draw.uniform(-5, 5))


def _expands_to_zero(expression):
    # Over a common denominator, with e^(a+b) split into e^a e^b, the numerators of this
    # book expand to 0; or those of e^expression - 1, if it is made of logarithms.
    expression = sp.expand_log(expression.rewrite(sp.exp))
    if _numerator(expression) == 0:
        return True
    return expression.has(sp.log) and _numerator(sp.exp(expression) - 1) == 0


def _numerator(expression):
    return sp.expand(sp.fraction(sp.together(sp.expand_power_exp(expression)))[0])
