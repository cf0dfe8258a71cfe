"""Proofs of the equations of the chapter "Softmax: what it promises"."""

from itertools import pairwise

import numpy as np
import sympy as sp
from sympy import Integer, Rational, exp, log, oo

from softmaxbook.proofs import equal, holds, proves
from softmaxbook.proofs.terms import log_sum_exp as lse
from softmaxbook.proofs.terms import logits, softmax

beta, odds = sp.symbols("beta odds", positive=True)
m, lead = sp.symbols("m lead", real=True)
CLASSES = range(2, 6)


def falling_short(n):
    """Return n logits of which the first, m, is the largest.

    The others fall short of it by ln(1 + w), which runs through all of [0, ∞). So
    e^(z - m) is 1/(1 + w), and inequalities are decided among fractions.
    """
    w = sp.symbols(f"w2:{n + 1}", nonnegative=True)
    return [m, *(m - log(1 + w_i) for w_i in w)]


def relative_weights(z, reference=m):
    """Return e^(z - m) as fractions."""
    return [sp.powsimp(sp.expand(exp(sp.expand(z_i - reference)))) for z_i in z]


def not_negative(expression):
    """Tell whether an expression is a fraction without a single minus sign."""
    numerator, denominator = sp.fraction(sp.together(sp.powsimp(expression)))
    return bool(
        sp.expand(numerator).is_nonnegative and sp.expand(denominator).is_positive
    )


@proves(
    "eq-softmax-stages",
    prints="3f7de142",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "divided by the largest weight": {"total": lambda u: sp.Max(*u)},
        "divided by the sum of the logits": {"total": lambda u: sum(map(log, u))},
        "powers of two": {"weight": lambda z: 2**z},
    },
)
def softmax_stages(weight=exp, total=sum):
    for n in CLASSES:
        z = logits(n)
        u = [weight(z_i) for z_i in z]
        s = total(u)
        for u_j, z_j in zip(u, z, strict=True):
            yield equal(u_j / s, exp(z_j) / sum(exp(z_i) for z_i in z))


@proves(
    "eq-softmax-order",
    prints="b9c61b52",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "the difference of the logits, without the exponential": {
            "factor": lambda gap: gap
        },
        "the logits exchanged": {"factor": lambda gap: exp(-gap) - 1},
    },
)
def softmax_order(factor=lambda gap: exp(gap) - 1):
    for n in CLASSES:
        z = logits(n)
        p = softmax(z)
        for j, k in pairwise(range(n)):
            yield equal(p[j] - p[k], p[k] * factor(z[j] - z[k]))
    ahead = sp.Symbol("ahead", positive=True)
    yield holds("p_k is positive", p[0].is_positive)
    yield holds("a lead gives more", factor(log(1 + ahead)).is_positive)
    yield holds("a tie gives as much", factor(Integer(0)) == 0)
    yield holds("a lag gives less", factor(-log(1 + ahead)).is_negative)


@proves(
    "eq-softmax-below-one",
    prints="567d6211",
    where=r"p_j = \operatorname{softmax}(z)_j, z_j",
    mutants={
        "a single option, whose probability is 1": {"counts": [1]},
        "the option itself subtracted too": {"others": lambda p, j: p},
    },
)
def softmax_below_one(counts=CLASSES, others=lambda p, j: p[:j] + p[j + 1 :]):
    for n in counts:
        p = softmax(logits(n))
        for j in range(n):
            yield holds("p_j > 0", p[j].is_positive)
            taken_away = sp.sympify(sum(others(p, j)))
            yield equal(p[j], 1 - taken_away)
            yield holds("a positive number is subtracted", taken_away.is_positive)


@proves(
    "eq-softmax-shifted",
    prints="a5098987",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "subtracted in the numerator only": {"below": lambda z, c: z},
        "divided by the maximum, not shifted": {
            "above": lambda z, c: [z_i / c for z_i in z],
            "below": lambda z, c: [z_i / c for z_i in z],
        },
    },
)
def softmax_shifted(
    above=lambda z, c: [z_i - c for z_i in z],
    below=lambda z, c: [z_i - c for z_i in z],
):
    for n in CLASSES:
        z = logits(n)
        total = sum(exp(x) for x in below(z, m))
        for p_j, shifted in zip(softmax(z), above(z, m), strict=True):
            yield equal(p_j, exp(shifted) / total)


@proves(
    "eq-shifted-sum",
    prints="306eab1d",
    mutants={
        "the mean subtracted, not the maximum": {
            "reference": lambda z: sum(z) / len(z)
        },
        "another logit subtracted, not the largest": {"reference": lambda z: z[-1]},
        "the sum at most 1": {"most": lambda n: Integer(1)},
        "the sum at least C": {"least": lambda n: Integer(n)},
    },
)
def shifted_sum(
    reference=lambda z: z[0], least=lambda n: Integer(1), most=lambda n: Integer(n)
):
    for n in CLASSES:
        z = falling_short(n)
        weights = relative_weights(z, reference(z))
        for weight in weights:
            yield holds(f"0 < {weight}", weight.is_positive)
            # which is z_i - m <= 0, too: the exponential increases
            yield holds(f"{weight} <= 1", not_negative(1 - weight))
        yield holds("the sum is not too small", not_negative(sum(weights) - least(n)))
        yield holds("the sum is not too large", not_negative(most(n) - sum(weights)))


@proves(
    "eq-softmax-sandwich",
    prints="d294e131",
    mutants={
        "1/C at least, for every option": {"lower": lambda weight, n: Rational(1, n)},
        "1/C at most, for every option": {"upper": lambda weight, n: weight / n},
    },
)
def softmax_sandwich(
    lower=lambda weight, n: weight / n, upper=lambda weight, n: weight
):
    for n in CLASSES:
        weights = relative_weights(falling_short(n))
        for weight in weights:
            p_j = weight / sum(weights)
            yield holds("not below", not_negative(p_j - lower(weight, n)))
            yield holds("not above", not_negative(upper(weight, n) - p_j))


@proves(
    "eq-logsumexp-shifted",
    prints="34ed1646",
    where=r"",
    mutants={
        "the maximum not added back": {"back": 0},
        "the maximum subtracted twice": {"back": -m},
        "the sum of the logits, whose logarithms were taken too early": {
            "inside": lambda shifted: sum(shifted)
        },
    },
)
def logsumexp_shifted(back=m, inside=lambda shifted: log(sum(map(exp, shifted)))):
    for n in CLASSES:
        z = logits(n)
        total = exp(m) * sum(exp(z_i - m) for z_i in z)
        yield equal(sum(map(exp, z)), total)
        yield equal(exp(lse(z)), exp(back + inside([z_i - m for z_i in z])))


@proves(
    "eq-logsumexp-bounds",
    prints="4b7dee52",
    mutants={
        "below the maximum": {"most": lambda n: Integer(0)},
        "at most ln 2 above, whatever C is": {"most": lambda n: log(2)},
        "log C above the maximum at least": {"least": log},
    },
)
def logsumexp_bounds(least=lambda n: Integer(0), most=log):
    for n in CLASSES:
        excess = sum(relative_weights(falling_short(n)))
        yield equal(sum(map(exp, falling_short(n))), exp(m) * excess)
        # ln is increasing: the bounds of the logarithm are those of what is inside.
        yield holds("not below the maximum", not_negative(excess - exp(least(n))))
        yield holds("not too far above", not_negative(exp(most(n)) - excess))


@proves(
    "eq-logsumexp-beta",
    prints="d1e574e8",
    mutants={
        "not divided by β": {"scale": Integer(1)},
        "multiplied by β": {"scale": 1 / beta},
    },
)
def logsumexp_beta(scale=beta):
    for n in CLASSES:
        gaps = sp.symbols(f"g2:{n + 1}", nonnegative=True)
        z = [m, *(m - gap for gap in gaps)]
        soft = lse([beta * z_i for z_i in z]) / scale
        inside = 1 + sum(exp(-beta * gap) for gap in gaps)
        yield equal(exp(beta * soft), exp(beta * m) * inside)
        weights = relative_weights(falling_short(n))  # e^(-β gap) runs through (0, 1]
        yield holds("at least 1", not_negative(sum(weights) - 1))
        yield holds("at most C", not_negative(n - sum(weights)))
    tied = lse([beta * m, beta * m]) / scale  # as far above the maximum as it gets
    yield equal(exp(beta * tied), exp(beta * m) * 2)


@proves(
    "eq-logsumexp-slope",
    prints="59fa9f98",
    where=r"p_j = \operatorname{softmax}(z)_j, s = \sum_i e^{z_i}",
    mutants={
        "the logarithm of the probability": {"slope": lambda p_j: log(p_j)},
        "the slope of the softmax": {"slope": lambda p_j: p_j * (1 - p_j)},
    },
)
def logsumexp_slope(slope=lambda p_j: p_j):
    for n in CLASSES:
        z = logits(n)
        for z_j, p_j in zip(z, softmax(z), strict=True):
            yield equal(sp.diff(lse(z), z_j), slope(p_j))


@proves(
    "eq-log-of-softmax",
    prints="40e65a60",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "divided by the log-sum-exp": {"join": lambda z_j, total: z_j / total},
        "the maximum subtracted only": {"smooth_max": lambda z: m},
        "the sum without its logarithm": {"smooth_max": lambda z: sum(map(exp, z))},
    },
)
def log_of_softmax(join=lambda z_j, total: z_j - total, smooth_max=lse):
    for n in CLASSES:
        z = logits(n)
        for z_j, p_j in zip(z, softmax(z), strict=True):
            yield equal(p_j, exp(join(z_j, smooth_max(z))))


@proves(
    "eq-softmax-to-one-hot",
    prints="52f6a093",
    mutants={
        "the first of the tied options takes all": {
            "share": lambda z, j: int(j == z.index(max(z)))
        },
        "equal shares for all": {"share": lambda z, j: Rational(1, len(z))},
    },
)
def softmax_to_one_hot(
    share=lambda z, j: Rational(z[j] == max(z), z.count(max(z))),
):
    for z in ([0, 3, 1], [2, 2, 0], [1, 1, 1], [-1, 4, 0, 4, 4], [5, -2]):
        p = softmax([beta * (z_j - max(z)) for z_j in z])
        for j, p_j in enumerate(p):
            yield equal(sp.limit(p_j, beta, oo), share(z, j))


@proves(
    "eq-logsumexp-gap",
    prints="5afcee33",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "the entropy subtracted": {"sign": -1},
        "log-sum-exp taken for the mean logit": {"sign": 0},
    },
)
def logsumexp_gap(sign=1):
    for n in CLASSES:
        z = logits(n)
        p = softmax(z)
        # ln p_j = z_j - lse(z) is eq-log-of-softmax.
        log_p = [z_j - lse(z) for z_j in z]
        entropy = -sum(a * b for a, b in zip(p, log_p, strict=True))
        mean = sum(a * b for a, b in zip(p, z, strict=True))
        yield equal(sp.cancel(sum(p)), 1)
        yield equal(sp.simplify(mean + sign * entropy - lse(z)), 0)


@proves(
    "eq-soft-maxima",
    prints="923ea1c0",
    mutants={
        "the mean logit above the maximum": {"sign": -1},
        "log-sum-exp below the maximum": {"inside": lambda weight: 1 / weight},
    },
)
def soft_maxima(sign=1, inside=lambda weight: weight):
    for n in CLASSES:
        gaps = sp.symbols(f"g2:{n + 1}", nonnegative=True)
        p = softmax([m, *(m - gap for gap in gaps)])
        missing = sum(p_j * gap for p_j, gap in zip(p[1:], gaps, strict=True))
        yield holds(
            "the mean is not above the maximum", (sign * missing).is_nonnegative
        )
        excess = inside(sum(relative_weights(falling_short(n))))  # e^(lse - max)
        yield holds("the maximum is not above", not_negative(excess - 1))


@proves(
    "eq-masked-softmax",
    prints="f4ae77d9",
    where=r"p_j = \operatorname{softmax}(z+\ln a)_j, a_j > 0",
    mutants={
        "a masked logit set to 0": {"hidden": Integer(0)},
        "the sum over all options": {"everyone": True},
    },
)
def masked_softmax(hidden=-oo, everyone=False):
    for n in range(2, 5):
        z = logits(n)
        for pattern in range(1, 2**n):
            allowed = [pattern >> i & 1 for i in range(n)]
            masked = [z_i if a else hidden for a, z_i in zip(allowed, z, strict=True)]
            weights = [exp(z_i) for z_i in masked]
            kept = [a * exp(z_i) for a, z_i in zip(allowed, z, strict=True)]
            total = sum(map(exp, z)) if everyone else sum(kept)
            for weight, share in zip(weights, kept, strict=True):
                yield equal(weight / sum(weights), share / total)


@proves(
    "eq-missing-keepdims",
    prints="eef968d2",
    where=r"p_{ij} = \frac{e^{z_{ij}}}{s_i}",
    mutants={
        "divided by the sum of the own row": {"divisor": lambda s, i, j: s[i]},
        "the ratio of the sums turned over": {"ratio": lambda s, i, j: s[j] / s[i]},
    },
)
def missing_keepdims(divisor=lambda s, i, j: s[j], ratio=lambda s, i, j: s[i] / s[j]):
    for n in (2, 3, 4):
        z = sp.Matrix(n, n, lambda i, j: sp.Symbol(f"z{i}{j}", real=True))
        s = [sum(exp(z[i, k]) for k in range(n)) for i in range(n)]
        for i in range(n):
            for j in range(n):
                p_ij = exp(z[i, j]) / s[i]
                q_ij = exp(z[i, j]) / divisor(s, i, j)
                yield equal(q_ij, p_ij * ratio(s, i, j))
        yield holds("NumPy divides so, too", _numpy_divides_so(n, divisor))


def _numpy_divides_so(n, divisor):
    u = np.exp(np.arange(n * n).reshape(n, n) * 7 % 5)
    s = u.sum(axis=1)
    q = [[u[i, j] / divisor(s, i, j) for j in range(n)] for i in range(n)]
    return bool(np.allclose(u / s, q, rtol=1e-13, atol=0))


@proves(
    "eq-winners-lead",
    prints="e224e4b4",
    where=r"p_j = \operatorname{softmax}(z)_j, z_j",
    mutants={
        "one rival only": {"rivals": lambda n: Integer(1)},
        "twice the lead": {"power": lambda weight: weight**2},
        "the winner counted among the rivals": {"others": lambda p: p},
    },
)
def winners_lead(
    rivals=lambda n: Integer(n - 1),
    power=lambda weight: weight,
    others=lambda p: p[1:],
):
    nearest = sp.Symbol("nearest", nonnegative=True)  # e^(-g) is 1/(1 + nearest)
    for n in CLASSES:
        w = sp.symbols(f"w2:{n + 1}", nonnegative=True)
        weights = [Integer(1), *(1 / (1 + nearest) / (1 + w_i) for w_i in w)]
        p = [weight / sum(weights) for weight in weights]
        yield equal(1 - p[0], sum(others(p)))
        most = rivals(n) * power(1 / (1 + nearest))
        yield holds("the rest is not larger", not_negative(most - (1 - p[0])))


@proves(
    "eq-merged-options",
    prints="25ee7c89",
    mutants={
        "the maximum of the group, not its log-sum-exp": {"merge": lambda z: z[0]},
        "the sum of the logits": {"merge": sum},
        "the mean of the logits": {"merge": lambda z: sum(z) / len(z)},
    },
)
def merged_options(merge=lse):
    for sizes in ((1, 1), (2, 1), (2, 2), (1, 3)):
        first, second = (logits(k, name) for k, name in zip(sizes, "ab", strict=True))
        together = sum(map(exp, first + second))
        group = exp(merge(first)) / (exp(merge(first)) + exp(merge(second)))
        yield equal(group, sum(map(exp, first)) / together)
        p = softmax(first + second)
        yield equal(sum(map(exp, first)) / together, sum(p[: sizes[0]]))


@proves(
    "eq-one-pass",
    prints="b2a2e1b1",
    mutants={
        "the old sum not rescaled": {"rescale": lambda old, new: Integer(1)},
        "rescaled the wrong way round": {"rescale": lambda old, new: exp(new - old)},
    },
)
def one_pass(rescale=lambda old, new: exp(old - new)):
    # The order in which the logits come, from the smallest (0) to the largest.
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1, 3]):
        rise = sp.symbols(f"r1:{len(order)}", nonnegative=True)
        level = [sum(rise[:k], m) for k in range(len(order))]
        largest, total, rank = level[order[0]], Integer(1), order[0]
        for seen, at in enumerate(order[1:], 2):
            rank = max(rank, at)
            new = level[rank]
            falls = (new - largest, new - level[at])
            total = total * rescale(largest, new) + exp(-falls[1])
            yield holds("no exponent is positive", all(f.is_nonnegative for f in falls))
            largest = new
            wanted = sum(exp(level[k] - largest) for k in order[:seen])
            yield equal(sp.powsimp(sp.expand(total)), wanted)
