"""What a page weighs: every answer its browser waits for, as a host would send it."""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from threading import Lock, Thread
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from bookbuild.sphinx.assets import LIVE

KINDS = {
    ".html": "html", ".css": "css", ".js": "js", ".mjs": "js", ".json": "js",
    ".woff2": "fonts", ".woff": "fonts", ".ttf": "fonts", ".otf": "fonts",
    ".svg": "images", ".png": "images", ".jpg": "images", ".gif": "images",
    ".ico": "images", ".webp": "images",
}  # fmt: skip

# Compressed already: hosts send them as they are.
PACKED = {".woff2", ".woff", ".png", ".jpg", ".jpeg", ".gif", ".webp"}

# As the usual host of such sites does; without it a browser asks for everything
# again, and a second page would seem as heavy as the first.
CACHE = "max-age=600"


@dataclass(frozen=True)
class Answer:
    """One answered request, and what its body weighs on the way."""

    url: str
    size: int
    status: int = 200

    @property
    def path(self) -> str:
        """The path of its address; a folder's is its index."""
        path = unquote(urlsplit(self.url).path)
        return f"{path}index.html" if path.endswith("/") else path

    @property
    def kind(self) -> str:
        """What it is for the page."""
        return KINDS.get(PurePosixPath(self.path).suffix.lower(), "other")


@dataclass
class Ledger:
    """The answers of one visit; servers write from several threads."""

    answers: list[Answer] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def add(self, url: str, body: bytes, status: int = 200) -> None:
        """Note one answer."""
        path = urlsplit(url).path
        with self.lock:
            self.answers.append(Answer(url, wire_size(body, path), status))

    def take(self) -> list[Answer]:
        """Return what was noted since the last time, and begin anew."""
        with self.lock:
            taken, self.answers = self.answers, []
        return taken


def wire_size(body: bytes, path: str) -> int:
    """Bytes on the way: gzip -9, unless the format is compressed already."""
    return len(packed(body, path))


def packed(body: bytes, path: str) -> bytes:
    """Compress a body as hosts do, if that makes it smaller."""
    if not body or PurePosixPath(path).suffix.lower() in PACKED:
        return body
    return gzip.compress(body, 9, mtime=0)


def summary(answers: Iterable[Answer]) -> dict:
    """Add up answers: in all, by kind, and each file, the heaviest first."""
    answers = sorted(answers, key=lambda answer: -answer.size)
    kinds: dict[str, int] = {}
    for answer in answers:
        kinds[answer.kind] = kinds.get(answer.kind, 0) + answer.size
    return {
        "bytes": sum(kinds.values()),
        "requests": len(answers),
        "by_kind": kinds,
        "missing": [answer.url for answer in answers if answer.status >= 400],
        "files": {answer.url: answer.size for answer in answers},
    }


def is_foreign(url: str) -> bool:
    """Tell whether an address leaves this machine; data: and blob: do not."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.hostname != "127.0.0.1"


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Ledger]]:
    """Serve a folder on this machine; note what is sent.

    The server notes, not the browser: a browser's own record leaves open what
    came from its cache, and forgets large bodies.
    """
    ledger = Ledger()
    handler = partial(_Noting, ledger=ledger, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", ledger
        finally:
            server.shutdown()
            thread.join()


class _Noting(SimpleHTTPRequestHandler):
    """Answers with a file and notes it."""

    def __init__(self, *arguments, ledger: Ledger, **options):
        self.ledger = ledger
        super().__init__(*arguments, **options)

    def do_GET(self):
        """Note before sending: nobody can see the page sooner than its record."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        body = path.read_bytes() if found else b""
        self.ledger.add(self.path, body, 200 if found else 404)
        if found and "gzip" in self.headers.get("Accept-Encoding", ""):
            self.send_packed(body, path)
        else:
            super().do_GET()

    def send_packed(self, body: bytes, path: Path):
        """Send what a host would: on a slow line that is another matter."""
        sent = packed(body, path.name)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(sent)))
        if sent != body:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(sent)

    def end_headers(self):
        """Let the browser keep it."""
        self.send_header("Cache-Control", CACHE)
        super().end_headers()

    def log_message(self, *arguments):
        """Stay silent: the ledger knows."""


def load(page, url: str) -> None:
    """Open a page, and wait until it asks for nothing more, fonts included."""
    page.goto(url, wait_until="networkidle", timeout=120_000)
    settle(page)


def settle(page) -> None:
    """Wait for fonts, and for what a script asks for once they are there.

    A fixed pause: the browser may never report a second silence of the network.
    """
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(1000)


def visit(browser, site: Path, first: str, then: str) -> dict[str, dict]:
    """Weigh a first visit of page `then`, and the way to it from page `first`."""
    return {
        "first_visit": _weigh(browser, site, [then]),
        "next_page": _weigh(browser, site, [first, then]),
    }


def _weigh(browser, site, pages):
    """Weigh the last of these pages, opened one after the other."""
    foreign = []
    with served(site) as (address, ledger), browser.new_context() as context:
        context.on("request", lambda r: is_foreign(r.url) and foreign.append(r.url))
        page = context.new_page()
        for name in pages:
            ledger.take()
            foreign.clear()
            load(page, f"{address}/{name}")
        return summary(ledger.take()) | {"other_hosts": foreign}


def engine_bytes() -> int:
    """Weigh what moves all figures of a site."""
    files = (LIVE / "live.js", LIVE / "live.css")
    return sum(wire_size(path.read_bytes(), path.name) for path in files)


def figure_bytes(html: str) -> dict[str, int]:
    """Weigh each live figure of a page as the page carries it, before it moves."""
    bodies = BeautifulSoup(html, "html.parser").select(".live-body")
    return {
        body["data-live"]: wire_size(body.decode_contents().encode(), "figure.html")
        for body in bodies
    }
