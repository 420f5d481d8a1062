"""What is damaged in the cache is found, named and made anew, and never replaced by another minor."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.binaries import (
    NoServerError,
    Server,
    cache,
    find,
    installed,
    manifest,
    npm,
    pypi,
    search,
)
from scripts.binaries.cache import DamagedError, is_intact, stored
from scripts.binaries.server import UnusableError
from scripts.cluster import Cluster
from scripts.cluster import template as template_module
from scripts.cluster.template import template
from scripts.matrix import ROOT
from tests.scripts.test_binaries import make_server

pytestmark = pytest.mark.timeout(180)

MANIFEST = "../.pg-18.6.manifest"


@pytest.fixture
def store(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("PGMATRIX_CACHE", str(open_folder))
    return open_folder


def fetch(draft: Path) -> Path:
    """A server of three programs, a library with a link, and a folder without files."""
    make_server(draft / "server" / "bin")
    lib = draft / "server" / "lib"
    lib.mkdir()
    (lib / "libpq.so.5.18").write_bytes(b"\x7fELF" + bytes(1000))
    (lib / "libpq.so.5").symlink_to("libpq.so.5.18")
    (draft / "server" / "share" / "extension").mkdir(parents=True)
    return draft / "server"


def no_network(draft: Path) -> Path:
    raise UnusableError("pip download ... ended with 1:\nno route to host")


def flip(path: Path) -> None:
    """One bit, with size and times of modification as they were."""
    times = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def redirect(path: Path) -> None:
    path.unlink()
    path.symlink_to("elsewhere")


@pytest.mark.parametrize(
    ("name", "harm", "found"),
    [
        ("bin/postgres", lambda path: os.truncate(path, 5), "bin/postgres was changed"),
        ("lib/libpq.so.5.18", flip, "lib/libpq.so.5.18 was changed"),
        ("bin/initdb", Path.unlink, "bin/initdb is missing"),
        ("share/extension", Path.rmdir, "share/extension is missing"),
        ("bin/pg_ctl", lambda path: path.chmod(0o644), "bin/pg_ctl was changed"),
        ("lib/libpq.so.5", redirect, "lib/libpq.so.5 was changed"),
        ("bin/more", Path.touch, "bin/more was added"),
        (MANIFEST, Path.unlink, ".pg-18.6.manifest is missing or damaged"),
        (MANIFEST, lambda path: os.truncate(path, 99), ".pg-18.6.manifest is missing or damaged"),
    ],
)
def test_damage_is_named_and_the_server_fetched_anew(
    store: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    harm: Callable[[Path], object],
    found: str,
) -> None:
    target = stored("pg-18.6", fetch)
    harm(target / name)
    assert stored("pg-18.6", fetch) == target
    assert capsys.readouterr().err == f"{target} is damaged ({found}): it is made anew\n"
    assert is_intact(target, thoroughly=True)
    hidden = {path.name for path in (store / "servers").glob(".*")}
    assert hidden == {".pg-18.6.lock", ".pg-18.6.manifest"}


def test_what_cannot_be_fetched_anew_is_one_line_each_time(store: Path) -> None:
    """And stays: without it, the search would go on to another minor version."""
    target = stored("pg-18.6", fetch)
    flip(target / "bin" / "postgres")
    for _ in range(2):
        with pytest.raises(DamagedError) as error:
            stored("pg-18.6", no_network)
        assert str(error.value) == (
            f"{target} is damaged (bin/postgres was changed) and cannot be fetched anew (no route"
            " to host); try again with a network, or remove it and have another server searched for"
        )
    stored("pg-18.6", fetch)
    assert is_intact(target)


def test_other_times_alone_are_no_damage(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that was copied, by CI for example, is read in full once."""
    target = stored("pg-18.6", fetch)
    for path in (target / "bin").iterdir():
        os.utime(path, (1, 1))
    assert stored("pg-18.6", no_network) == target
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("a file was read"))
    assert stored("pg-18.6", no_network) == target


def test_a_look_while_another_run_makes_it_anew_waits_for_that(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = stored("pg-18.6", fetch)
    walk = manifest._walk

    def pulled_away(folder: str, prefix: str = "") -> Iterator[tuple[str, manifest.Stamp | None]]:
        found = list(walk(folder, prefix))
        shutil.rmtree(folder)
        monkeypatch.undo()
        monkeypatch.setenv("PGMATRIX_CACHE", str(store))
        yield from found
        yield from walk(folder)

    monkeypatch.setattr(manifest, "_walk", pulled_away)
    assert stored("pg-18.6", fetch) == target
    assert is_intact(target)


def rot(target: Path, name: str, harm: Callable[[Path], object] = flip) -> None:
    """Damage as a failing disk does it: no time and no size changes."""
    harm(target / name)
    file = manifest.path_of(target)
    known = json.loads(file.read_text())
    status = (target / name).lstat()
    known[name][1] = [status.st_size, status.st_ctime_ns]
    file.write_text(json.dumps(known))
    assert is_intact(target)


def test_damage_that_changes_no_time_is_found_by_reading_everything(store: Path) -> None:
    target = stored("pg-18.6", fetch)
    rot(target, "lib/libpq.so.5.18")
    (line,) = cache.check_everything()
    found = "lib/libpq.so.5.18 was changed"
    assert line == f"{target} is damaged ({found}): it is fetched anew when it is needed"
    assert manifest.damage(target) == found  # from now on


@pytest.fixture
def only_downloads(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Callable[[Path], Path]]:
    """A search that finds nothing installed; what PyPI has can be set, npm has another minor."""
    pypis: dict[str, Callable[[Path], Path]] = {"fetch": fetch}
    monkeypatch.delenv("PGMATRIX_BIN_18", raising=False)
    monkeypatch.setattr(installed, "places", lambda major: ())

    def bindir(major: int, *, thoroughly: bool = False) -> Path:
        return stored("pg-18.6", pypis["fetch"], thoroughly=thoroughly) / "bin"

    other = make_server(store / "npm" / "bin", version="18.4")
    monkeypatch.setattr(pypi, "bindir", bindir)
    monkeypatch.setattr(npm, "bindir", lambda major, thoroughly=False: other)
    find.cache_clear()
    return pypis


def test_damaged_server_is_not_replaced_by_another_minor(
    store: Path, only_downloads: dict[str, Callable[[Path], Path]]
) -> None:
    assert find(18).version == "18.6"
    os.truncate(store / "servers" / "pg-18.6" / "bin" / "initdb", 0)
    only_downloads["fetch"] = no_network
    find.cache_clear()
    with pytest.raises(DamagedError, match="bin/initdb was changed"):
        find(18)
    only_downloads["fetch"] = fetch
    assert find(18).version == "18.6"


def test_program_that_fails_its_probe_makes_every_byte_be_read(
    store: Path,
    only_downloads: dict[str, Callable[[Path], Path]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = stored("pg-18.6", fetch)
    rot(target, "bin/pg_ctl", lambda path: path.write_text("#!/bin/sh\nexit 9\n"))
    assert find(18).version == "18.6"
    assert "bin/pg_ctl was changed" in capsys.readouterr().err


def test_intact_server_that_does_not_run_here_is_the_hosts_matter(
    store: Path, only_downloads: dict[str, Callable[[Path], Path]]
) -> None:
    def needs_a_library(draft: Path) -> Path:
        (fetch(draft) / "bin" / "postgres").write_text("#!/bin/sh\necho libxml2 >&2; exit 127\n")
        return draft / "server"

    only_downloads["fetch"] = needs_a_library
    found = search.look(18)
    assert found.server is not None
    assert (found.server.version, "libxml2" in str(found)) == ("18.4", True)


def first_file(folder: Path) -> Path:
    return next(path for path in sorted(folder.iterdir()) if path.is_file())


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("global/pg_control", lambda path: os.truncate(path, 100)),
        ("base/1", lambda path: flip(first_file(path))),
        ("pg_wal", shutil.rmtree),
        ("pg_replslot", Path.rmdir),
        ("postmaster.pid", Path.touch),
    ],
)
def test_damaged_template_is_made_anew(
    store: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
    name: str,
    harm: Callable[[Path], object],
) -> None:
    target = template(server)
    harm(target / name)
    template_module._intact.clear()  # as in another process
    with Cluster(server) as cluster:
        assert cluster.sql("select 1") == [(1,)]
    said = capsys.readouterr().err
    assert said.startswith(f"{target} is damaged ({name}")
    assert said.endswith("it is made anew\n")
    assert is_intact(target, thoroughly=True)


def test_the_doctor_removes_a_damaged_template(store: Path, server: Server) -> None:
    target = template(server)
    rot(target, "global/pg_control")
    (line,) = cache.check_everything()
    assert line == f"{target} is damaged (global/pg_control was changed): it is removed"
    assert not target.exists()
    assert (template(server) / "global" / "pg_control").exists()


def test_a_look_reads_nothing_of_an_intact_template(
    store: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = template(server)
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("a file was read"))
    assert len(list(target.rglob("*"))) > 900
    assert is_intact(target)


def test_real_server_that_is_damaged_runs_again(store: Path) -> None:
    """By the command that a user types, with the real registry."""
    command = [sys.executable, "-m", "scripts.binaries", "--pg", "18"]

    def search_() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
        )

    try:
        bindir = pypi.bindir(18)
    except (UnusableError, NoServerError) as error:
        pytest.skip(f"capability: PyPI cannot be reached: {error}")
    assert search_().returncode == 0
    os.truncate(bindir / "postgres", 10_000)
    (bindir.parent / "lib" / "plpgsql.so").unlink()
    again = search_()
    assert again.returncode == 0, again.stdout + again.stderr
    assert "plpgsql.so is missing" in again.stderr
    assert "bin/postgres was changed" in again.stderr
    assert f"in {bindir}" in again.stdout or "/usr/" in again.stdout
    assert is_intact(bindir.parent, thoroughly=True)
