"""ipywidgets controls become finite lists of values."""

import ipywidgets as widgets
import numpy as np
import pytest
from traitlets import TraitError

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
    slider = widgets.FloatSlider(max=1, readout_format=".3s")
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


def test_one_slider_with_too_many_steps_is_refused_before_it_is_read():
    slider = widgets.IntSlider(min=0, max=10**9)
    with pytest.raises(ValueError, match=r"1000000001 \(k\) = 1000000001 frames"):
        read_control("k", slider)


@pytest.mark.parametrize("kind", [widgets.FloatSlider, widgets.FloatLogSlider])
@pytest.mark.parametrize("step", [0, -0.1, float("nan")])
def test_a_step_that_goes_nowhere_is_refused(kind, step):
    slider = kind(min=0, max=1, step=step)
    with pytest.raises(ValueError, match=r"control 'x': step must be greater than 0"):
        read_control("x", slider)


@pytest.mark.parametrize("step", [0, -1])
def test_an_integer_step_that_goes_nowhere_is_refused(step):
    slider = widgets.IntSlider(min=0, max=3, step=step)
    with pytest.raises(ValueError, match=f"greater than 0, not {step}"):
        read_control("x", slider)


def test_a_slider_that_has_no_step_is_refused():
    with pytest.raises(ValueError, match="greater than 0, not None"):
        read_control("x", widgets.FloatSlider(step=None))


@pytest.mark.parametrize("end", [float("inf"), float("nan")])
def test_a_slider_without_an_end_is_refused(end):
    slider = widgets.FloatSlider(min=0, max=end)
    with pytest.raises(ValueError, match="control 'x': max must be finite"):
        read_control("x", slider)


def test_a_start_that_is_no_number_is_refused():
    slider = widgets.FloatSlider(value=float("nan"), min=0, max=1)
    with pytest.raises(ValueError, match="control 'x': value must be finite"):
        read_control("x", slider)


def test_powers_of_a_negative_number_are_refused():
    with pytest.raises(ValueError, match="control 'x': base must be greater than 0"):
        read_control("x", widgets.FloatLogSlider(base=-2, min=-1, max=1))


def test_a_logarithmic_slider_over_nearly_all_numbers():
    slider = widgets.FloatLogSlider(value=1, min=-300, max=300, step=300)
    control = read_control("x", slider)
    assert control.values == pytest.approx([1e-300, 1, 1e300])
    assert control.tokens == ("1e-300", "1", "1e+300")


@pytest.mark.parametrize("kind", [widgets.FloatSlider, widgets.FloatLogSlider])
def test_ipywidgets_refuses_an_end_before_the_beginning(kind):
    with pytest.raises(TraitError, match=r"max < min|min > max"):
        kind(min=2, max=1)


def test_one_value_is_a_slider_too():
    control = read_control("x", widgets.FloatSlider(value=1, min=1, max=1))
    assert (control.values, control.initial) == ((1,), 0)


@pytest.mark.parametrize("kind", [widgets.Dropdown, widgets.ToggleButtons])
def test_a_choice_of_nothing_is_refused(kind):
    with pytest.raises(ValueError, match="control 'f' has no options"):
        read_control("f", kind(options=[]))


def test_ipywidgets_refuses_a_slider_of_nothing():
    with pytest.raises(TraitError, match="options must be nonempty"):
        widgets.SelectionSlider(options=[])


def test_two_options_with_one_label_are_refused():
    widget = widgets.Dropdown(options=[("a", 1), ("b", 2), ("a", 3)])
    with pytest.raises(ValueError, match="control 'f' shows two of its values as 'a'"):
        read_control("f", widget)


def test_steps_that_look_the_same_are_refused():
    slider = widgets.FloatSlider(min=0, max=0.01, step=0.001)
    with pytest.raises(ValueError, match=r"'x = 0\.00'; .* a finer readout_format"):
        read_control("x", slider)


def test_a_label_that_is_an_address_in_memory_is_refused():
    widget = widgets.Dropdown(options=[test_a_checkbox])
    with pytest.raises(ValueError, match=r"option <function .*a pair \(label, value\)"):
        read_control("f", widget)


@pytest.mark.parametrize(
    ("values", "tokens"),
    [
        (np.array([0.5, 1.0]), ("0.5", "1")),
        (np.array([3, 1]), ("3", "1")),
        ([np.float32(0.5), np.int8(2)], ("0.5", "2")),
    ],
)
def test_values_of_numpy_are_named_like_others(values, tokens):
    widget = widgets.Dropdown(options=values, index=1)
    control = read_control("x", widget)
    assert (control.tokens, control.initial) == (tokens, 1)
    assert [type(value) for value in control.values] == [type(v) for v in values]


def test_values_that_have_no_hash():
    widget = widgets.Dropdown(options=[("a", [1, 2]), ("b", [3])], value=[3])
    control = read_control("x", widget)
    assert control.values == ([1, 2], [3])
    assert (control.tokens, control.initial) == (("0", "1"), 1)


def test_numbers_that_twelve_digits_cannot_tell_apart_are_named_by_their_place():
    slider = widgets.FloatSlider(value=1e15, min=1e15, max=1e15 + 2, step=1)
    assert read_control("x", slider).tokens == ("0", "1", "2")
