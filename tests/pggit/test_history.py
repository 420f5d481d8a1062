"""get_history: what happened to an object."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import changes, error, run, value


def test_newest_first_with_all_that_there_is_to_know(db: Connection) -> None:
    run(
        db, "create role author", "grant create on schema public to author", "set local role author"
    )
    run(db, "create table t (id integer)", "alter table t add column name text")
    found = rows(
        db,
        "select version, change_type, severity, ddl, branch_name, changed_by from pggit.get_history('t')",
    )
    assert found == [
        ("1.1.0", "ALTER", "minor", "alter table t add column name text", "main", "author"),
        ("1.0.0", "CREATE", "major", "create table t (id integer)", "main", "author"),
    ]


def test_changed_at_is_the_wall_clock(db: Connection) -> None:
    run(db, "create table t (id integer)", "comment on table t is 'x'")
    query = "select count(distinct changed_at), bool_and(changed_at >= now()) from pggit.get_history('t')"
    assert rows(db, query) == [(2, True)]


def test_limit(db: Connection) -> None:
    run(db, "create table t (id integer)", "comment on table t is 'x'", "drop table t")
    for limit, expected in ((0, []), (1, ["DROP"]), (2, ["DROP", "COMMENT"])):
        found = rows(db, "select change_type from pggit.get_history('t', %s)", limit)
        assert [row[0] for row in found] == expected


def test_the_default_limit_is_100(db: Connection) -> None:
    run(db, "create table t (id integer)")
    run(
        db,
        "do $$ begin for i in 1..120 loop execute format('comment on table t is %L', i); end loop; end $$",
    )
    assert value(db, "select count(*) from pggit.get_history('t')") == 100


@pytest.mark.parametrize("limit", ["-1", "null"])
def test_invalid_limit(db: Connection, limit: str) -> None:
    assert error(db, f"select pggit.get_history('t', {limit})") == "22023"


@pytest.mark.parametrize("name", ["nothing", "a..b", "", '"', None])
def test_nothing_is_known_of_what_never_was(db: Connection, name: str | None) -> None:
    assert rows(db, "select * from pggit.get_history(%s)", name) == []


def test_history_goes_on_over_drop_and_create(db: Connection) -> None:
    run(db, "create table t (id integer)", "drop table t", "create table t (id integer)")
    assert changes(db, "t") == ["CREATE", "DROP", "CREATE"]


@pytest.mark.parametrize("name", ["t", "T", "public.t", '"public"."t"', " t "])
def test_a_dropped_object_is_named_like_a_live_one(db: Connection, name: str) -> None:
    run(db, "create table t (id integer)", "drop table t")
    assert changes(db, name) == ["CREATE", "DROP"]


@pytest.mark.parametrize(
    "quoted", ['"quo""te"', '"semi;--"', '"UPPER"', '"select"', '"a.b"', '"f()"']
)
def test_a_dropped_object_with_a_hostile_name(db: Connection, quoted: str) -> None:
    run(db, f"create table {quoted} (id integer)", f"drop table {quoted}")
    assert changes(db, quoted) == changes(db, f"public.{quoted}") == ["CREATE", "DROP"]


@pytest.mark.parametrize(
    "name", ["f(integer,pg_catalog.text)", "public.F(int, text)", '"f"(int4,"text")']
)
def test_a_dropped_routine(db: Connection, name: str) -> None:
    run(db, "create function f(integer, text) returns integer language sql as 'select 1'")
    run(db, "drop function f(integer, text)")
    assert changes(db, name) == ["CREATE", "DROP"]


def test_a_dropped_schema(db: Connection) -> None:
    run(db, "create schema s", "drop schema s")
    assert changes(db, "s") == ["CREATE", "DROP"]


def test_a_dropped_object_is_found_through_the_callers_search_path(db: Connection) -> None:
    run(db, "create schema s", "create table s.t (id integer)", "drop table s.t")
    assert changes(db, "t") == []
    run(db, "set local search_path = s, public")
    assert changes(db, "t") == ["CREATE", "DROP"]


def test_history_follows_a_renamed_object(db: Connection) -> None:
    run(db, "create table t (id integer)", "alter table t rename to u")
    assert changes(db, "u") == ["CREATE", "RENAME"]
    assert changes(db, "t") == []


def test_the_ddl_is_the_statement_as_sent(db: Connection) -> None:
    statement = "create  table t -- orders\n(id integer)"
    run(db, statement)
    assert value(db, "select ddl from pggit.get_history('t')") == statement
