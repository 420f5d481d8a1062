"""Thousands of operations, one after the other.

Risk: every operation leaves a little behind: memory of the session, a relation, dead rows that nobody can
remove. It takes a month to notice, and a restart or a rewrite to mend.

When it fails: a long-lived session or database grows without bound though what it holds does not.

How to debug: for memory, `select * from pg_backend_memory_contexts order by used_bytes desc` in the session; for
tables, the failure names them: pg_stat_user_tables says what is dead. The seed repeats the operations.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import psycopg
import pytest
from hypothesis import settings

from tests.chaos.database import Database, rows
from tests.chaos.oracles import drift, line, model

pytestmark = [pytest.mark.chaos, pytest.mark.load, pytest.mark.slow, pytest.mark.timeout(1800)]

# What is done again and again; in the end nothing of it is left but history.
ROUND = [
    ["create table passing (id integer primary key, name text)", "drop table passing"],
    ["create index passing_index on t (id)", "drop index passing_index"],
    ["comment on table t is 'passing'", "comment on table t is null"],
    [
        "begin isolation level repeatable read",
        "comment on table t is 'passing'",
        "comment on table t is null",
        "commit",
    ],
    ["select pggit.commit_changes('main')"],
    ["select pggit.create_branch('passing')", "select pggit.delete_branch('passing', true)"],
    [
        "select pggit.apply_migration('passing', 'm', 'create view passing as select 1', 'drop view passing')",
        "select pggit.rollback_migration('passing')",
    ],
    ["select * from pggit.log('main', 10)"],
    ["select * from pggit.get_history('t', 10)"],
]
# In sessions of their own: PostgreSQL keeps what a session has compiled of a branch's functions, though they
# are dropped with the branch, until the session ends.
BRANCHED = [
    "select pggit.create_data_branch('rows', 'main', 'passing')",
    "update rows__passing set n = n + 1 where id <= 20",
    "update rows set n = n + 1 where id between 10 and 30",
    "select pggit.merge_data_branch('rows', 'passing', 'main', 'theirs')",
    "select pggit.drop_data_branch('rows', 'passing')",
]
# Those that hold a state and no history: their size follows from the schema, not from what was done.
FLAT = [
    "pggit_internal.pending",
    "pggit_internal.worktree",
    "pggit_internal.repository",
    "pggit_internal.migration_lock",
    "pggit_internal.question_keys",
    "pggit_internal.questions",
    "pggit.migrations",
    "pggit.data_branches",
]
SLACK = 1.5  # pages fill by half when autovacuum comes late, and caches settle


@dataclass(frozen=True)
class Weight:
    """How much there is of everything that must not grow."""

    memory: int  # bytes of the session
    relations: int
    functions: int
    sizes: dict[str, int]  # bytes


def weigh(connection: psycopg.Connection) -> Weight:
    """After VACUUM: what it cannot give back is what counts."""
    for table in FLAT:
        rows(connection, f"vacuum {table}")
    counts = "select (select sum(total_bytes) from pg_backend_memory_contexts)::bigint, (select count(*) from pg_class), (select count(*) from pg_proc)"
    memory, relations, functions = rows(connection, counts)[0]
    sizes = {
        table: rows(connection, "select pg_total_relation_size(%s::regclass)", table)[0][0]
        for table in FLAT
    }
    return Weight(memory, relations, functions, sizes)


@pytest.mark.promise("commits.flat")
def test_a_long_life_leaves_nothing_but_history(database: Database, rng: random.Random) -> None:
    # 100 in the full tier, 1000 in the weekly one: half of the examples of a property.
    rounds = settings().max_examples // 2
    database.sql("create table t (id integer primary key)")
    database.sql("create table rows (id integer primary key, n integer)")
    database.sql("insert into rows select i, 0 from generate_series(1, 100) as i")
    commits: list[str] = []

    def live(connection: psycopg.Connection, count: int) -> None:
        for _ in range(count):
            for statements in rng.sample(ROUND, len(ROUND)):
                for statement in statements:
                    answer = rows(connection, statement)
                    if "commit_changes" in statement:
                        commits.append(answer[0][0])
            with database.connect() as short:
                for statement in BRANCHED:
                    rows(short, statement)

    with database.connect() as connection:
        live(connection, rounds // 4)
        early = weigh(connection)
        live(connection, rounds - rounds // 4)
        late = weigh(connection)

    model.must_equal(late.relations, early.relations, "relations")
    model.must_equal(late.functions, early.functions, "functions")
    assert late.memory <= SLACK * early.memory, f"{early.memory} bytes became {late.memory}"
    grown = {
        table: (early.sizes[table], late.sizes[table])
        for table in FLAT
        # A table of one page may take a few more before its first vacuum.
        if late.sizes[table] > SLACK * early.sizes[table] + 10 * 8192
    }
    assert grown == {}
    assert line.judge(line.read(database, "main"), commits) == []
    model.must_equal(drift.findings(database), [])
