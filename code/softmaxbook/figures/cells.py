"""A table of squares in a few shades."""

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

_SQUARE = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
_PEN = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]


def draw_cells(ax, levels, shades):
    """Draw each cell of a table in the shade of its level; level 0 has none.

    All cells of a shade are one path: a move of a live figure then changes a few
    paths, and not every cell.
    """
    for level, shade in enumerate(shades, start=1):
        squares = _squares(np.argwhere(levels == level)[:, ::-1])
        color = {"facecolor": "C0", "alpha": shade, "linewidth": 0}
        ax.add_patch(PathPatch(squares, clip_on=False, **color))


def _squares(corners):
    """Return one path around the squares with these lower corners."""
    if not corners.size:
        return Path([(0, 0)], [Path.MOVETO])  # nothing, yet a path in every frame
    vertices = corners[:, None] + _SQUARE
    return Path(vertices.reshape(-1, 2), np.tile(_PEN, len(corners)))
