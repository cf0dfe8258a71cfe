import shutil
from pathlib import Path

import pytest
import yaml

from bookbuild.editions import edition_toc, find_edition, load_editions, merged_config
from bookbuild.errors import BookError

BOOK = Path(__file__).parent / "book"
TOC = {
    "format": "jb-book",
    "root": "chapters/ja/index",
    "parts": [
        {
            "caption": "x",
            "chapters": [
                {
                    "file": "chapters/ja/01-first",
                    "sections": [{"file": "chapters/ja/02-second"}],
                },
                {"url": "https://example.org", "title": "x"},
            ],
        }
    ],
}


@pytest.fixture
def root(tmp_path):
    shutil.copytree(BOOK, tmp_path, dirs_exist_ok=True)
    return tmp_path


def edition(root, lang):
    return find_edition(load_editions(root), lang)


def test_editions_are_read_in_order(root):
    (root / "chapters" / "_build").mkdir()
    found = [(e.lang, e.name, e.tag) for e in load_editions(root)]
    assert found == [
        ("en", "English", "en"),
        ("ja", "日本語", "ja"),
        ("zh", "中文", "zh-Hant"),
    ]


def test_some_editions_can_be_asked_for(root):
    assert [e.lang for e in load_editions(root, ["zh", "ja"])] == ["zh", "ja"]


def error(action):
    with pytest.raises(BookError) as caught:
        action()
    return str(caught.value)


def test_an_unknown_language_lists_the_known_ones(root):
    message = error(lambda: load_editions(root, ["fr"]))
    assert message == "no edition 'fr'; there are en, ja, zh"


def test_a_missing_edition_file_is_named(root):
    (root / "chapters" / "fr").mkdir()
    assert error(lambda: load_editions(root)) == "chapters/fr/_edition.yml is missing"


@pytest.mark.parametrize("key", ["title", "name", "tag"])
def test_a_missing_key_is_named(root, key):
    path = root / "chapters" / "zh" / "_edition.yml"
    settings = yaml.safe_load(path.read_text("utf-8"))
    del settings[key]
    path.write_text(yaml.safe_dump(settings), "utf-8")
    message = error(lambda: load_editions(root))
    assert message == f"chapters/zh/_edition.yml lacks the key '{key}'"


def test_the_configuration_is_overlaid_and_the_base_is_kept(root):
    base = {"title": "x", "sphinx": {"config": {"language": "ja", "numfig": True}}}
    path = root / "chapters" / "zh" / "_edition.yml"
    settings = yaml.safe_load(path.read_text("utf-8"))
    settings["sphinx"] = {"nb_code_prompt_show": "顯示"}
    path.write_text(yaml.safe_dump(settings), "utf-8")
    merged = merged_config(edition(root, "zh"), base)
    assert merged["title"] == "試驗的書"
    assert merged["sphinx"]["config"] == {
        "language": "zh_TW",
        "numfig": True,
        "nb_code_prompt_show": "顯示",
    }
    assert base["title"] == "x" and base["sphinx"]["config"]["language"] == "ja"


def test_the_toc_is_seen_from_the_edition_at_any_depth(root):
    toc = edition_toc(TOC, edition(root, "zh"))
    (part,) = toc["parts"]
    first, link = part["chapters"]
    assert toc["root"] == "index" and toc["format"] == "jb-book"
    assert first == {"file": "01-first", "sections": [{"file": "02-second"}]}
    assert link == {"url": "https://example.org", "title": "x"}


def test_a_chapter_that_an_edition_lacks_is_named(root):
    (root / "chapters" / "zh" / "02-second.md").unlink()
    assert error(lambda: edition_toc(TOC, edition(root, "zh"))) == (
        "chapters/zh/02-second.md is missing: _toc.yml lists it and chapters/ja has it"
    )


def test_a_chapter_that_no_edition_has_is_named(root):
    (root / "chapters" / "ja" / "index.md").unlink()
    assert error(lambda: edition_toc(TOC, edition(root, "ja"))) == (
        "chapters/ja/index.md is missing: _toc.yml lists it"
    )


def test_the_bibliography_is_found_from_the_editions_folder(root):
    base = {"bibtex_bibfiles": ["chapters/references.bib"]}
    config = merged_config(edition(root, "zh"), base)
    assert config["bibtex_bibfiles"] == ["../references.bib"]
