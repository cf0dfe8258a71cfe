"""A moved figure looks exactly as if it had been drawn for that one setting."""

import importlib
import io
import pkgutil

import numpy as np
import pytest
from PIL import Image

import softmaxbook.figures
from softmaxbook import labels
from softmaxbook.live.controls import Control
from softmaxbook.live.page import picture
from softmaxbook.live.record import record

# Set every control to this part of its track, as a hand would: one event each.
MOVE = """([body, part]) => {
  for (const control of body.querySelectorAll("input[type=range]")) {
    control.value = Math.round(part * control.max);
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return Object.fromEntries([...body.querySelectorAll("[name]")].map(
    (control) => [control.name, control.dataset.value]));
}"""
# A picture put in whole is painted whole: what a move repaints in part may differ
# from it by a shade along the edges.
REPLACE = """([body, markup]) => {
  const old = body.querySelector("svg"), box = document.createElement("template");
  box.innerHTML = markup ?? old.outerHTML;
  window.kept ??= old;
  old.replaceWith(box.content.firstElementChild);
}"""
PUT_BACK = """(body) => {
  body.querySelector("svg").replaceWith(window.kept);
  window.kept = null;
}"""


@pytest.fixture
def language(figure):
    chosen, labels._chosen = labels._chosen, figure[0].edition.lang
    yield
    labels._chosen = chosen


@pytest.mark.parametrize("part", [0.2, 0.85])
@pytest.mark.usefixtures("language")
def test_the_picture_is_the_one_drawn_for_these_values(reading, figure, part):
    page, name = figure
    body = reading(page).tab.locator(f"[data-live={name}]")
    handle = body.element_handle()
    values = body.page.evaluate(MOVE, [handle, part])
    body.page.evaluate(REPLACE, [handle, None])
    shown = photograph(body)
    assert shown.std() > 5
    body.page.evaluate(REPLACE, [handle, drawn_alone(name, values)])
    wanted = photograph(body)
    body.evaluate(PUT_BACK)
    assert shown.shape == wanted.shape
    different = np.abs(shown - wanted).max(axis=-1) > 24
    assert different.sum() <= 10


def photograph(body):
    png = body.locator("> svg").screenshot(animations="disabled")
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=int)


def drawn_alone(name, values):
    controls = [
        Control(key, "range", (number(value),), (value,), (value,), key, 0)
        for key, value in values.items()
    ]
    return picture(record(find(name), controls))


def find(name):
    """Return the function that draws a figure; the figure is named after it."""
    package = softmaxbook.figures
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        found = getattr(
            importlib.import_module(module.name),
            name.replace("live-", "draw_").replace("-", "_"),
            None,
        )
        if found:
            return found
    raise LookupError(name)


def number(text):
    value = float(text)
    return int(value) if value.is_integer() else value
