"""Where clusters live, what they are copied from, and who cleans up after a killed runner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from scripts.binaries import Server, server_user
from scripts.binaries import cache as cache_module
from scripts.cluster import Cluster, place, processes, reap, reaper
from scripts.cluster import template as template_module
from scripts.cluster.template import InitdbError, template
from scripts.folders import FolderError
from scripts.matrix import ROOT
from tests.scripts.house import mounts, segment_exists, until


def script(source: str, **environment: str) -> subprocess.Popen[str]:
    """A process of its own, at home in the project."""
    command = [sys.executable, "-c", source]
    env = {**os.environ, **environment}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def cache(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache without templates."""
    monkeypatch.setenv("PGMATRIX_CACHE", str(open_folder / "cache"))
    return open_folder / "cache" / "templates"


@pytest.fixture
def homes(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """The clusters' homes, elsewhere: the reaper sees only these."""
    for name in ("TMPFS", "DISK"):
        (open_folder / name).mkdir()
        (open_folder / name).chmod(0o755)
        monkeypatch.setattr(place, name, open_folder / name)
    homes = place.homes()
    yield homes
    for home in homes:  # what a failed test left
        if home.is_dir() and not home.is_symlink():
            reaper.remove(home)


@pytest.fixture
def slow_server(server: Server, open_folder: Path) -> Server:
    """A server whose initdb notes that it runs, and hangs if the file `hang` is there."""
    bindir = open_folder / "bin"
    bindir.mkdir()
    (open_folder / "runs").touch()
    (open_folder / "runs").chmod(0o666)
    (bindir / "initdb").write_text(
        f'#!/bin/sh\necho $$ >> "{open_folder}/runs"\n'
        f'if [ -e "{open_folder}/hang" ]; then for last; do :; done; echo 15 > "$last/PG_VERSION"; sleep 60; fi\n'
        f'exec "{server.bindir}/initdb" "$@"\n'
    )
    for program in bindir.iterdir():
        program.chmod(0o755)
    return replace(server, bindir=bindir)


def source_of(server: Server) -> str:
    return (
        "from pathlib import PosixPath\n"
        "from scripts.binaries import Server\n"
        "from scripts.cluster.template import template\n"
        f"print(template({server!r}))\n"
    )


def test_two_processes_make_one_template(
    cache: Path, slow_server: Server, open_folder: Path
) -> None:
    both = [script(source_of(slow_server)) for _ in range(2)]
    said = [process.communicate(timeout=50)[0].strip() for process in both]
    (made,) = cache.glob("[!.]*/")
    assert said == [str(made)] * 2
    assert len((open_folder / "runs").read_text().splitlines()) == 1
    assert (made / "global" / "pg_control").exists()


def test_killed_initdb_leaves_no_half_template(
    cache: Path, slow_server: Server, open_folder: Path
) -> None:
    (open_folder / "hang").touch()
    process = script(source_of(slow_server))
    until("initdb to be at it", lambda: list(cache.glob(".*.draft/data/PG_VERSION")))
    process.kill()
    process.communicate()
    os.killpg(int((open_folder / "runs").read_text()), signal.SIGKILL)
    assert list(cache.glob("[!.]*/")) == []
    (open_folder / "hang").unlink()
    assert (template(slow_server) / "global" / "pg_control").exists()
    assert {path.suffix for path in cache.glob(".*")} == {".lock", ".manifest"}


def test_initdb_that_fails_is_quoted_and_leaves_nothing(cache: Path, slow_server: Server) -> None:
    program = slow_server.bindir / "initdb"
    program.write_text("#!/bin/sh\necho 'no room' >&2\nexit 3\n")
    with pytest.raises(InitdbError, match="initdb ended with 3:\nno room"):
        template(slow_server)
    assert [path.suffix for path in cache.iterdir()] == [".lock"]  # and no draft


def test_template_is_keyed_by_version_origin_and_options(
    cache: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(cache_module, "make", lambda target, *_: made.append(target))
    template(server)
    template(replace(server, version="15.0"))
    template(replace(server, origin="npm"))
    monkeypatch.setattr(template_module, "INITDB_OPTIONS", ("--no-sync",))
    template(server)
    assert len(set(made)) == len(made) == 4


def test_strict_umask_closes_nothing_to_the_server(
    cache: Path, homes: list[Path], server: Server
) -> None:
    before = os.umask(0o077)
    try:
        with Cluster(server) as cluster:
            assert cluster.sql("select 1") == [(1,)]
    finally:
        os.umask(before)


@pytest.mark.parametrize(("room", "used"), [(0, 0), (2**60, 1)])
def test_tmpfs_without_room_goes_to_disk(
    homes: list[Path], monkeypatch: pytest.MonkeyPatch, room: int, used: int
) -> None:
    monkeypatch.setattr(place, "ROOM", room)
    assert place.new_folder().parent == homes[used]


def test_machine_without_tmpfs_goes_to_disk(homes: list[Path]) -> None:
    place.TMPFS.rmdir()
    assert place.new_folder().parent == homes[1]


def test_folder_is_private_to_the_server(homes: list[Path]) -> None:
    folder = place.new_folder()
    user = server_user()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.stat().st_uid == (user.uid if user else os.getuid())


def test_home_of_somebody_else_is_refused(homes: list[Path]) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a home that belongs to somebody else")
    homes[0].mkdir()
    os.chown(homes[0], 12345, 12345)
    with pytest.raises(FolderError, match="belongs to another user"):
        place.new_folder_in(homes[0])
    assert list(homes[0].iterdir()) == []


def test_home_that_leads_elsewhere_is_refused(homes: list[Path], open_folder: Path) -> None:
    homes[0].symlink_to(open_folder)
    with pytest.raises(FolderError, match="belongs to another user"):
        place.new_folder_in(homes[0])


def test_socket_path_is_short_enough(homes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert all(len(f"{home}/4194304_4294967295_9999/.s.PGSQL.5432") < 100 for home in place.homes())


def orphan(server: Server, home: Path) -> Cluster:
    """A cluster at work whose runner is long gone."""
    cluster = Cluster(server, home=home)
    cluster.start()
    gone = cluster.folder.with_name(f"{os.getpid()}_1_0")  # our pid, but another start
    cluster.stop()
    cluster.folder.rename(gone)
    cluster.folder, cluster.data, cluster.log = gone, gone / "data", gone / "log"
    cluster.configure({"unix_socket_directories": str(gone)})
    cluster.start()
    return cluster


def test_reaper_takes_what_a_gone_runner_left(
    homes: list[Path], server: Server, mounted: Callable[[Path], bool]
) -> None:
    cluster = orphan(server, homes[1])
    left = processes.PidFile.read(cluster.data)
    assert left is not None
    assert left.shared_memory is not None
    was_mounted = mounted(cluster.folder / "disk")
    assert bool(mounts(cluster.folder)) == was_mounted
    assert reap() == [cluster.folder]
    assert (cluster.folder.exists(), processes.alive(left.pid)) == (False, False)
    assert not segment_exists(left.shared_memory)
    assert mounts(cluster.folder) == []


@pytest.fixture
def mounted() -> Callable[[Path], bool]:
    """Mounts a small disk, where one may; whether it did."""

    def mount(folder: Path) -> bool:
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    return mount


def test_reaper_leaves_those_whose_runner_is_at_work(homes: list[Path], server: Server) -> None:
    with Cluster(server) as cluster:
        assert reap() == []
        assert cluster.sql("select 1") == [(1,)]


def test_runner_that_was_not_collected_is_gone(homes: list[Path]) -> None:
    """A container's first process may collect late or never."""
    runner = subprocess.Popen([sys.executable, "-c", ""])
    started = place.start_of(runner.pid)
    until("a zombie", lambda: psutil.Process(runner.pid).status() == psutil.STATUS_ZOMBIE)
    homes[0].mkdir()
    (homes[0] / f"{runner.pid}_{started}_0").mkdir()
    assert [folder.name for folder in reap()] == [f"{runner.pid}_{started}_0"]
    runner.wait()


def test_runner_stays_itself_when_the_clock_is_set(
    homes: list[Path], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a time of day, a process's start moves with the clock: a live cluster was reaped."""
    if sys.platform == "linux":
        boot = psutil.boot_time()
        monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: boot + 3600)
        monkeypatch.setattr(psutil._pslinux, "BOOT_TIME", boot + 3600, raising=False)
    with Cluster(server) as cluster:
        monkeypatch.undo()
        monkeypatch.setattr(place, "homes", lambda: homes)
        assert reap() == []
        assert cluster.sql("select 1") == [(1,)]


def test_two_reapers_at_once_take_turns(homes: list[Path]) -> None:
    homes[0].mkdir()
    for number in range(50):
        (homes[0] / f"1_1_{number}").mkdir()
    source = (
        "from pathlib import Path\nfrom scripts.cluster import place, reap\n"
        f"place.homes = lambda: [Path({str(homes[0])!r})]\nprint(len(reap()))"
    )
    both = [script(source) for _ in range(2)]
    assert sorted(int(process.communicate(timeout=30)[0]) for process in both) == [0, 50]


@pytest.mark.parametrize("text", ["", "4711\n", "\n\n\n", "x\n/data\n5\n"])
def test_pid_file_that_is_not_whole_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "postmaster.pid").write_text(text)
    assert processes.PidFile.read(tmp_path) is None


def test_dead_postmaster_that_was_not_collected_is_forgotten(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    until("a zombie", lambda: not processes.alive(child.pid))
    for name in ("postmaster.pid", "lock"):
        (tmp_path / name).write_text(f"{child.pid}\n/data\n5\n")
    processes.forget_dead_postmaster(tmp_path, tmp_path / "lock", timeout=0.01)
    assert list(tmp_path.iterdir()) == []
    child.wait()


def test_process_that_survives_sigkill_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "wait_gone", lambda pids, timeout: [4711])
    with pytest.raises(TimeoutError, match=r"\[4711\] survive SIGKILL"):
        processes.kill([])


def test_waiting_for_a_process_has_an_end() -> None:
    begun = time.monotonic()
    assert processes.wait_gone([os.getpid()], timeout=0.05) == [os.getpid()]
    assert time.monotonic() - begun < 5


def test_removing_a_folder_takes_the_processes_in_it(open_folder: Path) -> None:
    folder = open_folder / "cluster"
    folder.mkdir()
    child = subprocess.Popen(["sleep", "60"], cwd=folder)
    reaper.remove(folder)
    assert (child.wait(), folder.exists()) == (-signal.SIGKILL, False)
