"""The handwritten digits are all there, as they were published."""

import doctest
import gzip
from importlib.resources import files

import numpy as np
import pytest

from softmaxbook import digits as module
from softmaxbook.digits import load_digits


@pytest.fixture
def data():
    return load_digits()


def test_shapes_and_types(data):
    images, digits = data
    assert images.shape == (1797, 8, 8) and images.dtype == np.float64
    assert digits.shape == (1797,) and digits.dtype == np.int64


def test_each_digit_occurs_as_often_as_its_publishers_say(data):
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(data[1]).tolist() == counts


def test_the_first_image_is_the_zero_everyone_knows(data):
    top = [0, 0, 5, 13, 9, 1, 0, 0]
    assert (16 * data[0][0, 0]).tolist() == top
    assert (16 * data[0][0]).sum() == 294


def test_gray_values_are_sixteenths_from_0_to_1(data):
    steps = 16 * data[0]
    assert np.array_equal(steps, steps.round())
    assert (steps.min(), steps.max()) == (0, 16)
    assert steps.sum() == 561718


def test_it_is_read_from_the_file_line_by_line(data):
    images, digits = data
    text = gzip.decompress(files("softmaxbook").joinpath("digits.csv.gz").read_bytes())
    last = np.array(text.split()[-1].split(b",")).astype(int)
    assert (16 * images[-1]).ravel().tolist() == last[:-1].tolist()
    assert digits[-1] == last[-1]


def test_the_caller_may_write_to_them(data):
    images, digits = data
    images[:], digits[:] = -1, -1
    again = load_digits()
    assert again[0].min() == 0 and again[1].min() == 0


def test_example():
    assert doctest.testmod(module).attempted == 2
