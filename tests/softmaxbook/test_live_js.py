"""The functions of the script that need no page, in Node."""

import itertools
import json

import pytest

from bookbuild.tools import run_node
from softmaxbook.live import page

SCRIPT = page.ASSETS[1]


def run(expression):
    """Evaluate an expression in which `live` is the script's module."""
    code = f"const live = require({json.dumps(str(SCRIPT))});"
    code += f"process.stdout.write(JSON.stringify({expression}))"
    done = run_node("-e", code, capture_output=True, text=True)
    assert not done.stderr
    return json.loads(done.stdout)


def test_the_last_control_varies_fastest():
    sizes = [3, 2, 4]
    indices = [list(i) for i in itertools.product(*map(range, sizes))]
    found = run(f"{indices}.map((i) => live.frameIndex(i, {sizes}))")
    assert found == list(range(24))
    assert run("live.frameIndex([], [])") == 0


@pytest.mark.parametrize(
    ("wanted", "place"),
    [("1", 1), ("1.4", 1), ("1.6", 2), ("99", 2), ("-3", 0), ("x", -1), ("", -1)],
)
def test_the_nearest_value(wanted, place):
    assert run(f"live.nearest(['0.5', '1', '2'], {json.dumps(wanted)})") == place


def test_words_must_match():
    assert run("live.nearest(['tanh', 'sin'], 'sin')") == 1
    assert run("live.nearest(['tanh', 'sin'], 'cos')") == -1


CONTROLS = """[
  { name: 'beta', tokens: ['0.112201845430', '1', '2'], initial: 1 },
  { name: 'kind', tokens: ['a&b', '確率'], initial: 0 }]"""


def test_a_state_survives_the_address():
    for indices in itertools.product(range(3), range(2)):
        assert run(
            f"live.restored({CONTROLS}, live.parseState('#live-x?' + "
            f"live.formatState({CONTROLS}, {list(indices)})).values)"
        ) == list(indices)


def test_a_state_is_readable():
    assert run(f"live.formatState({CONTROLS}, [2, 0])") == "beta=2&kind=a%26b"
    assert run(f"live.formatState({CONTROLS}, [0, 0])").startswith("beta=0.112202&")


def test_what_the_address_does_not_say_stays_initial():
    values = "live.parseState('#live-x?kind=none&beta=1.8&other=3').values"
    assert run(f"live.restored({CONTROLS}, {values})") == [2, 0]
    assert run("live.parseState('#live-x').values.size") == 0
    assert run("live.parseState('').id") == ""


def test_playing_reaches_the_end_and_no_further():
    assert run("live.playAt(0, 60, 0, 3000)") == {"index": 0, "done": False}
    assert run("live.playAt(0, 60, 1500, 3000)") == {"index": 30, "done": False}
    assert run("live.playAt(50, 60, 9999, 3000)") == {"index": 60, "done": True}
