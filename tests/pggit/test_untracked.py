"""What is not part of the schema: indexes that are not valid, what goes with a session, what the system holds."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import Database, ask, rows
from tests.pggit.reading import changes, findings, recorded, run, unrecorded, value, version

# As DROP INDEX CONCURRENTLY and a build that fails leave it.
INVALIDATE = "update pg_index set indisvalid = false where indexrelid = 'i'::regclass"
RELATIONS = {
    "table": "create table o (a integer)",
    "materialized view": "create materialized view o as select 1 as a",
}


@pytest.mark.parametrize("kind", RELATIONS)
def test_an_index_that_was_never_valid_has_no_history(db: Connection, kind: str) -> None:
    run(db, RELATIONS[kind], "alter event trigger pggit_ddl_command_end disable")
    run(db, "create index i on o (a)", INVALIDATE)
    run(db, "alter event trigger pggit_ddl_command_end enable always")
    assert unrecorded(db) == []
    run(db, f"comment on {kind} o is 'x'", "alter index i rename to j", "drop index j")
    assert changes(db, "o") == ["CREATE", "COMMENT"]


@pytest.mark.parametrize("kind", RELATIONS)
def test_a_drop_that_was_given_up_half_way_is_drift_until_it_is_done(
    db: Connection, kind: str
) -> None:
    run(db, RELATIONS[kind], "create index i on o (a)", INVALIDATE)
    assert unrecorded(db) == ["public.o"]
    run(db, "drop index i")
    assert changes(db, "o") == ["CREATE", "ALTER", "ALTER"]


def test_an_index_of_a_partitioned_table_is_there_before_it_is_valid(db: Connection) -> None:
    run(db, "create table o (a integer) partition by range (a)", "create index i on only o (a)")
    assert changes(db, "o") == ["CREATE", "ALTER"]
    run(db, "drop index i")
    assert changes(db, "o") == ["CREATE", "ALTER", "ALTER"]


def test_the_check_of_an_unfinished_detach_does_not_count(db: Connection) -> None:
    run(db, "create table p (a integer) partition by range (a)")
    run(db, "create table o partition of p for values from (0) to (9)")
    before = value(db, "select pggit.calculate_schema_hash('o')")
    run(db, "alter table o add check (a is not null and a >= 0 and a < 9)")
    assert value(db, "select pggit.calculate_schema_hash('o')") != before
    # In one transaction, so that the check looks as if DETACH had added it.
    run(db, "update pg_inherits set inhdetachpending = true where inhrelid = 'o'::regclass")
    assert value(db, "select pggit.calculate_schema_hash('o')") == before
    run(db, "update pg_inherits set inhdetachpending = false where inhrelid = 'o'::regclass")


def test_what_another_session_made_temporary_is_not_recorded(database: Database) -> None:
    with database.connect() as owner, database.connect() as other:
        rows(owner, "create temp table t (a integer)")
        rows(owner, "create function f(t) returns integer language sql as 'select 1'")
        rows(owner, "create cast (t as text) with inout")
        schema = value(owner, "select pg_my_temp_schema()::regnamespace")
        for statement in (
            f"comment on function f({schema}.t) is 'x'",
            f"alter function f({schema}.t) immutable",
        ):
            rows(other, statement)
        assert recorded(other) == set()
        assert rows(other, "select * from pggit.detect_drift()") == []
        unsupported = "select * from pggit.status() where change = 'unsupported'"
        assert rows(other, unsupported) == []


def test_a_temporary_schema_without_objects_hides_nothing(database: Database) -> None:
    with database.connect() as connection:
        run(connection, "create temp table t (a integer)", "drop table t", "create table o (a int)")
        assert recorded(connection) == {"table public.o"}
    assert database.sql("select * from pggit.detect_drift()") == []


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
@pytest.mark.parametrize("setting", ["off", "on"])
@pytest.mark.parametrize("schema", ["pg_catalog", "pggit_internal"])
def test_a_table_leaves_with_its_sequences_and_comes_back(
    database: Database, isolation: str, setting: str, schema: str
) -> None:
    with database.connect() as connection:
        run(connection, 'create table "O" (id serial)', 'create view v as select id from "O"')
        rows(connection, f"set default_transaction_isolation = '{isolation}'")
        rows(connection, f"set quote_all_identifiers = {setting}")
        rows(connection, f'alter table "O" set schema {schema}')
        assert recorded(connection) == {"view public.v"}
        assert rows(connection, "select * from pggit.detect_drift()") == []
        rows(connection, f'alter table {schema}."O" set schema public')
        expected = {'table public."O"', 'sequence public."O_id_seq"', "view public.v"}
        assert recorded(connection) == expected
        assert rows(connection, "select * from pggit.detect_drift()") == []
        assert changes(connection, '"O"') == ["CREATE", "DROP", "CREATE"]
        assert version(connection, '"O"') == "2.0.0"
        assert changes(connection, "v") == ["CREATE", "ALTER", "ALTER"]


@pytest.mark.parametrize(
    ("isolation", "sqlstate"), [("read committed", "55006"), ("repeatable read", "40001")]
)
def test_a_table_with_data_branches_does_not_leave(
    database: Database, isolation: str, sqlstate: str
) -> None:
    database.sql("create table o (id integer primary key)")
    with database.connect() as connection:
        run(connection, f"begin isolation level {isolation}", "select from pg_class")
        database.sql("select pggit.create_data_branch('o', 'main', 'd')")  # newer than a snapshot
        answer = ask(connection, "alter table o set schema pg_catalog")
        assert answer.sqlstate == sqlstate, answer.message
        run(connection, "rollback")
        assert recorded(connection) == {"table public.o"}
        assert findings(connection) == []


def test_what_is_altered_in_the_system_is_nothing_that_is_missing(db: Connection) -> None:
    run(db, "create table o (id integer)", "alter event trigger pggit_sql_drop disable")
    run(db, "drop table o", "alter event trigger pggit_sql_drop enable always")
    run(db, "create table other (id integer)", "alter table other set schema pg_catalog")
    run(db, "alter table pg_catalog.other rename to another")
    assert unrecorded(db) == ["public.o"]
    run(db, "select pggit.repair('drift', false)")


def test_a_schema_of_the_system_by_another_name_is_tracked(db: Connection) -> None:
    run(db, "alter schema information_schema rename to standard")
    assert "view standard.tables" in recorded(db)
    assert unrecorded(db) == []
    run(db, "alter schema standard rename to information_schema")
    assert recorded(db) == set()
    assert findings(db) == []
