"""Diff and merge of data branches."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from tests.chaos.database import ask, rows
from tests.pggit.reading import error, findings, run

Rows = dict[int, str]


@pytest.fixture
def t(db: Connection) -> Connection:
    """A table t with the rows (1, a) to (4, d), and its branch dev."""
    run(db, "create table t (id integer primary key, v text)")
    run(db, "insert into t values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')")
    run(db, "select pggit.create_data_branch('t', 'main', 'dev')")
    return db


def shown(db: Connection, relation: str) -> Rows:
    return dict(rows(db, f"select id, v from {relation}"))


def diff(db: Connection, source: str, target: str) -> list[tuple[Any, ...]]:
    query = "select (key ->> 'id')::integer, change, from_row ->> 'v', to_row ->> 'v' from pggit.data_diff('t', %s, %s)"
    return rows(db, query, source, target)


def merge(db: Connection, source: str, target: str, strategy: str = "fail") -> tuple[Any, ...]:
    (counts,) = rows(
        db, "select * from pggit.merge_data_branch('t', %s, %s, %s)", source, target, strategy
    )
    return counts


def test_diff(t: Connection) -> None:
    run(
        t,
        "update t__dev set v = 'x' where id = 1",
        "delete from t__dev where id = 2",
        "insert into t__dev values (5, 'e')",
    )
    run(t, "update t set v = 'y' where id = 3", "update t set v = 'x' where id = 1")
    assert diff(t, "main", "dev") == [
        (2, "deleted", "b", None), (3, "updated", "y", "c"), (5, "inserted", None, "e")
    ]  # fmt: skip
    assert diff(t, "dev", "main") == [
        (2, "inserted", None, "b"), (3, "updated", "c", "y"), (5, "deleted", "e", None)
    ]  # fmt: skip
    assert diff(t, "main", "main") == diff(t, "dev", "dev") == []


def test_a_diff_costs_what_changed(t: Connection) -> None:
    run(t, "insert into t select i, 'v' from generate_series(10, 20000) as i", "analyze t")
    run(
        t,
        "select pggit.create_data_branch('t', 'main', 'late')",
        "update t__late set v = 'x' where id = 1",
    )
    run(t, "select pg_stat_force_next_flush()")
    scanned = "select pg_stat_get_xact_tuples_returned('t'::regclass)"
    (before,) = rows(t, scanned)[0]
    assert len(diff(t, "main", "late")) == 1
    assert merge(t, "late", "main") == (0, 1, 0, 0)
    assert rows(t, scanned)[0][0] - before < 100


def test_a_null_is_not_a_missing_row(t: Connection) -> None:
    run(t, "update t__dev set v = null where id = 1", "delete from t__dev where id = 2")
    assert diff(t, "main", "dev") == [(1, "updated", "a", None), (2, "deleted", "b", None)]


def test_merge_brings_what_the_source_changed(t: Connection) -> None:
    run(
        t,
        "update t__dev set v = 'x' where id = 1",
        "delete from t__dev where id = 2",
        "insert into t__dev values (5, 'e')",
    )
    run(t, "update t set v = 'y' where id = 3", "insert into t values (6, 'f')")
    assert merge(t, "dev", "main") == (1, 1, 1, 0)
    assert shown(t, "t") == {1: "x", 3: "y", 4: "d", 5: "e", 6: "f"}
    assert shown(t, "t__dev") == {1: "x", 3: "c", 4: "d", 5: "e"}
    assert merge(t, "main", "dev") == (1, 1, 0, 0)
    assert shown(t, "t__dev") == shown(t, "t")
    assert merge(t, "main", "dev") == merge(t, "dev", "main") == (0, 0, 0, 0)
    assert findings(t) == []


def test_the_same_change_on_both_sides_is_no_conflict(t: Connection) -> None:
    for relation in ("t", "t__dev"):
        run(
            t, f"update {relation} set v = 'x' where id = 1", f"delete from {relation} where id = 2"
        )
        run(t, f"insert into {relation} values (5, 'e')")
    assert merge(t, "dev", "main") == (0, 0, 0, 0)


CONFLICTS = [
    ("update {} set v = 'm' where id = 1", "update {} set v = 'd' where id = 1"),
    ("delete from {} where id = 1", "update {} set v = 'd' where id = 1"),
    ("update {} set v = 'm' where id = 1", "delete from {} where id = 1"),
    ("insert into {} values (1, 'm')", "insert into {} values (1, 'd')"),
]


@pytest.mark.parametrize("towards", ["dev to main", "main to dev"])
@pytest.mark.parametrize(("on_main", "on_dev"), CONFLICTS)
def test_conflicts(t: Connection, on_main: str, on_dev: str, towards: str) -> None:
    if on_main.startswith("insert"):
        run(t, "delete from t where id = 1", "select pggit.drop_data_branch('t', 'dev')")
        run(t, "select pggit.create_data_branch('t', 'main', 'dev')")
    run(t, on_main.format("t"), on_dev.format("t__dev"), "insert into t__dev values (7, 'g')")
    source, target = towards.split(" to ")
    relations = {"main": "t", "dev": "t__dev"}
    before = shown(t, "t"), shown(t, "t__dev")
    run(t, "savepoint before")
    failed = ask(t, f"select pggit.merge_data_branch('t', '{source}', '{target}')")
    assert failed.sqlstate == "VC001"
    assert '{"id": 1}' in failed.message
    run(t, "rollback to before")
    assert (shown(t, "t"), shown(t, "t__dev")) == before
    taken = shown(t, relations[source]).get(1)
    kept = shown(t, relations[target]).get(1)
    assert merge(t, source, target, "ours")[3] == 1
    assert shown(t, relations[target]).get(1) == kept
    run(t, "rollback to before")
    assert merge(t, source, target, "theirs")[3] == 1
    assert shown(t, relations[target]).get(1) == taken
    assert findings(t) == []


@pytest.mark.parametrize("strategy", ["ours", "theirs"])
def test_a_conflict_that_was_decided_does_not_come_again(t: Connection, strategy: str) -> None:
    run(t, "update t set v = 'm'", "update t__dev set v = 'z'")
    assert merge(t, "dev", "main", strategy)[3] == 4
    run(t, "update t__dev set v = 'new' where id = 1")
    if strategy == "theirs":
        assert merge(t, "dev", "main") == (0, 1, 0, 0)
    else:
        assert merge(t, "main", "dev", "ours")[3] == 1
        assert shown(t, "t__dev") == {1: "new", 2: "m", 3: "m", 4: "m"}


def test_foreign_keys_hold_after_a_merge_or_it_fails_whole(db: Connection) -> None:
    run(db, "create table t (id integer primary key, v integer references t)")
    run(
        db,
        "insert into t values (1, null), (2, 1)",
        "select pggit.create_data_branch('t', 'main', 'dev')",
    )
    run(
        db,
        "insert into t__dev values (4, 3), (3, 2)",
        "update t__dev set v = 4 where id = 2",
        "delete from t__dev where id = 1",
    )
    assert merge(db, "dev", "main") == (2, 1, 1, 0)
    run(db, "delete from t__dev where id = 3", "insert into t__dev values (9, null)")
    assert error(db, "select pggit.merge_data_branch('t', 'dev', 'main')") == "23503"
    assert sorted(shown(db, "t")) == [2, 3, 4]


def test_siblings_and_grandchildren(t: Connection) -> None:
    run(
        t,
        "update t__dev set v = 'dev' where id = 1",
        "select pggit.create_data_branch('t', 'main', 'other')",
    )
    run(
        t,
        "select pggit.create_data_branch('t', 'dev', 'sub')",
        "update t__sub set v = 'sub' where id = 2",
    )
    run(t, "update t__other set v = 'other' where id = 3", "update t set v = 'main'")
    assert merge(t, "sub", "other") == (0, 2, 0, 0)
    assert shown(t, "t__other") == {1: "dev", 2: "sub", 3: "other", 4: "d"}
    assert merge(t, "other", "dev") == (0, 2, 0, 0)
    assert shown(t, "t__dev") == {1: "dev", 2: "sub", 3: "other", 4: "d"}
    assert merge(t, "sub", "main", "theirs") == (0, 2, 0, 2)
    assert shown(t, "t") == {1: "dev", 2: "sub", 3: "main", 4: "main"}
    assert shown(t, "t__sub") == {1: "dev", 2: "sub", 3: "c", 4: "d"}
