import functools
import itertools

import mpmath
import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from softmaxbook.sigmoid import log_sigmoid, sigmoid
from softmaxbook.softmax import log_softmax, logsumexp, softmax, softmax_jacobian

MAPS = [log_softmax, logsumexp]  # softmax itself: see test_simplex.py
DTYPES = [np.float16, np.float32, np.float64]
INF = np.inf
deterministic = settings(
    derandomize=True, deadline=None, database=None, max_examples=200
)
vectors = hnp.arrays(np.float64, st.integers(1, 8), elements=st.floats(-50, 50))
betas = st.floats(0, 20)


def batch(seed=20210, shape=(2, 3, 4)):
    return np.random.default_rng(seed).normal(0, 3, shape)


def exact_log_softmax(z, beta=1.0):
    with mpmath.workdps(400):
        scaled = [mpmath.mpf(beta) * mpmath.mpf(v) for v in z]
        total = mpmath.log(mpmath.fsum(mpmath.exp(v) for v in scaled))
        return [v - total for v in scaled]


# --- values


def test_by_hand():
    np.testing.assert_allclose(softmax(np.log([1, 2, 5])), [1 / 8, 2 / 8, 5 / 8])
    np.testing.assert_allclose(
        softmax(np.log([1, 2, 5]), beta=2), [1 / 30, 4 / 30, 25 / 30]
    )
    np.testing.assert_allclose(logsumexp(np.log([1, 2, 5])), np.log(8))


@pytest.mark.parametrize("beta", [0, 1e-3, 0.5, 1, 7])
@pytest.mark.parametrize("scale", [1e-9, 1, 30])
def test_against_mpmath(beta, scale):
    for z in scale * batch(shape=(20, 5)):
        log_p = exact_log_softmax(z, beta)
        # Rounding β(z - max z) moves log p by an ulp of it, and p by that factor.
        spread = 1 + beta * np.ptp(z)
        np.testing.assert_allclose(
            softmax(z, beta=beta), [float(mpmath.exp(v)) for v in log_p], 1e-15 * spread
        )
        np.testing.assert_allclose(
            log_softmax(z, beta=beta),
            np.array(log_p, float),
            rtol=1e-15,
            atol=2e-16 * spread,
        )


def test_log_softmax_keeps_the_digits_of_a_near_certainty():
    # log p = -log(1 + e^-50): a sum that contains the 1 would round it away.
    np.testing.assert_allclose(log_softmax([50, 0])[0], log_sigmoid(50), rtol=1e-14)
    np.testing.assert_allclose(log_softmax([50, -INF, 0])[0], -np.exp(-50), rtol=1e-14)


@pytest.mark.parametrize("axis", [0, 1, 2, -1, None])
def test_against_scipy(axis):
    z = batch()
    for mine, reference in [
        (softmax, scipy.special.softmax),
        (log_softmax, scipy.special.log_softmax),
        (logsumexp, scipy.special.logsumexp),
    ]:
        # scipy's log_softmax loses digits where p is near 1: hence the atol.
        np.testing.assert_allclose(
            mine(z, axis=axis), reference(z, axis=axis), rtol=1e-13, atol=1e-15
        )


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [0, 1, 2, -1, None])
def test_logsumexp_shapes_against_scipy(axis, keepdims):
    z = batch()
    mine = logsumexp(z, axis=axis, keepdims=keepdims)
    reference = scipy.special.logsumexp(z, axis=axis, keepdims=keepdims)
    assert mine.shape == reference.shape
    np.testing.assert_allclose(mine, reference, rtol=1e-14)


def test_two_logits_are_the_sigmoid():
    d = np.linspace(-700, 700, 281)
    z = np.stack([d, np.zeros_like(d)], axis=-1)
    np.testing.assert_allclose(softmax(z)[:, 0], sigmoid(d), rtol=1e-15)
    np.testing.assert_allclose(log_softmax(z)[:, 0], log_sigmoid(d), rtol=1e-15)


# --- accuracy: u is the unit roundoff

U = 2.0**-53


def accuracy_cases():
    rng = np.random.default_rng(700)
    yield from rng.normal(0, 1, (20, 7))
    yield from rng.normal(0, 100, (20, 7))
    yield from 10.0 ** rng.uniform(-300, 2, (20, 7))
    yield np.linspace(-350, 350, 71)  # 700 wide
    yield np.zeros(1000)
    yield np.array([0, -37.0, -37, -40])
    yield 1e9 + np.arange(5) / 4


@pytest.mark.parametrize("z", list(accuracy_cases()))
def test_error_bounds(z):
    """Blanchard, Higham and Higham's for the shifted formulas, to first order in u."""
    n, spread = z.size, np.ptp(z)
    log_p = exact_log_softmax(z)
    with mpmath.workdps(60):
        p_error = max(
            abs(mpmath.mpf(float(p)) / mpmath.exp(v) - 1) if p > 1e-300 else 0
            for p, v in zip(softmax(z), log_p, strict=True)
        )
        log_error = max(
            abs(mpmath.mpf(float(p)) - v)
            for p, v in zip(log_softmax(z), log_p, strict=True)
        )
        total = mpmath.mpf(float(z[0])) - log_p[0]
        total_error = abs(mpmath.mpf(float(logsumexp(z))) - total)
    assert p_error <= (n + 2 + 2 * spread) * U
    assert log_error <= (n + 2 + 2 * spread) * U
    assert total_error <= (abs(total) + n + spread) * U


@pytest.mark.parametrize("z", list(accuracy_cases()))
def test_never_worse_than_scipy(z):
    log_p = exact_log_softmax(z)
    with mpmath.workdps(60):
        total = mpmath.mpf(float(z[0])) - log_p[0]

        def worst(got, exact):
            """Return the worst error of `got` in ulps of the nearest doubles."""
            return max(
                float(abs(mpmath.mpf(float(g)) - e) / np.spacing(abs(float(e))))
                for g, e in zip(np.atleast_1d(got), exact, strict=True)
                if abs(float(e)) > 1e-300
            )

        for mine, reference, exact in [
            (softmax, scipy.special.softmax, [mpmath.exp(v) for v in log_p]),
            (log_softmax, scipy.special.log_softmax, log_p),
            (logsumexp, scipy.special.logsumexp, [total]),
        ]:
            # Within the last digit two correct algorithms differ by luck.
            assert worst(mine(z), exact) <= max(worst(reference(z), exact), 1.5)


def test_a_million_equal_logits():
    z = np.full(1_000_000, 0.1)
    assert softmax(z).sum() == pytest.approx(1, abs=4e-15)
    np.testing.assert_allclose(softmax(z), 1e-6, rtol=4 * U)
    np.testing.assert_allclose(log_softmax(z), -6 * np.log(10), rtol=4 * U)
    assert logsumexp(z) == pytest.approx(0.1 + 6 * np.log(10), rel=4 * U)
    # Also where the axis is not the last one, and adds a million rows up.
    assert logsumexp(z[:, None], axis=0)[0] == logsumexp(z)


# --- identities


@deterministic
@given(vectors, betas)
def test_log_softmax_keeps_the_order(z, beta):
    log_p = log_softmax(z, beta=beta)
    assert np.all(np.diff(log_p[np.argsort(z, kind="stable")]) >= 0)
    assert np.all(log_p <= 0)
    np.testing.assert_allclose(
        np.exp(log_p), softmax(z, beta=beta), rtol=1e-12, atol=1e-300
    )


@deterministic
@given(vectors, betas, st.integers(-1000, 1000))
def test_shift(z, beta, shift):
    z = np.round(z * 2**20) / 2**20  # a grid on which z + shift is exact
    np.testing.assert_array_equal(
        log_softmax(z + shift, beta=beta), log_softmax(z, beta=beta)
    )
    np.testing.assert_allclose(
        logsumexp(z + shift), logsumexp(z) + shift, rtol=1e-14, atol=1e-12
    )


@pytest.mark.parametrize("function", MAPS)
def test_permutations(function):
    z = [0.5, -2, 3, 3, -INF]
    reference = function(z)
    for order in map(list, itertools.permutations(range(5))):
        moved = function(np.array(z)[order])
        expected = reference if function is logsumexp else reference[order]
        np.testing.assert_allclose(moved, expected, rtol=1e-15)


@deterministic
@given(vectors, betas)
def test_beta_is_a_factor_of_the_logits(z, beta):
    np.testing.assert_allclose(
        softmax(z, beta=beta), softmax(beta * z), rtol=1e-11, atol=1e-300
    )


@deterministic
@given(vectors)
def test_logsumexp_is_a_smooth_maximum(z):
    total = logsumexp(z)
    assert z.max() <= total <= z.max() + np.log(z.size) + 1e-13
    np.testing.assert_allclose(log_softmax(z), z - total, atol=2e-14)
    p = softmax(z)
    entropy = scipy.special.entr(p).sum()
    np.testing.assert_allclose(p @ z + entropy, total, rtol=1e-13, atol=1e-13)


def test_limits_of_beta():
    z = [1.0, 3.0, 3.0 - 1e-3]
    np.testing.assert_array_equal(softmax(z, beta=0), [1 / 3] * 3)
    np.testing.assert_allclose(softmax(z, beta=1e-12), [1 / 3] * 3, rtol=1e-11)
    np.testing.assert_array_equal(softmax(z, beta=1e6), [0, 1, 0])
    np.testing.assert_array_equal(softmax([3, 3, 1], beta=1e308), [0.5, 0.5, 0])


def test_entropy_falls_as_beta_grows():
    grid = np.geomspace(0.01, 50, 40)
    entropies = [scipy.special.entr(softmax([2, 1, 0], beta=b)).sum() for b in grid]
    assert np.all(np.diff(entropies) < 0)


# --- the Jacobian


def test_jacobian_by_hand():
    p = np.array([1, 2, 5]) / 8
    expected = 3 * (np.diag(p) - np.outer(p, p))
    np.testing.assert_allclose(
        softmax_jacobian(np.log([1, 2, 5]) / 3, beta=3), expected, rtol=1e-14
    )


@pytest.mark.parametrize("beta", [0, 0.3, 1, 4])
def test_jacobian_by_complex_step(beta):
    def column(z, j):
        w = np.exp(beta * (z + 1e-30j * (np.arange(z.size) == j)))
        return (w / w.sum()).imag / 1e-30

    z = batch()
    for row, jacobian in zip(
        z.reshape(-1, 4), softmax_jacobian(z, beta=beta).reshape(-1, 4, 4), strict=True
    ):
        exact = np.stack([column(row, j) for j in range(4)], axis=-1)
        np.testing.assert_allclose(jacobian, exact, rtol=1e-12, atol=4e-15)


@deterministic
@given(vectors, betas)
def test_jacobian_structure(z, beta):
    jacobian = softmax_jacobian(z, beta=beta)
    np.testing.assert_array_equal(jacobian, jacobian.T)
    np.testing.assert_allclose(jacobian.sum(axis=-1), 0, atol=1e-15 * (1 + beta))
    assert np.all(np.linalg.eigvalsh(jacobian) >= -1e-14 * (1 + beta))
    assert np.abs(jacobian).max() <= beta / 4 * (1 + 1e-15)


def test_jacobian_keeps_the_digits_of_a_near_certainty():
    slope = softmax_jacobian([50, 0])[0, 0]
    assert slope == pytest.approx(np.exp(-50) / (1 + np.exp(-50)) ** 2, rel=1e-14)


def test_jacobian_of_masks_nan_and_dtype():
    jacobian = softmax_jacobian([[0, -INF, 0], [np.nan, 0, 0]], beta=2)
    assert jacobian[0].tolist() == [[0.5, 0, -0.5], [0, 0, 0], [-0.5, 0, 0.5]]
    assert np.isnan(jacobian[1]).all()
    assert softmax_jacobian([7]).tolist() == [[0]]
    assert softmax_jacobian(np.float16([0, 0])).dtype == np.float16
    with np.errstate(all="raise"):
        softmax_jacobian([[1e308, -1e308, -INF], [np.nan, 0, -745]], beta=1e300)


@pytest.mark.parametrize("z", [1.0, [], [0, INF], [-INF, -INF], ["a"]])
def test_jacobian_of_what_are_no_logits(z):
    with pytest.raises((TypeError, ValueError), match="z "):
        softmax_jacobian(z)


# --- axes, shapes and dtypes


@pytest.mark.parametrize("function", MAPS)
@pytest.mark.parametrize("axis", [0, 1, 2, -3, -2, -1, np.int64(1)])
def test_axis_against_a_loop(function, axis):
    z = batch()
    rows = np.moveaxis(z, axis, -1)
    values = [[function(row) for row in block] for block in rows]
    expected = np.array(values)
    if function is not logsumexp:
        expected = np.moveaxis(expected, -1, axis)
    np.testing.assert_allclose(function(z, axis=axis), expected, rtol=1e-14)


@pytest.mark.parametrize("function", MAPS)
def test_axis_none_is_the_flat_array(function):
    z = batch()
    expected = function(z.ravel())
    if function is not logsumexp:
        expected = expected.reshape(z.shape)
    np.testing.assert_allclose(function(z, axis=None), expected, rtol=1e-14)


@pytest.mark.parametrize("function", MAPS)
def test_an_empty_batch_stays_empty(function):
    assert function(np.ones((0, 3))).shape[0] == 0


@pytest.mark.parametrize("function", MAPS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_float_dtype_is_kept(function, dtype):
    y = function(np.array([[1, 2, 3]], dtype))
    assert y.dtype == dtype
    reference = function(np.array([[1.0, 2.0, 3.0]]))
    # Summed in double precision and rounded once: the nearest number of the dtype.
    np.testing.assert_array_equal(y, reference.astype(dtype))


@pytest.mark.parametrize("function", MAPS)
@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, np.int64])
def test_integers_become_float64(function, dtype):
    y = function(np.array([1, 0], dtype))
    assert y.dtype == np.float64
    np.testing.assert_array_equal(y, function([1.0, 0.0]))


@pytest.mark.parametrize("function", MAPS)
def test_input_is_not_written_to(function):
    z = batch()
    before = z.copy()
    z.flags.writeable = False
    function(z)
    np.testing.assert_array_equal(z, before)
    for y in (function(z), function(z, axis=None)):
        assert not np.shares_memory(y, z)


def test_single_entry_is_certain():
    assert softmax([-3.5]).tolist() == [1]
    assert log_softmax([-3.5]).tolist() == [0]
    assert logsumexp([-3.5]) == -3.5
    assert isinstance(logsumexp([-3.5]), np.float64)


# --- hostile input


@pytest.mark.parametrize("beta", [0, 1e-300, 1, 1e308])
@pytest.mark.parametrize("dtype", DTYPES)
def test_mask_gives_exactly_zero(beta, dtype):
    z = np.array([1, -INF, 1, -INF], dtype)
    np.testing.assert_array_equal(softmax(z, beta=beta), [0.5, 0, 0.5, 0])
    log_p = log_softmax(z, beta=beta)
    np.testing.assert_allclose(log_p[[0, 2]], dtype(-np.log(2)))
    assert log_p[1] == log_p[3] == -INF


def test_mask_is_the_same_as_leaving_the_entry_out():
    z = np.array([0.3, -INF, 2.0, -1.0])
    np.testing.assert_array_equal(softmax(z)[[0, 2, 3]], softmax(z[[0, 2, 3]]))
    assert logsumexp(z) == logsumexp(z[[0, 2, 3]])


@pytest.mark.parametrize("beta", [0, 1e-300, 1, 1e308])
def test_nan_spreads_to_its_slice_only(beta):
    z = [[0, np.nan, -INF], [0, 0, -INF]]
    for y in (softmax(z, beta=beta), log_softmax(z, beta=beta), logsumexp(z)):
        assert np.isnan(y[0]).all()
        assert not np.isnan(y[1]).any()
    columns = softmax([row[:2] for row in z], beta=beta, axis=0)
    assert np.isnan(columns).tolist() == [[False, True]] * 2


def test_logsumexp_of_infinities():
    z = [[-INF, -INF], [INF, -INF], [INF, INF], [np.nan, INF], [np.nan, -INF]]
    np.testing.assert_array_equal(logsumexp(z), [-INF, INF, INF, np.nan, np.nan])


@pytest.mark.parametrize("scale", [1e-300, 1e-9, 1e9, 1e300])
def test_extreme_scales(scale):
    z = scale * np.array([1, -1, 0.5])
    expected = [1 / 3] * 3 if scale < 1 else [1, 0, 0]
    np.testing.assert_allclose(softmax(z), expected, rtol=1e-8)
    np.testing.assert_allclose(softmax(z, beta=1 / scale), softmax([1, -1, 0.5]))


def test_largest_doubles():
    z = [1e308, -1e308, 9e307]
    for beta in (1, 1e308):
        np.testing.assert_array_equal(softmax(z, beta=beta), [1, 0, 0])
    np.testing.assert_array_equal(log_softmax([1e308, 0]), [0, -1e308])
    np.testing.assert_array_equal(log_softmax(z, beta=1e308), [0, -INF, -INF])
    np.testing.assert_array_equal(softmax(z, beta=0), [1 / 3] * 3)
    # The gap of 2e308 is no double, but β times the gap is 2.
    np.testing.assert_allclose(softmax(z[:2], beta=1e-308)[1], sigmoid(-2), 1e-14)
    assert logsumexp(z) == 1e308
    assert softmax(np.float32([3e38, -3e38]), beta=1e300).tolist() == [1, 0]


def test_sum_of_many_half_precision_weights():
    # 70000 ones are beyond the largest float16.
    p = softmax(np.zeros(70_000, np.float16))
    assert p.dtype == np.float16
    np.testing.assert_array_equal(p, np.float16(1 / 70_000))


@pytest.mark.parametrize("function", MAPS)
def test_silent_even_if_numpy_is_set_to_raise(function):
    z = [[1e308, -1e308, -INF], [np.nan, 0, -INF], [-745, 0, 5e-324]]
    half = np.float16([[0, -12, -INF], [65504, -65504, 65504]])
    calls = [function]
    if function is not logsumexp:
        calls = [functools.partial(function, beta=b) for b in (0, 1e-300, 1, 1e308)]
    with np.errstate(all="raise"):
        for call, axis in itertools.product(calls, (-1, None)):
            call(z, axis=axis)
            call(half, axis=axis)


BAD_LOGITS = [
    (1.0, ValueError, "z must have at least one dimension"),
    ([], ValueError, "z must not be empty"),
    (np.ones((2, 0)), ValueError, "z must not be empty"),
    ([[1, 2], [3]], ValueError, "z must be a regular array"),
    (["a"], TypeError, "z must hold real numbers"),
    ([1j], TypeError, "z must hold real numbers"),
    (None, TypeError, "z must hold real numbers"),
]


@pytest.mark.parametrize("function", MAPS)
@pytest.mark.parametrize(("z", "error", "message"), BAD_LOGITS)
def test_bad_logits(function, z, error, message):
    with pytest.raises(error, match=message):
        function(z)


@pytest.mark.parametrize("function", MAPS)
def test_bad_axis(function):
    with pytest.raises(ValueError, match=r"axis must be in \[-1, 1\)"):
        function([1, 2], axis=1)
    with pytest.raises(TypeError, match="axis must be None or an integer"):
        function([[1, 2]], axis=(0, 1))


@pytest.mark.parametrize("function", [softmax, log_softmax])
class TestDistributionOnly:
    def test_inf_is_refused(self, function):
        with pytest.raises(ValueError, match=r"z must not contain \+inf"):
            function([0, INF])

    def test_all_masked_is_refused(self, function):
        with pytest.raises(ValueError, match="z needs at least one finite entry"):
            function([[0, 1], [-INF, -INF]])

    @pytest.mark.parametrize("beta", [-1, np.nan, INF])
    def test_bad_beta(self, function, beta):
        with pytest.raises(ValueError, match="beta must be finite and >= 0"):
            function([0, 1], beta=beta)

    def test_beta_is_one_number_and_named(self, function):
        with pytest.raises(TypeError, match="beta must be a real number"):
            function([0, 1], beta=[1, 2])
        with pytest.raises(TypeError):
            function([0, 1], 2)
