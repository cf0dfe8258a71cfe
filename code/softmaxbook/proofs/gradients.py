"""Proofs of the equations of the chapter "Gradients"."""

# ruff: noqa: B008 (a formula may be a default argument: it cannot be modified)

from itertools import product

import sympy as sp
from sympy import Rational, exp, log, oo, tanh

from softmaxbook.proofs import equal, holds, proves
from softmaxbook.proofs.terms import logits, sigmoid, softmax

eta, g, s, theta, x = sp.symbols("eta g s theta x", real=True)
beta, tau = sp.symbols("beta tau", positive=True)
CLASSES = range(2, 5)
QUARTER, HALF = Rational(1, 4), Rational(1, 2)


def vector(n, name="v"):
    return sp.Matrix(sp.symbols(f"{name}1:{n + 1}", real=True))


def shares(n):
    """Positive symbols, the last of which makes the sum 1."""
    *first, _ = sp.symbols(f"p1:{n + 1}", positive=True)
    return sp.Matrix([*first, 1 - sum(first)])


def jacobian(p, beta=1):
    return beta * (sp.diag(*p) - p * p.T)


def delta(j, i):
    return sp.KroneckerDelta(j, i)


@proves(
    "eq-gradient-step",
    prints="a33beb11",
    mutants={
        "a step up the slope": {"step": lambda slope: -eta * slope},
        "a slope of any sign taken as it is": {"change": lambda slope: -slope},
    },
)
def gradient_step(step=lambda slope: eta * slope, change=lambda slope: -(slope**2)):
    for loss in (theta**2, (theta - 3) ** 4, -log(sigmoid(theta)), tanh(theta)):
        slope = sp.diff(loss, theta)
        moved = loss.subs(theta, theta - step(slope))
        yield equal(sp.diff(moved, eta).subs(eta, 0), change(slope))
    any_slope = sp.Symbol("slope", real=True)
    yield holds("the change is not positive", change(any_slope).is_nonpositive)


@proves(
    "eq-sigmoid-derivative",
    prints="049204bb",
    where=r"",
    mutants={
        "the input in place of the output": {"slope": x * (1 - x)},
        "the inner derivative forgotten": {"outer": -1 / (1 + exp(-x)) ** 2},
        "the largest slope 1/2": {"steepest": HALF},
    },
)
def sigmoid_derivative(
    outer=exp(-x) / (1 + exp(-x)) ** 2,
    slope=sigmoid(x) * (1 - sigmoid(x)),
    steepest=QUARTER,
):
    parts = 1 / (1 + exp(-x)) * exp(-x) / (1 + exp(-x))
    yield equal(sp.diff(sigmoid(x), x), outer, parts, slope)
    yield equal(slope.subs(x, 0), steepest)
    yield equal(steepest - slope, (sigmoid(x) - HALF) ** 2)


@proves(
    "eq-softmax-diagonal",
    prints="ccf558d6",
    where=r"p_j = \operatorname{softmax}(z)_j, u = \sum_i e^{z_i}",
    mutants={
        "the logits in place of the outputs": {"slope": lambda z, p: z * (1 - z)},
        "the sign of the quotient rule lost": {"sign": 1},
    },
)
def softmax_diagonal(slope=lambda z, p: p * (1 - p), sign=-1):
    for n in CLASSES:
        z = logits(n)
        u = sum(map(exp, z))
        for z_j, p_j in zip(z, softmax(z), strict=True):
            quotient = (exp(z_j) * u + sign * exp(z_j) * exp(z_j)) / u**2
            yield equal(sp.diff(p_j, z_j), quotient, p_j - p_j**2, slope(z_j, p_j))


@proves(
    "eq-softmax-off-diagonal",
    prints="d01fdcbc",
    where=r"p_j = \operatorname{softmax}(z)_j, u = \sum_i e^{z_i}",
    mutants={
        "the sign lost": {"slope": lambda p, q: p * q},
        "zero, as if the outputs did not share a denominator": {
            "slope": lambda p, q: 0
        },
        "the diagonal's formula": {"slope": lambda p, q: p * (1 - p)},
    },
)
def softmax_off_diagonal(slope=lambda p, q: -p * q):
    for n in CLASSES:
        z, p = logits(n), softmax(logits(n))
        u = sum(map(exp, z))
        for j in range(n):
            quotient = (0 * u - exp(z[j]) * exp(z[j - 1])) / u**2
            yield equal(sp.diff(p[j], z[j - 1]), quotient, slope(p[j], p[j - 1]))


@proves(
    "eq-softmax-product-rule",
    prints="30c2ace2",
    where=r"p_j = \operatorname{softmax}(z)_j, u = \sum_i e^{z_i}",
    mutants={
        "u taken for a constant": {"first": lambda z, p: 0},
        "δ forgotten": {"kronecker": lambda j, i: 1},
    },
)
def softmax_product_rule(first=lambda z, p: exp(z) * p, kronecker=delta):
    for n in CLASSES:
        z, p = logits(n), softmax(logits(n))
        u = sum(map(exp, z))
        for j in range(n):
            yield equal(u * p[j], exp(z[j]))
            for i in range(n):
                left = first(z[i], p[j]) + u * sp.diff(p[j], z[i])
                yield equal(left, kronecker(j, i) * exp(z[j]))
                solved = p[i] * p[j] + sp.diff(p[j], z[i])
                yield equal(solved, kronecker(j, i) * p[j])


@proves(
    "eq-softmax-jacobian",
    prints="ab355533",
    mutants={
        "the logits in place of the outputs": {
            "entry": lambda z, p, j, i: z[j] * (delta(j, i) - z[i])
        },
        "the factor β forgotten": {
            "entry": lambda z, p, j, i: p[j] * (delta(j, i) - p[i])
        },
        "the diagonal only": {
            "entry": lambda z, p, j, i: beta * p[j] * (1 - p[i]) * delta(j, i)
        },
        "the outer product added": {"outer": lambda p: -p * p.T},
    },
)
def softmax_jacobian(
    entry=lambda z, p, j, i: beta * p[j] * (delta(j, i) - p[i]),
    outer=lambda p: p * p.T,
):
    for n in (2, 3):
        z, p = logits(n), softmax(logits(n), beta)
        matrix = beta * (sp.diag(*p) - outer(sp.Matrix(p)))
        for j in range(n):
            for i in range(n):
                slope = sp.diff(p[j], z[i])
                yield equal(slope, entry(z, p, j, i), matrix[j, i])
    p = shares(5)
    J = jacobian(p, beta)
    for j in range(5):
        yield equal(sum(J[j, :]), sum(J[:, j]), 0)
        yield equal(J[j, j - 1], J[j - 1, j])


@proves(
    "eq-own-logit-slope",
    prints="71290ecd",
    where=r"p_j = \operatorname{softmax}(z)_j",
    mutants={
        "the bell around 0": {"shift": lambda rivals: 0},
        "one rival only": {"shift": lambda rivals: rivals[0]},
        "the slope itself taken for a sigmoid": {"bell": sigmoid},
    },
)
def own_logit_slope(
    shift=lambda rivals: log(sum(map(exp, rivals))),
    bell=lambda u: sigmoid(u) * (1 - sigmoid(u)),
):
    for n in CLASSES:
        z, p = logits(n), softmax(logits(n))
        r = shift(z[1:])
        slope = bell(z[0] - r)
        yield equal(sp.diff(p[0], z[0]), slope, p[0] * (1 - p[0]))
        yield equal(QUARTER - slope, (HALF - p[0]) ** 2)
        yield equal(slope.subs(z[0], r), QUARTER)


@proves(
    "eq-jacobian-variance",
    prints="d61669f6",
    mutants={
        "the mean square alone": {"subtracted": 0},
        "the mean not squared": {"power": 1},
        "the factor β forgotten": {"scale": 1},
    },
)
def jacobian_variance(subtracted=1, power=2, scale=beta):
    for n in CLASSES:
        p, v = shares(n), vector(n)
        mean = p.dot(v)
        quadratic = (v.T * jacobian(p, beta) * v)[0]
        mean_square = sum(p_j * v_j**2 for p_j, v_j in zip(p, v, strict=True))
        spread = sum(p_j * (v_j - mean) ** 2 for p_j, v_j in zip(p, v, strict=True))
        difference = scale * (mean_square - subtracted * mean**power)
        yield equal(quadratic, difference, scale * spread)
    q = sp.symbols("q1:5", positive=True)
    certain = sum(q_j * w**2 for q_j, w in zip(q, vector(4, "w"), strict=True))
    yield holds("a weighted sum of squares is not negative", certain.is_nonnegative)
    ones = sp.ones(4, 1)
    yield holds(
        "constants go to 0", (jacobian(shares(4)) * ones).expand().is_zero_matrix
    )
    even = jacobian(sp.Matrix([QUARTER] * 4))
    yield holds("the rank is one less than C", even.rank() == 3)


@proves(
    "eq-jacobian-largest",
    prints="3a648697",
    mutants={
        "the sigmoid's 1/4": {"bound": beta / 4},
        "the factor β forgotten": {"bound": HALF},
        "the diagonal only": {"row_sum": lambda p_j: beta * p_j * (1 - p_j)},
    },
)
def jacobian_largest(bound=beta / 2, row_sum=lambda p_j: 2 * beta * p_j * (1 - p_j)):
    for n in (*CLASSES, 5):
        p = shares(n)
        J = jacobian(p, beta)
        # Gershgorin: no eigenvalue exceeds the largest absolute sum of a row.
        for j, p_j in enumerate(p):
            row = J[j, j] - sum(J[j, i] for i in range(n) if i != j)
            yield equal(row, row_sum(p_j))
            yield equal(bound - row, 2 * beta * (p_j - HALF) ** 2)
    attained = jacobian(sp.Matrix([HALF, HALF, 0]), beta)
    direction = sp.Matrix([1, -1, 0])
    for left, right in zip(attained * direction, bound * direction, strict=True):
        yield equal(left, right)


@proves(
    "eq-jacobian-times-vector",
    prints="1eb87181",
    mutants={
        "the diagonal only": {"product": lambda p, v: [a * (1 - a) for a in p]},
        "the plain mean, not the one under p": {
            "product": lambda p, v: [
                beta * a * (b - sum(v) / len(v)) for a, b in zip(p, v, strict=True)
            ]
        },
        "nothing subtracted": {
            "product": lambda p, v: [beta * a * b for a, b in zip(p, v, strict=True)]
        },
    },
)
def jacobian_times_vector(
    product=lambda p, v: [beta * a * (b - p.dot(v)) for a, b in zip(p, v, strict=True)],
):
    for n in (*CLASSES, 5):
        p, v = shares(n), vector(n)
        claimed = product(p, v)
        for left, right in zip(jacobian(p, beta) * v, claimed, strict=True):
            yield equal(left, right)


@proves(
    "eq-tanh",
    prints="6f860697",
    where=r"",
    mutants={
        "a sign lost in the denominator": {"denominator": exp(x) + exp(x)},
        "a sign lost in the numerator": {"numerator": exp(x) + exp(-x)},
    },
)
def tanh_definition(numerator=exp(x) - exp(-x), denominator=exp(x) + exp(-x)):
    ratio = numerator / denominator
    yield equal(tanh(x), ratio)
    yield equal(sp.limit(ratio, x, oo), 1)
    yield equal(sp.limit(ratio, x, -oo), -1)


@proves(
    "eq-tanh-sigmoid",
    prints="c6dfb53b",
    where=r"",
    mutants={
        "not twice as fast": {"argument": x},
        "not moved down": {"offset": 0},
    },
)
def tanh_as_a_sigmoid(argument=2 * x, offset=1):
    yield equal(
        tanh(x),
        (1 - exp(-2 * x)) / (1 + exp(-2 * x)),
        2 / (1 + exp(-2 * x)) - 1,
        2 * sigmoid(argument) - offset,
    )


@proves(
    "eq-tanh-slope",
    prints="58e7b6c9",
    where=r"",
    mutants={
        "the sigmoid's formula": {"slope": tanh(x) * (1 - tanh(x))},
        "the input in place of the output": {"slope": 1 - x**2},
        "the inner factor 2 forgotten": {"factor": 2},
    },
)
def tanh_slope(slope=1 - tanh(x) ** 2, factor=4):
    inner = factor * sigmoid(2 * x) * (1 - sigmoid(2 * x))
    yield equal(sp.diff(tanh(x), x), inner, (1 + tanh(x)) * (1 - tanh(x)), slope)
    yield equal(slope.subs(x, 0), 1)
    yield equal(1 - slope, tanh(x) ** 2)


@proves(
    "eq-chain-rule",
    prints="e63c2980",
    mutants={
        "added, not multiplied": {"join": lambda outer, inner: outer + inner},
        "the inner slope forgotten": {"join": lambda outer, inner: outer},
    },
)
def chain_rule(join=lambda outer, inner: outer * inner):
    y = sp.Symbol("y", real=True)
    for loss, inside in ((y**2, 3 * x), (exp(y), sigmoid(x)), (tanh(y), x**3)):
        outer = sp.diff(loss, y).subs(y, inside)
        whole = sp.diff(loss.subs(y, inside), x)
        yield equal(whole, join(outer, sp.diff(inside, x)))
    yield equal(sp.diff((3 * x) ** 2, x).subs(x, 1), 18)


def layer():
    """Sums of two units below; weights and biases of two above; loss; its slopes."""
    below = sp.symbols("s1:3", real=True)
    W = sp.Matrix(2, 2, sp.symbols("w1:5", real=True))
    b = vector(2, "b")
    above = W * sp.Matrix([sigmoid(u) for u in below]) + b
    t = sp.symbols("t1:3", real=True)
    loss = t[0] ** 2 + t[0] * t[1] + 3 * t[1]
    error = sp.Matrix([sp.diff(loss, t_k) for t_k in t])
    at = dict(zip(t, above, strict=True))
    return below, W, b, loss.subs(at), error.subs(at)


@proves(
    "eq-backpropagation",
    prints="d9818750",
    mutants={
        "the slope of the activation forgotten": {"slope": lambda u: 1},
        "the input in place of the output": {"slope": lambda u: u * (1 - u)},
        "the columns in place of the rows": {"back": lambda W, error: W * error},
    },
)
def backpropagation(
    slope=lambda u: sigmoid(u) * (1 - sigmoid(u)), back=lambda W, error: W.T * error
):
    below, W, _, loss, error = layer()
    passed = back(W, error)
    diagonal = sp.diag(*map(slope, below)) * passed
    for i, u in enumerate(below):
        yield equal(sp.diff(loss, u), slope(u) * passed[i], diagonal[i])


@proves(
    "eq-weight-gradient",
    prints="53d538f2",
    mutants={
        "the sums in place of the activations": {"activation": lambda u: u},
        "the slope of the activation once more": {
            "activation": lambda u: sigmoid(u) * (1 - sigmoid(u))
        },
    },
)
def weight_gradient(activation=sigmoid):
    below, W, b, loss, error = layer()
    claimed = error * sp.Matrix([activation(u) for u in below]).T
    for k in range(2):
        for i in range(2):
            yield equal(sp.diff(loss, W[k, i]), claimed[k, i])
        yield equal(sp.diff(loss, b[k]), error[k])


@proves(
    "eq-slope-product",
    prints="d487cdc5",
    mutants={
        "the weights forgotten": {"factor": lambda w, slope: slope},
        "the slopes forgotten": {"factor": lambda w, slope: w},
        "added, not multiplied": {"combine": sp.Add},
    },
)
def slope_product(factor=lambda w, slope: w * slope, combine=sp.Mul):
    for depth in (2, 3):
        a, factors = x, []
        for w in sp.symbols(f"w1:{depth + 1}", real=True):
            inside = w * a
            a = tanh(inside)
            factors.append(factor(w, 1 - tanh(inside) ** 2))
        yield equal(sp.diff(a, x), combine(*factors))
    at_0 = factor(4, sp.diff(sigmoid(x), x).subs(x, 0))
    yield equal(at_0**20, 1)


@proves(
    "eq-tanh-as-sigmoid",
    prints="f89ebc86",
    mutants={
        "the bias left as it was": {"bias": lambda W, b: b},
        "the incoming weights not doubled": {"argument": lambda u: u},
    },
)
def tanh_layer(bias=lambda W, b: b - W * sp.ones(2, 1), argument=lambda u: 2 * u):
    W = sp.Matrix(1, 2, sp.symbols("w1:3", real=True))
    sums, b = vector(2, "s"), vector(1, "b")
    inner = sp.Matrix([sigmoid(argument(u)) for u in sums])
    left = W * sums.applyfunc(tanh) + b
    for one, other in zip(left, 2 * W * inner + bias(W, b), strict=True):
        yield equal(one, other)


@proves(
    "eq-second-moment",
    prints="8af8fcf6",
    mutants={
        "the mean subtracted": {"sign": -1},
        "the mean forgotten": {"sign": 0},
    },
)
def second_moment(sign=1):
    for count in (2, 3, 4):
        points = [vector(2, f"a{n}_") for n in range(count)]
        m = sum(points, sp.zeros(2, 1)) / count
        moment = sum((a * a.T for a in points), sp.zeros(2)) / count
        spread = sum(((a - m) * (a - m).T for a in points), sp.zeros(2)) / count
        for left, right in zip(moment, spread + sign * m * m.T, strict=True):
            yield equal(left, right)


@proves(
    "eq-softmax-saturation",
    prints="f0ef95c5",
    mutants={
        "the factor β forgotten": {"scale": 1},
        "the factor 2 forgotten": {"twice": 1},
        "one rival only": {"rivals": lambda n: 1},
    },
)
def softmax_saturation(scale=beta, twice=2, rivals=lambda n: n - 1):
    lead = sp.Symbol("lead", positive=True)
    for n in CLASSES:
        p = shares(n)
        trace = jacobian(p, beta).trace()
        yield equal(trace, scale * (1 - sum(p_j**2 for p_j in p)))
        # What each step adds is a sum of squares: p_2² + …, then (1 - p_1)².
        first = 1 - p[0] ** 2 - (1 - sum(p_j**2 for p_j in p))
        yield equal(first, sum(p_j**2 for p_j in p[1:]))
        yield equal(twice * (1 - p[0]) - (1 - p[0] ** 2), (1 - p[0]) ** 2)
        # The rivals are behind by the lead and ln(1 + t) / β more, with t > 0.
        t = sp.symbols(f"t1:{n}", positive=True)
        p_1 = softmax([0, *(-lead - log(1 + t_i) / beta for t_i in t)], beta)[0]
        weights = sum(exp(-beta * lead) / (1 + t_i) for t_i in t)
        yield equal(1 - p_1, weights / (1 + weights))
        yield equal(weights - weights / (1 + weights), weights**2 / (1 + weights))
        slack = sum(exp(-beta * lead) * t_i / (1 + t_i) for t_i in t)
        yield equal(rivals(n) * exp(-beta * lead) - weights, slack)
        yield holds("what is left over is positive", slack.is_positive)


@proves(
    "eq-gate",
    prints="eefbcdf0",
    where=r"",
    mutants={
        "the gate's own slope along the signal": {
            "by_signal": sigmoid(g) * (1 - sigmoid(g))
        },
        "the signal forgotten": {"by_gate": sigmoid(g) * (1 - sigmoid(g))},
        "the input in place of the output": {"by_gate": x * g * (1 - g)},
    },
)
def gate(by_signal=sigmoid(g), by_gate=x * sigmoid(g) * (1 - sigmoid(g))):
    gated = sigmoid(g) * x
    yield equal(sp.diff(gated, x), by_signal)
    yield equal(sp.diff(gated, g), by_gate)


@proves(
    "eq-log-softmax-gradient",
    prints="3add3ea5",
    where=r"p_j = \operatorname{softmax}_\beta(z)_j",
    mutants={
        "the slope of p itself": {"slope": lambda p, j, i: p[j] * (delta(j, i) - p[i])},
        "β forgotten": {"slope": lambda p, j, i: delta(j, i) - p[i]},
        "the sign turned round": {"slope": lambda p, j, i: beta * (p[i] - delta(j, i))},
    },
)
def log_softmax_gradient(slope=lambda p, j, i: beta * (delta(j, i) - p[i])):
    for n in CLASSES:
        z, p = logits(n), softmax(logits(n), beta)
        for j, i in ((0, 0), (0, 1), (1, 0)):
            inner = beta * p[j] * (delta(j, i) - p[i])
            whole = sp.diff(beta * z[j] - log(sum(exp(beta * z_k) for z_k in z)), z[i])
            yield equal(whole, sp.diff(p[j], z[i]) / p[j], inner / p[j], slope(p, j, i))


@proves(
    "eq-keep-the-variance",
    prints="08bb4395",
    mutants={
        "the standard deviation in place of the variance": {"variance": tau},
        "divided by the number of inputs": {"count": lambda n: n},
    },
)
def keep_the_variance(variance=tau**2, count=lambda n: 1):
    for n in (2, 3, 4):
        a = vector(n, "a")
        # Weights of mean 0 and variance τ²: plus or minus τ, each equally often.
        draws = [sp.Matrix(signs) * tau for signs in product((1, -1), repeat=n)]
        mean = sum(w.dot(a) ** 2 for w in draws) / len(draws)
        mixed = sum(
            sum(w[i] * w[k] for w in draws) / len(draws) * a[i] * a[k]
            for i, k in product(range(n), repeat=2)
        )
        yield equal(mean, mixed, variance * a.dot(a) / count(n))
