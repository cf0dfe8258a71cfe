"""Figures of chapter 2: what softmax promises, and how to compute it."""

import numpy as np

from softmaxbook.labels import text
from softmaxbook.sigmoid import sigmoid
from softmaxbook.softmax import logsumexp, softmax

COLORS = ("C0", "C1", "C2")  # of the options A, B, C
OTHER_COLORS = ("C3", "C4", "C5")  # of the rows of a table, whose columns are options
FALLING_LOGITS = np.array([2.0, 1.0, 0.0])
FORMATS = (np.float16, np.float32, np.float64)
GREY = "#808080"
HALVES = [0, 0.5, 1]
QUARTERS = [0, 0.25, 0.5, 0.75, 1]
# Dense where one of the formats gives up, sparse in between.
RISES = (4, 8, 9, 10, 12, 20, 50, 80, 86, 87, 88, 100, 200, 500, 707, 708, 709, 1000)
FALLS = (4, 8, 12, 15, 16, 17, 18, 19, 20, 50, 100, 103, 105, 107, 300, 740, 745, 1000)
TABLE = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 0.0], [0.0, 2.0, 1.0]])
# How a table of exponentials may be divided by a sum: name -> arguments of the sum.
WAYS = {
    "axis=1, keepdims=True": {"axis": 1, "keepdims": True},
    "axis=0, keepdims=True": {"axis": 0, "keepdims": True},
    "axis=None": {"axis": None},
    "axis=1": {"axis": 1},
}


def shifts():
    """Shifts for a slider, each as (what a person reads, number)."""
    values = [-c for c in reversed(FALLS)] + [0, *RISES]
    return [(str(c).replace("-", "−"), c) for c in values]


def draw_stages(fig, a, b, c):
    """Three logits, their exponentials, and the shares of these in their sum."""
    fig.subplots_adjust(left=0.07, top=0.87, bottom=0.1, wspace=0.36)
    z = np.array([a, b, c])
    weights = np.exp(z)
    p = softmax(z)
    titles = (text("axis.logits"), "$e^z$", text("axis.probabilities"))
    limits = ((-2.3, 3.3), (0, 22), (0, 1.05))
    ticks = ([-2, -1, 0, 1, 2, 3], [0, 5, 10, 15, 20], QUARTERS)
    for k, heights in enumerate((z, weights, p)):
        panel = fig.add_subplot(1, 3, k + 1)
        panel.bar([0, 1, 2], heights, width=0.6, color=COLORS)
        panel.axhline(0, color="black", linewidth=0.8)
        panel.set(title=titles[k], ylim=limits[k], yticks=ticks[k])
        panel.set_xticks([0, 1, 2], "ABC")
    return {"exp_z": weights, "sum": weights.sum(), "p": p}


def draw_shift_and_overflow(fig, c):
    """The plain formula on 2 + c, 1 + c, c in three formats, and the repaired one."""
    fig.set_size_inches(5.2, 2.9)
    fig.subplots_adjust(left=0.16, top=0.87, bottom=0.13, wspace=0.28)
    line, shares = fig.subplots(1, 2, sharey=True)
    names = [kind.__name__ for kind in FORMATS] + ["float16\n$z-m$"]
    p = softmax(FALLING_LOGITS)
    overflowed, underflowed = [], []
    for row, kind in enumerate(FORMATS):
        z = (FALLING_LOGITS + c).astype(kind)
        weights, plain = _plain_softmax(z)
        _window(line, row, kind, z)
        _shares(shares, row, plain)
        overflowed.append(int(np.isinf(weights).sum()))
        underflowed.append(int((weights == 0).sum()))
    _window(line, 3, np.float16, FALLING_LOGITS - FALLING_LOGITS.max())
    _shares(shares, 3, p)
    ticks = [-1000, -100, -10, 0, 10, 100, 1000]
    line.set_xscale("symlog", linthresh=10)
    line.set(xlim=(-2000, 2000), ylim=(3.6, -0.6), title=text("axis.exponents"))
    line.set_xticks(ticks, ["−1000", "", "−10", "", "10", "", "1000"])
    line.set_yticks(range(4), names)
    line.minorticks_off()
    shares.set(xlim=(0, 1.02), xticks=HALVES, title=text("axis.probabilities"))
    shares.tick_params(labelleft=False)
    return {"overflowed": overflowed, "underflowed": underflowed, "p": p}


def draw_soft_maximum(ax, beta, t):
    """The maximum of t and 0, and log-sum-exp above it: at most ln 2 / β away."""
    x = np.linspace(-4, 4, 65)
    soft = logsumexp([beta * t, 0]) / beta
    hard = max(t, 0)
    ax.plot(x, np.maximum(x, 0), color="black", linewidth=1.2, label=r"$\max(t, 0)$")
    above = logsumexp(np.stack([beta * x, 0 * x]), axis=0) / beta
    ax.plot(x, above, color="C0", label=r"$\ln(e^{\beta t}+1)\,/\,\beta$")
    ax.plot([t, t], [hard, soft], color="C1", linewidth=3)
    ax.plot(t, soft, "o", color="C1")
    ax.set(xlim=(-4, 4), ylim=(-0.3, 4.6), xticks=range(-4, 5, 2), yticks=range(5))
    ax.set(xlabel="$t$")
    ax.legend(loc="upper left")
    slope = sigmoid(beta * t)
    return {"gap": soft - hard, "ln_2_over_beta": np.log(2) / beta, "slope_at_t": slope}


def draw_softmax_axis(fig, way, corner):
    """What the rows and the columns of a table sum to, after one of four divisions."""
    fig.subplots_adjust(left=0.07, top=0.87, bottom=0.1, wspace=0.2)
    panels = fig.subplots(1, 2)
    z = TABLE.copy()
    z[0, 0] = corner
    weights = np.exp(z)
    shares = weights / weights.sum(**WAYS[way])
    sides = (
        ("axis.row_sums", shares, COLORS),
        ("axis.column_sums", shares.T, OTHER_COLORS),
    )
    for panel, (name, table, colors) in zip(panels, sides, strict=True):
        starts = np.cumsum(table, axis=1) - table
        for k, color in enumerate(colors):
            lengths = table[:, k]
            panel.barh(range(3), lengths, left=starts[:, k], color=color, height=0.6)
        panel.axvline(1, color="black", linestyle="--", linewidth=1.2)
        panel.set(xlim=(0, 2.5), ylim=(2.6, -0.6), xticks=[0, 0.5, 1, 1.5, 2, 2.5])
        panel.set_yticks(range(3), "123")
        panel.set_title(text(name))
    return {"row_sums": shares.sum(axis=1), "column_sums": shares.sum(axis=0)}


def _plain_softmax(z):
    """Return the exponentials and their shares, as the formula says, warts and all."""
    with np.errstate(all="ignore"):
        weights = np.exp(z)
        return weights, weights / weights.sum()


def _window(ax, row, kind, exponents):
    """Draw the exponents, over those whose exponential the format can hold."""
    info = np.finfo(kind)
    ends = np.log([float(info.smallest_subnormal), float(info.max)])
    ax.plot(ends, [row, row], color=GREY, alpha=0.4, linewidth=9, solid_capstyle="butt")
    for x, color in zip(exponents.astype(float), COLORS, strict=True):
        ax.plot(x, row, "o", color=color, markersize=5)


def _shares(ax, row, p):
    """Draw the shares in one bar; what is not a number has no length."""
    p = np.nan_to_num(p.astype(float))
    for start, length, color in zip(np.cumsum(p) - p, p, COLORS, strict=True):
        ax.barh(row, length, left=start, height=0.6, color=color)
