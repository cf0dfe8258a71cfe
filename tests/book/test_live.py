"""Live figures move as a reader moves them, and show what SciPy computes."""

import inspect
import re

import numpy as np
import pytest
from scipy.special import expit, logit, logsumexp, softmax

# What each figure must show, computed without the book's own functions.
NUMBERS = {
    "live-choice": lambda beta: {"p": softmax(beta * np.array([2, 1, -1]))},
    "live-sigmoid-slope": lambda beta: {
        "slope": beta * expit(0) * expit(-0),
        "sigma_at_1": expit(beta),
    },
    "live-logit-mirror": lambda x: {
        "p": expit(x),
        "odds": np.exp(x),
        "log_odds": logit(expit(x)),
    },
    "live-two-logits": lambda a, b: {
        "p": softmax([a, b]),
        "a_minus_b": a - b,
        "sigma_of_difference": expit(a - b),
    },
    "live-class-bars": lambda beta: {"p": softmax(beta * np.arange(5)[::-1])},
    "live-one-against-rest": lambda positive, negatives: {
        "p": softmax([positive, *[0] * negatives])[0],
        "log_n": logsumexp(np.zeros(negatives)),
    },
}

STATE = """(body) => ({
  svg: [...body.querySelectorAll("svg > :not(defs)")].map((e) => e.outerHTML).join(),
  numbers: [...body.querySelectorAll("output[data-name]")].map(
    (o) => [o.dataset.name, o.textContent]),
  controls: [...body.querySelectorAll("[name]")].map((c) => ({
    name: c.name, kind: c.type, value: c.dataset.value, label: c.ariaLabel,
    spoken: c.ariaValueText, shown: c.previousElementSibling?.textContent})),
})"""
IN_VIEW = """async (e) => {
  await document.fonts.ready;
  const { top, bottom } = e.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}"""


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
        assert len(seen) >= min(5, last + 1)
        pictures = {state["svg"] for state in seen.values()}
        assert len(pictures) >= len({str(s["numbers"]) for s in seen.values()})
        assert len(pictures) >= min(5, last + 1)
    assert shown.visit.complaints[before:] == []


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
    shown.tab.clock.run_for(1500)
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


def test_the_address_restores_the_state(shown, elsewhere, figure):
    page, name = figure
    for slider in shown.sliders:
        shown.keys(slider, "End", "ArrowLeft")
    wanted = shown.state()
    pairs = [f"{c['name']}={float(c['value']):.6g}" for c in wanted["controls"]]
    elsewhere.goto("about:blank")  # else only the hash would change
    elsewhere.goto(f"{page.file.as_uri()}#{name}?{'&'.join(pairs)}")
    body = elsewhere.locator(f"[data-live={name}]")
    assert body.evaluate(STATE) == wanted


def test_a_link_shows_its_figure_to_a_new_reader(visit, chapter):
    """A first visit has nothing stored: the theme is chosen while the page opens."""
    figure = re.findall(r"name: (live-\S+)", chapter.source)[-1]
    tab = visit(chapter, f"#{figure}?{arguments(figure)}").tab
    assert tab.locator(f"[data-live={figure}]").evaluate(IN_VIEW)


def check(state, name):
    """The numbers follow from the controls' values; so does what is said of them."""
    values = {c["name"]: number(c["value"]) for c in state["controls"]}
    wanted = [
        (label, value)
        for label, values in NUMBERS[name](**values).items()
        for value in np.atleast_1d(values)
    ]
    assert [label for label, _ in state["numbers"]] == [label for label, _ in wanted]
    for (_, text), (label, value) in zip(state["numbers"], wanted, strict=True):
        assert float(text) == pytest.approx(value, rel=0, abs=5.01e-4), (label, values)
    for control in state["controls"]:
        if control["kind"] == "range":
            label, _, said = control["spoken"].partition(" = ")
            assert label == control["label"]
            assert control["shown"] == control["spoken"]
            said = float(said.replace("−", "-"))
            assert said == pytest.approx(values[control["name"]], rel=6e-3)


def arguments(figure):
    return "&".join(
        f"{name}=0" for name in inspect.signature(NUMBERS[figure]).parameters
    )


def number(text):
    value = float(text)
    return int(value) if value.is_integer() else value
