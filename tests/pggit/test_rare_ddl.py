"""Statements that change tracked objects by way of others, and what is not a rename."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import Database, rows
from tests.pggit.reading import changes, error, findings, run, unrecorded
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
        "pggit_internal.remove_data_branch('mine'::regclass, 1)",
        "pggit_internal.enter_data_branch('mine'::regclass, 'fake', null)",
        "pggit_internal.enter_data_branch('mine'::regclass, 'fake', null),"
        " pggit_internal.seal_data_branch(2)",
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
