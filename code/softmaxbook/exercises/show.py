"""Values, calls and errors, printed so that a student can paste them."""

import linecache
import traceback

import numpy as np

_MOST = 60  # characters of a value that is not made of numbers


def call(name, case):
    """Return the call of a case as a line of Python."""
    if case.shown:
        return f"{name}({case.shown})"
    words = [pasteable(value, repr) for value in case.arguments]
    words += [f"{key}={pasteable(value, repr)}" for key, value in case.options.items()]
    return f"{name}({', '.join(words)})"


def result(value):
    """Return a value with six digits."""
    return pasteable(value, lambda x: f"{x:.6g}" if isinstance(x, float) else repr(x))


def pasteable(value, number):
    """Return a value as Python that gives it again; `number` prints one number."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"np.array({_inside(value.tolist(), number)})"
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.item()
    return _inside(value, number)


def _inside(value, number):
    if isinstance(value, list):
        return f"[{', '.join(pasteable(one, number) for one in value)}]"
    if isinstance(value, tuple):
        inner = ", ".join(pasteable(one, number) for one in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, float):
        return _float(value, number)
    words = repr(value)
    return words if len(words) <= _MOST else f"{words[:_MOST]}…"


def _float(value, number):
    if value != value:
        return "np.nan"
    if value in (np.inf, -np.inf):
        return "np.inf" if value > 0 else "-np.inf"
    words = number(value)
    return words if any(mark in words for mark in ".e") else f"{words}.0"


def error(raised):
    """Return an exception as Python prints it, without the traceback."""
    return "".join(traceback.format_exception_only(raised)).strip().split("\n")[-1]


def place(raised, answer):
    """Return the number and the text of the last line of the student's that ran."""
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    frames = traceback.walk_tb(raised.__traceback__)
    own = [line for frame, line in frames if frame.f_code.co_filename == file]
    return (own[-1], linecache.getline(file, own[-1]).strip()) if own else None
