"""Edits pggit's own tables behind its back, as a superuser or a wrong restore could."""

from __future__ import annotations

from tests.chaos import evidence
from tests.chaos.database import Database, rows


def edit(database: Database, statement: str, *params: object) -> None:
    """Run an UPDATE, DELETE or INSERT with foreign keys and triggers off; it must hit a row."""
    with database.connect() as connection:
        # replica: foreign keys are not checked, so that a link can be cut at all.
        rows(connection, "set session_replication_role = replica")
        cursor = connection.execute(statement.encode(), params or None)
        if cursor.rowcount < 1:
            raise evidence.DidNotLandError(f"no row was changed by: {statement}")
        evidence.landed("tampering", f"{cursor.rowcount} rows by {statement}")


def define(database: Database, statement: str) -> None:
    """Run DDL on pggit's own objects."""
    database.sql(statement)
    evidence.landed("tampering", statement)
