"""Formulas in half the marks: what KaTeX writes, and a browser draws without.

KaTeX writes a mark for each sign and each space, and a table for each index; on a long
page, ten thousand to be sent, read and laid out. Here fewer draw the same: no sign
moves by a tenth of a pixel.
"""

import re
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SHEET = Path(__file__).parents[1] / "static" / "katex" / "katex.min.css"
RULES = re.sub(r"@font-face\{[^}]*\}", "", SHEET.read_text("utf-8"))
NAME = re.compile(r"\.([a-z][\w-]*)")
DRAWN = frozenset(NAME.findall(RULES))  # the other classes say what a sign is
STIFF = frozenset(re.findall(r"\.([\w-]+)>span", RULES))  # draw what they hold
SIZES = {
    (before, after): float(em)
    for before, after, em in re.findall(
        r"\.sizing\.(reset-size\d+)\.(size\d+)\{font-size:([\d.]+)em", RULES
    )
}
SIDES = ("margin-left", "margin-right")
RELATIONS = frozenset(("mrel", "mbin"))  # a space on both sides
# What a fraction has on both sides, in em.
NULL = float(re.search(r"\.nulldelimiter\{[^}]*width:([\d.]+)em", RULES)[1])


def in_fewer_marks(html: str) -> str:
    """Return a formula of KaTeX's with fewer marks, for the ear and for the eye.

    >>> in_fewer_marks('<span><math><mrow><mi>k</mi></mrow></math></span>')
    '<span><math><mi>k</mi></math></span>'
    """
    root = ElementTree.fromstring(html)
    for formula in root.iter("math"):
        if [row.tag for row in formula] == ["mrow"]:
            unwrap(formula, formula[0])  # a row is understood
    for formula in root.iter("span"):
        if classes(formula) == ["katex-html"]:
            simplify(formula)
    return ElementTree.tostring(root, encoding="unicode", method="html")


def simplify(mark: Element) -> None:
    """Simplify all below a mark, then the mark."""
    for child in mark:
        simplify(child)
    names = set(classes(mark))
    if "vlist-t" in names:
        one_row(mark)
    elif names == {"msupsub"}:
        raised(mark)
    spaces_to_margins(mark)
    for child in list(mark):
        keep_drawn(child)
        if child.tag == "span" and not child.attrib and not names & STIFF:
            unwrap(mark, child)
    join_only_child(mark)


def one_row(table: Element) -> None:
    """Keep of a stack what it shows; the line has its depth from KaTeX's strut."""
    stack = table[0][0]
    table[:] = [stack]
    table.set("class", "vlist-t")


def raised(index: Element) -> None:
    """Write a single index without the table in which KaTeX raises it."""
    boxes = index.findall("span[@class='vlist-t']/span[@class='vlist']/span")
    if len(boxes) != 1 or len(boxes[0]) != 2:
        return
    (box,) = boxes
    strut, sign = box
    size = size_of(sign)
    if not size or any("vbox" in classes(mark) for mark in sign.iter()):
        return  # a box has lines of its own
    place = style(box)
    shift = -em(place["top"]) - em(style(strut)["height"])
    look = {"vertical-align": shift, **{side: em(place.get(side)) for side in SIDES}}
    tail = index.tail
    index.clear()
    index.text, index.tail = sign.text, tail
    index[:] = list(sign)
    index.set("class", sign.get("class"))
    lengths = {name: length(value / size) for name, value in look.items() if value}
    set_style(index, {**lengths, "line-height": "0"})


def spaces_to_margins(mark: Element) -> None:
    """Give the spaces between the marks below a mark to their neighbours."""
    for space in list(mark):
        if width := width_of(space):
            before, after = beside(mark, space)
            if RELATIONS.intersection(classes(after)):
                widen(after, "margin-left", width)
            elif classes(before):
                widen(before, "margin-right", width)
            else:
                continue
            mark.remove(space)


def width_of(mark: Element) -> float:
    """Return the em that a mark is wide if it is nothing but a space, else 0."""
    names = set(classes(mark)) & DRAWN
    if names == {"nulldelimiter"}:
        return NULL
    return em(style(mark).get("margin-right")) if names == {"mspace"} else 0


def beside(mark: Element, child: Element) -> tuple[Element, Element]:
    """Return what stands before and after a mark's child, or nothing of no class."""
    nothing = Element("span")
    children = [nothing, *mark, nothing]
    place = children.index(child)
    return children[place - 1], children[place + 1]


def widen(mark: Element, side: str, width: float) -> None:
    """Add to the margin of a mark."""
    look = style(mark)
    look[side] = length(em(look.get(side)) + width)
    set_style(mark, look)


def keep_drawn(mark: Element) -> None:
    """Leave out the classes that no rule draws by."""
    if names := [name for name in classes(mark) if name in DRAWN]:
        mark.set("class", " ".join(names))
    else:
        mark.attrib.pop("class", None)


def unwrap(parent: Element, mark: Element) -> None:
    """Put what is inside a mark in its place."""
    place = list(parent).index(mark)
    append_text(parent, place, mark.text)
    inside = list(mark)
    parent[place : place + 1] = inside
    append_text(parent, place + len(inside), mark.tail)


def append_text(parent: Element, place: int, text: str | None) -> None:
    """Add text before the child of this place."""
    if not text:
        return
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def join_only_child(mark: Element) -> None:
    """Let a mark that only sets a size set the letters too."""
    if len(mark) != 1 or mark.text or not size_of(mark):
        return
    child = mark[0]
    letters = all(name.startswith("math") for name in classes(child))
    if letters and set(child.attrib) == {"class"} and not child.tail:
        mark.set("class", f"{mark.get('class')} {child.get('class')}")
        unwrap(mark, child)


def size_of(mark: Element) -> float:
    """Return the size of a mark's letters in em of those around it, 0 if the same."""
    return SIZES.get(tuple(classes(mark)[1:3]), 0)


def classes(mark: Element) -> list[str]:
    """Return the classes of a mark."""
    return mark.get("class", "").split()


def style(mark: Element) -> dict[str, str]:
    """Return the properties of a mark's own style."""
    pairs = mark.get("style", "").rstrip(";").split(";")
    return dict(pair.split(":", 1) for pair in pairs if pair)


def set_style(mark: Element, look: dict[str, str]) -> None:
    """Give a mark its own style."""
    mark.set("style", ";".join(f"{name}:{value}" for name, value in look.items()))


def em(written: str | None) -> float:
    """Read a length in em; without one it is 0."""
    return float((written or "0").removesuffix("em"))


def length(value: float) -> str:
    """Write a length in em, to a fiftieth of a pixel."""
    return f"{round(value, 3):g}em"
