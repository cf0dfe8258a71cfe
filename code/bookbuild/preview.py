"""Build what an author saves, one page in one language, and show it."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bookbuild.book import build_edition, require_column, say, write_settings
from bookbuild.digests import under
from bookbuild.editions import REFERENCE, find_edition, load_editions
from bookbuild.errors import BookError, read_yaml
from bookbuild.repository import repository_url
from bookbuild.serve import Desk, Page
from bookbuild.site import exchange
from bookbuild.spare import Spare

WATCHED = ("chapters", "code", "figures", "_config.yml", "_toc.yml")
PAUSE = 0.3  # seconds between two looks
State = dict[Path, tuple[int, int]]
Jobs = dict[str, set[str]]  # the pages to build, by language


def desk_for(root: Path) -> Desk:
    """Return the desk of an author who has not looked at any page yet."""
    langs = shown_languages(root)
    return Desk(Page(REFERENCE if REFERENCE in langs else langs[0], "index"))


def shown_languages(root: Path) -> list[str]:
    """Return the languages of the built site."""
    site = root / "_build" / "html"
    return [e.lang for e in load_editions(root) if (site / e.lang).is_dir()]


def watch(root: Path, desk: Desk) -> None:
    """Build whatever is saved, until interrupted."""
    work, before = Work(root, desk), state(root)
    with closing(work.spare):
        while True:
            work.spare.get_ready()
            time.sleep(PAUSE)
            now = state(root)
            changed, before = differences(before, now), now
            if changed:  # and an editor may still be writing
                work.take(changed)
            else:
                work.do()


@dataclass
class Work:
    """What there is to do for an author, and who does it."""

    root: Path
    desk: Desk
    spare: Spare = field(default_factory=Spare)
    due: Jobs = field(default_factory=dict)
    failed: Jobs = field(default_factory=dict)

    def take(self, changed: set[Path]) -> None:
        """Add what changed files call for."""
        for path in changed:
            add(self.due, path.relative_to(self.root), self.desk.shown)
        if any(path.is_relative_to(self.root / "code") for path in changed):
            self.spare.close()  # it has loaded what is no longer true

    def do(self) -> None:
        """Build what is due, language after language."""
        while self.due:
            lang, pages = self.due.popitem()
            again = pages | self.failed.pop(lang, set())
            if not self.attempt(lang, again):
                # It must be read again, even when the mistake was elsewhere.
                self.failed[lang] = again

    def attempt(self, lang: str, pages: set[str]) -> bool:
        """Build pages of one language, and tell how it went."""
        what, start = ", ".join(sorted(pages)) or "the settings", time.perf_counter()
        self.desk.said[lang] = f"Building {what} …"
        try:
            rebuild(self.root, lang, pages, self.spare.start)
        except BookError as error:
            self.desk.said[lang] = str(error)
            print(error, flush=True)
            return False
        self.desk.built[lang], self.desk.said[lang] = time.time_ns(), ""
        say(lang, f"{what}: built anew in {time.perf_counter() - start:.1f} s")
        return True


def state(root: Path) -> State:
    """Return when each file was written and how long it is."""
    files = under(*(root / place for place in WATCHED))
    return dict(stamped(path for path in files if not is_passing(path.name)))


def stamped(paths: Iterator[Path]) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield the files that are still there."""
    for path in paths:
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        yield path, (stat.st_mtime_ns, stat.st_size)


def is_passing(name: str) -> bool:
    """Tell whether an editor wrote a file for itself.

    >>> [is_passing(name) for name in (".02-softmax.md.swp", "02-softmax.md~", "a.md")]
    [True, True, False]
    """
    return name.startswith((".", "#")) or name.endswith("~")


def differences(before: State, now: State) -> set[Path]:
    """Return what was written, made or deleted between two looks."""
    return {path for path, _ in before.items() ^ now.items()}


def add(due: Jobs, changed: Path, shown: Page) -> None:
    """Add what a changed file calls for.

    A page is built in its own language; a change of the package, or of the works that
    pages cite, shows on the page on the screen. What else there is are settings.
    """
    place, *inside = changed.parts
    if place == "chapters" and len(inside) > 1:
        lang, page = inside[0], changed.stem if changed.suffix == ".md" else None
    else:
        lang, page = shown.lang, shown.stem if place in ("code", "chapters") else None
    due.setdefault(lang, set()).update({page} - {None})


def rebuild(root: Path, lang: str, pages: set[str], start) -> None:
    """Build pages of one edition, and put the edition into the site."""
    base, toc = (read_yaml(root / f"_{name}.yml") for name in ("config", "toc"))
    everything, build = load_editions(root), root / "_build"
    edition = find_edition(everything, lang)
    require_column(edition)
    langs = shown_languages(root)
    editions = [e for e in everything if e.lang in langs]
    write_settings(edition, base, toc, editions, repository_url(base, root=root), build)
    build_edition(edition, root, pages, start)
    exchange(edition, build)
