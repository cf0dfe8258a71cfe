"""Cuts a list into parts that fit, each about as high as the others."""


def balanced(things: list, heights: list[float], most: float) -> list[list]:
    """Cut a list into as few groups as `most` allows, about equally high.

    >>> balanced(["a", "b", "c", "d"], [1, 1, 1, 1], 3)
    [['a', 'b'], ['c', 'd']]
    """
    count = 1
    while len(groups := cut(things, heights, most, count)) > count:
        count += 1
    return groups


def cut(things: list, heights: list[float], most: float, count: int) -> list[list]:
    """Cut a list where its first, second … part of `count` is full."""
    share, groups, used, total = sum(heights) / count, [], 0.0, 0.0
    for thing, height in zip(things, heights, strict=True):
        full = groups and used + height > most
        if not groups or full or total + height / 2 > share * len(groups):
            groups.append([])
            used = 0.0
        groups[-1].append(thing)
        used, total = used + height, total + height
    return groups
