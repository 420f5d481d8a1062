"""Sessions that chaos tests use again are as good as new."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from scripts import binaries
from scripts.cluster import Cluster
from tests.chaos.database import Database, rows
from tests.chaos.tiers import EXAMPLES, by_tier

PID = "select pg_backend_pid()"
# What a session may leave, and a query that tells.
LEFT = {
    "set search_path = elsewhere": "select current_setting('search_path') = 'elsewhere'",
    "set role pg_monitor": "select current_user = 'pg_monitor'",
    "set session authorization pg_monitor": "select session_user = 'pg_monitor'",
    "create temp table left_over ()": "select to_regclass('pg_temp.left_over') is not null",
    "select pg_advisory_lock(1)": "select count(*) > 0 from pg_locks where locktype = 'advisory'",
    "listen news": "select count(*) > 0 from pg_listening_channels()",
    "declare kept cursor with hold for select 1": "select count(*) > 0 from pg_cursors",
    "select set_config('pggit.mine', 'x', false)": "select current_setting('pggit.mine', true) <> ''",
}


@pytest.fixture(scope="module")
def cluster(server: binaries.Server) -> Iterator[Cluster]:
    with Cluster(server) as made:
        yield made


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    made = Database(cluster.conninfo("postgres"), idle=[])
    yield made
    made.close()


def test_they_are_used_again_where_the_database_says_so(
    cluster: Cluster, database: Database
) -> None:
    assert database.value(PID) == database.value(PID)
    with database.connect() as one, database.connect() as other:
        assert rows(one, PID) != rows(other, PID)
    with database.connect(options="-c work_mem=1MB") as own:
        assert rows(own, PID) not in (rows(each.connection, PID) for each in database.idle or [])
    anew = Database(cluster.conninfo("postgres"))
    assert anew.value(PID) != anew.value(PID)


@pytest.mark.parametrize("statement", LEFT)
def test_nothing_is_left_in_them(database: Database, statement: str) -> None:
    with database.connect() as session:
        before = rows(session, PID)
        rows(session, statement)
        assert rows(session, LEFT[statement]) == [(True,)]
    assert database.sql(PID) == before
    assert database.value(LEFT[statement]) is not True


def test_one_that_began_with_other_settings_is_not_used_again(database: Database) -> None:
    before = database.value(PID)
    database.sql("alter database postgres set work_mem = '7MB'")
    try:
        assert database.value("show work_mem") == "7MB"
        assert database.value(PID) != before
    finally:
        database.sql("alter database postgres reset all")
    assert database.value("show work_mem") != "7MB"


def test_one_in_a_transaction_ends_with_it(database: Database) -> None:
    with database.connect() as session:
        before = rows(session, PID)
        rows(session, "begin")
        rows(session, "create table unfinished ()")
    assert database.sql(PID) != before
    assert database.value("select to_regclass('unfinished')") is None


def test_a_rolled_back_one_commits_again(database: Database) -> None:
    with database.rolled_back() as session:
        before = rows(session, PID)
        rows(session, "create table undone ()")
    database.sql("create table done ()")
    assert database.sql(PID) == before
    found = database.sql("select to_regclass('undone')::text, to_regclass('done')::text")
    assert found == [(None, "done")]
    database.sql("drop table done")


@pytest.mark.parametrize("is_in_use", [True, False])
def test_one_that_was_ended_is_replaced(database: Database, is_in_use: bool) -> None:
    ending = "select pg_terminate_backend(%s, 5000)"
    with database.connect() as session, database.connect() as other:
        ((pid,),) = rows(session, PID)
        if is_in_use:
            rows(other, ending, pid)
    if not is_in_use:
        with Database(database.conninfo).connect() as killer:
            rows(killer, ending, pid)
    for _ in range(2):
        with database.connect() as one, database.connect() as two:
            assert (pid,) not in rows(one, PID) + rows(two, PID)


@pytest.mark.parametrize(("tier", "expected"), [("smoke", 1), ("full", 2), ("weekly", 3)])
def test_a_tier_is_known_by_its_examples(tier: str, expected: int) -> None:
    before = settings.get_current_profile_name()
    settings.register_profile("of-a-tier", max_examples=EXAMPLES[tier])
    settings.load_profile("of-a-tier")
    try:
        assert by_tier(smoke=1, full=2, weekly=3) == expected
    finally:
        settings.load_profile(before)
