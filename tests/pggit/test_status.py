"""status: the live schema against a branch's head, and what pggit does not track."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, run

UNSUPPORTED = {
    "create collation c (locale = 'C')": ("collation", "public.c"),
    "create operator === (leftarg = integer, rightarg = integer, function = int4eq)": (
        "operator",
        "public.===(integer,integer)",
    ),
    "create foreign data wrapper w": ("foreign-data wrapper", "w"),
    "create text search dictionary d (template = simple)": (
        "text search dictionary",
        "public.d",
    ),
    "create text search configuration d (copy = simple)": (
        "text search configuration",
        "public.d",
    ),
    "create publication p": ("publication", "p"),
    "create type shell": ("type", "public.shell"),
    "create statistics s on id, n from t": ("statistics object", "public.s"),
    "create operator family f using btree": ("operator family", "public.f USING btree"),
    "create cast (integer as colour) with function to_colour(integer)": (
        "cast",
        "(integer AS public.colour)",
    ),
    "create foreign table f (id integer) server v": ("foreign table", "public.f"),
    "create server u foreign data wrapper x": ("server", "u"),
    "create user mapping for public server v": ("user mapping", "public on server v"),
    "create access method m type table handler heap_tableam_handler": ("access method", "m"),
    "create language l handler plpgsql_call_handler": ("language", "l"),
    "create transform for integer language sql (from sql with function prsd_lextype(internal))": (
        "transform",
        "for integer language sql",
    ),
    "create text search parser p (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype)": (
        "text search parser",
        "public.p",
    ),
    "create text search template p (lexize = dsimple_lexize)": (
        "text search template",
        "public.p",
    ),
    "create operator class c for type integer using hash family h as operator 1 =": (
        "operator class",
        "public.c USING hash",
    ),
    "alter default privileges grant select on tables to public": (
        "default acl",
        "for role postgres on tables",
    ),
    "create event trigger e on ddl_command_start execute function noted()": ("event trigger", "e"),
    "create subscription n connection '' publication p with (connect = false)": (
        "subscription",
        "n",
    ),
    "create conversion n for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8": (
        "conversion",
        "public.n",
    ),
}
BEFORE = [
    "create function noted() returns event_trigger language plpgsql as 'begin end'",
    "create type colour as enum ('red')",
    "create function to_colour(integer) returns colour language sql immutable as $$ select 'red'::colour $$",
    "create table t (id integer, n integer)",
]


def status(db: Connection, branch: str | None = None) -> list[tuple[str, str, str]]:
    return rows(db, "select * from pggit.status(%s)", branch)


def test_a_new_repository_has_the_schema_public_to_commit(db: Connection) -> None:
    assert status(db) == [("schema", "public", "added")]


def test_added_modified_dropped(db: Connection) -> None:
    run(db, "create table kept (id integer)", "create table t (id integer)")
    run(db, "create view v as select 1 as one", "select pggit.commit_changes('main')")
    assert status(db) == []
    run(db, "create table new (id integer)", "alter table t add column n integer", "drop view v")
    assert status(db) == [
        ("table", "public.new", "added"),
        ("view", "public.v", "dropped"),
        ("table", "public.t", "modified"),
    ]
    run(db, "select pggit.commit_changes('main')")
    assert status(db) == []


def test_a_change_that_is_taken_back_is_none(db: Connection) -> None:
    run(db, "create table t (id integer)", "select pggit.commit_changes('main')")
    run(db, "alter table t add column n integer", "alter table t drop column n")
    assert status(db) == []


def test_another_branch(db: Connection) -> None:
    run(db, "create table t (id integer)", "select pggit.commit_changes('side')")
    assert status(db, "side") == []
    assert ("table", "public.t", "added") in status(db, "main")
    run(db, "drop table t")
    assert status(db, "side") == [("table", "public.t", "dropped")]


def test_hostile_names(db: Connection) -> None:
    run(db, 'create schema "a table b"', 'create view "a table b"."view x" as select 1 as one')
    run(db, "create materialized view m as select 1 as one")
    found = status(db)
    assert ("schema", '"a table b"', "added") in found
    assert ("view", '"a table b"."view x"', "added") in found
    run(db, "select pggit.commit_changes('main')")
    assert status(db) == []


@pytest.mark.parametrize("statement", UNSUPPORTED)
def test_unsupported(db: Connection, statement: str) -> None:
    run(db, *BEFORE, "create foreign data wrapper x", "create server v foreign data wrapper x")
    run(db, "create operator family h using hash", "select pggit.commit_changes('main')")
    before = status(db)
    assert {change for _, _, change in before} == {"unsupported"}
    run(db, statement)
    ((kind, identity, change),) = set(status(db)) - set(before)
    identity = identity.replace(" on language ", " language ")  # as servers before 17 have it
    assert (kind, identity, change) == (*UNSUPPORTED[statement], "unsupported")


def test_temporary_and_extension_things_are_not_shown(db: Connection) -> None:
    run(db, "select pggit.commit_changes('main')", "create temp table t (id integer)")
    assert status(db) == []


def test_unknown_branch(db: Connection) -> None:
    assert error(db, "select * from pggit.status('nowhere')") == "42704"
    assert error(db, "select * from pggit.status('')") == "22023"
