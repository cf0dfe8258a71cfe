"""Proofs of the equations of the chapter "Lagrangian and KKT"."""

# ruff: noqa: B008 (a formula may be a default argument: it cannot be modified)

import numpy as np
import sympy as sp
from scipy.optimize import brentq, linprog, minimize
from scipy.special import entr, expit
from scipy.special import softmax as numeric_softmax
from sympy import Rational, exp, log, oo

from softmaxbook.proofs import equal, holds, proves, terms
from softmaxbook.proofs.terms import dot, entropy, logits, shares
from softmaxbook.sparse import argmax, sparsemax

beta, step = sp.symbols("beta step", positive=True)
tau, lam, m, z = sp.symbols("tau lambda m z", real=True)
t = sp.symbols("t", positive=True)
CLASSES = range(2, 5)
LOGITS = [[2, 1, -1], [0.3, 0.1], [1, 1, 0, -2], [-0.5, 0.2, 0.7], [100, 20, -3]]
BETAS = [0.5, 1, 3]


def divergence(p, s):
    return sum(p_j * log(p_j / s_j) for p_j, s_j in zip(p, s, strict=True))


def softmax(z, beta=beta):
    return terms.softmax(z, beta)


def log_sum_exp(z, beta=beta):
    return terms.log_sum_exp(z, beta)


def price_of_softmax(z):
    return (log_sum_exp(z) - 1) / beta


def random_shares(n, count=50):
    """Return points of the simplex, some of them with shares of 0."""
    draw = np.random.default_rng(20210)
    q = draw.dirichlet(np.ones(n), size=count) * draw.integers(0, 2, (count, n))
    q = np.concatenate([q[q.sum(axis=1) > 0], np.eye(n)])
    return q / q.sum(axis=1, keepdims=True)


def solve(objective, start, total=1, more=()):
    """Return where SciPy finds the largest value on the simplex scaled by `total`."""
    start = np.asarray(start, dtype=float)
    sums = {"type": "eq", "fun": lambda p: p.sum() - total}
    found = minimize(
        lambda p: -objective(p),
        start * total / start.sum(),
        bounds=[(0, 1)] * start.size,
        constraints=[sums, *more],
        tol=1e-12,
    )
    return found.x


def close(u, v, tolerance=1e-4):
    return np.shape(u) == np.shape(v) and np.allclose(u, v, rtol=0, atol=tolerance)


def problems():
    """Yield a problem's name, its best shares, and the gradient of f there."""
    for z in map(np.array, LOGITS):
        p = argmax(z)
        yield f"argmax of {z}", p, z
        p = sparsemax(z)
        yield f"sparsemax of {z}", p, z + 0.5 - p
        for b in (1, 1 / 2):
            p = numeric_softmax(b * z)
            if p.min() > 0:
                yield f"softmax of {b} {z}", p, z - (np.log(p) + 1) / b


@proves(
    "eq-simplex-of-shares",
    prints="c614c8a1",
    mutants={
        "p >= 0 forgotten": {"lowest": -oo},
        "the sum forgotten": {"slack": oo},
        "edges excluded": {"lowest": Rational(1, 10**12)},
    },
)
def simplex_of_shares(lowest=0, slack=0):
    def inside(p):
        many = all((p_j - lowest).is_nonnegative for p_j in p)
        return many and bool(abs(sp.simplify(sum(p) - 1)) <= slack)

    weight = sp.Symbol("weight", positive=True)
    for n in CLASSES:
        vertices = sp.eye(n).tolist()
        yield holds(f"the {n} vertices belong to it", all(map(inside, vertices)))
        pairs = zip(shares(n, "u"), shares(n, "v"), strict=True)
        mixed = [(p_j + weight * q_j) / (1 + weight) for p_j, q_j in pairs]
        yield holds("every mixture of two members does", inside(mixed))
        first, second = sp.eye(n).row(0), sp.eye(n).row(1)
        yield holds("twice a vertex does not", not inside(list(2 * first)))
        beyond = first + weight * (first - second)
        yield holds("nor what lies beyond a vertex", not inside(list(beyond)))


@proves(
    "eq-argmax-as-program",
    prints="b1be6135",
    kind="optimality",
    mutants={
        "the smallest payoff": {"answer": lambda p, z: linear_program(-z).x},
        "max in place of arg max": {"answer": lambda p, z: p @ z},
        "equal shares": {"answer": lambda p, z: np.ones(z.size) / z.size},
    },
)
def argmax_as_program(answer=lambda p, z: p):
    for z in map(np.array, LOGITS):
        p = linear_program(z).x
        found, winners = answer(p, z), z == z.max()
        if winners.sum() == 1:
            yield holds(f"{z} is best at its largest", close(found, winners * 1.0))
        tied = np.full(z.size, 2.0)
        yield holds(
            "with ties, all shares pay the same",
            np.ptp(random_shares(z.size) @ tied) < 1e-9,
        )


def linear_program(z):
    """Solve it with a solver that minimizes."""
    return linprog(-z, A_eq=np.ones((1, z.size)), b_eq=[1], bounds=(0, None))


@proves(
    "eq-payoff-shortfall",
    prints="58d0d029",
    where=r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0",
    mutants={
        "the logit in place of its distance": {"distance": lambda d: m - d},
        "the sign lost": {"distance": lambda d: -d},
    },
)
def payoff_shortfall(distance=lambda d: d):
    for n in CLASSES:
        # The winner's distance is 0, the others' are not negative: all logits are so.
        d = [sp.Integer(0), *sp.symbols(f"d2:{n + 1}", nonnegative=True)]
        p = shares(n)
        shortfall = dot(p, map(distance, d))
        yield equal(m - dot(p, [m - d_j for d_j in d]), shortfall)
        yield holds(f"none of {n} terms is negative", shortfall.is_nonnegative)


@proves(
    "eq-entropy-of-shares",
    prints="b7333130",
    mutants={
        "the sign lost": {"entropy": lambda p: -entropy(p)},
        "bits": {"entropy": lambda p: entropy(p) / log(2)},
        "the sum lost": {"entropy": lambda p: -p[0] * log(p[0])},
    },
)
def entropy_of_shares(entropy=entropy):
    yield equal(sp.limit(t * log(t), t, 0, "+"), 0)
    for n in CLASSES:
        near_vertex = [1 - (n - 1) * t, *[t] * (n - 1)]
        yield equal(sp.limit(entropy(near_vertex), t, 0, "+"), 0)
        yield equal(entropy([Rational(1, n)] * n), log(n))


@proves(
    "eq-softmax-as-optimum",
    prints="8746fd63",
    kind="optimality",
    mutants={
        "β in place of 1/β": {"price": lambda b: b},
        "entropy charged, not paid": {"price": lambda b: -1 / b},
        "max in place of arg max": {"answer": lambda p, value: value},
    },
)
def softmax_as_optimum(price=lambda b: 1 / b, answer=lambda p, value: p):
    for z in map(np.array, LOGITS[:4]):
        for b in BETAS:

            def objective(p, z=z, b=b):
                return p @ z + price(b) * entr(p).sum()

            p = solve(objective, np.ones(z.size))
            found, s = answer(p, objective(p)), numeric_softmax(b * z)
            yield holds(f"{z} is best at softmax, β = {b}", close(found, s))


p1 = sp.symbols("w", positive=True) / (1 + sp.symbols("w", positive=True))


@proves(
    "eq-two-option-slope",
    prints="3c685d3b",
    mutants={
        "the odds upside down": {"slope": z + log(t / (1 - t)) / beta},
        "β in place of 1/β": {"slope": z - beta * log(t / (1 - t))},
        "the slope of the payoff alone": {"slope": z},
    },
)
def two_option_slope(slope=z - log(t / (1 - t)) / beta):
    objective = t * z + entropy([t, 1 - t]) / beta
    yield equal(sp.diff(objective, t).subs(t, p1), slope.subs(t, p1))


@proves(
    "eq-two-option-optimum",
    prints="8c173a56",
    mutants={
        "the temperature in place of its inverse": {"p": 1 / (1 + exp(-z / beta))},
        "the other option's share": {"p": 1 / (1 + exp(beta * z))},
    },
)
def two_option_optimum(p=1 / (1 + exp(-beta * z))):
    slope = z - log(t / (1 - t)) / beta
    yield equal(slope.subs(t, p), 0)
    curvature = sp.diff(slope, t).subs(t, p1)
    yield equal(curvature, -1 / (beta * p1 * (1 - p1)))
    yield holds("the slope falls everywhere", sp.factor(curvature).is_negative)


@proves(
    "eq-lagrangian",
    prints="62ed6789",
    mutants={
        "minus before μ, as in a minimization": {"sign": -1},
        "the total forgotten": {"total": 0},
    },
)
def lagrangian(sign=1, total=1):
    for n in CLASSES:
        f = sp.Symbol("f", real=True)
        mu = sp.symbols(f"mu1:{n + 1}", nonnegative=True)

        def value(p, f=f, mu=mu):
            return f + sign * dot(mu, p) - tau * (sum(p) - total)

        p = shares(n)
        yield equal(value(p) - f, dot(mu, p))
        yield holds("inside, L is at least f", dot(mu, p).is_nonnegative)
        # A share below 0 at the cost of another: it is charged for.
        below = [-t, 1 + t, *[sp.Integer(0)] * (n - 2)]
        charge = sp.expand(value(below) - f).coeff(mu[0])
        yield equal(charge, -t)


@proves(
    "eq-kkt",
    prints="8aa0f5e9",
    kind="optimality",
    mutants={
        "minus before μ": {"sign": -1},
        "μ >= 0 the wrong way round": {"dual": lambda mu: mu <= 1e-9},
        "slackness without μ: no share but one": {"slack": lambda mu, p: p},
        "the price is 0": {"price": lambda gradient, p: 0},
    },
)
def kkt(
    sign=1,
    dual=lambda mu: mu >= -1e-9,
    slack=lambda mu, p: mu * p,
    price=lambda gradient, p: gradient[p.argmax()],
):
    def satisfied(p, gradient):
        at = price(gradient, p)
        mu = sign * (at - gradient)  # stationarity, solved for μ
        scale = 1e-9 * (1 + np.abs(gradient).max())
        return dual(mu).all() and np.abs(slack(mu, p)).max() <= scale

    for name, p, gradient in problems():
        yield holds(f"KKT holds at the {name}", satisfied(p, gradient))
    worse = np.array([0.5, 0.5]), np.array([2.0, 0.0])
    yield holds("and not where exchanging gains", not satisfied(*worse))


@proves(
    "eq-exchange",
    prints="1ec725e1",
    kind="optimality",
    mutants={
        "the receiver in use, not the giver": {"in_use": lambda p, j, k: p[j] > 0},
        "no one need be in use": {"in_use": lambda p, j, k: True},
    },
)
def exchange(in_use=lambda p, j, k: p[k] > 0):
    for name, p, gradient in problems():
        pairs = np.ndindex(p.size, p.size)
        gains = [gradient[j] - gradient[k] for j, k in pairs if in_use(p, j, k)]
        yield holds(f"no exchange gains at the {name}", max(gains) <= 1e-9)


@proves(
    "eq-kkt-sufficient",
    prints="4f53def9",
    mutants={
        "the sign of μ lost": {"rest": lambda mu, q: dot(mu, q)},
        "p in place of q": {"rest": lambda mu, q: 0},
    },
)
def kkt_sufficient(rest=lambda mu, q: -dot(mu, q)):
    for n in (2, 3):
        # The first n options are in use, two more are not.
        p = [*shares(n), sp.Integer(0), sp.Integer(0)]
        mu = [*[sp.Integer(0)] * n, *sp.symbols("mu1:3", nonnegative=True)]
        q = shares(n + 2, "v")
        gained = sum(
            (tau - mu_j) * (q_j - p_j) for mu_j, q_j, p_j in zip(mu, q, p, strict=True)
        )
        yield equal(gained, rest(mu, q))
        yield holds("which is no gain", rest(mu, q).is_nonpositive)
        # The objective of softmax lies below its tangent planes, by a divergence.
        z, p, q = logits(n), shares(n), shares(n, "v")
        plane = [z_j - (log(p_j) + 1) / beta for z_j, p_j in zip(z, p, strict=True)]
        away = [q_j - p_j for q_j, p_j in zip(q, p, strict=True)]
        rise = dot(q, z) - dot(p, z) + (entropy(q) - entropy(p)) / beta
        yield equal(dot(plane, away) - rise, divergence(q, p) / beta)


@proves(
    "eq-argmax-prices",
    prints="f24107ee",
    kind="optimality",
    mutants={
        "minus before μ": {"mu": lambda z: z - z.max()},
        "the distance from the smallest": {"mu": lambda z: z - z.min()},
        "the mean as the price": {"price": np.mean},
    },
)
def argmax_prices(price=np.max, mu=lambda z: z.max() - z):
    for z in map(np.array, LOGITS):
        found = linear_program(z)  # it minimizes: the sign of its price is the other
        yield holds(f"the price of {z}", close(-found.eqlin.marginals[0], price(z)))
        yield holds(f"the shortfalls of {z}", close(found.lower.marginals, mu(z)))
        yield holds("none is negative", mu(z).min() >= 0)


@proves(
    "eq-entropy-slope",
    prints="04ec092a",
    where=r"H = -\sum_jp_j\ln p_j, p_j > 0",
    mutants={
        "the product rule forgotten": {"slope": -log(t)},
        "the sign lost": {"slope": log(t) + 1},
    },
)
def entropy_slope(slope=-log(t) - 1):
    for n in CLASSES:
        p = sp.symbols(f"p1:{n + 1}", positive=True)
        for p_j in p:
            yield equal(sp.diff(entropy(p), p_j), slope.subs(t, p_j))


@proves(
    "eq-leaving-the-edge",
    prints="d5de3abc",
    mutants={
        "the sign of ln ε lost": {"pull": log(step)},
        "a bonus with a finite slope": {"bonus": lambda u: u * (1 - u) / 2, "pull": 1},
        "no bonus": {"bonus": lambda u: sp.Integer(0), "pull": sp.Integer(0)},
    },
)
def leaving_the_edge(bonus=lambda u: -u * log(u), pull=-log(step)):
    z_j, z_k = logits(2)
    p_k = sp.symbols("p_k", positive=True)
    before = p_k * z_k + bonus(p_k) / beta  # nothing comes from p_j = 0
    after = step * z_j + (p_k - step) * z_k + (bonus(step) + bonus(p_k - step)) / beta
    fraction = (bonus(p_k - step) - bonus(p_k)) / step
    gain = z_j - z_k + (pull + fraction) / beta
    at = {p_k: Rational(1, 3), z_j: -100, z_k: 100, beta: 2}
    yield holds("the gain has no bound", sp.limit(gain.subs(at), step, 0, "+") == oo)
    tame = sp.limit(fraction.subs(at), step, 0, "+")
    yield equal(tame, -sp.diff(bonus(t), t).subs(t, at[p_k]))
    yield equal((after - before) / step, gain)


@proves(
    "eq-share-from-tau",
    prints="9b798aa4",
    where=r"p_j = e^{\beta(z_j-\tau)-1}",
    mutants={
        "the sign of τ lost": {"share": exp(beta * (z + tau) - 1)},
        "the 1 of the derivative forgotten": {"share": exp(beta * (z - tau))},
        "β on one term only": {"share": exp(beta * z - tau - 1)},
    },
)
def share_from_tau(share=exp(beta * (z - tau) - 1)):
    yield equal(log(share), beta * (z - tau) - 1)
    yield equal(z - (log(share) + 1) / beta - tau, 0)


@proves(
    "eq-tau-of-softmax",
    prints="6876a5a5",
    mutants={
        "1 in place of 1/β": {"price": lambda z: log_sum_exp(z) / beta - 1},
        "the constant forgotten": {"price": lambda z: log_sum_exp(z) / beta},
        "β forgotten in front": {"price": lambda z: log_sum_exp(z) - 1},
    },
)
def tau_of_softmax(price=price_of_softmax):
    for n in CLASSES:
        z = logits(n)
        yield equal(sum(exp(beta * (z_j - price(z)) - 1) for z_j in z), 1)


@proves(
    "eq-softmax-from-kkt",
    prints="4801a101",
    where=r"p_j = \operatorname{softmax}_\beta(z)_j",
    mutants={
        "one index for two jobs": {"total": lambda z, j: exp(beta * z[j])},
        "β forgotten in the sum": {"total": lambda z, j: sum(map(exp, z))},
    },
)
def softmax_from_kkt(total=lambda z, j: sum(exp(beta * z_i) for z_i in z)):
    for n in CLASSES:
        z = logits(n)
        for j, s_j in enumerate(softmax(z)):
            p_j = exp(beta * z[j]) * exp(-beta * price_of_softmax(z) - 1)
            yield equal(p_j, exp(beta * z[j]) / total(z, j), s_j)


@proves(
    "eq-entropy-curvature",
    prints="8c3c592d",
    where=r"f = p\cdot z+\frac1\beta H(p), p_j > 0",
    mutants={
        "the sign lost": {"own": lambda p_j: 1 / (beta * p_j)},
        "p in place of 1/p": {"own": lambda p_j: -p_j / beta},
        "β in place of 1/β": {"own": lambda p_j: -beta / p_j},
    },
)
def entropy_curvature(own=lambda p_j: -1 / (beta * p_j)):
    for n in CLASSES:
        p = sp.symbols(f"p1:{n + 1}", positive=True)
        f = dot(p, logits(n)) + entropy(p) / beta
        for j, p_j in enumerate(p):
            for k, p_k in enumerate(p):
                yield equal(sp.diff(f, p_j, p_k), own(p_j) if j == k else 0)


@proves(
    "eq-strictly-above",
    prints="3b189170",
    mutants={
        "no bonus: a straight line": {"price": 0},
        "entropy charged, not paid": {"price": -1 / beta},
    },
)
def strictly_above(price=1 / beta):
    for n in CLASSES:
        p, q = (sp.symbols(f"{s}1:{n + 1}", positive=True) for s in "pq")

        def f(p, z=logits(n)):
            return dot(p, z) + price * entropy(p)

        halfway = [(p_j + q_j) / 2 for p_j, q_j in zip(p, q, strict=True)]
        above = f(halfway) - (f(p) + f(q)) / 2
        yield equal(above, sum(map(_bend, p, q)) / beta)
    # each bend is 0 at equal shares, and grows with the quotient above 1 and below
    w, r = sp.symbols("w r", positive=True)
    yield equal(_bend(t, t), 0)
    yield equal(sp.diff(_bend(t, r * t), r), t * log(2 * r / (1 + r)) / 2)
    beyond = [sp.factor((2 * r / (1 + r) - 1).subs(r, s)) for s in (1 + w, 1 / (1 + w))]
    yield holds("a slope > 0 above 1", beyond[0].is_positive)
    yield holds("a slope < 0 below 1", beyond[1].is_negative)
    yield equal(sp.limit(_bend(t, r), t, 0), r * log(2) / 2)  # a share of 0


def _bend(p, q):
    """Return by how much -x ln x halfway exceeds the mean of its ends."""
    middle = (p + q) / 2
    return (p * log(p / middle) + q * log(q / middle)) / 2


@proves(
    "eq-value-of-softmax",
    prints="cbfac963",
    mutants={
        "β forgotten in front": {"value": log_sum_exp},
        "the hard maximum": {"value": lambda z: sp.Max(*z)},
        "the price τ": {"value": price_of_softmax},
    },
)
def value_of_softmax(value=lambda z: log_sum_exp(z) / beta):
    for n in CLASSES:
        z = logits(n)
        p = softmax(z)
        yield equal(dot(p, z) + entropy(p) / beta, value(z))


@proves(
    "eq-soft-maximum-bounds",
    prints="47634119",
    mutants={
        "β ln C": {"width": lambda n: beta * log(n)},
        "ln C whatever β is": {"width": lambda n: log(n)},
        "below the maximum": {"width": lambda n: sp.Integer(0)},
    },
)
def soft_maximum_bounds(width=lambda n: log(n) / beta):
    for n in CLASSES:
        w = sp.symbols(f"w1:{n}", nonnegative=True)  # 0: as large as the maximum z
        z_all = [z, *(z - log(1 + w_j) / beta for w_j in w)]
        ratio = 1 + sum(1 / (1 + w_j) for w_j in w)  # of Σ e^(βz_j) and e^(βz)
        weights = [exp(sp.expand(beta * (z_j - z))) for z_j in z_all]
        yield equal(sum(weights), ratio)
        yield holds(f"{ratio} > 1", (ratio - 1).is_positive)
        lack = sum(w_j / (1 + w_j) for w_j in w)
        yield equal(n - ratio, lack)
        yield holds(f"{lack} >= 0", lack.is_nonnegative)
        yield equal(exp(beta * width(sp.Integer(n))), n)
        yield equal(log_sum_exp([z] * n) / beta, z + width(sp.Integer(n)))  # attained


@proves(
    "eq-envelope",
    prints="047a805d",
    where=(
        r"p_j = \operatorname{softmax}_\beta(z)_j, "
        r"V = \frac1\beta\ln\sum_i e^{\beta z_i}"
    ),
    mutants={
        "β taken for a factor of the slope": {"slope": lambda p_j: beta * p_j},
        "the curvature": {"slope": lambda p_j: p_j * (1 - p_j)},
    },
)
def envelope(slope=lambda p_j: p_j):
    for n in CLASSES:
        z = logits(n)
        for z_j, p_j in zip(z, softmax(z), strict=True):
            yield equal(sp.diff(log_sum_exp(z) / beta, z_j), slope(p_j))


@proves(
    "eq-gap-to-optimum",
    prints="b25e8206",
    where=(
        r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0, "
        r"V(z) = \frac1\beta\ln\sum_i e^{\beta z_i}, "
        r"s_j = \operatorname{softmax}_\beta(z)_j"
    ),
    mutants={
        "the divergence the other way round": {"gap": lambda p, s: divergence(s, p)},
        "the sign lost": {"gap": lambda p, s: -divergence(p, s)},
        "1 in place of 1/β": {"gap": lambda p, s: beta * divergence(p, s)},
    },
)
def gap_to_optimum(gap=divergence):
    for n in CLASSES:
        z, p = logits(n), shares(n)
        missing = log_sum_exp(z) / beta - dot(p, z) - entropy(p) / beta
        yield equal(missing, gap(p, softmax(z)) / beta)


@proves(
    "eq-gibbs-inequality",
    prints="a2f7365c",
    mutants={
        "ln t <= t": {"line": lambda u: u},
        "a line that crosses": {"line": lambda u: 2 * (u - 1)},
        "the sign of KL lost": {"sign": 1},
    },
)
def gibbs_inequality(line=lambda u: u - 1, sign=-1):
    yield equal((line(t) - log(t)).subs(t, 1), 0)  # they touch,
    yield equal(sp.diff(line(t) - log(t), t).subs(t, 1), 0)  # as tangents do,
    yield holds("ln bends down", sp.diff(log(t), t, 2).is_negative)  # there only.
    for n in CLASSES:
        used, s = shares(n), shares(n + 1, "v")  # one option has no share
        ratios = [s_j / p_j for s_j, p_j in zip(s[:n], used, strict=True)]
        yield equal(sign * divergence(used, s[:n]), dot(used, map(log, ratios)))
        yield equal(dot(used, map(line, ratios)), sum(s[:n]) - 1)
        yield holds("it is not positive", sp.factor(sum(s[:n]) - 1).is_nonpositive)


@proves(
    "eq-entropy-from-lse",
    prints="bc00a15e",
    kind="optimality",
    mutants={
        "plus in place of minus": {"sign": 1},
        "log-sum-exp alone": {"sign": 0},
        "the sum without its logarithm": {"soft": lambda z: np.exp(z).sum()},
    },
)
def entropy_from_lse(sign=-1, soft=lambda z: np.logaddexp.reduce(z)):
    for n in CLASSES:
        p = shares(n)
        yield equal(log(sum(p)) - dot(p, map(log, p)), entropy(p))  # at z = ln p
    for p in ([0.7, 0.2, 0.1], [0.5, 0.5], [0.4, 0.3, 0.2, 0.1]):
        p = np.array(p)
        found = minimize(lambda z, p=p: soft(z) + sign * p @ z, np.zeros(p.size))
        yield holds(f"the least is H{p}", close(found.fun, entr(p).sum(), 1e-6))


@proves(
    "eq-optimum-limits",
    prints="94923e40",
    mutants={
        "one winner, ties or not": {"share": 1},
        "the ends exchanged": {"cold": 0, "hot": oo},
    },
)
def optimum_limits(share=None, cold=oo, hot=0):
    for z in ([2, 1, 0], [1, 1, 0], [3, 3, 3], [0, 2, 1, 2]):
        winners = [z_j == max(z) for z_j in z]
        part = share or Rational(1, sum(winners))
        for p_j, wins in zip(softmax(z), winners, strict=True):
            yield equal(sp.limit(p_j, beta, cold), part if wins else 0)
            yield equal(sp.limit(p_j, beta, hot, "+"), Rational(1, len(z)))


@proves(
    "eq-pull-becomes-price",
    prints="1ace93a6",
    mutants={
        "the sign lost": {"sign": -1},
        "β forgotten": {"price": sp.Integer(1)},
    },
)
def pull_becomes_price(sign=1, price=1 / beta):
    for n in CLASSES:
        z = logits(n)
        for z_j, p_j in zip(z, softmax(z), strict=True):
            yield equal(-sign * (log(p_j) + 1) * price, price_of_softmax(z) - z_j)
    for z in ([2, 1, 0], [1, 1, -2]):
        for z_j in z:
            pull = price_of_softmax(z) - z_j
            yield equal(sp.limit(pull, beta, oo), max(z) - z_j)


@proves(
    "eq-softmax-with-prior",
    prints="2bb9fdd0",
    where=r"\pi_j > 0",
    mutants={
        "β on the prior too": {"shift": lambda pi_j: log(pi_j)},
        "the prior without its logarithm": {"shift": lambda pi_j: pi_j / beta},
    },
)
def softmax_with_prior(shift=lambda pi_j: log(pi_j) / beta):
    for n in (2, 3):
        z, p, prior = logits(n), shares(n), shares(n, "v")
        moved = [z_j + shift(pi_j) for z_j, pi_j in zip(z, prior, strict=True)]
        charged = dot(p, z) - divergence(p, prior) / beta
        yield equal(charged, dot(p, moved) + entropy(p) / beta)
        weights = [pi * exp(beta * z_j) for pi, z_j in zip(prior, z, strict=True)]
        together = [beta * z_j + log(pi) for pi, z_j in zip(prior, z, strict=True)]
        both = zip(softmax(moved), softmax(together, 1), strict=True)
        for weight, (first, second) in zip(weights, both, strict=True):
            yield equal(first, second, weight / sum(weights))


@proves(
    "eq-die-of-greatest-entropy",
    prints="51da16ad",
    where=r"",
    kind="optimality",
    mutants={
        "the sign of λ lost": {"exponent": lambda e: lam * e},
        "linear in the number of eyes": {"exponent": lambda e: log(lam**2 * e)},
    },
)
def die_of_greatest_entropy(exponent=lambda e: -lam * e):
    faces = range(1, 7)
    p = softmax([exponent(e) for e in faces], 1)
    slopes = [-log(p_j) - 1 - lam * e for p_j, e in zip(p, faces, strict=True)]
    for slope in slopes[1:]:
        yield equal(slope, slopes[0])  # it is τ
    eyes = np.arange(1, 7)
    mean = {"type": "eq", "fun": lambda p: p @ eyes - 4.5}
    best = solve(lambda p: entr(p).sum(), np.ones(6), more=[mean])
    at = brentq(lambda u: numeric_softmax(-u * eyes) @ eyes - 4.5, -5, 5)
    yield holds("the solver's die", close(best, numeric_softmax(-at * eyes)))


def two_sigmoids(z, k):
    """Search for the threshold at which sigmoids of the logits sum to k."""
    return expit(z - brentq(lambda u: expit(z - u).sum() - k, -99, 99))


@proves(
    "eq-common-threshold",
    prints="2b5bbd7a",
    kind="optimality",
    mutants={
        "the threshold added": {"sign": -1},
        "k times the softmax": {"rule": lambda z, k: k * numeric_softmax(z)},
    },
)
def common_threshold(sign=1, rule=two_sigmoids):
    p = 1 / (1 + exp(-beta * (z - sign * tau)))
    yield equal(p / (1 - p), exp(beta * (z - tau)))  # stationarity, as odds
    for scores, k in (([2, 1, 0, -1], 2), ([1, 1, 0], 1), ([0.5, 2, -1, 0, 1], 3)):
        scores = np.array(scores)

        def objective(p, scores=scores):
            return p @ scores + entr(p).sum() + entr(1 - p).sum()

        best = solve(objective, np.ones(scores.size), total=k)
        yield holds(f"{k} of {scores}", close(best, rule(scores, k)))


@proves(
    "eq-curvature-is-variance",
    prints="fc4fd11c",
    where=r"p_j = \operatorname{softmax}(z)_j, V = \ln\sum_i e^{z_i}",
    mutants={
        "the mean square alone": {"mean": lambda p, v: 0},
        "the plain mean": {"mean": lambda p, v: sum(v) / len(v)},
    },
)
def curvature_is_variance(mean=dot):
    for n in (2, 3):
        z, v = logits(n), sp.symbols(f"v1:{n + 1}", real=True)
        p = softmax(z, 1)
        slopes = [sp.diff(log_sum_exp(z, 1), z_j) for z_j in z]
        pairs = [(j, k) for j in range(n) for k in range(n)]
        form = sum(v[j] * sp.diff(slopes[j], z[k]) * v[k] for j, k in pairs)
        squares = dot(p, [v_j**2 for v_j in v]) - dot(p, v) ** 2
        variance = dot(p, [(v_j - mean(p, v)) ** 2 for v_j in v])
        yield equal(form, squares, variance)
        yield holds(
            "no square is negative", dot(p, [v_j**2 for v_j in v]).is_nonnegative
        )
