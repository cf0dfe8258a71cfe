"""Proofs of the equations of the chapter on Gumbel-softmax."""

from itertools import permutations

import sympy as sp
from sympy import Rational, exp, log, oo

from softmaxbook.proofs import equal, holds, proves
from softmaxbook.proofs.terms import dot, log_sum_exp, logits, shares, sigmoid, softmax

T, count = sp.symbols("T n", positive=True)
x, theta, u = sp.symbols("x theta u", real=True)
y, s = sp.symbols("y s", positive=True)
CLASSES = range(2, 5)


def cdf(x):
    """Return P(G <= x)."""
    return exp(-exp(-x))


def density(x):
    return exp(-x) * exp(-exp(-x))


def bell(x):
    """Return the density of the difference of two Gumbel noises."""
    return sigmoid(x) * sigmoid(-x)


def delta(i, j):
    return int(i == j)


@proves(
    "eq-gumbel-noise",
    prints="ad1507fe",
    mutants={
        "one sign too few": {"noise": lambda u: log(-log(u))},
        "the exponents' sign": {"chance": lambda x: exp(-exp(x))},
        "only one logarithm": {"noise": lambda u: -log(u)},
    },
)
def gumbel_noise(noise=lambda u: -log(-log(u)), chance=cdf):
    # G <= x means U <= F(x): G grows with U, and is x at U = F(x)
    odds = sp.Symbol("w", positive=True)
    uniform = 1 / (1 + odds)  # all numbers between 0 and 1
    slope = sp.diff(noise(u), u).subs(u, uniform)
    yield equal(sp.sign(slope), 1)
    yield equal(noise(sp.exp(-s)), -log(s))  # s = -ln U
    yield equal(chance(x).subs(x, -log(s)), exp(-s))
    yield holds("F runs from 0 to 1", [chance(-oo), chance(oo)] == [0, 1])


@proves(
    "eq-gumbel-density",
    prints="93b29514",
    where=r"F(x) = e^{-e^{-x}}",
    mutants={
        "the inner derivative lost": {"slope": lambda x: exp(-exp(-x))},
        "its sign": {"slope": lambda x: -density(x)},
    },
)
def gumbel_density(slope=density):
    yield equal(sp.diff(cdf(x), x), slope(x))


@proves(
    "eq-gumbel-of-maximum",
    prints="6df8e1f5",
    mutants={
        "the largest logit for the log-sum-exp": {"level": lambda z: z[0]},
        "the sum of the exponentials without its logarithm": {
            "level": lambda z: sum(map(exp, z))
        },
        "shifted the other way": {"level": lambda z: -log_sum_exp(z)},
    },
)
def gumbel_of_maximum(level=log_sum_exp):
    for n in CLASSES:
        z = logits(n)
        product = sp.prod([cdf(x - z_i) for z_i in z])
        total = sum(exp(z_i - x) for z_i in z)
        yield equal(sp.expand_log(log(product), force=True), -total)
        yield equal(total, exp(-(x - level(z))))


@proves(
    "eq-gumbel-max-integral",
    prints="954f0de5",
    mutants={
        "the rivals' density for their probability": {
            "below": lambda x: density(x),
        },
        "without the winner's own exponent": {"own": 0},
    },
)
def gumbel_max_integral(below=cdf, own=1):
    for n in CLASSES:
        z = logits(n)
        for j in range(n):
            product = sp.prod([below(x - z[i]) for i in range(n) if i != j])
            total = sum(exp(z[i]) for i in range(n) if i != j) + own * exp(z[j])
            wanted = exp(z[j] - x) * exp(-total * exp(-x))
            yield equal(density(x - z[j]) * product / wanted, 1)


@proves(
    "eq-gumbel-max",
    prints="1934462e",
    mutants={
        "the logit's share in place of its exponential's": {
            "chance": lambda z, j: z[j] / sum(z)
        },
        "an antiderivative without the sum": {"factor": lambda S: 1},
        "the two ends exchanged": {"ends": (oo, -oo)},
    },
)
def gumbel_max(chance=lambda z, j: softmax(z)[j], factor=lambda S: S, ends=(-oo, oo)):
    total = sp.Symbol("S", positive=True)
    for n in CLASSES:
        z = logits(n)
        S = sum(exp(z_i) for z_i in z)
        for j in range(n):
            p = softmax(z)[j]
            yield equal(p * S, exp(z[j]))
            antiderivative = p * exp(-factor(S) * exp(-x))
            integrand = exp(z[j] - x) * exp(-S * exp(-x))
            yield equal(sp.diff(antiderivative, x) / integrand, 1)
            low, high = (sp.limit(exp(-total * exp(-x)), x, end) for end in ends)
            yield equal(p * high - p * low, chance(z, j))


@proves(
    "eq-frequency-error",
    prints="d65f65b7",
    where=r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0, n > 0",
    mutants={
        "not divided by n": {"error": lambda p: sp.sqrt(count * p * (1 - p))},
        "without the root": {"error": lambda p: p * (1 - p) / count},
        "the root of p": {"error": lambda p: sp.sqrt(p / count)},
    },
)
def frequency_error(error=lambda p: sp.sqrt(p * (1 - p) / count)):
    p = shares(2)[0]
    variance = p * (1 - p) ** 2 + (1 - p) * (0 - p) ** 2  # of one draw, 1 or 0
    yield equal(variance, p - p**2)
    yield equal((sp.sqrt(count * (p - p**2)) / count) ** 2, error(p) ** 2)
    for n in (1, 2, 3, 4):  # and of the frequency, from all its values
        spread = sum(
            sp.binomial(n, k) * p**k * (1 - p) ** (n - k) * (Rational(k, n) - p) ** 2
            for k in range(n + 1)
        )
        yield equal(spread, error(p).subs(count, n) ** 2)


@proves(
    "eq-noise-strength",
    prints="52d6610a",
    mutants={
        "the softmax of the logits, whatever the noise": {"scale": 1},
        "multiplied by T": {"scale": T},
    },
)
def noise_strength(scale=1 / T):
    G = logits(2, "G")
    z = logits(2)
    lead = z[0] + T * G[0] - z[1] - T * G[1]
    yield equal(lead, T * (z[0] / T + G[0] - z[1] / T - G[1]))  # and T > 0
    for n in CLASSES:
        z = logits(n)
        S = sum(exp(z_i / T) for z_i in z)
        for j in range(n):
            p = softmax(z, scale)[j]
            # the antiderivative of the theorem, with z/T in the place of z
            integrand = exp(z[j] / T - x - S * exp(-x))
            yield equal(sp.diff(p * exp(-S * exp(-x)), x) / integrand, 1)


@proves(
    "eq-gumbel-softmax",
    prints="ad8d2786",
    mutants={
        "the noise not divided by T": {"perturb": lambda z, G: z / T + G},
        "multiplied by T": {"perturb": lambda z, G: (z + G) * T},
        "only the logits in the odds": {"odds": lambda z, G: z},
        "the logarithms of the logits": {"perturb": lambda z, G: (log(z) + G) / T},
    },
)
def gumbel_softmax(perturb=lambda z, G: (z + G) / T, odds=lambda z, G: z + G):
    for n in CLASSES:
        z, G = logits(n), logits(n, "G")
        wanted = softmax([a + b for a, b in zip(z, G, strict=True)], 1 / T)
        shown = softmax([perturb(a, b) for a, b in zip(z, G, strict=True)])
        for j in range(n):
            yield equal(shown[j], wanted[j])
            lead = odds(z[j], G[j]) - odds(z[j - 1], G[j - 1])
            yield equal(shown[j] / shown[j - 1], exp(lead / T))


@proves(
    "eq-relaxed-coin",
    prints="36980a6f",
    mutants={
        "the sum of the noises": {"sign": 1},
        "the complement": {"chance": lambda x: sigmoid(-x)},
    },
)
def relaxed_coin(sign=-1, chance=sigmoid):
    z, G = logits(2), logits(2, "G")
    noise = G[0] + sign * G[1]
    share = softmax([(a + b) / T for a, b in zip(z, G, strict=True)])[0]
    yield equal(share, sigmoid((z[0] - z[1] + noise) / T))
    yield equal(softmax([sp.Integer(0), x])[1], chance(x))
    # directly: the mean over G2 of P(G1 <= x + G2); the exponents add up
    rate = 1 + exp(-x)
    yield equal(cdf(x + u) * density(u) / (exp(-u) * exp(-rate * exp(-u))), 1)
    integral = exp(-rate * exp(-u)) / rate
    yield equal(sp.diff(integral, u) / (exp(-u) * exp(-rate * exp(-u))), 1)
    yield equal(1 / rate, chance(x))
    yield equal(sp.diff(sigmoid(x), x), bell(x))


@proves(
    "eq-mean-loss-gradient",
    prints="ba6b731c",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "without the mean loss": {"middle": lambda p, f: 0},
        "the plain mean": {"middle": lambda p, f: sum(f) / len(f)},
    },
)
def mean_loss_gradient(middle=dot):
    for n in CLASSES:
        z, f = logits(n), logits(n, "f")
        p = softmax(z)
        for j in range(n):
            wanted = p[j] * (f[j] - middle(p, f))
            yield equal(sp.diff(dot(p, f), z[j]), wanted)


@proves(
    "eq-score-function",
    prints="0632a22d",
    mutants={
        "without the probability that is subtracted": {"score": delta},
        "the sign turned": {"sign": -1},
        "the drawn option's probability": {"whose": lambda p, d, j: p[d]},
    },
)
def score_function(score=None, sign=1, whose=lambda p, d, j: p[j]):
    for n in CLASSES:
        z, f = logits(n), logits(n, "f")
        p = softmax(z)
        for j in range(n):
            scores = [
                score(d, j) if score else sign * (delta(d, j) - whose(p, d, j))
                for d in range(n)
            ]
            for d in range(n):
                yield equal(sp.diff(p[d], z[j]), p[d] * sp.diff(log(p[d]), z[j]))
            mean = sum(p[d] * f[d] * scores[d] for d in range(n))
            yield equal(sp.diff(dot(p, f), z[j]), mean)


@proves(
    "eq-score-baseline",
    prints="1c4334a7",
    mutants={
        "a baseline that knows the draw": {"baseline": lambda c, d: c * d},
        "without the probability that is subtracted": {"center": 0},
    },
)
def score_baseline(baseline=lambda c, d: c, center=1):
    c = sp.Symbol("c", real=True)
    for n in CLASSES:
        p, f = shares(n), logits(n, "f")
        for j in range(n):
            scores = [delta(d, j) - center * p[j] for d in range(n)]
            with_it, without = (
                sum(p[d] * (f[d] - k * baseline(c, d)) * scores[d] for d in range(n))
                for k in (1, 0)
            )
            yield equal(with_it, without)


@proves(
    "eq-reparameterized-gradient",
    prints="dbc8c421",
    mutants={
        "the factor 1/T lost": {"factor": 1},
        "multiplied by T": {"factor": T},
        "the mean of the slopes left out": {"middle": lambda y, f: 0},
        "the mean under p in place of y": {"middle": lambda y, f: sum(f) / len(f)},
    },
)
def reparameterized_gradient(factor=1 / T, middle=dot):
    for n in (2, 3, 4):
        z, G = logits(n), logits(n, "G")
        share = softmax([a + b for a, b in zip(z, G, strict=True)], 1 / T)
        slopes = logits(n, "f")
        for j in range(n):
            chain = sum(
                f * sp.diff(q, z[j]) for f, q in zip(slopes, share, strict=True)
            )
            yield equal(chain, factor * share[j] * (slopes[j] - middle(share, slopes)))


@proves(
    "eq-straight-through",
    prints="4c8fafa6",
    mutants={
        "the slopes at y": {"at": lambda y, h: y},
        "the Jacobian at h": {"jacobian_at": lambda y, h: h},
        "the factor 1/T lost": {"factor": 1},
    },
)
def straight_through(at=lambda y, h: h, jacobian_at=lambda y, h: y, factor=1 / T):
    # It is defined as forward at h, backward as if h were y: the chain rule with the
    # slopes of f at h, and the Jacobian of y.
    for n in (2, 3):
        z, G = logits(n), logits(n, "G")
        places = logits(n, "y")
        f = sum((k + 1) * v**3 for k, v in enumerate(places)) + places[0] * places[1]
        share = softmax([a + b for a, b in zip(z, G, strict=True)], 1 / T)
        for winner in range(n):
            h = [sp.Integer(delta(i, winner)) for i in range(n)]
            slopes = [sp.diff(f, v) for v in places]

            def seen(point, slopes=slopes, places=places):
                return [d.subs(dict(zip(places, point, strict=True))) for d in slopes]

            q, d = jacobian_at(share, h), seen(at(share, h))
            for j in range(n):
                backward = sum(
                    a * sp.diff(b, z[j]) for a, b in zip(seen(h), share, strict=True)
                )
                yield equal(backward, factor * q[j] * (d[j] - dot(q, d)))


def powers(degree=4):
    """Return some functions of y on which a linear statement can be tested."""
    return [y**k for k in range(degree + 1)] + [exp(y)]


@proves(
    "eq-relaxed-mean",
    prints="80d633cb",
    mutants={
        "the step of the substitution forgotten": {"step": 1},
        "the shift the other way": {"shift": 1},
    },
)
def relaxed_mean(step=T, shift=-1):
    for f in powers():
        estimate = sp.diff(f.subs(y, sigmoid((theta + x) / T)), theta)
        noise = T * u + shift * theta
        at_u = (estimate * bell(x)).subs(x, noise) * step
        slope = sp.diff(f, y).subs(y, sigmoid(u))
        wanted = slope * sp.diff(sigmoid(u), u) * bell(T * u - theta)
        yield equal(at_u, wanted)
        chain = sp.diff(f, y) * y * (1 - y) / T
        yield equal(estimate, chain.subs(y, sigmoid((theta + x) / T)))


@proves(
    "eq-relaxed-limit",
    prints="b66761c3",
    mutants={
        "the bell at its top": {"height": lambda p: Rational(1, 4)},
        "p alone": {"height": lambda p: p},
        "the value at 1 only": {"ends": lambda f: f.subs(y, 1)},
    },
)
def relaxed_limit(
    height=lambda p: p * (1 - p), ends=lambda f: f.subs(y, 1) - f.subs(y, 0)
):
    p = sigmoid(theta)
    yield equal(bell(T * u - theta).subs(T, 0), height(p))
    yield equal(sp.diff(sigmoid(u), u), sigmoid(u) * (1 - sigmoid(u)))  # dy = σ' du
    for f in powers():
        yield equal(sp.integrate(sp.diff(f, y), (y, 0, 1)), ends(f))
        true = sp.diff((1 - p) * f.subs(y, 0) + p * f.subs(y, 1), theta)
        yield equal(true, height(p) * ends(f))


@proves(
    "eq-relaxed-spread",
    prints="5af5a688",
    mutants={
        "y(1 - y) squared": {"weight": lambda y: (y * (1 - y)) ** 2},
        "y(1 - y) forgotten": {"weight": lambda y: 1},
        "multiplied by T² in place of T": {"power": 2},
    },
)
def relaxed_spread(weight=lambda y: y * (1 - y), power=1):
    p = sigmoid(theta)
    for f in powers():
        slope = sp.diff(f, y)
        square = T**power * (slope * y * (1 - y) / T) ** 2
        # dx = T du, and du = dy / (y(1 - y)); the bell at T = 0 is p(1 - p)
        density_in_y = T / (y * (1 - y)) * p * (1 - p)
        yield equal(square * density_in_y, p * (1 - p) * slope**2 * weight(y))


@proves(
    "eq-straight-through-limit",
    prints="258d72d9",
    mutants={
        "the integral, as for the relaxed slope": {
            "mean": lambda f: f.subs(y, 1) - f.subs(y, 0)
        },
        "the slope at 1 only": {"mean": lambda f: sp.diff(f, y).subs(y, 1)},
        "the sum of the slopes": {
            "mean": lambda f: sum(sp.diff(f, y).subs(y, b) for b in (0, 1))
        },
    },
)
def straight_through_limit(
    mean=lambda f: sum(sp.diff(f, y).subs(y, b) for b in (0, 1)) / 2,
):
    for f in powers():
        slope = sp.diff(f, y)
        # y < 1/2 where the coin shows 0; σ' du = dy
        left = sp.integrate(slope.subs(y, 0), (s, 0, Rational(1, 2)))
        right = sp.integrate(slope.subs(y, 1), (s, Rational(1, 2), 1))
        yield equal(left + right, mean(f))
    a, b, c = sp.symbols("a b c", real=True)
    f = a + b * y + c * y**2
    yield equal(mean(f), f.subs(y, 1) - f.subs(y, 0))  # a quadratic: no bias
    yield holds("3/2 for the cube, not 1", mean(y**3) == Rational(3, 2))


@proves(
    "eq-chord-and-sag",
    prints="1fc99b6a",
    where=r"",
    mutants={
        "the sag upwards": {"sag": -1},
        "the slope of the line": {"rise": lambda t: 2 * t},
    },
)
def chord_and_sag(sag=1, rise=lambda t: 1 - 2 * t):
    t = sp.Symbol("t", real=True)
    yield equal((y - t) ** 2, t**2 + rise(t) * y - sag * y * (1 - y))


@proves(
    "eq-relaxed-loss",
    prints="48b0ad83",
    mutants={
        "the sag forgotten": {"sag": lambda p: sp.Integer(0)},
        "twice the sag": {"sag": lambda p: 2 * p * (1 - p)},
        "the sag of a fair coin": {"sag": lambda p: Rational(1, 4)},
    },
)
def relaxed_loss(sag=lambda p: p * (1 - p)):
    t = sp.Symbol("t", real=True)
    yield equal((y - t) ** 2, t**2 + (1 - 2 * t) * y - y * (1 - y))
    # E y(1 - y) = ∫ σ'(u) g(Tu - θ) T du: to the first order T p(1 - p) ∫ σ' du
    first = sp.diff(T * bell(T * u - theta), T).subs(T, 0)
    yield equal(first, sag(sigmoid(theta)))
    yield equal(sp.limit(sigmoid(u), u, oo) - sp.limit(sigmoid(u), u, -oo), 1)
    # E y - p = ∫ (σ(u) - [u > 0]) g(Tu - θ) T du: the bracket is odd in u
    yield equal(sigmoid(u) - 1, -(sigmoid(-u) - 0))
    # The rest: |g'| < g <= 1/4, so g(Tu - θ) is within T|u|/4 of g(-θ), and the rests
    # of both integrals are below T²/2, as their weights σ' and σ(-u) are below e^-u.
    yield equal(sp.diff(bell(x), x), bell(x) * (1 - 2 * sigmoid(x)))
    yield equal(Rational(1, 4) - bell(x), (sigmoid(x) - Rational(1, 2)) ** 2)
    for weight in (bell(y), sigmoid(-y)):
        yield holds("below e^-u", sp.factor(exp(-y) / weight - 1).is_positive)
    yield equal(2 * sp.integrate(y * exp(-y), (y, 0, oo)) * T**2 / 4, T**2 / 2)


@proves(
    "eq-relaxed-minimum",
    prints="2a661432",
    mutants={
        "the quotient upside down": {"best": lambda t: (1 - T / (1 - 2 * t)) / 2},
        "the half lost": {"best": lambda t: 1 - (1 - 2 * t) / T},
        "the sign turned": {"best": lambda t: (1 + (1 - 2 * t) / T) / 2},
    },
)
def relaxed_minimum(best=lambda t: (1 - (1 - 2 * t) / T) / 2):
    t, p = sp.symbols("t p", real=True)
    loss = t**2 + (1 - 2 * t) * p - T * p * (1 - p)
    yield equal(sp.diff(loss, p), 1 - 2 * t - T * (1 - 2 * p))
    yield equal(sp.diff(loss, p).subs(p, best(t)), 0)
    yield equal(sp.diff(loss, p, 2), 2 * T)  # positive: a minimum


@proves(
    "eq-relaxed-coin-distribution",
    prints="7cabd28e",
    mutants={
        "divided by T": {"scale": 1 / T},
        "the logit added": {"shift": 1},
    },
)
def relaxed_coin_distribution(scale=T, shift=-1):
    odds = sp.Symbol("w", positive=True)
    at = odds / (1 + odds)  # all s between 0 and 1
    noise = scale * log(at / (1 - at)) + shift * theta
    yield equal(sigmoid((theta + noise) / T), at)  # y = s there
    fair = sigmoid(noise).subs({T: 1, theta: 0})
    yield equal(fair, at)


@proves(
    "eq-winner-and-value",
    prints="ead6ec1d",
    mutants={
        "the probability of the largest logit": {"factor": lambda z, j: z[j] / sum(z)},
        "the winner's own noise": {"total": lambda z, j: exp(z[j])},
    },
)
def winner_and_value(
    factor=lambda z, j: softmax(z)[j], total=lambda z, j: sum(map(exp, z))
):
    for n in CLASSES:
        z = logits(n)
        S = sum(map(exp, z))
        for j in range(n):
            joint = factor(z, j) * exp(-total(z, j) * exp(-x))
            integrand = exp(z[j] - x) * exp(-S * exp(-x))
            yield equal(sp.diff(joint, x) / integrand, 1)
            yield equal(total(z, j) * exp(-x), exp(-(x - log_sum_exp(z))))
            yield equal(factor(z, j), softmax(z)[j])  # a product: independent
    p = shares(3)
    total_of_orders = sum(
        p[j] * p[k] / (1 - p[j]) for j, k in permutations(range(3), 2)
    )
    yield equal(total_of_orders, 1)
