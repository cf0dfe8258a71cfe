"""Every labelled equation of the book has a machine proof, and nothing else has."""

import re
import shutil
from pathlib import Path

import pytest

from bookbuild.chapter import chapter_paths, read_chapter
from bookbuild.editions import edition_folders
from softmaxbook import proofs

CHAPTERS = Path(__file__).parents[2] / "chapters"
LANGUAGES = [folder.name for folder in edition_folders(CHAPTERS)]


def equations(folder: Path) -> dict[str, str]:
    """Where each labelled equation of an edition stands."""
    return {
        node.name: f"{chapter.name}:{node.line}"
        for chapter in map(read_chapter, chapter_paths(folder))
        for node in chapter.source.walk()
        if node.kind == "math" and node.name
    }


def unproved(folder: Path, labels: set[str]) -> list[str]:
    """Equations without a proof, and proofs without an equation."""
    places = equations(folder)
    return [
        *(f"{places[x]}: {x} has no proof" for x in places if x not in labels),
        *(
            f"{folder.name}: no equation is labelled {x}"
            for x in labels - places.keys()
        ),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_equations_and_proofs_belong_together(lang):
    found = unproved(CHAPTERS / lang, set(proofs.labels()))
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_of_equations_say_what_they_are(lang):
    places = equations(CHAPTERS / lang)
    assert places
    strange = [f"{at}: {x}" for x, at in places.items() if not x.startswith("eq-")]
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
