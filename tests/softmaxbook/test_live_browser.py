"""Figures on one page, opened from a file, moved as a reader moves them."""

import io
import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from ipywidgets import (
    Checkbox,
    Dropdown,
    FloatLogSlider,
    FloatSlider,
    IntSlider,
    SelectionSlider,
    ToggleButtons,
)
from PIL import Image
from scipy.special import expit, softmax

import bookbuild
from softmaxbook import labels
from softmaxbook.live import page, style
from softmaxbook.live.controls import read_controls
from softmaxbook.live.frame import draw_frame, figure_id
from softmaxbook.live.record import record
from softmaxbook.live.svg import markup

SCORES = np.array([2, 1, 0.5, 0, -1])
AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
ASSETS = (*page.ASSETS, Path(bookbuild.__file__).parent / "static" / "book.js")
LANGUAGES = {"en": "en", "ja": "ja", "zh": "zh-Hant"}


def draw_softmax_bars(ax, beta):
    p = softmax(beta * SCORES)
    ax.bar(range(5), p)
    ax.set_ylim(0, 1)
    return {"p": p, "largest": p.max()}


def draw_many_lines(ax, kind, k, shown):
    for i in range(k):
        ax.plot([0, 10**i], [0, 1], label=f"{kind} {i} <&>")
    if shown:
        ax.legend()
    return {"k": k}


def draw_two_panels(fig, side, beta):
    panels = fig.subplots(1, 2)
    x = np.linspace(-4, 4, 40)
    panels[0 if side == "left" else 1].plot(x, expit(beta * x))
    return {"slope": beta / 4}


def draw_odd_names(ax, λ, n, class_):
    ax.plot([0, 1], [0, λ])
    return {
        'the "loss" <&> \\ its\' root': [1000 * λ, λ / n],
        "交差エントロピー（2を底とする対数）": -class_ * λ,
        "negative_log_likelihood_per_token": n,
    }


FIGURES = {
    draw_softmax_bars: {
        "beta": FloatLogSlider(value=1, min=-1, max=1, step=0.1, description="β")
    },
    draw_many_lines: {
        "kind": Dropdown(options=["a", "bc"], description="kind"),
        "k": IntSlider(value=2, min=1, max=3, description="k"),
        "shown": Checkbox(value=True, description="legend"),
    },
    draw_two_panels: {
        "side": ToggleButtons(options=["left", "right"], description="side"),
        "beta": SelectionSlider(
            options=[("½", 0.5), ("1", 1.0), ("2", 2.0)], value=1.0, description="β"
        ),
    },
    draw_odd_names: {
        "λ": FloatSlider(
            value=5, min=-10, max=10, step=5, description="a very long name of λ"
        ),
        "n": IntSlider(value=1, min=1, max=2, description="多クラス分類での負例の個数"),
        "class_": SelectionSlider(
            options=[("a few", 0.001), ("many of them", 2)],
            value=2,
            description="AWordWithoutAnyPlaceToBreakIt",
        ),
    },
}

BARS = "[data-live=live-softmax-bars]"
LINES = "[data-live=live-many-lines]"
PANELS = "[data-live=live-two-panels]"
ODD = "[data-live=live-odd-names]"
PHONE = {"width": 360, "height": 740}
ALL = (BARS, LINES, PANELS, ODD)

# Only files, and no text that turns into a program: as strict as a host may be.
POLICY = (
    "default-src 'none'; script-src file:; style-src file:; "
    "style-src-attr 'unsafe-inline'; img-src data:"
)
PAGE = """<!doctype html><html lang="{tag}"><meta charset="utf-8"><title>x</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<link rel="stylesheet" href="../live.css">
<script defer src="../live.js"></script><script defer src="../book.js"></script>
<body style="background:Canvas;color:CanvasText">
<nav class="book-languages">{links}</nav><main><h1>x</h1>{figures}</main>"""


# --- pages to open --------------------------------------------------------------


@pytest.fixture(scope="module")
def recordings():
    """Each figure's recording, by its selector."""
    drawn = {}
    for draw, widgets in FIGURES.items():
        drawn[f"[data-live={figure_id(draw)}]"] = record(draw, read_controls(widgets))
    return drawn


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    """Write a page with these figures, in a language's folder beside the others'."""
    folder = tmp_path_factory.mktemp("site")
    for asset in ASSETS:
        (folder / asset.name).write_bytes(asset.read_bytes())

    def written(lang, name, bodies):
        figures = "".join(f'<figure class="live">{body}</figure>' for body in bodies)
        links = "".join(
            f'<a href="../{other}/{name}.html" hreflang="{other}" '
            f'style="display:inline-block;padding:1em">{other}</a>'
            for other in LANGUAGES
        )
        text = PAGE.format(
            tag=LANGUAGES[lang], policy=POLICY, links=links, figures=figures
        )
        file = folder / lang / f"{name}.html"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file.as_uri()

    return written


@pytest.fixture(scope="module")
def spoken(recordings):
    """Each figure's HTML, by its selector, in a language."""

    def said(lang):
        before, labels._chosen = labels._chosen, lang
        bodies = {selector: page.html(made) for selector, made in recordings.items()}
        labels._chosen = before
        return bodies

    return said


@pytest.fixture(scope="module")
def address(write, spoken):
    """The page with every figure, in English, with its translations beside it."""
    pages = {lang: write(lang, "page", spoken(lang).values()) for lang in LANGUAGES}
    return pages["en"]


@pytest.fixture
def trouble():
    """What a page complained of, or asked another host for."""
    return []


@pytest.fixture
def open_page(browser, address, trouble):
    """Open a page; fail if there was trouble."""
    contexts = []

    def opened(hash="", url=address, **options):
        contexts.append(browser.new_context(**options))
        tab = contexts[-1].new_page()
        tab.set_default_timeout(8000)
        tab.on("console", lambda message: trouble.append(message.text))
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("request", lambda request: check(request.url))
        tab.goto(url + hash)
        return tab

    def check(url):
        if not url.startswith(("file://", "data:")):
            trouble.append(url)

    yield opened
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture
def still_page(open_page):
    """Open a page whose clock stands still until it is told to run."""

    def opened(hash="", **options):
        tab = open_page(hash, **options)
        tab.clock.install(time=0)
        tab.clock.pause_at(1000)
        return tab

    return opened


# --- what a page shows ----------------------------------------------------------

# Compare the figure on the page with a given SVG, element by element; only what
# merging adds is left out: marks, definitions of other frames, label and width.
SAME = """([selector, markup]) => {
  const tidy = (svg) => {
    const copy = svg.cloneNode(true);
    copy.querySelector(":scope > defs")?.remove();
    for (const e of [copy, ...copy.querySelectorAll("*")]) e.removeAttribute("data-s");
    for (const more of ["role", "aria-label", "style"]) copy.removeAttribute(more);
    return copy;
  };
  const holder = document.createElement("template");
  holder.innerHTML = markup;
  const shown = document.querySelector(selector + " > svg");
  const ids = [...shown.querySelectorAll("use")].map((u) => u.getAttribute("href"));
  return ids.every((id) => shown.querySelector(id))
    && tidy(shown).isEqualNode(tidy(holder.content.firstElementChild));
}"""


def same_picture(tab, draw, **values):
    with style.context("en"):
        own = draw_frame(draw, values, figure_id(draw)).drawing.svg
    return tab.evaluate(SAME, [f"[data-live={figure_id(draw)}]", markup(own)])


def numbers(tab, figure):
    return tab.eval_on_selector_all(
        f"{figure} output[data-name]", "all => all.map((o) => o.textContent)"
    )


def bars_at(beta):
    p = np.exp(beta * SCORES) / np.exp(beta * SCORES).sum()
    return [f"{x:.3f}" for x in [*p, p.max()]]


def control(tab, figure, name):
    return tab.locator(f"{figure} [name={name}]")


def button(tab, figure, action, name=None):
    which = f"[data-for={name}]" if name else ""
    return tab.locator(f"{figure} [data-action={action}]{which}")


def place(tab, figure, name):
    return int(control(tab, figure, name).input_value())


def playing(tab):
    """The sliders that play: what their buttons offer."""
    return tab.eval_on_selector_all(
        "[data-playing]", "all => all.map((e) => e.ariaLabel)"
    )


def said(tab, figure):
    return tab.locator(f"{figure} .live-said").text_content()


def test_the_first_frame_shows_before_anything_moves(still_page):
    tab = still_page()
    tab.clock.run_for(3000)
    assert numbers(tab, BARS) == bars_at(1)
    assert same_picture(tab, draw_softmax_bars, beta=1.0)
    assert [said(tab, figure) for figure in ALL] == [""] * 4


# --- moving by hand -------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("ArrowRight", 11),
        ("ArrowUp", 11),
        ("ArrowLeft", 9),
        ("ArrowDown", 9),
        ("PageUp", 12),
        ("PageDown", 8),
        ("Home", 0),
        ("End", 20),
    ],
)
def test_keys_move_the_picture_the_numbers_and_the_text(open_page, key, step):
    tab, beta = open_page(), 10 ** round(-1 + 0.1 * step, 12)
    slider = control(tab, BARS, "beta")
    slider.press(key)
    assert numbers(tab, BARS) == bars_at(beta)
    assert slider.get_attribute("aria-valuetext") == f"β = {beta:.3g}"
    assert float(slider.get_attribute("data-value")) == pytest.approx(beta)
    assert tab.locator(f"{BARS} .live-range output").inner_text() == f"β = {beta:.3g}"
    assert same_picture(tab, draw_softmax_bars, beta=beta)


def test_dragging_with_the_pointer(open_page):
    tab = open_page()
    box = control(tab, BARS, "beta").bounding_box()
    y = box["y"] + box["height"] / 2
    tab.mouse.move(box["x"] + box["width"] / 2, y)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] - 1, y, steps=5)
    tab.mouse.up()
    assert numbers(tab, BARS) == bars_at(10)


def test_a_finger_moves_a_slider_and_presses_a_button(open_page):
    tab = open_page(has_touch=True)
    box = control(tab, BARS, "beta").bounding_box()
    tab.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    assert numbers(tab, BARS) == bars_at(10)
    button(tab, BARS, "reset").tap()
    assert numbers(tab, BARS) == bars_at(1)


@pytest.mark.parametrize("kind", ["a", "bc"])
@pytest.mark.parametrize(("key", "k"), [("Home", 1), ("End", 3)])
@pytest.mark.parametrize("shown", [True, False])
def test_frames_with_other_elements(open_page, kind, key, k, shown):
    tab = open_page()
    control(tab, LINES, "kind").select_option(label=kind)
    control(tab, LINES, "k").press(key)
    control(tab, LINES, "shown").set_checked(shown)
    assert same_picture(tab, draw_many_lines, kind=kind, k=k, shown=shown)
    assert numbers(tab, LINES) == [str(k)]


def test_three_sliders_with_odd_names(open_page):
    tab = open_page()
    control(tab, ODD, "λ").press("Home")
    control(tab, ODD, "n").press("End")
    control(tab, ODD, "class_").press("Home")
    assert same_picture(tab, draw_odd_names, λ=-10, n=2, class_=0.001)
    assert numbers(tab, ODD) == ["−10000.000", "−5.000", "0.010", "2"]
    state = tab.locator(ODD).get_attribute("data-state")
    assert state == "%CE%BB=-10&n=2&class_=0.001"


def test_reset(open_page):
    tab = open_page()
    control(tab, LINES, "k").press("End")
    control(tab, LINES, "shown").uncheck()
    state = tab.locator(LINES).get_attribute("data-state")
    assert state == "kind=a&k=3&shown=0"
    button(tab, LINES, "reset").click()
    assert same_picture(tab, draw_many_lines, kind="a", k=2, shown=True)
    assert tab.locator(LINES).get_attribute("data-state") is None


# --- playing --------------------------------------------------------------------


def test_play_runs_to_the_end_and_pauses(still_page):
    tab = still_page()
    play = button(tab, BARS, "play")
    assert play.get_attribute("aria-label") == "Play β"
    play.click()
    assert playing(tab) == ["Pause β"]
    tab.clock.run_for(1000)
    held = place(tab, BARS, "beta")
    assert 10 < held < 20
    control(tab, BARS, "beta").press(" ")
    assert playing(tab) == []
    tab.clock.run_for(5000)
    assert place(tab, BARS, "beta") == held
    play.click()
    tab.clock.run_for(5000)
    assert numbers(tab, BARS) == bars_at(10)
    assert play.get_attribute("aria-label") == "Play β"


def test_from_the_end_it_begins_again(still_page):
    tab = still_page()
    control(tab, BARS, "beta").press("End")
    button(tab, BARS, "play").click()
    assert place(tab, BARS, "beta") == 0
    tab.clock.run_for(1000)
    assert 0 < place(tab, BARS, "beta") < 20


def test_a_held_space_bar_does_not_flicker(still_page):
    tab = still_page()
    control(tab, BARS, "beta").focus()
    tab.keyboard.down(" ")
    tab.keyboard.down(" ")
    assert playing(tab) == ["Pause β"]


@pytest.mark.parametrize("how", ["key", "select", "check", "hold", "reset", "address"])
def test_whoever_moves_a_control_stops_the_play(still_page, how):
    tab = still_page()
    button(tab, LINES, "play").click()
    assert playing(tab) == ["Pause k"]
    if how == "key":
        control(tab, LINES, "k").press("ArrowLeft")
    if how == "select":
        control(tab, LINES, "kind").select_option(label="bc")
    if how == "check":
        control(tab, LINES, "shown").uncheck()
    if how == "hold":
        control(tab, LINES, "k").dispatch_event("pointerdown")
    if how == "reset":
        button(tab, LINES, "reset").click()
    if how == "address":
        tab.evaluate("location.hash = '#live-many-lines?k=1'")
        tab.locator(f"{LINES}[data-state]").wait_for()
    stood = place(tab, LINES, "k")
    assert playing(tab) == []
    tab.clock.run_for(5000)
    assert place(tab, LINES, "k") == stood


def test_one_slider_of_a_figure_plays_at_a_time(still_page):
    tab = still_page()
    button(tab, ODD, "play", "λ").click()
    button(tab, BARS, "play").click()
    button(tab, ODD, "play", "class_").click()
    assert playing(tab) == ["Pause β", "Pause AWordWithoutAnyPlaceToBreakIt"]


def test_speed(still_page):
    tab = still_page()
    speed, play = button(tab, BARS, "speed"), button(tab, BARS, "play")
    for text, milliseconds in (("1×", 3000), ("2×", 1500), ("½×", 6000), ("1×", 3000)):
        assert speed.inner_text() == text
        assert speed.get_attribute("aria-label") == f"Speed {text}"
        control(tab, BARS, "beta").press("Home")
        play.click()
        tab.clock.run_for(0.9 * milliseconds)
        assert place(tab, BARS, "beta") < 20
        tab.clock.run_for(0.2 * milliseconds)
        assert place(tab, BARS, "beta") == 20
        speed.click()


def test_a_loop_goes_on_until_told_not_to(still_page):
    tab = still_page()
    loop = button(tab, BARS, "loop")
    assert loop.get_attribute("aria-pressed") == "false"
    loop.click()
    assert loop.get_attribute("aria-pressed") == "true"
    button(tab, BARS, "play").click()
    tab.clock.run_for(1590)  # from the middle to the end, and over it
    assert place(tab, BARS, "beta") == 20
    tab.clock.run_for(500)
    assert 0 < place(tab, BARS, "beta") < 10
    tab.clock.run_for(10_000)
    assert playing(tab) == ["Pause β"]
    before = place(tab, BARS, "beta")
    assert 3 < before < 15
    loop.click()
    tab.clock.run_for(50)
    assert place(tab, BARS, "beta") - before in (0, 1)
    tab.clock.run_for(4000)
    assert playing(tab) == []
    assert place(tab, BARS, "beta") == 20


def test_less_motion_on_request(still_page):
    tab, seen = still_page(reduced_motion="reduce"), []
    control(tab, BARS, "beta").press("Home")
    button(tab, BARS, "play").click()
    for _ in range(60):
        seen.append(place(tab, BARS, "beta"))
        tab.clock.run_for(100)
    assert list(dict.fromkeys(seen)) == [0, 4, 8, 12, 16, 20]
    assert 9 <= seen.count(8) <= 11


# --- what a screen reader hears -------------------------------------------------


def test_the_numbers_are_told_when_nothing_moves_any_more(still_page):
    tab = still_page()
    slider = control(tab, BARS, "beta")
    for key in ("ArrowRight", "ArrowRight", "End"):
        slider.press(key)
        tab.clock.run_for(300)
        assert said(tab, BARS) == ""
    tab.clock.run_for(300)
    assert said(tab, BARS) == f"p {' '.join(bars_at(10)[:5])}, largest 1.000"
    assert tab.locator(f"{BARS} .live-said").get_attribute("role") == "status"
    tab.clock.run_for(5000)
    assert said(tab, BARS) == ""


@pytest.mark.parametrize(
    ("figure", "first", "last", "numbers"),
    [
        (BARS, "β = 0.1", "β = 10", "p 1.000 0.000 0.000 0.000 0.000, largest 1.000"),
        (PANELS, "β = ½", "β = 2", "slope at 0 0.500"),
    ],
)
def test_a_play_is_quiet_until_it_ends(still_page, figure, first, last, numbers):
    tab, heard = still_page(), set()
    slider = control(tab, figure, "beta")
    slider.press("Home")
    tab.clock.run_for(6000)
    button(tab, figure, "speed").click(click_count=2)  # slow
    button(tab, figure, "play").click()
    while playing(tab):
        heard.add((said(tab, figure), slider.get_attribute("aria-valuetext")))
        tab.clock.run_for(200)
    assert heard == {("", first)}
    assert slider.get_attribute("aria-valuetext") == last
    tab.clock.run_for(600)
    assert said(tab, figure) == f"{last}, {numbers}"


@pytest.mark.parametrize(
    ("lang", "scheme"),
    [("en", "light"), ("ja", "light"), ("zh", "light"), ("en", "dark")],
)
def test_axe_finds_nothing(open_page, address, lang, scheme):
    if not AXE.is_file():
        pytest.fail("axe-core is missing: run `npm ci` in the folder tests.")
    url = address.replace("/en/", f"/{lang}/")
    tab = open_page(url=url, color_scheme=scheme, viewport=PHONE)
    button(tab, BARS, "loop").click()
    button(tab, BARS, "play").click()
    button(tab, LINES, "link").click()
    tab.evaluate(AXE.read_text("utf-8"))
    found = tab.evaluate(
        """async () => (await axe.run(
          { include: [["html"]], exclude: [[".live-body > svg > *"]] },
          { preload: false, rules: { "target-size": { enabled: true } } },
        )).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join()}`)"""
    )
    assert found == []


# --- the address ----------------------------------------------------------------

CALLS = """() => {
  window.calls = [];
  for (const name of ["replaceState", "pushState"]) {
    const own = history[name].bind(history);
    history[name] = (...all) => { calls.push(all[2]); own(...all); };
  }
}"""


def test_the_address_restores_the_nearest_state(open_page):
    tab = open_page("#live-two-panels?beta=1.9&side=right")
    assert numbers(tab, PANELS) == ["0.500"]
    assert control(tab, PANELS, "side").get_attribute("data-value") == "right"
    assert same_picture(tab, draw_two_panels, side="right", beta=2.0)
    assert numbers(tab, BARS) == bars_at(1)
    tab.evaluate("location.hash = '#live-softmax-bars?beta=10'")
    tab.locator(f"{BARS}[data-state]").wait_for()
    assert numbers(tab, BARS) == bars_at(10)


@pytest.mark.parametrize("hash", ["?λ=-10&n=9", "%3F%CE%BB%3D-10%26n%3D2&class_=2"])
def test_the_address_may_be_in_any_script_and_encoded(open_page, hash):
    tab = open_page(f"#live-odd-names{hash}")
    assert numbers(tab, ODD)[:2] == ["−10000.000", "−5.000"]


@pytest.mark.parametrize(
    "hash",
    [
        "#", "#?", "#live-none?beta=2", "#live-softmax-bars", "#live-softmax-bars?",
        "#live-softmax-bars?other=2", "#live-softmax-bars?beta=", "#100%",
        "#live-softmax-bars?beta=NaN", "#live-softmax-bars?%E0%A4%A", "#[data-live]?a",
        "#live-softmax-bars?__proto__=1&constructor=2",
    ],
)  # fmt: skip
def test_an_address_that_says_nothing_changes_nothing(open_page, hash):
    tab = open_page(hash)
    assert numbers(tab, BARS) == bars_at(1)
    control(tab, BARS, "beta").press("End")
    assert numbers(tab, BARS) == bars_at(10)


def test_the_figure_of_the_address_is_scrolled_into_view(open_page):
    tab = open_page("#live-two-panels?beta=2", viewport={"width": 500, "height": 420})
    assert control(tab, PANELS, "beta").evaluate(
        "e => e.getBoundingClientRect().top < innerHeight && scrollY > 0"
    )


def test_the_link_opens_the_same_state(open_page, address):
    tab = open_page()
    control(tab, BARS, "beta").press("End")
    button(tab, BARS, "link").click()
    tab.locator(f"{BARS} .live-note:not(:empty)").wait_for()
    assert tab.url == f"{address}#live-softmax-bars?beta=10"
    tab.reload()
    assert numbers(tab, BARS) == bars_at(10)


def test_the_address_follows_when_nothing_moves_any_more(still_page, address):
    tab = still_page()
    tab.evaluate(CALLS)
    for key in ("End", "ArrowLeft", "End"):
        control(tab, BARS, "beta").press(key)
        tab.clock.run_for(300)
    assert tab.url == address
    tab.clock.run_for(300)
    assert tab.url == f"{address}#live-softmax-bars?beta=10"
    button(tab, BARS, "reset").click()
    tab.clock.run_for(600)
    assert tab.url == f"{address}#live-softmax-bars"
    assert tab.evaluate("calls.length") == 2
    assert tab.evaluate("history.length") == 2  # about:blank and this page


def test_a_play_leaves_the_address_alone(still_page, address):
    tab = still_page()
    tab.evaluate(CALLS)
    button(tab, BARS, "loop").click()
    button(tab, BARS, "play").click()
    tab.clock.run_for(30_000)
    assert tab.evaluate("calls") == []
    control(tab, BARS, "beta").press(" ")
    tab.clock.run_for(600)
    assert tab.evaluate("calls.length") == 1


def test_a_browser_that_refuses_new_addresses(still_page, address):
    tab = still_page()
    tab.evaluate(
        "() => { history.replaceState = () => { throw new Error('too often'); }; }"
    )
    control(tab, BARS, "beta").press("End")
    tab.clock.run_for(600)
    assert numbers(tab, BARS) == bars_at(10)
    assert tab.url == address
    button(tab, BARS, "link").click()
    assert tab.url == f"{address}#live-softmax-bars?beta=10"


def test_who_comes_back_finds_the_state_and_their_place(open_page):
    tab = open_page(viewport={"width": 500, "height": 420})
    control(tab, BARS, "beta").press("End")
    tab.wait_for_url("**/*beta=10")
    tab.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    # Some browsers leave their reader alone who was moved by a script.
    tab.add_init_script(
        "window.moved = 0; Element.prototype.scrollIntoView = () => { moved += 1; }"
    )
    tab.reload()
    assert numbers(tab, BARS) == bars_at(10)
    assert tab.evaluate("moved") == 0
    follow = """() => new Promise((done) => {
      addEventListener("hashchange", () => done(moved));
      location.hash = "#live-softmax-bars?beta=1";
    })"""
    assert tab.evaluate(follow) == 1


def test_the_language_switcher_takes_along_what_was_moved_last(open_page):
    tab = open_page()
    japanese = tab.locator("a[hreflang=ja]")
    control(tab, ODD, "λ").press("Home")
    control(tab, BARS, "beta").press("End")
    japanese.focus()
    assert japanese.get_attribute("href").endswith("#live-softmax-bars?beta=10")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/ja/page.html#live-softmax-bars?beta=10")
    assert numbers(tab, BARS) == bars_at(10)
    assert button(tab, BARS, "reset").inner_text() == "最初に戻す"
    control(tab, ODD, "λ").press("Home")
    tab.locator("a[hreflang=en]").click()
    tab.wait_for_url("**/en/page.html#live-odd-names?*")
    assert numbers(tab, ODD)[0] == "−10000.000"


# --- room -----------------------------------------------------------------------

SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""
ROOM = """() => [...document.querySelectorAll(
    "main, figure, .live-body > svg, .live-body :not(svg *, option)")]
  .filter((e) => !e.matches(".live-note, .live-said, script"))
  .map((e) => [e, e.getBoundingClientRect()])
  .map(([e, { x, y, width, height }]) =>
    [e.tagName, e.className, x, y + scrollY, width, height].join(" "))"""
TIGHT = """() => [...document.querySelectorAll(".live-value, output[data-name]")]
  .filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.outerHTML)"""
OUTSIDE = """() => [...document.querySelectorAll("main :not(svg *, option)")]
  .filter((e) => e.checkVisibility() && !e.matches(".live-said"))
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, { left, right }]) => left < 0 || right > innerWidth + 0.5
    || e.clientWidth && e.scrollWidth > e.clientWidth + 1)
  .map(([e]) => e.outerHTML.slice(0, 90))"""


def test_nothing_shifts_when_the_script_starts_or_a_control_moves(open_page):
    tab = open_page()
    for key in ("Home", "ArrowRight", "End"):
        control(tab, BARS, "beta").press(key)
    assert tab.evaluate(SHIFTS) == 0


@pytest.mark.parametrize(
    ("lang", "width"), [("en", 1280), ("en", 360), ("ja", 360), ("zh", 360)]
)
def test_everything_has_room_from_the_start(still_page, address, lang, width):
    size = {"width": width, "height": 800}
    tab = still_page(url=address.replace("/en/", f"/{lang}/"), viewport=size)
    room = tab.evaluate(ROOM)
    for figure in ALL:
        for slider in tab.locator(f"{figure} input[type=range]").all():
            for key in ("Home", "ArrowRight", "End"):
                slider.press(key)
                assert tab.evaluate(ROOM) == room
                assert tab.evaluate(TIGHT) == []
        for action in ("speed", "speed", "loop", "play", "link"):
            button(tab, figure, action).first.click()
            assert tab.evaluate(ROOM) == room


def test_numbers_stand_in_columns(open_page):
    widths = open_page().eval_on_selector_all(
        f"{BARS} output[data-name]",
        """all => all.map(
          (e) => [e.offsetWidth, getComputedStyle(e).fontVariantNumeric])""",
    )
    assert len(widths) == 6
    assert {figures for _, figures in widths} == {"tabular-nums"}
    assert len({width for width, _ in widths}) == 1


# The middles of the texts of one row, of a slider's label and of numbers.
LINES_OF_TEXT = """(rows) => rows.map((row) => {
  const range = document.createRange(), walk = document.createTreeWalker(row, 4);
  const middles = [];
  while (walk.nextNode()) {
    if (!walk.currentNode.data.trim()) continue;
    range.selectNodeContents(walk.currentNode);
    const { top, height } = range.getBoundingClientRect();
    middles.push(top + height / 2);
  }
  return middles;
})"""


def test_a_changing_number_stands_on_the_line_of_its_label(open_page):
    rows = open_page().eval_on_selector_all(
        f"{BARS} :is(.live-number, .live-range output)", LINES_OF_TEXT
    )
    assert sorted(map(len, rows)) == [2, 2, 6]
    for row in rows:
        assert max(row) - min(row) < 1


@pytest.mark.parametrize("zoom", ["100%", "200%"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_phone_has_room_for_everything(open_page, address, lang, zoom):
    url = address.replace("/en/", f"/{lang}/")
    tab = open_page(url=url, viewport=PHONE)
    tab.evaluate("(zoom) => { document.documentElement.style.fontSize = zoom; }", zoom)
    tab.evaluate("navigator.clipboard.writeText = null")  # the longer message
    button(tab, BARS, "link").click()
    tab.locator(f"{BARS} .live-note:not(:empty)").wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert tab.evaluate(OUTSIDE) == []
    sizes = tab.eval_on_selector_all(
        "main :is(button, select, label, input[type=range])",
        "all => all.map((e) => [e.offsetWidth, e.offsetHeight])",
    )
    assert min(min(size) for size in sizes) >= 24
    tracks = tab.eval_on_selector_all(
        "input[type=range]", "all => all.map((e) => e.offsetWidth)"
    )
    assert min(tracks) >= 180


# --- how it is drawn ------------------------------------------------------------

MOVE = """() => {
  let moves = 0;
  for (const input of document.querySelectorAll("input[type=range]")) {
    for (let place = 0; place <= Number(input.max); place++, moves++) {
      input.value = place;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      document.body.getBoundingClientRect();
    }
  }
  return moves;
}"""


def test_a_move_lays_out_the_figures_parts_and_not_the_page(still_page):
    tab, events, ended = still_page(), [], []
    session = tab.context.new_cdp_session(tab)
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    session.on("Tracing.tracingComplete", lambda _: ended.append(1))
    tab.evaluate(MOVE)
    session.send("Tracing.start", {"categories": "devtools.timeline"})
    moves = tab.evaluate(MOVE)
    session.send("Tracing.end")
    while not ended:
        tab.evaluate("0")
    layouts = [e["args"]["beginData"] for e in events if e["name"] == "Layout"]
    assert len(layouts) >= moves > 30
    assert all(layout["partialLayout"] for layout in layouts)


def photograph(locator):
    png = locator.screenshot(animations="disabled")
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"), dtype=float)


def contrast(image):
    return image.max() - image.min()


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"forced_colors": "active"},
        {"forced_colors": "active", "color_scheme": "dark"},
    ],
    ids=str,
)
def test_it_can_be_seen_in_any_colors(open_page, options):
    tab = open_page(**options)
    inside = photograph(button(tab, BARS, "play"))[8:-8, 8:-8]
    assert contrast(inside) > 150
    control(tab, BARS, "beta").press("End")
    track = photograph(control(tab, BARS, "beta"))
    middle = len(track) // 2
    assert contrast(track[:, 40]) > 60  # the line
    assert contrast(track[2:4, -12:]) < 20
    assert abs(track[middle, -10] - track[2, 2]) > 60  # the knob, at the end
    picture = photograph(tab.locator(f"{BARS} > svg"))
    assert contrast(picture[:, : picture.shape[1] // 10]) > 150  # the axis's numbers


def test_a_slider_is_filled_up_to_its_knob(open_page):
    tab = open_page()
    slider = control(tab, BARS, "beta")
    colors = set()
    for key in ("Home", "End"):
        slider.press(key)
        track = photograph(slider)
        colors.add(round(track[len(track) // 2, track.shape[1] // 2]))
    assert len(colors) == 2


@pytest.mark.parametrize("forced", ["none", "active"])
def test_a_pressed_button_looks_pressed(open_page, forced):
    tab = open_page(forced_colors=forced)
    loop, other = button(tab, BARS, "loop"), button(tab, LINES, "loop")
    loop.click()
    loop.blur()
    tab.mouse.move(0, 0)
    pressed = photograph(loop)
    assert abs(np.median(pressed) - np.median(photograph(other))) > 150
    middle = pressed[len(pressed) // 2] > 128
    assert np.count_nonzero(np.diff(middle)) >= 6  # the strokes of its letters


def test_a_message_lies_over_buttons_and_hides_no_number(open_page):
    tab = open_page(viewport=PHONE)
    button(tab, BARS, "link").click()
    note = tab.locator(f"{BARS} .live-note:not(:empty)")
    box = note.bounding_box()
    for output in tab.locator(f"{BARS} output").all():
        place = output.bounding_box()
        assert place["y"] + place["height"] <= box["y"]


# --- when something is missing --------------------------------------------------


def test_without_a_script_the_first_frame_stands(open_page):
    tab = open_page(java_script_enabled=False)
    check_bare(tab)


def test_paper_shows_the_picture_and_no_controls(open_page):
    tab = open_page()
    control(tab, BARS, "beta").press("End")
    tab.emulate_media(media="print")
    assert tab.locator(f"{BARS} .live-range output").inner_text() == "β = 10"
    check_bare(tab)


def check_bare(tab):
    for figure in ALL:
        assert tab.locator(f"{figure} svg").is_visible()
        for output in tab.locator(f"{figure} output").all():
            assert output.is_visible()
            assert output.inner_text()
    assert tab.locator("main :is(input, select, button):visible").count() == 0
    assert "Loop" not in tab.inner_text("main")


def test_two_figures_of_the_same_name(open_page, write, spoken):
    bodies = spoken("en")
    url = write("en", "twice", [bodies[BARS], bodies[LINES], bodies[BARS]])
    tab = open_page("#live-softmax-bars?beta=10", url=url)
    first, second = tab.locator(BARS).all()
    largest = "output[data-name=largest]"
    assert first.locator(largest).inner_text() == bars_at(10)[-1]
    assert second.locator(largest).inner_text() == bars_at(1)[-1]
    second.locator("[name=beta]").press("Home")
    assert second.locator(largest).inner_text() == bars_at(0.1)[-1]
    assert first.locator(largest).inner_text() == bars_at(10)[-1]


BROKEN = {
    "data": (r'"controls":\[', '"controls":['[:-1]),
    "mark": (r' data-s="\d+"', ""),
    "table": (r'"tables":\[.*\]\}', '"tables":[]}'),
    "number": (r'<output role="none".*?</output>', ""),
    "control": (r' name="beta"', ""),
}


@pytest.mark.parametrize("part", BROKEN)
def test_a_broken_figure_stands_still_and_leaves_the_others_alone(
    open_page, write, spoken, trouble, part
):
    bodies = spoken("en")
    broken, count = re.subn(*BROKEN[part], bodies[BARS])
    assert count
    url = write("en", f"broken-{part}", [broken, bodies[LINES]])
    tab = open_page("#live-many-lines?k=3", url=url)
    assert numbers(tab, LINES) == ["3"]
    control(tab, LINES, "k").press("Home")
    assert numbers(tab, LINES) == ["1"]
    assert tab.locator(f"{BARS} > svg").is_visible()
    assert tab.locator(f"{BARS} :is(input, button):enabled").count() == 0
    assert len(trouble) == 1
    trouble.clear()


def test_every_setting_of_every_control_can_be_reached(open_page, recordings):
    tab = open_page()
    for figure, made in recordings.items():
        frames = itertools.product(*(range(len(c.values)) for c in made.controls))
        for frame, places in enumerate(frames):
            for c, at in zip(made.controls, places, strict=True):
                tab.evaluate(PUT, [f"{figure} [name={c.name}]", at])
            wanted = [number.variants[number.choice[frame]] for number in made.numbers]
            assert numbers(tab, figure) == wanted
            for c, at in zip(made.controls, places, strict=True):
                check(control(tab, figure, c.name), c, at)


def check(shown, control, at):
    assert shown.get_attribute("data-value") == control.tokens[at]
    if control.kind == "range":
        assert shown.get_attribute("aria-valuetext") == control.texts[at]
        label = shown.evaluate("(e) => e.previousElementSibling.textContent")
        assert label == control.texts[at]


PUT = """([selector, place]) => {
  const control = document.querySelector(selector);
  if (control.type === "checkbox") control.checked = place === 1;
  else control.value = place;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}"""
