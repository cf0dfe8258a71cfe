"""What an author saves is built, in its language, and the page loads itself again."""

import json
import re
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bookbuild import preview, spare
from bookbuild.errors import BookError
from bookbuild.policy import with_policy
from bookbuild.preview import Work, add, differences, state
from bookbuild.serve import AuthorHandler, Desk, Page
from bookbuild.spare import Spare

KWTA = Page("ja", "10-kwta")


# what a saved file calls for


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        ("chapters/zh/02-softmax.md", {"zh": {"02-softmax"}}),
        ("chapters/zh/_edition.yml", {"zh": set()}),
        ("chapters/references.bib", {"ja": {"10-kwta"}}),
        ("code/softmaxbook/labels/catalogue.csv", {"ja": {"10-kwta"}}),
        ("figures/cover.svg", {"ja": set()}),
        ("_config.yml", {"ja": set()}),
    ],
)
def test_a_saved_file_calls_for_a_page_or_an_edition(changed, due):
    found = {}
    add(found, Path(changed), KWTA)
    assert found == due


def test_what_is_written_made_and_deleted_is_seen(tmp_path):
    pages = tmp_path / "chapters" / "en"
    pages.mkdir(parents=True)
    for name in ("a.md", "b.md", ".a.md.swp", "a.md~"):
        (pages / name).write_text("1")
    before = state(tmp_path)
    assert {path.name for path in before} == {"a.md", "b.md"}
    (pages / "a.md").write_text("12")
    (pages / "b.md").unlink()
    (pages / "c.md").touch()
    (pages / ".a.md.swp").write_text("12")
    found = differences(before, state(tmp_path))
    assert {path.name for path in found} == {"a.md", "b.md", "c.md"}


@pytest.fixture
def built(monkeypatch):
    """The builds that are asked for; the first page that is broken ends one."""
    asked = []

    def rebuild(root, lang, pages, start):
        asked.append((lang, pages))
        if broken := pages & {"broken"}:
            raise BookError(f"{lang}: {broken} cannot be built")

    monkeypatch.setattr(preview, "rebuild", rebuild)
    return asked


def test_a_build_is_told_and_its_pages_get_another_number(built, tmp_path, capsys):
    work = Work(tmp_path, Desk(KWTA))
    before = work.desk.version("ja"), work.desk.version("zh")
    work.take({tmp_path / "chapters" / "ja" / "a.md"})
    work.do()
    assert built == [("ja", {"a"})] and work.due == {}
    assert "ja  a: built anew in " in capsys.readouterr().out
    assert work.desk.said == {"ja": ""}
    assert work.desk.version("ja") > before[0] and work.desk.version("zh") == before[1]


def test_after_a_failure_the_page_is_read_again(built, tmp_path, capsys):
    work = Work(tmp_path, Desk(KWTA))
    before = work.desk.version("ja")
    for name, said in (("broken", "ja: {'broken'} cannot be built"), ("a", None)):
        work.take({tmp_path / "chapters" / "ja" / f"{name}.md"})
        work.do()
        if said:
            assert said in capsys.readouterr().out and work.desk.said["ja"] == said
            assert work.desk.version("ja") == before
    assert built[-1] == ("ja", {"a", "broken"})


# the spare run of Jupyter Book


def test_the_spare_takes_one_order(monkeypatch):
    echo = "import sys; print('ready'); print(sys.stdin.readline())"
    monkeypatch.setattr(spare, "READY", echo)
    waiting = Spare()
    waiting.get_ready()
    with waiting.start(["build"], {"A": "ü"}) as process:
        ready, order = process.stdout.read().splitlines()[:2]
    assert ready == "ready" and json.loads(order) == [["build"], {"A": "ü"}]
    assert process.returncode == 0 and waiting.waiting is None


def test_who_is_interrupted_ends_the_build(monkeypatch):
    monkeypatch.setattr(spare, "READY", "import time; input(); time.sleep(60)")
    waiting = Spare()
    waiting.get_ready()
    interrupted = pytest.raises(KeyboardInterrupt)
    with interrupted, waiting.start([], {}) as process, spare.ending(process):
        raise KeyboardInterrupt
    assert process.returncode


def test_code_that_cannot_be_loaded_says_why(monkeypatch):
    monkeypatch.setattr(spare, "READY", "def f(:")
    waiting = Spare()
    with waiting.start(["build"], {}) as process:
        assert "SyntaxError" in process.stdout.read()
    assert process.returncode == 1


def test_a_change_of_the_code_dismisses_the_spare(monkeypatch, tmp_path):
    monkeypatch.setattr(spare, "READY", "import sys; sys.stdin.readline()")
    work = Work(tmp_path, Desk(KWTA))
    work.spare.get_ready()
    loaded = work.spare.waiting
    work.take({tmp_path / "chapters" / "ja" / "a.md"})
    assert work.spare.waiting is loaded
    work.take({tmp_path / "code" / "a.py"})
    assert work.spare.waiting is None and loaded.poll() is not None


# the server

PAGE = (
    '<html lang="ja"><head><meta charset="utf-8"></head><body><p>{}</p></body></html>'
)


@pytest.fixture
def site(tmp_path):
    """A site of two pages and a style."""
    for name in ("index", "10-kwta", "proofs-02-softmax"):
        page = tmp_path / "ja" / f"{name}.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text(with_policy(PAGE.format("old")))
    (tmp_path / "404.html").write_text(with_policy(PAGE.format("nothing")))
    (tmp_path / "ja" / "book.css").write_text("p {}")
    return tmp_path


@pytest.fixture
def desk():
    return Desk(Page("ja", "index"))


@pytest.fixture
def address(site, desk):
    with served(site, desk) as address:
        yield address


@contextmanager
def served(site, desk):
    handler = partial(AuthorHandler, directory=site, desk=desk)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def read(address: str) -> str:
    with urlopen(address) as answer:
        return answer.read().decode()


def test_only_the_served_page_has_the_script(site, address, desk):
    before = {path: path.read_bytes() for path in site.rglob("*.*")}
    text = read(f"{address}/ja/10-kwta.html")
    (script,) = re.findall(r"<script defer src=(.*?)></script>", text)
    assert 'data-news="/-/news/ja"' in script
    assert f'data-built="{desk.version("ja")}"' in script
    assert "location.reload()" in read(f"{address}/-/preview.js")
    assert read(f"{address}/ja/book.css") == "p {}"
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("", "index"),
        ("10-kwta.html", "10-kwta"),
        ("proofs-02-softmax.html?x=1", "02-softmax"),
    ],
)
def test_the_page_asked_for_is_the_page_on_the_screen(address, desk, path, stem):
    read(f"{address}/ja/{path}")
    assert desk.shown == Page("ja", stem)


def test_the_news_are_those_of_a_language(address, desk):
    desk.said["ja"], desk.built["zh"] = "数式", 7_000
    ja, zh = (json.loads(read(f"{address}/-/news/{lang}")) for lang in ("ja", "zh"))
    assert ja == {"built": desk.since // 1000, "said": "数式"}
    assert zh == {"built": 7, "said": ""}


def test_where_nothing_is_the_page_for_that_is_sent(address):
    with pytest.raises(HTTPError) as missing:
        read(f"{address}/ja/nothing.html")
    assert missing.value.code == 404 and "nothing" in missing.value.read().decode()


def test_the_page_loads_itself_again(browser, site, address, desk):
    page = browser.new_page()
    page.goto(f"{address}/ja/10-kwta.html")
    box = page.get_by_role("status")
    desk.said["ja"] = "chapters/ja/10-kwta.md:3: WARNING"
    box.filter(has_text="WARNING").wait_for()
    assert page.inner_text("p") == "old"
    (site / "ja" / "10-kwta.html").write_text(with_policy(PAGE.format("new")))
    desk.said["ja"] = ""
    box.wait_for(state="hidden")
    desk.built["ja"] = desk.since + 1_000_000
    page.get_by_text("new").wait_for()
    page.close()
