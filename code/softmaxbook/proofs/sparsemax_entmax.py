"""Proofs of the equations of the chapter "Sparsemax and α-entmax"."""

# ruff: noqa: B008 (a formula may be a default argument: it cannot be modified)

import numpy as np
import sympy as sp
from scipy.optimize import brentq
from scipy.special import entr, logsumexp
from scipy.special import softmax as numeric_softmax
from sympy import Rational, exp, log, sqrt

from softmaxbook.proofs import agree, equal, holds, proves
from softmaxbook.proofs.lagrangian_kkt import (
    CLASSES,
    close,
    dot,
    logits,
    random_shares,
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


@proves(
    "eq-gini-entropy",
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
    mutants={
        "the impurity, without 1/2": {"slope": t + 2 - 4 * p1},
        "the slope of the payoff alone": {"slope": t},
    },
)
def gini_slope_of_two(slope=t + 1 - 2 * p1):
    yield equal(sp.diff(p1 * t + gini([p1, 1 - p1]), p1), slope)


@proves(
    "eq-sparsemax-of-two",
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
    kind="numeric",
    mutants={
        "all options in place of the support": {"support": lambda p: p >= 0},
        "the 1 forgotten": {"total": 0},
        "the 1 added": {"total": -1},
    },
)
def tau_of_support(support=lambda p: p > 0, total=1):
    for z in map(np.array, [*LOGITS, *DRAWN]):
        inside = support(entmax(z))
        tau = (z[inside].sum() - total) / inside.sum()
        yield holds(f"the level of {z}", close(tau, level(z), 1e-9))


@proves(
    "eq-sparsemax-membership",
    kind="numeric",
    mutants={
        "the distance from the leader alone": {"ahead": lambda gaps: gaps.max()},
        "the columns below counted too": {"ahead": lambda gaps: gaps.sum()},
        "the mean distance": {"ahead": lambda gaps: np.maximum(gaps, 0).mean()},
    },
)
def sparsemax_membership(ahead=lambda gaps: np.maximum(gaps, 0).sum()):
    for z in map(np.array, [*LOGITS, *DRAWN]):
        inside = [ahead(z - z_j) < 1 for z_j in z]
        yield holds(f"who is in, of {z}", (inside == (entmax(z) > 1e-12)).all())


@proves(
    "eq-support-by-sorting",
    kind="numeric",
    mutants={
        "the 1 forgotten": {"room": 0},
        "from the smallest": {"order": np.sort},
        "not sorted": {"order": np.array},
    },
)
def support_by_sorting(room=1, order=lambda z: -np.sort(-z)):
    for z in map(np.array, [*LOGITS, *DRAWN]):
        top, k = order(z), np.arange(1, z.size + 1)
        passed = room + k * top > np.cumsum(top)
        size = k[passed].max(initial=0)
        yield holds("first it holds, then it fails", passed[:size].all())
        yield holds(f"how many are in, of {z}", size == (entmax(z) > 1e-12).sum())


def tsallis_term(p_j):
    return (p_j - p_j**alpha) / (alpha * (alpha - 1))


@proves(
    "eq-tsallis-entropy",
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
        yield agree(sum(map(term, p)), (1 - powers) / (alpha * (alpha - 1)), points=20)
        yield equal(sum(term(p_j).subs(a, 1) for p_j in p), gini(p))


@proves(
    "eq-tsallis-limit",
    mutants={
        "the sign lost": {"term": lambda p: -tsallis_term(p)},
        "α in place of α - 1": {"term": lambda p: (p - p**alpha) / alpha**2},
        "the logarithm alone": {"limit": lambda p: -log(p)},
    },
)
def tsallis_limit(term=tsallis_term, limit=lambda p: -p * log(p)):
    sum_at = p = sp.symbols("p", positive=True)
    sum_at = p - p**alpha
    yield equal(sum_at.subs(a, 0), 0)
    yield equal(sp.diff(sum_at, a).subs(a, 0), -p * log(p))
    yield equal(sp.limit(term(p), a, 0), limit(p))
    for q in ([0.5, 0.3, 0.2], [0.9, 0.1]):
        near = sum(float(term(sp.Float(q_j, 30)).subs(a, 1e-9)) for q_j in q)
        yield holds(f"near 1 it is Shannon's of {q}", close(near, entr(q).sum(), 1e-6))


@proves(
    "eq-tsallis-slope",
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
    kind="optimality",
    mutants={
        "Tsallis's own entropy": {"bonus": lambda p, index: index * tsallis(p, index)},
        "entropy charged, not paid": {"bonus": lambda p, index: -tsallis(p, index)},
        "Shannon's, whatever α is": {"bonus": lambda p, index: tsallis(p, 1)},
    },
)
def entmax_as_optimum(bonus=tsallis):
    for z in map(np.array, LOGITS[:4]):
        for index in (1, 1.5, 2, 3):

            def objective(p, z=z, index=index):
                return p @ z + bonus(np.maximum(p, 0), index)

            best = solve(objective, np.ones(z.size))
            same = close(best, entmax(z, index), 1e-3)
            yield holds(f"{z} is best at its threshold form, α = {index}", same)


@proves(
    "eq-entmax-threshold",
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
    mutants={
        "the 1 forgotten": {"base": a * x},
        "the exponent upside down": {"power": a},
        "the sign of z - c": {"base": 1 - a * x},
    },
)
def entmax_near_one(base=1 + a * x, power=1 / a):
    yield equal((a * z - (a * c - 1)).expand(), (1 + a * (z - c)).expand())
    for at in (-2, -HALF, 1, 3):
        limit = sp.limit((base.subs(x, at)) ** power, a, 0, "+")
        yield equal(limit, exp(at))
    for z_ in map(np.array, LOGITS[:3]):
        offset = (level(z_, 1 + 1e-7) + 1) / 1e-7
        yield holds("c is near log-sum-exp", close(offset, logsumexp(z_), 1e-4))


@proves(
    "eq-tsallis-bound",
    kind="numeric",
    mutants={
        "1/α²": {"bound": lambda index: 1 / index**2},
        "1/(α (α + 1))": {"bound": lambda index: 1 / (index * (index + 1))},
        "a bound that stays": {"bound": lambda index: 1 + 0 * index},
    },
)
def tsallis_bound(bound=lambda index: 1 / (index * (index - 1))):
    for index in (1.2, 1.5, 2, 3, 10):
        for n in (2, 4, 50):
            entropy = tsallis(random_shares(n), index)
            yield holds(f"α = {index}, {n} options: >= 0", entropy.min() >= -1e-12)
            uniform = tsallis(np.full(n, 1 / n), index)
            most = max(entropy.max(), uniform)
            yield holds("and below the bound", most <= bound(index))
    yield equal(sp.limit(bound(t), t, sp.oo), 0)


@proves(
    "eq-entmax-knee",
    kind="numeric",
    mutants={
        "α - 1": {"knee": lambda index: index - 1},
        "1/α": {"knee": lambda index: 1 / index},
        "1, whatever α is": {"knee": lambda index: 1},
    },
)
def entmax_knee(knee=lambda index: 1 / (index - 1)):
    for index in (1.25, 1.5, 2, 3, 5):
        for part in (0.5, 0.9, 0.99, 1.01, 2):
            p = entmax([part * knee(index), 0], index)
            alone = p[1] == 0
            yield holds(f"α = {index}, {part} of the knee", alone == (part > 1))


def heights(gaps, index):
    return ((index - 1) * gaps) ** (1 / (index - 1))


@proves(
    "eq-entmax-membership",
    kind="numeric",
    mutants={
        "the leader alone": {"ahead": lambda gaps, k: heights(gaps, k).max(initial=0)},
        "sparsemax's sum": {"ahead": lambda gaps, k: gaps.sum()},
        "the exponent upside down": {
            "ahead": lambda gaps, k: (((k - 1) * gaps) ** (k - 1)).sum()
        },
    },
)
def entmax_membership(ahead=lambda gaps, index: heights(gaps, index).sum()):
    for z in map(np.array, [*LOGITS, *DRAWN[:15]]):
        for index in ALPHAS:
            inside = [ahead(z[z > z_j] - z_j, index) < 1 for z_j in z]
            found = (index - 1) * z > level(z, index) + 1e-12
            yield holds(f"who is in, of {z}, α = {index}", (inside == found).all())


@proves(
    "eq-membership-slope",
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
    kind="numeric",
    mutants={
        "β forgotten": {"lead": lambda b, top: top[0] - top[1]},
        "the distance to the last": {"lead": lambda b, top: b * (top[0] - top[-1])},
        "α - 1 in place of its inverse": {"knee": lambda index: index - 1},
    },
)
def entmax_one_left(
    lead=lambda b, top: b * (top[0] - top[1]), knee=lambda index: 1 / (index - 1)
):
    for z in map(np.array, [*LOGITS, *DRAWN[:15]]):
        top = -np.sort(-z)
        for index in ALPHAS:
            for b in (0.3, 1, 3, 30):
                alone = (entmax(b * z, index) > 0).sum() == 1
                same = alone == (lead(b, top) >= knee(index))
                yield holds(f"one is left of {b} {z}, α = {index}", same)


@proves(
    "eq-entmax-differential",
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
    yield agree(in_z, s, points=50)
    yield agree(in_tau, -s * by_level, points=50)


@proves(
    "eq-entmax-level-shift",
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
    rest = 1e-6 * np.array([1, -2, 0.5, 3])
    for index in (1.25, 1.5, 3):
        z = np.array(LOGITS[0])
        p = entmax(z, index)
        s = np.where(p > 0, p ** (2 - index), 0) if index < 2 else _inverse(p)
        w = np.array(weigh(s))
        moved = (level(z + rest, index) - level(z - rest, index)) / 2e-6 / (index - 1)
        mean = w @ rest / w.sum() * 1e6
        yield holds(f"the level moves by it, α = {index}", close(moved, mean, 1e-3))


def _inverse(p):
    """Return 1/p, and 0 for p = 0: s for α = 3."""
    return np.divide(1, p, out=np.zeros_like(p), where=p > 0)


def sensitivity(p, index):
    """Return p^(2 - α) on the support, and 0 outside."""
    return np.power(p, 2 - index, out=np.zeros_like(p), where=p > 0)


@proves(
    "eq-entmax-jacobian",
    kind="numeric",
    mutants={
        "softmax's, for every α": {"s": lambda p, index: p},
        "the exponent α - 2": {"s": lambda p, index: sensitivity(p, 4 - index)},
        "the losers have a say": {"s": lambda p, index: (p + 1e-2) ** (2 - index)},
        "not divided by the sum": {"total": lambda s: 1},
    },
)
def entmax_jacobian(s=sensitivity, total=np.sum):
    for n in CLASSES:
        p = softmax(logits(n), 1)
        for j, p_j in enumerate(p):
            for k, z_k in enumerate(logits(n)):
                yield equal(sp.diff(p_j, z_k), p_j * (int(j == k) - p[k]))
    for z in map(np.array, [LOGITS[0], LOGITS[3], LOGITS[5]]):
        for index in (1, 1.25, 1.5, 2):
            weights = s(entmax(z, index), index)
            product = np.outer(weights, weights) / total(weights)
            found = jacobian_by_differences(z, index)
            same = close(np.diag(weights) - product, found, 1e-5)
            yield holds(f"the Jacobian at {z}, α = {index}", same)


@proves(
    "eq-sparsemax-jacobian",
    kind="numeric",
    mutants={
        "all options in place of the support": {"size": lambda inside: inside.size},
        "the losers are not cut off": {"inside": lambda p: p >= 0},
    },
)
def sparsemax_jacobian(size=np.count_nonzero, inside=lambda p: p > 0):
    for z in map(np.array, [LOGITS[0], LOGITS[3], LOGITS[5], *DRAWN[:8]]):
        used = inside(entmax(z))
        formula = np.outer(used, used) * (np.eye(z.size) - 1 / size(used))
        found = jacobian_by_differences(z, 2)
        yield holds(f"the Jacobian at {z}", close(formula, found, 1e-5))


def given_away(z, y, index):
    p = entmax(z, index)
    return (p - y) @ z + tsallis(p, index) - tsallis(y, index)


@proves(
    "eq-fenchel-young-loss",
    kind="numeric",
    mutants={
        "the target's entropy forgotten": {
            "loss": lambda z, y, index: given_away(z, y, index) + tsallis(y, index)
        },
        "the sign lost": {"loss": lambda z, y, index: -given_away(z, y, index)},
        "the payoffs alone": {"loss": lambda z, y, index: (entmax(z, index) - y) @ z},
    },
)
def fenchel_young_loss(loss=given_away):
    for z in DRAWN[:6]:
        for index in (1, 1.5, 2, 3):
            p = entmax(z, index)
            targets = random_shares(z.size, 10)
            losses = [loss(z, y, index) for y in targets]
            far = np.abs(targets - p).max(axis=1) > 1e-6
            yield holds("it is positive", np.extract(far, losses).min() > 0)
            yield holds("but 0 for p itself", abs(loss(z, p, index)) < 1e-9)
        p = numeric_softmax(z)
        y = np.eye(z.size)[0]
        yield holds("cross-entropy for α = 1", close(loss(z, y, 1), -np.log(p[0])))


@proves(
    "eq-fenchel-young-gradient",
    kind="numeric",
    mutants={
        "the sign lost": {"gradient": lambda p, y: y - p},
        "the gradient of the value alone": {"gradient": lambda p, y: p},
        "squared error's": {"gradient": lambda p, y: (p - y) * p * (1 - p)},
    },
)
def fenchel_young_gradient(gradient=lambda p, y: p - y):
    for z in map(np.array, LOGITS[:4]):
        steps = 1e-5 * np.eye(z.size)
        for index in (1, 1.5, 2, 3):
            for y in (np.eye(z.size)[-1], np.full(z.size, 1 / z.size)):
                rises = [
                    given_away(z + e, y, index) - given_away(z - e, y, index)
                    for e in steps
                ]
                formula = gradient(entmax(z, index), y)
                same = close(formula, np.array(rises) / 2e-5)
                yield holds(f"the gradient at {z}, α = {index}", same)


@proves(
    "eq-fenchel-young-margin",
    kind="numeric",
    mutants={
        "no margin: to be first is enough": {"margin": lambda index: 0},
        "α - 1 in place of its inverse": {"margin": lambda index: index - 1},
    },
)
def fenchel_young_margin(margin=lambda index: 1 / (index - 1)):
    for index in (1.25, 1.5, 3):
        for lead in (-1, 0.2, 0.4, 0.6, 1.9, 2.1, 3.9, 4.1):
            z = np.array([lead, 0, -0.3])
            loss = given_away(z, np.array([1, 0, 0]), index)
            none = abs(loss) < 1e-12
            same = none == (lead >= margin(index))
            yield holds(f"no loss with a lead of {lead}, α = {index}", same)


@proves(
    "eq-entmax-of-two",
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
    low = (root(x) - x) / 2
    yield equal(2 * low**2 + 2 * x * low + x**2, 1)
    yield equal((low + x) ** 2, share(x, root(x)))
    for at in (-1, -0.25, 0, 0.5, 0.95):
        value = float(share(x, root(x)).subs(x, at))
        found = entmax([scale * at, 0], 1.5)[0]
        yield holds(f"v = {at}", close(value, found, 1e-9))


@proves(
    "eq-tied-leaders",
    kind="numeric",
    mutants={
        "one leader or many": {"reach": lambda k, index: 1 / (index - 1)},
        "k to the power α - 1": {
            "reach": lambda k, index: k ** (index - 1) / (index - 1)
        },
        "1/k, whatever α is": {"reach": lambda k, index: 1 / k},
    },
)
def tied_leaders(reach=lambda k, index: k ** (1 - index) / (index - 1)):
    for k in (1, 2, 5):
        for index in ALPHAS:
            for part in (0.5, 0.99, 1.01):
                behind = part * reach(k, index)
                z = np.array([*[0.0] * k, -behind])
                inside = (index - 1) * z[-1] > level(z, index)
                yield holds(f"{k} leaders, α = {index}", inside == (part < 1))
