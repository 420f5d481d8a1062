"""Statements that change tracked objects by way of others, and what is not a rename."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from psycopg import Connection

from tests.chaos.database import Database, rows
from tests.pggit.reading import changes, error, findings, run, unrecorded, value
from tests.pggit.test_drift import OFF, ON

STATEMENTS = {
    "alter type c add attribute z integer cascade": "create type c as (a integer); create table t of c",
    "alter type c alter attribute a type bigint cascade": "create type c as (a integer); create table t of c",
    "alter type mr rename to mm": "create type r as range (subtype = integer, multirange_type_name = mr);"
    " create table t (a mr); create function f(mr) returns integer language sql as 'select 1'",
    "alter operator === (integer, integer) set schema s": "create schema s;"
    " create operator === (leftarg = integer, rightarg = integer, function = int4eq);"
    " create view v as select 1 === 1 as same",
    "alter collation co rename to co2": "create collation co (locale = 'C'); create table t (a text collate co)",
    "drop owned by r2": "create role r1; create role r2; create table t (a integer);"
    " create policy p on t to r1, r2",
    "alter extension plpgsql add table t": "create table t (a integer)",
    "alter extension plpgsql drop table t": "create table t (a integer); alter extension plpgsql add table t",
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_has_no_event_of_its_own_is_recorded(db: Connection, statement: str) -> None:
    run(db, *STATEMENTS[statement].split("; "), statement)
    assert unrecorded(db) == []
    assert findings(db) == []


# What may not cost more in a larger database: the tables have nothing to do with it.
CHEAP = [
    "drop owned by r2",
    "alter collation co refresh version",
    "alter operator === (integer, integer) set (restrict = eqsel)",
    "alter operator family co using btree rename to family",
    "alter extension plpgsql add sequence s",
    "create extension pg_trgm",
]


@pytest.mark.parametrize("statement", CHEAP)
def test_no_table_is_looked_at_that_the_statement_does_not_change(
    db: Connection, statement: str
) -> None:
    if statement.startswith("create") and not value(
        db, "select count(*) from pg_available_extensions where name = 'pg_trgm'"
    ):
        pytest.skip("this server comes without the extension pg_trgm")
    run(
        db,
        "create role r1",
        "create role r2",
        *(f"create table t{i} (a integer)" for i in range(20)),
        *(f"create policy p on t{i} to r1, r2" for i in range(2)),
        "create collation co (locale = 'C')",
        "create operator === (leftarg = integer, rightarg = integer, function = int4eq)",
        "create operator family co using btree",
        "create sequence s",
        "set local track_functions = 'all'",
    )
    query = "select coalesce(sum(calls), 0) from pg_stat_xact_user_functions where funcname = 'definition'"
    before = value(db, query)
    run(db, statement)
    assert value(db, query) - before <= (2 if statement.startswith("drop owned") else 0)


def test_the_script_of_an_extension_may_change_what_is_not_its_own(
    database: Database,
) -> None:
    if int(database.value("show server_version_num")) < 180000:
        pytest.skip("inapplicable: extensions are found along a path since PostgreSQL 18")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "extension").mkdir()
        folder.chmod(0o755)  # the server runs as another user
        files = {
            "meddler.control": "default_version = '1'\nrelocatable = true\n",
            "meddler--1.sql": "create table own (id serial); create function g() returns integer language sql as 'select 1';"
            " alter table public.theirs add column b integer; create index on public.theirs (a);",
            "meddler--1--2.sql": "alter function g() rename to h; alter table public.theirs drop column b;"
            " alter extension meddler drop table own; alter table own add column c text;",
        }
        for file, text in files.items():
            (folder / "extension" / file).write_text(text, encoding="utf-8")
        with database.connect() as session:
            run(session, f"set extension_control_path = '{folder}:$system'")
            run(session, "create table theirs (a integer)", "create extension meddler")
            assert unrecorded(session) == []
            assert changes(session, "theirs") == ["CREATE", "ALTER", "ALTER"]
            run(session, "create view v as select g() as one")
            run(session, "alter extension meddler update to '2'")
            assert unrecorded(session) == []
            assert changes(session, "theirs") == ["CREATE", "ALTER", "ALTER", "ALTER"]
            assert changes(session, "v") == ["CREATE", "ALTER"]
            assert changes(session, "own") == ["CREATE", "ALTER"]
            assert findings(session) == []


def test_drift_is_not_taken_for_a_rename(database: Database) -> None:
    database.sql("create table g1 (a integer)")
    database.sql(f"{OFF}; drop table g1; create table g2 (a integer, c text); {ON}")
    database.sql("alter table g2 add column b integer")
    with database.connect() as connection:
        assert changes(connection, "g2") == ["CREATE"]
        assert rows(connection, "select identity, drift from pggit.detect_drift()") == [
            ("public.g1", "missing")
        ]


def test_a_merge_that_a_trigger_swallows_fails_whole(db: Connection) -> None:
    run(db, "create table so (id integer primary key, v integer)", "insert into so values (1, 1)")
    run(
        db, "create function nothing() returns trigger language plpgsql as 'begin return null; end'"
    )
    run(db, "create trigger g before update on so for each row execute function nothing()")
    run(db, "select pggit.create_data_branch('so', 'main', 'd')", "update so__d set v = 99")
    assert error(db, "select * from pggit.merge_data_branch('so', 'd', 'main')") == "55000"
    assert rows(db, "select change from pggit.data_diff('so', 'main', 'd')") == [("updated",)]


@pytest.mark.parametrize(
    "call",
    [
        "pggit_internal.remove_data_branch('mine'::regclass, (select id from pggit.data_branches))",
        "pggit_internal.enter_data_branch('mine'::regclass, 'fake', null)",
        "pggit_internal.enter_data_branch('mine'::regclass, 'fake', null),"
        " pggit_internal.seal_data_branch((select max(id) from pggit.data_branches))",
    ],
)
def test_a_writer_cannot_leave_half_a_data_branch(database: Database, call: str) -> None:
    database.sql("create role half; select pggit.grant_writer('half')")
    try:
        database.sql("create table mine (id integer primary key); alter table mine owner to half")
        database.sql("grant create on schema public to half")
        database.sql("set role half; select pggit.create_data_branch('mine', 'main', 'dev')")
        answer = database.ask(f"set role half; select {call}")
        assert answer.sqlstate == "55000", answer
        assert database.sql("select * from pggit.fsck()") == []
    finally:
        database.sql(
            "select pggit.drop_data_branch('mine', 'dev'); drop owned by half; drop role half"
        )


def test_settings_that_switch_event_triggers_off_are_found(database: Database) -> None:
    if int(database.value("show server_version_num")) < 170000:
        pytest.skip("inapplicable: event_triggers is a setting since PostgreSQL 17")
    database.sql(f"alter database {database.name} set event_triggers = off")
    found = {row[0] for row in database.sql("select check_name from pggit.fsck()")}
    assert found == {"event_triggers_off"}


def test_a_grant_on_pggits_tables_is_found(db: Connection) -> None:
    run(db, "grant insert on pggit.commits to public")
    assert [check for check, _, _ in findings(db)] == ["own_table"]


def test_a_repository_without_its_row_is_corrupt(db: Connection) -> None:
    run(db, "delete from pggit_internal.repository")
    for call in ("pggit.commit_changes('main')", "pggit.create_branch('side')"):
        assert error(db, f"select {call}") == "VC004"
    run(db, "rollback")
