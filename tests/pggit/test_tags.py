"""create_tag: names of commits that do not move."""

from __future__ import annotations

import threading

import pytest
from psycopg import Connection

from tests.chaos.database import Answer, Database, ask, rows, together
from tests.pggit.reading import error, findings, run, value
from tests.pggit.test_branches import INVALID, VALID


@pytest.fixture
def tagged(db: Connection) -> Connection:
    """Two commits on main, the first tagged, and one on side."""
    run(db, "select pggit.commit_changes('main', '', 'commit-0001')")
    run(
        db,
        "select pggit.create_tag('v1')",
        "select pggit.commit_changes('main', '', 'commit-0002')",
    )
    run(db, "select pggit.commit_changes('side', '', 'commit-0003')")
    return db


def tags(db: Connection) -> list[tuple[object, ...]]:
    return rows(db, "select name, commit_hash from pggit.tags order by name")


def test_a_tag_stays_at_its_commit(tagged: Connection) -> None:
    assert tags(tagged) == [("v1", "commit-0001")]
    assert rows(tagged, "select created_by, created_at >= now() from pggit.tags") == [
        ("postgres", True)
    ]
    assert findings(tagged) == []


@pytest.mark.parametrize(
    ("commit", "expected"),
    [
        ("null", "commit-0002"),
        ("'commit-0001'", "commit-0001"),
        ("'v1'", "commit-0001"),
        ("'side'", "commit-0003"),
    ],
)
def test_it_returns_the_commit(tagged: Connection, commit: str, expected: str) -> None:
    assert value(tagged, f"select pggit.create_tag('v2', {commit})") == expected
    assert tags(tagged) == [("v1", "commit-0001"), ("v2", expected)]


@pytest.mark.parametrize("name", VALID)
def test_name(tagged: Connection, name: str) -> None:
    rows(tagged, "select pggit.create_tag(%s)", name)
    assert value(tagged, "select commit_hash from pggit.tags where name = %s", name)
    assert findings(tagged) == []


@pytest.mark.parametrize("name", [None, *INVALID])
def test_invalid_name(tagged: Connection, name: str | None) -> None:
    assert error(tagged, "select pggit.create_tag(%s)", name) == "22023"


@pytest.mark.parametrize(
    ("arguments", "sqlstate"),
    [
        ("'v1'", "42710"),
        ("'V1'", None),
        ("'main'", "42710"),
        ("'side'", "42710"),
        ("'commit-0003'", "42710"),
        ("'WORKTREE'", "42710"),
        ("'v2', 'nothing'", "42704"),
        ("'v2', ''", "42704"),
    ],
)
def test_arguments(tagged: Connection, arguments: str, sqlstate: str | None) -> None:
    assert error(tagged, f"select pggit.create_tag({arguments})") == sqlstate


def test_there_must_be_a_commit(db: Connection) -> None:
    assert error(db, "select pggit.create_tag('v1')") == "55000"


def test_a_deleted_branch_names_no_commit(tagged: Connection) -> None:
    run(tagged, "select pggit.delete_branch('side', true)")
    assert error(tagged, "select pggit.create_tag('v2', 'side')") == "42704"


def test_a_tag_keeps_its_commit_reachable(tagged: Connection) -> None:
    assert error(tagged, "select pggit.delete_branch('side')") == "55006"
    run(tagged, "select pggit.create_tag('kept', 'side')", "select pggit.delete_branch('side')")
    assert findings(tagged) == []


def test_a_tag_reaches_the_commits_before_its_own(tagged: Connection) -> None:
    run(tagged, "select pggit.create_branch('twig', 'side')", "select pggit.commit_changes('twig')")
    run(tagged, "select pggit.create_tag('kept', 'twig')")
    assert error(tagged, "select pggit.delete_branch('side')") is None


def test_who_may(tagged: Connection) -> None:
    run(tagged, "create role plain", "set local role plain")
    assert len(tags(tagged)) == 1
    assert error(tagged, "select pggit.create_tag('v2')") == "42501"
    assert error(tagged, "delete from pggit.tags") == "42501"
    run(tagged, "reset role", "select pggit.grant_writer('plain')", "set local role plain")
    run(tagged, "select pggit.create_tag('v2')")
    assert value(tagged, "select created_by from pggit.tags where name = 'v2'") == "plain"


EDITS = {
    "update pggit.tags set commit_hash = 'commit-0002'": "sealed_row",
    "update pggit.tags set commit_hash = 'nothing-0001'": "missing_tagged_commit",
    "update pggit.tags set name = 'v2'": "sealed_row",
    "update pggit.tags set created_by = 'nobody'": "sealed_row",
    "delete from pggit.tags": "sealed_row",
    "insert into pggit.tags values ('v2', 'commit-0002', now(), 'postgres')": "sealed_row",
}


@pytest.mark.parametrize("edit", EDITS)
def test_fsck_finds_edit(tagged: Connection, edit: str) -> None:
    run(tagged, "set local session_replication_role = replica", edit)
    assert EDITS[edit] in {check for check, _, _ in findings(tagged)}


def test_what_nothing_but_a_tag_reaches_is_reachable(tagged: Connection) -> None:
    run(
        tagged,
        "select pggit.create_tag('kept', 'side')",
        "set local session_replication_role = replica",
    )
    run(tagged, "update pggit.branches set head_commit_hash = 'commit-0002' where name = 'side'")
    assert {check for check, _, _ in findings(tagged)} == {"sealed_row"}


def test_one_creator_wins(database: Database) -> None:
    database.sql("select pggit.commit_changes('main')")
    barrier = threading.Barrier(4)

    def tag(_who: int) -> list[Answer]:
        with database.connect() as session:
            barrier.wait(30)
            return [ask(session, "select pggit.create_tag('v1')")]

    said = together(tag, 4)
    assert sorted(str(answer.sqlstate) for answer in said) == ["42710"] * 3 + ["None"]


def test_the_loser_with_an_older_snapshot_gets_40001(database: Database) -> None:
    database.sql("select pggit.commit_changes('main')")
    with database.connect() as loser:
        run(loser, "begin isolation level repeatable read", "select 1")
        database.sql("select pggit.create_tag('v1')")
        assert ask(loser, "select pggit.create_tag('v2')").sqlstate == "40001"
