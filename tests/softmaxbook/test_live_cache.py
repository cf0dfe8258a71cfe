"""A recorded figure is used again where it would come out the same, and only there."""

import importlib
import os
import pkgutil
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
from ipywidgets import Dropdown, FloatSlider

import softmaxbook
import softmaxbook.figures
from bookbuild.sphinx import execution
from softmaxbook import labels
from softmaxbook.live import cache, fingerprint, live, page
from softmaxbook.live.controls import read_controls

START = "import functools, numpy as np\nfrom softmaxbook import labels\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder of recordings, as a build names it."""
    monkeypatch.setattr(labels, "_chosen", "en")
    monkeypatch.setenv(cache.FOLDER, str(tmp_path / "recordings"))
    return tmp_path / "recordings"


@pytest.fixture
def drawn(monkeypatch):
    """How often a figure was recorded."""
    times = []

    def record(draw, controls):
        times.append(draw)
        return original(draw, controls)

    original = cache.record
    monkeypatch.setattr(cache, "record", record)
    return times


def cell(source, module="__main__"):
    """Run a cell and return the function ``draw_it`` that it defines."""
    names = {"__name__": module}
    exec(compile(START + source, f"<cell {id(source)}>", "exec"), names)
    return names["draw_it"]


def slider(**options):
    known = {"value": 0, "min": 0, "max": 1, "step": 1, "description": "x"}
    return read_controls({"x": FloatSlider(**known | options)})


def shown(source):
    return cache.recorded(cell(source), slider())


SIMPLE = "def draw_it(ax, x):\n    ax.plot([0, x])\n    return {'x': x}\n"


def test_the_second_time_nothing_is_drawn(drawn, monkeypatch):
    first, second = shown(SIMPLE), shown(SIMPLE)
    assert (len(drawn), first) == (1, second)
    monkeypatch.delenv(cache.FOLDER)
    assert (shown(SIMPLE), len(drawn)) == (first, 2)


# What is drawn by the first differs from what is drawn by the second.
CHANGES = {
    "the function itself": (
        "def draw_it(ax, x): ax.plot([0, 1])",
        "def draw_it(ax, x): ax.plot([0, 2])",
    ),
    "another method is called": (
        "def draw_it(ax, x): ax.plot([0, 1])",
        "def draw_it(ax, x): ax.scatter([0, 1], [0, 1])",
    ),
    "a function it calls": (
        "def f(): return 1\ndef draw_it(ax, x): ax.plot([0, f()])",
        "def f(): return 2\ndef draw_it(ax, x): ax.plot([0, f()])",
    ),
    "a function called by a function it calls": (
        "g = lambda: 1\ndef f(): return g()\ndef draw_it(ax, x): ax.plot([0, f()])",
        "g = lambda: 2\ndef f(): return g()\ndef draw_it(ax, x): ax.plot([0, f()])",
    ),
    "a function called inside a comprehension": (
        "g = lambda: 1\ndef draw_it(ax, x): ax.plot([g() for _ in range(2)])",
        "g = lambda: 2\ndef draw_it(ax, x): ax.plot([g() for _ in range(2)])",
    ),
    "which function a name means": (
        "f = np.sin\ndef draw_it(ax, x): ax.plot([0, f(1)])",
        "f = np.cos\ndef draw_it(ax, x): ax.plot([0, f(1)])",
    ),
    "a global number": (
        "n = 1\ndef draw_it(ax, x): ax.plot([0, n])",
        "n = 1.5\ndef draw_it(ax, x): ax.plot([0, n])",
    ),
    "a global array": (
        "a = np.zeros(3)\ndef draw_it(ax, x): ax.plot(a)",
        "a = np.zeros(3)\na[2] = 1\ndef draw_it(ax, x): ax.plot(a)",
    ),
    "an array deep in a global value": (
        "a = {'k': [(np.zeros(3),)]}\ndef draw_it(ax, x): ax.plot(a['k'][0][0])",
        "a = {'k': [(np.ones(3),)]}\ndef draw_it(ax, x): ax.plot(a['k'][0][0])",
    ),
    "a default": (
        "def draw_it(ax, x, n=1): ax.plot([0, n])",
        "def draw_it(ax, x, n=2): ax.plot([0, n])",
    ),
    "a keyword's default": (
        "def draw_it(ax, x, *, n=1): ax.plot([0, n])",
        "def draw_it(ax, x, *, n=2): ax.plot([0, n])",
    ),
    "a variable of the function around it": (
        "def f(n):\n    def draw_it(ax, x): ax.plot([0, n])\n    return draw_it\n"
        "draw_it = f(1)",
        "def f(n):\n    def draw_it(ax, x): ax.plot([0, n])\n    return draw_it\n"
        "draw_it = f(2)",
    ),
    "an argument given beforehand": (
        "def draw(ax, x, n): ax.plot([0, n])\ndraw_it = functools.partial(draw, n=1)\n"
        "draw_it.__name__ = 'draw_it'",
        "def draw(ax, x, n): ax.plot([0, n])\ndraw_it = functools.partial(draw, n=2)\n"
        "draw_it.__name__ = 'draw_it'",
    ),
    "what is under a decorator": (
        "@functools.cache\ndef f(): return 1\ndef draw_it(ax, x): ax.plot([0, f()])",
        "@functools.cache\ndef f(): return 2\ndef draw_it(ax, x): ax.plot([0, f()])",
    ),
    "a function that pretends to be a library's": (
        "@functools.wraps(np.sum)\ndef f(): return 1\n"
        "def draw_it(ax, x): ax.plot([0, f()])",
        "@functools.wraps(np.sum)\ndef f(): return 2\n"
        "def draw_it(ax, x): ax.plot([0, f()])",
    ),
    "the seed of a generator": (
        "def draw_it(ax, x): ax.plot(np.random.default_rng(0).normal(size=2))",
        "def draw_it(ax, x): ax.plot(np.random.default_rng(1).normal(size=2))",
    ),
    "which label is shown": (
        "def draw_it(ax, x): ax.set_title(labels.text('live.reset'))",
        "def draw_it(ax, x): ax.set_title(labels.text('live.link'))",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_recorded(change, drawn):
    before, after = CHANGES[change]
    pages = [shown(source) for source in (before, before, after, after)]
    assert len(drawn) == 2
    assert pages[0] == pages[1] != pages[2] == pages[3]


def test_a_change_in_a_module_of_the_book_is_recorded(drawn, monkeypatch):
    module = ModuleType("softmaxbook.invented")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    draw = cell("def draw_it(ax, x): ax.plot([0, f()])")
    for height in (1, 1, 2):
        exec(f"def g(): return {height}\ndef f(): return g()", vars(module))
        draw.__globals__["f"] = module.f
        cache.recorded(draw, slider())
    assert len(drawn) == 2


OTHERS = {
    "another function": "def other(): return 1\n",
    "lines above it": "\n\n# a remark\n",
    "a name it does not use": "n = 3\n",
}


@pytest.mark.parametrize("other", OTHERS)
def test_what_it_does_not_use_may_change(other, drawn):
    assert shown(SIMPLE) == shown(OTHERS[other] + SIMPLE)
    assert len(drawn) == 1


def controls_of(**options):
    return lambda: read_controls({"x": FloatSlider(description="x", **options)})


ARGUMENTS = [
    controls_of(value=0, min=0, max=1, step=1),
    controls_of(value=1, min=0, max=1, step=1),
    controls_of(value=0, min=0, max=1, step=0.5),
    controls_of(value=0, min=0, max=1, step=1, readout_format=".1f"),
    lambda: read_controls({"x": Dropdown(options=[("0", 0), ("1", 1)])}),
    lambda: read_controls({"x": Dropdown(options=[("0", 0), ("one", 1)])}),
    lambda: read_controls({"x": Dropdown(options=[("0", 0.0), ("1", 1.0)])}),
]


def test_another_argument_is_recorded(drawn):
    pages = [cache.recorded(cell(SIMPLE), read()) for read in ARGUMENTS]
    assert len(drawn) == len(set(pages)) == len(ARGUMENTS)
    assert cache.recorded(cell(SIMPLE), ARGUMENTS[-1]()) == pages[-1]
    assert len(drawn) == len(ARGUMENTS)


def test_a_function_may_be_an_argument(drawn):
    for change in (1, 1, 2):
        f = eval(f"lambda: {change}", {"__name__": "__main__"})
        read = read_controls({"x": Dropdown(options=[("f", f), ("g", np.exp)])})
        cache.recorded(cell("def draw_it(ax, x): ax.plot([0, 1])"), read)
    assert len(drawn) == 2


SURROUNDINGS = {
    "the language": lambda m: m.setattr(labels, "_chosen", "ja"),
    "the engine, or a library": lambda m: m.setattr(
        fingerprint, "_surroundings", bytes
    ),
    "a setting": lambda m: m.setitem(mpl.rcParams, "lines.markersize", 3),
    "NumPy's errors": lambda m: np.seterr(under="warn"),
    "NumPy's print": lambda m: np.set_printoptions(precision=3),
}


@pytest.fixture
def restored():
    errors, options = np.geterr(), np.get_printoptions()
    yield
    np.seterr(**errors)
    np.set_printoptions(**options)


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("change", SURROUNDINGS)
def test_a_change_around_the_function_is_recorded(change, drawn, monkeypatch):
    shown(SIMPLE)
    SURROUNDINGS[change](monkeypatch)
    shown(SIMPLE)
    assert len(drawn) == 2


def test_a_word_counts_where_it_is_shown(drawn, monkeypatch):
    titled = "def draw_it(ax, x): ax.set_title(labels.text('axis.probability'))"
    words = {key: dict(row) for key, row in labels.catalogue().items()}
    monkeypatch.setattr(labels, "catalogue", lambda: words)
    first = shown(titled)
    words["axis.logit"]["en"] = "something else"
    assert shown(titled) == first
    assert len(drawn) == 1
    words["axis.probability"]["en"] = "chance"
    assert shown(titled) != first
    words["alt.live-it"] = {"en": "What the picture shows."}
    assert 'aria-label="What the picture shows."' in shown(titled)
    assert len(drawn) == 3


NEVER_KEPT = {
    "reads a file": "def draw_it(ax, x): open('/dev/null').close()",
    "reads a file with NumPy": (
        "def draw_it(ax, x): np.loadtxt('/dev/null', ndmin=1) if x > 2 else 0"
    ),
    "reads a file by another name": (
        "read = np.loadtxt\ndef draw_it(ax, x): read('/dev/null') if x > 2 else 0"
    ),
    "asks for the environment": (
        "import os\ndef draw_it(ax, x): ax.set_title(str('HOME' in os.environ))"
    ),
    "asks for the time": (
        "from time import time\ndef draw_it(ax, x): ax.set_title(str(time() > 0))"
    ),
    "asks for the date": (
        "from datetime import datetime\n"
        "def draw_it(ax, x): ax.set_title(str(datetime.now().year > 0))"
    ),
    "uses random numbers": "def draw_it(ax, x): ax.plot(np.random.normal(size=2))",
    "uses a generator with no seed": (
        "def draw_it(ax, x): ax.plot(np.random.default_rng().normal(size=2))"
    ),
    "uses up a generator": (
        "g = np.random.default_rng(0)\ndef draw_it(ax, x): g.normal(size=2)"
    ),
    "changes a list": "seen = []\ndef draw_it(ax, x): seen.append(x)",
    "changes a global name": "def draw_it(ax, x):\n    global n\n    n = x",
    "imports": "def draw_it(ax, x):\n    import math\n    ax.plot([0, math.pi])",
    "holds what cannot be looked into": (
        "gen = (i for i in range(9))\ndef draw_it(ax, x): ax.plot([0, len([gen])])"
    ),
    "runs code of its own": "def draw_it(ax, x): ax.plot([0, eval('1')])",
}


@pytest.mark.parametrize("reason", NEVER_KEPT)
def test_where_we_cannot_be_sure_it_is_recorded_again(reason, drawn, folder):
    for _ in range(2):
        shown(NEVER_KEPT[reason])
    assert len(drawn) == 2
    assert not folder.exists()


def test_an_error_is_raised_by_every_build(drawn):
    for _ in range(2):
        with pytest.raises(RuntimeError, match="ZeroDivisionError at x=0"):
            shown("def draw_it(ax, x): ax.plot([0, 1 / x])")
    assert len(drawn) == 2


def cut(entry):
    entry.write_bytes(entry.read_bytes()[:-1])


DAMAGE = [
    cut,
    lambda e: e.write_text("{}"),
    lambda e: e.write_bytes(b""),
    lambda e: e.write_bytes(b"\xff"),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_ignored_and_written_anew(damage, drawn, folder):
    first = shown(SIMPLE)
    (entry,) = folder.iterdir()
    whole = entry.read_bytes()
    damage(entry)
    assert shown(SIMPLE) == first
    assert len(drawn) == 2
    assert [path.read_bytes() for path in folder.iterdir()] == [whole]


def test_a_folder_that_cannot_be_written_is_no_error(folder, drawn):
    folder.write_text("in the way")
    assert shown(SIMPLE) == shown(SIMPLE)
    assert len(drawn) == 2


def test_an_entry_takes_the_place_of_the_one_before(folder, monkeypatch):
    for source in (SIMPLE, SIMPLE.replace("0, x", "1, x")):
        shown(source)
        monkeypatch.setattr(labels, "_chosen", "ja")
        shown(source)
        monkeypatch.setattr(labels, "_chosen", "en")
    kept = sorted(path.name for path in folder.iterdir())
    assert [name.rpartition("-")[0] for name in kept] == ["live-it-en", "live-it-ja"]


def test_a_kernel_keeps_nothing(folder, monkeypatch):
    monkeypatch.delenv("SOFTMAXBOOK_STATIC", raising=False)
    package = importlib.import_module("softmaxbook.live")
    monkeypatch.setattr(package, "display", lambda shown: None)
    live(cell(SIMPLE), x=FloatSlider(max=1, step=1))
    assert not folder.exists()


def test_the_build_names_the_folder(tmp_path, monkeypatch):
    environment = {}
    monkeypatch.setattr(execution.os, "environ", environment)
    app = SimpleNamespace(outdir=tmp_path / "_build" / "html")
    execution.prepare(app, SimpleNamespace(book_edition="zh"))
    assert environment[cache.FOLDER] == str(tmp_path / "_build" / "recordings")


# In other processes, at the same time, with another order of sets.
PROGRAM = """
import hashlib
import numpy as np
from ipywidgets import FloatSlider
from softmaxbook import softmax
from softmaxbook.live.cache import recorded
from softmaxbook.live.controls import read_controls

NAMES = {"a", "b", "c", "d"}

def draw_all(fig, x):
    left, right = fig.subplots(1, 2)
    left.bar(range(4), softmax(x * np.arange(4.0)), hatch="//", edgecolor="C1")
    left.set_xticks(range(4), sorted(NAMES))
    right.plot([0, 1, x], "o--", label=r"$\\frac{x}{2}$")
    right.fill_between([0, 1], [0, x], alpha=0.3)
    right.legend()
    return {"p": [x, 1]}

controls = read_controls({"x": FloatSlider(value=1, max=3, step=1)})
print(hashlib.sha256(recorded(draw_all, controls).encode()).hexdigest())
"""


def test_builds_side_by_side_get_the_same_bytes_and_the_same_entry(folder):
    environment = {**os.environ, "SOFTMAXBOOK_LANG": "ja"}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=environment | {"PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2", "3")
    ]
    found = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(found) == 1
    assert [path.suffix for path in folder.iterdir()] == [".json"]


# What the book has now is never recorded twice.


def drawings():
    path = softmaxbook.figures.__path__
    for found in pkgutil.iter_modules(path, "softmaxbook.figures."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if name.startswith("draw_") and value.__module__ == module.__name__:
                yield value


@pytest.mark.parametrize("draw", list(drawings()), ids=lambda draw: draw.__name__)
def test_the_figures_of_the_book_are_kept(draw):
    assert fingerprint.fingerprint(draw, ())


# `check` runs what a student wrote: no figure asks it anything.
@pytest.mark.parametrize("name", sorted({*softmaxbook.__all__} - {"check"}))
def test_a_figure_may_use_every_function_of_the_book(name, monkeypatch):
    draw = cell("def draw_it(ax, x): return used")
    draw.__globals__["used"] = getattr(softmaxbook, name)
    assert fingerprint.fingerprint(draw, ())


def test_the_page_is_what_it_is_without_a_cache():
    recording = cache.record(cell(SIMPLE), slider())
    assert shown(SIMPLE) == page.html(recording)
