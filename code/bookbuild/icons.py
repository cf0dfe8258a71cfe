"""Keep the dozen icons the pages show, of the 1,500 in the theme's fonts."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

FONTS = "vendor/fontawesome/webfonts/*.woff2"
ESCAPED = re.compile(r"\\([ef][0-9a-f]{3})\b")
LITERAL = re.compile("[\ue000-\uf8ff]")  # the private use area, where icons live


def shrink(static: Path, sheet: str) -> None:
    """Leave in the icon fonts of a folder what a stylesheet shows."""
    codepoints = {int(code, 16) for code in ESCAPED.findall(sheet)}
    codepoints |= {ord(icon) for icon in LITERAL.findall(sheet)}
    for font in static.glob(FONTS):
        font.write_bytes(subset(font.read_bytes(), frozenset(codepoints)))


@cache  # the editions have the same fonts
def subset(font: bytes, codepoints: frozenset[int]) -> bytes:
    """Return a font with these characters only."""
    options = Options(flavor="woff2", layout_features=[])
    loaded, written = load_font(BytesIO(font), options), BytesIO()
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(loaded)
    save_font(loaded, written, options)
    return written.getvalue()
