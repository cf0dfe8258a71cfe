"""The book can be cited, under the licenses and the version that it has."""

import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
REQUIRED = {"cff-version", "message", "title", "authors"}


def test_what_the_format_requires_is_there():
    assert CITATION.keys() >= REQUIRED
    assert CITATION["cff-version"] == "1.2.0"
    book = CITATION["preferred-citation"]
    assert book["type"] == "book" and book["title"] == CITATION["title"]


def test_it_agrees_with_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert CITATION["version"] == project["version"]
    assert project["license"] in CITATION["license"]


def test_the_author_is_the_one_on_the_pages():
    (author,) = CITATION["authors"]
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    assert author == {"name": config["author"]}
    for index in (ROOT / "chapters").glob("*/index.md"):
        assert author["name"] in index.read_text("utf-8")
    year = str(CITATION["preferred-citation"]["year"])
    assert config["copyright"].startswith(year)
