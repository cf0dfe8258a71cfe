"""The editions of the book: one folder of `chapters/` each, one shared TOC."""

import os
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from bookbuild.errors import BookError, read_yaml

REFERENCE = "ja"
REQUIRED = ("title", "name", "tag")
SPHINX_LANGUAGES = {"zh-Hant": "zh_TW"}

FALLBACK = "en"  # for a reader of none of the book's languages


@dataclass(frozen=True)
class Edition:
    """One language of the book; `settings` is all of its `_edition.yml`."""

    lang: str
    folder: Path
    title: str
    name: str
    tag: str
    settings: dict = field(default_factory=dict)


def edition_folders(chapters: Path) -> list[Path]:
    """Every folder that is an edition, or should be."""
    folders = (path for path in chapters.iterdir() if path.is_dir())
    return sorted(path for path in folders if path.name[0] not in "._")


def load_editions(root: Path, languages: Iterable[str] = ()) -> list[Edition]:
    """The editions in these languages, or all in the order of their folders' names."""
    folders = edition_folders(root / "chapters")
    editions = [_load(folder, root) for folder in folders]
    wanted = dict.fromkeys(languages)  # each once, in the order asked for
    return [find_edition(editions, lang) for lang in wanted] or editions


def find_edition(editions: list[Edition], lang: str) -> Edition:
    """The edition in language `lang`."""
    known = {edition.lang: edition for edition in editions}
    if lang not in known:
        raise BookError(f"no edition '{lang}'; there are {', '.join(known)}")
    return known[lang]


def merged_config(edition: Edition, base: dict) -> dict:
    """`_config.yml` with the edition's title, language and Sphinx settings on top."""
    language = SPHINX_LANGUAGES.get(edition.tag, edition.tag)
    sphinx = {"language": language, **(edition.settings.get("sphinx") or {})}
    config = _merge(base, {"title": edition.title, "sphinx": {"config": sphinx}})
    if files := config.get("bibtex_bibfiles"):
        config["bibtex_bibfiles"] = [_from_folder(file, edition) for file in files]
    return config


def edition_toc(base_toc: dict, edition: Edition) -> dict:
    """The shared TOC as seen from the edition's folder, its files checked."""
    return _relative(base_toc, edition)


def _from_folder(file: str, edition: Edition) -> str:
    """A file of the root as seen from the edition's folder."""
    root = edition.folder.parent.parent
    return Path(os.path.relpath(root / file, edition.folder)).as_posix()


def _load(folder: Path, root: Path) -> Edition:
    path = folder / "_edition.yml"
    name = path.relative_to(root).as_posix()
    if not path.is_file():
        raise BookError(f"{name} is missing")
    settings = read_yaml(path) or {}
    for key in REQUIRED:
        if key not in settings:
            raise BookError(f"{name} lacks the key '{key}'")
    return Edition(folder.name, folder, *map(settings.get, REQUIRED), settings)


def _merge(base: dict, over: dict) -> dict:
    merged = deepcopy(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both else deepcopy(value)
    return merged


def _relative(entry, edition: Edition):
    if isinstance(entry, list):
        return [_relative(item, edition) for item in entry]
    if not isinstance(entry, dict):
        return entry
    return {
        key: _stem(value, edition)
        if key in ("root", "file")
        else _relative(value, edition)
        for key, value in entry.items()
    }


def _stem(entry: str, edition: Edition) -> str:
    stem = entry.removeprefix(f"chapters/{REFERENCE}/").removesuffix(".md")
    if (edition.folder / f"{stem}.md").is_file():
        return stem
    message = f"chapters/{edition.lang}/{stem}.md is missing: _toc.yml lists it"
    if (edition.folder.parent / REFERENCE / f"{stem}.md").is_file():
        message += f" and chapters/{REFERENCE} has it"
    raise BookError(message)
