"""DDL in transactions whose snapshot is old: 40001, never a wrong record."""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, ask, rows
from tests.pggit.reading import findings, run, unrecorded

# What another session commits after the snapshot, and DDL that would be recorded wrongly.
UNSEEN = [
    ("create table n (a integer)", "alter table n rename to m"),
    ("create table n (a integer)", "alter table n set schema s"),
    ("create table n (a integer)", "comment on table n is 'x'"),
    ("create table n (a integer)", "create index on n (a)"),
    ("create function f() returns integer language sql as 'select 1'", "alter function f() rename to g"),
    ("create table s.x (a integer)", "alter schema s rename to z"),
    ("create view v as select id from t", "alter table t rename to u"),
    ("create table c (a colour)", "alter type colour rename to color"),
    ("create table kid () inherits (t)", "alter table t add column b integer"),
    ("create index i on t (id)", "drop index i"),
    ("create table n (a integer); drop table n", "create table n (z integer)"),
    ("create table n (a integer); alter table n rename to m", "create table n (z integer)"),
]  # fmt: skip
BEFORE = """
    create schema s;
    create table t (id integer);
    create type colour as enum ('red')
"""


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
@pytest.mark.parametrize(("theirs", "mine"), UNSEEN)
def test_ddl_from_an_old_snapshot_fails(
    database: Database, isolation: str, theirs: str, mine: str
) -> None:
    database.sql(BEFORE)
    with database.connect() as old:
        run(old, f"begin isolation level {isolation}", "select 1")
        database.sql(theirs)
        assert ask(old, mine).sqlstate == "40001"
        run(old, "rollback", f"begin isolation level {isolation}", mine, "commit")
        assert unrecorded(old) == []
        assert findings(old) == []


def test_what_was_rolled_back_is_in_nobodys_way(database: Database) -> None:
    with database.connect() as old, database.connect() as other:
        run(other, "begin", "create table gone (a integer)", "rollback")
        run(old, "begin isolation level repeatable read", "select 1")
        run(
            old,
            "create table n (a integer)",
            "alter table n add b integer",
            "drop table n",
            "commit",
        )
        assert findings(old) == []


def test_temporary_objects_may_be_made_from_an_old_snapshot(database: Database) -> None:
    with database.connect() as old:
        run(old, "begin isolation level repeatable read", "select 1")
        database.sql("create table n (a integer)")
        run(old, "create temp table mine (a integer)", "drop table mine", "commit")


def test_a_data_branch_that_the_snapshot_does_not_have_is_guarded(database: Database) -> None:
    database.sql("create table t (id integer primary key)")
    with database.connect() as old:
        run(old, "begin isolation level repeatable read", "select 1")
        database.sql("select pggit.create_data_branch('t', 'main', 'dev')")
        assert ask(old, "alter table t add column b integer").sqlstate == "40001"
    assert rows_of(database) == []


def rows_of(database: Database) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        return rows(connection, "select * from t__dev")
