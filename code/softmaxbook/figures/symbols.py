"""How the figures name what they draw."""


def name_height(ax, symbol):
    """Name the vertical axis with a symbol that stands upright, as in the text."""
    ax.set_ylabel(symbol, rotation=0, ha="right", va="center", labelpad=7)


def legend_above(ax, **margins):
    """Put the legend in one line above the axes: beside them it would narrow them."""
    ax.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, borderaxespad=0.2,
        columnspacing=1.2, handlelength=1.5, handletextpad=0.5,
    )  # fmt: skip
    ax.figure.subplots_adjust(top=0.88, **margins)
