"""Data branches and many sessions: nothing is seen that should not be, and no write is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from tests.chaos.database import Answer, Database, ask, rows, together

LEVELS = ["read committed", "repeatable read", "serializable"]
CREATE = "select pggit.create_data_branch('t', 'main', 'dev')"


@pytest.fixture
def t(database: Database) -> Database:
    """A database with the table t of the rows (1, a), (2, b), (3, c)."""
    database.sql("create table t (id integer primary key, v text, n integer unique)")
    database.sql("insert into t values (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)")
    return database


@contextmanager
def session(database: Database, level: str) -> Iterator[psycopg.Connection]:
    """A transaction that has its snapshot already."""
    with database.connect() as connection:
        rows(connection, f"begin isolation level {level}")
        rows(connection, "select from t")
        yield connection


def shown(database: Database, relation: str) -> dict[int, str]:
    return dict(database.sql(f"select id, v from {relation}"))


def wait_until_it_waits(database: Database, connection: psycopg.Connection) -> None:
    """Until the session waits for a lock."""
    waits = "select cardinality(pg_blocking_pids(%s)) > 0"
    until = time.monotonic() + 10
    while not database.value(waits, connection.info.backend_pid):
        assert time.monotonic() < until


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "statement",
    [
        "update t set v = 'late'",
        "delete from t",
        "insert into t values (9, 'z')",
        "update t set id = 9 where id = 1",
    ],
)
def test_a_writer_whose_snapshot_is_older_than_the_branch(
    t: Database, level: str, statement: str
) -> None:
    before = shown(t, "t")
    with session(t, level) as writer:
        t.sql(CREATE)
        rows(writer, statement)
        rows(writer, "commit")
    assert shown(t, "t") != before
    assert shown(t, "t__dev") == before


@pytest.mark.parametrize("level", LEVELS)
def test_a_truncate_whose_snapshot_is_older_than_a_row(t: Database, level: str) -> None:
    t.sql(CREATE)
    with session(t, level) as writer:
        t.sql("update t set v = 'new' where id = 1")
        answer = ask(writer, "truncate t")
        assert answer.sqlstate == (None if level == "read committed" else "0A000")
        rows(writer, "rollback" if answer.sqlstate else "commit")
    assert shown(t, "t__dev") == {1: "a", 2: "b", 3: "c"}


@pytest.mark.parametrize("level", LEVELS)
def test_a_branch_waits_for_a_writer_in_flight(t: Database, level: str) -> None:
    with session(t, level) as writer, t.connect() as creator, ThreadPoolExecutor(1) as pool:
        rows(writer, "update t set v = 'flight' where id = 1")
        made = pool.submit(rows, creator, CREATE)
        wait_until_it_waits(t, creator)
        rows(writer, "update t set v = 'flight' where id = 2")
        rows(writer, "commit")
        made.result()
    assert shown(t, "t__dev") == {1: "flight", 2: "flight", 3: "c"}
    assert t.value("select count(*) from t__dev__base") == 0


@pytest.mark.parametrize("level", LEVELS)
def test_a_branch_of_a_branch_waits_for_a_writer_in_flight(t: Database, level: str) -> None:
    t.sql(CREATE)
    with session(t, level) as writer, t.connect() as creator, ThreadPoolExecutor(1) as pool:
        rows(writer, "update t__dev set v = 'flight' where id = 1")
        made = pool.submit(rows, creator, "select pggit.create_data_branch('t', 'dev', 'sub')")
        wait_until_it_waits(t, creator)
        rows(writer, "commit")
        made.result()
    t.sql("update t__dev set v = 'later'")
    assert shown(t, "t__sub") == {1: "flight", 2: "b", 3: "c"}


@pytest.mark.parametrize("level", LEVELS[1:])
def test_a_branch_made_after_the_snapshot_cannot_be_written(t: Database, level: str) -> None:
    with session(t, level) as writer:
        t.sql("update t set v = 'new' where id = 1")
        t.sql(CREATE)
        assert ask(writer, "update t__dev set v = 'x' where id = 1").sqlstate == "40001"
    assert shown(t, "t__dev")[1] == "new"


@pytest.mark.parametrize("level", LEVELS)
def test_no_update_of_a_branch_is_lost(t: Database, level: str) -> None:
    t.sql(CREATE)

    def work(worker: int) -> Sequence[Answer]:
        with t.connect(
            options=f"-c default_transaction_isolation={level.replace(' ', chr(92) + ' ')}"
        ) as connection:
            return [
                ask(connection, "update t__dev set n = n + 100 where id = 1") for _ in range(20)
            ]

    answers = together(work, 4)
    done = sum(answer.is_ok for answer in answers)
    assert {answer.sqlstate for answer in answers} <= {None, "40001"}
    assert t.value("select n from t__dev where id = 1") == 1 + 100 * done
    assert done > 0
    assert t.value("select n from t where id = 1") == 1


@pytest.mark.parametrize("level", LEVELS)
def test_a_unique_value_is_taken_once(t: Database, level: str) -> None:
    t.sql(CREATE)
    with session(t, level) as one, session(t, level) as two, ThreadPoolExecutor(1) as pool:
        rows(one, "insert into t__dev values (10, 'x', 77)")
        second = pool.submit(ask, two, "insert into t__dev values (11, 'y', 77)")
        wait_until_it_waits(t, two)
        rows(one, "commit")
        assert second.result().sqlstate == ("23505" if level == "read committed" else "40001")
    assert t.value("select count(*) from t__dev where n = 77") == 1


def test_creators_of_one_branch_get_the_same(t: Database) -> None:
    answers = together(lambda _: [t.ask(CREATE)], 4)
    assert [answer.value for answer in answers] == ["t__dev"] * 4
    assert t.sql("select * from pggit.fsck()") == []


def test_creators_of_one_name_from_two_sources(t: Database) -> None:
    t.sql("select pggit.create_data_branch('t', 'main', 'a')")
    t.sql("select pggit.create_data_branch('t', 'main', 'b')")
    answers = together(
        lambda n: [t.ask(f"select pggit.create_data_branch('t', '{'ab'[n]}', 'c')")], 2
    )
    assert sorted(answer.sqlstate or "" for answer in answers) == ["", "42710"]


def test_merges_and_writers_at_once(t: Database) -> None:
    t.sql(CREATE)

    def work(worker: int) -> Sequence[Answer]:
        if worker == 0:
            return [
                t.ask("select pggit.merge_data_branch('t', 'dev', 'main', 'theirs')")
                for _ in range(10)
            ]
        if worker == 1:
            return [
                t.ask("select pggit.merge_data_branch('t', 'main', 'dev', 'ours')")
                for _ in range(10)
            ]
        relation = "t" if worker == 2 else "t__dev"
        return [t.ask(f"insert into {relation} values ({worker * 100 + n})") for n in range(20)]

    answers = together(work, 4)
    assert {answer.sqlstate for answer in answers} <= {None, "40001"}
    t.sql("select pggit.merge_data_branch('t', 'dev', 'main')")
    t.sql("select pggit.merge_data_branch('t', 'main', 'dev')")
    assert shown(t, "t") == shown(t, "t__dev")
    inserted = sum(answer.is_ok for answer in answers if answer.asked.startswith("insert"))
    assert len(shown(t, "t")) == 3 + inserted
    assert t.sql("select * from pggit.fsck()") == []


def test_branches_come_and_go_under_writers(t: Database) -> None:
    def work(worker: int) -> Sequence[Answer]:
        if worker < 2:
            return [
                t.ask(f"select pggit.{call}")
                for _ in range(5)
                for call in (
                    f"create_data_branch('t', 'main', 'b{worker}')",
                    f"drop_data_branch('t', 'b{worker}')",
                )
            ]
        return [t.ask("update t set v = v || 'x'") for _ in range(30)]

    assert {answer.sqlstate for answer in together(work, 4)} == {None}
    assert t.sql("select * from pggit.fsck()") == []


@pytest.mark.parametrize("level", LEVELS)
def test_a_merge_whose_snapshot_is_old(t: Database, level: str) -> None:
    t.sql(CREATE)
    t.sql("update t set v = 'first'")
    with session(t, level) as merger:
        t.sql("update t set v = 'second' where id = 1")
        t.sql("insert into t values (9, 'new')")
        answer = ask(merger, "select pggit.merge_data_branch('t', 'main', 'dev')")
        assert answer.sqlstate is None
        rows(merger, "commit")
    expected = {1: "second", 2: "first", 3: "first", 9: "new"}
    if level != "read committed":
        assert shown(t, "t__dev") == {1: "first", 2: "first", 3: "first"}
        t.sql("select pggit.merge_data_branch('t', 'main', 'dev')")
    assert shown(t, "t__dev") == expected


@pytest.mark.parametrize("relation", ["t", "t__dev"])
@pytest.mark.parametrize("direction", ["'main', 'dev'", "'dev', 'main'"])
def test_a_merge_waits_for_writers_in_flight(t: Database, relation: str, direction: str) -> None:
    t.sql(CREATE)
    t.sql("update t set v = 'main' where id = 1")
    t.sql("update t__dev set v = 'dev' where id = 2")
    with session(t, LEVELS[0]) as writer, t.connect() as merger, ThreadPoolExecutor(1) as pool:
        rows(writer, f"update {relation} set v = 'flight' where id = 3")
        merged = pool.submit(ask, merger, f"select pggit.merge_data_branch('t', {direction})")
        wait_until_it_waits(t, merger)
        rows(writer, "commit")
        assert merged.result().is_ok
    t.sql("select pggit.merge_data_branch('t', 'dev', 'main')")
    t.sql("select pggit.merge_data_branch('t', 'main', 'dev')")
    assert shown(t, "t") == shown(t, "t__dev") == {1: "main", 2: "dev", 3: "flight"}


@pytest.mark.parametrize(
    "call",
    [
        "merge_data_branch('t', 'dev', 'main')",
        "create_data_branch('t', 'dev', 'sub')",
        "drop_data_branch('t', 'dev')",
    ],
)
def test_who_waits_for_a_branch_that_is_dropped_is_told(t: Database, call: str) -> None:
    t.sql(CREATE)
    with t.connect() as dropper, t.connect() as other, ThreadPoolExecutor(1) as pool:
        rows(dropper, "begin")
        rows(dropper, "select pggit.drop_data_branch('t', 'dev')")
        late = pool.submit(ask, other, f"select pggit.{call}")
        wait_until_it_waits(t, other)
        rows(dropper, "commit")
        assert late.result().sqlstate == "42704"
