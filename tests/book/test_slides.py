"""Decks made of the built book, opened as a lecturer does, from their files.

They are made in a copy: the site that the other tests look at stays as it is.
"""

import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from bookbuild.errors import read_yaml
from bookbuild.slides.book import write_slides

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
KB = 1000
SIZES = ((1280, 720), (1024, 768), (1920, 1080))
SMALLEST = 28  # px of running text, on 1280 × 720
ONE = "06-temperature"
FIGURE = "live-cooling"
FITS = """() => {
  document.querySelectorAll("main > section").forEach((slide) => {
    slide.style.contentVisibility = "visible";
  });
  const box = (element) => element.getBoundingClientRect();
  const wide = (element) => element.scrollWidth > element.clientWidth + 1;
  return [...document.querySelectorAll("main > section")].flatMap((slide) => {
    const [body, foot, numbers, buttons] = [
      ".slide-body", "footer", ".live-numbers", ".live-buttons",
    ].map((selector) => slide.querySelector(selector));
    const found = [];
    if (slide.scrollHeight > slide.clientHeight + 1) found.push("it is too high");
    if (box(foot).top < box(body).bottom) found.push("it covers its foot");
    if ([slide, ...slide.querySelectorAll("pre, .katex-display, table")].some(wide)) {
      found.push("it is too wide");
    }
    if (numbers && box(numbers).bottom > box(buttons).top + 1) {
      found.push("its numbers are too many");
    }
    return found.map((what) => `${slide.id}: ${what}`);
  });
}"""
SMALL = """(smallest) => [...document.querySelectorAll(
  "section:not(.moving, .still, .rows) .slide-body :is(p, li, legend):not(.keys)"
)].filter((e) => parseFloat(getComputedStyle(e).fontSize) < smallest)
  .map((e) => `${e.closest("section").id}: ${e.textContent}`)"""
LIGHTEN = """() => {
  const stoodFor = document.querySelectorAll(".katex-html, math, .live-body > svg");
  for (const inside of stoodFor) inside.replaceChildren();
  for (const slide of document.querySelectorAll("main > section")) {
    slide.style.contentVisibility = "visible";
  }
}"""
RUN = """async () => (await axe.run(document)).violations.flatMap(({ id, nodes }) =>
  nodes.map((node) => `${id}: ${node.target.join()}: ${node.failureSummary}`))"""
SHOWN = """() => Math.round(scrollY / innerHeight) + 1"""


@pytest.fixture(scope="session")
def decks(site, editions, tmp_path_factory):
    """A copy of the built chapters, with a deck beside each."""
    copy = tmp_path_factory.mktemp("site")
    for edition in editions:
        folder = copy / edition.lang
        folder.mkdir()
        (folder / "_static").symlink_to(site / edition.lang / "_static")
        for page in (site / edition.lang).glob("*.html"):
            shutil.copy(page, folder)
    return write_slides(editions, read_yaml(ROOT / "_toc.yml"), copy)


@pytest.fixture(scope="session")
def lecture(browser):
    """A window with a deck on it, offline."""
    with browser.new_context(offline=True, viewport=size(*SIZES[0])) as context:
        yield context.new_page()


@pytest.fixture
def open_deck(decks, lecture):
    """Open the deck of a chapter, at a place."""

    def opened(lang: str, place: str = "", stem: str = ONE):
        lecture.set_viewport_size(size(*SIZES[0]))
        (deck,) = (d for d in decks if d.stem == stem and d.parts[-3] == lang)
        lecture.goto("about:blank")
        lecture.goto(f"{deck.as_uri()}{place}")
        return lecture

    return opened


def size(width, height):
    """A window's size, as the browser wants it."""
    return {"width": width, "height": height}


def test_every_numbered_equation_and_every_figure_is_on_a_slide(decks, chapters):
    found = {(deck.parts[-3], deck.stem): deck.read_text("utf-8") for deck in decks}
    numbered = [page for page in chapters if re.match(r"\d", page.stem)]
    assert len(numbered) == len(decks) == 33
    for page in numbered:
        text = found[page.edition.lang, page.stem]
        figures = re.findall(r"^\s+name: (live-\S+)$", page.source, re.MULTILINE)
        assert page.labels and figures
        for name in [*(f"equation-{label}" for label in page.labels), *figures]:
            assert text.count(f' id="{name}"') == 1, (page, name)


def test_a_deck_has_as_many_questions_and_figures_in_every_language(decks):
    counts = {}
    for deck in decks:
        text = deck.read_text("utf-8")
        kinds = [f'class="{kind}"' for kind in ("moving", "still", "asked", "question")]
        counts.setdefault(deck.stem, set()).add(tuple(map(text.count, kinds)))
    assert {stem: found for stem, found in counts.items() if len(found) > 1} == {}


def test_decks_are_light(decks, packed):
    script = packed((decks[0].parent / "slides.js").read_bytes())
    style = packed((decks[0].parent / "slides.css").read_bytes())
    assert 0 < script <= 3 * KB and 0 < style <= 4 * KB
    assert all(20 * KB < packed(deck.read_bytes()) <= 80 * KB for deck in decks)


def test_links_and_files_of_a_deck_are_there(decks):
    for deck in decks:
        text = deck.read_text("utf-8")
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        links = re.findall(r'<a href="([^"]+)"', text)
        loaded = re.findall(r'<(?:link|script)\b[^>]*\b(?:href|src)="([^"]+)"', text)
        assert len(links) > 40 and len(loaded) > 5
        for address in loaded:
            url = urlsplit(address)
            assert url.scheme or (deck.parent / unquote(url.path)).is_file(), address
        for link in set(links):
            path, _, place = link.partition("#")
            assert f'id="{place}"' in (deck.parent / path).read_text("utf-8"), link


def test_no_slide_overflows(decks, lecture):
    complaints, found = [], []
    lecture.on("pageerror", lambda error: complaints.append(str(error)))
    for deck in decks:
        lecture.set_viewport_size(size(*SIZES[0]))
        lecture.goto(deck.as_uri())
        found += [f"{deck}: {it}" for it in lecture.evaluate(SMALL, SMALLEST)]
        for shape in SIZES:
            lecture.set_viewport_size(size(*shape))
            found += [f"{deck} {shape}: {it}" for it in lecture.evaluate(FITS)]
    assert complaints == []
    if found:
        pytest.fail("\n".join(found))


def test_keys_go_from_slide_to_slide(open_deck):
    tab = open_deck("en")
    total = tab.locator("main > section").count()
    for key, shown in (
        *(("ArrowRight", 2), ("ArrowDown", 3), ("PageDown", 4), ("Space", 5)),
        *(("ArrowLeft", 4), ("ArrowUp", 3), ("PageUp", 2), ("Shift+Space", 1)),
        *(("ArrowLeft", 1), ("End", total), ("ArrowRight", total), ("Home", 1)),
    ):
        tab.keyboard.press(key)
        assert (tab.evaluate(SHOWN), tab.evaluate("location.hash")) == (
            shown,
            f"#{shown}",
        )


def test_a_reload_stays_and_escape_leads_to_the_section(open_deck):
    tab = open_deck("zh", "#12")
    assert tab.evaluate(SHOWN) == 12
    tab.reload()
    assert tab.evaluate(SHOWN) == 12
    place = tab.locator("main > section:nth-child(12) h2 a").get_attribute("href")
    tab.keyboard.press("Escape")
    tab.wait_for_url(f"**/{place.removeprefix('../')}")


def test_scrolling_by_hand_moves_the_address_too(open_deck):
    tab = open_deck("en")
    tab.evaluate("scrollTo(0, 4 * innerHeight)")
    tab.wait_for_function("location.hash === '#5'")


@pytest.mark.parametrize("lang", ["en", "ja", "zh"])
def test_a_figure_moves_on_its_slide_and_keeps_its_arrows(open_deck, lang):
    tab = open_deck(lang, f"#{FIGURE}")
    here = tab.evaluate(SHOWN)
    assert tab.locator(f"main > section:nth-child({here}) #{FIGURE}").count() == 1
    slider = tab.locator(f"#{FIGURE} input[name=T]")
    number = tab.locator(f"#{FIGURE} output[data-name]").first
    value, before = slider.input_value(), number.text_content()
    slider.focus()
    tab.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == int(value) + 1
    assert number.text_content() != before
    assert tab.evaluate(SHOWN) == here
    tab.keyboard.press("PageDown")
    assert int(slider.input_value()) == int(value) + 1
    assert tab.evaluate(SHOWN) == here + 1
    tab.keyboard.press("ArrowLeft")
    assert tab.evaluate(SHOWN) == here


def test_a_link_to_the_state_of_a_figure_opens_its_slide(open_deck):
    tab = open_deck("ja", f"#{FIGURE}?T=4")
    slider = tab.locator(f"#{FIGURE} input[name=T]")
    assert slider.get_attribute("data-value") == "4"
    assert slider.is_visible() and tab.evaluate(SHOWN) > 1


def test_a_question_is_answered_on_its_slide(open_deck):
    tab = open_deck("en")
    slide = tab.locator("section.asked:has(input[type=radio])").first
    tab.evaluate("(id) => { location.hash = id; }", slide.get_attribute("id"))
    slide.locator("input").first.check()
    slide.locator("button").click()
    assert slide.locator("fieldset > div").text_content().strip()
    assert slide.evaluate("(s) => s.scrollHeight <= s.clientHeight + 1")


def test_without_scripts_the_slides_are_read_one_below_the_other(browser, decks):
    with browser.new_context(java_script_enabled=False, offline=True) as context:
        tab = context.new_page()
        tab.goto(decks[0].as_uri())
        for place in ("section:nth-child(3) li", "section.formula .katex-html"):
            tab.locator(place).first.scroll_into_view_if_needed()
            assert tab.locator(place).first.is_visible()
        assert not tab.locator(".keys").is_visible()
        assert tab.locator(".asked details").first.is_visible()


def test_printed_each_slide_is_a_page(open_deck):
    from io import BytesIO

    from pypdf import PdfReader

    tab = open_deck("en")
    printed = PdfReader(BytesIO(tab.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == tab.locator("main > section").count()
    assert [float(side) for side in printed.pages[0].mediabox[2:]] == [960, 540]


@pytest.mark.parametrize("lang", ["en", "ja", "zh"])
def test_no_violation(open_deck, lang):
    if not AXE.is_file():
        pytest.fail("axe-core is missing: run `npm ci` in the folder tests.")
    tab = open_deck(lang)
    tab.evaluate(LIGHTEN)
    tab.evaluate(AXE.read_text("utf-8"))
    found = []
    for theme in ("light", "dark"):
        tab.evaluate("(t) => { document.documentElement.dataset.theme = t; }", theme)
        found += (f"{theme}: {it}" for it in tab.evaluate(RUN))
    if found:
        pytest.fail("\n".join(found))


def test_the_theme_is_that_of_the_site_or_of_the_machine(open_deck, lecture):
    lecture.emulate_media(color_scheme="dark")
    assert open_deck("en").locator("html[data-theme=dark]").count() == 1
    lecture.evaluate("localStorage.setItem('mode', 'light')")
    assert open_deck("en").locator("html[data-theme=light]").count() == 1
    lecture.evaluate("localStorage.clear()")
    lecture.emulate_media(color_scheme="light")
