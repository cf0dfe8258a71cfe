"""What a function does in one case: what it returns, and what it breaks."""

import copy
import tracemalloc
import warnings
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from softmaxbook.exercises.compare import same
from softmaxbook.exercises.limits import SECONDS, TooLong, within


@dataclass(frozen=True)
class Outcome:
    """The value or the exception of one call, and its side effects."""

    value: object = None
    error: BaseException | None = None
    warned: str = ""
    mutated: bool = False
    heavy: bool = False


def run(function, case, memory=None, seconds=SECONDS):
    """Return the Outcome of the function in a case; the case stays as it is."""
    arguments, options = copy.deepcopy((case.arguments, dict(case.options)))
    try:
        value, warned, used = within(
            seconds, lambda: _call(function, arguments, options, memory)
        )
    except (Exception, SystemExit, TooLong) as error:
        return Outcome(error=error)
    after = (arguments, options)
    mutated = not same(after, (case.arguments, dict(case.options)))
    return Outcome(value, None, warned, mutated, bool(memory) and used > memory)


def _call(function, arguments, options, memory):
    with warnings.catch_warnings(record=True) as caught, _measured(memory) as used:
        warnings.simplefilter("always")
        with np.errstate(all="warn", under="ignore"):
            value = function(*arguments, **options)
    said = [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)]
    return value, said[0] if said else "", used[0]


@contextmanager
def _measured(memory):
    """Give a list whose only entry becomes the peak of the memory in use, in bytes."""
    used = [0]
    if not memory:
        yield used
        return
    running = tracemalloc.is_tracing()
    if not running:
        tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    try:
        yield used
    finally:
        used[0] = tracemalloc.get_traced_memory()[1] - before
        if not running:
            tracemalloc.stop()
