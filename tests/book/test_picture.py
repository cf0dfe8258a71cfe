"""A moved figure looks exactly as Matplotlib draws it for that one setting.

The cells of the page are run once more to learn what they hand to `live`; the rest
of the engine is left out: what Matplotlib saves is put beside what the page shows.
"""

import inspect
import io
from functools import cache

import numpy as np
import pytest
from matplotlib.figure import Figure

import softmaxbook
from bookbuild.chapter import read_chapter
from softmaxbook import fonts, labels
from softmaxbook.live import style
from softmaxbook.live.controls import read_controls

POSITIONS = 5  # of each control, or all of them
SHADE = 96  # of 255: rounding to a tenth of a point blurs edges by less
# Go to each setting, as a hand would: one event for each control; return the pictures.
SHOWN = """(body, settings) => settings.map((setting) => {
  for (const [name, place] of Object.entries(setting)) {
    const control = body.querySelector(`[name="${name}"]`);
    if (control.type === "checkbox") control.checked = place === 1;
    else control.value = place;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return new XMLSerializer().serializeToString(body.querySelector("svg"));
})"""
# How many pixels are ink, and how many differ by more than a shade; 2 pixels a point.
COMPARE = """async ([pictures, shade]) => {
  const paint = async (markup) => {
    const parsed = new DOMParser().parseFromString(markup, "image/svg+xml");
    const svg = parsed.documentElement;
    const [width, height] = svg.getAttribute("viewBox").split(" ").slice(2).map(Number);
    svg.setAttribute("width", 2 * width);
    svg.setAttribute("height", 2 * height);
    const image = new Image();
    const source = new XMLSerializer().serializeToString(svg);
    image.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
    await image.decode();
    const canvas = new OffscreenCanvas(2 * width, 2 * height).getContext("2d");
    canvas.fillStyle = "white";
    canvas.fillRect(0, 0, 2 * width, 2 * height);
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, 2 * width, 2 * height).data;
  };
  const [shown, drawn] = await Promise.all(pictures.map(paint));
  if (shown.length !== drawn.length) return [0, Infinity];
  let ink = 0, different = 0;
  for (let i = 0; i < shown.length; i += 4) {
    if (drawn[i] + drawn[i + 1] + drawn[i + 2] < 600) ink += 1;
    for (const at of [i, i + 1, i + 2])
      if (Math.abs(shown[at] - drawn[at]) > shade) { different += 1; break; }
  }
  return [ink, different];
}"""


@pytest.fixture(scope="session")
def blank(browser):
    """A tab without a page, to compare pictures in."""
    with browser.new_context(offline=True) as context:
        yield context.new_page()


@pytest.fixture
def language(figure):
    labels.use_language(figure[0].edition.lang)
    return labels.language()


def test_the_picture_is_the_one_drawn_for_these_values(
    reading, blank, figure, language
):
    page, name = figure
    draw, controls = live_calls(page)[name]
    settings = list(spread(controls))
    body = reading(page).tab.locator(f"[data-live={name}]")
    for setting, shown in zip(settings, body.evaluate(SHOWN, settings), strict=True):
        drawn = drawn_by_matplotlib(draw, values_at(controls, setting), language)
        ink, different = blank.evaluate(COMPARE, [[shown, drawn], SHADE])
        assert ink > 1000, setting
        assert different <= 10, setting


def spread(controls):
    """Yield settings that take every control to five places or all of its own.

    The others move along, so that what follows from two controls is seen, too.
    """
    places = [
        np.unique(np.linspace(0, len(c.values) - 1, POSITIONS).round()).astype(int)
        for c in controls
    ]
    for k, own in enumerate(places):
        for n, place in enumerate(own.tolist()):
            others = (int(p[(n + k + j) % len(p)]) for j, p in enumerate(places))
            yield {c.name: p for c, p in zip(controls, others, strict=True)} | {
                controls[k].name: place
            }


def values_at(controls, setting):
    return {c.name: c.values[setting[c.name]] for c in controls}


@cache
def live_calls(page):
    """Run the cells of a page; return what `live` was given, by the figure's id."""
    calls = {}

    def live(draw, **controls):
        name = draw.__name__.replace("draw_", "live-", 1).replace("_", "-")
        calls[name] = draw, read_controls(controls)

    engine, softmaxbook.live = softmaxbook.live, live
    try:
        with np.printoptions():
            run_cells(page)
    finally:
        softmaxbook.live = engine
    return calls


def run_cells(page):
    space = {}
    source = read_chapter(page.edition.folder / f"{page.stem}.md").source
    for node in source.walk():
        if node.kind == "cell":
            exec(node.text, space)


def drawn_by_matplotlib(draw, values, lang):
    file = io.StringIO()
    with style.context(lang):
        fig = Figure()
        first = next(iter(inspect.signature(draw).parameters))
        draw(fig if first == "fig" else fig.subplots(), **values)
        fonts.settle_mixed_text(fig, lang)
        fig.savefig(file, format="svg")
    return file.getvalue()
