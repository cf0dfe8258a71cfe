"""axe-core finds nothing to object to, in light and dark, large and small."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE = (1280, 800), (360, 740)
COLOUR_RULES = ["color-contrast", "link-in-text-block"]

# The insides of formulas and figures are left out: thousands of boxes that assistive
# tools never meet, since MathML and the figure's label stand for them.
# The dark page differs from the light one in colour only.
RUN = """async (only) => {
  const options = only
    ? { runOnly: { type: "rule", values: only } }
    : { rules: { "target-size": { enabled: true } } };
  const exclude = [[".katex-html"], [".live-body > svg > *"]];
  const { violations } = await axe.run({ include: [["html"]], exclude }, options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => {
    const checks = node.any.concat(node.all, node.none);
    const why = checks.map((check) => check.message).join(" ");
    return `${id}: ${node.target.flat().join(" ")}: ${why}`;
  }));
}"""


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


@pytest.mark.parametrize(
    ("scheme", "size"),
    [("light", DESKTOP), ("light", PHONE), ("dark", DESKTOP)],
    ids=["light-desktop", "light-phone", "dark-desktop"],
)
def test_no_violation(tab, page, scheme, size):
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    if tab.url != page.file.as_uri():
        tab.goto(page.file.as_uri())
        tab.evaluate(AXE.read_text("utf-8"))
    tab.wait_for_function(f"document.documentElement.dataset.theme == '{scheme}'")
    tab.wait_for_function(BOXES_SETTLED)
    found = tab.evaluate(RUN, COLOUR_RULES if scheme == "dark" else None)
    if found:
        pytest.fail("\n".join(found))
