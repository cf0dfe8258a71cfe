"""Recording keeps what differs, and nothing is lost."""

import gc
import gzip
import importlib
import json
import weakref
from html.parser import HTMLParser

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from ipywidgets import Checkbox, Dropdown, FloatLogSlider, FloatSlider, IntSlider
from scipy.special import expit, softmax

from softmaxbook import labels
from softmaxbook.figures.cells import draw_cells
from softmaxbook.live import live, page, style
from softmaxbook.live.controls import read_controls
from softmaxbook.live.frame import DrawError, draw_frame, figure_id
from softmaxbook.live.merge import apply
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
    if shown and k:
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


def test_a_cell_may_fade_without_taking_the_others_along():
    def draw_fading(ax, beta):
        ax.pcolormesh([[1, 1, 1]], alpha=[[beta, 1, 0.5]])
        draw_cells(ax, np.array([[2 * beta, 0, 1]]), [0.3, 0.9])
        ax.set(xlim=(-1, 3), ylim=(-1, 1))

    slots = record(draw_fading, slider()).slots
    assert [slot.attribute for slot in slots] == ["style", "d", "d"]
    assert slots[0].variants[0] == "fill:none"


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
        (-0.5, "−0.500"),
        (-2, "−2"),
        (-1e-9, "0.000"),
        (3, "3"),
        (np.int64(3), "3"),
        (float("inf"), "∞"),
        (-np.inf, "−∞"),
        (2.5e9, "2.500e+09"),
        (-2.5e9, "−2.500e+09"),
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


def test_a_sequence_may_not_grow():
    def draw_growing(ax, beta):
        return {"p": [1] * (3 if beta == 0.5 else 2)}

    message = r"live-growing: .* everywhere: p\[2\] at first, p\[3\] at beta=0\.5"
    with pytest.raises(ValueError, match=message):
        record(draw_growing, slider())


def test_a_list_is_not_a_mapping():
    def draw_it(ax, beta):
        return [1, 2]

    message = "live-it: draw_it returned a list at beta=0; return a mapping"
    with pytest.raises(ValueError, match=message):
        record(draw_it, slider())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x", "'x'"),
        (1 + 2j, r"\(1\+2j\)"),
        ([1, "x"], r"\[1, 'x'\]"),
        ([[1], [1, 2]], r"\[\[1\], \[1, 2\]\]"),
        (np.eye(2), "array"),
        (None, "None"),
    ],
)
def test_what_is_not_a_number_is_refused(value, shown):
    def draw_it(ax, beta):
        return {"p": value if beta == 1 else 0}

    message = f"live-it: draw_it returned 'p' = {shown}.* at beta=1, .* real number"
    with pytest.raises(ValueError, match=message):
        record(draw_it, slider())


def test_infinities_are_shown():
    def draw_it(ax, beta):
        return {"p": [-np.inf, np.inf, beta]}

    shown = [number.variants for number in record(draw_it, slider()).numbers]
    assert shown == [("−∞",), ("∞",), ("0.000", "0.500", "1.000")]


def test_what_cannot_be_shown_is_refused_with_its_values():
    def draw_formula(ax, beta):
        ax.set_title(r"$\frac$" if beta == 0.5 else "")

    message = r"live-formula: draw_formula drew what .* shown at beta=0\.5: V.*frac"
    with pytest.raises(DrawError, match=message):
        record(draw_formula, slider())


def test_a_warning_is_an_error_with_its_values():
    def draw_log(ax, beta):
        return {"log": np.log(beta)}

    message = r"live-log: draw_log raised RuntimeWarning at beta=0: divide by zero"
    with pytest.raises(DrawError, match=message):
        record(draw_log, slider())


def test_what_is_printed_is_an_error_with_its_values():
    def draw_talking(ax, beta):
        print("one" if beta == 1 else "", end="")

    message = r"live-talking: draw_talking printed 'one' at beta=1; return numbers"
    with pytest.raises(DrawError, match=message):
        record(draw_talking, slider())


def test_a_figure_of_pyplot_is_refused_with_its_values():
    def draw_elsewhere(ax, beta):
        if beta == 1:
            plt.figure()

    message = r"live-elsewhere: .* opened a figure with pyplot at beta=1; draw into"
    with pytest.raises(DrawError, match=message):
        record(draw_elsewhere, slider())
    plt.close("all")


def test_a_bitmap_is_refused_with_its_values():
    def draw_image(ax, beta):
        ax.imshow(np.eye(2))

    with pytest.raises(DrawError, match=r"live-image: .* at beta=0: .* bitmap"):
        record(draw_image, slider())


def test_no_frame_carries_anything_over_to_the_next():
    def draw_line(ax, beta):
        ax.plot([0, 1])
        mpl.rcParams["lines.linewidth"] = 9
        return {"width": ax.lines[0].get_linewidth()}

    before = mpl.rcParams["lines.linewidth"]
    recording = record(draw_line, slider())
    assert [number.variants for number in recording.numbers] == [("2.000",)]
    assert recording.slots == ()
    assert mpl.rcParams["lines.linewidth"] == before


@pytest.mark.parametrize("collecting", [True, False])
def test_every_figure_is_freed_before_the_next(collecting):
    figures, alive = [], []

    def draw_line(fig, beta):
        fig.subplots().plot([0, beta])
        figures.append(weakref.ref(fig))
        alive.append(sum(figure() is not None for figure in figures))

    (gc.enable if collecting else gc.disable)()
    try:
        record(draw_line, slider())
        assert gc.isenabled() is collecting
        figures = None  # so that the next attempt fails
        with pytest.raises(DrawError):
            record(draw_line, slider())
        assert gc.isenabled() is collecting
    finally:
        gc.enable()
    assert alive == [1, 1, 1]


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


def draw_stems(ax, k):
    x = np.linspace(0, 1, 50)
    ax.plot(x, np.sin(9 * x))
    for i in range(k):
        ax.plot([i / 10, i / 10], [0, 0.5], color="C1")
    ax.set(xlim=(0, 1), ylim=(-1, 1))


def test_where_the_number_of_lines_changes_only_the_lines_are_kept_whole():
    controls = read_controls({"k": IntSlider(value=2, min=1, max=8)})
    (slot,) = record(draw_stems, controls).slots
    assert (slot.attribute, len(slot.variants)) == ("*", 8)
    assert [markup.count("<") for markup in slot.variants] == list(range(2, 10))


def draw_grid(ax, beta, alpha):
    """A heat map under a curve, 600 of them."""
    ax.set_axis_off()
    x = np.linspace(-2, 2, 9)
    heat = softmax(beta * np.outer(x, x - alpha), axis=0)
    ax.pcolormesh(x, x, heat, vmin=0, vmax=1)
    ax.plot(x, 4 * expit(beta * (x - alpha)) - 2, color="C1")
    return {"p": softmax(beta * x), "alpha": alpha}


def test_six_hundred_frames_of_a_grid():
    widgets = {
        "beta": logarithmic(30, "β"),
        "alpha": FloatSlider(value=1, min=0, max=1.9, step=0.1, description="α"),
    }
    recording = record(draw_grid, read_controls(widgets))
    chosen = list(enumerate(settings(recording.controls)))[::113]
    with style.context():
        for index, values in chosen:
            own = draw_frame(draw_grid, values, recording.id).drawing
            rebuilt = apply(recording.base, recording.slots, index)
            assert markup(rebuilt) == markup(own.svg)
    assert len(gzip.compress(page.html(recording).encode(), 9)) <= 60_000


def draw_choice(ax, kind):
    ax.set_title(kind.replace("$", ""))
    return {"length": len(kind)}


class Read(HTMLParser):
    """What a browser reads from a page: options, and the data of its scripts."""

    def __init__(self, markup):
        super().__init__()
        self.options, self.data, self.inside = [], "", ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "option":
            self.options.append(data)
        elif self.inside == "script":
            self.data += data


def test_labels_of_any_letters_arrive_as_they_are():
    labels = ["a < b", "R&D", 'say "x"', "</script>", "<!--", "β—é"]
    controls = read_controls({"kind": Dropdown(options=labels, description="<b>&")})
    seen = Read(page.html(record(draw_choice, controls)))
    assert seen.options == labels
    (control,) = json.loads(seen.data)["controls"]
    assert control["texts"] == control["tokens"] == labels


def test_one_page_cannot_have_two_figures_of_one_name(monkeypatch):
    package = importlib.import_module("softmaxbook.live")
    monkeypatch.setenv("SOFTMAXBOOK_STATIC", "1")
    monkeypatch.setattr(package, "_shown", set())
    monkeypatch.setattr(package, "display", lambda shown: None)
    live(draw_two_states, marked=Checkbox())
    message = "this page has two figures named live-two-states; .* different names"
    with pytest.raises(ValueError, match=message):
        live(draw_two_states, marked=Checkbox())
    live(draw_bars, beta=logarithmic(2, "β"))
