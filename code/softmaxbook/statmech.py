r"""A system with finitely many levels at inverse temperature β: softmax in physics.

Level i has the energy :math:`E_i` and the degeneracy :math:`g_i`, the number of states
that share this energy. Everything follows from the partition function

.. math:: Z = \sum_i g_i e^{-\beta E_i}

Four rules hold for everything here.

- The levels lie on the last axis of `energy`. `beta` is one number or an array that
  broadcasts against the other axes, ``energy.shape[:-1]``: for one system with n levels
  and 100 values of β, the result has one row, or one number, for each β.
- `energy` and ``1 / beta`` have the same unit, in which energies are returned.
- An energy of ``inf`` is a level out of reach: it contributes nothing, for every β. A
  NaN spreads to its whole system, and to no other.
- Sums run in double precision and are rounded once, to the dtype of `energy`: float16,
  float32 and float64 are kept, Booleans and integers become float64. A value beyond the
  largest number of that dtype is ``inf``. No argument is ever written to.

Only differences of energies are exponentiated, so the zero of energy is free.

The distribution is Boltzmann's (1868), *Studien über das Gleichgewicht der lebendigen
Kraft zwischen bewegten materiellen Punkten*, Wiener Berichte 58, 517-560; as the
canonical ensemble it is Gibbs's (1902), *Elementary Principles in Statistical
Mechanics*, Scribner.
"""

import numpy as np

from softmaxbook._rows import as_rows
from softmaxbook._validate import as_float_array, check_positive
from softmaxbook.softmax import logsumexp, softmax

__all__ = [
    "boltzmann",
    "energy_variance",
    "free_energy",
    "heat_capacity",
    "log_partition",
    "mean_energy",
]

_silent = np.errstate(over="ignore", under="ignore", invalid="ignore")


@_silent
def boltzmann(energy, beta, *, degeneracy=1):
    r"""Return the probability of each level: the softmax of log g - βE.

    .. math:: p_i = \frac{g_i e^{-\beta E_i}}{Z}

    Parameters
    ----------
    energy : array_like, shape (..., n)
        Energies of the n levels; at least one of them is finite, ``inf`` is a level
        out of reach.
    beta : array_like
        Inverse temperature in 1 / unit of energy, finite and not negative; a number, or
        a shape that broadcasts against ``energy.shape[:-1]``.
    degeneracy : array_like, default 1
        Number of states in each level, finite and positive, a whole number or not; a
        shape that broadcasts to that of `energy`.

    Returns
    -------
    numpy.ndarray, shape (..., n)
        Probabilities of the levels (not of the single states), which sum to 1.

    Raises
    ------
    TypeError
        If an argument is not real.
    ValueError
        If `energy` is 0-d, has no level, contains ``-inf`` or has a slice of nothing
        but ``inf``; if an entry of `beta` or `degeneracy` is out of range; if the
        shapes do not fit.

    Examples
    --------
    >>> boltzmann([0, 1], [0, 1], degeneracy=[1, 3]).round(3).tolist()
    [[0.25, 0.75], [0.475, 0.525]]

    References
    ----------
    Boltzmann (1868), Gibbs (1902): see the top of the module.
    """
    _, _, log_weights, dtype = _system(energy, beta, degeneracy)
    return softmax(log_weights).astype(dtype)


@_silent
def log_partition(energy, beta, *, degeneracy=1):
    r"""Return the logarithm of the partition function.

    .. math:: \log Z = \log \sum_i g_i e^{-\beta E_i}

    Parameters, errors and sources are those of `boltzmann`.

    Returns
    -------
    numpy.ndarray or scalar
        A pure number for each system and each β.

    Examples
    --------
    >>> log_partition([0, 1], [0, 1, 1000]).round(3).tolist()
    [0.693, 0.313, 0.0]
    """
    half, beta, log_weights, dtype = _system(energy, beta, degeneracy)
    ground = 2 * half.min(axis=-1)
    log_z = logsumexp(log_weights) - beta[..., 0] * ground
    return log_z.astype(dtype)[()]


@_silent
def free_energy(energy, beta, *, degeneracy=1):
    r"""Return the Helmholtz free energy.

    .. math:: F = -\frac{1}{\beta} \log Z = \langle E \rangle - \frac{S}{\beta}
              \quad \text{with} \quad S = -\sum_i p_i \log \frac{p_i}{g_i}

    Parameters, errors and sources are those of `boltzmann`, except that `beta` must be
    positive.

    Returns
    -------
    numpy.ndarray or scalar
        In the unit of `energy`, for each system and each β.

    Examples
    --------
    >>> free_energy([0, 1], [1, 1000]).round(3).tolist()
    [-0.313, 0.0]
    """
    half, beta, log_weights, dtype = _system(energy, beta, degeneracy)
    if not np.all(beta > 0):
        raise ValueError("beta must be finite and > 0 for a free energy")
    ground = 2 * half.min(axis=-1)
    f = ground - logsumexp(log_weights) / beta[..., 0]
    return f.astype(dtype)[()]


@_silent
def mean_energy(energy, beta, *, degeneracy=1):
    r"""Return the mean energy.

    .. math:: \langle E \rangle = \sum_i p_i E_i
              = -\frac{\partial \log Z}{\partial \beta}

    Parameters, errors and sources are those of `boltzmann`.

    Returns
    -------
    numpy.ndarray or scalar
        In the unit of `energy`, for each system and each β.

    Examples
    --------
    >>> mean_energy([0, 1], [0, 1]).round(3).tolist()
    [0.5, 0.269]
    """
    half, _, log_weights, dtype = _system(energy, beta, degeneracy)
    p = softmax(log_weights)
    ground = half.min(axis=-1, keepdims=True)
    excitation = (p * _from_level(ground, half, p)).sum(axis=-1)
    return (2 * (ground[..., 0] + excitation)).astype(dtype)[()]


@_silent
def energy_variance(energy, beta, *, degeneracy=1):
    r"""Return the variance of the energy.

    .. math:: \operatorname{Var}(E) = \sum_i p_i (E_i - \langle E \rangle)^2
              = \frac{\partial^2 \log Z}{\partial \beta^2}

    Parameters, errors and sources are those of `boltzmann`.

    Returns
    -------
    numpy.ndarray or scalar
        In the square of the unit of `energy`, for each system and each β.

    Examples
    --------
    >>> energy_variance([0, 1], [0, 1]).round(3).tolist()
    [0.25, 0.197]
    """
    half, _, log_weights, dtype = _system(energy, beta, degeneracy)
    p = softmax(log_weights)
    deviation = _deviations(half, p)
    # From left to right: the square of a huge deviation would overflow.
    return (4 * (p * deviation * deviation).sum(axis=-1)).astype(dtype)[()]


@_silent
def heat_capacity(energy, beta, *, degeneracy=1, k_B=1.0):
    r"""Return the heat capacity.

    .. math:: C = \frac{\partial \langle E \rangle}{\partial T}
              = k_B \beta^2 \operatorname{Var}(E), \qquad \beta = \frac{1}{k_B T}

    Parameters, errors and sources are those of `boltzmann`; and

    Parameters
    ----------
    k_B : float, default 1
        Boltzmann's constant, finite and positive, in units of energy per unit of
        temperature: 8.617333262e-5 eV/K or 1.380649e-23 J/K. It gives the result its
        unit; `energy` and ``1 / beta`` share one unit whatever `k_B` is.

    Returns
    -------
    numpy.ndarray or scalar
        In the unit of `k_B`, for each system and each β.

    Raises
    ------
    TypeError
        If `k_B` is not a single real number.
    ValueError
        If `k_B` is not finite or not positive.

    Examples
    --------
    >>> heat_capacity([0, 1], [0, 1, 2.4]).round(3).tolist()
    [0.0, 0.197, 0.439]
    """
    k_B = check_positive(k_B, "k_B")
    half, beta, log_weights, dtype = _system(energy, beta, degeneracy)
    p = softmax(log_weights)
    x = 2 * (beta * _deviations(half, p))  # β(E - ⟨E⟩), a pure number
    return (k_B * (p * x * x).sum(axis=-1)).astype(dtype)[()]


def _system(energy, beta, degeneracy):
    """Return E/2, β and log(g e^(-β(E - min E))), levels on the last axis; and a dtype.

    Halves, as 1e308 - (-1e308) overflows.
    """
    energy, rows = as_rows(energy, -1, "energy")
    _check_levels(rows)
    beta = _check_betas(beta, rows.shape[:-1])[..., None]
    log_g = np.log(_check_degeneracy(degeneracy, rows.shape))
    half = rows / 2
    gaps = half - half.min(axis=-1, keepdims=True)
    log_weights = log_g - 2 * (beta * gaps)
    log_weights = np.where(np.isposinf(rows), -np.inf, log_weights)  # 0 * inf is NaN
    return half, beta, log_weights, energy.dtype


def _from_level(level, half, p):
    """Return the energies from `level` on; 0, not inf, for what is never occupied."""
    return np.where(p == 0, 0, half - level)


def _deviations(half, p):
    """Return the energies from their mean on.

    They are counted from the likeliest level first. So a common shift cancels before
    anything is rounded, and a nearly certain level keeps its tiny deviation.
    """
    half = np.broadcast_to(half, p.shape)
    likeliest = p.argmax(axis=-1, keepdims=True)
    x = _from_level(np.take_along_axis(half, likeliest, axis=-1), half, p)
    return x - (p * x).sum(axis=-1, keepdims=True)


def _check_levels(rows):
    if np.isneginf(rows).any():
        raise ValueError("energy must not contain -inf")
    if np.isposinf(rows).all(axis=-1).any():
        raise ValueError("energy needs at least one finite level in each slice")


def _check_betas(beta, batch):
    """Return the inverse temperatures as doubles that broadcast against `batch`."""
    beta = as_float_array(beta, "beta").astype(np.float64)
    if not np.all((beta >= 0) & (beta < np.inf)):
        raise ValueError("beta must be finite and >= 0")
    try:
        np.broadcast_shapes(beta.shape, batch)
    except ValueError:
        message = f"beta of shape {beta.shape} must broadcast against {batch},"
        raise ValueError(f"{message} the axes of energy before the last") from None
    return beta


def _check_degeneracy(degeneracy, shape):
    """Return the degeneracies as doubles in the given shape."""
    g = as_float_array(degeneracy, "degeneracy").astype(np.float64)
    if not np.all((g > 0) & (g < np.inf)):
        raise ValueError("degeneracy must be finite and > 0")
    try:
        return np.broadcast_to(g, shape)
    except ValueError:
        message = f"degeneracy of shape {g.shape} must broadcast to {shape},"
        raise ValueError(f"{message} the shape of energy") from None
