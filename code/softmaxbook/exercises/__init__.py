"""Exercises that answer back.

``check(name, answer)`` runs a student's function on the cases of an exercise. It prints
``✓`` or, in the reader's language, what is wrong and why, with an input on which it
shows. Each chapter has one module of declarations (`Check`): the right answer, the
cases, and the usual mistakes, as programs. A mistake is recognized by what comes back:
the student's function returns the same as the wrong program.

>>> from softmaxbook import check, use_language
>>> use_language("en")
>>> check("merged-options", lambda z, groups: [z[g].max() for g in groups])
✗ merged-options
The largest logit alone is too little: each member of a group adds to its weight.
<BLANKLINE>
merge(np.array([1.0, 0.0, 1.0]), [[0, 2], [1]])
returned: [1.0, 0.0]
expected: [1.69315, 0.0]
"""

import importlib
from functools import cache

from softmaxbook import labels
from softmaxbook.exercises.declare import Check
from softmaxbook.exercises.messages import message, unknown
from softmaxbook.exercises.verdicts import judge

__all__ = ["Check", "by_chapter", "check", "checks", "require"]

_CHAPTERS = (
    "sigmoid_to_softmax",
    "softmax_function",
    "gradients",
    "lagrangian_kkt",
    "sparsemax_entmax",
    "temperature",
    "partition_function",
    "cross_entropy",
    "gumbel_softmax",
    "kwta_chapter",
    "attention_and_contrast",
)


def check(name, answer, lang=None):
    """Say whether a function solves an exercise, and if not, what is wrong with it.

    Parameters
    ----------
    name : str
        The name of the check, as the exercise gives it.
    answer : callable
        Your function: the name alone, without brackets.
    lang : str, optional
        en, ja or zh; by default the language of the edition.

    Raises
    ------
    ValueError
        If there is no such language.
    """
    print(_said(name, answer, lang)[1])


def require(name, answer, lang=None):
    """Raise what `check` prints of a wrong answer: graders see what raises.

    Parameters
    ----------
    name, answer, lang
        As for `check`.

    Raises
    ------
    AssertionError
        If the answer is wrong.
    ValueError
        If there is no such language, or no check of this name.
    """
    right, said = _said(name, answer, lang)
    if name not in checks():
        raise ValueError(said)
    if not right:
        raise AssertionError(said)


def _said(name, answer, lang):
    """Return whether the answer is right, and what to say of it."""
    if lang is not None:
        labels.checked(lang, "lang")
    known = checks()
    if name not in known:
        return False, unknown(name, known, lang)
    verdict = judge(known[name], answer)
    return not verdict.hint, message(known[name], answer, verdict, lang)


@cache
def checks():
    """Return every check by its name, in the order of the chapters."""
    return {one.name: one for some in by_chapter() for one in some}


@cache
def by_chapter():
    """Return the checks of each chapter; chapter 1 comes first."""
    modules = (importlib.import_module(f"{__name__}.{stem}") for stem in _CHAPTERS)
    return [module.CHECKS for module in modules]
