"""Another name or schema: the object keeps its history, and all that mention the name are recorded anew."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.pggit.reading import changes, recorded, run, value, version

# What is renamed: how it is made, the rename, and its new name.
RENAMES = {
    "schema": ("create schema s", "alter schema s rename to new", "new"),
    "table": ("create table o (id integer)", "alter table o rename to new", "new"),
    "view": ("create view o as select 1 as one", "alter view o rename to new", "new"),
    "view as table": ("create view o as select 1 as one", "alter table o rename to new", "new"),
    "materialized view": (
        "create materialized view o as select 1 as one",
        "alter materialized view o rename to new",
        "new",
    ),
    "function": (
        "create function o(integer) returns integer language sql as 'select 1'",
        "alter function o rename to new",
        "new(integer)",
    ),
    "procedure": (
        "create procedure o() language sql as 'select 1'",
        "alter routine o rename to new",
        "new()",
    ),
    "aggregate": (
        "create aggregate o(integer) (sfunc = int4pl, stype = integer)",
        "alter aggregate o(integer) rename to new",
        "new(integer)",
    ),
    "sequence": ("create sequence o", "alter sequence o rename to new", "new"),
    "enum": ("create type o as enum ('a')", "alter type o rename to new", "new"),
    "composite type": ("create type o as (x integer)", "alter type o rename to new", "new"),
    "domain": ("create domain o as integer", "alter domain o rename to new", "new"),
    "range": ("create type o as range (subtype = integer)", "alter type o rename to new", "new"),
}

# What mentions the table t (id, name), its schema s, the type e ('a') or the function f().
MENTIONS = """
    create schema s;
    create type s.e as enum ('a');
    create function s.f() returns trigger language plpgsql as 'begin return new; end';
    create table s.t (id integer primary key, name text, mood s.e default 'a');
    create table child (id integer references s.t, moods s.e[]);
    create table heir () inherits (s.t);
    create table typed (t s.t, ts s.t[]);
    create view v as select id, name from s.t;
    create materialized view m as select * from v;
    create function g(s.e) returns bigint begin atomic select count(*) from s.t; end;
    create function g(s.e, s.t) returns integer language sql as 'select 1';
    create function g(integer, s.e[]) returns integer language sql as 'select 2';
    create domain d as s.e;
    create type c as (mood s.e);
    create trigger touch before update on child for each row execute function s.f()
"""


@pytest.mark.parametrize("kind", RENAMES)
def test_rename(db: Connection, kind: str) -> None:
    create, rename, name = RENAMES[kind]
    run(db, create, rename)
    assert (version(db, name), changes(db, name)) == ("2.0.0", ["CREATE", "RENAME"])


@pytest.mark.parametrize("kind", [kind for kind in RENAMES if kind != "schema"])
def test_move_to_another_schema(db: Connection, kind: str) -> None:
    create, rename, name = RENAMES[kind]
    run(db, create, "create schema s", rename.replace("rename to new", "set schema s"))
    name = "s.o" + name.removeprefix("new")
    assert (version(db, name), changes(db, name)) == ("2.0.0", ["CREATE", "RENAME"])


@pytest.mark.parametrize(
    ("create", "rename"),
    [
        ("create table o (x integer)", "alter table o rename column x to y"),
        (
            "create table o (x integer primary key check (x > 0))",
            "alter table o rename column x to y",
        ),
        (
            "create table o (x integer, z integer generated always as (x * 2) stored)",
            "alter table o rename column x to y",
        ),
        (
            "create table o (x integer); create policy p on o using (x > 0)",
            "alter table o rename column x to y",
        ),
        ("create table o (x integer) partition by list (x)", "alter table o rename column x to y"),
        ("create view o as select 1 as x", "alter view o rename column x to y"),
        ("create type o as (x integer)", "alter type o rename attribute x to y"),
        ("create type o as enum ('x')", "alter type o rename value 'x' to 'y'"),
    ],
)
def test_rename_of_a_part(db: Connection, create: str, rename: str) -> None:
    run(db, create)
    before = changes(db, "o")
    run(db, rename)
    assert changes(db, "o") == [*before, "RENAME"]


def test_a_column_in_anothers_place_is_no_rename(db: Connection) -> None:
    run(db, "create table o (x integer)", "alter table o drop column x, add column y integer")
    assert changes(db, "o") == ["CREATE", "ALTER"]


@pytest.mark.parametrize(
    "rename",
    [
        "alter table s.t rename to other",
        "alter table s.t set schema public",
        "alter table s.t rename column id to number",
        "alter table s.t rename column name to title",
        "alter type s.e rename to other",
        "alter type s.e set schema public",
        "alter type s.e rename value 'a' to 'b'",
        "alter function s.f() rename to other",
        "alter view v rename to other",
        "alter view v rename column name to title",
        "alter schema s rename to other",
    ],
)
def test_all_that_mention_it_are_recorded_anew(db: Connection, rename: str) -> None:
    run(db, MENTIONS)
    count = len(recorded(db))
    run(db, rename)  # the fixture compares the record with the catalog
    assert len(recorded(db)) == count
    twice = "select count(*) from pggit_internal.history where change_type = 'CREATE' and identity <> 'public'"
    assert value(db, twice) == count


def test_overloads_keep_their_histories_when_their_type_is_renamed(db: Connection) -> None:
    run(db, MENTIONS)
    run(db, "comment on function g(s.e) is 'counts'", "comment on function g(s.e, s.t) is 'one'")
    run(db, "comment on function g(s.e, s.t) is 'two'", "alter type s.e rename to other")
    assert changes(db, "g(s.other)") == ["CREATE", "COMMENT", "RENAME"]
    assert changes(db, "g(s.other, s.t)") == ["CREATE", "COMMENT", "COMMENT", "RENAME"]
    assert changes(db, "g(integer, s.other[])") == ["CREATE", "RENAME"]


def test_a_renamed_schema_takes_along_what_it_holds(db: Connection) -> None:
    run(
        db,
        "create schema s",
        "create table s.t (id serial primary key)",
        "create view s.v as table s.t",
    )
    run(db, "create function s.f(s.t) returns integer language sql as 'select 1'")
    run(db, "alter schema s rename to n")
    assert recorded(db) == {
        "schema n",
        "table n.t",
        "sequence n.t_id_seq",
        "view n.v",
        "function n.f(n.t)",
    }
    assert [changes(db, name)[-1] for name in ("n", "n.t", "n.v", "n.f(n.t)")] == ["RENAME"] * 4


def test_twins_keep_their_histories_when_their_schema_is_renamed(db: Connection) -> None:
    run(db, "create schema s", "create table s.a (id integer)", "create table s.b (id integer)")
    run(db, "comment on table s.a is 'x'", "comment on table s.a is null")
    run(db, "alter schema s rename to n")
    assert changes(db, "n.a") == ["CREATE", "COMMENT", "COMMENT", "RENAME"]
    assert changes(db, "n.b") == ["CREATE", "RENAME"]


def test_a_moved_table_takes_its_sequence_along(db: Connection) -> None:
    run(
        db,
        "create table t (id serial primary key)",
        "create schema s",
        "alter table t set schema s",
    )
    assert recorded(db) == {"schema s", "table s.t", "sequence s.t_id_seq"}
    assert changes(db, "s.t_id_seq") == ["CREATE", "RENAME"]


def test_two_tables_swap_names(db: Connection) -> None:
    run(db, "create table a (id integer)", "create table b (id integer, x text)")
    run(db, "alter table a rename to c", "alter table b rename to a", "alter table c rename to b")
    assert changes(db, "a") == ["CREATE", "RENAME"]
    assert changes(db, "b") == ["CREATE", "RENAME", "RENAME"]


@pytest.mark.parametrize(
    ("create", "rename"),
    [
        ("alter table o add constraint c check (x > 0)", "alter table o rename constraint c to d"),
        ("create index i on o (x)", "alter index i rename to j"),
        ("create policy p on o using (true)", "alter policy p on o rename to q"),
        (
            "create trigger t before update on o for each row"
            " execute function suppress_redundant_updates_trigger()",
            "alter trigger t on o rename to u",
        ),
    ],
)
def test_another_name_of_a_part_of_a_table_changes_the_table(
    db: Connection, create: str, rename: str
) -> None:
    run(db, "create table o (x integer)", create, rename)
    assert changes(db, "o") == ["CREATE", "ALTER", "ALTER"]
