"""The sentences of a paragraph, with all that is marked up in them."""

import re
from collections.abc import Callable
from copy import copy

from bs4 import NavigableString, Tag

END = re.compile(r"(?<=[.!?][”’\")])\s+|(?<=[.!?])\s+|(?<=[。！？])(?![」』）])")
WIDE = "。！？」』）"  # no space follows
ENDED = re.compile(r"[.!?。！？][”’\")」』）]*\s*$")
SHORT = re.compile(r"\b(?:e\.g|i\.e|cf|vs|al|Eq|No|[A-Z])\.\s*$")  # no end of anything
Sentence = list


def sentences(paragraph: Tag) -> list[Sentence]:
    """Split a paragraph; a sentence is a list of nodes, a run-in title is one too.

    >>> from bs4 import BeautifulSoup
    >>> html = "<p><b>Hot.</b> All is <i>equal</i>. And?</p>"
    >>> soup = BeautifulSoup(html, "html.parser")
    >>> ["".join(map(str, sentence)) for sentence in sentences(soup.p)]
    ['<b>Hot.</b>', 'All is <i>equal</i>.', 'And?']
    """
    found: list[Sentence] = [[]]
    for node in paragraph.contents:
        if isinstance(node, Tag):
            if ended(found[-1]) and not node.get_text().startswith((",", "、")):
                found.append([])
            found[-1].append(copy(node))
        else:
            for k, part in enumerate(parts(str(node))):
                if k or (ended(found[-1]) and apart(found[-1], part)):
                    found.append([])
                if part:
                    found[-1].append(NavigableString(part))
    return [trimmed(sentence) for sentence in found if text(sentence).strip()]


def parts(words: str) -> list[str]:
    """Split a string after each end of a sentence."""
    found = [""]
    at = 0
    for end in END.finditer(words):
        before = words[at : end.start()]
        found[-1] += before
        if SHORT.search(found[-1]):
            found[-1] += end[0]
        else:
            found.append("")
        at = end.end()
    found[-1] += words[at:]
    return found


def text(sentence: Sentence) -> str:
    """Return the words of a sentence."""
    return "".join(
        node.get_text() if isinstance(node, Tag) else str(node) for node in sentence
    )


def ended(sentence: Sentence) -> bool:
    """Tell whether nothing more belongs to a sentence."""
    words = text(sentence)
    return bool(ENDED.search(words)) and not SHORT.search(words)


def apart(sentence: Sentence, words: str) -> bool:
    """Tell whether words after an end begin a sentence: after a space, if any."""
    return words[:1].isspace() or text(sentence).rstrip().endswith(tuple(WIDE))


def joined(found: list[Sentence]) -> str:
    """Write sentences one after another, with the spaces that the language has."""
    written, before = "", ""
    for sentence in found:
        space = "" if not before or before.endswith(tuple(WIDE)) else " "
        written += space + "".join(map(str, sentence))
        before = text(sentence).rstrip()
    return written


def trimmed(sentence: Sentence) -> Sentence:
    """Drop the spaces at both ends."""
    nodes = list(sentence)
    for place, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if not isinstance(nodes[place], Tag):
            nodes[place] = NavigableString(strip(str(nodes[place])))
    return nodes


def last(found: list[Sentence], fits: Callable[[list[Sentence]], bool]) -> int:
    """Return from which place on the sentences fit; the last one always does."""
    begin = max(len(found) - 1, 0)
    while begin and fits(found[begin - 1 :]):
        begin -= 1
    return begin


def first(found: list[Sentence], fits: Callable[[list[Sentence]], bool]) -> int:
    """Return how many sentences fit from the beginning on, maybe none."""
    count = 0
    while count < len(found) and fits(found[: count + 1]):
        count += 1
    return count
