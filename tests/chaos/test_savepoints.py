"""Parts of a transaction that are undone while the rest goes on.

Risk: pggit keeps state outside its tables, and a savepoint does not take it back.

When it fails: the tree of a commit holds objects that do not exist, or lacks some that do.

How to debug: run the statements of the test in psql and look at pggit_internal.pending and
pggit_internal.worktree after ROLLBACK TO.
"""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import line, model

pytestmark = [pytest.mark.chaos, pytest.mark.transaction]

TREE = "select tree_hash from pggit.commits where hash = %s"


@pytest.mark.promise("rules.transactional")
def test_a_commit_undone_by_a_savepoint_is_not_in_the_line(database: Database) -> None:
    with database.connect() as connection:
        rows(connection, "begin")
        kept = [ask(connection, "select pggit.commit_changes('main', 'kept')").value]
        rows(connection, "savepoint s")
        rows(connection, "select pggit.commit_changes('main', 'undone')")
        rows(connection, "rollback to savepoint s")
        kept.append(ask(connection, "select pggit.commit_changes('main', 'kept too')").value)
        rows(connection, "commit")
    read = line.read(database, "main")
    assert line.judge(read, kept) == []
    assert len(read) == 2


@pytest.mark.promise("commits.tree")
def test_a_tree_written_and_undone_is_written_again(database: Database) -> None:
    with database.connect() as connection:
        rows(connection, "begin")
        rows(connection, "create table t (id integer)")
        rows(connection, "savepoint s")
        first = ask(connection, "select pggit.commit_changes('main')").value
        ((tree,),) = rows(connection, TREE, first)
        rows(connection, "rollback to savepoint s")
        again = ask(connection, "select pggit.commit_changes('main')").value
        rows(connection, "commit")
    model.must_equal(database.value(TREE, again), tree)


@pytest.mark.promise("commits.tree")
def test_ddl_undone_by_a_savepoint_gives_the_tree_without_it(database: Database) -> None:
    plain = database.value(TREE, database.value("select pggit.commit_changes('plain')"))
    with database.connect() as connection:
        rows(connection, "begin")
        rows(connection, "savepoint s")
        rows(connection, "create table t (id integer)")
        rows(connection, "create schema extra create table u (id integer)")
        rows(connection, "rollback to savepoint s")
        commit = ask(connection, "select pggit.commit_changes('main')").value
        rows(connection, "commit")
    model.must_equal(database.value(TREE, commit), plain)


@pytest.mark.promise("rules.transactional")
def test_an_error_caught_in_a_block_undoes_what_the_block_did(database: Database) -> None:
    database.sql(
        """
        do $$
        begin
            perform pggit.create_branch('outside');
            begin
                perform pggit.create_branch('inside');
                perform pggit.create_branch('not a name');
            exception when invalid_parameter_value then
                null;
            end;
        end
        $$
        """
    )
    names = database.sql("select branch_name from pggit.list_branches() order by 1")
    model.must_equal(names, [("main",), ("outside",)])
