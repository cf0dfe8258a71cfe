"""Formulas in fewer marks are the formulas that KaTeX draws."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from bookbuild.sphinx import light, math

ROOT = Path(__file__).parents[2]
MATH = re.compile(
    r"```\{math\}\n(?::[^\n]*\n)*(.*?)```|(?<![\\$])\$([^$]+)\$", re.DOTALL
)
# What the chapters might come to say.
OTHERS = [
    r"\overline{x}_i^2 + \hat y_{\max} \ne \tilde z",
    r"\underbrace{a+b}_{n} \xrightarrow{f} \left\lfloor \frac{x_i}{y^2} \right\rfloor",
    r"\begin{pmatrix} a_1 & b^2 \\ c & d \\ e & f \\ g & h \end{pmatrix}^{\top}",
    r"\lim_{n\to\infty} \sqrt[3]{\frac{1}{n^{n_i}}}\, \text{for } n \bmod 2",
    r"\quad \{ x \mid x_{\frac12}^{\sqrt 2} \} \qquad {\scriptstyle y_k} \;\Big|\; z'",
    r"x^{\big(} \left\{\begin{matrix}a\\b\\c\\d\\e\end{matrix}\right. {\small x \; y}",
    r"\; {\small y} \; z = {\large w} = \quad v",
    r"\int_0^1 \! f \, dx \quad \iint \mathbf{x}^{\mathrm T} \mathcal{L}_\mathbb{R}",
]
PLACES = """() => {
  const range = document.createRange();
  const places = (formula) => {
    const { x: left, y: top, width, height } = formula.getBoundingClientRect();
    const box = ({ x, y, width, height }) => [x - left, y - top, width, height];
    const signs = document.createTreeWalker(formula, NodeFilter.SHOW_TEXT);
    const found = [["", width, height]];
    while (signs.nextNode()) {
      const { data, parentElement } = signs.currentNode;
      const { fontFamily, fontSize, fontStyle } = getComputedStyle(parentElement);
      [...data].forEach((sign, i) => {
        range.setStart(signs.currentNode, i);
        range.setEnd(signs.currentNode, i + 1);
        if (sign !== "\\u200b")
          found.push([sign + fontFamily + fontStyle, parseFloat(fontSize),
            ...box(range.getBoundingClientRect())]);
      });
    }
    for (const line of formula.querySelectorAll("svg, .frac-line"))
      found.push([line.tagName, ...box(line.getBoundingClientRect())]);
    return found;
  };
  return JSON.stringify([...document.querySelectorAll(".katex-html")].map(places));
}"""


def formulas() -> list[tuple[str, bool]]:
    """Every formula of the chapters, and whether it stands on a line of its own."""
    found = dict.fromkeys((latex, True) for latex in OTHERS)
    for chapter in sorted(ROOT.glob("chapters/en/*.md")):
        for shown, inline in MATH.findall(chapter.read_text("utf-8")):
            found[(shown or inline).strip(), bool(shown)] = None
    return list(found)


def katex(latex: str, display: bool = False) -> str:
    """A formula as KaTeX writes it, less what `lighten` leaves out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(math, "in_fewer_marks", lambda html: html)
        return math.render.__wrapped__(latex, display)["html"]


def laid_out(page, path: Path, html: list[str]) -> list:
    """Where the signs of each formula stand."""
    sheet = f'<link rel="stylesheet" href="{light.SHEET.as_uri()}">'
    path.write_text(f"<!doctype html>{sheet}<p>" + "<p>".join(html), "utf-8")
    page.goto(path.as_uri())
    page.evaluate("document.fonts.ready")
    return json.loads(page.evaluate(PLACES))


def test_no_sign_of_the_book_moves(browser, tmp_path):
    asked = formulas()
    assert len(asked) > 1000
    heavy = [katex(*formula) for formula in asked]
    lighter = [light.in_fewer_marks(html) for html in heavy]
    with browser.new_context() as context:
        page = context.new_page()
        pages = tmp_path / "katex.html", tmp_path / "lighter.html"
        expected = laid_out(page, pages[0], heavy)
        places = laid_out(page, pages[1], lighter)
    for formula, wanted, got in zip(asked, expected, places, strict=True):
        assert [name for name, *_ in got] == [name for name, *_ in wanted], formula
        for (name, *place), (_, *other) in zip(got, wanted, strict=True):
            moved = max(abs(x - y) for x, y in zip(place, other, strict=True))
            assert moved < 0.1, (formula, name, place, other)
    assert "".join(lighter).count("<") < 0.65 * "".join(heavy).count("<")


@pytest.mark.parametrize(
    ("latex", "signs"),
    [
        ("p_i", "p i"),
        ("a=b", "a = b"),
        (r"e^{\alpha\ln p_j}", "e α ln p j"),
        ("x_i^2", "x i 2"),
    ],
)
def test_a_sign_is_one_mark(latex, signs):
    soup = BeautifulSoup(light.in_fewer_marks(katex(latex)), "html.parser")
    assert soup.select(".mord, .mspace, .mtight, .vlist-s, .vlist-r") == []
    marks = soup.select(".base span:not(.strut, .pstrut, :has(span))")
    assert [mark.get_text() for mark in marks] == signs.split()


@pytest.mark.parametrize("latex", ["k", r"\sum_{i\ne j}\sqrt{x_i}", r"\frac{1}{T}=β"])
def test_a_formula_is_spoken_as_before(latex):
    before, after = katex(latex), light.in_fewer_marks(katex(latex))
    math_before, math_after = (
        BeautifulSoup(x, "html.parser").math for x in (before, after)
    )
    assert math_before.contents[0].name == "mrow"
    assert math_after.decode_contents() == math_before.mrow.decode_contents()


def test_a_relation_has_its_space_on_both_sides():
    html = light.in_fewer_marks(katex("a=b"))
    assert '<span style="margin-left:0.278em;margin-right:0.278em">=</span>' in html
    assert html.count("margin-") == 2
