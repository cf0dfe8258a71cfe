import doctest
import functools

import mpmath
import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from softmaxbook import sparse
from softmaxbook._rows import gaps_to_largest
from softmaxbook.softmax import softmax, softmax_jacobian
from softmaxbook.sparse import argmax, entmax, entmax_jacobian, sparsemax

INF = np.inf
ALPHAS = [1, 1 + 1e-12, 1.001, 1.25, 1.5, 1.75, 1.999, 2, 2.001, 3, 5, 10, 100, 1e6]
deterministic = settings(
    derandomize=True, deadline=None, database=None, max_examples=100
)
vectors = hnp.arrays(np.float64, st.integers(1, 9), elements=st.floats(-30, 30))
each_alpha = pytest.mark.parametrize("alpha", ALPHAS)


def logits(seed=16, shape=(6,), scale=1.0):
    return np.random.default_rng(seed).normal(0, scale, shape)


def rises(p, alpha):
    """Return the slope of -H_α in each direction, up to a constant: log_α p."""
    if alpha == 1:
        return np.log(p)
    return np.expm1((alpha - 1) * np.log(p)) / (alpha - 1)


def kkt_residual(z, p, alpha):
    """Return how far p is from the conditions that only the solution meets.

    They are Σ p = 1 and p >= 0; z - log_α p = c where p > 0, and <= c elsewhere.
    """
    z = z - z.max()
    won = p > 0
    with np.errstate(divide="ignore"):
        marginal = z - rises(np.where(won, p, 0), alpha)
    c = marginal[won].max()
    above = np.max(marginal[~won] - c, initial=0) if alpha > 1 else 0
    return max(abs(p.sum() - 1), np.ptp(marginal[won]), above, -p.min())


# --- values


def test_argmax_by_hand():
    assert argmax([[1, 3, 2], [5, 5, -1], [0, 0, 0]]).tolist() == [
        [0, 1, 0],
        [0.5, 0.5, 0],
        [1 / 3] * 3,
    ]


def test_sparsemax_by_hand():
    # τ = (1 + 0.5 - 1) / 2; then a loser that is out of reach; then a certainty.
    assert sparsemax([1, 0.5]).tolist() == [0.75, 0.25]
    assert sparsemax([1, 0.5, -0.25]).tolist() == [0.75, 0.25, 0]
    assert sparsemax([1.1, 0.1, -3]).tolist() == [1, 0, 0]
    np.testing.assert_allclose(sparsemax([0.3, 0.2, 0.1]), [1.3 / 3, 1 / 3, 0.7 / 3])


@pytest.mark.parametrize("t", np.linspace(-2.5, 2.5, 41))
def test_two_logits_under_entmax_15(t):
    # p = (1 + (t - c)/2)² and q = (1 - c/2)² with p + q = 1: √p - √q = t/2.
    s = np.clip(t / 2, -1, 1)
    root_p = (s + np.sqrt(2 - s**2)) / 2
    np.testing.assert_allclose(entmax([t, 0], 1.5)[0], root_p**2, atol=1e-15)


@pytest.mark.parametrize("t", np.linspace(-1.5, 1.5, 31))
def test_two_logits_under_sparsemax(t):
    assert sparsemax([t, 0])[0] == pytest.approx(np.clip((t + 1) / 2, 0, 1), abs=1e-15)


@pytest.mark.parametrize("alpha", [1.0001, 1.25, 1.5, 1.9, 2, 2.5, 4, 12])
def test_against_mpmath(alpha):
    a = mpmath.mpf(alpha) - 1
    with mpmath.workdps(50):
        for seed, scale in ((1, 0.1), (2, 1), (3, 3)):
            z = [mpmath.mpf(v) for v in logits(seed, scale=scale)]
            low, high = max(z), max(z) + (1 - len(z) ** -a) / a

            def terms(c, z=z):
                return [max(1 + a * (v - c), 0) ** (1 / a) for v in z]

            for _ in range(170):
                c = (low + high) / 2
                low, high = (c, high) if sum(terms(c)) > 1 else (low, c)
            expected = [float(p) for p in terms(low)]
            p = entmax([float(v) for v in z], alpha)
            np.testing.assert_allclose(p, expected, rtol=0, atol=4e-16)


def test_against_a_general_solver():
    z = logits(8, (5,))
    for alpha in (1.25, 1.5, 2, 3):

        def cost(q, alpha=alpha):
            return -q @ z - (1 - np.sum(q**alpha)) / (alpha * (alpha - 1))

        best = scipy.optimize.minimize(
            cost,
            np.full(5, 0.2),
            bounds=[(0, 1)] * 5,
            constraints={"type": "eq", "fun": lambda q: q.sum() - 1},
            method="SLSQP",
            options={"ftol": 1e-14},
        )
        assert best.success
        np.testing.assert_allclose(entmax(z, alpha), best.x, atol=3e-6)


# --- optimality


@each_alpha
@deterministic
@given(z=vectors)
def test_kkt(alpha, z):
    assert kkt_residual(z, entmax(z, alpha), alpha) <= 1e-12


@each_alpha
@pytest.mark.parametrize("scale", [1e-8, 1e-3, 0.1, 1, 30])
def test_kkt_of_long_rows(alpha, scale):
    for z in logits(3, (2, 5000), scale):
        assert kkt_residual(z, entmax(z, alpha), alpha) <= 1e-12


@pytest.mark.parametrize("alpha", [1.5, 2])
@pytest.mark.parametrize("shape", [(400, 5), (50, 40), (2, 3000)])
@pytest.mark.parametrize("scale", [0.01, 1, 10])
@np.errstate(all="ignore")
def test_sorting_against_bisection_and_newton(alpha, shape, scale):
    gaps = gaps_to_largest(logits(4, shape, scale))
    c = sparse._by_sorting(gaps, alpha)
    np.testing.assert_allclose(c, sparse._by_bisection(gaps, alpha), atol=1e-14)
    np.testing.assert_allclose(c, sparse._by_newton(gaps, alpha), atol=1e-14)


@pytest.mark.parametrize("alpha", [1 + 1e-6, 1.1, 1.3, 1.7, 1.99])
@np.errstate(all="ignore")
def test_newton_against_bisection(alpha):
    for scale in (0.01, 1, 10):
        gaps = gaps_to_largest(logits(5, (100, 20), scale))
        c = sparse._by_newton(gaps, alpha)
        np.testing.assert_allclose(c, sparse._by_bisection(gaps, alpha), atol=1e-13)


def test_sparsemax_is_the_nearest_point():
    rng = np.random.default_rng(0)
    for z in logits(6, (50, 4), 2):
        p = sparsemax(z)
        others = rng.dirichlet(np.full(4, 0.3), 200)
        assert np.all(np.sum((others - z) ** 2, axis=-1) >= np.sum((p - z) ** 2))


def test_a_smallest_winner_that_is_hard_to_resolve():
    # For α = 10 a loser's p jumps from 0 to 0.02 within one ulp of c.
    z = np.array([0.0, -0.0925])
    gap = scipy.optimize.brentq(lambda g: entmax([0, -g], 10)[1] - 1e-3, 0.05, 0.111)
    for nudge in (0, 1e-16, 1e-13, 1e-10):
        z[1] = -(gap + nudge)
        p = entmax(z, 10)
        assert p.sum() == pytest.approx(1, abs=1e-15)
        assert kkt_residual(z, p, 10) <= 1e-15


# --- limits


@deterministic
@given(vectors)
def test_alpha_1_is_softmax(z):
    np.testing.assert_array_equal(entmax(z, 1), softmax(z))
    # The first-order term is at most (α - 1)/2 times the largest |log p|².
    bound = 1e-9 * (1 + np.ptp(z) + np.log(z.size)) ** 2
    np.testing.assert_allclose(entmax(z, 1 + 1e-9), softmax(z), atol=bound)


@deterministic
@given(vectors)
def test_alpha_2_is_sparsemax(z):
    np.testing.assert_array_equal(entmax(z, 2), sparsemax(z))
    for alpha in (2 - 1e-9, 2 + 1e-9):
        np.testing.assert_allclose(entmax(z, alpha), sparsemax(z), atol=1e-7)


def test_alpha_to_infinity_is_argmax():
    z = [1, 0.99, 1, -2]
    np.testing.assert_array_equal(entmax(z, INF), argmax(z))
    np.testing.assert_allclose(entmax(z, 1e3), argmax(z), atol=1e-12)
    distance = [np.abs(entmax([0.2, 0], a) - [1, 0]).max() for a in (2, 3, 4, 5, 6)]
    assert distance[-1] == 0
    assert np.all(np.diff(distance) <= 0)


def test_the_default_is_1_5():
    z = logits()
    np.testing.assert_array_equal(entmax(z), entmax(z, 1.5))


def test_the_support_shrinks_as_alpha_grows():
    z = logits(7, (40,), 1.5)
    grid = (1.1, 1.25, 1.5, 2, 3, 5, 10)
    sizes = [np.count_nonzero(entmax(z, alpha)) for alpha in grid]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 2 * sizes[3] > sizes[-1] > 0


@pytest.mark.parametrize("alpha", [1.1, 1.25, 1.5, 1.99, 2, 2.01, 3, 5])
def test_no_winner_beyond_reach(alpha):
    reach = 1 / (alpha - 1)
    assert entmax([0, -reach * (1 + 1e-9)], alpha).tolist() == [1, 0]
    assert entmax([0, -reach * (1 - 1e-2)], alpha)[1] > 0


# --- Jacobians


def by_differences(f, z, step=1e-6):
    return np.stack(
        [(f(z + e) - f(z - e)) / (2 * step) for e in step * np.eye(z.size)], axis=-1
    )


@pytest.mark.parametrize("alpha", [1, 1.01, 1.25, 1.5, 1.9, 2, 2.2, 3, 5])
def test_jacobian_by_differences(alpha):
    f = functools.partial(entmax, alpha=alpha)
    compared = 0
    for z in logits(9, (60, 5), 0.7):
        around = [f(z + e) > 0 for e in 1e-3 * np.vstack([np.eye(5), -np.eye(5)])]
        if np.array_equal(np.all(around, axis=0), np.any(around, axis=0)):
            jacobian = entmax_jacobian(z, alpha)
            numeric = by_differences(f, z)
            scale = 1 + np.abs(numeric).max()
            np.testing.assert_allclose(jacobian, numeric, atol=1e-5 * scale)
            compared += 1
    assert compared >= 10


def test_jacobian_of_softmax_is_that_of_alpha_1():
    z = logits(10, (3, 4), 2)
    np.testing.assert_allclose(
        entmax_jacobian(z, 1), softmax_jacobian(z), rtol=1e-13, atol=1e-16
    )


@each_alpha
def test_jacobian_is_symmetric_semidefinite_and_sums_to_0(alpha):
    z = logits(11, (20, 6), 0.5 / alpha)
    jacobian = entmax_jacobian(z, alpha)
    assert jacobian.shape == (20, 6, 6)
    np.testing.assert_array_equal(jacobian, np.swapaxes(jacobian, -1, -2))
    scale = np.abs(jacobian).max(axis=(-1, -2))
    residue = np.abs(jacobian.sum(axis=-1)).max(axis=-1)
    assert np.all(residue <= 1e-15 * (1 + scale))
    assert np.all(np.linalg.eigvalsh(jacobian)[:, 0] >= -1e-13 * (1 + scale))
    lost = entmax(z, alpha) == 0
    assert np.all(jacobian[lost] == 0)


def test_jacobian_of_sparsemax_by_hand():
    third = 1 / 3
    np.testing.assert_allclose(
        entmax_jacobian([0.1, 0, -0.1, -9], 2),
        [
            [2 * third, -third, -third, 0],
            [-third, 2 * third, -third, 0],
            [-third, -third, 2 * third, 0],
            [0, 0, 0, 0],
        ],
        atol=1e-16,
    )
    assert entmax_jacobian([5.0], 2).tolist() == [[0]]


def test_jacobian_where_a_power_overflows():
    p = entmax([0.0, -1e-6], 2e5)  # p² would be about 1e-17 to the power of -200 000
    assert 0 < p[1] < 1e-3
    jacobian = entmax_jacobian([0.0, -1e-6], 2e5)
    assert np.isfinite(jacobian).all()
    np.testing.assert_allclose(jacobian.sum(axis=-1), 0, atol=1e-12)


def test_jacobian_of_masks_nan_and_dtype():
    jacobian = entmax_jacobian([[0, -INF, 0], [np.nan, 0, 0]], 1.25)
    assert jacobian[0, 1].tolist() == jacobian[0, :, 1].tolist() == [0, 0, 0]
    assert np.isnan(jacobian[1]).all()
    assert entmax_jacobian(np.float32([0, 0]), 2).dtype == np.float32
    assert entmax_jacobian([0, 0], 2).dtype == np.float64


# --- bad input


@pytest.mark.parametrize("f", [entmax, entmax_jacobian])
def test_bad_alpha(f):
    for alpha in (0.999, 0, -1, np.nan, -INF):
        with pytest.raises(ValueError, match=r"alpha must be .*>= 1, not"):
            f([0, 1], alpha)
    for alpha in ("2", None, 1j, [1.5]):
        with pytest.raises(TypeError, match="alpha must be a real number"):
            f([0, 1], alpha)


def test_jacobian_needs_a_finite_alpha():
    with pytest.raises(ValueError, match="alpha must be finite and >= 1, not inf"):
        entmax_jacobian([0, 1], INF)


@pytest.mark.parametrize("z", [1.0, [], [0, INF], [-INF, -INF], ["a"]])
def test_jacobian_of_what_are_no_logits(z):
    with pytest.raises((TypeError, ValueError), match="z "):
        entmax_jacobian(z, 1.5)


def test_jacobian_is_silent():
    z = np.array([[1e308, -1e308, -INF], [np.nan, 0, -INF], [-745, 0, 5e-324]])
    z.flags.writeable = False
    with np.errstate(all="raise"):
        for alpha in ALPHAS:
            entmax_jacobian(z, alpha)


def test_doctests():
    assert doctest.testmod(sparse).failed == 0
