"""The committed figures: drawn by code, written only by ``make figures``."""

from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image

from softmaxbook import fonts, labels
from softmaxbook.figures.cover import draw_cover, draw_social_card
from softmaxbook.figures.family import draw_family_map
from softmaxbook.live import style, svg

# The same file serves light and dark pages, also inside an <img>.
COLORS = 64  # bars, letters and their soft edges need no more
SCHEME = "svg{color:#1b1f24}@media(prefers-color-scheme:dark){svg{color:#e6e8eb}}"


def write_figures(folder: Path) -> list[Path]:
    """Draw every committed figure again; return the files."""
    cover = write(draw_cover, folder / "cover.svg", "en")
    maps = [
        write(draw_family_map, folder / f"family-map.{lang}.svg", lang)
        for lang in labels.LANGUAGES
    ]
    cards = [
        write_png(draw_social_card, folder / f"social.{lang}.png", lang)
        for lang in labels.LANGUAGES
    ]
    return [cover, *maps, *cards]


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


def write_png(draw, path: Path, lang: str) -> Path:
    """Draw one figure as a picture, for messengers, which show no SVG."""
    labels.use_language(lang)
    with style.context(lang):
        fig = Figure(facecolor="white", dpi=100)
        draw(fig)
        drawn = BytesIO()
        fig.savefig(drawn, dpi=100, metadata={"Software": None})
    picture = (
        Image.open(drawn).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    )
    picture.save(path, optimize=True)
    return path
