"""How the chapters are written: their parts, their cells, their typography."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bookbuild.chapter import (
    Chapter,
    Fragment,
    Node,
    chapter_paths,
    parse,
    read_chapter,
)
from bookbuild.editions import edition_folders
from bookbuild.parity import TRILINGUAL

CHAPTERS = Path(__file__).parents[2] / "chapters"
LONGEST_CELL = 12
FEWEST_EXERCISES = 3
Findings = Iterator[tuple[int, str]]

HAN = "\u3400-\u9fff\uf900-\ufaff々"
KANA = "\u3040-\u30ff"
WIDE = "\u3000-\u303f\uff00-\uff65"  # full-width punctuation
MATH, ROLE, CODE = "\ue000\ue001\ue002"  # stand for what is not words
INLINE = f"A-Za-z0-9{MATH}{ROLE}{CODE}"
# A character of Chinese as Taiwan writes it, of Japanese: what their own sets have.
CHARACTER_SETS = {"ja": "cp932", "zh": "cp950"}
NOT_TAIWAN = {
    **{"概率": "機率", "幾率": "機率", "似然": "概似", "貝葉斯": "貝氏"},
    **{"正態分": "常態分", "玻爾茲曼": "波茲曼", "勢能": "位能", "標量": "純量"},
    **{"矢量": "向量", "變量": "變數", "數組": "陣列", "字符": "字元"},
    **{"代碼": "程式碼", "視頻": "影片", "默認": "預設", "缺省": "預設"},
    **{"信息": "資訊", "網絡": "網路", "軟件": "軟體", "硬件": "硬體"},
    **{"鼠標": "滑鼠", "屏幕": "螢幕", "打印": "印出", "調用": "呼叫"},
    **{"用戶": "使用者", "文檔": "文件", "鏈接": "連結", "內存": "記憶體"},
    **{"模塊": "模組", "服務器": "伺服器", "哈希": "雜湊", "二進制": "二進位"},
    **{"魯棒": "穩健", "過擬合": "過度擬合", "激活函數": "激勵函數"},
}
FILLER = re.compile(
    r"\b(?:(?:as )?we all know|as everyone knows|obviously|simply put|needless to say"
    r"|it goes without saying|it is (?:easy to see|clear|obvious) that"
    r"|in today's world|delve|game.changer|crucially|it is worth noting)\b",
    re.I,
)
BRITISH = re.compile(
    r"\b\w*(?:colour|behaviour|neighbour|favour|centre|licence|modelling|labelled"
    r"|travell|(?:normal|general|minim|maxim|optim|summar|recogn)is(?:e|es|ed|ing|ation))"
    r"\w*\b",
    re.I,
)


# What a reader reads, line by line, with the mathematics and the code taken out.

BLOCKS = re.compile(
    r"\A---\n.*?\n---$"
    r"|^(?P<cell>`{3,})\{code-cell\}.*?^(?P=cell)$"
    r"|^(?P<math>`{3,}|:{3,})\{(?:math|eval-rst|toctree|bibliography)\}.*?^(?P=math)$"
    r"|^(?P<fence>`{3,})(?!\{).*?^(?P=fence)$"
    r"|\$\$.*?\$\$",
    re.S | re.M,
)
MARKUP = (
    (r"\{ref\}`([^`<]+?) <[^`]*>`", r"\1"),  # a link with its own words
    (r"<(\w+)[^>]*\blang=.*?</\1>", ROLE),  # words of another language
    (r"</?\w+[^>]*>", ""),
    (r"\{cite:t\}`[^`]*`", f"{ROLE}（）"),  # it prints the year in brackets
    (r"\{[\w:-]+\}`[^`]*`", ROLE),
    (r"`[^`]+`", CODE),
    (r"(?<!\\)\$[^$]+\$", MATH),
    (r"^\([\w-]+\)=$", ""),
    (r"^:[\w-]+:.*$", ""),  # an option of a directive
    (r"^[`:]{3,}(\{[^}]*\})?", ""),
    (r"!?\[([^\]]*)\]\([^)]*\)", r"\1"),
    (r"https?://\S+", ROLE),
    (r"\*+", ""),
    (r"^\s*(?:#+|[-*]|\d+\.|\|)\s+", ""),
    (r"\s*\|\s*", "\n"),
)


def lines(chapter: Chapter) -> Iterator[tuple[int, str]]:
    """Each line of words with its number; captions and alternative texts too."""
    yield from _lines(chapter.source)
    for node in chapter.source.walk():
        if node.kind == "cell":
            for words in _captions(node.options):
                for line in _without_markup(words).split("\n"):
                    yield node.line, line


def _lines(source: Fragment) -> Iterator[tuple[int, str]]:
    text = BLOCKS.sub(lambda match: "\n" * match[0].count("\n"), source.text)
    for number, line in enumerate(text.split("\n"), source.line):
        for part in _without_markup(line).split("\n"):
            yield number, part


def _captions(options: dict) -> Iterator[str]:
    mystnb = options.get("mystnb") or {}
    for part in ("figure", "image"):
        settings = mystnb.get(part) or {}
        yield from (str(settings[k]) for k in ("caption", "alt") if settings.get(k))


def _without_markup(line: str) -> str:
    for pattern, replacement in MARKUP:
        line = re.sub(pattern, replacement, line, flags=re.M)
    return line.rstrip()


# The rules: each finds lines, and says what is wrong there.


def parts(chapter: Chapter) -> Findings:
    """Objectives, exercises with solutions, a summary, where it came from."""
    nodes = chapter.source.nodes
    directives = [node for node in nodes if node.kind == "directive"]
    if not directives or not _is_objectives(directives[0], nodes):
        yield 1, "the chapter does not begin with its objectives: an admonition, a list"
    exercises = [n for n, node in enumerate(directives) if _is_exercise(node)]
    if len(exercises) < FEWEST_EXERCISES:
        yield 1, f"{len(exercises)} exercises; at least {FEWEST_EXERCISES}"
    for n in exercises:
        if [node.name for node in directives[n + 1 : n + 2]] != ["dropdown"]:
            yield directives[n].line, "no solution follows the exercise"
    targets = [node.name for node in nodes if node.kind == "target"]
    for part in ("sec-summary", "sec-sources"):
        if not any(name.startswith(part) for name in targets):
            yield 1, f"no section is labelled {part}-…"


def _is_objectives(node: Node, nodes: tuple[Node, ...]) -> bool:
    cells = (other.line for other in nodes if other.kind == "cell")
    listed = re.search(r"^- ", node.raw, re.M)
    first = node.line < next(cells, float("inf"))
    return node.name == "admonition" and bool(listed) and first


def _is_exercise(node: Node) -> bool:
    return "exercise" in str(node.options.get("class", "")).split()


def short_cells(chapter: Chapter) -> Findings:
    """No cell is longer than a reader takes in at once."""
    for node in chapter.source.walk():
        length = node.text.strip().count("\n") + 1 if node.kind == "cell" else 0
        if length > LONGEST_CELL:
            yield node.line, f"a cell of {length} lines; at most {LONGEST_CELL}"


def plain_english(chapter: Chapter) -> Findings:
    """No filler, and American spelling."""
    sources = _sources(chapter)
    for number, line in lines(chapter):
        if match := FILLER.search(line):
            yield number, f"filler: {match[0]!r}"
        if (match := BRITISH.search(line)) and number < sources:
            yield number, f"not American: {match[0]!r}"


def _sources(chapter: Chapter) -> float:
    labels = (node for node in chapter.source.walk() if node.kind == "target")
    places = (node.line for node in labels if node.name.startswith("sec-sources"))
    return next(places, float("inf"))


def japanese_typography(chapter: Chapter) -> Findings:
    """、。 and no space between Japanese and anything else."""
    letter = HAN + KANA
    for number, line in lines(chapter):
        yield from _found(number, line, "[，．]", "use 、 and 。")
        yield from _found(
            number,
            line,
            f"[{letter}{WIDE}] +[{INLINE}(]|[{INLINE})] +[{letter}{WIDE}]",
            "no space here",
        )
        yield from _found(number, line, f"[{letter}{WIDE}] +[{letter}{WIDE}]", "space")
        yield from _found(number, line, f"[{letter}][,.;:!?]", "full-width punctuation")


def chinese_typography(chapter: Chapter) -> Findings:
    """One space between Chinese and what is not, full-width punctuation, no others."""
    for number, line in lines(chapter):
        between = f"[{HAN}] {{2,}}[{INLINE}]|[{INLINE}] {{2,}}[{HAN}]"
        missing = f"[{HAN}][{INLINE}]|[{INLINE}%][{HAN}]"
        yield from _found(number, line, between, "one space, not more")
        yield from _found(number, line, missing, "a space is missing")
        yield from _found(number, line, f"[{WIDE}] | [{WIDE}]", "no space here")
        yield from _found(number, line, f"[{HAN}] +[{HAN}]", "no space here")
        yield from _found(number, line, f"[{HAN}][,.;:!?()]", "full-width punctuation")


def taiwan_words(chapter: Chapter) -> Findings:
    """The words and the characters of Taiwan."""
    for number, line in lines(chapter):
        for wrong, right in NOT_TAIWAN.items():
            yield from _found(number, line, wrong, f"in Taiwan {right}")


def own_characters(chapter: Chapter) -> Findings:
    """No character that the language does not have."""
    for number, line in lines(chapter):
        for character in re.findall(f"[{HAN}]", line):
            if not _writes(CHARACTER_SETS[chapter.lang], character):
                yield number, f"{character!r} is not a character of this language"


def _writes(character_set: str, character: str) -> bool:
    try:
        return bool(character.encode(character_set))
    except UnicodeEncodeError:
        return False


def _found(number: int, line: str, pattern: str, what: str) -> Findings:
    shown = str.maketrans({MATH: "$…$", ROLE: "{…}", CODE: "`…`"})
    for match in re.finditer(pattern, line):
        around = line[max(0, match.start() - 8) : match.end() + 8]
        yield number, f"{what}: {around.translate(shown)!r}"


RULES: dict[str, tuple[Callable, ...]] = {
    "en": (short_cells, plain_english),
    "ja": (short_cells, japanese_typography, own_characters),
    "zh": (short_cells, chinese_typography, own_characters, taiwan_words),
}
ANY_LANGUAGE = {own_characters, taiwan_words, plain_english}


def findings(chapter: Chapter) -> list[str]:
    """Everything the rules find in a chapter, one line each."""
    rules = [*RULES.get(chapter.lang, (short_cells,))]
    if re.match(r"\d\d-", chapter.stem):
        rules.insert(0, parts)
    if chapter.stem in TRILINGUAL:
        rules = [rule for rule in rules if rule not in ANY_LANGUAGE]
    found = ((line, said) for rule in rules for line, said in rule(chapter))
    return [f"{chapter.name}:{line}: {said}" for line, said in sorted(found)]


PATHS = [path for folder in edition_folders(CHAPTERS) for path in chapter_paths(folder)]


@pytest.mark.parametrize(
    "path", PATHS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_chapter_keeps_the_rules(path):
    found = findings(read_chapter(path))
    assert not found, "\n" + "\n".join(found)


# And each rule, broken once.


def found_in(lang: str, text: str, stem: str = "page") -> list[str]:
    """What the rules say of a chapter that is in no file."""
    return findings(Chapter(Path(f"chapters/{lang}/{stem}.md"), parse(text)))


WRONG = {
    "en": {
        "as we all know": "filler: 'as we all know'",
        "the colour": "not American: 'colour'",
        "it is normalised": "not American: 'normalised'",
    },
    "ja": {
        "和，差": "use 、 and 。: '和，差'",
        "softmax 関数": "no space here: 'softmax 関数'",
        "値 $x$です": "no space here: '値 $…$です'",
        "式 {eq}`eq-x`": "no space here: '式 {…}'",
        "そう です": "space: 'そう です'",
        "差です.": "full-width punctuation: '差です.'",
        "说明": "'说' is not a character of this language",
    },
    "zh": {
        "用softmax 算": "a space is missing: '用softmax 算'",
        "用 softmax算": "a space is missing: '用 softmax算'",
        "值$x$ 是": "a space is missing: '值$…$ 是'",
        "見{eq}`eq-x`。": "a space is missing: '見{…}。'",
        "見 {ref}`練習 1.1 <ex-x>`。": "no space here: '見 練習 1.1。'",
        "見 {cite:t}`x` 的書": "no space here: '見 {…}（） 的書'",
        "用`x`。": "a space is missing: '用`…`。'",
        "用  softmax。": "one space, not more: '用  softmax",
        "好， softmax": "no space here: '好， softmax'",
        "兩個 數": "no space here: '兩個 數'",
        "兩個(或": "full-width punctuation: '兩個(或'",
        "概率": "in Taiwan 機率: '概率'",
        "函数": "'数' is not a character of this language",
    },
}
RIGHT = {
    "en": ["We know: σ is behind it, `colour` too.", "(sec-licence)=\n## License"],
    "ja": [
        "値$x$は、softmax関数（softmax function）の`beta`です。",
        "Y. Liの*On the Colour*（2021）。",
        "- 式{eq}`eq-x`\n1. 値\n\n| $x$ | 値 |\n|---|---|\n| $y$ | 数 |",
        '<span lang="zh">用 softmax 說</span>です。',
    ],
    "zh": [
        "值 $x$ 是 **softmax 函數**（`beta`）：100%。",
        "見 {cite:t}`x`的書。",
        "見式 {eq}`eq-x`，[連結](https://example.org/概率)。",
        "```python\n# 函数概率\n```\n\n$$\n\\text{值x}\n$$",
    ],
}


def each(samples: dict) -> list[tuple]:
    """Pairs of a language and a sample."""
    return [(lang, sample) for lang in samples for sample in samples[lang]]


@pytest.mark.parametrize(("lang", "words"), each(WRONG))
def test_a_slip_is_reported_with_its_line(lang, words):
    message = f"chapters/{lang}/page.md:3: {WRONG[lang][words]}"
    found = found_in(lang, f"# -\n\n{words}\n")
    assert any(said.startswith(message) for said in found), found


@pytest.mark.parametrize(("lang", "words"), each(RIGHT))
def test_what_is_right_is_left_alone(lang, words):
    assert found_in(lang, f"# -\n\n{words}\n") == []


@pytest.mark.parametrize("words", ["用 softmax算", "函数", "概率"])
def test_titles_captions_and_solutions_are_read_too(words):
    heading = found_in("zh", f"# {words}\n")
    title = found_in("zh", f"\n:::{{admonition}} {words}\n:class: tip\n:::\n")
    nested = found_in(
        "zh", f"::::{{dropdown}} x\n好\n:::{{note}}\n{words}\n:::\n::::\n"
    )
    figure = f"---\nmystnb:\n  figure:\n    caption: |\n      {words}\n---\n1"
    caption = found_in("zh", f"```{{code-cell}} ipython3\n{figure}\n```\n")
    found = [heading, title, nested, caption]
    assert [f[0].split(":")[1] if f else "" for f in found] == ["1", "2", "4", "1"]


def test_the_glossary_may_use_every_language():
    assert found_in("zh", "# 詞\n\n函数、概率\n", "glossary") == []
    assert found_in("zh", "# 詞\n\n用softmax\n", "glossary") != []


def test_a_long_cell_is_reported():
    short, long = ("x\n" * n for n in (LONGEST_CELL, LONGEST_CELL + 1))
    assert found_in("en", f"```{{code-cell}}\n{short}```\n") == []
    message = f"chapters/en/page.md:1: a cell of {LONGEST_CELL + 1} lines; at most 12"
    assert found_in("en", f"```{{code-cell}}\n{long}```\n") == [message]


WHOLE = """
:::{admonition} In this chapter
- derive
:::

EXERCISES

(sec-summary-1)=
## Summary

(sec-sources-1)=
## Where this came from
"""
EXERCISE = """
:::{admonition} Exercise
:class: exercise
:::

:::{dropdown} Solution
:::
"""
LACKS = {
    "begin with its objectives": ("- derive", "Derive."),
    "2 exercises; at least 3": (EXERCISE * 3, EXERCISE * 2),
    "no solution follows the exercise": ("{dropdown}", "{note}"),
    "labelled sec-summary-…": ("sec-summary-1", "sec-sum"),
    "labelled sec-sources-…": ("sec-sources-1", "sec-from"),
}


def test_a_whole_chapter_has_all_its_parts():
    text = WHOLE.replace("EXERCISES", EXERCISE * 3)
    assert found_in("en", text, "01-x") == []
    assert found_in("en", "# A page\n") == []


@pytest.mark.parametrize("lacks", LACKS)
def test_a_missing_part_is_reported(lacks):
    text = WHOLE.replace("EXERCISES", EXERCISE * 3).replace(*LACKS[lacks])
    assert lacks in found_in("en", text, "01-x")[0]
