"""show: what a commit changed."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, run, value

OBJECTS = [
    "create schema s",
    'create table "a b" (id integer)',
    'create table s."t.x\n" (id integer)',
    "create view v as select 1 as one",
    "create materialized view m as select 1 as one",
    "create function f(integer, text) returns integer language sql as 'select 1'",
    "create procedure p() language sql as ''",
    "create aggregate a(integer) (sfunc = int4pl, stype = integer)",
    "create sequence q",
    "create type e as enum ('x')",
]
CHANGES = [
    ("materialized view", "public.m"),
    ("aggregate", "public.a(integer)"),
    ("function", "public.f(integer,pg_catalog.text)"),
    ("procedure", "public.p()"),
    ("schema", "s"),
    ("sequence", "public.q"),
    ("table", 's."t.x\n"'),
    ("table", 'public."a b"'),
    ("type", "public.e"),
    ("view", "public.v"),
]


def commit(db: Connection, *statements: str, branch: str = "main") -> str:
    run(db, *statements)
    return str(value(db, "select pggit.commit_changes(%s)", branch))


def show(db: Connection, ref: str) -> list[tuple[object, ...]]:
    return rows(db, "select change, object_type, identity from pggit.show(%s)", ref)


def test_a_first_commit_added_everything(db: Connection) -> None:
    first = commit(db, "create table t (id integer)")
    assert show(db, first) == [("added", "schema", "public"), ("added", "table", "public.t")]


def test_every_kind_has_its_type_and_identity(db: Connection) -> None:
    commit(db)
    found = show(db, commit(db, *OBJECTS))
    assert [row[0] for row in found] == ["added"] * len(OBJECTS)
    assert sorted(row[1:] for row in found) == sorted(CHANGES)
    assert [row[2] for row in found] == sorted(str(row[2]) for row in found)


def test_added_modified_dropped(db: Connection) -> None:
    commit(db, *[f"create table t{number} (id integer)" for number in range(20)])
    found = commit(
        db, "create table u ()", "alter table t1 add column x text", "drop table t2, t3", "select"
    )
    assert show(db, found) == [
        ("modified", "table", "public.t1"),
        ("dropped", "table", "public.t2"),
        ("dropped", "table", "public.t3"),
        ("added", "table", "public.u"),
    ]


def test_the_hashes_are_those_of_the_definitions(db: Connection) -> None:
    current = "select definition_hash from pggit_internal.objects where identity = 'public.t'"
    first = commit(db, "create table t (id integer)")
    before = value(db, current)
    second = commit(db, "alter table t add column x text")
    after = value(db, current)
    third = commit(db, "drop table t")
    query = "select from_hash, to_hash from pggit.show(%s) where identity = 'public.t'"
    assert [rows(db, query, name) for name in (first, second, third)] == [
        [(None, before)],
        [(before, after)],
        [(after, None)],
    ]


def test_a_rename_is_shown_as_one(db: Connection) -> None:
    commit(db, "create table t (id integer)")
    second = commit(db, "alter table t rename to u")
    assert show(db, second) == [("renamed", "table", "public.u")]
    assert value(db, "select from_identity from pggit.show(%s)", second) == "public.t"


def test_a_commit_that_changed_nothing(db: Connection) -> None:
    commit(db, "create table t (id integer)")
    assert show(db, commit(db)) == []


def test_all_that_there_was_is_gone(db: Connection) -> None:
    commit(db)
    assert show(db, commit(db, "drop schema public")) == [("dropped", "schema", "public")]
    assert show(db, commit(db, "create schema public")) == [("added", "schema", "public")]


def test_the_parent_is_the_first_one_on_any_branch(db: Connection) -> None:
    commit(db, "create table t (id integer)")
    side = commit(db, "create table u (id integer)", branch="side")
    main = commit(db, "create table w (id integer)")
    assert show(db, side) == [("added", "table", "public.u")]
    assert show(db, main) == [("added", "table", "public.u"), ("added", "table", "public.w")]


def test_a_ref_is_an_id_a_tag_or_a_branch(db: Connection) -> None:
    first = commit(db)
    run(db, "select pggit.create_tag('v1')")
    second = commit(db, "create table t (id integer)", branch="side")
    assert show(db, "v1") == show(db, "main") == show(db, first)
    assert show(db, "side") == show(db, second) != show(db, first)


def test_a_branch_comes_before_a_tag_and_a_tag_before_an_id(db: Connection) -> None:
    commit(db)
    run(db, "create table t (id integer)", "select pggit.commit_changes('main', '', 'ambiguous-1')")
    run(db, "create table u (id integer)", "select pggit.commit_changes('ambiguous-2')")
    # As older versions let them be made.
    tag = "insert into pggit.tags (name, commit_hash, created_by) values (%s, %s, 'postgres')"
    rows(db, tag, "ambiguous-2", "ambiguous-1")
    assert show(db, "ambiguous-2") == [("added", "table", "public.u")]
    run(db, "select pggit.commit_changes('main', '', 'ambiguous-3')")
    rows(db, tag, "ambiguous-3", "ambiguous-1")
    assert show(db, "ambiguous-3") == [("added", "table", "public.t")]


@pytest.mark.parametrize(
    ("ref", "sqlstate"), [(None, "22023"), ("nothing", "42704"), ("", "42704"), ("main", "55000")]
)
def test_refuses(db: Connection, ref: str | None, sqlstate: str) -> None:
    assert error(db, "select * from pggit.show(%s)", ref) == sqlstate


def test_everybody_may_look(db: Connection) -> None:
    first = commit(db)
    run(db, "create role plain", "set local role plain")
    assert show(db, first) == [("added", "schema", "public")]


def test_it_reads_only_what_differs(db: Connection) -> None:
    commit(db, *[f"create table t{number} (id integer)" for number in range(300)])
    name = commit(db, "alter table t7 add column x text")
    looked_up = "select pg_stat_get_xact_numscans('pggit_internal.tree_nodes_pkey'::regclass)"
    # Plans that earlier tests of this session have left may read all nodes.
    run(db, "discard plans", "set local enable_seqscan = off")
    before = value(db, looked_up)
    assert len(show(db, name)) == 1
    # Of each tree the root, a node below it and a leaf.
    assert value(db, looked_up) - before == 2 * 3
