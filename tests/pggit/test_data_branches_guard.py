"""Data branches cannot be changed behind pggit's back; what happened all the same, fsck finds."""

from __future__ import annotations

import subprocess

import pytest
from psycopg import Connection

from scripts import binaries
from tests.chaos.database import Database, rows
from tests.pggit.reading import changes, error, findings, run, value


@pytest.fixture
def t(db: Connection) -> Connection:
    """A table app.t with the branch dev, and the branch sub of that."""
    run(db, "create schema app", "set local search_path = app")
    run(db, "create table t (id serial primary key, v text not null default 'x', n integer)")
    run(db, "alter table t add check (v <> 'none')")
    run(db, "create index by_n on t (n)", "create type mood as enum ('sad')")
    run(db, "alter table t add column m mood", "insert into t (v) values ('a'), ('b')")
    run(db, "select pggit.create_data_branch('t', 'main', 'dev')")
    run(db, "select pggit.create_data_branch('t', 'dev', 'sub')", "insert into t (v) values ('c')")
    return db


@pytest.mark.parametrize(
    "statement",
    [
        "alter table t drop column n",
        "alter table t alter column n type bigint",
        "alter table t alter column v drop not null",
        "alter table t rename column v to w",
        "alter table t rename to u",
        "alter table t set schema public",
        "alter table t add check (n > 0)",
        "alter table t drop constraint t_pkey",
        "alter table t enable row level security",
        "alter table t disable trigger all",
        "alter table t disable trigger t__dev__insert",
        "alter table t enable trigger t__dev__insert",
        "alter schema app rename to other",
        "create unique index on t (n)",
        "drop table t",
        "drop table t cascade",
        "drop type mood cascade",
        "drop schema app cascade",
        "drop sequence t_id_seq cascade",
        "drop view t__dev",
        "drop view t__sub cascade",
        "drop table t__dev__own cascade",
        "drop table t__dev__base cascade",
        "drop view t__dev__keys",
        "drop function t__dev__read() cascade",
        "drop function t__dev__write() cascade",
        "drop function t__dev__save() cascade",
        "drop trigger t__dev__insert on t",
        "drop trigger \"2_write\" on t__dev",
        "drop trigger t__sub__save on t__dev",
        "drop owned by current_user cascade",
        "alter table t__dev__own add column more text",
        "alter table t__dev__base rename to other",
        "alter view t__dev alter column v drop default",
        "alter view t__dev rename to other",
        "create or replace function t__dev__write() returns trigger language plpgsql as 'begin return null; end'",
        "alter function t__dev__save() security invoker",
        "create table kid () inherits (t)",
        "create table kid (like t including constraints); alter table kid inherit t",
        "alter trigger t__dev__update on t rename to foo",
        "alter trigger \"1_lock\" on t__dev rename to foo",
        "create rule r as on insert to t__dev do instead nothing",
        "create trigger g instead of insert on t__dev for each row execute function suppress_redundant_updates_trigger()",
        "alter sequence t_id_seq rename to other",
        "alter table t set unlogged",
        "alter table t__dev__own rename to other",
        "alter table t__dev__own set schema public",
        "alter table t__dev__own alter column n set statistics 10",
        "alter table t__dev__own enable row level security",
        "alter table t__dev__own add check (n > 0)",
        "alter table t__dev__own alter column n set default 7",
        "alter index t__dev__own_pkey rename to other",
        "alter view t__dev__keys rename to other",
        "alter view t__dev set (security_barrier)",
        "alter function t__dev__read() rename to other",
        "alter function t__dev__read() set schema public",
        "alter function t__dev__read() cost 5",
        "create function t__dev__read(integer default 1) returns integer language sql as 'select 1'",
        "create function other(integer default 1) returns integer language sql as 'select 1'; alter function other rename to t__dev__save",
        "create or replace view t__dev__keys as select 1 as id",
        "create index on t__dev__own (n)",
        "create unique index on t__dev__base (n)",
        "create statistics s on (n + 1) from t__dev__own",
        "create statistics s on v, n from t__dev__base",
        "create policy p on t__dev__own",
        "create rule r as on insert to t__dev__own do instead nothing",
        "create trigger g before insert on t__dev__base for each row execute function suppress_redundant_updates_trigger()",
        "create trigger g after insert on t for each row execute function t__dev__save()",
        "create table kid () inherits (t__dev__own)",
        "create table kid (like t__dev__base); alter table kid inherit t__dev__base",
        "create table kid (id integer references t__dev__own)",
        "create table kid (id integer); alter table kid add foreign key (id) references t__dev__base",
        "create sequence s owned by t__dev__own.id",
        "comment on table t__dev__own is null; alter table t__dev__own rename to other",
        "comment on function t__dev__read() is null; alter function t__dev__read() rename to other",
        "set pggit.grants_as_table = on; alter table t__dev__own rename to other",
        "set pggit.grants_as_table = on; create or replace view t__dev__keys as select 1 as id",
    ],
)  # fmt: skip
def test_what_would_break_a_branch_is_refused(t: Connection, statement: str) -> None:
    refused = error(t, statement)
    assert refused == "55006" or (statement.startswith("drop owned") and refused == "2BP01")
    assert rows(t, "select v from t__sub order by id") == [("a",), ("b",)]
    assert findings(t) == []


@pytest.mark.parametrize(
    "statement",
    [
        "comment on table t is 'hello'",
        "comment on column t.v is 'hello'",
        "comment on view t__dev is 'hello'",
        "grant select on t to somebody",
        "grant select on t__dev to somebody",
        "alter table t alter column v set statistics 100",
        "create statistics s on v, n from t",
        "alter type mood add value 'ok'",
        "vacuum_is_no_ddl",
        "create table elsewhere (id integer references t)",
        "create view v as select * from t",
        "analyze t",
        "reindex table t",
        "cluster t using t_pkey",
    ],
)
def test_what_does_not_touch_a_branch_is_not_refused(t: Connection, statement: str) -> None:
    run(t, "create role somebody", "grant usage, create on schema app to somebody")
    assert error(t, statement) in (None, "42601")
    if statement.startswith("comment on table"):
        run(t, statement)
        assert changes(t, "t")[-1] == "COMMENT"


def test_ddl_goes_on_after_the_last_branch(t: Connection) -> None:
    run(t, "select pggit.drop_data_branch('t', 'sub')", "select pggit.drop_data_branch('t', 'dev')")
    run(t, "alter table t add column more text", "drop table t")
    assert findings(t) == []


DAMAGE = [
    "alter table app.t disable trigger t__dev__insert",
    "alter table app.t disable trigger t__dev__row",
    "alter table app.t enable always trigger t__dev__row",
    "drop trigger t__dev__update on app.t",
    "drop trigger t__dev__row on app.t",
    "alter table app.t__dev__own drop constraint t_v_check",
    "drop view app.t__sub",
    "drop function app.t__sub__save() cascade",
    "drop table app.t__sub__own cascade",
    "drop table app.t cascade",
    "delete from pggit.data_branches where branch_name = 'sub'",
    "update pggit.data_branches set source_id = null",
    "update pggit.data_branches set branch_name = 'other' where branch_name = 'sub'",
    "insert into app.t__sub__own (id, v, deleted) values (77, 'z', true)",
    "insert into app.t__dev__own (id, v, deleted) values (3, 'c', true)",
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_fsck_finds_what_was_done_with_the_guard_off(t: Connection, damage: str) -> None:
    assert findings(t) == []
    run(t, "savepoint before")
    run(
        t,
        "alter event trigger pggit_sql_drop disable",
        "alter event trigger pggit_ddl_command_end disable",
    )
    run(t, damage)
    run(
        t,
        "alter event trigger pggit_sql_drop enable always",
        "alter event trigger pggit_ddl_command_end enable always",
    )
    found = {check for check, *_ in findings(t)}
    assert found & {"data_branch", "orphaned_overlay", "sealed_row"}
    run(t, "rollback to before")


def test_rows_that_a_reader_of_fsck_may_not_see(t: Connection) -> None:
    run(t, "create role plain", "set local role plain")
    assert findings(t) == []


def test_a_dump_brings_branches_along(database: Database, server: Database, major: int) -> None:
    database.sql("create schema app")
    database.sql("create table app.t (id serial primary key, v text check (v <> ''))")
    database.sql("insert into app.t (v) values ('a'), ('b')")
    database.sql("select pggit.create_data_branch('app.t', 'main', 'dev')")
    database.sql("select pggit.create_data_branch('app.t', 'dev', 'sub')")
    database.sql("update app.t__dev set v = 'd' where id = 1")
    database.sql("delete from app.t where id = 2")
    copy = database.name + "_restored"
    bindir = binaries.find(major).bindir
    dump = subprocess.run(
        [bindir / "pg_dump", "-d", database.conninfo], check=True, capture_output=True
    )
    server.sql(f"create database {copy}")
    restored = Database(server.conninfo.replace("dbname=postgres", f"dbname={copy}"))
    subprocess.run(
        [bindir / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", restored.conninfo],
        input=dump.stdout, check=True, capture_output=True,
    )  # fmt: skip
    try:
        assert restored.sql("select * from pggit.fsck()") == []
        restored.sql("insert into app.t (v) values ('c')")
        restored.sql("update app.t__dev set v = 'e' where id = 2")
        assert restored.sql("select v from app.t__dev order by id") == [("d",), ("e",)]
        assert restored.sql("select v from app.t__sub order by id") == [("a",), ("b",)]
        assert restored.ask("alter table app.t drop column v").sqlstate == "55006"
        restored.sql("select pggit.merge_data_branch('app.t', 'dev', 'main', 'theirs')")
        restored.sql("select pggit.drop_data_branch('app.t', 'sub')")
        restored.sql("select pggit.drop_data_branch('app.t', 'dev')")
        assert restored.sql("select * from pggit.fsck()") == []
    finally:
        server.sql(f"drop database {copy} with (force)")


def test_the_registry_is_readable(t: Connection) -> None:
    run(t, "create role plain", "set local role plain")
    assert value(t, "select count(*) from pggit.data_branches") == 2
