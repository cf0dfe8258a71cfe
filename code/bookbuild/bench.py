"""Measure the book: bytes, build times and slider moves, side by side in one run.

Everything is measured in a copy of the checkout, built from nothing, so that
the numbers belong to the files as they are now and nobody's build is lost.
"""

import json
import os
import time
from collections.abc import Iterable
from pathlib import Path

from bookbuild.builds import build_times, copy_checkout, editions_of, first_chapter
from bookbuild.errors import read_yaml
from bookbuild.heavy import HEAVY, recorded
from bookbuild.lighthouse import install, page_scores
from bookbuild.moves import SCRIPT, live_figures, time_moves
from bookbuild.race import make_rivals, measure
from bookbuild.report import say, table
from bookbuild.rivals import figure_cells, stock_page, write_ours
from bookbuild.rows import rows
from bookbuild.searches import search_times
from bookbuild.speed import function_times, winner_times
from bookbuild.stock import Packages, build_stock, weigh_stock
from bookbuild.tools import installed_chromium, launch_chromium
from bookbuild.weight import (
    engine_bytes,
    figure_bytes,
    load,
    served,
    visit,
    wire_size,
)

ONE_FIGURE = "one-figure"
PAGES = 4  # whose figures are moved, besides those of the first chapter


def run_benchmarks(root: Path) -> None:
    """Measure everything, print a table, write ``_build/bench.json``."""
    start, results = time.perf_counter(), {"machine": machine()}
    room = root / "_build" / "bench"
    copy = copy_checkout(root, room / "book")
    stem = first_chapter(read_yaml(copy / "_toc.yml"))
    results["functions"] = function_times(say)
    results["winners"] = winner_times(say)
    results["builds"] = build_times(copy, stem, room / "site")
    results |= in_browser(copy, stem, room)
    results["machine"]["browser"] = results.pop("browser")
    results["seconds"] = time.perf_counter() - start
    path = root / "_build" / "bench.json"
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")
    print(f"\n{table(rows(results))}\n\nThe same, and every file: {path}")


def machine() -> dict:
    """Describe what measures; others at work on it make every time longer."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {"cores": os.cpu_count(), "load": round(busy, 1)}


def in_browser(copy: Path, stem: str, room: Path) -> dict:
    """Measure all that a browser shows: this book's pages, and others'."""
    from playwright.sync_api import sync_playwright

    site, page = room / "site", f"{stem}.html"
    cells = figure_cells(copy / "chapters" / "en" / f"{stem}.md")
    say("stock  building the same chapter with Jupyter Book's defaults")
    stock = build_stock(copy, stem, room / "stock", {ONE_FIGURE: stock_page(cells)})
    packages = Packages(room / "packages")
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        results = {
            "browser": browser.version,
            "weight": weights(browser, site, stem, editions_of(copy)),
            "moves": moves(browser, site, busiest(site / "en", page)),
            "searches": searches(browser, site, editions_of(copy)),
            "heavy": heavy(browser, room / "heavy"),
        }
        say("stock  first visit")
        results["stock"] = weigh_stock(browser, stock, page, packages)
        pages = site / "en" / page, stock / f"{ONE_FIGURE}.html"
        results["race"] = race(browser, room / "rivals", cells, pages, packages)
        browser.close()
        chromium = installed_chromium() or playwright.chromium.executable_path
    names = [name for lang in editions_of(copy) for name in typical(site / lang, page)]
    results["lighthouse"] = page_scores(install(copy), chromium, site, names)
    return results


def weights(browser, site: Path, stem: str, languages: Iterable[str]) -> dict:
    """Weigh each edition's first chapter, its live figures, and their engine."""
    pages, figures = {}, {}
    for lang in languages:
        say(f"weight  {lang}")
        chapter = f"{lang}/{stem}.html"
        pages[lang] = visit(browser, site, f"{lang}/index.html", chapter)
        figures[lang] = figure_bytes((site / chapter).read_text("utf-8"))
    engine = engine_bytes()
    return {"pages": pages, "figures": figures, "engine": engine}


def busiest(folder: Path, first: str) -> list[str]:
    """Name an edition's first chapter and the pages of its heaviest live figures."""
    weight = {
        page.name: max(figure_bytes(page.read_text("utf-8")).values(), default=0)
        for page in sorted(folder.glob("*.html"))
    }
    heaviest = sorted(weight, key=weight.get, reverse=True)[:PAGES]
    return [f"{folder.name}/{name}" for name in dict.fromkeys([first, *heaviest])]


def typical(folder: Path, first: str) -> list[str]:
    """Name an edition's opening page, its first chapter, and its heaviest page."""
    pages = {page.name: page.read_bytes() for page in folder.glob("*.html")}
    heaviest = max(pages, key=lambda name: wire_size(pages[name], name))
    return [f"{folder.name}/{name}" for name in ("index.html", first, heaviest)]


def moves(browser, site: Path, names: Iterable[str]) -> dict[str, dict]:
    """Time the moves of each live figure of some pages."""
    times = {}
    with served(site) as (address, _), browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(path=SCRIPT)
        for name in names:
            load(page, f"{address}/{name}")
            for id in live_figures(page):
                say(f"moves  {id}")
                times[id] = time_moves(page, "live", {"id": id})
    return times


def searches(browser, site: Path, languages: Iterable[str]) -> dict[str, dict]:
    """Time the searches in each edition."""
    times = {}
    for lang in languages:
        say(f"search  {lang}")
        times[lang] = search_times(browser, site, lang)
    return times


def heavy(browser, room: Path) -> dict[str, dict]:
    """Record the heaviest figures; weigh them, and time their moves."""
    results = {}
    for draw in HEAVY:
        say(f"heavy  recording 600 frames of {draw.__name__}")
        figure, spent = recorded(draw)
        write_ours(room, figure)
        ((id, size),) = figure_bytes(figure).items()
        times = moves(browser, room, ["index.html"])[id]
        results[id] = {"seconds": spent, "bytes": size, "moves": times}
    return results


def race(browser, room: Path, cells, pages, packages) -> dict:
    """Measure one figure made in several ways."""
    say("race  making the same figure with Plotly and with ipywidgets")
    rivals, parts = make_rivals(room, cells, *pages, packages)
    results = {}
    for name, rival in rivals.items():
        say(f"race  {name}")
        results[name] = measure(browser, rival)
    return {"rivals": results, "plotly in two parts": parts}
