import dataclasses
import doctest
import functools
import importlib
import re

import numpy as np
import pytest

from softmaxbook.kwta import kwta, soft_top_k, soft_top_k_threshold
from softmaxbook.networks import mutual_inhibition, shared_inhibition, threshold_network
from softmaxbook.sigmoid import sigmoid
from softmaxbook.softmax import softmax

NETWORKS = {
    "shared": functools.partial(shared_inhibition, feedback=0.1),
    "mutual": mutual_inhibition,
    "threshold": threshold_network,
}
each_network = pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)


def top(x, k):
    return np.flatnonzero(kwta(x, k) == 1)


def random_problems(count, seed, largest=30):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        x = rng.normal(size=rng.integers(2, largest + 1))
        yield x, int(rng.integers(1, x.size)), rng


# --- what all networks share


@each_network
def test_run_and_its_promises(network):
    scores = np.array([0.9, 0.2, -0.3, 0.4])
    scores.flags.writeable = False
    run = network(scores, 2)
    assert scores.tolist() == [0.9, 0.2, -0.3, 0.4]
    assert run.trajectory.shape == (run.steps + 1, 4)
    assert run.trajectory[0].tolist() == scores.tolist()
    assert run.converged and run.reason in ("winners", "balance")
    assert run.winners.tolist() == [0, 3]
    for array in (run.trajectory, run.winners):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.reason = "winners"
    np.testing.assert_array_equal(network(scores, 2).trajectory, run.trajectory)


@each_network
def test_scores_of_any_kind(network):
    expected = network([3.0, 1.0, 0.0], 1)
    for scores in ([3, 1, 0], np.float16([3, 1, 0]), np.int8([3, 9, 1, 9, 0])[::2]):
        run = network(scores, np.int8(1))
        assert run.trajectory.dtype == np.float64
        np.testing.assert_array_equal(run.trajectory, expected.trajectory)


@each_network
def test_order_is_kept_so_winners_are_right(network):
    stopped = 0
    for x, k, _ in random_problems(60, seed=1, largest=9):
        run = network(x, k, max_steps=2000)
        ordered = run.trajectory[:, np.argsort(x)]
        assert np.diff(ordered, axis=1).min() > -1e-13
        if run.reason == "winners":
            stopped += 1
            np.testing.assert_array_equal(run.winners, top(x, k))
            assert np.sum(run.trajectory[-1] > 0) == k
    assert stopped > 10 or network is threshold_network


@each_network
def test_step_limit(network):
    run = network([0.3, 0.2, 0.1, 0, -0.1, 0.05], 1, max_steps=7)
    assert (run.steps, run.reason, run.converged) == (7, "step limit", False)
    run = network([0.3, 0.2, 0.1], 1, max_steps=0)
    assert run.trajectory.tolist() == [[0.3, 0.2, 0.1]]


@each_network
@pytest.mark.parametrize("scale", [1e-300, 1e9, 1e308])
def test_silent_at_extreme_scales_even_if_numpy_is_set_to_raise(network, scale):
    with np.errstate(all="raise"):
        run = network(scale * np.array([1, -1, 0.5]), 1, max_steps=100)
        threshold_network([1e308, -1e308, 0], 2, beta=1e308, max_steps=9)
    assert np.isfinite(run.trajectory).all()


@each_network
@pytest.mark.parametrize(
    ("x", "k", "error", "message"),
    [
        (1.0, 1, ValueError, "x must have one dimension, not 0"),
        ([[1, 2]], 1, ValueError, "x must have one dimension, not 2"),
        ([], 1, ValueError, "x must have at least 2 entries, not 0"),
        ([1], 1, ValueError, "x must have at least 2 entries, not 1"),
        ([1, np.nan], 1, ValueError, "x must be finite"),
        ([1, -np.inf], 1, ValueError, "x must be finite"),
        (["a", "b"], 1, TypeError, "x must hold real numbers"),
        ([1, 2, 3], 0, ValueError, r"k must be in \[1, 2\], not 0"),
        ([1, 2, 3], 3, ValueError, r"k must be in \[1, 2\], not 3"),
        ([1, 2, 3], 1.0, TypeError, r"k must be an integer, not 1\.0"),
        ([1, 2, 3], True, TypeError, "k must be an integer, not True"),
    ],
)
def test_bad_problems(network, x, k, error, message):
    with pytest.raises(error, match=message):
        network(x, k)


@pytest.mark.parametrize(
    ("network", "options", "message"),
    [
        (shared_inhibition, {"max_steps": -1}, "max_steps must be >= 0, not -1"),
        (shared_inhibition, {"decay": 1}, "decay must be in (-inf, 1), not 1.0"),
        (
            shared_inhibition,
            {"feedback": 0},
            "feedback must be in (0, 1e+300), not 0.0",
        ),
        (shared_inhibition, {"feedback": np.nan}, "feedback must be in (0, 1e+300)"),
        (mutual_inhibition, {"self_excitation": 1}, "must be in (-1, 1), not 1.0"),
        (mutual_inhibition, {"self_excitation": -1}, "must be in (-1, 1), not -1.0"),
        (mutual_inhibition, {"gain": 0}, "gain must be in (0, 1e+300), not 0.0"),
        (mutual_inhibition, {"gain": 10**400}, "gain must be in (0, 1e+300), not inf"),
        # n = 3, a = 0: λ = 2, G = 10, and 2/(2λ + G n) is 1/17.
        (mutual_inhibition, {"step": 1 / 17}, "step must be in (0, 0.0588235), not 0."),
        (mutual_inhibition, {"tol": 0}, "tol must be in (0, inf), not 0.0"),
        (threshold_network, {"step": 8 / 3}, "step must be in (0, 2.66667), not 2."),
        (
            threshold_network,
            {"beta": 2, "step": 1.4},
            "must be in (0, 1.33333), not 1.4",
        ),
        (threshold_network, {"step": 0}, "step must be in (0, 2.66667), not 0.0"),
        (threshold_network, {"beta": 0}, "beta must be finite and > 0, not 0.0"),
        (threshold_network, {"beta": -1}, "beta must be finite and > 0, not -1.0"),
    ],
)
def test_options_out_of_range(network, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        network([1, 2, 3], 1, **options)


def test_options_of_a_wrong_type():
    for network, options in {
        shared_inhibition: ["decay", "feedback", "max_steps"],
        mutual_inhibition: ["self_excitation", "gain", "step", "tol", "max_steps"],
        threshold_network: ["beta", "step", "tol", "max_steps"],
    }.items():
        for option in options:
            with pytest.raises(TypeError, match=f"{option} must be an? "):
                network([1, 2, 3], 1, **{option: "1"})


# --- shared inhibition


@pytest.mark.parametrize(
    ("temperature", "steps"), [(4, 3), (8, 8), (12, 8), (14, 8), (20, 19), (42, 31)]
)
def test_reproducible_numbers_of_steps(temperature, steps):
    for x in (softmax([4, 3, 2, 1, 0], beta=1 / temperature), None):
        if x is None:
            x = np.exp(np.arange(5)[::-1] / temperature)
            x /= x.sum()
        for decay in (None, 2e-6, 10 ** -(np.log10(5) + 5)):
            run = shared_inhibition(x, 1, decay=decay)
            assert (run.steps, run.reason) == (steps, "winners")
            assert run.winners.tolist() == [0]


def test_first_step_by_hand():
    x = np.array([0.5, 0.25, -1])
    run = shared_inhibition(x, 1, decay=0.1, feedback=0.2, max_steps=1)
    y = np.tanh(x)
    np.testing.assert_allclose(run.trajectory[1], x - 0.1 * y - 0.2 * (y.sum() + 1))
    assert shared_inhibition([1, -1, 0], 1).steps == 0  # 0 is not positive


def test_the_regime_that_is_safe():
    rng = np.random.default_rng(24)
    for _ in range(60):
        x = rng.uniform(0.01, 1, rng.integers(3, 40))
        gap = np.diff(np.sort(x)[-2:])[0]
        feedback = min(1 / x.size, gap / (x.size - 2 + np.tanh(x).sum()))
        run = shared_inhibition(x, 1, decay=0, feedback=feedback)
        if run.reason == "step limit":  # a tiny gap: it is still on its way
            assert feedback * x.size**2 < 0.01
            continue
        assert run.winners.tolist() == [x.argmax()]
        thresholds = (x - run.trajectory)[:, 0]
        assert np.all(np.diff(thresholds) > 0)


def test_scores_close_together_have_no_winner_at_the_limit():
    for temperature in (16, 32, 64):
        for feedback in (0.1, 0.2, 0.39):
            x = softmax([4, 3, 2, 1, 0], beta=1 / temperature)
            run = shared_inhibition(x, 1, decay=0, feedback=feedback)
            assert (run.reason, run.converged) == ("fixed point", False)
            assert run.winners.size == 0


@pytest.mark.parametrize("feedback", [0.1, 0.5, 0.99, 1.99])
def test_small_feedback_leads_to_the_soft_top_k(feedback):
    for x, k, _ in random_problems(20, seed=2, largest=10):
        run = shared_inhibition(x, k, decay=0, feedback=feedback / x.size)
        shift = (x - run.trajectory[-1])[0]
        if run.reason == "fixed point":
            tau = soft_top_k_threshold(x, k, beta=2)
            assert shift == pytest.approx(tau, abs=1e-12)
            gap = -np.diff(np.sort(x)[::-1])[k - 1]
            assert 2 * gap <= np.log(2 * max(k, x.size - k) - 1)
        else:
            assert run.reason == "winners"


def test_what_feedback_1_does_to_nearly_tied_scores():
    def run(n, **options):
        x = softmax(np.arange(n), beta=1 / 32)
        return shared_inhibition(x, 1, max_steps=2000, **options)

    for n in (6, 7, 8, 20):  # no unit ever comes back
        last = run(n)
        assert (last.reason, last.winners.size) == ("step limit", 0)
    last = run(3)  # all on, all off, all on, ...
    assert last.reason == "step limit"
    np.testing.assert_allclose(last.trajectory[-1], last.trajectory[-3], atol=1e-3)
    assert np.abs(last.trajectory[-1] - last.trajectory[-2]).min() > 1.5
    for n in (4, 5):
        assert run(n).winners.tolist() == [n - 1]


def test_decay_has_the_wrong_sign():
    x = [2, 1, 0.2, -0.5, -1]
    merged = shared_inhibition([1, 0.99, 0.98], 1, decay=0.01, feedback=0.1)
    assert merged.reason == "fixed point"
    y = -0.1 * (3 - 2) / (0.01 + 0.1 * 3)
    np.testing.assert_allclose(np.tanh(merged.trajectory[-1]), y, atol=1e-9)
    for k in (1, 2, 3, 4):
        apart = shared_inhibition(x, k, decay=-0.01, feedback=0.1)
        assert apart.winners.tolist() == list(range(k))


def test_ties_never_stop():
    x = [0.3, 0.3, 0.1]
    assert shared_inhibition(x, 1, max_steps=500).reason == "step limit"
    for run in (
        shared_inhibition(x, 1, decay=0, feedback=0.1),
        mutual_inhibition(x, 1),
    ):
        assert (run.reason, run.converged) == ("fixed point", False)
        np.testing.assert_array_equal(run.trajectory[:, 0], run.trajectory[:, 1])


# --- mutual inhibition


@pytest.mark.parametrize("a", [0, 0.5, -0.5])
def test_mutual_inhibition_solves_random_problems(a):
    for x, k, _ in random_problems(20, seed=3):
        run = mutual_inhibition(x, k, self_excitation=a)
        assert run.reason == "winners"
        np.testing.assert_array_equal(run.winners, top(x, k))
        # At rest, winners share one state and losers another, and the sum is right.
        n, states = x.size, run.trajectory[-1]
        leak = n - 1 + abs(a)
        y = np.tanh(5 * leak / (a + 1) * states)
        excess = y.sum() - 2 * k + n
        np.testing.assert_allclose(leak * states, (a + 1) * y - excess, atol=1e-9)
        on = states > 0
        assert np.ptp(states[on]) < 1e-8 and np.ptp(states[~on]) < 1e-8
        assert (a + 1) * y[~on].max() < excess < (a + 1) * y[on].min()


def test_example_of_the_paper():
    assert mutual_inhibition([0.3, -0.4, 0.7, 0.1], 2).winners.tolist() == [0, 2]


@pytest.mark.parametrize(("n", "a"), [(4, 0.5), (6, 0), (8, -0.5)])
def test_critical_gain(n, a):
    critical = (n - 1 + abs(a)) / (a + 1)
    x = np.random.default_rng(2).normal(size=n)
    weak = mutual_inhibition(x, n // 2, self_excitation=a, gain=0.9 * critical)
    assert weak.reason == "fixed point"
    assert np.abs(weak.trajectory[-1]).max() < 1e-8
    strong = mutual_inhibition(x, n // 2, self_excitation=a, gain=1.1 * critical)
    np.testing.assert_array_equal(strong.winners, top(x, n // 2))


def energy(states, k, a, gain):
    n, y = states.shape[-1], np.tanh(gain * states)
    leak, total = n - 1 + abs(a), y.sum(axis=-1)
    # The integral of u dy from 0, with y = tanh(G u).
    integral = states * y - np.logaddexp(gain * states, -gain * states) / gain
    quadratic = total**2 - (a + 1) * np.sum(y * y, axis=-1)
    return quadratic / 2 + (n - 2 * k) * total + leak * integral.sum(axis=-1)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.999])
def test_energy_falls_at_every_permitted_step(share):
    for x, k, rng in random_problems(15, seed=4, largest=12):
        a, n = rng.uniform(-0.7, 0.9), x.size
        leak = n - 1 + abs(a)
        gain = rng.uniform(0.3, 8) * leak / (a + 1)
        step = share * 2 / (2 * leak + gain * n)
        run = mutual_inhibition(
            x, k, self_excitation=a, gain=gain, step=step, max_steps=3000
        )
        values = energy(run.trajectory, k, a, gain)
        assert np.diff(values).max(initial=-1) <= 1e-12 * np.abs(values).max()
        assert np.diff(run.trajectory[:, np.argsort(x)], axis=1).min() > -1e-13


# --- one threshold


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9, 0.99])
def test_threshold_network_finds_the_soft_top_k_with_every_permitted_step(share):
    for x, k, rng in random_problems(12, seed=5):
        beta, tol = rng.uniform(0.3, 3), 1e-7
        step = share * 8 / (beta * x.size)
        run = threshold_network(x + 3, k, beta=beta, step=step, tol=tol)
        assert run.reason == "balance"
        p = sigmoid(beta * run.trajectory[-1])
        distance = np.abs(p - soft_top_k(x, k, beta=beta)).sum()
        assert distance == pytest.approx(abs(p.sum() - k), abs=1e-12)
        assert distance < tol
        # The dual objective falls, and before the last state it was not yet time.
        tau = (x + 3 - run.trajectory)[:, :1]
        terms = np.logaddexp(0, beta * run.trajectory).sum(axis=1) / beta
        dual = k * tau[:, 0] + terms
        assert np.diff(dual).max(initial=0) <= 1e-13 * np.abs(dual).max()
        sums = sigmoid(beta * run.trajectory).sum(axis=1)
        assert np.all(np.abs(sums[:-1] - k) >= tol)


def test_default_step_never_overshoots():
    for x, k, rng in random_problems(20, seed=6):
        run = threshold_network(x - 5, k, beta=rng.uniform(0.3, 3))
        assert run.reason == "balance"
        assert np.all(np.diff(run.trajectory[:, 0]) >= 0)


def test_a_step_beyond_the_bound_would_not_converge():
    x, tau = np.array([1e-3, -1e-3]), 0.1
    for _ in range(1000):
        tau += 1.01 * (8 / 2) * (sigmoid(x - tau).sum() - 1)
    assert abs(tau) > 0.1


def test_shared_inhibition_is_the_threshold_network_with_beta_2():
    compared = 0
    for x, k, rng in random_problems(40, seed=7):
        feedback = rng.uniform(0.1, 1.9) / x.size
        one = shared_inhibition(x, k, decay=0, feedback=feedback, max_steps=200)
        other = threshold_network(x, k, beta=2, step=2 * feedback, max_steps=200)
        shorter = min(one.steps, other.steps) + 1
        compared += shorter
        np.testing.assert_allclose(
            one.trajectory[:shorter], other.trajectory[:shorter], atol=1e-11
        )
    assert compared > 500


def test_ties_are_shared_by_the_threshold_network():
    run = threshold_network([1, 1, 0], 1, beta=20)
    assert run.reason == "balance"
    np.testing.assert_allclose(
        sigmoid(20 * run.trajectory[-1]), [0.5, 0.5, 0], atol=1e-4
    )


def test_threshold_network_where_rounding_forbids_the_tolerance():
    run = threshold_network([1000.1, 1000.2, 1000.4], 1, tol=1e-14)
    assert (run.reason, run.converged) == ("fixed point", False)
    for beta in (5e-324, 1e308):
        run = threshold_network([0.1, 0.2, 0.4], 1, beta=beta, max_steps=100)
        assert not run.converged and np.isfinite(run.trajectory).all()


def test_doctests():
    module = importlib.import_module("softmaxbook.networks")
    assert doctest.testmod(module).failed == 0
