"""The form for links knows what the build knows, and nothing else."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

from bookbuild.repository import NOTEBOOKS
from bookbuild.sphinx import hub

TITLES = {"10-c": "C", "02-b": "B <i>", "index": "The book", "01-a": "A"}
WORDS = {"Branch": '"分支" <b>', "Enter the name of the branch.": 'the "name"'}


def form(repository=""):
    """The form in an edition with three chapters."""
    config = SimpleNamespace(
        book_repository=repository, book_edition="zh", book_ui=WORDS
    )
    titles = {stem: nodes.title("", title) for stem, title in TITLES.items()}
    env = SimpleNamespace(found_docs=set(TITLES), titles=titles)
    markup = hub.form(SimpleNamespace(config=config, env=env))
    return BeautifulSoup(markup, "html.parser").form


@pytest.mark.parametrize("repository", ["", "https://github.com/owner/name"])
def test_the_repository_is_filled_in_if_it_is_known(repository):
    assert form(repository).select_one("[name=repo]")["value"] == repository
    assert form(repository).select_one("[name=hub]")["value"] == ""
    assert form(repository).select_one("[name=branch]")["value"] == NOTEBOOKS


def test_the_numbered_chapters_are_there_in_order():
    places = [link["data-place"] for link in form().select("a")]
    assert places == ["zh/01-a.ipynb", "zh/02-b.ipynb", "zh/10-c.ipynb"]
    assert [link.text for link in form().select("a")] == ["1. A", "2. B <i>", "10. C"]


def test_the_words_are_those_of_the_edition_and_never_markup():
    branch = form().select_one("[name=branch]")
    assert branch.parent.text == WORDS["Branch"]
    assert branch["data-wrong"] == WORDS["Enter the name of the branch."]


def test_it_waits_for_the_script():
    assert form().has_attr("hidden") and not form().has_attr("action")
