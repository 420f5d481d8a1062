"""The live catalog against the record: whatever happened, pggit knows the schema as it is."""

from __future__ import annotations

from tests.chaos import evidence
from tests.chaos.database import Database


def findings(database: Database) -> list[tuple[str, str, str]]:
    """What detect_drift finds now: (object_type, identity, drift)."""
    evidence.judged("drift")
    return database.sql("select object_type, identity, drift from pggit.detect_drift()")
