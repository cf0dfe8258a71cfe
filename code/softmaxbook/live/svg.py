"""From a Matplotlib figure to a small, clean SVG tree for inlining in a page."""

import hashlib
import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from matplotlib.figure import Figure

from softmaxbook.live import path
from softmaxbook.live.renderer import rendered

GROUND = "var(--live-ground,#fff)"

_REFERENCE = re.compile(r"(?<=#)[\w-]+(?=\)|$)")
_NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
_LONG_DECIMAL = re.compile(r"\d+\.\d{4,}")
_TRANSLATE = re.compile(r"translate\(([^)]*)\)")
_KEPT = "group"
# Matplotlib draws glyphs with 6400 units to the em; a page is as sharp with 400.
_GLYPH, _COARSER, _GLYPH_UNIT = "scale(0.015625)", "scale(0.25)", 16
_LENGTHS = {"x", "y", "width", "height"}


@dataclass(frozen=True)
class Drawing:
    """One frame: the <svg> without its definitions, and the definitions by id."""

    svg: ET.Element
    defs: dict[str, ET.Element]


def drawing(fig: Figure, prefix: str) -> Drawing:
    """Draw the figure; every id in the result is `prefix` plus a content hash."""
    root = _clean_root(_plain_names(ET.fromstring(rendered(fig))))
    if root.find(".//image") is not None:
        raise ValueError(
            "it would embed a bitmap; draw cells with pcolormesh instead of imshow, "
            "and nothing with rasterized=True"
        )
    for element in root.iter():
        _clean_attributes(element)
    definitions = _lift_definitions(root)
    _drop_unseen(root)
    _group_by_kind(root)
    _unwrap(root)
    names = {old: f"{prefix}-{_fingerprint(e)}" for old, e in definitions.items()}
    _rename(root, names)
    return Drawing(root, _named(definitions, names))


def with_defs(svg: ET.Element, defs: dict[str, ET.Element]) -> ET.Element:
    """Return the <svg> with its definitions first, in an order that is repeatable."""
    whole = ET.Element(svg.tag, svg.attrib)
    if defs:
        holder = ET.SubElement(whole, "defs")
        holder.extend(defs[name] for name in sorted(defs))
    whole.extend(svg)
    return whole


def markup(element: ET.Element) -> str:
    """Write the element as it stands in a page."""
    return ET.tostring(element, encoding="unicode").replace(" />", "/>")


def inner(element: ET.Element) -> str:
    """Write what is inside the element (what a browser calls innerHTML)."""
    return (element.text or "") + "".join(markup(child) for child in element)


def _plain_names(root):
    """Drop namespaces, metadata, style sheets and white space."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.endswith(("}metadata", "}style")):
                parent.remove(child)
        parent.tag = parent.tag.rpartition("}")[2]
        parent.text = parent.tail = None
        for name in [name for name in parent.attrib if "}" in name]:
            parent.set(name.rpartition("}")[2], parent.attrib.pop(name))
    return root


def _clean_attributes(element):
    attributes = element.attrib
    glyph = attributes.get("transform") == _GLYPH
    if glyph:
        attributes["transform"] = _COARSER
    if "d" in attributes:
        unit = _GLYPH_UNIT if glyph else 1
        attributes["d"] = path.shorten(attributes["d"], unit)
    if "style" in attributes:
        attributes["style"] = _clean_style(attributes["style"])
    if "transform" in attributes:
        attributes["transform"] = _clean_transform(element)
    for name in _LENGTHS & attributes.keys():
        attributes[name] = path.number(attributes[name])


def _clean_style(style):
    """Black becomes the page's text color, white its background."""
    style = style.replace(": ", ":").replace("; ", ";").replace(", ", ",")
    style = style.replace("#000000", "currentColor").replace("#ffffff", GROUND)
    return _LONG_DECIMAL.sub(lambda m: f"{float(m[0]):.3g}", style)


def _clean_transform(element):
    # A glyph moves inside a group scaled by a tenth: whole units are enough.
    tidy = _whole if element.tag == "use" else path.number
    return _TRANSLATE.sub(
        lambda m: f"translate({_NUMBER.sub(lambda n: tidy(n[0]), m[1])})",
        element.get("transform"),
    )


def _whole(text):
    return str(round(float(text)))


def _lift_definitions(root):
    """Take every <defs> out of the tree and return its elements by id."""
    found = {}
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == "defs"]:
            parent.remove(child)
            found.update({element.attrib.pop("id"): element for element in child})
    return found


def _drop_unseen(root):
    """Drop transparent backgrounds: patches with neither fill nor stroke.

    A transparent cell of a heat map stays: in other frames it has a color, and
    frames with different cells could only be exchanged as a whole.
    """
    for parent in list(root.iter()):
        for child in list(parent):
            if _kind(child) == "patch" and _is_unseen(child):
                parent.remove(child)


def _is_unseen(group):
    return all(shape.get("style") == "fill:none" for shape in group)


def _group_by_kind(root):
    """Put what an axes holds besides its two axes in a group, each kind in its own.

    Frames with different numbers of lines then differ in the group of lines, and
    not in the whole axes with all its ticks.
    """
    for axes in [e for e in root.iter("g") if _kind(e) == "axes"]:
        runs = itertools.groupby(list(axes), lambda e: _kind(e) == "matplotlib.axis")
        axes[:] = [
            element
            for is_axis, run in runs
            for element in (run if is_axis else [_group(map(_group, _kinds(run)))])
        ]


def _kinds(elements):
    return [list(run) for _, run in itertools.groupby(elements, _kind)]


def _kind(element):
    """Read "line2d" from the id "line2d_7" that Matplotlib gave."""
    return element.get("id", "").rpartition("_")[0]


def _group(elements):
    group = ET.Element("g", {"id": _KEPT})
    group.extend(elements)
    return group


def _unwrap(parent):
    """Replace a group that says nothing and holds one thing by that thing."""
    for place, child in enumerate(parent):
        _unwrap(child)
        kept = child.attrib.pop("id", None) == _KEPT
        if child.tag == "g" and not child.attrib and len(child) == 1 and not kept:
            parent[place] = child[0]


def _fingerprint(element):
    return hashlib.sha256(ET.tostring(element)).hexdigest()[:8]


def _rename(root, names):
    """Point every reference in the tree to the new ids."""
    for element in root.iter():
        for name in element.attrib.keys() & {"href", "clip-path", "style"}:
            element.attrib[name] = _renamed(element.attrib[name], names)


def _renamed(text, names):
    if "#" not in text:
        return text
    return _REFERENCE.sub(lambda m: names.get(m[0], m[0]), text)


def _named(definitions, names):
    result = {}
    for old, element in definitions.items():
        _rename(element, names)
        result[names[old]] = ET.Element(
            element.tag, {"id": names[old], **element.attrib}
        )
        result[names[old]].extend(element)
    return result


def _clean_root(root):
    """Let the page's style sheet give the size: only the proportions stay."""
    root.attrib = {
        "viewBox": root.get("viewBox"),
        "fill": "currentColor",
        "stroke-linejoin": "round",
    }
    return root
