"""Create, list and delete branches."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, findings, run, value

VALID = [
    "a",
    "feature/x-1",
    "Größe",
    "a.b",
    "a@b",
    "x" * 255,
    "ü" * 127,
    "it's",
    'quo"te',
    "select",
    "#1",
]
INVALID = [
    "",
    " ",
    "a b",
    "a\tb",
    "a\x7fb",
    *[f"a{letter}b" for letter in "~^:?*[\\"],
    "a..b",
    "@",
    "a@{b",
    "-a",
    "/a",
    "a/",
    "a.",
    ".a",
    "a/.b",
    "a//b",
    "a.lock",
    "a.lock/b",
    "x" * 256,
    "ü" * 128,
]


def names(db: Connection) -> list[str]:
    return [row[0] for row in rows(db, "select branch_name from pggit.list_branches()")]


def test_a_new_repository_has_the_branch_main(db: Connection) -> None:
    columns = "branch_name, status, head_commit_hash, parent_branch, commit_count, created_by"
    found = rows(db, f"select {columns} from pggit.list_branches()")
    assert found == [("main", "ACTIVE", None, None, 0, "postgres")]


def test_a_branch_starts_at_its_parents_head(db: Connection) -> None:
    head = value(db, "select pggit.commit_changes('main')")
    created = value(db, "select pggit.create_branch('side')")
    found = rows(
        db,
        "select id, parent_branch_id, head_commit_hash, status from pggit.branches where name = 'side'",
    )
    assert found == [(created, 1, head, "ACTIVE")]


def test_a_branch_of_a_branch(db: Connection) -> None:
    run(db, "select pggit.create_branch('side')", "select pggit.commit_changes('side')")
    run(db, "select pggit.create_branch('more', 'side')")
    found = rows(db, "select branch_name, parent_branch, commit_count from pggit.list_branches()")
    assert found == [("main", None, 0), ("more", "side", 0), ("side", "main", 1)]
    assert rows(db, "select hash from pggit.log('more')") == rows(
        db, "select hash from pggit.log('side')"
    )


def test_the_creator_is_the_caller(db: Connection) -> None:
    run(db, "create role author", "select pggit.grant_writer('author')", "set local role author")
    run(db, "select pggit.create_branch('side')")
    assert value(db, "select created_by from pggit.branches where name = 'side'") == "author"


@pytest.mark.parametrize("name", VALID)
def test_name(db: Connection, name: str) -> None:
    run(db, "savepoint s")
    rows(db, "select pggit.create_branch(%s)", name)
    rows(db, "select pggit.commit_changes(%s)", name)
    assert names(db) == ["main", name]
    rows(db, "select pggit.delete_branch(%s, true)", name)
    assert names(db) == ["main"]


@pytest.mark.parametrize("name", INVALID)
def test_invalid_name(db: Connection, name: str) -> None:
    for call in ("create_branch(%s)", "commit_changes(%s)", "delete_branch(%s)", "log(%s)"):
        assert error(db, f"select pggit.{call}", name) == "22023"


@pytest.mark.parametrize(
    ("call", "sqlstate"),
    [
        ("create_branch(null)", "22023"),
        ("create_branch('side', null)", "22023"),
        ("create_branch('main')", "42710"),
        ("create_branch('side', 'nothing')", "42704"),
        ("create_branch('WORKTREE')", "42710"),
        ("commit_changes('WORKTREE')", "42710"),
        ("delete_branch('WORKTREE')", "42704"),
        ("delete_branch(null)", "22023"),
        ("delete_branch('nothing')", "42704"),
        ("delete_branch('main')", "55006"),
        ("delete_branch('main', true)", "55006"),
        ("delete_branch('nothing', null)", "22023"),
        ("delete_branch_simple(null)", "22023"),
        ("delete_branch_simple('main')", "55006"),
        ("delete_branch_simple('nothing')", None),
    ],
)
def test_refuses(db: Connection, call: str, sqlstate: str | None) -> None:
    assert error(db, f"select pggit.{call}") == sqlstate


def test_names_differ_by_case(db: Connection) -> None:
    run(db, "select pggit.create_branch('side')", "select pggit.create_branch('Side')")
    assert names(db) == ["main", "Side", "side"]


def test_deleting_keeps_the_row_and_frees_the_name(db: Connection) -> None:
    first = value(db, "select pggit.create_branch('side')")
    run(db, "select pggit.delete_branch('side')")
    assert names(db) == ["main"]
    assert error(db, "select pggit.delete_branch('side')") == "42704"
    second = value(db, "select pggit.create_branch('side')")
    found = rows(db, "select id, status from pggit.branches where name = 'side' order by id")
    assert found == [(first, "DELETED"), (second, "ACTIVE")]


def test_a_branch_with_commits_of_its_own_is_deleted_by_force_only(db: Connection) -> None:
    run(db, "select pggit.commit_changes('side')")
    assert error(db, "select pggit.delete_branch('side')") == "55006"
    run(db, "select pggit.delete_branch('side', true)")
    assert names(db) == ["main"]
    assert findings(db) == []


def test_a_branch_that_another_one_reaches_is_deleted_without_force(db: Connection) -> None:
    run(db, "select pggit.commit_changes('side')", "select pggit.create_branch('more', 'side')")
    run(db, "select pggit.commit_changes('more')", "select pggit.delete_branch('side')")
    assert names(db) == ["main", "more"]
    assert value(db, "select count(*) from pggit.log('more')") == 2
    assert error(db, "select pggit.delete_branch('more')") == "55006"


def test_delete_branch_simple_forces_and_is_idempotent(db: Connection) -> None:
    run(db, "select pggit.commit_changes('side')")
    run(
        db, "select pggit.delete_branch_simple('side')", "select pggit.delete_branch_simple('side')"
    )
    assert names(db) == ["main"]


def test_a_deleted_branchs_name_starts_from_main_again(db: Connection) -> None:
    run(db, "select pggit.commit_changes('side')", "select pggit.delete_branch_simple('side')")
    run(db, "select pggit.commit_changes('side')")
    assert value(db, "select count(*) from pggit.log('side')") == 1
