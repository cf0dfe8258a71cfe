"""One figure of chapter 1 made three ways, each on a page of its own.

The chapter's own cell says what the figure and its sliders are: this book records it,
Plotly draws the same frames, and ipywidgets' `interact` gets the cell itself.
"""

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bookbuild.chapter import figure_options, read_chapter
from bookbuild.errors import BookError
from bookbuild.stock import PAGE_HEAD
from bookbuild.weight import wire_size
from softmaxbook import sigmoid, softmax
from softmaxbook.live import page as live_page
from softmaxbook.live.controls import Control, read_controls

FIGURE = "live-two-logits"
CURVE_POINTS = 79  # as in our figure

STOCK_PAGE = """{head}
# One figure

```{{code-cell}} ipython3
import matplotlib.pyplot as plt
from ipywidgets import interact
{imports}


def live(draw, **controls):
    def show(**values):
        draw(plt.figure(figsize=(6, 3)), **values)
        plt.show()

    interact(show, **controls)
```

```{{code-cell}} ipython3
{cell}
```
"""

OUR_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>One figure</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="live.css"><script defer src="live.js"></script>
<figure class="live">{figure}</figure>
"""

# Plotly's sliders do not know of each other: a frame for two is chosen here.
PLOTLY_SCRIPT = """
const figure = document.getElementById("{plot_id}");
figure.on("plotly_sliderchange", () => {
  const places = figure.layout.sliders.map(({ steps, active }) => steps[active].label);
  Plotly.animate(figure, [places.join()], {
    mode: "immediate", transition: { duration: 0 },
    frame: { duration: 0, redraw: true },
  });
});
"""


class Cells(NamedTuple):
    """The code of one figure: the chapter's imports, and the cell that shows it."""

    imports: str
    cell: str


def figure_cells(chapter: Path, figure: str = FIGURE) -> Cells:
    """Read the code of a figure out of its chapter."""
    cells = [n for n in read_chapter(chapter).source.nodes if n.kind == "cell"]
    for cell in cells:
        if figure_options(cell.options).get("name") == figure:
            return Cells(cells[0].text, cell.text)
    raise BookError(f"{chapter.name} has no figure {figure} to compare with others.")


def shown(cells: Cells) -> tuple[Callable, tuple[Control, ...]]:
    """Run the cells; return what they draw, and with which controls."""
    calls, names = [], {}
    exec(cells.imports, names)
    names["live"] = lambda draw, **controls: calls.append((draw, controls))
    exec(cells.cell, names)
    ((draw, controls),) = calls
    return draw, read_controls(controls)


def stock_page(cells: Cells) -> str:
    """Return the figure's cell for Jupyter Book, with ipywidgets' own `interact`."""
    return STOCK_PAGE.format(head=PAGE_HEAD, **cells._asdict())


def write_ours(folder: Path, figure: str) -> None:
    """Write a page with nothing but a live figure."""
    folder.mkdir(parents=True, exist_ok=True)
    for asset in live_page.ASSETS:
        (folder / asset.name).write_bytes(asset.read_bytes())
    (folder / "index.html").write_text(OUR_PAGE.format(figure=figure), "utf-8")


def write_plotly(folder: Path, controls: Sequence[Control]) -> dict[str, int]:
    """Write Plotly's page; return the bytes of its two parts when a CDN serves one."""
    from plotly.offline import get_plotlyjs

    folder.mkdir(parents=True, exist_ok=True)
    figure = plotly_figure(controls)
    write = partial(figure.to_html, post_script=PLOTLY_SCRIPT, auto_play=False)
    (folder / "index.html").write_text(write(include_plotlyjs=True), "utf-8")
    small = write(include_plotlyjs="cdn").encode()
    return {
        "page": wire_size(small, "index.html"),
        "plotly.js": wire_size(get_plotlyjs().encode(), "plotly.js"),
    }


def plotly_figure(controls: Sequence[Control]):
    """Draw the figure of two logits with Plotly: a frame for each pair of places."""
    import plotly.graph_objects as go

    places = [range(len(control.values)) for control in controls]
    frames = [
        go.Frame(
            name=",".join(c.tokens[i] for c, i in zip(controls, at, strict=True)),
            data=plotly_marks(*pick(controls, at)),
            traces=[0, 1, 2],
        )
        for at in itertools.product(*places)
    ]
    start = pick(controls, [control.initial for control in controls])
    figure = go.Figure([*plotly_marks(*start), plotly_curve()], frames=frames)
    return figure.update_layout(plotly_layout(controls))


def pick(controls: Sequence[Control], places: Sequence[int]) -> list[float]:
    """Return the values of the controls at these places."""
    return [c.values[place] for c, place in zip(controls, places, strict=True)]


def plotly_marks(a: float, b: float) -> list:
    """Return what moves: two bars, and two points on the curve."""
    import plotly.graph_objects as go

    p = softmax(np.array([a, b])).round(4).tolist()
    points = [
        go.Scatter(x=[x], y=[y], mode="markers", xaxis="x2", yaxis="y2")
        for x, y in zip([a - b, b - a], p, strict=True)
    ]
    return [go.Bar(x=["a", "b"], y=p), *points]


def plotly_curve():
    """Return what stands still: the sigmoid."""
    import plotly.graph_objects as go

    x = np.linspace(-6.5, 6.5, CURVE_POINTS)
    y = sigmoid(x).round(4).tolist()
    return go.Scatter(x=x.tolist(), y=y, mode="lines", xaxis="x2", yaxis="y2")


def plotly_layout(controls: Sequence[Control]) -> dict:
    """Return two panels side by side, and a slider below for each control."""
    sliders = [
        {
            "active": control.initial,
            "y": -0.1 - 0.3 * row,
            "currentvalue": {"prefix": f"{control.description} = "},
            "steps": [{"label": token, "method": "skip"} for token in control.tokens],
        }
        for row, control in enumerate(controls)
    ]
    return {
        "xaxis": {"domain": [0, 0.45]},
        "xaxis2": {"domain": [0.55, 1], "anchor": "y2", "range": [-6.5, 6.5]},
        "yaxis": {"range": [0, 1]},
        "yaxis2": {"anchor": "x2", "range": [-0.05, 1.05]},
        "showlegend": False,
        "sliders": sliders,
    }
