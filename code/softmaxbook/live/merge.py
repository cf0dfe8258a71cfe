"""Merges the frames of a figure: one tree, and a table of what changes in it."""

import copy
import xml.etree.ElementTree as ET
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from softmaxbook.live.svg import inner

MARK = "data-s"
CONTENT = "*"


@dataclass(frozen=True)
class Slot:
    """One place that changes.

    Attributes
    ----------
    mark : value of ``data-s`` on the element.
    attribute : its name, "" for the element's text, "*" for all inside it.
    variants : the different values, each once; None where the attribute is absent.
    choice : for each frame, the index of its variant.
    """

    mark: int
    attribute: str
    variants: tuple[str | None, ...]
    choice: tuple[int, ...]


def merge(trees: Sequence[ET.Element], initial: int) -> tuple[ET.Element, list[Slot]]:
    """Return the initial tree with its changing elements marked, and the slots.

    Where the frames have different children, the group around them is kept
    whole, once for each variant.
    """
    base, slots = copy.deepcopy(trees[initial]), []
    _merge(base, trees, slots, iter(range(10**9)))
    return base, slots


def distinct(items: Sequence[Hashable]) -> tuple[tuple, tuple[int, ...]]:
    """Return the different items in order of appearance, and where each occurs.

    >>> distinct("abca")
    (('a', 'b', 'c'), (0, 1, 2, 0))
    """
    places = {item: i for i, item in enumerate(dict.fromkeys(items))}
    return tuple(places), tuple(places[item] for item in items)


def apply(base: ET.Element, slots: Sequence[Slot], frame: int) -> ET.Element:
    """Return the tree of one frame: what the script does in the browser."""
    tree = copy.deepcopy(base)
    marked = {e.attrib.pop(MARK): e for e in tree.iter() if MARK in e.attrib}
    for slot in slots:
        element, value = marked[str(slot.mark)], slot.variants[slot.choice[frame]]
        if slot.attribute == CONTENT:
            element[:] = ET.fromstring(f"<g>{value}</g>")
        elif slot.attribute == "":
            element.text = value
        elif value is None:
            element.attrib.pop(slot.attribute, None)
        else:
            element.set(slot.attribute, value)
    return tree


def _merge(base, nodes, slots, marks):
    alike = len({tuple(child.tag for child in node) for node in nodes}) == 1
    changes = _changed_attributes(nodes)
    if not alike:
        changes.append((CONTENT, [inner(node) for node in nodes]))
    elif len({node.text for node in nodes}) > 1:
        changes.append(("", [node.text for node in nodes]))
    if changes:
        mark = next(marks)
        slots += [Slot(mark, name, *distinct(values)) for name, values in changes]
    if alike:
        for place, child in enumerate(base):
            _merge(child, [node[place] for node in nodes], slots, marks)
    if changes:
        base.set(MARK, str(mark))


def _changed_attributes(nodes):
    names = sorted(set().union(*(node.attrib for node in nodes)))
    columns = ((name, [node.get(name) for node in nodes]) for name in names)
    return [(name, values) for name, values in columns if len(set(values)) > 1]
