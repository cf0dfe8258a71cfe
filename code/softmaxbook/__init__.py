"""The functions of The Softmax Family, and its live figures.

>>> from softmaxbook import softmax
>>> softmax([2, 1, -1]).round(3)
array([0.705, 0.259, 0.035])
"""

from softmaxbook.labels import use_language
from softmaxbook.live import live
from softmaxbook.sigmoid import log_sigmoid, logit, sigmoid
from softmaxbook.softmax import log_softmax, logsumexp, softmax, softmax_jacobian

__all__ = [
    "live",
    "log_sigmoid",
    "log_softmax",
    "logit",
    "logsumexp",
    "sigmoid",
    "softmax",
    "softmax_jacobian",
    "use_language",
]
