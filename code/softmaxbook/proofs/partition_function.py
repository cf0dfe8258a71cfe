"""Proofs of the equations of the chapter on the partition function."""

# ruff: noqa: B008 (a formula may be a default argument: it cannot be modified)

import sympy as sp
from sympy import Rational, exp, log, oo

from softmaxbook.proofs import equal, holds, proves
from softmaxbook.proofs.terms import dot as mean
from softmaxbook.proofs.terms import entropy, logits, shares, sigmoid, softmax

beta, T = sp.symbols("beta T", positive=True)
x, gap = sp.symbols("x Delta", positive=True)
shift = sp.Symbol("E0", real=True)
factor = sp.Symbol("a", positive=True)
FEW = (2, 3)


def energies(n):
    return logits(n, "E")


def partition(levels, at=beta):
    return sum(exp(-at * level) for level in levels)


def boltzmann(levels, at=beta):
    return [exp(-at * level) / partition(levels, at) for level in levels]


def variance(p, levels):
    return mean(p, [level**2 for level in levels]) - mean(p, levels) ** 2


def kl(q, p):
    return sum(q_j * log(q_j / p_j) for q_j, p_j in zip(q, p, strict=True))


@proves(
    "eq-boltzmann-odds",
    prints="08981438",
    where=r"p_j = \operatorname{softmax}_\beta(-E)_j",
    mutants={
        "the higher energy favored": {"sign": 1},
        "the temperature for the inverse temperature": {"scale": 1 / beta},
    },
)
def boltzmann_odds(sign=-1, scale=beta):
    for n in (2, 3, 4):
        levels = energies(n)
        p = boltzmann(levels)
        for j in range(n):
            for k in range(n):
                yield equal(p[j] / p[k], exp(sign * scale * (levels[j] - levels[k])))


@proves(
    "eq-partition-function",
    prints="52a01709",
    where=r"",
    mutants={
        "the energies themselves as logits": {"sign": 1},
        "the energies divided by β": {"scale": 1 / beta},
    },
)
def partition_function(sign=-1, scale=beta):
    for n in (2, 3, 4, 5):
        levels = energies(n)
        scores = softmax([sign * level for level in levels], scale)
        for level, p_j in zip(levels, scores, strict=True):
            yield equal(exp(-beta * level) / partition(levels), p_j)


@proves(
    "eq-kelvin",
    prints="a66a4980",
    mutants={
        "β for the temperature of the bath": {"inverse": lambda k, kelvin: k * kelvin},
        "the constant on the wrong side": {"inverse": lambda k, kelvin: k / kelvin},
    },
)
def kelvin_scale(inverse=lambda k, kelvin: 1 / (k * kelvin)):
    k, kelvin, energy = sp.symbols("k T_K E", positive=True)
    yield equal(1 / inverse(k, kelvin), k * kelvin)
    yield equal(inverse(k, kelvin) * energy, energy / (k * kelvin))
    hotter = sp.diff(inverse(k, kelvin), kelvin)
    yield holds("the hotter, the smaller β", hotter.is_negative)


@proves(
    "eq-energy-shift",
    prints="4582ff37",
    where=r"p_j = \operatorname{softmax}_\beta(-E)_j, Z = \sum_i e^{-\beta E_i}",
    mutants={
        "the factor turned": {"lost": exp(beta * shift)},
        "a factor that forgets β": {"lost": exp(-shift)},
    },
)
def energy_shift(lost=exp(-beta * shift)):
    for n in (2, 3, 4):
        levels = energies(n)
        shifted = [level + shift for level in levels]
        yield equal(partition(shifted), lost * partition(levels))
        for level, p_j in zip(shifted, boltzmann(levels), strict=True):
            yield equal(exp(-beta * level) / (lost * partition(levels)), p_j)


@proves(
    "eq-log-z-slope",
    prints="bfdf065a",
    where=(
        r"p_j = \operatorname{softmax}_\beta(-E)_j, "
        r"Z = \sum_i e^{-\beta E_i}, U = \sum_i p_iE_i"
    ),
    mutants={
        "the sign turned": {"sign": 1},
        "Z for its logarithm": {"function": lambda z: z},
        "the plain mean of the energies": {"average": lambda p, e: sum(e) / len(e)},
    },
)
def log_z_slope(sign=-1, function=log, average=mean):
    for n in FEW:
        levels = energies(n)
        z = partition(levels)
        slope = sign * sp.diff(function(z), beta)
        weighted = sum(level * exp(-beta * level) for level in levels) / z
        yield equal(slope, -sp.diff(z, beta) / z)
        yield equal(-sp.diff(z, beta) / z, weighted)
        yield equal(weighted, average(boltzmann(levels), levels))


@proves(
    "eq-log-z-curvature",
    prints="d78f0c93",
    where=(
        r"p_j = \operatorname{softmax}_\beta(-E)_j, "
        r"Z = \sum_i e^{-\beta E_i}, U = \sum_i p_iE_i"
    ),
    mutants={
        "the mean square": {"spread": lambda p, e: mean(p, [e_i**2 for e_i in e])},
        "the sign turned": {"spread": lambda p, e: -variance(p, e)},
    },
)
def log_z_curvature(spread=variance):
    for n in FEW:
        levels = energies(n)
        p = boltzmann(levels)
        curvature = sp.diff(log(partition(levels)), beta, 2)
        yield equal(curvature, -sp.diff(mean(p, levels), beta))
        yield equal(-sp.diff(mean(p, levels), beta), spread(p, levels))
        centered = sum(
            p_i * (level - mean(p, levels)) ** 2
            for p_i, level in zip(p, levels, strict=True)
        )
        yield equal(variance(p, levels), centered)


@proves(
    "eq-shift-or-factor",
    prints="90fa3cb2",
    where=(
        r"p_j = \operatorname{softmax}_\beta(-E)_j, "
        r"Z = \sum_i e^{-\beta E_i}, U = \sum_i p_iE_i, a > 0"
    ),
    mutants={
        "a constant factor taken for a shift": {"weight": factor},
        "the shift lost": {"added": 0},
        "a shift by the logarithm of the factor": {"by_factor": -log(factor)},
    },
)
def shift_or_factor(weight=exp(-beta * shift), added=shift, by_factor=0):
    for n in FEW:
        levels = energies(n)
        z, u = partition(levels), mean(boltzmann(levels), levels)
        yield equal(-sp.diff(log(weight * z), beta), u + added)
        yield equal(-sp.diff(log(factor * z), beta), u + by_factor)


@proves(
    "eq-entropy-from-z",
    prints="b120c4de",
    where=(
        r"p_j = \operatorname{softmax}_\beta(-E)_j, "
        r"Z = \sum_i e^{-\beta E_i}, U = \sum_i p_iE_i"
    ),
    mutants={
        "the sign of the product turned": {"sign": -1},
        "β forgotten": {"slope": 1},
    },
)
def entropy_from_z(sign=1, slope=beta):
    for n in (2, 3, 4):
        levels = energies(n)
        p = boltzmann(levels)
        logs = [-beta * level - log(partition(levels)) for level in levels]
        for p_j, log_p in zip(p, logs, strict=True):
            yield equal(log(p_j), log_p)
        product = sign * slope * mean(p, levels)
        yield equal(-mean(p, logs), log(partition(levels)) + product)


@proves(
    "eq-free-energy",
    prints="32a831d0",
    where=(
        r"p_j = \operatorname{softmax}_\beta(-E)_j, "
        r"Z = \sum_i e^{-\beta E_i}, U = \sum_i p_iE_i, "
        r"H = -\sum_jp_j\ln p_j, T = \frac1\beta"
    ),
    mutants={
        "the sign of the logarithm": {"sign": 1},
        "entropy added": {"bonus": -1},
        "β for T": {"price": beta},
    },
)
def free_energy(sign=-1, bonus=1, price=1 / beta):
    for n in FEW:
        levels = energies(n)
        p = boltzmann(levels)
        f = sign * log(partition(levels)) / beta
        # H with ln p_j = -βE_j - ln Z put in, as in eq-entropy-from-z
        h = -mean(p, [-beta * level - log(partition(levels)) for level in levels])
        yield equal(f, mean(p, levels) - bonus * price * h)


@proves(
    "eq-free-energy-gap",
    prints="144d9268",
    where=(
        r"p_j = \operatorname{softmax}(-E/T)_j, F = -T\ln\sum_i e^{-E_i/T}, "
        r"q_j = \frac{w_j}{\sum_i w_i}, w_j > 0, T > 0"
    ),
    mutants={
        "the divergence turned around": {"distance": lambda q, p: kl(p, q)},
        "T forgotten": {"price": 1},
        "entropy as a cost": {"bonus": -1},
    },
)
def free_energy_gap(distance=kl, price=1 / beta, bonus=1):
    for n in FEW:
        levels, q = energies(n), shares(n)
        p = boltzmann(levels)
        f = -log(partition(levels)) / beta
        pays = mean(q, levels) - bonus * entropy(q) / beta
        yield equal(pays, f + price * distance(q, p))
    # KL >= 0 from ln t <= t - 1: the difference has its only minimum, 0, at t = 1
    t = sp.Symbol("t", positive=True)
    yield equal(sp.diff(t - 1 - log(t), t), (t - 1) / t)
    yield equal((t - 1 - log(t)).subs(t, 1), 0)


@proves(
    "eq-entropy-from-free-energy",
    prints="cf4c28ce",
    where=(
        r"p_j = \operatorname{softmax}(-E/T)_j, Z = \sum_i e^{-E_i/T}, "
        r"U = \sum_i p_iE_i, H = -\sum_jp_j\ln p_j, F = -T\ln Z, T > 0"
    ),
    mutants={
        "the sign turned": {"sign": 1},
        "the mean energy forgotten": {"correction": 0},
        "T for T²": {"power": 1},
    },
)
def entropy_from_free_energy(sign=-1, correction=1, power=2):
    for n in FEW:
        levels = energies(n)
        z, p = partition(levels, 1 / T), boltzmann(levels, 1 / T)
        u = mean(p, levels)
        yield equal(sp.diff(log(z), T), u / T**power)
        slope = sp.diff(-T * log(z), T)
        yield equal(slope, -log(z) - T * sp.diff(log(z), T))
        yield equal(slope, -log(z) - correction * u / T)
        h = -mean(p, [-level / T - log(z) for level in levels])
        yield equal(-log(z) - u / T, sign * h)


@proves(
    "eq-heat-capacity",
    prints="928816c7",
    mutants={
        "T for T²": {"power": 1},
        "the standard deviation": {"root": Rational(1, 2)},
        "the entropy's slope not multiplied by T": {"lever": 1},
    },
)
def heat_capacity(power=2, root=1, lever=T):
    for n, proved in ((2, equal), (3, equal)):
        levels = energies(n)
        p, z = boltzmann(levels, 1 / T), partition(levels, 1 / T)
        by_beta = sp.diff(mean(boltzmann(levels), levels), beta).subs(beta, 1 / T)
        c = sp.diff(mean(p, levels), T)
        yield proved(c, by_beta * (-1 / T**2))
        yield proved(c, variance(p, levels) ** root / T**power)
        h = log(z) + mean(p, levels) / T
        yield proved(lever * sp.diff(h, T), variance(p, levels) / T**2)


@proves(
    "eq-two-levels",
    prints="fb1421b1",
    where=r"",
    mutants={
        "the lower level for the upper one": {"argument": x},
        "a sigmoid of half the gap": {"argument": -x / 2},
    },
)
def two_levels(argument=-x):
    z, p = partition([0, gap]), boltzmann([0, gap])
    inserted = {beta: x / gap}
    yield equal(z.subs(inserted), 1 + exp(-x))
    yield equal(p[1].subs(inserted), exp(-x) / (1 + exp(-x)))
    yield equal(exp(-x) / (1 + exp(-x)), sigmoid(argument))
    yield equal(mean(p, [0, gap]).subs(inserted), gap * sigmoid(argument))


@proves(
    "eq-schottky",
    prints="41bd04c9",
    where=r"p = \sigma(-x), x = \frac{\Delta}{T}",
    mutants={
        "x for x²": {"power": 1},
        "p² for p(1 - p)": {"spread": lambda p: p**2},
    },
)
def schottky(power=2, spread=lambda p: p * (1 - p)):
    p = sigmoid(-gap / T)
    c = sp.diff(gap * p, T)
    yield equal(c, gap**2 / T**2 * spread(p))
    yield equal(c.subs(T, gap / x), x**power * sigmoid(x) * sigmoid(-x))


@proves(
    "eq-schottky-tails",
    prints="1ec4460d",
    mutants={
        "half in the heat": {"hot": Rational(1, 2)},
        "twice the rate in the cold": {"rate": 2},
    },
)
def schottky_tails(hot=Rational(1, 4), rate=1):
    c = x**2 * sigmoid(x) * sigmoid(-x)
    cold = sp.simplify(c / (x**2 * exp(-rate * x)))
    yield equal(sp.limit(cold, x, oo), 1)
    yield equal(sp.limit(c / x**2, x, 0), hot)


@proves(
    "eq-schottky-peak",
    prints="1a0f87d0",
    where=r"c = x^2\,\sigma(x)\,\sigma(-x)",
    mutants={
        "tanh of x, not of its half": {"argument": x},
        "the derivative of x² forgotten": {"two": 1},
        "the sign of tanh": {"argument": -x / 2},
    },
)
def schottky_peak(argument=x / 2, two=2):
    both = sigmoid(x) * sigmoid(-x)
    yield equal(sp.diff(both, x), both * (sigmoid(-x) - sigmoid(x)))
    yield equal(sigmoid(-x) - sigmoid(x), -sp.tanh(argument))
    yield equal(sp.diff(x**2 * both, x), x * both * (two - x * sp.tanh(argument)))
    # x tanh(x/2) has the slope tanh(x/2) + x/(2 cosh²(x/2)) > 0: one root only
    slope = sp.tanh(x / 2) + x / (2 * sp.cosh(x / 2) ** 2)
    yield equal(sp.diff(x * sp.tanh(x / 2), x), slope)
    yield holds("it increases", slope.is_positive)
    below, above = (
        at * sp.tanh(at / 2) - 2 for at in map(Rational, ("2.3993", "2.3994"))
    )
    yield holds("the root is between 2.3993 and 2.3994", below < 0 < above)


def degeneracies(n):
    return sp.symbols(f"g1:{n + 1}", positive=True)


@proves(
    "eq-degeneracy",
    prints="be3f7407",
    where=r"g_j > 0",
    mutants={
        "ln g under the temperature": {"scale": beta},
        "g itself added to the logit": {"log_g": lambda g: g},
        "ln g subtracted": {"log_g": lambda g: -log(g)},
    },
)
def degeneracy(scale=1, log_g=log):
    for n in (2, 3, 4):
        levels, g = energies(n), degeneracies(n)
        weights = [
            g_j * exp(-beta * level) for g_j, level in zip(g, levels, strict=True)
        ]
        scores = [
            scale * log_g(g_j) - beta * level
            for g_j, level in zip(g, levels, strict=True)
        ]
        for weight, p_j in zip(weights, softmax(scores), strict=True):
            yield equal(weight / sum(weights), p_j)
    # a level of two states is two states of the same energy
    yield equal(partition([0, 0, 1]), 2 * partition([0]) + partition([1]))


@proves(
    "eq-level-entropy",
    prints="80199d91",
    where=r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0, g_j > 0",
    mutants={
        "the second sum forgotten": {"second": 0},
        "the second sum subtracted": {"second": -1},
    },
)
def level_entropy(second=1):
    for states in ((1, 3), (2, 1, 3)):
        p = shares(len(states))
        single = [p_j / g for p_j, g in zip(p, states, strict=True) for _ in range(g)]
        grouped = -sum(
            g * (p_j / g) * log(p_j / g) for p_j, g in zip(p, states, strict=True)
        )
        yield equal(entropy(single), grouped)
        logs = [log(g) for g in states]
        yield equal(grouped, entropy(p) + second * mean(p, logs))


@proves(
    "eq-fullest-level",
    prints="4a9dd56b",
    mutants={
        "T for 2T": {"twice": 1},
        "the half forgotten": {"half": 0},
    },
)
def fullest_level(twice=2, half=Rational(1, 2)):
    j, b = sp.symbols("J B", positive=True)
    score = log(2 * j + 1) - b * j * (j + 1) / T
    slope = 2 / (2 * j + 1) - b * (2 * j + 1) / T
    yield equal(sp.diff(score, j), slope)
    yield equal(slope * (2 * j + 1) * T / b, 2 * T / b - (2 * j + 1) ** 2)
    crest = sp.sqrt(T / (2 * b)) - half
    yield equal((2 * crest + 1) ** 2, twice * T / b)
    yield holds("it bends down", sp.diff(score, j, 2).is_negative)


@proves(
    "eq-entropy-gap",
    prints="edfdcaa2",
    mutants={
        "the divergence turned around": {"distance": lambda q, p: kl(p, q)},
        "the sign turned": {"sign": -1},
    },
)
def entropy_gap(distance=kl, sign=1):
    w = sp.Symbol("t", positive=True)
    for levels in ([0, 1, 2], [0, 1, 3]):
        # e^(-β) = t; a distribution of the same mean: move s from 2nd to 1st and 3rd
        weights = [w**level for level in levels]
        p = [weight / sum(weights) for weight in weights]
        s = p[1] / 7
        up = Rational(1, levels[2])
        q = [p[0] + s * (1 - up), p[1] - s, p[2] + s * up]
        yield equal(mean(q, levels), mean(p, levels))
        yield equal(sign * (entropy(p) - entropy(q)), distance(q, p))


@proves(
    "eq-price-of-energy",
    prints="db8013ed",
    mutants={
        "the temperature": {"price": 1 / beta},
        "the sign turned": {"price": -beta},
    },
)
def price_of_energy(price=beta):
    for n in FEW:
        levels = energies(n)
        p = boltzmann(levels)
        u = mean(p, levels)
        h = log(partition(levels)) + beta * u
        yield equal(sp.diff(h, beta), -beta * variance(p, levels))
        yield equal(sp.diff(h, beta), price * sp.diff(u, beta))


@proves(
    "eq-energy-matching",
    prints="ef8c1e73",
    where=(
        r"U(\beta) = \sum_iE_i\operatorname{softmax}_\beta(-E)_i, "
        r"Z(\beta) = \sum_i e^{-\beta E_i}"
    ),
    mutants={
        "the sign turned": {"sign": -1},
        "ln Z left out of the likelihood": {"norm": 0},
    },
)
def energy_matching(sign=1, norm=1):
    for n in FEW:
        levels, seen = energies(n), shares(n)
        observed = mean(seen, levels)
        p = boltzmann(levels)
        logs = [-beta * level - norm * log(partition(levels)) for level in levels]
        loss = beta * observed + log(partition(levels))
        yield equal(-mean(seen, logs), loss)
        yield equal(sp.diff(loss, beta), sign * (observed - mean(p, levels)))


@proves(
    "eq-independent-systems",
    prints="e6887fa7",
    mutants={
        "a sum for the product": {"joined": lambda a, b: a + b},
        "the second thing forgotten": {"joined": lambda a, b: a},
    },
)
def independent_systems(joined=lambda a, b: a * b):
    for n in FEW:
        for m in FEW:
            a, b = energies(n), logits(m, "F")
            pairs = [i + k for i in a for k in b]
            yield equal(partition(pairs), joined(partition(a), partition(b)))


@proves(
    "eq-oscillator",
    prints="11ba9709",
    mutants={
        "the sign in the denominator": {"sign": 1},
        "β for β²": {"power": 1},
    },
)
def oscillator(sign=-1, power=2):
    w = exp(-beta)
    for n in (1, 2, 5, 9):
        # the first n terms; what is left out is w^n times the whole
        whole = 1 / (1 + sign * w)
        yield equal(sum(w**k for k in range(n)), whole * (1 - w**n))
    z = 1 / (1 - w)
    u = -sp.diff(log(z), beta)
    yield equal(u, 1 / (exp(beta) - 1))
    c = -(beta**2) * sp.diff(u, beta)
    yield equal(c, beta**power * exp(beta) / (exp(beta) - 1) ** 2)


@proves(
    "eq-degenerate-schottky",
    prints="b5758c72",
    where=(
        r"p = \frac{g e^{-x}}{1+g e^{-x}}, "
        r"c = x^2\,p(1-p), g > 0"
    ),
    mutants={
        "ln g on the wrong side": {"side": -1},
        "the degeneracy forgotten in the heat capacity": {"moved": 0},
    },
)
def degenerate_schottky(side=1, moved=1):
    g = sp.Symbol("g", positive=True)
    weight = g * exp(-gap / T)
    p = weight / (1 + weight)
    inserted = {gap: x * T}
    yield equal(p.subs(inserted), sigmoid(side * log(g) - x))
    c = sp.diff(gap * p, T).subs(inserted)
    places = x - moved * log(g), moved * log(g) - x
    yield equal(c / x**2, sigmoid(places[0]) * sigmoid(places[1]))
