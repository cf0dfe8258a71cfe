"""Proofs of the equations of the chapter "Sparsemax and α-entmax"."""

# ruff: noqa: B008 (a formula may be a default argument: it cannot be modified)

import random
from fractions import Fraction
from itertools import accumulate

import mpmath
import numpy as np
import sympy as sp
from scipy.optimize import brentq
from scipy.special import entr
from scipy.special import softmax as numeric_softmax
from sympy import Rational, exp, log, sqrt

from softmaxbook.proofs import DIGITS, POINTS, SEED, TOLERANCE, equal, holds, proves
from softmaxbook.proofs.lagrangian_kkt import (
    CLASSES,
    close,
    dot,
    entropy,
    log_sum_exp,
    logits,
    shares,
    softmax,
    solve,
)

a, d, t, u = sp.symbols("a d t u", positive=True)  # a is α - 1
alpha = 1 + a
c, p1, tau, x, z = sp.symbols("c p1 tau x z", real=True)
HALF = Rational(1, 2)
LOGITS = [
    *([2, 1.6, 1, -1], [0.6, 0], [1, 1, 0, -2], [-0.5, 0.25, 0.7], [3, 0, 0]),
    [0.3, 0.25, 0.2, 0.1, 0],
]
ALPHAS = [1.25, 1.5, 2, 3]
DRAWN = np.random.default_rng(20210).normal(size=(40, 6))


def gini(p):
    return sum(p_j * (1 - p_j) for p_j in p) / 2


def squares(p):
    return sum(p_j**2 for p_j in p)


def tsallis(p, index):
    """Return the entropy, Shannon's at 1; p may be an array."""
    p = np.asarray(p)
    if index == 1:
        return entr(p).sum(axis=-1)
    return (1 - (p**index).sum(axis=-1)) / (index * (index - 1))


def level(z, index=2):
    """Search for the τ at which the shares add up to 1."""
    top = (index - 1) * np.asarray(z, dtype=float)

    def excess(tau):
        return (np.maximum(top - tau, 0) ** (1 / (index - 1))).sum() - 1

    low, high = top.max() - 1, top.max()
    return low if excess(low) <= 0 else brentq(excess, low, high, xtol=1e-15)


def entmax(z, index=2):
    z = np.asarray(z, dtype=float)
    if index == 1:
        return numeric_softmax(z)
    return np.maximum((index - 1) * z - level(z, index), 0) ** (1 / (index - 1))


def jacobian_by_differences(z, index, h=1e-6):
    steps = h * np.eye(len(z))
    moved = [entmax(z + e, index) - entmax(z - e, index) for e in steps]
    return np.transpose(moved) / (2 * h)


def is_optimal(z, p, mu, slope, tolerance=1e-9):
    """Check the four KKT conditions for p·z plus a bonus with this slope."""
    price = z + slope + mu
    return (
        np.ptp(price) < tolerance
        and min(p.min(), mu.min()) >= 0
        and abs(p.sum() - 1) < tolerance
        and np.abs(mu * p).max() < tolerance
    )


def symbolic_tsallis(p):
    return (1 - sum(p_j**alpha for p_j in p)) / (alpha * (alpha - 1))


def lacks(n):
    """Return n numbers that may be 0: the μ of options out of use."""
    return np.array(sp.symbols(f"mu1:{n + 1}", nonnegative=True), dtype=object)


def best_at(p, mu=(), a=a, tau=tau):
    """Return logits with the best shares p, and after them those that get nothing.

    Solved for z, the KKT conditions are z = (p^(α-1) + τ)/(α-1), and z = τ/(α-1) - μ
    for p = 0. They are sufficient, and every vector of logits has such p, μ and τ.
    """
    return [*((p_j**a + tau) / a for p_j in p), *(tau / a - mu_j for mu_j in mu)]


def falling_shares(n):
    weights = [*accumulate(sp.symbols(f"w1:{n + 1}", positive=True))][::-1]
    return [weight / sum(weights) for weight in weights]


def is_before_one(p):
    return holds(f"{p} < 1", sp.simplify(1 / p - 1).is_positive)


def drawn_problems(index=lambda draw: 1, number=Fraction):
    """Yield α - 1, random logits, and their best shares: fractions if α = 2.

    Some shares are equal, and some μ are 0: those options are out by a hair.
    """
    draw = random.Random(SEED)
    for _ in range(POINTS):
        weights = [draw.randint(1, 9) for _ in range(draw.randint(1, 5))]
        p = [number(weight) / sum(weights) for weight in weights]
        mu = [number(draw.randint(0, 6)) / 7 for _ in range(draw.randint(1, 4))]
        a = number(index(draw))
        z = best_at(p, mu, a, number(draw.randint(-20, 20)) / 9)
        problem = [*zip(z, [*p, *[0] * len(mu)], strict=True)]
        draw.shuffle(problem)
        yield a, *zip(*problem, strict=True)


@proves(
    "eq-gini-entropy",
    prints="342797aa",
    where=r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0",
    mutants={
        "the impurity of decision trees": {"first": lambda p: 2 * gini(p)},
        "the 1/2 in front lost": {"second": lambda p: 1 - squares(p) / 2},
        "the chance that two draws are the same": {"second": lambda p: squares(p) / 2},
    },
)
def gini_entropy(first=gini, second=lambda p: HALF - squares(p) / 2):
    for n in CLASSES:
        p = shares(n)
        differ = sum(p[i] * p[j] for i in range(n) for j in range(n) if i != j)
        yield equal(first(p), second(p), differ / 2)
        yield equal(first([1, *[0] * (n - 1)]), 0)


@proves(
    "eq-sparsemax-as-optimum",
    prints="523db0c1",
    kind="optimality",
    mutants={
        "the impurity, without 1/2": {"bonus": lambda p: p @ (1 - p)},
        "Shannon's entropy": {"bonus": lambda p: entr(p).sum()},
        "entropy charged, not paid": {"bonus": lambda p: -p @ (1 - p) / 2},
        "max in place of arg max": {"answer": lambda p, value: value},
    },
)
def sparsemax_as_optimum(bonus=lambda p: p @ (1 - p) / 2, answer=lambda p, value: p):
    for z in map(np.array, LOGITS):

        def objective(p, z=z):
            return p @ z + bonus(p)

        p = solve(objective, np.ones(z.size))
        found = answer(p, objective(p))
        yield holds(f"{z} is best at its threshold form", close(found, entmax(z)))


@proves(
    "eq-gini-slope-of-two",
    prints="6e99753d",
    where=r"",
    mutants={
        "the impurity, without 1/2": {"slope": t + 2 - 4 * p1},
        "the slope of the payoff alone": {"slope": t},
    },
)
def gini_slope_of_two(slope=t + 1 - 2 * p1):
    yield equal(sp.diff(p1 * t + gini([p1, 1 - p1]), p1), slope)


@proves(
    "eq-sparsemax-of-two",
    prints="59479511",
    kind="optimality",
    mutants={
        "not clipped": {"share": lambda t: (1 + t) / 2},
        "the slope of the sigmoid at 0": {
            "share": lambda t: np.clip(0.5 + t / 4, 0, 1)
        },
        "a step": {"share": lambda t: float(t > 0)},
    },
)
def sparsemax_of_two(share=lambda t: np.clip((1 + t) / 2, 0, 1)):
    others = np.linspace(0, 1, 1001)
    for t in np.linspace(-2, 2, 33):
        p = share(t)
        yield holds(f"it is a share at t = {t}", 0 <= p <= 1)
        best = (others * t + others * (1 - others)).max()
        yield holds("no share is better", p * t + p * (1 - p) >= best - 1e-12)


@proves(
    "eq-completed-square",
    prints="ec225b4f",
    where=r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0",
    mutants={
        "the sign of the distance": {"sign": 1},
        "the square of z forgotten": {"rest": lambda z: HALF},
        "the 1/2 of the entropy forgotten": {"rest": lambda z: squares(z) / 2},
    },
)
def completed_square(sign=-1, rest=lambda z: HALF + squares(z) / 2):
    for n in CLASSES:
        z, p = logits(n), shares(n)
        away = squares([p_j - z_j for p_j, z_j in zip(p, z, strict=True)])
        yield equal(dot(p, z) + gini(p), rest(z) + sign * away / 2)


@proves(
    "eq-sparsemax-as-projection",
    prints="b28fe19f",
    kind="optimality",
    mutants={
        "clip and divide": {
            "answer": lambda z: np.maximum(z, 0) / np.maximum(z, 0).sum()
        },
        "the nearest to 2 z": {"distance": lambda p, z: ((p - 2 * z) ** 2).sum()},
        "the farthest point": {"distance": lambda p, z: -((p - z) ** 2).sum()},
    },
)
def sparsemax_as_projection(distance=lambda p, z: ((p - z) ** 2).sum(), answer=entmax):
    for z in map(np.array, LOGITS):
        nearest = solve(lambda p, z=z: -distance(p, z), np.ones(z.size))
        yield holds(f"the nearest to {z}", close(nearest, answer(z)))


@proves(
    "eq-gini-stationarity",
    prints="051bb90c",
    mutants={
        "minus before μ": {"condition": lambda z, p, mu: z - p - mu - tau},
        "the sign of the slope lost": {"condition": lambda z, p, mu: z + p + mu - tau},
        "the slope of the impurity": {
            "condition": lambda z, p, mu: z - 2 * p + mu - tau
        },
    },
)
def gini_stationarity(condition=lambda z, p, mu: z - p + mu - tau):
    for n in CLASSES:
        z = logits(n)
        p, mu = sp.symbols(f"p1:{n + 1}", real=True), sp.symbols(f"mu1:{n + 1}")
        objective = dot(p, z) + HALF - squares(p) / 2
        lagrangian = objective + dot(mu, p) - tau * (sum(p) - 1)
        for z_j, p_j, mu_j in zip(z, p, mu, strict=True):
            yield equal(sp.diff(lagrangian, p_j), condition(z_j, p_j, mu_j))


@proves(
    "eq-sparsemax-threshold",
    prints="252fef11",
    kind="optimality",
    mutants={
        "not clipped": {"share": lambda gap: gap},
        "the sign of μ": {"shortfall": lambda gap: np.minimum(gap, 0)},
        "no wall pushes": {"shortfall": lambda gap: 0 * gap},
    },
)
def sparsemax_threshold(
    share=lambda gap: np.maximum(gap, 0), shortfall=lambda gap: np.maximum(-gap, 0)
):
    for z in map(np.array, [*LOGITS, *DRAWN]):
        gap = z - level(z)
        p, mu = share(gap), shortfall(gap)
        yield holds(f"KKT for {z}", is_optimal(z, p, mu, -p))


@proves(
    "eq-sparsemax-level",
    prints="e37923f5",
    kind="optimality",
    mutants={
        "the losers counted too": {"dry": lambda gap: gap},
        "the losers counted as columns above water": {"dry": np.abs},
    },
)
def sparsemax_level(dry=lambda gap: np.maximum(gap, 0)):
    for z in map(np.array, LOGITS):
        levels = np.linspace(z.max() - 3, z.max(), 61)
        sums = np.array([dry(z - at).sum() for at in levels])
        yield holds("the sum falls strictly", np.diff(sums).max() < 0)
        yield holds("to 0 at the largest logit", abs(sums[-1]) < 1e-12)
        tau = brentq(lambda at, z=z: dry(z - at).sum() - 1, z.max() - 3, z.max())
        best = solve(lambda p, z=z: p @ z - p @ p / 2, np.ones(z.size))
        yield holds(f"its level gives the best of {z}", close(dry(z - tau), best))


@proves(
    "eq-tau-of-support",
    prints="e0341de1",
    mutants={
        "all options in place of the support": {"support": lambda p_j: True},
        "the 1 forgotten": {"total": 0},
        "the 1 added": {"total": -1},
    },
)
def tau_of_support(support=lambda p_j: p_j != 0, total=1):
    for n in CLASSES:
        for size in range(1, n + 1):
            p, mu = shares(size), lacks(n - size)
            logits_and_shares = zip(best_at(p, mu, 1), [*p, *0 * mu], strict=True)
            inside = [z_j for z_j, p_j in logits_and_shares if support(p_j)]
            yield equal((sum(inside) - total) / len(inside), tau)


@proves(
    "eq-sparsemax-membership",
    prints="f7c54500",
    kind="numeric",
    mutants={
        "the distance from the leader alone": {"ahead": max},
        "the columns below counted too": {"ahead": sum},
        "the mean distance": {"ahead": lambda gaps: _over(gaps) / len(gaps)},
    },
)
def sparsemax_membership(ahead=lambda gaps: _over(gaps)):
    for _, z, p in drawn_problems():
        inside = [ahead([z_i - z_j for z_i in z]) < 1 for z_j in z]
        yield holds(_who_is_in(p), inside == [p_j > 0 for p_j in p])


def _over(gaps):
    return sum(max(gap, 0) for gap in gaps)


def _who_is_in(p):
    return f"who is in, if the best is {', '.join(map(str, p))}"


@proves(
    "eq-support-by-sorting",
    prints="682653dd",
    kind="numeric",
    mutants={
        "the 1 forgotten": {"room": 0},
        "from the smallest": {"order": sorted},
        "not sorted": {"order": list},
    },
)
def support_by_sorting(room=1, order=lambda z: sorted(z, reverse=True)):
    for _, z, p in drawn_problems():
        places = enumerate(zip(order(z), accumulate(order(z)), strict=True), 1)
        passed = [k for k, (z_k, total) in places if room + k * z_k > total]
        size = sum(p_j > 0 for p_j in p)
        yield holds("first it holds, then it fails", passed == [*range(1, size + 1)])
        yield holds(_who_is_in(p), max(passed) == size)


def tsallis_term(p_j):
    return (p_j - p_j**alpha) / (alpha * (alpha - 1))


@proves(
    "eq-tsallis-entropy",
    prints="2524e181",
    where=r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0",
    mutants={
        "Tsallis's own, without 1/α": {"term": lambda p: (p - p**alpha) / a},
        "the sign lost": {"term": lambda p: -tsallis_term(p)},
        "α - 1 left out": {"term": lambda p: (p - p**alpha) / alpha},
    },
)
def tsallis_entropy(term=tsallis_term):
    for n in CLASSES:
        p = shares(n)
        powers = sum(p_j**alpha for p_j in p)
        yield equal(sum(map(term, p)), (1 - powers) / (alpha * (alpha - 1)))
        yield equal(sum(term(p_j).subs(a, 1) for p_j in p), gini(p))


@proves(
    "eq-tsallis-limit",
    prints="471d9c8b",
    mutants={
        "the sign lost": {"term": lambda p: -tsallis_term(p)},
        "α in place of α - 1": {"term": lambda p: (p - p**alpha) / alpha**2},
        "the logarithm alone": {"limit": lambda p: -log(p)},
    },
)
def tsallis_limit(term=tsallis_term, limit=lambda p: -p * log(p)):
    p = sp.symbols("p", positive=True)
    sum_at = p - p**alpha
    yield equal(sum_at.subs(a, 0), 0)
    yield equal(sp.diff(sum_at, a).subs(a, 0), -p * log(p))
    yield equal(sp.limit(term(p), a, 0), limit(p))


@proves(
    "eq-tsallis-slope",
    prints="1a523289",
    where=r"H_\alpha = \frac{1-\sum_jp_j^\alpha}{\alpha(\alpha-1)}, p_j > 0",
    mutants={
        "1/α forgotten": {"slope": -alpha * t**a / a},
        "1/(α - 1) forgotten": {"slope": -(t**a)},
        "the power not lowered": {"slope": -(t**alpha) / a},
    },
)
def tsallis_slope(slope=-(t**a) / a):
    for n in CLASSES:
        p = sp.symbols(f"p1:{n + 1}", positive=True)
        entropy = (1 - sum(p_j**alpha for p_j in p)) / (alpha * (alpha - 1))
        for p_j in p:
            first = sp.diff(entropy, p_j)
            yield equal(sp.simplify(first - slope.subs(t, p_j)), 0)
            yield equal(sp.simplify(sp.diff(first, p_j) + p_j ** (alpha - 2)), 0)
    yield equal(slope.subs(t, 1), -1 / (alpha - 1))
    yield holds("it falls", sp.simplify(sp.diff(slope, t)).is_negative)


@proves(
    "eq-entmax-as-optimum",
    prints="3f3aace8",
    kind="optimality",
    mutants={
        "Tsallis's own entropy": {"bonus": lambda p, index: index * tsallis(p, index)},
        "entropy charged, not paid": {"bonus": lambda p, index: -tsallis(p, index)},
        "Shannon's, whatever α is": {"bonus": lambda p, index: tsallis(p, 1)},
        "max in place of arg max": {"answer": lambda p, value: value},
    },
)
def entmax_as_optimum(bonus=tsallis, answer=lambda p, value: p):
    for z in map(np.array, LOGITS[:4]):
        for index in (1, 1.5, 2, 3):

            def objective(p, z=z, index=index):
                return p @ z + bonus(np.maximum(p, 0), index)

            best = solve(objective, np.ones(z.size))
            found = answer(best, objective(best))
            same = close(found, entmax(z, index), 1e-3)
            yield holds(f"{z} is best at its threshold form, α = {index}", same)


@proves(
    "eq-entmax-threshold",
    prints="af71a630",
    kind="optimality",
    mutants={
        "the exponent upside down": {"power": a},
        "α - 1 forgotten before z": {"top": z - tau},
        "μ without the division": {"shortfall": lambda tau, z, index: tau - z},
    },
)
def entmax_threshold(
    power=1 / a,
    top=a * z - tau,
    shortfall=lambda tau, z, index: tau / (index - 1) - z,
):
    p = u**power  # in use, with u for what is raised to the power
    yield equal(sp.powsimp(p**a, force=True), u)
    yield equal((z - top / a).expand(), tau / a)
    for z_ in map(np.array, [*LOGITS, *DRAWN[:10]]):
        for index in ALPHAS:
            at = level(z_, index)
            p_ = entmax(z_, index)
            mu = np.maximum(shortfall(at, z_, index), 0)
            slope = -(p_ ** (index - 1)) / (index - 1)
            good = is_optimal(z_, p_, mu, slope, 1e-7)
            yield holds(f"KKT for {z_}, α = {index}", good)


@proves(
    "eq-entmax-near-one",
    prints="9f08235d",
    mutants={
        "the 1 forgotten": {"base": a * x},
        "the exponent upside down": {"power": a},
        "the sign of z - c": {"base": 1 - a * x},
    },
)
def entmax_near_one(base=1 + a * x, power=1 / a):
    yield equal((a * z - (a * c - 1)).expand(), (1 + a * (z - c)).expand())
    yield equal(sp.limit(base**power, a, 0, "+"), exp(x))
    for n in CLASSES:  # and they sum to 1 if c is the log-sum-exp
        z_ = logits(n)
        yield equal(sum(exp(z_j - log_sum_exp(z_, 1)) for z_j in z_), 1)


@proves(
    "eq-tsallis-bound",
    prints="a436fccc",
    mutants={
        "1/α²": {"bound": lambda index: 1 / index**2},
        "1/(α (α + 1))": {"bound": lambda index: 1 / (index * (index + 1))},
        "a bound that stays": {"bound": lambda index: 1 + 0 * index},
    },
)
def tsallis_bound(bound=lambda index: 1 / (index * (index - 1))):
    for n in CLASSES:
        p = sp.symbols(f"p1:{n + 1}", positive=True)
        power_sum = sum(p_j**alpha for p_j in p)
        below = power_sum / (alpha * (alpha - 1))
        yield equal(bound(alpha) - symbolic_tsallis(p), below)
        yield holds(f"{below} > 0", below.is_positive)
    yield equal(tsallis_term(t), t * (1 - t**a) / (alpha * a))
    # t = 1/(1 + u) is each share below 1; where t^(α-1) < 1, the term is positive
    logarithm = sp.expand_log(log((1 / (1 + u)) ** a))
    yield holds("ln t^(α-1) < 0", logarithm.is_negative)
    yield equal(tsallis_term(sp.Integer(0)), tsallis_term(sp.Integer(1)), 0)
    yield equal(sp.limit(bound(t), t, sp.oo), 0)


@proves(
    "eq-entmax-knee",
    prints="302a5531",
    mutants={
        "α - 1": {"knee": a},
        "1/α": {"knee": 1 / alpha},
        "1, whatever α is": {"knee": sp.Integer(1)},
    },
)
def entmax_knee(knee=1 / a):
    (mu,) = lacks(1)
    first, second = best_at([sp.Integer(1)], [mu])
    yield equal(first - second, knee + mu)  # at the knee, or beyond it
    yield equal(knee - (second - first), 2 / a + mu)  # the roles exchanged: before it
    p = shares(2)
    first, second = best_at(p)
    yield equal(knee - (first - second), (1 - p[0] ** a + p[1] ** a) / a)
    yield is_before_one(p[0])  # so the right side is positive


def heights(gaps, index):
    return ((index - 1) * gaps) ** (1 / (index - 1))


@proves(
    "eq-entmax-membership",
    prints="ef762dd7",
    kind="numeric",
    mutants={
        "the leader alone": {"ahead": lambda heights: max(heights, default=0)},
        "sparsemax's sum": {"height": lambda gap, a: gap},
        "the exponent upside down": {"height": lambda gap, a: (a * gap) ** a},
    },
)
def entmax_membership(height=lambda gap, a: (a * gap) ** (1 / a), ahead=sum):
    with mpmath.workdps(DIGITS):
        for a, z, p in drawn_problems(lambda draw: draw.uniform(0.1, 3), mpmath.mpf):
            heights = [[height(z_i - z_j, a) for z_i in z if z_i > z_j] for z_j in z]
            inside = [ahead(above) < 1 - TOLERANCE for above in heights]
            a, *rounded = (mpmath.nstr(number, 3) for number in (a, *p))
            statement = f"{_who_is_in(rounded)}, α = 1 + {a}"
            yield holds(statement, inside == [p_j > 0 for p_j in p])


@proves(
    "eq-membership-slope",
    prints="6c12daa0",
    where=r"a > 0, d > 0",
    mutants={
        "the 1 forgotten": {"slope": -log(a * d) / a**2},
        "a in place of its square": {"slope": (1 - log(a * d)) / a},
        "the sign lost": {"slope": (log(a * d) - 1) / a**2},
    },
)
def membership_slope(slope=(1 - log(a * d)) / a**2):
    yield equal(sp.diff(log(a * d) / a, a), slope)
    # A term (ad)^(1/a) of at most 1 has ad = 1/(1 + u): there the slope is positive.
    below = sp.expand_log(slope.subs(d, 1 / (a * (1 + u))))
    yield equal(below, (1 + log(1 + u)) / a**2)


@proves(
    "eq-entmax-beta",
    prints="92294303",
    kind="optimality",
    mutants={
        "β in place of 1/β": {"price": lambda b: b},
        "no price": {"price": lambda b: 1},
    },
)
def entmax_beta(price=lambda b: 1 / b):
    for z in map(np.array, LOGITS[:4]):
        for index, b in ((1.5, 0.5), (1.5, 2), (2, 0.5), (2, 3), (3, 0.4)):

            def objective(p, z=z, index=index, b=b):
                return p @ z + price(b) * tsallis(np.maximum(p, 0), index)

            best = solve(objective, np.ones(z.size))
            same = close(best, entmax(b * z, index), 1e-3)
            yield holds(f"{z}, α = {index}, β = {b}", same)


@proves(
    "eq-entmax-one-left",
    prints="fe7dd577",
    mutants={
        "β forgotten": {"lead": lambda b, top: top[0] - top[1]},
        "the distance to the last": {"lead": lambda b, top: b * (top[0] - top[-1])},
        "α - 1 in place of its inverse": {"knee": a},
    },
)
def entmax_one_left(lead=lambda b, top: b * (top[0] - top[1]), knee=1 / a):
    b = sp.Symbol("beta", positive=True)
    for n in CLASSES:
        mu = [*accumulate(lacks(n - 1))]  # it grows: the logits are sorted
        top = [scaled / b for scaled in best_at([sp.Integer(1)], mu)]
        yield equal(lead(b, top), knee + mu[0])
        p = falling_shares(n)
        top = [scaled / b for scaled in best_at(p)]
        yield equal(knee - lead(b, top), (1 - p[0] ** a + p[1] ** a) / a)
        yield is_before_one(p[0])  # so the right side is positive


@proves(
    "eq-entmax-differential",
    prints="8b4e5f9f",
    mutants={
        "the exponent α - 2": {"s": u ** ((a - 1) / a)},
        "softmax's s": {"s": u ** (1 / a)},
        "α - 1 forgotten under dτ": {"by_level": 1},
    },
)
def entmax_differential(s=u ** ((1 - a) / a), by_level=1 / a):
    share = (a * z - tau) ** (1 / a)
    at = {z: (u + tau) / a}  # u is what is raised to the power
    yield equal(sp.powsimp((u ** (1 / a)) ** (2 - alpha) / u ** ((1 - a) / a)), 1)
    in_z = sp.diff(share, z).subs(at)
    in_tau = sp.diff(share, tau).subs(at)
    yield equal(in_z, s)
    yield equal(in_tau, -s * by_level)


@proves(
    "eq-entmax-level-shift",
    prints="cf039e7d",
    mutants={
        "the plain mean": {"weigh": lambda s: [1] * len(s)},
        "weights squared": {"weigh": lambda s: [s_j**2 for s_j in s]},
    },
)
def entmax_level_shift(weigh=lambda s: s):
    for n in CLASSES:
        s, dz = sp.symbols(f"s1:{n + 1}", positive=True), logits(n)
        w = weigh(s)
        shift = dot(w, dz) / sum(w)
        moves = [s_j * (dz_j - shift) for s_j, dz_j in zip(s, dz, strict=True)]
        yield equal(sum(moves), 0)
    for n in CLASSES:
        p, _, dz = small_moves(n, a)
        w = weigh([p_j ** (2 - alpha) for p_j in p])
        mean = dot(w, dz[:n]) / sum(w)
        yield equal(mean, sp.Symbol("dtau", real=True) / a)


@proves(
    "eq-entmax-jacobian",
    prints="d17d5ad5",
    mutants={
        "softmax's, for every α": {"s": lambda p_j: p_j},
        "the exponent α - 2": {"s": lambda p_j: p_j ** (alpha - 2)},
        "the losers have a say": {"out": 1},
        "not divided by the sum": {"total": lambda s: 1},
    },
)
def entmax_jacobian(s=lambda p_j: p_j ** (2 - alpha), out=0, total=sum):
    for n in CLASSES:
        p = softmax(logits(n), 1)
        for j, p_j in enumerate(p):
            for k, z_k in enumerate(logits(n)):
                yield equal(sp.diff(p_j, z_k), p_j * (int(j == k) - p[k]))
    for n in CLASSES:
        p, dp, dz = small_moves(n, a)
        weights = sp.Matrix([*map(s, p), out])
        product = weights * weights.T / total(weights)
        moved = (sp.diag(*weights) - product) * sp.Matrix(dz)
        for got, wanted in zip(moved, [*dp, 0], strict=True):
            yield equal(got, wanted)


def small_moves(n, a):
    """Return n shares in use, how they move, and how the logits do then.

    One more option is out of use. Any move of the logits can be made up of moves of
    the shares that sum to 0, of τ and of μ: whatever leads from it back to the moves of
    the shares is the Jacobian.
    """
    p, (mu,) = sp.symbols(f"p1:{n + 1}", positive=True), lacks(1)
    dp = sp.symbols(f"dp1:{n}", real=True)
    dp = [*dp, -sum(dp)]
    d_tau, d_mu = sp.symbols("dtau dmu", real=True)
    path = {p_j: p_j + x * dp_j for p_j, dp_j in zip(p, dp, strict=True)}
    path |= {tau: tau + x * d_tau, mu: mu + x * d_mu}
    moved = [z_j.subs(path, simultaneous=True) for z_j in best_at(p, [mu], a)]
    return p, dp, [sp.diff(z_j, x).subs(x, 0) for z_j in moved]


@proves(
    "eq-sparsemax-jacobian",
    prints="911fcc2d",
    mutants={
        "all options in place of the support": {"size": len},
        "the losers are not cut off": {"out": 1},
    },
)
def sparsemax_jacobian(size=sum, out=0):
    for n in CLASSES:
        _, dp, dz = small_moves(n, sp.Integer(1))
        used = sp.Matrix([*[1] * n, out])
        moved = (sp.diag(*used) - used * used.T / size(used)) * sp.Matrix(dz)
        for got, wanted in zip(moved, [*dp, 0], strict=True):
            yield equal(got, wanted)


def given_away(z, p, y):
    """Return how much less than the best shares p the shares y are worth."""
    payoffs = dot([p_j - y_j for p_j, y_j in zip(p, y, strict=True)], z)
    return payoffs + symbolic_tsallis(p) - symbolic_tsallis(y)


def apart(y, p):
    """Return how far y^α/α(α-1) is above its tangent at p."""
    return (y**alpha - p**alpha) / (alpha * a) - p**a * (y - p) / a


@proves(
    "eq-fenchel-young-loss",
    prints="e143e8a5",
    mutants={
        "the target's entropy forgotten": {
            "loss": lambda z, p, y: given_away(z, p, y) + symbolic_tsallis(y)
        },
        "the sign lost": {"loss": lambda z, p, y: -given_away(z, p, y)},
        "the payoffs alone": {"loss": lambda z, p, y: dot(p, z) - dot(y, z)},
    },
)
def fenchel_young_loss(loss=given_away):
    ((mu,), v) = lacks(1), sp.Symbol("v", positive=True)  # one is out of use
    for n in CLASSES:
        p, y = (sp.symbols(f"{s}1:{n + 1}", positive=True) for s in "py")
        z = best_at(p, [mu], tau=0)  # both sum to 1: τ may be subtracted
        rest = v**alpha / (alpha * a) + mu * v  # of the one that is out; not negative
        terms = sum(map(apart, y, p)) + rest
        yield equal(loss(z, [*p, 0], [*y, v]), terms)
    yield equal(apart(t, t), 0)
    yield equal(sp.diff(apart(u, t), u), (u**a - t**a) / a)
    ratio = a * log(u / t)  # of u^(α-1) and t^(α-1)
    above = sp.expand_log(ratio.subs(u, t * (1 + d)))
    below = sp.expand_log(ratio.subs(u, t / (1 + d)))
    yield holds("falls below p, rises above", above.is_positive and below.is_negative)
    for n in CLASSES:
        z, p = logits(n), softmax(logits(n), 1)
        yield equal(dot(p, z) + entropy(p) - z[0], -log(p[0]))  # α = 1, one-hot


@proves(
    "eq-fenchel-young-gradient",
    prints="cc57ee73",
    mutants={
        "the sign lost": {"gradient": lambda p, y: y - p},
        "the gradient of the value alone": {"gradient": lambda p, y: p},
        "squared error's": {"gradient": lambda p, y: (p - y) * p * (1 - p)},
    },
)
def fenchel_young_gradient(gradient=lambda p, y: p - y):
    for n in CLASSES:
        p, dp, dz = small_moves(n, a)
        y = sp.symbols(f"y1:{n + 1}", positive=True)
        y = [*y, sum(p) - sum(y)]  # the sum of y is that of p
        path = [p_j + x * dp_j for p_j, dp_j in zip(p, dp, strict=True)]
        z = best_at(p, lacks(1))
        moved = [z_j + x * dz_j for z_j, dz_j in zip(z, dz, strict=True)]
        rise = sp.diff(given_away(moved, [*path, 0], y), x).subs(x, 0)
        yield equal(rise, dot(map(gradient, [*p, 0], y), dz))
    for n in CLASSES:  # α = 1
        z, y = logits(n), logits(n, "y")
        for z_j, p_j, y_j in zip(z, softmax(z, 1), y, strict=True):
            loss = log_sum_exp(z, 1) - dot(y, z)
            yield equal(sp.diff(loss, z_j), gradient(p_j, y_j))


@proves(
    "eq-fenchel-young-margin",
    prints="0589a8a1",
    mutants={
        "no margin: to be first is enough": {"margin": sp.Integer(0)},
        "α - 1 in place of its inverse": {"margin": a},
    },
)
def fenchel_young_margin(margin=1 / a):
    for n in CLASSES:
        right, mu = [sp.Integer(1), *[0] * (n - 1)], lacks(n - 1)
        z = best_at(right[:1], mu)  # the right one has everything: no loss
        yield equal(given_away(z, right, right), 0)
        for z_j, mu_j in zip(z[1:], mu, strict=True):
            yield equal(z[0] - z_j, margin + mu_j)
        # others have something: a loss, and less than the margin
        p = sp.symbols(f"p1:{n + 1}", positive=True)
        wrong = sum(p_j**alpha / alpha for p_j in p[1:])
        loss = given_away(best_at(p, tau=0), p, right)
        yield equal(loss, apart(1, p[0]) + wrong)
        p = shares(n)
        z = best_at(p)
        for z_j, p_j in zip(z[1:], p[1:], strict=True):
            yield equal(margin - (z[0] - z_j), (1 - p[0] ** a + p_j**a) / a)
        yield is_before_one(p[0])
        # the right one has nothing: it is not even first
        *others, last = best_at(p, mu[:1])
        for z_j, p_j in zip(others, p, strict=True):
            yield equal(margin - (last - z_j), 1 / a + mu[0] + p_j**a / a)


@proves(
    "eq-entmax-of-two",
    prints="8fe45371",
    mutants={
        "1 in place of 2 under the root": {"root": lambda v: sqrt(1 - v**2)},
        "the logits taken for v and 0": {"scale": 1},
        "the line of sparsemax": {"share": lambda v, root: (1 + 2 * v) / 2},
    },
)
def entmax_of_two(
    root=lambda v: sqrt(2 - v**2),
    share=lambda v, root: (1 + v * root) / 2,
    scale=2,
):
    # x is from -1 to 1, so its square is 1/(1 + t): neither base is negative
    low = (root(x) - x) / 2  # -τ
    first = HALF * scale * x + low
    yield equal(low**2 + first**2, 1)
    yield equal(first**2, share(x, root(x)))
    yield equal(4 * low * first, 2 * (1 - x**2))
    yield equal(low + first, root(x))
    left = (1 - x**2).subs(x, 1 / sqrt(1 + t))
    yield holds("product and sum of the bases are positive", left.is_positive)


@proves(
    "eq-tied-leaders",
    prints="ba64ec37",
    mutants={
        "one leader or many": {"reach": lambda k: 1 / a},
        "k to the power α - 1": {"reach": lambda k: k**a / a},
        "1/k, whatever α is": {"reach": lambda k: 1 / k},
    },
)
def tied_leaders(reach=lambda k: k ** (1 - alpha) / (alpha - 1)):
    k, (mu,) = sp.Symbol("k", positive=True), lacks(1)
    leader, behind = best_at([1 / k], [mu])
    yield equal(leader - behind, reach(k) + mu)  # out of use: at its reach or beyond
    leaders, last = 1 / (k + u), u / (k + u)  # all that is not 0
    yield equal(k * leaders + last, 1)
    leader, behind = best_at([leaders, last])
    lack = ((1 / k) ** a - leaders**a + last**a) / a
    yield equal(reach(k) - (leader - behind), lack)
    yield is_before_one(k * leaders)  # so the lack is positive
