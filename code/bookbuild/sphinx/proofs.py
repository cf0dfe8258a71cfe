"""A ✓ beside each proved equation, and the pages it leads to."""

import inspect
import os
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from bookbuild.proofs import FOLDER, results
from bookbuild.sphinx.math import render
from softmaxbook.labels import text

NUMBER = re.compile(
    r'(id="equation-(eq-[\w-]+)">\s*<span class="eqno">)(\([^()]*\))', re.ASCII
)
TABLE = "proofs-table"
OVERVIEW = "proofs"


@dataclass(frozen=True)
class Proved:
    """An equation with its proof, and what running the proof showed."""

    number: str
    latex: str
    proof: object
    steps: int
    seconds: float

    @property
    def how(self) -> str:
        """How the proof decides, in the edition's language."""
        return text(f"proof.{self.proof.kind}-how")


@cache
def registry(folder: Path) -> dict:
    """Return each proof with what running it showed, by label."""
    from softmaxbook import proofs  # only a book with equations needs SymPy

    ran = results(folder)
    return {label: (proofs.get(label), ran[label]) for label in ran}


def results_folder(app) -> Path:
    """The folder where the editions share what running the proofs showed."""
    return Path(os.environ.get(FOLDER) or Path(app.outdir).parent / "proofs")


def proved(app, docname: str) -> list[Proved]:
    """The equations of a page that have a proof, in order."""
    blocks = [
        block
        for block in app.env.get_doctree(docname).findall(nodes.math_block)
        if str(block.get("label") or "").startswith("eq-")
    ]
    known = registry(results_folder(app)) if blocks else {}
    numbers = app.env.toc_fignumbers.get(docname, {}).get("displaymath", {})
    found = []
    for block in blocks:
        if block["label"] in known:
            proof, ran = known[block["label"]]
            number = numbers.get(f"equation-{block['label']}", (block["number"],))
            number = ".".join(map(str, number))
            found.append(Proved(number, block.astext(), proof, **ran))
    return found


def mark(app, pagename, templatename, context, doctree):
    """Put the ✓ after the number of each equation that has a proof."""
    if doctree is None or 'id="equation-eq-' not in context.get("body", ""):
        return
    known = registry(results_folder(app))

    def marked(number: re.Match) -> str:
        if number[2] not in known:
            return number[0]
        kind = text(f"proof.{known[number[2]][0].kind}")
        name = text("proof.mark").format(number=number[3], kind=kind)
        address = f"{beside(pagename)}.html#{number[2]}"
        return f'{number[0]}<a class="proof" href="{address}" aria-label="{name}">✓</a>'

    context["body"] = NUMBER.sub(marked, context["body"])


def page_name(docname: str) -> str:
    """The page, beside the chapter, that has its proofs."""
    folder, slash, _ = docname.rpartition("/")
    return f"{folder}{slash}{beside(docname)}"


def beside(docname: str) -> str:
    """The same as seen from the chapter's own folder."""
    return f"proofs-{docname.rpartition('/')[2]}"


def begin(app):
    """Know of no page that this build has written."""
    app.env.book_written = set()


def note(app, pagename, templatename, context, doctree):
    """Remember each page that comes from a source."""
    if doctree is not None:
        app.env.book_written.add(pagename)


def pages(app):
    """Write a page of proofs for each chapter that has some and was written, too."""
    for docname in sorted(app.env.book_written):
        if equations := proved(app, docname):
            title = escape(app.env.titles[docname].astext())
            heading = text("proof.title").format(chapter=title)
            body = "".join(
                [
                    f"<h1>{heading}</h1>\n",
                    introduction(docname, equations[0].proof.function.__module__),
                    *(section(app, docname, equation) for equation in equations),
                ]
            )
            context = {"title": heading, "body": body, "parents": []}
            yield page_name(docname), context, "page.html"


def introduction(docname: str, module: str) -> str:
    """Say where the proofs come from, and where they are explained."""
    stem = docname.rpartition("/")[2]
    words = text("proof.introduction").format(
        chapter=f'<a href="{stem}.html">{text("proof.chapter")}</a>',
        overview=f'<a href="{OVERVIEW}.html">{text("proof.overview")}</a>',
        module=f"<code>{module}</code>",
    )
    return f"<p>{words}</p>\n"


def section(app, docname: str, equation: Proved) -> str:
    """An equation, its kind of proof in numbers, and the proof itself."""
    label, stem = equation.proof.label, docname.rpartition("/")[2]
    name = text("proof.equation").format(number=f"({equation.number})")
    code = inspect.getsource(equation.proof.function)
    code = app.builder.highlighter.highlight_block(code, "python")
    return (
        f'<section class="proved" id="{label}">\n'
        f'<h2><a href="{stem}.html#equation-{label}">{name}</a></h2>\n'
        f'<div class="math">{render(equation.latex, True)["html"]}</div>\n'
        f"<p>{summary(equation)}</p>\n"
        f"<details><summary>{text('proof.code').format(name=name)}</summary>\n"
        f"{code}</details>\n</section>\n"
    )


def summary(equation: Proved) -> str:
    """What there is to know of a proof, in one line that breaks between the facts."""
    facts = [
        text("proof.steps").format(n=equation.steps),
        text("proof.rejected").format(n=len(equation.proof.mutants)),
    ]
    if equation.proof.where is not None:
        facts.append(text("proof.read"))
    short = (f'<span class="together">{fact}</span>' for fact in facts)
    return " · ".join([equation.how, *short])


class proofs_table(nodes.General, nodes.Element):
    """The place of the table of all chapters."""


class ProofsTable(SphinxDirective):
    """Put the table of all chapters' proofs here."""

    def run(self):
        return [proofs_table()]


def fill_tables(app, doctree, docname):
    """Replace the place of the table by the table."""
    for place in list(doctree.findall(proofs_table)):
        place.replace_self(nodes.raw("", table(app), format="html"))


def table(app) -> str:
    """A row for each chapter: its proofs by kind, their steps, what they reject."""
    names = ("chapters", "symbolic", "numeric", "optimality", "steps-all", "wrong")
    heads = [text(f"proof.{name}") for name in (*names, "read-all", "seconds")]
    rows, all_proved = [], []
    for docname in sorted(app.env.found_docs):
        if equations := proved(app, docname):
            title = escape(app.env.titles[docname].astext())
            link = f'<a href="{beside(docname)}.html">{title}</a>'
            rows.append(row(link, equations))
            all_proved += equations
    rows.append(row(text("proof.all"), all_proved))
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return (
        '<div class="pst-scrollable-table-container"><table class="table proofs">\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody>\n"
        "</table></div>\n"
    )


def row(name: str, equations: list[Proved]) -> str:
    """A row of the table."""
    kinds = Counter(equation.proof.kind for equation in equations)
    cells = [
        *(kinds[kind] for kind in ("symbolic", "numeric", "optimality")),
        sum(equation.steps for equation in equations),
        sum(len(equation.proof.mutants) for equation in equations),
        sum(equation.proof.where is not None for equation in equations),
        rounded(sum(equation.seconds for equation in equations)),
    ]
    cells = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{name}</th>{cells}</tr>\n'


def rounded(seconds: float) -> str:
    """Seconds to the next power of ten: two builds should give the same page."""
    upper = next(limit for limit in (0.1, 1, 10, 100, 1000) if seconds < limit)
    return f"&lt; {upper}"


def setup(app):
    app.add_directive(TABLE, ProofsTable)
    app.add_node(proofs_table)
    app.connect("doctree-resolved", fill_tables)
    app.connect("builder-inited", begin)
    app.connect("html-page-context", note)
    app.connect("html-page-context", mark)
    app.connect("html-collect-pages", pages)
