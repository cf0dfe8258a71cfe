"""Three figures on one page, opened from a file, moved as a reader moves them."""

import numpy as np
import pytest
from ipywidgets import (
    Checkbox,
    Dropdown,
    FloatLogSlider,
    IntSlider,
    SelectionSlider,
    ToggleButtons,
)
from scipy.special import expit, softmax

from softmaxbook import labels
from softmaxbook.live import page, style
from softmaxbook.live.controls import read_controls
from softmaxbook.live.frame import draw_frame, figure_id
from softmaxbook.live.record import record
from softmaxbook.live.svg import markup

SCORES = np.array([2, 1, 0.5, 0, -1])


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
}

BARS = "[data-live=live-softmax-bars]"
LINES = "[data-live=live-many-lines]"
PANELS = "[data-live=live-two-panels]"

# Compare the figure on the page with a given SVG, element by element; only what
# merging adds is left out: marks, definitions of other frames, and the label.
SAME = """([selector, markup]) => {
  const tidy = (svg) => {
    const copy = svg.cloneNode(true);
    copy.querySelector(":scope > defs")?.remove();
    for (const e of [copy, ...copy.querySelectorAll("*")]) e.removeAttribute("data-s");
    copy.removeAttribute("role");
    copy.removeAttribute("aria-label");
    return copy;
  };
  const holder = document.createElement("template");
  holder.innerHTML = markup;
  const shown = document.querySelector(selector + " > svg");
  const ids = [...shown.querySelectorAll("use")].map((u) => u.getAttribute("href"));
  return ids.every((id) => shown.querySelector(id))
    && tidy(shown).isEqualNode(tidy(holder.content.firstElementChild));
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    chosen, labels._chosen = labels._chosen, "en"
    figures = "".join(
        f'<figure class="live" id="{figure_id(draw)}">'
        f"{page.html(record(draw, read_controls(widgets)))}</figure>"
        for draw, widgets in FIGURES.items()
    )
    folder = tmp_path_factory.mktemp("page")
    for asset in page.ASSETS:
        (folder / asset.name).write_bytes(asset.read_bytes())
    (folder / "page.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title>'
        '<meta name="viewport" content="width=device-width">'
        '<link rel="stylesheet" href="live.css"><link rel="icon" href="data:,">'
        f'<script defer src="live.js"></script>{figures}',
        encoding="utf-8",
    )
    yield (folder / "page.html").as_uri()
    labels._chosen = chosen


@pytest.fixture
def open_page(browser, address):
    """Open the page; fail if it complains or asks another host for anything."""
    trouble, pages = [], []

    def opened(hash="", **options):
        context = browser.new_context(**options)
        tab = context.new_page()
        pages.append(context)
        tab.set_default_timeout(8000)
        tab.on("console", lambda message: trouble.append(message.text))
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("request", lambda r: check_request(r.url))
        tab.goto(address + hash)
        return tab

    def check_request(url):
        if not url.startswith(("file://", "data:")):
            trouble.append(url)

    yield opened
    for context in pages:
        context.close()
    assert trouble == []


def numbers(tab, figure):
    return tab.eval_on_selector_all(
        f"{figure} output[data-name]", "all => all.map((o) => o.textContent)"
    )


def bars_at(beta):
    p = np.exp(beta * SCORES) / np.exp(beta * SCORES).sum()
    return [f"{x:.3f}" for x in [*p, p.max()]]


def same_picture(tab, draw, **values):
    with style.context("en"):
        own = draw_frame(draw, values, figure_id(draw)).drawing.svg
    return tab.evaluate(SAME, [f"[data-live={figure_id(draw)}]", markup(own)])


def test_the_first_frame_shows_before_anything_moves(open_page):
    tab = open_page()
    assert numbers(tab, BARS) == bars_at(1)
    assert same_picture(tab, draw_softmax_bars, beta=1.0)


@pytest.mark.parametrize(
    ("key", "step"), [("ArrowRight", 11), ("ArrowLeft", 9), ("Home", 0), ("End", 20)]
)
def test_keys_move_the_picture_the_numbers_and_the_text(open_page, key, step):
    tab, beta = open_page(), 10 ** round(-1 + 0.1 * step, 12)
    slider = tab.locator(f"{BARS} [name=beta]")
    slider.press(key)
    assert numbers(tab, BARS) == bars_at(beta)
    assert slider.get_attribute("aria-valuetext") == f"β = {beta:.3g}"
    assert float(slider.get_attribute("data-value")) == pytest.approx(beta)
    assert tab.locator(f"{BARS} .live-range output").inner_text() == f"β = {beta:.3g}"
    assert same_picture(tab, draw_softmax_bars, beta=beta)


def test_dragging_with_the_pointer(open_page):
    tab = open_page()
    box = tab.locator(f"{BARS} [name=beta]").bounding_box()
    y = box["y"] + box["height"] / 2
    tab.mouse.move(box["x"] + box["width"] / 2, y)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] - 1, y, steps=5)
    tab.mouse.up()
    assert numbers(tab, BARS) == bars_at(10)


@pytest.mark.parametrize("kind", ["a", "bc"])
@pytest.mark.parametrize(("key", "k"), [("Home", 1), ("End", 3)])
@pytest.mark.parametrize("shown", [True, False])
def test_frames_with_other_elements(open_page, kind, key, k, shown):
    tab = open_page()
    tab.locator(f"{LINES} [name=kind]").select_option(label=kind)
    tab.locator(f"{LINES} [name=k]").press(key)
    tab.locator(f"{LINES} [name=shown]").set_checked(shown)
    assert same_picture(tab, draw_many_lines, kind=kind, k=k, shown=shown)
    assert numbers(tab, LINES) == [str(k)]


def test_reset(open_page):
    tab = open_page()
    tab.locator(f"{LINES} [name=k]").press("End")
    tab.locator(f"{LINES} [name=shown]").uncheck()
    state = tab.locator(LINES).get_attribute("data-state")
    assert state == "kind=a&k=3&shown=0"
    tab.locator(f"{LINES} [data-action=reset]").click()
    assert same_picture(tab, draw_many_lines, kind="a", k=2, shown=True)
    assert tab.locator(LINES).get_attribute("data-state") is None


def test_the_address_restores_the_nearest_state(open_page):
    tab = open_page("#live-two-panels?beta=1.9&side=right")
    assert numbers(tab, PANELS) == ["0.500"]
    assert tab.locator(f"{PANELS} [name=side]").get_attribute("data-value") == "right"
    assert same_picture(tab, draw_two_panels, side="right", beta=2.0)
    assert numbers(tab, BARS) == bars_at(1)
    tab.evaluate("location.hash = '#live-softmax-bars?beta=10'")
    tab.wait_for_function(f"document.querySelector('{BARS}').dataset.state")
    assert numbers(tab, BARS) == bars_at(10)


def test_the_figure_of_the_address_is_scrolled_into_view(open_page):
    tab = open_page("#live-two-panels?beta=2", viewport={"width": 500, "height": 420})
    assert tab.locator(f"{PANELS} [name=beta]").evaluate(
        "e => e.getBoundingClientRect().top < innerHeight && scrollY > 0"
    )


def test_the_link_opens_the_same_state(open_page, address):
    tab = open_page()
    tab.locator(f"{BARS} [name=beta]").press("End")
    tab.locator(f"{BARS} [data-action=link]").click()
    tab.wait_for_function(f"document.querySelector('{BARS} .live-note').textContent")
    assert tab.url == f"{address}#live-softmax-bars?beta=10"
    tab.reload()
    assert numbers(tab, BARS) == bars_at(10)


def test_play_runs_to_the_end_and_pauses(open_page):
    tab = open_page()
    slider, region = f"{BARS} [name=beta]", f"{BARS} .live-numbers"
    play = tab.locator(f"{BARS} [data-action=play]")
    assert play.get_attribute("aria-label") == "Play β"
    play.click()
    assert play.get_attribute("aria-label") == "Pause β"
    assert tab.locator(region).get_attribute("aria-live") == "off"
    tab.wait_for_function(f"document.querySelector('{slider}').value > 11")
    tab.locator(slider).press(" ")
    held = tab.locator(slider).input_value()
    tab.wait_for_timeout(250)
    assert tab.locator(slider).input_value() == held != "20"
    assert tab.locator(region).get_attribute("aria-live") == "polite"
    play.click()
    tab.wait_for_function(f"document.querySelector('{slider}').value == 20")
    assert numbers(tab, BARS) == bars_at(10)
    assert play.get_attribute("aria-label") == "Play β"


def test_less_motion_on_request(open_page):
    tab = open_page(reduced_motion="reduce")
    seen = tab.evaluate(
        """(selector) => new Promise((done) => {
          const body = document.querySelector(selector), seen = [];
          const output = body.querySelector(".live-range output");
          new MutationObserver(() => seen.push(output.textContent))
            .observe(output, { childList: true });
          body.querySelector("[name=beta]").focus();
          body.querySelector("[data-action=play]").click();
          setTimeout(() => done(new Set(seen).size), 1500);
        })""",
        BARS,
    )
    assert seen <= 3


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


def test_nothing_shifts_when_the_script_starts_or_a_control_moves(open_page):
    tab, heights = open_page(), set()
    for key in ("Home", "ArrowRight", "End"):
        tab.locator(f"{BARS} [name=beta]").press(key)
        heights.add(tab.locator(BARS).evaluate("e => e.offsetHeight"))
    assert len(heights) == 1
    assert tab.evaluate(SHIFTS) == 0


def test_without_a_script_the_first_frame_stands(open_page):
    tab = open_page(java_script_enabled=False)
    assert tab.locator(f"{BARS} svg").is_visible()
    assert tab.locator(f"{BARS} output[data-name=largest]").is_visible()
    for control in ("input", "select", "button"):
        assert tab.locator(f"{LINES} {control}:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling_and_targets_are_large(open_page, scheme):
    tab = open_page(viewport={"width": 360, "height": 700}, color_scheme=scheme)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    sizes = tab.eval_on_selector_all(
        "button, select, label, input[type=range]",
        "all => all.map((e) => [e.offsetWidth, e.offsetHeight])",
    )
    assert min(min(size) for size in sizes) >= 24
