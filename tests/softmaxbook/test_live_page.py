"""The HTML of a recorded figure keeps its contract and stands without a script."""

import gzip
import importlib
import json
import re
import xml.etree.ElementTree as ET

import pytest
from ipywidgets import Checkbox, Dropdown, FloatSlider

from softmaxbook import labels
from softmaxbook.live import live, page
from softmaxbook.live.controls import read_controls
from softmaxbook.live.record import record


def draw_line(ax, slope, kind, shown):
    ax.plot([0, 1], [0, slope])
    return {"p": [slope, -slope], "entropy": slope}


def controls():
    return {
        "slope": FloatSlider(value=0.5, min=0, max=1, step=0.5, description="β"),
        "kind": Dropdown(options=["</script>", "b"], description="f"),
        "shown": Checkbox(value=True, description="on"),
    }


SPOKEN = "aria-label|title|data-play|data-pause|data-copied|data-uncopied"


@pytest.fixture
def html(monkeypatch):
    monkeypatch.setattr(labels, "_chosen", "en")
    return page.html(record(draw_line, read_controls(controls())))


@pytest.fixture
def body(html):
    # The page is also well-formed XML, but for attributes without a value.
    html = re.sub(r" (selected|checked)(?=[ >])", r' \1=""', html)
    html = re.sub(r"<input [^>]*", r"\g<0>/", html)
    return ET.fromstring(html)


def one(body, query):
    found = body.findall(f".//{query}")
    assert len(found) == 1, query
    return found[0]


def test_the_body_names_the_figure(body):
    assert body.attrib == {"class": "live-body", "data-live": "live-line"}
    assert one(body, "svg").get("role") == "img"


def test_a_range(body):
    slider = one(body, "input[@type='range']").attrib
    wanted = {"name": "slope", "min": "0", "max": "2", "step": "1", "value": "1"}
    wanted |= {"data-value": "0.5", "aria-valuetext": "β = 0.50", "aria-label": "β"}
    assert wanted.items() <= slider.items()
    output = one(body, "output[@for='live-line-slope']")
    assert "".join(output.itertext()) == "β = 0.50"
    assert one(output, "span[@class='live-value']").text == "= 0.50"


def test_a_choice_and_a_checkbox(body):
    select = one(body, "select[@name='kind']")
    assert [option.text for option in select] == ["</script>", "b"]
    assert select[0].get("selected") is not None
    box = one(body, "input[@type='checkbox']")
    assert (box.get("name"), box.get("checked")) == ("shown", "")


def test_numbers_of_the_first_frame(body):
    shown = [
        (o.get("data-name"), o.get("data-index"), o.text)
        for o in body.findall(".//div[@class='live-numbers']//output[@data-name]")
    ]
    assert shown == [
        ("p", "0", "0.500"),
        ("p", "1", "−0.500"),
        ("entropy", None, "0.500"),
    ]


def test_buttons(body):
    actions = [b.get("data-action") for b in body.iter("button")]
    assert actions == ["play", "speed", "loop", "reset", "link"]


def test_only_a_slider_needs_speed_and_loop(monkeypatch):
    monkeypatch.setattr(labels, "_chosen", "en")

    def draw_kind(ax, kind):
        ax.plot([0, 1])

    shown = page.html(record(draw_kind, read_controls({"kind": controls()["kind"]})))
    assert re.findall(r'data-action="(\w+)"', shown) == ["reset", "link"]


def test_the_data_cannot_end_its_element(html):
    raw = html.split('class="live-data">')[1]
    assert raw.count("</script") == 1
    data = json.loads(raw.split("</script")[0])
    assert data["controls"][1]["tokens"] == ["</script>", "b"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["Loop", "Reset", "Copy link"]),
        ("ja", ["ループ", "最初に戻す", "リンクをコピー"]),
        ("zh", ["循環播放", "重設", "複製連結"]),
    ],
)
def test_the_words_are_the_language_of_the_page(monkeypatch, lang, words):
    monkeypatch.setattr(labels, "_chosen", lang)
    shown = page.html(record(draw_line, read_controls(controls())))
    assert re.findall("([^<>]+)</button>", shown) == words
    said = re.findall(f'(?:{SPOKEN})="([^"]+)"', shown)
    assert len(said) > 5
    assert any(re.search("[A-Za-z]{2}", words) for words in said) == (lang == "en")


@pytest.mark.parametrize(
    ("words", "columns"), [("0.125", 5), ("-1", 2), ("−1", 3), ("負例", 4), ("∞", 2)]
)
def test_room_for_words_in_any_font(words, columns):
    assert page._columns(words) == columns


def test_numbers_and_pictures_take_their_words_from_the_catalogue(monkeypatch):
    rows = {"number.p": {"en": "chance"}, "alt.live-line": {"en": "A line."}}
    monkeypatch.setattr(labels, "_chosen", "en")
    monkeypatch.setattr(labels, "catalogue", lambda: rows)
    assert page.number_label("p") == "chance"
    assert page.number_label("q") == "q"
    assert page.alt("live-line", True) == "A line."


def test_a_still_figure_has_neither_controls_nor_data(monkeypatch):
    monkeypatch.setattr(labels, "_chosen", "en")

    def draw_still(ax):
        ax.plot([0, 1])

    shown = page.html(record(draw_still))
    assert "<svg" in shown
    for part in ("<input", "<button", "<script", "live-numbers"):
        assert part not in shown


def test_live_shows_html_in_the_build(monkeypatch):
    shown = []
    monkeypatch.setattr(labels, "_chosen", "en")
    monkeypatch.setenv("SOFTMAXBOOK_STATIC", "1")
    # By name: the attribute `softmaxbook.live` may be the function.
    package = importlib.import_module("softmaxbook.live")
    monkeypatch.setattr(package, "display", shown.append)
    assert live(draw_line, **controls()) is None
    assert "data-live" in shown[0].data


def test_script_and_style_are_small_and_refer_to_no_one():
    texts = [path.read_text(encoding="utf-8") for path in page.ASSETS]
    assert len(gzip.compress("".join(texts).encode(), 9)) <= 8_000
    assert not any("//" + host in text for text in texts for host in ("cdn", "www"))
    assert "http" not in "".join(texts)
