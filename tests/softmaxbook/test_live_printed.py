"""What a draw function says is caught; what others say goes where it went."""

import doctest
import importlib
import sys
import threading

import pytest

from softmaxbook.live.printed import printed


def in_another_thread(function, *arguments):
    other = threading.Thread(target=function, args=arguments)
    other.start()
    other.join()


def test_both_streams_are_caught_in_order(capsys):
    with printed() as said:
        print("one")
        print("two", file=sys.stderr)
        print("three", flush=True)
    assert said.getvalue() == "one\ntwo\nthree\n"
    assert capsys.readouterr() == ("", "")


def test_another_thread_speaks_for_itself(capsys):
    with printed() as said:
        in_another_thread(print, "elsewhere")
        print("here")
    assert said.getvalue() == "here\n"
    assert capsys.readouterr().out == "elsewhere\n"


def test_the_streams_come_back_after_an_error():
    before = sys.stdout, sys.stderr
    with pytest.raises(KeyboardInterrupt), printed():
        raise KeyboardInterrupt
    assert (sys.stdout, sys.stderr) == before


def test_doctests():
    module = importlib.import_module("softmaxbook.live.printed")
    assert doctest.testmod(module).failed == 0
