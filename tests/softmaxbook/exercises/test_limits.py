"""An answer that does not end is ended, on the main thread and on others."""

import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from softmaxbook.exercises.limits import TooLong, within

SHORT = 0.05
on_posix = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no such clock")


def endless():
    while True:
        pass


def stubborn():
    rounds = 0
    while rounds < 2:
        try:
            endless()
        except BaseException:
            rounds += 1
            if rounds == 2:
                raise


def deaf():
    try:
        endless()
    except Exception:
        return 1


def elsewhere(function, *arguments):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *arguments).result()


def here(function, *arguments):
    return function(*arguments)


each_place = pytest.mark.parametrize("place", [here, elsewhere])


@each_place
def test_what_returns_in_time_is_returned(place):
    assert place(within, 60, lambda: 7) == 7


@each_place
def test_an_error_in_time_is_raised(place):
    with pytest.raises(ZeroDivisionError):
        place(within, 60, lambda: 1 / 0)


@each_place
@pytest.mark.parametrize("function", [endless, stubborn, deaf])
def test_a_loop_is_ended_and_no_thread_is_left(place, function):
    before = set(threading.enumerate())
    with pytest.raises(TooLong):
        place(within, SHORT, function)
    assert set(threading.enumerate()) <= before


@on_posix
def test_the_clock_is_given_back():
    def own(signum, frame):
        raise AssertionError

    before = signal.signal(signal.SIGALRM, own)
    try:
        within(60, lambda: 7)
        with pytest.raises(TooLong):
            within(SHORT, endless)
        assert signal.getsignal(signal.SIGALRM) is own
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_without_that_clock_a_thread_serves_the_main_thread_too(monkeypatch):
    monkeypatch.delattr(signal, "setitimer", raising=False)
    with pytest.raises(TooLong):
        within(SHORT, endless)


def test_nothing_is_traced():
    seen = []
    within(60, lambda: seen.append(sys.gettrace()))
    assert seen == [sys.gettrace()]
