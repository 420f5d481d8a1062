"""A cluster's verbs, on a true server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from scripts.binaries import Server
from scripts.cluster import Cluster, ClusterError, processes
from scripts.cluster.server import ENVIRONMENT
from scripts.matrix import ROOT
from tests.scripts.house import segment_exists


@pytest.fixture
def stopped(server: Server) -> Iterator[Cluster]:
    """A cluster that was never started."""
    cluster = Cluster(server)
    yield cluster
    cluster.destroy()


@pytest.fixture
def cluster(stopped: Cluster) -> Cluster:
    """A cluster at work."""
    stopped.start()
    return stopped


def pid_of(cluster: Cluster) -> int:
    assert cluster.pid is not None
    return cluster.pid


def test_starts_answers_and_leaves_nothing(server: Server) -> None:
    with Cluster(server) as cluster:
        assert cluster.sql("show server_version_num")[0][0].startswith(str(server.major))
        pid, segment = pid_of(cluster), processes.PidFile.read(cluster.data)
        assert segment is not None
        assert segment.shared_memory is not None
        assert segment_exists(segment.shared_memory)
    assert (cluster.folder.exists(), processes.alive(pid)) == (False, False)
    assert not segment_exists(segment.shared_memory)


def test_env_leads_to_the_server(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in cluster.env.items():
        monkeypatch.setenv(name, value)
    with psycopg.connect("dbname=postgres") as connection:
        assert connection.execute("show data_directory").fetchall() == [(str(cluster.data),)]


def test_what_makes_short_sessions_quick_reaches_the_server(cluster: Cluster) -> None:
    cluster.sql("create table env (line text)")
    cluster.sql("copy env from program 'env'")  # the postmaster writes its title over its own
    lines = {line for (line,) in cluster.sql("select line from env")}
    assert lines >= {f"{name}={value}" for name, value in ENVIRONMENT.items()}
    assert cluster.sql("show shared_preload_libraries") == [("plpgsql",)]


@pytest.mark.parametrize("mode", ["smart", "fast", "immediate"])
def test_stops_in_every_mode_and_starts_again(cluster: Cluster, mode: str) -> None:
    cluster.sql("create table kept ()")
    first = pid_of(cluster)
    cluster.stop(mode)
    assert (cluster.pid, processes.alive(first)) == (None, False)
    recovers = "was interrupted" in cluster.logs() or mode == "immediate"
    cluster.start()
    assert cluster.sql("select count(*) from kept") == [(0,)]
    assert ("was not properly shut down" in cluster.logs()) == recovers == (mode == "immediate")


def test_stop_of_a_stopped_server_does_nothing(stopped: Cluster) -> None:
    stopped.stop()
    assert stopped.logs() == ""


def test_stop_that_waits_for_a_session_says_so(cluster: Cluster) -> None:
    with (
        psycopg.connect(cluster.conninfo()),
        pytest.raises(ClusterError, match=r"did not stop \(smart\) within 0.2 s"),
    ):
        cluster.stop("smart", timeout=0.2)


def test_restart_is_a_new_server_with_the_new_settings(cluster: Cluster) -> None:
    first = pid_of(cluster)
    cluster.configure({"max_connections": 17})
    assert cluster.sql("show max_connections") != [("17",)]
    cluster.restart()
    assert pid_of(cluster) != first
    assert cluster.sql("show max_connections") == [("17",)]


def test_killed_server_is_gone_with_its_backends_and_recovers(cluster: Cluster) -> None:
    cluster.sql("create table kept ()")
    with psycopg.connect(cluster.conninfo()) as busy:
        backend = busy.info.backend_pid
        pid = pid_of(cluster)
        cluster.kill9()
        assert (cluster.pid, processes.alive(pid), processes.alive(backend)) == (None, False, False)
    cluster.start()
    assert cluster.sql("select count(*) from kept") == [(0,)]
    assert "was not properly shut down" in cluster.logs()


def test_backend_that_outlives_the_postmaster_is_killed(cluster: Cluster) -> None:
    """A stopped one cannot notice that its postmaster is gone, and would block the next start."""
    with psycopg.connect(cluster.conninfo()) as busy:
        backend = busy.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        cluster.kill9()
        assert not processes.alive(backend)
    cluster.start()


def test_server_to_kill_must_run(stopped: Cluster) -> None:
    with pytest.raises(ClusterError, match="no server to kill"):
        stopped.kill9()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("shared_bufers", "1MB", "shared_bufers"),
        ("port", "none", 'invalid value for parameter "port"'),
    ],
)
def test_server_that_cannot_start_says_why_at_once(
    stopped: Cluster, name: str, value: str, said: str
) -> None:
    stopped.configure({name: value})
    before = time.monotonic()
    with pytest.raises(ClusterError, match="did not start") as error:
        stopped.start()
    assert said in str(error.value)
    assert time.monotonic() - before < 10


def test_server_that_fails_after_its_first_words_says_why(server: Server) -> None:
    with Cluster(server) as cluster:
        cluster.stop()
        (cluster.data / "global" / "pg_control").unlink()
        with pytest.raises(ClusterError, match="pg_control"):
            cluster.start()


def test_old_log_does_not_hide_that_the_server_starts(cluster: Cluster) -> None:
    """What FATAL and "shut down" it holds is of the server before."""
    with pytest.raises(psycopg.OperationalError, match="no_such"):
        cluster.sql("select 1", dbname="no_such")
    cluster.restart()
    assert "FATAL" in cluster.logs()
    assert cluster.sql("select 1") == [(1,)]


def test_pid_file_of_a_killed_server_is_not_believed(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names a process that runs, and says ready, but no new server has written it."""
    text = (cluster.data / "postmaster.pid").read_text()
    assert text.splitlines()[7].strip() == "ready"
    cluster.kill9()
    stale = text.replace(text.splitlines()[0], str(os.getpid()), 1)
    (cluster.data / "postmaster.pid").write_text(stale)
    monkeypatch.setattr(cluster, "_pg_ctl", lambda *words: None)
    with pytest.raises(ClusterError, match=r"no server after 0.3 s"):
        cluster.start(timeout=0.3)


@pytest.mark.parametrize("value", ["it's", "a 'b' c", r"back\\slash", "%m # no comment", "ü"])
def test_settings_are_quoted(stopped: Cluster, value: str) -> None:
    stopped.configure({"my.setting": value})
    stopped.start()
    assert stopped.sql("show my.setting") == [(value.replace("\\\\", "\\"),)]


def test_own_settings_win(server: Server) -> None:
    with Cluster(server, settings={"fsync": "on", "max_connections": 11}) as cluster:
        assert cluster.sql(
            "select current_setting('fsync'), current_setting('max_connections')"
        ) == [("on", "11")]


def test_source_is_copied_not_used(cluster: Cluster, server: Server) -> None:
    cluster.sql("create table of_the_source ()")
    cluster.stop()
    with Cluster(server, source=cluster.data) as copied:
        copied.sql("drop table of_the_source")
    cluster.start()
    assert cluster.sql("select count(*) from of_the_source") == [(0,)]


def test_statements_take_parameters_and_return_rows(cluster: Cluster) -> None:
    assert cluster.sql("create database other") == []
    assert cluster.sql("select current_database(), %s::int", (5,), "other") == [("other", 5)]


def test_no_port_is_open(cluster: Cluster) -> None:
    found = psutil.Process(pid_of(cluster)).net_connections("inet")
    assert found == []


def test_kept_data_starts_again(cluster: Cluster, server: Server, tmp_path: Path) -> None:
    cluster.sql("create table evidence ()")
    cluster.stop()
    cluster.keep(tmp_path / "kept")
    cluster.destroy()
    assert "ready to accept connections" in (tmp_path / "kept" / "server.log").read_text()
    with Cluster(server, source=tmp_path / "kept" / "data") as again:
        assert again.sql("select count(*) from evidence") == [(0,)]


def test_destroying_twice_is_as_once(cluster: Cluster) -> None:
    cluster.destroy()
    cluster.destroy()
    assert not cluster.folder.exists()


ORDINARY = """
from scripts.binaries import find
from scripts.cluster import Cluster
with Cluster(find({major})) as cluster:
    print(cluster.sql("select current_user, pg_catalog.version()")[0][1])
    cluster.kill9()
    cluster.start()
print(cluster.folder.exists())
"""


def test_ordinary_user_gets_a_cluster_too(server: Server, open_folder: Path) -> None:
    """Nobody, who reads a copy of the machinery, with a Python that may be read by everybody."""
    if os.geteuid() != 0:
        pytest.skip("we are an ordinary user: every other test here shows it")
    python = shutil.which("python3", path="/usr/local/bin:/usr/bin")
    packages = Path(psycopg.__file__).parent.parent
    shutil.copytree(ROOT / "scripts", open_folder / "scripts")
    shutil.copy(ROOT / "pyproject.toml", open_folder)
    (open_folder / "cache").mkdir()
    shutil.chown(open_folder / "cache", "nobody")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(packages),
        "PGMATRIX_CACHE": str(open_folder / "cache"),
        f"PGMATRIX_BIN_{server.major}": str(server.bindir),
    }
    probe = [python or sys.executable, "-c", "import psycopg, psutil, filelock, platformdirs"]
    for command in (probe, [*probe[:2], ORDINARY.format(major=server.major)]):
        result = subprocess.run(
            command,
            cwd=open_folder,
            env=environment,
            user="nobody",
            group="nogroup",
            extra_groups=[],
            capture_output=True,
            text=True,
            timeout=50,
            check=False,
        )
        if command is probe and result.returncode != 0:
            pytest.skip(f"nobody has no Python with psycopg: {result.stderr[-200:]}")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split()[:2] == ["PostgreSQL", server.version]
    assert result.stdout.split()[-1] == "False"
