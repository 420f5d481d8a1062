"""Sessions whose steps are run in a given order."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from scripts import binaries
from scripts.cluster import Cluster
from tests.chaos import interleave
from tests.chaos.database import Database
from tests.chaos.interleave import Record, Sessions

LOCK = ["begin", "lock table t", "commit"]


@pytest.fixture(scope="module")
def database(server: binaries.Server) -> Iterator[Database]:
    with Cluster(server) as cluster:
        made = Database(cluster.conninfo("postgres"))
        made.sql("create table t (v bigint); create table u ()")
        yield made


@pytest.fixture
def three(database: Database) -> Iterator[Sessions]:
    with interleave.sessions(database, 3) as sessions:
        yield sessions


def told(records: list[Record]) -> list[tuple[int, str, str | None, set[int]]]:
    return [
        (each.session, each.answer.asked, each.answer.sqlstate, set(each.waited_for))
        for each in records
    ]


def test_all_orders() -> None:
    assert interleave.orders([1, 1]) == [(0, 1), (1, 0)]
    assert [len(interleave.orders(steps)) for steps in ([2, 2], [3, 3], [2, 2, 2])] == [6, 20, 90]
    assert len(set(interleave.orders([3, 3]))) == 20
    assert interleave.orders([0, 2]) == [(1, 1)]


def test_a_step_waits_until_it_is_free_and_what_is_due_follows(three: Sessions) -> None:
    records = three.run([LOCK, LOCK, LOCK], (0, 0, 1, 1, 2, 1, 2, 0, 2))
    # Whose lock is free at last may have it before the one who freed it knows that.
    assert sorted(told(records)) == [
        (0, "begin", None, set()),
        (0, "commit", None, set()),
        (0, "lock table t", None, set()),
        (1, "begin", None, set()),
        (1, "commit", None, set()),
        (1, "lock table t", None, {0}),
        (2, "begin", None, set()),
        (2, "commit", None, set()),
        (2, "lock table t", None, {0, 1}),
    ]
    assert all(each.start < each.end for each in records)
    assert [each.end for each in records] == sorted(each.end for each in records)
    (waiting,) = [each for each in records if each.session == 1 and each.waited_for]
    (freeing,) = [each for each in records if each.session == 0 and each.answer.asked == "commit"]
    assert waiting.start < freeing.start < waiting.end


def test_a_deadlock_ends_with_an_error_for_one(database: Database) -> None:
    one = ["begin", "lock table t", "lock table u", "commit"]
    other = ["begin", "lock table u", "lock table t", "commit"]
    with interleave.sessions(database, 2, deadlock_timeout="50ms") as sessions:
        records = sessions.run([one, other], (0, 1) * 4)
    waits = [each for each in records if each.waited_for]
    assert sorted(str(each.answer.sqlstate) for each in waits) == ["40P01", "None"]


def test_a_wait_with_an_end_of_its_own(three: Sessions) -> None:
    impatient = ["set lock_timeout = '1ms'", "insert into t values (1)", "reset lock_timeout"]
    records = three.run([LOCK[:2], impatient], (0, 0, 1, 1, 1))
    assert [each.answer.sqlstate for each in records] == [None, None, None, "55P03", None]


def test_a_session_is_in_no_transaction_afterwards(three: Sessions, database: Database) -> None:
    three.run([["begin", "lock table t"]], (0, 0))
    assert database.ask("lock table t nowait").sqlstate == "25P01"  # free, but in no transaction
    assert told(three.run([["commit"]], (0,))) == [(0, "commit", None, set())]


def test_a_race_is_found_in_the_orders_that_have_it(three: Sessions, database: Database) -> None:
    count = ["begin", "insert into t select count(*) from t", "commit"]
    raced = set()
    for order in interleave.orders([3, 3]):
        database.sql("truncate t")
        three.run([count, count], order)
        if database.sql("select v from t") == [(0,), (0,)]:
            raced.add(order)
    # Those in which both insert before either commits.
    both = {
        order
        for order in interleave.orders([3, 3])
        if max(order.index(who, order.index(who) + 1) for who in (0, 1))
        < min(5 - order[::-1].index(who) for who in (0, 1))
    }
    assert raced == both


def test_what_never_ends_is_an_error(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interleave, "BOUND", 0.2)
    started = time.monotonic()
    with (
        pytest.raises(TimeoutError, match="pg_sleep"),
        interleave.sessions(database, 1) as sessions,
    ):
        sessions.run([["select pg_sleep(60)"]], (0,))
    assert time.monotonic() - started < 20
    assert (
        database.value("select count(*) from pg_stat_activity where query = 'select pg_sleep(60)'")
        == 0
    )


def test_an_order_has_a_turn_for_every_step(three: Sessions) -> None:
    with pytest.raises(ValueError, match="no turn for"):
        three.run([["select 1", "select 2"]], (0,))
