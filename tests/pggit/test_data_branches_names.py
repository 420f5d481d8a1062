"""Data branches of tables and columns with any name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from scripts import install
from tests.chaos.database import rows
from tests.pggit.reading import findings, run, value

NAMES = [
    'quo"te', "semi;--", "UPPER", "select", "a", "new", "old", "own", "base", "deleted", "r", "k",
    "unicode é 名", "x" * 63, "%s %1$s %I", "it's", "$body$", "v_row", "b\\s", "by", "new_rows",
]  # fmt: skip


def test_columns_of_any_name(db: Connection) -> None:
    columns = [SQL("{} integer").format(Identifier(name)) for name in NAMES]
    keys = SQL(", ").join(Identifier(name) for name in NAMES[:3])
    db.execute(SQL("create table t ({}, primary key ({}))").format(SQL(", ").join(columns), keys))
    db.execute(SQL("create unique index on t ({})").format(Identifier("v_row")))
    zeros = ", ".join("0" for _ in NAMES)
    run(
        db, f"insert into t values ({zeros})", "select pggit.create_data_branch('t', 'main', 'dev')"
    )
    for number, name in enumerate(NAMES, start=1):
        column = SQL("{}").format(Identifier(name)).as_string(db)
        db.execute(f"update t__dev set {column} = {number}".encode())
    run(
        db,
        "delete from t",
        "select pggit.create_data_branch('t', 'dev', 'sub')",
        "update t__dev set by = 0",
    )
    assert rows(db, "select * from t__sub") == [tuple(range(1, len(NAMES) + 1))]
    assert rows(db, "select change from pggit.data_diff('t', 'main', 'sub')") == [("inserted",)]
    run(db, "select pggit.merge_data_branch('t', 'sub', 'main')")
    assert rows(db, "select * from t") == rows(db, "select * from t__sub")
    assert findings(db) == []


SYSTEM_COLUMNS = {"tableoid", "xmin", "xmax", "cmin", "cmax", "ctid"}


def words_of_the_code() -> list[str]:
    """Every word of sql/data: aliases, variables, columns and keywords among them."""
    files = sorted(Path(install.pggit_folder(), "data").glob("*.sql"))
    words = {word for file in files for word in re.findall(r"[a-z_][a-z0-9_]*", file.read_text())}
    return sorted(word for word in words - SYSTEM_COLUMNS if len(word) < 64)


def go_through_everything(db: Connection, table: str, columns: list[str], keys: list[str]) -> None:
    """Branch a table of these columns, write on both sides, compare, merge both ways, drop."""
    quoted = {name: '"{}"'.format(name.replace('"', '""')) for name in columns}
    typed = ", ".join(f"{name} integer not null default 0" for name in quoted.values())
    key = ", ".join(quoted[name] for name in keys)
    last = next(name for name in reversed(columns) if name not in keys)
    run(db, f"create table {table} ({typed}, primary key ({key}))")
    for row in range(3):
        run(db, f"insert into {table} ({quoted[keys[0]]}) values ({row})")
    run(db, f"select pggit.create_data_branch('{table}', 'main', 'dev')")
    run(db, f"select pggit.create_data_branch('{table}', 'dev', 'sub')")
    all_one = ", ".join(f"{name} = 1" for other, name in quoted.items() if other not in keys)
    first = quoted[keys[0]]
    run(db, f"update {table}__sub set {all_one} where {first} = 0", f"delete from {table}__sub where {first} = 1")
    run(db, f"insert into {table}__sub ({first}) values (7)", f"update {table} set {quoted[last]} = 2 where {first} = 2")
    changes = [key["%s" % keys[0]] for key, in rows(db, f"select key from pggit.data_diff('{table}', 'main', 'sub')")]
    assert sorted(changes) == [0, 1, 2, 7]
    counts = [(1, 1, 1, 0)]
    assert rows(db, f"select * from pggit.merge_data_branch('{table}', 'sub', 'dev')") == counts
    assert rows(db, f"select * from pggit.merge_data_branch('{table}', 'dev', 'main')") == counts
    assert rows(db, f"select * from pggit.merge_data_branch('{table}', 'main', 'dev')") == [(0, 1, 0, 0)]
    assert rows(db, f"select key from pggit.data_diff('{table}', 'main', 'dev')") == []
    run(db, f"alter table {table} add column more integer") if "more" not in columns else None
    assert findings(db) == []
    run(db, f"select pggit.drop_data_branch('{table}', 'sub')", f"select pggit.drop_data_branch('{table}', 'dev')")


def test_no_word_of_the_code_is_taken_for_a_column(db: Connection) -> None:
    words = words_of_the_code()
    assert {"k", "t", "own", "v_row", "tg_op", "key", "source_row"} <= set(words)
    go_through_everything(db, "wide", ["id", *(word for word in words if word != "id")], ["id"])


@pytest.mark.parametrize("part", range(8))
def test_no_word_of_the_code_is_taken_for_a_key(db: Connection, part: int) -> None:
    words = [word for word in (*words_of_the_code(), *NAMES) if word not in ("id", "value")]
    for start in range(part * 32, len(words), 8 * 32):  # a key has 32 columns at most
        keys = words[start : start + 32]
        go_through_everything(db, f"keyed_{start}", [*keys, "id", "value"], keys)


@pytest.mark.parametrize("name", NAMES)
def test_tables_and_schemas_of_any_name(db: Connection, name: str) -> None:
    table = SQL("{}.{}").format(Identifier(name), Identifier(name)).as_string(db)
    db.execute(SQL("create schema {}").format(Identifier(name)))
    db.execute(f"create table {table} (id integer primary key, v text)".encode())
    db.execute(f"insert into {table} values (1, 'a')".encode())
    relation = value(db, "select pggit.create_data_branch(%s, 'main', 'dev')", table)
    db.execute(f"update {relation} set v = 'b'".encode())
    db.execute(f"update {table} set v = 'c'".encode())
    assert rows(db, f"select * from {relation}") == [(1, "b")]
    diff = rows(
        db, "select from_row ->> 'v', to_row ->> 'v' from pggit.data_diff(%s, 'main', 'dev')", table
    )
    assert diff == [("c", "b")]
    rows(db, "select pggit.drop_data_branch(%s, 'dev')", table)
    assert findings(db) == []


@pytest.mark.parametrize(
    "name", ["feature/x-1", 'quo"te', "it's;--", "UPPER", "名", "x" * 255, "a%sb", "select"]
)
def test_branches_of_any_name(db: Connection, name: str) -> None:
    run(db, "create table t (id integer primary key)", "insert into t values (1)")
    relation = value(db, "select pggit.create_data_branch('t', 'main', %s)", name)
    assert value(db, f"select count(*) from {relation}") == 1
    assert value(db, "select pggit.create_data_branch('t', 'main', %s)", name) == relation
    rows(db, "select pggit.drop_data_branch('t', %s)", name)


def test_two_branches_never_share_a_relation(db: Connection) -> None:
    long = "x" * 60
    run(db, "create table a (id integer primary key)", "create table a__b (id integer primary key)")
    run(db, "create table a__taken (id integer)", "create type a__type as enum ()")
    names = [
        "b__c",
        "b",
        "b__own",
        "own",
        "f/x",
        "f-x",
        "F-x",
        f"{long}1",
        f"{long}2",
        "taken",
        "type",
    ]
    relations = {
        value(db, "select pggit.create_data_branch('a', 'main', %s)", name) for name in names
    }
    relations |= {
        value(db, "select pggit.create_data_branch('a__b', 'main', %s)", name)
        for name in ("c", "own")
    }
    assert len(relations) == len(names) + 2
    for number, relation in enumerate(sorted(relations)):
        run(db, f"insert into {relation} values ({number})")
    assert sorted(value(db, f"select id from {relation}") for relation in relations) == [
        *range(len(relations))
    ]
    assert "a__b__c" in relations


def test_a_hostile_schema_on_the_path_changes_nothing(db: Connection) -> None:
    run(
        db,
        "create table public.t (id integer primary key, v text)",
        "insert into public.t values (1, 'a')",
    )
    run(
        db,
        "create schema hostile",
        "create function hostile.equal(integer, integer) returns boolean language sql as 'select false'",
        "create operator hostile.= (leftarg = integer, rightarg = integer, function = hostile.equal)",
        "create table hostile.t__dev__own (id integer)",
        "create function hostile.current_schemas(boolean) returns name[] language sql as 'select null::name[]'",
        "create function hostile.t__dev__read() returns integer language sql as 'select 1'",
        "set local search_path = hostile, pg_catalog, public",
        "select pggit.create_data_branch('t', 'main', 'dev')",
        "update public.t__dev set v = 'b'",
        "update public.t set v = 'c'",
    )
    assert rows(db, "select * from public.t__dev") == [(1, "b")]
    assert value(db, "select count(*) from pggit.data_diff('t', 'main', 'dev')") == 1
    assert (
        value(db, "select conflicts from pggit.merge_data_branch('t', 'dev', 'main', 'theirs')")
        == 1
    )
    run(db, "select pggit.drop_data_branch('t', 'dev')")
