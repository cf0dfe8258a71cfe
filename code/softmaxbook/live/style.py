"""The look of every figure, as a context that leaves no trace."""

import matplotlib as mpl
from cycler import cycler

from softmaxbook import fonts, labels

# At least 3:1 against white and against #121212 (WCAG 1.4.11), so that one
# drawing serves the light and the dark page.
COLORS = ("#2a7fc9", "#d55e00", "#00926f", "#b565b8", "#a67800", "#808080")
SIZE = (6.0, 3.0)
MARGINS = {"left": 0.125, "right": 0.98, "bottom": 0.2, "top": 0.95}


def context(lang: str | None = None):
    """Return a context manager in which figures are drawn in the book's style."""
    return mpl.rc_context(_settings(lang or labels.language()))


def _settings(lang):
    return {
        "figure.figsize": SIZE,
        "figure.facecolor": "none",
        "figure.autolayout": False,
        "figure.constrained_layout.use": False,
        **{f"figure.subplot.{side}": at for side, at in MARGINS.items()},
        "figure.subplot.wspace": 0.28,
        "font.family": fonts.family(lang),
        "font.size": 12.5,
        "mathtext.fontset": "dejavusans",
        "axes.prop_cycle": cycler(color=COLORS),
        "axes.facecolor": "none",
        "axes.titlesize": 13,
        "axes.labelsize": 12.5,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": "#808080",
        "grid.alpha": 0.28,
        "grid.linewidth": 0.6,
        "xtick.labelsize": 11.5,
        "ytick.labelsize": 11.5,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "xtick.major.pad": 5,
        "ytick.major.pad": 5,
        "legend.frameon": False,
        "legend.fontsize": 11.5,
        "lines.linewidth": 2,
        "lines.solid_capstyle": "round",
        "svg.fonttype": "path",
        "svg.hashsalt": "softmaxbook",
    }
