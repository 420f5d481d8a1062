"""Calls with arguments that make no sense.

Risk: a null, a negative number or a name of nothing is taken for something, and half a thing is done; or the
caller gets an error that says nothing about what was wrong.

When it fails: programs that look at SQLSTATEs take the wrong turn, and the record holds what nobody meant.

How to debug: the failure names the call, what it was to end with and what it said. Each function checks its
arguments in its first lines.
"""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, ask
from tests.chaos.oracles import model, record

pytestmark = [pytest.mark.chaos, pytest.mark.property]

SETUP = """
    create table t (id integer primary key);
    create table keyless (id integer);
    create view v as select 1 as one;
    create table p (id integer primary key) partition by range (id);
    select pggit.commit_changes('main', 'first', 'commit-0001');
    select pggit.create_branch('side');
    select pggit.create_tag('v1');
    select pggit.create_data_branch('t', 'main', 'dev');
    select pggit.apply_migration('1', 'one', 'select 1', 'select 2')
"""
REFUSED = {
    "22023": [
        "select pggit.commit_changes(null)",
        "select pggit.commit_changes('')",
        "select pggit.commit_changes('main', null)",
        "select pggit.commit_changes('main', 'm', '')",
        "select pggit.create_branch(null)",
        "select pggit.create_branch('new', null)",
        "select pggit.delete_branch(null)",
        "select pggit.delete_branch('side', null)",
        "select pggit.delete_branch_simple(null)",
        "select pggit.create_tag(null)",
        "select * from pggit.log(null)",
        "select * from pggit.log('main', null)",
        "select * from pggit.log('main', -1)",
        "select * from pggit.show(null)",
        "select * from pggit.get_history('t', -1)",
        "select * from pggit.get_history('t', null)",
        "select pggit.create_data_branch(null, 'main', 'new')",
        "select pggit.create_data_branch(' ', 'main', 'new')",
        "select pggit.create_data_branch('t', 'main', null)",
        "select pggit.create_data_branch('t', null, 'new')",
        "select pggit.merge_data_branch('t', 'dev', 'main', null)",
        "select pggit.merge_data_branch('t', 'dev', 'main', 'mine')",
        "select pggit.merge_data_branch('t', 'dev', 'dev')",
        "select pggit.apply_migration(null, 'n', 'select 1')",
        "select pggit.apply_migration(' ', 'n', 'select 1')",
        "select pggit.apply_migration('2', null, 'select 1')",
        "select pggit.apply_migration('2', 'n', null)",
        "select pggit.apply_migration('2', 'n', 'select 1', ' ')",
        "select pggit.begin_migration(null, 'n')",
        "select pggit.fail_migration('1', null)",
        "select pggit.repair('nonsense')",
        "select pggit.repair(null, null)",
    ],
    "22001": ["select pggit.commit_changes('main', repeat('x', 1048577))"],
    "42704": [
        "select pggit.create_branch('new', 'nowhere')",
        "select pggit.delete_branch('nowhere')",
        "select * from pggit.log('nowhere')",
        "select * from pggit.status('nowhere')",
        "select * from pggit.show('nowhere')",
        "select * from pggit.show('WORKTREE')",
        "select * from pggit.log('WORKTREE')",
        "select pggit.create_tag('v2', 'nowhere')",
        "select pggit.create_data_branch('t', 'nowhere', 'new')",
        "select pggit.merge_data_branch('t', 'nowhere', 'main')",
        "select pggit.drop_data_branch('t', 'nowhere')",
        "select pggit.rollback_migration('nowhere')",
        "select pggit.complete_migration('nowhere')",
        "select pggit.grant_writer('nobody')",
    ],
    "42710": [
        "select pggit.create_branch('side')",
        "select pggit.create_branch('main')",
        "select pggit.create_tag('v1')",
        "select pggit.create_tag('side')",
        "select pggit.create_tag('commit-0001')",
        "select pggit.create_tag('WORKTREE')",
        "select pggit.create_branch('v1')",
        "select pggit.create_branch('commit-0001')",
        "select pggit.create_branch('WORKTREE')",
        "select pggit.commit_changes('v1')",
        "select pggit.commit_changes('commit-0001')",
        "select pggit.commit_changes('WORKTREE')",
        "select pggit.create_data_branch('t', 'main', 'WORKTREE')",
        "select pggit.create_data_branch('t', 'main', 'main')",
        "select pggit.begin_migration('1', 'one')",
    ],
    "23505": ["select pggit.commit_changes('side', 'again', 'commit-0001')"],
    "42P01": ["select pggit.create_data_branch('nothing', 'main', 'new')"],
    "42809": [
        "select pggit.create_data_branch('v', 'main', 'new')",
        "select pggit.create_data_branch('p', 'main', 'new')",
    ],
    "55000": [
        "select pggit.create_data_branch('keyless', 'main', 'new')",
        "select pggit.complete_migration('1')",
    ],
    "55006": [
        "select pggit.delete_branch('main')",
        "select pggit.delete_branch('main', true)",
        "select pggit.delete_branch_simple('main')",
        "select pggit.drop_data_branch('t', 'main')",
    ],
}


@pytest.mark.promise("rules.errors")
def test_a_call_that_makes_no_sense_is_refused_and_changes_nothing(database: Database) -> None:
    for statement in SETUP.split(";"):
        database.sql(statement)
    before = record.snapshot(database)
    expected = {call: code for code, calls in REFUSED.items() for call in calls}
    with database.connect() as connection:
        said = {call: ask(connection, call) for call in expected}
    wrong = {call: said[call] for call, code in expected.items() if said[call].sqlstate != code}
    model.must_equal(wrong, {})
    assert record.differences(before, record.snapshot(database)) == []
