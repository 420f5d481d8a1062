"""detect_drift: what the catalog holds and the record does not, and the reverse."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import Database, rows
from tests.pggit.reading import run, value

OFF = (
    "alter event trigger pggit_ddl_command_end disable; alter event trigger pggit_sql_drop disable"
)
ON = "alter event trigger pggit_ddl_command_end enable always; alter event trigger pggit_sql_drop enable always"
BEFORE = """
    create table t (id integer primary key);
    create view v as select id from t;
    create function f() returns integer language sql as 'select 1'
"""


def drift(database: Database, statement: str) -> list[tuple[str, ...]]:
    """What detect_drift says after a statement that the event triggers do not see."""
    database.sql(BEFORE)
    assert database.sql("select * from pggit.detect_drift()") == []
    database.sql(f"{OFF}; {statement}; {ON}")
    return database.sql("select object_type, identity, drift from pggit.detect_drift()")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("alter table t add column name text", ("table", "public.t", "modified")),
        ("create index by_id on t (id desc)", ("table", "public.t", "modified")),
        ("comment on view v is 'changed'", ("view", "public.v", "modified")),
        ("drop view v", ("view", "public.v", "missing")),
        ("create schema s", ("schema", "s", "unexpected")),
        ("drop function f()", ("function", "public.f()", "missing")),
        ("create type colour as enum ('red')", ("type", "public.colour", "unexpected")),
        (
            "update pg_attribute set attnotnull = true where attrelid = 'v'::regclass",
            ("view", "public.v", "modified"),
        ),
    ],
)
def test_drift(database: Database, statement: str, expected: tuple[str, str, str]) -> None:
    assert drift(database, statement) == [expected]


def test_a_rename_is_one_missing_and_one_unexpected(database: Database) -> None:
    found = drift(database, "alter function f() rename to g")
    assert found == [
        ("function", "public.f()", "missing"),
        ("function", "public.g()", "unexpected"),
    ]


def test_the_hashes_are_those_of_the_record_and_of_the_catalog(database: Database) -> None:
    database.sql(BEFORE)
    before = database.value("select pggit.calculate_schema_hash('t')")
    database.sql(f"{OFF}; alter table t add column name text; {ON}")
    after = database.value("select pggit.calculate_schema_hash('t')")
    query = "select expected_hash, actual_hash from pggit.detect_drift()"
    assert database.sql(query) == [(before, after)]


def test_owner_and_statistics_are_no_drift(database: Database) -> None:
    statement = "alter table t set (fillfactor = 50); alter table t alter column id set statistics 7; analyze t"
    assert drift(database, statement) == []


def test_there_is_none_after_ordinary_ddl(db: Connection) -> None:
    run(db, *BEFORE.split(";"), "alter table t rename to u", "drop function f()")
    assert rows(db, "select * from pggit.detect_drift()") == []
    assert value(db, "select count(*) from pggit.fsck()") == 0
