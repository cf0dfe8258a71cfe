"""The rivals of live figures show the same figure; the rows say what was measured."""

from pathlib import Path

import pytest

from bookbuild import race, rivals
from bookbuild.errors import BookError
from bookbuild.heavy import HEAVY, controls, shares
from bookbuild.lighthouse import CATEGORIES
from bookbuild.moves import SCRIPT
from bookbuild.report import Row
from bookbuild.rows import (
    answer,
    heavy_rows,
    lighthouse_rows,
    move_rows,
    race_rows,
    rival_moves,
    search_rows,
)
from bookbuild.stock import Packages, bring_home, write_stock
from softmaxbook import labels, softmax
from softmaxbook.live import page
from softmaxbook.live.controls import MOST_FRAMES
from softmaxbook.live.record import record

ROOT = Path(__file__).parents[2]
CHAPTER = ROOT / "chapters" / "en" / "01-sigmoid-to-softmax.md"


@pytest.fixture(scope="module")
def cells():
    return rivals.figure_cells(CHAPTER)


@pytest.fixture(scope="module")
def figure(cells):
    """What the chapter's cell draws, and its controls."""
    return rivals.shown(cells)


@pytest.fixture(scope="module")
def recording(figure):
    chosen, labels._chosen = labels._chosen, "en"
    yield record(*figure)
    labels._chosen = chosen


# --- the pages ----------------------------------------------------------------


def test_the_figure_is_the_chapters_own(figure, cells):
    draw, sliders = figure
    assert draw.__name__ == "draw_two_logits"
    assert [slider.name for slider in sliders] == ["a", "b"]
    assert "FloatSlider" in cells.imports and "live(" in cells.cell


def test_a_chapter_without_the_figure_is_named():
    with pytest.raises(BookError, match=r"01-sig\S+\.md has no figure live-none"):
        rivals.figure_cells(CHAPTER, "live-none")


def test_the_stock_page_runs_the_same_cell_with_interact(cells):
    text = rivals.stock_page(cells)
    assert text.startswith("---\njupytext:")
    assert cells.imports in text and cells.cell in text
    # its own `live` comes after the imports, which bring the book's
    assert text.index("def live(") > text.index("from softmaxbook import")
    assert "interact(show, **controls)" in text


def test_plotly_has_a_frame_for_each_of_ours(figure, recording):
    _, sliders = figure
    drawn = rivals.plotly_figure(sliders)
    frames = len(recording.slots[0].choice)
    assert len(drawn.frames) == len({f.name for f in drawn.frames}) == frames == 81
    assert [len(slider.steps) for slider in drawn.layout.sliders] == [9, 9]


def test_a_frame_of_plotlys_shows_the_numbers_of_ours(figure, recording):
    _, sliders = figure
    drawn = rivals.plotly_figure(sliders)
    p = next(number for number in recording.numbers if number.name == "p")
    for index, frame in enumerate(drawn.frames):
        bars, first, second = frame.data
        assert f"{bars.y[0]:.3f}"[:4] == f"{float(p.variants[p.choice[index]]):.3f}"[:4]
        a, b = map(float, frame.name.split(","))
        assert (first.x[0], second.x[0]) == (a - b, b - a)
        assert [first.y[0], second.y[0]] == pytest.approx(softmax([a, b]), abs=1e-4)


def test_plotlys_figure_starts_where_ours_does(figure):
    _, sliders = figure
    drawn = rivals.plotly_figure(sliders)
    active = [slider.active for slider in drawn.layout.sliders]
    assert active == [slider.initial for slider in sliders]
    assert list(drawn.data[0].y) == pytest.approx(softmax([2, 1]), abs=1e-4)


def test_a_page_takes_its_scripts_from_beside_it(tmp_path):
    cdn = "https://unpkg.com/"
    html = f'<script src="{cdn}a@1/x/a.js?v=1"></script><script src="{cdn}b@1/b.js">'
    (tmp_path / "page.html").write_text(f'{html}\nload("{cdn}a@1/x/a.js")')
    packages = Packages(tmp_path / "packages")
    packages.read = lambda package: {"x/a.js": b"a"} if package == "a@1" else {}
    assert bring_home(tmp_path / "page.html", packages) == [f"{cdn}a@1/x/a.js"]
    text = (tmp_path / "page.html").read_text()
    assert 'src="npm/a@1/x/a.js?v=1"' in text and f'src="{cdn}b@1/b.js"' in text
    assert (tmp_path / "npm" / "a@1" / "x" / "a.js").read_bytes() == b"a"


def test_the_stock_book_has_the_chapter_and_the_page(tmp_path):
    write_stock(ROOT, CHAPTER.stem, tmp_path / "book", {"one-figure": "# One"})
    folder = tmp_path / "book"
    assert (folder / "one-figure.md").read_text() == "# One"
    assert (folder / CHAPTER.name).read_bytes() == CHAPTER.read_bytes()
    assert (
        f"- file: {CHAPTER.stem}\n- file: one-figure"
        in (folder / "_toc.yml").read_text()
    )


# --- in a browser: nothing is timed here ---------------------------------------


@pytest.fixture(scope="module")
def pages(tmp_path_factory, figure, recording):
    """Our page and Plotly's, each with its kind and set-up (see moves.js)."""
    folder = tmp_path_factory.mktemp("rivals")
    rivals.write_ours(folder / "ours", page.html(recording))
    parts = rivals.write_plotly(folder / "plotly", figure[1])
    assert parts["plotly.js"] > 100 * parts["page"]
    return {"live": folder / "ours", "plotly": folder / "plotly"}


SETUPS = {"live": {"id": rivals.FIGURE}, "plotly": {}}


@pytest.mark.parametrize("kind", SETUPS)
def test_every_move_shows_another_picture_at_once(browser, pages, kind):
    with browser.new_context(offline=True) as context:
        tab = context.new_page()
        tab.add_init_script(path=SCRIPT)
        tab.goto((pages[kind] / "index.html").as_uri())
        arguments = [kind, SETUPS[kind]]
        tab.wait_for_function("(a) => bench.ready(...a)", arg=arguments)
        views = tab.evaluate("(a) => bench.seen(...a)", arguments)
        assert len({view["picture"] for view in views}) == 9
        assert all(race.followers(views).values())
        sweeps = tab.evaluate("(a) => bench.sweeps(...a)", [*arguments, 2])
        assert [len(times) for times in sweeps] == [18, 18]


@pytest.mark.parametrize("kind", SETUPS)
def test_the_first_move_is_seen(browser, pages, kind):
    with browser.new_context(offline=True) as context:
        tab = context.new_page()
        tab.add_init_script(path=SCRIPT)
        url = (pages[kind] / "index.html").as_uri()
        tab.goto(url)
        arguments = [kind, SETUPS[kind]]
        tab.wait_for_function("(a) => bench.ready(...a)", arg=arguments)
        wanted = tab.evaluate("(a) => bench.seen(...a)", arguments)[0]["picture"]
    rival = race.Rival(pages[kind] / "index.html", kind, SETUPS[kind])
    with race.served(rival.page.parent) as (address, _):
        found = race.time_start(browser, f"{address}/index.html", rival, wanted, 1)
    assert found["move"] > 0
    assert found["paint"] > 0
    assert 0 <= found["shift"] < 1


@pytest.mark.parametrize(("picture", "shown"), [("same", True), (None, False)])
def test_a_picture_that_stands_still_does_not_follow(picture, shown):
    views = [{"number": n, "picture": picture} for n in range(3)]
    told = {"number": True, "picture": False, "picture_shown": shown}
    assert race.followers(views) == told
    assert answer({"follows": told}) == ("no" if shown else "not seen")


# --- heavy figures --------------------------------------------------------------


def test_heavy_figures_have_as_many_frames_as_are_allowed():
    assert [len(control.values) for control in controls()] == [30, 20]
    assert MOST_FRAMES == 30 * 20
    assert shares(5, 4, 1.0, 1.5).sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("draw", HEAVY, ids=lambda draw: draw.__name__)
def test_heavy_figures_change_with_both_controls(draw):
    few = [
        type(c)(**{**vars(c), "values": c.values[::19], "texts": c.texts[::19],
                   "tokens": c.tokens[::19], "initial": 0})
        for c in controls()
    ]  # fmt: skip
    choices = [slot.choice for slot in record(draw, few).slots]
    assert any(choice[0] != choice[1] for choice in choices)
    assert any(choice[0] != choice[len(few[1].values)] for choice in choices)


# --- rows -------------------------------------------------------------------------

MOVES = {"full": {"median": 0.5, "p95": 5.0}, "slow": {"median": 3, "p95": 17.0}}


def test_a_move_is_judged_by_its_median_and_by_its_p95_on_a_slow_cpu():
    _, usual, slow = move_rows({"live-a": MOVES})
    assert usual == Row("live-a", "0.5 / 5.0 ms", "goal ≤ 2.0 ms", "ok")
    assert slow[1:] == ("3.0 / 17.0 ms", "goal ≤ 16.0 ms", "OVER")


def test_a_heavy_figure_is_judged_by_its_own_goal():
    figure = {"seconds": 21.04, "bytes": 59_000, "moves": MOVES}
    heading, recorded, size, *_ = heavy_rows({"live-a": figure})
    assert heading.value == ""
    assert recorded == Row("live-a: recording", "21.0 s")
    assert size[1:] == ("59.0 kB", "goal ≤ 60.0 kB", "ok")


def test_a_search_is_judged_by_its_p95_and_its_index():
    run = {"queries": 438, "median": 9.04, "p95": 51.0, "bytes": 150_001}
    _, query, index = search_rows({"ja": run})
    assert query == Row("ja: 438 queries", "9.0 / 51.0 ms", "goal ≤ 50.0 ms", "OVER")
    assert index.verdict == "OVER"


def test_lighthouse_is_judged_by_its_worst_category():
    found = dict.fromkeys(CATEGORIES, 1.0)
    _, good, bad = lighthouse_rows({"a": found, "b": {**found, "seo": 0.9}})
    assert good == Row("a", "1.00 1.00 1.00 1.00", "goal ≥ 0.95", "ok")
    assert bad[1:] == ("1.00 1.00 1.00 0.90", "goal ≥ 0.95", "UNDER")


def run(size: int, follows: bool) -> dict:
    """What one rival was measured to be."""
    return {
        "weight": {"bytes": size},
        "follows": {"picture": follows, "picture_shown": True},
        "moves": MOVES,
        "start": {
            "full": {"move": 80.0},
            "slow": {"move": 400.0},
            "line": {"move": 1500.0, "paint": 900.0, "shift": 0.021},
        },
    }


def test_the_race_has_a_row_for_each_rival_under_each_question():
    rows = race_rows(
        {
            "rivals": {"ours": run(10_000, True), "theirs": run(2_000_000, False)},
            "plotly in two parts": {"page": 3000, "plotly.js": 1_400_000},
        }
    )
    ours = [row.value for row in rows if row.what == "ours"]
    assert ours == ["10.0 kB", "yes", "80.0 ms", "1.5 s / 0.9 s, 0.021", "0.5 / 5.0 ms"]
    assert [row.verdict for row in rows if row.value.endswith("0.021")] == ["OVER"] * 2
    assert any(row.value == "page 3.0 kB + plotly.js 1,400.0 kB" for row in rows)
    theirs = [row for row in rows if row.what.startswith("theirs")]
    assert [row.what for row in theirs[2:]] == ["theirs: the slider alone"] * 3
    assert [row.value for row in theirs[:2]] == ["2,000.0 kB", "no"]
    assert theirs[2].goal == "CPU 4 times slower: 400 ms"


def test_a_slider_that_moves_nothing_meets_no_goal():
    assert all(row.verdict for row in rival_moves("ours", run(1, True)))
    assert not any(row.verdict for row in rival_moves("theirs", run(1, False)))
