"""Chooses what of a chapter goes on its slides: one idea on each."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import partial

from bs4 import BeautifulSoup, NavigableString, Tag

from bookbuild.slides.fold import fold, unfold
from bookbuild.slides.groups import balanced
from bookbuild.slides.room import HEIGHT, WIDTH, Ruler
from bookbuild.slides.sentences import (
    Sentence,
    ended,
    first,
    joined,
    last,
    sentences,
    text,
    trimmed,
)

LEAD = 3  # lines, before a formula
TITLE = 1.4  # lines
READING = 2  # lines, after it
QUESTION = 7  # lines
POINT = 5  # lines, before a program
LIST = 12  # lines, with their spaces
ITEM = 0.4  # of a line, between the items of a list
SKIPPED = ("sec-sources",)  # for readers
DEFINED = "defined"  # a term of the glossary, in bold where the chapter explains it
UNUSED = "a.headerlink, a.proof, .sd-summary-state-marker, script"


@dataclass(frozen=True)
class Slide:
    """One slide: its place in the chapter, its heading, and what it shows."""

    anchor: str
    heading: str
    body: str
    kind: str = "text"


def chapter_slides(page: str) -> list[Slide]:
    """Return the slides of a built chapter, whose title is not among them.

    Parameters
    ----------
    page : str
        The HTML of the chapter.
    """
    skeleton, pieces = fold(page)
    article = BeautifulSoup(skeleton, "html.parser").article
    if not (article and article.section):
        raise ValueError("page: it has no article with a section")
    tidy(article)
    slides = Chapter(article.section, Ruler(pieces)).slides()
    return [
        Slide(s.anchor, unfold(s.heading, pieces), unfold(s.body, pieces), s.kind)
        for s in slides
    ]


def tidy(article: Tag) -> None:
    """Take out what is for a reader's mouse; a slide is no place to follow links."""
    for tag in article.select(UNUSED):
        tag.decompose()
    for link in article.find_all("a"):
        term = link.find("strong") or link.find_parent("strong")
        if term and "term" in link.get("class", ()):
            term["class"] = DEFINED
        link.unwrap()
    for tag in article.select("span[id], p[id], li[id]"):
        del tag["id"]


class Chapter:
    """Goes through a chapter from its beginning to its end."""

    def __init__(self, section: Tag, ruler: Ruler):
        self.section, self.ruler = section, ruler

    def slides(self) -> Iterator[Slide]:
        """Yield the slides."""
        top = self.section["id"]
        for box in self.section.find_all("div", class_="admonition", recursive=False):
            yield from self.boxed(top, box)
        for section in self.section.find_all("section", recursive=False):
            if not section["id"].startswith(SKIPPED):
                yield from Section(section, self.ruler).slides()

    def boxed(self, anchor: str, box: Tag) -> Iterator[Slide]:
        """Yield the aims of a chapter together, its questions one by one."""
        heading = box.p.decode_contents()
        for found in box.find_all(["ul", "ol"], recursive=False):
            if found.name == "ul":
                lead = str(found.find_previous_sibling("p"))
                yield from listed(anchor, heading, found, self.ruler, lead)
            else:
                yield from questions(anchor, heading, found)


def questions(anchor: str, heading: str, found: Tag) -> Iterator[Slide]:
    """Yield each question of a numbered list on a slide of its own."""
    for number, item in enumerate(items(found), 1):
        body = f'<ol start="{number}"><li>{item.decode_contents()}</li></ol>'
        yield Slide(anchor, heading, body, "question")


def items(found: Tag) -> list[Tag]:
    """Return the items of a list."""
    return found.find_all("li", recursive=False)


def listed(
    anchor: str, heading: str, found: Tag, ruler: Ruler, lead: str = ""
) -> Iterator[Slide]:
    """Yield a list on as few slides as hold it, about as much on each."""
    heights = [ruler.lines(item, room=WIDTH - 2) + ITEM for item in items(found)]
    for group in balanced(items(found), heights, LIST - (TITLE if lead else 0)):
        inner = "".join(map(str, group))
        body = f"{lead}<{found.name}>{inner}</{found.name}>"
        yield Slide(anchor, heading, body, "list")


class Section:
    """Goes through one section, block by block."""

    def __init__(self, section: Tag, ruler: Ruler):
        self.ruler, self.anchor = ruler, section["id"]
        self.heading = section.h2.decode_contents()
        self.blocks = [
            block
            for block in section.find_all(True, recursive=False)
            if block.name not in ("h2", "span")
        ]
        self.said: list[Sentence] = []  # of the paragraph before, what is on no slide
        self.title = ""  # that runs in at its beginning
        self.name = ""  # of the exercise before
        self.free = 0.0  # lines below the formula of the last slide
        self.made: list[Slide] = []

    def slides(self) -> list[Slide]:
        """Return the slides; a section without key steps has its first sentences."""
        for k, block in enumerate(self.blocks):
            following = self.blocks[k + 1] if k + 1 < len(self.blocks) else None
            self.take(block, following)
        self.forget()
        if not self.made:
            self.gist()
        return self.made

    def add(self, body: str, kind: str = "text", title: str = "") -> None:
        """Make one slide."""
        if title:
            body = f"<h3>{title}</h3>{body}"
        self.made.append(Slide(self.anchor, self.heading, body, kind))

    def take(self, block: Tag, following: Tag | None) -> None:
        """Make the slides of one block, or keep it for the next."""
        kinds = set(block.get("class", ()))
        if block.name == "p":
            self.paragraph(block)
        elif "math" in kinds:
            self.formula(block)
        elif block.find("figure"):
            self.figure(block.find("figure"))
        elif "quiz" in kinds:
            self.quiz(block)
        elif block.name in ("ul", "ol"):
            self.made += listed(self.anchor, self.heading, block, self.ruler)
        elif "pst-scrollable-table-container" in kinds:
            self.table(block)
        elif "exercise" in kinds or block.name == "details":
            self.exercise(block, "exercise" in kinds)
        elif "cell" in kinds:
            self.program(block)

    # --- paragraphs

    def paragraph(self, block: Tag) -> None:
        """Keep a paragraph for what follows it."""
        self.forget()
        self.said = sentences(block)
        self.title, self.said = run_in(self.said)

    def forget(self) -> None:
        """Part with a paragraph that nothing follows; what it stresses gets a slide."""
        if self.said and self.title:
            count = first(self.said, partial(self.within, POINT)) or 1
            self.add(paragraph(complete(self.said[:count])), title=self.title)
        elif self.said and not self.reading(self.said):
            for k, sentence in enumerate(self.said):
                if defines(sentence):
                    rest = complete(self.said[max(k - 1, 0) :])
                    count = max(first(rest, partial(self.within, POINT)), min(k, 1) + 1)
                    self.add(paragraph(rest[:count]), "definition")
                    break
        self.said, self.title = [], ""

    def within(self, most: float, found: list[Sentence]) -> bool:
        """Tell whether sentences stand in so many lines."""
        return self.lines(found) <= most

    def lines(self, found: list[Sentence]) -> int:
        """Return the lines that sentences take."""
        return self.ruler.lines(*(node for sentence in found for node in sentence))

    def lead(self, most: float) -> str:
        """Return the end of the paragraph before; its beginning reads what was."""
        begin = last(self.said, partial(self.within, most))
        before, lead = self.said[:begin], self.said[begin:]
        if not self.title:
            self.reading(before)
        self.said = []
        return paragraph(lead)

    def reading(self, found: list[Sentence]) -> bool:
        """Put the sentences after a formula below it, as far as there is room."""
        whole = [sentence for sentence in found if ended(sentence)]
        count = first(whole, partial(self.within, min(READING, self.free)))
        if not (count and self.made and self.made[-1].kind == "formula"):
            return False
        before = self.made[-1]
        body = before.body + paragraph(whole[:count], "reading")
        self.made[-1] = Slide(before.anchor, before.heading, body, "formula read")
        return True

    # --- what stands out

    def formula(self, block: Tag) -> None:
        """Make the slide of a formula, with the sentence that leads to it."""
        room = HEIGHT - (TITLE if self.title else 0)
        lines, scale = self.ruler.formula(block, room - LEAD)
        most = max(1, min(LEAD, room - lines))
        used = self.lines(self.said)
        lead = self.lead(most)
        self.free = room - lines - min(used, most)
        shown = copy(block)
        shown["style"] = f"--scale: {scale}"
        self.add(lead + str(shown), "formula", self.title)
        self.title = ""

    def figure(self, figure: Tag) -> None:
        """Make the slide of a figure, and before it that of the question."""
        moves = figure.select_one(".live-controls") is not None
        if self.said:
            lead = self.lead(QUESTION)
            if moves:
                self.add(lead, "question", self.title)
        self.title = ""
        self.add(str(figure), "moving" if moves else "still")

    def quiz(self, block: Tag) -> None:
        """Make a slide of each question, with its own answers."""
        answers = items(block.details.ol)
        summary, words = block.details.summary, block["data-words"]
        for field, answer in zip(block.find_all("fieldset"), answers, strict=True):
            box = BeautifulSoup('<div class="quiz"></div>', "html.parser").div
            box["data-words"] = words
            details = BeautifulSoup("<details><ol></ol></details>", "html.parser")
            details.details.insert(0, copy(summary))
            details.ol.append(copy(answer))
            box.append(copy(field))
            box.append(details.details)
            self.add(str(box), "asked")

    def table(self, block: Tag) -> None:
        """Make a slide of a table, or several with the same head."""
        head, body = block.thead, block.tbody
        rows = body.find_all("tr")
        lead = self.lead(READING)
        room = HEIGHT - READING - self.ruler.row(head.tr)
        for group in balanced(rows, list(map(self.ruler.row, rows)), room):
            shown = copy(block)
            shown.tbody.clear()
            shown.tbody.extend(map(copy, group))
            self.add(lead + str(shown), "rows", self.title)
            lead = ""
        self.title = ""

    def exercise(self, block: Tag, begins: bool) -> None:
        """Make slides of the formulas in an exercise, or in a solution."""
        if begins:
            self.name = block.p.decode_contents()
        self.said = []
        for inner in block.find_all(["p", "div"]):
            if inner.name == "p":
                self.said = sentences(inner)
            elif "math" in inner.get("class", ()):
                self.title = self.name
                self.formula(inner)
        self.said, self.title = [], ""

    def program(self, cell: Tag) -> None:
        """Put a program below the point that it shows, if there is room for it."""
        if self.title and self.said and "tag_hide-cell" not in cell["class"]:
            count = first(self.said, partial(self.within, POINT)) or 1
            said, lines = paragraph(self.said[:count]), self.ruler.program(cell) + TITLE
            cell["style"] = f"--columns: {self.ruler.columns(cell)}"
            if lines + self.lines(self.said[:count]) <= HEIGHT:
                self.add(said + str(cell), "program", self.title)
            elif lines <= HEIGHT:
                self.add(said, title=self.title)
                self.add(str(cell), "program", self.title)
            else:
                return self.forget()
            self.said, self.title = [], ""
        return self.forget()

    def gist(self) -> None:
        """Make a slide of how the paragraphs begin."""
        starts = [
            found[0]
            for block in self.blocks
            if block.name == "p" and (found := sentences(block)) and ended(found[0])
        ]
        count = first(starts, partial(self.within, QUESTION))
        if count:
            self.add("".join(paragraph([start]) for start in starts[:count]))


def run_in(found: list[Sentence]) -> tuple[str, list[Sentence]]:
    """Split off a title in bold that a paragraph begins with."""
    if not found or getattr(found[0][0], "name", "") != "strong":
        return "", found
    (title, *rest), others = found[0], found[1:]
    after = text(rest)
    if after not in ("", ".", "。") and not after.startswith(("：", ":")):
        return "", found
    if after.startswith(("：", ":")):
        rest = trimmed([NavigableString(str(rest[0])[1:]), *rest[1:]])
        others = [rest, *others] if text(rest) else others
    return title.decode_contents().rstrip(" .。"), others


def complete(found: list[Sentence]) -> list[Sentence]:
    """Leave out a last sentence that announces what is not there."""
    announces = len(found) > 1 and text(found[-1]).endswith((":", "："))
    return found[:-1] if announces else found


def defines(sentence: Sentence) -> bool:
    """Tell whether a sentence explains a term of the glossary."""
    tags = [node for node in sentence if isinstance(node, Tag)]
    return any(
        tag.get("class") == DEFINED or tag.find("strong", class_=DEFINED)
        for tag in tags
    )


def paragraph(found: list[Sentence], kind: str = "") -> str:
    """Write sentences as one paragraph; none is nothing."""
    if not found:
        return ""
    more = f' class="{kind}"' if kind else ""
    return f"<p{more}>{joined(found)}</p>"
