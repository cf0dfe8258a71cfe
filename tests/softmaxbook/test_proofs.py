import inspect
import subprocess
import sys

import pytest
import sympy as sp

from softmaxbook import labels, proofs
from softmaxbook.proofs import ProofError, agree, check, equal, holds, prove

x, y = sp.symbols("x y", real=True)
r = sp.Symbol("r", positive=True)
MUTANTS = [(label, m) for label in proofs.labels() for m in proofs.get(label).mutants]


@pytest.mark.parametrize("label", proofs.labels())
def test_proof_holds(label):
    steps = prove(label)
    assert all(isinstance(step, str) and step for step in steps)
    if proofs.get(label).kind == "symbolic":
        assert not any("≈" in step for step in steps), "it rests on random points"


@pytest.mark.parametrize(("label", "mutant"), MUTANTS)
def test_wrong_version_is_refuted(label, mutant):
    # By a counterexample or a failed condition: "cannot decide" refutes nothing.
    with pytest.raises(ProofError, match=f"^{label}: .*( is not | does not hold )"):
        prove(label, mutant=mutant)


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
        prove("eq-nonsense")
    with pytest.raises(LookupError):
        prove("eq-odds", mutant="nonsense")


def test_registering():
    with pytest.raises(ValueError, match="kind must be one of"):
        proofs.proves("eq-new", prints="", kind="by intimidation", mutants={"m": {}})
    with pytest.raises(ValueError, match="mutants must name at least one"):
        proofs.proves("eq-new", prints="", mutants={})
    with pytest.raises(ValueError, match="'eq-odds' already has a proof"):
        proofs.proves("eq-odds", prints="", mutants={"m": {"a": 1}})(lambda a=0: [])


def test_a_proof_without_steps_proves_nothing(monkeypatch):
    empty = proofs.Proof(
        "eq-empty", "", None, "symbolic", lambda: iter(()), {"m": {"a": 1}}
    )
    monkeypatch.setitem(proofs._registry, "eq-empty", empty)
    with pytest.raises(ProofError, match="eq-empty: the proof has no steps"):
        prove("eq-empty")


def test_equal():
    assert equal(x * (x + 1), x**2 + x, x + x**2) == "x*(x + 1) = x**2 + x = x**2 + x"
    equal(sp.tanh(x), 2 / (1 + sp.exp(-2 * x)) - 1)
    equal(sp.log(r * sp.exp(x)), sp.log(r) + x)
    with pytest.raises(ProofError, match=r"x\*\*2 is not x\*\*3 at x = "):
        equal(x * x, x**2, x**3)
    with pytest.raises(ProofError, match="1 is not 2 at all"):
        equal(1, 2)


def test_equal_is_not_content_with_random_points(monkeypatch):
    monkeypatch.setattr(proofs, "_expands_to_zero", lambda expression: False)
    monkeypatch.setattr(sp, "simplify", lambda expression: expression + 1)
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


@pytest.mark.parametrize(
    ("lang", "first"),
    [
        ("en", "eq-two-logits: symbolic, steps: 2"),
        ("ja", "eq-two-logits: 数式処理、ステップ数：2"),
        ("zh", "eq-two-logits: 符號運算，步驟數：2"),
    ],
)
def test_check_prints_what_it_did(capsys, monkeypatch, lang, first):
    monkeypatch.setattr(labels, "_chosen", lang)
    assert check("eq-two-logits") is None
    assert capsys.readouterr().out.splitlines() == [
        first,
        "  1. exp(a)/(exp(a) + exp(b)) = 1/(exp(-a + b) + 1)",
        "  2. exp(b)/(exp(a) + exp(b)) = 1/(exp(a - b) + 1)",
    ]


def test_check_shortens_long_formulas_and_keeps_their_ends(capsys):
    check("eq-softmax-jacobian")
    long = next(step for step in prove("eq-softmax-jacobian") if len(step) > 300)
    printed = [line for line in capsys.readouterr().out.splitlines() if "…" in line]
    assert printed
    assert all(len(side) < 70 for line in printed for side in line.split(" = "))
    assert any(line.endswith(long[-20:]) for line in printed)


def test_without_sympy_the_error_says_what_to_install():
    program = "import sys; sys.modules['sympy'] = None; import softmaxbook.proofs"
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert "ImportError: the proofs need SymPy" in done.stderr
    assert "pip install sympy" in done.stderr


def test_lost_digits_are_no_disagreement():
    p = 1 / (1 + sp.exp(-30 * x))
    agree(sp.log(p / (1 - p)), 30 * x)  # 1 - p is 0 to 50 digits at x = 5
    with pytest.raises(ProofError):
        agree(sp.log(p / (1 - p)), 30 * x + sp.Float("1e-30", 50))


def test_readers_do_not_need_sympy():
    program = """
import sys
import softmaxbook, softmaxbook.sigmoid, softmaxbook.softmax
sys.exit(bool({"sympy", "mpmath"} & set(sys.modules)))
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
