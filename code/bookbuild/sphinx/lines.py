"""What no line may break: a name at its hyphen, a number from what it numbers."""

import re

from docutils import nodes

PIECE = re.compile(
    r"((?:α|\d[\d.]*)?-entmax|log-sum-exp|log-odds|k-WTA|top-k|N-pair"
    r"|(?:練習問題|練習|図|圖) ?\d+\.\d+|第 ?\d+ ?[章節]|BSD 3-Clause|CC BY 4\.0"
    r"|\d[\d.]* ?(?:分鐘|位元|ビット|ナット|単位|組目|行)"
    r"|\d[\d.,]* (?:K|eV|J/K|kB|MB|GB|GHz|MHz|cm)(?![A-Za-z]))"
)
JOINT = re.compile(r"(?<=[_./])(?=\w)")
LONGEST = 24  # letters of code that a line of a phone has room for
PHRASE = re.compile("(?<=[：、，])")
VERBATIM = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


def hold_pieces(app, doctree, docname):
    """Put each such piece into a box that does not break, and copies as it is."""
    for text in list(doctree.findall(nodes.Text)):
        if PIECE.search(text) and not isinstance(text.parent, VERBATIM):
            text.parent.replace(text, list(boxed(text)))


def hold_phrases(app, doctree):
    """Let a title in Chinese or Japanese break at its punctuation, if it can."""
    for title in doctree.findall(nodes.title):
        phrases = list(filter(None, phrases_of(title)))
        if len(phrases) > 1:
            title[:] = [nodes.inline("", "", *p, classes=["phrase"]) for p in phrases]


def phrases_of(title: nodes.title):
    """Yield what stands before, between and behind its colons and commas."""
    phrase = []
    for child in title.children:
        parts = PHRASE.split(child) if isinstance(child, nodes.Text) else [child]
        for place, part in enumerate(parts):
            if place:
                yield phrase
                phrase = []
            if part:
                phrase.append(nodes.Text(part) if isinstance(part, str) else part)
    yield phrase


def divide_names(app, doctree, docname):
    """Let the long name of a function break at its joints, where a line must break."""
    for name in list(doctree.findall(nodes.literal)):
        if max(map(len, name.astext().split()), default=0) > LONGEST:
            name[:] = list(divided(name.astext()))


def divided(name: str):
    """Yield the parts of a name, with places to break between them."""
    first, *rest = JOINT.split(name)
    yield nodes.Text(first)
    for part in rest:
        yield nodes.raw("", "<wbr>", format="html")
        yield nodes.Text(part)


def hold_equations(app, doctree, docname):
    """Keep the word for an equation on the line of its number."""
    for number in list(doctree.findall(nodes.reference)):
        place, parent = number.parent.index(number), number.parent
        before = parent[place - 1] if place else ""
        if isinstance(before, nodes.Text) and before.endswith("式"):
            pair = nodes.inline("", "式", number.deepcopy(), classes=["together"])
            rest = [nodes.Text(before[:-1])] if before[:-1] else []
            parent[place - 1 : place + 1] = [*rest, pair]


def boxed(text: str):
    """Yield the text in nodes, with each piece in one of its own."""
    for place, part in enumerate(PIECE.split(text)):
        if place % 2:
            yield nodes.inline("", part, classes=["together"])
        elif part:
            yield nodes.Text(part)


def setup(app):
    app.connect("doctree-read", hold_phrases, priority=400)  # before titles are kept
    app.connect("doctree-resolved", hold_pieces)
    app.connect("doctree-resolved", hold_equations)
    app.connect("doctree-resolved", divide_names)
