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


def test_one_change_costs_one_bucket(db: Connection) -> None:
    stored = "select (select count(*) from pggit_internal.tree_nodes), (select count(*) from pggit_internal.definitions)"
    run(db, *[f"create table t{number} (id integer)" for number in range(100)])
    commit(db)
    ((nodes, definitions),) = rows(db, stored)
    run(db, "alter table t7 add column x text")
    commit(db)
    # The root, a node below it and a leaf.
    assert rows(db, stored) == [(nodes + 3, definitions + 1)]


def test_a_tree_does_not_tell_who_made_it_or_when_or_where(db: Connection) -> None:
    run(db, "create table t (id integer)", "create table u (id integer)")
    first = tree(db, commit(db))
    run(db, "create role other", "drop table t, u", "set local search_path = pg_catalog")
    run(db, "create table public.u (id integer)", "create table public.t (id integer)")
    run(db, "alter table public.t owner to other")
    assert tree(db, commit(db, "side", "another", "custom-0001")) == first


@pytest.mark.parametrize(
    "column", ["tree_hash", "parent_commit_hash", "merge_parent_hash", "message", "author"]
)
def test_the_seal_covers(db: Connection, column: str) -> None:
    commit(db, custom="commit-0001")
    run(db, "create table t (id integer)")
    commit(db, custom="commit-0002")
    commit(db, "side", "third", "commit-0003")
    other = {
        "tree_hash": "(select tree_hash from pggit.commits where hash = 'commit-0001')",
        "parent_commit_hash": "'commit-0001'",
        "merge_parent_hash": "'commit-0002'",
    }.get(column, "'other'")
    run(db, "set local session_replication_role = replica")
    run(db, f"update pggit.commits set {column} = {other} where hash = 'commit-0003'")
    assert [finding[:2] for finding in findings(db) if finding[0] == "commit_hash"] == [
        ("commit_hash", "commit-0003")
    ]


def test_the_seal_covers_the_seals_of_those_before(db: Connection) -> None:
    for number in range(3):
        commit(db, custom=f"commit-000{number}")
    run(db, "update pggit.commits set message = 'forged' where hash = 'commit-0000'")
    seal_anew = "update pggit.commits as c set content_hash = pggit_internal.content_hash(c) where c.hash = %s"
    for number in range(2):
        rows(db, seal_anew, f"commit-000{number}")
        assert [found[1] for found in findings(db)] == [f"commit-000{number + 1}"]


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
