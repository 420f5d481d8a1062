"""Crashes under load.

Risk: a commit that was acknowledged is gone after recovery, or one that was not is there by half.

When it fails: pggit's word is worth less than the server's.

How to debug: the failure names the lost commits; the kept data directory and log are in the cell's
results folder. Look for a write that is not in the transaction of the commit.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import pytest

from scripts.cluster import Cluster
from tests.chaos.database import Answer, Database, ask
from tests.chaos.faults import kill
from tests.chaos.oracles import answers, line
from tests.chaos.waiting import until, until_accepting

pytestmark = [pytest.mark.chaos, pytest.mark.recovery]

# What a session may be told when its server goes down under it.
CUT = frozenset({"08006", "57P01", "57P02", "57P03"})
COMMIT = "select pggit.commit_changes('main')"


class Load:
    """Workers that commit and change tables until the server is gone, and what each was told."""

    def __init__(self, database: Database, workers: int = 4) -> None:
        self.database = database
        self.said: list[list[Answer]] = [[] for _ in range(workers)]
        self.pids: list[int] = []
        self._threads = [threading.Thread(target=self._work, args=(who,)) for who in range(workers)]

    def start(self, acknowledged: int) -> None:
        """Start, and wait until so many commits were acknowledged."""
        for thread in self._threads:
            thread.start()
        until("commits to be acknowledged", lambda: len(self.commits()) >= acknowledged)

    def join(self) -> None:
        """Wait until every worker has lost its server."""
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def commits(self) -> list[str]:
        """The commits that were acknowledged so far."""
        return [a.value for said in self.said for a in list(said) if a.asked == COMMIT and a.is_ok]

    def tables(self) -> list[str]:
        """The tables whose creation was acknowledged."""
        return [
            a.asked.split()[2]
            for said in self.said
            for a in said
            if "create" in a.asked and a.is_ok
        ]

    def _work(self, who: int) -> None:
        with self.database.connect() as connection:
            self.pids.append(connection.info.backend_pid)
            number = 0
            while not self.said[who] or self.said[who][-1].is_ok:
                number += 1
                self.said[who].append(ask(connection, f"create table t{who}_{number} (id integer)"))
                if self.said[who][-1].is_ok:
                    self.said[who].append(ask(connection, COMMIT))


def judge(load: Load) -> None:
    """Every answer is one that a crash explains, and everything acknowledged is there."""
    said = [
        Answer(
            answer.asked if answer.asked == COMMIT else "create table",
            answer.value,
            answer.sqlstate,
            answer.message,
        )
        for answers_of_one in load.said
        for answer in answers_of_one
    ]
    assert answers.judge(said, allowed=CUT) == []
    read = line.read(load.database, "main")
    assert line.judge(read, load.commits()) == []
    # Each worker may have had one commit in flight whose answer it never saw.
    assert len(read) <= len(load.commits()) + len(load.said)
    untracked = load.database.sql(
        "select c.relname from pg_class as c left join pggit_internal.objects as o"
        " on o.identity = 'public.' || c.relname and o.is_live"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and o.id is null"
    )
    assert untracked == []
    lost = set(load.tables()) - {
        name for (name,) in load.database.sql("select relname from pg_class where relkind = 'r'")
    }
    assert lost == set()


CRASHES: dict[str, Callable[[Cluster], None]] = {
    "SIGKILL of the postmaster": kill.postmaster,
    "immediate shutdown": kill.immediate_shutdown,
}


@pytest.mark.promise("commits.durable")
@pytest.mark.parametrize("crash", CRASHES.values(), ids=CRASHES)
def test_acknowledged_commits_survive(
    cluster: Cluster, private: Database, rng: random.Random, crash: Callable[[Cluster], None]
) -> None:
    load = Load(private)
    load.start(acknowledged=rng.randint(5, 25))
    crash(cluster)
    load.join()
    cluster.start()
    judge(load)


@pytest.mark.promise("commits.durable")
def test_acknowledged_commits_survive_the_sigkill_of_a_backend(
    cluster: Cluster, private: Database, rng: random.Random
) -> None:
    load = Load(private)
    load.start(acknowledged=rng.randint(5, 25))
    kill.backend(cluster, rng.choice(load.pids))
    load.join()
    until_accepting(private)
    judge(load)


@pytest.mark.promise("commits.durable")
def test_work_goes_on_after_three_crashes_in_a_row(cluster: Cluster, private: Database) -> None:
    commits = []
    for round_number in range(3):
        said = private.ask(COMMIT)
        assert answers.judge([said]) == []
        commits.append(said.value)
        with private.connect() as open_transaction:
            open_transaction.execute("begin")
            ask(open_transaction, COMMIT)
            ask(open_transaction, f"create table never_{round_number} (id integer)")
            kill.postmaster(cluster)
        cluster.start()
    read = line.read(private, "main")
    assert line.judge(read, commits) == []
    assert len(read) == 3
    assert private.sql("select identity from pggit_internal.objects where identity ~ 'never'") == []


@pytest.mark.promise("commits.durable")
def test_a_crash_while_waiting_for_the_lock_frees_it(cluster: Cluster, private: Database) -> None:
    with private.connect() as holder, private.connect() as waiter:
        holder.execute("begin")
        assert ask(holder, COMMIT).is_ok
        said: list[Answer] = []
        thread = threading.Thread(target=lambda: said.append(ask(waiter, COMMIT)))
        thread.start()
        until(
            "the waiter to wait",
            lambda: (
                private.value(
                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                )
                == 1
            ),
        )
        kill.backend(cluster, holder.info.backend_pid)
        thread.join(30)
    until_accepting(private)
    assert said[0].sqlstate in CUT
    after = private.ask(COMMIT, options="-c lock_timeout=5s")
    assert answers.judge([after]) == []
    assert line.judge(line.read(private, "main"), [after.value]) == []
