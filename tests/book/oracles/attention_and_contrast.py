"""What the figures of chapter 11 must show."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import entr, expit, logsumexp, softmax


def entmax_by_root(z, alpha):
    """Softmax, or the level at which the shares sum to 1, found by a root finder."""
    z = np.asarray(z, dtype=float)
    if alpha == 1:
        return softmax(z)
    a = alpha - 1

    def shares(tau):
        return np.maximum(a * (z - z.max()) - tau, 0) ** (1 / a)

    tau = brentq(lambda tau: shares(tau).sum() - 1, -1, 0, xtol=1e-15, rtol=1e-15)
    return shares(tau)


def attention_rows(beta, alpha, causal):
    word = "ABACABD"
    rows = []
    for i, asking in enumerate(word):
        seen = word[: i + 1] if causal else word
        scores = [
            2 * (asking == letter and i != j) - abs(i - j) / 4
            for j, letter in enumerate(seen)
        ]
        rows.append(entmax_by_root(beta * np.array(scores), alpha))
    third = np.zeros(7)
    third[: rows[2].size] = rows[2]
    above = sum(np.count_nonzero(row) for row in rows)
    return {"row_weights": third, "weights_above_zero": above}


def dot_product_scale(d, scaled):
    rng = np.random.default_rng(d)
    query, key = rng.normal(size=(500, d)), rng.normal(size=(500, 16, d))
    scores = np.einsum("nd,nkd->nk", query, key) / (d**0.5 if scaled else 1)
    p = softmax(scores, axis=1)
    return {
        "score_spread": np.sqrt((scores**2).mean() - scores.mean() ** 2),
        "largest_weight": np.mean([max(row) for row in p]),
        "keys_in_play": np.exp(entr(p).sum(axis=1)).mean(),
    }


def needle(lead, alpha):
    def share(n):
        """The needle's share, from the share x of each of n equal straws."""
        if alpha == 1:
            return 1 / (1 + n * np.exp(-lead))
        a = alpha - 1
        if lead * a >= 1:
            return 1
        # a·lead = (1 - nx)^a - x^a
        x = brentq(lambda x: (1 - n * x) ** a - x**a - a * lead, 0, 1 / n, xtol=1e-16)
        return 1 - n * x

    return {"needle_at_16": share(16), "needle_at_4096": share(4096)}


def info_nce_weights(positive, T):
    negatives = np.array([0.7, 0.5, 0.2, -0.1, -0.4])
    lead = logsumexp((negatives - positive) / T)  # of the negatives, as one
    return {
        "contrastive_loss": np.logaddexp(0, lead),
        "pull_on_positive": expit(lead),
        "push_shares": softmax(negatives / T),
    }


def push_on_a_negative(positive, rival):
    return {
        "push_info_nce": 1 / (1 + np.exp(positive) + np.exp(rival)),
        "push_negative_sampling": 0.5,
        "push_triplet": float(positive < 1),
    }


NUMBERS = {
    "live-attention-rows": attention_rows,
    "live-dot-product-scale": dot_product_scale,
    "live-needle": needle,
    "live-info-nce-weights": info_nce_weights,
    "live-push-on-a-negative": push_on_a_negative,
}
