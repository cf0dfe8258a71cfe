import doctest
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

from softmaxbook.sigmoid import sigmoid
from softmaxbook.softmax import softmax
from softmaxbook.statmech import (
    boltzmann,
    energy_variance,
    free_energy,
    heat_capacity,
    log_partition,
    mean_energy,
)

QUANTITIES = [log_partition, free_energy, mean_energy, energy_variance, heat_capacity]
FUNCTIONS = [boltzmann, *QUANTITIES]
INF = np.inf
EPS = np.finfo(float).eps
K_B = 8.617333262e-5  # eV/K
deterministic = settings(derandomize=True, deadline=None, database=None)
spectra = hnp.arrays(np.float64, st.integers(1, 8), elements=st.floats(-50, 50))
every_function = pytest.mark.parametrize("function", FUNCTIONS)


def levels(seed=20210, shape=(2, 3, 4)):
    return np.random.default_rng(seed).normal(0, 3, shape)


def exact(energy, beta, g=None):
    """Return p, log Z, F, ⟨E⟩, Var(E) and C with 400 digits."""
    with mpmath.workdps(400):
        energy, beta = [mpmath.mpf(float(e)) for e in energy], mpmath.mpf(float(beta))
        g = [1] * len(energy) if g is None else [mpmath.mpf(float(v)) for v in g]
        weights = [v * mpmath.exp(-beta * e) for v, e in zip(g, energy, strict=True)]
        z = mpmath.fsum(weights)
        p = [w / z for w in weights]
        mean = mpmath.fdot(p, energy)
        variance = mpmath.fdot(p, [(e - mean) ** 2 for e in energy])
        f = -mpmath.log(z) / beta if beta else mpmath.nan
        return p, mpmath.log(z), f, mean, variance, beta**2 * variance


def error(got, truth):
    return float(abs(float(got) - truth))


def ulp(got, truth):
    return error(got, truth) / np.spacing(abs(float(truth)))


# --- values


def test_by_hand():
    # Weights 1, 1/2, 1/4 with 1, 2 and 8 states: Z = 1 + 1 + 2.
    energy, g = np.log([1, 2, 4]), [1, 2, 8]
    log_z, unit = np.log(4), np.log(2)
    variance = (1 + 2 * 4) / 4 - (1 + 2 * 2) ** 2 / 16
    values = [[1 / 4, 1 / 4, 1 / 2], log_z, -log_z, unit * 5 / 4]
    values += [unit**2 * variance] * 2
    for function, expected in zip(FUNCTIONS, values, strict=True):
        np.testing.assert_allclose(function(energy, 1, degeneracy=g), expected, 1e-15)


@pytest.mark.parametrize("shift", [0, 1e9])
@pytest.mark.parametrize("scale", [1e-3, 1, 300])
def test_against_mpmath(scale, shift):
    rng = np.random.default_rng(20210)
    for n, beta in itertools.product([1, 2, 5, 8], [0, 1e-3, 0.3, 2]):
        energy = shift + scale * rng.normal(0, 1, n)
        g = rng.integers(1, 9, n)
        p, log_z, f, mean, variance, heat = exact(energy, beta, g)
        largest = np.abs(energy).max()
        # Rounding β(E - min E) moves log p by an ulp of it, and p by that factor.
        spread = 1 + beta * np.ptp(energy)
        system = {"energy": energy, "beta": beta, "degeneracy": g}
        for function, truth in [(energy_variance, variance), (heat_capacity, heat)]:
            assert ulp(function(**system), truth) <= 6 * spread
        assert max(map(ulp, boltzmann(**system), p)) <= 5 * spread
        assert error(mean_energy(**system), mean) <= 2 * EPS * largest
        log_z_scale = beta * largest + 3
        assert error(log_partition(**system), log_z) <= 2 * EPS * log_z_scale
        if beta > 0:
            assert error(free_energy(**system), f) <= 2 * EPS * log_z_scale / beta


@pytest.mark.parametrize("x", [1e-8, 0.1, 1, 2.4, 36, 50, 300, 700])
@pytest.mark.parametrize("gap", [1, 0.125, 2.0**70])
def test_two_levels_to_the_last_digits(x, gap):
    beta = x / gap
    upper, lower = sigmoid(-x), sigmoid(x)
    p, *truths = exact([0, gap], beta)
    assert max(map(ulp, boltzmann([0, gap], beta), p)) <= 2
    for function, truth in zip(QUANTITIES, truths, strict=True):
        assert ulp(function([0, gap], beta), truth) <= 3
    # The closed forms of the book.
    np.testing.assert_allclose(boltzmann([0, gap], beta), [lower, upper], 1e-15)
    np.testing.assert_allclose(mean_energy([0, gap], beta), gap * upper, 1e-15)
    heat = heat_capacity([0, gap], beta, k_B=K_B)
    np.testing.assert_allclose(heat, K_B * x**2 * upper * lower, 1e-14)


def test_schottky_peak():
    peak = scipy.optimize.minimize_scalar(
        lambda x: -heat_capacity([0, 1], x), bounds=(0.1, 10), options={"xatol": 1e-9}
    )
    root = scipy.optimize.brentq(lambda x: x * np.tanh(x / 2) - 2, 1, 5)
    assert root == pytest.approx(2.3994, abs=5e-5)
    # Near its peak, C changes by an ulp over the square root of one.
    assert peak.x == pytest.approx(root, abs=1e-7)


@pytest.mark.parametrize("x", [0.05, 0.5, 3, 30])
def test_harmonic_oscillator(x):
    # n = 2000 levels: what is left out has e^(-2000 x) of the weight.
    energy, beta = 0.2 * (np.arange(2000) + 0.5), x / 0.2
    np.testing.assert_allclose(
        log_partition(energy, beta), -np.log(2 * np.sinh(x / 2)), rtol=1e-13, atol=1e-13
    )
    mean = 0.1 / np.tanh(x / 2)
    np.testing.assert_allclose(mean_energy(energy, beta), mean, 1e-13)
    heat = K_B * (x / 2 / np.sinh(x / 2)) ** 2
    np.testing.assert_allclose(heat_capacity(energy, beta, k_B=K_B), heat, 1e-12)


def test_derivatives_of_log_z():
    energy, g, beta = levels(shape=5), np.array([1, 2, 0.5, 3, 1]), 0.7

    def log_z(b):
        return mpmath.log(mpmath.fdot(g, [mpmath.exp(-b * e) for e in energy]))

    with mpmath.workdps(60):
        first, second = (float(mpmath.diff(log_z, beta, k)) for k in (1, 2))
    np.testing.assert_allclose(mean_energy(energy, beta, degeneracy=g), -first, 1e-14)
    variance = energy_variance(energy, beta, degeneracy=g)
    np.testing.assert_allclose(variance, second, 1e-14)


# --- physics


@deterministic
@given(spectra, st.floats(0.01, 20))
def test_it_is_a_softmax_and_it_obeys_thermodynamics(energy, beta):
    p = boltzmann(energy, beta)
    np.testing.assert_array_equal(p, softmax(-energy, beta=beta))
    assert p.sum() == pytest.approx(1, abs=1e-15 * energy.size)
    mean, f = mean_energy(energy, beta), free_energy(energy, beta)
    entropy = scipy.special.entr(p).sum()
    assert beta * (mean - f) == pytest.approx(entropy, abs=1e-12)
    assert energy.min() <= mean <= energy.max()
    assert f <= mean + 1e-13
    variance = energy_variance(energy, beta)
    assert 0 <= variance <= np.ptp(energy) ** 2 / 4 + 1e-12
    heat = heat_capacity(energy, beta, k_B=K_B)
    assert heat == pytest.approx(K_B * beta**2 * variance, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("function", QUANTITIES)
def test_a_degenerate_level_is_a_repeated_one(function):
    energy, g = levels(shape=4), [1, 3, 2, 5]
    got = function(energy, [0.1, 1, 9], degeneracy=g)
    expected = function(np.repeat(energy, g), [0.1, 1, 9])
    np.testing.assert_allclose(got, expected, rtol=1e-13)


def test_a_degenerate_level_has_the_weight_of_all_its_states():
    p = boltzmann(np.repeat([0.3, 1, 2], [1, 3, 2]), 0.8)
    got = boltzmann([0.3, 1, 2], 0.8, degeneracy=[1, 3, 2])
    np.testing.assert_allclose(got, np.add.reduceat(p, [0, 1, 4]), 1e-15)
    system = {"energy": [0.3, 1, 2], "beta": 0.8, "degeneracy": [1, 3, 2]}
    entropy = 0.8 * (mean_energy(**system) - free_energy(**system))
    assert entropy == pytest.approx(scipy.special.entr(p).sum(), rel=1e-14)


@pytest.mark.parametrize("c", [-1e9, -3, 0.25, 1e9])
def test_the_zero_of_energy_is_free(c):
    energy, beta = np.array([0.25, -1, 3, 3]), np.array([0, 0.5, 20])  # + c is exact
    for function in (boltzmann, energy_variance, heat_capacity):
        np.testing.assert_array_equal(
            function(energy + c, beta), function(energy, beta)
        )
    shifts = [(mean_energy, beta, c), (log_partition, beta, -beta * c)]
    for function, b, shift in [*shifts, (free_energy, beta[1:], c)]:
        expected = function(energy, b) + shift
        np.testing.assert_allclose(function(energy + c, b), expected, 1e-15, 1e-15)


# --- extremes


def test_unreachable_levels_are_as_good_as_none():
    energy, g, beta = [1, INF, 2, INF], [2, 1e300, 1, 3], [1e-300, 1, 1e308]
    np.testing.assert_array_equal(boltzmann([1, INF, 1], [0, *beta])[:, 1], 0)
    for function in QUANTITIES:
        got = function(energy, beta, degeneracy=g)
        np.testing.assert_array_equal(got, function([1, 2], beta, degeneracy=[2, 1]))
    for function in (log_partition, mean_energy, energy_variance, heat_capacity):
        np.testing.assert_array_equal(function(energy, 0), function([1, 2], 0))


def test_largest_doubles():
    energy, beta = [1e308, -1e308], [0, 1e-308, 1, 1e308]
    p = [[0.5, 0.5], [sigmoid(-2), sigmoid(2)], [0, 1], [0, 1]]
    np.testing.assert_allclose(boltzmann(energy, beta), p, 1e-14)
    log_z = [np.log(2), 1 + np.log1p(np.exp(-2)), 1e308, INF]
    np.testing.assert_allclose(log_partition(energy, beta), log_z, 1e-14)
    mean = [0, -1e308 * np.tanh(1), -1e308, -1e308]
    np.testing.assert_allclose(mean_energy(energy, beta), mean, 1e-14)
    np.testing.assert_array_equal(energy_variance(energy, beta), [INF, INF, 0, 0])
    heat = [0, 4 * sigmoid(-2) * sigmoid(2), 0, 0]
    np.testing.assert_allclose(heat_capacity(energy, beta), heat, 1e-14)
    assert free_energy(energy, 1e308) == -1e308
    got = mean_energy([-1.7e308, 1.7e308], 0, degeneracy=[1, 3])
    assert got == pytest.approx(0.85e308, rel=1e-14)
    # The variance (2e200)² e^(-300) is a double although the square is none.
    got = energy_variance([1e200, -1e200], 150e-200)
    np.testing.assert_allclose(got, (2e200 * np.exp(-150)) ** 2, 1e-12)


@pytest.mark.parametrize("scale", [1e-300, 1e-21, 1e9, 1e150])
def test_units_of_energy(scale):
    energy, beta = levels(shape=4), 0.4
    for function, power in zip(FUNCTIONS, [0, 0, 1, 1, 2, 0], strict=True):
        got = function(scale * energy, beta / scale)
        expected = function(energy, beta) * scale**power
        np.testing.assert_allclose(got, expected, rtol=1e-13, atol=0)


def test_huge_degeneracies():
    # Σ g overflows, g e^(-βE) is 0 or inf, and the product is what counts.
    np.testing.assert_allclose(boltzmann([0, 0], 1, degeneracy=1e308), [0.5, 0.5])
    energy, g, beta = [0, 1000, 3], [1e-300, 1e300, 1e-300], np.log(1e300) * 2 / 1000
    for function, truth in zip(FUNCTIONS, exact(energy, beta, g), strict=True):
        got = function(energy, beta, degeneracy=g)
        np.testing.assert_allclose(got, np.array(truth, float), 1e-12)


@pytest.mark.parametrize("n", [1, 3, 5, 6, 7, 11])
def test_variance_beside_a_crowd_of_certain_levels(n):
    # ⟨E⟩ = 0.7 up to rounding, and the square of that rounding error is 1e-32.
    got = energy_variance([0] + [0.7] * n, 0, degeneracy=[1e-40] + [1] * n)
    np.testing.assert_allclose(got, 0.49e-40 / n, 1e-13)


def test_a_million_levels():
    energy = np.full(10**6, 0.1)
    assert mean_energy(energy, 2) == 0.1
    assert energy_variance(energy + 1e9, 2) == 0
    np.testing.assert_allclose(log_partition(energy, 2), np.log(1e6) - 0.2, 1e-15)


# --- the contract


@every_function
@pytest.mark.parametrize("shape", [(), (3,), (2, 1), (5, 2, 3), (0,), (4, 1, 1)])
def test_beta_against_a_loop(function, shape):
    energy, g = levels(), np.array([1, 2, 3, 1.5])
    beta = np.random.default_rng(1).uniform(0.1, 3, shape)
    if shape == (0,):
        assert function(energy[0, 0], beta).shape[0] == 0
        return
    got = function(energy, beta, degeneracy=g)
    batch = np.broadcast_shapes(shape, (2, 3))
    assert got.shape == batch + (4,) * (function is boltzmann)
    beta, energy = np.broadcast_to(beta, batch), np.broadcast_to(energy, (*batch, 4))
    for i in np.ndindex(batch):
        expected = function(energy[i], beta[i], degeneracy=g)
        np.testing.assert_allclose(got[i], expected, rtol=1e-13)


@every_function
def test_curves_and_scalars(function):
    curve = function([0, 1, 2], np.linspace(0.1, 5, 100))
    assert curve.shape == (100, 3)[: 1 + (function is boltzmann)]
    if function is not boltzmann:
        assert isinstance(function([0, 1], 1), np.float64)
    # One degeneracy for each level of each system.
    g = np.arange(1, 25).reshape(2, 3, 4)
    got = function(levels(), 0.3, degeneracy=g)[1, 2]
    expected = function(levels()[1, 2], 0.3, degeneracy=g[1, 2])
    np.testing.assert_allclose(got, expected, 1e-14)


@every_function
def test_dtypes_and_memory(function):
    for dtype in (np.float16, np.float32, np.float64):
        energy = np.array([[0, 0.5, 2], [1, 1, 1]], dtype)
        got = function(energy, np.float64(0.3), degeneracy=[2.0, 1, 1])
        assert got.dtype == dtype
        # Summed in double precision and rounded once: the nearest number of the dtype.
        double = function(energy.astype(float), 0.3, degeneracy=[2, 1, 1])
        np.testing.assert_array_equal(got, double.astype(dtype))
    for energy in (np.int8([0, 1]), [False, True], np.uint64([0, 1])):
        got = function(energy, np.float32(1), degeneracy=np.float16([3, 2]))
        assert got.dtype == np.float64
        expected = function([0.0, 1.0], 1, degeneracy=[3, 2])
        np.testing.assert_array_equal(got, expected)
    arrays = [levels(shape=(3, 4))[:, ::2], np.ones(3), np.ones(2)]
    before = [x.copy() for x in arrays]
    for x in arrays:
        x.flags.writeable = False
    got = function(arrays[0], arrays[1], degeneracy=arrays[2])
    for x, old in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(x, old)
        assert not np.shares_memory(x, got)


@every_function
def test_nan_spreads_to_its_system_only(function):
    energy = [[0, np.nan, INF], [0, 1, INF], [np.nan, INF, INF]]
    for beta in (1e-300, 1, 1e308):
        got = function(energy, beta)
        assert np.isnan(got).reshape(3, -1).all(axis=1).tolist() == [True, False, True]
        np.testing.assert_array_equal(got[1], function([0, 1, INF], beta))


@every_function
def test_one_level_is_certain(function):
    expected = dict(zip(FUNCTIONS, [[1], 7, -3.5, -3.5, 0, 0], strict=True))
    np.testing.assert_array_equal(function([-3.5], 2), expected[function])


@every_function
def test_silent_even_if_numpy_is_set_to_raise(function):
    energy = [[1e308, -1e308, INF], [np.nan, 0, INF], [-745, 0, 5e-324], [0, 1e9, INF]]
    with np.errstate(all="raise"):
        for beta, g in itertools.product([1e-320, 1, 745, 1.7e308], [1e-300, 1, 1e308]):
            function(energy, beta, degeneracy=[g, 1, 1])
            function(np.float16([65504, -65504, INF]), beta, degeneracy=g)
        if function is not free_energy:
            function(energy, 0)


ONE = [0.0, 1.0]
BAD_CALLS = [
    ((1.0, 1), {}, ValueError, "energy must have at least one dimension"),
    (([], 1), {}, ValueError, "energy must not be empty"),
    ((np.ones((2, 0)), 1), {}, ValueError, "energy must not be empty"),
    (([[1, 2], [3]], 1), {}, ValueError, "energy must be a regular array"),
    ((["a"], 1), {}, TypeError, "energy must hold real numbers"),
    (([0, -INF], 1), {}, ValueError, "energy must not contain -inf"),
    (([np.nan, -INF], 1), {}, ValueError, "energy must not contain -inf"),
    (([ONE, [INF, INF]], 1), {}, ValueError, "energy needs at least one finite level"),
    ((ONE, None), {}, TypeError, "beta must hold real numbers"),
    ((ONE, -1), {}, ValueError, "beta must be finite and >= 0"),
    ((ONE, [1, INF]), {}, ValueError, "beta must be finite and >= 0"),
    ((ONE, [1, np.nan]), {}, ValueError, "beta must be finite and >= 0"),
    (([ONE] * 3, [1, 2]), {}, ValueError, r"beta of shape \(2,\) must broadcast"),
    ((ONE, 1), {"degeneracy": 0}, ValueError, "degeneracy must be finite and > 0"),
    ((ONE, 1), {"degeneracy": [1, INF]}, ValueError, "degeneracy must be finite"),
    ((ONE, 1), {"degeneracy": [1, np.nan]}, ValueError, "degeneracy must be finite"),
    ((ONE, 1), {"degeneracy": "2"}, TypeError, "degeneracy must hold real numbers"),
    ((ONE, 1), {"degeneracy": [1] * 3}, ValueError, r"degeneracy of shape \(3,\) must"),
    ((ONE, 1), {"degeneracy": [[1], [2]]}, ValueError, "must broadcast to"),
]


@every_function
@pytest.mark.parametrize(("arguments", "options", "error", "message"), BAD_CALLS)
def test_bad_calls(function, arguments, options, error, message):
    with pytest.raises(error, match=message):
        function(*arguments, **options)


def test_free_energy_needs_a_temperature():
    with pytest.raises(ValueError, match="beta must be finite and > 0 for a free"):
        free_energy(ONE, [1, 0])


@pytest.mark.parametrize("k_B", [0, -1, INF, np.nan, 10**400])
def test_bad_k_B(k_B):
    with pytest.raises(ValueError, match="k_B must be finite and > 0"):
        heat_capacity(ONE, 1, k_B=k_B)
    with pytest.raises(TypeError, match="k_B must be a real number, not list"):
        heat_capacity(ONE, 1, k_B=[k_B])


def test_doctests():
    assert doctest.testmod(importlib.import_module("softmaxbook.statmech")).failed == 0
