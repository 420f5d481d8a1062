"""DDL at each isolation level, beside another session's DDL on other objects.

Risk: recording makes one session wait for another that changes something else: a deployment stands still behind an
idle transaction, or for ever behind a prepared one; `create index concurrently` leaves an invalid index.

When it fails: a statement waits, deadlocks or fails that would not without pggit, or is recorded as it never was.

How to debug: run the two statements of the failure in two psql on `python -m scripts.cluster --pg N`, at the level
that it names, and look at pg_blocking_pids(). What reads the catalogs on an old snapshot is
sql/tracking/by_latest_snapshot.sql.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from psycopg import Connection

from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.oracles import answers, fsck, model

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]

LEVELS = ["read committed", "repeatable read", "serializable"]
OLD = LEVELS[1:]  # those whose transactions keep their snapshot
# {n}: the name of the session's own objects.
SETUP = """
    create table {n} (id integer primary key, note text);
    create view {n}_view as select id from {n};
    create table {n}_parent (id integer) partition by list (id);
    create table {n}_child partition of {n}_parent for values in (1);
    create type {n}_mood as enum ('ok')
"""
STATEMENTS = [
    "create table {n}_new (id serial primary key)",
    "alter table {n} add column more integer",
    "alter table {n} rename to {n}_renamed",
    "alter table {n}_parent add column more integer",
    "alter type {n}_mood rename to {n}_temper",
    "create index on {n} (note)",
    "comment on table {n} is 'x'",
    "drop table {n}_parent",
    "drop table {n} cascade",
    "grant select on {n} to public",
]


@contextmanager
def busy(database: Database, end: str) -> Iterator[None]:
    """Another session's transaction that has run every statement and has not committed."""
    with database.connect() as other:
        for number in range(len(STATEMENTS)):
            rows(other, SETUP.format(n=f"other{number}"))
        rows(other, "begin")
        for number, statement in enumerate(STATEMENTS):
            rows(other, statement.format(n=f"other{number}"))
        if end == "prepared":
            rows(other, "prepare transaction 'busy'")
        yield
        rows(other, "commit prepared 'busy'" if end == "prepared" else "commit")


def attempts(session: Connection, level: str) -> list[Answer]:
    """What each statement answers, in a transaction of its own whose snapshot is taken first."""
    found = []
    for number, statement in enumerate(STATEMENTS):
        name = f"{level.replace(' ', '_')}{number}"
        rows(session, SETUP.format(n=name))
        rows(session, f"begin isolation level {level}")
        rows(session, "select 1")
        found.append(ask(session, statement.format(n=name)))
        found.append(ask(session, "commit"))
    return found


@pytest.mark.promise("rules.no-waiting")
@pytest.mark.parametrize("end", ["idle", "prepared"])
def test_ddl_waits_for_no_other_object(database: Database, end: str) -> None:
    with busy(database, end), database.connect() as session:
        rows(session, "set lock_timeout = '1s'")
        told = [answer for level in LEVELS for answer in attempts(session, level)]
    assert answers.judge(told) == []
    model.must_equal(database.sql("select * from pggit.detect_drift()"), [])
    assert fsck.findings(database) == []


@pytest.mark.promise("rules.no-waiting")
@pytest.mark.parametrize("level", OLD)
def test_ddl_on_an_old_snapshot_beside_committed_ddl_on_other_objects(
    database: Database, level: str
) -> None:
    told: list[Answer] = []
    with database.connect() as other, database.connect() as session:
        for number, statement in enumerate(STATEMENTS):
            for name in ("own", "other"):
                rows(other, SETUP.format(n=f"{name}{number}"))
            rows(session, f"begin isolation level {level}")
            rows(session, "select 1")
            rows(other, statement.format(n=f"other{number}"))
            told.append(ask(session, statement.format(n=f"own{number}")))
            told.append(ask(session, "commit"))
    assert answers.judge(told) == []
    model.must_equal(database.sql("select * from pggit.detect_drift()"), [])
    assert fsck.findings(database) == []


@pytest.mark.promise("rules.no-waiting")
def test_an_index_is_built_concurrently_whatever_the_default_isolation(database: Database) -> None:
    database.sql("create table t (id integer)")
    with database.connect() as other, database.connect() as session:
        rows(other, "begin")
        rows(other, "create type idle as enum ('ok')")
        rows(session, "set default_transaction_isolation = 'repeatable read'")
        # PostgreSQL itself waits for transactions that have a snapshot; an idle one has none.
        rows(session, "set lock_timeout = '5s'")
        told = ask(session, "create index concurrently by_id on t (id)")
        valid = rows(
            session, "select indisvalid from pg_index where indexrelid = 'by_id'::regclass"
        )
    assert answers.judge([told]) == []
    assert valid == [(True,)]
    assert fsck.findings(database) == []


# {n}: the table.
NOT_RECORDED = [
    "grant select on {n} to public",
    "alter table {n} owner to pg_monitor",
    "analyze {n}",
    "alter table {n} set (fillfactor = 50)",
]


@pytest.mark.promise("rules.no-waiting")
def test_what_is_not_recorded_is_no_conflict(database: Database) -> None:
    """The old snapshot shows the table's row as it was before their change, and as it is after ours."""
    told: list[Answer] = []
    with database.connect() as other, database.connect() as session:
        for number, theirs in enumerate(NOT_RECORDED):
            for mine in ("alter table {n} add column more integer", "drop table {n}"):
                name = f"{mine.split()[0]}{number}"
                rows(other, f"create table {name} (id integer)")
                rows(other, f"insert into {name} select generate_series(1, 1000)")
                rows(session, "begin isolation level repeatable read")
                rows(session, "select 1")
                rows(other, theirs.format(n=name))
                told += [ask(session, mine.format(n=name)), ask(session, "commit")]
    assert answers.judge(told) == []
    model.must_equal(database.sql("select * from pggit.detect_drift()"), [])


@pytest.mark.promise("rules.no-waiting")
@pytest.mark.parametrize("level", LEVELS)
def test_the_numbers_of_what_was_rolled_back_are_not_looked_at(
    database: Database, level: str
) -> None:
    with database.connect() as other, database.connect() as session:
        for _ in range(20):
            rows(other, "begin")
            rows(other, "create table gone (id integer)")
            rows(other, "rollback")
        rows(session, f"begin isolation level {level}")
        rows(session, "create table kept (id integer)")
        written = rows(
            session,
            "select relname, n_tup_ins from pg_stat_xact_user_tables"
            " where schemaname = 'pggit_internal' and n_tup_ins > 0 order by 1",
        )
        rows(session, "commit")
    step = [("history", 1), ("objects", 1), ("pending", 1), ("statements", 1)]
    question = [("question_keys", 1), ("questions", 1)] if level in OLD else []
    model.must_equal(written, sorted(step + question))


# What another session commits after the snapshot, and DDL that would be recorded wrongly. {n}: the table.
SAME_OBJECT = [
    ("create view {n}_view as select id from {n}", "alter table {n} rename to {n}_renamed"),
    ("create table {n}_kid () inherits ({n})", "alter table {n} add column b integer"),
    ("create table {n}_new (a integer)", "alter table {n}_new rename to {n}_newer"),
    ("create table {n}_new (a integer); drop table {n}_new", "create table {n}_new (z integer)"),
    ("create table {n}_new (a integer)", "drop table {n}_new"),
    ("create index {n}_index on {n} (id)", "drop index {n}_index"),
    ("alter table {n} add column b integer", "comment on table {n} is 'x'"),
]


@pytest.mark.promise("branches.isolation")
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_what_the_snapshot_lacks_of_the_same_object_is_40001(database: Database, role: str) -> None:
    told: dict[str, str | None] = {}
    with database.connect() as other, database.connect() as session:
        rows(session, f"set session_replication_role = {role}")
        for number, (theirs, mine) in enumerate(SAME_OBJECT):
            name = f"t{number}"
            rows(other, f"create table {name} (id integer)")
            rows(session, "begin isolation level repeatable read")
            rows(session, "select 1")
            rows(other, theirs.format(n=name))
            told[mine] = ask(session, mine.format(n=name)).sqlstate
            rows(session, "rollback")
    model.must_equal(told, dict.fromkeys((mine for _, mine in SAME_OBJECT), "40001"))
    model.must_equal(database.sql("select * from pggit.detect_drift()"), [])
