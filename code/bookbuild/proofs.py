"""The proofs, run once for all editions: how many steps each took, and how long."""

import json
import os
import time
from collections import Counter
from pathlib import Path

import softmaxbook
from bookbuild.digests import PAGES, digest
from bookbuild.errors import BookError
from softmaxbook.labels import catalogue, said

PACKAGE = Path(softmaxbook.__file__).parent
DECIDED_BY = ("mpmath", "numpy", "sympy")
FOLDER = "BOOK_PROOFS"  # the environment variable that says where the results are


def results(folder: Path) -> dict[str, dict]:
    """Return what running each proof showed, from `folder` if none has changed.

    For an author at work, run only those that have never run.
    """
    files = [*PACKAGE.glob("*.py"), *(PACKAGE / "proofs").glob("*.py")]
    path = folder / f"{digest(files, PACKAGE, DECIDED_BY)[:16]}.json"
    if not path.is_file():
        before = next(folder.glob("*.json"), None)
        if before and os.environ.get(PAGES):
            return run_all(json.loads(before.read_text("utf-8")))
        found = run_all({})
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.json"):
            old.unlink(missing_ok=True)
        path.write_text(json.dumps(found, indent=1), "utf-8")
    return json.loads(path.read_text("utf-8"))


def run_all(known: dict[str, dict]) -> dict[str, dict]:
    """Run every other proof, telling how far it is; the first that fails ends it."""
    from softmaxbook import proofs

    found, labels = {}, proofs.labels()
    for done, label in enumerate(labels):
        if done % 50 == 0:
            print(f"  proofs  {100 * done // len(labels):3} %  {label}", flush=True)
        found[label] = known.get(label) or run(label)
    return found


def run(label: str) -> dict:
    """Run a proof; return how many steps it took, and how long."""
    from softmaxbook import proofs

    start = time.process_time()
    try:
        steps = proofs.prove(label)
    except proofs.ProofError as error:
        raise BookError(f"the proof of {error}") from None
    return {"steps": len(steps), "seconds": time.process_time() - start}


def markdown_table(equations: dict[str, list[str]], lang: str) -> str:
    """The proofs of each chapter's equations, counted by kind, as a notebook shows it.

    Parameters
    ----------
    equations : dict of str to list of str
        The labels of the equations of each chapter, by its title.
    lang : str
        The language of the words.
    """
    from softmaxbook import proofs

    words = {key: said(row, lang) for key, row in catalogue().items()}
    rows = [[words[f"proof.{name}"] for name in ("chapters", *proofs.KINDS, "wrong")]]
    rows.append(["---"] * len(rows[0]))
    known = set(proofs.labels())
    for title, labels in equations.items():
        if found := [proofs.get(label) for label in labels if label in known]:
            kinds = Counter(proof.kind for proof in found)
            wrong = sum(len(proof.mutants) for proof in found)
            rows.append([title, *(kinds[kind] for kind in proofs.KINDS), wrong])
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)
