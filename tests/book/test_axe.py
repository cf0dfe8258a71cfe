"""axe-core finds nothing to object to, in light and dark, large and small."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE = (1280, 800), (360, 740)
COLOUR_RULES = ["color-contrast", "link-in-text-block"]

# What a page repeats by the thousand and assistive tools never meet is taken out first:
# the insides of formulas (MathML stands for them) and of figures (their label does),
# and the second and every later token of one class on one ground in the code.
LIGHTEN = """() => {
  const em = (row) => parseFloat(getComputedStyle(row).fontSize);
  const rows = [...document.querySelectorAll(".katex-html")].map(
    (row) => [row, row.getBoundingClientRect(), em(row)]);
  for (const [row, { width, height }, em] of rows) {
    row.replaceChildren();
    row.style.display = "inline-block";
    row.style.width = `${width / em}em`;
    row.style.height = `${height / em}em`;
  }
  const stoodFor = document.querySelectorAll("math, .live-body > svg");
  for (const inside of stoodFor) inside.replaceChildren();
  const seen = new Set();
  for (const token of document.querySelectorAll("pre span")) {
    const grounds = [token, token.closest("pre"), token.closest("pre").parentElement];
    const kind = token.className
      + grounds.map((e) => getComputedStyle(e).backgroundColor).join();
    if (seen.has(kind)) token.replaceWith(...token.childNodes);
    seen.add(kind);
  }
  document.body.normalize();
}"""
RUN = """async (options) => {
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => {
    const checks = node.any.concat(node.all, node.none);
    const why = checks.map((check) => check.message).join(" ");
    return `${id}: ${node.target.flat().join(" ")}: ${why}`;
  }));
}"""
SMALL_TARGETS = {"rules": {"target-size": {"enabled": True}}}
SIZE_RULES = ["target-size", "scrollable-region-focusable", "button-name", "link-name"]
# The dark page differs from the light one in colour only; on a phone other buttons and
# boxes are there.
VIEWS = (
    ("light", DESKTOP, SMALL_TARGETS),
    ("light", PHONE, {"runOnly": SIZE_RULES}),
    ("dark", DESKTOP, {"runOnly": COLOUR_RULES}),
)

# What scrolls becomes focusable a moment after the window has changed, when it is far
# away not before Tab is pressed: the boxes that are not within ten seconds.
# Asked frame by frame in one go: the page's policy forbids to compile a question later.
UNSETTLED = """async () => {
  const scrolling = "pre, .katex-display, .pst-scrollable-table-container";
  const boxes = [...document.querySelectorAll(scrolling)];
  const missed = () => {
    dispatchEvent(new KeyboardEvent("keydown", { key: "Tab" }));
    return boxes.filter((box) => box.scrollWidth > box.clientWidth && box.tabIndex < 0);
  };
  for (let frame = 0; frame < 600 && (frame < 2 || missed().length); frame++)
    await new Promise(requestAnimationFrame);
  return missed().map((box) => `cannot be scrolled by keys: ${box.textContent}`);
}"""


# axe measures all boxes at once, and has what is far away laid out inside a block that
# has not its own height yet: neighbors would overlap that never do when they are seen.
NEAR = ".bd-article * { content-visibility: visible !important }"


@pytest.fixture(scope="session")
def tab(browser):
    if not AXE.is_file():
        pytest.fail("axe-core is missing: run `npm ci` in the folder tests.")
    with browser.new_context(offline=True) as context:
        yield context.new_page()


def test_no_violation(tab, page):
    found = violations(tab, page.file.as_uri())
    if found:
        pytest.fail("\n".join(found))


def test_no_violation_among_results(tab, edition, site):
    search = (site / edition.lang / "search.html").as_uri()
    found = violations(tab, f"{search}?q=softmax")
    assert tab.locator("#search-results mark").count() > 50
    if found:
        pytest.fail("\n".join(found))


def violations(tab, url):
    """Open a page; return what axe says of each view."""
    show(tab, *VIEWS[0][:2])
    tab.goto(url)
    tab.evaluate(LIGHTEN)
    tab.add_style_tag(content=NEAR)
    tab.evaluate(AXE.read_text("utf-8"))
    found = []
    for scheme, size, rules in VIEWS:
        show(tab, scheme, size)
        tab.locator(f"html[data-theme={scheme}]").wait_for()
        found += tab.evaluate(UNSETTLED)
        found += (f"{scheme} {size}: {it}" for it in tab.evaluate(RUN, rules))
    return found


def show(tab, scheme, size):
    width, height = size
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.set_viewport_size({"width": width, "height": height})
