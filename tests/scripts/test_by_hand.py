"""What a person starts by hand: a cluster to play with, and the doctor."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from scripts import binaries, doctor
from scripts.binaries import NoServerError
from scripts.cluster import Cluster
from scripts.matrix import ROOT, majors

pytestmark = pytest.mark.timeout(120)


def test_a_cluster_runs_pggit_until_ctrl_c() -> None:
    command = [sys.executable, "-m", "scripts.cluster", "--pg", "15"]
    # A session of its own, so that the test's Ctrl-C is not ours.
    person = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert person.stdout is not None
    lines = [person.stdout.readline() for _ in range(3)]
    words = dict(word.split("=", 1) for word in lines[2].split() if "=" in word)
    where = f"host={words['PGHOST']} user={words['PGUSER']} dbname={words['PGDATABASE']}"
    with psycopg.connect(where) as connection:
        connection.execute("create table t (id integer)")
        version = connection.execute("select full_version from pggit.get_version('t')").fetchone()
    person.send_signal(signal.SIGINT)
    rest, _ = person.communicate(timeout=30)
    assert version == ("1.0.0",)
    assert (person.returncode, rest.split()[-1]) == (0, "ended")
    assert not Path(words["PGHOST"]).exists()


def test_a_cluster_of_no_known_version_names_the_known() -> None:
    command = [sys.executable, "-m", "scripts.cluster", "--pg", "9"]
    said = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert said.returncode == 2
    assert "known versions: 15, 16, 17, 18" in said.stderr


def test_the_doctor_names_servers_and_faults(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert doctor.main() == 0
    said = capsys.readouterr().out
    assert [str(major) for major in majors() if f"│ {major} " not in said] == []
    assert [name for name, _, _ in doctor.known_faults() if f"│ {name} " not in said] == []


def test_the_doctor_says_which_server_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(major: int) -> None:
        raise NoServerError(f"no {major} anywhere")

    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(binaries, "find", none)
    assert doctor.main() == 1
    assert "none: no 16 anywhere" in capsys.readouterr().out


def test_the_doctor_names_the_library_that_a_module_lacks(
    server: binaries.Server, open_folder: Path
) -> None:
    with Cluster(server) as cluster:
        ((place,),) = cluster.sql("select setting from pg_config where name = 'PKGLIBDIR'")
        whole = next(path for path in Path(place).iterdir() if path.stem == "dblink")
        shutil.copy(whole, open_folder / "whole.so")
        lame = whole.read_bytes().replace(b"\0libpq.so.5\0", b"\0libno.so.5\0")
        (open_folder / "lame.so").write_bytes(lame)
        (open_folder / "short.so").write_bytes(whole.read_bytes()[:20])
        (open_folder / "read.me").touch()
        found = doctor.unloadable_modules(cluster, open_folder)
        assert found[0] == "lame (libno.so.5 is missing)"
        assert found[1].startswith("short (")
        assert len(found) == 2
        of_the_server = doctor.unloadable_modules(cluster, Path(place))
        assert [line for line in of_the_server if line.startswith("dblink ")] == []
