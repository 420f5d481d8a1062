"""Takes away connections and memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import psycopg

from scripts.binaries import run_as_server
from tests.chaos import evidence
from tests.chaos.database import Database


def why_not() -> str | None:
    """Why this machine cannot limit the memory of one live backend; None if it can."""
    if shutil.which("prlimit") is None:
        return "capability: there is no program prlimit; install util-linux (Linux only)"
    return None


@contextmanager
def no_connections_left(database: Database) -> Iterator[list[psycopg.Connection]]:
    """Open sessions until the server refuses one with 53300; they close on exit."""
    held: list[psycopg.Connection] = []
    try:
        while True:
            try:
                held.append(database.open())
            except psycopg.OperationalError as error:
                if "too many clients" not in str(error) and "remaining connection slots" not in str(
                    error
                ):
                    raise
                break
            if len(held) > 1000:
                raise evidence.DidNotLandError("1000 sessions are open, and none was refused")
        evidence.landed("connection exhaustion", f"session {len(held) + 1} was refused")
        yield held
    finally:
        for connection in held:
            connection.close()


@contextmanager
def little_memory(connection: psycopg.Connection, spare: int) -> Iterator[None]:
    """Let one backend's address space grow by no more than `spare` bytes."""
    pid = connection.info.backend_pid
    limit = psutil.Process(pid).memory_info().vms + spare
    refused = _limit_memory(pid, str(limit))
    if refused is not None:
        raise evidence.DidNotLandError(refused)
    evidence.landed("prlimit AS", f"backend {pid} may grow by {spare} bytes")
    try:
        yield
    finally:
        _limit_memory(pid, "unlimited")


def _limit_memory(pid: int, limit: str) -> str | None:
    """Set the soft limit of a process of the server's user; why that was refused, or None."""
    # As that user, and not as root: containers' root often lacks the right, an owner never does.
    result = run_as_server(["prlimit", f"--pid={pid}", f"--as={limit}:"], env={}, timeout=10)
    return result.stderr.strip() if result.returncode else None
