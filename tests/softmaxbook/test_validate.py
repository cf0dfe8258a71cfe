import doctest
import importlib
from fractions import Fraction

import numpy as np
import pytest

from softmaxbook._validate import (
    as_float_array,
    check_alpha,
    check_axis,
    check_beta,
    check_integer,
    check_positive,
)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_float_dtypes_are_kept(dtype):
    assert as_float_array(np.ones(3, dtype), "x").dtype == dtype


@pytest.mark.parametrize(
    "x", [[1, 2], (True, False), 3, np.uint8([1]), range(3), np.int64(4), [1, 2.5]]
)
def test_other_real_input_becomes_float64(x):
    array = as_float_array(x, "x")
    assert array.dtype == np.float64
    np.testing.assert_array_equal(array, x)


def test_foreign_byte_order_becomes_native():
    array = as_float_array(np.array([1, 2], ">f4"), "x")
    assert array.dtype == np.float32
    assert array.tolist() == [1, 2]


def test_nan_and_infinities_pass():
    x = [np.nan, np.inf, -np.inf]
    np.testing.assert_array_equal(as_float_array(x, "x"), x)


@pytest.mark.parametrize(
    "x",
    [
        [1j],
        ["1"],
        b"1",
        None,
        [None, 1],
        object(),
        [Fraction(1, 2)],
        [10**400],
        np.datetime64("2021-01-01"),
        {1, 2},
    ],
)
def test_what_is_not_real_is_refused_by_name(x):
    with pytest.raises(TypeError, match="scores must hold real numbers"):
        as_float_array(x, "scores")


def test_ragged_rows_are_refused_by_name():
    with pytest.raises(ValueError, match="scores must be a regular array"):
        as_float_array([[1, 2], [3]], "scores")


@pytest.mark.parametrize("axis", [None, 0, 1, -1, -2, np.int8(1)])
def test_axis_is_returned(axis):
    assert check_axis(np.ones((2, 3)), axis) == axis


@pytest.mark.parametrize("axis", [2, -3, 10**30])
def test_axis_out_of_range(axis):
    with pytest.raises(ValueError, match=r"axis must be in \[-2, 2\)"):
        check_axis(np.ones((2, 3)), axis)


@pytest.mark.parametrize("axis", [1.0, "0", (0, 1), [0]])
def test_axis_of_a_wrong_type(axis):
    with pytest.raises(TypeError, match="axis must be None or an integer"):
        check_axis(np.ones((2, 3)), axis)


@pytest.mark.parametrize("axis", [None, 0, -1])
def test_no_axis_in_0d(axis):
    with pytest.raises(ValueError, match="w must have at least one dimension"):
        check_axis(np.float64(1), axis, "w")


@pytest.mark.parametrize(("shape", "axis"), [((0,), -1), ((2, 0), 1), ((2, 0), None)])
def test_nothing_along_the_axis(shape, axis):
    with pytest.raises(ValueError, match="w must not be empty along axis"):
        check_axis(np.ones(shape), axis, "w")


def test_an_empty_batch_is_an_axis_with_entries():
    assert check_axis(np.ones((0, 3)), 1) == 1


@pytest.mark.parametrize("beta", [0, 2, 0.5, np.float32(0.5), Fraction(1, 2), 1e308])
def test_beta_becomes_a_float(beta):
    assert type(check_beta(beta)) is float
    assert check_beta(beta) == beta


@pytest.mark.parametrize(
    "beta", [-1, -1e-300, np.nan, np.inf, -np.inf, np.float32("inf"), 10**400]
)
def test_beta_out_of_range(beta):
    with pytest.raises(ValueError, match="beta must be finite and >= 0"):
        check_beta(beta)


@pytest.mark.parametrize("beta", ["1", None, 1j, [1.0], np.ones(1)])
def test_beta_of_a_wrong_type(beta):
    with pytest.raises(TypeError, match="beta must be a real number"):
        check_beta(beta)


def test_alpha():
    assert check_alpha(1) == 1
    assert type(check_alpha(np.float32(1.5))) is float
    assert check_alpha(np.inf) == np.inf
    with pytest.raises(ValueError, match="alpha must be finite and >= 1, not inf"):
        check_alpha(np.inf, finite=True)
    for alpha in (0.999, np.nan, -np.inf):
        with pytest.raises(ValueError, match="alpha must be >= 1, not"):
            check_alpha(alpha)


def test_positive_numbers():
    assert check_positive(Fraction(1, 2), "step") == 0.5
    for value in (0, -1, np.inf, np.nan, 10**400, -(10**400)):
        with pytest.raises(ValueError, match="step must be finite and > 0, not"):
            check_positive(value, "step")
    with pytest.raises(TypeError, match="step must be a real number, not str"):
        check_positive("1", "step")


def test_integers():
    assert check_integer(np.int8(3), "k", 0, 3) == 3
    assert check_integer(10**30, "k", 0) == 10**30
    with pytest.raises(ValueError, match=r"k must be in \[1, 3\] of 3, not 4"):
        check_integer(4, "k", 1, 3, " of 3")
    with pytest.raises(ValueError, match="k must be >= 1, not 0"):
        check_integer(0, "k", 1)
    for value in (1.0, "1", None, True, np.True_, [1]):
        with pytest.raises(TypeError, match="k must be an integer, not"):
            check_integer(value, "k", 0)


@pytest.mark.parametrize("module", ["_validate", "sigmoid", "softmax", "proofs"])
def test_doctests(module):
    module = importlib.import_module(f"softmaxbook.{module}")
    assert doctest.testmod(module).failed == 0
