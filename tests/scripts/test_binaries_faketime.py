"""libfaketime is the machine's own or the pinned one, and one that does not work is not used."""

from __future__ import annotations

import hashlib
import platform
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scripts import doctor, matrix
from scripts.binaries import Server, faketime, pypi
from scripts.binaries.server import UnusableError
from scripts.cluster import Cluster
from tests.chaos.faults import skew

on_its_platform = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", faketime.MACHINE),
    reason=f"PyPI's libfaketime is for Linux on {faketime.MACHINE}; run this there",
)


@pytest.fixture
def bare(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no libfaketime and an empty cache; returns where packages would put it."""
    monkeypatch.setattr(faketime, "SYSTEM", open_folder)
    monkeypatch.setenv("PGMATRIX_CACHE", str(open_folder / "cache"))
    skew.why_not.cache_clear()
    return open_folder / "usr" / "lib" / "x86_64-linux-gnu" / "faketime"


@pytest.fixture
def fetched(bare: Path, monkeypatch: pytest.MonkeyPatch) -> faketime.Library:
    """The library from PyPI."""
    return faketime.find()


@on_its_platform
def test_fetched_library_skews_a_real_cluster(fetched: faketime.Library, server: Server) -> None:
    assert fetched.origin == "pypi"
    with Cluster(server) as plain:
        plain.stop()
        with skew.skewed(server, plain.data) as skewed:
            for days in (400, -3000):
                skew.jump(skewed, timedelta(days=days))
            ((there,),) = skewed.sql("select clock_timestamp()")
            preloaded = Path(f"/proc/{skewed.pid}/maps").read_text()
    assert abs(there - (datetime.now(UTC) - timedelta(days=3000))) < timedelta(seconds=60)
    assert str(fetched.path) in preloaded


@on_its_platform
def test_installed_library_comes_first(fetched: faketime.Library, bare: Path) -> None:
    bare.mkdir(parents=True)
    (bare / faketime.NAME).write_bytes(fetched.path.read_bytes())
    assert faketime.find() == faketime.Library("system", bare / faketime.NAME)


@on_its_platform
def test_installed_library_that_does_not_work_is_passed_over(
    fetched: faketime.Library, bare: Path
) -> None:
    bare.mkdir(parents=True)
    (bare / faketime.NAME).write_text("not a library")
    assert faketime.find() == fetched


@on_its_platform
def test_another_wheel_is_refused(bare: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "libfaketime.whl", "w") as archive:
        archive.writestr(faketime.INSIDE, "another")
    client = tmp_path / "client"
    client.write_text(f"#!/bin/sh\ncp {tmp_path}/libfaketime.whl .\n")
    client.chmod(0o755)
    digest = hashlib.sha256((tmp_path / "libfaketime.whl").read_bytes()).hexdigest()
    (tmp_path / "draft").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pypi, "pip", lambda: [client])
        with pytest.raises(UnusableError, match="is not what was pinned"):
            faketime.find()
        tree = faketime.fetch(replace(faketime.PIN, digest=digest), tmp_path / "draft")
    assert [path.name for path in tree.iterdir()] == ["libfaketime.so.1"]


@pytest.mark.parametrize(
    ("system", "machine", "reason"),
    [
        ("Darwin", "arm64", "needs LD_PRELOAD, which only Linux has; run this on a Linux machine"),
        ("Linux", "aarch64", "for x86_64 only, this is aarch64); install the package faketime"),
        ("Linux", "x86_64", "no network); install the package faketime"),
    ],
)
def test_machine_without_it_gets_a_reason_in_one_line(
    bare: Path, monkeypatch: pytest.MonkeyPatch, system: str, machine: str, reason: str
) -> None:
    offline = [sys.executable, "-c", "raise SystemExit('no\\n network')"]
    monkeypatch.setattr(pypi, "pip", lambda: offline)
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    found = skew.why_not() or ""
    assert found.startswith("capability: ")
    assert found.endswith(reason)
    assert "\n" not in found


@on_its_platform
def test_doctor_names_the_one_that_it_found(
    fetched: faketime.Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(matrix, "majors", list)  # their servers would take half a minute
    assert doctor.main() == 0
    assert f"clocks are skewed by {fetched.path} (origin: pypi)" in capsys.readouterr().out
