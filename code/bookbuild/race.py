"""Measure one figure made in several ways: its bytes, its start, its moves."""

import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bookbuild.moves import SCRIPT, narrow, slow_down, time_moves
from bookbuild.rivals import FIGURE, Cells, shown, write_ours, write_plotly
from bookbuild.stock import Packages, bring_home
from bookbuild.weight import load, served, settle, summary
from softmaxbook.live import page as live_page
from softmaxbook.live.record import record

SLOW_CPU = 4  # times slower, on the way to the first move
WAYS = ("full", 1, False), ("slow", SLOW_CPU, False), ("line", SLOW_CPU, True)
VISITS = 5
PATIENCE = 60_000  # milliseconds
# Playwright waits by compiling text, which the policy of our pages forbids.
WAITING = {"bypass_csp": True}


class Rival(NamedTuple):
    """A page with the figure, and how its sliders are moved (see moves.js).

    `sign` is what shows that a slider works: the picture, or, where no picture
    ever follows, the slider's own number.
    """

    page: Path
    kind: str
    setup: dict
    sign: str = "picture"


def make_rivals(
    room: Path, cells: Cells, chapter: Path, stock: Path, packages: Packages
) -> tuple[dict[str, Rival], dict]:
    """Write the pages; return them, and what Plotly's weighs in two parts."""
    draw, controls = shown(cells)
    write_ours(room / "ours", live_page.html(record(draw, controls)))
    parts = write_plotly(room / "plotly", controls)
    bring_home(stock, packages)
    ours, widgets = {"id": FIGURE}, widget_setup(controls)
    return {
        "this book": Rival(room / "ours" / "index.html", "live", ours),
        "Plotly": Rival(room / "plotly" / "index.html", "plotly", {}),
        "ipywidgets": Rival(stock, "widgets", widgets, "number"),
        "this book, all of chapter 1": Rival(chapter, "live", ours),
    }, parts


def widget_setup(controls) -> dict:
    """Tell what ipywidgets' sliders do not: their places, and where they stand."""
    return {
        "places": [len(control.values) for control in controls],
        "start": [control.initial for control in controls],
    }


def measure(browser, rival: Rival) -> dict:
    """Weigh a page, look what follows its slider, time its moves and its start."""
    with served(rival.page.parent) as (address, ledger):
        url = f"{address}/{rival.page.name}"
        with browser.new_context(**WAITING) as context:
            page = context.new_page()
            page.add_init_script(path=SCRIPT)
            load(page, url)
            arguments = [rival.kind, rival.setup]
            page.wait_for_function("(a) => bench.ready(...a)", arg=arguments)
            weight = summary(ledger.take())
            views = page.evaluate("(a) => bench.seen(...a)", arguments)
            moves = time_moves(page, *arguments)
        start = time_starts(browser, url, rival, views[0][rival.sign])
    return {
        "weight": weight, "follows": followers(views), "moves": moves, "start": start,
    }  # fmt: skip


def followers(views: Sequence[dict]) -> dict[str, bool]:
    """Tell what is another thing at each place of a slider, and if there is a picture.

    A picture that was not found is not said to stand still.
    """
    pictures = {view["picture"] for view in views}
    numbers = {view["number"] for view in views}
    return {
        "number": len(numbers) == len(views),
        "picture": len(pictures) == len(views),
        "picture_shown": None not in pictures,
    }


def time_starts(browser, url: str, rival: Rival, wanted: str) -> dict[str, dict]:
    """Time first visits, from navigation to the first slider that works.

    Return medians for each way to visit; see `time_start`.
    """
    out = {}
    for way, rate, line in WAYS:
        starts = [
            time_start(browser, url, rival, wanted, rate, line) for _ in range(VISITS)
        ]
        out[way] = {
            key: statistics.median(start[key] for start in starts) for key in starts[0]
        }
    return out


def time_start(
    browser, url: str, rival: Rival, wanted: str, rate: float, line: bool = False
) -> dict[str, float]:
    """Open a page with an empty cache, on a slow CPU, on a slow line.

    Return the milliseconds to its first move and to its largest paint, and how far
    things jumped (the sum of layout shifts).
    """
    call = json.dumps([rival.kind, rival.setup, rival.sign, wanted])
    with browser.new_context(**WAITING) as context:
        page = context.new_page()
        page.goto(f"{url}.none")  # a process for this site, as slow as is wanted
        slow_down(page, rate)
        if line:
            narrow(page)
        page.add_init_script(path=SCRIPT)
        page.add_init_script(
            f"bench.firstMove(...{call}).then((time) => {{ bench.moved = time; }});"
        )
        page.goto(url, wait_until="commit")
        moved = page.wait_for_function("bench.moved", polling=100, timeout=PATIENCE)
        page.wait_for_load_state("load", timeout=PATIENCE)
        settle(page)
        return {"move": moved.json_value(), **page.evaluate("bench.opening")}
