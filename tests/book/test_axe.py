"""axe-core finds nothing to object to, in light and dark, large and small."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE = (1280, 800), (360, 740)
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
SIZE_RULES = ["target-size", "scrollable-region-focusable", "region", "bypass"]

# What a page repeats by the thousand and assistive tools never meet is taken out first:
# the insides of formulas (MathML stands for them) and of figures (their label does),
# and the second and every later token of one colour in the code.
LIGHTEN = """() => {
  const rows = [...document.querySelectorAll(".katex-html")].map(
    (row) => [row, row.getBoundingClientRect()]);
  for (const [row, { width, height }] of rows) {
    row.replaceChildren();
    row.style = `display: inline-block; width: ${width}px; height: ${height}px`;
  }
  const stoodFor = document.querySelectorAll("math, .live-body > svg");
  for (const inside of stoodFor) inside.replaceChildren();
  const seen = new Set();
  for (const token of document.querySelectorAll("pre span")) {
    const colour = getComputedStyle(token).color;
    if (seen.has(colour)) token.replaceWith(...token.childNodes);
    seen.add(colour);
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
SMALL_TARGETS = {"target-size": {"enabled": True}}
# The dark page differs from the light one in colour only, the small one in size.
VIEWS = {
    "light-desktop": ("light", DESKTOP, {"rules": SMALL_TARGETS}),
    "light-phone": ("light", PHONE, {"runOnly": SIZE_RULES}),
    "dark-desktop": ("dark", DESKTOP, {"runOnly": COLOUR_RULES}),
}

# The theme makes wide tables focusable, a moment after the window has changed.
BOXES_SETTLED = """() =>
  [...document.querySelectorAll(".pst-scrollable-table-container")].every(
    (box) => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)"""


@pytest.fixture(scope="session")
def tab(browser):
    if not AXE.is_file():
        pytest.fail("axe-core is missing: run `npm ci` in the folder tests.")
    with browser.new_context(offline=True) as context:
        yield context.new_page()


@pytest.mark.parametrize(("scheme", "size", "rules"), VIEWS.values(), ids=VIEWS)
def test_no_violation(tab, page, scheme, size, rules):
    width, height = size
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.set_viewport_size({"width": width, "height": height})
    tab.goto(page.file.as_uri())
    tab.wait_for_function(f"document.documentElement.dataset.theme == '{scheme}'")
    tab.wait_for_function(BOXES_SETTLED)
    tab.evaluate(LIGHTEN)
    tab.evaluate(AXE.read_text("utf-8"))
    found = tab.evaluate(RUN, rules)
    if found:
        pytest.fail("\n".join(found))
