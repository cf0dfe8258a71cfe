"""Live figures move as a reader moves them, and show what SciPy computes."""

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
  svg: body.querySelector("svg").innerHTML,
  numbers: [...body.querySelectorAll("output[data-name]")].map(
    (o) => [o.dataset.name, o.textContent]),
  controls: [...body.querySelectorAll("[name]")].map((c) => ({
    name: c.name, kind: c.type, value: c.dataset.value, label: c.ariaLabel,
    spoken: c.ariaValueText, shown: c.previousElementSibling?.textContent})),
})"""
IN_VIEW = """(e) => {
  const { top, bottom } = e.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}"""


class Shown:
    """A figure on its page, in its first state."""

    def __init__(self, visit, name):
        self.visit, self.tab = visit, visit.tab
        self.body = self.tab.locator(f"figure.live#{name} .live-body")
        self.sliders = self.body.locator("input[type=range]").all()
        self.button("reset").click()

    def state(self):
        return self.body.evaluate(STATE)

    def button(self, action):
        return self.body.locator(f"[data-action={action}]").first


@pytest.fixture
def shown(reading, figure):
    page, name = figure
    return Shown(reading(page), name)


def test_the_figure_carries_its_name(shown, figure):
    assert shown.tab.locator(f"[id='{figure[1]}']").count() == 1
    assert shown.body.get_attribute("data-live") == figure[1]


def test_keys_and_pointer_move_picture_and_numbers(shown, figure):
    for slider in shown.sliders:
        steps = int(slider.get_attribute("max")) + 1
        seen = {}
        for move in (*KEYS, *POINTER):
            move(shown.tab, slider)
            state = shown.state()
            check(state, figure[1])
            value = slider.get_attribute("data-value")
            assert seen.setdefault(value, state) == state
        assert len(seen) >= min(5, steps)
        pictures = {state["svg"] for state in seen.values()}
        assert len(pictures) >= min(5, steps)
        assert len(pictures) >= len({str(s["numbers"]) for s in seen.values()})
    assert shown.visit.complaints == []


def test_home_end_and_arrows_go_where_they_say(shown, figure):
    for slider in shown.sliders:
        last = int(slider.get_attribute("max"))
        for key, place in (
            ("Home", 0),
            ("ArrowRight", 1),
            ("ArrowUp", min(2, last)),
            ("End", last),
            ("ArrowLeft", last - 1),
        ):
            slider.press(key)
            assert int(slider.input_value()) == place


def test_a_click_and_a_drag_go_where_the_pointer_is(shown, figure):
    for slider in shown.sliders:
        last = int(slider.get_attribute("max"))
        for move, part in zip(POINTER, (0.25, 0.75, 0.5), strict=True):
            move(shown.tab, slider)
            assert abs(int(slider.input_value()) - part * last) <= 0.05 * last + 0.5


def test_reset_restores_the_first_state(shown, figure):
    before = shown.state()
    for slider in shown.sliders:
        slider.press("Home")
    assert shown.state() != before
    shown.button("reset").click()
    assert shown.state() == before
    assert shown.body.get_attribute("data-state") is None


def test_play_runs_pauses_and_ends(shown, figure):
    slider, play = shown.sliders[0], shown.button("play")
    words = play.get_attribute("data-play"), play.get_attribute("data-pause")
    last = slider.get_attribute("max")
    slider.press("Home")
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


def test_the_address_restores_the_state(shown, visit, figure):
    page, name = figure
    for slider in shown.sliders:
        slider.press("End")
        slider.press("ArrowLeft")
    wanted = shown.state()
    pairs = [f"{c['name']}={float(c['value']):.6g}" for c in wanted["controls"]]
    tab = visit(page, f"#{name}?" + "&".join(pairs)).tab
    body = tab.locator(f"[data-live={name}]")
    assert body.evaluate(STATE) == wanted
    assert body.evaluate(IN_VIEW)


def key(name, times=1):
    def move(tab, slider):
        for _ in range(times):
            slider.press(name)

    return move


def pointer(*parts):
    """Press at the first part of the track, and let go at the last."""

    def move(tab, slider):
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        knob = 20  # its centre stays half its width away from either end
        y = box["y"] + box["height"] / 2
        at = [box["x"] + knob / 2 + part * (box["width"] - knob) for part in parts]
        tab.mouse.move(at[0], y)
        tab.mouse.down()
        for x in at[1:]:
            tab.mouse.move(x, y, steps=3)
        tab.mouse.up()

    return move


KEYS = (key("Home"), key("ArrowRight", 2), key("End"), key("ArrowLeft", 3))
POINTER = (pointer(0.25), pointer(0.75), pointer(0.9, 0.5))


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


def number(text):
    value = float(text)
    return int(value) if value.is_integer() else value
