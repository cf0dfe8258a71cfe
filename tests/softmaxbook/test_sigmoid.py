import mpmath
import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from softmaxbook.sigmoid import log_sigmoid, logit, sigmoid

FUNCTIONS = [sigmoid, log_sigmoid, logit]
deterministic = settings(
    derandomize=True, deadline=None, database=None, max_examples=200
)
rng = np.random.default_rng(20210)
X = np.concatenate(
    [
        rng.normal(0, 1, 200),
        rng.normal(0, 30, 200),
        rng.uniform(-745, 745, 200),
        np.outer([-1, 1], 10.0 ** rng.uniform(-300, 2.8, 100)).ravel(),
        [-745, -744.4, -709.8, -708.3, -103.9, -36.7, -0.0, 0, 36.7, 37, 709.8, 745],
    ]
)
P = np.concatenate(
    [
        rng.uniform(0, 1, 300),
        0.5 + rng.normal(0, 1, 200) * 10.0 ** rng.uniform(-17, -1.2, 200),
        10.0 ** rng.uniform(-323, -0.4, 200),
        1 - 10.0 ** rng.uniform(-15.9, -0.4, 200),
        [5e-324, 0.25, np.nextafter(0.5, 0), np.nextafter(0.5, 1), 0.75, 1 - 2**-53],
    ]
)


def exact_sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def exact_log_sigmoid(x):
    return -mpmath.log1p(mpmath.exp(-x))


def exact_logit(p):
    return mpmath.log(p / (1 - p))


def worst_ulp(function, exact, inputs):
    """Return the largest error, in units in the last place of the exact value."""
    got = function(inputs)
    worst = 0.0
    with mpmath.workdps(700):  # 1 + e^-745 needs 324 digits, and its logarithm more
        for x, y in zip(inputs.tolist(), got, strict=True):
            truth = exact(mpmath.mpf(x))
            unit = np.spacing(np.abs(got.dtype.type(truth)))
            worst = max(worst, float(abs(mpmath.mpf(float(y)) - truth) / float(unit)))
    return worst


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize(
    ("function", "exact", "inputs"),
    [
        (sigmoid, exact_sigmoid, X),
        (log_sigmoid, exact_log_sigmoid, X),
        (logit, exact_logit, P),
    ],
)
def test_within_4_ulp_of_mpmath(function, exact, inputs, dtype):
    inputs = inputs.astype(dtype)
    if function is logit:
        inputs = inputs[(inputs > 0) & (inputs < 1)]
    assert worst_ulp(function, exact, inputs) <= 4


def test_extreme_values():
    tiny = 5e-324
    assert sigmoid([-np.inf, -745, 0, 745, np.inf]).tolist() == [0, tiny, 0.5, 1, 1]
    assert log_sigmoid([-np.inf, -1e308, -745, 745, np.inf]).tolist() == [
        -np.inf,
        -1e308,
        -745,
        -tiny,
        0,
    ]
    assert logit([0, 0.5, 1]).tolist() == [-np.inf, 0, np.inf]


def test_first_digits_beside_one_half():
    # logit(1/2 + d) = 4d + O(d³): nothing of a d of one ulp may be lost.
    for step in (2.0**-53, 2.0**-54):
        for p in (0.5 + 2 * step, 0.5 - step):
            assert logit(p) == 4 * (p - 0.5)


def test_no_cancellation_in_the_upper_tail():
    assert log_sigmoid(50) == pytest.approx(-np.exp(-50), rel=1e-15)


@pytest.mark.parametrize(
    ("function", "reference", "inputs"),
    [
        # scipy.special.expit is 0 below -709, where the truth is a subnormal number.
        (sigmoid, scipy.special.expit, X[X > -708]),
        (log_sigmoid, scipy.special.log_expit, X),
        (logit, scipy.special.logit, P[np.abs(P - 0.5) > 1e-3]),
    ],
)
def test_agrees_with_scipy(function, reference, inputs):
    np.testing.assert_allclose(function(inputs), reference(inputs), rtol=1e-12)


@deterministic
@given(st.floats(-30, 30))
def test_complement_slope_and_inverse(x):
    p = sigmoid(x)
    assert p + sigmoid(-x) == pytest.approx(1, abs=4e-16)
    assert np.exp(log_sigmoid(x)) == pytest.approx(p, rel=1e-14)
    assert log_sigmoid(x) - log_sigmoid(-x) == pytest.approx(x, rel=1e-14, abs=1e-15)
    # An ulp of p near 1 is e^x ulp of the odds.
    assert logit(p) == pytest.approx(x, rel=1e-14, abs=4e-16 * (1 + np.exp(abs(x))))


@deterministic
@given(st.floats(0, 1))
def test_sigmoid_undoes_logit(p):
    # An absolute error ε of the log-odds is a relative error ε of p.
    assert sigmoid(logit(p)) == pytest.approx(p, rel=2e-13, abs=5e-324)


@deterministic
@given(st.floats(), st.floats())
def test_order_and_bounds(x, y):
    if np.isnan(x) or np.isnan(y):
        assert np.isnan(sigmoid(x + y))
        return
    low, high = sorted([x, y])
    assert 0 <= sigmoid(low) <= sigmoid(high) <= 1
    assert log_sigmoid(low) <= log_sigmoid(high) <= 0


@pytest.mark.parametrize("function", FUNCTIONS)
class TestContract:
    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_float_dtype_is_kept(self, function, dtype):
        assert function(np.full((2, 3), 0.3, dtype)).dtype == dtype
        assert function(dtype(0.3)).dtype == dtype

    @pytest.mark.parametrize("x", [1, True, [0, 1], np.int8([0, 1])])
    def test_integers_become_float64(self, function, x):
        assert function(x).dtype == np.float64

    @pytest.mark.parametrize("x", [0.3, np.float32(0.3), np.array(0.3)])
    def test_a_number_gives_a_scalar(self, function, x):
        assert isinstance(function(x), np.floating)

    @pytest.mark.parametrize("shape", [(0,), (1,), (2, 0), (2, 3), (1, 1, 1)])
    def test_shape_is_kept(self, function, shape):
        y = function(np.full(shape, 0.3))
        assert isinstance(y, np.ndarray)
        assert y.shape == shape

    def test_entry_by_entry_on_any_layout(self, function):
        x = np.linspace(0.01, 0.99, 24).reshape(2, 3, 4)[::-1, :, ::2].T
        loop = np.array([function(v) for v in x.ravel()]).reshape(x.shape)
        np.testing.assert_allclose(function(x), loop, rtol=1e-15)

    def test_input_is_not_written_to(self, function):
        x = np.array([0.2, 0.5, 0.9])
        x.flags.writeable = False
        function(x)
        assert x.tolist() == [0.2, 0.5, 0.9]

    def test_nan_stays_where_it_is(self, function):
        y = function([0.3, np.nan, 0.6])
        assert np.isnan(y).tolist() == [False, True, False]

    def test_silent_even_if_numpy_is_set_to_raise(self, function):
        x = np.array([0, 1, 5e-324, 1 - 2**-53, np.nan])
        with np.errstate(all="raise"):
            function(x)
            if function is not logit:
                function(np.array([-np.inf, -1e308, -745, -740, 800, 1e308, np.inf]))
                function(np.float32([-104, -100, 100, 3e38]))

    @pytest.mark.parametrize("x", ["0.5", 0.5j, None, [object()]])
    def test_what_is_not_real(self, function, x):
        name = "p" if function is logit else "x"
        with pytest.raises(TypeError, match=f"{name} must hold real numbers"):
            function(x)


@pytest.mark.parametrize("p", [-1e-300, 1 + 1e-15, np.inf, -np.inf, [0.5, 2], 2])
def test_logit_of_what_is_no_probability(p):
    with pytest.raises(ValueError, match=r"p must lie in \[0, 1\]"):
        logit(p)
