"""begin_migration, complete_migration, fail_migration: steps that cannot run in a transaction."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import Database, ask, rows
from tests.pggit.reading import error, findings, run, value
from tests.pggit.test_migrations import apply, status


def test_a_migration_is_running_until_it_is_completed(db: Connection) -> None:
    run(db, "select pggit.begin_migration('001', 'n')")
    columns = "version, name, state, checksum, applied_at, applied_by"
    assert status(db, columns) == [("001", "n", "running", None, None, None)]
    run(db, "select pggit.complete_migration('001')")
    columns = "state, checksum, applied_at > now(), applied_by"
    assert status(db, columns) == [("applied", None, True, "postgres")]
    assert findings(db) == []


def test_steps_outside_of_a_transaction(database: Database) -> None:
    with database.connect() as session:
        run(session, "create table t (id integer)", "select pggit.begin_migration('001', 'n')")
        run(session, "create index concurrently by_id on t (id)")
        run(session, "select pggit.complete_migration('001')")
        assert status(session) == [("001", "applied")]
        assert findings(session) == []


def test_one_that_failed_keeps_its_reason_and_may_be_tried_again(db: Connection) -> None:
    run(db, "select pggit.begin_migration('001', 'n')")
    rows(db, "select pggit.fail_migration('001', %s)", "it's\nfull")
    assert rows(db, "select state, reason from pggit.migrations") == [("failed", "it's\nfull")]
    assert status(db, "state, applied_at") == [("failed", None)]
    assert findings(db) == []
    run(db, "select pggit.begin_migration('001', 'n')", "select pggit.complete_migration('001')")
    assert rows(db, "select state, reason from pggit.migrations") == [("applied", None)]


def test_one_that_failed_may_be_applied_as_a_script(db: Connection) -> None:
    run(db, "select pggit.begin_migration('001', 'n')", "select pggit.fail_migration('001', 'r')")
    assert apply(db, "001") is True
    assert status(db) == [("001", "applied")]


@pytest.mark.parametrize(
    "call",
    [
        "apply_migration('001', 'n', 'select')",
        "apply_migration('002', 'n', 'select')",
        "apply_migration('000', 'n', 'select', 'select')",  # applied already
        "rollback_migration('000')",
        "begin_migration('001', 'n')",
        "begin_migration('002', 'n')",
    ],
)
def test_a_running_one_is_in_the_way_of_others(db: Connection, call: str) -> None:
    apply(db, "000", "select", "select")
    run(db, "select pggit.begin_migration('001', 'n')", "savepoint s")
    answer = ask(db, f"select pggit.{call}")
    assert answer.sqlstate == "VC003"
    assert "'001'" in answer.message
    run(db, "rollback to savepoint s", "select pggit.fail_migration('001', 'r')")
    assert error(db, f"select pggit.{call}") is None


def test_one_that_is_applied_is_not_begun_again(db: Connection) -> None:
    apply(db, "001")
    assert error(db, "select pggit.begin_migration('001', 'n')") == "42710"


def test_one_done_by_hand_is_not_applied_as_a_script(db: Connection) -> None:
    run(db, "select pggit.begin_migration('001', 'n')", "select pggit.complete_migration('001')")
    assert error(db, "select pggit.apply_migration('001', 'n', 'select')") == "VC002"
    assert error(db, "select pggit.rollback_migration('001')") == "55000"


@pytest.mark.parametrize("call", ["complete_migration('{}')", "fail_migration('{}', 'r')"])
def test_only_a_running_one_ends(db: Connection, call: str) -> None:
    apply(db, "001")
    assert error(db, f"select pggit.{call.format('nothing')}") == "42704"
    assert error(db, f"select pggit.{call.format('001')}") == "55000"


@pytest.mark.parametrize("reason", ["null", "''", "' '"])
def test_a_failure_has_a_reason(db: Connection, reason: str) -> None:
    run(db, "select pggit.begin_migration('001', 'n')")
    assert error(db, f"select pggit.fail_migration('001', {reason})") == "22023"


def test_fsck_names_one_that_nobody_finished(database: Database) -> None:
    with database.connect() as crashing:
        run(crashing, "select pggit.begin_migration('001', 'n')")
    found = database.sql("select severity, check_name, object from pggit.fsck()")
    assert found == [("warning", "partial_migration", "001")]


# An edit behind pggit's back, and the check that must see it.
EDITS = {
    "update pggit.migrations set up = 'other'": "migration_checksum",
    "update pggit.migrations set checksum = null": "migration_checksum",
    "update pggit.migrations set name = 'other'": "sealed_row",
    "update pggit.migrations set state = 'rolled_back'": "sealed_row",
    "update pggit.migrations set ordinal = 7": "sealed_row",
    "update pggit.migrations set changed_by = 'nobody'": "sealed_row",
    "delete from pggit.migrations": "sealed_row",
    "insert into pggit.migrations values ('2', 'n', 'failed', 2, null, null, null, 'r', now(), 'x')": "sealed_row",
    "delete from pggit_internal.migration_lock": "sealed_row",
}


@pytest.mark.parametrize("edit", EDITS)
def test_fsck_finds_edit(db: Connection, edit: str) -> None:
    apply(db, "001", "select", "select")
    run(db, edit)
    assert EDITS[edit] in {check for check, _, _ in findings(db)}


def test_nothing_but_a_migration_moves_its_row(db: Connection) -> None:
    apply(db, "001")
    before = value(db, "select ledger_id from pggit_internal.repository")
    assert apply(db, "001") is False
    assert value(db, "select ledger_id from pggit_internal.repository") == before
