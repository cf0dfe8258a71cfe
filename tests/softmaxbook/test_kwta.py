import doctest
import functools
import importlib
import itertools

import mpmath
import numpy as np
import pytest
import scipy.optimize
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from softmaxbook.kwta import kwta, soft_top_k, soft_top_k_jacobian, soft_top_k_threshold
from softmaxbook.softmax import softmax

INF, NAN = np.inf, np.nan
DTYPES = [np.float16, np.float32, np.float64]
MAPS = [kwta, soft_top_k]
BY_SLICE = [*MAPS, soft_top_k_threshold]
FUNCTIONS = [*BY_SLICE, soft_top_k_jacobian]
deterministic = settings(
    derandomize=True, deadline=None, database=None, max_examples=150
)
problems = hnp.arrays(np.float64, st.integers(2, 9), elements=st.floats(-20, 20))
places = st.integers(1, 8)
betas = st.floats(1e-3, 20)


def batch(shape=(2, 3, 5)):
    return np.random.default_rng(20210).normal(0, 3, shape)


def random_problems(count, log_beta):
    rng = np.random.default_rng(1906)
    for _ in range(count):
        x = rng.normal(0, 2, rng.integers(2, 10))
        yield x, int(rng.integers(1, x.size)), 10 ** rng.uniform(*log_beta)


def exact(x, k, beta=1):
    """Return the soft top-k and τ, by bisection and then Newton's method in mpmath."""

    def probabilities(t):
        return [1 / (1 + mpmath.exp(-beta * (v - t))) for v in x]

    x, beta = [mpmath.mpf(v) for v in x], mpmath.mpf(beta)
    low, high = min(x) - 50 / beta, max(x) + 50 / beta
    while (high - low) * beta > 1e-3:
        middle = (low + high) / 2
        below = mpmath.fsum(probabilities(middle)) > k
        low, high = (middle, high) if below else (low, middle)
    for _ in range(9):
        p = probabilities(low)
        slope = beta * mpmath.fsum(v * (1 - v) for v in p)
        low += (mpmath.fsum(p) - k) / slope
    return probabilities(low), low


def tolerance_of_sum(k, n):
    return 4 * np.spacing(float(k)) * (1 + np.log(n))


# --- values


def test_the_exact_rule_by_hand():
    assert kwta([5, 1, 4, 3], 2).tolist() == [1, 0, 1, 0]
    assert kwta([5, 4, 4, 4, 1], 2).tolist() == [1, 1 / 3, 1 / 3, 1 / 3, 0]
    assert kwta([5, 5, 5, 1], 2).tolist() == [2 / 3, 2 / 3, 2 / 3, 0]
    assert kwta([0, -0.0], 1).tolist() == [0.5, 0.5]


def test_values_computed_elsewhere():
    x = [2, 1, 0.3, -0.5, -1]
    probabilities = {
        (1, 1): ".4829121142 .2557116331 .1457441349 .0712014839 .0444306339",
        (2, 1): ".7586295963 .5362316191 .3647470757 .2050836319 .1353080769",
        (2, 3): ".9820615533 .7315906155 .2502475833 .0293893718 .0067108761",
    }
    thresholds = {(1, 1): 2.06837817317, (2, 1): 0.854819055402, (2, 3): 0.665764093362}
    for (k, beta), p in probabilities.items():
        expected = [float(v) for v in p.split()]
        np.testing.assert_allclose(soft_top_k(x, k, beta=beta), expected, 0, 5.1e-11)
        error = soft_top_k_threshold(x, k, beta=beta) - thresholds[k, beta]
        assert abs(error) < 5.1e-12


@pytest.mark.parametrize("log_beta", [(-3, 0), (0, 2)])
def test_against_mpmath(log_beta):
    with mpmath.workdps(400):
        for x, k, beta in random_problems(25, log_beta):
            p, tau = exact(x, k, beta)
            p = np.array([float(v) for v in p])
            # Rounding β(x - τ) moves it by an ulp, and p by that factor.
            ulps = np.spacing(p) * (2 + np.abs(np.log(p)))
            assert np.all(np.abs(soft_top_k(x, k, beta=beta) - p) <= 3 * ulps)
            error = float(soft_top_k_threshold(x, k, beta=beta) - tau)
            assert abs(error) <= 1e-15 * (np.abs(x).max() + 1 / beta)


@pytest.mark.parametrize("gap", [1, 40, 100, 700, 1400])
def test_near_the_hard_limit_against_mpmath(gap):
    # In doubles, Σσ = k holds for every τ in the middle of a large gap.
    x = np.array([gap + 2, gap, gap, 0, -1, -1, -30.0])
    with mpmath.workdps(1000):
        p = np.array([float(v) for v in exact(x, 3)[0]])
    np.testing.assert_allclose(soft_top_k(x, 3), p, rtol=2e-16 * (gap + 9))


def test_against_brentq():
    for x, k, beta in random_problems(40, (-1, 0.7)):

        def excess(t, x=x, k=k, beta=beta):
            return scipy.special.expit(beta * (x - t)).sum() - k

        reach = 10 + 20 / beta
        tau = scipy.optimize.brentq(excess, -reach, reach, xtol=1e-14)
        assert soft_top_k_threshold(x, k, beta=beta) == pytest.approx(tau, abs=1e-8)
        p = scipy.special.expit(beta * (x - tau))
        np.testing.assert_allclose(soft_top_k(x, k, beta=beta), p, rtol=1e-7)


def test_nothing_else_with_sum_k_is_better():
    def objective(p, x, beta):
        return x @ p + (scipy.special.entr(p) + scipy.special.entr(1 - p)).sum() / beta

    rng = np.random.default_rng(7)
    for x, k, beta in random_problems(60, (-1, 1)):
        p = soft_top_k(x, k, beta=beta)
        for size in (1e-4, 1e-2, 1):
            q = np.clip(p + rng.normal(0, size, p.size), 0, 1)
            missing = k - q.sum()
            q += missing * ((1 - q) / (1 - q).sum() if missing > 0 else q / q.sum())
            assert objective(q, x, beta) <= objective(p, x, beta) + 1e-12
            assert x @ q <= x @ kwta(x, k) + 1e-12


# --- properties


@deterministic
@given(problems, places, betas)
def test_sum_order_odds_and_reversal(x, k, beta):
    n, k = x.size, min(k, x.size - 1)
    hard, p = kwta(x, k), soft_top_k(x, k, beta=beta)
    assert hard.sum() == pytest.approx(k, rel=1e-15)
    assert p.sum() == pytest.approx(k, abs=tolerance_of_sum(k, n))
    for y in (hard, p):
        assert np.all((y >= 0) & (y <= 1))
        assert np.all(np.diff(y[np.argsort(x, kind="stable")]) >= 0)
    inner = (p > 1e-12) & (p < 1 - 1e-3)
    expected = beta * (x[inner] - x[inner][:1])
    log_odds = scipy.special.logit(p[inner])
    np.testing.assert_allclose(log_odds - log_odds[:1], expected, atol=1e-11)
    np.testing.assert_allclose(p, 1 - soft_top_k(-x, n - k, beta=beta), atol=1e-14)
    np.testing.assert_allclose(hard, 1 - kwta(-x, n - k), atol=1e-15)


@deterministic
@given(problems, places, betas)
def test_bounds_by_the_gap(x, k, beta):
    n, k = x.size, min(k, x.size - 1)
    p, ranked = soft_top_k(x, k, beta=beta), np.sort(x)[::-1]
    gap = beta * (ranked[k - 1] - ranked[k])
    if gap > np.log(2 * max(k, n - k) - 1) + 1e-12:
        np.testing.assert_array_equal(p > 0.5, kwta(x, k) == 1)
    outside = np.sort(p)[: n - k].sum()
    assert outside <= np.sqrt(k * (n - k)) * np.exp(-gap / 2) * (1 + 1e-13)


@pytest.mark.parametrize("n", [3, 5, 9])
def test_the_gap_beyond_which_a_winner_exceeds_one_half(n):
    x, gap = np.eye(n)[0], np.log(2 * n - 3)
    assert soft_top_k(x, 1, beta=1.001 * gap)[0] > 0.5
    assert soft_top_k(x, 1, beta=0.999 * gap)[0] < 0.5


@pytest.mark.parametrize("function", MAPS)
def test_permutation_equivariance(function):
    x = [0.5, -2, 3, 3, -INF]
    for k, order in itertools.product(range(5), itertools.permutations(range(5))):
        moved = function(np.array(x)[list(order)], k)
        np.testing.assert_allclose(moved, function(x, k)[list(order)], rtol=1e-15)


@deterministic
@given(problems, places, betas, st.integers(-1000, 1000))
def test_shift_invariance(x, k, beta, shift):
    x, k = np.round(x * 2**20) / 2**20, min(k, x.size - 1)  # x + shift is exact
    soft = functools.partial(soft_top_k, k=k, beta=beta)
    np.testing.assert_array_equal(soft(x + shift), soft(x))
    np.testing.assert_array_equal(kwta(x + shift, k), kwta(x, k))
    tau = soft_top_k_threshold(x, k, beta=beta)
    moved = soft_top_k_threshold(x + shift, k, beta=beta)
    assert moved == pytest.approx(tau + shift, rel=1e-15, abs=1e-12)


def test_relation_to_softmax():
    pairs = np.stack([np.linspace(-60, 60, 121), np.zeros(121)], axis=-1)
    half = softmax(pairs, beta=1.5)
    np.testing.assert_allclose(soft_top_k(pairs, 1, beta=3), half, rtol=1e-14)
    assert np.abs(soft_top_k([2, 1, 0], 1) - softmax([2, 1, 0])).max() > 0.1
    many = batch(20_000) / 3  # all p are small: Fermi-Dirac becomes Boltzmann
    np.testing.assert_allclose(soft_top_k(many, 1), softmax(many), rtol=5e-3)


def test_limits_of_beta():
    x = [3.0, 1, 1, 0, 0, 0, 0, -2]
    for beta in (30, 1e3, 1e306, 1e308):
        np.testing.assert_allclose(soft_top_k(x, 2, beta=beta), kwta(x, 2), atol=1e-6)
        tau = soft_top_k_threshold(x, 3, beta=beta)
        assert tau == pytest.approx(0.5 + np.log(4 / 2) / (2 * beta), abs=1e-7)
    np.testing.assert_array_equal(soft_top_k(x, 3, beta=0), [3 / 8] * 8)
    for beta in (1e-300, 1e-12):
        np.testing.assert_allclose(soft_top_k(x, 3, beta=beta), [3 / 8] * 8, 1e-11)


def test_ends_of_k():
    x = [[1.0, 5, -INF], [0, 0, 0]]
    for beta in (0, 1, 1e308):
        assert not soft_top_k(x, 0, beta=beta).any()
        p = soft_top_k(x, 2, beta=beta)
        np.testing.assert_allclose(p, [[1, 1, 0], [2 / 3] * 3], rtol=1e-15)
        assert not soft_top_k_jacobian(x, 0, beta=beta).any()
        assert not soft_top_k_jacobian(x, 2, beta=beta)[0].any()
    for function in MAPS:
        assert function([[-INF, -INF], [3, 4]], 0).tolist() == [[0, 0], [0, 0]]
        assert function([3.5], 1).tolist() == [1]


# --- derivatives


def test_jacobian_and_slope_of_the_threshold_against_mpmath():
    h = mpmath.mpf(10) ** -25
    with mpmath.workdps(80):
        for x, k, beta in random_problems(4, (-1, 1)):
            p, tau = exact(x, k, beta)
            w = np.array([float(v * (1 - v)) for v in p])
            jacobian = soft_top_k_jacobian(x, k, beta=beta)
            for j in range(x.size):
                q, moved = exact([v + h * (i == j) for i, v in enumerate(x)], k, beta)
                slopes = [float((b - a) / h) for a, b in zip(p, q, strict=True)]
                np.testing.assert_allclose(jacobian[:, j], slopes, 1e-12, 1e-18)
                assert float((moved - tau) / h) == pytest.approx(w[j] / w.sum())


@pytest.mark.parametrize("beta", [0, 0.3, 4])
def test_jacobian_against_central_differences(beta):
    x, h = batch(), 1e-5
    step = h * np.eye(5)[:, None, None, :]
    soft = functools.partial(soft_top_k, k=2, beta=beta)
    change = np.moveaxis(soft(x + step) - soft(x - step), 0, -1) / (2 * h)
    jacobian = soft_top_k_jacobian(x, 2, beta=beta)
    np.testing.assert_allclose(jacobian, change, atol=1e-8)
    np.testing.assert_array_equal(jacobian, np.swapaxes(jacobian, -1, -2))
    np.testing.assert_allclose(jacobian.sum(axis=-1), 0, atol=1e-15)
    eigenvalues = np.linalg.eigvalsh(jacobian)
    assert eigenvalues.min() > -1e-15
    assert eigenvalues.max() <= beta / 4 + 1e-15


def test_jacobian_where_all_is_nearly_decided():
    for gap in (700, 1400):
        # Two entries: a softmax at half the β, whose slope is p(1 - p)/2.
        slope = np.exp(-gap / 2) / 2
        expected = [[slope, -slope], [-slope, slope]]
        np.testing.assert_allclose(soft_top_k_jacobian([gap, 0], 1), expected, 1e-13)
    decided = soft_top_k_jacobian([3000, 0, -INF], 1)
    assert not decided.any() and not np.signbit(decided).any()


# --- axes, shapes and dtypes


@pytest.mark.parametrize("function", BY_SLICE)
@pytest.mark.parametrize("axis", [0, 1, 2, -3, -2, -1, np.int64(1)])
def test_axis_against_a_loop(function, axis):
    x = batch((4, 3, 5))
    rows = np.moveaxis(x, axis, -1)
    expected = np.array([[function(row, 2) for row in block] for block in rows])
    if function in MAPS:
        expected = np.moveaxis(expected, -1, axis)
    np.testing.assert_allclose(function(x, 2, axis=axis), expected, rtol=1e-14)
    flat = function(x, 2, axis=None)
    np.testing.assert_array_equal(flat.ravel(), np.ravel(function(x.ravel(), 2)))


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", [*DTYPES, bool, np.int8, np.uint64])
def test_dtype_and_empty_batch(function, dtype):
    x = np.array([[1, 0, 3, 3]]).astype(dtype)
    y, double = function(x, 1), function(x.astype(np.float64), 1)
    assert y.dtype == (dtype if dtype in DTYPES else np.float64)
    # Computed in double precision and rounded once.
    np.testing.assert_array_equal(y, double.astype(y.dtype))
    assert function(x[:0], 1).shape == y[:0].shape


@pytest.mark.parametrize("function", FUNCTIONS)
def test_input_is_not_written_to(function):
    x = batch()
    x.flags.writeable = False
    y = function(x, np.int8(1))
    np.testing.assert_array_equal(x, batch())
    assert not np.shares_memory(x, y)
    assert isinstance(soft_top_k_threshold([1, 2], 1), np.float64)


@pytest.mark.parametrize("k", [1, 1000, 500_000])
def test_a_million_entries(k):
    x = batch(10**6)
    assert kwta(x, k).sum() == k
    tied = soft_top_k(np.zeros(10**6), k)
    np.testing.assert_allclose(tied, k / 1e6, rtol=1e-14)
    for p in (tied, soft_top_k(x, k, beta=0.5), soft_top_k(x, k, beta=30)):
        assert p.sum() == pytest.approx(k, abs=tolerance_of_sum(k, 10**6))


# --- hostile input


@pytest.mark.parametrize("function", MAPS)
def test_a_mask_is_the_same_as_leaving_the_entry_out(function):
    x = np.array([[0.3, -INF, 2, -1], [-INF, 0, -INF, 0], [1, 0, 5, 5]])
    for row, y in zip(x, function(x, 2), strict=True):
        assert not y[row == -INF].any()
        kept = row[row > -INF]
        np.testing.assert_allclose(y[row > -INF], function(kept, 2), 1e-15)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nan_spreads_to_its_slice_only(function):
    x = [[0, NAN, -INF, -INF], [3, 2, 2, 1], [NAN, INF, 0, 0], [NAN] * 4]
    y = function(x, 2)
    assert np.isnan(y[[0, 2, 3]]).all()
    np.testing.assert_array_equal(y[1], function(x[1], 2))
    if function is not soft_top_k_threshold:
        assert np.isnan(function([NAN], 1)).all()
        assert np.isnan(function([NAN, 0], 0)).all()


@pytest.mark.parametrize("scale", [1e-300, 1e-9, 1e9, 1e300])
def test_extreme_scales(scale):
    x, beta = scale * np.array([1, -1, 0.5]), 1 / scale
    soft, tau = soft_top_k([1, -1, 0.5], 2), soft_top_k_threshold([1, -1, 0.5], 2)
    expected = [2 / 3] * 3 if scale < 1 else [1, 0, 1]
    np.testing.assert_allclose(soft_top_k(x, 2), expected, rtol=1e-8)
    np.testing.assert_allclose(soft_top_k(x, 2, beta=beta), soft, rtol=1e-14)
    assert soft_top_k_threshold(x, 2, beta=beta) / scale == pytest.approx(tau)


def test_largest_and_least_doubles():
    x = [1e308, -1e308, 9e307, -1e308]
    for beta in (1e-300, 1, 1e308):
        assert soft_top_k(x, 1, beta=beta).tolist() == [1, 0, 0, 0]
        assert soft_top_k(x, 3, beta=beta).tolist() == [1, 0.5, 1, 0.5]
        assert soft_top_k_threshold(x, 1, beta=beta) == pytest.approx(9.5e307)
    # The gap of 2e308 is no double, but β times the gap is 2.
    for signs, k in [([1, -1], 1), ([1, 1, -1], 1), ([1, -1, -1], 2)]:
        p = soft_top_k(1e308 * np.array(signs), k, beta=1e-308)
        np.testing.assert_allclose(p, soft_top_k(signs, k), rtol=1e-14)
    assert soft_top_k_threshold([1, 0, 0], 1, beta=5e-324) == INF
    assert kwta(x, 3).tolist() == [1, 0.5, 1, 0.5]


@pytest.mark.parametrize("beta", [0, 1e-300, 1, 1e308])
def test_silent_even_if_numpy_is_set_to_raise(beta):
    x = [[1e308, -1e308, -INF], [NAN, 0, -INF], [-745, 0, 5e-324], [INF, NAN, 0]]
    half = np.float16([[0, -12, -INF], [65504, -65504, 65504]])
    with np.errstate(all="raise"):
        for y, k in itertools.product((x, half), (0, 1, 2)):
            kwta(y, k)
            soft_top_k(y, k, beta=beta)
            soft_top_k_jacobian(y, k, beta=beta)
            if k == 1 and beta:
                soft_top_k_threshold(y, k, beta=beta)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("x", "k", "error", "message"),
    [
        (["a"], 1, TypeError, "x must hold real numbers"),
        ([1, INF], 1, ValueError, r"x must not contain \+inf"),
        ([0, 1, 2], 1.0, TypeError, "k must be an integer, not 1.0"),
        ([0, 1, 2], None, TypeError, "k must be an integer, not None"),
        ([0, 1, 2], True, TypeError, "k must be an integer, not True"),
        ([0, 1, 2], np.True_, TypeError, "k must be an integer, not .*True"),
        ([0, 1, 2], -1, ValueError, r"k must be in \[[01], [23]\].*, not -1"),
        ([0, 1, 2], 4, ValueError, r"k must be in \[[01], [23]\].*, not 4"),
        ([[0, 1], [0, -INF]], 2, ValueError, r"\[[01], [01]\] \(masks do not win\)"),
        ([NAN, NAN], 3, ValueError, r"k must be in \[[01], [12]\].*, not 3"),
    ],
)
def test_bad_arguments(function, x, k, error, message):
    with pytest.raises(error, match=message):
        function(x, k)


def test_bad_beta():
    for function in FUNCTIONS[1:]:
        with pytest.raises(ValueError, match=r"beta must be finite and >=? 0"):
            function([1, 2], 1, beta=-1)
        with pytest.raises(TypeError, match="beta must be a real number"):
            function([1, 2], 1, beta=[1])
    with pytest.raises(ValueError, match=r"beta must be finite and > 0, not 0\.0"):
        soft_top_k_threshold([1, 2], 1, beta=0)
    with pytest.raises(ValueError, match=r"k must be in \[1, 1\]"):
        soft_top_k_threshold([1, 2, -INF], 2)


def test_doctests():
    module = importlib.import_module("softmaxbook.kwta")
    assert doctest.testmod(module).failed == 0
