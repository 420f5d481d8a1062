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
from tests.chaos.load import COMMIT, CUT, Load, judge
from tests.chaos.oracles import answers, line, model
from tests.chaos.waiting import until, until_accepting

pytestmark = [pytest.mark.chaos, pytest.mark.recovery]

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
    judge(load, private)


@pytest.mark.promise("commits.durable")
def test_acknowledged_commits_survive_the_sigkill_of_a_backend(
    cluster: Cluster, private: Database, rng: random.Random
) -> None:
    load = Load(private)
    load.start(acknowledged=rng.randint(5, 25))
    kill.backend(cluster, rng.choice(load.pids))
    load.join()
    until_accepting(private)
    judge(load, private)


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


@pytest.mark.promise("data.isolation")
def test_rows_acknowledged_on_either_side_of_a_data_branch_survive(
    cluster: Cluster, private: Database, rng: random.Random
) -> None:
    private.sql("create table t (id integer primary key, who text not null)")
    private.sql("select pggit.create_data_branch('t', 'main', 'trial')")
    said: dict[str, list[Answer]] = {"t": [], "t__trial": []}

    def write(relation: str) -> None:
        with private.connect() as connection:
            while not said[relation] or said[relation][-1].is_ok:
                statement = f"insert into {relation} values ({len(said[relation])}, '{relation}')"
                said[relation].append(ask(connection, statement))

    writers = [threading.Thread(target=write, args=(relation,)) for relation in said]
    for writer in writers:
        writer.start()
    wanted = rng.randint(10, 40)
    until("rows to be acknowledged", lambda: min(map(len, said.values())) > wanted)
    kill.postmaster(cluster)
    for writer in writers:
        writer.join(30)
    cluster.start()
    for relation, answers_of_one in said.items():
        acknowledged = sum(answer.is_ok for answer in answers_of_one)
        there = private.sql(f"select id, who from {relation} order by id")
        model.must_equal(there[:acknowledged], [(n, relation) for n in range(acknowledged)])
        # The one in flight may be there; nothing else is, and nothing of the other side.
        model.must_equal(
            there[acknowledged:], [(acknowledged, relation)][: len(there) - acknowledged]
        )
