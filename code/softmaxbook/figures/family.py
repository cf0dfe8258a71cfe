"""The map of the family: who is who, and what leads from one to the other."""

from typing import NamedTuple

from softmaxbook.labels import text

SIZE = (5.7, 4.6)
LEFT, MIDDLE, RIGHT, LAST = 0.183, 0.43, 0.645, 0.84
NOISE, ONE, TWO, MANY = 0.92, 0.63, 0.33, 0.08


class Member(NamedTuple):
    """A function of the family: its place, its color, and what is said of it."""

    x: float
    y: float
    color: str
    note: str = ""


MEMBERS = {
    "map.gumbel_softmax": Member(LEFT, NOISE, "C3"),
    "map.draw": Member(LAST, NOISE, "C3"),
    "map.softmax": Member(LEFT, ONE, "C0", r"$\alpha=1$"),
    "map.entmax": Member(MIDDLE, ONE, "C0", r"$1<\alpha<2$"),
    "map.sparsemax": Member(RIGHT, ONE, "C0", r"$\alpha=2$"),
    "map.argmax": Member(LAST, ONE, "C0", r"$\alpha\to\infty$"),
    "map.sigmoid": Member(LEFT, TWO, "C2"),
    "map.step": Member(LAST, TWO, "C2"),
    "map.soft_top_k": Member(LEFT, MANY, "C1"),
    "map.k_wta": Member(LAST, MANY, "C1"),
}
COLDER = r"$\beta\to\infty$"
# From, to, and what it takes; upward and downward links read from the softmax row.
LINKS = (
    ("map.gumbel_softmax", "map.draw", COLDER),
    ("map.softmax", "map.entmax", ""),
    ("map.entmax", "map.sparsemax", ""),
    ("map.sparsemax", "map.argmax", ""),
    ("map.sigmoid", "map.step", COLDER),
    ("map.soft_top_k", "map.k_wta", COLDER),
    ("map.softmax", "map.gumbel_softmax", "map.noise"),
    ("map.argmax", "map.draw", "map.noise"),
    ("map.softmax", "map.sigmoid", "$C=2$"),
    ("map.argmax", "map.step", "$C=2$"),
    ("map.sigmoid", "map.soft_top_k", "map.threshold"),
    ("map.step", "map.k_wta", "map.threshold"),
)


def draw_family_map(fig):
    """Draw the members as boxes in four rows, from soft on the left to hard."""
    fig.set_size_inches(*SIZE)
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
    ax.set_axis_off()
    boxes = {name: _box(ax, name, member) for name, member in MEMBERS.items()}
    for start, end, what in LINKS:
        _arrow(ax, boxes[start], boxes[end])
        _say(ax, MEMBERS[start], MEMBERS[end], what)


def _box(ax, name, member):
    frame = {"boxstyle": "round,pad=0.35", "facecolor": "none"}
    frame |= {"edgecolor": member.color, "linewidth": 1.6}
    words = "\n".join(filter(None, (text(name), member.note)))
    place = {"ha": "center", "va": "center", "linespacing": 1.5}
    return ax.text(member.x, member.y, words, **place, bbox=frame)


def _arrow(ax, start, end):
    looks = {"arrowstyle": "-|>", "color": "C5", "linewidth": 1.3}
    ends = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch()}
    gaps = {"shrinkA": 3, "shrinkB": 3}
    arrow = {**looks, **ends, **gaps}
    ax.annotate("", end.get_position(), start.get_position(), arrowprops=arrow)


def _say(ax, start, end, what):
    """Write above a level arrow, and on the inner side of an upright one."""
    words = text(what) if what.startswith("map.") else what
    x, y = (start.x + end.x) / 2, (start.y + end.y) / 2
    if start.y == end.y:
        ax.text(x, y + 0.03, words, ha="center", fontsize=12)
    elif x < 0.5:
        ax.text(x + 0.015, y, words, ha="left", va="center", fontsize=12)
    else:
        ax.text(x - 0.015, y, words, ha="right", va="center", fontsize=12)
