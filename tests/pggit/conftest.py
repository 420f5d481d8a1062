"""A server for the session, pggit installed once in it, and a database or a transaction for each test.

Whatever a test did, what pggit has recorded must be what the catalog holds, and sound.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from psycopg import Connection
from psycopg.pq import TransactionStatus

from scripts import binaries, install, matrix
from scripts.cluster import Cluster
from scripts.environment import clean_environment
from tests.chaos.database import Database, rows
from tests.pairs import scratch
from tests.pairs.dump import Dumper
from tests.pggit.reading import unrecorded

clean_environment()  # pytest may have been started by hand

TEMPLATE = "pggit_template"

_numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--pg``: the major version of the server."""
    parser.addoption("--pg", type=matrix.check_pg, help="major version of PostgreSQL to test on")


@pytest.fixture(scope="session")
def major(request: pytest.FixtureRequest) -> int:
    """The major version under test."""
    # Without a default, the option is unknown where pytest was started for all of tests/.
    return int(request.config.getoption("--pg", default=None) or matrix.default_pg())


@pytest.fixture(scope="session")
def server(major: int) -> Iterator[Database]:
    """The server's maintenance database; a database with pggit to clone is beside it."""
    with Cluster(binaries.find(major)) as cluster:
        cluster.sql(f"create database {TEMPLATE}")
        install.install(cluster.conninfo(TEMPLATE), install.pggit_folder())
        maintenance = Database(cluster.conninfo(), idle=[])
        yield maintenance
        maintenance.close()


@pytest.fixture
def database(server: Database) -> Iterator[Database]:
    """A database with pggit for this test alone, to commit in or to damage."""
    name = f"pggit_test_{next(_numbers)}"
    server.sql(f"create database {name} template {TEMPLATE} strategy file_copy")
    database = Database(server.conninfo.replace("dbname=postgres", f"dbname={name}"), idle=[])
    try:
        yield database
    finally:
        database.close()
        server.sql(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def shared(server: Database) -> Iterator[Connection]:
    """The session of all tests that roll back: pggit's functions stay compiled in it."""
    server.sql(f"create database pggit_shared template {TEMPLATE}")
    database = Database(server.conninfo.replace("dbname=postgres", "dbname=pggit_shared"))
    # Compiling a query takes longer than a test.
    with database.connect(options="-c jit=off") as connection:
        connection.autocommit = False
        yield connection


@pytest.fixture
def db(shared: Connection) -> Iterator[Connection]:
    """A transaction in a database with pggit, rolled back after the test."""
    try:
        yield shared
        if shared.info.transaction_status == TransactionStatus.INTRANS:
            rows(shared, "set local session authorization default")
            rows(shared, "set local search_path = pg_catalog")
            assert unrecorded(shared) == []
            assert rows(shared, "select * from pggit_internal.check_versions()") == []
    finally:
        shared.rollback()


@pytest.fixture(scope="session")
def dumper(major: int) -> Dumper:
    """The server's pg_dump, which judges whether two schemas are equal."""
    server = binaries.find(major)
    found = Dumper.of(server)
    if found is None:
        pytest.skip(
            f"capability: PostgreSQL {major} from {server.origin} has no pg_dump; install its client programs"
        )
    return found


@pytest.fixture(scope="session")
def plain(server: Database) -> Database:
    """A database without pggit, on a server that has the roles that pairs of schemas name."""
    server.sql("create database pggit_plain")
    scratch.make_roles(server)
    return Database(server.conninfo.replace("dbname=postgres", "dbname=pggit_plain"))
