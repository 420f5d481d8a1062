"""fsck: silent about what is sound, loud about what is not (tests/chaos damages it systematically)."""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, rows
from tests.pggit.reading import findings, run

# An edit behind pggit's back, and the check that must see it.
EDITS = {
    "update pggit.commits set message = 'forged'": "commit_hash",
    "update pggit.commits set author = 'nobody'": "commit_hash",
    "update pggit.branches set head_commit_hash = 'nothing'": "missing_head",
    "update pggit.branches set head_commit_hash = null": "unreachable_commit",
    "delete from pggit.commits": "missing_head",
    "delete from pggit.branches": "missing_main",
    "update pggit_internal.definitions set definition = '{}'": "definition_hash",
    "delete from pggit_internal.definitions": "missing_definition",
    "update pggit_internal.tree_nodes set entries = '{}'": "tree_hash",
    "delete from pggit_internal.tree_nodes": "missing_tree",
    "insert into pggit_internal.tree_nodes values (pggit_internal.sha256_hex('{}'), '{}')": "unused_tree",
    "delete from pggit_internal.worktree where prefix <> ''": "live_tree",
    "update pggit_internal.objects set definition = '{}'": "object_hash",
    "update pggit_internal.objects set major = 7": "object_without_history",
    "update pggit_internal.objects set key = '00'": "object_key",
    "delete from pggit_internal.history where change_type = 'CREATE'": "history_start",
    "delete from pggit_internal.history": "object_without_history",
    "delete from pggit_internal.objects": "history_without_object",
    "update pggit_internal.history set major = 9 where change_type = 'CREATE'": "version_goes_back",
    "delete from pggit_internal.repository": "repository",
    "delete from pggit_internal.own_tables where table_name = 'pggit.commits'": "own_table",
    "alter table pggit.commits drop constraint commits_single_line": "own_table",
    "alter event trigger pggit_sql_drop disable": "event_trigger",
    "alter event trigger pggit_sql_drop enable": "event_trigger",  # not for replicas
    "drop event trigger pggit_ddl_command_end": "event_trigger",
    "update pggit_internal.history set changed_at = changed_at - interval '1 microsecond'": "history_seal",
    "update pggit_internal.history set changed_by = 'nobody' where change_type = 'DROP'": "history_seal",
    "update pggit_internal.statements set ddl = 'forged'": "statement_hash",
    "update pggit_internal.statements set ddl = 'x', hash = pggit_internal.sha256_hex('x')": "history_seal",
    "delete from pggit_internal.statements": "missing_statement",
    "delete from pggit_internal.ledger where id = 1": "ledger",
    "delete from pggit_internal.ledger where id = (select max(id) from pggit_internal.ledger)": "ledger",
    "update pggit_internal.ledger set written_by = 'nobody' where id = 1": "ledger",
    "insert into pggit_internal.ledger select id + 1, 'tags', 'x', null, now(), 'x', 'x' from pggit_internal.ledger order by id desc limit 1": "ledger",
}
# What the constraints of pggit's tables do not let happen, as long as they are there.
DOUBLES = {
    "trinity_id": (
        "alter table pggit.commits drop constraint commits_pkey cascade",
        "alter table pggit.commits drop constraint commits_single_line",
        "insert into pggit.commits select * from pggit.commits where message = 'third'",
    ),
    "forked_branch": (
        "alter table pggit.commits drop constraint commits_single_line",
        "update pggit.commits set branch_id = 1",
    ),
    "branch_name": (
        "drop index pggit.branches_live_name",
        "update pggit.branches set name = 'main' where name = 'side'",
    ),
    "object_twice": (
        "drop index pggit_internal.objects_live_key",
        "update pggit_internal.objects set is_live = true",
        "update pggit_internal.objects set identity = 'public.t', object_type = 'table'",
    ),
}
HISTORY = """
    create table t (id integer primary key, name text);
    create view v as select id from t;
    select pggit.commit_changes('main', 'first');
    alter table t add column more text;
    select pggit.commit_changes('side', 'second');
    drop view v;
    select pggit.commit_changes('main', 'third')
"""


def test_a_new_repository_is_sound(database: Database) -> None:
    assert database.sql("select * from pggit.fsck()") == []


def test_a_repository_at_work_is_sound(database: Database) -> None:
    database.sql(HISTORY)
    database.sql("alter table t drop column more")  # not committed
    database.sql("select pggit.delete_branch('side', true)")
    assert database.sql("select * from pggit.fsck()") == []


@pytest.mark.parametrize("edit", EDITS)
def test_edit(database: Database, edit: str) -> None:
    with database.rolled_back() as connection:
        run(connection, HISTORY, "set local session_replication_role = replica", edit)
        found = rows(connection, "select * from pggit.fsck()")
        assert EDITS[edit] in {check for _, check, _, _ in found}
        assert all(severity == "error" and thing and detail for severity, _, thing, detail in found)


@pytest.mark.parametrize("check", DOUBLES)
def test_what_is_there_twice(database: Database, check: str) -> None:
    with database.rolled_back() as connection:
        run(connection, HISTORY, "set local session_replication_role = replica", *DOUBLES[check])
        assert check in {found for found, _, _ in findings(connection)}


def test_it_reads_only(database: Database) -> None:
    with database.connect() as connection:
        run(connection, "begin transaction read only")
        assert findings(connection) == []


def test_it_does_not_wait_for_a_writer_and_none_waits_for_it(database: Database) -> None:
    with database.connect() as writer, database.connect() as reader:
        run(writer, "begin", "create table t (id integer)", "select pggit.commit_changes('main')")
        run(reader, "set lock_timeout = '1s'", "begin")
        assert findings(reader) == []
        run(writer, "set lock_timeout = '1s'", "select pggit.commit_changes('main')", "commit")


def test_a_cancelled_run_says_so(database: Database) -> None:
    database.sql(HISTORY)
    answer = database.ask("select * from pggit.fsck()", options="-c statement_timeout=1ms")
    assert answer.sqlstate == "57014"
