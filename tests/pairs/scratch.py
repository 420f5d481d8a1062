"""Sessions in databases to load one side of a pair into, and to empty again.

One session does it all: in each new one pggit's functions compile anew, which takes longer than a pair.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, Error

from tests.chaos.database import Database, rows
from tests.pairs import Pair

Found = list[tuple[Any, ...]] | str

# Those that the pairs grant something to; roles are the server's, not a database's.
ROLES = ("pair_owner", "pair_reader", "pair_writer")

# Rights have no order.
SORTED = """
    create or replace function pg_temp.sorted(aclitem[]) returns text language sql
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


def run(session: Connection, script: str) -> None:
    """Run a script as one transaction; none of its settings outlives it."""
    if script:
        rows(session, script)
        rows(session, "reset all")


def load(session: Connection, script: str) -> None:
    """Replace all that users made in a database by what a script makes."""
    ((drops,),) = rows(session, EMPTY)
    rows(session, f"set client_min_messages = warning; {drops}")
    run(session, f"reset all; {script}")


def apply(session: Connection, statements: list[str]) -> str | None:
    """Run statements in one transaction; return the error that undid it, None for none."""
    statement = "commit"
    try:
        with session.transaction():
            for statement in statements:
                rows(session, statement)
    except Error as error:
        return f"{error.sqlstate} {error} in: {statement}"
    finally:
        rows(session, "reset all")
    return None


def kept(session: Connection, pair: Pair, *, after: bool) -> list[Found]:
    """Return what the pair's queries on its first or second side give: rows, or the text of an error."""
    if pair.kept:
        rows(session, SORTED)
    return [_found(session, each.after if after else each.before) for each in pair.kept]


def _found(session: Connection, query: str) -> Found:
    try:
        return rows(session, query)
    except Error as error:  # what the query names is gone
        return f"{error.sqlstate} {error}"
