"""Sessions that could wait for each other.

Risk: two calls of pggit take locks in opposite order, and PostgreSQL ends one of them with 40P01.

When it fails: work that is correct fails at random, most often when there is most of it.

How to debug: the server's log has the two statements and the locks ("DETAIL: Process ... waits for").
Every writer must take pggit_internal.lock_repository() before any other lock.
"""

from __future__ import annotations

import itertools
import threading

import pytest

from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.oracles import answers

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]

CALLS = {
    "commit x": "select pggit.commit_changes('x')",
    "commit y": "select pggit.commit_changes('y')",
    "create": "select pggit.create_branch('z' || nextval('public.z'))",
    "delete": "select pggit.delete_branch_simple('x')",
}


@pytest.mark.promise("branches.no-deadlock")
def test_the_server_does_find_deadlocks(database: Database) -> None:
    database.sql("create table a (id integer); create table b (id integer)")
    barrier = threading.Barrier(2)

    def lock(who: int) -> list[Answer]:
        first, second = ("a", "b") if who else ("b", "a")
        with database.connect() as connection:
            rows(connection, "begin")
            rows(connection, f"lock table {first}")
            barrier.wait(30)
            return [ask(connection, f"lock table {second}")]

    said = together(lock, 2)
    assert sorted(str(answer.sqlstate) for answer in said) == ["40P01", "None"]
    assert answers.judge(said, allowed=frozenset({"40P01"})) == [
        f"{answer.asked!r} never succeeded in 1 tries" for answer in said if not answer.is_ok
    ]


@pytest.mark.promise("branches.no-deadlock")
def test_no_pair_of_calls_deadlocks_with_another_pair(database: Database) -> None:
    database.sql("create sequence public.z")
    pairs = list(itertools.permutations(CALLS, 2))
    programs = [(mine, other) for mine in pairs for other in pairs]
    barrier = threading.Barrier(2)

    def run(who: int) -> list[Answer]:
        said = []
        with database.connect() as connection:
            for program in programs:
                barrier.wait(30)
                rows(connection, "begin")
                said += [ask(connection, CALLS[call]) for call in program[who]]
                rows(connection, "commit")
        return said

    assert answers.judge(together(run, 2)) == []
