"""Many sessions commit at once.

Risk: two sessions read the same head, and one commit replaces the other, or hangs beside the line.

When it fails: history that users were told is safe is lost or forked.

How to debug: the failure lists the commits that are lost or out of line; `select * from pggit.commits
order by committed_at` shows who had which parent. Suspect the order of lock and read in
sql/commits/commit_changes.sql.
"""

from __future__ import annotations

import threading

import pytest

from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.oracles import answers, line
from tests.chaos.waiting import until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]

COMMIT = "select pggit.commit_changes(%s, %s)"


def commit_times(
    database: Database, branch: str, times: int, barrier: threading.Barrier, who: int
) -> list[Answer]:
    """One worker: a session of its own that commits again and again."""
    with database.connect() as connection:
        barrier.wait(30)
        return [ask(connection, COMMIT, branch, f"{who}.{n}") for n in range(times)]


@pytest.mark.promise("commits.single-line")
@pytest.mark.promise("commits.durable")
@pytest.mark.parametrize(("workers", "times"), [(2, 20), (10, 6), (50, 2)])
def test_commits_on_one_branch_form_a_line(database: Database, workers: int, times: int) -> None:
    barrier = threading.Barrier(workers)
    said = together(lambda who: commit_times(database, "main", times, barrier, who), workers)
    assert answers.judge(said) == []
    read = line.read(database, "main")
    assert line.judge(read, [answer.value for answer in said]) == []
    assert len(read) == workers * times


@pytest.mark.promise("commits.single-line")
def test_commits_on_many_branches_keep_to_their_own(database: Database) -> None:
    workers, branches = 12, 4
    barrier = threading.Barrier(workers)
    said = together(
        lambda who: commit_times(database, f"b{who % branches}", 3, barrier, who), workers
    )
    assert answers.judge(said) == []
    of_branch = dict(
        database.sql(
            "select c.message, b.name from pggit.commits c join pggit.branches b on b.id = c.branch_id"
        )
    )
    assert of_branch == {
        f"{who}.{n}": f"b{who % branches}" for who in range(workers) for n in range(3)
    }
    for branch in range(branches):
        read = line.read(database, f"b{branch}")
        assert line.judge(read, []) == []
        assert len(read) == workers * 3 // branches


@pytest.mark.promise("commits.single-line")
def test_commits_that_create_their_branch_meet_on_one(database: Database) -> None:
    barrier = threading.Barrier(10)
    said = together(lambda who: commit_times(database, "new", 1, barrier, who), 10)
    assert answers.judge(said) == []
    assert line.judge(line.read(database, "new"), [answer.value for answer in said]) == []
    assert database.value("select count(*) from pggit.branches where name = 'new'") == 1


@pytest.mark.promise("commits.single-line")
def test_a_waiting_commit_takes_the_head_that_it_waited_for(database: Database) -> None:
    with database.connect() as first, database.connect() as second:
        rows(first, "begin")
        ahead = ask(first, COMMIT, "main", "first")
        said: list[Answer] = []
        worker = threading.Thread(target=lambda: said.append(ask(second, COMMIT, "main", "second")))
        worker.start()
        until_blocked(database, second.info.backend_pid, first.info.backend_pid)
        rows(first, "commit")
        worker.join(30)
    assert answers.judge([ahead, *said]) == []
    assert line.judge(line.read(database, "main"), [ahead.value, said[0].value]) == []


@pytest.mark.promise("commits.single-line")
def test_a_waiting_commit_ignores_what_was_rolled_back(database: Database) -> None:
    with database.connect() as first, database.connect() as second:
        rows(first, "begin")
        assert ask(first, COMMIT, "main", "never").is_ok
        said: list[Answer] = []
        worker = threading.Thread(target=lambda: said.append(ask(second, COMMIT, "main", "only")))
        worker.start()
        until_blocked(database, second.info.backend_pid, first.info.backend_pid)
        rows(first, "rollback")
        worker.join(30)
    assert answers.judge(said) == []
    read = line.read(database, "main")
    assert line.judge(read, [said[0].value]) == []
    assert len(read) == 1
