"""Proofs of the equations of the chapter on cross-entropy."""

from itertools import pairwise, product

import sympy as sp
from sympy import Abs, Max, Rational, exp, log

from softmaxbook.proofs import equal, holds, proves
from softmaxbook.proofs.terms import dot, entropy, logits, shares, sigmoid, softmax
from softmaxbook.proofs.terms import log_sum_exp as lse

p, q = sp.symbols("p q", positive=True)
t, theta, x = sp.symbols("t theta x", real=True)
CLASSES = range(2, 6)


def cross_entropy(p, q):
    return -dot(p, [log(q_j) for q_j in q])


def divergence(p, q):
    return dot(p, [log(p_j / q_j) for p_j, q_j in zip(p, q, strict=True)])


def spread(p, v, middle):
    return sum(p_i * (v_i - middle) ** 2 for p_i, v_i in zip(p, v, strict=True))


def one_hot(n, j):
    return [int(i == j) for i in range(n)]


@proves(
    "eq-surprise",
    prints="cb86bff8",
    mutants={
        "the logarithm without its sign": {"surprise": log},
        "one minus the probability": {"surprise": lambda p: 1 - p},
        "one over the probability": {"surprise": lambda p: 1 / p},
    },
)
def surprise(surprise=lambda p: -log(p)):
    yield equal(surprise(1), 0)
    yield equal(surprise(p * q), surprise(p) + surprise(q))
    yield equal(surprise(p / 2), surprise(p) + log(2))


@proves(
    "eq-kraft",
    prints="520aa881",
    kind="numeric",
    mutants={
        "a codeword may begin another": {"free": lambda code: True},
        "a smaller bound": {"bound": Rational(1, 2)},
    },
)
def kraft(free=None, bound=1):
    free = free or _prefix_free
    words = ["".join(w) for n in (1, 2, 3) for w in product("01", repeat=n)]
    codes = [code for code in _subsets(words) if free(code)]
    sums = [sum(Rational(1, 2 ** len(word)) for word in code) for code in codes]
    yield holds(f"the sum is at most 1 for all {len(codes)} codes", max(sums) <= bound)
    yield holds("the sum 1 is reached", 1 in sums)
    # Longer words: without their first bit, those that begin with 0 are a code of
    # shorter words, and those with 1. The sum is the mean of the sums of these two.
    zeros, ones = sp.symbols("l1:4", positive=True), sp.symbols("m1:4", positive=True)
    halves = [sum(2**-length for length in code) for code in (zeros, ones)]
    longer = sum(2 ** -(1 + length) for length in zeros + ones)
    yield equal(longer, sum(halves) / 2)


def _prefix_free(code):
    # in alphabetical order a word stands directly before one that it begins, if any
    return not any(b.startswith(a) for a, b in pairwise(sorted(code)))


def _subsets(words):
    for chosen in product((False, True), repeat=len(words)):
        yield [w for w, yes in zip(words, chosen, strict=True) if yes]


@proves(
    "eq-cross-entropy",
    prints="d0022557",
    where=r"\ell_j = -\frac{\ln q_j}{\ln2}, q_j > 0",
    mutants={
        "the roles exchanged": {"cost": lambda p, q: cross_entropy(q, p)},
        "the sign lost": {"cost": lambda p, q: -cross_entropy(p, q)},
        "bits taken for nats": {"cost": lambda p, q: cross_entropy(p, q) / log(2)},
    },
)
def cross_entropy_as_length(cost=cross_entropy):
    for n in CLASSES:
        lengths = sp.symbols(f"l1:{n + 1}", positive=True)
        believed = [2**-length for length in lengths]
        comes = shares(n)
        yield equal(log(2) * dot(comes, lengths), cost(comes, believed))


@proves(
    "eq-cross-entropy-split",
    prints="30638498",
    where=r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0, q_j > 0",
    mutants={
        "the divergence the other way": {"extra": lambda p, q: divergence(q, p)},
        "the entropy of the code": {"floor": lambda p, q: entropy(q)},
        "the divergence subtracted": {"extra": lambda p, q: -divergence(p, q)},
    },
)
def cross_entropy_split(extra=divergence, floor=lambda p, q: entropy(p)):
    for n in (2, 3, 4):
        comes, believed = shares(n), shares(n, "v")
        terms = [
            -a * log(a) + a * log(a / b) for a, b in zip(comes, believed, strict=True)
        ]
        yield equal(
            cross_entropy(comes, believed),
            sum(terms),
            entropy(comes) + divergence(comes, believed),
            floor(comes, believed) + extra(comes, believed),
        )
        # -KL is at most 0: ln u <= u - 1, and the sum of p (q/p - 1) is 0
        bounds = [a * (b / a - 1) for a, b in zip(comes, believed, strict=True)]
        yield equal(sum(bounds), 0)
    u = sp.Symbol("u", positive=True)
    slope = sp.diff(u - 1 - log(u), u)
    yield equal(slope, (u - 1) / u)  # falls before 1, rises after it
    yield equal((u - 1 - log(u)).subs(u, 1), 0)


@proves(
    "eq-likelihood",
    prints="2d948bdf",
    mutants={
        "the product without its logarithm": {"combine": sp.prod},
        "counts in place of frequencies": {"frequency": lambda n_j, n: n_j},
        "the sign lost": {"sign": -1},
    },
)
def likelihood(
    combine=lambda values: log(sp.prod(values)),
    frequency=lambda n_j, n: Rational(n_j, n),
    sign=1,
):
    for answers in ([0, 1, 1], [2, 0, 2, 2, 1], [0, 0, 3, 1, 2, 0]):
        n, classes = len(answers), max(answers) + 1
        believed = shares(classes, "v")
        chances = [believed[y] for y in answers]
        mean = -sum(log(c) for c in chances) / n
        yield equal(-combine(chances) / n, mean)
        frequencies = [frequency(answers.count(j), n) for j in range(classes)]
        yield equal(mean, sign * cross_entropy(frequencies, believed))


@proves(
    "eq-binary-cross-entropy",
    prints="f46dbf59",
    mutants={
        "the sign of the second term turned": {
            "loss": lambda t, p: -t * log(p) + (1 - t) * log(1 - p)
        },
        "the quotient for the product": {
            "inside": lambda t, p: p**t / (1 - p) ** (1 - t)
        },
        "the cases exchanged": {"cases": (lambda p: -log(p), lambda p: -log(1 - p))},
    },
)
def binary_cross_entropy(
    loss=lambda t, p: -t * log(p) - (1 - t) * log(1 - p),
    inside=lambda t, p: p**t * (1 - p) ** (1 - t),
    cases=(lambda p: -log(1 - p), lambda p: -log(p)),
):
    w = sp.Symbol("w", positive=True)
    chance = w / (1 + w)  # any number between 0 and 1
    yield equal(loss(t, chance), -log(inside(t, chance)))
    for answer, case in enumerate(cases):
        yield equal(loss(answer, chance), case(chance))
    # it is the cross-entropy of (t, 1 - t) and (p, 1 - p)
    yield equal(loss(t, chance), cross_entropy([t, 1 - t], [chance, 1 - chance]))


@proves(
    "eq-loss-from-logits",
    prints="0b59e2d9",
    where=r"y_j = \frac{w_j}{\sum_i w_i}",
    mutants={
        "the largest logit for log-sum-exp": {"total": lambda z: Max(*z)},
        "the logits added": {"sign": -1},
        "the softmax of the softmax": {"total": lambda z: lse(softmax(z))},
    },
)
def loss_from_logits(total=lse, sign=1):
    for n in CLASSES:
        z, y = logits(n), shares(n)
        prob = softmax(z)
        terms = [y_j * (z_j - lse(z)) for y_j, z_j in zip(y, z, strict=True)]
        yield equal(cross_entropy(y, prob), -sum(terms))
        yield equal(-sum(terms), total(z) - sign * dot(y, z))


@proves(
    "eq-cross-entropy-gradient",
    prints="efcae65a",
    where=(
        r"\operatorname{lse} = \ln\sum_i e^{z_i}, "
        r"p_j = \operatorname{softmax}(z)_j, y_j = \frac{w_j}{\sum_i w_i}, "
        r"L = -\sum_jy_j\ln p_j"
    ),
    mutants={
        "the sign turned": {"slope": lambda p, y: y - p},
        "a Jacobian factor too many": {"slope": lambda p, y: (p - y) * p * (1 - p)},
        "only the right class": {"slope": lambda p, y: (p - y) * y},
    },
)
def cross_entropy_gradient(slope=lambda p, y: p - y):
    for n in CLASSES:
        z = logits(n)
        prob = softmax(z)
        for y in (one_hot(n, n - 1), shares(n)):
            loss = lse(z) - dot(y, z)
            for z_i, p_i, y_i in zip(z, prob, y, strict=True):
                yield equal(sp.diff(lse(z), z_i), p_i)
                yield equal(sp.diff(loss, z_i), slope(p_i, y_i))


@proves(
    "eq-binary-loss-gradient",
    prints="cd03db4d",
    where=r"p = \sigma(x), L = -t\ln p-(1-t)\ln(1-p)",
    mutants={
        "the slope of the sigmoid left in": {"slope": lambda p: (p - t) * p * (1 - p)},
        "the sign turned": {"slope": lambda p: t - p},
        "the sign of the second term turned": {"sign": -1},
    },
)
def binary_loss_gradient(slope=lambda p: p - t, sign=1):
    prob = sigmoid(x)
    loss = -t * log(prob) - sign * (1 - t) * log(1 - prob)
    outer = -t / prob + (1 - t) / (1 - prob)
    yield equal(sp.diff(loss, x), outer * prob * (1 - prob))
    yield equal(outer * prob * (1 - prob), -t * (1 - prob) + (1 - t) * prob)
    yield equal(-t * (1 - prob) + (1 - t) * prob, slope(prob))


@proves(
    "eq-squared-error-gradient",
    prints="cd52b005",
    where=r"p = \sigma(x)",
    mutants={
        "the slope of the sigmoid forgotten": {"slope": lambda p: p - t},
        "the input for the output": {"slope": lambda p: (p - t) * x * (1 - x)},
        "the 2 not canceled": {"slope": lambda p: 2 * (p - t) * p * (1 - p)},
    },
)
def squared_error_gradient(slope=lambda p: (p - t) * p * (1 - p)):
    prob = sigmoid(x)
    yield equal(sp.diff(prob, x), prob * (1 - prob))
    yield equal(sp.diff((prob - t) ** 2 / 2, x), slope(prob))


@proves(
    "eq-squared-error-softmax",
    prints="6d408578",
    where=r"p_j = \operatorname{softmax}(z)_j, e_j = p_j-y_j",
    mutants={
        "the gradient of cross-entropy": {"slope": lambda p, e, i: e[i]},
        "without the mean error": {"slope": lambda p, e, i: p[i] * e[i]},
        "the factor p forgotten": {"slope": lambda p, e, i: e[i] - dot(p, e)},
    },
)
def squared_error_softmax(slope=lambda p, e, i: p[i] * (e[i] - dot(p, e))):
    for n in (2, 3):
        z, y = logits(n), one_hot(n, 0)
        prob = softmax(z)
        error = [p_j - y_j for p_j, y_j in zip(prob, y, strict=True)]
        loss = sum(e**2 for e in error) / 2
        for i in range(n):
            column = [sp.diff(p_j, z[i]) for p_j in prob]
            yield equal(sp.diff(loss, z[i]), dot(error, column))
            yield equal(dot(error, column), slope(prob, error, i))


@proves(
    "eq-loss-curvature",
    prints="017dc7cb",
    where=(
        r"p_j = \operatorname{softmax}(z)_j, "
        r"L = \operatorname{lse}(z)-y\cdot z, m = p\cdot v"
    ),
    mutants={
        "the square of the mean": {"square": lambda p, v: dot(p, v) ** 2},
        "the plain mean": {"square": lambda p, v: spread(p, v, sum(v) / len(v))},
        "the sign turned": {"square": lambda p, v: -spread(p, v, dot(p, v))},
    },
)
def loss_curvature(square=lambda p, v: spread(p, v, dot(p, v))):
    for n in (2, 3):
        z, v, y = logits(n), logits(n, "v"), one_hot(n, 0)
        moved = [z_i + theta * v_i for z_i, v_i in zip(z, v, strict=True)]
        loss = lse(moved) - dot(y, moved)
        second = sp.diff(loss, theta, 2).subs(theta, 0)
        yield equal(second, square(softmax(z), v))


@proves(
    "eq-binary-from-logits",
    prints="edac9da5",
    mutants={
        "no part outside the logarithm": {"outside": lambda x: -t * x},
        "the target on the wrong side": {"outside": lambda x: Max(x, 0) - (1 - t) * x},
        "no absolute value": {"inside": lambda x: 1 + exp(-x)},
    },
)
def binary_from_logits(
    outside=lambda x: Max(x, 0) - t * x, inside=lambda x: 1 + exp(-Abs(x))
):
    size = sp.Symbol("s", positive=True)
    for logit in (size, -size, sp.Integer(0)):
        prob = sigmoid(logit)
        right, wrong = -log(1 + exp(-logit)), -log(1 + exp(logit))
        yield equal(log(prob), right)
        yield equal(log(1 - prob), wrong)
        printed = outside(logit) + log(inside(logit))
        # linear in the target t: the same at t = 0 and t = 1, the same everywhere
        yield equal(sp.diff(printed, t, 2), 0)
        yield equal(printed.subs(t, 1), -right)
        yield equal(printed.subs(t, 0), -wrong)


@proves(
    "eq-double-softmax-floor",
    prints="7c2dd8b3",
    mutants={
        "the floor is zero": {"floor": lambda n: 0 * n},
        "all classes counted as wrong": {"floor": lambda n: log(1 + n * exp(-1))},
        "a bound for one wrong class": {"floor": lambda n: log(1 + exp(-1))},
    },
)
def double_softmax_floor(floor=lambda n: log(1 + (n - 1) * exp(-1))):
    for n in CLASSES:
        prob = shares(n)
        loss = -log(softmax(prob)[0])
        rivals = sum(exp(p_i - prob[0]) for p_i in prob[1:])
        yield equal(loss, log(1 + rivals))
        # p_i - p_y >= -1, because p_i >= 0 and p_y <= 1: the rest of p_y is positive
        for p_i in prob[1:]:
            rest = sp.together(p_i - prob[0] + 1)
            yield holds("p_i - p_y + 1 is positive", rest.is_positive)
        reached = -log(softmax([1] + [0] * (n - 1))[0])
        yield equal(reached, floor(n))


@proves(
    "eq-mean-prediction",
    prints="59800247",
    mutants={
        "the sum of the squares": {"gap": lambda p, y: (p - y) ** 2},
        "the sign turned": {"gap": lambda p, y: y - p},
    },
)
def mean_prediction(gap=lambda p, y: p - y):
    bias = logits(3, "b")
    examples = [(logits(3, "u"), 0), (logits(3, "v"), 2)]
    losses, gaps = [], [[], [], []]
    for scores, y in examples:
        z = [s + b for s, b in zip(scores, bias, strict=True)]
        losses.append(lse(z) - z[y])
        for j, p_j in enumerate(softmax(z)):
            gaps[j].append(gap(p_j, int(j == y)))
    for b, gaps_j in zip(bias, gaps, strict=True):
        yield equal(sp.diff(sum(losses) / 2, b), sum(gaps_j) / 2)


@proves(
    "eq-honest-forecasts",
    prints="b1715f5c",
    where=r"p > 0",
    mutants={
        "the denominator lost": {"log_slope": lambda t, p: p - t},
        "the factor 2 lost": {"square_slope": lambda t, p: p - t},
        "a smallest value elsewhere": {"square_slope": lambda t, p: 2 * (p - t**2)},
    },
)
def honest_forecasts(
    log_slope=lambda t, p: (p - t) / (p * (1 - p)),
    square_slope=lambda t, p: 2 * (p - t),
):
    by_log = -t * log(p) - (1 - t) * log(1 - p)
    by_square = t * (1 - p) ** 2 + (1 - t) * p**2
    yield equal(sp.diff(by_log, p), log_slope(t, p))
    yield equal(sp.diff(by_square, p), square_slope(t, p))


@proves(
    "eq-moment-matching",
    prints="ac93ade8",
    where=(
        r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0, "
        r"q_j = \operatorname{softmax}(\theta f)_j"
    ),
    mutants={
        "the sign turned": {"slope": lambda p, q, f: dot(p, f) - dot(q, f)},
        "the mean under the data only": {"slope": lambda p, q, f: dot(p, f)},
    },
)
def moment_matching(slope=lambda p, q, f: dot(q, f) - dot(p, f)):
    for n in (2, 3, 4):
        f, comes = logits(n, "f"), shares(n)
        scores = [theta * f_j for f_j in f]
        believed = softmax(scores)
        yield equal(
            cross_entropy(comes, believed),
            lse(scores) - theta * dot(comes, f),
        )
        yield equal(
            sp.diff(lse(scores) - theta * dot(comes, f), theta),
            slope(comes, believed, f),
        )
