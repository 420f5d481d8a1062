"""Databases to load one side of a pair into, and to empty again."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, Error

from tests.chaos.database import Database, rows
from tests.pairs import Pair

# Those that the pairs grant something to; roles are the server's, not a database's.
ROLES = ("pair_owner", "pair_reader", "pair_writer")

# Rights have no order.
SORTED = """
    create function pg_temp.sorted(aclitem[]) returns text language sql
    return (select string_agg(item::text, ' ' order by item::text) from unnest($1) as item)
"""

EMPTY = """
    select string_agg(format('drop schema %I cascade;', nspname), ' ') || '
        create schema public authorization pg_database_owner;
        comment on schema public is ''standard public schema'';
        grant usage on schema public to public;'
    from pg_namespace
    where nspname !~ '^(pg_|pggit)' and nspname <> 'information_schema'
"""


def make_roles(server: Database) -> None:
    """Create the roles that pairs name, once a server."""
    for role in ROLES:
        server.sql(f"create role {role}")


def run(database: Database, script: str) -> None:
    """Run a script in a session of its own, as one transaction."""
    if script:
        database.sql(script)


def load(database: Database, script: str) -> None:
    """Replace all that users made in a database by what a script makes."""
    with database.connect() as connection:
        rows(connection, "set client_min_messages = warning")
        ((drops,),) = rows(connection, EMPTY)
        rows(connection, drops)
    run(database, script)


def apply(database: Database, statements: list[str]) -> str | None:
    """Run statements in one transaction; return the error that undid it, None for none."""
    with database.connect() as connection:
        connection.autocommit = False
        for statement in statements:
            try:
                rows(connection, statement)
            except Error as error:
                connection.rollback()
                return f"{error.sqlstate} {error} in: {statement}"
        connection.commit()
    return None


def kept(database: Database, pair: Pair, *, after: bool) -> list[list[tuple[Any, ...]]]:
    """Return what the pair's queries on its first or second side give."""
    with database.connect() as connection:
        if not pair.kept:
            return []
        make_sorted(connection)
        return [rows(connection, each.after if after else each.before) for each in pair.kept]


def make_sorted(connection: Connection) -> None:
    """Give a session the function by which pairs compare rights."""
    rows(connection, SORTED)
