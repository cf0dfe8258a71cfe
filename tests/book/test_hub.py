"""A teacher's address becomes links for her class."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from bookbuild.chapter import chapter_number
from bookbuild.repository import NOTEBOOKS

SCRIPT = "hub.js"
REPOSITORY = "https://git.example.org/group/own-notes"
# What is typed, and where the pages of the hub begin
HUBS = {
    "https://hub.example.edu": "https://hub.example.edu",
    " https://hub.example.edu/ ": "https://hub.example.edu",
    "http://hub/": "http://hub",
    "https://example.edu:8443/jupyter/": "https://example.edu:8443/jupyter",
    "https://example.edu/jupyter/hub/home": "https://example.edu/jupyter",
    "https://hub.example.edu/user/me/lab?x=1#y": "https://hub.example.edu",
}
REPOSITORIES = {
    REPOSITORY: REPOSITORY,
    f"{REPOSITORY}.git": REPOSITORY,
    f" {REPOSITORY}/": REPOSITORY,
}
REFUSED = [
    *(
        "",
        "  ",
        "hub",
        "hub.example.edu",
        "ftp://hub.example.edu",
        "javascript:alert(1)",
    ),
    *("https://me:secret@hub.example.edu", "https://me@hub.example.edu", "https://"),
]


class Form:
    """The form, and what a teacher sees of it."""

    def __init__(self, tab):
        self.tab, self.form = tab, tab.locator("form.hub")

    def enter(self, hub, repo=REPOSITORY, branch=NOTEBOOKS):
        """Fill in the form by keyboard, and send it."""
        for name, text in (("hub", hub), ("repo", repo), ("branch", branch)):
            self.form.locator(f"[name={name}]").fill(text)
        self.form.locator("[name=branch]").press("Enter")

    @property
    def wrong(self):
        return self.form.locator("[role=alert]").text_content()

    @property
    def links(self):
        links = self.form.locator("a").all()
        return [link.get_attribute("href") for link in links if link.is_visible()]


@pytest.fixture
def teaching(chapters, edition):
    (found,) = (p for p in chapters if p.edition == edition and p.stem == "teaching")
    return found


@pytest.fixture
def opened(visit, teaching):
    return visit(teaching)


@pytest.fixture
def form(opened):
    return Form(opened.tab)


def asked_of(link):
    """The parameters of a link, each of which is there once."""
    found = parse_qs(urlsplit(link).query, strict_parsing=True)
    return {name: value for name, (value,) in found.items()}


def test_each_chapter_gets_a_link(form, opened, chapters, edition):
    form.enter("https://hub.example.edu/")
    own = [p for p in chapters if p.edition == edition and chapter_number(p.stem)]
    assert len(form.links) == len(own)
    for link, chapter in zip(form.links, own, strict=True):
        beginning = "https://hub.example.edu/hub/user-redirect/git-pull?"
        assert link.startswith(beginning)
        assert asked_of(link) == {
            "repo": REPOSITORY,
            "branch": NOTEBOOKS,
            "targetpath": "own-notes",
            "urlpath": f"lab/tree/own-notes/{edition.lang}/{chapter.stem}.ipynb",
        }
        title = re.search("^# (.+)$", chapter.source, re.M)[1]
        words = form.form.locator(f'a[href="{link}"]').text_content()
        assert words.startswith(f"{chapter_number(chapter.stem)}. {title[:4]}")
    assert form.wrong == ""
    assert opened.complaints == []
    assert len(opened.requests) == len({*opened.requests})  # it sends nothing


def test_the_links_are_ready_to_copy(form):
    form.enter("https://hub.example.edu/")
    copied = form.tab.evaluate("() => getSelection().toString()").split("\n")
    assert copied[1::2] == form.links
    assert copied[::2] == [a.text_content() for a in form.form.locator("a").all()]
    focused = "document.activeElement"
    assert form.tab.evaluate(f"{focused}.tagName") == "TEXTAREA"
    assert form.tab.evaluate(f"{focused}.labels[0].textContent.trim()")


def test_an_address_may_be_that_of_any_page(form):
    for typed, home in HUBS.items():
        form.enter(typed)
        assert form.links[0].startswith(f"{home}/hub/user-redirect/git-pull?")
    for typed, repository in REPOSITORIES.items():
        form.enter("https://hub.example.edu", typed)
        assert asked_of(form.links[0])["repo"] == repository


def refused(form, name):
    """What is said of a field, in which the cursor then is."""
    assert form.links == []
    for field in form.form.locator("input").all():
        own = field.get_attribute("name") == name
        assert field.get_attribute("aria-invalid") == str(own).lower()
        assert field.get_attribute("aria-describedby") == "hub-wrong"
    assert form.tab.evaluate("document.activeElement.name") == name
    wrong = form.form.locator(f"[name={name}]").get_attribute("data-wrong")
    assert form.wrong == wrong and len(wrong) > 8
    return wrong


def test_what_is_no_address_is_refused(form):
    hub = "https://hub.example.edu"
    for typed in REFUSED:
        form.enter(hub)
        form.enter(typed)
        refused(form, "hub")
    for typed in (*REFUSED, "https://example.org/"):
        form.enter(hub, typed)
        refused(form, "repo")
    for typed in ("", " ", "a b"):
        form.enter(hub, branch=typed)
        refused(form, "branch")


def test_it_is_in_the_language_of_the_page(form, edition):
    form.enter("")
    english = re.compile(r"\b(Enter|Address|Branch|links)\b")
    said = [refused(form, "hub"), *form.form.locator("label, button").all_inner_texts()]
    assert all(bool(english.search(text)) == (edition.lang == "en") for text in said)


def test_without_scripts_there_is_the_pattern_and_no_form(visit, teaching):
    opened = visit(teaching, java_script_enabled=False)
    assert not opened.tab.locator("form.hub").is_visible()
    section = opened.tab.locator("#sec-teaching-hub")
    assert "/hub/user-redirect/git-pull?repo=" in section.text_content()


def test_the_script_is_small_and_only_here(pages, teaching, packed):
    script = teaching.file.parent / "_static" / SCRIPT
    assert 0 < packed(script.read_bytes()) <= 1000
    for page in pages:
        loads = f"/{SCRIPT}" in page.file.read_text("utf-8")
        assert loads == (page.stem == "teaching")
