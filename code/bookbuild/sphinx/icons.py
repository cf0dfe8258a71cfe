"""Keep the dozen icons the pages show, of the 1,500 the theme would send.

The theme ships Font Awesome three times: a 540 kB script (the templates leave it
out), the rules of every icon, and the fonts. Only what a page names stays.
"""

import re
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\?[^"]+"\}')
NAME = re.compile(r"fa-[a-z][\w-]*")
ESCAPED = re.compile(r"\\([ef][0-9a-f]{3})\b")
LITERAL = re.compile("[\ue000-\uf8ff]")  # the private use area, where icons live
TRUETYPE = re.compile(r",url\([^)]*\.ttf\) format\(\"truetype\"\)")


def used_names(out: Path) -> set[str]:
    """Read the icon names in the pages and in the theme's own scripts."""
    texts = [*out.rglob("*.html"), *out.glob("_static/scripts/*theme.js")]
    return {name for text in texts for name in NAME.findall(text.read_text("utf-8"))}


def keep_rules(css: str, names: set[str]) -> str:
    """Drop the rules of icons that no page names."""

    def kept(rule: re.Match) -> str:
        return rule[0] if names & set(NAME.findall(rule[1])) else ""

    return TRUETYPE.sub("", RULE.sub(kept, css))


def subset(font: Path, codepoints: set[int]) -> None:
    """Leave only these characters in a font file."""
    options = Options(flavor="woff2", layout_features=[])
    loaded = load_font(font, options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(loaded)
    save_font(loaded, font, options)
    loaded.close()


def shrink(app, exception):
    """Rewrite the theme's style and icon fonts once the pages are known."""
    if exception or app.builder.name != "html":
        return
    static = Path(app.outdir) / "_static"
    theme = static / "styles" / "pydata-sphinx-theme.css"
    theme.write_text(
        keep_rules(theme.read_text("utf-8"), used_names(Path(app.outdir))), "utf-8"
    )
    styles = "".join(css.read_text("utf-8") for css in static.rglob("*.css"))
    codepoints = {int(code, 16) for code in ESCAPED.findall(styles)}
    codepoints |= {ord(icon) for icon in LITERAL.findall(styles)}
    for font in (static / "vendor" / "fontawesome" / "webfonts").glob("*.woff2"):
        subset(font, codepoints)


def setup(app):
    app.connect("build-finished", shrink)
