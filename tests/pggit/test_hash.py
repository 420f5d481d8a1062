"""calculate_schema_hash: a table's logical definition in 64 digits."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.pggit.reading import run, value

TABLE = (
    "create table t (id integer primary key, name text not null, amount numeric(8, 2) default 0)"
)

# Everything that the hash covers, in one table.
FULL = """
    create table t (
        id bigint generated always as identity (start 10) primary key,
        name varchar(20) collate "POSIX" not null default 'x',
        twice integer generated always as (1 + 1) stored,
        parent bigint references t deferrable,
        constraint positive check (id > 0),
        constraint once unique nulls not distinct (name) include (twice)
    );
    create index by_name on t (lower(name) desc nulls last) where id > 5;
    create trigger touch before update of name on t for each row when (new.id > 0)
        execute function suppress_redundant_updates_trigger();
    create policy mine on t as restrictive for select using (name = current_user);
    alter table t enable row level security;
    comment on table t is 'orders';
    comment on column t.name is 'full name';
    comment on constraint positive on t is 'positive';
    comment on index by_name is 'by name'
"""
# The same on every major version; commits hold such hashes, so another value needs a migration of theirs.
HASH_OF_FULL = "97ec20f43b223e372b641b72ff2d748f4f131c6952c2e4258d18427dd9ac8cb8"

# Two ways to one table.
PATHS = {
    "a column that was dropped": (
        "create table t (id integer, name text)",
        "create table t (id integer, gone text); alter table t drop column gone, add column name text",
    ),
    "not null later": (
        "create table t (id integer not null)",
        "create table t (id integer); alter table t alter id set not null",
    ),
    "type later": (
        "create table t (id bigint)",
        "create table t (id integer); alter table t alter id type bigint",
    ),
    "a default, and then another type": (
        "create table t (id numeric default 1, name text default 'x'::varchar)",
        "create table t (id integer default 1, name varchar default 'x');"
        " alter table t alter id type numeric, alter name type text",
    ),
    "the default again, after another type": (
        "create table t (name varchar(9) default 'x')",
        "create table t (name text default 'x'); alter table t alter name type varchar(9);"
        " alter table t alter name set default 'x'",
    ),
    "key later": (
        "create table t (id integer primary key)",
        "create table t (id integer); alter table t add primary key (id)",
    ),
    "serial and renamed": (
        "create table t (id serial)",
        "create table u (id serial); alter table u rename to t",
    ),
    "identity and another type": (
        "create table t (id bigint generated always as identity)",
        "create table t (id integer generated always as identity); alter table t alter id type bigint",
    ),
    "indexes in another order": (
        "create table t (a integer, b integer); create index i on t (a); create index j on t (b)",
        "create table t (a integer, b integer); create index j on t (b); create index i on t (a)",
    ),
    "a trigger's table renamed": (
        "create table t (id integer); create trigger g before update on t for each row"
        " execute function suppress_redundant_updates_trigger()",
        "create table u (id integer); create trigger g before update on u for each row"
        " execute function suppress_redundant_updates_trigger(); alter table u rename to t",
    ),
    "default and not null later": (
        "create table t (id integer, name text not null default 'x')",
        "create table t (id integer, name text); alter table t alter name set default 'x', alter name set not null",
    ),
    "columns dropped and added": (
        "create table t (id integer, name text check (name <> ''))",
        "create table t (gone integer, id integer, name text); alter table t drop gone, add check (name <> ''); alter table t drop name; alter table t add name text check (name <> '')",
    ),
    "everything renamed": (
        "create table t (id integer constraint key primary key, name text); create index i on t (name)",
        "create table u (no integer constraint key_u primary key, n text); create index j on u (n); alter table u rename no to id; alter table u rename n to name; alter table u rename constraint key_u to key; alter index j rename to i; alter table u rename to t",
    ),
    "moved from another schema": (
        "create table t (id integer primary key, parent integer references t, check (t.* is not null))",
        "create schema s; create table s.u (id integer constraint t_pkey primary key, parent integer constraint t_parent_fkey references s.u, constraint t_check check (u.* is not null));"
        " alter table s.u rename to t; alter table s.t set schema public",
    ),
    "validated later": (
        "create table t (id integer constraint c check (id > 0))",
        "create table t (id integer); alter table t add constraint c check (id > 0) not valid; alter table t validate constraint c",
    ),
    "attached": (
        "create table w (id integer) partition by list (id); create table t partition of w for values in (1)",
        "create table w (id integer) partition by list (id); create table t (id integer); alter table w attach partition t for values in (1)",
    ),
    "detached": (
        "create table t (id integer)",
        "create table w (id integer) partition by list (id); create table t partition of w for values in (1); alter table w detach partition t",
    ),
    "the collation that a type has anyway": (
        "create table t (a name, b text)",
        'create table t (a name collate "C", b text collate "default")',
    ),
    "a query within a policy, after the table's name": (
        "create table t (id integer); create table s (id integer, t integer); create policy p on t using (id in (select s.id from s where s.t = t.id and s.t > 't.id'::text::integer))",
        "create table u (id integer); create table s (id integer, t integer); create policy p on u using (id in (select s.id from s where s.t = u.id and s.t > 't.id'::text::integer)); alter table u rename to t",
    ),
    "storage": (
        "create table t (id text)",
        "create unlogged table t (id text) with (fillfactor = 50); alter table t alter id set storage plain",
    ),
    "index storage": (
        "create table t (id text); create index i on t (id)",
        "create table t (id text); create index i on t (id) with (fillfactor = 50)",
    ),
}

# Differences that are easily overlooked.
DIFFERENCES = {
    "column order": ("create table t (a text, b text)", "create table t (b text, a text)"),
    "array": ("create table t (a text)", "create table t (a text[])"),
    "precision": ("create table t (a timestamp(3))", "create table t (a timestamp(6))"),
    "default and none": (
        "create table t (a text default null)",
        "create table t (a text default '')",
    ),
    "identity's kind": (
        "create table t (a integer generated always as identity)",
        "create table t (a integer generated by default as identity)",
    ),
    "identity's sequence": (
        "create table t (a integer generated always as identity)",
        "create table t (a integer generated always as identity (increment 2))",
    ),
    "serial and sequence": (
        "create table t (a serial)",
        "create sequence q; create table t (a integer not null default nextval('q'))",
    ),
    "unique index and constraint": (
        "create table t (a integer); create unique index i on t (a)",
        "create table t (a integer, constraint i unique (a))",
    ),
    "index's operator class": (
        "create table t (a text); create index i on t (a)",
        "create table t (a text); create index i on t (a text_pattern_ops)",
    ),
    "index's method": (
        "create table t (a text); create index i on t (a)",
        "create table t (a text); create index i on t using hash (a)",
    ),
    "key and included": (
        "create table t (a text, b text); create index i on t (a, b)",
        "create table t (a text, b text); create index i on t (a) include (b)",
    ),
    "deferrable": (
        "create table t (a text unique)",
        "create table t (a text unique deferrable)",
    ),
    "forced row security": (
        "create table t (a text); alter table t enable row level security",
        "create table t (a text); alter table t enable row level security, force row level security",
    ),
    "trigger that is off": (
        "create table t (a text); create trigger g before update on t for each row"
        " execute function suppress_redundant_updates_trigger()",
        "create table t (a text); create trigger g before update on t for each row"
        " execute function suppress_redundant_updates_trigger(); alter table t disable trigger g",
    ),
    "policy's roles": (
        "create table t (a text); create policy p on t using (true)",
        "create table t (a text); create policy p on t to pg_monitor using (true)",
    ),
}


def table_hash(db: Connection, name: str = "t") -> str | None:
    found: str | None = value(db, "select pggit.calculate_schema_hash(%s)", name)
    return found


def hashes(db: Connection, *scripts: str) -> list[str | None]:
    """The hash of t after each script, run by itself."""
    found = []
    for script in scripts:
        run(db, "savepoint script", script)
        found.append(table_hash(db))
        run(db, "rollback to savepoint script")
    return found


def test_it_is_the_same_everywhere(db: Connection) -> None:
    run(db, FULL)
    assert table_hash(db) == HASH_OF_FULL


@pytest.mark.parametrize("path", PATHS)
def test_equal_tables_have_equal_hashes(db: Connection, path: str) -> None:
    first, second = hashes(db, *PATHS[path])
    assert first == second


@pytest.mark.parametrize("difference", DIFFERENCES)
def test_different_tables_have_different_hashes(db: Connection, difference: str) -> None:
    first, second = hashes(db, *DIFFERENCES[difference])
    assert first != second


def test_name_schema_and_owner_do_not_count(db: Connection) -> None:
    run(db, FULL, "create schema s")
    run(
        db,
        "alter table t rename to u",
        "alter table u set schema s",
        "alter table s.u owner to pg_monitor",
    )
    assert table_hash(db, "s.u") == HASH_OF_FULL


@pytest.mark.parametrize("path", ["pg_catalog", "s, public", "public, pg_temp", "''"])
def test_the_search_path_does_not_count(db: Connection, path: str) -> None:
    run(
        db,
        FULL,
        "create schema s",
        "create table s.t (id integer)",
        f"set local search_path = {path}",
    )
    assert table_hash(db, "public.t") == HASH_OF_FULL


def test_altering_an_identity_columns_sequence_changes_it(db: Connection) -> None:
    run(db, "create table t (id integer generated always as identity)")
    before = table_hash(db)
    run(db, "alter table t alter id set increment 2")
    after = table_hash(db)
    run(db, "alter sequence t_id_seq increment 3")
    assert len({before, after, table_hash(db)}) == 3


@pytest.mark.parametrize("name", ["nothing", "a..b", "", None, "v", "s", "e", "f"])
def test_what_is_no_table_has_none(db: Connection, name: str | None) -> None:
    run(db, "create view v as select 1 as one", "create sequence s", "create type e as enum ('a')")
    run(db, "create function f() returns integer language sql as 'select 1'")
    assert value(db, "select pggit.calculate_schema_hash(%s)", name) is None


def test_a_table_without_columns_has_one(db: Connection) -> None:
    run(db, "create table t ()")
    assert len(table_hash(db) or "") == 64
