"""Recording keeps what differs, and nothing is lost."""

import gzip

import numpy as np
import pytest
from ipywidgets import Checkbox, Dropdown, FloatLogSlider, FloatSlider, IntSlider
from scipy.special import expit, softmax

from softmaxbook import labels
from softmaxbook.live import live, page, style
from softmaxbook.live.controls import read_controls
from softmaxbook.live.frame import DrawError, draw_frame, figure_id
from softmaxbook.live.record import record, settings
from softmaxbook.live.svg import markup, with_defs


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(labels, "_chosen", "en")


def draw_bars(ax, beta):
    p = softmax(beta * np.array([2, 1, 0.5, 0, -1]))
    ax.bar(range(5), p)
    ax.set_ylim(0, 1)
    return {"p": p, "largest": p.max()}


def draw_changing(ax, k, shown, kind):
    """Change the number of lines, of ticks, of letters and of legend entries."""
    for i in range(k):
        ax.plot([0, 10.0**i], [0, 1], label=f"{kind} {i}")
    if shown:
        ax.legend()
    ax.set_title(kind * k)
    return {"k": k}


def draw_panels(fig, beta, delta):
    left, right = fig.subplots(1, 2)
    p = expit(beta * delta)
    x = np.linspace(-4, 4, 100)
    left.bar([0, 1], [p, 1 - p])
    left.set_ylim(0, 1)
    right.plot(x, expit(beta * x))
    right.plot([delta], [p], "o")
    right.set_ylim(0, 1)


def draw_tangent(ax, beta):
    x, near = np.linspace(-6, 6, 120), np.array([-1, 1]) / beta
    ax.plot(x, expit(beta * x))
    ax.plot(near, 0.5 + beta * near / 4)
    ax.set_ylim(0, 1)


def draw_two_states(ax, marked):
    ax.plot([0, 1], color="C1" if marked else "C0")


def logarithmic(points, label):
    step = 2 / (points - 1)
    return FloatLogSlider(value=1, min=-1, max=1, step=step, description=label)


FIGURES = {
    "two states": (draw_two_states, {"marked": Checkbox(value=False)}),
    "bars": (draw_bars, {"beta": logarithmic(9, "β")}),
    "changing": (
        draw_changing,
        {
            "k": IntSlider(value=2, min=0, max=3),
            "shown": Checkbox(value=True),
            "kind": Dropdown(options=["a", "bc", "β<&>"]),
        },
    ),
    "panels": (
        draw_panels,
        {
            "beta": logarithmic(5, "β"),
            "delta": FloatSlider(value=1, min=-4, max=4, step=2),
        },
    ),
}


@pytest.mark.filterwarnings("ignore:No artists with labels")
@pytest.mark.parametrize("name", FIGURES)
def test_the_slots_rebuild_every_frame(name):
    draw, widgets = FIGURES[name]
    recording = record(draw, read_controls(widgets))
    with style.context():
        for index, values in enumerate(settings(recording.controls)):
            own = draw_frame(draw, values, recording.id).drawing
            rebuilt = recording.frame(index)
            holder = rebuilt[0]
            rebuilt.remove(holder)
            assert markup(rebuilt) == markup(own.svg)
            held = {markup(e) for e in holder}
            assert {markup(e) for e in own.defs.values()} <= held


def test_each_variant_is_stored_once():
    draw, widgets = FIGURES["panels"]
    recording = record(draw, read_controls(widgets))
    for slot in recording.slots:
        assert len(set(slot.variants)) == len(slot.variants) > 1
    # The curve depends on one control of the two.
    assert 5 in [len(slot.variants) for slot in recording.slots]


def test_what_does_not_change_is_not_a_slot():
    recording = record(draw_bars, read_controls(FIGURES["bars"][1]))
    assert [slot.attribute for slot in recording.slots] == ["d"] * 5


def test_numbers_are_those_of_the_formula():
    recording = record(draw_bars, read_controls(FIGURES["bars"][1]))
    shown = {(n.name, n.index): n.variants[n.choice[0]] for n in recording.numbers}
    p = softmax(0.1 * np.array([2, 1, 0.5, 0, -1]))
    assert [shown["p", i] for i in range(5)] == [f"{x:.3f}" for x in p]
    assert shown["largest", None] == f"{p.max():.3f}"


def test_recording_is_repeatable():
    draw, widgets = FIGURES["changing"][0], {"k": IntSlider(value=1, min=1, max=3)}

    def draw_lines(ax, k):
        draw(ax, k, True, "x")

    pages = [page.html(record(draw_lines, read_controls(widgets))) for _ in range(2)]
    assert pages[0] == pages[1]


def test_a_figure_without_controls():
    def draw_still(ax):
        ax.plot([0, 1])

    recording = record(draw_still)
    own = with_defs(recording.base, recording.defs)
    assert (markup(recording.frame(0)), recording.slots) == (markup(own), ())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.5, "-0.500"),
        (-1e-9, "0.000"),
        (3, "3"),
        (np.int64(3), "3"),
        (float("inf"), "∞"),
        (-np.inf, "−∞"),
        (2.5e9, "2.500e+09"),
    ],
)
def test_how_numbers_are_written(value, text):
    def draw_value(ax):
        return {"v": value}

    assert record(draw_value).numbers[0].variants == (text,)


def slider():
    return read_controls({"beta": FloatSlider(value=1, min=0, max=1, step=0.5)})


def test_an_error_names_the_function_and_the_values():
    def draw_inverse(ax, beta):
        return {"x": 1 / (beta - 0.5)}

    message = "live-inverse: draw_inverse raised ZeroDivisionError at beta=0.5: "
    with pytest.raises(DrawError, match=message) as caught:
        record(draw_inverse, slider())
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_nan_is_refused_by_name():
    def draw_nan(ax, beta):
        return {"loss": [0, np.nan if beta == 1 else 0]}

    with pytest.raises(ValueError, match="returned 'loss' with NaN at beta=1"):
        record(draw_nan, slider())


@pytest.mark.parametrize("other", [{"q": 1}, {"p": [1]}, {"p": 1, "q": 1}, None])
def test_numbers_may_not_come_and_go(other):
    def draw_other(ax, beta):
        return other if beta == 0 else {"p": 1}

    with pytest.raises(ValueError, match=r"same numbers everywhere: p .*at beta=0"):
        record(draw_other, slider())


@pytest.mark.parametrize("returned", [[1, 2], {"p": "x"}, {"p": np.eye(2)}])
def test_what_is_not_a_number_is_refused(returned):
    def draw_it(ax):
        return returned

    with pytest.raises(ValueError, match="live-it: draw_it returned"):
        record(draw_it)


def test_the_function_must_be_named():
    with pytest.raises(ValueError, match="name it draw_"):
        figure_id(lambda ax: None)
    with pytest.raises(ValueError, match="name it draw_…, not plot"):

        def plot(ax): ...

        live(plot)


def test_the_controls_must_fit_the_function():
    with pytest.raises(TypeError, match=r"controls \(gamma\) do not fit draw_bars"):
        live(draw_bars, gamma=Checkbox())


@pytest.mark.parametrize(
    ("draw", "widgets", "limit"),
    [
        (draw_bars, {"beta": logarithmic(61, "β")}, 8_000),
        (draw_tangent, {"beta": logarithmic(41, "β")}, 12_000),
        (
            draw_panels,
            {
                "beta": logarithmic(9, "β"),
                "delta": FloatSlider(value=1, min=-4, max=4, step=1),
            },
            10_000,
        ),
    ],
)
def test_figures_are_light(draw, widgets, limit):
    html = page.html(record(draw, read_controls(widgets)))
    assert len(gzip.compress(html.encode(), 9)) <= limit
