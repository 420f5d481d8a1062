"""Partitions and inheritance: a change of the parent changes the children, too."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.pggit.reading import changes, error, recorded, run, value, version

PARTITIONED = """
    create table p (id integer, name text) partition by range (id);
    create table c partition of p for values from (0) to (10) partition by list (name);
    create table cc partition of c for values in ('a')
"""
INHERITED = "create table p (id integer, name text); create table c () inherits (p); create table cc () inherits (c)"

# Changes of p that its children inherit.
CHANGES = [
    "alter table p add column more text",
    "alter table p drop column note",
    "alter table p rename column note to remark",
    "alter table p alter column note type varchar(20)",
    "alter table p alter column note set not null",
    "alter table p add constraint positive check (id > 0)",
    "alter table p drop constraint small",
    "alter table p rename constraint small to little",
]
CHANGES_OF_PARTITIONED = [
    "create index on p (id)",
    "drop index by_id",
    "create unique index on p (id, name)",
    "alter table p add constraint once unique (id, name)",
    "create trigger touch after update on p for each row execute function f()",
    "drop trigger guard on p",
    "alter trigger guard on p rename to warden",
    "alter table p disable trigger guard",
    "alter table p add foreign key (id) references u",
    "alter table p alter column name set default 'a'",
]
MORE = "alter table p add column note text; alter table p add constraint small check (id < 100)"
MORE_OF_PARTITIONED = """
    create table u (id integer primary key);
    create function f() returns trigger language plpgsql as 'begin return new; end';
    create index by_id on p (id, name);
    create trigger guard after update on p for each row execute function f()
"""


def test_a_partitioned_table_and_its_partitions_are_tables(db: Connection) -> None:
    run(db, PARTITIONED)
    assert recorded(db) == {"table public.p", "table public.c", "table public.cc"}
    assert [changes(db, name) for name in ("p", "c", "cc")] == [["CREATE"]] * 3


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("made", [PARTITIONED, INHERITED], ids=["partitions", "children"])
def test_children_follow_their_parent(db: Connection, made: str, change: str) -> None:
    run(db, made, MORE)
    before = {name: changes(db, name) for name in ("p", "c", "cc")}
    run(db, change)
    kind = "RENAME" if "rename column" in change else "ALTER"
    for name, old in before.items():
        assert changes(db, name) == [*old, kind], name


@pytest.mark.parametrize("change", CHANGES_OF_PARTITIONED)
def test_partitions_follow_their_parent(db: Connection, change: str) -> None:
    run(db, PARTITIONED, MORE, MORE_OF_PARTITIONED)
    before = {name: changes(db, name) for name in ("p", "c", "cc")}
    run(db, change)
    for name, old in before.items():
        assert changes(db, name) == [*old, "ALTER"], name


@pytest.mark.parametrize("change", ["alter table p rename to q", "alter table p set schema s"])
def test_children_mention_their_parent(db: Connection, change: str) -> None:
    run(db, "create schema s", PARTITIONED, change)
    assert changes(db, "c") == ["CREATE", "ALTER"]
    assert changes(db, "cc") == ["CREATE"]


def test_attach(db: Connection) -> None:
    run(db, PARTITIONED, "create index on p (id)", "create table n (id integer, name text)")
    run(db, "alter table p attach partition n for values from (10) to (20)")
    assert changes(db, "n") == ["CREATE", "ALTER"]
    assert changes(db, "p") == ["CREATE", "ALTER"]


def test_detach(db: Connection) -> None:
    run(db, PARTITIONED)
    run(db, "alter table p detach partition c")
    assert changes(db, "c") == ["CREATE", "ALTER"]
    assert version(db, "c") == "1.1.0"


def test_detach_of_one_of_several(db: Connection) -> None:
    run(db, PARTITIONED, "create table d partition of p for values from (10) to (20)")
    run(db, "alter table p detach partition d")
    assert changes(db, "d") == ["CREATE", "ALTER"]
    assert changes(db, "c") == ["CREATE"]


def test_inherit_and_no_inherit(db: Connection) -> None:
    run(db, "create table p (id integer)", "create table c (id integer)")
    run(db, "alter table c inherit p", "alter table c no inherit p")
    assert changes(db, "c") == ["CREATE", "ALTER", "ALTER"]
    assert changes(db, "p") == ["CREATE"]


def test_dropping_a_partition_leaves_the_parent_as_it_is(db: Connection) -> None:
    run(db, PARTITIONED, "drop table c")
    assert recorded(db) == {"table public.p"}
    assert changes(db, "p") == ["CREATE"]


def test_another_partition_changes_no_table_that_refers_to_its_parent(db: Connection) -> None:
    run(db, "create table p (id integer primary key) partition by range (id)")
    run(db, "create table o (id integer references p)")
    before = value(db, "select pggit.calculate_schema_hash('o')")
    run(db, "create table c partition of p for values from (0) to (10)")
    assert value(db, "select pggit.calculate_schema_hash('o')") == before


def test_only_the_parent(db: Connection) -> None:
    run(db, INHERITED, "alter table only p alter column id set default 1")
    assert changes(db, "c") == ["CREATE"]


def test_a_temporary_child_is_not_tracked(db: Connection) -> None:
    run(db, "create table p (id integer)", "create temporary table c () inherits (p)")
    run(db, "alter table p add column note text")
    assert recorded(db) == {"table public.p"}
    assert error(db, "alter table c drop column note") == "42P16"
