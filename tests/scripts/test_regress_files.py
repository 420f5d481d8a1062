"""PostgreSQL's files come from the distribution's source package, through apt, into the cache."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from scripts.binaries.cache import VARIABLE
from scripts.regress import apt, files
from scripts.regress.files import FilesError

MIRROR = "'http://localhost:1/debian/dists/bookworm/InRelease' InRelease 0"
CLIENT = """#!/bin/sh
echo "$@" >> {root}/calls
case "$*" in
    *--print-uris*) echo "{mirror}" ;;
    *source*) cp {root}/*.orig.tar.gz . ;;
esac
exit {code}
"""


@pytest.fixture
def root(tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for apt on PATH, an empty cache, and a distribution that has PostgreSQL 18."""
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv(VARIABLE, str(open_folder))
    monkeypatch.setattr(apt, "KEYRINGS", tmp_path)
    monkeypatch.setattr(apt, "running_distribution", lambda: "debian")
    (tmp_path / "debian-archive-keyring.gpg").touch()
    client(tmp_path)
    package(tmp_path, "sql/a.sql", "sql/b.sql", "parallel_schedule", "data/onek.data")
    return tmp_path


def client(root: Path, code: int = 0, mirror: str = MIRROR) -> None:
    program = root / "apt-get"
    program.write_text(CLIENT.format(root=root, mirror=mirror, code=code))
    program.chmod(0o755)


def package(root: Path, *names: str) -> None:
    """The tarball of a source package with these files below src/test/regress, and one elsewhere."""
    inside = [f"src/test/regress/{name}" for name in names] + ["src/backend/main.c"]
    with tarfile.open(root / "postgresql-18_18.6.orig.tar.gz", "w:gz") as tar:
        for name in inside:
            text = b"# groups\ntest: b\ntest: a\n" if name.endswith("schedule") else b"select 1;\n"
            member = tarfile.TarInfo(f"postgresql-18.6/{name}")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))


def test_apt_brings_the_files_once(root: Path) -> None:
    found = files.find(18, None)
    assert found.origin == "postgresql-18_18.6"
    assert [script.name for script in found.scripts] == ["b.sql", "a.sql"]
    assert (found.isolation, found.specs) == (None, [])
    assert not list(found.regress.parents[2].rglob("main.c"))
    calls = (root / "calls").read_text().splitlines()
    assert len(calls) == 3
    assert files.find(18, None) == found
    assert len((root / "calls").read_text().splitlines()) == 3


def test_apt_touches_nothing_of_the_machine(root: Path) -> None:
    files.find(18, None)
    asked, update, source = (root / "calls").read_text().splitlines()
    for call in (asked, update, source):
        assert "Dir::State=" in call
        assert "Dir::Cache=" in call
    for call in (update, source):
        assert "Dir::Etc::SourceList=" in call
        assert "Dir::Etc::SourceParts=-" in call
    assert "--download-only" in source


@pytest.mark.parametrize(
    ("pg", "code", "mirror", "reason"),
    [
        (16, 0, MIRROR, r"this distribution \(debian\) has the source package of 15, 17, 18"),
        (18, 100, MIRROR, r"apt-get update .*ended with 100"),
        (18, 0, "", "apt has no source of packages"),
    ],
)
def test_without_a_package_the_user_learns_what_to_do(
    root: Path, pg: int, code: int, mirror: str, reason: str
) -> None:
    client(root, code, mirror)
    with pytest.raises(FilesError, match=rf"{reason}(.|\n)*name the folder with --files FOLDER"):
        files.find(pg, None)


def test_without_apt_the_user_learns_what_to_do(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FilesError, match=r"no apt-get on PATH.*--files FOLDER"):
        files.find(18, None)


def test_without_keys_the_package_is_not_trusted(root: Path) -> None:
    (root / "debian-archive-keyring.gpg").unlink()
    with pytest.raises(FilesError, match=r"has no debian-archive-keyring; install it"):
        files.find(18, None)


def test_a_package_without_its_files_is_refused(root: Path) -> None:
    package(root, "README")
    with pytest.raises(
        FilesError, match=r"orig\.tar\.gz holds no regression files.*--files FOLDER"
    ):
        files.find(18, None)
