"""Whoever uses keys alone reaches everything, and sees where they are."""

import pytest

# What can be reached by Tab; of radio buttons, one of each question.
REACHABLE = """() => {
  const all = "a[href], button, input, select, summary, [tabindex='0'], iframe";
  const seen = { visibilityProperty: true, opacityProperty: false };
  const asked = new Set();
  return [...document.querySelectorAll(all)].filter((e) => {
    if (e.tabIndex < 0 || e.disabled || e.closest("[inert], dialog:not([open])"))
      return false;
    if (!e.checkVisibility(seen)) return false;
    if (e.type !== "radio") return true;
    return !asked.has(e.name) && asked.add(e.name);
  }).map((e, k) => { e.dataset.tab = k; return e.outerHTML.slice(0, 120); });
}"""
# The place that has the focus, and what tells the eye so.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const look = (s) => [s.outlineStyle === "none" ? "" : s.outlineWidth + s.outlineColor,
    s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine,
    s.textDecorationThickness, s.color].join();
  const [box] = e.getClientRects(); // of a link on two lines, the first
  const focused = look(getComputedStyle(e));
  const place = e.dataset.tab ?? e.outerHTML.slice(0, 120);
  const outside = box.bottom <= 0 || box.top >= innerHeight;
  const middle = (low, high, end) => Math.min(Math.max((low + high) / 2, 0), end - 1);
  const top = document.elementFromPoint(middle(box.left, box.right, innerWidth),
    middle(box.top, box.bottom, innerHeight));
  const covered = !(e.contains(top) || top?.contains(e));
  e.blur();
  const plain = look(getComputedStyle(e));
  e.focus();
  const fault = outside ? "outside the window" : covered ? "covered"
    : focused === plain ? "looks as before" : "";
  return { place, fault };
}"""


@pytest.mark.in_turn
def test_tab_reaches_everything_and_shows_where_it_is(visit, page):
    tab = visit(page, reduced_motion="reduce").tab  # it is there at once
    tab.evaluate("document.fonts.ready.then(() => true)")
    tab.evaluate(PRESS)
    reachable = tab.evaluate(REACHABLE)
    stops = list(tour(tab))
    if len(stops) < len(reachable):  # the search begins in its field
        stops += tour(tab)
    reached = {stop["place"] for stop in stops}
    missed = [html for k, html in enumerate(reachable) if str(k) not in reached]
    assert len(reachable) > 20
    assert missed == []
    assert [stop for stop in stops if stop["fault"]] == []


def tour(tab):
    """Press Tab until the page ends."""
    while True:
        tab.keyboard.press("Tab")
        if (stop := tab.evaluate(FOCUSED)) is None:
            return
        yield stop


# How many boxes scroll sideways, and those of them that Tab passes by.
SCROLLING = """() => {
  const all = "pre, .katex-display, .pst-scrollable-table-container";
  const wide = [...document.querySelectorAll(all)].filter(
    (box) => box.scrollWidth > box.clientWidth);
  const missed = wide.filter((box) => box.tabIndex < 0);
  return [wide.length, missed.map((box) => box.textContent.slice(0, 60))];
}"""
STILL = """async () => {
  await document.fonts.ready;
  const text = document.querySelector("article");
  for (let same = 0, width = 0; same < 30; same++) {
    await new Promise(requestAnimationFrame);
    if (text.clientWidth !== width) same = 0;
    width = text.clientWidth;
  }
}"""
# As a font does when it has come: formulas are wider, none of them higher.
LETTERS = """() => {
  for (const row of document.querySelectorAll(".katex-display > .katex > .katex-html"))
    row.style.paddingLeft = "400px";
}"""
PRESS = "dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab' }))"  # goes nowhere
PHONE = {"width": 360, "height": 740}


def test_what_scrolls_can_be_reached_when_the_sidebar_comes_back(visit, pages):
    page = next(page for page in pages if page.stem.startswith("07-"))
    tab = visit(page, reduced_motion="reduce").tab
    sidebar = tab.locator(".primary-toggle")
    sidebar.click()
    tab.set_viewport_size({"width": 1270, "height": 720})
    tab.evaluate(STILL)
    tab.evaluate(PRESS)
    without, missed = tab.evaluate(SCROLLING)
    assert missed == []
    sidebar.click()
    tab.evaluate(STILL)
    tab.evaluate(PRESS)
    beside, missed = tab.evaluate(SCROLLING)
    assert beside > without
    assert missed == []


def test_what_has_come_near_can_be_reached_before_any_key(visit, pages):
    page = next(page for page in pages if page.stem.startswith("07-"))
    tab = visit(page, viewport=PHONE).tab
    tab.evaluate(STILL)
    far = tab.locator("section > .cell:not(.tag_hide-cell) > .cell_input pre").last
    assert far.evaluate("e => e.scrollWidth > e.clientWidth && e.tabIndex") == -1
    far.scroll_into_view_if_needed()
    tab.evaluate(STILL)
    assert far.evaluate("e => e.tabIndex") == 0


def test_what_letters_that_come_late_make_wider_can_be_reached(visit, pages):
    page = next(page for page in pages if page.stem.startswith("07-"))
    tab = visit(page, viewport=PHONE).tab
    tab.evaluate(STILL)
    before, _ = tab.evaluate(SCROLLING)
    tab.evaluate(LETTERS)
    tab.evaluate(PRESS)
    after, missed = tab.evaluate(SCROLLING)
    assert after > before
    assert missed == []
