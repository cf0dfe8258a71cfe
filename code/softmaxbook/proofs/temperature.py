"""Proofs of the equations of the chapter on temperature."""

# ruff: noqa: B008 (a formula may be a default argument: it cannot be modified)

import sympy as sp
from sympy import Rational, exp, log, oo

from softmaxbook.proofs import equal, holds, proves
from softmaxbook.proofs.terms import dot as mean
from softmaxbook.proofs.terms import entropy, logits, shares, softmax

beta, T = sp.symbols("beta T", positive=True)
lead = sp.Symbol("Delta", positive=True)
eps = sp.Symbol("epsilon", positive=True)
CLASSES = range(2, 6)


def gaps(n):
    return sp.symbols(f"Delta2:{n + 1}", positive=True)


def centered(z):
    return [z_i - sum(z) / len(z) for z_i in z]


def variance(p, z):
    m = mean(p, z)
    return sum(p_i * (z_i - m) ** 2 for p_i, z_i in zip(p, z, strict=True))


@proves(
    "eq-temperature",
    prints="a5ebfe40",
    where=r"T = \frac1\beta, p_j = \operatorname{softmax}(z/T)_j",
    mutants={
        "divided by the inverse temperature": {"scale": 1 / beta},
        "odds that forget the temperature": {"odds": lambda gap: exp(gap)},
        "odds that grow with the temperature": {"odds": lambda gap: exp(gap / beta)},
    },
)
def temperature(scale=1 / T, odds=lambda gap: exp(gap / T)):
    for n in CLASSES:
        z = logits(n)
        p = softmax(z, scale)
        for p_j, q_j in zip(p, softmax(z, beta), strict=True):
            yield equal(p_j.subs(T, 1 / beta), q_j)
        for j in range(n):
            yield equal(p[j] / p[j - 1], odds(z[j] - z[j - 1]))


@proves(
    "eq-cold-exact",
    prints="cc82169a",
    where=r"p_j = \operatorname{softmax}_\beta(z)_j, \Delta_i = z_1-z_i",
    mutants={
        "the sum for the share": {"share": lambda s: s},
        "the winner's share": {"share": lambda s: 1 / (1 + s)},
        "β forgotten": {"scale": 1},
    },
)
def cold_exact(share=lambda s: s / (1 + s), scale=beta):
    for n in CLASSES:
        z = logits(n)
        s = sum(exp(-scale * (z[0] - z_i)) for z_i in z[1:])
        yield equal(softmax(z, beta)[0], 1 / (1 + s))
        yield equal(1 - softmax(z, beta)[0], share(s))


@proves(
    "eq-cold-bound",
    prints="d88224e1",
    mutants={
        "one rival too few": {"count": lambda n: n - 2},
        "the gap counted twice": {"exponent": 2},
        "the denominator forgotten on the left": {"share": lambda s: s * (1 + s)},
    },
)
def cold_bound(count=lambda n: n - 1, exponent=1, share=lambda s: s / (1 + s)):
    for n in CLASSES:
        # All gaps are the least one, plus something that is not negative.
        extra = sp.symbols(f"x2:{n + 1}", nonnegative=True)
        s = sum(exp(-beta * (lead + x)) for x in extra)
        bound = count(n) * exp(-exponent * beta * lead)
        yield holds("the share is at most the sum", _not_negative(s - share(s)))
        # each term of the sum, divided by e^(-βΔ), is e^(-βx): at most 1
        terms = [exp(-beta * x) for x in extra]
        yield equal(s, exp(-beta * lead) * sum(terms))
        yield equal(bound - s, exp(-beta * lead) * sum(1 - t for t in terms))
        above = [(beta * x).is_nonnegative for x in extra]
        yield holds("βx >= 0, so e^(-βx) is at most 1", all(above))


def _not_negative(expression):
    t = sp.Symbol("t", positive=True)  # each exponential is some positive number
    exponentials = expression.atoms(exp)
    plain = expression.subs({e: sp.Dummy(positive=True) for e in exponentials})
    numerator, denominator = sp.fraction(sp.together(plain))
    terms = [*sp.Add.make_args(sp.expand(numerator)), denominator, t]
    return all(term.is_positive for term in terms)


@proves(
    "eq-cold-rate",
    prints="449f7d07",
    mutants={
        "all rivals counted": {"limit": lambda m, n: n - 1},
        "only one of those in second place": {"limit": lambda m, n: 1},
        "twice the rate": {"rate": 2},
    },
)
def cold_rate(limit=lambda m, n: m, rate=1):
    for n in CLASSES:
        for m in range(1, n):
            z = [0, *[-2] * m, *range(-3, -3 - (n - 1 - m), -1)]
            missing = sum(softmax(z, beta)[1:])
            got = sp.limit(sp.simplify(exp(rate * 2 * beta) * missing), beta, oo)
            yield equal(got, limit(m, n))


@proves(
    "eq-cold-ties",
    prints="5f3cc3cb",
    mutants={
        "the bound for one winner's share taken whole": {"count": lambda n, w: 1},
        "losers shared among all": {"count": lambda n, w: Rational(n - w, n)},
    },
)
def cold_ties(count=lambda n, w: Rational(n - w, w)):
    for n in range(3, 6):
        for w in range(1, n):
            d = gaps(n)[: n - w]
            p = softmax([0] * w + [-x for x in d], beta)
            s = sum(exp(-beta * x) for x in d)
            yield equal(1 - sum(p[:w]), s / (w + s))
            for j in range(w):
                yield equal(p[j], 1 / (w + s))
            # s/(w + s) <= s/w, and s <= (n - w) e^(-βΔ), with equality at equal gaps
            yield holds("s/(w + s) <= s/w", _not_negative(s / w - s / (w + s)))
            yield equal(
                (s / w).subs(dict.fromkeys(d, lead)), count(n, w) * exp(-beta * lead)
            )


@proves(
    "eq-hot-weights",
    prints="d3c6e083",
    mutants={
        "the half lost": {"half": 1},
        "logits that are not centered": {"center": lambda z: list(z)},
        "the square of the mean for the mean square": {"spread": lambda d: 0},
    },
)
def hot_weights(
    half=Rational(1, 2),
    center=centered,
    spread=lambda d: sum(d_i**2 for d_i in d) / len(d),
):
    for n in CLASSES:
        d = center(logits(n))
        for d_i in d:
            yield equal(
                _series(exp(beta * d_i), 3), 1 + beta * d_i + half * beta**2 * d_i**2
            )
        total = sum(exp(beta * d_i) for d_i in d)
        yield equal(_series(total, 3), n * (1 + beta**2 * spread(d) / 2))


def _series(expression, order):
    """Return the Taylor polynomial in β around 0, below the given power."""
    terms, derivative = [], expression
    for k in range(order):
        terms.append(sp.expand(derivative.subs(beta, 0)) * beta**k / sp.factorial(k))
        derivative = sp.diff(derivative, beta)
    return sum(terms)


@proves(
    "eq-hot-rate",
    prints="c418a224",
    mutants={
        "the logit itself, not its distance from the mean": {
            "first": lambda z, j: z[j] / len(z)
        },
        "not divided by the number of options": {"first": lambda z, j: centered(z)[j]},
        "the variance left out": {"second": lambda d, j, v: d[j] ** 2 / (2 * len(d))},
        "the factor 1/2 lost": {"second": lambda d, j, v: (d[j] ** 2 - v) / len(d)},
    },
)
def hot_rate(
    first=lambda z, j: centered(z)[j] / len(z),
    second=lambda d, j, v: (d[j] ** 2 - v) / (2 * len(d)),
):
    for n in (2, 3, 4):
        z = logits(n)
        d = centered(z)
        v = sum(d_i**2 for d_i in d) / n
        p = softmax(z, beta)
        for j in range(n):
            wanted = Rational(1, n) + beta * first(z, j) + beta**2 * second(d, j, v)
            yield equal(_series(p[j], 3), wanted)


@proves(
    "eq-probability-by-beta",
    prints="9de68128",
    where=r"p_j = \operatorname{softmax}_\beta(z)_j, E = \sum_jp_jz_j",
    mutants={
        "the logit without the mean": {"slope": lambda p, z, j: p[j] * z[j]},
        "the plain mean of the logits": {
            "slope": lambda p, z, j: p[j] * (z[j] - sum(z) / len(z))
        },
        "the sign turned": {"slope": lambda p, z, j: p[j] * (mean(p, z) - z[j])},
    },
)
def probability_by_beta(slope=lambda p, z, j: p[j] * (z[j] - mean(p, z))):
    for n in (2, 3, 4):
        z = logits(n)
        p = softmax(z, beta)
        total = log(sum(exp(beta * z_i) for z_i in z))
        yield equal(sp.diff(total, beta), mean(p, z))
        for j in range(n):
            yield equal(log(p[j]), beta * z[j] - total)
            yield equal(sp.diff(p[j], beta) / p[j], slope(p, z, j) / p[j])


@proves(
    "eq-mean-logit-by-beta",
    prints="f367a2ea",
    where=r"p_j = \operatorname{softmax}_\beta(z)_j, E = \sum_jp_jz_j",
    mutants={
        "a factor β too many": {"factor": beta},
        "the sign turned": {"factor": -1},
        "the spread around the plain mean": {
            "spread": lambda p, z: sum(
                p_i * (z_i - sum(z) / len(z)) ** 2
                for p_i, z_i in zip(p, z, strict=True)
            )
        },
    },
)
def mean_logit_by_beta(factor=1, spread=variance):
    for n in (2, 3):
        z = logits(n)
        p = softmax(z, beta)
        slope = sp.diff(mean(p, z), beta)
        terms = [p_j * (z_j - mean(p, z)) * z_j for p_j, z_j in zip(p, z, strict=True)]
        yield equal(slope, sum(terms))
        squares = [z_j**2 for z_j in z]
        yield equal(sum(terms), mean(p, squares) - mean(p, z) ** 2)
        yield equal(mean(p, squares) - mean(p, z) ** 2, factor * spread(p, z))


@proves(
    "eq-entropy-and-mean",
    prints="f148ac2c",
    where=(
        r"p_j = \operatorname{softmax}_\beta(z)_j, E = \sum_jp_jz_j, "
        r"H = -\sum_jp_j\ln p_j"
    ),
    mutants={
        "β forgotten": {"scale": 1},
        "the sign of the mean turned": {"scale": -beta},
    },
)
def entropy_and_mean(scale=beta):
    for n in CLASSES:
        z = logits(n)
        p = softmax(z, beta)
        total = log(sum(exp(beta * z_i) for z_i in z))
        inserted = [beta * z_j - total for z_j in z]
        for p_j, log_p in zip(p, inserted, strict=True):
            yield equal(log(p_j), log_p)
        yield equal(-mean(p, inserted), total - scale * mean(p, z))


@proves(
    "eq-entropy-by-beta",
    prints="84c3f9a2",
    where=(
        r"p_j = \operatorname{softmax}_\beta(z)_j, E = \sum_jp_jz_j, "
        r"H = -\sum_jp_j\ln p_j"
    ),
    mutants={
        "the factor β lost": {"slope": lambda p, z: -variance(p, z)},
        "the sign turned": {"slope": lambda p, z: beta * variance(p, z)},
        "the mean for the variance": {"slope": lambda p, z: -beta * mean(p, z)},
    },
)
def entropy_by_beta(slope=lambda p, z: -beta * variance(p, z)):
    for n in (2, 3):
        z = logits(n)
        p = softmax(z, beta)
        total = log(sum(exp(beta * z_i) for z_i in z))
        by_product_rule = (
            sp.diff(total, beta) - mean(p, z) - beta * sp.diff(mean(p, z), beta)
        )
        yield equal(sp.diff(total - beta * mean(p, z), beta), by_product_rule)
        yield equal(sp.diff(total, beta), mean(p, z))
        yield equal(by_product_rule, slope(p, z))
        yield equal(sp.diff(entropy(p), beta), slope(p, z))


@proves(
    "eq-entropy-by-temperature",
    prints="867efaa5",
    where=r"p_j = \operatorname{softmax}(z/T)_j, z_j, T > 0, H = -\sum_jp_j\ln p_j",
    mutants={
        "the inner derivative forgotten": {"power": 1},
        "1/T² in place of 1/T³": {"power": 2},
    },
)
def entropy_by_temperature(power=3):
    yield equal(sp.diff(1 / T, T), -1 / T**2)
    spread = sp.Symbol("V", positive=True)
    yield equal(-(1 / T) * spread * sp.diff(1 / T, T), spread / T**power)
    for n in (2, 3):
        z = logits(n)
        p = softmax(z, 1 / T)
        yield equal(sp.diff(entropy(p), T), variance(p, z) / T**power)


@proves(
    "eq-temperature-fit",
    prints="8635146b",
    mutants={
        "the sign turned": {"slope": lambda p, z, y: z[y] - mean(p, z)},
        "the largest logit for the right one": {
            "slope": lambda p, z, y: mean(p, z) - z[0]
        },
        "the curvature of another β": {"curvature": lambda p, z: beta * variance(p, z)},
    },
)
def temperature_fit(slope=lambda p, z, y: mean(p, z) - z[y], curvature=variance):
    examples = [(logits(3, "u"), 1), (logits(3, "v"), 2)]
    losses, slopes, curvatures = [], [], []
    for z, y in examples:
        p = softmax(z, beta)
        total = log(sum(exp(beta * z_i) for z_i in z))
        yield equal(-log(p[y]), total - beta * z[y])
        losses.append(total - beta * z[y])
        slopes.append(slope(p, z, y))
        curvatures.append(curvature(p, z))
        yield equal(sp.diff(losses[-1], beta), slopes[-1])
        yield equal(sp.diff(slopes[-1], beta), curvatures[-1])
    yield equal(sp.diff(sum(losses) / 2, beta), sum(slopes) / 2)
    yield equal(sp.diff(sum(losses) / 2, beta, 2), sum(curvatures) / 2)


@proves(
    "eq-soft-target-loss",
    prints="f987feeb",
    where=(
        r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0, "
        r"q_j = \operatorname{softmax}(z/T)_j, T > 0"
    ),
    mutants={
        "the student at temperature 1": {"scale": 1},
        "the teacher's logits for the student's": {"score": lambda z, v: v},
    },
)
def soft_target_loss(scale=1 / T, score=lambda z, v: z):
    for n in CLASSES:
        z, p = logits(n), shares(n)
        q = softmax(z, 1 / T)
        total = log(sum(exp(z_i / T) for z_i in z))
        inserted = [z_j / T - total for z_j in z]
        for q_j, log_q in zip(q, inserted, strict=True):
            yield equal(log(q_j), log_q)
        yield equal(
            -mean(p, inserted), total - scale * mean(p, score(z, logits(n, "v")))
        )


@proves(
    "eq-soft-target-gradient",
    prints="773e6567",
    where=(
        r"p_j = \frac{w_j}{\sum_i w_i}, w_j > 0, "
        r"q_j = \operatorname{softmax}(z/T)_j, L = -\sum_jp_j\ln q_j"
    ),
    mutants={
        "the factor 1/T lost": {"factor": 1},
        "multiplied by T": {"factor": T},
        "the sign turned": {"factor": -1 / T},
    },
)
def soft_target_gradient(factor=1 / T):
    for n in CLASSES:
        z, p = logits(n), shares(n)
        loss = log(sum(exp(z_i / T) for z_i in z)) - mean(p, z) / T
        for z_j, p_j, q_j in zip(z, p, softmax(z, 1 / T), strict=True):
            yield equal(sp.diff(loss, z_j), factor * (q_j - p_j))


@proves(
    "eq-matching-logits",
    prints="e22ccc93",
    mutants={
        "T for T²": {"power": 1},
        "T³ for T²": {"power": 3},
        "the number of options forgotten": {"share": lambda n: 1},
        "the levels of the logits left in": {"center": list},
    },
)
def matching_logits(power=2, share=lambda n: Rational(1, n), center=centered):
    for n in (2, 3):
        z, v = logits(n), logits(n, "v")
        p, q = softmax(v, beta), softmax(z, beta)
        differences = [a - b for a, b in zip(center(z), center(v), strict=True)]
        half_square = share(n) * sum(x**2 for x in differences) / 2
        for j in range(n):
            # T^power (q - p)/T with T = 1/β, to the lowest order in β
            scaled = _series(q[j] - p[j], 2) * beta ** (1 - power)
            yield equal(scaled, share(n) * differences[j])
            yield equal(sp.diff(half_square, z[j]), share(n) * differences[j])


@proves(
    "eq-smoothed-target",
    prints="a08dd341",
    mutants={
        "ε for the wrong options each": {"rest": lambda n: eps},
        "nothing left for the right one but 1 - ε": {"right": lambda n: 1 - eps},
    },
)
def smoothed_target(right=lambda n: 1 - eps + eps / n, rest=lambda n: eps / n):
    for n in CLASSES:
        one_hot = [1] + [0] * (n - 1)
        y = [right(n)] + [rest(n)] * (n - 1)
        yield equal(sum(y), 1)
        for y_j, hard in zip(y, one_hot, strict=True):
            yield equal(y_j, (1 - eps) * hard + eps / n)
    tenth = [f(3).subs(eps, Rational(1, 10)) for f in (right, rest)]
    yield holds(
        "14/15 and 1/30 at ε = 1/10", tenth == [Rational(14, 15), Rational(1, 30)]
    )


@proves(
    "eq-smoothed-lead",
    prints="05d71b8c",
    mutants={
        "without the share of the right option": {
            "lead": lambda n: log((1 - eps) * n / eps)
        },
        "shared by the wrong options only": {
            "lead": lambda n: log((1 - eps) * (n - 1) / eps)
        },
        "the sign turned": {"lead": lambda n: -log(((1 - eps) * n + eps) / eps)},
    },
)
def smoothed_lead(lead=lambda n: log(((1 - eps) * n + eps) / eps)):
    for n in CLASSES:
        right, rest = 1 - eps + eps / n, eps / n
        yield equal(exp(lead(n)), right / rest)
        # at this lead the softmax is the target, and the gradient q - y is 0
        q = softmax([lead(n)] + [0] * (n - 1))
        for q_j, y_j in zip(q, [right] + [rest] * (n - 1), strict=True):
            yield equal(q_j, y_j)


@proves(
    "eq-temperature-of-probabilities",
    prints="bdedca13",
    where=r"p_j = \operatorname{softmax}(z)_j, z_j, T > 0",
    mutants={
        "the power T": {"power": T},
        "divided by T": {"soften": lambda p: p / T},
    },
)
def temperature_of_probabilities(power=1 / T, soften=None):
    soften = soften or (lambda p: p**power)
    for n in CLASSES:
        weights = sp.symbols(f"w1:{n + 1}", positive=True)
        p = [w / sum(weights) for w in weights]
        softened = [soften(p_i) for p_i in p]
        for w, s in zip(weights, softened, strict=True):
            # with w = e^z the logits are ln w
            wanted = w ** (1 / T) / sum(v ** (1 / T) for v in weights)
            yield equal(s / sum(softened), wanted)


@proves(
    "eq-averaged-logits",
    prints="0df8fb4e",
    where=(
        r"p_j = \operatorname{softmax}(u)_j, "
        r"q_j = \operatorname{softmax}(v)_j, u_j, v_j"
    ),
    mutants={
        "the arithmetic mean": {"combine": lambda p, q: (p + q) / 2},
        "the product without its root": {"combine": lambda p, q: p * q},
    },
)
def averaged_logits(combine=lambda p, q: sp.sqrt(p * q)):
    for n in CLASSES:
        u, v = logits(n, "u"), logits(n, "v")
        p, q = softmax(u), softmax(v)
        both = [combine(a, b) for a, b in zip(p, q, strict=True)]
        middle = softmax([(a + b) / 2 for a, b in zip(u, v, strict=True)])
        for m_j, b_j in zip(middle, both, strict=True):
            yield equal(m_j, b_j / sum(both))
