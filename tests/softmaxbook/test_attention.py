import doctest
import importlib
import itertools

import mpmath
import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from softmaxbook.attention import attention, info_nce
from softmaxbook.softmax import log_softmax, softmax

INF, NAN = np.inf, np.nan
DTYPES = [np.float16, np.float32, np.float64]
deterministic = settings(derandomize=True, deadline=None, database=None)


def normal(*shape, seed=20210):
    return np.random.default_rng(seed).normal(0, 2, shape)


Q, K, V = normal(3, 4, seed=1), normal(5, 4, seed=2), normal(5, 2, seed=3)
MASK = np.array([[1, 1, 0, 1, 0], [0, 1, 1, 0, 0], [1, 0, 1, 1, 0]], bool)


def by_loop(query, key, value, beta, mask):
    """Attention of one query after another, to the keys it may attend to only."""
    rows = []
    for q, allowed in zip(query, mask, strict=True):
        p = scipy.special.softmax(beta * (key[allowed] @ q))
        rows.append((p[:, None] * value[allowed]).sum(axis=0))
    return np.array(rows)


# --- attention


def test_by_hand():
    # Scores log 1, log 2 and log 5, so weights 1/8, 2/8 and 5/8.
    key = np.log([[1], [2], [5]])
    got = attention([[1]], key, [[8, 0], [0, 8], [16, 8]])
    np.testing.assert_allclose(got, [[11, 7]], 1e-15)
    got = attention([[1]], key, [[8], [80], [800]], beta=0)
    np.testing.assert_allclose(got, [[296]], 1e-15)
    got = attention([[1]], key, [[3], [6], [800]], mask=[True, True, False])
    np.testing.assert_allclose(got, [[5]], 1e-15)


def test_against_mpmath():
    with mpmath.workdps(60):
        exact = []
        for q in Q:
            dots = [mpmath.fdot(q, k) / mpmath.sqrt(4) for k in K]
            weights = [mpmath.exp(s) for s in dots]
            total = mpmath.fsum(weights)
            exact.append([float(mpmath.fdot(weights, v) / total) for v in V.T])
    np.testing.assert_allclose(attention(Q, K, V), exact, rtol=1e-14)


@pytest.mark.parametrize("beta", [None, 0, 0.3, 2, 50, np.float32(0.5)])
@pytest.mark.parametrize("mask", [None, MASK])
def test_against_a_loop(beta, mask):
    got = attention(Q, K, V, beta=beta, mask=mask)
    allowed = np.full((3, 5), True) if mask is None else mask
    expected = by_loop(Q, K, V, 0.5 if beta is None else beta, allowed)
    np.testing.assert_allclose(got, expected, rtol=1e-12)
    if mask is None:
        p = softmax(Q @ K.T, beta=0.5 if beta is None else beta)
        np.testing.assert_allclose(got, p @ V, rtol=1e-12)


@pytest.mark.parametrize("mask_shape", [(), (5,), (3, 1), (2, 1, 3, 5), (6, 3, 5)])
def test_leading_axes_broadcast(mask_shape):
    query, key, value = normal(2, 1, 3, 4), normal(6, 5, 4), normal(2, 1, 5, 2)
    mask = normal(*mask_shape, seed=4) < 0.5
    mask = mask | (np.arange(mask_shape[-1] if mask_shape else 1) == 0)
    got = attention(query, key, value, mask=mask)
    assert got.shape == (2, 6, 3, 2)
    full = np.broadcast_to(mask, (2, 6, 3, 5))
    for a, b in np.ndindex(2, 6):
        expected = by_loop(query[a, 0], key[b], value[a, 0], 0.5, full[a, b])
        np.testing.assert_allclose(got[a, b], expected, 1e-12, 1e-13)


def test_value_and_mask_may_have_axes_that_the_scores_have_not():
    value, mask = normal(7, 5, 2), np.tile(MASK, (7, 1, 1))
    got = attention(Q, K, value, mask=mask)
    for i in range(7):
        expected = attention(Q, K, value[i], mask=MASK)
        np.testing.assert_allclose(got[i], expected, rtol=1e-13)


@deterministic
@given(
    hnp.arrays(np.float64, (4, 3), elements=st.floats(-5, 5)),
    hnp.arrays(np.float64, (3, 2), elements=st.floats(-1e6, 1e6)),
    st.permutations(range(3)),
)
def test_a_mean_of_values_whatever_their_order(query, value, order):
    key = np.array([[1.0, 2, 0.5], [-1, 0, 0], [0.5, -0.5, 2]])
    got = attention(query, key, value)
    assert np.all(got >= value.min(axis=0) - 1e-9)
    assert np.all(got <= value.max(axis=0) + 1e-9)
    moved = attention(query, key[order], value[order])
    np.testing.assert_allclose(moved, got, rtol=1e-9, atol=1e-8)


# --- what is masked, and what is not finite


@pytest.mark.parametrize("beta", [0, 1e-300, 1, 1e6])
@pytest.mark.parametrize("junk", [NAN, INF, -INF, 1e308])
def test_masked_keys_and_values_may_hold_anything(junk, beta):
    expected = attention(Q, K[:4], V[:4], beta=beta, mask=MASK[:, :4])
    key, value = K.copy(), V.copy()
    key[4], value[4] = junk, junk
    got = attention(Q, key, value, beta=beta, mask=MASK)
    np.testing.assert_array_equal(np.isfinite(got), True)
    np.testing.assert_allclose(got, expected, rtol=1e-13)


@pytest.mark.parametrize("junk", [NAN, INF, -INF])
def test_a_value_reaches_only_the_queries_that_attend_to_it(junk):
    value = V.copy()
    value[2, 1] = junk
    got, expected = (attention(Q, K, v, mask=MASK) for v in (value, V))
    expected[MASK[:, 2], 1] = junk
    assert MASK[:, 2].any() and not MASK[:, 2].all()
    np.testing.assert_allclose(got, expected, rtol=1e-13)
    # A weight that is 0 because the score is far below the largest.
    got = attention([[1]], [[0], [1000]], [[junk], [7]])
    assert got.tolist() == [[7]]


def test_infinite_values_of_both_signs_are_nan():
    got = attention([[0]], [[0]] * 3, [[INF, INF, 1], [-INF, INF, 2], [0, 0, 3]])
    np.testing.assert_array_equal(got, [[NAN, INF, 2]])


def test_a_key_spoils_only_the_queries_that_attend_to_it():
    key = K.copy()
    key[2, 1] = NAN
    got, expected = (attention(Q, k, V, mask=MASK) for k in (key, K))
    expected[MASK[:, 2]] = NAN
    np.testing.assert_allclose(got, expected, rtol=1e-13)


def test_a_query_with_nan_spoils_itself_only():
    query = Q.copy()
    query[1, 3] = NAN
    got, expected = attention(query, K, V, mask=MASK), attention(Q, K, V, mask=MASK)
    expected[1] = NAN
    np.testing.assert_allclose(got, expected, rtol=1e-13)


@pytest.mark.parametrize("scale", [1e-300, 1e9, 1e150])
def test_scales(scale):
    expected = attention(Q, K, V)
    got = attention(Q, scale * K, V, beta=0.5 / scale)
    np.testing.assert_allclose(got, expected, rtol=1e-12)
    got = attention(Q, K, scale * 1e157 * V)  # up to 1e308
    np.testing.assert_allclose(got, scale * 1e157 * expected, rtol=1e-12)
    got = attention(Q, scale * K, V)
    limit = (
        V[(Q @ K.T).argmax(axis=1)] if scale > 1 else np.tile(V.mean(axis=0), (3, 1))
    )
    np.testing.assert_allclose(got, limit, rtol=1e-14)


def test_dot_products_that_overflow_are_refused_by_name():
    with pytest.raises(ValueError, match=r"query @ key\.T must not contain \+inf"):
        attention([[1e200]], [[1e200], [1]], [[1], [2]])
    with pytest.raises(ValueError, match=r"query @ key\.T needs at least one finite"):
        attention([[1e200]], [[-1e200]], [[1]])
    assert attention([[1e200]], [[-1e200], [1]], [[1], [2]]).tolist() == [[2]]
    # Computed in double precision, the largest float32 do not overflow.
    big = np.float32([[3e38]])
    assert attention(big, big, np.float32([[3]])).tolist() == [[3]]


# --- the contract of attention


@pytest.mark.parametrize("dtypes", [*itertools.product([*DTYPES, np.int8], repeat=3)])
def test_dtype_is_that_of_the_arguments(dtypes):
    arrays = [np.round(x).astype(t) for x, t in zip((Q, K, V), dtypes, strict=True)]
    got = attention(*arrays)
    kept = [t if t in DTYPES else np.float64 for t in dtypes]
    assert got.dtype == np.result_type(*kept)
    # Computed in double precision and rounded once.
    double = attention(*(x.astype(float) for x in arrays))
    np.testing.assert_array_equal(got, double.astype(got.dtype))


def test_arguments_are_not_written_to():
    arrays = [np.asfortranarray(Q), K[::-1], V[:, ::-1], MASK]
    before = [x.copy() for x in arrays]
    for x in arrays:
        x.flags.writeable = False
    got = attention(*arrays[:3], mask=arrays[3])
    for x, old in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(x, old)
        assert not np.shares_memory(x, got)
    one = np.ones((1, 1))
    assert not np.shares_memory(attention(one, one, one), one)
    lists = attention(Q.tolist(), K[::-1].tolist(), V[:, ::-1].tolist(), mask=MASK)
    np.testing.assert_allclose(got, lists, rtol=1e-13)


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        ([(0, 4), (5, 4), (5, 2)], (0, 2)),
        ([(3, 4), (5, 4), (5, 0)], (3, 0)),
        ([(0, 3, 4), (5, 4), (5, 2)], (0, 3, 2)),
        ([(1, 1), (1, 1), (1, 1)], (1, 1)),
    ],
)
def test_small_shapes(shapes, expected):
    got = attention(*map(np.ones, shapes), mask=[True])
    assert got.shape == expected
    np.testing.assert_array_equal(got, 1)


ARRAYS = {"query": Q, "key": K, "value": V}
BAD_CALLS = [
    ({"query": Q[0]}, ValueError, "query must have at least two dimensions"),
    ({"key": 1.0}, ValueError, "key must have at least two dimensions"),
    ({"value": V[0]}, ValueError, "value must have at least two dimensions"),
    ({"query": Q[:, :3]}, ValueError, r"query and key must agree in axis -1"),
    ({"value": V[:3]}, ValueError, r"key and value must agree in axis -2"),
    ({"query": [Q] * 2, "key": [K] * 3}, ValueError, "query, key and value must"),
    ({"query": Q[:, :0], "key": K[:, :0]}, ValueError, "query must not be empty"),
    ({"key": K[:0], "value": V[:0]}, ValueError, "key must not be empty along axis -2"),
    ({"query": [["a"]]}, TypeError, "query must hold real numbers"),
    ({"key": K * 1j}, TypeError, "key must hold real numbers"),
    ({"value": [[None]]}, TypeError, "value must hold real numbers"),
    ({"key": [[1, 2], [3]]}, ValueError, "key must be a regular array"),
    ({"query": [[INF] * 4]}, ValueError, r"query @ key\.T must not contain \+inf"),
    ({"beta": -1}, ValueError, "beta must be finite and >= 0"),
    ({"beta": NAN}, ValueError, "beta must be finite and >= 0"),
    ({"beta": [1]}, TypeError, "beta must be a real number"),
    ({"mask": [1, 1, 0, 0, 0]}, TypeError, "mask must be Boolean, not int"),
    ({"mask": MASK * 1.0}, TypeError, "mask must be Boolean, not float64"),
    ({"mask": [[True], [True, False]]}, ValueError, "mask must be a regular array"),
    ({"mask": MASK.T}, ValueError, r"mask of shape \(5, 3\) must broadcast"),
    ({"mask": MASK[None]}, ValueError, r"must broadcast to \(3, 5\)"),
    ({"mask": MASK & (Q[:, :1] > INF)}, ValueError, "mask must leave each query"),
    ({"mask": False}, ValueError, "mask must leave each query at least one key"),
    ({"mask": [[True], [False], [True]]}, ValueError, "mask must leave each query"),
]


@pytest.mark.parametrize(("changes", "error", "message"), BAD_CALLS)
def test_bad_calls(changes, error, message):
    key = np.abs(K) if "inf" in message else K
    with pytest.raises(error, match=message):
        attention(**{**ARRAYS, "key": key, **changes})


def test_silent_even_if_numpy_is_set_to_raise():
    extremes = [[1e308, 1e-308], [-INF, 1], [NAN, 1], [5e-324, -745]]
    half = np.float16(1e-4 * V)
    with np.errstate(all="raise"):
        for beta in (0, 1e-300, 1, 1e308):
            attention([[1e-308, -1]], np.abs(extremes[3:]), [[1e-300]], beta=beta)
            mask = [True, False, False, True]
            attention([[1e-308, 1]], extremes, extremes, beta=beta, mask=mask)
            attention(Q, K, half, beta=beta)
            info_nce(np.float16([[60000, -60000], [-INF, 1e-7]]), beta=beta)
            info_nce([[1e308, -1e308], [NAN, -1e308]], beta=beta)


# --- InfoNCE


def test_info_nce_by_hand():
    # Rows pick their partner with probabilities 1/4 and 2/3.
    got = info_nce(np.log([[1, 3], [1, 2]]), beta=1)
    np.testing.assert_allclose(got, np.log(6) / 2, 1e-15)
    assert isinstance(got, np.float64)
    assert info_nce([[3.5]], beta=2) == 0


@pytest.mark.parametrize("beta", [0, 1e-3, 1, 20])
@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_info_nce_against_a_loop_and_mpmath(n, beta):
    s = normal(2, n, n)
    got = info_nce(s, beta=beta)
    assert got.shape == (2,)
    diagonals = np.diagonal(log_softmax(s, beta=beta), axis1=1, axis2=2)
    np.testing.assert_allclose(got, -diagonals.mean(axis=1), 1e-13, 1e-15)
    for matrix, loss in zip(s, got, strict=True):
        with mpmath.workdps(60):
            terms = []
            for i, row in enumerate(matrix):
                weights = [mpmath.exp(mpmath.mpf(beta) * float(v)) for v in row]
                terms.append(-mpmath.log(weights[i] / mpmath.fsum(weights)))
            exact = float(mpmath.fsum(terms) / n)
        np.testing.assert_allclose(loss, exact, 1e-14, 1e-15)


@pytest.mark.parametrize("n", [1, 2, 3, 100])
def test_info_nce_without_information_is_log_n(n):
    s = normal(n, n)
    np.testing.assert_allclose(info_nce(s, beta=0), np.log(n), 1e-14)
    np.testing.assert_allclose(info_nce(np.full((n, n), 1e9), beta=3), np.log(n), 1e-14)


def test_info_nce_is_one_direction_and_shift_invariant():
    s = np.array([[2.0, 1, 0], [3, 1, 1], [0, 0, 4]])
    assert info_nce(s, beta=1) != pytest.approx(info_nce(s.T, beta=1), rel=0.01)
    shifted = s + np.array([[7.0], [-2], [1e9]])  # rows may move, columns not
    np.testing.assert_array_equal(info_nce(shifted, beta=1), info_nce(s, beta=1))
    # Near-certainty keeps its digits: log(1 + e^-50) each.
    got = info_nce([[50, 0], [0, 50]], beta=1)
    np.testing.assert_allclose(got, np.exp(-50), 1e-14)


def test_info_nce_leaves_out_what_is_minus_inf():
    s = np.array([[1.0, 3, 0], [0, 2, 1], [1, 1, 1]])
    masked = np.where([[1, 0, 1], [1, 1, 1], [1, 1, 1]], s, -INF)
    row = -log_softmax([1, 0])[0]
    expected = (row - log_softmax(s[1])[1] - log_softmax(s[2])[2]) / 3
    np.testing.assert_allclose(info_nce(masked, beta=1), expected, 1e-14)
    assert info_nce(masked, beta=0) == pytest.approx(np.log(2 * 3 * 3) / 3)
    for beta in (0, 1, 1e308):
        assert info_nce([[-INF, 0], [0, 0]], beta=beta) == INF


def test_info_nce_of_extremes_and_nan():
    s = np.array([[-1e308, 0], [0, -1e308]])
    assert info_nce(s, beta=1) == 1e308  # the sum of both losses is no double
    assert info_nce(s, beta=0) == pytest.approx(np.log(2))
    assert info_nce(s, beta=10) == INF
    assert info_nce(-s, beta=1) == 0
    got = info_nce([[[NAN, 0], [0, 0]], [[0, 0], [0, 0]]], beta=1)
    np.testing.assert_allclose(got, [NAN, np.log(2)])


@pytest.mark.parametrize("dtype", [*DTYPES, bool, np.int8])
def test_info_nce_dtype_and_memory(dtype):
    s = np.round(normal(2, 3, 3)).astype(dtype)
    before = s.copy()
    s.flags.writeable = False
    got = info_nce(s, beta=0.7)
    np.testing.assert_array_equal(s, before)
    assert got.dtype == (dtype if dtype in DTYPES else np.float64)
    double = info_nce(s.astype(float), beta=0.7)
    np.testing.assert_array_equal(got, double.astype(got.dtype))
    assert not np.shares_memory(info_nce(np.zeros((1, 1)), beta=1), s)


@pytest.mark.parametrize(
    ("s", "error", "message"),
    [
        (1.0, ValueError, "similarity must have at least one dimension"),
        ([1.0], ValueError, "similarity must be square in its last two axes"),
        ([[1, 2]], ValueError, r"square in its last two axes, not \(1, 2\)"),
        (np.ones((2, 2, 3)), ValueError, "similarity must be square"),
        (np.ones((0, 0)), ValueError, "similarity must not be empty"),
        ([["a"]], TypeError, "similarity must hold real numbers"),
        ([[0, INF], [0, 0]], ValueError, r"similarity must not contain \+inf"),
        ([[0, 0], [-INF, -INF]], ValueError, "similarity needs at least one finite"),
    ],
)
def test_info_nce_of_what_is_no_similarity(s, error, message):
    with pytest.raises(error, match=message):
        info_nce(s, beta=1)


def test_info_nce_beta():
    with pytest.raises(ValueError, match="beta must be finite and >= 0"):
        info_nce([[1]], beta=-1)
    with pytest.raises(TypeError, match="beta must be a real number"):
        info_nce([[1]], beta=None)
    with pytest.raises(TypeError):
        info_nce([[1]])


def test_doctests():
    assert doctest.testmod(importlib.import_module("softmaxbook.attention")).failed == 0
