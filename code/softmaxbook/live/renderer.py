"""Matplotlib's SVG renderer, which measures and outlines each string once.

A frame shows almost the words of the frame before it. Matplotlib by itself starts
afresh with each drawing, and spends a quarter of it on fonts and formulas.
"""

import io
from functools import lru_cache

import matplotlib as mpl
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.textpath import TextToPath

_POINTS = 72  # per inch, the resolution of SVG
_TEXT = tuple(
    name for name in mpl.rcParams if name.startswith(("font.", "mathtext.", "text."))
)


def rendered(fig: Figure) -> str:
    """Return the figure as SVG, drawn once; ``savefig`` would draw it twice."""
    file = io.StringIO()
    inches, dpi, fig.dpi = fig.get_size_inches(), fig.dpi, _POINTS
    svg = RendererSVG(*inches * _POINTS, file, image_dpi=dpi, metadata={"Date": None})
    svg._text2path = _outlines(_text_settings(), len(fontManager.ttflist))
    fig.draw(MixedModeRenderer(fig, *inches, dpi, svg))
    svg.finalize()
    return file.getvalue()


class Outlines(TextToPath):
    """The sizes and outlines of strings, remembered."""

    def __init__(self):
        super().__init__()
        self._size = lru_cache(4096)(super().get_text_width_height_descent)
        self._glyphs = lru_cache(4096)(super().get_glyphs_with_font)

    def get_text_width_height_descent(self, s, prop, ismath):
        return self._size(s, prop.copy(), ismath)  # the original may be changed

    def get_glyphs_with_font(
        self, font, s, glyph_map=None, return_new_glyphs_only=False, **options
    ):
        if not return_new_glyphs_only or any(options.values()):
            return super().get_glyphs_with_font(
                font, s, glyph_map, return_new_glyphs_only, **options
            )
        places, outlines, rectangles = self._glyphs(font, s)
        new = {name: path for name, path in outlines.items() if name not in glyph_map}
        return places, new, rectangles


def _text_settings():
    return tuple(str(mpl.rcParams[name]) for name in _TEXT)


@lru_cache(maxsize=4)
def _outlines(settings, fonts):
    return Outlines()
