import shutil
from pathlib import Path

import pytest

from bookbuild.chapter import Chapter, parse
from bookbuild.parity import compare, lint

BOOK = Path(__file__).parent / "book"


@pytest.fixture
def chapters(tmp_path):
    shutil.copytree(BOOK, tmp_path, dirs_exist_ok=True)
    return tmp_path / "chapters"


def line_of(path, words):
    lines = path.read_text("utf-8").split("\n")
    return next(n for n, line in enumerate(lines, 1) if words in line)


def test_editions_that_agree_have_no_differences(chapters):
    assert compare(chapters) == []


BREAKAGES = {
    "heading level": (
        "## The logit",
        "### The logit",
        "'level 3 (sec-logit)=' against 'level 2 (sec-logit)='",
    ),
    "label": ("(sec-logit)=", "(sec-odds)=", "'sec-odds' against 'sec-logit'"),
    "equation": (r"\frac{1}{1+e^{-x}}", r"\frac{1}{1+e^{x}}", "equation 1 differs"),
    "equation label": ("label: eq-sigmoid", "label: eq-s", "'eq-s' against 'eq-sig"),
    "nested equation": (r"\tfrac12", r"\tfrac13", "equation 5 differs"),
    "directive name": (":::{note}", ":::{tip}", "'{tip} {}' against '{note} {}'"),
    "class": (":class: exercise", ":class: tip", "directive 2 differs"),
    "exercise name": (":name: ex-half", ":name: ex-two", '"ex-two"'),
    "figure path": ("{figure} map.svg", "{figure} other.svg", "{figure} other.svg"),
    "code": ("beta = 2", "beta = 1", "'beta = 1' against 'beta = 2'"),
    "code white space": ("beta = 2", "beta  = 2", "'beta  = 2' against 'beta = 2'"),
    "tags": ("[hide-cell]", "[hide-input]", "cell options 1 differs"),
    "cell figure": ("name: live-slope", "name: live-it", "cell options 2 differs"),
    "reference": ("{ref}`sec-logit`", "that", "{ref}`sec-logit`"),
    "link": ("[](#sec-second)", "that", "[](#sec-second)"),
    "inline mathematics": ("What is $\\sigma(0)$", "What is $0$", "'$0$' 1×"),
    "Japanese left": ("This matters.", "注意。", "'注意。' is not English"),
    "emphasis": ("This matters.", "This ** matters.", "emphasis does not render"),
}


@pytest.mark.parametrize("old, new, says", BREAKAGES.values(), ids=BREAKAGES)
def test_a_breakage_is_named_with_its_file_and_line(chapters, old, new, says):
    path = chapters / "en" / "01-first.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    messages = [str(difference) for difference in compare(chapters)]
    assert any(says in message for message in messages), messages
    assert all(m.startswith("chapters/en/01-first.md:") for m in messages)


def test_a_code_difference_names_both_lines(chapters):
    path = chapters / "en" / "01-first.md"
    path.write_text(path.read_text("utf-8").replace("beta = 2", "beta = 1"), "utf-8")
    here = line_of(path, "{code-cell}")
    there = line_of(chapters / "ja" / "01-first.md", "{code-cell}")
    assert str(*compare(chapters)) == (
        f"chapters/en/01-first.md:{here}: code cell 1 differs from "
        f"chapters/ja/01-first.md:{there}: 'beta = 1' against 'beta = 2'"
    )


def test_one_inserted_construct_is_one_difference(chapters):
    path = chapters / "zh" / "02-second.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("```{math}", "$$a=1$$\n\n```{math}"), "utf-8")
    assert str(*compare(chapters)) == (
        "chapters/zh/02-second.md:6: equation 1 is not in chapters/ja/02-second.md: "
        "'unlabelled a=1'"
    )


def test_words_inside_text_may_differ(chapters):
    path = chapters / "en" / "01-first.md"
    text = path.read_text("utf-8").replace(r"\text{positive}", r"\text { yes $n_{1}$ }")
    path.write_text(text, "utf-8")
    assert compare(chapters) == []


def test_a_missing_chapter_and_a_missing_edition_file_are_named(chapters):
    (chapters / "zh" / "02-second.md").unlink()
    (chapters / "en" / "_edition.yml").unlink()
    assert {str(difference) for difference in compare(chapters)} == {
        "chapters/zh/02-second.md: is missing, chapters/en/02-second.md has no "
        "counterpart",
        "chapters/en/_edition.yml: is missing",
    }


def linted(lang, text, stem="x"):
    chapter = Chapter(Path(f"chapters/{lang}/{stem}.md"), parse(text))
    return [str(difference) for difference in lint(chapter)]


LATIN = "This sentence was forgotten by whoever translated the chapter."


@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_an_untranslated_paragraph_is_seen(lang):
    (message,) = linted(lang, f"# 題\n\n{LATIN}\n")
    assert message.startswith(f"chapters/{lang}/x.md:3: a paragraph is not translated")


@pytest.mark.parametrize(
    "text",
    [
        f"`{LATIN}`",
        f"```text\n{LATIN}\n```",
        f"<https://example.org/{LATIN.replace(' ', '-')}>",
        f"(sec-sources-1)=\n## 出典\n\n{LATIN}",
        f'<span lang="en">{LATIN}</span>',
        f"訳：{LATIN}",
    ],
    ids=["code", "fence", "address", "sources", "span", "mixed"],
)
def test_what_need_not_be_translated(text):
    assert linted("ja", text) == []


def test_sources_end_at_the_next_section():
    text = f"(sec-sources-1)=\n## 出典\n\n{LATIN}\n\n## 次\n\n{LATIN}\n"
    assert len(linted("ja", text)) == 1


def test_english_may_name_the_other_languages_and_the_glossary_may_use_them():
    assert linted("en", "Read it in 日本語 or 繁體中文.") == []
    assert linted("en", "entropy: 熵", stem="glossary") == []
    assert "'熵' is not English" in linted("en", "the word 熵")[0]


def test_forgotten_alternative_text_is_seen():
    text = "```{image} a.svg\n:alt: 地図\n```\n"
    assert "'地図' is not English" in linted("en", text)[0]


@pytest.mark.parametrize(
    "text", ["**強調。**後文", "前文**「強調」**後文", "前*「強調」*後"]
)
def test_emphasis_that_does_not_render_is_seen(text):
    (message,) = linted("ja", f"# 題\n\n一行目\n\n{text}\n")
    assert message.startswith("chapters/ja/x.md:5: emphasis does not render")


@pytest.mark.parametrize("text", ["**強調**。後文", r"\*\*文字\*\*", "2 * 3", "`a**b`"])
def test_emphasis_that_renders_is_left_alone(text):
    assert linted("ja", text) == []
