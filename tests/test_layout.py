"""The repository is laid out as its README says, and nothing in it is left over."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bookbuild.chapter import chapter_number, chapter_paths
from bookbuild.editions import edition_folders
from softmaxbook import labels

ROOT = Path(__file__).parents[1]
CODE = ROOT / "code"
PIN = re.compile(r"([\w.-]+)==([^\s;]+)")
# Put together here, so that this file is not its own culprit.
REGISTRIES = (
    *("py" + "pi.org", "py" + "pi/", "python" + "hosted.org", "conda." + "anaconda"),
    *(
        "registry." + "npmjs",
        "registry." + "yarnpkg",
        "npm" + "mirror",
        "crates" + ".io",
    ),
)
HOMES = (
    *("/" + "home/", "/" + "root/", "/" + "Users/", "/" + "work/", "/" + "tmp/"),
    *("/" + "opt/", "/" + "mnt/"),
)
FORBIDDEN = re.compile(
    "|".join(
        [*map(re.escape, REGISTRIES), *(rf"(?<![\w.]){re.escape(h)}\w" for h in HOMES)]
    )
)


def shadows(folder: Path) -> list[str]:
    """Modules and packages that hide one of the standard library's."""
    return sorted(p.name for p in folder.iterdir() if p.stem in sys.stdlib_module_names)


def test_nothing_in_code_shadows_the_standard_library():
    assert shadows(CODE) == []
    assert not (CODE / "__init__.py").exists()


def test_a_shadow_is_seen(tmp_path):
    (tmp_path / "json").mkdir()
    (tmp_path / "random.py").touch()
    (tmp_path / "softmaxbook").mkdir()
    assert shadows(tmp_path) == ["json", "random.py"]


def stems_by_edition(root: Path) -> dict[str, list[str]]:
    """The chapters of every edition."""
    return {
        folder.name: [path.stem for path in chapter_paths(folder)]
        for folder in edition_folders(root / "chapters")
    }


def test_every_edition_has_the_same_chapters():
    ja, *others = stems_by_edition(ROOT).values()
    assert ja and all(other == ja for other in others), stems_by_edition(ROOT)


def test_the_contents_list_every_chapter():
    text = (ROOT / "_toc.yml").read_text("utf-8")
    toc = yaml.safe_load(text)
    listed = [toc["root"], *re.findall(r"file: *(\S+)", text)]
    stems = stems_by_edition(ROOT)["ja"]
    assert sorted(listed) == [f"chapters/ja/{stem}" for stem in stems]


PAPERS = sorted([*ROOT.glob("README*.md"), *ROOT.glob("CONTRIBUTING*.md")])


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_a_paper_points_at_what_is_there(paper):
    text = paper.read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    places = re.findall(r"`((?:chapters|code|tests|figures|\.ci)/[\w./-]+)`", text)
    own = {place for place in places if "/ko" not in place}  # the language to be added
    missing = [place for place in {*links, *own} if not (ROOT / place).exists()]
    assert links and not missing, missing


@pytest.mark.parametrize("name", ["README", "CONTRIBUTING"])
def test_the_papers_have_the_same_parts_in_each_language(name):
    def parts(text):
        kinds = re.findall(r"^ *(#+|```\w*|\||\d\.|-) ?", text, re.M)
        return kinds, re.findall(r"^ *```(?:python|console)\n", text, re.M)

    found = [parts(p.read_text("utf-8")) for p in PAPERS if p.name.startswith(name)]
    assert len(found) == len(stems_by_edition(ROOT))
    assert all(other == found[0] for other in found)


def test_the_readme_counts_rightly():
    texts = {p.stem: p.read_text("utf-8") for p in chapter_paths(ROOT / "chapters/en")}
    book = "".join(texts.values())
    counts = [
        sum(chapter_number(stem) is not None for stem in texts),
        len(re.findall("^ *classes: live$", book, re.M)),
        len(re.findall("^:label: eq-", book, re.M)),
    ]
    for paper in PAPERS:
        if paper.name.startswith("README"):
            beginning = paper.read_text("utf-8").split("\n## ")[0]
            assert re.findall(r"\d+", beginning)[-3:] == [*map(str, counts)]


def words_in(folder: Path) -> set[str]:
    """Every string, and every name of a keyword argument, in the folder's modules."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
    return found


def draw_functions(folder: Path) -> set[str]:
    """The names of the functions that draw a figure."""
    return {
        node.name
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("draw_")
    }


def dead_labels(catalogue, package: Path, cells: str = "", site=None) -> list[str]:
    """Rows that no figure, no control, no cell and no page of proofs can show."""
    figures = package / "figures"
    draws = (draw.removeprefix("draw_") for draw in draw_functions(figures))
    alive = words_in(package)
    alive |= {f"number.{word}" for word in words_in(figures)}
    alive |= {f"alt.live-{draw.replace('_', '-')}" for draw in draws}
    if site:
        said = words_in(site) | words_in(package / "proofs")
        alive |= said | {f"proof.{word}{end}" for word in said for end in ("", "-how")}
    return [key for key in catalogue if key not in alive and f'"{key}"' not in cells]


def test_every_row_of_the_label_catalogue_is_used():
    cells = "".join(p.read_text("utf-8") for p in (ROOT / "chapters").rglob("*.md"))
    site = CODE / "bookbuild" / "sphinx"
    dead = dead_labels(labels.catalogue(), CODE / "softmaxbook", cells, site)
    assert not dead, f"no code shows these rows of catalogue.csv: {', '.join(dead)}"


FIGURE = """
def draw_two_logits(ax, a):
    ax.set(xlabel=text("axis.used"))
    return {"p": a}
"""


def test_a_dead_label_is_seen(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "chapter.py").write_text(FIGURE)
    (tmp_path / "page.py").write_text('NAME = "q"')
    rows = ["axis.used", "number.p", "alt.live-two-logits", "axis.cell"]
    dead = ["axis.unused", "number.q", "alt.live-three-logits", "live.p"]
    assert dead_labels([*rows, *dead], tmp_path, 'text("axis.cell")') == dead


def pins(path: Path) -> dict[str, str]:
    """What a file of requirements pins."""
    lines = path.read_text("utf-8").splitlines()
    return dict(match.groups() for match in map(PIN.match, lines) if match)


def test_the_two_files_of_requirements_agree():
    book, tests = pins(ROOT / "requirements.txt"), pins(ROOT / "tests/requirements.txt")
    both = book.keys() & tests.keys()
    assert both == book.keys()
    assert {name: book[name] for name in both} == {name: tests[name] for name in both}


def files_of_the_repository() -> list[Path]:
    """Tracked files, and new ones that are about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name]


def machine_names(text: str) -> list[str]:
    """Package registries and folders that exist on one machine only."""
    return FORBIDDEN.findall(text)


def test_no_file_names_a_registry_or_a_folder_of_one_machine():
    found = []
    for path in filter(Path.is_file, files_of_the_repository()):
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            for name in machine_names(line.decode("utf-8", "ignore")):
                found.append(f"{path.relative_to(ROOT)}:{number}: {name}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", [*REGISTRIES, *(f"{home}x" for home in HOMES)])
def test_a_name_that_must_not_be_there_is_seen(name):
    assert machine_names(f'see "{name}"') == [name]
    assert machine_names("chapters/home/x, https://example.org/home/x") == []
