"""Counters in a crash, in a race, and in transactions that roll back.

Risk: an addition that was acknowledged is lost, or one that was taken back is counted.
When it fails: what was counted is not what happened, and nobody can say by how much.
How to debug: compare `select * from tally.counters` with the sums of tally.entries; suspect a value that is
read by another statement than the one that writes it, in sql/add.sql.
"""

from __future__ import annotations

import itertools
import threading

import pytest

from scripts.cluster import Cluster
from tests.chaos import interleave
from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.faults import kill
from tests.chaos.fixtures import private_database
from tests.chaos.load import CUT
from tests.chaos.oracles import answers
from tests.chaos.waiting import until
from tests.example_extension import oracle

pytestmark = [pytest.mark.chaos]

ADD = "select tally.add('hits', 1)"


@pytest.mark.recovery
@pytest.mark.promise("tally.durable")
def test_what_was_acknowledged_survives_a_crash(cluster: Cluster) -> None:
    database = private_database(cluster)
    said: list[Answer] = []

    def add_until_the_server_is_gone() -> None:
        with database.connect() as connection:
            while not said or said[-1].is_ok:
                said.append(ask(connection, ADD))

    worker = threading.Thread(target=add_until_the_server_is_gone)
    worker.start()
    until("additions to be acknowledged", lambda: len(said) > 20)
    kill.postmaster(cluster)
    worker.join(30)
    assert not worker.is_alive()
    cluster.start()

    assert answers.judge(said, allowed=CUT) == []
    acknowledged = [answer.value for answer in said if answer.is_ok]
    assert acknowledged == list(range(1, len(acknowledged) + 1))
    # The last one may have been done without an answer.
    value = database.value("select value from tally.counters")
    assert value in (len(acknowledged), len(acknowledged) + 1)
    assert oracle.findings(database) == []


@pytest.mark.concurrent
@pytest.mark.promise("tally.exact")
def test_no_order_of_two_transactions_loses_an_addition(database: Database) -> None:
    program = ["begin", ADD, ADD, "commit"]
    orders = interleave.orders([len(program), len(program)])
    with interleave.sessions(database, 2) as sessions:
        for number, order in enumerate(orders, start=1):
            records = sessions.run([program, program], order)
            assert answers.judge([record.answer for record in records]) == []
            assert database.value("select value from tally.counters") == 4 * number, order
    assert oracle.findings(database) == []


@pytest.mark.transaction
@pytest.mark.promise("tally.transactional")
def test_what_rolls_back_is_not_counted(database: Database) -> None:
    endings = ["commit", "rollback", "rollback to savepoint s; commit"]
    expected = 0
    for first, ending in itertools.product([1, -5], endings):
        with database.connect() as connection:
            rows(connection, "begin")
            rows(connection, "select tally.add('hits', %s)", first)
            rows(connection, "savepoint s")
            rows(connection, ADD)
            rows(connection, ending)
        expected += {"commit": first + 1, "rollback": 0}.get(ending, first)
        assert database.value("select coalesce(max(value), 0) from tally.counters") == expected
    assert oracle.findings(database) == []
