import inspect
import subprocess
import sys

import pytest
import sympy as sp

from softmaxbook import proofs
from softmaxbook.proofs import ProofError, agree, check, equal, holds

x, y = sp.symbols("x y", real=True)
r = sp.Symbol("r", positive=True)
MUTANTS = [(label, m) for label in proofs.labels() for m in proofs.get(label).mutants]


@pytest.mark.parametrize("label", proofs.labels())
def test_proof_holds(label):
    steps = check(label)
    assert all(isinstance(step, str) and step for step in steps)


@pytest.mark.parametrize(("label", "mutant"), MUTANTS)
def test_wrong_version_is_refuted(label, mutant):
    # By a counterexample or a failed condition: "cannot decide" refutes nothing.
    with pytest.raises(ProofError, match=f"^{label}: .*( is not | does not hold )"):
        check(label, mutant=mutant)


@pytest.mark.parametrize("label", proofs.labels())
def test_registration(label):
    proof = proofs.get(label)
    assert proof.label == label
    assert label.startswith("eq-")
    assert proof.kind in proofs.KINDS
    assert proof.mutants
    assert f'"{label}"' in inspect.getsource(proof.function)
    defaults = inspect.signature(proof.function).parameters
    for changes in proof.mutants.values():
        assert changes
        assert set(changes) <= set(defaults)


def test_every_equation_of_the_first_chapter_is_here():
    assert set(proofs.labels()) >= {
        "eq-logit",
        "eq-odds",
        "eq-one-against-rest",
        "eq-posterior",
        "eq-posterior-log-odds",
        "eq-share-of-scores",
        "eq-shift",
        "eq-sigmoid",
        "eq-sigmoid-complement",
        "eq-sigmoid-first-form",
        "eq-sigmoid-slope",
        "eq-softmax",
        "eq-softmax-as-sigmoid",
        "eq-softmax-beta",
        "eq-two-logits",
    }


def test_unknown_label_and_mutant():
    with pytest.raises(LookupError, match=r"'eq-nonsense' has no proof; .*eq-"):
        check("eq-nonsense")
    with pytest.raises(LookupError):
        check("eq-odds", mutant="nonsense")


def test_registering():
    with pytest.raises(ValueError, match="kind must be one of"):
        proofs.proves("eq-new", kind="by intimidation", mutants={"m": {}})
    with pytest.raises(ValueError, match="mutants must name at least one"):
        proofs.proves("eq-new", mutants={})
    with pytest.raises(ValueError, match="'eq-odds' already has a proof"):
        proofs.proves("eq-odds", mutants={"m": {"a": 1}})(lambda a=0: [])


def test_a_proof_without_steps_proves_nothing(monkeypatch):
    empty = proofs.Proof("eq-empty", "symbolic", lambda: iter(()), {"m": {"a": 1}})
    monkeypatch.setitem(proofs._registry, "eq-empty", empty)
    with pytest.raises(ProofError, match="eq-empty: the proof has no steps"):
        check("eq-empty")


def test_equal():
    assert equal(x * (x + 1), x**2 + x, x + x**2) == "x*(x + 1) = x**2 + x = x**2 + x"
    equal(sp.tanh(x), 2 / (1 + sp.exp(-2 * x)) - 1)
    equal(sp.log(r * sp.exp(x)), sp.log(r) + x)
    with pytest.raises(ProofError, match=r"x\*\*2 is not x\*\*3 at x = "):
        equal(x * x, x**2, x**3)
    with pytest.raises(ProofError, match="1 is not 2 at all"):
        equal(1, 2)


def test_equal_is_not_content_with_random_points(monkeypatch):
    monkeypatch.setattr(proofs, "_is_zero", lambda expression: False)
    with pytest.raises(ProofError, match="SymPy cannot decide whether x = x"):
        equal(x, x)


def test_agree():
    assert agree(sp.cos(x) ** 2, 1 - sp.sin(x) ** 2).count("≈") == 1
    agree(sp.sqrt(r) ** 2, r)
    agree(sp.oo, sp.oo)
    with pytest.raises(ProofError, match=" is not x at x = -"):
        agree(sp.sqrt(x**2), x)
    with pytest.raises(ProofError, match=r" at x = .*, y = "):
        agree(x * y, x * y * (1 + sp.Float("1e-30", 50)))
    with pytest.raises(ProofError):
        agree(sp.nan, sp.nan)
    with pytest.raises(ProofError, match="oo is not 1"):
        agree(sp.oo, 1)


@pytest.mark.parametrize("condition", [False, None, sp.false, x > 0])
def test_holds_needs_a_decided_condition(condition):
    assert holds("r > 0", r.is_positive) == "r > 0"
    assert holds("r > 0", r > 0) == "r > 0"
    with pytest.raises(ProofError, match="does not hold that x > 0"):
        holds("x > 0", condition)


def test_readers_do_not_need_sympy():
    program = """
import sys
import softmaxbook, softmaxbook.sigmoid, softmaxbook.softmax
sys.exit(bool({"sympy", "mpmath"} & set(sys.modules)))
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
