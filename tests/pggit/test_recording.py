"""What a step of history holds: the statement without its secrets, once, whatever its length."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg import Connection

from tests.chaos.database import Database, ask, rows
from tests.chaos.waiting import until_blocked
from tests.pggit.reading import findings, run, value, version

SECRETS = {
    "create table t (id integer); alter role {me} password 'hidden'": "'hidden'",
    "create table t (id integer); alter role {me} encrypted password 'it''s hidden'": "hidden",
    "create table t (id integer); alter role {me} PASSWORD E'it\\'s hidden'": "hidden",
    "create table t (id integer); alter role {me} password $x$hidden$x$": "hidden",
    "create table t (id integer); comment on table t is 'host=h password=hidden user=u'": "hidden",
    "create table t (id integer); create foreign data wrapper w; create server s foreign data wrapper w;"
    " create user mapping for {me} server s options (user 'u', password 'hidden')": "hidden",
}


@pytest.mark.parametrize("string", SECRETS)
def test_a_password_in_the_same_string_is_not_kept(db: Connection, string: str) -> None:
    me = value(db, "select quote_ident(current_user)")
    run(db, string.format(me=me))
    kept = value(db, "select ddl from pggit.get_history('t') order by changed_at limit 1")
    assert kept.startswith("create table t (id integer);")
    assert "***" in kept
    assert SECRETS[string] not in kept
    assert rows(db, "select from pggit_internal.statements where ddl like '%hidden%'") == []


def test_the_word_password_alone_takes_nothing_away(db: Connection) -> None:
    statement = "create table t (id integer, password text default 'none', password_hint text)"
    run(db, statement)
    kept = value(db, "select ddl from pggit.get_history('t')")
    assert kept == statement


def test_one_string_of_many_statements_is_stored_once(db: Connection) -> None:
    run(db, "; ".join(f"create table t{i} (id integer)" for i in range(50)))
    statements = "select count(*) from pggit_internal.statements where ddl like '%t49%'"
    assert value(db, statements) == 1
    assert value(db, "select ddl from pggit.get_history('t7')").startswith("create table t0 ")


def test_a_statement_that_was_rolled_back_is_stored_anew(db: Connection) -> None:
    run(db, "savepoint s", "create table t (id integer)", "rollback to s")
    run(db, "create table t (id integer)")
    assert value(db, "select ddl from pggit.get_history('t')") == "create table t (id integer)"
    assert findings(db) == []


def test_an_identity_that_is_longer_than_an_index_entry(db: Connection) -> None:
    run(db, f"create schema {'s' * 60}")
    types = [f"{'s' * 60}.{'t' * 50}{i:02}" for i in range(40)]
    run(db, *(f"create type {name} as enum ('a')" for name in types))
    run(db, f"create function f({', '.join(types)}) returns integer language sql as 'select 1'")
    assert version(db, "f") == "1.0.0"
    run(db, f"comment on function f({', '.join(types)}) is 'long'")
    assert version(db, "f") == "1.0.1"
    run(db, "drop function f")
    assert findings(db) == []


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
@pytest.mark.parametrize(
    "statement",
    [
        "alter table t add column n integer",
        "drop table t",
        "comment on table t is 'x'",
        "create index on t (id)",
    ],
)
def test_ddl_on_what_the_snapshot_does_not_see_fails_with_40001(
    database: Database, isolation: str, statement: str
) -> None:
    with database.connect() as old, database.connect() as new:
        run(old, f"begin isolation level {isolation}", "select 1")
        run(new, "create table t (id integer)")
        answer = ask(old, statement)
        assert answer.sqlstate == "40001", answer
        run(old, "rollback", f"begin isolation level {isolation}", statement, "commit")
        assert findings(new) == []


def test_two_sessions_change_two_tables_without_waiting(database: Database) -> None:
    database.sql("create table a (id integer); create table b (id integer)")
    with database.connect() as one, database.connect() as two:
        run(two, "set lock_timeout = '2s'")
        run(one, "begin", "alter table a add column n integer")
        run(two, "begin", "alter table b add column n integer", "commit")
        run(one, "commit")
    assert database.sql("select * from pggit.fsck()") == []


# PostgreSQL locks an index to rename it or to comment on it, and not its table.
@pytest.mark.parametrize(
    "of_index", ["alter index by_name rename to other", "comment on index by_name is 'x'"]
)
@pytest.mark.parametrize("is_index_first", [True, False])
def test_a_table_and_its_index_are_changed_at_once(
    database: Database, of_index: str, is_index_first: bool
) -> None:
    database.sql("create table t (id integer, name text); create index by_name on t (name)")
    statements = [of_index, "alter table t rename to u"]
    first, second = statements if is_index_first else statements[::-1]
    with database.connect() as one, database.connect() as two, ThreadPoolExecutor(1) as thread:
        run(one, "begin", first)
        waiting = thread.submit(run, two, second)
        until_blocked(database, two.info.backend_pid, by=one.info.backend_pid)
        run(one, "commit")
        waiting.result(30)
    assert database.sql("select * from pggit.detect_drift()") == []
    assert database.sql("select version from pggit.get_history('u')")[-1:] == [("1.0.0",)]
    assert database.value("select count(*) from pggit.get_history('u')") == 4
    assert database.sql("select * from pggit.fsck()") == []


def test_what_mentions_a_table_is_dropped_while_the_table_moves(database: Database) -> None:
    database.sql("create schema s; create table t (id integer); create view v as table t")
    with database.connect() as one, database.connect() as two, ThreadPoolExecutor(1) as thread:
        run(one, "begin", "drop view v")
        waiting = thread.submit(ask, two, "alter table t set schema s")
        until_blocked(database, two.info.backend_pid, by=one.info.backend_pid)
        run(one, "commit")
        assert waiting.result(30).sqlstate is None
    assert database.sql("select * from pggit.detect_drift()") == []
    assert database.sql("select change_type from pggit.get_history('v', 1)") == [("DROP",)]
    assert database.sql("select * from pggit.fsck()") == []


def test_the_last_step_is_looked_for_as_often_in_a_long_history(database: Database) -> None:
    database.sql("vacuum analyze")  # from here on, the server plans for tables without rows
    read = """
        select pg_stat_get_xact_tuples_returned(h.oid) + pg_stat_get_xact_tuples_fetched(h.oid)
        from (select 'pggit_internal.history'::regclass) as h (oid)
    """
    found = []
    with database.connect() as session:
        for number in range(50):
            run(session, "begin")
            before = value(session, read)  # what the server has not counted as past yet
            run(session, f"create table t{number} (id integer)")
            found.append(value(session, read) - before)
            run(session, "commit")
    assert found == [0] * 50  # each name is new
