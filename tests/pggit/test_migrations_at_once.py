"""Migrations in several sessions at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.waiting import until_blocked
from tests.pggit.reading import findings, run, value
from tests.pggit.test_migrations import UP

APPLY = "select pggit.apply_migration('001', 'n', %s)"


def rows_of(database: Database) -> list[tuple[object, ...]]:
    return database.sql("select version, state from pggit.migrations")


@pytest.fixture
def barrier() -> threading.Barrier:
    return threading.Barrier(2)


@pytest.mark.parametrize(("end", "second"), [("commit", False), ("rollback", True)])
def test_the_second_waits_for_what_becomes_of_the_first(
    database: Database, end: str, second: bool
) -> None:
    with database.connect() as one, database.connect() as other, ThreadPoolExecutor(1) as thread:
        run(one, "begin")
        assert value(one, APPLY, UP) is True
        waiting = thread.submit(value, other, APPLY, UP)
        until_blocked(database, other.info.backend_pid, by=one.info.backend_pid)
        run(one, end)
        assert waiting.result(30) is second
    assert rows_of(database) == [("001", "applied")]
    assert database.sql("select * from pggit.fsck()") == []


def test_many_apply_the_same_version(database: Database) -> None:
    def migrate(_who: int) -> list[Answer]:
        with database.connect() as session:
            return [ask(session, APPLY, UP)]

    said = together(migrate, 6)
    assert sorted(answer.value for answer in said) == [False] * 5 + [True]
    assert rows_of(database) == [("001", "applied")]


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_the_loser_with_an_older_snapshot_gets_40001(database: Database, isolation: str) -> None:
    with database.connect() as loser:
        run(loser, f"begin isolation level {isolation}", "select 1")
        assert database.value(APPLY, UP) is True
        assert ask(loser, APPLY, UP).sqlstate == "40001"
        run(loser, "rollback")
        assert value(loser, APPLY, UP) is False


def test_a_migration_holds_up_no_commit_and_no_reader(database: Database) -> None:
    with database.connect() as migrating, database.connect() as other:
        run(migrating, "begin")
        # What apply_migration() holds while its script runs.
        run(migrating, "select pggit_internal.claim_migration('001')")
        run(other, "set lock_timeout = '1s'", "select pggit.commit_changes('main')")
        assert rows(other, "select * from pggit.migration_status()") == []
        assert findings(other) == []
        answer = ask(other, "select pggit.apply_migration('002', 'n', 'select')")
        assert answer.sqlstate == "55P03"
        run(migrating, "rollback")
        assert value(other, "select pggit.apply_migration('002', 'n', 'select')") is True


def test_a_migration_is_recorded_after_a_commit_that_was_first(database: Database) -> None:
    with database.connect() as one, database.connect() as other, ThreadPoolExecutor(1) as thread:
        run(one, "begin", "select pggit.commit_changes('main')")
        waiting = thread.submit(value, other, APPLY, UP)
        until_blocked(database, other.info.backend_pid, by=one.info.backend_pid)
        run(one, "commit")
        assert waiting.result(30) is True
    assert database.sql("select * from pggit.fsck()") == []


def test_who_has_committed_does_not_wait_for_a_migration_that_waits_for_it(
    database: Database, barrier: threading.Barrier
) -> None:
    def work(who: int) -> list[Answer]:
        with database.connect() as session:
            run(session, "begin")
            if who == 0:
                run(session, "select pggit.commit_changes('main')")
                barrier.wait(30)
                barrier.wait(30)
                said = [ask(session, "select pggit.apply_migration('002', 'n', 'select')")]
                run(session, "rollback")
                return said
            barrier.wait(30)
            run(session, "select pggit_internal.claim_migration('001')")
            barrier.wait(30)
            said = [ask(session, "select pggit.apply_migration('001', 'n', 'select')")]
            run(session, "commit")
            return said

    committed, migrated = together(work, 2)
    assert (committed.sqlstate, migrated.value) == ("55P03", True)


def test_after_a_commit_a_transaction_may_migrate_where_nobody_else_does(
    database: Database,
) -> None:
    with database.connect() as session:
        run(session, "begin", "select pggit.commit_changes('main')")
        for version in "12":
            run(session, f"select pggit.apply_migration('{version}', 'n', 'select')")
        run(session, "commit")
    assert database.sql("select * from pggit.fsck()") == []


def test_two_begin_at_once(database: Database, barrier: threading.Barrier) -> None:
    def begin(_who: int) -> list[Answer]:
        with database.connect() as session:
            barrier.wait(30)
            return [ask(session, "select pggit.begin_migration('001', 'n')")]

    assert sorted(str(answer.sqlstate) for answer in together(begin, 2)) == ["None", "VC003"]


def test_different_versions_are_applied_one_after_the_other(database: Database) -> None:
    def migrate(who: int) -> list[Answer]:
        with database.connect() as session:
            script = f"create table t{who} ()"
            return [ask(session, f"select pggit.apply_migration('{who}', 'n', %s)", script)]

    assert all(answer.value is True for answer in together(migrate, 6))
    assert database.value("select array_agg(ordinal order by ordinal) from pggit.migrations") == [
        *range(1, 7)
    ]
    assert database.sql("select * from pggit.fsck()") == []


def test_what_a_script_sets_ends_with_it(database: Database) -> None:
    with database.connect() as session:
        run(session, "select pggit.apply_migration('1', 'n', 'set local search_path = a')")
        assert value(session, "show search_path") == '"$user", public'
        run(session, "select pggit.apply_migration('2', 'n', 'set search_path = a')")
        assert value(session, "show search_path") == '"$user", public'
