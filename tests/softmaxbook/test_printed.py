"""The reader of formulas: what it understands, what it decides, what it leaves."""

import pytest

from softmaxbook.proofs import ProofError
from softmaxbook.proofs.printed import Unreadable, plain, read

TRUE = {
    r"\ln\frac{e^a}{e^b} = a-b": "",
    r"\sum_{j=1}^{C}p_j = 1": r"p_j = \operatorname{softmax}(z)_j, z_j",
    r"\sum_{i\ne j}p_i = 1-p_j": r"p_j = \operatorname{softmax}(z)_j, z_j",
    r"p_j-p_k = p_k(e^{z_j-z_k}-1)": r"p_j = \operatorname{softmax}(z)_j",
    r"\frac{d}{dx}\tanh x = 1-\tanh^{2}x": "",
    r"\frac{d^2y}{dx^2} = 2": "y = x^2",
    r"\frac{\partial^2 f}{\partial u\,\partial v} = 1": "f = uv",
    r"J(c) = c^3, \quad J'(c) = 3c^2": "",
    r"\sum_j\delta_{ij}v_j = v_i": "",
    r"p\cdot v = \sum_jp_jv_j": "",
    r"\operatorname{softmax}(a,b) = (\sigma(a-b),\sigma(b-a))": "",
    r"\begin{aligned} L &= (a+b)^2\\ &= a^2+2ab+b^2. \end{aligned}": "",
    r"x^2 = |x|^2": "",
    r"\tfrac12+\frac1{2} = 1": "",
}
FALSE = {
    r"\frac{d}{dx}\tanh x = 1+\tanh^{2}x": "",
    r"p_j = e^{z_j}": r"p_j = \operatorname{softmax}(z)_j",
    r"\sum_j\delta_{ij}v_j = v_j": "",
    r"\operatorname{softmax}(a,b) = (\sigma(a-b),\sigma(a-b))": "",
    r"-x^2 = (-x)^2": "",
    r"a/b+c = a/(b+c)": "",
}
NOT_READ = {
    r"p\,p^{\top} = 1": "",
    r"\lim_{x\to0}x = 0": "",
    r"\sum_{i=1}^{k}z_i = 0": "",
    r"z^{(n)} = z": "",
    "a = b+c": "",  # it only defines
    r"a \le b": "",
    "(a = b": "",
}


@pytest.mark.parametrize("latex", TRUE)
def test_what_is_right_is_decided(latex):
    assert read(latex, TRUE[latex])


@pytest.mark.parametrize("latex", FALSE)
def test_what_is_wrong_gets_a_counterexample(latex):
    with pytest.raises(ProofError, match=r" is not .* at "):
        read(latex, FALSE[latex])


@pytest.mark.parametrize("latex", NOT_READ)
def test_what_is_not_understood_is_not_guessed(latex):
    with pytest.raises(Unreadable):
        read(latex, NOT_READ[latex])


def test_an_index_restricted_by_a_condition():
    slope, where = (
        r"\frac{\partial p_j}{\partial z_i} = -p_jp_i",
        (r"p_j = \operatorname{softmax}(z)_j"),
    )
    assert read(rf"{slope} \qquad (i\ne j)", where)
    with pytest.raises(ProofError):
        read(slope, where)


def test_layout_is_left_out():
    assert plain(r"\Bigl(a,\ b\Bigr) &= \left[c\right]\!.") == "(a, b ) = [c ]"
