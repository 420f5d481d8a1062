"""What decides whether the counters kept their word."""

from __future__ import annotations

from tests.chaos import evidence
from tests.chaos.database import Database

WRONG = """
    select c.name, c.value, coalesce(sum(e.change), 0)::bigint
    from tally.counters as c
    left join tally.entries as e on e.counter = c.name
    group by c.name
    having c.value <> coalesce(sum(e.change), 0)
"""


def findings(database: Database) -> list[tuple[str, int, int]]:
    """The counters that are not the sum of their entries: name, value, sum."""
    evidence.judged("sums")
    return database.sql(WRONG)


def must_be_sound(database: Database) -> None:
    """Runs after every test; that says nothing about what the test was for, so it is no evidence."""
    found = database.sql(WRONG)
    assert found == [], f"counters that are not the sum of their entries: {found}"
