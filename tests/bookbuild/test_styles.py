"""One stylesheet for all pages: what it keeps, and what it leaves out."""

import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from bookbuild import icons
from bookbuild.styles import NAME, Uses, bundle, kept

FONTS = Path(icons.__file__).parent / "static" / "katex" / "fonts"
PAGE = """<html class="dark"><head>
<link rel="stylesheet" href="_static/a.css?v=1" />
<link rel="icon" href="_static/x.svg" />
<link href="_static/deep/b.css" rel="stylesheet" />
</head><body id="top"><p class="one two">{}</p><script>go("by-script")</script></body>
"""


@pytest.fixture
def folder(tmp_path):
    """Two pages with two stylesheets."""
    deep = tmp_path / "_static" / "deep"
    deep.mkdir(parents=True)
    for name in ("index", "other"):
        (tmp_path / f"{name}.html").write_text(PAGE.format(name))
    (deep.parent / "a.css").write_text(".one { color: red }")
    (deep / "b.css").write_text(".two{--x:1;top:0}.three{top:1}")
    return tmp_path


@pytest.fixture
def short(tmp_path):
    """Return what stays of some rules."""
    (tmp_path / "x.woff2").touch()
    uses = Uses.by([PAGE], [])

    def stays(rules: str) -> str:
        source = tmp_path / "x.css"
        source.write_text(rules)
        return kept(source, uses, tmp_path)

    return stays


def test_pages_link_one_sheet_in_place_of_the_first(folder):
    sheet = bundle(folder)
    assert sheet == ".one{color: red}.two{top:0}"
    assert (folder / "_static" / NAME).read_text() == sheet
    assert [path.name for path in folder.rglob("*.css")] == [NAME]
    for name in ("index", "other"):
        page = (folder / f"{name}.html").read_text()
        before, after = page.split(f'<link rel="stylesheet" href="_static/{NAME}?v=')
        assert before.endswith("<head>\n") and ".css" not in after
        assert after[8:].startswith('" />\n<link rel="icon"') and name in after


def test_another_sheet_has_another_address(folder):
    bundle(shutil.copytree(folder, folder / "copy"))
    (folder / "_static" / "a.css").write_text(".one { color: blue }")
    bundle(folder)
    assert (folder / "index.html").read_text() != (
        folder / "copy" / "index.html"
    ).read_text()


def test_pages_that_differ_in_their_sheets_are_refused(folder):
    (folder / "other.html").write_text("<p>")
    with pytest.raises(ValueError, match="2 lists of stylesheets"):
        bundle(folder)


def test_pages_without_a_sheet_stay_as_they_are(tmp_path):
    (tmp_path / "index.html").write_text("<p>")
    assert bundle(tmp_path) == ""
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


@pytest.mark.parametrize(
    "rule",
    [
        ".one{top:0}",
        ".one.two:hover>p::before{top:0}",
        "#top{top:0}",
        ".by-script{top:0}",
        ".one:not(.nowhere){top:0}",
        ":is(.nowhere,.one){top:0}",
        "*,::before{top:0}",
        "P[title]{top:0}",
        "@media print{.one{top:0}}",
        '@font-face{src:url(x.woff2) format("woff2")}',
        "@keyframes a{from{top:0}50.5%{top:1px}}",
        '.one{content:"a  /* b */"}',
        ".one{background:url(data:image/svg+xml;base64,x)}",
    ],
)
def test_what_may_match_stays(short, rule):
    assert short(rule) == rule


@pytest.mark.parametrize(
    ("rules", "stays"),
    [
        (".nowhere{top:0}", ""),
        ("#nowhere .one{top:0}", ""),
        ("dl>dt{top:0}", ""),
        (".one .nowhere, .two , dl{top:0}", ".two{top:0}"),
        ("@media print{.nowhere{top:0}}", ""),
        ("@supports (top:0){.one{top:0}dl{top:0}}", "@supports (top:0){.one{top:0}}"),
        ("/* a */ .one { /* b */ top : 0;\n\n left: 0 }", ".one{top : 0; left: 0}"),
        (
            '@font-face{src:url(x.woff2) format("woff2"),url("x.ttf") format("t")}',
            '@font-face{src:url(x.woff2) format("woff2")}',
        ),
    ],
)
def test_what_matches_nothing_goes(short, rules, stays):
    assert short(rules) == stays


def test_a_property_stays_for_as_long_as_somebody_reads_it(folder):
    (folder / "_static" / "a.css").write_text(
        ":root{--a:1;--b:var(--a);--c:';}';--d:2}.one{top:var(--b);left:var( --d )}"
    )
    assert bundle(folder) == (
        ":root{--a:1;--b:var(--a);--d:2}.one{top:var(--b);left:var( --d )}.two{top:0}"
    )


def test_icon_fonts_keep_what_the_sheet_shows(tmp_path):
    font = tmp_path / icons.FONTS.replace("*", "a")
    font.parent.mkdir(parents=True)
    full = (FONTS / "KaTeX_Main-Regular.woff2").read_bytes()
    font.write_bytes(full)
    icons.shrink(tmp_path, '.a{content:"\\f304"}.b{content:"\uf0c5"}')
    with TTFont(font) as kept:
        assert not kept.getBestCmap()  # letters are no icons
    font.write_bytes(icons.subset(full, frozenset(map(ord, "A="))))
    with TTFont(font) as kept:
        assert set(kept.getBestCmap()) == set(map(ord, "A="))
    assert font.stat().st_size < len(full) / 4


def test_a_wide_window_is_one_with_room_for_many_letters(folder):
    wide = "@media (min-width:960px){.one{top:0;width:9px}}"
    (folder / "_static" / "a.css").write_text(wide)
    script = folder / "_static" / "x.js"
    script.write_text('matchMedia("(min-width: 992px)"), matchMedia("(hover)"), "9px"')
    assert "@media (min-width:60em){.one{top:0;width:9px}}" in bundle(folder)
    asked = 'matchMedia("(min-width: 62em)"), matchMedia("(hover)"), "9px"'
    assert script.read_text() == asked
