"""Figures become small SVG trees that fit any page."""

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.textpath import TextToPath

from softmaxbook import fonts
from softmaxbook.live import path, renderer, style, svg
from softmaxbook.live.renderer import rendered


@pytest.fixture
def figure():
    with style.context("en"):
        fig = Figure()
        ax = fig.add_subplot()
        ax.plot([0, 1, 2], [0.5, 1, 0], "o-", label="$\\beta$")
        ax.plot([1, 2], [0, 1], color="white")
        ax.set_xlabel("input")
        ax.legend()
        yield fig


def text_of(figure, prefix="live-x"):
    drawing = svg.drawing(figure, prefix)
    return svg.markup(svg.with_defs(drawing.svg, drawing.defs))


def test_the_same_figure_gives_the_same_bytes(figure):
    assert text_of(figure) == text_of(figure)


def test_every_id_has_the_prefix_and_every_reference_a_target(figure):
    text = text_of(figure)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"live-x-[0-9a-f]{8}", name) for name in ids)
    used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', text))
    assert {a or b for a, b in used} == set(ids)


def test_nothing_is_left_that_a_page_cannot_use(figure):
    text = text_of(figure)
    for junk in ("<!--", "metadata", "xmlns", "xlink", "<style", "pt", "ns0:"):
        assert junk not in text
    assert ET.fromstring(text).attrib.keys() == {"viewBox", "fill", "stroke-linejoin"}


def test_black_follows_the_text_and_white_the_page(figure):
    text = text_of(figure)
    assert "#000000" not in text
    assert "#ffffff" not in text
    assert "stroke:currentColor" in text
    assert "stroke:var(--live-ground,#fff)" in text


def test_there_is_no_background(figure):
    root = svg.drawing(figure, "live-x").svg
    assert all(e.get("style") != "fill:none" for e in root.iter("path"))
    assert "fill:var" not in svg.markup(root)


def test_bitmaps_are_refused():
    with style.context("en"):
        fig = Figure()
        fig.add_subplot().imshow(np.eye(2))
        with pytest.raises(ValueError, match=r"would embed a bitmap.*pcolormesh"):
            svg.drawing(fig, "live-x")


def test_cells_of_a_mesh_stay_vectors():
    with style.context("en"):
        fig = Figure()
        fig.add_subplot().pcolormesh(np.arange(6).reshape(2, 3))
        assert "<path" in text_of(fig)


def test_what_an_axes_shows_is_grouped_by_kind():
    with style.context("en"):
        fig = Figure()
        ax = fig.add_subplot()
        ax.plot([0, 1])
        ax.plot([1, 2])
        ax.text(0, 1, "a")
        (axes,) = svg.drawing(fig, "live-x").svg
    *ticks, content = axes
    lines, spines, texts = content
    assert len(ticks) == 2
    assert [len(lines), len(spines), len(texts)] == [2, 2, 1]
    assert {e.tag for e in lines} == {"path"}


@pytest.fixture
def asked(monkeypatch):
    """What Matplotlib is asked to measure or to outline, from now on."""
    asked = []

    def noting(name, method):
        def noted(self, *arguments, **options):
            asked.append((name, *(a for a in arguments if isinstance(a, str))))
            return method(self, *arguments, **options)

        return noted

    for name in ("get_text_width_height_descent", "get_glyphs_with_font"):
        method = noting(name, getattr(TextToPath, name))
        monkeypatch.setattr(TextToPath, name, method)
    renderer._outlines.cache_clear()
    yield asked
    renderer._outlines.cache_clear()


def test_a_word_is_measured_and_outlined_once(asked):
    with style.context("en"):
        for _ in range(3):
            fig = Figure()
            fig.text(0.1, 0.5, "small", fontsize=7)
            fig.text(0.1, 0.6, "large", fontsize=17)
            fig.text(0.1, 0.7, "small", fontsize=17)
            text_of(fig)
    assert sorted(asked) == [
        ("get_glyphs_with_font", "large"),
        ("get_glyphs_with_font", "small"),
        ("get_text_width_height_descent", "large"),
        ("get_text_width_height_descent", "small"),
        ("get_text_width_height_descent", "small"),
    ]


def stock(fig):
    """The figure by way of Matplotlib's own canvas."""
    file = io.StringIO()
    FigureCanvasSVG(fig).print_svg(file, metadata={"Date": None})
    return file.getvalue()


@pytest.mark.parametrize("lang", ["en", "ja", "zh"])
def test_it_is_drawn_as_matplotlib_draws_it(lang):
    def fill(fig):
        ax = fig.add_subplot()
        ax.plot([0, 1, 2], [0.5, 1, 0], "o-", label="$\\beta$")
        ax.set(xlabel="softmax の確率 機率 $p_i$", ylabel=r"$\frac{\beta}{4}$")
        ax.set_title("two\nlines", fontweight="bold", alpha=0.5)
        ax.text(0.5, 0.5, "turned", rotation=30, color="C1", style="italic")
        ax.legend()
        fonts.settle_mixed_text(fig, lang)

    with style.context(lang):
        ours, theirs = [], []
        for way, found in ((rendered, ours), (stock, theirs), (rendered, ours)):
            fig = Figure(figsize=(5, 3), dpi=100)
            fill(fig)
            found.append(way(fig))
    assert ours == theirs * 2


def absolute(data):
    """Read short path data back into end points, independently of `path`."""
    points, at, start = [], np.zeros(2), np.zeros(2)
    for letter, rest in re.findall(r"([a-z])([^a-z]*)", data):
        steps = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        if letter == "z":
            at = start
            continue
        size = {"h": 1, "v": 1, "q": 4, "c": 6}.get(letter, 2)
        for i in range(0, len(steps), size):
            last = steps[i : i + size]
            move = {"h": [last[-1], 0], "v": [0, last[-1]]}.get(letter, last[-2:])
            at = at + move
            start = at if letter == "m" else start
            points.append(at)
    return np.array(points)


def test_rounding_errors_do_not_build_up_along_a_curve():
    points = np.random.default_rng(0).uniform(-300, 300, (500, 2))
    points[100:200, 0] = points[100, 0]
    points[300:400, 1] = points[300, 1]
    data = "M " + " L ".join(f"{x:.6f} {y:.6f}" for x, y in points)
    assert absolute(path.shorten(data)) == pytest.approx(points, abs=0.0501)


def test_curves_and_closed_paths():
    assert path.shorten("M 1 1 Q 2 2 3 1 z\nM 5 5 C 6 6 7 7 8 8 L 8.04 9.96 z") == (
        "m1 1q1 1 2 0zm4 4c1 1 2 2 3 3v2z"
    )


def luminance(color):
    channels = np.array(to_rgb(color))
    linear = np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("color", style.COLORS)
@pytest.mark.parametrize("ground", ["#ffffff", "#121212"])
def test_colors_stand_out_on_light_and_dark(color, ground):
    low, high = sorted([luminance(color), luminance(ground)])
    assert (high + 0.05) / (low + 0.05) >= 3


def test_the_style_leaves_no_trace():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    with style.context("ja"):
        assert mpl.rcParams["font.family"] == ["DejaVu Sans", "IPAexGothic"]
    assert dict(mpl.rcParams) == before
