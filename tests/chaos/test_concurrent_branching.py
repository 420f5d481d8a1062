"""Sessions create, delete and commit to the same branches at once.

Risk: two branches of one name, a commit on a branch that is being deleted, a loser that is told it won.

When it fails: a name leads to the wrong commits, or commits that were acknowledged hang nowhere.

How to debug: `select * from pggit.branches order by id` shows every branch of a name, deleted ones too;
suspect a check that is made before the repository lock in sql/branches/.
"""

from __future__ import annotations

import threading

import pytest

from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.oracles import answers, line
from tests.chaos.waiting import until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]


@pytest.mark.promise("branches.create-race")
def test_one_creator_wins_and_the_others_are_told(database: Database) -> None:
    barrier = threading.Barrier(10)

    def create(_who: int) -> list[Answer]:
        with database.connect() as connection:
            barrier.wait(30)
            return [ask(connection, "select pggit.create_branch('feature')")]

    said = together(create, 10)
    assert answers.judge(said, allowed=frozenset({"42710"})) == []
    assert sorted(str(answer.sqlstate) for answer in said) == ["42710"] * 9 + ["None"]
    assert database.value("select count(*) from pggit.branches where name = 'feature'") == 1


@pytest.mark.promise("branches.delete")
def test_commit_and_delete_race_without_losing_a_commit(database: Database) -> None:
    barrier = threading.Barrier(8)

    def work(who: int) -> list[Answer]:
        statement = (
            "select pggit.delete_branch_simple('hot')"
            if who % 2
            else "select pggit.commit_changes('hot')"
        )
        with database.connect() as connection:
            barrier.wait(30)
            return [ask(connection, statement) for _ in range(5)]

    said = together(work, 8)
    assert answers.judge(said) == []
    commits = {answer.value for answer in said if "commit" in answer.asked}
    kept = {
        commit
        for (branch,) in database.sql("select id from pggit.branches where name = 'hot'")
        for (commit,) in database.sql("select hash from pggit.commits where branch_id = %s", branch)
    }
    assert len(commits) == 20
    assert commits == kept


@pytest.mark.promise("branches.delete")
def test_a_name_is_free_again_as_soon_as_it_is_deleted(database: Database) -> None:
    def work(who: int) -> list[Answer]:
        with database.connect() as connection:
            return [
                ask(connection, statement)
                for _ in range(4)
                for statement in (
                    "select pggit.create_branch('again')",
                    "select pggit.delete_branch_simple('again')",
                )
            ]

    said = together(work, 6)
    assert answers.judge(said, allowed=frozenset({"42710"})) == []
    created = [answer.value for answer in said if "create" in answer.asked and answer.is_ok]
    assert len(created) == len(set(created))
    assert database.value("select count(*) from pggit.branches where name = 'again'") == len(
        created
    )
    assert (
        database.value(
            "select count(*) from pggit.branches where name = 'again' and status <> 'DELETED'"
        )
        <= 1
    )


@pytest.mark.promise("branches.isolation")
@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ("select pggit.commit_changes('main')", "select pggit.commit_changes('main')"),
        ("select pggit.create_branch('b')", "select pggit.create_branch('b')"),
        ("select pggit.create_branch('b')", "select pggit.commit_changes('b')"),
    ],
)
def test_the_loser_on_an_old_snapshot_gets_40001_and_may_retry(
    database: Database, level: str, winner: str, loser: str
) -> None:
    with database.connect() as first, database.connect() as second:
        rows(second, f"begin isolation level {level}")
        rows(second, "select count(*) from pggit.commits")  # takes the snapshot
        won = ask(first, winner)
        lost = ask(second, loser)
        rows(second, "rollback")
        retried = ask(second, loser)
    assert answers.judge([won]) == []
    assert lost.sqlstate == "40001", lost
    assert retried.sqlstate == ("42710" if loser == winner and "create" in loser else None), retried
    assert line.judge(line.read(database, "main"), []) == []


@pytest.mark.promise("branches.delete")
def test_deleting_without_force_waits_for_a_commit_and_spares_it(database: Database) -> None:
    database.sql("select pggit.create_branch('side')")
    said: list[Answer] = []
    with database.connect() as committer, database.connect() as deleter:
        rows(committer, "begin")
        commit = ask(committer, "select pggit.commit_changes('side')")
        worker = threading.Thread(
            target=lambda: said.append(ask(deleter, "select pggit.delete_branch('side')"))
        )
        worker.start()
        until_blocked(database, deleter.info.backend_pid, committer.info.backend_pid)
        rows(committer, "commit")
        worker.join(30)
    assert answers.judge([commit]) == []
    assert [answer.sqlstate for answer in said] == ["55006"]
    assert line.judge(line.read(database, "side"), [commit.value]) == []


@pytest.mark.promise("branches.delete")
@pytest.mark.parametrize(
    "call", ["delete_branch('main')", "delete_branch('main', true)", "delete_branch_simple('main')"]
)
def test_main_is_never_deleted(database: Database, call: str) -> None:
    commit = database.ask("select pggit.commit_changes('main')")
    refused = database.ask(f"select pggit.{call}")
    assert refused.sqlstate == "55006"
    assert line.judge(line.read(database, "main"), [commit.value]) == []
