"""Random edits of single rows of pggit's own tables: any table, any column, any kind of change.

What an edit is follows from the catalog, so a new table or column is edited from the day it exists.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

from tests.chaos import evidence
from tests.chaos.database import rows

# What the checks on some columns let through.
WORDS = [
    "5f",
    "ACTIVE",
    "DELETED",
    "CREATE",
    "ALTER",
    "DROP",
    "major",
    "minor",
    "patch",
    "applied",
    "failed",
]

COLUMNS = """
    select c.oid::regclass::text, a.attname, format_type(a.atttypid, null), not a.attnotnull, a.attidentity <> ''
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace::regnamespace::text in ('pggit', 'pggit_internal') and c.relkind = 'r'
        and a.attgenerated = ''
        and c.relpersistence = 'p'  -- an unlogged one holds rows within a transaction only
    order by 1, a.attnum
"""


@dataclass(frozen=True)
class Column:
    """A column of one of pggit's tables."""

    name: str
    type: str
    is_nullable: bool
    is_identity: bool

    def others(self, choose: random.Random, table: str) -> list[sql.Composable]:
        """Expressions for other values, which need not differ, and may be refused."""
        name = sql.Identifier(self.name)
        ways: list[sql.Composable] = []
        match self.type:
            case "text" | "name":
                digit = sql.Literal(choose.choice("0123456789abcdef"))
                place = sql.Literal(choose.randint(1, 12))
                ways += [
                    sql.SQL("overlay({} placing {} from {})").format(name, digit, place),
                    sql.SQL("{} || ' '").format(name),
                    sql.SQL("''"),
                    *map(sql.Literal, WORDS),
                ]
            case "integer" | "bigint" | "smallint":
                ways += [
                    sql.SQL("{} + {}").format(name, sql.Literal(step)) for step in (-1, 1, 7, 1000)
                ]
            case "boolean":
                ways += [sql.SQL("not {}").format(name)]
            case "timestamp with time zone":
                ways += [sql.SQL("{} + interval '1 microsecond'").format(name)]
            case "jsonb":
                ways += [
                    sql.SQL("{} || '{{\"x\": 1}}'").format(name),
                    sql.SQL("'{}'::jsonb"),
                ]
            case "regrole":
                ways += [sql.SQL("'pg_monitor'::regrole")]
            case "text[]" | "name[]":
                ways += [sql.SQL("array_append({}, 'x')").format(name)]
            case other:
                raise AssertionError(f"no way is known to edit {table}.{self.name} of type {other}")
        # What another row has is the most believable.
        ways.append(
            sql.SQL("(select o.{} from {} as o order by md5(o::text || {}) limit 1)").format(
                name, sql.SQL(table), sql.Literal(str(choose.random()))
            )
        )
        if self.is_nullable:
            ways.append(sql.SQL("null"))
        return ways


def tables(connection: psycopg.Connection) -> dict[str, list[Column]]:
    """The tables of pggit with their columns."""
    found: dict[str, list[Column]] = {}
    for table, *column in rows(connection, COLUMNS):
        found.setdefault(table, []).append(Column(*column))
    return found


def generate(connection: psycopg.Connection, choose: random.Random) -> Iterator[str]:
    """Edits without end, as statements that may be refused."""
    known = tables(connection)
    # A table has its share by its columns, so that each column is edited.
    pairs = [(table, column) for table, columns in known.items() for column in columns]
    while True:
        choose.shuffle(pairs)
        for table, column in pairs:
            kind = choose.choices(["update", "delete", "insert"], [6, 1, 1])[0]
            statement = _statement(kind, table, column, known[table], choose)
            yield statement.as_string(connection)


def _statement(
    kind: str, table: str, column: Column, columns: list[Column], choose: random.Random
) -> sql.Composable:
    match kind:
        case "update":
            return choose.choice(updates(table, column, choose))
        case "delete":
            return sql.SQL("delete from {} where ctid = {}").format(
                sql.SQL(table), _row(table, choose)
            )
        case _:
            # A row like another one, but for one column, or for several.
            changed = {column.name, *(c.name for c in columns if choose.random() < 0.2)}
            return sql.SQL(
                "insert into {table} ({names}) overriding system value select {values} from {table} where ctid = {row}"
            ).format(
                table=sql.SQL(table),
                names=sql.SQL(", ").join(sql.Identifier(c.name) for c in columns),
                values=sql.SQL(", ").join(
                    choose.choice(c.others(choose, table))
                    if c.name in changed
                    else sql.Identifier(c.name)
                    for c in columns
                ),
                row=_row(table, choose),
            )


def updates(table: str, column: Column, choose: random.Random) -> list[sql.Composed]:
    """Statements that change one column of one row, in every way that is known."""
    name = sql.Identifier(column.name)
    row = _row(table, choose)
    if column.is_identity:  # GENERATED ALWAYS: the only value that it takes
        return [
            sql.SQL("update {} set {} = default where ctid = {}").format(sql.SQL(table), name, row)
        ]
    return [
        sql.SQL(
            "update {table} set {name} = {value} where ctid = {row} and {name} is distinct from {value}"
        ).format(table=sql.SQL(table), name=name, value=value, row=row)
        for value in column.others(choose, table)
    ]


def _row(table: str, choose: random.Random) -> sql.Composed:
    return sql.SQL("(select t.ctid from {} as t order by md5(t::text || {}) limit 1)").format(
        sql.SQL(table), sql.Literal(str(choose.random()))
    )


def land(connection: psycopg.Connection, statement: str) -> bool:
    """Run an edit with triggers and foreign keys off; whether it took effect.

    Refused by a NOT NULL, check or unique constraint, it changes nothing: there is nothing to find.
    """
    rows(connection, "set local session_replication_role = replica")
    rows(connection, "savepoint edit")
    try:
        cursor = connection.execute(statement.encode())
    except (psycopg.IntegrityError, psycopg.DataError):
        rows(connection, "rollback to savepoint edit")
        return False
    if cursor.rowcount:
        evidence.landed("edit", statement)
    return cursor.rowcount > 0
