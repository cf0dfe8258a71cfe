"""Agreement with SciPy, PyTorch and the entmax package on 10 000 random cases each."""

import entmax as entmax_package
import numpy as np
import pytest
import scipy.special
import torch
import torch.nn.functional as F

import softmaxbook as sb

torch.set_num_threads(1)
WIDTHS = (2, 3, 7, 20, 100)  # of 2000 rows each
CASES = 2000


def logits(width, seed=0):
    """Return rows of logits, from nearly equal to far apart."""
    rng = np.random.default_rng([width, seed])
    return rng.normal(size=(CASES, width)) * 10 ** rng.uniform(-2, 1.5, (CASES, 1))


def distributions(width, seed=0):
    rng = np.random.default_rng([width, seed, 1])
    return rng.dirichlet(np.full(width, 0.5), CASES)


def close(mine, theirs, rtol=1e-12, atol=1e-14):
    if torch.is_tensor(theirs):
        theirs = theirs.detach().numpy()
    np.testing.assert_allclose(mine, theirs, rtol=rtol, atol=atol)


each_width = pytest.mark.parametrize("width", WIDTHS)


# --- SciPy


@each_width
def test_softmax_family(width):
    z = logits(width)
    close(sb.softmax(z), scipy.special.softmax(z, axis=-1), atol=0)
    close(sb.log_softmax(z), scipy.special.log_softmax(z, axis=-1))
    close(sb.logsumexp(z), scipy.special.logsumexp(z, axis=-1))


def test_sigmoid_family():
    x = np.random.default_rng(1).normal(0, 20, 10_000)
    close(sb.sigmoid(x), scipy.special.expit(x), atol=0)
    close(sb.log_sigmoid(x), scipy.special.log_expit(x), atol=0)
    p = np.random.default_rng(2).uniform(size=10_000)
    close(sb.logit(p), scipy.special.logit(p))


@each_width
def test_entropies(width):
    p, q = distributions(width), distributions(width, seed=1)
    close(sb.shannon_entropy(p), scipy.special.entr(p).sum(axis=-1))
    close(sb.kl_divergence(p, q), scipy.special.rel_entr(p, q).sum(axis=-1))
    close(sb.cross_entropy(p, q), -scipy.special.xlogy(p, q).sum(axis=-1))


# --- PyTorch


def test_binary_losses():
    rng = np.random.default_rng(3)
    x, t = (
        torch.tensor(rng.normal(0, 8, 10_000)),
        torch.tensor(rng.uniform(size=10_000)),
    )
    x.requires_grad_()
    for target in (t, (t > 0.5).double()):
        loss = F.binary_cross_entropy_with_logits(x, target, reduction="none")
        (slope,) = torch.autograd.grad(loss.sum(), x)
        args = target.numpy(), x.detach().numpy()
        close(sb.binary_cross_entropy_with_logits(*args), loss)
        close(sb.binary_cross_entropy_gradient(*args), slope)
        p = torch.sigmoid(x.detach()).clamp(1e-9, 1 - 1e-9)
        loss = F.binary_cross_entropy(p, target, reduction="none")
        close(sb.binary_cross_entropy(target.numpy(), p.numpy()), loss)


@each_width
@pytest.mark.parametrize("epsilon", [0, 0.1, 0.9])
def test_categorical_losses(width, epsilon):
    z = torch.tensor(logits(width), requires_grad=True)
    classes = np.random.default_rng(width).integers(width, size=CASES)
    loss = F.cross_entropy(
        z, torch.tensor(classes), reduction="none", label_smoothing=epsilon
    )
    (slope,) = torch.autograd.grad(loss.sum(), z)
    target = sb.label_smoothing(classes, epsilon, width)
    array = z.detach().numpy()
    close(sb.cross_entropy_with_logits(target, array), loss)
    close(sb.cross_entropy_gradient(target, array), slope)
    if epsilon == 0:
        close(sb.cross_entropy_with_logits(classes, array), loss)
        close(sb.cross_entropy_gradient(classes, array), slope)


@each_width
def test_soft_targets(width):
    z, target = torch.tensor(logits(width), requires_grad=True), distributions(width)
    loss = F.cross_entropy(z, torch.tensor(target), reduction="none")
    (slope,) = torch.autograd.grad(loss.sum(), z)
    array = z.detach().numpy()
    close(sb.cross_entropy_with_logits(target, array), loss)
    close(sb.cross_entropy_gradient(target, array), slope)


@pytest.mark.parametrize("masked", [False, True])
def test_attention(masked):
    rng = np.random.default_rng(5)
    q, k, v = (rng.normal(size=(100, n, d)) for n, d in ((10, 8), (12, 8), (12, 5)))
    mask = rng.uniform(size=(100, 10, 12)) < 0.6 if masked else None
    if masked:
        mask[..., 0] = True
    theirs = F.scaled_dot_product_attention(
        *map(torch.tensor, (q, k, v)),
        attn_mask=None if mask is None else torch.tensor(mask),
    )
    close(sb.attention(q, k, v, mask=mask), theirs)


def test_info_nce():
    rng = np.random.default_rng(6)
    s = torch.tensor(rng.uniform(-1, 1, (1000, 10, 10)))
    theirs = [F.cross_entropy(20 * one, torch.arange(10)).item() for one in s]
    close(sb.info_nce(s.numpy(), beta=20), theirs)


# --- the entmax package


@each_width
@pytest.mark.parametrize("alpha", [1.1, 1.25, 1.5, 1.75, 2, 3])
def test_entmax(width, alpha):
    z = logits(width)
    tensor = torch.tensor(z, requires_grad=True)
    exact = {1.5: entmax_package.entmax15, 2: entmax_package.sparsemax}.get(alpha)
    if exact:
        theirs = exact(tensor, dim=-1)
    else:
        theirs = entmax_package.entmax_bisect(tensor, alpha, dim=-1, n_iter=60)
    p = sb.entmax(z, alpha)
    # For α > 2, an error of 1e-16 in the threshold is one of 1e-16^(1/(α - 1)) in p;
    # theirs is then put right by scaling all p, ours by moving the smallest.
    tolerance = 1e-11 if alpha <= 2 else 1e-7
    close(p, theirs, rtol=0, atol=tolerance)
    weights = np.random.default_rng(9).normal(size=z.shape)
    (slope,) = torch.autograd.grad((theirs * torch.tensor(weights)).sum(), tensor)
    mine = np.einsum("...ij,...j->...i", sb.entmax_jacobian(z, alpha), weights)
    agree = np.all((p > 1e-4) == (theirs.detach().numpy() > 0), axis=-1)
    assert agree.mean() > 0.2
    close(mine[agree], slope[torch.tensor(agree)], rtol=1e-6, atol=1e-7)


def test_float32_is_as_good_as_theirs():
    z = logits(20).astype(np.float32)
    truth = sb.softmax(z.astype(float))
    theirs = torch.softmax(torch.tensor(z), -1).numpy()
    assert np.abs(sb.softmax(z) - truth).max() <= np.abs(theirs - truth).max()
