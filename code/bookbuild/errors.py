"""The one error a person who builds the book is meant to read."""

from pathlib import Path

import yaml


class BookError(Exception):
    """A mistake in the book's files; the message is one sentence that names it."""


def read_yaml(path: Path):
    """Read a settings file of the book."""
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        message = f"{path} is missing; run this in the folder of the book"
        raise BookError(message) from None
    except yaml.YAMLError as error:
        place = " ".join(str(error).split())
        raise BookError(f"{path} is not valid YAML: {place}") from None
