import os
from zipfile import ZipFile

import pytest

from bookbuild.archive import FOLDER, pack


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "html"
    (folder / "ja").mkdir(parents=True)
    (folder / "index.html").write_text("<title>β</title>" * 100, "utf-8")
    (folder / "ja" / "図.svg").write_text("<svg/>")
    return folder


def test_everything_is_in_it_under_one_folder(site, tmp_path):
    pack(site, tmp_path / "a.zip")
    with ZipFile(tmp_path / "a.zip") as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [f"{FOLDER}/index.html", f"{FOLDER}/ja/図.svg"]
        packed.extractall(tmp_path / "out")
    for path in (p for p in site.rglob("*") if p.is_file()):
        copy = tmp_path / "out" / FOLDER / path.relative_to(site)
        assert copy.read_bytes() == path.read_bytes()
        assert copy.stat().st_mode & 0o444


def test_it_is_compressed(site, tmp_path):
    pack(site, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").stat().st_size < 600


def test_the_same_files_give_the_same_bytes(site, tmp_path):
    pack(site, tmp_path / "a.zip")
    page = site / "index.html"
    os.utime(page, (1, 1))
    page.chmod(0o600)
    pack(site, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    page.write_text("another")
    pack(site, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() != (tmp_path / "b.zip").read_bytes()
