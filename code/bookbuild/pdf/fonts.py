"""The fonts of the printed book: files that packages ship, none of the machine's."""

from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from matplotlib import get_data_path

from softmaxbook.fonts import shipped_file

# family -> its faces in Matplotlib's folder: (file, weight, style)
LATIN = {
    "Book Serif": (
        ("STIXGeneral", 400, "normal"),
        ("STIXGeneralItalic", 400, "italic"),
        ("STIXGeneralBol", 700, "normal"),
        ("STIXGeneralBolIta", 700, "italic"),
    ),
    "Book Sans": (("DejaVuSans", 400, "normal"), ("DejaVuSans-Bold", 700, "normal")),
    "Book Mono": (
        ("DejaVuSansMono", 400, "normal"),
        ("DejaVuSansMono-Bold", 700, "normal"),
        ("DejaVuSansMono-Oblique", 400, "italic"),
    ),
}
CJK = {"Book Japanese": "ja", "Book Chinese": "zh"}
# Limits of hinting programs, which these outlines have not, and what saving counts.
UNUSED_LIMITS = (
    *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"),
    *("maxStackElements", "maxSizeOfInstructions", "maxComponentElements"),
    *("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours"),
    "maxComponentDepth",
)
UNITS = 2048
SMEAR = 13  # units to each side
MAX_ERROR = 1.0  # of a quadratic outline, in units of a font


def font_faces(text: str, folder: Path) -> str:
    """Write the rules that give a text the book's fonts; files made go to `folder`."""
    return "\n".join(_rules(text, folder))


def _rules(text: str, folder: Path) -> Iterator[str]:
    shipped = Path(get_data_path()) / "fonts" / "ttf"
    for family, faces in LATIN.items():
        for name, weight, style in faces:
            made = truetype(shipped / f"{name}.ttf", text, folder / f"{name}.ttf")
            yield _rule(family, made, weight, style)
    for family, lang in CJK.items():
        made = truetype(shipped_file(lang), text, folder / f"{lang}.ttf")
        yield _rule(family, made)
        yield _rule(family, bold(made, folder / f"{lang}-bold.ttf"), weight=700)


def _rule(family: str, file: Path, weight: int = 400, style: str = "normal") -> str:
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f"font-style: {style}; src: url({file.as_uri()}); }}"
    )


def truetype(source: Path, text: Iterable[str], out: Path) -> Path:
    """Write the letters of a text as a TrueType font of 2048 units.

    Chromium embeds no other outlines: it would draw each letter as a picture. Widths
    in any other unit, it rounds, and then places each letter by itself.
    """
    font = TTFont(source)
    options = Options(layout_features=["*"], name_IDs=["*"])
    options.drop_tables += ["FFTM"]  # the times that an editor has noted
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(map(ord, text)))
    subsetter.subset(font)
    if "CFF " in font:
        _make_quadratic(font)
    if font["head"].unitsPerEm != UNITS:
        scale_upem(font, UNITS)
    font.save(out)
    return out


def bold(source: Path, out: Path) -> Path:
    """Write a TrueType font of bolder letters: each stands four times, a little apart.

    Chromium would write the outlines of a bold that it makes itself into the file,
    as pictures, which takes megabytes.
    """
    font = TTFont(source)
    glyphs, widths, names = font["glyf"], font["hmtx"], font.getGlyphOrder()
    thin = {name: f"{name}.thin" for name in names}
    for name in names:
        glyphs.glyphs[thin[name]] = glyphs[name]
        widths[thin[name]] = widths[name]
    font.setGlyphOrder([*names, *thin.values()])
    glyphs.glyphOrder = font.getGlyphOrder()
    for name in names:
        if glyphs[name].numberOfContours:
            glyphs[name] = _four_times(thin[name], glyphs)
            widths[name] = widths[name][0], glyphs[name].xMin
    for table in {"vhea", "vmtx"} & set(font.keys()):
        del font[table]
    font.save(out)
    return out


def _four_times(name: str, glyphs):
    pen = TTGlyphPen(glyphs)
    for x, y in product((-SMEAR, SMEAR), repeat=2):
        pen.addComponent(name, (1, 0, 0, 1, x, y))
    glyph = pen.glyph()
    glyph.recalcBounds(glyphs)
    return glyph


def _make_quadratic(font: TTFont) -> None:
    order, outlines = font.getGlyphOrder(), font.getGlyphSet()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder = order
    font["glyf"].glyphs = {name: _quadratic(outlines[name]) for name in order}
    font["maxp"].tableVersion = 0x00010000
    font["maxp"].__dict__.update(maxZones=1, **dict.fromkeys(UNUSED_LIMITS, 0))
    font["post"].formatType = 3.0
    for table in {"CFF ", "VORG"} & set(font.keys()):
        del font[table]
    font.sfntVersion = "\0\1\0\0"


def _quadratic(glyph):
    pen = TTGlyphPen(None)
    glyph.draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
    return pen.glyph()
