"""Statements that stop half-way: by an error, a timeout, a cancel, a terminated session.

Risk: a call has written three of its five tables when it is stopped, and the three stay; or the locks do.

When it fails: the record tells of something that did not happen, or half of it; or nobody can write any more.

How to debug: the failure names the statement, the table at which it was stopped and how. Hold
`lock table <it> in share mode` in one psql session, run the statement in another, and stop it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from psycopg import AsyncConnection, sql

from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.faults import kill
from tests.chaos.oracles import answers, model, record
from tests.chaos.waiting import until, until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.transaction]

WORK = [
    "create table orders (id integer primary key, total numeric)",
    "select pggit.commit_changes('main', 'one')",
    "alter table orders add column note text",
    "select pggit.create_branch('feature')",
    "select pggit.commit_changes('feature', 'two')",
    "select pggit.create_tag('v1', 'feature')",
    "select pggit.checkout('main')",
    "select pggit.checkout('v1')",
    "select pggit.apply_migration('1', 'm', 'create table m (id integer)', 'drop table m')",
    "select pggit.create_data_branch('orders', 'main', 'trial')",
    "insert into orders__trial values (1, 9.5)",
    "select pggit.merge_data_branch('orders', 'trial', 'main')",
    "select pggit.drop_data_branch('orders', 'trial')",
    "select pggit.rollback_migration('1')",
    "select pggit.delete_branch('feature')",
    "drop table orders",
]
# What a statement writes: where it can be stopped.
WRITTEN = """
    select c.oid::regclass::text from pg_locks as l join pg_class as c on c.oid = l.relation
    where l.pid = pg_backend_pid() and l.mode = 'RowExclusiveLock' and c.relkind = 'r'
        and c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
    order by 1
"""
# The user's relations with all of their rows.
USERS = """
    select c.oid::regclass::text, query_to_xml(format('table %s', c.oid::regclass), true, false, '')::text
    from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') order by 1
"""
HOW = {
    "statement_timeout": "57014",
    "lock_timeout": "55P03",
    "cancel": "57014",
    "terminate": "57P01",
}
# All that matters of the record, without times and IDs.
STATE = """
    select
        (select array_agg(o.identity || ' ' || v.full_version order by o.identity)
            from pggit_internal.objects as o cross join lateral pggit.get_version(o.identity) as v),
        (select array_agg(message || ' ' || tree_hash order by message) from pggit.commits),
        (select array_agg(name || ' ' || status order by name) from pggit.branches),
        (select array_agg(name) from pggit.tags),
        (select array_agg(version || ' ' || state) from pggit.migrations)
"""

Seen = tuple[record.Snapshot, list[tuple[Any, ...]]]


def look(database: Database) -> Seen:
    """The record, and the user's schema and rows."""
    return record.snapshot(database), database.sql(USERS)


def must_be_untouched(database: Database, before: Seen, law: str) -> None:
    now = look(database)
    assert record.differences(before[0], now[0]) == [], law
    assert now[1] == before[1], law


def stop(database: Database, statement: str, table: str, how: str) -> Answer:
    """What a statement says that is stopped where it writes a table of pggit's."""
    with (
        database.connect() as holder,
        database.connect() as victim,
        ThreadPoolExecutor(1) as thread,
    ):
        rows(holder, "begin")
        rows(holder, f"lock table {table} in share mode")
        if how.endswith("timeout"):
            rows(victim, f"set {how} = '30ms'")
        working = thread.submit(ask, victim, statement)
        if not how.endswith("timeout"):
            until_blocked(database, victim.info.backend_pid, holder.info.backend_pid)
            fault = kill.query if how == "cancel" else kill.session
            fault(database, victim.info.backend_pid)
        try:
            return working.result(10)
        finally:
            holder.close()  # a statement that was not stopped would wait, and its thread with it


def places(database: Database, statement: str) -> list[str]:
    """The tables of pggit's that a statement writes."""
    with database.rolled_back() as connection:
        rows(connection, statement)
        return [table for (table,) in rows(connection, WRITTEN)]


@pytest.mark.promise("rules.transactional")
@pytest.mark.timeout(300)
def test_a_statement_that_is_stopped_at_any_table_leaves_nothing(
    database: Database, twin: Database, rng: random.Random
) -> None:
    # Smoke: each statement at one table, in one way; full: at all tables, in all ways.
    number = settings().max_examples // 25
    stopped: set[str] = set()
    for statement in WORK:
        before, tables = look(database), places(database, statement)
        rng.shuffle(tables)
        tables.sort(key=stopped.__contains__)  # first those at which none was stopped yet
        for table in tables[: 2 * number - 1]:
            stopped.add(table)
            for how in rng.sample(list(HOW), min(number, len(HOW))):
                said = stop(database, statement, table, how)
                law = f"{statement}, stopped at {table} by {how}"
                assert said.sqlstate == HOW[how], law
                must_be_untouched(database, before, law)
        assert answers.judge([database.ask(statement), twin.ask(statement)]) == []
    model.must_equal(database.sql(STATE), twin.sql(STATE))


@pytest.mark.promise("integrity.fsck-reads")
def test_a_check_that_is_cut_short_does_not_call_the_repository_sound(database: Database) -> None:
    check = "select count(*) from pggit.fsck()"
    with database.connect() as holder, database.connect() as checker:
        rows(holder, "begin")
        rows(holder, "lock table pggit.commits in access exclusive mode")
        rows(checker, "set statement_timeout = '30ms'")
        cut_short = ask(checker, check)
    assert cut_short.sqlstate == "57014"
    whole = database.ask(check)
    assert answers.judge([cut_short, whole], allowed=frozenset({"57014"})) == []
    assert whole.value == 0


@pytest.mark.promise("rules.transactional")
def test_each_statement_of_a_transaction_fails_once_and_is_repeated(
    database: Database, twin: Database
) -> None:
    with database.connect() as connection:
        rows(connection, "begin")
        for statement in WORK:
            rows(connection, "savepoint s")
            late = sql.Literal(
                f"begin execute {sql.Literal(statement).as_string()}; perform 1/0; end"
            )
            failed = ask(connection, f"do {late.as_string()}")
            assert failed.sqlstate == "22012", failed
            rows(connection, "rollback to savepoint s")
            assert answers.judge([ask(connection, statement), twin.ask(statement)]) == []
        rows(connection, "commit")
    model.must_equal(database.sql(STATE), twin.sql(STATE))
    model.must_equal(database.sql("select * from pggit.detect_drift()"), [])


@pytest.mark.promise("rules.transactional")
def test_a_session_terminated_after_any_step_leaves_nothing_and_no_lock(
    database: Database,
    transaction_monitor: dict[str, Callable[[], list[dict[str, Any]]]],
    rng: random.Random,
) -> None:
    before = look(database)
    for steps in rng.sample(range(1, len(WORK) + 1), min(len(WORK), settings().max_examples // 8)):
        with database.connect() as victim:
            pid = victim.info.backend_pid
            rows(victim, "begin")
            assert answers.judge([ask(victim, each) for each in WORK[:steps]]) == []
            assert pid in {each["pid"] for each in transaction_monitor["transactions"]()}
            assert pid in {each["pid"] for each in transaction_monitor["locks"]()}
            kill.session(database, pid)
            assert pid not in {each["pid"] for each in transaction_monitor["locks"]()}
        must_be_untouched(database, before, f"terminated after {steps} steps")


@pytest.mark.promise("rules.transactional")
def test_a_timeout_takes_the_commit_before_it_along(
    database: Database,
    sync_conn: psycopg.Connection[dict[str, Any]],
    pg_sleep_injector: Callable[[float, str], list[dict[str, Any]]],
) -> None:
    before = look(database)
    sync_conn.execute("create table late (id integer)")
    assert sync_conn.execute("select pggit.commit_changes('late', 'lost') as id").fetchone()
    sync_conn.execute("set local statement_timeout = '50ms'")
    with pytest.raises(psycopg.errors.QueryCanceled):
        pg_sleep_injector(30, "select pggit.create_branch('later')")
    sync_conn.rollback()
    must_be_untouched(database, before, "timed out after a commit")
    assert answers.judge([database.ask("select pggit.commit_changes('late')")]) == []


@pytest.mark.promise("rules.transactional")
async def test_tasks_that_give_up_waiting_leave_nothing(
    database: Database,
    async_conn: AsyncConnection[dict[str, Any]],
    async_task_pool: Callable[..., Awaitable[list[Any]]],
    transaction_monitor: dict[str, Callable[[], list[dict[str, Any]]]],
) -> None:
    await async_conn.execute("select pggit.commit_changes('main', 'held')")
    before = look(database)
    all_wait = asyncio.Event()

    async def give_up(number: int) -> bool:
        async with await AsyncConnection.connect(database.conninfo, autocommit=True) as waiting:
            call = f"select pggit.commit_changes('main', 'late {number}')".encode()
            task = asyncio.create_task(waiting.execute(call))
            await all_wait.wait()
            task.cancel()
            await asyncio.wait([task])
            return task.cancelled()

    def waiting() -> int:
        return [each["wait_event_type"] for each in transaction_monitor["transactions"]()].count(
            "Lock"
        )

    giving_up = asyncio.ensure_future(async_task_pool([give_up(number) for number in range(5)]))
    await asyncio.to_thread(until, "five to wait for the commit", lambda: waiting() == 5)
    all_wait.set()
    assert await giving_up == [True] * 5
    must_be_untouched(database, before, "five gave up")
    await async_conn.commit()
    model.must_equal(database.sql("select message from pggit.log('main')"), [("held",)])
