"""Proofs of the equations of the chapter "From the sigmoid to softmax"."""

# ruff: noqa: B008 (a formula may be a default argument: it cannot be modified)

import sympy as sp
from sympy import Rational, exp, log, oo

from softmaxbook.proofs import equal, holds, proves
from softmaxbook.proofs.terms import logits, sigmoid, softmax

a, b, c, x = sp.symbols("a b c x", real=True)
beta, odds = sp.symbols("beta odds", positive=True)
CLASSES = range(2, 7)


def priors_and_densities(n):
    return [sp.symbols(f"{name}:{n}", positive=True) for name in ("pi", "f")]


def all_positive(*shares):
    return all(share.is_positive for share in shares)


@proves(
    "eq-share-of-scores",
    prints="5123b90e",
    where=r"p_a = \sigma(a-b), p_b = \sigma(b-a)",
    mutants={
        "shares of a and b themselves, which may be negative": {"score": lambda u: u},
        "the share of a, given to b too": {"share_of_b": exp(a) / (exp(a) + exp(b))},
    },
)
def share_of_scores(score=exp, share_of_b=exp(b) / (exp(a) + exp(b))):
    share_of_a = score(a) / (score(a) + score(b))
    yield equal(share_of_a, exp(a) / (exp(a) + exp(b)))
    yield holds("both shares are positive", all_positive(share_of_a, share_of_b))
    yield equal(share_of_a + share_of_b, 1)


@proves(
    "eq-sigmoid-first-form",
    prints="cbf6085d",
    where=r"x = a-b, p_a = \frac{e^a}{e^a+e^b}",
    mutants={"the difference taken the wrong way round": {"difference": b - a}},
)
def sigmoid_first_form(difference=a - b):
    share_of_a = exp(a) / (exp(a) + exp(b))
    yield equal(share_of_a, exp(difference) / (exp(difference) + 1))


@proves(
    "eq-sigmoid",
    prints="17f82e50",
    where=r"",
    mutants={"sign of the exponent lost": {"second_form": 1 / (1 + exp(x))}},
)
def sigmoid_forms(second_form=1 / (1 + exp(-x))):
    yield equal(exp(x) / (exp(x) + 1), second_form)


@proves(
    "eq-sigmoid-complement",
    prints="facb6d19",
    where=r"",
    mutants={
        "sign of the exponent lost: σ(x) itself": {"first": exp(x) / (1 + exp(x))},
        "σ taken for an even function": {"mirrored": sigmoid(x)},
    },
)
def sigmoid_complement(first=exp(-x) / (1 + exp(-x)), mirrored=sigmoid(-x)):
    yield equal(1 - sigmoid(x), first, 1 / (1 + exp(x)), mirrored)


@proves(
    "eq-sigmoid-slope",
    prints="c046e044",
    where=r"",
    mutants={
        "the input in place of the output": {"slope": x * (1 - x)},
        "the factor β lost": {"slope": sigmoid(beta * x) * (1 - sigmoid(beta * x))},
        "1/4 whatever β is": {"steepest": Rational(1, 4)},
    },
)
def sigmoid_slope(
    slope=beta * sigmoid(beta * x) * (1 - sigmoid(beta * x)), steepest=beta / 4
):
    p = sigmoid(beta * x)
    yield equal(sp.diff(p, x), slope)
    yield equal(slope.subs(x, 0), steepest)
    # What is missing to the maximum is a square, which is 0 at p = 1/2 only.
    yield equal(steepest - slope, beta * (p - Rational(1, 2)) ** 2)


@proves(
    "eq-odds",
    prints="0767bfe9",
    where=r"p = \sigma(x)",
    mutants={
        "sign of the exponent lost in 1 - σ(x)": {"rest": exp(x) / (1 + exp(x))},
        "the odds taken for the sigmoid": {"ratio": sigmoid(x)},
    },
)
def odds_of_sigmoid(rest=1 - sigmoid(x), ratio=exp(x)):
    yield equal(sigmoid(x) / rest, ratio)


@proves(
    "eq-logit",
    prints="a8d3b926",
    where=r"p = \sigma(x)",
    mutants={
        "p in place of 1": {"last": lambda p: -log(1 / p - p)},
        "the sign in front lost": {"last": lambda p: log(1 / p - 1)},
        "the odds without their logarithm": {"first": lambda p: p / (1 - p)},
    },
)
def logit(first=lambda p: log(p / (1 - p)), last=lambda p: -log(1 / p - 1)):
    p = odds / (1 + odds)  # runs through all of (0, 1)
    yield equal(first(p), log(p) - log(1 - p), last(p))
    yield equal(sigmoid(first(p)), p)
    yield equal(first(sigmoid(x)), x)


@proves(
    "eq-two-logits",
    prints="9514f16d",
    where=r"",
    mutants={
        "one formula for both classes": {"second": sigmoid(a - b)},
        "b replaced by a constant": {"second": sigmoid(c - a)},
    },
)
def two_logits(first=sigmoid(a - b), second=sigmoid(b - a)):
    p_a, p_b = softmax([a, b])
    yield equal(p_a, first)
    yield equal(p_b, second)


@proves(
    "eq-shift",
    prints="ef9b3d0e",
    mutants={
        "scaled, not shifted": {"move": lambda z: [c * z_i for z_i in z]},
        "one logit left behind": {
            "move": lambda z: [z[0], *(z_i + c for z_i in z[1:])]
        },
    },
)
def shift(move=lambda z: [z_i + c for z_i in z]):
    for n in CLASSES:
        z = logits(n)
        for moved, p_j in zip(softmax(move(z)), softmax(z), strict=True):
            yield equal(moved, p_j)


@proves(
    "eq-softmax",
    prints="7bb74081",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "shares of the logits": {"weight": lambda u: u},
        "powers of two": {"weight": lambda u: 2**u},
        "divided by the number of classes": {"total": len},
    },
)
def softmax_is_a_distribution(weight=exp, total=sum):
    for n in CLASSES:
        z = logits(n)
        weights = [weight(z_i) for z_i in z]
        p = [w / total(weights) for w in weights]
        yield holds(f"all {n} shares are positive", all_positive(*p))
        yield equal(sum(p), 1)
        for j in range(n):
            yield equal(p[j] / p[j - 1], exp(z[j] - z[j - 1]))


@proves(
    "eq-softmax-beta",
    prints="c778d28f",
    where=r"p_j = \operatorname{softmax}_\beta(z)_j",
    mutants={
        "the temperature in place of its inverse": {"scale": 1 / beta},
        "the smallest logit wins": {"scale": -beta},
        "β forgotten": {"scale": sp.Integer(1)},
    },
)
def softmax_beta(scale=beta):
    for n in CLASSES:
        z = logits(n)
        p = softmax(z, scale)
        for j in range(n):
            yield equal(p[j] / p[j - 1], exp(beta * (z[j] - z[j - 1])))
        integers = [(5 * j) % 7 for j in range(n)]
        for z_j, p_j in zip(integers, softmax(integers, scale), strict=True):
            yield equal(sp.limit(p_j, beta, 0, "+"), Rational(1, n))
            yield equal(sp.limit(p_j, beta, oo), int(z_j == max(integers)))


@proves(
    "eq-one-against-rest",
    prints="db8e3ec0",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "sign of the exponent lost": {"margin": lambda z, i, j: z[j] - z[i]},
        "the class itself counted among the rest": {"rest": lambda n, i: range(n)},
    },
)
def one_against_rest(
    margin=lambda z, i, j: z[i] - z[j],
    rest=lambda n, i: [j for j in range(n) if j != i],
):
    for n in CLASSES:
        z = logits(n)
        for i, p_i in enumerate(softmax(z)):
            yield equal(p_i, 1 / (1 + sum(exp(-margin(z, i, j)) for j in rest(n, i))))


@proves(
    "eq-softmax-as-sigmoid",
    prints="0d9694a9",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "the sum over all classes": {"rivals": lambda z, i: z},
        "one rival only": {"rivals": lambda z, i: [z[i - 1]]},
        "not shifted": {"smooth_max": lambda z: 0},
        "the hard maximum of the rivals": {"smooth_max": lambda z: sp.Max(*z)},
    },
)
def softmax_as_sigmoid(
    rivals=lambda z, i: z[:i] + z[i + 1 :],
    smooth_max=lambda z: log(sum(exp(z_j) for z_j in z)),
):
    for n in CLASSES:
        z = logits(n)
        for i, p_i in enumerate(softmax(z)):
            yield equal(p_i, sigmoid(z[i] - smooth_max(rivals(z, i))))


@proves(
    "eq-posterior",
    prints="08972c33",
    mutants={
        "the prior forgotten": {"logit": lambda prior, density: log(density)},
        "the logarithm forgotten": {"logit": lambda prior, density: prior * density},
    },
)
def posterior(logit=lambda prior, density: log(prior * density)):
    for n in CLASSES:
        joint = [prior * f for prior, f in zip(*priors_and_densities(n), strict=True)]
        z = map(logit, *priors_and_densities(n))
        for p_j, joint_j in zip(softmax(list(z)), joint, strict=True):
            yield equal(p_j, joint_j / sum(joint))


@proves(
    "eq-posterior-log-odds",
    prints="443aa779",
    mutants={
        "the prior subtracted": {"sign": -1},
        "the prior forgotten": {"sign": 0},
    },
)
def posterior_log_odds(sign=1):
    (pi_0, pi_1), (f_0, f_1) = priors_and_densities(2)
    p_1 = pi_1 * f_1 / (pi_0 * f_0 + pi_1 * f_1)
    odds_of_1 = pi_1 * f_1 / (pi_0 * f_0)
    yield equal(p_1 / (1 - p_1), odds_of_1)
    yield equal(log(odds_of_1), sign * log(pi_1 / pi_0) + log(f_1 / f_0))
