"""The build tool: ``python -m bookbuild VERB``."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from bookbuild.errors import BookError, read_yaml

ROOT = Path.cwd()


def book(options) -> None:
    """Build the site and the notebooks."""
    from bookbuild.book import build_book

    tell(build_book(ROOT, options.languages))
    print(f"\nThe book: {ROOT / '_build' / 'html' / 'index.html'}")
    print("Open that file in a browser, or run `make serve`.")


def pdf(options) -> None:
    """Build the book and print it: a PDF for each language."""
    from bookbuild.book import build_book

    tell(build_book(ROOT, options.languages, printed=True))
    print(f"\nThe PDFs: {ROOT / '_build' / 'pdf'}")


def slides(options) -> None:
    """Make slides of the chapters of the built book."""
    from bookbuild.editions import load_editions
    from bookbuild.slides.book import write_slides

    editions, site = load_editions(ROOT, options.languages), ROOT / "_build" / "html"
    decks = write_slides(editions, read_yaml(ROOT / "_toc.yml"), site)
    print(f"{len(decks)} decks: {site}/*/slides; each chapter now links to its own.")


def tell(seconds: dict[str, float]) -> None:
    """Print how long each stage took."""
    print("  ".join(f"{stage} {value:.1f} s" for stage, value in seconds.items()))


def notebooks(options) -> None:
    """Export the notebooks only."""
    from bookbuild.notebooks import export_all
    from bookbuild.repository import repository_url

    config = read_yaml(ROOT / "_config.yml")
    out = ROOT / "_build" / "notebooks"
    export_all(ROOT / "chapters", out, repository_url(config, root=ROOT))
    print(f"The notebooks: {out}")


def assignments(options) -> None:
    """Export the exercises that check themselves, for nbgrader, Otter and students."""
    from bookbuild.graders import export_assignments
    from bookbuild.repository import repository_url, site_url

    config = read_yaml(ROOT / "_config.yml")
    repository = repository_url(config, root=ROOT)
    out = ROOT / "_build" / "assignments"
    site = site_url(config, repository)
    export_assignments(ROOT / "chapters", out, repository, site)
    print(f"The assignments: {out}")


def parity(options) -> None:
    """Compare the editions; every difference is a line."""
    from bookbuild.parity import compare

    if not (ROOT / "chapters").is_dir():
        raise BookError(f"{ROOT} has no chapters; run this in the folder of the book")
    if differences := compare(ROOT / "chapters"):
        raise BookError("\n".join(str(difference) for difference in differences))
    print("The editions agree.")


def tools(options) -> None:
    """Install what only the tests need: Node packages, a browser."""
    from bookbuild.tools import prepare_tests

    prepare_tests(ROOT)


def figures(options) -> None:
    """Draw the committed figures again."""
    from bookbuild.figures import write_figures

    for path in write_figures(ROOT / "figures"):
        print(path)


def bench(options) -> None:
    """Measure bytes, build times and slider moves, side by side in one run."""
    from bookbuild.bench import run_benchmarks

    run_benchmarks(ROOT)


def serve(options) -> None:
    """Show the built site on this machine, and build anew what is saved."""
    from functools import partial
    from http.server import ThreadingHTTPServer
    from threading import Thread

    from bookbuild.preview import desk_for, watch
    from bookbuild.serve import AuthorHandler

    site = ROOT / "_build" / "html"
    if not (site / "index.html").exists():
        raise BookError("There is no built book yet: run `make book` first.")
    desk = desk_for(ROOT)
    handler = partial(AuthorHandler, directory=site, desk=desk)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", options.port), handler)
    except (OSError, OverflowError) as error:
        raise BookError(f"port {options.port} cannot be served: {error}") from None
    with server:
        Thread(target=server.serve_forever, daemon=True).start()
        print(f"The book: http://127.0.0.1:{server.server_port}/ (Ctrl+C ends)")
        print("Save a file, and its page is built anew.", flush=True)
        with suppress(KeyboardInterrupt):
            watch(ROOT, desk)
        server.shutdown()
    print()


VERBS = (
    *(book, pdf, slides, notebooks, assignments),
    *(figures, parity, tools, bench, serve),
)


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; a mistake of the caller's is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m bookbuild", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in VERBS:
        sub = verbs.add_parser(verb.__name__, help=verb.__doc__)
        sub.set_defaults(run=verb)
        if verb in (book, pdf, slides):
            sub.add_argument("languages", nargs="*", help="of these only")
        if verb is serve:
            sub.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except BookError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
