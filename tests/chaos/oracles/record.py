"""All that pggit has recorded, to compare before and after: what rolled back must leave no trace."""

from __future__ import annotations

from collections import Counter

from tests.chaos import evidence
from tests.chaos.database import Database, rows

Snapshot = dict[str, list[str]]


def snapshot(database: Database) -> Snapshot:
    """Every row of every table of pggit, in one transaction."""
    with database.connect() as connection, connection.transaction():
        rows(connection, "set transaction isolation level repeatable read")
        tables = [
            name
            for (name,) in rows(
                connection,
                "select c.oid::regclass::text from pg_class as c"
                " join pg_namespace as n on n.oid = c.relnamespace"
                " where n.nspname in ('pggit', 'pggit_internal') and c.relkind = 'r' order by 1",
            )
        ]
        assert tables, "pggit has no tables: whatever is compared would be equal"
        return {
            table: [
                row for (row,) in rows(connection, f"select t::text from {table} as t order by 1")
            ]
            for table in tables
        }


def differences(before: Snapshot, after: Snapshot) -> list[str]:
    """What was added, removed or changed, a line each; empty when nothing was."""
    evidence.judged("record")
    lines = []
    for table in sorted(before.keys() | after.keys()):
        old, new = Counter(before.get(table, [])), Counter(after.get(table, []))
        lines += [f"{table}: - {row}" for row in sorted((old - new).elements())]
        lines += [f"{table}: + {row}" for row in sorted((new - old).elements())]
    return lines
