"""Lets a server's clock jump, backwards too, as a bad time server or an operator would."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from scripts.binaries import Server, faketime, server_user
from scripts.binaries.server import UnusableError
from scripts.cluster import Cluster
from scripts.cluster.processes import alive
from tests.chaos import evidence

SHARED = Path("/dev/shm")


@cache
def why_not() -> str | None:
    """Return why this machine cannot change the clock of one server; None if it can."""
    try:
        faketime.find()
    except UnusableError as error:
        return f"capability: {error}"
    return None


@dataclass(frozen=True)
class SkewedServer(Server):
    """A server's programs, run with a clock that follows a file."""

    library: Path  # libfaketime
    clock: Path

    @property
    def env(self) -> dict[str, str]:
        """What to add to the environment of its programs."""
        return {
            **super().env,
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_NO_CACHE": "1",  # a jump counts at once
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # what time-outs are measured by
        }


@contextmanager
def skewed(server: Server, source: Path) -> Iterator[Cluster]:
    """A running server with a clock of its own; `jump` changes it."""
    cluster = Cluster(server, source=source)
    clock = cluster.folder / "clock"
    cluster.server = SkewedServer(
        server.major, server.version, server.origin, server.bindir, faketime.find().path, clock
    )
    _set(clock, timedelta())
    try:
        with cluster:
            yield cluster
    finally:
        _forget_dead()


def _forget_dead() -> None:
    """Remove what libfaketime shares between processes and leaves behind when these are killed."""
    for left in (*SHARED.glob("faketime_shm_*"), *SHARED.glob("sem.faketime_sem_*")):
        is_ours = left.stat().st_uid in {os.getuid(), getattr(server_user(), "uid", None)}
        if is_ours and not alive(int(left.name.rpartition("_")[2])):
            left.unlink(missing_ok=True)


def jump(cluster: Cluster, offset: timedelta) -> None:
    """Set a skewed cluster's clock to so much before or after the true time."""
    _set(cluster.folder / "clock", offset)
    ((there,),) = cluster.sql("select clock_timestamp()")
    wrong_by = there - (datetime.now(UTC) + offset)
    if abs(wrong_by) > timedelta(seconds=5):
        raise evidence.DidNotLandError(f"the server's clock is wrong by {wrong_by}")
    evidence.landed("clock skew", f"the server's time is {there}")


def freeze(cluster: Cluster) -> None:
    """Have a skewed cluster's clock stand still."""
    _write(cluster.folder / "clock", "2030-01-02 03:04:05")
    # Not by sleeping: pg_sleep ends by this very clock.
    if cluster.sql("select clock_timestamp()") != cluster.sql("select clock_timestamp()"):
        raise evidence.DidNotLandError("the server's clock goes on")
    evidence.landed("clock skew", "the server's clock stands still")


def _set(clock: Path, offset: timedelta) -> None:
    _write(clock, f"{offset.total_seconds():+.6f}")


def _write(clock: Path, text: str) -> None:
    draft = clock.with_name("clock.new")
    draft.write_text(f"{text}\n", encoding="ascii")
    draft.replace(clock)  # a server that reads it meanwhile must not find half a line
