"""A backup and its WAL, replayed to many points of a workload.

Risk: at some moment between two statements what pggit has written is half a commit; a crash or a
point-in-time recovery that ends there brings it to light.

When it fails: history is sound after most recoveries and broken after some, which nobody can reproduce.

How to debug: the failure names the LSN; `pg_waldump` of the kept data's pg_wal around it shows which
transactions had committed. Look for a write outside the transaction of the commit.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from scripts.cluster import Cluster
from tests.chaos import replay
from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.fixtures import private_database
from tests.chaos.oracles import answers, fsck, line

pytestmark = [pytest.mark.chaos, pytest.mark.recovery]

COMMIT = "select pggit.commit_changes('main')"
WORKERS = 3


@dataclass(frozen=True)
class Step:
    """A statement, its answer, and the WAL's end before it began and after it was acknowledged."""

    answer: Answer
    begun: int
    acknowledged: int


def end_of_wal(connection: psycopg.Connection) -> int:
    """The position in the WAL, in bytes."""
    return int(rows(connection, "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")[0][0])


def lsn(position: int) -> str:
    """As PostgreSQL writes it."""
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"


def workload(database: Database) -> list[Step]:
    """Sessions that do everything that pggit records, side by side."""
    steps: list[Step] = []
    gate = threading.Barrier(WORKERS)

    def work(who: int) -> list[Answer]:
        statements = [
            f"create table t{who} (id integer primary key, n integer)",
            COMMIT,
            f"select pggit.create_branch('b{who}')",
            f"alter table t{who} add column name text",
            f"select pggit.commit_changes('b{who}')",
            f"select pggit.create_data_branch('t{who}', 'main', 'trial')",
            f"insert into t{who}__trial values ({who}, {who}, 'on the branch')",
            f"select count(*) from pggit.merge_data_branch('t{who}', 'trial', 'main')",
            f"select pggit.drop_data_branch('t{who}', 'trial')",
            f"select pggit.apply_migration('{who}', 'one', 'create table m{who} (id integer)', 'drop table m{who}')",
            COMMIT,
            f"select pggit.create_tag('v{who}')",
            f"drop table t{who}",
            COMMIT,
        ]
        with database.connect() as connection:
            gate.wait(30)
            for statement in statements:
                begun = end_of_wal(connection)
                answer = ask(connection, statement)
                steps.append(Step(answer, begun, end_of_wal(connection)))
        return []

    together(work, WORKERS)
    return steps


@pytest.mark.promise("commits.durable")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("points", [2, pytest.param(40, marks=pytest.mark.slow)])
def test_every_point_of_the_wal_is_a_sound_repository(
    doomed_cluster: Cluster, prepared: Path, rng: random.Random, points: int
) -> None:
    doomed_cluster.configure({"wal_keep_size": "1GB"})
    doomed_cluster.sql("select pg_reload_conf()")
    primary = private_database(doomed_cluster)
    steps = workload(primary)
    assert answers.judge([step.answer for step in steps]) == []
    final = line.read(primary, "main")
    last = max(step.acknowledged for step in steps)
    # A record after the last target, or recovery would end before it has reached it.
    primary.sql("create table after_the_last ()")

    for position in sorted(rng.sample(range(min(step.begun for step in steps), last), points)):
        commits = [step for step in steps if step.answer.asked == COMMIT]
        before = [step.answer.value for step in commits if step.acknowledged <= position]
        begun = [step for step in commits if step.begun <= position]
        with replay.recovered(doomed_cluster, prepared, lsn(position)) as recovered:
            assert fsck.findings(recovered) == [], lsn(position)
            assert recovered.sql("select * from pggit.detect_drift()") == [], lsn(position)
            read = line.read(recovered, "main")
            assert line.judge(read, before) == [], lsn(position)
            assert len(before) <= len(read) <= len(begun), lsn(position)
            # Not another history, but the beginning of the one there was.
            assert read == final[len(final) - len(read) :], lsn(position)
            assert recovered.ask(COMMIT).is_ok
            fsck.must_be_clean(recovered)
