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


def names_of_the_code() -> list[str]:
    """What sql/data calls its relations, columns and variables, and what its functions begin with."""
    pattern = r"\bas ([a-z_]\w*)|\b([vp]_\w+|tg_\w+)|\b([a-z]\w*)\.[%a-z]|([a-z_]\w*) as \("
    files = Path(install.pggit_folder(), "data").glob("*.sql")
    found = (re.findall(pattern, file.read_text()) for file in files)
    return sorted({name for matches in found for match in matches for name in match if name})


def go_through_everything(db: Connection, table: str, keys: list[str], others: list[str]) -> None:
    """Branch a table of these columns, write on both sides, compare, merge both ways, drop."""
    key, other = (
        ['"{}"'.format(name.replace('"', '""')) for name in names] for names in (keys, others)
    )
    typed = ", ".join(f"{name} integer" for name in key + other)
    zeros = ", 0" * (len(key) - 1)
    run(db, f"create table {table} ({typed}, primary key ({', '.join(key)}))")
    for row in range(3):
        run(db, f"insert into {table} ({', '.join(key)}) values ({row}{zeros})")
    run(db, f"select pggit.create_data_branch('{table}', 'main', 'dev')")
    run(db, f"select pggit.create_data_branch('{table}', 'dev', 'sub')")
    run(
        db,
        f"update {table}__sub set {', '.join(f'{name} = 1' for name in other)} where {key[0]} = 0",
        f"delete from {table}__sub where {key[0]} = 1",
        f"insert into {table}__sub ({', '.join(key)}) values (7{zeros})",
        f"update {table} set {other[-1]} = 2 where {key[0]} = 2",
    )
    diff = f"select key -> %s from pggit.data_diff('{table}', 'main', %s)"
    assert sorted(rows(db, diff, keys[0], "sub")) == [(0,), (1,), (2,), (7,)]
    merge = f"select * from pggit.merge_data_branch('{table}', %s, %s)"
    assert rows(db, merge, "sub", "dev") == [(1, 1, 1, 0)]
    assert rows(db, merge, "dev", "main") == [(1, 1, 1, 0)]
    assert rows(db, merge, "main", "dev") == [(0, 1, 0, 0)]
    assert rows(db, diff, keys[0], "dev") == []
    run(db, f"alter table {table} add column more integer default 1")
    assert rows(db, f"select distinct more from {table}__sub") == [(1,)]
    assert findings(db) == []
    for branch in ("sub", "dev"):
        run(db, f"select pggit.drop_data_branch('{table}', '{branch}')")


def test_no_name_of_the_code_is_taken_for_a_column(db: Connection) -> None:
    names = names_of_the_code()
    assert {"k", "t", "own", "v_row", "tg_op", "key", "source_row"} <= set(names)
    go_through_everything(db, "wide", ["id"], [name for name in names if name != "id"])


@pytest.mark.parametrize("part", range(8))
def test_no_name_of_the_code_is_taken_for_a_key(db: Connection, part: int) -> None:
    keys = list(dict.fromkeys([*NAMES, *names_of_the_code()]))[part::8]
    assert len(keys) <= 32  # that a key can have
    go_through_everything(db, "keyed", keys, ["the rest"])


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
