"""How the figures write symbols."""


def name_height(ax, symbol):
    """Name the vertical axis with a symbol that stands upright, as in the text."""
    ax.set_ylabel(symbol, rotation=0, ha="right", va="center", labelpad=7)
