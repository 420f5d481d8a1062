"""A cluster: a PostgreSQL server of one's own, with the verbs that PostgreSQL people know."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
import psycopg

from scripts.binaries import Server, run_as_server
from scripts.binaries.cache import made_readable
from scripts.cluster import place, processes, reaper
from scripts.cluster.template import copy, template
from scripts.errors import RepairableError

POLL = 0.001  # seconds; pg_ctl's own waiting polls every 0.1 s, which would be most of a start
LOOK = 0.5  # seconds between looks for the process of a server that is not ready yet

CONNECTABLE = {"ready", "standby"}  # a standby takes connections that only read

SETTINGS: dict[str, str | int] = {
    "listen_addresses": "",  # no ports: they are what harnesses fail on most
    "max_connections": 250,
    "max_prepared_transactions": 20,
    "shared_buffers": "32MB",
    "fsync": "off",  # nobody pulls the plug; what tests durability turns it on
    "jit": "off",  # compiling takes longer than what tests ask for; PyPI's servers cannot anyway
    # Else each session that calls a function loads this library from disk for itself.
    "shared_preload_libraries": "plpgsql",
    # In the data directory, so that SIGKILL leaves nothing in /dev/shm.
    "dynamic_shared_memory_type": "mmap",
    "log_line_prefix": "%m [%p] %a %d ",
    "log_timezone": "UTC",
    "timezone": "UTC",
}

# glibc's malloc asks for huge pages: without, a tenth of a smoke run is the page faults of short
# sessions. Other C libraries, and kernels without huge pages, ignore it.
ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


class ClusterError(RepairableError):
    """A server that did not do as told; the text holds what it was told and the end of its log."""


class Cluster:
    """A data directory and its server. Use it as a context manager, or call `destroy`."""

    def __init__(
        self,
        server: Server,
        *,
        settings: Mapping[str, str | int] | None = None,
        source: Path | None = None,
        home: Path | None = None,
    ) -> None:
        """Copy a data directory, without starting the server.

        `source` is a stopped cluster's data directory, by default what initdb makes. `settings` go
        on top of `SETTINGS`. `home` is the folder to live in, by default tmpfs if it has room.
        """
        self.server = server
        self.folder = place.new_folder_in(home) if home else place.new_folder()
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        try:
            copy(source or template(server), self.data)
            self.configure(
                {**SETTINGS, "unix_socket_directories": str(self.folder), **(settings or {})}
            )
        except BaseException:  # an interrupted copy too leaves nothing
            self.destroy()
            raise

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:  # __exit__ is not called for what fails here
            self.destroy()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.destroy()

    @property
    def env(self) -> dict[str, str]:
        """The libpq environment variables that lead to this server."""
        return {"PGHOST": str(self.folder), "PGPORT": "5432", "PGUSER": "postgres"}

    def conninfo(self, dbname: str = "postgres") -> str:
        """A libpq connection string."""
        return f"host={self.folder} port=5432 user=postgres dbname={dbname}"

    def configure(self, settings: Mapping[str, str | int]) -> None:
        """Add lines to postgresql.conf; they count from the next start or reload."""
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            for name, value in settings.items():
                quoted = str(value).replace("'", "''")
                conf.write(f"{name} = '{quoted}'\n")

    @property
    def pid(self) -> int | None:
        """The postmaster's process id; None when no server runs."""
        file = processes.PidFile.read(self.data)
        return file.pid if file and processes.alive(file.pid) else None

    def start(self, timeout: float = 60) -> None:
        """Start the server and wait, at most `timeout` seconds, until it takes connections."""
        before = processes.PidFile.read(self.data)
        log_mark = self.log.stat().st_size if self.log.exists() else 0
        self._pg_ctl("start", "-l", str(self.log))
        begun = time.monotonic()
        next_look = begun + LOOK
        while True:
            # A SIGKILLed postmaster leaves a file that says ready: only a new one counts.
            now = processes.PidFile.read(self.data)
            is_new = now is not None and (
                before is None or (now.pid, now.started) != (before.pid, before.started)
            )
            if now and is_new and now.status in CONNECTABLE and processes.alive(now.pid):
                return
            text = self._log_from(log_mark)
            if "database system is shut down" in text or ("FATAL" in text and self.pid is None):
                raise ClusterError(f"{self.data}: the server did not start:\n{text[-2000:]}")
            if time.monotonic() > next_look:
                next_look = time.monotonic() + LOOK
                if not processes.mention(self.data):
                    text = self._log_from(log_mark)
                    raise ClusterError(f"{self.data}: the server died:\n{text[-2000:]}")
            if time.monotonic() > begun + timeout:
                raise ClusterError(f"{self.data}: no server after {timeout} s:\n{text[-2000:]}")
            time.sleep(POLL)

    def stop(self, mode: str = "fast", timeout: float = 60) -> None:
        """Stop the server: ``smart``, ``fast`` or ``immediate``. Does nothing when none runs."""
        pid = self.pid
        if pid is None:
            return
        self._pg_ctl("stop", "-m", mode)
        if processes.wait_gone([pid], timeout):
            raise ClusterError(
                f"{self.data}: the server did not stop ({mode}) within {timeout} s:\n"
                f"{self.logs()[-2000:]}"
            )

    def restart(self, mode: str = "fast") -> None:
        """Stop and start."""
        self.stop(mode)
        self.start()

    def kill9(self) -> None:
        """SIGKILL the postmaster, as the kernel's OOM killer would; its backends end with it."""
        pid = self.pid
        if pid is None:
            raise ClusterError(f"{self.data}: there is no server to kill")
        # Collected before: a busy backend outlives the postmaster and blocks the next start.
        children = psutil.Process(pid).children()
        psutil.Process(pid).kill()
        processes.wait_gone([pid, *(child.pid for child in children)], timeout=5)
        processes.kill([child for child in children if child.is_running()])
        processes.forget_dead_postmaster(self.data, self.folder / ".s.PGSQL.5432.lock")

    def logs(self) -> str:
        """The server's log so far."""
        return self._log_from(0)

    def sql(
        self, query: str, params: Sequence[object] = (), dbname: str = "postgres"
    ) -> list[tuple[Any, ...]]:
        """Run one statement in a session of its own, committed; its rows, if it has any."""
        with psycopg.connect(self.conninfo(dbname), autocommit=True) as connection:
            cursor = connection.execute(query.encode(), params or None)
            return cursor.fetchall() if cursor.description else []

    def keep(self, target: Path) -> None:
        """Copy log and data to `target`, for a person to look at. The server must be stopped."""
        target.mkdir(parents=True)
        shutil.copy(self.log, target / "server.log")
        shutil.copytree(self.data, target / "data", symlinks=True)
        made_readable(target)  # for whoever looks at it, or uploads it

    def destroy(self) -> None:
        """Stop the server, whatever state it is in, and delete everything."""
        if self.folder.exists():
            reaper.remove(self.folder)

    def _log_from(self, mark: int) -> str:
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(mark)
            return log.read().decode("utf-8", "replace")

    def _pg_ctl(self, verb: str, *options: str) -> None:
        # -W: return at once; we wait ourselves.
        command = [
            str(self.server.bindir / "pg_ctl"),
            verb,
            "-W",
            "-s",
            "-D",
            str(self.data),
            *options,
        ]
        result = run_as_server(command, env={**ENVIRONMENT, **self.server.env}, timeout=60)
        if result.returncode != 0:
            raise ClusterError(
                f"{' '.join(command)} ended with {result.returncode}:\n"
                f"{result.stdout}{result.stderr}{self.logs()[-2000:]}"
            )
