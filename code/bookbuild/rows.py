"""Tell all results of the benchmarks, grouped as a reader asks for them."""

from bookbuild.lighthouse import GOOD
from bookbuild.moves import LINE, SLOW_CPU, SWEEPS
from bookbuild.race import SLOW_CPU as SLOW_START
from bookbuild.race import VISITS
from bookbuild.report import Row, judged, kilobytes, milliseconds, reached, seconds

FIRST_VISIT, ENGINE, FIGURE, HEAVY_FIGURE = 300_000, 8_000, 20_000, 60_000  # bytes
COLD, NO_CHANGE = 90, 10  # seconds
MOVE, SLOW_MOVE = 2, 16  # milliseconds; a frame of a screen lasts 16.7
QUERY, INDEX = 50, 150_000  # milliseconds, bytes
FASTER = 1.0  # than a library
SHIFT = 0.02

ONE_MOVE = (
    f"One move, script and layout: median / p95 of the positions, {SWEEPS} sweeps"
)
SLOWLY = f"    CPU {SLOW_CPU} times slower; the goal is the p95's"
ALONE = "the slider alone"
START = (
    "The same figure: from navigation to the first move that shows, "
    f"no network in between, median of {VISITS} first visits"
)
ON_A_LINE = (
    f"The same figure, CPU {SLOW_START} times slower, {LINE['kilobit'] / 1000} Mbit/s, "
    f"{LINE['latency']} ms: first move that shows / largest paint, shift"
)


def rows(results: dict) -> list[Row]:
    """Tell all results."""
    ours = results["weight"]["pages"]["en"]["first_visit"]
    return [
        *machine_rows(results["machine"], results["seconds"]),
        *function_rows(results["functions"]),
        *winner_rows(results["winners"]),
        *page_rows(results["weight"]["pages"]),
        *figure_rows(results["weight"]),
        *move_rows(results["moves"]),
        *search_rows(results["searches"]),
        *heavy_rows(results["heavy"]),
        *race_rows(results["race"]),
        *lighthouse_rows(results["lighthouse"]),
        *stock_rows(results["stock"], ours),
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
    """Tell what a move costs."""
    out = [Row(ONE_MOVE)]
    for id, times in figures.items():
        out += one_move(id, times)
    return out


def one_move(what: str, times: dict, *, judge: bool = True) -> list[Row]:
    """Tell a move's cost: the usual one has a goal, and the bad one on a slow CPU."""
    full, slow = times["full"], times["slow"]
    goals = [
        judged(what, full["median"], MOVE, milliseconds),
        judged(SLOWLY, slow["p95"], SLOW_MOVE, milliseconds),
    ]
    both = [f"{run['median']:.1f} / {milliseconds(run['p95'])}" for run in (full, slow)]
    rows = [row._replace(value=value) for row, value in zip(goals, both, strict=True)]
    return rows if judge else [Row(row.what, row.value) for row in rows]


def search_rows(editions: dict) -> list[Row]:
    """Tell what a search costs; the goal is the p95's."""
    out = [Row("Searches for every title, script and layout: median / p95")]
    for lang, run in editions.items():
        both = f"{run['median']:.1f} / {milliseconds(run['p95'])}"
        what = f"{lang}: {run['queries']} queries"
        out += [
            judged(what, run["p95"], QUERY, milliseconds)._replace(value=both),
            judged("    the index, gzip -9", run["bytes"], INDEX),
        ]
    return out


def heavy_rows(figures: dict) -> list[Row]:
    """Tell what the heaviest figures cost: to record, to send, to move."""
    out = [Row("The heaviest figures: 600 frames")]
    for id, figure in figures.items():
        out += [
            Row(f"{id}: recording", seconds(figure["seconds"])),
            judged("    gzip -9", figure["bytes"], HEAVY_FIGURE),
            *one_move("    one move: median / p95", figure["moves"]),
        ]
    return out


def race_rows(race: dict) -> list[Row]:
    """Tell how one figure does in several ways, one question after the other."""
    rivals = race["rivals"]
    parts = race["plotly in two parts"]
    cdn = " + ".join(f"{part} {kilobytes(size)}" for part, size in parts.items())
    return [
        Row("The same two-slider figure on a page of its own: gzip -9, all files"),
        *(Row(name, kilobytes(run["weight"]["bytes"])) for name, run in rivals.items()),
        Row("Plotly, its script from a CDN", cdn),
        Row("The same figure: does the picture follow its slider?"),
        *(Row(name, answer(run)) for name, run in rivals.items()),
        Row(START),
        *(start_row(name, run) for name, run in rivals.items()),
        Row(ON_A_LINE),
        *(line_row(name, run) for name, run in rivals.items()),
        Row(f"The same figure. {ONE_MOVE}"),
        *(row for name, run in rivals.items() for row in rival_moves(name, run)),
    ]


def follows(run: dict) -> bool:
    """Tell whether the picture follows the slider; where not, the slider is timed."""
    return run["follows"]["picture"]


def answer(run: dict) -> str:
    """Answer whether the picture follows; a picture not seen is not a no."""
    return yes(follows(run)) if run["follows"]["picture_shown"] else "not seen"


def start_row(name: str, run: dict) -> Row:
    """Tell when the first slider works."""
    full, slow = (run["start"][speed]["move"] for speed in ("full", "slow"))
    what = name if follows(run) else f"{name}: {ALONE}"
    note = f"CPU {SLOW_START} times slower: {milliseconds(slow)}"
    return Row(what, milliseconds(full), note)


def line_row(name: str, run: dict) -> Row:
    """Tell what somebody with a phone waits for, on a slow line."""
    line = run["start"]["line"]
    times = f"{seconds(line['move'] / 1000)} / {seconds(line['paint'] / 1000)}"
    what = name if follows(run) else f"{name}: {ALONE}"
    return judged(what, line["shift"], SHIFT, "{:.3f}".format)._replace(
        value=f"{times}, {line['shift']:.3f}"
    )


def lighthouse_rows(scores: dict) -> list[Row]:
    """Tell what Lighthouse says of each page, the worst category as the verdict."""
    out = [Row("Lighthouse, as a phone: performance, accessibility, practices, SEO")]
    for page, found in scores.items():
        row = reached(page, min(found.values()), GOOD, "{:.2f}".format)
        told = " ".join(f"{score:.2f}" for score in found.values())
        out.append(row._replace(value=told))
    return out


def rival_moves(name: str, run: dict) -> list[Row]:
    """Tell what a move costs; a slider that moves nothing meets no goal."""
    what = name if follows(run) else f"{name}: {ALONE}"
    return one_move(what, run["moves"], judge=follows(run))


def yes(is_so: bool) -> str:
    """Answer a question."""
    return "yes" if is_so else "no"


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
        return yes(slider[key]) if seen else "not seen"

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
