"""The fonts that figures are drawn in: Latin and Greek in one, CJK in another."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from matplotlib import font_manager
from matplotlib.text import Text

LATIN = "DejaVu Sans"

# language -> (package that ships the font, file in it). We only look for the
# package: importing japanize_matplotlib fails from Python 3.12 on.
_SHIPPED = {
    "ja": ("japanize_matplotlib", "fonts/ipaexg.ttf"),
    "zh": ("pylopdf_fonts_zh_tw", "NotoSansTC-Regular.otf"),
}


def family(lang: str) -> list[str]:
    """Return the names for ``rcParams["font.family"]``, best first.

    DejaVu Sans leads: in IPAexGothic β and the minus sign are as wide as a
    kanji. Matplotlib takes every character it lacks from the next font.
    """
    return [LATIN, _registered(lang)] if lang in _SHIPPED else [LATIN]


def settle_mixed_text(fig, lang: str) -> None:
    """Let the CJK font lead in strings that mix CJK words with ``$…$``.

    Mathtext draws the words of such a string in the first font alone, and the
    formula in its own font, so nothing is lost.
    """
    if lang not in _SHIPPED:
        return
    for artist in fig.findobj(Text):
        words = artist.get_text()
        if "$" in words and any(char >= "\u2e80" for char in words):
            artist.set_fontfamily([_registered(lang), LATIN])


@cache
def _registered(lang):
    path = shipped_file(lang)
    font_manager.fontManager.addfont(path)
    return font_manager.get_font(path).family_name


def shipped_file(lang: str) -> Path:
    """Return the file of the CJK font for ``"ja"`` or ``"zh"``."""
    package, file = _SHIPPED[lang]
    spec = find_spec(package)
    if spec is None:
        wheel = package.replace("_", "-")
        raise ModuleNotFoundError(
            f"figures need the font of the package {wheel}: pip install {wheel}",
            name=package,
        )
    return Path(spec.origin).parent / file
