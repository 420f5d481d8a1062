"""What is gone, and what lost a part by it."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.pggit.reading import changes, recorded, run, version

# A part of table o, and the statement that takes it away.
PARTS = {
    "column": ("alter table o add column y integer", "alter table o drop column y"),
    "index": ("create index i on o (x)", "drop index i"),
    "constraint": (
        "alter table o add constraint c check (x > 0)",
        "alter table o drop constraint c",
    ),
    "trigger": (
        "create trigger t before update on o for each row"
        " execute function suppress_redundant_updates_trigger()",
        "drop trigger t on o",
    ),
    "policy": ("create policy p on o using (true)", "drop policy p on o"),
    "default": ("alter table o alter x set default 1", "alter table o alter x drop default"),
}

# Something that o or d depends on, how it does so, and the statement that cuts it with CASCADE.
CASCADES = {
    "column's type": (
        "create type e as enum ('a'); create table o (x integer, y e)",
        "drop type e cascade",
    ),
    "default's sequence": (
        "create sequence q; create table o (x integer default nextval('q'))",
        "drop sequence q cascade",
    ),
    "trigger's function": (
        "create function f() returns trigger language plpgsql as 'begin return new; end';"
        " create table o (x integer);"
        " create trigger t before update on o for each row execute function f()",
        "drop function f cascade",
    ),
    "check's function": (
        "create function f(integer) returns boolean language sql as 'select true';"
        " create table o (x integer check (f(x)))",
        "drop function f cascade",
    ),
    "index's function": (
        "create function f(integer) returns integer immutable language sql as 'select 1';"
        " create table o (x integer); create index on o (f(x))",
        "drop function f cascade",
    ),
    "policy's table": (
        "create table u (x integer); create table o (x integer);"
        " create policy p on o using (x in (select u.x from u))",
        "drop table u cascade",
    ),
    "foreign key's table": (
        "create table u (x integer primary key); create table o (x integer references u)",
        "drop table u cascade",
    ),
    "foreign key's key": (
        "create table u (x integer primary key); create table o (x integer references u)",
        "alter table u drop constraint u_pkey cascade",
    ),
    "parent": (
        "create table u (x integer); create table o () inherits (u)",
        "alter table u drop column x cascade",
    ),
    "attribute's type": (
        "create domain e as text; create type o as (x integer, y e)",
        "drop type e cascade",
    ),
    "domain's function": (
        "create function f(integer) returns boolean language sql as 'select true';"
        " create domain o as integer check (f(value))",
        "drop function f cascade",
    ),
}


@pytest.mark.parametrize("part", PARTS)
def test_dropping_a_part_changes_the_table(db: Connection, part: str) -> None:
    create, drop = PARTS[part]
    run(db, "create table o (x integer)", create, drop)
    assert changes(db, "o") == ["CREATE", "ALTER", "ALTER"]


@pytest.mark.parametrize("cut", CASCADES)
def test_cascade_that_takes_a_part_changes_what_lost_it(db: Connection, cut: str) -> None:
    create, drop = CASCADES[cut]
    run(db, create)
    before = changes(db, "o")
    run(db, drop)
    assert changes(db, "o") == [*before, "ALTER"]


def test_dropping_several_columns_is_one_change(db: Connection) -> None:
    run(db, "create table o (a integer, b integer, c integer)")
    run(db, "alter table o drop column a, drop column b, add column d integer")
    assert changes(db, "o") == ["CREATE", "ALTER"]


def test_dropping_a_table_takes_its_sequence_along(db: Connection) -> None:
    run(db, "create table o (id serial primary key)", "drop table o")
    assert recorded(db) == set()
    assert changes(db, "o_id_seq") == ["CREATE", "DROP"]


def test_cascade_drops_what_depends(db: Connection) -> None:
    run(
        db,
        "create table o (x integer)",
        "create view v as table o",
        "create materialized view m as table v",
    )
    run(db, "drop table o cascade")
    assert recorded(db) == set()
    assert changes(db, "m") == ["CREATE", "DROP"]


def test_dropping_a_schema_drops_all_that_it_holds(db: Connection) -> None:
    run(
        db,
        "create schema s",
        "create table s.o (id serial primary key)",
        "create type s.e as enum ('a')",
    )
    run(db, "create function s.f(s.e) returns integer language sql as 'select 1'")
    run(db, "create table o (id integer references s.o, e s.e)")
    run(db, "drop schema s cascade")
    assert recorded(db) == {"table public.o"}
    assert changes(db, "s.f(s.e)") == ["CREATE", "DROP"]
    assert changes(db, "o") == ["CREATE", "ALTER"]


def test_dropping_several_at_once(db: Connection) -> None:
    run(db, "create table a (id integer)", "create table b (id integer)", "drop table a, b")
    assert [changes(db, name) for name in "ab"] == [["CREATE", "DROP"]] * 2


def test_drop_owned(db: Connection) -> None:
    run(db, "create role plain", "grant create on schema public to plain", "set local role plain")
    run(db, "create table o (id integer)", "reset role", "drop owned by plain")
    assert changes(db, "o") == ["CREATE", "DROP"]


def test_a_dropped_index_of_a_materialized_view_changes_the_view(db: Connection) -> None:
    run(
        db,
        "create materialized view m as select 1 as one",
        "create index i on m (one)",
        "drop index i",
    )
    assert changes(db, "m") == ["CREATE", "ALTER", "ALTER"]


def test_the_index_of_the_same_name_in_another_schema_stays(db: Connection) -> None:
    run(db, "create schema s", "create table o (x integer)", "create table s.o (x integer)")
    run(db, "create index i on o (x)", "create index i on s.o (x)", "drop index s.i")
    assert changes(db, "s.o") == ["CREATE", "ALTER", "ALTER"]
    assert version(db, "o") == "1.1.0"
