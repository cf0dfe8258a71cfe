"""With a kernel, the figure follows ordinary ipywidgets."""

import gc
import importlib
import re
import sys
import threading
import tracemalloc

import ipywidgets as widgets
import matplotlib.pyplot as plt
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure

from softmaxbook import labels
from softmaxbook.live import live, page
from softmaxbook.live.controls import read_controls
from softmaxbook.live.kernel import widget
from softmaxbook.live.record import record, settings


@pytest.fixture(autouse=True, params=["en"])
def language(request, monkeypatch):
    monkeypatch.setattr(labels, "_chosen", request.param)


def draw_inverse(ax, beta):
    ax.plot([0, 1], [0, 1 / beta])
    return {"slope": 1 / beta, "p": [1 / beta, beta]}


def draw_nothing(fig, beta):
    pass


def slider():
    return widgets.FloatSlider(value=1, min=0, max=2, step=0.5)


def screen(draw, **controls):
    return widget(draw, controls).children[-1]


def soup(html):
    return BeautifulSoup(html, "html.parser")


def numbers(shown):
    """Return the rows of numbers as read: words, then (name, place, text)."""
    return [
        (row.span.text, [(o["data-name"], o.get("data-index"), o.text) for o in found])
        for row in shown.select(".live-number")
        if (found := row.find_all("output"))
    ]


def test_the_very_controls_are_shown():
    beta = slider()
    shown = widget(draw_inverse, {"beta": beta})
    assert shown.children[0] is beta
    assert isinstance(shown.children[-1], widgets.HTML)


def test_the_picture_and_the_numbers_follow():
    beta = slider()
    shown = screen(draw_inverse, beta=beta)
    before = shown.value
    assert before.count("<svg") == 1
    assert ">1.000</output>" in before
    beta.value = 2
    assert shown.value.count("<svg") == 1
    assert ">0.500</output>" in shown.value
    assert shown.value.split("</svg>")[0] != before.split("</svg>")[0]


@pytest.mark.parametrize("language", ["en", "ja", "zh"], indirect=True)
def test_the_numbers_are_those_of_the_page(language):
    beta = widgets.FloatLogSlider(value=1, base=2, min=-2, max=2, step=0.5)
    recorded = record(draw_inverse, read_controls({"beta": beta}))
    shown = screen(draw_inverse, beta=beta)
    assert numbers(soup(shown.value)) == numbers(soup(page.html(recorded)))
    for frame, values in enumerate(settings(recorded.controls)):
        beta.value = values["beta"]
        outputs = [o.text for o in soup(shown.value).find_all("output")]
        assert outputs == [n.variants[n.choice[frame]] for n in recorded.numbers]


def test_the_picture_is_that_of_the_page():
    recorded = record(
        draw_inverse, read_controls({"beta": widgets.Dropdown(options=[2])})
    )
    own = screen(draw_inverse, beta=widgets.Dropdown(options=[2])).value
    theirs = page.html(recorded)
    pictures = [
        re.sub(r"live-inverse-(?:\w{8}-)?(?=\w{8}\b)", "", str(child))
        for html in (own, theirs)
        for child in soup(html).svg.find_all(recursive=False)
    ]
    half = len(pictures) // 2
    assert pictures[:half] == pictures[half:]


def test_the_labels_are_those_of_the_page():
    shown = soup(screen(draw_inverse, beta=slider()).value)
    assert shown.svg["role"] == "img"
    assert shown.svg["aria-label"] == page.alt("live-inverse", True)
    (group,) = shown.select("[role=group]")
    assert group["aria-label"] == labels.text("live.numbers")


def test_a_figure_without_controls_stands_still():
    def draw_fixed(ax):
        ax.plot([0, 1])

    shown = soup(screen(draw_fixed).value)
    assert shown.svg["aria-label"] == labels.text("live.still")
    assert not shown.select("[role=group]")


def test_a_figure_of_several_axes():
    def draw_pair(fig, beta):
        for ax in fig.subplots(1, 2):
            ax.plot([0, beta])

    assert screen(draw_pair, beta=slider()).value.count("<svg") == 1


def test_an_error_is_shown_in_place_and_goes_away():
    beta = slider()
    shown = screen(draw_inverse, beta=beta)
    before = soup(shown.value)
    beta.value = 0
    (alert,) = soup(shown.value).select("[role=alert]")
    assert "draw_inverse raised ZeroDivisionError at beta=0" in alert.text
    assert "ax.plot([0, 1], [0, 1 / beta])" in alert.text
    assert "frame.py" not in alert.text
    beta.value = 1
    assert soup(shown.value) == before


def test_an_error_covers_the_last_picture_and_keeps_its_room():
    beta = slider()
    shown = screen(draw_inverse, beta=beta)
    for beta.value in (2, 0):
        hidden = soup(shown.value).select("[style*='visibility:hidden']")
    assert [o.text for o in hidden[0].find_all("output")] == ["0.500", "0.500", "2.000"]
    assert soup(shown.value).find_all("svg") == hidden[0].find_all("svg")


def test_an_error_at_first_leaves_the_controls():
    beta = widgets.IntSlider(value=0, min=0, max=2)
    shown = widget(draw_inverse, {"beta": beta})
    assert "ZeroDivisionError" in shown.children[-1].value
    beta.value = 2
    assert ">0.500</output>" in shown.children[-1].value


def test_an_error_while_the_figure_is_rendered_is_shown():
    def draw_late(ax, beta):
        ax.xaxis.set_major_formatter(lambda tick, place: {}[tick])

    assert "KeyError: " in screen(draw_late, beta=slider()).value
    assert " at beta=1" in screen(draw_late, beta=slider()).value


def test_the_text_of_an_error_is_escaped():
    def draw_bad(ax):
        print("<i>")
        raise ValueError("<b>&")

    assert "&lt;b&gt;&amp;" in screen(draw_bad).value
    assert "&lt;i&gt;" in screen(draw_bad).value


def test_wrong_numbers_are_shown_with_the_values():
    def draw_nan(ax, beta):
        return {"p": float("nan")}

    shown = screen(draw_nan, beta=slider())
    assert "returned &#x27;p&#x27; with NaN at beta=1" in shown.value


def test_an_interrupt_interrupts_and_the_figure_lives_on():
    def draw_long(ax, beta):
        if beta == 2:
            raise KeyboardInterrupt
        return {"beta": beta}

    beta = slider()
    shown, streams = screen(draw_long, beta=beta), (sys.stdout, sys.stderr)
    with pytest.raises(KeyboardInterrupt):
        beta.value = 2
    assert (sys.stdout, sys.stderr) == streams
    beta.value = 1.5
    assert ">1.500</output>" in shown.value


def test_what_is_printed_is_shown(capsys):
    def draw_talk(ax, beta):
        print("beta is", beta)

    beta = slider()
    shown = screen(draw_talk, beta=beta)
    assert soup(shown.value).pre.text == "beta is 1.0"
    beta.value = 2
    assert soup(shown.value).pre.text == "beta is 2.0"
    assert capsys.readouterr() == ("", "")


def test_two_runs_of_a_cell_are_independent():
    one, two = slider(), slider()
    first, second = screen(draw_inverse, beta=one), screen(draw_inverse, beta=two)
    ids = [
        {e["id"] for e in soup(shown.value).select("[id]")} for shown in (first, second)
    ]
    assert ids[0] and ids[1] and not ids[0] & ids[1]
    before = second.value
    one.value = 2
    assert second.value == before


def test_figures_in_two_threads_are_drawn_one_after_the_other():
    other = slider()
    screen(draw_nothing, beta=other)
    move = threading.Thread(target=setattr, args=(other, "value", 2))
    waits = []

    def draw_meanwhile(fig, beta):
        if beta == 2:
            move.start()
            move.join(0.5)
            waits.append(move.is_alive())

    beta = slider()
    screen(draw_meanwhile, beta=beta)
    beta.value = 2
    move.join()
    assert waits == [True]


def test_a_thousand_moves_leave_nothing_behind():
    def draw_value(fig, beta):
        fig.text(0.5, 0.5, f"beta = {beta}")

    beta = slider()
    shown = screen(draw_value, beta=beta)

    def move(times):
        for time in range(times):
            beta.value = time % 4 / 2
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    before = move(100)
    held = move(200) - before
    tracemalloc.stop()  # it takes its time
    move(700)
    assert held < 200 * len(shown.value) / 2  # not even the text of the pictures
    # By type: isinstance would wake lazy objects of other packages.
    assert not [thing for thing in gc.get_objects() if type(thing) is Figure]
    assert plt.get_fignums() == []


def test_live_displays_the_widget(monkeypatch):
    shown = []
    monkeypatch.delenv("SOFTMAXBOOK_STATIC", raising=False)
    # By name: the attribute `softmaxbook.live` may be the function.
    package = importlib.import_module("softmaxbook.live")
    monkeypatch.setattr(package, "display", shown.append)
    assert live(draw_inverse, beta=slider()) is None
    assert isinstance(shown[0], widgets.VBox)


@pytest.mark.parametrize(
    "name, width", [("β", None), ("direction (degrees)", "initial")]
)
def test_a_long_name_has_room(name, width):
    control = widgets.FloatSlider(value=1, description=name)
    usual = control.style.description_width
    widget(draw_inverse, {"beta": control})
    assert control.style.description_width == (width or usual)


def test_a_width_that_was_chosen_stays():
    style = {"description_width": "20em"}
    control = widgets.FloatSlider(value=1, description="フィードバック", style=style)
    widget(draw_inverse, {"beta": control})
    assert control.style.description_width == "20em"
