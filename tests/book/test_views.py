"""A page serves a phone, the dark, paper, and a browser without scripts."""

import pytest

TARGETS = "input, button, select, .btn, .book-languages a"
SMALL = """(all) => all
  .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((e) => [e.getBoundingClientRect(), e])
  .filter(([box]) => box.width > 0 && Math.min(box.width, box.height) < 24)
  .map(([box, e]) => `${e.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`)"""

CUT = """() => {
  const closed = [...document.querySelectorAll("details:not([open])")];
  for (const solution of closed) solution.open = true;
  const cut = [...document.querySelectorAll("div.math")].filter((formula) => {
    const { scrollWidth, clientWidth } = formula.querySelector(".katex-html");
    return scrollWidth > clientWidth + 1;
  });
  for (const solution of closed) solution.open = false;
  return cut.map((formula) => formula.id);
}"""

# WCAG's contrast of an element's colour with the nearest opaque ground behind it.
CONTRAST = """(e) => {
  const often = { willReadFrequently: true };
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", often);
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  let ground = e;
  while (ground && rgba(getComputedStyle(ground).backgroundColor)[3] < 255)
    ground = ground.parentElement;
  const behind = ground ? getComputedStyle(ground).backgroundColor : "white";
  const pair = [getComputedStyle(e).color, behind].map((c) => light(rgba(c)));
  return [(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), light(rgba(behind))];
}"""


@pytest.fixture
def phone(reading, page):
    tab = reading(page).tab
    size = tab.viewport_size
    tab.set_viewport_size({"width": 360, "height": 740})
    yield tab
    tab.set_viewport_size(size)


def test_a_phone_needs_no_sideways_scrolling(phone):
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_phone_shows_every_formula_to_its_end(phone):
    assert phone.evaluate(CUT) == []


def test_a_finger_hits_what_it_aims_at(phone):
    assert phone.eval_on_selector_all(TARGETS, SMALL) == []


def test_a_phone_shows_the_way_to_the_other_languages(phone, editions):
    links = phone.locator(".book-languages a:not([aria-current])").all()
    assert len(links) == len(editions) - 1
    assert all(link.is_visible() for link in links)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_drawings_stand_out(reading, chapter, scheme):
    tab = reading(chapter).tab
    tab.emulate_media(color_scheme=scheme)
    tab.locator(f"html[data-theme={scheme}]").wait_for()
    drawn = ("figcaption p", ".live-body > svg") if chapter.has_figures else ()
    for selector in ("article p", "article h1", *drawn):
        contrast, ground = tab.locator(selector).first.evaluate(CONTRAST)
        assert contrast >= 4.5, selector
        assert (ground < 0.1) == (scheme == "dark"), selector
    tab.emulate_media(color_scheme="light")


def test_nothing_jumps_while_a_page_opens(browser, served, chapter):
    with browser.new_context() as context:
        context.add_init_script(
            "window.shift = 0; new PerformanceObserver((list) => {"
            "for (const entry of list.getEntries()) shift += entry.value;"
            "}).observe({ type: 'layout-shift', buffered: true })"
        )
        tab = context.new_page()
        tab.goto(f"{served}/{chapter}.html")
        tab.evaluate(
            "async () => { await document.fonts.ready;"
            "for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); }"
        )
        assert tab.evaluate("shift") < 0.02
