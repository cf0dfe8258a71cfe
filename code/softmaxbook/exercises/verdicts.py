"""Which hint an answer gets."""

from dataclasses import dataclass, field

from softmaxbook.exercises.compare import agree, as_numbers, trouble
from softmaxbook.exercises.declare import Case
from softmaxbook.exercises.limits import SECONDS, TooLong
from softmaxbook.exercises.patterns import pattern
from softmaxbook.exercises.run import Outcome, run
from softmaxbook.exercises.show import place

_AGAIN = 1.0  # seconds that a call may take when it is tried once more


@dataclass(frozen=True)
class Verdict:
    """The key of a hint, "" for a right answer; the case and the values to show."""

    hint: str = ""
    case: Case | None = None
    outcome: Outcome | None = None
    expected: object = None
    words: dict = field(default_factory=dict)


def judge(check, answer):
    """Return the Verdict on an answer: the first case that fails, and why it does."""
    if not callable(answer):
        return Verdict("general.uncallable")
    for case in check.cases:
        outcome = run(answer, case, check.memory)
        expected = run(check.right, case).value
        wrong = _fault(check, outcome, expected)
        if wrong:
            key, words = _reason(check, answer, case, outcome, expected, wrong)
            return Verdict(key, case, outcome, expected, words)
    return Verdict()


def _fault(check, outcome, expected):
    """Return what is wrong with an outcome, in one word, or ""."""
    if outcome.error is not None:
        return "slow" if isinstance(outcome.error, TooLong) else "raised"
    wrong = trouble(outcome.value, expected, check.relative)
    if wrong:
        return wrong
    if outcome.mutated:
        return "mutated"
    if outcome.heavy:
        return "heavy"
    return "warned" if check.quiet and outcome.warned else ""


def _reason(check, answer, case, outcome, expected, wrong):
    slow = wrong == "slow"  # it would be slow once more, in every other case
    if not slow and (mistake := _mistake(check, answer, case, outcome)):
        return f"{check.name}.{mistake}", {}
    if wrong == "raised":
        return f"general.{_sort(outcome.error, answer)}", {}
    if wrong == "different":
        wrong, words = pattern(outcome.value, expected)
        return f"general.{wrong}", words
    return f"general.{wrong}", _about(check, outcome, expected, wrong)


def _about(check, outcome, expected, wrong):
    """Return the words that a hint about the form or the side effects needs."""
    match wrong:
        case "shape":
            shapes = [as_numbers(value).shape for value in (outcome.value, expected)]
            return {"found": shapes[0], "wanted": shapes[1]}
        case "tuple":
            return {"wanted": len(expected)}
        case "slow":
            return {"seconds": f"{SECONDS:g}"}
        case "heavy":
            return {"limit": f"{check.memory / 2**20:g} MB"}
    return {"warning": outcome.warned}


def _sort(error, answer):
    """Return the key for an exception; some have a hint of their own."""
    if isinstance(error, TypeError) and place(error, answer) is None:
        return "signature"
    truth = isinstance(error, ValueError) and "truth value" in str(error)
    return "truth" if truth else "raised"


def _mistake(check, answer, case, outcome):
    """Return the mistake that does the same here, and in the most other cases."""
    candidates = [
        name
        for name, wrong in check.mistakes.items()
        if _alike(check, outcome, run(wrong, case, check.memory))
    ]
    if len(candidates) < 2:
        return next(iter(candidates), None)
    theirs = [run(answer, one, check.memory, _AGAIN) for one in check.cases]
    return max(candidates, key=lambda name: _times_alike(check, name, theirs))


def _times_alike(check, name, outcomes):
    ours = (run(check.mistakes[name], one, check.memory) for one in check.cases)
    return sum(_alike(check, *pair) for pair in zip(outcomes, ours, strict=True))


def _alike(check, left, right):
    warned = bool(left.warned) == bool(right.warned) or not check.quiet
    return warned and agree(left, right, check.relative)
