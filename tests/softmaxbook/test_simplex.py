"""One contract, kept by every map of the family from logits to the simplex."""

import functools
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from softmaxbook.kwta import kwta, soft_top_k
from softmaxbook.softmax import softmax
from softmaxbook.sparse import argmax, entmax, sparsemax

INF = np.inf
DTYPES = [np.float16, np.float32, np.float64]
MAPS = {
    "softmax": softmax,
    "softmax β=0": functools.partial(softmax, beta=0),
    "softmax β=1e-300": functools.partial(softmax, beta=1e-300),
    "softmax β=2.5": functools.partial(softmax, beta=2.5),
    "softmax β=1e308": functools.partial(softmax, beta=1e308),
    "argmax": argmax,
    "sparsemax": sparsemax,
    **{
        f"entmax α={alpha}": functools.partial(entmax, alpha=alpha)
        for alpha in (1, 1 + 1e-9, 1.25, 1.5, 1.9, 2, 3, 10, 1e6, INF)
    },
    "kwta k=1": functools.partial(kwta, k=1),
    "soft_top_k k=1": functools.partial(soft_top_k, k=1, beta=2.5),
}
SHARP = {"softmax β=1e308", "argmax", "kwta k=1", "entmax α=1e6", "entmax α=inf"}
FLAT = {"softmax β=0", "softmax β=1e-300"}
each_map = pytest.mark.parametrize("f", MAPS.values(), ids=MAPS.keys())
smooth_maps = pytest.mark.parametrize(
    "f", [pytest.param(MAPS[name], id=name) for name in MAPS if name not in SHARP]
)
few = settings(derandomize=True, deadline=None, database=None, max_examples=60)
vectors = hnp.arrays(np.float64, st.integers(1, 8), elements=st.floats(-50, 50))


def batch(seed=20210, shape=(2, 3, 4)):
    return np.random.default_rng(seed).normal(0, 1.5, shape)


# --- the simplex, its symmetries, its order


@each_map
@few
@given(z=vectors)
def test_probabilities(f, z):
    p = f(z)
    assert np.all((p >= 0) & (p <= 1))
    assert p.sum() == pytest.approx(1, abs=1e-15 * (1 + z.size))


@each_map
@pytest.mark.parametrize("size", [1, 2, 31, 32, 33, 1000])
@pytest.mark.parametrize("scale", [1e-3, 1, 1e9])
def test_sum_at_any_size_and_scale(f, size, scale):
    p = f(scale * batch(shape=(5, size)))
    assert np.all(p >= 0)
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=0, atol=4e-15)


@each_map
@few
@given(z=vectors)
def test_order_is_kept(f, z):
    order = np.argsort(z, kind="stable")
    assert np.all(np.diff(f(z)[order]) >= -1e-16)
    assert np.ptp(f(np.append(z, z[0]))[[0, -1]]) == pytest.approx(0, abs=1e-15)


@each_map
@few
@given(z=vectors, shift=st.integers(-1000, 1000))
def test_shift_invariance(f, z, shift):
    z = np.round(z * 2**20) / 2**20  # a grid on which z + shift is exact
    np.testing.assert_allclose(f(z + shift), f(z), rtol=0, atol=1e-15)


@each_map
def test_permutation_equivariance(f):
    z = np.array([0.5, -2, 3, 3, -INF])
    for order in map(list, itertools.permutations(range(5))):
        np.testing.assert_allclose(f(z[order]), f(z)[order], rtol=1e-14, atol=1e-16)


@each_map
@pytest.mark.parametrize("size", [1, 2, 7, 50])
def test_equal_logits_share_equally(f, size):
    np.testing.assert_allclose(f(np.full(size, 3.7)), 1 / size, rtol=1e-14)


@each_map
def test_a_million_equal_logits(f):
    p = f(np.full(1_000_000, -1.25))
    np.testing.assert_allclose(p, 1e-6, rtol=1e-9)
    assert p.sum() == pytest.approx(1, abs=1e-13)


@smooth_maps
def test_continuity(f):
    z = batch(shape=(20, 6))
    nudge = 1e-9 * batch(seed=5, shape=(20, 6))
    # Each of these maps has slopes of at most β (or 1) in the 2-norm.
    assert np.abs(f(z + nudge) - f(z)).max() <= 2.5 * 6 * np.abs(nudge).max()


# --- axes, shapes and dtypes


@each_map
@pytest.mark.parametrize("axis", [0, 1, 2, -3, -2, -1, np.int64(1)])
def test_axis_against_a_loop(f, axis):
    z = batch()
    rows = np.moveaxis(z, axis, -1)
    expected = np.array([[f(row) for row in block] for block in rows])
    np.testing.assert_allclose(
        np.moveaxis(f(z, axis=axis), axis, -1), expected, rtol=1e-13, atol=1e-16
    )


@each_map
def test_rows_of_a_large_batch_are_independent(f):
    z = batch(shape=(100, 40))
    np.testing.assert_allclose(
        f(z), np.array([f(row) for row in z]), rtol=1e-12, atol=1e-15
    )


@each_map
def test_axis_none_is_the_flat_array(f):
    z = batch()
    expected = f(z.ravel()).reshape(z.shape)
    np.testing.assert_allclose(f(z, axis=None), expected, rtol=1e-14, atol=1e-16)


@each_map
def test_an_empty_batch_stays_empty(f):
    assert f(np.ones((0, 3))).shape == (0, 3)
    assert f(np.ones((0, 300))).shape == (0, 300)


@each_map
@pytest.mark.parametrize("dtype", DTYPES)
def test_float_dtype_is_kept(f, dtype):
    z = np.array([[1, 2, 2.5]], dtype)
    p = f(z)
    assert p.dtype == dtype
    # Computed in double precision and rounded once: the nearest number of the dtype.
    np.testing.assert_array_equal(p, f(z.astype(float)).astype(dtype))


@each_map
@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, np.int64])
def test_integers_become_float64(f, dtype):
    p = f(np.array([1, 0], dtype))
    assert p.dtype == np.float64
    np.testing.assert_array_equal(p, f([1.0, 0.0]))


@each_map
def test_any_layout(f):
    z = batch(shape=(4, 6, 8))
    for view in (z[::-1, :, ::2], z.T, z[:, 1:2, ::-1], np.asfortranarray(z)):
        expected = f(np.ascontiguousarray(view))
        np.testing.assert_allclose(f(view), expected, rtol=1e-14, atol=1e-16)
        assert f(view).flags.c_contiguous


@each_map
def test_input_is_not_written_to(f):
    for z in (batch(), batch(shape=(3, 40)), batch(shape=40), np.array([[2.0]])):
        before = z.copy()
        z.flags.writeable = False
        for p in (f(z), f(z, axis=0), f(z, axis=None)):
            assert not np.shares_memory(p, z)
            assert p.flags.writeable
        np.testing.assert_array_equal(z, before)


@each_map
def test_single_entry_is_certain(f):
    assert f([-3.5]).tolist() == [1]
    assert f([[1e308], [-1e308]]).tolist() == [[1], [1]]


# --- hostile input


@each_map
@pytest.mark.parametrize("dtype", DTYPES)
def test_mask_gives_exactly_zero(f, dtype):
    p = f(np.array([1, -INF, 1, -INF], dtype))
    assert p[1] == p[3] == 0
    np.testing.assert_allclose(p[[0, 2]], 0.5, rtol=3e-16)
    np.testing.assert_array_equal(f(np.array([-INF, 4], dtype)), [0, 1])


@each_map
def test_mask_is_the_same_as_leaving_the_entry_out(f):
    z = np.array([0.3, -INF, 2.0, -1.0])
    np.testing.assert_allclose(f(z)[[0, 2, 3]], f(z[[0, 2, 3]]), rtol=1e-14, atol=1e-16)
    assert f(z)[1] == 0


@each_map
@pytest.mark.parametrize("width", [3, 50])
def test_nan_spreads_to_its_slice_only(f, width):
    z = np.zeros((3, width))
    z[:, -1] = -INF
    z[0, 1] = np.nan
    p = f(z)
    assert np.isnan(p[0]).all()
    assert not np.isnan(p[1:]).any()
    columns = f([[0, np.nan], [0, 0]], axis=0)
    assert np.isnan(columns).tolist() == [[False, True]] * 2
    assert np.isnan(f([np.nan])).all()


@each_map
def test_extreme_scales(f):
    for scale in (1e-300, 5e-324):
        p = f(scale * np.array([1, -1, 0]))
        assert p.sum() == pytest.approx(1, abs=1e-15)
        assert p[0] >= p[2] >= p[1]
    for scale in (1e9, 1e308):
        p = f(scale * np.array([1, -1, 0.5]))
        assert p.sum() == pytest.approx(1, abs=1e-15)
        if f not in map(MAPS.get, FLAT):
            assert p.tolist() == [1, 0, 0]


@each_map
def test_silent_even_if_numpy_is_set_to_raise(f):
    z = [[1e308, -1e308, -INF], [np.nan, 0, -INF], [-745, 0, 5e-324]]
    half = np.float16([[0, -12, -INF], [65504, -65504, 65504]])
    with np.errstate(all="raise"):
        for x, axis in itertools.product((z, half, batch()), (-1, None)):
            f(x, axis=axis)


BAD_LOGITS = [
    (1.0, ValueError, "must have at least one dimension"),
    ([], ValueError, "must not be empty"),
    (np.ones((2, 0)), ValueError, "must not be empty"),
    ([[1, 2], [3]], ValueError, "must be a regular array"),
    (["a"], TypeError, "must hold real numbers"),
    ([1j], TypeError, "must hold real numbers"),
    (None, TypeError, "must hold real numbers"),
    ([0, INF], ValueError, r"must not contain \+inf"),
    ([[np.nan, 0], [0, INF]], ValueError, r"must not contain \+inf"),
]


@each_map
@pytest.mark.parametrize(("z", "error", "message"), BAD_LOGITS)
def test_bad_logits(f, z, error, message):
    name = "x" if getattr(f, "func", f) in (kwta, soft_top_k) else "z"
    with pytest.raises(error, match=f"{name} {message}"):
        f(z)


@each_map
def test_all_masked_is_refused(f):
    with pytest.raises(ValueError):
        f([[0, 1], [-INF, -INF]])
    f([[0, 1], [-INF, -INF]], axis=None)


@each_map
def test_bad_axis(f):
    with pytest.raises(ValueError, match=r"axis must be in \[-1, 1\)"):
        f([1, 2], axis=1)
    with pytest.raises(TypeError, match="axis must be None or an integer"):
        f([[1, 2]], axis=(0, 1))
