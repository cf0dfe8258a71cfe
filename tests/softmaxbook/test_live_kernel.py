"""With a kernel, the figure follows ordinary ipywidgets."""

import importlib

import ipywidgets as widgets
import matplotlib.pyplot as plt
import pytest

from softmaxbook import labels
from softmaxbook.live import live
from softmaxbook.live.kernel import widget


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(labels, "_chosen", "en")


def draw_inverse(ax, beta):
    ax.plot([0, 1], [0, 1 / beta])
    return {"p": [1 / beta, beta]}


def slider():
    return widgets.FloatSlider(value=1, min=0, max=2, step=0.5)


def test_the_very_controls_are_shown():
    beta = slider()
    shown = widget(draw_inverse, {"beta": beta})
    assert shown.children[0] is beta
    assert isinstance(shown.children[-1], widgets.HTML)


def test_the_picture_and_the_numbers_follow():
    beta = slider()
    screen = widget(draw_inverse, {"beta": beta}).children[-1]
    before = screen.value
    assert "<svg" in before
    assert ">1.000</output>" in before
    beta.value = 2
    assert ">0.500</output>" in screen.value
    assert screen.value.split("</svg>")[0] != before.split("</svg>")[0]


def test_an_error_is_shown_in_place_and_goes_away():
    beta = slider()
    screen = widget(draw_inverse, {"beta": beta}).children[-1]
    beta.value = 0
    assert "ZeroDivisionError at beta=0" in screen.value
    assert "<svg" not in screen.value
    beta.value = 1
    assert "<svg" in screen.value
    assert "Error" not in screen.value


def test_the_text_of_an_error_is_escaped():
    def draw_bad(ax):
        raise ValueError("<b>&")

    assert "&lt;b&gt;&amp;" in widget(draw_bad, {}).children[-1].value


def test_wrong_numbers_are_shown_with_the_values():
    def draw_nan(ax, beta):
        return {"p": float("nan")}

    screen = widget(draw_nan, {"beta": slider()}).children[-1]
    assert "returned &#x27;p&#x27; with NaN at beta=1" in screen.value


def test_two_runs_of_a_cell_do_not_share_ids():
    first, second = (
        widget(draw_inverse, {"beta": slider()}).children[-1].value for _ in range(2)
    )
    ids = [set(text.split('id="')[1:]) for text in (first, second)]
    assert not ids[0] & ids[1]


def test_no_figure_stays_open():
    beta = slider()
    widget(draw_inverse, {"beta": beta})
    beta.value = 2
    assert plt.get_fignums() == []


def test_live_displays_the_widget(monkeypatch):
    shown = []
    monkeypatch.delenv("SOFTMAXBOOK_STATIC", raising=False)
    # By name: the attribute `softmaxbook.live` may be the function.
    package = importlib.import_module("softmaxbook.live")
    monkeypatch.setattr(package, "display", shown.append)
    assert live(draw_inverse, beta=slider()) is None
    assert isinstance(shown[0], widgets.VBox)
