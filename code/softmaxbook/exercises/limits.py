"""A limit to the time that a student's function may take.

On the main thread of Linux and macOS, where the cells of Jupyter and Colab run, the
clock of the system interrupts the function, whatever it does in Python. On Windows and
on other threads there is no such clock: the function runs in a thread of its own, and
when its time is over, Python raises the exception in that thread. Both end a loop of
Python; a call of NumPy that is under way ends first.
"""

import ctypes
import signal
import threading
from concurrent.futures import Future
from contextlib import contextmanager

SECONDS = 5.0  # for one call
_AGAIN = 0.5  # for an answer whose bare `except:` swallows the first interruption
_TIMES = 20  # then the thread is left behind: it is in a call that does not end


class TooLong(BaseException):
    """The time is over. Like KeyboardInterrupt, `except Exception` lets it pass."""


def within(seconds, function):
    """Return what `function` returns; TooLong if it takes more than `seconds`."""
    on_main = threading.current_thread() is threading.main_thread()
    if on_main and hasattr(signal, "setitimer"):
        with _alarm(seconds):
            return function()
    return _in_a_thread(seconds, function)


@contextmanager
def _alarm(seconds):
    def ring(signum, frame):
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, before)


def _in_a_thread(seconds, function):
    future = Future()
    worker = threading.Thread(target=_settle, args=(future, function), daemon=True)
    worker.start()
    worker.join(seconds)
    for _ in range(_TIMES):
        if not worker.is_alive():
            return future.result()
        _raise_in(worker)
        worker.join(_AGAIN)
    raise TooLong


def _settle(future, function):
    try:
        future.set_result(function())
    except BaseException as error:
        future.set_exception(error)


def _raise_in(thread):
    identity, error = ctypes.c_ulong(thread.ident), ctypes.py_object(TooLong)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, error)
