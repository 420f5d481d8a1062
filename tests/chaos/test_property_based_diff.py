"""Between any two schemas a plan leads there and back, and so does a checkout; diff is the same from either side.

Risk: two kinds of objects, each handled right, that depend on one another: a plan that does not run, or leads
elsewhere without an error.

When it fails: Hypothesis prints the smallest pair of schemas, as choices of the pieces in tests/chaos/schemas.py.

How to debug: print `script(choice, names)` of both, make one after the other in an empty database with pggit on
`python -m scripts.cluster --pg N`, commit each, and read `select * from pggit.plan('there', 'main')`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from psycopg import Connection

from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import model
from tests.chaos.schemas import PIECES, Choice, Names, choices, hostile_names, script

pytestmark = [pytest.mark.chaos, pytest.mark.property]

COMMIT = "select pggit.commit_changes(%s, %s, %s)"
DIFF = "select object_type, identity, change, from_hash, to_hash, from_identity from pggit.diff(%s, %s)"
TURNED = {"added": "dropped", "dropped": "added"}
HERE, THERE = "here-000001", "there-00001"

# An example takes as long as thirty of other properties.
few = settings(max_examples=max(1, settings().max_examples // 12))

EVERYTHING = [dict.fromkeys(PIECES, variant) for variant in range(3)]


@pytest.fixture
def session(database: Database) -> Iterator[Connection]:
    """One session for all examples: in a new one, every function of pggit is compiled anew."""
    with database.connect(options="-c client_min_messages=warning -c jit=off") as connection:
        yield connection


def commit(session: Connection, choice: Choice, names: Names, name: str) -> None:
    rows(session, script(choice, names))
    rows(session, COMMIT, "main", name, name)


def empty(session: Connection, names: Names) -> None:
    rows(
        session,
        f"drop schema {rows(session, 'select quote_ident(%s)', names.get('s', 's'))[0][0]} cascade",
    )


def objects(session: Connection) -> list[tuple[str, ...]]:
    query = (
        "select object_type, identity, definition_hash from pggit_internal.objects where is_live"
    )
    return sorted(rows(session, query))


@pytest.mark.promise("diff.mirror")
@pytest.mark.promise("checkout.there-and-back")
@few
@given(here=choices, there=choices, names=hostile_names)
@example(here=EVERYTHING[0], there=EVERYTHING[1], names={})
def test_plan_and_checkout_lead_there_and_back(
    session: Connection, here: Choice, there: Choice, names: Names
) -> None:
    with session.transaction(force_rollback=True):
        commit(session, there, names, THERE)
        target = objects(session)
        empty(session, names)
        commit(session, here, names, HERE)
        source = objects(session)

        forth, back = rows(session, DIFF, HERE, THERE), rows(session, DIFF, THERE, HERE)
        turned = [
            (kind, former or name, TURNED.get(change, change), new, old, former and name)
            for kind, name, change, old, new, former in back
        ]
        model.must_equal(sorted(forth, key=str), sorted(turned, key=str), "diff is its own mirror")
        model.must_equal(rows(session, DIFF, HERE, HERE), [], "nothing differs from itself")
        model.must_equal(bool(forth), source != target, "diff finds what differs")

        for start, goal, expected in ((HERE, THERE, target), (THERE, HERE, source)):
            planned = ask(
                session, "select array_agg(s) from pggit.diff_sql(%s, %s) as s", start, goal
            )
            model.must_equal(planned.sqlstate, None, planned.message)
            for statement in planned.value or []:
                rows(session, statement)
            model.must_equal(objects(session), expected, f"from {start} to {goal}")
        for goal, expected in ((THERE, target), (HERE, source)):
            rows(session, "select pggit.checkout(%s, true)", goal)
            model.must_equal(objects(session), expected, f"checkout of {goal}")
