import doctest
import importlib

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from softmaxbook.gumbel import gumbel_max, gumbel_softmax, sample_gumbel
from softmaxbook.softmax import softmax

INF = np.inf
SAMPLES = 100_000
# The seeds are fixed, so a test passes always or never; for a fresh seed, a statistical
# test would refuse a right program with this probability.
ERROR = 1e-6
deterministic = settings(derandomize=True, deadline=None, database=None)
vectors = hnp.arrays(np.float64, st.integers(1, 8), elements=st.floats(-20, 20))
SIZES = [None, (), 0, 5, np.int64(2), (3,), (2, 3), (0, 2)]


def seeded(seed=20210):
    return np.random.default_rng(seed)


def draw_max(z, rng, size=None):
    return gumbel_max(z, rng, size)


def draw_softmax(z, rng, size=None):
    return gumbel_softmax(z, 0.7, rng, size)


DRAWS = [draw_max, draw_softmax]
every_draw = pytest.mark.parametrize("draw", DRAWS)


def as_shape(size):
    return () if size is None else tuple(np.atleast_1d(size).astype(int).tolist())


class FixedUniform(np.random.Generator):
    """A generator whose uniform numbers are all the same."""

    def __init__(self, u):
        super().__init__(np.random.PCG64(0))
        self.u = u

    def random(self, size=None):
        return np.full(size, self.u)[()] if size is not None else self.u


# --- the noise


def test_noise_has_the_gumbel_distribution():
    noise = sample_gumbel(SAMPLES, seeded())
    assert scipy.stats.kstest(noise, lambda x: np.exp(-np.exp(-x))).pvalue > ERROR
    # Normal quantile of the error probability, in standard errors of each estimate;
    # that of the variance is √(kurtosis - 1) times σ²/√n, the kurtosis being 27/5.
    z, variance = scipy.stats.norm.isf(ERROR / 2), np.pi**2 / 6
    standard_error = np.sqrt(variance / SAMPLES)
    assert noise.mean() == pytest.approx(np.euler_gamma, abs=z * standard_error)
    spread = variance * np.sqrt((27 / 5 - 1) / SAMPLES)
    assert noise.var() == pytest.approx(variance, abs=z * spread)


@pytest.mark.parametrize(
    ("u", "expected"),
    [
        (np.exp(-1), 0),
        (0.5, -np.log(np.log(2))),
        (0.0, -np.log(54 * np.log(2))),
        (2**-53, -np.log(53 * np.log(2))),
        (1 - 2**-53, 53 * np.log(2)),
    ],
)
def test_noise_is_finite_for_every_uniform_number(u, expected):
    with np.errstate(all="raise"):
        noise = sample_gumbel((2,), FixedUniform(u))
    np.testing.assert_allclose(noise, expected, rtol=1e-14, atol=1e-15)
    assert sample_gumbel(None, FixedUniform(u)) == noise[0]


@pytest.mark.parametrize("size", SIZES)
def test_shape_and_dtype_of_noise(size):
    noise = sample_gumbel(size, seeded())
    assert noise.shape == as_shape(size)
    assert noise.dtype == np.float64
    assert isinstance(noise, np.ndarray if as_shape(size) else np.float64)


# --- samples of the softmax


@pytest.mark.parametrize(
    "z", [[0.0, 0, 0], np.log([1, 2, 7]), [5, 1, -INF, 0, 3], [1e9, 1e9 + 1, -1e9]]
)
def test_frequencies_are_the_softmax(z):
    counts = np.bincount(gumbel_max(z, seeded(), SAMPLES), minlength=len(z))
    p = softmax(z)
    assert np.all(counts[p == 0] == 0)
    expected = SAMPLES * p[p > 0]
    assert scipy.stats.chisquare(counts[p > 0], expected).pvalue > ERROR


def test_samples_are_independent_between_slices():
    first, second = gumbel_max(np.zeros((2, 3)), seeded(), SAMPLES).T
    table = np.zeros((3, 3), int)
    np.add.at(table, (first, second), 1)
    assert scipy.stats.chisquare(table.ravel()).pvalue > ERROR


def test_each_slice_has_its_own_softmax():
    z = np.array([[0, 1, 2], [2, -INF, 0]])
    samples = gumbel_max(z, seeded(), SAMPLES)
    for row, drawn in zip(z, samples.T, strict=True):
        frequencies = np.bincount(drawn, minlength=3) / SAMPLES
        np.testing.assert_allclose(frequencies, softmax(row), atol=0.01)


@deterministic
@given(vectors, st.floats(0.01, 5))
def test_both_functions_meet_the_same_noise(z, temperature):
    noise = sample_gumbel((10, z.size), seeded())
    chosen = gumbel_max(z, seeded(), 10)
    np.testing.assert_array_equal(chosen, (z + noise).argmax(axis=-1))
    y = gumbel_softmax(z, temperature, seeded(), 10)
    np.testing.assert_array_equal(chosen, y.argmax(axis=-1))
    expected = scipy.special.softmax((z + noise) / temperature, axis=-1)
    np.testing.assert_allclose(y, expected, rtol=1e-10, atol=1e-300)


@deterministic
@given(vectors, st.integers(-1000, 1000))
def test_a_constant_changes_nothing(z, shift):
    z = np.round(z * 2**20) / 2**20  # a grid on which z + shift is exact
    for draw in DRAWS:
        got = draw(z + shift, seeded(), 10)
        np.testing.assert_array_equal(got, draw(z, seeded(), 10))


def test_a_constant_of_1e9_costs_no_digit():
    z = np.array([0.0, 1, 3])
    got = gumbel_softmax(z + 1e9, 0.1, seeded(), 100)
    np.testing.assert_array_equal(got, gumbel_softmax(z, 0.1, seeded(), 100))


def test_limits_of_the_temperature():
    z = [0.3, -INF, 1, -1]
    one_hot = np.eye(4)[gumbel_max(z, seeded(), 100)]
    for temperature in (5e-324, 1e-308, 1e-9):
        y = gumbel_softmax(z, temperature, seeded(), 100)
        np.testing.assert_array_equal(y, one_hot)
    for temperature in (1e17, 1e308, np.finfo(float).max):
        y = gumbel_softmax(z, temperature, seeded(), 100)
        np.testing.assert_allclose(y, np.tile([1, 0, 1, 1], (100, 1)) / 3, 1e-14)


def test_largest_doubles():
    z = [1e308, -1e308, -INF]
    assert np.all(gumbel_max(z, seeded(), 100) == 0)
    np.testing.assert_array_equal(gumbel_softmax(z, 1, seeded()), [1, 0, 0])
    # The gap of 2e308 is no double, but the gap over T is 2.
    got = gumbel_softmax(z, 1e308, seeded())
    np.testing.assert_allclose(got, softmax([1, -1, -INF]), 1e-14)


# --- the contract


@every_draw
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", [(4,), (1,), (2, 4), (0, 4), (3, 1, 40)])
def test_shapes(draw, size, shape):
    got = draw(np.zeros(shape), seeded(), size)
    last = () if draw is draw_max else shape[-1:]
    assert got.shape == as_shape(size) + shape[:-1] + last
    assert got.dtype == (np.intp if draw is draw_max else np.float64)
    if draw is draw_max:
        assert np.all((got >= 0) & (got < shape[-1]))
        assert isinstance(got, np.ndarray if got.shape else np.intp)
    else:
        np.testing.assert_allclose(got.sum(axis=-1), 1, 1e-14)


@every_draw
def test_the_same_state_gives_the_same_samples(draw):
    z = seeded(1).normal(0, 1, (2, 5))
    rng = seeded()
    first, second = draw(z, rng, 20), draw(z, rng, 20)
    np.testing.assert_array_equal(first, draw(z, seeded(), 20))
    assert np.any(first != second)
    # Drawn one after another or at once.
    np.testing.assert_array_equal(np.stack([first, second]), draw(z, seeded(), (2, 20)))
    # One uniform number for each Gumbel variable.
    count = seeded()
    count.random(2 * 20 * z.size)
    assert count.random() == rng.random()


@every_draw
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_dtype_and_memory(draw, dtype):
    z = seeded(1).normal(0, 1, (6, 8)).astype(dtype)[::2, ::-2]
    before = z.copy()
    z.flags.writeable = False
    got = draw(z, seeded(), 3)
    np.testing.assert_array_equal(z, before)
    assert not np.shares_memory(got, z)
    assert got.dtype == (np.intp if draw is draw_max else dtype)
    # Drawn in double precision and rounded once.
    expected = draw(z.astype(np.float64), seeded(), 3).astype(got.dtype)
    np.testing.assert_array_equal(got, expected)


@every_draw
@pytest.mark.parametrize("z", [[1, 0, 2], (True, False), np.int8([3, 4])])
def test_integers_are_doubles(draw, z):
    got = draw(z, seeded(), 9)
    assert got.dtype == (np.intp if draw is draw_max else np.float64)
    np.testing.assert_array_equal(got, draw(np.array(z, float), seeded(), 9))


@every_draw
def test_masked_is_never_chosen(draw):
    got = draw([[-INF, 0, -INF], [-INF, -INF, -1e308]], seeded(), 1000)
    if draw is draw_softmax:
        assert set(got.ravel().tolist()) == {0.0, 1.0}
        got = got.argmax(axis=-1)
    np.testing.assert_array_equal(got, np.tile([1, 2], (1000, 1)))


def test_nan_spreads_to_its_slice_only():
    z = [[0, np.nan, -INF], [0, 1, -INF]]
    y = gumbel_softmax(z, 0.5, seeded(), 4)
    assert np.isnan(y[:, 0]).all()
    clean = gumbel_softmax([[0, 0, -INF], z[1]], 0.5, seeded(), 4)
    np.testing.assert_array_equal(y[:, 1], clean[:, 1])


def test_gumbel_max_refuses_nan():
    with pytest.raises(ValueError, match="logits must not contain NaN"):
        gumbel_max([[0, np.nan], [0, 1]], seeded())


def test_silent_even_if_numpy_is_set_to_raise():
    z = [[1e308, -1e308, -INF], [-745, 0, 5e-324], [0, 1e-300, 1]]
    with np.errstate(all="raise"):
        gumbel_max(z, seeded(), 100)
        for temperature in (5e-324, 1e-3, 1, 1e308):
            gumbel_softmax([*z, [np.nan, 0, -INF]], temperature, seeded(), 100)
            gumbel_softmax(np.float16([-1e4, 0, 12]), temperature, seeded(), 100)


BAD_LOGITS = [
    (1.0, ValueError, "logits must have at least one dimension"),
    ([], ValueError, "logits must not be empty"),
    (np.ones((2, 0)), ValueError, "logits must not be empty"),
    ([[1, 2], [3]], ValueError, "logits must be a regular array"),
    (["a"], TypeError, "logits must hold real numbers"),
    ([1j], TypeError, "logits must hold real numbers"),
    ([0, INF], ValueError, r"logits must not contain \+inf"),
    ([[0, 1], [-INF, -INF]], ValueError, "logits needs at least one finite entry"),
]


@every_draw
@pytest.mark.parametrize(("z", "error", "message"), BAD_LOGITS)
def test_bad_logits(draw, z, error, message):
    with pytest.raises(error, match=message):
        draw(z, seeded())


def sample_first(z, rng, size=None):
    return sample_gumbel(size, rng)


@pytest.mark.parametrize("draw", [*DRAWS, sample_first])
class TestBadArguments:
    @pytest.mark.parametrize("rng", [None, 1, np.random, np.random.RandomState(1)])
    def test_rng(self, draw, rng):
        with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
            draw([0, 1], rng)

    @pytest.mark.parametrize("size", [1.0, "3", [2, 3], (2, 3.0), (None,)])
    def test_size_of_a_wrong_type(self, draw, size):
        with pytest.raises(TypeError, match="size must be None, an integer or a tuple"):
            draw([0, 1], seeded(), size)

    @pytest.mark.parametrize("size", [-1, (2, -3)])
    def test_negative_size(self, draw, size):
        rng = seeded()
        with pytest.raises(ValueError, match="size must be >= 0, not"):
            draw([0, 1], rng, size)
        assert rng.random() == seeded().random()  # nothing was drawn


@pytest.mark.parametrize("temperature", [0, -1.0, INF, np.nan, 10**400, -(10**400)])
def test_bad_temperature(temperature):
    rng = seeded()
    with pytest.raises(ValueError, match="temperature must be finite and > 0"):
        gumbel_softmax([0, 1], temperature, rng)
    with pytest.raises(TypeError, match="temperature must be a real number, not list"):
        gumbel_softmax([0, 1], [temperature], rng)
    assert rng.random() == seeded().random()


def test_doctests():
    assert doctest.testmod(importlib.import_module("softmaxbook.gumbel")).failed == 0
