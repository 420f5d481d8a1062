"""Takes away connections and memory."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import psycopg

from tests.chaos import evidence
from tests.chaos.database import Database


def why_not() -> str | None:
    """Why this machine cannot limit the memory of one live backend; None if it can."""
    if sys.platform != "linux":
        return "prlimit of another process needs Linux"
    return None


@contextmanager
def no_connections_left(database: Database) -> Iterator[list[psycopg.Connection]]:
    """Open sessions until the server refuses one with 53300; they close on exit."""
    held: list[psycopg.Connection] = []
    try:
        while True:
            try:
                held.append(database.connect())
            except psycopg.OperationalError as error:
                if "too many clients" not in str(error) and "remaining connection slots" not in str(error):
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
    size = psutil.Process(pid).memory_info().vms
    before = psutil.Process(pid).rlimit(resource.RLIMIT_AS)
    psutil.Process(pid).rlimit(resource.RLIMIT_AS, (size + spare, before[1]))
    if psutil.Process(pid).rlimit(resource.RLIMIT_AS)[0] != size + spare:
        raise evidence.DidNotLandError(f"the limit of backend {pid} did not change")
    evidence.landed("prlimit AS", f"backend {pid} may grow by {spare} bytes")
    try:
        yield
    finally:
        psutil.Process(pid).rlimit(resource.RLIMIT_AS, before)
