"""Code without marks around what has the color of all code: they are a third."""

from pygments.token import STANDARD_TYPES, Name, Punctuation, Whitespace

PLAIN = (Name, Name.Namespace, Punctuation, Whitespace)


def setup(app):
    STANDARD_TYPES.update(dict.fromkeys(PLAIN, ""))
