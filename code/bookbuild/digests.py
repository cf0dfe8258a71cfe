"""Hashes that tell whether something has changed since it was last used."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

PAGES = "BOOK_PAGES"  # the environment variable that names the pages to read again


def digest(files: Iterable[Path], root: Path, packages: Iterable[str] = ()) -> str:
    """Hash files, their names under `root`, and the versions of packages."""
    sha = hashlib.sha256()
    for name in packages:
        sha.update(f"{name}=={version(name)}\n".encode())
    for path in sorted(files):
        sha.update(path.relative_to(root).as_posix().encode())
        sha.update(path.read_bytes())
    return sha.hexdigest()


def under(*places: Path) -> Iterator[Path]:
    """Yield files, and the files in folders, but not what Python compiled."""
    for place in places:
        for path in place.rglob("*") if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
