"""No connection left.

Risk: a session that cannot connect, or is refused in the middle of work, leaves the repository locked.

When it fails: a burst of clients takes pggit down for longer than the burst.

How to debug: `select * from pg_stat_activity` while the sessions are held; the pool's own log.
"""

from __future__ import annotations

import pytest
from psycopg_pool import ConnectionPool, PoolTimeout

from scripts.cluster import Cluster
from tests.chaos.database import Database, ask, rows
from tests.chaos.faults import starve
from tests.chaos.oracles import answers, line
from tests.chaos.waiting import until

pytestmark = [pytest.mark.chaos, pytest.mark.resource]

COMMIT = "select pggit.commit_changes('main')"


@pytest.mark.promise("server.survives")
def test_refused_sessions_get_53300_and_the_others_work_on(
    cluster: Cluster, private: Database
) -> None:
    cluster.configure({"max_connections": 20})
    cluster.restart()
    with private.connect() as working:
        with starve.no_connections_left(private):
            refused = private.ask("select 1")
            during = ask(working, COMMIT)
        until("the server to forget the sessions", lambda: private.ask("select 1").is_ok)
        after = private.ask(COMMIT)
    assert "too many clients" in refused.message or "remaining connection slots" in refused.message
    assert answers.judge([during, after]) == []
    assert line.judge(line.read(private, "main"), [during.value, after.value]) == []


@pytest.mark.promise("server.survives")
def test_a_pool_that_times_out_gives_every_connection_back(database: Database) -> None:
    before = database.value(
        "select count(*) from pg_stat_activity where datname = current_database()"
    )
    with ConnectionPool(database.conninfo, min_size=1, max_size=2, open=True) as pool:
        with pool.connection() as first, pool.connection() as second:
            rows(first, COMMIT)
            with pytest.raises(PoolTimeout), pool.connection(timeout=0.1):
                raise AssertionError("a third connection of two")
            assert not second.closed
        with pool.connection() as again:
            said = ask(again, COMMIT)
    assert answers.judge([said]) == []
    assert len(line.read(database, "main")) == 2
    until(
        "the pool's sessions to end",
        lambda: (
            database.value(
                "select count(*) from pg_stat_activity where datname = current_database()"
            )
            == before
        ),
    )
