"""Waits for conditions, never for time to pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tests.chaos.database import Database

T = TypeVar("T")

POLL = 0.005  # seconds


def until(what: str, probe: Callable[[], T], seconds: float = 20) -> T:
    """The first true answer of `probe`; TimeoutError naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := probe()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}; last answer: {answer!r}")
        time.sleep(POLL)
    return answer


def until_blocked(database: Database, pid: int, by: int) -> None:
    """Wait until one session waits for a lock that another holds; PostgreSQL says so itself."""
    until(
        f"session {pid} to wait for {by}",
        lambda: database.value("select %s = any (pg_blocking_pids(%s))", by, pid),
    )


def until_accepting(database: Database) -> None:
    """Wait until the server takes connections again, e.g. after crash recovery."""
    until("the server to take connections", lambda: database.ask("select 1").is_ok)
