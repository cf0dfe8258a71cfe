"""What a build learns from running the proofs, and what it does if one fails."""

import json
from types import SimpleNamespace

import pytest

from bookbuild import digests, proofs
from bookbuild.errors import BookError
from softmaxbook import proofs as registry


@pytest.fixture
def two(monkeypatch):
    """Two proofs; the list of those that ran."""
    ran = []

    def prove(label):
        ran.append(label)
        return ["1 = 1", "2 = 2"] if label == "eq-b" else ["1 = 1"]

    monkeypatch.setattr(registry, "labels", lambda: ["eq-a", "eq-b"])
    monkeypatch.setattr(registry, "prove", prove)
    return ran


def test_the_proofs_run_once_until_one_changes(two, tmp_path, monkeypatch):
    first = proofs.results(tmp_path)
    assert [found["steps"] for found in first.values()] == [1, 2]
    assert proofs.results(tmp_path) == first
    assert two == ["eq-a", "eq-b"]
    monkeypatch.setattr(digests, "version", lambda name: "0")
    proofs.results(tmp_path)
    assert two == ["eq-a", "eq-b"] * 2
    (kept,) = tmp_path.iterdir()
    assert json.loads(kept.read_text("utf-8")).keys() == {"eq-a", "eq-b"}


def test_an_author_runs_new_proofs_only(two, tmp_path, monkeypatch):
    (tmp_path / "before.json").write_text('{"eq-b": {"steps": 7, "seconds": 1}}')
    monkeypatch.setenv(digests.PAGES, "01-first")
    found = proofs.results(tmp_path)
    assert two == ["eq-a"]
    assert [found[label]["steps"] for label in ("eq-a", "eq-b")] == [1, 7]
    monkeypatch.setenv(digests.PAGES, "")
    assert proofs.results(tmp_path)["eq-b"]["steps"] == 2


def test_a_proof_that_fails_ends_the_build(two, tmp_path, monkeypatch):
    def fail(label):
        raise registry.ProofError(f"{label}: 1 is not 2 at all")

    monkeypatch.setattr(registry, "prove", fail)
    with pytest.raises(BookError, match="the proof of eq-a: 1 is not 2 at all"):
        proofs.results(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_notebook_counts_the_proofs(monkeypatch):
    found = SimpleNamespace(kind="numeric", mutants=["m", "n"])
    monkeypatch.setattr(registry, "labels", lambda: ["eq-a"])
    monkeypatch.setattr(registry, "get", lambda label: found)
    table = proofs.markdown_table({"One": ["eq-a", "eq-b"], "Two": []}, "en")
    assert table.split("\n") == [
        "| Chapter | symbolic | numeric | optimality | Wrong versions |",
        "| --- | --- | --- | --- | --- |",
        "| One | 0 | 1 | 0 | 2 |",
    ]
