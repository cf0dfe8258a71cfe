"""Servers for one's own machine: one answers as hosts do, one as an author needs."""

import json
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from time import time_ns
from typing import NamedTuple
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_name("preview.js")
OURS = "/-/"  # no page of the book is there
JSON, JAVASCRIPT, HTML = (
    f"{kind}; charset=utf-8"
    for kind in ("application/json", "text/javascript", "text/html")
)


class BookHandler(SimpleHTTPRequestHandler):
    """Answers an address where nothing is with the page for such addresses."""

    def send_error(self, code, message=None, explain=None):
        """Send ``404.html`` when there is one."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        body = self.sent(page.read_bytes(), HTML, code)
        if self.command != "HEAD":
            self.copyfile(body, self.wfile)

    def sent(self, body: bytes, kind: str, code: int = 200) -> BytesIO:
        """Send the head of an answer; return its body."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)


class Page(NamedTuple):
    """A page of an edition."""

    lang: str
    stem: str


@dataclass
class Desk:
    """What an author at work sees: a page; when each language was built, and how."""

    shown: Page
    said: dict[str, str] = field(default_factory=dict)
    built: dict[str, int] = field(default_factory=dict)
    since: int = field(default_factory=time_ns)

    def version(self, lang: str) -> int:
        """Return what is another number after each build of an edition."""
        return self.built.get(lang, self.since) // 1000  # exact in JavaScript, too


class AuthorHandler(BookHandler):
    """Sends each page with a script that loads it again when it is built anew."""

    def __init__(self, *arguments, desk: Desk, **options):
        self.desk = desk
        super().__init__(*arguments, **options)

    def send_head(self):
        """Answer with a page and the script, with news for the script, or a file."""
        path = urlsplit(self.path).path
        if path.startswith(OURS):
            return self.answer_script(path)
        page = Path(self.translate_path(self.path))
        if path.endswith("/"):
            page /= "index.html"
        if page.suffix != ".html" or not page.is_file():
            return super().send_head()
        return self.sent(self.followed(page), HTML)

    def answer_script(self, path: str) -> BytesIO:
        """Send the script, or what it asks for."""
        if path == f"{OURS}{SCRIPT.name}":
            return self.sent(SCRIPT.read_bytes(), JAVASCRIPT)
        lang = path.rpartition("/")[2]
        news = {"built": self.desk.version(lang), "said": self.desk.said.get(lang, "")}
        return self.sent(json.dumps(news).encode(), JSON)

    def followed(self, page: Path) -> bytes:
        """Return a page with the script; take it for the one on the screen."""
        inside = page.relative_to(self.directory)
        lang = inside.parts[0] if len(inside.parts) > 1 else ""
        if lang:
            self.desk.shown = Page(lang, page.stem.removeprefix("proofs-"))
        tag = (
            f'<script defer src="{OURS}{SCRIPT.name}" data-news="{OURS}news/{lang}"'
            f' data-built="{self.desk.version(lang)}"></script>\n</head>'
        )
        return page.read_bytes().replace(b"</head>", tag.encode(), 1)

    def end_headers(self):
        """Have the browser ask each time whether a file is still the same."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_request(self, code="-", size="-"):
        """Leave the terminal to what the build says."""
