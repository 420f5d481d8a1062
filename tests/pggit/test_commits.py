"""commit_changes and log: snapshots of the schema, and the line that they form."""

from __future__ import annotations

import re

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, findings, run, value


def commit(
    db: Connection, branch: str = "main", message: str = "", custom: str | None = None
) -> str:
    return str(value(db, "select pggit.commit_changes(%s, %s, %s)", branch, message, custom))


def tree(db: Connection, commit_id: str) -> str:
    return str(value(db, "select tree_hash from pggit.commits where hash = %s", commit_id))


def test_a_commit_is_a_row_under_its_trinity_id(db: Connection) -> None:
    run(db, "create role author", "select pggit.grant_writer('author')", "set local role author")
    found = commit(db, "main", "first")
    assert re.fullmatch(r"\d{20}-[0-9a-z]{6}-[0-9a-f]{8}", found)
    columns = (
        "branch_id, parent_commit_hash, merge_parent_hash, message, author, committed_at >= now()"
    )
    assert rows(db, f"select {columns} from pggit.commits") == [
        (1, None, None, "first", "author", True)
    ]
    assert value(db, "select tree_hash || content_hash ~ '^[0-9a-f]{128}$' from pggit.commits")


def test_message_and_id_may_be_left_out(db: Connection) -> None:
    run(db, "select pggit.commit_changes('main')")
    assert value(db, "select message from pggit.commits") == ""


def test_commits_of_a_branch_form_a_line(db: Connection) -> None:
    ids = [commit(db) for _ in range(3)]
    found = rows(db, "select hash, parent_commit_hash from pggit.log()")
    assert found == [(ids[2], ids[1]), (ids[1], ids[0]), (ids[0], None)]
    assert value(db, "select head_commit_hash from pggit.branches where name = 'main'") == ids[2]
    assert findings(db) == []


def test_a_branch_that_does_not_exist_is_created_from_main(db: Connection) -> None:
    first, second = commit(db), commit(db, "side")
    found = rows(db, "select hash, branch_name from pggit.log('side')")
    assert found == [(second, "side"), (first, "main")]
    assert value(db, "select head_commit_hash from pggit.branches where name = 'main'") == first


@pytest.mark.parametrize(
    "message", ["", " ", "a\r\nb\n", "it's; drop schema pggit; --", "🚀ü\t", "%s %I"]
)
def test_message_is_kept_as_it_is(db: Connection, message: str) -> None:
    commit(db, message=message)
    assert value(db, "select message from pggit.log()") == message


@pytest.mark.parametrize(
    ("arguments", "sqlstate"),
    [
        ("null", "22023"),
        ("''", "22023"),
        ("'a..b'", "22023"),
        ("'main', null", "22023"),
        ("'main', repeat('x', 1048576)", None),
        ("'main', repeat('x', 1048577)", "22001"),
        ("'main', repeat('ü', 524289)", "22001"),
        ("'main', '', 'ten digits'", None),
        ("'main', '', '123456789'", "22023"),
        ("'main', '', repeat('x', 255)", None),
        ("'main', '', repeat('x', 256)", "22023"),
        ("'main', '', repeat(' ', 20)", "22023"),
        ("'main', '', E'0123456789\\n'", "22023"),
    ],
)
def test_arguments(db: Connection, arguments: str, sqlstate: str | None) -> None:
    assert error(db, f"select pggit.commit_changes({arguments})") == sqlstate


def test_a_custom_id_is_used_once(db: Connection) -> None:
    assert commit(db, custom="custom-0001") == "custom-0001"
    assert error(db, "select pggit.commit_changes('side', '', 'custom-0001')") == "23505"


def test_equal_schemas_have_equal_trees(db: Connection) -> None:
    empty = commit(db)
    run(db, "create table t (id integer)", "create view v as table t")
    first = commit(db)
    run(db, "drop view v", "alter table t add column x text", "alter table t drop column x")
    run(db, "create view v as table t")
    assert tree(db, commit(db, "side")) == tree(db, first) != tree(db, empty)
    run(db, "drop table t cascade")
    assert tree(db, commit(db)) == tree(db, empty)


def test_a_name_is_part_of_the_tree(db: Connection) -> None:
    run(db, "create table t (id integer)")
    first = commit(db)
    run(db, "alter table t rename to u")
    assert tree(db, commit(db)) != tree(db, first)


def test_a_commit_without_changes_has_its_parents_tree(db: Connection) -> None:
    run(db, "create table t (id integer)")
    assert tree(db, commit(db)) == tree(db, commit(db))


def test_every_commit_is_sealed_differently(db: Connection) -> None:
    for _ in range(2):
        commit(db, message="same")
    assert value(db, "select count(distinct content_hash) from pggit.commits") == 2


def test_objects_are_stored_once(db: Connection) -> None:
    run(db, "create table a (id integer)", "create table b (id integer)")
    commit(db)
    commit(db, "side")
    stored = "select count(*) from pggit_internal.definitions where definition ? 'columns'"
    assert value(db, stored) == 1


def test_log_has_the_default_branch_limit_and_all_columns(db: Connection) -> None:
    for number in range(51):
        commit(db, message=str(number))
    columns = (
        "message, branch_name, merge_parent_hash, author = session_user, committed_at >= now()"
    )
    found = rows(db, f"select {columns} from pggit.log()")
    assert (len(found), found[0]) == (50, ("50", "main", None, True, True))
    assert rows(db, "select message from pggit.log('main', 2)") == [("50",), ("49",)]
    assert rows(db, "select message from pggit.log(p_limit => 0)") == []


def test_log_of_a_branch_without_commits_is_empty(db: Connection) -> None:
    assert rows(db, "select * from pggit.log()") == []


@pytest.mark.parametrize(
    ("arguments", "sqlstate"),
    [("'nothing'", "42704"), ("null", "22023"), ("'main', -1", "22023"), ("'main', null", "22023")],
)
def test_log_refuses(db: Connection, arguments: str, sqlstate: str) -> None:
    assert error(db, f"select * from pggit.log({arguments})") == sqlstate
