"""Trinity IDs, the version of an object, and version arithmetic."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, run, value, version

QUOTED = ['quo"te', "semi;--", "UPPER", "select", "ünï", "a.b", "with space", "a", "x" * 63, "(b)"]


def test_trinity_id_has_a_time_a_number_and_random_digits(db: Connection) -> None:
    found = value(db, "select pggit.generate_trinity_id()")
    assert re.fullmatch(r"\d{20}-[0-9a-z]{6}-[0-9a-f]{8}", found)


def test_trinity_ids_time_is_the_wall_clock_in_utc(db: Connection) -> None:
    run(db, "set local timezone = 'Asia/Tokyo'", "select pg_sleep(0.01)")
    started = value(db, "select now()")
    text = value(db, "select left(pggit.generate_trinity_id(), 20)")
    taken = datetime.strptime(text, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
    assert timedelta(milliseconds=10) <= taken - started < timedelta(minutes=1)


def test_trinity_ids_differ_within_a_statement(db: Connection) -> None:
    query = "select count(distinct pggit.generate_trinity_id()) from generate_series(1, 1000)"
    assert value(db, query) == 1000


def test_trinity_ids_random_digits_cannot_be_foretold(db: Connection) -> None:
    seeded = "select setseed(0.5), right(pggit.generate_trinity_id(), 8)"
    assert rows(db, seeded)[0][1] != rows(db, seeded)[0][1]


def test_trinity_ids_do_not_repeat_when_the_clock_stands_still_or_jumps_back(
    db: Connection,
) -> None:
    generate = "pggit.generate_trinity_id()"
    source = value(db, "select pg_get_functiondef(%s::regprocedure)", generate)
    assert "clock_timestamp()" in source
    run(db, source.replace("clock_timestamp()", "timestamptz '2026-01-31 10:00+00'"))
    draw = f"select {generate} from generate_series(1, 1000)"
    first = {row[0] for row in rows(db, draw)}
    run(db, "savepoint s")
    lost = {row[0] for row in rows(db, draw)}
    run(db, "rollback to savepoint s")
    again = {row[0] for row in rows(db, draw)}
    assert {found[:20] for found in first | lost | again} == {"20260131100000000000"}
    # By the number alone; the random digits are for the day when it starts again.
    assert len({found[21:27] for found in first | lost | again}) == 3000
    assert len({found[28:] for found in first | lost | again}) > 2990


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("major", (2, 0, 0, "2.0.0")),
        ("minor", (1, 5, 0, "1.5.0")),
        ("patch", (1, 4, 3, "1.4.3")),
        ("MaJoR", (2, 0, 0, "2.0.0")),
    ],
)
def test_increment(db: Connection, kind: str, expected: tuple[int, int, int, str]) -> None:
    assert rows(db, "select * from pggit.increment_version(1, 4, 2, %s)", kind) == [expected]


@pytest.mark.parametrize(
    ("arguments", "sqlstate"),
    [
        ("-1, 0, 0, 'major'", "22023"),
        ("1, null, 0, 'major'", "22023"),
        ("1, 0, 0, 'huge'", "22023"),
        ("1, 0, 0, null", "22023"),
        ("2147483647, 0, 0, 'major'", "22003"),
        ("0, 2147483647, 0, 'minor'", "22003"),
        ("0, 0, 2147483647, 'patch'", "22003"),
        ("2147483647, 2147483647, 0, 'patch'", None),
    ],
)
def test_increment_refuses_what_is_no_version(
    db: Connection, arguments: str, sqlstate: str | None
) -> None:
    assert error(db, f"select pggit.increment_version({arguments})") == sqlstate


def test_a_new_object_has_version_one(db: Connection) -> None:
    run(db, "create table t (id integer)")
    assert rows(db, "select * from pggit.get_version('t')") == [(1, 0, 0, "1.0.0")]


@pytest.mark.parametrize("name", ["nothing", "no.thing", "", " ", "a..b", '"open', "a.b.c.d", None])
def test_an_unknown_object_has_no_version(db: Connection, name: str | None) -> None:
    assert rows(db, "select * from pggit.get_version(%s)", name) == []


@pytest.mark.parametrize("name", ["pg_class", "pggit.commits", "information_schema.tables"])
def test_an_untracked_object_has_no_version(db: Connection, name: str) -> None:
    assert version(db, name) is None


@pytest.mark.parametrize("name", ["t", "T", "public.t", "PUBLIC.T", '"t"', '"public"."t"', " t "])
def test_a_name_is_written_as_in_sql(db: Connection, name: str) -> None:
    run(db, "create table t (id integer)")
    assert version(db, name) == "1.0.0"


@pytest.mark.parametrize("name", QUOTED)
def test_a_hostile_name_is_just_a_name(db: Connection, name: str) -> None:
    quoted = value(db, "select quote_ident(%s)", name)
    run(db, f"create schema {quoted}", f"create table {quoted}.{quoted} (id integer)")
    assert version(db, f"{quoted}.{quoted}") == "1.0.0"
    assert version(db, quoted) == "1.0.0"  # the schema
    run(db, f"alter table {quoted}.{quoted} add column {quoted} integer")
    assert version(db, f"{quoted}.{quoted}") == "1.1.0"


@pytest.mark.parametrize("letter", ["x", "ü"])
def test_a_name_of_over_63_bytes_is_cut_as_postgresql_cuts_it(db: Connection, letter: str) -> None:
    run(db, f"create table {letter * 70} (id integer)")
    assert version(db, letter * 70) == "1.0.0"


def test_a_bare_name_is_found_through_the_callers_search_path(db: Connection) -> None:
    run(db, "create schema s", "create table s.t (id integer)", "create table t (id integer)")
    run(db, "alter table s.t add column more text")
    assert version(db, "t") == "1.0.0"
    run(db, "set local search_path = s, public")
    assert version(db, "t") == "1.1.0"
    run(db, "set local search_path = pg_catalog")
    assert version(db, "t") is None


def test_a_temporary_table_hides_the_tracked_one(db: Connection) -> None:
    run(db, "create table t (id integer)", "create temporary table t (id integer)")
    assert version(db, "t") is None
    assert version(db, "public.t") == "1.0.0"


@pytest.mark.parametrize("name", ["f(integer)", "public.f(integer)", '"f"(integer)'])
def test_a_routine_is_named_with_its_argument_types(db: Connection, name: str) -> None:
    run(db, "create function f() returns integer language sql as 'select 1'")
    run(db, "create function f(integer) returns integer language sql as 'select 1'")
    run(db, "create or replace function f(integer) returns integer language sql as 'select 2'")
    assert version(db, name) == "1.0.1"
    assert version(db, "f()") == "1.0.0"


@pytest.mark.parametrize(
    "name",
    [
        "f(int, varchar, timestamptz)",
        "f( int4,character varying , timestamp  with time zone)",
        "f(integer,pg_catalog.varchar,timestamp with time zone)",
    ],
)
def test_argument_types_are_written_as_in_sql(db: Connection, name: str) -> None:
    run(
        db,
        "create function f(integer, varchar, timestamptz) returns integer language sql as 'select 1'",
        "create function f(integer, varchar) returns integer language sql as 'select 1'",
        "comment on function f(integer, varchar, timestamptz) is 'x'",
    )
    assert version(db, name) == "1.0.1"


def test_argument_types_are_found_through_the_callers_search_path(db: Connection) -> None:
    for schema in ("one", '"the, other"'):
        run(db, f"create schema {schema}", f"create type {schema}.mood as enum ('ok')")
        run(db, f"create function f({schema}.mood) returns integer language sql as 'select 1'")
    run(db, "comment on function f(\"the, other\".mood) is 'x'")
    assert version(db, "f(mood)") is None
    run(db, "set local search_path = one, public")
    assert version(db, "f(mood)") == "1.0.0"
    run(db, 'set local search_path = "the, other", public')
    assert version(db, "f(mood)") == "1.0.1"
    assert version(db, "f(one.mood)") == "1.0.0"
    assert value(db, "show search_path") == '"the, other", public'


@pytest.mark.parametrize(
    "arguments",
    [
        "int,",
        ",",
        "nothing",
        "a b c",
        "setof int",
        "int; select",
        "1",
        '"',
        "%",
        "a.b.c.d",
        "int[",
        "--",
    ],
)
def test_what_is_no_type_names_no_routine(db: Connection, arguments: str) -> None:
    run(db, "create function f(integer) returns integer language sql as 'select 1'")
    assert version(db, f"f({arguments})") is None
    assert rows(db, "select * from pggit.get_history(%s)", f"f({arguments})") == []


def test_a_recreated_object_continues_with_the_next_major(db: Connection) -> None:
    run(db, "create table t (id integer)", "alter table t add column more text", "drop table t")
    assert version(db, "t") is None
    run(db, "create table t (id integer)")
    assert version(db, "t") == "2.0.0"


def test_a_name_that_was_renamed_away_does_not_go_back(db: Connection) -> None:
    run(db, "create table t (id integer)", "alter table t alter id set not null")
    run(db, "alter table t rename to old", "create table t (id integer)")
    assert version(db, "t") == "3.0.0"


def test_a_table_put_in_anothers_place_does_not_go_back(db: Connection) -> None:
    run(db, "create table t (id integer)", "alter table t alter id set not null")
    run(db, "create table new (id integer)", "alter table t rename to old")
    run(db, "alter table new rename to t")
    assert version(db, "t") == "3.0.0"


def test_a_name_that_becomes_another_kind_does_not_go_back(db: Connection) -> None:
    run(db, "create view t as select 1 as one", "drop view t", "create table t (id integer)")
    assert version(db, "t") == "2.0.0"
