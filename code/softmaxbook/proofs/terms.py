"""What the proofs of several chapters speak of: the family, in symbols."""

import sympy as sp
from sympy import exp, log


def logits(n, name="z"):
    """Return n real symbols."""
    return sp.symbols(f"{name}1:{n + 1}", real=True)


def shares(n, letter="w"):
    """Return n positive shares that sum to 1, in all their generality."""
    weights = sp.symbols(f"{letter}1:{n + 1}", positive=True)
    return [weight / sum(weights) for weight in weights]


def sigmoid(u):
    """Return 1 / (1 + e^(-u))."""
    return 1 / (1 + exp(-u))


def softmax(z, beta=1):
    """Return the list of e^(βz_j) / Σ e^(βz_i)."""
    weights = [exp(beta * z_i) for z_i in z]
    return [weight / sum(weights) for weight in weights]


def log_sum_exp(z, beta=1):
    """Return ln Σ e^(βz_i)."""
    return log(sum(exp(beta * z_i) for z_i in z))


def entropy(p):
    """Return -Σ p_j ln p_j."""
    return -sum(p_j * log(p_j) for p_j in p)


def dot(u, v):
    """Return Σ u_j v_j."""
    return sum(u_j * v_j for u_j, v_j in zip(u, v, strict=True))
