"""repair: mends what needs no guess, names the rest, and does nothing unless told to."""

from __future__ import annotations

import re

import pytest
from psycopg import Connection

from scripts.install import pggit_folder
from tests.chaos import sample
from tests.chaos.database import Database
from tests.pggit.reading import error, value
from tests.pggit.test_drift import OFF

CHECKS = {
    name
    for file in (pggit_folder() / "integrity").glob("check_*.sql")
    for name in re.findall(
        r"select\s+'(?:error|warning)',\s+'(\w+)'", file.read_text(encoding="utf-8")
    )
}
# Damage, the check that finds it, and how many rows of fsck name it.
MENDED = {
    "alter event trigger pggit_sql_drop disable": "event_trigger",
    "drop event trigger pggit_ddl_command_end": "event_trigger",
    "insert into pggit_internal.statements (id, ddl, hash) values (1, 'x', pggit_internal.sha256_hex('x'))": "unused_statement",
    "insert into pggit_internal.definitions values (pggit_internal.sha256_hex('{}'), '{}')": "unused_definition",
    "insert into pggit_internal.tree_nodes values (pggit_internal.sha256_hex('{}'), '{}')": "unused_tree",
    "delete from pggit_internal.worktree": "live_tree",
    "update pggit_internal.worktree set prefix = '00' where prefix = (select max(prefix) from pggit_internal.worktree)": "live_tree",
    "delete from pggit_internal.pending": "live_tree",
    "insert into pggit_internal.pending values (999999)": "pending_step",
    f"{OFF}; create table new (id integer)": "drift",
    f"{OFF}; alter table shop.sales add column new integer": "drift",
    f"{OFF}; drop view shop.totals": "drift",
    f"{OFF}; alter table shop.sales rename to sold": "drift",
}
LEFT = {
    "update pggit.commits set message = 'forged' where message = 'first'": "commit_hash",
    "update pggit.branches set created_by = 'forged'": "sealed_row",
    "delete from pggit_internal.history where change_type = 'ALTER'": "history_gap",
    "alter table pggit.commits drop constraint commits_single_line": "own_table",
    "delete from pggit_internal.definitions": "missing_definition",
}
DAMAGE = (
    "select f.check_name from pggit.fsck() as f union all select 'drift' from pggit.detect_drift()"
)


def damage(database: Database) -> set[str]:
    """The names of all checks that find something."""
    return {row[0] for row in database.sql(DAMAGE)}


@pytest.fixture
def filled(database: Database) -> Database:
    """A repository with a past, and nothing wrong with it."""
    sample.fill(database)
    assert damage(database) == set()
    return database


@pytest.mark.parametrize("edit", MENDED)
def test_mended(filled: Database, edit: str) -> None:
    filled.sql(f"set session_replication_role = replica; {edit}")
    assert MENDED[edit] in damage(filled)
    before = filled.sql("select check_name, object, action from pggit.repair()")
    assert all(action.startswith("would ") for _, _, action in before)
    assert MENDED[edit] in damage(filled)  # a dry run
    after = filled.sql("select check_name, object, action from pggit.repair(null, false)")
    assert [(c, o, a.removeprefix("would ")) for c, o, a in before] == after
    assert damage(filled) == set()
    assert filled.sql("select * from pggit.repair(null, false)") == []
    filled.sql("create table afterwards (id integer); select pggit.commit_changes('main')")
    assert damage(filled) == set()


@pytest.mark.parametrize("edit", LEFT)
def test_left(filled: Database, edit: str) -> None:
    filled.sql(f"set session_replication_role = replica; {edit}")
    found = damage(filled)
    assert LEFT[edit] in found
    actions = {
        check: action for check, _, action in filled.sql("select * from pggit.repair(null, false)")
    }
    assert actions[LEFT[edit]].startswith("left: ")
    assert LEFT[edit] in damage(filled)


def test_one_check_only(filled: Database) -> None:
    filled.sql("alter event trigger pggit_sql_drop disable; delete from pggit_internal.worktree")
    assert {row[0] for row in filled.sql("select * from pggit.repair('event_trigger', false)")} == {
        "event_trigger"
    }
    assert damage(filled) == {"live_tree"}


def test_drift_that_is_recorded_is_in_history(filled: Database) -> None:
    filled.sql(f"{OFF}; alter table shop.sales add column new integer")
    filled.sql("select * from pggit.repair(null, false)")
    query = "select change_type, severity, ddl from pggit.get_history('shop.sales') limit 1"
    assert filled.sql(query) == [("ALTER", "minor", "pggit.repair()")]


def test_every_check_has_a_remedy_or_says_that_there_is_none(db: Connection) -> None:
    known = value(db, "select array_agg(check_name) from pggit_internal.remedies()")
    assert len(CHECKS) > 25
    assert set(known) == CHECKS | {"drift"}


@pytest.mark.parametrize("arguments", ["'no_such_check'", "''", "null, null", "'drift', null"])
def test_bad_arguments(db: Connection, arguments: str) -> None:
    assert error(db, f"select pggit.repair({arguments})") == "22023"
