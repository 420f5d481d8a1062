"""What is recorded: every kind of object, whichever way the DDL came; and what is not."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import Database
from tests.pggit.reading import changes, error, recorded, run, value, version

KINDS = {
    "schema s": "create schema s",
    "table public.t": "create table t (id integer)",
    "view public.v": "create view v as select 1 as one",
    "materialized view public.m": "create materialized view m as select 1 as one",
    "function public.f(integer)": "create function f(integer) returns integer language sql as 'select 1'",
    "procedure public.p(integer)": "create procedure p(integer) language sql as 'select 1'",
    "aggregate public.total(integer)": "create aggregate total(integer) (sfunc = int4pl, stype = integer)",
    "sequence public.s": "create sequence s",
    "type public.e": "create type e as enum ('a')",
    "type public.c": "create type c as (x integer)",
    "type public.d": "create domain d as integer",
    "type public.r": "create type r as range (subtype = integer)",
}

COMMENTS = {
    "t": ("create table t (id integer)", "comment on table t is 'x'"),
    "t ": ("create table t (id integer)", "comment on column t.id is 'x'"),
    "t  ": ("create table t (id integer primary key)", "comment on constraint t_pkey on t is 'x'"),
    "t   ": ("create table t (id integer); create index i on t (id)", "comment on index i is 'x'"),
    "v": ("create view v as select 1 as one", "comment on view v is 'x'"),
    "v ": ("create view v as select 1 as one", "comment on column v.one is 'x'"),
    "s": ("create schema s", "comment on schema s is 'x'"),
    "f()": (
        "create function f() returns integer language sql as 'select 1'",
        "comment on function f() is 'x'",
    ),
    "q": ("create sequence q", "comment on sequence q is 'x'"),
    "e": ("create type e as enum ('a')", "comment on type e is 'x'"),
    "d": ("create domain d as integer", "comment on domain d is 'x'"),
}

# Statements that leave every definition of TABLE as it is.
UNCHANGING = [
    "alter table t alter column amount set default 0",
    "alter table t alter column name set not null",
    "create table if not exists t (id integer)",
    "alter table t add column if not exists name text",
    "create index if not exists by_name on t (name)",
    "drop table if exists nothing",
    "comment on table t is 'orders'",
    "create or replace view v as select t.id from t",
    "alter table t alter column name set storage external",
    "alter table t alter column name set statistics 100",
    "alter table t alter column amount set (n_distinct = 5)",
    "alter table t set (fillfactor = 50)",
    "alter table t set unlogged",
    "alter index by_name set (fillfactor = 50)",
    "alter table t cluster on by_name",
    "alter table t owner to pg_monitor",
    "alter view v owner to pg_monitor",
    "grant select on t to public",
    "create statistics numbers on id, amount from t",
    "alter sequence q restart with 7",
    "refresh materialized view m",
    "reindex table t",
    "analyze t",
    "truncate t",
]
TABLE = """
    create table t (id integer primary key, name text not null, amount numeric default 0);
    create index by_name on t (name);
    comment on table t is 'orders';
    create view v as select id from t;
    create materialized view m as select id from t;
    create sequence q
"""

DDL = "create table t (id integer); alter table t add column more text; drop table if exists u"
FUNCTION = f"create function f() returns void language plpgsql as $$ begin {DDL}; end $$"


@pytest.mark.parametrize("identity", KINDS)
def test_kind(db: Connection, identity: str) -> None:
    run(db, KINDS[identity])
    assert recorded(db) == {identity}
    name = identity.rsplit(maxsplit=1)[-1]
    assert (version(db, name), changes(db, name)) == ("1.0.0", ["CREATE"])
    kind = identity.removesuffix(name)
    run(db, f"drop {'domain' if name == 'public.d' else kind} {name}")
    assert recorded(db) == set()
    assert changes(db, name) == ["CREATE", "DROP"]


@pytest.mark.parametrize("name", COMMENTS)
def test_comment(db: Connection, name: str) -> None:
    before, comment = COMMENTS[name]
    run(db, before)
    start = changes(db, name)
    run(db, comment, comment)  # the second one changes nothing
    assert changes(db, name) == [*start, "COMMENT"]
    run(db, comment.replace("'x'", "null"))
    assert changes(db, name) == [*start, "COMMENT", "COMMENT"]


@pytest.mark.parametrize("statement", UNCHANGING)
def test_what_changes_no_definition_is_not_recorded(db: Connection, statement: str) -> None:
    run(db, TABLE)
    count = value(db, "select count(*) from pggit_internal.history")
    run(db, statement)
    assert value(db, "select count(*) from pggit_internal.history") == count


def test_several_commands_in_one_string(db: Connection) -> None:
    run(db, DDL)
    assert changes(db, "t") == ["CREATE", "ALTER"]


def test_a_serial_columns_sequence_is_recorded(db: Connection) -> None:
    run(db, "create table t (id serial primary key)")
    assert recorded(db) == {"table public.t", "sequence public.t_id_seq"}
    assert changes(db, "t") == ["CREATE"]


def test_a_serial_columns_sequence_takes_over_from_no_other(database: Database) -> None:
    with database.rolled_back() as connection:
        run(connection, "create sequence q", "alter event trigger pggit_sql_drop disable")
        run(connection, "drop sequence q", "alter event trigger pggit_sql_drop enable always")
        run(connection, "create table t (id serial)")
        assert changes(connection, "t_id_seq") == ["CREATE"]


def test_a_table_costs_no_look_at_all_the_others(db: Connection) -> None:
    run(db, "set local statement_timeout = '10s'")  # takes 1 s; 25 s with a look at each
    table = "execute format('create table t%s (id serial primary key)', i)"
    run(db, f"do $$ begin for i in 1..80 loop {table}; end loop; end $$")
    assert len(recorded(db)) == 160


def test_an_identity_columns_sequence_is_part_of_the_table(db: Connection) -> None:
    run(db, "create table t (id integer generated always as identity)")
    assert recorded(db) == {"table public.t"}


def test_a_sequence_that_becomes_owned_changes_the_table_that_uses_it(db: Connection) -> None:
    run(db, "create sequence q", "create table t (id integer default nextval('q'))")
    run(db, "alter sequence q owned by t.id")
    assert changes(db, "t") == ["CREATE", "ALTER"]


def test_create_schema_with_elements(db: Connection) -> None:
    run(
        db,
        "create schema s create table t (id integer primary key) create view v as select id from t",
    )
    assert recorded(db) == {"schema s", "table s.t", "view s.v"}


@pytest.mark.parametrize("statement", ["create table t as select 1 as id", "select 1 as id into t"])
def test_table_from_a_query(db: Connection, statement: str) -> None:
    run(db, statement)
    assert recorded(db) == {"table public.t"}


def test_create_table_like(db: Connection) -> None:
    run(db, TABLE, "create table u (like t including all)")
    hashes = "select count(distinct definition_hash) from pggit_internal.objects where object_type = 'table'"
    assert version(db, "u") == "1.0.0"
    assert value(db, hashes) == 2  # index and constraint have names of their own


@pytest.mark.parametrize("call", ["select f()", f"do $$ begin {DDL}; end $$"])
def test_ddl_in_procedural_code(db: Connection, call: str) -> None:
    run(db, FUNCTION, call)
    assert changes(db, "t") == ["CREATE", "ALTER"]


def test_several_statements_of_one_transaction(db: Connection) -> None:
    run(
        db,
        "create table t (id integer)",
        "alter table t rename to u",
        "alter table u add column x text",
    )
    run(db, "drop table u", "create table t (id integer)")
    assert changes(db, "u") == ["CREATE", "RENAME", "ALTER", "DROP"]
    assert changes(db, "t") == ["CREATE"]


def test_what_rolls_back_leaves_no_trace(db: Connection) -> None:
    before = value(db, "select count(*) from pggit_internal.history")
    run(db, "savepoint s", DDL, "rollback to savepoint s")
    assert value(db, "select count(*) from pggit_internal.history") == before
    assert recorded(db) == set()


def test_ddl_of_a_user_without_rights_on_pggit(db: Connection) -> None:
    run(db, "create role plain", "grant create on schema public to plain", "set local role plain")
    run(db, DDL)
    assert changes(db, "t") == ["CREATE", "ALTER"]
    assert value(db, "select changed_by from pggit.get_history('t', 1)") == "plain"


def test_ddl_under_a_hostile_search_path(db: Connection) -> None:
    run(db, "create schema s", "set local search_path = s, pg_temp, pg_catalog", DDL)
    assert changes(db, "s.t") == ["CREATE", "ALTER"]


def test_ddl_as_a_replica(db: Connection) -> None:
    run(db, "set local session_replication_role = replica", DDL, "drop table t")
    assert changes(db, "t") == ["CREATE", "ALTER", "DROP"]


@pytest.mark.parametrize(
    "statement",
    [
        "create temporary table t (id serial primary key)",
        "create temporary table t as select 1 as one",
        "create temporary view t as select 1 as one",
        "create temporary sequence t",
        "create type pg_temp.t as enum ('a')",
        "create function pg_temp.t() returns integer language sql as 'select 1'",
    ],
)
def test_temporary_objects_are_not_tracked(db: Connection, statement: str) -> None:
    run(db, statement)
    assert recorded(db) == set()
    run(db, "discard temporary")
    assert changes(db, "t") == []


def test_a_temporary_tables_changes_are_not_its_namesakes(db: Connection) -> None:
    run(db, "create table t (id integer)", "create temporary table t (id integer, x text)")
    run(db, "create index i on pg_temp.t (id)", "drop index pg_temp.i")
    run(db, "alter table pg_temp.t drop column x", "drop table pg_temp.t")
    assert changes(db, "public.t") == ["CREATE"]


def test_pggits_own_objects_are_not_tracked(db: Connection) -> None:
    run(db, "create table pggit.mine (id integer)", "create table pggit_internal.mine (id integer)")
    assert recorded(db) == set()
    run(db, "drop table pggit.mine, pggit_internal.mine")


@pytest.mark.parametrize("schema", ["pg_catalog", "information_schema", "pg_toast"])
def test_what_is_in_a_system_schema_is_not_tracked(db: Connection, schema: str) -> None:
    run(db, f"create function {schema}.mine() returns integer language sql as 'select 1'")
    run(db, f"create type {schema}.mine as enum ('a')")
    assert recorded(db) == set()
    assert changes(db, f"{schema}.mine") == []


def test_members_of_extensions_are_not_tracked(database: Database) -> None:
    with database.rolled_back() as connection:
        if not value(
            connection, "select count(*) from pg_available_extensions where name = 'dblink'"
        ):
            pytest.skip("this server comes without the extension dblink")
        run(connection, "create schema s", "create extension dblink schema s")
        assert recorded(connection) == {"schema s"}
        run(connection, "alter extension dblink set schema public", "drop extension dblink")
        assert recorded(connection) == {"schema s"}


def test_ddl_that_fails_is_not_recorded(db: Connection) -> None:
    run(db, "create table t (id integer)")
    assert error(db, "alter table t add column id text") == "42701"
    assert changes(db, "t") == ["CREATE"]
