"""Sessions change schemas at once.

Risk: a change that is not recorded, is recorded twice, or makes an unrelated session wait.

When it fails: versions lie about what happened, or DDL is slower than without pggit for no reason.

How to debug: `select * from pggit.get_history('t0')` against what the workers were told; for a wait,
`select * from pg_locks where not granted` while the test hangs. Suspect sql/tracking/record_change.sql.
"""

from __future__ import annotations

import threading

import pytest

from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.oracles import answers
from tests.chaos.waiting import until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]


@pytest.mark.promise("versions.tracking")
def test_every_change_of_one_table_counts_once(database: Database) -> None:
    database.sql("create table t (id integer)")
    barrier = threading.Barrier(8)

    def alter(who: int) -> list[Answer]:
        with database.connect() as connection:
            barrier.wait(30)
            return [
                ask(connection, f"alter table t add column c{who}_{n} integer") for n in range(3)
            ]

    said = together(alter, 8)
    assert answers.judge(said) == []
    assert database.sql("select full_version from pggit.get_version('t')") == [("1.24.0",)]
    versions = [row[0] for row in database.sql("select version from pggit.get_history('t')")]
    assert versions == [f"1.{n}.0" for n in range(24, -1, -1)]


@pytest.mark.promise("versions.tracking")
def test_equal_tables_created_at_once_do_not_wait_for_each_other(database: Database) -> None:
    with database.connect() as first, database.connect() as second:
        rows(first, "begin")
        rows(first, "create table a1 (id integer)")
        rows(first, "create table a2 (id text)")
        rows(second, "set lock_timeout = '5s'")
        # Opposite order, equal definitions: content stored once must not mean a lock on it.
        said = [
            ask(second, "create table b2 (id text)"),
            ask(second, "create table b1 (id integer)"),
        ]
        rows(first, "commit")
    assert answers.judge(said) == []
    assert (
        database.value("select count(*) from pggit_internal.objects where identity ~ '[ab][12]$'")
        == 4
    )


@pytest.mark.promise("commits.tree")
def test_a_commit_holds_all_of_a_transaction_or_none(database: Database) -> None:
    stop = threading.Event()

    def define(who: int) -> list[Answer]:
        if who == 0:
            return snapshots()
        with database.connect() as connection:
            said: list[Answer] = []
            for n in range(10):
                rows(connection, "begin")
                said += [
                    ask(connection, f"create table pair_{who}_{n}_{half} (id integer)")
                    for half in "ab"
                ]
                said.append(ask(connection, "commit"))
            stop.set()
            return said

    def snapshots() -> list[Answer]:
        with database.connect() as connection:
            said: list[Answer] = []
            while not stop.is_set() or len(said) < 3:
                said.append(ask(connection, "select pggit.commit_changes('main')"))
            return said

    said = together(define, 4)
    assert answers.judge(said) == []
    halves = database.sql(
        """
        select c.hash, left(e.key, -1), count(*)
        from pggit.commits as c
        join pggit_internal.tree_nodes as root on root.hash = c.tree_hash
        cross join lateral jsonb_each_text(root.entries) as r
        join pggit_internal.tree_nodes as node on node.hash = r.value
        cross join lateral jsonb_each_text(node.entries) as n
        join pggit_internal.tree_nodes as leaf on leaf.hash = n.value
        cross join lateral jsonb_each_text(leaf.entries) as e
        where e.key like '%pair%'
        group by 1, 2
        having count(*) <> 2
        """
    )
    assert halves == []


@pytest.mark.promise("versions.tracking")
def test_two_indexes_built_at_once_are_both_recorded(database: Database) -> None:
    database.sql("create table t (id integer, name text)")
    said: list[Answer] = []
    with database.connect() as first, database.connect() as second:
        rows(first, "begin")
        said.append(ask(first, "create index i1 on t (id)"))
        worker = threading.Thread(
            target=lambda: said.append(ask(second, "create index i2 on t (name)"))
        )
        worker.start()
        until_blocked(database, second.info.backend_pid, first.info.backend_pid)
        rows(first, "commit")
        worker.join(30)
    assert answers.judge(said) == []
    assert database.sql("select full_version from pggit.get_version('t')") == [("1.2.0",)]
    recorded = "select definition_hash from pggit_internal.objects where identity = 'public.t'"
    assert database.value(recorded) == database.value("select pggit.calculate_schema_hash('t')")


@pytest.mark.promise("versions.trinity-unique")
def test_ids_drawn_in_a_hundred_sessions_at_once_do_not_repeat(database: Database) -> None:
    workers, times = 100, 100
    barrier = threading.Barrier(workers)

    def draw(_who: int) -> list[Answer]:
        with database.connect() as connection:
            barrier.wait(30)
            query = "select pggit.generate_trinity_id() from generate_series(1, %s)"
            return [Answer("draw", value=value) for (value,) in rows(connection, query, times)]

    said = together(draw, workers)
    assert answers.judge(said) == []
    ids = [answer.value for answer in said]
    assert len(set(ids)) == workers * times
    # By the number alone, as with a clock that stands still: a random one of 36^6, so of 10,000 two may be alike.
    assert len({each[21:27] for each in ids}) >= workers * times - 3
