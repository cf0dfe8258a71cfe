import doctest
import functools
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from softmaxbook import entropies
from softmaxbook.entropies import (
    cross_entropy,
    gini_entropy,
    kl_divergence,
    shannon_entropy,
    tsallis_entropy,
)


def rolled_kl(p, axis=-1):
    return kl_divergence(p, np.roll(p, 1, axis), axis=axis)


def rolled_cross_entropy(p, axis=-1):
    return cross_entropy(p, np.roll(p, 1, axis), axis=axis)


TSALLIS = functools.partial(tsallis_entropy, alpha=1.5)
ENTROPIES = [shannon_entropy, gini_entropy, TSALLIS]
FUNCTIONS = [*ENTROPIES, rolled_kl, rolled_cross_entropy]
PAIRS = [kl_divergence, cross_entropy]
DTYPES = [np.float16, np.float32, np.float64]
ALPHAS = [1e-300, 0.01, 0.5, 1 - 1e-8, 1 - 2**-53, 1, 1 + 2**-52, 1 + 1e-8, 1.5, 2, 9.5]
INF = np.inf
rng = np.random.default_rng(20210)
P = [rng.dirichlet(np.full(c, k)) for c in (2, 5, 40) for k in (0.02, 1, 99)]
P += [np.array([e, 1 - e]) for e in (5e-324, 1e-300, 1e-20, 2.0**-53, 1e-9)]
deterministic = settings(
    derandomize=True, deadline=None, database=None, max_examples=200
)
weights = hnp.arrays(
    np.float64,
    st.integers(1, 8),
    elements=st.sampled_from([0, 1e-300, 1e-9, 0.3, 1, 7]),
).filter(np.any)
distributions = weights.map(lambda w: w / w.sum())


def batch(axis=-1, shape=(2, 3, 4)):
    w = np.random.default_rng(20210).exponential(size=shape) ** 3
    return w / w.sum(axis=axis, keepdims=True)


def exact_tsallis(p, alpha):
    alpha, p = mpmath.mpf(alpha), [mpmath.mpf(v) for v in p if v > 0]
    if alpha == 1:
        return -mpmath.fsum(v * mpmath.log(v) for v in p)
    return mpmath.fsum(v - v**alpha for v in p) / (alpha * (alpha - 1))


def exact_divergence(p, q, plain=False):
    pairs = [(mpmath.mpf(a), mpmath.mpf(b)) for a, b in zip(p, q, strict=True)]
    total = mpmath.fsum(a * mpmath.log(a / b) for a, b in pairs if a > 0 < b)
    if any(a > 0 == b for a, b in pairs):
        return mpmath.inf
    return total if plain else total + mpmath.fsum(b - a for a, b in pairs)


def ulps(got, truth):
    """Return the error in units in the last place; call it within ``workdps``."""
    if mpmath.isinf(truth):
        return 0 if got == INF else INF
    unit = np.spacing(np.abs(got.dtype.type(float(truth))))
    return float(abs(mpmath.mpf(float(got)) - truth) / mpmath.mpf(float(unit)))


# --- values


def test_by_hand():
    p, q = [0.5, 0.25, 0.25], [0.25, 0.25, 0.5]
    np.testing.assert_allclose(shannon_entropy(p), 1.5 * np.log(2), rtol=1e-15)
    assert gini_entropy(p) == 0.3125
    np.testing.assert_allclose(tsallis_entropy(p, 3), (1 - 5 / 32) / 6, rtol=1e-15)
    np.testing.assert_allclose(kl_divergence(p, q), 0.25 * np.log(2), rtol=1e-15)
    np.testing.assert_allclose(cross_entropy(p, q), 1.75 * np.log(2), rtol=1e-15)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_entropies_within_4_ulp_of_mpmath(alpha):
    with mpmath.workdps(60):
        for p in P:
            truth = exact_tsallis(p, alpha)
            assert ulps(tsallis_entropy(p, alpha), truth) <= 4
            if alpha == 1:
                assert ulps(shannon_entropy(p), truth) <= 4
            if alpha == 2:
                assert ulps(gini_entropy(p), truth) <= 4


def test_divergences_within_4_ulp_of_mpmath():
    rng = np.random.default_rng(1)
    with mpmath.workdps(60):
        for p in P:
            for spread in (1e-15, 1e-9, 1e-4, 0.1, 1, 20):
                q = p * np.exp(spread * rng.normal(size=p.size))
                q /= q.sum()
                assert ulps(kl_divergence(p, q), exact_divergence(p, q)) <= 4
                truth = exact_divergence(p, q, plain=True) + exact_tsallis(p, 1)
                assert ulps(cross_entropy(p, q), truth) <= 4


@pytest.mark.parametrize("magnitude", [0, -150, -300, -320])
def test_each_term_of_the_divergence_within_10_ulp(magnitude):
    rng = np.random.default_rng(2)
    p = 10.0 ** rng.uniform(magnitude - 3, magnitude, 400)
    near = p * (1 + 10.0 ** rng.uniform(-16, 0, 400))
    for q in (near, p * 10.0 ** rng.uniform(-9, 9, 400), rng.uniform(0, 1, 400)):
        q = np.clip(q, 5e-324, 1)
        with np.errstate(all="ignore"):
            terms = np.r_[entropies._divergences(p, q), entropies._divergences(q, p)]
        with mpmath.workdps(60):
            pairs = zip(np.r_[p, q], np.r_[q, p], strict=True)
            truths = [exact_divergence([a], [b]) for a, b in pairs]
            assert max(map(ulps, terms, truths)) <= 10


def test_divergence_of_close_distributions():
    # On this grid the sums are exactly 1, and the two formulas the same.
    p = np.array([2**19, 2**18, 2**17, 2**17]) / 2**20
    for step in (2.0**-20, 2.0**-40, 2.0**-52):
        q = p + step * np.array([1, -2, 2, -1])
        with mpmath.workdps(80):
            assert ulps(kl_divergence(p, q), exact_divergence(p, q, plain=True)) <= 4
        quadratic = 0.5 * np.sum((p - q) ** 2 / p)
        np.testing.assert_allclose(kl_divergence(p, q), quadratic, rtol=50 * step)


def test_impossible_outcomes():
    p, q = [[0.5, 0.5, 0], [0, 1, 0], [0, 0.5, 0.5]], [0.5, 0.5, 0]
    np.testing.assert_allclose(kl_divergence(p, q), [0, np.log(2), INF], rtol=1e-15)
    assert cross_entropy(p, q)[2] == INF
    for function in PAIRS:
        almost = function([[1, 0], [0, 1]], [1 - 2**-53, 2**-53])
        np.testing.assert_allclose(almost, [2.0**-53, 53 * np.log(2)], rtol=2e-16)
        assert function([0, 1], [1, 5e-324]) == pytest.approx(1074 * np.log(2))


def test_divergence_of_near_certainties():
    # 1 - 1e-20 is 1 in floating point; the small entries alone carry the result.
    p, q = [1, 1e-20], [[1, 1e-21], [1, 1e-300], [1, 1e-20]]
    expected = 1e-20 * np.array([np.log(10) - 0.9, 280 * np.log(10) - 1, 0])
    np.testing.assert_allclose(kl_divergence(p, q), expected, rtol=1e-14)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_certainty_is_zero_and_never_minus_zero(function):
    for p in ([1], [1.0], np.float32([1])):
        assert str(function(p)) == "0.0"
    if function in ENTROPIES:
        assert str(function([0, 1, 0])) == "0.0"


@pytest.mark.parametrize("axis", [0, 1, 2, -1, None])
def test_against_scipy(axis):
    p, q = batch(axis), batch(axis)[::-1, ::-1, ::-1]
    entr, rel_entr = scipy.special.entr(p), scipy.special.rel_entr(p, q)
    for mine, reference in [
        (shannon_entropy(p, axis=axis), entr),
        (kl_divergence(p, q, axis=axis), rel_entr),
        (cross_entropy(p, q, axis=axis), entr + rel_entr),
    ]:
        np.testing.assert_allclose(mine, reference.sum(axis), rtol=1e-13, atol=1e-15)


# --- properties


@deterministic
@given(distributions, st.floats(1e-3, 50))
def test_entropies_lie_between_certainty_and_uniform(p, alpha):
    uniform = np.full(p.size, 1 / p.size)
    for function in (*ENTROPIES, functools.partial(tsallis_entropy, alpha=alpha)):
        assert 0 <= function(p) <= function(uniform) * (1 + 1e-14)
        np.testing.assert_allclose(function(p[::-1]), function(p), rtol=1e-14)
    np.testing.assert_allclose(tsallis_entropy(p, 2), gini_entropy(p), rtol=1e-14)
    np.testing.assert_allclose(tsallis_entropy(p, 1), shannon_entropy(p), rtol=1e-14)


@deterministic
@given(distributions, st.floats(1e-16, 1e-3))
def test_tsallis_is_continuous_and_falling_at_1(p, step):
    below, at, above = (tsallis_entropy(p, a) for a in (1 - step, 1, 1 + step))
    assert below * (1 + 1e-15) >= at >= above * (1 - 1e-15)
    # The slope of p^α is p log p, and |log p| is at most 700 here.
    np.testing.assert_allclose([below, above], at, rtol=2000 * step + 1e-15)


@deterministic
@given(distributions, st.randoms(use_true_random=False))
def test_gibbs_inequality(p, random):
    q = np.array(random.sample(p.tolist(), p.size))
    kl = kl_divergence(p, q)
    assert kl >= 0
    assert (kl == 0) == (p.tolist() == q.tolist())
    expected = shannon_entropy(p) + kl
    np.testing.assert_allclose(cross_entropy(p, q), expected, rtol=1e-13, atol=4e-16)


def test_divergence_is_not_negative_though_the_sums_are_off():
    p, q = [0.5 - 4e-7, 0.5 - 4e-7], [0.5, 0.5]
    for kl in (kl_divergence(p, q), kl_divergence(q, p)):
        np.testing.assert_allclose(kl, 3.2e-13, rtol=1e-5)


def test_extreme_orders():
    p = [0.5, 0.3, 0.2, 0]
    np.testing.assert_allclose(tsallis_entropy(p, 1e-300), 2e300, rtol=1e-15)
    assert tsallis_entropy(p, 5e-324) == INF  # 2e323 is no double
    assert tsallis_entropy([1, 0], 5e-324) == 0
    np.testing.assert_allclose(tsallis_entropy(p, 1e100), 1e-200, rtol=1e-15)
    assert tsallis_entropy(p, 1e308) == 0
    assert tsallis_entropy(p, Fraction(1, 2)) == tsallis_entropy(p, 0.5)
    # 5e-324^-0.99 overflows, 5e-324^0.01 does not.
    tiny = tsallis_entropy([5e-324, 1], 0.01)
    np.testing.assert_allclose(tiny, 2**-10.74 / 0.0099, rtol=1e-13)


def test_sums_of_very_many_terms():
    n = 10**6
    p = np.full(n, 1 / n)
    np.testing.assert_allclose(shannon_entropy(p), np.log(n), rtol=4e-15)
    half = shannon_entropy(np.full(60_000, 1 / 60_000, np.float16))
    assert half == pytest.approx(np.log(60_000), rel=1e-2)


# --- axes, shapes and dtypes


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("axis", [0, 1, 2, -3, -2, -1, np.int64(1)])
def test_axis_against_a_loop(function, axis):
    p = batch(axis)
    rows = np.moveaxis(p, axis, -1)
    expected = [[function(row) for row in block] for block in rows]
    np.testing.assert_allclose(function(p, axis=axis), expected, rtol=1e-13)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_shapes(function):
    p = batch(None)
    np.testing.assert_allclose(function(p, axis=None), function(p.ravel()), rtol=1e-14)
    assert function(np.full((2, 3, 4), 0.25)).shape == (2, 3)
    assert isinstance(function([0.5, 0.5]), np.float64)
    assert function(np.ones((0, 1))).shape == (0,)


@pytest.mark.parametrize("function", PAIRS)
def test_broadcasting(function):
    p, q = batch(), batch()[1, 2]
    expected = [[function(row, q) for row in block] for block in p]
    np.testing.assert_allclose(function(p, q), expected, rtol=1e-14)
    turned = function(np.moveaxis(p, -1, 0), q[:, None, None], axis=0)
    np.testing.assert_allclose(turned, expected, rtol=1e-14)
    assert function(q, p).shape == (2, 3)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_float_dtype_is_kept(function, dtype):
    p = np.array([[0.5, 0.125, 0.375], [0.25, 0.25, 0.5]], dtype)
    y = function(p)
    assert y.dtype == function(p[0]).dtype == dtype
    np.testing.assert_array_equal(y, function(p.astype(float)).astype(dtype))


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64])
def test_integers_become_float64(function, dtype):
    assert function(np.array([1], dtype)).dtype == np.float64


@pytest.mark.parametrize("function", PAIRS)
def test_dtype_is_that_of_p(function):
    p, q = np.float32([0.5, 0.5]), np.array([0.3, 0.7])
    assert function(p, q).dtype == np.float32
    assert function(q, p).dtype == function([1, 0], p).dtype == np.float64


@pytest.mark.parametrize("function", FUNCTIONS)
def test_input_is_not_written_to(function):
    p = batch()[::-1, :, ::-1]
    before = p.copy()
    p.flags.writeable = False
    assert not np.shares_memory(function(p), p)
    np.testing.assert_array_equal(p, before)


# --- hostile input


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nan_spreads_to_its_slice_only(function):
    p = np.array([[np.nan, 0, 0], [0.5, 0.25, 0.25], [0, np.nan, 1]])
    assert np.isnan(function(p)).tolist() == [True, False, True]
    assert np.isnan(function(p.T, axis=0)).tolist() == [True, False, True]
    assert np.isnan(function(p, axis=None))


@pytest.mark.parametrize("function", PAIRS)
def test_nan_of_either(function):
    bad, good = [[np.nan, 1], [1, 0]], [0, 1]
    assert np.isnan(function(bad, good)).tolist() == [True, False]
    assert np.isnan(function(good, bad)).tolist() == [True, False]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_silent_even_if_numpy_is_set_to_raise(function):
    p = [[1, 5e-324, 0], [np.nan, 0, 0], [1 - 2**-53, 1e-300, 1e-320]]
    with np.errstate(all="raise"):
        function(p)
        function(p[0], axis=None)
        function(np.float16([[1, 6e-8, 0], [0.5, 0.5, 0]]))
        for alpha in (5e-324, 1e-300, 0.01, 1, 1 + 2**-52, 1e200, 1e308):
            tsallis_entropy(p, alpha)
            tsallis_entropy(np.float32(p), alpha)


BAD_DISTRIBUTIONS = [
    (1.0, ValueError, "must have at least one dimension"),
    ([], ValueError, "must not be empty along axis -1"),
    ([[1], [0.5, 0.5]], ValueError, "must be a regular array"),
    (["a"], TypeError, "must hold real numbers"),
    (None, TypeError, "must hold real numbers"),
    ([0.5j], TypeError, "must hold real numbers"),
    ([1.5, -0.5], ValueError, r"must lie in \[0, 1\]"),
    ([1 + 2**-52], ValueError, r"must lie in \[0, 1\]"),
    ([1, -1e-300], ValueError, r"must lie in \[0, 1\]"),
    ([INF, 0], ValueError, r"must lie in \[0, 1\]"),
    ([[0.2, 0.8], [0.2, 0.7]], ValueError, "must sum to 1 along axis -1, not 0.9$"),
    ([1, 1.1e-6], ValueError, "must sum to 1 along axis -1, not 1.000001$"),
    ([0, 0], ValueError, "must sum to 1 along axis -1, not 0$"),
]


@pytest.mark.parametrize("function", [*ENTROPIES, *PAIRS])
@pytest.mark.parametrize(("p", "error", "message"), BAD_DISTRIBUTIONS)
def test_what_is_no_distribution(function, p, error, message):
    with pytest.raises(error, match=f"^p {message}"):
        function(p, p) if function in PAIRS else function(p)
    if function in PAIRS and message.startswith(("must lie", "must sum", "must hold")):
        with pytest.raises(error, match=f"^q {message}"):
            function(np.ones(1) if np.size(p) == 1 else [1, 0], p)


@pytest.mark.parametrize("function", [*ENTROPIES, *PAIRS])
def test_tolerance_of_the_sum_follows_the_dtype(function):
    def call(p, **axis):
        return function(p, p, **axis) if function in PAIRS else function(p, **axis)

    call([0.5, 0.5 - 9e-7])
    call(np.float32([0.5, 0.5 - 9e-7]))
    call(np.float16([0.5, 0.494]))
    with pytest.raises(ValueError, match="p must sum to 1 along axis 0, not 0"):
        call(np.float16([0.5, 0.488]), axis=0)
    with pytest.raises(ValueError, match="p must sum to 1 along axis None, not 2"):
        call([[1, 0], [0, 1]], axis=None)
    with pytest.raises(ValueError, match=r"axis must be in \[-1, 1\)"):
        call([0.5, 0.5], axis=1)


@pytest.mark.parametrize("function", PAIRS)
def test_shapes_that_do_not_broadcast(function):
    message = r"p and q must broadcast against each other, not have shapes \(2,\) and"
    with pytest.raises(ValueError, match=message):
        function([0.5, 0.5], [0.2, 0.3, 0.5])


@pytest.mark.parametrize("alpha", [0, -1, np.nan, INF, 10**400, -(10**400)])
def test_alpha_out_of_range(alpha):
    with pytest.raises(ValueError, match="alpha must be finite and > 0, not"):
        tsallis_entropy([0.5, 0.5], alpha)


@pytest.mark.parametrize("alpha", ["1", None, 1j, [1.0], np.ones(1)])
def test_alpha_of_a_wrong_type(alpha):
    with pytest.raises(TypeError, match="alpha must be a real number, not"):
        tsallis_entropy([0.5, 0.5], alpha)


def test_doctests():
    results = doctest.testmod(entropies)
    assert results.failed == 0
    assert results.attempted >= len(entropies.__all__)
