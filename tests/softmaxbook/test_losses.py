import doctest
import itertools
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from softmaxbook import losses
from softmaxbook.losses import (
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits,
    cross_entropy_gradient,
    cross_entropy_with_logits,
    label_smoothing,
)
from softmaxbook.softmax import log_softmax, softmax

BINARY = [
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_cross_entropy_gradient,
]
CATEGORICAL = [cross_entropy_with_logits, cross_entropy_gradient]
DTYPES = [np.float16, np.float32, np.float64]
INF = np.inf
UNIT_ROUNDOFF = 2.0**-53
TARGETS = [0, 1, 0.5, 0.1, 1 - 2**-53, 1e-17, 1e-300]
rng = np.random.default_rng(20210)
TINY = 10.0 ** rng.uniform(-323, -0.4, 40)
X = np.r_[rng.normal(0, 3, 60), rng.uniform(-745, 745, 60), -TINY, TINY]
X = np.r_[X, -745, -709.8, -708.3, -36.7, -0.0, 0, 36.7, 37, 709.8, 745]
P = np.r_[rng.uniform(0, 1, 60), TINY, 1 - TINY, 5e-324, 0.5, 1 - 2**-53]
deterministic = settings(
    derandomize=True, deadline=None, database=None, max_examples=200
)
vectors = hnp.arrays(np.float64, st.integers(1, 8), elements=st.floats(-50, 50))


def batch(seed=20210, shape=(2, 3, 4)):
    return np.random.default_rng(seed).normal(0, 3, shape)


def exact_loss_of_logit(t, x):
    return (1 - t) * mpmath.log1p(mpmath.exp(x)) + t * mpmath.log1p(mpmath.exp(-x))


def exact_loss_of_chance(t, p):
    return -t * mpmath.log(p) - (1 - t) * mpmath.log1p(-p)


def exact_products(t, x):
    return (1 - t) / (1 + mpmath.exp(-x)), t / (1 + mpmath.exp(x))


def exact_log_softmax(z):
    gaps = [mpmath.mpf(float(v)) - mpmath.mpf(float(max(z))) for v in z]
    total = mpmath.log1p(mpmath.fsum(map(mpmath.exp, gaps)) - 1)
    return [gap - total for gap in gaps]


def ulps(got, truth, scale=None):
    """Return the error in units in the last place of `scale`, else of the truth."""
    unit = np.spacing(np.abs(got.dtype.type(float(truth if scale is None else scale))))
    return float(abs(mpmath.mpf(float(got)) - truth) / mpmath.mpf(float(unit)))


# --- two outcomes


def test_binary_by_hand():
    loss = binary_cross_entropy([1, 0, 0.5], [0.25, 0.25, 0.5])
    np.testing.assert_allclose(loss, np.log([4, 4 / 3, 2]), rtol=1e-15)
    x = np.log([1 / 3, 1 / 3, 1])
    loss = binary_cross_entropy_with_logits([1, 0, 0.5], x)
    np.testing.assert_allclose(loss, np.log([4, 4 / 3, 2]), rtol=1e-15)
    slope = binary_cross_entropy_gradient([1, 0, 0.25], x)
    np.testing.assert_allclose(slope, [-0.75, 0.25, 0.25], rtol=1e-15)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("function", "exact", "inputs"),
    [(BINARY[0], exact_loss_of_chance, P), (BINARY[1], exact_loss_of_logit, X)],
)
def test_binary_losses_within_4_ulp_of_mpmath(function, exact, inputs, dtype):
    inputs = inputs.astype(dtype)
    if function is binary_cross_entropy:
        inputs = inputs[(inputs > 0) & (inputs < 1)]
    with mpmath.workdps(50):
        for t, v in itertools.product(TARGETS, inputs):
            truth = exact(mpmath.mpf(t), mpmath.mpf(float(v)))
            assert ulps(function(t, v), truth) <= 4


@pytest.mark.parametrize("dtype", DTYPES)
def test_binary_gradient_within_4_ulp_of_its_larger_product(dtype):
    with mpmath.workdps(50):
        for t, x in itertools.product(TARGETS, X.astype(dtype)):
            up, down = exact_products(mpmath.mpf(t), mpmath.mpf(float(x)))
            slope = binary_cross_entropy_gradient(t, x)
            # For t of 0 or 1 one product is 0, and the other is the slope.
            assert ulps(slope, up - down, scale=max(up, down)) <= 4


def test_binary_extremes():
    x = np.array([-INF, -1e308, -745, 0, 745, 1e308, INF])
    up = [0, 0, 5e-324, np.log(2), 745, 1e308, INF]
    half = [INF, 5e307, 372.5, np.log(2), 372.5, 5e307, INF]
    for t, expected in [(0, up), (1, up[::-1]), (0.5, half)]:
        got = binary_cross_entropy_with_logits(t, x)
        np.testing.assert_allclose(got, expected, rtol=2e-16)
    slopes = [0, 0, 5e-324, 0.5, 1, 1, 1]
    assert binary_cross_entropy_gradient(0, x).tolist() == slopes
    assert (-binary_cross_entropy_gradient(1, x)[::-1]).tolist() == slopes
    p = [0, 0.5, 1]
    assert binary_cross_entropy(0, p).tolist() == [0, np.log(2), INF]
    assert binary_cross_entropy(1, p).tolist() == [INF, np.log(2), 0]
    assert binary_cross_entropy(0.5, p).tolist() == [INF, np.log(2), INF]


@pytest.mark.parametrize("function", BINARY)
def test_zero_is_never_minus_zero(function):
    no, yes = (0, 1) if function is binary_cross_entropy else (-INF, INF)
    assert str(function(0, no)) == str(function(1, yes)) == "0.0"


@deterministic
@given(st.floats(0, 1), st.floats(-30, 30))
def test_binary_identities(t, x):
    loss = binary_cross_entropy_with_logits(t, x)
    p = scipy.special.expit(x)
    # An ulp of p near 1 is e^x ulp of 1 - p.
    chance = binary_cross_entropy(t, p)
    assert chance == pytest.approx(loss, rel=1e-14, abs=2e-16 * (1 + np.exp(x)))
    entropy = binary_cross_entropy(t, t)
    assert loss >= entropy * (1 - 1e-15) >= 0
    assert binary_cross_entropy_with_logits(1 - t, -x) == pytest.approx(loss, abs=1e-14)
    two = cross_entropy_with_logits([1 - t, t], [0, x])
    np.testing.assert_allclose(two, loss, rtol=1e-14)
    slope = binary_cross_entropy_gradient(t, x)
    np.testing.assert_allclose(slope, p - t, rtol=1e-14, atol=3e-16)
    pair = cross_entropy_gradient([1 - t, t], [0, x])
    np.testing.assert_allclose(pair, [-slope, slope], rtol=1e-14, atol=3e-16)


@pytest.mark.parametrize("t", [0, 0.3, 1])
def test_binary_gradient_against_differences(t):
    x = np.linspace(-8, 8, 33)
    slope = binary_cross_entropy_gradient(t, x)
    h = 1e-5
    ahead, behind = (binary_cross_entropy_with_logits(t, x + s * h) for s in (1, -1))
    np.testing.assert_allclose(slope, (ahead - behind) / (2 * h), rtol=1e-6, atol=1e-9)
    step = x + 1e-200j
    complex_step = (np.log1p(np.exp(step)) - t * step).imag / 1e-200
    np.testing.assert_allclose(slope, complex_step, rtol=1e-12, atol=1e-15)


# --- several classes


def test_categorical_by_hand():
    z = np.log([1, 2, 5])
    for target, loss in [(0, 8), ([0, 0, 1], 1.6), ([0, 0.5, 0.5], 6.4**0.5)]:
        got = cross_entropy_with_logits(target, z)
        np.testing.assert_allclose(got, np.log(loss), rtol=1e-15)
    for target, slope in [(0, [-7, 2, 5]), ([0, 0.5, 0.5], [1, -2, 1])]:
        got = cross_entropy_gradient(target, z)
        np.testing.assert_allclose(got, np.array(slope) / 8, rtol=1e-14)


NEAR_CERTAIN = [[s, 0, -1, 0.5] for s in (1, 5, 20, 36, 37, 40, 100, 300, 740)]
WIDE = [np.linspace(-350, 350, c) + s for c in (2, 10, 99) for s in (0, 1e3, -1e6)]
RANDOM = [s * batch(c, (c,)) for s in (1e-9, 0.1, 1, 9) for c in (2, 5, 30)]


@pytest.mark.parametrize("logits", [NEAR_CERTAIN, WIDE, RANDOM])
def test_categorical_losses_within_the_bound_and_better_than_scipy(logits):
    with mpmath.workdps(350):
        for z in logits:
            log_p, scipys = exact_log_softmax(z), -scipy.special.log_softmax(z)
            y, n, width = -max(log_p), len(z), np.ptp(z)
            for j in {0, n // 2, n - 1}:
                loss = cross_entropy_with_logits(j, z)
                error = abs(mpmath.mpf(float(loss)) + log_p[j])
                # (y + n - min z) u for y = log-sum-exp of the shifted logits, by
                # Blanchard, Higham & Higham (2021), and u for the last subtraction.
                assert error <= (y + n + width - log_p[j]) * UNIT_ROUNDOFF
                # On random logits either may be the luckier, by the last bit.
                slack = float(loss) * 2e-16 if logits is RANDOM else 0
                assert error <= abs(mpmath.mpf(float(scipys[j])) + log_p[j]) + slack
                if logits is not RANDOM:
                    assert ulps(loss, -log_p[j]) <= 1.5


def test_many_equal_logits():
    z = np.full(10**5, 7.3)
    loss, scipys = cross_entropy_with_logits(5, z), -scipy.special.log_softmax(z)[5]
    with mpmath.workdps(50):
        truth = mpmath.log(10**5)
        assert ulps(loss, truth) <= min(1, ulps(scipys, truth))


@pytest.mark.parametrize("logits", [NEAR_CERTAIN, WIDE, RANDOM])
def test_categorical_gradient_against_mpmath(logits):
    with mpmath.workdps(350):
        for z, j in itertools.product(logits, (0, -1)):
            n = len(z)
            p = [mpmath.exp(v) for v in exact_log_softmax(z)]
            truth = [p[i] - (i == j % n) for i in range(n)]
            slope = cross_entropy_gradient(j % n, z)
            # Rounding z - max z moves p by that factor.
            worst = max(map(ulps, slope, truth))
            assert worst <= 4 + np.ptp(z)


def test_no_digit_is_lost_near_certainty():
    for gap in (37, 40, 300, 740):
        slope = cross_entropy_gradient(0, [gap, 0.0, 0.0])
        tail = np.exp(-gap)
        np.testing.assert_allclose(slope, [-2 * tail, tail, tail], rtol=1e-14)
    soft = label_smoothing(0, 1e-12, 2)
    slope = cross_entropy_gradient(soft, [50, 0])
    np.testing.assert_allclose(slope, [1 - soft[0], -soft[1]], rtol=1e-9)
    assert slope[0] == 1 - soft[0] - np.exp(-50)


def test_soft_targets_within_a_few_ulp_of_the_larger_term():
    y = np.random.default_rng(7).dirichlet(np.full(5, 0.3), 20)
    with mpmath.workdps(60):
        for target, z in zip(y, batch(shape=(20, 5)), strict=True):
            log_p = exact_log_softmax(z)
            target_log_p = zip(map(mpmath.mpf, target.tolist()), log_p, strict=True)
            truth = -mpmath.fsum(a * b for a, b in target_log_p)
            assert ulps(cross_entropy_with_logits(target, z), truth) <= 4
            slope = cross_entropy_gradient(target, z)
            for got, a, b in zip(slope, target, log_p, strict=True):
                p = mpmath.exp(b)
                assert ulps(got, p - mpmath.mpf(a), scale=max(p, a)) <= 4 + np.ptp(z)


@deterministic
@given(vectors, st.integers(0, 7), st.floats(0, 1))
def test_categorical_identities(z, j, epsilon):
    j %= z.size
    one_hot = np.eye(z.size, dtype=int)[j]
    y = label_smoothing(j, epsilon, z.size)
    for function in CATEGORICAL:
        by_index = function(j, z)
        np.testing.assert_array_equal(by_index, function(one_hot, z))
        np.testing.assert_array_equal(by_index, function(one_hot.astype(bool), z))
    assert cross_entropy_with_logits(j, z) == 0 - log_softmax(z)[j] >= 0
    # The loss is linear in the target.
    uniform = cross_entropy_with_logits(np.full(z.size, 1 / z.size), z)
    expected = (1 - epsilon) * cross_entropy_with_logits(j, z) + epsilon * uniform
    np.testing.assert_allclose(cross_entropy_with_logits(y, z), expected, rtol=1e-13)
    slope = cross_entropy_gradient(y, z)
    np.testing.assert_allclose(slope, softmax(z) - y, rtol=0, atol=1e-15)
    assert abs(slope.sum()) <= 1e-15 * z.size


@pytest.mark.parametrize("soft", [False, True])
def test_categorical_gradient_against_differences(soft):
    z = batch(shape=(6, 4))
    indices = np.arange(6) % 4
    target = label_smoothing(indices, 0.2, 4) if soft else indices
    y = target if soft else np.eye(4)[indices]
    slope = cross_entropy_gradient(target, z)
    for j in range(4):
        step = 1e-5 * np.eye(4)[j]
        ahead = cross_entropy_with_logits(target, z + step)
        behind = cross_entropy_with_logits(target, z - step)
        difference = (ahead - behind) / 2e-5
        np.testing.assert_allclose(slope[:, j], difference, rtol=1e-6, atol=1e-9)
        w = z + 1e-195j * step  # a complex step of 1e-200
        loss = np.log(np.exp(w).sum(-1)) - (y * w).sum(-1)
        np.testing.assert_allclose(slope[:, j], loss.imag / 1e-200, 1e-12, 1e-15)


def test_masks():
    z = [1, -INF, 3]
    for masked, kept in [(2, 1), ([0, 0, 1], [0, 1]), ([0.5, 0, 0.5], [0.5, 0.5])]:
        loss, slope = (function(masked, z) for function in CATEGORICAL)
        assert loss == cross_entropy_with_logits(kept, [1, 3])
        np.testing.assert_array_equal(slope[::2], cross_entropy_gradient(kept, [1, 3]))
        assert slope[1] == 0
    for target in (1, [0.5, 1e-7, 0.5 - 1e-7]):
        assert cross_entropy_with_logits(target, z) == INF
    assert cross_entropy_gradient(1, z)[1] == -1


@pytest.mark.parametrize("target", [0, [1], [1.0]])
def test_a_single_class_is_certain(target):
    assert str(cross_entropy_with_logits(target, [5])) == "0.0"
    assert str(cross_entropy_gradient(target, [5])) == "[0.]"


@pytest.mark.parametrize("scale", [1e-300, 1e9, 1e300, 1e308])
def test_scales(scale):
    z = scale * np.array([1, -0.5, 0.25])
    expected = np.full(3, np.log(3)) if scale < 1 else -z + z[0]
    got = [cross_entropy_with_logits(j, z) for j in range(3)]
    np.testing.assert_allclose(got, expected, rtol=1e-15)
    assert cross_entropy_with_logits(1, [1e308, -1e308]) == INF  # 2e308 is no double
    assert cross_entropy_with_logits([1, 0], [1e308, -1e308]) == 0


# --- label smoothing


def test_label_smoothing():
    y = label_smoothing([[0, 2]], 0.5, 4)
    assert y.tolist() == [[[0.625, 0.125, 0.125, 0.125], [0.125, 0.125, 0.625, 0.125]]]
    assert label_smoothing(1, 0, 3).tolist() == [0, 1, 0]
    assert label_smoothing([1.0, 0.0], Fraction(1, 4), 2).tolist() == [0.875, 0.125]
    np.testing.assert_array_equal(label_smoothing([0.2, 0.3, 0.5], 1, 3), [1 / 3] * 3)
    for dtype in DTYPES:
        soft = label_smoothing(np.array([[0.5, 0.5, 0]], dtype), 0.1, 3)
        assert soft.dtype == dtype
        reference = label_smoothing([[0.5, 0.5, 0]], 0.1, 3).astype(dtype)
        np.testing.assert_array_equal(soft, reference)
    assert label_smoothing(np.uint8([0]), 0.1, np.int8(1)).tolist() == [[1]]
    assert label_smoothing(np.zeros((0, 2), int), 0.1, 3).shape == (0, 2, 3)
    nan = np.isnan(label_smoothing([[np.nan, 0], [0.5, 0.5]], 0.1, 2))
    assert nan.tolist() == [[True, True], [False, False]]


# --- shapes and dtypes


@pytest.mark.parametrize("function", BINARY)
def test_binary_entry_by_entry_and_broadcast(function):
    p = np.linspace(0.01, 0.99, 24).reshape(2, 3, 4)[::-1, :, ::2].T
    t = np.array([0, 0.3, 1])[:, None]
    y = function(t, p)
    for i in np.ndindex(2, 3, 2):
        np.testing.assert_allclose(y[i], function(t[i[1], 0], p[i]), rtol=1e-15)
    assert function([0, 1], 0.5).shape == (2,)
    assert function(np.zeros((0, 1)), [0.5, 0.5]).shape == (0, 2)
    assert isinstance(function(1, 0.5), np.float64)


@pytest.mark.parametrize("function", CATEGORICAL)
def test_categorical_against_a_loop(function):
    z = batch().T
    indices = np.arange(12).reshape(4, 3) % 2
    for target in (indices, indices.astype(np.uint64), np.eye(2)[indices]):
        y = function(target, z)
        for i in np.ndindex(4, 3):
            np.testing.assert_allclose(y[i], function(target[i], z[i]), rtol=1e-14)
    assert function(np.zeros(0, int), np.zeros((0, 3))).shape[0] == 0
    assert isinstance(cross_entropy_with_logits(0, [1, 2]), np.float64)


@pytest.mark.parametrize("function", [*BINARY, *CATEGORICAL])
@pytest.mark.parametrize("dtype", DTYPES)
def test_dtype_is_that_of_the_prediction(function, dtype):
    prediction = np.array([0.25, 0.75, 0.4], dtype)
    for target in ([0, 1, 0], [False, True, False], np.float64([0, 1, 0])):
        y = function(target, prediction)
        assert y.dtype == dtype
        reference = function(target, prediction.astype(float))
        np.testing.assert_array_equal(y, reference.astype(dtype))
    for integers in ([0, 1, 0], [False, True, False], np.int8([0, 1, 0])):
        assert function(np.float16([0, 1, 0]), integers).dtype == np.float64


@pytest.mark.parametrize("function", [*BINARY, *CATEGORICAL])
def test_input_is_not_written_to(function):
    target, prediction = np.eye(3), np.linspace(0.1, 0.9, 9).reshape(3, 3)[::-1]
    before = prediction.copy()
    target.flags.writeable = prediction.flags.writeable = False
    y = function(target, prediction)
    np.testing.assert_array_equal(prediction, before)
    assert not np.shares_memory(y, prediction)
    assert not np.shares_memory(y, target)
    assert not np.shares_memory(label_smoothing(target, 0, 3), target)
    np.testing.assert_array_equal(target, np.eye(3))


# --- hostile input


@pytest.mark.parametrize("function", BINARY)
def test_binary_nan_stays_where_it_is(function):
    y = function([0, np.nan, 1, 0], [0.3, 0.3, np.nan, 1])
    assert np.isnan(y).tolist() == [False, True, True, False]


@pytest.mark.parametrize("function", CATEGORICAL)
def test_categorical_nan_spreads_to_its_slice_only(function):
    z = [[0, np.nan, -INF], [0, 0, -INF], [0, 1, 2]]
    for target in ([0, 0, 0], np.eye(3)):
        assert np.isnan(function(target, z)[0]).all()
        assert not np.isnan(function(target, z)[1:]).any()
    nan = np.isnan(function([[1, 0, 0], [np.nan, 1, 0], [0, 0, 1]], z[2:] * 3))
    assert nan.reshape(3, -1).all(axis=1).tolist() == [False, True, False]
    assert nan.reshape(3, -1).any(axis=1).tolist() == [False, True, False]


def test_silent_even_if_numpy_is_set_to_raise():
    x = [-INF, -1e308, -745, -37, 0, 5e-324, 740, 1e308, np.nan]
    z = [[1e308, -1e308, -INF], [np.nan, 0, -INF], [-745, 0, 5e-324]]
    half = np.float16([[0, -12, -INF], [65504, -65504, 65504], [0, 0, np.nan]])
    with np.errstate(all="raise"):
        for t in (0, 1, 0.5, 5e-324, 1 - 2**-53, np.nan):
            binary_cross_entropy(t, [0, 5e-324, 1e-300, 0.5, 1 - 2**-53, 1, np.nan])
            for function in BINARY[1:]:
                function(t, x)
                function(t, np.float32([-104, 9]))
        for function, logits in itertools.product(CATEGORICAL, (z, half)):
            for target in ([0, 1, 2], [2, 2, 2], np.eye(3), np.full((3, 3), 1 / 3)):
                function(target, logits)
        label_smoothing(np.float16([0.5, 0.5]), 1e-300, 2)
        label_smoothing([[5e-324, 1], [np.nan, 0]], 0.5, 2)
        label_smoothing(np.float16([0, 1]), 1e-6, 2)


@pytest.mark.parametrize("function", BINARY)
def test_bad_binary_arguments(function):
    name = "p" if function is binary_cross_entropy else "x"
    for bad in (-1e-300, 1 + 2**-52, INF, [0.5, 2]):
        with pytest.raises(ValueError, match=r"^target must lie in \[0, 1\]"):
            function(bad, 0.5)
        if name == "p":
            with pytest.raises(ValueError, match=r"^p must lie in \[0, 1\]"):
                function(0.5, bad)
    for bad in ("1", None, 1j):
        with pytest.raises(TypeError, match=r"^target must hold real numbers"):
            function(bad, 0.5)
        with pytest.raises(TypeError, match=f"^{name} must hold real numbers"):
            function(0.5, bad)
    message = rf"target and {name} must broadcast against each other, not have shapes"
    with pytest.raises(ValueError, match=message):
        function([0, 1], [0.5, 0.5, 0.5])


BAD_TARGETS = [
    (3, ValueError, r"class indices in \[0, 3\), not 3$"),
    (-1, ValueError, r"class indices in \[0, 3\), not -1$"),
    (2**63, ValueError, r"class indices in \[0, 3\), not 9223372036854775808$"),
    (1.0, TypeError, "must hold integers where it holds class indices"),
    (True, TypeError, "must hold integers where it holds class indices"),
    ([0, 1], ValueError, r"shape \(\) \(class indices\) or \(3,\) \(probabilities\)"),
    ([[0, 1, 0]], ValueError, r"must have shape .* not \(1, 3\)$"),
    ([0.5, 0.4, 0], ValueError, r"must sum to 1 along axis -1, not 0\.9$"),
    ([1.5, -0.5, 0], ValueError, r"must lie in \[0, 1\]"),
    ("a", TypeError, "must hold real numbers"),
    ([[0], [0, 1]], ValueError, "must be a regular array"),
]


@pytest.mark.parametrize("function", CATEGORICAL)
@pytest.mark.parametrize(("target", "error", "message"), BAD_TARGETS)
def test_bad_targets(function, target, error, message):
    with pytest.raises(error, match=f"^target .*{message}"):
        function(target, [1, 2, 3])


BAD_LOGITS = [
    (1.0, ValueError, "must have at least one dimension"),
    ([], ValueError, "must not be empty along axis -1"),
    ([0, INF], ValueError, r"must not contain \+inf"),
    ([-INF, -INF], ValueError, "needs at least one finite entry"),
    ([1j, 0], TypeError, "must hold real numbers"),
]


@pytest.mark.parametrize("function", CATEGORICAL)
@pytest.mark.parametrize(("logits", "error", "message"), BAD_LOGITS)
def test_bad_logits(function, logits, error, message):
    with pytest.raises(error, match=f"^logits {message}"):
        function(0, logits)


BAD_SMOOTHING = [
    (3, 0.1, 3, ValueError, r"target must hold class indices in \[0, 3\), not 3"),
    ([-1], 0.1, 3, ValueError, r"target must hold class indices in \[0, 3\), not -1"),
    ([1.0, 0.0], 0.1, 3, ValueError, "target must have 3 probabilities along its last"),
    (1.0, 0.1, 3, ValueError, "target must have 3 probabilities along its last"),
    ([0.5, 0.4], 0.1, 2, ValueError, "target must sum to 1 along axis -1, not 0"),
    ([True, False], 0.1, 2, TypeError, "target must hold integers or floats, not bool"),
    (["a"], 0.1, 2, TypeError, "target must hold real numbers"),
    (0, -0.1, 2, ValueError, r"epsilon must lie in \[0, 1\], not -0.1"),
    (0, 1 + 2**-52, 2, ValueError, r"epsilon must lie in \[0, 1\], not 1.0"),
    (0, np.nan, 2, ValueError, r"epsilon must lie in \[0, 1\], not nan"),
    (0, 10**400, 2, ValueError, r"epsilon must lie in \[0, 1\], not inf"),
    (0, [0.1], 2, TypeError, "epsilon must be a real number, not list"),
    (0, 0.1, 2.0, TypeError, r"n_classes must be an integer, not 2\.0"),
    (0, 0.1, 0, ValueError, "n_classes must be >= 1, not 0"),
]


@pytest.mark.parametrize("bad", BAD_SMOOTHING)
def test_bad_smoothing(bad):
    *arguments, error, message = bad
    with pytest.raises(error, match=f"^{message}"):
        label_smoothing(*arguments)


def test_doctests():
    results = doctest.testmod(losses)
    assert results.failed == 0
    assert results.attempted >= len(losses.__all__)
