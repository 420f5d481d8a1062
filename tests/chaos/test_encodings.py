"""Databases in which a text is not UTF-8: of another encoding, or of none.

Risk: hashes are made of UTF-8. A character that cannot be converted, or a byte that is none, makes the user's DDL
fail; or the same schema hashes to something else where the database has another encoding.

When it fails: an application cannot change its schema any more since pggit is there.

How to debug: `create database x template template0 encoding 'SQL_ASCII' locale 'C'`, install, and run the statement of
the failure with PGCLIENTENCODING=LATIN1. Suspect sql/names/utf8.sql.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from scripts import install
from tests.chaos.database import Database, rows
from tests.chaos.oracles import drift, fsck, model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

# Characters of Latin 1, in every place that a text can have.
TALK = [
    'create schema "Büro"',
    "create table \"Büro\".größe (id integer primary key, name text default 'Ä' constraint \"ö\" check (name <> 'é'))",
    "comment on table \"Büro\".größe is 'naïve'",
    'create index "große" on "Büro".größe (name)',
    "create type \"Büro\".mood as enum ('süß', 'bitter')",
    "create function \"Büro\".\"ñ\"() returns text language sql as 'select ''ü'''",
    'create view "Büro".v as select name || \'ß\' as "Straße" from "Büro".größe',
    'alter table "Büro".größe add column "Länge" integer',
    "select pggit.commit_changes('main', 'Grüße')",
]
HASHES = """
    select object_type, identity, definition_hash from pggit_internal.objects where is_live
    order by object_type collate "C", pggit_internal.utf8(identity)
"""
TREE = "select tree_hash from pggit.commits order by committed_at desc limit 1"
# What each encoding keeps and PostgreSQL cannot convert into UTF-8.
BYTES = [
    b'create table "t?" (id integer, "c?" text default \'?\')',
    b"comment on table \"t?\" is 'a?'",
    b"create function f() returns text language sql as $$select '?' || '?'$$",
    b"create function g() returns text language sql as $$select '?'$$",
    b"create function \"f?\"() returns text language sql as $$select '?a'$$",
    b'alter table "t?" rename to "u?"',
    b"select pggit.create_branch('side?')",
    b"select pggit.commit_changes('side?', '?')",
    b"select pggit.apply_migration('1', 'one', 'create table \"m?\" (id integer)')",
]
DISTINCT = "select count(*), count(distinct definition_hash) from pggit_internal.objects where object_type = 'function'"
UNCONVERTIBLE = {"SQL_ASCII": b"\xe9\xff", "WIN1252": b"\x81", "EUC_JP": b"\xf5\xa1"}


@contextmanager
def encoded(server: Database, encoding: str) -> Iterator[Database]:
    """A database of an encoding, with pggit; it must be sound in the end."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"pggit_chaos_test_{worker}_{encoding.lower()}"
    server.sql(f"create database {name} template template0 encoding '{encoding}' locale 'C'")
    try:
        database = Database(make_conninfo(server.conninfo, dbname=name))
        install.install(database.conninfo, install.pggit_folder())
        yield database
        fsck.must_be_clean(database)
    finally:
        server.sql(f"drop database {name} with (force)")


def talk(database: Database) -> list[tuple[object, ...]]:
    """Make everything that has a name or a text; the hashes, and the tree of the commit."""
    with database.connect(client_encoding="UTF8") as connection:
        for statement in TALK:
            rows(connection, statement)
        return [*rows(connection, HASHES), *rows(connection, TREE)]


@pytest.mark.promise("versions.encoding")
@pytest.mark.parametrize("encoding", ["LATIN1", pytest.param("SQL_ASCII", marks=pytest.mark.slow)])
def test_a_text_has_one_hash_in_every_encoding(
    server: Database, database: Database, encoding: str
) -> None:
    with encoded(server, encoding) as other:
        model.must_equal(talk(other), talk(database))
        model.must_equal(drift.findings(other), [])


@pytest.mark.promise("versions.encoding")
@pytest.mark.parametrize(
    "encoding",
    ["SQL_ASCII", *(pytest.param(name, marks=pytest.mark.slow) for name in ("WIN1252", "EUC_JP"))],
)
def test_what_is_not_utf8_stops_no_ddl(server: Database, encoding: str) -> None:
    text = UNCONVERTIBLE[encoding]
    with (
        encoded(server, encoding) as database,
        database.connect(client_encoding="SQL_ASCII") as connection,
    ):
        for statement in BYTES:
            connection.execute(statement.replace(b"?", text))
        assert rows(connection, DISTINCT) == [(3, 3)]
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            connection.execute(
                b"select pggit.commit_changes('main', 'x', 'release-?-2026')".replace(b"?", text)
            )
        model.must_equal(drift.findings(database), [])
