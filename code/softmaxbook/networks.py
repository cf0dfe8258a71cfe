r"""Three networks that are to find the k winners, as dynamics in discrete time.

All three take a vector of n finite scores and 0 < k < n, start each unit at its score
and report a `Run`. A unit is *on* while its state is positive, and the task is to end
with exactly k units on. The networks differ in who inhibits whom:

- `shared_inhibition`: all units are inhibited alike. Nothing competes, and whether it
  ever stops depends on the scores.
- `mutual_inhibition`: each unit inhibits the others and excites itself. It finds the
  winners, unless scores tie.
- `threshold_network`: one inhibitory unit finds the threshold of the soft top-k. It
  always converges.

None of them changes the order of the states: whenever exactly k units are on, they are
the right ones. States are doubles, whatever the dtype of the scores, which are never
written to.
"""

import dataclasses
import math

import numpy as np

from softmaxbook._validate import as_float_array, as_real, check_integer, check_positive
from softmaxbook.sigmoid import sigmoid

__all__ = ["Run", "mutual_inhibition", "shared_inhibition", "threshold_network"]

_HUGE = 1e300  # times the number of units it is still finite
_ROUNDING = 2.0**-50


@dataclasses.dataclass(frozen=True, eq=False)
class Run:
    """What a network did. Its arrays are read-only.

    Attributes
    ----------
    trajectory : numpy.ndarray, shape (steps + 1, n)
        Row t holds the states of the n units after t steps; row 0 is the scores.
    reason : str
        Why it ended: ``"winners"``, exactly k units are on (and, for
        `mutual_inhibition`, at rest); ``"balance"``, the probabilities of the
        `threshold_network` sum to k within `tol`; ``"fixed point"``, the states no
        longer change, but not at a goal; ``"step limit"``, none of these happened.
    """

    trajectory: np.ndarray
    reason: str

    def __post_init__(self):
        self.trajectory.setflags(write=False)

    @property
    def steps(self):
        """The number of steps made."""
        return len(self.trajectory) - 1

    @property
    def converged(self):
        """Whether the network reached its goal."""
        return self.reason in ("winners", "balance")

    @property
    def winners(self):
        """The indices of the units that are on at the end, sorted."""
        on = np.flatnonzero(self.trajectory[-1] > 0)
        on.setflags(write=False)
        return on


@np.errstate(all="ignore")
def shared_inhibition(x, k, *, decay=None, feedback=1.0, max_steps=50_000):
    r"""Let one common signal inhibit all units until k of them are on.

    .. math:: x_i \leftarrow x_i - \alpha \tanh x_i - \lambda
              \Big( \sum_j \tanh x_j + n - 2k \Big)

    It ends as soon as exactly k states are positive. The sum is the same for all units,
    so it moves a common threshold c (the states are x - c if α = 0), and nothing
    competes; α > 0 only pulls the scores together. The threshold makes gradient steps
    of size λ toward that of `soft_top_k` at β = 2. It is certain to arrive if λ < 2/n.
    Exactly k units are on there if the gap Δ below the k-th score satisfies
    2Δ > log(2m - 1), m = max(k, n - k); with closer scores often all are, or none. With
    longer steps the threshold may jump about for ever. At λ = 1, five nearly equal
    scores move chaotically: the number of steps then tells when the threshold happens
    to hit the gap, and a large number depends on rounding.

    Safe for k = 1, if n >= 3, α = 0 and all scores are positive, is

    .. math:: \lambda \le \min \Big( \frac{1}{n},
              \frac{\Delta}{n - 2 + \sum_i \tanh x_i} \Big) :

    the threshold climbs in steps too short to jump over the gap.

    Parameters
    ----------
    x : array_like, shape (n,)
        Finite scores.
    k : int
        The number of winners, from 1 to n - 1.
    decay : float, optional
        α < 1, by default 1e-5/n; a negative α pushes the scores apart.
    feedback : float, default 1
        λ, positive and below 1e300.
    max_steps : int, default 50000
        The number of steps after which to give up.

    Returns
    -------
    Run
        Its reason is ``"winners"``, ``"fixed point"`` (millions of steps away with the
        default α) or ``"step limit"``.

    Raises
    ------
    TypeError
        If `x` is not real, or another argument not a number of its kind.
    ValueError
        If `x` is not a vector of at least two finite scores, or another argument out
        of range.

    Examples
    --------
    >>> run = shared_inhibition([0.3, 0.5, 0.1], 1, feedback=0.1)
    >>> run.steps, run.winners.tolist(), run.reason
    (2, [1], 'winners')

    References
    ----------
    Majani, Erlanson & Abu-Mostafa (1989), *On the K-winners-take-all network*,
    NIPS 1, 634-642: the network it resembles, but for `mutual_inhibition`.
    """
    x, k = _check_problem(x, k)
    decay = _check_real(1e-5 / x.size if decay is None else decay, "decay", below=1)
    feedback = _check_real(feedback, "feedback", 0, _HUGE)

    def update(states):
        outputs = np.tanh(states)
        return states - decay * outputs - feedback * (outputs.sum() + x.size - 2 * k)

    def stop(states, change):
        if np.count_nonzero(states > 0) == k:
            return "winners"
        return "fixed point" if change <= _ROUNDING * np.abs(states).max() else ""

    return Run(*_iterate(update, x, stop, max_steps))


@np.errstate(all="ignore")
def mutual_inhibition(
    x, k, *, self_excitation=0.0, gain=None, step=None, tol=1e-10, max_steps=50_000
):
    r"""Let every unit inhibit the others until k are left, and at rest.

    .. math:: \dot u_i = -\lambda u_i + (a + 1) \tanh(G u_i)
              - \Big( \sum_j \tanh(G u_j) + n - 2k \Big),
              \qquad \lambda = n - 1 + |a|

    The network of Majani, Erlanson & Abu-Mostafa: weights of -1 between units and a
    from each to itself. The scores are only where it starts, :math:`u(0) = x`. The
    difference of two states grows by itself while their outputs are not saturated;
    that is the competition. It needs a gain G above :math:`\lambda / (a + 1)` for
    k = n/2, and somewhat more for other k. Scores that tie stay tied.

    The dynamics run in explicit Euler steps. Up to 2/(2λ + Gn) a step lowers the
    energy of the network and keeps the order of the states. With the defaults and
    scores of size 1 it takes about 150 n of them to come to rest.

    Parameters
    ----------
    x, k
        As for `shared_inhibition`.
    self_excitation : float, default 0
        a, between -1 and 1. Near -1 it takes very many steps.
    gain : float, optional
        G, positive and below 1e300; by default 5 λ/(a + 1).
    step : float, optional
        Time step, by default 1/(λ + G n).
    tol : float, default 1e-10
        At rest means that no state changes faster: no :math:`|\dot u_i|` is larger.
    max_steps : int, default 50000
        The number of steps after which to give up.

    Returns
    -------
    Run
        Its reason is ``"winners"``, ``"fixed point"`` (of scores that tie, or too small
        a gain) or ``"step limit"``.

    Raises
    ------
    TypeError, ValueError
        As `shared_inhibition`.

    Examples
    --------
    >>> mutual_inhibition([0.3, -0.4, 0.7, 0.1], 2).winners.tolist()
    [0, 2]

    References
    ----------
    Majani, Erlanson & Abu-Mostafa (1989), *On the K-winners-take-all network*,
    NIPS 1, 634-642
    """
    x, k = _check_problem(x, k)
    a = _check_real(self_excitation, "self_excitation", -1, 1)
    leak = x.size - 1 + abs(a)
    gain = _check_real(5 * leak / (a + 1) if gain is None else gain, "gain", 0, _HUGE)
    longest = 2 / (2 * leak + gain * x.size)
    step = _check_step(step, 1 / (leak + gain * x.size), longest)
    tol = _check_real(tol, "tol", 0)

    def update(states):
        outputs = np.tanh(gain * states)
        drive = (a + 1) * outputs - (outputs.sum() + x.size - 2 * k)
        return (1 - step * leak) * states + step * drive

    def stop(states, change):
        if change > step * tol:
            return ""
        # If the gain is too small all states decay to 0; signs mean nothing there.
        decided = np.abs(leak * states).min() > math.sqrt(tol)
        won = decided and np.count_nonzero(states > 0) == k
        return "winners" if won else "fixed point"

    return Run(*_iterate(update, x, stop, max_steps))


@np.errstate(all="ignore")
def threshold_network(x, k, *, beta=1.0, step=None, tol=1e-9, max_steps=50_000):
    r"""Let one inhibitory unit seek the threshold that leaves k winners on average.

    .. math:: \tau \leftarrow \tau + \eta \Big( \sum_i p_i - k \Big), \qquad
              p_i = \sigma(\beta (x_i - \tau)), \qquad \tau(0) = 0

    The states are :math:`x - \tau`. This is gradient descent on the convex dual of
    `soft_top_k`, whose slope changes at a rate of at most βn/4; hence it converges to
    that from every start, for every step :math:`0 < \eta < 8 / (\beta n)`. Since all
    :math:`p_i` err in the same direction, :math:`|\sum_i p_i - k|` *is* the distance
    :math:`\sum_i |p_i - p_i^*|` to the solution.

    Wang's network with one state variable has the step function in place of σ. With
    β = 2 and η = 2λ this is `shared_inhibition` without decay, except that it does not
    stop at k units on its way.

    Parameters
    ----------
    x, k
        As for `shared_inhibition`.
    beta : float, default 1
        Inverse temperature, finite and positive.
    step : float, optional
        η, by default 4/(βn), the longest that is sure not to overshoot.
    tol : float, default 1e-9
        The distance to the solution at which to stop.
    max_steps : int, default 50000
        The number of steps after which to give up.

    Returns
    -------
    Run
        Its reason is ``"balance"``, ``"fixed point"`` (rounding forbids `tol`) or
        ``"step limit"`` (scores far from 0 take long, and large β do).

    Raises
    ------
    TypeError, ValueError
        As `shared_inhibition`.

    Examples
    --------
    >>> run = threshold_network([2, 1, 0, -1], 2)
    >>> (1 / (1 + np.exp(-run.trajectory[-1]))).round(3)
    array([0.818, 0.622, 0.378, 0.182])

    References
    ----------
    Wang (2010), doi:10.1109/TNN.2010.2052631
    """
    x, k = _check_problem(x, k)
    beta = check_positive(beta, "beta")
    step = _check_step(step, min(4 / beta / x.size, _HUGE), 8 / beta / x.size)
    tol = _check_real(tol, "tol", 0)

    def excess(threshold):
        return sigmoid(beta * (x - threshold)).sum() - k

    def update(threshold):
        return threshold + step * excess(threshold)

    def stop(threshold, change):
        if abs(excess(threshold)) < tol:
            return "balance"
        return "fixed point" if change == 0 else ""

    thresholds, reason = _iterate(update, 0.0, stop, max_steps)
    return Run(x - thresholds[:, None], reason)


def _iterate(update, state, stop, max_steps):
    """Return all states from `state` on, and why they end.

    `stop` sees each state and how much the next step would change it, and returns a
    reason, or an empty string to go on.
    """
    max_steps = check_integer(max_steps, "max_steps", 0)
    states = [state]
    while True:
        following = update(states[-1])
        reason = stop(states[-1], np.max(np.abs(following - states[-1])))
        if reason or len(states) > max_steps:
            return np.array(states), reason or "step limit"
        states.append(following)


def _check_problem(x, k):
    """Return the scores as doubles of our own, and `k`."""
    x = as_float_array(x, "x")
    if x.ndim != 1:
        raise ValueError(f"x must have one dimension, not {x.ndim}")
    if x.size < 2:
        raise ValueError(f"x must have at least 2 entries, not {x.size}")
    if not np.isfinite(x).all():
        raise ValueError("x must be finite")
    return x.astype(np.float64), check_integer(k, "k", 1, x.size - 1)


def _check_step(step, default, longest):
    return _check_real(default if step is None else step, "step", 0, longest)


def _check_real(value, name, above=-math.inf, below=math.inf):
    """Return one real number strictly between two bounds as a Python float."""
    value = as_real(value, name)
    if not above < value < below:
        raise ValueError(f"{name} must be in ({above:g}, {below:g}), not {value}")
    return value
