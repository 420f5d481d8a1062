"""Servers to measure on: PostgreSQL's default durability."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg

from scripts import install
from scripts.binaries import Server
from scripts.cluster import Cluster, place


@contextmanager
def durable(server: Server, parent: Path = place.DISK) -> Iterator[Cluster]:
    """Yield a cluster that flushes each commit to the disk, or to what else holds `parent`."""
    settings: dict[str, str | int] = {
        "fsync": "on",
        "jit": "on",
        "shared_buffers": "128MB",
        "max_locks_per_transaction": 1000,
    }
    with tempfile.TemporaryDirectory(prefix="pgb-", dir=parent) as home:
        Path(home).chmod(0o711)  # the server's user must get through
        with Cluster(server, settings=settings, home=Path(home)) as cluster:
            yield cluster


@contextmanager
def database(cluster: Cluster, name: str, *, with_pggit: bool) -> Iterator[psycopg.Connection]:
    """A session in a new database, in autocommit mode."""
    cluster.sql(f"create database {name}")
    if with_pggit:
        install.install(cluster.conninfo(name), install.pggit_folder())
    with psycopg.connect(cluster.conninfo(name), autocommit=True) as connection:
        yield connection


def milliseconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def medians(rounds: int, **works: Callable[[int], object]) -> dict[str, float]:
    """Median milliseconds of each, called in turns with the number of the round.

    The order alternates, so that what else the machine does falls on all of them.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds):
        names = list(works) if number % 2 else list(reversed(works))
        for name in names:
            times[name].append(milliseconds(partial(works[name], number)))
    return {name: statistics.median(found) for name, found in times.items()}
