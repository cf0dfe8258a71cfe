"""The committed figures: drawn by code, written only by ``make figures``."""

from pathlib import Path

from matplotlib.figure import Figure

from softmaxbook.figures.cover import draw_cover
from softmaxbook.live import style, svg

# The same file serves light and dark pages, also inside an <img>.
SCHEME = "svg{color:#1b1f24}@media(prefers-color-scheme:dark){svg{color:#e6e8eb}}"


def write_figures(folder: Path) -> list[Path]:
    """Draw every committed figure again; return the files."""
    return [write(draw_cover, folder / "cover.svg")]


def write(draw, path: Path) -> Path:
    """Draw one figure in the book's style as a file of its own."""
    with style.context("en"):
        fig = Figure()
        draw(fig)
        drawing = svg.drawing(fig, path.stem)
    root = svg.with_defs(drawing.svg, drawing.defs)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    text = svg.markup(root).replace(">", f"><style>{SCHEME}</style>", 1)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", "utf-8")
    return path
