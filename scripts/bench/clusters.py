"""Times from nothing to a new cluster's first query, ours against others, in one run.

Binaries and our template are there already. Each round takes every contender once, so that what
else the machine does falls on all of them; the table shows medians, and their ratios to ours.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import testgres
from pytest_postgresql.executors.proc import PostgreSQLExecutor
from rich.table import Table

from scripts import binaries
from scripts.bench.figures import Figures
from scripts.binaries import Server
from scripts.cluster import Cluster, place

READY = 30  # seconds that a server may take to be ready


@contextmanager
def ours(server: Server, folder: Path) -> Iterator[None]:
    """A template copied, pg_ctl with a quick wait."""
    with Cluster(server, home=folder) as cluster:
        query(host=str(cluster.folder), user="postgres")
        yield


@contextmanager
def plain(server: Server, folder: Path) -> Iterator[None]:
    """What a shell script does: initdb and pg_ctl -w."""
    data, pg_ctl = folder / "data", server.bindir / "pg_ctl"
    run(server, server.bindir / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync")
    options = f"-c listen_addresses= -c fsync=off -k {folder}"
    run(server, pg_ctl, "start", "-w", "-D", data, "-l", folder / "log", "-o", options)
    try:
        query(host=str(folder), user="postgres")
        yield
    finally:
        run(server, pg_ctl, "stop", "-m", "immediate", "-D", data)


@contextmanager
def with_testgres(server: Server, folder: Path) -> Iterator[None]:
    """testgres: its cached initdb, pg_ctl -w."""
    node = testgres.get_new_node(base_dir=str(folder / "node"), bin_dir=str(server.bindir))
    node.init().start()
    try:
        query(host=node.host, port=node.port)
        yield
    finally:
        node.stop(["-m", "immediate"])


@contextmanager
def with_pytest_postgresql(server: Server, folder: Path) -> Iterator[None]:
    """pytest-postgresql: its executor, initdb and pg_ctl -w."""
    executor = PostgreSQLExecutor(
        executable=str(server.bindir / "pg_ctl"),
        host="127.0.0.1",
        port=free_port(),
        datadir=str(folder / "data"),
        unixsocketdir=str(folder),
        logfile=str(folder / "log"),
        startparams="-w",
        dbname="postgres",
    )
    try:
        executor.start()
        executor.wait_for_postgres()  # for the process; on a busy machine it is not ready yet
        query_once_ready(host="127.0.0.1", port=executor.port, user="postgres")
        yield
    finally:
        executor.stop()


CONTENDERS: dict[str, Callable[[Server, Path], AbstractContextManager[None]]] = {
    "pggit-chaos": ours,
    "initdb + pg_ctl": plain,
    "testgres": with_testgres,
    "pytest-postgresql": with_pytest_postgresql,
}


def table(server: Server, rounds: int = 7) -> Figures:
    """Medians of all contenders on tmpfs and disk, and their ratios to ours.

    Run in a process of its own, which becomes the server's user: the others cannot drop root.
    """
    user = binaries.server_user()
    if user is not None:
        os.setgroups([])
        os.setgid(user.gid)
        os.setuid(user.uid)
    found = Table("from nothing to the first query", title=f"PostgreSQL {server.version}")
    with tempfile.TemporaryDirectory(prefix="pgb-", dir=place.DISK) as home:
        os.environ.update(HOME=home, PGMATRIX_CACHE=f"{home}/cache", LC_ALL="C.UTF-8", **server.env)
        os.chdir(home)
        columns = {}
        for name, parent in (("tmpfs", place.TMPFS), ("disk", place.DISK)):
            found.add_column(f"{name}, ms", justify="right")
            found.add_column("times ours", justify="right")
            columns[name] = measure(server, parent, rounds)
        for contender in CONTENDERS:
            row = []
            for medians in columns.values():
                ratio = medians[contender] / medians["pggit-chaos"]
                row += [f"{medians[contender] * 1000:.0f}", f"{ratio:.1f}"]
            found.add_row(contender, *row)
    return Figures(found)


def measure(server: Server, parent: Path, rounds: int) -> dict[str, float]:
    """Each contender's median in seconds; the first round warms caches and does not count."""
    times: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds + 1):
        for name, contender in CONTENDERS.items():
            with tempfile.TemporaryDirectory(prefix="pgb-", dir=parent) as folder:
                started = time.perf_counter()
                with contender(server, Path(folder)):
                    times[name].append(time.perf_counter() - started)
    return {name: statistics.median(seconds[1:]) for name, seconds in times.items()}


def query(**where: str | int) -> None:
    """Connect and ask the first question."""
    with psycopg.connect(dbname="postgres", **where) as connection:  # type: ignore[arg-type]
        connection.execute("select 1")


def query_once_ready(**where: str | int) -> None:
    """Ask as soon as the server takes connections."""
    deadline = time.monotonic() + READY
    while True:
        try:
            return query(**where)
        except psycopg.OperationalError as error:
            if "is starting up" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.001)


def run(server: Server, *command: object) -> None:
    """Run a server program, quietly."""
    subprocess.run(
        [str(word) for word in command],
        check=True,
        env={**os.environ, **server.env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )


def free_port() -> int:
    """A port that was free a moment ago: what the others need and we do not."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
