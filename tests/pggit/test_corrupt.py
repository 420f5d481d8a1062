"""VC004: where the record contradicts itself, a call says so, and what to do, instead of answering wrongly."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import ask, rows
from tests.pggit.reading import run, value

# The damage, and the calls that meet it.
DAMAGE = {
    "delete from pggit_internal.repository": [
        "commit_changes('main')",
        "create_branch('new')",
        "create_tag('new')",
        "delete_branch('side')",
        "apply_migration('2', 'two', 'select')",
        "begin_migration('2', 'two')",
        "repair(null, false)",
        "status()",
    ],
    "delete from pggit_internal.migration_lock": [
        "apply_migration('2', 'two', 'select')",
        "rollback_migration('1')",
        "begin_migration('2', 'two')",
    ],
    "delete from pggit.branches where name = 'main'": [
        "commit_changes('new')",
        "create_branch('new')",
        "log()",
        "status()",
    ],
    "delete from pggit.commits where hash = 'commit-0002'": [
        "commit_changes('main')",
        "commit_changes('new')",
        "create_branch('new')",
        "create_tag('new')",
        "create_tag('new', 'v1')",
        "show('main')",
        "show('v1')",
        "log()",
        "status()",
    ],
    # A branch that was moved back: the next commit would be the second after the first.
    "update pggit.branches set head_commit_hash = 'commit-0001' where name = 'main'": [
        "commit_changes('main')"
    ],
    "update pggit.branches set head_commit_hash = null where name = 'main'": [
        "commit_changes('main')"
    ],
    "update pggit.migrations set down = 'drop schema pggit cascade'": ["rollback_migration('1')"],
    "update pggit.migrations set checksum = null": ["rollback_migration('1')"],
}
CASES = [(damage, call) for damage, calls in DAMAGE.items() for call in calls]


@pytest.fixture
def filled(db: Connection) -> Connection:
    """Two commits on main, the last with a tag, a branch at the first, and a migration."""
    run(db, "select pggit.commit_changes('main', '', 'commit-0001')")
    run(db, "select pggit.create_branch('side')", "create table t (id integer)")
    run(db, "select pggit.commit_changes('main', '', 'commit-0002')")
    run(db, "select pggit.create_tag('v1')")
    run(db, "select pggit.apply_migration('1', 'one', 'select', 'select')")
    return db


@pytest.mark.parametrize(("damage", "call"), CASES)
def test_a_call_that_meets_damage_says_so(filled: Connection, damage: str, call: str) -> None:
    call = f"select pggit.{call.replace('pggit.', '')}"
    run(filled, "savepoint sound", call, "rollback to savepoint sound")
    run(filled, "set local session_replication_role = replica", damage)
    run(filled, "set local session_replication_role = origin", "savepoint damaged")
    answer = ask(filled, call)
    run(filled, "rollback to savepoint damaged")
    assert answer.sqlstate == "VC004", answer
    assert "pggit.fsck()" in answer.message
    assert value(filled, "select count(*) from pggit.fsck()") > 0


def test_ddl_that_cannot_be_recorded_says_so(filled: Connection) -> None:
    run(filled, "set local session_replication_role = replica")
    run(filled, "delete from pggit_internal.repository")
    run(filled, "set local session_replication_role = origin", "savepoint damaged")
    answer = ask(filled, "create table u (id integer)")
    run(filled, "rollback to savepoint damaged")
    assert answer.sqlstate == "VC004", answer


def test_what_does_not_meet_the_damage_goes_on(filled: Connection) -> None:
    run(filled, "set local session_replication_role = replica")
    run(filled, "delete from pggit.commits where hash = 'commit-0002'")
    run(filled, "set local session_replication_role = origin")
    run(filled, "select pggit.commit_changes('side', '', 'commit-0003')")
    run(filled, "select pggit.delete_branch('side', true)", "drop table t")
    assert rows(filled, "select hash from pggit.commits order by hash") == [
        ("commit-0001",),
        ("commit-0003",),
    ]


def test_a_commit_needs_no_constraint_that_somebody_dropped(filled: Connection) -> None:
    run(filled, "alter table pggit.commits drop constraint commits_single_line")
    run(filled, "select pggit.commit_changes('main', '', 'commit-0003')")
    assert value(filled, "select hash from pggit.log('main', 1)") == "commit-0003"
