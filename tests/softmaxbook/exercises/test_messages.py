"""What a student reads: in her language, with a case to paste, never a traceback."""

import string

import numpy as np
import pytest

import softmaxbook
from softmaxbook import labels
from softmaxbook.exercises import check, checks, show, verdicts
from softmaxbook.exercises.compare import same
from softmaxbook.exercises.messages import hint, hints
from softmaxbook.exercises.run import run

CHECKS = checks()
OF_MISTAKES = {f"{c.name}.{m}" for c in CHECKS.values() for m in c.mistakes}
GENERAL = {key for key in hints() if key.startswith("general.")}
NAMES = {"np": np}


def said(capsys, name, answer, lang="en"):
    check(name, answer, lang)
    return capsys.readouterr().out


def test_every_hint_is_reached_and_every_wrong_answer_has_one():
    assert hints().keys() == OF_MISTAKES | CHECKS.keys() | GENERAL


def test_every_hint_is_there_in_three_languages():
    for key, row in hints().items():
        assert set(row) == set(labels.LANGUAGES), key
        assert all(text and text == text.strip() for text in row.values()), key


@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_no_hint_is_shared(lang):
    texts = [row[lang] for row in hints().values()]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("key", sorted(GENERAL))
def test_a_general_hint_has_the_same_blanks_in_every_language(key):
    def blanks(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert len({frozenset(blanks(text)) for text in hints()[key].values()}) == 1


def right(name):
    return CHECKS[name].right


def softmax(z, axis=-1):
    return softmaxbook.softmax(z, axis=axis)


def changing(z, prior, beta):
    z += 1
    return right("prior-bonus")(z, prior, beta)


def warning(z, axis=-1):
    np.log(np.zeros(1))
    return softmax(z, axis)


def heavy(z, v, beta=1.0):
    np.ones(2**18)
    return right("no-matrix")(z, v, beta)


def endless(*arguments):
    while True:
        pass


REACHED = {
    "general.right": ("my-softmax", softmax),
    "general.uncallable": ("my-softmax", 3),
    "general.unknown": ("my_softmax", softmax),
    "general.none": ("my-softmax", lambda z, axis=-1: None),
    "general.words": ("my-softmax", lambda z, axis=-1: "p"),
    "general.shape": ("my-softmax", lambda z, axis=-1: softmax(z)[:1]),
    "general.tuple": ("two-logit-program", lambda z: z),
    "general.part": ("two-logit-program", lambda z: (softmax(z), 0, 0)),
    "general.raised": ("my-softmax", lambda z, axis=-1: 1 / 0),
    "general.signature": ("my-softmax", lambda: 0),
    "general.truth": ("my-softmax", lambda z, axis=-1: z if z > 0 else -z),
    "general.slow": ("my-softmax", endless),
    "general.mutated": ("prior-bonus", changing),
    "general.warned": ("my-softmax", warning),
    "general.heavy": ("no-matrix", heavy),
    "general.nan": ("my-softmax", lambda z, axis=-1: z * np.nan),
    "general.sign": ("my-softmax", lambda z, axis=-1: -softmax(z, axis)),
    "general.transposed": ("my-softmax", lambda z, axis=-1: softmax(z, axis).T),
    "general.negative": ("my-softmax", lambda z, axis=-1: softmax(z, axis) - 0.5),
    "general.sums": ("my-softmax", lambda z, axis=-1: np.full(z.shape, 0.3)),
    "general.constant": ("log-softmax", lambda z, j: right("log-softmax")(z, j) + 7),
    "general.factor": ("log-softmax", lambda z, j: right("log-softmax")(z, j) * 3),
    "general.different": ("my-softmax", lambda z, axis=-1: softmax(z, axis)[::-1]),
}
PARTS = {"general.returned", "general.expected", "general.line"}


def test_every_general_hint_is_reached():
    assert REACHED.keys() | PARTS == GENERAL


@pytest.mark.parametrize("key", REACHED)
@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_a_general_hint_is_said_and_filled_in(key, lang, capsys, monkeypatch):
    def hurried(function, *arguments):
        short = {"seconds": 0.01} if function is endless else {}
        return run(function, *arguments, **short)

    monkeypatch.setattr(verdicts, "run", hurried)
    name, answer = REACHED[key]
    text = said(capsys, name, answer, lang)
    start = hints()[key][lang].partition("{")[0]
    assert start in text and "{" not in text
    assert "Traceback" not in text


def test_the_hint_comes_with_a_case_that_can_be_pasted(capsys):
    text = said(capsys, "my-softmax", lambda z, axis=-1: softmax(z))
    _, _, _, call, returned, expected = text.strip().split("\n")
    assert call == (
        "my_softmax(np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0], [0.0, 2.0, 1.0]]), "
        "axis=0)"
    )
    value = eval(call, {**NAMES, "my_softmax": CHECKS["my-softmax"].right})
    shown = eval(expected.removeprefix("expected: "), NAMES)
    assert np.allclose(value, shown, rtol=1e-5)
    assert returned.startswith("returned: np.array([[0.0900306")


@pytest.mark.parametrize("one", CHECKS.values(), ids=CHECKS)
def test_every_case_can_be_pasted(one):
    for case in one.cases:
        given = {}

        def keep(*arguments, given=given, **options):
            given["call"] = (arguments, options)

        eval(show.call("keep", case), {**NAMES, "keep": keep})
        assert same(given["call"], (case.arguments, dict(case.options)))


def test_an_error_is_shown_with_its_line_and_no_traceback(capsys):
    def broken(z, axis=-1):
        u = np.exp(z)
        return u[:2] + u

    text = said(capsys, "my-softmax", broken)
    number = broken.__code__.co_firstlineno + 2
    assert f"line {number}: return u[:2] + u\nValueError: operands could" in text
    assert "Traceback" not in text and "exercises" not in text


def test_a_call_with_wrong_arguments_names_the_signature(capsys):
    assert "my_softmax(z, axis=-1)" in said(capsys, "my-softmax", lambda: 0)


def test_an_unknown_name_is_answered_with_near_ones(capsys):
    assert "my-softmax" in said(capsys, "my_softmax", len)
    assert "one-pass" in said(capsys, "?", len)


def test_a_result_in_place_of_the_function_is_answered_with_the_call(capsys):
    text = said(capsys, "my-softmax", np.ones(3))
    assert text.strip().endswith('check("my-softmax", my_softmax)')


def test_the_edition_chooses_the_language(capsys, monkeypatch):
    monkeypatch.setattr(labels, "_chosen", "zh")
    check("my-softmax", lambda z, axis=-1: None)
    assert hint("general.none", "zh") in capsys.readouterr().out


def test_nothing_is_returned_that_a_notebook_would_print():
    assert check("my-softmax", len) is None


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(ValueError, match="lang must be one of en, ja, zh; got 'de'"):
        check("odds", len, "de")
