"""Questions on a page; the script ``quiz.js`` says at once what an answer deserves.

Without it, and on paper, the answers stand below the questions, folded or not.
"""

from html import escape
from itertools import takewhile
from typing import ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from bookbuild.errors import BookError
from bookbuild.quiz import Piece, Question, read, shown
from bookbuild.sphinx.language import word

SCRIPT = "quiz.js"
SPOKEN = (  # by the script, in this order
    "Check",
    "Not right.",
    "Choose or write an answer first.",
    "{n} of {m} right",
)


class quiz_element(nodes.Admonition, nodes.Element):
    """An HTML element; no term in it is a link."""


class quiz_words(quiz_element, nodes.TextElement):
    """An HTML element that holds words."""


class question(quiz_element):
    """A question before it has found its place: a field set, and an item of answers."""


class Quiz(SphinxDirective):
    """Ask a question."""

    has_content = True
    option_spec: ClassVar = {"tolerance": str}

    def run(self):
        try:
            asked = read("\n".join(self.content), self.options.get("tolerance"))
            values = [] if asked.tolerance is None else asked.values()
        except BookError as error:
            raise self.error(str(error)) from None
        first, *others = self.parsed(asked.asked)
        legend = quiz_words("", "", *first.children, tag="legend")
        field = made("fieldset", legend, *others)
        field += self.number(asked) if values else self.choices(asked)
        explained = made("ul" if values else "ol", *self.notes(asked, values))
        return [question("", field, made("li", explained))]

    def choices(self, asked: Question) -> nodes.Element:
        """Return a radio button for each choice."""
        return made(
            "ol",
            *(
                made("li", made("label", radio(), *self.words(choice.answer)))
                for choice in asked.choices
            ),
        )

    def number(self, asked: Question) -> nodes.Element:
        """Return a field for a number."""
        label = word(self.env.app, "Your number (within {}%)")
        label = label.format(shown(100 * asked.tolerance))
        field = f'<input inputmode="decimal" size="9" data-within="{asked.tolerance}">'
        return made("label", nodes.Text(f"{label} "), html(field))

    def notes(self, asked: Question, values: list[float]):
        """Yield what there is to say of each choice."""
        for k, choice in enumerate(asked.choices):
            mark = " data-right" if choice.right else ""
            note = made("li", *self.words(choice.note), more=mark)
            if values:
                number = f'<data value="{values[k]:.6g}">{shown(values[k])}</data> '
                note.insert(0, html(number))
            if choice.right:
                right = escape(word(self.env.app, "Right."))
                note.insert(0, html(f"<strong>✓<span> {right}</span></strong> "))
            yield note

    def words(self, piece: Piece) -> list[nodes.Node]:
        """Read a piece; its first paragraph needs no element of its own."""
        first, *others = self.parsed(piece)
        return [quiz_words("", "", *first.children, tag=""), *others]

    def parsed(self, piece: Piece) -> list[nodes.Node]:
        """Read a piece of the directive's body."""
        source, box = self.state_machine.get_source(self.lineno), nodes.Element()
        lines = StringList(piece.text.split("\n"), source)
        self.state.nested_parse(lines, self.content_offset + piece.line, box)
        return box.children


def made(tag: str, *children: nodes.Node, more: str = "") -> quiz_element:
    """Make an element of HTML."""
    return quiz_element("", *children, tag=tag, more=more)


def html(markup: str) -> nodes.raw:
    """Make HTML without anything to be resolved."""
    return nodes.raw("", markup, format="html")


def radio() -> nodes.raw:
    """Make a radio button; its name waits for its question's number on the page."""
    return html('<input type="radio" name="q">')


def gather(app, doctree):
    """Give each row of questions its numbers, and one place for all their answers."""
    asked = list(doctree.findall(question))
    for number, one in enumerate(asked, 1):
        for button in one[0].findall(nodes.raw):
            name = button.astext().replace('"q"', f'"q{number}"')
            button[0] = nodes.Text(name)
    for first in asked:
        if first.parent:
            after = first.parent[first.parent.index(first) :]
            row = list(takewhile(lambda node: isinstance(node, question), after))
            place = first.parent.index(first)
            first.parent[place : place + len(row)] = [together(app, row)]
            for one in row:
                one.parent = None


def together(app, row: list[question]) -> quiz_element:
    """Put questions before the answers of all of them."""
    fields, answers = zip(*(one.children for one in row), strict=True)
    for number, field in enumerate(fields, 1):
        field[0].insert(0, nodes.Text(f"{number}. "))
    summary = made("summary", nodes.Text(word(app, "Answers")))
    folded = made("details", summary, made("ol", *answers))
    spoken = escape("|".join(word(app, english) for english in SPOKEN))
    return made("div", *fields, folded, more=f' class="quiz" data-words="{spoken}"')


def visit(writer, node):
    if node["tag"]:
        writer.body.append(f"<{node['tag']}{node.get('more', '')}>")


def depart(writer, node):
    if node["tag"]:
        writer.body.append(f"</{node['tag']}>")


def load_script(app, pagename, templatename, context, doctree):
    """Load the script where there are questions."""
    if 'class="quiz"' in context.get("body", ""):
        app.add_js_file(SCRIPT)


def setup(app):
    app.add_directive("quiz", Quiz)
    for node in (quiz_element, quiz_words):
        app.add_node(node, html=(visit, depart))
    app.connect("doctree-read", gather)
    app.connect("html-page-context", load_script)
