"""Somebody, or something, edits pggit's own tables.

Risk: damage that fsck does not see: a history that was edited looks like one that happened.

When it fails: fsck calls a damaged repository sound.

How to debug: run the edit of the failing case in psql with session_replication_role = replica, then
`select * from pggit.fsck()`. The check that should have seen it is in sql/integrity/.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg import Connection

from tests.chaos.database import Database, rows
from tests.chaos.faults import tamper
from tests.chaos.fixtures import TEMPLATE, new_database
from tests.chaos.oracles import fsck, record

pytestmark = [pytest.mark.chaos, pytest.mark.corruption]


HISTORY = (
    "create table orders (id integer primary key, total numeric)",
    "select pggit.commit_changes('main', 'first', 'commit-0001')",
    "alter table orders add column note text",
    "select pggit.commit_changes('main', 'second', 'commit-0002')",
    "create table short (id integer)",
    "drop table short",
    "select pggit.commit_changes('side', 'third', 'commit-0003')",
)


@pytest.fixture(scope="module")
def sound(server: Database) -> Iterator[Connection]:
    """A small repository: two branches, three commits, a table with a past, one that was dropped."""
    with new_database(server, TEMPLATE) as database, database.connect() as connection:
        for statement in HISTORY:
            rows(connection, statement)
        assert rows(connection, "select * from pggit.fsck()") == []
        connection.autocommit = False
        yield connection


@pytest.fixture
def history(sound: Connection) -> Iterator[Connection]:
    """The small repository in an open transaction: whatever damage is done to it is rolled back."""
    yield sound
    sound.rollback()


EDITS = {
    "message": (
        "update pggit.commits set message = 'First' where message = 'first'",
        "commit_hash",
    ),
    "author": (
        "update pggit.commits set author = 'nobody' where message = 'second'",
        "commit_hash",
    ),
    "time": (
        "update pggit.commits set committed_at = committed_at - interval '1 microsecond' where message = 'third'",
        "commit_hash",
    ),
    "parent": (
        "update pggit.commits set parent_commit_hash = null where message = 'third'",
        "commit_hash",
    ),
    "tree": (
        "update pggit.commits set tree_hash = (select tree_hash from pggit.commits where message = 'first')"
        " where message = 'second'",
        "commit_hash",
    ),
    "branch": ("update pggit.commits set branch_id = 2 where message = 'second'", "commit_hash"),
    "id": (
        "update pggit.commits set hash = 'commit-0009' where message = 'first'",
        "missing_parent",
    ),
    "malformed id": (
        "update pggit.commits set hash = 'short' where message = 'third'",
        "trinity_id",
    ),
    "commit deleted": ("delete from pggit.commits where message = 'second'", "missing_parent"),
    "head commit deleted": ("delete from pggit.commits where message = 'third'", "missing_head"),
    "cycle": (
        "update pggit.commits set parent_commit_hash = 'commit-0002' where message = 'first'",
        "cyclic_parent",
    ),
    "head moved back": (
        "update pggit.branches set head_commit_hash = 'commit-0001' where name = 'side'",
        "unreachable_commit",
    ),
    "head lost": (
        "update pggit.branches set head_commit_hash = null where name = 'side'",
        "unreachable_commit",
    ),
    "head nowhere": (
        "update pggit.branches set head_commit_hash = 'nowhere-000' where name = 'side'",
        "missing_head",
    ),
    "branch deleted": ("delete from pggit.branches where name = 'side'", "missing_branch"),
    "no main": ("update pggit.branches set name = 'trunk' where name = 'main'", "missing_main"),
    "node edited": (
        'update pggit_internal.tree_nodes set entries = entries || \'{"x": "y"}\'',
        "tree_hash",
    ),
    "node deleted": (
        "delete from pggit_internal.tree_nodes where hash in (select tree_hash from pggit.commits where message = 'first')",
        "missing_tree",
    ),
    "definition edited": (
        "update pggit_internal.definitions set definition = definition || '{\"x\": 1}'",
        "definition_hash",
    ),
    "definition deleted": ("delete from pggit_internal.definitions", "missing_definition"),
    "object edited": (
        "update pggit_internal.objects set definition = '{}' where identity = 'public.orders'",
        "object_hash",
    ),
    "object's version": (
        "update pggit_internal.objects set major = 7 where identity = 'public.orders'",
        "object_without_history",
    ),
    "object's name": (
        "update pggit_internal.objects set identity = 'public.other' where identity = 'public.orders'",
        "object_key",
    ),
    "object deleted": (
        "delete from pggit_internal.objects where identity = 'public.orders'",
        "history_without_object",
    ),
    "object revived": (
        "update pggit_internal.objects set is_live = true where identity = 'public.short'",
        "object_without_history",
    ),
    "history deleted": (
        "delete from pggit_internal.history where identity = 'public.orders' and change_type = 'ALTER'",
        "object_without_history",
    ),
    "first history deleted": (
        "delete from pggit_internal.history where identity = 'public.orders' and change_type = 'CREATE'",
        "history_start",
    ),
    "version in history": (
        "update pggit_internal.history set minor = 9 where identity = 'public.orders' and change_type = 'CREATE'",
        "version_goes_back",
    ),
    "leaf of the live tree": (
        "delete from pggit_internal.worktree where length(prefix) = 2",
        "live_tree",
    ),
    "merge parent": (
        "update pggit.commits set merge_parent_hash = 'commit-0001' where message = 'third'",
        "commit_hash",
    ),
    "repository row": ("delete from pggit_internal.repository", "repository"),
    "question": (
        "insert into pggit_internal.questions (id, topic) values ('1', 'object')",
        "own_table",
    ),
    "question's key": ("insert into pggit_internal.question_keys (id) values ('1')", "own_table"),
    "list of own tables": (
        "delete from pggit_internal.own_tables where table_name like '%%commits'",
        "own_table",
    ),
}


@pytest.mark.promise("commits.content-hash")
@pytest.mark.promise("integrity.fsck")
@pytest.mark.parametrize(("edit", "check"), EDITS.values(), ids=EDITS)
def test_fsck_finds_and_names_an_edited_row(history: Connection, edit: str, check: str) -> None:
    tamper.damage(history, edit)
    assert check in fsck.checks_in(history)


@pytest.mark.promise("integrity.installation")
@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("alter event trigger pggit_sql_drop disable", "event_trigger"),
        ("alter event trigger pggit_ddl_command_end enable", "event_trigger"),  # not for replicas
        ("drop event trigger pggit_ddl_command_end", "event_trigger"),
        ("alter table pggit.commits drop constraint commits_single_line", "own_table"),
        ("alter table pggit.branches drop constraint branches_status_check", "own_table"),
        ("drop index pggit.branches_live_name", "own_table"),
        ("alter table pggit.commits alter column message drop not null", "own_table"),
        ("alter table pggit.commits disable trigger all", "own_table"),  # so no foreign key holds
    ],
)
def test_fsck_finds_what_an_operator_took_away(
    history: Connection, statement: str, check: str
) -> None:
    tamper.damage(history, statement)
    assert check in fsck.checks_in(history)


@pytest.mark.promise("integrity.fsck")
def test_fsck_finds_two_commits_with_one_parent(history: Connection) -> None:
    tamper.damage(
        history,
        "alter table pggit.commits drop constraint commits_single_line",
        "insert into pggit.commits select 'commit-0009', branch_id, parent_commit_hash, null, tree_hash,"
        " content_hash, message, author, committed_at from pggit.commits where message = 'second'",
    )
    found = rows(history, "select check_name, object from pggit.fsck()")
    assert ("forked_branch", "main") in found


@pytest.mark.promise("integrity.fsck")
def test_fsck_finds_a_live_tree_that_is_sound_but_of_another_time(history: Connection) -> None:
    tamper.damage(
        history,
        "delete from pggit_internal.worktree",
        """
        with recursive tree as (
            select '' as prefix, tree_hash as hash from pggit.commits where message = 'first'
            union all
            select below.key, below.value
            from tree
            join pggit_internal.tree_nodes as n on n.hash = tree.hash and length(tree.prefix) < 2
            cross join lateral jsonb_each_text(n.entries) as below
        )
        insert into pggit_internal.worktree select tree.prefix, tree.hash from tree
        """,
    )
    assert "live_tree" in fsck.checks_in(history)


@pytest.mark.promise("integrity.fsck")
@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("insert into orders__dev__own (id, deleted) values (99, true)", "orphaned_overlay"),
        ("drop trigger orders__dev__update on orders", "data_branch"),
        ('drop trigger "2_write" on orders__dev', "data_branch"),
        ("drop function orders__dev__write() cascade", "data_branch"),
        ("drop table orders__dev__base cascade", "data_branch"),
        ("alter table orders disable trigger orders__dev__update", "data_branch"),
    ],
)
def test_fsck_finds_a_damaged_data_branch(history: Connection, damage: str, check: str) -> None:
    rows(history, "select pggit.create_data_branch('orders', 'main', 'dev')")
    assert fsck.checks_in(history) == set()
    # Nobody looks on: what guards the parts of a branch is off.
    guards = ("pggit_sql_drop", "pggit_ddl_command_end")
    tamper.damage(
        history,
        *(f"alter event trigger {guard} disable" for guard in guards),
        damage,
        *(f"alter event trigger {guard} enable always" for guard in guards),
    )
    assert check in fsck.checks_in(history)


@pytest.mark.promise("integrity.installation")
def test_fsck_finds_a_setting_that_switches_event_triggers_off(
    history: Connection, major: int
) -> None:
    if major < 17:
        pytest.skip("inapplicable: event_triggers is a setting since PostgreSQL 17")
    name = history.info.dbname
    tamper.damage(history, f"alter database {name} set event_triggers = off")
    assert rows(history, "select check_name, object from pggit.fsck()") == [
        ("event_triggers_off", name)
    ]


@pytest.mark.promise("integrity.self-test")
@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        (
            "alter event trigger pggit_ddl_command_end disable",
            {"every change of the schema is recorded", "event triggers and tables are as pggit"},
        ),
        ("grant insert on pggit.tags to public", {"nobody is granted to write", "event triggers"}),
    ],
)
def test_self_test_tells_which_promise_is_broken(
    clone: Database, statement: str, broken: set[str]
) -> None:
    clone.sql("create table orders (id integer primary key, total numeric)")
    clone.sql("select pggit.commit_changes('main')")
    query = "select promise from pggit.self_test() where not is_kept"
    before = record.snapshot(clone)
    assert clone.sql(query) == []
    assert record.differences(before, record.snapshot(clone)) == []
    assert clone.value("select count(*) from pg_namespace where nspname ~ 'self_test'") == 0
    tamper.define(clone, statement)
    found = [promise for (promise,) in clone.sql(query)]
    assert {text for text in broken if any(promise.startswith(text) for promise in found)} == broken
