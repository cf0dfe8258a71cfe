"""Build every edition in parallel and put them together as one site."""

import os
import re
import time
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from bookbuild.digests import PAGES, digest, under
from bookbuild.editions import Edition, edition_toc, load_editions, merged_config
from bookbuild.errors import BookError, read_yaml
from bookbuild.notebooks import export_all
from bookbuild.proofs import FOLDER as PROOFS
from bookbuild.proofs import results
from bookbuild.repository import repository_url, site_url
from bookbuild.site import assemble
from bookbuild.spare import ending, start
from softmaxbook.labels import LANGUAGES

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
STEP = re.compile(r"(reading sources|writing output)\.\.\. \[ *(\d+)%\] (\S+)")
WARNING = re.compile(r"(?:\S.*: )?(?:WARNING|ERROR|CRITICAL): ")
FAILED_PAGE = re.compile(r"(\S.*): WARNING: Executing notebook failed: ")
RAISED = re.compile(r"[\w.]*(?:Error|Exception|Interrupt)(?::.*)?")
PASSED_ON = re.compile(r"myst_nb\.|RuntimeError:$")  # what wraps a cell's own error
NAMED_AT_ONCE = 4
OF_SPHINX = {"search.html"}  # a page without a source


def build_book(
    root: Path, languages: Iterable[str] = (), *, printed: bool = False
) -> dict[str, float]:
    """Build the site and the notebooks; return the seconds each stage took.

    `printed` adds a PDF of each edition.
    """
    clock = Clock()
    base = read_yaml(root / "_config.yml")
    toc = read_yaml(root / "_toc.yml")
    editions = load_editions(root, languages)
    repository = repository_url(base, root=root)
    build = root / "_build"
    for edition in editions:
        require_column(edition)
        write_settings(edition, base, toc, editions, repository, build)
    if any(map(has_equations, editions)):
        results(build / "proofs")
    clock.lap("proofs")
    # All at once, even on fewer cores: the last one alone would leave a core idle.
    with ThreadPoolExecutor(max_workers=len(editions)) as pool:
        for lang, seconds in pool.map(lambda e: build_edition(e, root), editions):
            clock.seconds[lang] = seconds
    clock.lap("editions")
    export_all(root / "chapters", build / "notebooks", repository)
    clock.lap("notebooks")
    site = site_url(base, repository)
    if printed:
        from bookbuild.pdf.book import print_editions  # which needs a browser

        print_editions(editions, build, base["author"], site)
        clock.lap("pdf")
    assemble(editions, build, site)
    clock.lap("site")
    return clock.seconds


def require_column(edition: Edition) -> None:
    """Refuse an edition that the catalogue of labels has no place for."""
    if edition.lang not in LANGUAGES:
        raise BookError(
            f"code/softmaxbook/labels/catalogue.csv has no column '{edition.lang}': "
            "name it in the first line; what is missing below it shows in English"
        )


def has_equations(edition: Edition) -> bool:
    """Tell whether there is something to prove."""
    sources = (path.read_text("utf-8") for path in edition.folder.glob("*.md"))
    return any(":label: eq-" in source for source in sources)


class Clock:
    """Seconds per stage, in the order the stages ended."""

    def __init__(self):
        self.seconds: dict[str, float] = {}
        self.last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """End a stage."""
        now = time.perf_counter()
        self.seconds[stage], self.last = now - self.last, now


def write_settings(edition: Edition, base, toc, editions, repository, build) -> None:
    """Write the configuration and the contents that Jupyter Book gets."""
    config = merged_config(edition, base)
    site = site_url(base, repository)
    if site:
        config["html"]["baseurl"] = f"{site}{edition.lang}/"
    config["sphinx"]["config"] |= {
        "book_edition": edition.lang,
        "book_editions": [
            {"lang": e.lang, "tag": e.tag, "name": e.name} for e in editions
        ],
        "book_repository": repository or "",
        "book_site": site or "",
        "book_notebooks": "notebooks",
    }
    folder = build / "editions" / edition.lang
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("config", config), ("toc", edition_toc(toc, edition))):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yml").write_text(text, "utf-8")


def build_edition(
    edition: Edition, root: Path, pages: Collection[str] = (), start=start
) -> tuple[str, float]:
    """Run Jupyter Book for one language, unless nothing changed since last time.

    Parameters
    ----------
    edition : Edition
    root : Path
        The folder of the book.
    pages : collection of str
        The pages an author is at work on. A change of the package then shows on them
        alone; the next build without this argument makes up for it.
    start : callable
        What runs Jupyter Book, if not `bookbuild.spare.start`.
    """
    begun = time.perf_counter()
    folder = root / "_build" / "editions" / edition.lang
    stamp = folder / "stamp"
    shared = root / "code", root / "requirements.txt", *bibliographies(root)
    own = edition.folder, folder / "config.yml", folder / "toc.yml"
    package = digest(under(*shared), root)
    now = package + digest(under(*own), root)
    before = stamp.read_text() if stamp.exists() else ""
    if before == now:
        say(edition.lang, "up to date")
    else:
        stamp.unlink(missing_ok=True)
        drop_removed(edition, folder / "_build" / "html")
        known = before.startswith(package)
        options = [] if known or pages else ["--all"]
        run_jupyter_book(edition, folder, options, pages, start)
        if known or not pages:
            stamp.write_text(now)
    return edition.lang, time.perf_counter() - begun


def bibliographies(root: Path) -> list[Path]:
    """List the files that every page may cite from."""
    return sorted((root / "chapters").glob("*.bib"))


def drop_removed(edition: Edition, html: Path) -> None:
    """Delete the pages whose source is gone: Sphinx would keep them."""
    for page in html.glob("*.html"):
        source = edition.folder / f"{page.stem.removeprefix('proofs-')}.md"
        if page.name not in OF_SPHINX and not source.exists():
            page.unlink()


def run_jupyter_book(
    edition: Edition, folder: Path, options: list[str], pages: Collection[str], start
) -> None:
    """Run ``jupyter-book build`` with warnings as errors, telling how far it is."""
    arguments = [
        "build", str(edition.folder),
        "--config", str(folder / "config.yml"), "--toc", str(folder / "toc.yml"),
        "--path-output", str(folder), "-W", "-n", "--keep-going",
        *options,
    ]  # fmt: skip
    proved, log = folder.parent.parent / "proofs", []
    own = {"PYTHONUTF8": "1", PROOFS: str(proved), PAGES: " ".join(sorted(pages))}
    with start(arguments, own) as process, ending(process):
        for line in process.stdout:
            log.append(COLOUR.sub("", line).rstrip())
            if step := STEP.match(log[-1]):
                say(edition.lang, f"{step[1]}  {step[2]:>3} %  {step[3]}")
    (folder / "log.txt").write_text("\n".join(log), "utf-8")
    if process.returncode:
        raise BookError(failure(edition, log, folder / "log.txt"))


def failure(edition: Edition, log: list[str], where: Path) -> str:
    """Say in one sentence what was not built, why, and where to read more."""
    found = culprits(log)
    if len(found) > NAMED_AT_ONCE:
        found[NAMED_AT_ONCE:] = [f"and {len(found) - NAMED_AT_ONCE} more"]
    sentence = (
        f"the {edition.lang} edition was not built: {'; '.join(found)} "
        f"(everything it printed: {where})"
    )
    root = edition.folder.parent.parent
    return sentence.replace(f"{root}{os.sep}", "")


def culprits(log: list[str]) -> list[str]:
    """Name what ended a build: the error a page's cell raised, else every warning.

    >>> culprits(["writing", "a.md:3: WARNING: undefined label: 'x'", "done"])
    ["a.md:3: WARNING: undefined label: 'x'"]
    """
    raised = [
        line for line in log if RAISED.fullmatch(line) and not PASSED_ON.match(line)
    ][-1:]
    page = next((match[1] for match in map(FAILED_PAGE.match, log) if match), None)
    if page and raised:
        return [f"{page}: {raised[0]}"]
    warnings = dict.fromkeys(line for line in log if WARNING.match(line))
    return [*warnings, *raised] or [line for line in log if line.strip("= ")][-1:]


def say(lang: str, what: str) -> None:
    """Print one line of progress, at once."""
    print(f"  {lang}  {what}", flush=True)
