"""The functions of The Softmax Family, and its live figures.

>>> from softmaxbook import softmax
>>> softmax([2, 1, -1]).round(3)
array([0.705, 0.259, 0.035])
"""

from softmaxbook.attention import attention, info_nce
from softmaxbook.entropies import (
    cross_entropy,
    gini_entropy,
    kl_divergence,
    shannon_entropy,
    tsallis_entropy,
)
from softmaxbook.exercises import check
from softmaxbook.gumbel import gumbel_max, gumbel_softmax, sample_gumbel
from softmaxbook.kwta import (
    kwta,
    soft_top_k,
    soft_top_k_jacobian,
    soft_top_k_threshold,
)
from softmaxbook.labels import use_language
from softmaxbook.live import live
from softmaxbook.losses import (
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    binary_cross_entropy_with_logits,
    cross_entropy_gradient,
    cross_entropy_with_logits,
    label_smoothing,
)
from softmaxbook.networks import (
    mutual_inhibition,
    shared_inhibition,
    threshold_network,
)
from softmaxbook.sigmoid import log_sigmoid, logit, sigmoid
from softmaxbook.softmax import log_softmax, logsumexp, softmax, softmax_jacobian
from softmaxbook.sparse import argmax, entmax, entmax_jacobian, sparsemax
from softmaxbook.statmech import (
    boltzmann,
    energy_variance,
    free_energy,
    heat_capacity,
    log_partition,
    mean_energy,
)

__all__ = [
    "argmax",
    "attention",
    "binary_cross_entropy",
    "binary_cross_entropy_gradient",
    "binary_cross_entropy_with_logits",
    "boltzmann",
    "check",
    "cross_entropy",
    "cross_entropy_gradient",
    "cross_entropy_with_logits",
    "energy_variance",
    "entmax",
    "entmax_jacobian",
    "free_energy",
    "gini_entropy",
    "gumbel_max",
    "gumbel_softmax",
    "heat_capacity",
    "info_nce",
    "kl_divergence",
    "kwta",
    "label_smoothing",
    "live",
    "log_partition",
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "mean_energy",
    "mutual_inhibition",
    "sample_gumbel",
    "shannon_entropy",
    "shared_inhibition",
    "sigmoid",
    "soft_top_k",
    "soft_top_k_jacobian",
    "soft_top_k_threshold",
    "softmax",
    "softmax_jacobian",
    "sparsemax",
    "threshold_network",
    "tsallis_entropy",
    "use_language",
]
