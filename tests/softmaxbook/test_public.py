"""What a reader imports: complete, documented alike, and short enough to print."""

import ast
import inspect
import re
import statistics
from pathlib import Path

import pytest

import softmaxbook

HOME = Path(softmaxbook.__file__).parent
FUNCTIONS = {
    name: getattr(softmaxbook, name)
    for name in softmaxbook.__all__
    if name not in ("check", "live", "use_language")
}
each_function = pytest.mark.parametrize("name", FUNCTIONS)


def body_lines(node):
    """Count the lines of a function without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def functions_of(folder):
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.name}: {node.name}", body_lines(node)


def test_every_module_gives_its_public_names():
    for path in HOME.glob("[a-z]*.py"):
        module = inspect.importlib.import_module(f"softmaxbook.{path.stem}")
        public = set(getattr(module, "__all__", ())) - {"Run"}
        if public & FUNCTIONS.keys():
            assert public <= FUNCTIONS.keys(), path.name
    assert softmaxbook.__all__ == sorted(softmaxbook.__all__)


def documented(name, section):
    """Return a section of a docstring, or of the function it refers to for that."""
    doc = inspect.getdoc(FUNCTIONS[name])
    _, found, rest = doc.partition(f"\n{section}\n---")
    shared = re.search(r"[Ss]?ource|[Pp]arameters|errors", doc) or found
    others = re.findall(r"(?:of|As|as) `(\w+)`", doc) if shared else []
    texts = [documented(other, section) for other in others if other in FUNCTIONS]
    return "\n".join([rest.partition("\n---")[0], *texts]) if found else "".join(texts)


@each_function
def test_documented(name):
    doc = inspect.getdoc(FUNCTIONS[name])
    assert doc.splitlines()[0].endswith(".")
    for part in (".. math::", "Returns\n---", "Examples\n---", ">>> "):
        assert part in doc, part
    assert documented(name, "Raises")
    assert documented(name, "References")


@each_function
def test_every_argument_is_documented(name):
    parameters = documented(name, "Parameters").splitlines()
    names = " ".join(line.partition(":")[0] for line in parameters if line[:1] != " ")
    arguments = set(inspect.signature(FUNCTIONS[name]).parameters)
    assert arguments <= set(names.replace(",", " ").split())


def test_functions_fit_on_a_page():
    lengths = dict(functions_of(HOME))
    assert statistics.median(lengths.values()) <= 8
    assert {name for name, length in lengths.items() if length > 24} == set()
