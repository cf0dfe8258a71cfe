"""Letters of twice the size: nothing is cut off, nothing lies beyond the edge."""

import pytest

SIZES = {"standard": 32, "fixed": 26}  # a browser's own are 16 and 13
# Boxes that hide what they have no room for. Formulas, drawings and code scroll.
CUT = """() => [...document.querySelectorAll("body *")].filter((e) => {
  if (e.closest("svg, .katex, pre, .bd-sidebar") || !e.checkVisibility()) return false;
  const { overflowX, overflowY } = getComputedStyle(e);
  const hides = (overflow) => ["hidden", "clip"].includes(overflow);
  const small = e.clientWidth < 3 || e.clientHeight < 3; // meant for the ear
  return !small && (hides(overflowX) && e.scrollWidth > e.clientWidth + 1
    || hides(overflowY) && e.scrollHeight > e.clientHeight + 2);
}).map((e) => e.outerHTML.slice(0, 150))"""


@pytest.mark.in_turn
def test_letters_of_twice_the_size_cost_nothing(visit, page):
    tab = visit(page).tab
    session = tab.context.new_cdp_session(tab)
    before = height(tab)
    session.send("Page.setFontSizes", {"fontSizes": SIZES})
    assert height(tab) == 2 * before
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.evaluate(CUT) == []
    for figure in tab.locator(".live-body").all():
        assert figure.bounding_box()["width"] > 400  # all the page has


def height(tab):
    """Return the size of the letters of the text."""
    return tab.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
