"""The whole site as one file, to read where there is no connection."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FOLDER = "softmax-family"  # what unpacking makes, instead of a hundred loose files
UNIX = 3


def pack(site: Path, archive: Path) -> None:
    """Zip a site; the same files give the same bytes, whenever and wherever."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    with ZipFile(archive, "w") as packed:
        for path in files:
            name = path.relative_to(site).as_posix()
            packed.writestr(entry(f"{FOLDER}/{name}"), path.read_bytes(), ZIP_DEFLATED)


def entry(name: str) -> ZipInfo:
    """Describe a file without what differs between machines: time, owner, system."""
    info = ZipInfo(name)
    info.create_system = UNIX
    info.external_attr = 0o644 << 16
    return info
