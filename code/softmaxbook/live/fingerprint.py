"""A hash of all that a draw function depends on, or none where we cannot be sure.

A function of the book, or of a cell, counts by its code, its defaults, and the values
behind its names, down to the last function they call. What a library defines counts
by its name and the library's version.
"""

import dis
import functools
import hashlib
import io
import pickle
import sys
import types
from functools import cache
from importlib.metadata import version
from pathlib import Path

import matplotlib as mpl
import numpy as np

from softmaxbook import labels
from softmaxbook.live import style

OURS = ("softmaxbook", "__main__")
# Known by name: these read files of the package, which count as a whole.
ENGINE = (
    *("softmaxbook.live", "softmaxbook.labels", "softmaxbook.fonts"),
    "softmaxbook.digits",
)
LIBRARIES = ("contourpy", "matplotlib", "mpl_toolkits", "numpy", "scipy")
# What these give depends on more than their arguments.
IMPURE_MODULES = {"datetime", "io", "os", "pathlib", "random", "secrets", "time"}
IMPURE_NAMES = {
    *("eval", "exec", "globals", "input", "locals", "open", "vars"),
    *("fromfile", "genfromtxt", "imread", "load", "loadmat", "loadtxt", "memmap"),
}
UNSURE_STEPS = {"IMPORT_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"}
CODE = ("co_code", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_flags")


class Unsure(Exception):
    """Something cannot be told apart from another thing like it."""


def fingerprint(draw, controls) -> str | None:
    """Return a hash of what this figure will show; None if in doubt."""
    file = io.BytesIO()
    pickler = _Pickler(file, protocol=5)
    pickler.fast = True  # equal things are written alike, whether or not identical
    try:
        pickler.dump((draw, [vars(c) for c in controls], labels.language(), _style()))
    except Exception:  # whatever an object may do when it is taken apart
        return None
    return hashlib.sha256(_surroundings() + file.getvalue()).hexdigest()[:32]


class _Pickler(pickle.Pickler):
    """Writes what is ours by value, where pickle would only write its name."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.places = {}  # of our functions, which may call themselves; holds them

    def persistent_id(self, thing):
        # What is returned is written in place of the thing.
        if isinstance(thing, types.ModuleType):
            return _named(thing.__name__, thing.__name__)
        if isinstance(thing, type) or type(thing) in _BY_NAME:
            return _named(thing.__module__ or "", thing.__qualname__)
        if isinstance(thing, types.FunctionType):
            return self._function(thing)
        if isinstance(thing, _CACHED):
            return "cached", thing.__wrapped__
        if isinstance(thing, set | frozenset):
            return "set", sorted(thing, key=repr)
        return None

    def _function(self, function):
        module = function.__globals__.get("__name__", "")
        if not _is_ours(module):
            return _named(module, function.__qualname__)
        if function in self.places:
            return "again", self.places[function]
        self.places[function] = len(self.places)
        cells = [cell.cell_contents for cell in function.__closure__ or ()]
        return "function", list(_code(function)), cells, list(_names(function))


_CACHED = type(cache(len))
_BY_NAME = {types.BuiltinFunctionType, type(np.sum)}


def _named(module, name):
    """Return what stands for a thing of a library, or of the engine."""
    if _is_ours(module) and module != "__main__":
        return "ours", module, name, _source("**/*.py")
    known = _in(module, ENGINE + LIBRARIES) or _is_pure(module)
    if not known or name in IMPURE_NAMES:
        raise Unsure(f"{module}.{name}")
    return "library", module, name


def _is_pure(module):
    top = module.partition(".")[0].lstrip("_")
    standard = not top or top in sys.stdlib_module_names
    return standard and top not in IMPURE_MODULES


def _is_ours(module):
    return _in(module, OURS) and not _in(module, ENGINE)


def _in(module, names):
    return any(f"{module}.".startswith(f"{name}.") for name in names)


def _code(function):
    """Yield the code, without the places in files at which it is written."""
    yield function.__defaults__
    yield function.__kwdefaults__
    for code in _codes(function.__code__):
        if IMPURE_NAMES.intersection(code.co_names):
            raise Unsure(f"{code.co_name} reads what is not in sight")
        yield [getattr(code, name) for name in CODE]
        yield [c for c in code.co_consts if not isinstance(c, types.CodeType)]


def _codes(code):
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from _codes(const)


def _names(function):
    """Yield the global names that the function uses, with their values."""
    steps = [
        s for code in _codes(function.__code__) for s in dis.get_instructions(code)
    ]
    if any(step.opname in UNSURE_STEPS for step in steps):
        raise Unsure(f"{function.__name__} imports or sets a global name")
    used = {s.argval for s in steps if s.opname in {"LOAD_GLOBAL", "LOAD_NAME"}}
    for name in sorted(used & function.__globals__.keys()):
        yield name, function.__globals__[name]


def _style():
    with style.context():
        settings = {k: repr(v) for k, v in mpl.rcParams.items() if k != "backend"}
    return settings, np.geterr(), repr(np.get_printoptions())


@cache
def _surroundings():
    """Hash what draws besides the author's function."""
    versions = [version(name) for name in ("contourpy", "matplotlib", "numpy", "scipy")]
    return repr(
        [sys.version, versions, _source("live/*.py", "fonts.py", "digits.*")]
    ).encode()


@functools.cache
def _source(*patterns):
    package, digest = Path(__file__).parents[1], hashlib.sha256()
    for path in sorted(p for pattern in patterns for p in package.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
