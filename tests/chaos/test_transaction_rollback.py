"""Transactions that end without a commit: rolled back, refused, cancelled, cut.

Risk: something that pggit wrote outlives the transaction that it belongs to, or a lock does.

When it fails: history tells of changes that never happened, or every later writer waits for nobody.

How to debug: the failure lists the rows that differ, by table; the table says which function wrote them.
"""

from __future__ import annotations

import threading

import pytest

from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.faults import kill, stop
from tests.chaos.oracles import answers, line, record
from tests.chaos.waiting import until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.transaction]

WORK = [
    "create table orders (id serial primary key, total numeric)",
    "alter table orders add column note text",
    "select pggit.create_branch('feature')",
    "select pggit.commit_changes('feature', 'one')",
    "comment on table orders is 'all orders'",
    "select pggit.commit_changes('main', 'two')",
    "drop table orders",
    "select pggit.delete_branch_simple('feature')",
]


@pytest.mark.promise("rules.transactional")
@pytest.mark.parametrize("steps", range(1, len(WORK) + 1))
def test_rollback_after_any_step_leaves_no_trace(database: Database, steps: int) -> None:
    before = record.snapshot(database)
    with database.connect() as connection:
        rows(connection, "begin")
        said = [ask(connection, statement) for statement in WORK[:steps]]
        rows(connection, "rollback")
    assert answers.judge(said) == []
    assert record.differences(before, record.snapshot(database)) == []


@pytest.mark.promise("rules.transactional")
@pytest.mark.parametrize(
    "statement", ["select 1/0", "select pggit.create_branch('a b')", "create table orders (id int)"]
)
def test_an_error_takes_the_whole_transaction_with_it(database: Database, statement: str) -> None:
    before = record.snapshot(database)
    with database.connect() as connection:
        rows(connection, "begin")
        assert answers.judge([ask(connection, each) for each in WORK[:4]]) == []
        failed = ask(connection, statement)
        after = ask(connection, "select pggit.commit_changes('main')")
        rows(connection, "commit")  # the server turns it into a rollback
    assert failed.sqlstate in {"22012", "22023", "42P07"}
    assert after.sqlstate == "25P02"
    assert record.differences(before, record.snapshot(database)) == []


@pytest.mark.promise("rules.transactional")
def test_a_session_that_is_terminated_leaves_no_trace_and_no_lock(database: Database) -> None:
    before = record.snapshot(database)
    with database.connect() as victim:
        rows(victim, "begin")
        assert answers.judge([ask(victim, each) for each in WORK[:6]]) == []
        kill.session(database, victim.info.backend_pid)
        assert ask(victim, "commit").sqlstate == "57P01"
    assert record.differences(before, record.snapshot(database)) == []
    assert (
        answers.judge(
            [database.ask("select pggit.commit_changes('main')", options="-c lock_timeout=5s")]
        )
        == []
    )


@pytest.mark.promise("rules.transactional")
@pytest.mark.parametrize(
    ("limit", "sqlstate"), [("statement_timeout", "57014"), ("lock_timeout", "55P03")]
)
def test_a_wait_that_times_out_leaves_no_trace(
    database: Database, limit: str, sqlstate: str
) -> None:
    with database.connect() as holder, database.connect(options=f"-c {limit}=100ms") as waiter:
        rows(holder, "begin")
        assert ask(holder, "select pggit.commit_changes('main', 'held')").is_ok
        before = record.snapshot(database)
        said = ask(waiter, "select pggit.commit_changes('main', 'late')")
        differences = record.differences(before, record.snapshot(database))
        rows(holder, "commit")
    assert said.sqlstate == sqlstate
    assert differences == []
    assert [commit for (commit,) in database.sql("select message from pggit.commits")] == ["held"]


@pytest.mark.promise("rules.transactional")
def test_a_wait_that_is_cancelled_leaves_no_trace(database: Database) -> None:
    with database.connect() as holder, database.connect() as waiter:
        rows(holder, "begin")
        assert ask(holder, "select pggit.commit_changes('main', 'held')").is_ok
        said: list[Answer] = []
        worker = threading.Thread(
            target=lambda: said.append(ask(waiter, "select pggit.create_branch('late')"))
        )
        worker.start()
        until_blocked(database, waiter.info.backend_pid, holder.info.backend_pid)
        kill.query(database, waiter.info.backend_pid)
        worker.join(30)
        rows(holder, "commit")
        retried = ask(waiter, "select pggit.create_branch('late')")
    assert [answer.sqlstate for answer in said] == ["57014"]
    assert answers.judge([retried]) == []
    assert line.judge(line.read(database, "late"), []) == []


@pytest.mark.promise("rules.transactional")
def test_a_writer_that_hangs_holds_up_the_others_only_until_it_goes_on(database: Database) -> None:
    commit = "select pggit.commit_changes('main')"
    with database.connect() as hanging, database.connect(options="-c lock_timeout=100ms") as other:
        rows(hanging, "begin")
        held = ask(hanging, commit)
        with stop.stopped(hanging.info.backend_pid):
            refused = ask(other, commit)
        rows(hanging, "commit")
        after = ask(other, commit)
    assert refused.sqlstate == "55P03"
    assert answers.judge([held, after]) == []
    assert line.judge(line.read(database, "main"), [held.value, after.value]) == []


@pytest.mark.promise("versions.tracking")
def test_a_change_that_is_rolled_back_moves_no_version(database: Database) -> None:
    database.sql("create table t (id integer)")
    before = record.snapshot(database)
    with database.connect() as connection:
        rows(connection, "begin")
        rows(connection, "alter table t add column a integer")
        inside = rows(connection, "select full_version from pggit.get_version('t')")
        rows(connection, "rollback")
    assert inside == [("1.1.0",)]
    assert record.differences(before, record.snapshot(database)) == []
    database.sql("alter table t add column b integer")
    assert database.sql("select full_version from pggit.get_version('t')") == [("1.1.0",)]
