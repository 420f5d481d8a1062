"""Schemas in the style of what people have, changed: each object is renamed and back, each is dropped.

Risk: an object is mentioned in a definition that nobody thought of, and follows a rename that was not recorded; or
goes with what it depends on and stays in the record.

When it fails: detect_drift reports what a statement did that pggit saw, or history ends in a ghost.

How to debug: the failure names the statement; load tests/shapes/<name>/ with psql on `python -m scripts.cluster --pg N`,
run it, and look at `select * from pggit.detect_drift()`. What PostgreSQL refuses, it must refuse without pggit too.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import TypeVar

import psycopg
import pytest
from hypothesis import settings

from tests.chaos import evidence
from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import model
from tests.shapes import NAMES, changes
from tests.shapes.changes import Rename
from tests.shapes.loads import Loads, loading

pytestmark = [pytest.mark.chaos, pytest.mark.property, pytest.mark.slow, pytest.mark.timeout(1800)]
each_shape = pytest.mark.parametrize("name", NAMES)

# Every object that was ever recorded, so that a rename which was taken for a new object shows.
RECORD = """
    select object_type || ' ' || identity, is_live, definition_hash from pggit_internal.objects
    where identity <> 'elsewhere' order by 1
"""


@pytest.fixture(scope="module")
def loads(server: Database) -> Iterator[Loads]:
    """The shapes that the tests of this module have loaded so far."""
    with loading(server) as found:
        yield found


def unsound(connection: psycopg.Connection) -> list[str]:
    """Return what detect_drift and fsck find within the transaction."""
    evidence.judged("drift")
    evidence.judged("fsck")
    found = rows(connection, "select 'drift: ' || d::text from pggit.detect_drift() as d")
    found += rows(connection, "select 'fsck: ' || f::text from pggit.fsck() as f")
    return [line for (line,) in found]


Change = TypeVar("Change", Rename, str)


def some(choices: list[Change], rng: random.Random) -> list[Change]:
    """Return those that the tier has time for: in weekly all, but for the ERP, whose tables are alike."""
    most = 25 if settings().max_examples < 2000 else 450
    return rng.sample(choices, min(len(choices), most))


def alone(database: Database, statements: Iterable[str]) -> dict[str, str | None]:
    """Return the SQLSTATE of each statement in its own session; None where it succeeds.

    Among many in one session the server may fail where it does not alone: with XX000 on an extension
    whose operator class has options, once the session has used an index with them.
    """
    found = {}
    for statement in statements:
        with database.rolled_back() as connection:
            changes.prepare(connection)
            found[statement] = ask(connection, statement).sqlstate
    return found


def must_end_alike(loads: Loads, name: str, refused: list[str]) -> None:
    """Judge statements that failed: alone, they end alike with pggit and without."""
    with loads.clone(name) as database, loads.clone(name, recorded=False) as without:
        model.must_equal(alone(database, refused), alone(without, refused), name)


@pytest.mark.promise("versions.tracking")
@pytest.mark.promise("integrity.drift")
@each_shape
def test_a_rename_and_back_changes_nothing(loads: Loads, name: str, rng: random.Random) -> None:
    wrong: list[str] = []
    refused: list[str] = []
    with loads.clone(name) as database, database.rolled_back() as connection:
        changes.prepare(connection)
        before = rows(connection, RECORD)
        chosen = some(changes.renames(connection), rng)
        for each in chosen:
            rows(connection, "savepoint one")
            if ask(connection, each.there).is_ok:
                wrong += [f"{each.there}: {line}" for line in unsound(connection)]
                rows(connection, each.back)
                after = rows(connection, RECORD)
                wrong += [f"{each.there}, and back: {line}" for line in set(after) ^ set(before)]
            else:
                refused.append(each.there)
            rows(connection, "rollback to savepoint one")
    assert len(refused) < len(chosen)
    must_end_alike(loads, name, refused)
    model.must_equal(wrong, [], name)


@pytest.mark.promise("versions.tracking")
@pytest.mark.promise("integrity.drift")
@each_shape
def test_whatever_is_dropped_is_recorded_so(loads: Loads, name: str, rng: random.Random) -> None:
    wrong: list[str] = []
    refused: list[str] = []
    with loads.clone(name) as database, database.rolled_back() as connection:
        changes.prepare(connection)
        chosen = some(changes.drops(connection), rng)
        for statement in chosen:
            rows(connection, "savepoint one")
            if ask(connection, statement).is_ok:
                wrong += [f"{statement}: {line}" for line in unsound(connection)]
            else:
                refused.append(statement)
            rows(connection, "rollback to savepoint one")
    assert len(refused) < len(chosen)
    must_end_alike(loads, name, refused)
    model.must_equal(wrong, [], name)
