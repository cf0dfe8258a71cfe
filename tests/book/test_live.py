"""Live figures move as a reader moves them, and show what SciPy computes."""

import inspect
import re
import runpy
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest

LIVE = re.compile(r"^\s+name: (live-\S+)$", re.MULTILINE)
# What a slider over words may say at a value, in one language or another.
SPOKEN = {
    "0.05": ("frozen", "極低温", "極低溫"),
    "0.25": ("cold", "低温", "低溫"),
    "0.6": ("mild", "常温", "常溫"),
    "1.5": ("warm", "高温", "高溫"),
    "4": ("hot", "極高温", "極高溫"),
}
# What each figure must show, computed without the book's own functions.
NUMBERS = {}
for file in sorted(Path(__file__).with_name("oracles").glob("*.py")):
    ours = runpy.run_path(str(file))["NUMBERS"]
    assert not ours.keys() & NUMBERS.keys(), f"{file.name} repeats a figure's name"
    NUMBERS |= ours

# What a figure shows beside its picture.
READ = """(body) => ({
  numbers: [...body.querySelectorAll("output[data-name]")].map(
    (o) => [o.dataset.name, o.textContent]),
  controls: [...body.querySelectorAll("[name]")].map((c) => ({
    name: c.name, kind: c.type, value: c.dataset.value, label: c.ariaLabel,
    spoken: c.ariaValueText, shown: c.previousElementSibling?.textContent})),
})"""
# A picture is known by a hash: sending it whole would take longest.
STATE = f"""(body) => ({{
  ...({READ})(body),
  svg: [...body.querySelectorAll("svg > :not(defs), svg > :not(defs) *")].map(
    (e) => [e.tagName, ...[...e.attributes].map((a) => a.name + a.value).sort(),
      e.childElementCount || e.textContent].join(" ")).join()
    .split("").reduce((hash, c) => Math.imul(hash, 31) + c.charCodeAt() | 0, 0),
}})"""
# Go through all frames of a figure, the last control fastest: one event for a control
# that moves. Return what it shows at each.
SWEEP = f"""(body) => {{
  const controls = [...body.querySelectorAll("[name]")];
  const count = (c) => c.type === "range" ? Number(c.max) + 1 : c.options?.length ?? 2;
  const move = (c, place) => {{
    if (c.type === "checkbox") c.checked = place === 1;
    else c.value = place;
    c.dispatchEvent(new Event("input", {{ bubbles: true }}));
  }};
  const found = [];
  const walk = (k) => {{
    if (k === controls.length) found.push(({READ})(body));
    else for (let place = 0; place < count(controls[k]); place++) {{
      move(controls[k], place);
      walk(k + 1);
    }}
  }};
  walk(0);
  return found;
}}"""
FIRST_STATE = """(figure) => ({
  picture: figure.querySelector(".live-body > svg").checkVisibility(),
  caption: figure.querySelector("figcaption").checkVisibility(),
  numbers: [...figure.querySelectorAll("output[data-name]")].map(
    (o) => [o.dataset.name, o.checkVisibility() ? o.textContent : ""]),
  values: [...figure.querySelectorAll("[name]")].map((c) => [c.name, c.dataset.value]),
})"""
IN_VIEW = """async (e) => {
  await document.fonts.ready;
  const { top, bottom } = e.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}"""


CONTROLS = ".live-body :is(input, button, select):visible"
KNOB = 20  # its centre stays half its width away from either end of the track


class Shown:
    """A figure on its page, in its first state."""

    def __init__(self, visit, name):
        self.visit, self.tab = visit, visit.tab
        self.body = self.tab.locator(f"figure.live#{name} .live-body")
        self.sliders = self.body.locator("input[type=range]").all()
        self.button("reset").evaluate("(button) => button.click()")

    def state(self):
        return self.body.evaluate(STATE)

    def button(self, action):
        return self.body.locator(f"[data-action={action}]").first

    def keys(self, slider, *names):
        slider.focus()
        for name in names:
            self.tab.keyboard.press(name)

    def pointer(self, slider, *parts):
        """Press at the first part of the track, and let go at the last."""
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        y = box["y"] + box["height"] / 2
        at = [box["x"] + KNOB / 2 + part * (box["width"] - KNOB) for part in parts]
        self.tab.mouse.move(at[0], y)
        self.tab.mouse.down()
        for x in at[1:]:
            self.tab.mouse.move(x, y, steps=3)
        self.tab.mouse.up()


@pytest.fixture(scope="session")
def elsewhere(browser):
    """A second tab, for whoever follows a link to a figure."""
    with browser.new_context(offline=True) as context:
        yield context.new_page()


@pytest.fixture
def shown(reading, figure):
    page, name = figure
    return Shown(reading(page), name)


def test_the_figure_carries_its_name(shown, figure):
    assert shown.tab.locator(f"[id='{figure[1]}']").count() == 1
    assert shown.body.get_attribute("data-live") == figure[1]


@pytest.mark.in_turn  # what each frame shows and says is seen in every language below
def test_keys_and_pointer_move_picture_and_numbers(shown, figure):
    before = len(shown.visit.complaints)
    for slider in shown.sliders:
        last = int(slider.get_attribute("max"))
        seen = {}

        def arrived(place, slack=0, slider=slider, seen=seen):
            at, value = slider.evaluate("(s) => [Number(s.value), s.dataset.value]")
            assert abs(at - place) <= slack
            state = shown.state()
            check(state, figure[1])
            assert seen.setdefault(value, state) == state

        keys = ("Home", "ArrowRight", "ArrowUp", "End", "ArrowLeft", "ArrowDown")
        places = (0, 1, min(2, last), last, last - 1, max(0, last - 2))
        for key, place in zip(keys, places, strict=True):
            shown.keys(slider, key)
            arrived(place)
        for parts in ((0.25,), (0.75,), (0.9, 0.5)):
            shown.pointer(slider, *parts)
            arrived(parts[-1] * last, slack=0.03 * last + 0.5)
        for start, key, place in (("Home", "PageUp", 0), ("End", "PageDown", last)):
            shown.keys(slider, start, key)
            assert slider.input_value() != str(place)
            arrived(place, slack=max(1, 0.1 * last + 0.5))
        assert len(seen) >= min(5, last + 1)
        pictures = {state["svg"] for state in seen.values()}
        assert len(pictures) >= len({str(s["numbers"]) for s in seen.values()})
        assert len(pictures) >= min(5, last + 1)
    assert shown.visit.complaints[before:] == []


def test_menus_and_boxes_move_picture_and_numbers(shown, figure):
    before = len(shown.visit.complaints)
    for control in shown.body.locator(":is(select, [type=checkbox])[name]").all():
        pictures = set()
        for move in moves(control):
            move()
            state = shown.state()
            check(state, figure[1])
            pictures.add(state["svg"])
        assert len(pictures) == len(moves(control)) >= 2
    assert shown.visit.complaints[before:] == []


def moves(control):
    """Return what takes a menu or a box to each of its positions."""
    options = control.locator("option").count()
    if not options:
        return [control.check, control.uncheck]
    return [partial(control.select_option, index=n) for n in range(options)]


def test_every_frame_shows_and_says_what_follows_from_its_values(shown, figure):
    before = len(shown.visit.complaints)
    frames = shown.body.evaluate(SWEEP)
    values = {str([c["value"] for c in frame["controls"]]) for frame in frames}
    assert len(values) == len(frames) >= 5
    for frame in frames:
        check(frame, figure[1])
    assert shown.visit.complaints[before:] == []


def test_paper_shows_the_first_frame_its_caption_and_numbers(reading, chapter):
    tab = reading(chapter).tab
    for button in tab.locator("[data-action=reset]").all():
        button.evaluate("(button) => button.click()")
    assert (tab.locator(CONTROLS).count() > 0) == bool(moving(chapter))
    tab.emulate_media(media="print")
    check_first_frames(tab, chapter)
    tab.emulate_media(media="screen")


def test_without_scripts_the_first_frame_its_caption_and_numbers_stand(visit, chapter):
    check_first_frames(visit(chapter, java_script_enabled=False).tab, chapter)


def check_first_frames(tab, chapter):
    """Every figure is there, with its numbers, and without its controls."""
    figures = tab.locator("figure.live").all()
    assert [f.get_attribute("id") for f in figures] == LIVE.findall(chapter.source)
    assert tab.locator(CONTROLS).count() == 0
    for figure in figures:
        state = figure.evaluate(FIRST_STATE)
        assert state["picture"] and state["caption"]
        check_numbers(
            state["numbers"], dict(state["values"]), figure.get_attribute("id")
        )


def test_reset_restores_the_first_state(shown):
    before = shown.state()
    for slider in shown.sliders:
        shown.keys(slider, "Home")
    assert shown.state() != before
    shown.button("reset").click()
    assert shown.state() == before
    assert shown.body.get_attribute("data-state") is None


def test_play_runs_pauses_and_ends(shown, figure):
    slider, play = shown.sliders[0], shown.button("play")
    words = play.get_attribute("data-play"), play.get_attribute("data-pause")
    last = slider.get_attribute("max")
    shown.keys(slider, "Home")
    play.click()
    shown.tab.clock.run_for(600 * seconds_of(slider))
    half = slider.input_value()
    assert "0" != half != last
    assert play.get_attribute("aria-label") == words[1]
    play.click()
    shown.tab.clock.run_for(2000)
    assert slider.input_value() == half
    assert play.get_attribute("aria-label") == words[0] != words[1]
    check(shown.state(), figure[1])
    play.click()
    shown.tab.clock.run_for(7000)
    assert slider.input_value() == last
    assert play.get_attribute("aria-label") == words[0]


def seconds_of(slider):
    """Return how long a run through the slider's whole range takes."""
    return min(6, max(3, 0.04 * int(slider.get_attribute("max"))))


@pytest.mark.sampled
def test_speed(shown):
    slider, play, speed = shown.sliders[0], shown.button("play"), shown.button("speed")
    last, whole = slider.get_attribute("max"), 1000 * seconds_of(slider)
    for text, share in (("1×", 1), ("2×", 0.5), ("½×", 2)):
        assert speed.text_content() == text
        assert text in speed.get_attribute("aria-label")
        shown.keys(slider, "Home")
        play.click()
        shown.tab.clock.run_for(0.8 * share * whole)
        assert slider.input_value() != last
        shown.tab.clock.run_for(0.3 * share * whole)
        assert slider.input_value() == last
        speed.click()
    assert speed.text_content() == "1×"


@pytest.mark.sampled
def test_a_loop_goes_on_until_told_not_to(shown, figure):
    slider, play, loop = shown.sliders[0], shown.button("play"), shown.button("loop")
    last, whole = slider.get_attribute("max"), 1000 * seconds_of(slider)
    loop.click()
    assert loop.get_attribute("aria-pressed") == "true"
    shown.keys(slider, "End", "Space")  # begins again, for there is no way on
    seen = []
    for _ in range(8):
        shown.tab.clock.run_for(0.4 * whole)
        seen.append(int(slider.input_value()))
        state = shown.state()  # what is spoken waits until the play ends
        values = {c["name"]: c["value"] for c in state["controls"]}
        check_numbers(state["numbers"], values, figure[1])
    assert np.sum(np.diff(seen) < 0) >= 2
    assert play.get_attribute("aria-label") == play.get_attribute("data-pause")
    loop.click()
    assert loop.get_attribute("aria-pressed") == "false"
    shown.tab.clock.run_for(2.1 * whole)
    assert slider.input_value() == last
    assert play.get_attribute("aria-label") == play.get_attribute("data-play")


@pytest.mark.sampled
def test_less_motion_on_request(shown):
    slider, last, seen = shown.sliders[0], shown.sliders[0].get_attribute("max"), []
    shown.tab.emulate_media(reduced_motion="reduce")
    shown.keys(slider, "Home", "Space")
    for _ in range(14):
        seen.append(slider.input_value())
        shown.tab.clock.run_for(500)
    shown.tab.emulate_media(reduced_motion="no-preference")
    places = list(dict.fromkeys(seen))
    assert (places[0], places[-1]) == ("0", last)
    assert len(places) <= 6
    assert {seen.count(place) for place in places[1:-1]} <= {1, 2, 3}


def test_a_play_is_quiet_until_it_ends(shown):
    slider, said = shown.sliders[0], shown.body.locator(".live-said")
    rest = 1000 * seconds_of(slider) - 2500 + 600  # the numbers are told after 500 ms
    shown.keys(slider, "Home")
    shown.tab.clock.run_for(6000)
    first = slider.get_attribute("aria-valuetext")
    shown.keys(slider, "Space")
    for _ in range(5):
        shown.tab.clock.run_for(500)
        assert slider.get_attribute("aria-valuetext") == first
        assert said.text_content() == ""
    shown.tab.clock.run_for(rest)
    last = slider.get_attribute("aria-valuetext")
    words = shown.body.locator(".live-number").all_text_contents()
    assert said.text_content() == ", ".join([last, *words])
    assert last != first


def test_the_address_follows_and_the_links_to_other_languages(shown, figure):
    links, name = shown.tab.locator(".book-languages a"), figure[1]
    shown.keys(shown.sliders[0], "Home")
    if not shown.body.get_attribute("data-state"):  # it begins there
        shown.keys(shown.sliders[0], "End")
    shown.tab.clock.run_for(1000)
    hash = f"#{name}?{shown.body.get_attribute('data-state')}"
    assert shown.tab.url.endswith(hash)
    links.first.focus()
    assert all(
        link.get_attribute("href").endswith(f"{figure[0].stem}.html{hash}")
        for link in links.all()
    )
    shown.button("reset").click()
    shown.tab.clock.run_for(1000)
    assert shown.tab.url.endswith(f"#{name}")


NONSENSE = (
    "?",
    "?&&=&=1&constructor=1",
    "?{name}=9e999&{name}=NaN",
    "?{name}=<b>%00%E0%A4%A",
    "%3F{name}%3D%",
)


def test_nonsense_in_the_address_changes_nothing(visit, edition, chapters):
    chapter = next(c for c in chapters if c.edition is edition and moving(c))
    opened = visit(chapter)
    body = opened.tab.locator(f"[data-live={moving(chapter)[0]}]")
    name = body.locator("[name]").first.get_attribute("name")
    figure, before = body.get_attribute("data-live"), body.evaluate(STATE)
    for nonsense in NONSENSE:
        opened.tab.goto("about:blank")  # else only the hash would change
        hash = f"#{figure}{nonsense.format(name=name)}"
        opened.tab.goto(chapter.file.as_uri() + hash)
        assert body.evaluate(STATE) == before
        body.locator("[name]").first.press("End")
        assert body.evaluate(STATE) != before
    assert opened.complaints == []


@pytest.mark.in_turn
def test_the_address_restores_the_state(shown, elsewhere, figure):
    page, name = figure
    for slider in shown.sliders:
        shown.keys(slider, "End", "ArrowLeft")
    wanted = shown.state()
    query = urlencode({c["name"]: rounded(c["value"]) for c in wanted["controls"]})
    elsewhere.goto("about:blank")  # else only the hash would change
    elsewhere.goto(f"{page.file.as_uri()}#{name}?{query}")
    body = elsewhere.locator(f"[data-live={name}]")
    assert body.evaluate(STATE) == wanted


@pytest.mark.in_turn
def test_a_link_shows_its_figure_to_a_new_reader(visit, figure):
    """A first visit has nothing stored: the theme is chosen while the page opens."""
    page, name = figure
    tab = visit(page, f"#{name}?{arguments(name)}").tab
    assert tab.locator(f"[data-live={name}]").evaluate(IN_VIEW)


def check(state, name):
    """The numbers follow from the controls' values; so does what is said of them."""
    values = {c["name"]: c["value"] for c in state["controls"]}
    check_numbers(state["numbers"], values, name)
    for control in state["controls"]:
        if control["kind"] == "range":
            label, _, said = control["spoken"].partition(" = ")
            assert label == control["label"]
            assert control["shown"] == control["spoken"]
            said, value = number(said.replace("−", "-")), number(control["value"])
            if isinstance(said, str):
                assert said in SPOKEN[control["value"]]
            else:
                assert said == pytest.approx(value, rel=6e-3)


def check_numbers(shown, values, name):
    values = {key: number(value) for key, value in values.items()}
    wanted = [
        (label, value)
        for label, values in NUMBERS[name](**values).items()
        for value in np.atleast_1d(values)
    ]
    assert [label for label, _ in shown] == [label for label, _ in wanted]
    for (_, text), (label, value) in zip(shown, wanted, strict=True):
        assert "-" not in text  # a hyphen is no minus
        seen = float(text.replace("−", "-").replace("∞", "inf"))
        assert seen == value or abs(seen - value) <= 5.01e-4, (label, values)


def moving(chapter):
    """Return the names of the figures that have controls."""
    return [name for name in LIVE.findall(chapter.source) if arguments(name)]


def arguments(figure):
    return "&".join(
        f"{name}=0" for name in inspect.signature(NUMBERS[figure]).parameters
    )


def rounded(text):
    value = number(text)
    return value if isinstance(value, str) else f"{value:.6g}"


def number(text):
    """Return an int or a float, or the text if it is a word."""
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value
