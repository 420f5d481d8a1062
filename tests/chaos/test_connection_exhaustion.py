"""No connection left.

Risk: a session that cannot connect, or is refused in the middle of work, leaves the repository locked.

When it fails: a burst of clients takes pggit down for longer than the burst.

How to debug: `select * from pg_stat_activity` while the sessions are held; the pool's own log.
"""

from __future__ import annotations

import os
import socket

import psycopg
import pytest
from psycopg_pool import ConnectionPool, PoolTimeout

from scripts.cluster import Cluster
from tests.chaos import evidence
from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.faults import kill, starve
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


def sessions(database: Database) -> int:
    """How many sessions the server has in this database, the asking one included."""
    return int(
        database.value("select count(*) from pg_stat_activity where datname = current_database()")
    )


@pytest.mark.promise("server.survives")
def test_a_role_over_its_limit_is_refused_alone_and_then_let_in(database: Database) -> None:
    role = f"limited_{database.name}"
    database.sql(f"create role {role} login connection limit 2")
    try:
        database.sql(f"select pggit.grant_writer('{role}')")
        with database.connect(user=role) as first, database.connect(user=role):
            with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
                database.open(user=role)
            evidence.landed("connection limit of a role", "the third session was refused")
            during = [ask(first, COMMIT), database.ask(COMMIT)]
        until("a slot to be free", lambda: database.ask("select 1", user=role).is_ok)
        after = database.ask(COMMIT, user=role)
        assert answers.judge([*during, after]) == []
        assert line.judge(line.read(database, "main"), [a.value for a in [*during, after]]) == []
    finally:
        until("the role's sessions to end", lambda: sessions(database) == 1)
        database.sql(f"drop owned by {role}")
        database.sql(f"drop role {role}")


@pytest.mark.promise("server.survives")
def test_clients_that_vanish_leave_no_session_and_no_lock(database: Database) -> None:
    leaking = [database.open() for _ in range(5)]
    for number, connection in enumerate(leaking):
        rows(connection, "begin")
        rows(connection, f"create table leaked_{number} (id integer)")
    rows(leaking[0], COMMIT)  # the others could not: it has the lock
    blocked = database.ask(COMMIT, options="-c lock_timeout=10ms")
    for connection in leaking:
        # As when the client is killed: its socket goes, and nobody says good-bye.
        with socket.socket(fileno=os.dup(connection.fileno())) as same:
            same.shutdown(socket.SHUT_RDWR)
    evidence.landed("vanished clients", f"{len(leaking)} sockets closed in mid-transaction")
    until("the server to see them gone", lambda: sessions(database) == 1)
    for connection in leaking:
        connection.close()
    after = database.ask(COMMIT, options="-c lock_timeout=5s")
    assert blocked.sqlstate == "55P03"
    assert answers.judge([after]) == []
    assert line.read(database, "main") == [(after.value, None)]
    left = "select relname from pg_class where relname like 'leaked%%'"
    assert database.sql(left) == []


@pytest.mark.promise("commits.durable")
def test_a_pool_whose_sessions_are_killed_goes_on_with_new_ones(database: Database) -> None:
    said: list[Answer] = []
    with ConnectionPool(database.conninfo, min_size=2, max_size=2, open=True) as pool:
        with pool.connection() as first, pool.connection() as second:
            said.append(ask(first, COMMIT))
            first.commit()
            for victim in (first, second):
                kill.session(database, victim.info.backend_pid)
            lost = ask(second, COMMIT)
            second.close()
            first.close()
        for _ in range(2):
            with pool.connection() as again:
                said.append(ask(again, COMMIT))
    assert lost.sqlstate in {"57P01", "08006"}
    assert answers.judge(said) == []
    assert line.judge(line.read(database, "main"), [answer.value for answer in said]) == []
    assert len(line.read(database, "main")) == 3
