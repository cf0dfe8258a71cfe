"""The notebooks run where a reader opens them: no repository, only the package.

`READERS`, names of files in `tests/readers` with spaces between them, has them run with
those Pythons (`python3.12` …) and packages, in every language. Else they run with the
book's own packages, as the build ran their cells, each in one language.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from bookbuild.chapter import chapter_paths
from bookbuild.editions import edition_folders
from bookbuild.notebooks import export_all

ROOT = Path(__file__).parents[2]
EDITIONS = edition_folders(ROOT / "chapters")
LANGUAGES = [folder.name for folder in EDITIONS]
STEMS = [path.stem for path in chapter_paths(EDITIONS[0])]
CHOSEN = [
    (lang, stem)
    for k, stem in enumerate(STEMS)
    for turn, lang in enumerate(LANGUAGES)
    if "READERS" in os.environ or k % len(LANGUAGES) == turn
]
PACKAGE = ("pyproject.toml", "README.md", "LICENSE", "code")
BUILT = shutil.ignore_patterns("__pycache__", "*.egg-info")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
KERNEL = "asyncio|ipykernel|IPython|jupyter_client|tornado|traitlets|zmq"
# A warning ends its cell, unless it comes from what is around the reader's code.
STRICT = f"""c = get_config()
c.InteractiveShellApp.exec_lines = [
    "import warnings",
    "warnings.simplefilter('error')",
    "warnings.filterwarnings('ignore', module='{KERNEL}')",
]"""
PROBLEM = 'role=\\"alert\\"'
ADDRESS = "https://github.com/owner/name"  # nothing may be installed from there

pytestmark = pytest.mark.xdist_group("notebooks")  # one environment for them all


def run(*command, **options) -> str:
    """Run a program; what it said is the message if it fails."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def wheel_of_package(folder: Path) -> Path:
    """Build the wheel elsewhere: in place, that would leave its folder behind."""
    source = folder / "source"
    source.mkdir()
    for name in PACKAGE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        more = {"ignore": BUILT} if name == "code" else {}
        copy(ROOT / name, source / name, **more)
    run(*PIP, "wheel", "--no-deps", "-w", folder, source)
    return next(folder.glob("*.whl"))


def preset(name: str) -> tuple[str, str]:
    """The Python that a reader has, and the constraints on its packages."""
    if name == "book":
        pins = (ROOT / "requirements.txt").read_text("utf-8")
        return sys.executable, pins.replace("-e .\n", "")
    lines = (ROOT / "tests" / "readers" / f"{name}.txt").read_text("utf-8")
    return f"python{re.match(r'# Python ([0-9.]+)', lines)[1]}", lines


@pytest.fixture(scope="session", params=os.environ.get("READERS", "book").split())
def reader(request, tmp_path_factory) -> dict[str, str]:
    """A new environment with the package's wheel and a kernel: how to run in it."""
    folder = tmp_path_factory.mktemp("reader")
    wheel, venv = wheel_of_package(folder), folder / "venv"
    python, constraints = preset(request.param)
    (folder / "constraints.txt").write_text(constraints, "utf-8")
    run(python, "-m", "venv", "--without-pip", venv)
    run(
        *(*PIP, "--python", venv, "install", "-c", folder / "constraints.txt"),
        *(wheel, "ipykernel", "nbclient"),
    )
    profile = folder / ".ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_config.py").write_text(STRICT, "utf-8")
    programs = venv / ("Scripts" if os.name == "nt" else "bin")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    home = {"HOME": str(folder), "USERPROFILE": str(folder)}
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    environment = {**kept, **home, "PATH": path, "VIRTUAL_ENV": str(venv)}
    # Matplotlib says so, on stderr, when it reads the fonts for the first time.
    run(programs / "python", "-c", "import matplotlib.font_manager", env=environment)
    return environment


# What would lead the reader's Python back to ours.
OURS = ("PYTHON", "JUPYTER", "SOFTMAXBOOK", "IPYTHON", "MPL", "XDG_", "GITHUB_")


def execute(folder: Path, environment: dict[str, str]) -> dict:
    """Run the chosen notebooks of one language, in place; return them."""
    stems = [stem for lang, stem in CHOSEN if lang == folder.name]
    names = [f"{stem}.ipynb" for stem in stems]
    run(
        "jupyter-execute",
        "--allow-errors",
        "--inplace",
        *names,
        cwd=folder,
        env=environment,
    )
    return {stem: nbformat.read(folder / f"{stem}.ipynb", 4) for stem in stems}


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory, reader):
    """The notebooks of every language, after they ran side by side."""
    out = tmp_path_factory.mktemp("notebooks")
    export_all(ROOT / "chapters", out, ADDRESS)
    with ThreadPoolExecutor(max_workers=2) as pool:
        folders = [out / lang for lang in LANGUAGES]
        ran = pool.map(lambda folder: execute(folder, reader), folders)
        return dict(zip(LANGUAGES, ran, strict=True))


EVERY = pytest.mark.parametrize(("lang", "stem"), CHOSEN)


def code_cells(notebook) -> list:
    """The cells that run."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@EVERY
def test_every_cell_ran_and_none_complained(notebooks, lang, stem):
    cells = code_cells(notebooks[lang][stem])
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    said = [
        f"{cell.source}\n{output.get('text', output)}"
        for cell in cells
        for output in cell.outputs
        if output.get("name") == "stderr" or output.output_type == "error"
    ]
    assert not said, "\n".join(said)


@EVERY
def test_live_figures_have_their_widgets(notebooks, lang, stem):
    cells = code_cells(notebooks[lang][stem])
    live = [cell for cell in cells if "\nlive(" in f"\n{cell.source}"]
    written = (ROOT / "chapters" / lang / f"{stem}.md").read_text("utf-8")
    assert len(live) == len(re.findall(r"^live\(", written, re.MULTILINE))
    for cell in live:
        kinds = [kind for output in cell.outputs for kind in output.get("data", {})]
        assert "application/vnd.jupyter.widget-view+json" in kinds, cell.source
    assert PROBLEM not in nbformat.writes(notebooks[lang][stem])  # in a figure's place


@EVERY
def test_the_first_cell_installs_nothing_that_is_there(notebooks, lang, stem):
    first = code_cells(notebooks[lang][stem])[0]
    assert ADDRESS in first.source  # it would install from there,
    assert first.outputs == []  # and say so


def test_the_package_is_not_ours(reader):
    where = "import softmaxbook; print(softmaxbook.__file__)"
    path = Path(run("python", "-c", where, env=reader, cwd=reader["HOME"]).strip())
    assert path.is_relative_to(reader["VIRTUAL_ENV"])
    assert not path.is_relative_to(ROOT)


def test_a_warning_would_be_seen(tmp_path, reader):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import warnings; warnings.warn('look')")]
    )
    nbformat.write(notebook, tmp_path / "index.ipynb")
    command = ("jupyter-execute", "--allow-errors", "--inplace", "index.ipynb")
    run(*command, cwd=tmp_path, env=reader)
    (output,) = nbformat.read(tmp_path / "index.ipynb", 4).cells[0].outputs
    assert (output.ename, output.evalue) == ("UserWarning", "look")
