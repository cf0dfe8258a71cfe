"""Leave out of a page what stands between its elements and is not seen."""

import re

KEPT = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
BREAK = re.compile(r"[ \t]*\n\s*")


def without_blanks(page: str) -> str:
    r"""Return a page without comments, empty lines and indents, but those of code.

    >>> without_blanks("<p>\n\n   one <!-- two -->\n</p><pre>a\n\n  b</pre>")
    '<p>\none\n</p><pre>a\n\n  b</pre>'
    """
    parts = KEPT.split(page)
    parts[::3] = (BREAK.sub("\n", COMMENT.sub("", part)) for part in parts[::3])
    del parts[2::3]  # the names of the elements that are kept
    return "".join(parts)
