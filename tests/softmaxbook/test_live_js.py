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
    [("1", 1), ("1.4", 1), ("1.6", 2), ("99", 2), ("-3", 0), ("1e3", 2)]
    + [(text, -1) for text in ("x", "", " ", "NaN", "Infinity", "1e999", "1,5")],
)
def test_the_nearest_value(wanted, place):
    assert run(f"live.nearest(['0.5', '1', '2'], {json.dumps(wanted)})") == place


def test_words_must_match():
    assert run("live.nearest(['tanh', 'sin'], 'sin')") == 1
    assert run("live.nearest(['tanh', 'sin'], 'cos')") == -1
    assert run("live.nearest(['tanh', 'sin'], '1')") == -1
    assert run("live.nearest(['none', '2', '8'], '7')") == 2


CONTROLS = """[
  { name: 'beta', tokens: ['0.112201845430', '1', '2'], initial: 1 },
  { name: 'kind', tokens: ['a&b', '確率', '100% ?=#+'], initial: 0 },
  { name: 'λ', tokens: ['-1', '0'], initial: 1 }]"""


def test_a_state_survives_the_address():
    for indices in itertools.product(range(3), range(3), range(2)):
        assert run(
            f"live.restored({CONTROLS}, live.parseState('#live-x?' + "
            f"live.formatState({CONTROLS}, {list(indices)})).values)"
        ) == list(indices)


def test_a_state_is_readable():
    shown = run(f"live.formatState({CONTROLS}, [2, 0, 1])")
    assert shown == "beta=2&kind=a%26b&%CE%BB=0"
    assert run(f"live.formatState({CONTROLS}, [0, 0, 1])").startswith("beta=0.112202&")


@pytest.mark.parametrize(
    ("hash", "id", "values"),
    [
        ("#live-x?beta=2", "live-x", {"beta": "2"}),
        ("#live-x%3Fbeta%3D2%26kind%3Da", "live-x", {"beta": "2", "kind": "a"}),
        ("#live-%CE%BB?%CE%BB=-1", "live-λ", {"λ": "-1"}),
        ("#live-x?kind=what?&beta=1", "live-x", {"kind": "what?", "beta": "1"}),
        ("#live-x?beta=1&beta=2&&=&kind", "live-x", {"beta": "2", "": "", "kind": ""}),
        ("#live-x?beta=%E0%A4%A", "live-x", {"beta": "\ufffd%A"}),
        ("#%E0%A4%A?beta=1", "%E0%A4%A", {"beta": "1"}),
        ("#100%", "100%", {}),
        ("#?", "", {}),
        ("#", "", {}),
        ("", "", {}),
    ],
)
def test_any_address_is_read(hash, id, values):
    found = run(
        f"(({{ id, values }}) => ({{ id, values: Object.fromEntries(values) }}))"
        f"(live.parseState({json.dumps(hash)}))"
    )
    assert found == {"id": id, "values": values}


def test_what_the_address_does_not_say_stays_initial():
    values = "live.parseState('#live-x?kind=none&beta=1.8&other=3').values"
    assert run(f"live.restored({CONTROLS}, {values})") == [2, 0, 1]


def positions(start, steps, loop=False):
    return run(
        f"Array.from({{ length: {steps} }}, (_, step) =>"
        f" live.playAt({json.dumps(start)}, step, {json.dumps(loop)}))"
    )


@pytest.mark.parametrize(
    ("start", "places"),
    [
        ({"from": 0, "last": 3, "stride": 1}, [0, 1, 2, 3]),
        ({"from": 2, "last": 3, "stride": 1}, [2, 3]),
        ({"from": 0, "last": 7, "stride": 3}, [0, 3, 6, 7]),
        ({"from": 4, "last": 7, "stride": 3}, [4, 7]),
        ({"from": 0, "last": 0, "stride": 1}, [0]),
    ],
)
def test_playing_reaches_the_end_and_no_further(start, places):
    found = positions(start, len(places) + 2)
    last = places[-1]
    assert [at["index"] for at in found] == [*places, last, last]
    assert [at["done"] for at in found].index(True) == len(places) - 1
    assert found[-1]["done"]


@pytest.mark.parametrize(
    ("start", "places"),
    [
        ({"from": 1, "last": 3, "stride": 1}, [1, 2, 3, 0, 1, 2, 3, 0, 1]),
        ({"from": 2, "last": 7, "stride": 3}, [2, 5, 7, 0, 3, 6, 7, 0, 3]),
        ({"from": 0, "last": 0, "stride": 1}, [0, 0, 0]),
    ],
)
def test_a_loop_goes_on_from_the_beginning(start, places):
    found = positions(start, len(places), loop=True)
    assert found == [{"index": place, "done": False} for place in places]


@pytest.mark.parametrize("last", [0, 1, 2, 5, 20, 99, 599])
def test_a_whole_run_takes_some_seconds_and_is_calm_on_request(last):
    brisk, calm = run(f"[live.pace({last}, false), live.pace({last}, true)]")
    assert brisk["stride"] == 1
    assert 2999 < brisk["dwell"] * max(1, last) < 6001
    assert calm["dwell"] == 1000
    assert last / 5 <= calm["stride"] < last / 5 + 1 or last == 0
    assert calm["stride"] >= 1
