"""Every check knows the right answer, the usual mistakes, and what is no answer."""

import re

import numpy as np
import pytest

from softmaxbook.exercises import by_chapter, checks, declare, verdicts
from softmaxbook.exercises.compare import same
from softmaxbook.exercises.run import run

CHECKS = checks()
each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
MISTAKES = [(c, name) for c in CHECKS.values() for name in c.mistakes]
each_mistake = pytest.mark.parametrize(
    ("check", "mistake"), MISTAKES, ids=[f"{c.name}-{name}" for c, name in MISTAKES]
)
FEWEST_CHECKS, FEWEST_MISTAKES = 30, 3


def hint(check, answer):
    return verdicts.judge(check, answer).hint


def test_there_are_enough_checks_and_three_in_each_chapter():
    counts = [len(some) for some in by_chapter()]
    assert sum(counts) == len(CHECKS) >= FEWEST_CHECKS
    assert min(counts) >= 3


@each_check
def test_the_right_answer_passes(check):
    assert hint(check, check.right) == ""


@each_check
def test_there_are_three_wrong_answers_at_least(check):
    assert len(check.mistakes) >= FEWEST_MISTAKES


@each_mistake
def test_a_mistake_gets_its_own_hint(check, mistake):
    assert hint(check, check.mistakes[mistake]) == f"{check.name}.{mistake}"


@each_check
def test_lists_are_as_good_as_arrays(check):
    def as_lists(value):
        if isinstance(value, tuple):
            return tuple(map(as_lists, value))
        return np.asarray(value).tolist()

    assert hint(check, lambda *a, **k: as_lists(check.right(*a, **k))) == ""


@each_check
def test_an_answer_with_other_names_is_called_as_the_exercise_says(check):
    """The cases fit the signature: a stub can be called with each of them."""
    stub = {"check": lambda name, answer: None}
    exec(check.stub, stub)
    assert all(run(stub[check.function], case).error is None for case in check.cases)
    assert hint(check, stub[check.function]) == "general.none"


def raising(*arguments, **options):
    raise RuntimeError("broken")


def leaving(*arguments, **options):
    raise SystemExit


def words(*arguments, **options):
    return "softmax"


def rows_of_words(*arguments, **options):
    return [["a", "b"], ["c"]]


def many_axes(*arguments, **options):
    return np.zeros((1, 2, 3, 4, 5))


def no_argument():
    return 0


NO_ANSWERS = {
    raising: {"general.raised"},
    leaving: {"general.raised"},
    words: {"general.words", "general.tuple"},
    rows_of_words: {"general.words", "general.tuple"},
    many_axes: {"general.shape", "general.tuple"},
    no_argument: {"general.signature"},
}


@each_check
@pytest.mark.parametrize("answer", NO_ANSWERS, ids=lambda f: f.__name__)
def test_what_is_no_answer_is_told_so(check, answer):
    assert hint(check, answer) in NO_ANSWERS[answer]


@each_check
@pytest.mark.parametrize("value", [None, 3, "my_softmax", np.ones(2)], ids=repr)
def test_a_value_in_place_of_a_function_is_told_so(check, value):
    assert hint(check, value) == "general.uncallable"


@each_check
def test_an_endless_loop_ends(check, monkeypatch):
    def endless(*arguments, **options):
        while True:
            pass

    def hurried(function, *arguments):
        short = {"seconds": 0.01} if function is endless else {}
        return run(function, *arguments, **short)

    monkeypatch.setattr(verdicts, "run", hurried)
    assert hint(check, endless) == "general.slow"


@each_check
def test_nobody_can_change_the_cases(check):
    def clearing(*arguments, **options):
        for value in arguments:
            if isinstance(value, np.ndarray):
                value[...] = 0
        return 0

    before = [run(check.right, case).value for case in check.cases]
    hint(check, clearing)
    after = [run(check.right, case).value for case in check.cases]
    assert same(before, after)


@each_check
def test_an_answer_that_changes_its_argument_is_told_so(check):
    def careless(*arguments, **options):
        value = check.right(*arguments, **options)
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                argument += 1
        return value

    arrays = any(isinstance(a, np.ndarray) for c in check.cases for a in c.arguments)
    own = {f"{check.name}.in-place"} & {f"{check.name}.{m}" for m in check.mistakes}
    assert hint(check, careless) in ({"general.mutated"} | own if arrays else {""})


@each_check
def test_noise_is_no_right_answer(check):
    """A millionth is forgiven, a thousandth is not."""

    def off_by(relative):
        def answer(*arguments, **options):
            value = check.right(*arguments, **options)
            if isinstance(value, tuple):
                return tuple(np.asarray(part) * (1 + relative) for part in value)
            return np.asarray(value) * (1 + relative)

        return answer

    assert hint(check, off_by(1e-9)) == ""
    assert hint(check, off_by(1e-3)) != ""


@each_check
def test_a_check_is_declared_as_it_is_called(check):
    assert re.fullmatch(r"\w+\([\w, =.\-]+\)", check.signature)
    assert check.name == check.name.lower() and " " not in check.name
    assert check.call == f'check("{check.name}", {check.function})'
    assert all(isinstance(one, declare.Case) for one in check.cases)
    assert len(check.cases) >= 3
