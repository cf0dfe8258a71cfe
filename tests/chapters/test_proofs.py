"""Every labelled equation of the book has a machine proof, and nothing else has."""

import re
import shutil
from pathlib import Path

import pytest

from bookbuild.chapter import chapter_paths
from bookbuild.editions import edition_folders
from bookbuild.printed import equations, fingerprint, printed_otherwise
from softmaxbook import proofs
from softmaxbook.proofs import ProofError
from softmaxbook.proofs.printed import plain, read

CHAPTERS = Path(__file__).parents[2] / "chapters"
FORMULAS = {equation.label: equation.latex for equation in equations(CHAPTERS / "en")}
READ = [x for x in proofs.labels() if proofs.get(x).where is not None]
# A sign that can be turned round, and not one that ends a subscript.
SIGN = re.compile(r"(?<!_)[+-](?!\})")
# What only defines, or only bounds, says nothing that a wrong sign could contradict.
UNDECIDED_SIGNS = {"eq-two-levels": 2, "eq-winners-lead": 2}
# The two displayed formulas without a label: a first try, and the layers of a network.
UNLABELLED = {
    "01-sigmoid-to-softmax": [r"\frac{a}{a+b}"],
    "03-gradients": [r"s_l = W_l a_{l-1}+b_l, a_l = f(s_l)"],
}
LANGUAGES = [folder.name for folder in edition_folders(CHAPTERS)]


def places(folder: Path) -> dict[str, str]:
    """Where each labelled equation of an edition stands."""
    return {e.label: e.place for e in equations(folder) if e.label}


def unproved(folder: Path, labels: set[str]) -> list[str]:
    """Equations without a proof, and proofs without an equation."""
    at = places(folder)
    return [
        *(f"{at[x]}: {x} has no proof" for x in at if x not in labels),
        *(f"{folder.name}: no equation is labelled {x}" for x in labels - at.keys()),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_equations_and_proofs_belong_together(lang):
    found = unproved(CHAPTERS / lang, set(proofs.labels()))
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_equations_say_what_they_are(lang):
    found = places(CHAPTERS / lang)
    assert found
    strange = [f"{at}: {x}" for x, at in found.items() if not x.startswith("eq-")]
    assert not strange, "\n".join(strange)


def test_a_missing_proof_and_a_missing_equation_are_named(tmp_path):
    folder = tmp_path / "chapters" / "zh"
    shutil.copytree(CHAPTERS / "zh", folder)
    path = folder / "01-sigmoid-to-softmax.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("label: eq-odds\n", "label: eq-chances\n"), "utf-8")
    without, missing = unproved(folder, set(proofs.labels()))
    assert re.fullmatch(rf"chapters/zh/{path.stem}\.md:\d+: eq-chances has .*", without)
    assert missing == "zh: no equation is labelled eq-odds"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_proved_is_what_is_printed(lang):
    found = list(printed_otherwise(CHAPTERS / lang))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_changed_sign_is_reported_in_every_chapter(lang, tmp_path):
    folder = tmp_path / "chapters" / lang
    shutil.copytree(CHAPTERS / lang, folder)
    changed = []
    for path in chapter_paths(folder):
        text = path.read_text("utf-8")
        if match := re.search(r":label: (eq-\S+)\n[^`]*?[a-z})](\+|-)", text):
            other = "-" if match[2] == "+" else "+"
            turned = text[: match.start(2)] + other + text[match.end(2) :]
            path.write_text(turned, "utf-8")
            changed.append(f"chapters/{lang}/{path.name}:\\d+: {match[1]} is printed")
    found = list(printed_otherwise(folder))
    assert len(found) == len(changed) >= 11
    for message, wanted in zip(found, changed, strict=True):
        assert re.match(wanted, message)
        assert re.search(r'compare them, then set prints="[0-9a-f]{8}"$', message)


def test_layout_and_language_have_no_fingerprint():
    first = fingerprint(r"a = b+c \qquad (\text{always})")
    second = r"\begin{aligned} a &= \bigl. b\\ &\quad+c\,(\text{つねに}) \end{aligned}"
    assert fingerprint(second.replace(r"\bigl. ", "")) == first
    assert fingerprint(r"a = b-c (\text{always})") != first


@pytest.mark.parametrize("label", READ)
def test_the_printed_formula_itself_holds(label):
    assert read(FORMULAS[label], proofs.get(label).where)


def test_many_formulas_are_read():
    assert len(READ) >= 100


@pytest.mark.parametrize("label", READ)
def test_a_wrong_sign_in_a_printed_formula_gets_a_counterexample(label):
    latex, where = plain(FORMULAS[label]), proofs.get(label).where
    passed = 0
    for sign in SIGN.finditer(latex):
        other = "-" if sign[0] == "+" else "+"
        try:
            read(latex[: sign.start()] + other + latex[sign.end() :], where)
        except ProofError as error:
            assert " is not " in str(error)
        else:
            passed += 1
    assert passed == UNDECIDED_SIGNS.get(label, 0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_displayed_equations_have_labels(lang):
    unlabelled, counts = {}, {}
    for equation in equations(CHAPTERS / lang):
        counts.setdefault(equation.stem, []).append(bool(equation.label))
        if not equation.label:
            unlabelled.setdefault(equation.stem, []).append(plain(equation.latex))
    assert unlabelled == UNLABELLED
    for stem, labelled in counts.items():
        assert sum(labelled) >= 0.9 * len(labelled), stem


def test_the_page_about_proofs_names_what_has_no_number():
    for path in CHAPTERS.glob("*/proofs.md"):
        text = path.read_text("utf-8").replace(" ", "")
        for formulas in UNLABELLED.values():
            parts = formulas[0].replace(" ", "").split(",")
            assert all(f"${part}$" in text for part in parts), path
