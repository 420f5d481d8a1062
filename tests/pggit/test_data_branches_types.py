"""Data branches of tables of every shape: the branch takes and refuses what the table does."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, run, value

# Column definitions, and two values of the type.
TYPES = [
    ("integer[]", "'{1,null}'", "'{2}'"),
    ("pair", "row(1, 'x')", "row(1, null)"),
    ("mood", "'sad'", "'ok'"),
    ("positive", "1", "2"),
    ("json", """'{"a":  1}'""", """'{"a": 1}'"""),
    ("jsonb", """'{"a": 1}'""", "'null'"),
    ("numeric", "1.0", "1.00"),
    ("numeric(6, 2)", "1.005", "-3"),
    ("double precision", "'NaN'", "0.1::float8 + 0.2"),
    ("bytea", r"'\x00ff'", "''"),
    ("int4range", "'[1,5)'", "'empty'"),
    ("int4multirange", "'{[1,5)}'", "'{}'"),
    ('text collate "C"', "'a'", "repeat('long', 10000)"),
    ("varchar(3)", "'abc'", "''"),
    ("char(4)", "'a'", "'b'"),
    ("xml", "'<a/>'", "'<b/>'"),
    ("point", "'(1,2)'", "'(2,1)'"),
    ("interval", "'1 day'", "'24:00:00'"),
    ("timestamptz", "'2020-01-01 00:00+00'", "'infinity'"),
    ("tsvector", "'a b'", "'a'"),
    ("regclass", "'pg_class'", "'pg_proc'"),
    ("bit(3)", "'101'", "'111'"),
]


def branch(db: Connection, table: str = "t") -> None:
    rows(db, "select pggit.create_data_branch(%s, 'main', 'dev')", table)


@pytest.fixture
def typed(db: Connection) -> Connection:
    run(db, "create type pair as (a integer, b text)", "create type mood as enum ('sad', 'ok')")
    run(db, "create domain positive as integer not null check (value > 0)")
    return db


@pytest.mark.parametrize(("type_", "one", "two"), TYPES, ids=[type_ for type_, *_ in TYPES])
def test_a_column_of_any_type(typed: Connection, type_: str, one: str, two: str) -> None:
    run(typed, f"create table t (id integer primary key, v {type_})")
    run(typed, f"insert into t values (1, {one}), (2, {one}), (3, {one})")
    before = rows(typed, "select id, v::text from t order by id")
    branch(typed)
    run(typed, f"update t set v = {two} where id = 1", "delete from t where id = 2")
    assert rows(typed, "select id, v::text from t__dev order by id") == before
    run(typed, f"update t__dev set v = {two} where id = 3")
    run(typed, f"insert into t__dev values (4, {one})", "delete from t__dev where id = 1")
    diff = "select key ->> 'id', change from pggit.data_diff('t', 'main', 'dev')"
    assert rows(typed, diff) == [
        ("1", "deleted"), ("2", "inserted"), ("3", "updated"), ("4", "inserted")
    ]  # fmt: skip
    merge = "select inserted, updated, deleted, conflicts from pggit.merge_data_branch('t', 'dev', 'main', 'theirs')"
    assert rows(typed, merge) == [(1, 1, 1, 1)]
    run(typed, "select pggit.merge_data_branch('t', 'main', 'dev')")
    assert rows(typed, diff) == []
    assert rows(typed, "select id, v::text from t__dev order by id") == rows(
        typed, "select id, v::text from t order by id"
    )


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ('text collate "C"', ("'a'", "'b'")),
        (
            "uuid",
            ("'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
        ),
        ("mood", ("'sad'", "'ok'")),
        ("positive", ("1", "2")),
        ("integer[]", ("'{1}'", "'{}'")),
        ("int4range", ("'[1,2)'", "'empty'")),
        ("pair", ("row(1, 'a')", "row(2, null)::pair")),
        ("numeric", ("1.50", "'NaN'")),
        ("jsonb", ("'{}'", "'[]'")),
        ("char(3)", ("'a'", "'b'")),
    ],
)
def test_a_key_of_any_type(typed: Connection, key: str, values: tuple[str, str]) -> None:
    run(typed, f"create table t (k {key}, n integer, v text, primary key (n, k))")
    run(typed, *(f"insert into t values ({value_}, 1, 'x')" for value_ in values))
    branch(typed)
    run(
        typed,
        "update t__dev set v = 'y'",
        "update t set v = 'z'",
        f"delete from t__dev where k = {values[1]}",
    )
    assert sorted(rows(typed, "select v from t__dev"))[:1] == [("y",)]
    assert rows(typed, "select v from t") == [("z",), ("z",)]
    run(typed, "update t__dev set n = n + 1")
    assert value(typed, "select count(*) from pggit.data_diff('t', 'main', 'dev')") == 3


def test_generated_columns(db: Connection) -> None:
    run(
        db,
        "create table t (id integer primary key, n integer, twice integer generated always as (n * 2) stored)",
    )
    run(db, "insert into t values (1, 1), (2, 2)")
    branch(db)
    assert rows(db, "update t__dev set n = 5 where id = 1 returning twice") == [(10,)]
    assert rows(db, "insert into t__dev values (3, 7, default) returning twice") == [(14,)]
    run(db, "update t set n = 100")
    assert rows(db, "select id, twice from t__dev order by id") == [(1, 10), (2, 4), (3, 14)]
    assert error(db, "insert into t__dev values (4, 1, 1)") == "428C9"
    assert error(db, "update t__dev set twice = 1") == "428C9"
    run(
        db,
        "update t__dev set twice = default",
        "select pggit.merge_data_branch('t', 'dev', 'main', 'theirs')",
    )
    assert rows(db, "select id, twice from t order by id") == [(1, 10), (2, 200), (3, 14)]


def test_virtual_generated_columns(db: Connection, major: int) -> None:
    if major < 18:
        pytest.skip("since PostgreSQL 18")
    run(
        db,
        "create table t (id integer primary key, n integer, twice integer generated always as (n * 2) virtual)",
    )
    run(db, "insert into t values (1, 1), (2, 2)")
    branch(db)
    run(db, "update t set n = 100", "update t__dev set n = 5 where id = 1")
    assert rows(db, "select id, twice from t__dev order by id") == [(1, 10), (2, 4)]


def test_a_generated_column_of_a_function_that_needs_the_search_path(db: Connection) -> None:
    # What saves a row must not fail the table's writer.
    run(
        db,
        "create function plus(integer) returns integer language sql immutable as 'select $1 + 1'",
    )
    run(
        db,
        "create function two(integer) returns integer language sql immutable as 'select plus(plus($1))'",
    )
    run(
        db,
        "create table t (id integer primary key, n integer, m integer generated always as (two(n)) stored)",
    )
    run(db, "insert into t values (1, 1)")
    branch(db)
    run(db, "update t set n = 5", "insert into t values (2, 2)")
    assert rows(db, "select * from t__dev") == [(1, 1, 3)]


def test_identity_and_serial_columns_count_with_the_table(db: Connection) -> None:
    run(
        db,
        "create table t (id integer generated always as identity primary key, s serial, d integer generated by default as identity)",
    )
    branch(db)
    insert = "insert into {} default values returning id, s, d"
    assert rows(db, insert.format("t")) == [(1, 1, 1)]
    assert rows(db, insert.format("t__dev")) == [(2, 2, 2)]
    assert rows(db, insert.format("t")) == [(3, 3, 3)]
    assert error(db, "update t__dev set id = 7") == "428C9"
    run(db, "update t__dev set d = 7", "select pggit.merge_data_branch('t', 'dev', 'main')")
    assert rows(db, "select id, d from t order by id") == [(1, 1), (2, 7), (3, 3)]


def test_computed_values_of_a_branch_are_saved_for_its_branches(db: Connection) -> None:
    run(
        db,
        "create table t (id integer generated always as identity primary key, "
        "n integer default 1, twice integer generated always as (n * 2) stored)",
    )
    branch(db)
    run(
        db,
        "select pggit.create_data_branch('t', 'dev', 'sub')",
        "insert into t__dev default values",
    )
    assert rows(db, "select * from t__dev") == [(1, 1, 2)]
    assert rows(db, "select * from t__sub") == []


@pytest.mark.parametrize(
    ("statement", "sqlstate"),
    [
        ("insert into {} (id, u) values (1, 5)", "23505"),
        ("insert into {} (id, u) values (9, 2)", "23505"),
        ("insert into {} (id, u, w) values (9, null, 9), (10, null, 10)", None),
        ("insert into {} (id, w) values (9, null), (10, null)", "23505"),
        ("insert into {} (id, e) values (9, 'B')", "23505"),
        ("insert into {} (id, e, n) values (9, 'B', -1)", None),
        ("insert into {} (id, r) values (9, '[2,3)')", "23P01"),
        ("insert into {} (id, n) values (9, 1000)", "23514"),
        ("insert into {} (id, m) values (9, null)", "23502"),
        ("insert into {} (id) values (null)", "23502"),
        ("insert into {} (id, c) values (9, 'long')", "22001"),
        ("update {} set u = 2 where id = 1", "23505"),
        ("update {} set u = u where id = 1", None),
        ("update {} set id = 2 where id = 1", "23505"),
        ("update {} set id = 9 where id = 1", None),
        ("update {} set n = 1000", "23514"),
        ("delete from {} where id = 1", None),
    ],
)
def test_constraints_hold_on_a_branch(db: Connection, statement: str, sqlstate: str | None) -> None:
    run(
        db,
        "create table t (id integer primary key, u integer unique, w integer, e text, r int4range, "
        "n integer default 1 check (n < 1000), m integer not null default 0, c varchar(3), "
        "unique nulls not distinct (w, c), exclude using gist (r with &&))",
    )
    run(db, "create unique index on t (lower(e)) where n > 0")
    run(db, "insert into t values (1, 1, 1, 'a', '[1,5)'), (2, 2, 2, 'b', '[5,9)')")
    branch(db)
    for relation in ("t", "t__dev"):
        run(db, "savepoint before")
        assert error(db, statement.format(relation)) == sqlstate, relation
        run(db, "rollback to before")


def test_a_unique_value_can_go_to_another_row(db: Connection) -> None:
    run(db, "create table t (id integer primary key, u integer constraint u_is_unique unique)")
    run(db, "insert into t values (1, 1), (2, 2)")
    branch(db)
    run(
        db,
        "delete from t__dev where id = 1",
        "update t__dev set u = 1 where id = 2",
        "insert into t__dev values (3, 2)",
    )
    run(db, "select pggit.merge_data_branch('t', 'dev', 'main')")
    assert rows(db, "select * from t order by id") == [(2, 1), (3, 2)]


def test_rows_that_break_a_check_that_is_not_valid(db: Connection) -> None:
    run(
        db,
        "create table t (id integer primary key, n integer)",
        "insert into t values (1, -1), (2, -2)",
    )
    run(db, "alter table t add check (n > 0) not valid")
    branch(db)
    run(db, "delete from t where id = 1", "delete from t__dev where id = 2")
    assert rows(db, "select * from t__dev") == [(1, -1)]
    assert error(db, "update t__dev set n = -3") == "23514"


def test_a_nondeterministic_collation(db: Connection) -> None:
    if not rows(db, "select from pg_collation where collprovider = 'i'"):
        pytest.skip("a server built without ICU")
    run(
        db,
        "create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    )
    run(db, "create table t (k text collate nocase primary key, v text collate nocase unique)")
    run(db, "insert into t values ('A', 'One')")
    branch(db)
    assert error(db, "insert into t__dev values ('a', 'two')") == "23505"
    assert error(db, "insert into t__dev values ('b', 'ONE')") == "23505"
    run(db, "update t__dev set k = 'a'")
    assert rows(db, "select k, v from t__dev where k = 'A'") == [("a", "One")]
    run(db, "select pggit.merge_data_branch('t', 'dev', 'main')")
    assert rows(db, "select k from t") == [("a",)]


@pytest.mark.parametrize(
    ("columns", "sqlstate"),
    [
        ("primary key (id, r without overlaps)", "0A000"),
        ("primary key (id), unique (id, r without overlaps)", None),
        ("primary key (id), constraint c check (upper(r) > 5) not enforced", None),
    ],
)
def test_constraints_of_postgresql_18(
    db: Connection, major: int, columns: str, sqlstate: str | None
) -> None:
    if major < 18:
        pytest.skip("since PostgreSQL 18")
    run(db, f"create table t (id int4range, r int4range, {columns})")
    assert error(db, "select pggit.create_data_branch('t', 'main', 'dev')") == sqlstate
    if sqlstate is None:
        branch(db)
        run(db, "insert into t__dev values ('[1,2)', '[1,3)')")


def test_a_not_null_that_is_not_valid(db: Connection, major: int) -> None:
    if major < 18:
        pytest.skip("since PostgreSQL 18")
    run(db, "create table t (id integer primary key, n integer)")
    run(db, "alter table t add constraint nn not null n not valid")
    assert error(db, "select pggit.create_data_branch('t', 'main', 'dev')") == "0A000"
