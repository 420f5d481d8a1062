"""Transactions that PostgreSQL cannot put in a row: the loser is told 40001, and may try again.

Risk: on an old snapshot a call gives a wrong result instead of an error, or an error that no client retries;
two transactions each decide by what the other is about to change.

When it fails: work is lost without an error, or an application that retries on 40001, as it should, fails.

How to debug: run the two sessions of the failing case by hand in psql, with the snapshot taken first. Where
40001 is missing, see whether the call updates a row that the other has updated (pggit_internal.repository,
migration_lock, objects) before it returns.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from tests.chaos import interleave
from tests.chaos.calls import Call
from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.oracles import history, line, model
from tests.chaos.oracles.history import Transaction
from tests.chaos.utils import ChaosInjector

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]

COMMIT = "select pggit.commit_changes('main')"
WRITERS = [
    COMMIT,
    "select pggit.create_branch('b' || nextval('numbers'))",
    "select pggit.delete_branch_simple('none')",
    "select pggit.create_tag('v' || nextval('numbers'), 'first-commit')",
    "select pggit.apply_migration('m' || nextval('numbers'), 'm', 'select 1')",
    "select pggit.begin_migration('m' || nextval('numbers'), 'm')",
    "select pggit.create_data_branch('t', 'main', 'b' || nextval('numbers'))",
    "select pggit.repair(null, false)",
]


@pytest.fixture
def begun(database: Database) -> Database:
    """A database with a table, a sequence and a first commit."""
    database.sql("create table t (id integer primary key); create sequence numbers")
    database.sql("select pggit.commit_changes('main', '', 'first-commit')")
    return database


@pytest.mark.promise("branches.isolation")
@pytest.mark.parametrize(
    ("level", "sqlstate"),
    [("read committed", None), ("repeatable read", "40001"), ("serializable", "40001")],
)
def test_every_writer_after_a_commit_that_it_cannot_see(
    begun: Database, level: str, sqlstate: str | None
) -> None:
    first: list[Answer] = []
    again: list[Answer] = []
    with begun.connect() as session:
        for statement in WRITERS:
            rows(session, f"begin isolation level {level}")
            rows(session, "select 1")  # takes the snapshot
            begun.sql(COMMIT)
            first.append(ask(session, statement))
            rows(session, "rollback")
            rows(session, f"begin isolation level {level}")
            again.append(ask(session, statement))
            rows(session, "rollback")
    model.must_equal([said.sqlstate for said in first], [sqlstate] * len(WRITERS))
    model.must_equal([said.sqlstate for said in again], [None] * len(WRITERS))


@pytest.mark.promise("branches.isolation")
@pytest.mark.parametrize(
    ("level", "effects", "sqlstates"),
    [("repeatable read", {1, 2}, {None}), ("serializable", {1}, {None, "40001"})],
)
def test_two_that_decide_by_what_the_other_changes(
    begun: Database, level: str, effects: set[int], sqlstates: set[str | None]
) -> None:
    """One commits as long as the books are open; one closes them as long as nothing is committed."""
    begun.sql("create table books (number integer primary key, is_open boolean)")
    seen: set[int] = set()
    told: set[str | None] = set()
    with interleave.sessions(begun, 2) as sessions:
        for number, order in enumerate(interleave.orders([2, 2])):
            begun.sql("insert into books values (%s, true)", number)
            begun.sql("select pggit.create_branch(%s)", f"b{number}")
            head = f"select head_commit_hash from pggit.list_branches() where branch_name = 'b{number}'"
            records = sessions.run(
                [
                    [
                        f"begin isolation level {level}",
                        f"select pggit.commit_changes('b{number}') from books where number = {number} and is_open",
                        "commit",
                    ],
                    [
                        f"begin isolation level {level}",
                        f"update books set is_open = false where number = {number} and ({head}) = 'first-commit'",
                        "commit",
                    ],
                ],
                (0, 1, *order),
            )
            told |= {record.answer.sqlstate for record in records}
            is_closed = not begun.value("select is_open from books where number = %s", number)
            seen.add(is_closed + (begun.value(head) != "first-commit"))
    # Each alone has its effect. That both have one is write skew, which REPEATABLE READ allows.
    model.must_equal(seen, effects)
    model.must_equal(told, sqlstates)


@pytest.mark.promise("branches.isolation")
@pytest.mark.promise("commits.durable")
@pytest.mark.parametrize("conn_pool", [6], indirect=True)
@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_losers_that_try_again_all_succeed(
    database: Database,
    conn_pool: list[psycopg.Connection],
    concurrent_executor: ThreadPoolExecutor,
    level: str,
) -> None:
    tries: list[str] = []
    all_have_snapshots = threading.Barrier(6)

    def attempt(session: psycopg.Connection, who: str) -> Transaction:
        tries.append(who)
        started = time.monotonic()
        with session.transaction():
            rows(session, f"set transaction isolation level {level}")
            told = []
            for call in (Call("log", ("main",)), Call("commit_changes", ("main", who))):
                # Not by ask(): with_retry must see the error.
                ((value,),) = rows(session, call.sql)
                told.append((call, Answer(call.sql, value)))
                if call.name == "log" and who.endswith(".0") and tries.count(who) == 1:
                    all_have_snapshots.wait(30)
        return Transaction(who, tuple(told), started, time.monotonic())

    def work(who: int) -> list[Transaction]:
        chaos = ChaosInjector(seed=who)
        return [chaos.with_retry(attempt, 60, 0, conn_pool[who], f"{who}.{n}") for n in range(3)]

    done = [each for them in concurrent_executor.map(work, range(6)) for each in them]
    assert history.judge(done) == []
    ids = [said.value for each in done for call, said in each.calls if call.name != "log"]
    assert line.judge(line.read(database, "main"), ids) == []
    assert len(set(ids)) == 18
    assert len(tries) >= 18 + 5, "of the first six, five lose"


@pytest.mark.promise("branches.isolation")
def test_ddl_on_an_old_snapshot_is_not_recorded_wrongly(database: Database) -> None:
    told: list[Answer] = []
    with database.connect() as session:
        for change in ("add column mine integer", "add check (id > 0)", "rename id to number"):
            database.sql("create table t (id integer)")
            rows(session, "begin isolation level repeatable read")
            rows(session, "select 1")
            database.sql("alter table t add column seen integer")
            told.append(ask(session, f"alter table t {change}"))
            rows(session, "rollback")
            database.sql("drop table t")
        # It does not see the table that was there meanwhile, whose version it would have to go on from.
        rows(session, "begin isolation level repeatable read")
        rows(session, "select 1")
        database.sql("create table again (id integer); drop table again")
        told.append(ask(session, "create table again (id integer)"))
    model.must_equal([said.sqlstate for said in told], ["40001"] * 4)
    model.must_equal(database.sql("select * from pggit.detect_drift()"), [])


@pytest.mark.promise("branches.isolation")
@pytest.mark.promise("data.ddl")
def test_ddl_on_a_table_that_was_branched_since_the_snapshot(database: Database) -> None:
    told: list[Answer] = []
    for number in range(3):  # what reads the catalog may do so by another plan the next time
        database.sql(f"create table t{number} (id integer primary key)")
        with closing(database.open()) as session:
            rows(session, "begin isolation level repeatable read")
            rows(session, "select 1")
            database.sql(f"select pggit.create_data_branch('t{number}', 'main', 'dev')")
            told.append(ask(session, f"alter table t{number} add column c integer"))
    model.must_equal([said.sqlstate for said in told], ["40001"] * 3)
