"""ipywidgets controls become finite lists of values."""

import ipywidgets as widgets
import pytest

from softmaxbook.live.controls import read_control, read_controls


def test_a_logarithmic_slider_gives_powers_and_starts_at_the_nearest():
    slider = widgets.FloatLogSlider(
        value=1.03, base=10, min=-1, max=1, step=0.05, description="β"
    )
    control = read_control("beta", slider)
    assert len(control.values) == 41
    assert control.values[0] == pytest.approx(0.1)
    assert control.values[-1] == pytest.approx(10)
    assert control.values[control.initial] == 1
    assert control.texts[20] == "β = 1"
    assert control.kind == "range"


def test_steps_leave_no_dust():
    slider = widgets.FloatSlider(value=0.3, min=0, max=1, step=0.1, description="α")
    control = read_control("alpha", slider)
    assert control.values == (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)
    assert control.tokens[3] == "0.3"
    assert control.initial == 3


@pytest.mark.parametrize(
    ("spec", "text"), [(".2f", "x = −0.50"), (".1f", "x = −0.5"), (".0%", "x = −50%")]
)
def test_the_readout_format_is_honored(spec, text):
    slider = widgets.FloatSlider(
        value=-0.5, min=-1, max=1, step=0.5, description="x", readout_format=spec
    )
    assert read_control("x", slider).texts[1] == text


def test_large_values_are_not_written_with_exponents():
    slider = widgets.FloatLogSlider(value=1000, min=3, max=4, step=1, description="n")
    assert read_control("n", slider).texts == ("n = 1000", "n = 10000")


def test_an_unknown_readout_format_is_refused():
    slider = widgets.FloatSlider(readout_format=".3s")
    with pytest.raises(ValueError, match=r"readout_format '\.3s'"):
        read_control("x", slider)


def test_an_integer_slider_gives_integers():
    control = read_control("k", widgets.IntSlider(value=3, min=1, max=9, step=2))
    assert control.values == (1, 3, 5, 7, 9)
    assert control.initial == 1
    assert control.description == "k"


@pytest.mark.parametrize("kind", [widgets.Dropdown, widgets.ToggleButtons])
def test_choices(kind):
    control = read_control("f", kind(options=["tanh", "sin"], value="sin"))
    assert control.kind == "select"
    assert control.values == control.texts == control.tokens == ("tanh", "sin")
    assert control.initial == 1


def test_tokens_do_not_depend_on_the_labels():
    options = [("温度", 0.5), ("溫度", 2.0)]
    control = read_control("t", widgets.Dropdown(options=options))
    assert control.texts == ("温度", "溫度")
    assert control.tokens == ("0.5", "2")


def test_objects_are_named_by_their_place():
    control = read_control("f", widgets.Dropdown(options=[("a", len), ("b", max)]))
    assert control.values == (len, max)
    assert control.tokens == ("0", "1")


def test_a_selection_slider_is_a_range():
    slider = widgets.SelectionSlider(
        options=[("½", 0.5), ("1", 1.0)], value=1.0, description="β"
    )
    control = read_control("beta", slider)
    assert control.kind == "range"
    assert control.texts == ("β = ½", "β = 1")
    assert control.initial == 1


def test_a_checkbox():
    control = read_control("on", widgets.Checkbox(value=True, description="shown"))
    assert (control.kind, control.values, control.initial) == (
        "checkbox",
        (False, True),
        1,
    )


def test_other_kinds_are_refused_by_name():
    with pytest.raises(TypeError, match=r"control 'gamma' is a Text; supported: Float"):
        read_controls({"gamma": widgets.Text()})


def test_too_many_frames_are_refused_slider_by_slider():
    sliders = {
        "beta": widgets.FloatSlider(min=0, max=6, step=0.1),
        "alpha": widgets.FloatSlider(min=0, max=4, step=0.1),
    }
    message = r"61 \(beta\) × 41 \(alpha\) = 2501 frames; at most 600"
    with pytest.raises(ValueError, match=message):
        read_controls(sliders)
