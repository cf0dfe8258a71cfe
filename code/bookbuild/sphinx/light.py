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
# Whatever stands in these, or in what stands in these, is laid out for standing there.
STIFF = frozenset(re.findall(r"\.([\w-]+)>span", RULES)) | {"thinbox", "vbox"}
BOXES = {"vlist-t", "vbox"}  # with lines of their own
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
        spoken(formula)
    for formula in root.iter("span"):
        if classes(formula) == ["katex-html"]:
            simplify(formula, 0)
    return ElementTree.tostring(root, encoding="unicode", method="html")


def spoken(mark: Element) -> None:
    """Leave out rows of one; the outermost row is understood."""
    for child in list(mark):
        spoken(child)
        is_whole = mark.tag == "math" and len(mark) == 1
        if child.tag == "mrow" and not child.attrib and (is_whole or len(child) == 1):
            unwrap(mark, child)


def simplify(mark: Element, stiff: int) -> None:
    """Simplify all below a mark, then the mark; so many levels below it are stiff."""
    names = set(classes(mark))
    stiff = 2 if names & STIFF else max(stiff - 1, 0)
    for child in mark:
        simplify(child, stiff)
    if "vlist-t" in names:
        one_row(mark)
    elif names == {"msupsub"}:
        raised(mark)
    spaces_to_margins(mark)
    for child in list(mark):
        keep_drawn(child)
        if child.tag == "span" and not child.attrib and not stiff:
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
    inside = {name for mark in sign.iter() for name in classes(mark)}
    size = size_of(sign)
    if not size or inside & BOXES:
        return
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
            if is_sign(after) and RELATIONS.intersection(classes(after)):
                widen(after, "margin-left", width)
            elif is_sign(before):
                widen(before, "margin-right", width)
            elif is_sign(after):
                widen(after, "margin-left", width)
            else:
                continue
            mark.remove(space)


def width_of(mark: Element) -> float:
    """Return the em that a mark is wide if it is nothing but a space, else 0."""
    names, look = set(classes(mark)) & DRAWN, style(mark)
    if mark.text or mark.tail or len(mark):
        return 0
    if names == {"mspace"} and set(look) == {"margin-right"}:
        return em(look["margin-right"])
    return NULL if names == {"nulldelimiter"} and not look else 0


def beside(mark: Element, child: Element) -> tuple[Element | None, Element | None]:
    """Return what stands before and after a mark's child."""
    children = [None, *mark, None]
    place = children.index(child)
    return children[place - 1], children[place + 1]


def is_sign(mark: Element | None) -> bool:
    """Tell whether a mark is there, is no space itself, and no text follows it."""
    if mark is None or mark.tag != "span" or mark.tail:
        return False
    return "mspace" not in classes(mark) and not width_of(mark)


def widen(mark: Element, side: str, width: float) -> None:
    """Add to the margin of a mark, whose own em may be another."""
    look = style(mark)
    look[side] = length(em(look.get(side)) + width / (size_of(mark) or 1))
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
    if letters and set(child.attrib) == {"class"} and not len(child) and not child.tail:
        mark.set("class", f"{mark.get('class')} {child.get('class')}")
        unwrap(mark, child)


def size_of(mark: Element) -> float:
    """Return the size of a mark's letters in em of those around it, 0 if the same."""
    names = classes(mark)
    return SIZES.get(tuple(names[1:3]), 0) if names[:1] == ["sizing"] else 0


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


def em(length: str | None) -> float:
    """Read a length in em; without one it is 0."""
    return float((length or "0").removesuffix("em"))


def length(em: float) -> str:
    """Write a length to a fiftieth of a pixel."""
    return f"{round(em, 3):g}em"
