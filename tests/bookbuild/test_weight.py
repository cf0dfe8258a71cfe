"""What the benchmarks compute; what they measure is never part of a test."""

import gzip
import json
import statistics
import urllib.error
import urllib.request

import pytest

from bookbuild.builds import first_chapter, median_by_key
from bookbuild.moves import by_position, p95, spread
from bookbuild.report import Row, judged, kilobytes, milliseconds, table
from bookbuild.rows import slider_words
from bookbuild.stock import INTEGRITY, Packages, package_file, stock_environment
from bookbuild.weight import (
    Answer,
    Ledger,
    figure_bytes,
    is_foreign,
    served,
    summary,
    wire_size,
)

TEXT = b"softmax " * 500


@pytest.mark.parametrize("path", ["a.html", "a.js", "a.svg", "a.ttf", "a"])
def test_text_is_weighed_compressed(path):
    assert wire_size(TEXT, path) == len(gzip.compress(TEXT, 9, mtime=0)) < 100


@pytest.mark.parametrize("path", ["a.woff2", "a.woff", "a.png", "a.PNG"])
def test_what_is_compressed_already_is_weighed_as_it_is(path):
    assert wire_size(TEXT, path) == len(TEXT)


def test_an_empty_answer_weighs_nothing():
    assert wire_size(b"", "favicon.ico") == 0


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/en/01.html?x=1.js", "html"),
        ("/en/", "html"),
        ("/_static/a.css?v=1", "css"),
        ("https://example.org/a.min.js", "js"),
        ("/KaTeX_Main-Regular.woff2", "fonts"),
        ("/a.svg", "images"),
        ("/a", "other"),
    ],
)
def test_answers_have_a_kind(url, kind):
    assert Answer(url, 1).kind == kind


def test_a_summary_adds_up():
    answers = [Answer("/a.js", 1), Answer("/b.js", 5), Answer("/c.png", 0, 404)]
    found = summary(answers)
    assert found["bytes"] == 6
    assert found["requests"] == 3
    assert found["by_kind"] == {"js": 6, "images": 0}
    assert found["missing"] == ["/c.png"]
    assert list(found["files"]) == ["/b.js", "/a.js", "/c.png"]


def test_a_ledger_begins_anew():
    ledger = Ledger()
    ledger.add("/a.js?v=1", TEXT)
    assert [answer.size for answer in ledger.take()] == [wire_size(TEXT, "a.js")]
    assert ledger.take() == []


@pytest.mark.parametrize(
    ("url", "foreign"),
    [
        ("http://127.0.0.1:8000/en/", False),
        ("data:image/png;base64,AAAA", False),
        ("blob:http://127.0.0.1:8000/1", False),
        ("https://example.org/a.js", True),
        ("http://127.0.0.1.example.org/a.js", True),
    ],
)
def test_other_hosts_are_told_apart(url, foreign):
    assert is_foreign(url) is foreign


def test_the_server_notes_what_it_sends(tmp_path):
    (tmp_path / "index.html").write_bytes(TEXT)
    with served(tmp_path) as (address, ledger):
        with urllib.request.urlopen(f"{address}/") as answer:
            assert answer.read() == TEXT
            assert answer.headers["Cache-Control"].startswith("max-age")
        asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked) as answer:
            assert gzip.decompress(answer.read()) == TEXT
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{address}/a.js")
        missing.value.close()
        assert ledger.take() == [
            Answer("/", wire_size(TEXT, "index.html")),
            Answer("/", wire_size(TEXT, "index.html")),
            Answer("/a.js", 0, 404),
        ]


def test_each_live_figure_is_weighed():
    html = "<div class='live-body' data-live='live-a'><svg><path d='M0 0'/></svg></div>"
    assert list(figure_bytes(f"<p>x</p>{html}")) == ["live-a"]
    assert 0 < figure_bytes(html)["live-a"] < 60


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (
            "https://cdn.jsdelivr.net/npm/mathjax@3/es5/tex-mml-chtml.js",
            ("mathjax@3", "es5/tex-mml-chtml.js"),
        ),
        (
            "https://cdn.jsdelivr.net/npm/@jupyter-widgets/html-manager@1.0.6/dist/a.js?x",
            ("@jupyter-widgets/html-manager@1.0.6", "dist/a.js"),
        ),
        (
            "https://unpkg.com/thebe@0.8.2/lib/index.js",
            ("thebe@0.8.2", "lib/index.js"),
        ),
        (
            "https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.4/require.min.js",
            ("requirejs@2.3.4", "require.min.js"),
        ),
        ("https://example.org/npm/mathjax@3/es5/tex-mml-chtml.js", None),
        ("https://cdn.jsdelivr.net/combine/npm/a@1/a.js", None),
    ],
)
def test_addresses_of_content_networks_are_read(url, wanted):
    assert package_file(url) == wanted


def test_a_file_that_no_package_has_is_none(tmp_path):
    packages = Packages(tmp_path)
    packages.read = lambda package: {"a.js": b"a"} if package == "a@1" else {}
    found = [
        packages.file(package_file(f"https://unpkg.com/{path}"))
        for path in ("a@1/a.js", "a@1/b.js", "b@1/a.js", "requirejs@2/require.min.js")
    ]
    assert found == [b"a", None, None, None]


def test_the_stock_page_takes_scripts_minified_here():
    tag = '<script crossorigin="anonymous" integrity="sha256-x=" src="a.js"></script>'
    assert (
        INTEGRITY.sub("", tag) == '<script crossorigin="anonymous" src="a.js"></script>'
    )


def test_the_stock_build_is_not_told_to_record_figures(monkeypatch, tmp_path):
    monkeypatch.setenv("SOFTMAXBOOK_STATIC", "1")
    environment = stock_environment(tmp_path)
    assert "SOFTMAXBOOK_STATIC" not in environment
    assert environment["PYTHONPATH"] == str(tmp_path / "code")


def test_p95_is_a_value_that_was_measured():
    assert p95(range(1, 101)) == 95
    assert p95([3.0]) == 3.0
    assert p95([1.0, 9.0]) == 9.0


def test_a_position_counts_with_what_is_usual_in_its_sweeps():
    sweeps = [[1, 10, 5], [3, 20, 5], [11, 60, 5]]
    assert by_position(sweeps, statistics.mean) == [5, 30, 5]
    assert by_position(sweeps, statistics.median) == [3, 20, 5]


def test_sweeps_of_different_lengths_are_a_mistake():
    with pytest.raises(ValueError):
        by_position([[1, 2], [1]], statistics.mean)


def test_a_stop_of_the_slow_cpu_is_shared_by_the_sweeps_and_a_slow_place_is_not():
    places = [[1.0] * 18 + [9.0, 9.0] for _ in range(10)]
    told = {"median": 1.0, "p95": 9.0, "worst": 9.0, "count": 200}
    assert spread(places, statistics.mean) == told
    stops = [[6.0 * (place % 10 == n) for place in range(20)] for n in range(10)]
    told = {"median": 0.6, "p95": 0.6, "worst": 6.0, "count": 200}
    assert spread(stops, statistics.mean) == told
    assert spread(stops, statistics.median)["p95"] == 0
    assert json.dumps(told)


def test_milliseconds_are_as_exact_as_their_size_allows():
    assert [milliseconds(t) for t in (0.04, 1.25, 99.94, 1234.5)] == [
        "0.0 ms",
        "1.2 ms",
        "99.9 ms",
        "1,234 ms",
    ]


def test_medians_are_taken_stage_by_stage():
    runs = [{"en": 1, "all": 9}, {"en": 3, "all": 1}, {"en": 2, "all": 5}]
    assert median_by_key(runs) == {"en": 2, "all": 5}


@pytest.mark.parametrize(
    "toc",
    [
        {"root": "chapters/ja/index", "chapters": [{"file": "chapters/ja/01-a"}]},
        {"root": "x", "parts": [{"caption": "y", "chapters": [{"file": "ja/01-a"}]}]},
    ],
)
def test_the_first_chapter_is_found(toc):
    assert first_chapter(toc) == "01-a"


def test_goals_are_judged():
    assert kilobytes(1_234_560) == "1,234.6 kB"
    assert judged("a", 300_000, 300_000) == Row(
        "a", "300.0 kB", "goal ≤ 300.0 kB", "ok"
    )
    assert judged("a", 300_001, 300_000).verdict == "OVER"


def test_the_table_has_headings_and_columns():
    rows = [Row("Bytes"), judged("page", 2000, 1000), Row("requests", "3")]
    assert table(rows).splitlines() == [
        "Bytes",
        "  page      2.0 kB  goal ≤ 1.0 kB  OVER",
        "  requests       3",
    ]


@pytest.mark.parametrize(
    ("slider", "words"),
    [
        ({"shown": False}, ["no", "not seen", "not seen"]),
        (
            {"shown": True, "figure_shown": False, "value_changes": True},
            ["yes", "yes", "not seen"],
        ),
        (
            {
                "shown": True,
                "figure_shown": True,
                "value_changes": True,
                "figure_changes": False,
            },
            ["yes", "yes", "no"],
        ),
    ],
)
def test_a_figure_that_was_not_seen_is_not_said_to_stand_still(slider, words):
    assert [told for _, told in slider_words(slider)] == words
