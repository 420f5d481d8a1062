"""Prepared transactions: promised, not yet committed, and the server restarts in between.

Risk: what a prepared transaction holds (the lock, a commit) is lost or doubled over a restart.

When it fails: a transaction manager that was told "prepared" cannot keep its promise.

How to debug: `select * from pg_prepared_xacts`, and the server log around the restart.
"""

from __future__ import annotations

import pytest

from scripts.cluster import Cluster
from tests.chaos.database import Database, ask, rows
from tests.chaos.faults import kill
from tests.chaos.oracles import answers, line

pytestmark = [pytest.mark.chaos, pytest.mark.transaction]


def prepare(database: Database) -> str:
    """A prepared transaction with DDL and a commit in it; the commit's ID."""
    with database.connect() as connection:
        rows(connection, "begin")
        rows(connection, "create table promised (id integer)")
        commit = ask(connection, "select pggit.commit_changes('main', 'promised')").value
        rows(connection, "prepare transaction 'p'")
    return str(commit)


@pytest.mark.promise("commits.durable")
def test_a_prepared_commit_survives_a_crash(cluster: Cluster, private: Database) -> None:
    commit = prepare(private)
    kill.postmaster(cluster)
    cluster.start()
    blocked = private.ask("select pggit.commit_changes('main')", options="-c lock_timeout=200ms")
    private.sql("commit prepared 'p'")
    after = private.ask("select pggit.commit_changes('main')")
    assert blocked.sqlstate == "55P03"
    assert answers.judge([after]) == []
    assert line.judge(line.read(private, "main"), [commit, after.value]) == []
    assert private.sql("select full_version from pggit.get_version('promised')") == [("1.0.0",)]


@pytest.mark.promise("rules.transactional")
def test_a_prepared_commit_that_is_rolled_back_leaves_no_trace(
    cluster: Cluster, private: Database
) -> None:
    prepare(private)
    kill.immediate_shutdown(cluster)
    cluster.start()
    private.sql("rollback prepared 'p'")
    after = private.ask("select pggit.commit_changes('main')")
    assert answers.judge([after]) == []
    assert line.judge(line.read(private, "main"), [after.value]) == []
    assert private.sql("select * from pggit.get_version('promised')") == []
