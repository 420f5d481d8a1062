"""diff and diff_parts: what differs between two refs, with renames, and the same from either side."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, run, value

OPPOSITE = {"added": "dropped", "dropped": "added", "modified": "modified", "renamed": "renamed"}
DIFF = "select change, object_type, identity, from_identity from pggit.diff(%s, %s)"
PARTS = (
    "select identity, part, part_name, change, from_definition, to_definition"
    " from pggit.diff_parts(%s, %s)"
)
SCHEMA = [
    "create table t (id integer primary key, a text, b integer not null default 1)",
    "create table old (x integer, y integer)",
    "create type e as enum ('a', 'b', 'c')",
    "create type pair as (x integer, y text)",
    "create view v as select id from t",
    "create function f() returns integer language sql as 'select 1'",
    "create schema s",
    "create table s.inside (id integer)",
    "create sequence q",
]
# Statements, and what diff says of them.
CHANGES: dict[str, tuple[list[str], list[tuple[str | None, ...]]]] = {
    "added": (["create table n (id integer)"], [("added", "table", "public.n", None)]),
    "dropped": (["drop sequence q"], [("dropped", "sequence", "public.q", None)]),
    "modified": (["alter table t add c date"], [("modified", "table", "public.t", None)]),
    "renamed": (
        ["alter table old rename to new"],
        [("renamed", "table", "public.new", "public.old")],
    ),
    "renamed and modified": (
        ["alter table old rename to new", "alter table new add z integer"],
        [("renamed", "table", "public.new", "public.old")],
    ),
    "swapped": (
        [
            "alter table old rename to third",
            "alter table s.inside rename to old",
            "alter table s.old set schema public",
            "alter table third rename to inside",
            "alter table inside set schema s",
        ],
        [
            ("renamed", "table", "public.old", "s.inside"),
            ("renamed", "table", "s.inside", "public.old"),
        ],
    ),
    "the name goes to another": (
        ["alter table old rename to new", "create table old (other text)"],
        [
            ("renamed", "table", "public.new", "public.old"),
            ("added", "table", "public.old", None),
        ],
    ),
    "a schema": (
        ["alter schema s rename to r"],
        [("renamed", "schema", "r", "s"), ("renamed", "table", "r.inside", "s.inside")],
    ),
    "moved": (
        ["alter table old set schema s"],
        [("renamed", "table", "s.old", "public.old")],
    ),
    "a routine": (
        ["alter function f() rename to g"],
        [("renamed", "function", "public.g()", "public.f()")],
    ),
    "there and back": (["alter table old rename to new", "alter table new rename to old"], []),
    "nothing": ([], []),
}


def commit(db: Connection, branch: str, *statements: str) -> str:
    run(db, *statements)
    return str(value(db, "select pggit.commit_changes(%s)", branch))


@pytest.mark.parametrize("name", CHANGES)
def test_diff(db: Connection, name: str) -> None:
    statements, expected = CHANGES[name]
    first = commit(db, "main", *SCHEMA)
    run(db, *statements)
    live = rows(db, "select * from pggit.diff(null, 'WORKTREE')")
    second = commit(db, "feature")
    assert sorted(rows(db, DIFF, first, second)) == sorted(expected)
    assert rows(db, "select * from pggit.diff('main', 'feature')") == live
    # From a branch that is not live any more.
    run(db, "drop table t cascade")
    assert rows(db, "select * from pggit.diff(%s, 'feature')", first) == live


@pytest.mark.parametrize("name", CHANGES)
def test_the_other_way_round(db: Connection, name: str) -> None:
    first = commit(db, "main", *SCHEMA)
    second = commit(db, "feature", *CHANGES[name][0])
    query = "select object_type, identity, change, from_hash, to_hash, from_identity from pggit.diff(%s, %s)"
    turned = {
        (kind, old or identity, OPPOSITE[change], after, before, identity if old else None)
        for kind, identity, change, before, after, old in rows(db, query, first, second)
    }
    assert set(rows(db, query, second, first)) == turned
    parts = {
        (new_name or "", change, before, after)
        for _, _, new_name, change, before, after in rows(db, PARTS, first, second)
        if change != "renamed"
    }
    turned_parts = {
        (name or "", OPPOSITE[change], after, before)
        for _, _, name, change, before, after in rows(db, PARTS, second, first)
        if change != "renamed"
    }
    assert parts == turned_parts


def test_nothing_differs_from_itself(db: Connection) -> None:
    first = commit(db, "main", *SCHEMA)
    for ref in (first, "main", "WORKTREE", None):
        assert rows(db, "select * from pggit.diff(%s, %s)", ref, ref) == []
        assert rows(db, "select * from pggit.diff_parts(%s, %s)", ref, ref) == []


def test_show_is_the_diff_to_the_parent(db: Connection) -> None:
    first = commit(db, "main", *SCHEMA)
    second = commit(db, "main", "alter table old rename to new", "drop view v")
    shown = rows(db, "select * from pggit.show(%s)", second)
    assert shown == rows(db, "select * from pggit.diff(%s, %s)", first, second)
    assert len(shown) == 2


@pytest.mark.parametrize("function", ["diff", "diff_parts", "plan", "diff_sql"])
def test_refs_that_are_not_there(db: Connection, function: str) -> None:
    commit(db, "main", *SCHEMA)
    for arguments in ("'nothing', 'main'", "'main', 'nothing'", "'', null"):
        assert error(db, f"select * from pggit.{function}({arguments})") == "42704"
    run(db, "select pggit.create_tag('v1')")
    assert rows(db, f"select * from pggit.{function}('v1', 'WORKTREE')") == []


PART_CHANGES: list[tuple[str, tuple[str | None, ...]]] = [
    ("alter table t add c date", ("column", "c", "added", None, "c date")),
    ("alter table t drop a", ("column", "a", "dropped", "a text", None)),
    (
        "alter table t alter a type varchar(9)",
        ("column", "a", "modified", "a text", "a character varying(9)"),
    ),
    ("alter table t rename a to c", ("column", "c", "renamed", "a text", "c text")),
    (
        "alter table t alter b drop not null",
        ("column", "b", "modified", "b integer not null", "b integer"),
    ),
    ("alter table t alter b set default 2", ("default", "b", "modified", "1", "2")),
    ("alter table t alter b drop default", ("default", "b", "dropped", "1", None)),
    (
        "alter table t add constraint c check (b > 0)",
        ("constraint", "c", "added", None, "CHECK ((b > 0))"),
    ),
    (
        "create index i on t (a)",
        (
            "index",
            "i",
            "added",
            None,
            "create index i on public.t using btree (a pg_catalog.text_ops)",
        ),
    ),
    (
        "create policy p on t",
        ("policy", "p", "added", None, "create policy p on public.t for all to public"),
    ),
    ("comment on table t is 'one'", ("comment", None, "added", None, "one")),
    ("comment on column t.a is 'one'", ("comment", "column a", "added", None, "one")),
    ("alter table t enable row level security", ("row security", None, "added", None, "enabled")),
    ("alter type e add value 'z' before 'b'", ("label", "z", "added", None, "'z'")),
    ("alter type e rename value 'a' to 'z'", ("label", "z", "renamed", "'a'", "'z'")),
    ("alter type pair add attribute z date", ("attribute", "z", "added", None, "z date")),
    (
        "alter type pair rename attribute x to z",
        ("attribute", "z", "renamed", "x integer", "z integer"),
    ),
    (
        "create or replace function f() returns integer language sql as 'select 2'",
        ("body", None, "modified", "select 1", "select 2"),
    ),
    ("alter sequence q increment 5", ("increment", None, "modified", "1", "5")),
    (
        "drop sequence q",
        (
            None,
            None,
            "dropped",
            "create sequence public.q as bigint increment by 1 minvalue 1 maxvalue 9223372036854775807 start with 1 cache 1 no cycle",
            None,
        ),
    ),
    ("alter table old rename to new", (None, None, "renamed", "public.old", "public.new")),
    ("create domain d as text", (None, None, "added", None, "create domain public.d as text")),
]


@pytest.mark.parametrize(("statement", "part"), PART_CHANGES, ids=[c[0][:40] for c in PART_CHANGES])
def test_diff_parts(db: Connection, statement: str, part: tuple[str | None, ...]) -> None:
    commit(db, "main", *SCHEMA)
    run(db, statement)
    assert [row[1:] for row in rows(db, PARTS, "main", "WORKTREE")] == [part]


def test_the_order_of_columns_is_a_part(db: Connection) -> None:
    commit(db, "main", *SCHEMA)
    run(db, "alter table old drop x", "alter table old add x integer")
    assert [row[1:] for row in rows(db, PARTS, "main", "WORKTREE")] == [
        ("order", "columns", "modified", "x, y", "y, x")
    ]


def test_everybody_may_compare(db: Connection) -> None:
    commit(db, "main", *SCHEMA)
    run(
        db,
        "create role nobody_special",
        "create table more (id integer)",
        "set role nobody_special",
    )
    assert len(rows(db, DIFF, "main", "WORKTREE")) == 1
    assert len(rows(db, PARTS, "main", "WORKTREE")) == 1
    run(db, "reset role")
