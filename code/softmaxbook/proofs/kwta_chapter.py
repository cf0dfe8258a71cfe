"""Proofs of the equations of the chapter on k winners."""

# ruff: noqa: B008 (a formula may be a default argument: it cannot be modified)

from itertools import combinations
from math import prod

import mpmath
import numpy as np
import sympy as sp
from scipy.optimize import linprog
from sympy import Rational, atanh, cosh, exp, log, oo, sqrt, tanh

from softmaxbook import networks
from softmaxbook.kwta import kwta
from softmaxbook.proofs import DIGITS, POINTS, equal, holds, proves
from softmaxbook.proofs.terms import dot, logits, sigmoid, softmax

beta, gap, lam, gamma, gain = sp.symbols("beta Delta lambda gamma G", positive=True)
a, c, tau, u = sp.symbols("a c tau u", real=True)
UNITS = range(2, 6)
W = sp.Symbol("w", positive=True)
SIDES = ((1 + W, -1), (1 / (1 + W), 1))  # e^(βd), where τ is d off; the rate's sign
SIZES = [(n, k) for n in (2, 3, 4) for k in range(1, n)]


def scores(n):
    return logits(n, "x")


def fermi(x):
    return [sigmoid(beta * (x_i - tau)) for x_i in x]


def problems(count=40):
    """Random scores of 2 to 8 units, the number of winners, and β."""
    rng = np.random.default_rng(10)
    for _ in range(count):
        n = int(rng.integers(2, 9))
        yield rng.normal(size=n), int(rng.integers(1, n)), rng.uniform(0.1, 8)


def tanh_of(x):
    return np.array([mpmath.tanh(x_i) for x_i in x])


def same_in_doubles(found, wanted):
    """Tell whether a program that computes with doubles finds the wanted numbers."""
    return bool(np.abs(found - wanted).max() < 1e-13)


def scores_around_rest(n):
    """Return n scores, their odds at the threshold τ, and the sum k of their shares."""
    odds = sp.symbols(f"o1:{n + 1}", positive=True)
    return [tau + log(o) / beta for o in odds], odds, sum(o / (1 + o) for o in odds)


def all_on_one_side(terms, side):
    signs = [sp.factor(side * term).is_positive for term in terms]
    return holds(f"all of {terms} have the sign of {side}", all(signs))


@proves(
    "eq-kwta-program",
    prints="fc564eb7",
    kind="optimality",
    mutants={
        "the sum 1 for k": {"total": lambda k: 1},
        "no upper wall": {"most": None},
        "minimized": {"sign": 1},
    },
)
def kwta_program(total=lambda k: k, most=1, sign=-1):
    for x, k, _ in problems(20):
        found = linprog(
            sign * x, A_eq=np.ones((1, x.size)), b_eq=[total(k)], bounds=(0, most)
        ).x
        same = found is not None and np.allclose(found, kwta(x, k))
        yield holds(f"a solver finds the {k} largest of {x.size}", same)


@proves(
    "eq-kwta-shortfall",
    prints="26f22761",
    mutants={
        "the losers' sign turned": {"sign": -1},
        "sums that differ": {"balanced": False},
        "the winners' own shares": {"lack": lambda p: p},
    },
)
def kwta_shortfall(sign=1, balanced=True, lack=lambda p: 1 - p):
    theta = sp.Symbol("theta", real=True)
    for n, k in SIZES:
        x, p = scores(n), [*sp.symbols(f"p1:{n + 1}", nonnegative=True)]
        if balanced:
            p[-1] = k - sum(p[:-1])
        y = [1] * k + [0] * (n - k)
        d = [y_i - p_i for y_i, p_i in zip(y, p, strict=True)]
        won = sum(lack(p[i]) * (x[i] - theta) for i in range(k))
        lost = sum(p[i] * (theta - x[i]) for i in range(k, n))
        yield equal(dot(d, x), dot(d, [x_i - theta for x_i in x]), won + sign * lost)


@proves(
    "eq-shared-loop",
    prints="e5baaa4e",
    kind="numeric",
    mutants={
        "excitation for decay": {"sign": 1},
        "the goal's sign turned": {"goal": lambda n, k: n - 2 * k},
        "the feedback forgotten": {"power": 0},
    },
)
def shared_loop(sign=-1, goal=lambda n, k: 2 * k - n, power=1):
    for x, k, b in problems(POINTS):
        if np.count_nonzero(x > 0) == k:
            x = abs(x)  # or the loop would stop at once
        run = networks.shared_inhibition(
            x, k, decay=0.01, feedback=b / 10, max_steps=1
        ).trajectory
        with mpmath.workdps(DIGITS):
            y = tanh_of(x)
            s = sum(y) - goal(x.size, k)
            wanted = x + sign * 0.01 * y - (b / 10) ** power * s
            right = same_in_doubles(run[1], wanted)
        yield holds(f"one step of the loop, n = {x.size}, k = {k}", right)


@proves(
    "eq-loop-shift",
    prints="ce2ec294",
    mutants={
        "the threshold sinks": {"sign": -1},
        "the goal's sign turned": {"goal": lambda n, k: n - 2 * k},
    },
)
def loop_shift(sign=1, goal=lambda n, k: 2 * k - n):
    for n, k in SIZES:
        x = scores(n)
        s = sum(tanh(x_i - c) for x_i in x) - (2 * k - n)
        moved = c + sign * lam * (sum(tanh(x_i - c) for x_i in x) - goal(n, k))
        for x_i in x:  # the loop without decay, on the states x - c
            yield equal((x_i - c) - lam * s, x_i - moved)


@proves(
    "eq-loop-as-sigmoids",
    prints="37d8e920",
    where=r"n = 3",
    mutants={
        "a sigmoid run at its own pace": {"pace": 1},
        "the factor 2 lost": {"factor": 1},
        "n left over": {"goal": lambda n, k: k - Rational(n, 2)},
    },
)
def loop_as_sigmoids(pace=2, factor=2, goal=lambda n, k: k):
    for n, k in SIZES:
        x = scores(n)
        outputs = [tanh(x_i - c).rewrite(exp) for x_i in x]
        total = sum(sigmoid(pace * (x_i - c)) for x_i in x)
        yield equal(sum(outputs) + n - 2 * k, factor * (total - goal(n, k)))


@proves(
    "eq-loop-height",
    prints="7bd11bb4",
    where=r"",
    mutants={
        "the goal's sign turned": {"goal": lambda n, k: n - 2 * k},
        "ln sinh": {"height": sp.sinh},
        "the slope of tanh without its square": {"power": 1},
    },
)
def loop_height(goal=lambda n, k: 2 * k - n, height=cosh, power=2):
    for n, k in SIZES:
        x = scores(n)
        j = sum(log(height(x_i - c)) for x_i in x) + goal(n, k) * c
        slope = -sum(tanh(x_i - c) for x_i in x) + (2 * k - n)
        squares = [tanh(x_i - c) ** power for x_i in x]
        yield equal(sp.diff(j, c).rewrite(tanh), slope)
        wanted = sum(1 - square for square in squares)
        yield equal(sp.diff(slope, c), wanted)
        yield holds("each square is not negative", _all_nonnegative(squares))
        yield equal(sp.limit(tanh(-c), c, -oo) * -n + 2 * k - n, -2 * (n - k))
        yield equal(sp.limit(tanh(-c), c, oo) * -n + 2 * k - n, 2 * k)


def _all_nonnegative(expressions):
    return all(expression.is_nonnegative for expression in expressions)


@proves(
    "eq-loop-contraction",
    prints="d39bf801",
    mutants={
        "the step's sign turned": {"sign": -1},
        "twice the curvature": {"share": 2},
    },
)
def loop_contraction(sign=1, share=1):
    # J'(c) - J'(c*) is the mean of J'' between the two, times the distance; the mean
    # value theorem gives a ξ at which J'' has this mean. Here J'' is any polynomial.
    rest, t = sp.symbols("c0 t", real=True)
    b = sp.symbols("b0:4", real=True)
    curvature = sum(b_i * t**i for i, b_i in enumerate(b))
    slope = sp.integrate(curvature, (t, rest, c))
    mean = sp.cancel(slope / (c - rest))
    step = c - sign * lam * slope - rest
    yield equal(step, (1 - share * lam * mean) * (c - rest))
    for n in (2, 5, 50):
        safe = Rational(2, n) * Rational(999, 1000)
        factors = [1 - share * safe * j for j in (Rational(1, 10**9), n)]
        yield holds(f"between -1 and 1, n = {n}", all(abs(f) < 1 for f in factors))


@proves(
    "eq-loop-stability",
    prints="d350c017",
    mutants={
        "twice the limit": {"limit": lambda n, k: n / (k * (n - k))},
        "outputs taken for probabilities": {"output": lambda n, k: k / n},
        "without the losers": {"limit": lambda n, k: n / (2 * k)},
    },
)
def loop_stability(
    limit=lambda n, k: n / (2 * k * (n - k)), output=lambda n, k: 2 * k / n - 1
):
    n, k = sp.symbols("n k", positive=True)
    curvature = n * (1 - output(n, k) ** 2)
    yield equal(curvature, 4 * k * (n - k) / n)
    yield equal(limit(n, k) * curvature, 2)
    yield equal(limit(sp.Integer(5), 1), Rational(5, 8))


@proves(
    "eq-lyapunov",
    prints="e746c230",
    mutants={
        "the slope of the height for that of the step": {"slope": lambda j: lam * j},
        "the feedback forgotten": {"slope": lambda j: 1 - j},
    },
)
def lyapunov_exponent(slope=lambda j: 1 - lam * j):
    for n, k in ((2, 1), (5, 1), (5, 2)):
        path = [c]
        for _ in range(3):
            at = path[-1]
            path.append(at + lam * (n * tanh(-at) - (2 * k - n)))
        product = 1
        for at in path[:-1]:
            product *= slope(n * (1 - tanh(at) ** 2))
        wanted = sp.diff(path[-1], c)
        values = {lam: Rational(9, 10)}
        yield equal(wanted.subs(values), product.subs(values))
        # and the mean logarithm is the exponent
    s = sp.symbols("s1:5", positive=True)
    yield equal(prod(s), exp(4 * (sum(map(log, s)) / 4)))


@proves(
    "eq-waiting-law",
    prints="21093700",
    mutants={
        "the mean without the density": {"mean": lambda rate: 1 / gap},
        "the gap in the numerator": {"mean": lambda rate: rate},
        "half the rate": {"share": Rational(1, 2)},
    },
)
def waiting_law(mean=lambda rate: 1 / rate, share=1):
    rho, h, t = sp.symbols("rho h t", positive=True)
    # with q = 1 - ρΔ the probability of more than t steps, the mean is Σ q^t = 1/(1-q)
    q = sp.Symbol("q", positive=True)
    partial = sum(q**i for i in range(8))
    yield equal(partial * (1 - q), 1 - q**8)
    yield equal((1 / (1 - q)).subs(q, 1 - rho * gap), mean(rho * gap))
    # (1 - h)^(t/h) tends to e^(-t): the approximation is exact for a small chance
    yield equal(sp.limit(log(1 - h) / h, h, 0) * t, -share * t)


@proves(
    "eq-gap-by-decay",
    prints="f41136ea",
    mutants={
        "decay that separates": {"sign": -1},
        "the feedback left in": {"common": lambda s, i: lam * s * i},
    },
)
def gap_by_decay(sign=1, common=lambda s, i: lam * s):
    for n, k in ((3, 1), (4, 2), (5, 2)):
        x = scores(n)
        s = sum(map(tanh, x)) - (2 * k - n)
        new = [x_i - gamma * tanh(x_i) - common(s, i) for i, x_i in enumerate(x)]
        for i, j in combinations(range(n), 2):
            pull = sign * gamma * (tanh(x[i]) - tanh(x[j]))
            yield equal(new[i] - new[j], x[i] - x[j] - pull)
    # the slope at ξ that the mean value theorem needs
    yield equal(sp.diff(tanh(u), u), 1 - tanh(u) ** 2)


@proves(
    "eq-merged-state",
    prints="90f3c19c",
    mutants={
        "the sign turned": {"sign": 1},
        "without the decay": {"weight": 0},
        "the feedback counted once": {"units": lambda n: 1},
    },
)
def merged_state(sign=-1, weight=1, units=lambda n: n):
    for n, k in SIZES:
        y = sign * lam * (n - 2 * k) / (weight * gamma + lam * units(n))
        yield equal(gamma * y, -lam * (n * y + n - 2 * k))


@proves(
    "eq-rival-network",
    prints="5206246b",
    kind="numeric",
    mutants={
        "decay for excitation": {"self_term": -1},
        "no leak": {"leaking": 0},
        "the goal's sign turned": {"goal": lambda n, k: 2 * k - n},
    },
)
def rival_network(self_term=1, leaking=1, goal=lambda n, k: n - 2 * k):
    def rates(x, y, k, leak, a):
        common = sum(y) + goal(len(x), k)
        pairs = zip(x, y, strict=True)
        return [
            -leaking * leak * x_i + self_term * (a + 1) * y_i - common
            for x_i, y_i in pairs
        ]

    leak = sp.Symbol("ell", positive=True)
    for n, k in SIZES:
        x, y = scores(n), [tanh(gain * x_i) for x_i in scores(n)]
        for i, rate in enumerate(rates(x, y, k, leak, a)):
            weights = [a if j == i else -1 for j in range(n)]
            yield equal(rate, -leak * x[i] + dot(weights, y) - (n - 2 * k))
    for x, k, b in problems(POINTS):
        excitation, g = b / 10, 3 * b
        leak = x.size - 1 + abs(excitation)
        dt = 2.0**-10
        run = networks.mutual_inhibition(
            x, k, self_excitation=excitation, gain=g, step=dt, max_steps=1
        ).trajectory
        with mpmath.workdps(DIGITS):
            moves = np.array(rates(x, tanh_of(g * x), k, leak, excitation))
            right = same_in_doubles(run[1], x + dt * moves)
        yield holds("one Euler step", right)


@proves(
    "eq-rival-difference",
    prints="bcad224d",
    mutants={
        "the leak excites": {"sign": -1},
        "without the unit's own inhibition given back": {"own": a},
    },
)
def rival_difference(sign=1, own=a + 1):
    leak = sp.Symbol("ell", positive=True)
    for n, k in SIZES[1:3]:
        x = scores(n)
        out = [tanh(gain * x_i) for x_i in x]
        common = sum(out) + n - 2 * k
        rate = [
            -leak * x_i + (a + 1) * y - common for x_i, y in zip(x, out, strict=True)
        ]
        for i, j in combinations(range(n), 2):
            wanted = -sign * leak * (x[i] - x[j]) + own * (out[i] - out[j])
            yield equal(rate[i] - rate[j], wanted)


@proves(
    "eq-rival-growth",
    prints="e4d3172e",
    mutants={
        "the leak alone": {"limit": lambda leak: leak},
        "the fraction upside down": {"limit": lambda leak: (a + 1) / leak},
    },
)
def rival_growth(limit=lambda leak: leak / (a + 1)):
    leak = sp.Symbol("ell", positive=True)
    v = sp.Symbol("v", real=True)
    rate = -leak * (u - v) + (a + 1) * (tanh(gain * u) - tanh(gain * v))
    # to first order in the states
    slopes = [sp.diff(rate, s).subs({u: 0, v: 0}) for s in (u, v)]
    growth = (a + 1) * gain - leak
    yield equal(slopes[0] * u + slopes[1] * v, growth * (u - v))
    yield equal(growth.subs(gain, limit(leak)), 0)
    yield equal(sp.diff(growth, gain), a + 1)  # positive: growth beyond the limit


@proves(
    "eq-threshold-network",
    prints="42f1c26f",
    mutants={
        "the sign turned": {"sign": -1},
        "the goal 1 for k": {"goal": lambda k: 1},
        "β forgotten": {"pace": 1},
    },
)
def threshold_network(sign=1, goal=lambda k: k, pace=beta):
    for n in (2, 3):
        x, odds, k = scores_around_rest(n)

        def rate(at, x=x, k=k):
            p = [sigmoid(sp.expand(pace * (x_i - at))) for x_i in x]
            return sign * (sum(p) - goal(k))

        yield equal(rate(tau), 0)
        for shift, side in SIDES:  # it moves toward its rest from both sides
            moves = [o * (1 - shift) / ((1 + o) * (shift + o)) for o in odds]
            yield equal(rate(tau + log(shift) / beta), sum(moves))
            yield all_on_one_side(moves, side)


@proves(
    "eq-threshold-descent",
    prints="081eafa0",
    mutants={
        "the sign of k turned": {"sign": -1},
        "1/β forgotten": {"scale": 1},
        "the height rises": {"drive": -1},
    },
)
def threshold_descent(sign=1, scale=1 / beta, drive=1):
    for n, k in SIZES[:3]:
        x = scores(n)
        p = fermi(x)
        height = sign * k * tau
        height += scale * sum(log(1 + exp(beta * (x_i - tau))) for x_i in x)
        slope = k - sum(p)
        yield equal(sp.diff(height, tau), slope)
        curvature = beta * sum(p_i * (1 - p_i) for p_i in p)
        yield equal(sp.diff(slope, tau), curvature)
        over = sum(p) - k
        yield equal(slope * drive * over, -(over**2))


@proves(
    "eq-balance-is-distance",
    prints="4a6c7d47",
    mutants={
        "squares for distances": {"power": 2},
        "half of it": {"factor": Rational(1, 2)},
    },
)
def balance_is_distance(power=1, factor=1):
    for n in (2, 3):
        x, odds, k = scores_around_rest(n)
        for shift, side in SIDES:
            at = tau + log(shift) / beta
            p = [sigmoid(sp.expand(beta * (x_i - at))) for x_i in x]
            off = [p_i - o / (1 + o) for p_i, o in zip(p, odds, strict=True)]
            yield all_on_one_side(off, side)  # so |off| is side · off
            distances = [(side * off_i) ** power for off_i in off]
            yield equal(side * (sum(p) - k), side * sum(off), factor * sum(distances))


@proves(
    "eq-soft-top-k",
    prints="74c3a0d7",
    mutants={
        "Shannon's entropy": {"bonus": lambda q, rest: -q * log(q)},
        "multiplied by β": {"weight": beta},
        "the sign of the bonus turned": {"weight": -1 / beta},
    },
)
def soft_top_k_program(
    bonus=lambda q, rest: -q * log(q) - rest * log(rest), weight=1 / beta
):
    # What any q with the same sum falls short by is a sum of divergences, each >= 0.
    for n in (2, 3):
        _, odds, _ = scores_around_rest(n)
        p, q = shares_of(odds), shares_of(sp.symbols(f"v1:{n + 1}", positive=True))

        def value(shares, odds=odds):  # Σp = Σq: τ may be subtracted from the scores
            payoffs = [log(o) / beta for o in odds]
            return dot([s for s, _ in shares], payoffs) + weight * sum(
                bonus(*share) for share in shares
            )

        away = sum(map(divergence, q, p)) / beta
        yield equal(value(p) - value(q), away)
    t, s = sp.symbols("t s", positive=True)
    away = divergence((t, 1 - t), (s, 1 - s))
    yield equal(away.subs(t, s), 0)
    yield equal(sp.diff(away, t).subs(t, s), 0)
    yield equal(sp.diff(away, t, 2), 1 / (t * (1 - t)))  # positive: a minimum


def shares_of(odds):
    """Return pairs of a share and what it lacks to 1."""
    return [(o / (1 + o), 1 / (1 + o)) for o in odds]


def divergence(q, p):
    return sum(q_i * log(q_i / p_i) for q_i, p_i in zip(q, p, strict=True))


@proves(
    "eq-fermi-dirac",
    prints="432fcac2",
    where=r"E_i = -x_i, \nu = -\tau",
    mutants={
        "bosons": {"statistics": -1},
        "Boltzmann": {"statistics": 0},
        "the energy's sign turned": {"sign": 1},
    },
)
def fermi_dirac(statistics=1, sign=-1):
    x = sp.Symbol("x", real=True)
    energy, level = sign * x, -tau
    yield equal(
        sigmoid(beta * (x - tau)), 1 / (exp(beta * (energy - level)) + statistics)
    )


@proves(
    "eq-soft-top-k-half",
    prints="0d582c50",
    mutants={
        "m for 2m - 1": {"limit": log},
        "the smaller group": {"most": min},
        "half the gap": {"limit": lambda m: log(2 * m - 1) / 2},
    },
)
def soft_top_k_half(limit=lambda m: log(2 * m - 1), most=max):
    h, v = sp.Symbol("h", nonnegative=True), sp.Symbol("v", positive=True)
    m = 1 + h
    q = 1 / (1 + exp(limit(m) + log(v)))  # v > 1 beyond the limit
    lack = (2 * m - 1) * (v - 1) / (2 * (1 + (2 * m - 1) * v))
    yield equal(Rational(1, 2) - m * q, lack)
    yield holds("it has the sign of v - 1", (2 * m - 1).is_positive)
    for n in range(2, 8):
        for k in range(1, n):
            both = most(k, n - k) >= max(k, n - k)
            yield holds(f"k q < 1/2 and (n - k) q < 1/2, k = {k} of {n}", both)


@proves(
    "eq-soft-top-k-rate",
    prints="4454547a",
    mutants={
        "softmax's rate": {"power": 1},
        "the number of losers without the root": {"root": lambda v: v},
    },
)
def soft_top_k_rate(power=Rational(1, 2), root=sqrt):
    yield equal(exp(u) - sigmoid(u), exp(2 * u) / (1 + exp(u)))  # so σ(u) < e^u
    last, first = tau + u, tau + u - gap  # the last winner and the first loser
    for n, k in SIZES:
        lose = (n - k) * exp(beta * (first - tau))
        win = k * exp(-beta * (last - tau))
        yield equal(lose * win, k * (n - k) * exp(-beta * gap))
        bound = root(sp.Integer(k * (n - k))) * exp(-power * beta * gap)
        yield equal(bound**2, k * (n - k) * exp(-beta * gap))


@proves(
    "eq-soft-top-one-of-two",
    prints="9ea0d75f",
    where=r"",
    mutants={
        "the full difference": {"half": 1},
        "softmax at β": {"scale": beta},
    },
)
def soft_top_one_of_two(half=Rational(1, 2), scale=beta / 2):
    x = scores(2)
    middle = (x[0] + x[1]) / 2
    p = [sigmoid(beta * (x_i - middle)) for x_i in x]
    yield equal(p[0] + p[1], 1)
    yield equal(p[0], sigmoid(beta * half * (x[0] - x[1])), softmax(x, scale)[0])


@proves(
    "eq-capped-softmax",
    prints="4f80b818",
    kind="optimality",
    mutants={
        "no cap": {"cap": np.inf},
        "β forgotten": {"pace": lambda b: 1},
    },
)
def capped_softmax(cap=1, pace=lambda b: b):
    for x, k, b in problems(20):
        low, high = -50, 50  # θ by halving: the sum falls in θ
        for _ in range(100):
            theta = (low + high) / 2
            p = np.minimum(cap, np.exp(np.minimum(pace(b) * x - theta, 700)))
            low, high = (theta, high) if p.sum() > k else (low, theta)
        yield holds("the shares are in [0, 1] and sum to k", _feasible(p, k))
        # the slope of the objective: equal inside, and not smaller at the cap
        slope = x - (np.log(p) + 1) / b
        inside = slope[p < 1 - 1e-9]
        flat = inside.size == 0 or np.ptp(inside) < 1e-6
        yield holds("one price inside", flat)
        if inside.size:
            capped = slope[p >= 1 - 1e-9]
            yield holds("at the cap no less", (capped >= inside[0] - 1e-6).all())
        if k == 1:
            weights = np.exp(b * (x - x.max()))
            yield holds("softmax at k = 1", np.allclose(p, weights / weights.sum()))


def _feasible(p, k):
    return bool((p >= 0).all() and (p <= 1 + 1e-12).all() and abs(p.sum() - k) < 1e-6)


@proves(
    "eq-team-softmax",
    prints="c71ff76f",
    mutants={
        "teams of any size": {"sizes": lambda n, k: range(n + 1)},
        "the mean score of a team": {"weight": lambda k: Rational(1, k + 1)},
    },
)
def team_softmax(sizes=lambda n, k: [k], weight=lambda k: 1):
    for n, k in SIZES[:3]:
        x = scores(n)
        teams = [s for size in sizes(n, k) for s in combinations(range(n), size)]
        weights = [exp(weight(k) * beta * sum(x[i] for i in s)) for s in teams]
        pairs = list(zip(teams, weights, strict=True))
        p = [sum(w for s, w in pairs if i in s) / sum(weights) for i in range(n)]
        at = {x_i: Rational(i * i, 7) - i for i, x_i in enumerate(x)} | {beta: 1}
        yield equal(sum(p).subs(at), k)
        if k == 1:
            for p_i, q_i in zip(p, softmax(x, beta), strict=True):
                yield equal(p_i, q_i)


@proves(
    "eq-uniform-gap",
    prints="35aa8f9c",
    mutants={
        "one score too few": {"power": lambda n: n - 1},
        "the mean 1/n": {"mean": lambda n: Rational(1, n)},
    },
)
def uniform_gap(power=lambda n: n, mean=lambda n: Rational(1, n + 1)):
    t = sp.Symbol("t", positive=True)
    for n in range(2, 6):
        v = sp.Symbol("v", positive=True)
        probability = sp.integrate(sp.expand(n * (v - t) ** (n - 1)), (v, t, 1))
        yield equal(probability, (1 - t) ** power(n))
        yield equal(sp.integrate(sp.expand(probability), (t, 0, 1)), mean(n))


@proves(
    "eq-return-height",
    prints="a21520b1",
    mutants={
        "the place of the minimum": {"sign": 1},
        "n for n - 2": {"rest": lambda n: n},
    },
)
def return_height(sign=-1, rest=lambda n: n - 2):
    for n in range(2, 9):
        step = u - n * tanh(u) - n + 2
        at = sign * atanh(sqrt(1 - Rational(1, n)))
        yield equal(sp.diff(step, u).subs(u, at), 0)
        wanted = sqrt(n * n - n) - atanh(sqrt(1 - Rational(1, n))) - rest(n)
        yield equal(step.subs(u, at), wanted)
        curved = sp.diff(step, u, 2).subs(u, at).evalf()
        yield holds("a maximum", bool(curved < 0))
        yield holds("negative from 6 on", bool(wanted.evalf() < 0) == (n >= 6))
