"""pggit's own integrity check, as an oracle.

`must_be_clean` runs after every test that touched pggit; as that says nothing about what the test
was for, it counts as no evidence. A test that is about integrity calls `findings` and judges them.
"""

from __future__ import annotations

from tests.chaos import evidence
from tests.chaos.database import Database


def findings(database: Database) -> list[tuple[str, str, str]]:
    """What fsck finds now: (check_name, object, detail)."""
    evidence.judged("fsck")
    return database.sql("select check_name, object, detail from pggit.fsck() order by 1, 2, 3")


def must_be_clean(database: Database) -> None:
    """Fail with everything that fsck finds."""
    found = database.sql("select check_name, object, detail from pggit.fsck()")
    assert found == [], f"fsck: {found}"
