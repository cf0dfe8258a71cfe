"""The one error a person who builds the book is meant to read."""


class BookError(Exception):
    """A mistake in the book's files; the message is one sentence that names it."""
