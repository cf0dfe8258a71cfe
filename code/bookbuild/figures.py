"""The committed figures: drawn by code, written only by ``make figures``."""

from pathlib import Path

from matplotlib.figure import Figure

from softmaxbook import fonts, labels
from softmaxbook.figures.cover import draw_cover
from softmaxbook.figures.family import draw_family_map
from softmaxbook.live import style, svg

# The same file serves light and dark pages, also inside an <img>.
SCHEME = "svg{color:#1b1f24}@media(prefers-color-scheme:dark){svg{color:#e6e8eb}}"


def write_figures(folder: Path) -> list[Path]:
    """Draw every committed figure again; return the files."""
    cover = write(draw_cover, folder / "cover.svg", "en")
    maps = [
        write(draw_family_map, folder / f"family-map.{lang}.svg", lang)
        for lang in labels.LANGUAGES
    ]
    return [cover, *maps]


def write(draw, path: Path, lang: str) -> Path:
    """Draw one figure in the book's style as a file of its own."""
    labels.use_language(lang)
    with style.context(lang):
        fig = Figure()
        draw(fig)
        fonts.settle_mixed_text(fig, lang)
        drawing = svg.drawing(fig, path.stem)
    root = svg.with_defs(drawing.svg, drawing.defs)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    text = svg.markup(root).replace(">", f"><style>{SCHEME}</style>", 1)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", "utf-8")
    return path
