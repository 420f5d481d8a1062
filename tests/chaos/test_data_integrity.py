"""One row of pggit's own tables is not what it was.

Risk: a superuser, a wrong restore or a bug edits a single row, and the history of the schema reads as
if it had happened so.

When it fails: fsck calls a repository sound in which a row was altered, deleted or added. The failing
edits are listed; each is one statement.

How to debug: fill a database by tests/chaos/sample.py, run the edit in psql with
session_replication_role = replica, then `select * from pggit.fsck()`. A row needs something that would
contradict it: a hash that covers it (sql/integrity/), a chain, or a line in pggit_internal.sealed_rows.
"""

from __future__ import annotations

import itertools
import random

import pytest
from psycopg import Connection

from tests.chaos import sample
from tests.chaos.database import Database, rows
from tests.chaos.faults import edits
from tests.chaos.oracles import fsck
from tests.chaos.tiers import by_tier

pytestmark = [pytest.mark.chaos, pytest.mark.corruption]

# What no edit can change: a boolean that a check holds.
UNREACHABLE = {"pggit_internal.repository.is_only", "pggit_internal.migration_lock.is_only"}


@pytest.mark.promise("integrity.fsck")
def test_fsck_finds_any_single_edit(clone: Database, rng: random.Random) -> None:
    sample.fill(clone)
    assert fsck.findings(clone) == []
    number = by_tier(smoke=25, full=500, weekly=500)
    missed: list[str] = []
    with clone.rolled_back() as connection:
        for statement in edits.generate(connection, rng):
            seen = is_seen(connection, statement)
            missed += [statement] if seen is False else []
            number -= seen is not None
            if not number:
                break
    assert missed == []


@pytest.mark.promise("integrity.fsck")
def test_fsck_covers_every_column(clone: Database, rng: random.Random) -> None:
    sample.fill(clone)
    assert fsck.findings(clone) == []
    missed: list[str] = []
    unreached: set[str] = set()
    with clone.rolled_back() as connection:
        for table, columns in edits.tables(connection).items():
            for column in columns:
                # The first that a constraint does not refuse, of several rows and ways.
                for statement in itertools.chain.from_iterable(
                    rng.sample(ways, len(ways))
                    for ways in (edits.updates(table, column, rng) for _ in range(10))
                ):
                    seen = is_seen(connection, statement.as_string(connection))
                    missed += [statement.as_string(connection)] if seen is False else []
                    if seen is not None:
                        break
                else:
                    unreached.add(f"{table}.{column.name}")
    assert missed == []
    assert unreached <= UNREACHABLE


def is_seen(connection: Connection, statement: str) -> bool | None:
    """Whether fsck sees an edit, which is undone then; None for one that had no effect."""
    rows(connection, "savepoint sound")
    seen = None
    if edits.land(connection, statement):
        # In the list of columns, so that the first finding ends it.
        seen = bool(rows(connection, "select pggit.fsck() limit 1"))
    rows(connection, "rollback to savepoint sound")
    return seen
