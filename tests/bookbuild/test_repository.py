import subprocess

import pytest

from bookbuild.repository import colab_url, normalise, repository_url, site_url

REMOTE = "git@github.com:owner/name.git"


@pytest.fixture
def checkout(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    remote = ["git", "-C", str(tmp_path), "remote", "add", "origin", REMOTE]
    subprocess.run(remote, check=True)
    return tmp_path


@pytest.mark.parametrize(
    "remote",
    [
        REMOTE,
        "https://github.com/owner/name",
        "https://github.com/owner/name.git",
        "https://github.com/owner/name/",
        "https://user:secret@github.com/owner/name.git",
        "ssh://git@github.com/owner/name.git",
        "ssh://git@github.com:22/owner/name.git",
        "git://github.com/owner/name.git",
    ],
)
def test_usual_remotes(remote):
    assert normalise(remote) == "https://github.com/owner/name"


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "/srv/git/name.git",
        "../name",
        "file:///srv/git/name.git",
        "svn://example.org/owner/name",
        r"C:\books\name",
        "git@work:owner/name.git",
        "https://github.com/",
    ],
)
def test_no_address_is_made_up(remote):
    assert normalise(remote) is None


def test_the_configured_address_comes_first(checkout):
    config = {"repository": {"url": "https://example.org/a/b.git"}}
    env = {"GITHUB_REPOSITORY": "c/d"}
    assert repository_url(config, env, checkout) == "https://example.org/a/b"


def test_then_the_ci_run(checkout):
    env = {"GITHUB_REPOSITORY": "c/d"}
    for config in ({}, {"repository": None}, {"repository": {"url": ""}}):
        assert repository_url(config, env, checkout) == "https://github.com/c/d"


def test_then_the_origin_remote(checkout):
    assert repository_url({}, {}, checkout) == "https://github.com/owner/name"


def test_else_none(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert repository_url({}, {}, tmp_path) is None


def test_without_git_there_is_no_origin(checkout, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert repository_url({}, {}, checkout) is None


def test_colab_opens_github_only():
    path = "notebooks/ja/01-x.ipynb"
    assert colab_url("https://github.com/owner/name", "gh-pages", path) == (
        "https://colab.research.google.com/github/owner/name/blob/gh-pages/"
        "notebooks/ja/01-x.ipynb"
    )
    assert colab_url("https://gitlab.com/owner/name", "main", path) is None
    assert colab_url(None, "main", path) is None


@pytest.mark.parametrize(
    ("repository", "site"),
    [
        ("https://github.com/owner/name", "https://owner.github.io/name/"),
        ("https://github.com/Owner/Name", "https://owner.github.io/Name/"),
        ("https://github.com/Owner/owner.github.io", "https://owner.github.io/"),
        ("https://gitlab.com/owner/name", None),
        ("", None),
        (None, None),
    ],
)
def test_the_site_is_where_github_puts_it_or_nowhere(repository, site):
    for config in ({}, {"html": None}, {"html": {"baseurl": ""}}):
        assert site_url(config, repository) == site


@pytest.mark.parametrize(
    "configured", ["https://example.org/a", "https://example.org/a/"]
)
def test_a_configured_address_of_the_site_comes_first(configured):
    config = {"html": {"baseurl": configured}}
    for repository in ("https://github.com/owner/name", None):
        assert site_url(config, repository) == "https://example.org/a/"
