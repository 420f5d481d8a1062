"""pggit's own integrity check, as an oracle.

`must_be_clean` runs after every test that touched pggit; as that says nothing about what the test
was for, it counts as no evidence. A test that is about integrity calls `findings` and judges them.
"""

from __future__ import annotations

import psycopg

from tests.chaos import evidence
from tests.chaos.database import Database, rows


def findings(database: Database) -> list[tuple[str, str, str]]:
    """What fsck finds now: (check_name, object, detail)."""
    evidence.judged("fsck")
    return database.sql("select check_name, object, detail from pggit.fsck() order by 1, 2, 3")


def checks_in(connection: psycopg.Connection) -> set[str]:
    """The names of the checks that find something within a transaction that is still open."""
    evidence.judged("fsck")
    return {name for (name,) in rows(connection, "select check_name from pggit.fsck()")}


def must_be_clean(database: Database) -> None:
    """Fail with everything that fsck finds."""
    found = database.sql("select check_name, object, detail from pggit.fsck()")
    assert found == [], f"fsck: {found}"
