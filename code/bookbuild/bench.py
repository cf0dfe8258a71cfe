"""Measure the book: bytes, build times and slider moves, side by side in one run.

Everything is measured in a copy of the checkout, built from nothing, so that
the numbers belong to the files as they are now and nobody's build is lost.
"""

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from bookbuild.editions import load_editions
from bookbuild.errors import BookError
from bookbuild.report import Row, judged, kilobytes, milliseconds, say, seconds, table
from bookbuild.speed import function_times, winner_times
from bookbuild.stock import Packages, build_stock, weigh_stock
from bookbuild.tools import launch_chromium
from bookbuild.weight import engine_bytes, figure_bytes, load, served, visit

FIRST_VISIT, ENGINE, FIGURE = 300_000, 8_000, 20_000  # bytes
COLD, NO_CHANGE = 90, 10  # seconds
FASTER = 1.0  # than a library
SLOW_CPU = 6  # times slower: about a cheap phone
SWEEPS = 5
QUIET_BUILDS = 3

# Runs in the copy; says which files it ran from, for a mistake there would be
# measured and believed.
BUILD = """
import json, sys
from pathlib import Path
import bookbuild.book, softmaxbook
home = Path.cwd() / "code"
for module in (bookbuild.book, softmaxbook):
    assert Path(module.__file__).is_relative_to(home), f"{module.__file__} was run"
seconds = bookbuild.book.build_book(Path.cwd())
Path(sys.argv[1]).write_text(json.dumps(seconds), "utf-8")
"""

# Every position of every control, one control after the other, as a reader
# moves them; a move ends when the page is laid out again.
MOVES = """([id, sweeps]) => {
  const body = document.querySelector(`.live-body[data-live="${id}"]`);
  const times = [];
  const move = (input, place) => {
    const start = performance.now();
    if (input.type === "checkbox") input.checked = place === 1;
    else input.value = place;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    times.push(performance.now() - start);
  };
  const count = (input) =>
    input.type === "range" ? Number(input.max) + 1 : input.options?.length ?? 2;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const input of body.querySelectorAll("input, select")) {
      for (let place = 0; place < count(input); place++) move(input, place);
      body.querySelector('[data-action="reset"]').click();
    }
  }
  return times;
}"""


def run_benchmarks(root: Path) -> None:
    """Measure everything, print a table, write ``_build/bench.json``."""
    from playwright.sync_api import sync_playwright

    start = time.perf_counter()
    results = {"machine": machine()}
    room = root / "_build" / "bench"
    copy = copy_checkout(root, room / "book")
    stem = first_chapter(yaml.safe_load((copy / "_toc.yml").read_text("utf-8")))
    site = room / "site"
    results["functions"] = function_times(say)
    results["winners"] = winner_times(say)
    results["builds"] = build_times(copy, stem, site)
    say("stock  building the same chapter with Jupyter Book's defaults")
    stock = build_stock(copy, stem, room / "stock")
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        results["machine"]["browser"] = browser.version
        results["weight"] = weights(browser, site, stem, editions_of(copy))
        results["moves"] = moves(browser, site, f"en/{stem}.html")
        say("stock  first visit")
        packages = Packages(made(room / "packages"))
        results["stock"] = weigh_stock(browser, stock, f"{stem}.html", packages)
        browser.close()
    results["seconds"] = time.perf_counter() - start
    path = root / "_build" / "bench.json"
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")
    print(f"\n{table(rows(results))}\n\nThe same, and every file: {path}")


def machine() -> dict:
    """Describe what measures; others at work on it make every time longer."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {"cores": os.cpu_count(), "load": round(busy, 1)}


# --- builds -------------------------------------------------------------------


def copy_checkout(root: Path, copy: Path) -> Path:
    """Copy what git knows or would add: the working tree as it is now."""
    command = ["git", "-C", str(root), "ls-files", "-coz", "--exclude-standard"]
    try:
        listed = subprocess.run(command, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BookError("The benchmarks copy what git lists: use a clone.") from error
    shutil.rmtree(copy, ignore_errors=True)
    for name in filter(None, listed.decode().split("\0")):
        if (root / name).is_file():
            made((copy / name).parent)
            shutil.copy2(root / name, copy / name)
    return copy


def made(folder: Path) -> Path:
    """Return a folder that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def editions_of(root: Path) -> list[str]:
    """Return the languages of the book."""
    return [edition.lang for edition in load_editions(root)]


def first_chapter(toc) -> str:
    """Return the stem of the first chapter in a table of contents."""
    parts = toc.get("parts") or [toc]
    return Path(parts[0]["chapters"][0]["file"]).name


def build_times(copy: Path, stem: str, site: Path) -> dict[str, dict[str, float]]:
    """Time builds from nothing, of nothing new, of one changed chapter, by stage."""
    times = {"cold": timed_build(copy, "cold")}
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(copy / "_build" / "html", site)  # before a chapter is changed
    quiet = [timed_build(copy, "no change") for _ in range(QUIET_BUILDS)]
    times["no change"] = median_by_key(quiet)
    chapter = copy / "chapters" / "en" / f"{stem}.md"
    with chapter.open("a", encoding="utf-8") as file:
        file.write("\nThis sentence is here to be built.\n")
    times["one chapter"] = timed_build(copy, "one chapter")
    return times


def timed_build(copy: Path, what: str) -> dict[str, float]:
    """Build the copy with the copy's code; return seconds by stage and in all."""
    say(f"build  {what}")
    written = copy / "seconds.json"
    path = os.pathsep.join([str(copy / "code"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path.rstrip(os.pathsep)}
    start, spent = time.perf_counter(), processor_seconds()
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(written)], cwd=copy, env=environment
    )
    total, spent = time.perf_counter() - start, processor_seconds() - spent
    if done.returncode:
        raise BookError(f"The build to be timed ({what}) failed; see above.")
    stages = json.loads(written.read_text("utf-8"))
    return stages | {"processor time": spent, "all": total}


def processor_seconds() -> float:
    """Return what finished children computed; others at work do not change it."""
    spent = os.times()
    return spent.children_user + spent.children_system


# --- in the browser -------------------------------------------------------------


def weights(browser, site: Path, stem: str, languages: Iterable[str]) -> dict:
    """Weigh each edition's first chapter, its live figures, and their engine."""
    pages, figures = {}, {}
    for lang in languages:
        say(f"weight  {lang}")
        chapter = f"{lang}/{stem}.html"
        pages[lang] = visit(browser, site, f"{lang}/index.html", chapter)
        figures[lang] = figure_bytes((site / chapter).read_text("utf-8"))
    engine = engine_bytes(site / next(iter(pages)) / "_static")
    return {"pages": pages, "figures": figures, "engine": engine}


def moves(browser, site: Path, name: str) -> dict[str, dict]:
    """Time the moves of each live figure, on this CPU and on a slow one."""
    with served(site) as (address, _), browser.new_context() as context:
        page = context.new_page()
        load(page, f"{address}/{name}")
        figures = page.locator(".live-body[data-live]:has(.live-data)")
        ids = [figure.get_attribute("data-live") for figure in figures.all()]
        session = context.new_cdp_session(page)
        times = {id: {} for id in ids}
        for speed, rate in (("full", 1), ("slow", SLOW_CPU)):
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            for id in ids:
                say(f"moves  {id}, {speed} speed")
                times[id][speed] = spread(page.evaluate(MOVES, [id, SWEEPS]))
    return times


# --- arithmetic and words -------------------------------------------------------


def p95(values: Sequence[float]) -> float:
    """Return the smallest value that 95 % of the values do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def spread(values: Sequence[float]) -> dict[str, float]:
    """Sum measurements up: what is usual, what is bad, how many there are."""
    return {
        "median": round(statistics.median(values), 3),
        "mean": round(statistics.mean(values), 3),
        "p95": round(p95(values), 3),
        "count": len(values),
    }


def median_by_key(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the median of each stage over several builds."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def rows(results: dict) -> list[Row]:
    """Tell all results, grouped as a reader asks for them."""
    return [
        *machine_rows(results["machine"], results["seconds"]),
        *function_rows(results["functions"]),
        *winner_rows(results["winners"]),
        *page_rows(results["weight"]["pages"]),
        *figure_rows(results["weight"]),
        *move_rows(results["moves"]),
        *stock_rows(results["stock"], results["weight"]["pages"]["en"]["first_visit"]),
        *build_rows(results["builds"]),
    ]


def machine_rows(machine: dict, duration: float) -> list[Row]:
    """Tell on what, and for how long, all this was measured."""
    note = "other programs were at work: times are too long"
    busy = note if machine["load"] > machine["cores"] / 2 else ""
    return [
        Row("This run"),
        Row("processor cores", str(machine["cores"])),
        Row("load before it began", str(machine["load"]), busy),
        Row("it took", seconds(duration)),
    ]


def function_rows(times: dict) -> list[Row]:
    """Tell how long our functions take, as a share of what the libraries' take."""
    out = [Row("Functions: our median time / the library's, taking turns")]
    for name, shapes in times.items():
        out += [
            judged(f"{name}  {shape}", duel["ratio"], FASTER, lambda r: f"{r:.2f}")
            for shape, duel in shapes.items()
        ]
    return out


def winner_rows(races: dict) -> list[Row]:
    """Tell how three ways to find one winner of n do: right, steps, time."""
    out = [Row("One winner of n normal scores: right, steps, time (medians)")]
    for n, ways in races.items():
        out += [
            Row(
                f"n = {n}: {way}",
                f"{run['right']:.0%}",
                f"{run['steps']:,.0f} steps, {1000 * run['seconds']:,.2f} ms",
            )
            for way, run in ways.items()
        ]
    return out


def page_rows(pages: dict) -> list[Row]:
    """Tell what chapter 1 weighs, first and after the opening page."""
    out = [Row("Chapter 1, gzip -9 (1 kB = 1000 bytes)")]
    for lang, page in pages.items():
        first, then = page["first_visit"], page["next_page"]
        hosts = len(first["other_hosts"]) + len(then["other_hosts"])
        out += [
            judged(f"{lang}: first visit", first["bytes"], FIRST_VISIT),
            *kind_rows(first),
            Row(f"{lang}: requests", str(first["requests"])),
            judged(f"{lang}: requests to other hosts", hosts, 0, str),
            Row(f"{lang}: from the opening page to it", kilobytes(then["bytes"])),
        ]
        out += [Row(f"{lang}: answered 404", url) for url in first["missing"]]
    return out


def kind_rows(visited: dict) -> list[Row]:
    """Tell what the bytes of a visit are for."""
    kinds = visited["by_kind"].items()
    return [Row(f"    {kind}", kilobytes(size)) for kind, size in kinds if size]


def figure_rows(weight: dict) -> list[Row]:
    """Tell what live figures add to a page."""
    out = [
        Row("Live figures, gzip -9"),
        judged("engine (live.js, live.css)", weight["engine"], ENGINE),
    ]
    for lang, figures in weight["figures"].items():
        out += [judged(f"{lang}: {id}", size, FIGURE) for id, size in figures.items()]
    return out


def move_rows(figures: dict) -> list[Row]:
    """Tell what a move costs; a frame of a screen lasts 16.7 ms.

    The browser plays a slow CPU by stopping again and again, for longer than a
    move takes: only the mean of many moves is slowed down as it should be.
    """
    out = [Row("One move of a control, script and layout: median / p95")]
    for id, times in figures.items():
        slow = milliseconds(times["slow"], "mean")
        note = f"{SLOW_CPU} times slower CPU: mean / p95 {slow}"
        what = f"{id} ({times['full']['count']} moves)"
        out.append(Row(what, milliseconds(times["full"]), note))
    return out


def stock_rows(stock: dict, ours: dict) -> list[Row]:
    """Tell what the same chapter weighs when Jupyter Book builds it unchanged."""
    times = f"{stock['bytes'] / ours['bytes']:.1f} times this book's"
    return [
        Row("Chapter 1 (en) as Jupyter Book builds it unchanged"),
        Row("first visit", kilobytes(stock["bytes"]), times),
        *kind_rows(stock),
        Row("requests", str(stock["requests"])),
        Row("requests to other hosts", str(len(stock["other_hosts"]))),
        *(Row(what, told) for what, told in slider_words(stock["slider"])),
        *(Row("not found, counted as nothing", url) for url in stock["missing"]),
    ]


def slider_words(slider: dict) -> list[tuple[str, str]]:
    """Tell what became of a slider that was moved; not seen is not a no."""

    def word(key, seen=True):
        return ("yes" if slider[key] else "no") if seen else "not seen"

    shown = slider["shown"]
    drawn = shown and slider["figure_shown"]
    return [
        ("sliders appear", word("shown")),
        ("a slider's own number follows it", word("value_changes", shown)),
        ("the figure follows its slider", word("figure_changes", drawn)),
    ]


def build_rows(builds: dict) -> list[Row]:
    """Tell how long builds take; editions are built side by side."""
    out = [Row("Builds of all editions, installation not counted")]
    goals = {"cold": COLD, "no change": NO_CHANGE}
    for what, stages in builds.items():
        total, goal = stages["all"], goals.get(what)
        row = judged(what, total, goal, seconds) if goal else Row(what, seconds(total))
        parts = [(stage, value) for stage, value in stages.items() if stage != "all"]
        out += [row, *(Row(f"    {stage}", seconds(value)) for stage, value in parts)]
    return out
