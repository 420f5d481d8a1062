"""The suite's fixtures: databases, connections, private servers. Every one cleans up after itself."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from scripts import binaries, install
from scripts.cluster import Cluster
from tests.chaos import evidence
from tests.chaos.database import Database
from tests.chaos.oracles import fsck

TEMPLATE = "pggit_template"
DURABLE = {"fsync": "on", "synchronous_commit": "on"}
CHECKED = {"corruption", "recovery"}  # categories whose private servers run with DURABLE settings

_numbers = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[Database]:
    """The cell's server, by its maintenance database."""
    if "PGHOST" not in os.environ:
        pytest.fail(
            "no server: PGHOST is not set. Run the suite with `nox -s smoke`, or start a server with"
            " `python -m scripts.cluster --pg 17` and use the variables that it prints.",
            pytrace=False,
        )
    database = Database(
        f"host={os.environ['PGHOST']} port={os.environ.get('PGPORT', '5432')} user=postgres dbname=postgres",
        idle=[],
    )
    yield database
    database.close()


@pytest.fixture(scope="session")
def major(server: Database) -> int:
    """The major version under test."""
    return int(server.value("show server_version_num")) // 10000


@contextmanager
def new_database(server: Database, template: str) -> Iterator[Database]:
    """A new database of a name of its own, dropped at the end."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"pggit_chaos_test_{worker}_{next(_numbers)}"
    # Where fsync is off, copied files are twice as fast as the default, which writes them to the WAL.
    server.sql(f"create database {name} template {template} strategy file_copy")
    database = Database(make_conninfo(server.conninfo, dbname=name), idle=[])
    try:
        yield database
    finally:
        database.close()
        server.sql(f"drop database {name} with (force)")


@pytest.fixture
def clone(server: Database) -> Iterator[Database]:
    """A fresh clone with pggit, for this test alone. For tests that damage it."""
    with new_database(server, TEMPLATE) as database:
        yield database


@pytest.fixture
def bare(server: Database) -> Iterator[Database]:
    """A fresh database without pggit, for this test alone."""
    with new_database(server, "template0") as database:
        yield database


@pytest.fixture
def must_be_sound() -> Callable[[Database], None]:
    """What judges a database after each test. A suite for another product than pggit has its own."""
    return fsck.must_be_clean


@pytest.fixture
def database(clone: Database, must_be_sound: Callable[[Database], None]) -> Iterator[Database]:
    """A fresh clone with pggit; it must be sound after the test."""
    yield clone
    must_be_sound(clone)


@pytest.fixture
def twin(server: Database, must_be_sound: Callable[[Database], None]) -> Iterator[Database]:
    """Another database like `database`, to compare with."""
    with new_database(server, TEMPLATE) as database:
        yield database
        must_be_sound(database)


@pytest.fixture(scope="session")
def prepared(major: int) -> Iterator[Path]:
    """A stopped cluster's data directory with pggit in database ``pggit_chaos_test``, to copy."""
    cluster = Cluster(binaries.find(major))
    try:
        cluster.start()
        cluster.sql("create database pggit_chaos_test")
        install.install(cluster.conninfo("pggit_chaos_test"), install.pggit_folder())
        cluster.stop()
        yield cluster.data
    finally:
        cluster.destroy()


@pytest.fixture
def doomed_cluster(request: pytest.FixtureRequest, prepared: Path, major: int) -> Iterator[Cluster]:
    """A private server with pggit, to damage beyond repair.

    Where the test fails, its log and data stay in the folder that ``--keep`` names.
    """
    durable = any(request.node.get_closest_marker(name) for name in CHECKED)
    cluster = Cluster(binaries.find(major), source=prepared, settings=DURABLE if durable else None)
    try:
        cluster.start()
        yield cluster
        kept: Path | None = request.config.getoption("--keep")
        if kept is not None and evidence.has_failed(request.node):
            cluster.stop("immediate")
            target = kept / re.sub(r"[^\w.-]+", "_", request.node.nodeid)
            cluster.keep(target)
            print(f"kept the server's log and data in {target}")
    finally:
        cluster.destroy()


@pytest.fixture
def cluster(
    request: pytest.FixtureRequest,
    doomed_cluster: Cluster,
    must_be_sound: Callable[[Database], None],
) -> Iterator[Cluster]:
    """A private server with pggit, to kill or starve; it must be sound once it runs again."""
    yield doomed_cluster
    if not evidence.has_failed(request.node):
        if doomed_cluster.pid is None:
            doomed_cluster.start()
        must_be_sound(private_database(doomed_cluster))


def private_database(cluster: Cluster) -> Database:
    """The database with pggit on a private server."""
    return Database(cluster.conninfo("pggit_chaos_test"))


@pytest.fixture
def private(cluster: Cluster) -> Database:
    """The database with pggit on this test's private server."""
    return private_database(cluster)


@pytest.fixture
def db_config(database: Database) -> dict[str, Any]:
    """Host, port, user and dbname of this test's database."""
    return dict(conninfo_to_dict(database.conninfo))


@pytest.fixture
def db_connection_string(database: Database) -> str:
    """This test's database as a libpq connection string."""
    return database.conninfo


@pytest.fixture
def sync_conn(database: Database) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A connection whose rows are dictionaries; rolled back afterwards."""
    with psycopg.connect(database.conninfo, row_factory=dict_row) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
async def async_conn(database: Database) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
    """An asynchronous connection whose rows are dictionaries; rolled back afterwards."""
    connection = await psycopg.AsyncConnection.connect(database.conninfo, row_factory=dict_row)
    async with connection:
        yield connection
        await connection.rollback()


@pytest.fixture
def conn_pool(
    request: pytest.FixtureRequest, database: Database
) -> Iterator[list[psycopg.Connection]]:
    """Open connections: 10, or as many as indirect parametrization says."""
    size = getattr(request, "param", 10)
    connections = [psycopg.connect(database.conninfo) for _ in range(size)]
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()


@pytest.fixture
def isolated_schema(sync_conn: psycopg.Connection[dict[str, Any]]) -> str:
    """The name of a schema of `sync_conn`'s own, first on its search_path; rolled back with it."""
    name = f"chaos_{next(_numbers)}"
    sync_conn.execute(sql.SQL("create schema {}").format(sql.Identifier(name)))
    sync_conn.execute(sql.SQL("set local search_path = {}, public").format(sql.Identifier(name)))
    return name


@pytest.fixture
def concurrent_executor() -> Iterator[ThreadPoolExecutor]:
    """Twenty threads; all are joined, and their errors come out of their futures."""
    with ThreadPoolExecutor(max_workers=20) as executor:
        yield executor


@pytest.fixture
def async_task_pool() -> Callable[..., Awaitable[list[Any]]]:
    """Await it with tasks and ``max_concurrent`` (10); it gives the results in order."""

    async def run(tasks: list[Awaitable[Any]], max_concurrent: int = 10) -> list[Any]:
        gate = asyncio.Semaphore(max_concurrent)

        async def one(task: Awaitable[Any]) -> Any:
            async with gate:
                return await task

        return await asyncio.gather(*(one(task) for task in tasks))

    return run


@pytest.fixture
def pg_sleep_injector(
    sync_conn: psycopg.Connection[dict[str, Any]],
) -> Callable[[float, str], list[dict[str, Any]]]:
    """Sleeps on the server, then runs a query there: call it with seconds and the query."""

    def run(seconds: float, query: str) -> list[dict[str, Any]]:
        sync_conn.execute("select pg_sleep(%s)", (seconds,))
        cursor = sync_conn.execute(query.encode())
        return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def transaction_monitor(database: Database) -> dict[str, Callable[[], list[dict[str, Any]]]]:
    """``["transactions"]()`` and ``["locks"]()``: what this database's other sessions hold now."""

    def query(text: LiteralString) -> list[dict[str, Any]]:
        with psycopg.connect(database.conninfo, row_factory=dict_row) as connection:
            return connection.execute(text).fetchall()

    return {
        "transactions": lambda: query(
            "select pid, state, xact_start, wait_event_type, wait_event, query"
            " from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            " and xact_start is not null"
        ),
        "locks": lambda: query(
            "select l.pid, l.locktype, l.relation::regclass::text as relation, l.mode, l.granted"
            " from pg_locks as l join pg_database as d on d.oid = l.database"
            " where d.datname = current_database() and l.pid <> pg_backend_pid()"
        ),
    }
