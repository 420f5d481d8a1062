"""Edits pggit's own tables behind its back, as a superuser or a wrong restore could."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from tests.chaos import evidence
from tests.chaos.database import Database, rows

NAMES = ("pggit_ddl_command_end", "pggit_sql_drop")
EVENT_TRIGGERS_OFF = [f"alter event trigger {name} disable" for name in NAMES]
EVENT_TRIGGERS_ON = [f"alter event trigger {name} enable always" for name in NAMES]


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


def damage(connection: psycopg.Connection, *statements: str) -> None:
    """Run statements in the open transaction, with foreign keys and triggers off; each must hit a row."""
    rows(connection, "set local session_replication_role = replica")
    for statement in statements:
        if connection.execute(statement.encode()).rowcount == 0:  # -1 for DDL
            raise evidence.DidNotLandError(f"no row was changed by: {statement}")
    rows(connection, "set local session_replication_role = origin")
    evidence.landed("tampering", "; ".join(statements))


def silenced(database: Database, statements: Sequence[str]) -> None:
    """Void if one of these statements is in pggit's record."""
    seen = database.sql(
        "select ddl from pggit_internal.statements where ddl = any (%s)", list(statements)
    )
    if seen or not statements:
        raise evidence.DidNotLandError(f"recorded all the same: {seen} of {len(statements)}")
    evidence.landed("silence", f"{len(statements)} statements that no event trigger saw")
