"""Makes the tags of a PDF, which readers aloud follow, as few as they can be.

Chromium gives every colored word of a program an element of its own. Those that say
no more than which piece of the page they are become a number in the element around.
"""

from collections.abc import Iterator

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
)

PLAIN = {"/Type", "/S", "/P", "/Pg", "/K"}


def fold_tags(structure: DictionaryObject) -> None:
    """Fold plain leaves of a structure tree into the elements that hold them."""
    parents: dict[int, IndirectObject] = {}
    waiting = list(_references(structure))
    while waiting:
        waiting += _fold(waiting.pop(), parents)
    for entry in _entries(structure["/ParentTree"]):
        entry[:] = [
            parents.get(r.idnum, r) if isinstance(r, IndirectObject) else r
            for r in entry
        ]


def _fold(place: IndirectObject, parents: dict) -> list[IndirectObject]:
    """Fold the leaves of one element; return its other elements."""
    element, kids, others = place.get_object(), ArrayObject(), []
    for kid in _kids(element):
        inner = kid.get_object()
        if _is_plain(inner):
            kids.append(_piece(inner, element))
            parents[kid.idnum] = place
            continue
        kids.append(kid)
        if isinstance(kid, IndirectObject) and "/S" in inner:
            others.append(kid)
    if kids != _kids(element):
        element[NameObject("/K")] = kids
    return others


def _piece(leaf: DictionaryObject, element: DictionaryObject):
    """Return what a leaf stands for, as the element around refers to it."""
    if "/Pg" not in element:
        element[NameObject("/Pg")] = leaf.raw_get("/Pg")
    if element.raw_get("/Pg") == leaf.raw_get("/Pg"):
        return leaf["/K"]
    names = {"/Type": NameObject("/MCR"), "/Pg": leaf.raw_get("/Pg")}
    piece = {**names, "/MCID": leaf["/K"]}
    return DictionaryObject({NameObject(key): piece[key] for key in piece})


def _is_plain(element) -> bool:
    return (
        isinstance(element, DictionaryObject)
        and element.get("/S") == "/NonStruct"
        and isinstance(element.get("/K"), NumberObject)
        and "/Pg" in element
        and element.keys() <= PLAIN
    )


def _kids(element: DictionaryObject) -> list:
    kids = element.raw_get("/K") if "/K" in element else []
    return list(kids) if isinstance(kids, ArrayObject) else [kids]


def _references(element: DictionaryObject) -> Iterator[IndirectObject]:
    return (kid for kid in _kids(element) if isinstance(kid, IndirectObject))


def _entries(tree: DictionaryObject) -> Iterator[ArrayObject]:
    """Yield the lists of elements in a number tree, page by page."""
    for kid in tree.get("/Kids", ()):
        yield from _entries(kid.get_object())
    for entry in tree.get("/Nums", ())[1::2]:
        if isinstance(entry.get_object(), ArrayObject):
            yield entry.get_object()
