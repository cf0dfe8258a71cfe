"""Proofs of the equations of the chapter on attention and contrast."""

# ruff: noqa: B008 (a formula may be a default argument: it cannot be modified)

from itertools import product

import sympy as sp
from sympy import Rational, exp, log, oo, sqrt

from softmaxbook.proofs import equal, holds, proves
from softmaxbook.proofs.terms import (
    dot,
    log_sum_exp,
    logits,
    sigmoid,
    softmax,
)

beta, T = sp.symbols("beta T", positive=True)
s, n = sp.Symbol("s", real=True), sp.Symbol("n", positive=True)
CLASSES = range(2, 6)
FEW = (2, 3)


def norm(u):
    return sqrt(dot(u, u))


def delta(i, j):
    return int(i == j)


@proves(
    "eq-attention",
    prints="84b61e7b",
    mutants={
        "weights that do not sum to 1": {"weigh": lambda z: [exp(x) for x in z]},
        "a softmax of the keys, without the query": {"score": lambda q, k: sum(k)},
    },
)
def attention(weigh=lambda z: softmax(z, beta), score=dot):
    # In words: a mean of the values, whose weights stand as e^(β q·k).
    q = logits(2, "q")
    for m in FEW:
        keys = [logits(2, f"k{j}_") for j in range(m)]
        v, w = logits(m, "v"), sp.Symbol("c", real=True)
        p = weigh([score(q, k) for k in keys])
        yield equal(sum(p), 1)
        yield equal(dot(p, [w] * m), w)
        for j in range(m):
            lead = dot(q, keys[j]) - dot(q, keys[j - 1])
            yield equal(p[j] / p[j - 1], exp(beta * lead))
            yield equal(sp.diff(dot(p, v), v[j]), p[j])


@proves(
    "eq-attention-gradient",
    prints="d7ae524f",
    where=r"p_j = \operatorname{softmax}_\beta(s)_j, o = \sum_jp_jv_j",
    mutants={
        "the value itself, not its distance from the output": {
            "slope": lambda p, v, j: beta * p[j] * v[j]
        },
        "the factor β lost": {"slope": lambda p, v, j: p[j] * (v[j] - dot(p, v))},
        "only the own weight moves": {
            "slope": lambda p, v, j: beta * p[j] * (1 - p[j]) * v[j]
        },
    },
)
def attention_gradient(slope=lambda p, v, j: beta * p[j] * (v[j] - dot(p, v))):
    for m in FEW:
        z, v = logits(m, "s"), logits(m, "v")
        p = softmax(z, beta)
        for j in range(m):
            inserted = sum(beta * p[i] * (delta(i, j) - p[j]) * v[i] for i in range(m))
            yield equal(sp.diff(dot(p, v), z[j]), inserted, slope(p, v, j))


def expectation(polynomial, moments):
    """Return E of a polynomial in independent variables: products of their moments."""
    total = sp.S.Zero
    symbols = sorted(polynomial.free_symbols & set(moments), key=str)
    for powers, factor in sp.Poly(polynomial, *symbols).terms():
        pairs = zip(symbols, powers, strict=True)
        total += factor * sp.prod(moments[x].get(k, sp.nan) for x, k in pairs)
    return total


def standard(*groups, variance=1):
    return {x: {0: 1, 1: 0, 2: variance} for group in groups for x in group}


@proves(
    "eq-one-product",
    prints="f037e2f9",
    mutants={
        "the variances added": {"variance": 2},
        "the mean of the product taken for 1": {"mean": 1},
    },
)
def one_product(variance=1, mean=0):
    q, k = sp.symbols("q k", real=True)
    moments = standard([q, k])
    yield equal(expectation(q * k, moments), mean)
    yield equal(expectation(q**2 * k**2, moments) - mean**2, variance)
    # for any two distributions of the kind: q = ±1 and k in {-a, 0, a}
    a = sp.Symbol("a", positive=True)
    chance = 1 / (2 * a**2)
    values = [(-a, chance), (0, 1 - 2 * chance), (a, chance)]
    pairs = list(product([(-1, Rational(1, 2)), (1, Rational(1, 2))], values))
    yield equal(sum(x * y * c * e for (x, c), (y, e) in pairs), mean)
    yield equal(sum((x * y) ** 2 * c * e for (x, c), (y, e) in pairs), variance)


@proves(
    "eq-dot-product-variance",
    prints="939def36",
    mutants={
        "the square of the number of components": {"variance": lambda d: d**2},
        "the standard deviation for the variance": {"variance": sqrt},
        "the mixed terms kept": {"mixed": 1},
    },
)
def dot_product_variance(variance=lambda d: d, mixed=0):
    for d in range(1, 6):
        q, k = logits(d, "q"), logits(d, "k")
        moments = standard(q, k)
        whole = expectation(sp.expand(dot(q, k) ** 2), moments)
        squares = sum(expectation(q[i] ** 2 * k[i] ** 2, moments) for i in range(d))
        cross = sum(
            expectation(q[i] * k[i], moments) * expectation(q[j] * k[j], moments)
            + mixed
            for i, j in product(range(d), repeat=2)
            if i != j
        )
        yield equal(expectation(dot(q, k), moments), 0)
        yield equal(whole, squares + cross, variance(d))


@proves(
    "eq-scaled-dot-product",
    prints="d779d86e",
    mutants={
        "divided by d": {"scale": lambda d: 1 / d},
        "multiplied by the root": {"scale": sqrt},
    },
)
def scaled_dot_product(scale=lambda d: 1 / sqrt(d)):
    for d in range(2, 6):
        q, k = logits(d, "q"), logits(d, "k")
        square = sp.expand(dot(q, k) ** 2)
        variance = expectation(square, standard(q, k))
        scaled = expectation(sp.expand(scale(d) ** 2 * square), standard(q, k))
        yield equal(scaled, variance / d)
        yield equal(scaled, 1)


@proves(
    "eq-cosine-variance",
    prints="ac9a9ee1",
    mutants={
        "the spread of unscaled components": {"second": lambda d: 1},
        "the standard deviation": {"second": lambda d: 1 / sqrt(d)},
    },
)
def cosine_variance(second=lambda d: Rational(1, d)):
    for d in FEW:
        u, k = logits(d, "u"), logits(d, "k")
        # E[k_i k_j] = 0, and d equal squares make 1
        yield equal(d * second(d), 1)
        square = sp.expand(dot(u, k) ** 2)
        mean = expectation(square, standard(k, variance=second(d)))
        yield equal(mean, dot(u, u) / d)
    # in the plane and in space, over all directions: the second moments
    t, h = sp.symbols("t h", real=True)
    in_plane = [sp.cos(t), sp.sin(t)]
    r = sqrt(1 - h**2)
    in_space = [r * sp.cos(t), r * sp.sin(t), h]
    for i, j in product(range(2), repeat=2):
        turn = sp.integrate(in_plane[i] * in_plane[j], (t, 0, 2 * sp.pi))
        yield equal(turn / (2 * sp.pi), delta(i, j) * second(2))
    for i, j in product(range(3), repeat=2):
        around = sp.integrate(in_space[i] * in_space[j], (t, 0, 2 * sp.pi))
        whole = sp.integrate(sp.expand(around), (h, -1, 1)) / (4 * sp.pi)
        yield equal(whole, delta(i, j) * second(3))


@proves(
    "eq-attention-mask",
    prints="96229114",
    where=r"a_{ij} > 0",
    mutants={
        "a masked score of 0": {"hidden": lambda z: 0},
        "all scores multiplied by 0 or 1": {"masked": lambda a, z: exp(a * z)},
    },
)
def attention_mask(hidden=lambda z: -oo, masked=lambda a, z: a * exp(z)):
    for m in FEW:
        z = logits(m)
        for allowed in product((0, 1), repeat=m):
            if not any(allowed):
                continue  # 0/0: no answer
            added = [
                beta * x + 0 if a else hidden(x)
                for a, x in zip(allowed, z, strict=True)
            ]
            weights = [exp(x) for x in added]
            shown = [masked(a, beta * x) for a, x in zip(allowed, z, strict=True)]
            for j in range(m):
                yield equal(weights[j] / sum(weights), shown[j] / sum(shown))
    yield holds("ln 1 = 0", log(1) == 0)
    a = sp.Symbol("a", positive=True)
    yield holds("ln a goes to -oo", sp.limit(log(a), a, 0, "+") == -oo)


@proves(
    "eq-needle-softmax",
    prints="a2a66916",
    mutants={
        "the needle counted among the straws": {"count": n - 1},
        "a lead that forgets β": {"lead": log(n)},
    },
)
def needle_softmax(count=n, lead=log(n) / beta):
    p = 1 / (1 + count * exp(-beta * s))
    yield equal(exp(beta * s) / (exp(beta * s) + n), p)
    for m in CLASSES:
        yield equal(softmax([s] + [0] * m, beta)[0], p.subs(n, m))
    yield equal(p.subs(s, lead), Rational(1, 2))
    rises = sp.simplify(sp.diff(1 / (1 + n * exp(-beta * s)), s))
    yield holds("p rises with s", rises.is_positive)


@proves(
    "eq-needle-sparse",
    prints="f011a1c9",
    kind="optimality",
    mutants={
        "the knee of another α": {"knee": lambda alpha: 1 / alpha},
        "a knee that grows with n": {"knee": lambda alpha: 1 / (alpha - 1) + 1},
    },
)
def needle_sparse(knee=lambda alpha: 1 / (alpha - 1)):
    alpha, x = sp.symbols("alpha x", positive=True)
    # p = 1 needs 1 = (α-1) βs - τ, and straws that stay below: -τ <= 0
    tau = (alpha - 1) * x - 1
    yield equal(tau.subs(x, knee(alpha)), 0)
    yield holds("τ rises with βs", sp.diff(tau, x).subs(alpha, 1 + n).is_positive)
    for a in (Rational(5, 4), Rational(3, 2), sp.S(2), sp.S(3)):
        at = knee(a)
        for m in (1, 4, 100):
            above, below = (_needle(a, at + e, m) for e in (0.01, -0.3))
            yield holds(f"all at α={a}, n={m}", abs(above - 1) < 1e-12)
            yield holds(f"not all at α={a}, n={m}", below < 1 - 1e-7)


def _needle(alpha, x, m):
    """Return the needle's share by halving the interval of τ, in floats."""
    a, x = float(alpha) - 1, float(x)
    low, high = a * x - 1, a * x
    for _ in range(80):
        tau = (low + high) / 2
        total = max(a * x - tau, 0) ** (1 / a) + m * max(-tau, 0) ** (1 / a)
        low, high = (tau, high) if total > 1 else (low, tau)
    return max(a * x - low, 0) ** (1 / a)


@proves(
    "eq-needle-limit",
    prints="7068fb8d",
    mutants={
        "the power forgotten": {"kept": lambda a, x: a * x},
        "the factor α - 1 forgotten": {"kept": lambda a, x: x ** (1 / a)},
        "nothing left": {"kept": lambda a, x: 0},
    },
)
def needle_limit(kept=lambda a, x: (a * x) ** (1 / a)):
    x = sp.Symbol("x", positive=True)
    # α = 2: x - τ + n(-τ) = 1
    tau = (x - 1) / (n + 1)
    yield equal(x - tau + n * (-tau), 1)
    yield equal(sp.limit(x - tau, n, oo), kept(sp.S(1), x))
    # α = 3/2, at x = 1: (x/2 - τ)² + n τ² = 1, with the root below 0
    half, at = Rational(1, 2), sp.S.One
    root = (at - sqrt(at**2 - 4 * (1 + n) * (at**2 / 4 - 1))) / (2 * (1 + n))
    yield equal(sp.expand((at / 2 - root) ** 2 + n * root**2), 1)
    yield equal(sp.limit((at / 2 - root) ** 2, n, oo), kept(half, at))
    # Any α: where τ = -ε, n is what is left over by the share, in units of ε^(1/a)
    a, e, v = sp.symbols("a epsilon v", positive=True)
    share = (a * x + e) ** (1 / a)
    count = (1 - share) / e ** (1 / a)
    yield equal(share + count * e ** (1 / a), 1)
    yield equal(share.subs(e, 0), kept(a, x))
    yield equal(sp.limit(e ** (1 / a), e, 0), 0)
    # and n grows without bound, if a x = 1/(1 + v) is below 1: something is left over
    logarithm = sp.expand_log(log((1 / (1 + v)) ** (1 / a)))
    yield holds("the logarithm of the share is negative", logarithm.is_negative)


@proves(
    "eq-info-nce",
    prints="b1366727",
    where=r"p_{ij} = \frac{e^{\beta s_{ij}}}{\sum_k e^{\beta s_{ik}}}",
    mutants={
        "the positive left out of the sum": {"one": 0},
        "the difference turned": {"sign": -1},
        "the temperature forgotten": {"scale": 1},
    },
)
def info_nce(one=1, sign=1, scale=beta):
    for m in FEW:
        z = logits(m, "s")
        for i in range(m):
            rest = sum(exp(-sign * scale * (z[i] - x)) for x in z if x != z[i])
            yield equal(softmax(z, beta)[i], 1 / (one + rest))
            loss = -log(softmax(z, beta)[i])
            yield equal(loss, log(one + rest))


@proves(
    "eq-info-nce-gradient",
    prints="5e56f1f4",
    where=(
        r"L_i = -\ln p_{ii}, "
        r"p_{ij} = \frac{e^{\beta s_{ij}}}{\sum_k e^{\beta s_{ik}}}"
    ),
    mutants={
        "the sign turned": {"slope": lambda p, i, j: beta * (delta(i, j) - p[j])},
        "the factor β lost": {"slope": lambda p, i, j: p[j] - delta(i, j)},
        "independent sigmoids": {
            "slope": lambda p, i, j: beta * (p[j] * (1 - p[j]) - delta(i, j))
        },
    },
)
def info_nce_gradient(slope=lambda p, i, j: beta * (p[j] - delta(i, j))):
    for m in FEW:
        z = logits(m, "s")
        p = softmax(z, beta)
        for i in range(m):
            loss = log_sum_exp(z, beta) - beta * z[i]
            yield equal(exp(-loss), p[i])
            for j in range(m):
                yield equal(sp.diff(loss, z[j]), slope(p, i, j))
            push = sum(slope(p, i, j) for j in range(m) if j != i)
            yield equal(push, -slope(p, i, i))


@proves(
    "eq-negative-shares",
    prints="ffbd178c",
    mutants={
        "the positive left in the sum": {"first": 0},
        "the temperature forgotten": {"scale": 1},
    },
)
def negative_shares(first=1, scale=beta):
    for m in range(3, 6):
        z = logits(m, "s")
        p = softmax(z, beta)
        rest = sum(exp(scale * x) for x in z[first:])
        for j in range(1, m):
            yield equal(p[j] / (1 - p[0]), exp(scale * z[j]) / rest)


@proves(
    "eq-anchor-gradient",
    prints="7014a314",
    mutants={
        "the sign turned": {"sign": -1},
        "the partner taken out of the mean": {"first": 1},
        "the factor β lost": {"factor": 1},
    },
)
def anchor_gradient(sign=1, first=0, factor=beta):
    u = logits(2, "u")
    for m in (2, 3):
        v = [logits(2, f"v{j}_") for j in range(m)]
        z = [dot(u, v_j) for v_j in v]
        p = softmax(z, beta)
        loss = log_sum_exp(z, beta) - beta * z[0]
        for c in range(2):
            chain = sum(beta * (p[j] - delta(j, 0)) * v[j][c] for j in range(m))
            seen = sum(p[j] * v[j][c] for j in range(first, m))
            yield equal(sp.diff(loss, u[c]), chain, sign * factor * (seen - v[0][c]))


@proves(
    "eq-info-nce-cold",
    prints="9468e957",
    mutants={
        "the mean of the negatives": {"hardest": lambda *x: sum(x) / len(x)},
        "negative losses": {"hinge": lambda x: x},
        "a margin of 1": {"hinge": lambda x: sp.Max(x + 1, 0)},
    },
)
def info_nce_cold(hardest=sp.Max, hinge=lambda x: sp.Max(x, 0)):
    lead = sp.Symbol("lead", nonnegative=True)
    for m in (1, 2, 3):
        behind = sp.symbols(f"g2:{m + 1}", nonnegative=True)
        for first, top in ((lead, lead), (-lead, sp.S.Zero)):  # it wins, or it does not
            x = [first, *(first - g for g in behind)]
            yield equal(hinge(hardest(*x)), top)
            gaps = [top - entry for entry in (0, *x)]
            inside = 1 + sum(exp(x_j / T) for x_j in x)
            yield equal(exp(-top / T) * inside, sum(exp(-gap / T) for gap in gaps))
            yield holds("one gap is 0", 0 in gaps)
            yield holds("none is negative", all(gap.is_nonnegative for gap in gaps))
        # So T log(inside) = top + T log(total), where each exp(-gap/T) is a 1/(1 + u),
        # one of them 1: T log(total) is from 0 to T ln n.
        u = sp.symbols(f"u1:{m + 1}", nonnegative=True)
        total = 1 + sum(1 / (1 + u_j) for u_j in u)
        less = sum(u_j / (1 + u_j) for u_j in u)
        yield equal(m + 1 - total, less)
        yield holds("the sum is at least 1", (total - 1).is_nonnegative)
        yield holds("the sum is at most n", less.is_nonnegative)
        yield equal(sp.limit(T * log(m + 1), T, 0), 0)


@proves(
    "eq-info-nce-hot",
    prints="6d0dc1fa",
    mutants={
        "the mean of the negatives alone": {"first": 1},
        "the sign turned": {"sign": -1},
        "ln(n - 1)": {"guess": lambda m: log(m - 1)},
    },
)
def info_nce_hot(first=0, sign=1, guess=log):
    for m in range(2, 6):
        z = logits(m, "s")
        loss = log_sum_exp(z, beta) - beta * z[0]
        mean = sum(z[first:]) / (m - first)
        yield equal(loss.subs(beta, 0), guess(m))
        yield equal(sp.diff(loss, beta).subs(beta, 0), sign * (mean - z[0]))


@proves(
    "eq-cosine-floor",
    prints="7a7a4aa2",
    mutants={
        "cosines between 0 and 1": {"reach": 1},
        "all n candidates counted": {"count": lambda m: m},
    },
)
def cosine_floor(reach=2, count=lambda m: m - 1):
    for m in CLASSES:
        floor = 1 + count(m) * exp(-reach * beta)
        # c is the cosine to the partner, the x those to the others: all in [-1, 1]
        c = 1 - sp.Symbol("a", nonnegative=True)
        x = [-1 + sp.Symbol(f"b{j}", nonnegative=True) for j in range(1, m)]
        terms = [exp(-beta * (c - x_j)) for x_j in x]
        best = (1 + sum(terms)).subs(
            {e: 0 for x_j in [c, *x] for e in x_j.free_symbols}
        )
        yield equal(best, floor)
        over = [sp.expand(-beta * (c - x_j) + 2 * beta) for x_j in x]
        yield holds("no term is smaller", all(e.is_nonnegative for e in over))


@proves(
    "eq-cosine-gradient",
    prints="f95b9646",
    mutants={
        "the part along u kept": {"along": 0},
        "not divided by the length": {"length": lambda u: 1},
        "divided by the other length": {"length": lambda u: norm(logits(3, "v"))},
    },
)
def cosine_gradient(along=1, length=norm):
    u, v = logits(3, "u"), logits(3, "v")
    c = dot(u, v) / (norm(u) * norm(v))
    for i in range(3):
        by_quotient_rule = v[i] / (norm(u) * norm(v)) - dot(u, v) / (
            norm(u) ** 2 * norm(v)
        ) * (u[i] / norm(u))
        unit_u, unit_v = u[i] / norm(u), v[i] / norm(v)
        yield equal(sp.diff(norm(u), u[i]), u[i] / norm(u))
        yield equal(
            sp.diff(c, u[i]),
            by_quotient_rule,
            (unit_v - along * c * unit_u) / length(u),
        )


@proves(
    "eq-negative-sampling",
    prints="8830444e",
    mutants={
        "negatives asked with the sign of the positive": {"sign": 1},
        "one softmax of all": {"whole": lambda z: log_sum_exp(z) - z[0]},
    },
)
def negative_sampling(sign=-1, whole=None):
    # The loss is -ln of the probability that all answers are right, and independent.
    for m in FEW:
        z = logits(m, "s")
        right = sigmoid(z[0]) * sp.prod(1 - sigmoid(x) for x in z[1:])
        loss = -log(sigmoid(z[0])) - sum(log(sigmoid(sign * x)) for x in z[1:])
        yield equal(whole(z) if whole else loss, -log(right))


@proves(
    "eq-negative-sampling-gradient",
    prints="d7382a12",
    where=r"L = -\ln\sigma(s_+)-\sum_j\ln\sigma(-s_j)",
    mutants={
        "the sign of the positive turned": {"pull": lambda x: 1 - sigmoid(x)},
        "the slope of the sigmoid for its value": {
            "push": lambda x: sigmoid(x) * (1 - sigmoid(x))
        },
        "scores that compete": {"push": lambda x: softmax([x, 0, 0])[0]},
    },
)
def negative_sampling_gradient(pull=lambda x: sigmoid(x) - 1, push=sigmoid):
    x = sp.Symbol("x", real=True)
    inner = sp.diff(sigmoid(x), x) / sigmoid(x)
    yield equal(sp.diff(log(sigmoid(x)), x), inner, 1 - sigmoid(x), sigmoid(-x))
    for m in FEW:
        z = logits(m, "s")
        loss = -log(sigmoid(z[0])) - sum(log(sigmoid(-y)) for y in z[1:])
        yield equal(sp.diff(loss, z[0]), pull(z[0]))
        for y in z[1:]:
            yield equal(sp.diff(loss, y), push(y))


@proves(
    "eq-negative-sampling-optimum",
    prints="0925d8e2",
    mutants={
        "the number of negatives forgotten": {"shift": lambda k: 0},
        "ln k added": {"shift": log},
        "the log of the probability alone": {"ratio": lambda P, Q: P},
    },
)
def negative_sampling_optimum(shift=lambda k: -log(k), ratio=lambda P, Q: P / Q):
    P, Q, k = sp.symbols("P Q k", positive=True)
    expected = -P * log(sigmoid(s)) - k * Q * log(sigmoid(-s))
    slope = -P * (1 - sigmoid(s)) + k * Q * sigmoid(s)
    yield equal(sp.diff(expected, s), slope)
    best = log(ratio(P, Q)) + shift(k)
    at = 1 / (1 + sp.expand_log(exp(-best)))
    yield equal(sp.simplify(at), P / (P + k * Q))
    yield equal(sp.simplify(-P * (1 - at) + k * Q * at), 0)
    curvature = sp.simplify(sp.diff(slope, s))
    yield holds("the only minimum", curvature.is_positive)


@proves(
    "eq-pair-classifier",
    prints="c052dbe6",
    mutants={
        "the input forgotten": {"slope": lambda p, x, j, k, y: p[j] - delta(j, y)},
        "the sign turned": {"slope": lambda p, x, j, k, y: (delta(j, y) - p[j]) * x[k]},
    },
)
def pair_classifier(slope=lambda p, x, j, k, y: (p[j] - delta(j, y)) * x[k]):
    x, rows = logits(2, "x"), [logits(2, f"w{j}_") for j in range(3)]
    p = softmax([dot(row, x) for row in rows])
    for y in range(2):
        for j, k in product(range(3), range(2)):
            yield equal(sp.diff(-log(p[y]), rows[j][k]), slope(p, x, j, k, y))


@proves(
    "eq-triplet-loss",
    prints="ec6d35ae",
    mutants={
        "the negative drawn near": {"sign": -1},
        "a push that grows with the distance": {"length": lambda d: 1},
        "squared distances": {"power": 2},
    },
)
def triplet_loss(sign=1, length=lambda d: d, power=1):
    margin = sp.Symbol("epsilon", positive=True)
    u, near, far = (logits(2, name) for name in ("u", "v", "w"))
    plus, minus = (
        norm([a - b for a, b in zip(u, v, strict=True)]) for v in (near, far)
    )
    inside = plus**power - minus**power + margin
    for i in range(2):
        push = sign * (u[i] - far[i]) / length(minus)
        yield equal(sp.diff(inside, far[i]), push)
    at = sp.Symbol("x", real=True)
    hinge = sp.Piecewise((at, at > 0), (0, True))
    yield equal(sp.diff(hinge, at).subs(at, 2), 1)
    yield equal(sp.diff(hinge, at).subs(at, -2), 0)


@proves(
    "eq-attention-sink",
    prints="acccd4a5",
    mutants={
        "no extra key": {"extra": 0},
        "the gate without the logarithm": {"gate": lambda total: sigmoid(total)},
    },
)
def attention_sink(extra=1, gate=lambda total: sigmoid(log(total))):
    for m in FEW:
        z, v = logits(m, "s"), logits(m, "v")
        weights = [exp(beta * x) for x in z]
        total = sum(weights)
        with_sink = softmax([*z, 0], beta)
        shown = dot(weights, v) / (extra + total)
        yield equal(dot(with_sink, [*v, 0]), shown)
        yield equal(shown, gate(total) * dot(softmax(z, beta), v))
    yield equal(sp.limit(T / (1 + T), T, 0), 0)
