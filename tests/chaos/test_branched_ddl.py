"""DDL on a table with data branches: it carries over, or it is refused whole.

Risk: a branch lacks a column that its table has got, shows other values in it than ALTER TABLE would, or misses a
check; a change that a branch cannot follow is taken, and the rows that it started with are lost.

When it fails: a branch fails on each read, or shows rows that were never on it.

How to debug: `select pggit_internal.carrying_plan(...)` returns what would be executed. The copies of the test are
plain tables with the rows of each branch: compare their definitions.
"""

from __future__ import annotations

import time

import psycopg
import pytest

from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.oracles import model
from tests.chaos.tiers import by_tier

pytestmark = [pytest.mark.chaos, pytest.mark.property]

RELATIONS = ["t", "t__dev", "t__sub", "t__late"]
PREPARATIONS = [
    "create type mood as enum ('sad', 'glad')",
    "create domain amount as integer",
    "create table t (id integer primary key, v text not null default 'x', n integer, last text)",
    "insert into t select i, 'v' || i, i, 'l' from generate_series(1, 8) as i",
    "select pggit.create_data_branch('t', 'main', 'dev')",
    "update t__dev set v = 'dev' where id = 1",
    "delete from t__dev where id = 2",
    "insert into t__dev (id) values (20)",
    "select pggit.create_data_branch('t', 'dev', 'sub')",
    "update t set v = 'main', n = null where id in (3, 4)",
    "delete from t where id = 5",
    "select pggit.create_data_branch('t', 'main', 'late')",
    "update t set v = 'later' where id = 6",
    "update t__sub set n = 0 where id = 1",
    "update t__dev set v = 'dev again' where id in (1, 7)",
]
ADDITIONS = [
    "add column c integer not null default 7",
    "add column at timestamptz default now(), add column m mood default 'sad'",
    """add column deleted text[] default '{a,"b c",NULL}', add column "quo""te %s" text collate "C" """,
    "alter column v set default 'y', alter column n set default 9, add check (n < 100) not valid",
    "alter column v drop default, alter column c set default 8",
]
WRITES = [
    "insert into {} (id, v, n) values (70, 'z', 1)",
    "insert into {} (id, v) values (71, 'z')",
    "insert into {} (id) values (72)",
    "insert into {} (id, v, n) values (73, 'z', 100)",
    "update {} set v = 'written' where id in (1, 6, 20)",
    "delete from {} where id in (4, 8)",
]


def branched(session: psycopg.Connection) -> None:
    """A table t with the branches dev and late, and sub of dev; each of them has been written."""
    for statement in PREPARATIONS:
        rows(session, statement)


def shown(session: psycopg.Connection, relation: str) -> list[tuple[str]]:
    """The rows of a relation as text."""
    return rows(session, f"select r::text from {relation} as r order by id")


def outcome(session: psycopg.Connection, statement: str) -> str | None:
    """The SQLSTATE of a statement; the transaction goes on."""
    rows(session, "savepoint attempt")
    answer = ask(session, statement)
    rows(session, "release attempt" if answer.is_ok else "rollback to attempt")
    return answer.sqlstate


@pytest.mark.promise("data.additions")
def test_a_branch_gets_what_a_table_of_its_rows_gets(database: Database) -> None:
    with database.rolled_back() as session:
        branched(session)
        for relation in RELATIONS:
            rows(session, f"create table copy_of_{relation} (like t including all)")
            rows(session, f"insert into copy_of_{relation} select * from {relation}")
            for change in ADDITIONS:
                rows(session, f"alter table copy_of_{relation} {change}")
        for change in ADDITIONS:
            rows(session, f"alter table t {change}")
        rows(session, "create index on t (c) where n > 1")
        for relation in RELATIONS:
            model.must_equal(
                shown(session, relation), shown(session, f"copy_of_{relation}"), relation
            )
        for relation in reversed(RELATIONS):
            rows(session, "savepoint writes")
            for write in WRITES:
                said = [
                    outcome(session, write.format(each))
                    for each in (relation, f"copy_of_{relation}")
                ]
                model.must_equal(said[0], said[1], write.format(relation))
            model.must_equal(
                shown(session, relation), shown(session, f"copy_of_{relation}"), relation
            )
            model.must_equal(rows(session, "select * from pggit.fsck()"), [])
            rows(session, "rollback to writes")
        differ = "select key ->> 'id', to_row ->> 'c' from pggit.data_diff('t', 'main', 'sub')"
        model.must_equal(
            rows(session, differ),
            [("1", "7"), ("2", None), ("3", "7"), ("4", "7"), ("5", "7"), ("6", "7"), ("20", "7")],
        )
        rows(session, "select pggit.merge_data_branch('t', 'sub', 'dev', 'theirs')")
        model.must_equal(rows(session, "select n, c from t__dev where id = 1"), [(0, 7)])


REFUSED = {
    "alter table t drop column n": "ALTER TABLE public.t DROP COLUMN n",
    "alter table t drop column last, add column last text": "ALTER TABLE public.t DROP COLUMN last",
    "alter table t add column c text, drop constraint t_pkey": "ALTER TABLE public.t DROP CONSTRAINT t_pkey",
    "alter table t add column c text, alter column n type bigint": "ALTER TABLE public.t",
    "alter table t alter column n type integer using n + 1": "ALTER TABLE public.t",
    "alter table t add column c serial": "ALTER TABLE public.t",
    "alter table t add column c amount": "ALTER TABLE public.t",
    "alter table t add column c text, add check (n < 100)": "ALTER TABLE public.t",
    "alter table t rename column n to w": "ALTER TABLE public.t",
    "create unique index by_id on t (id)": "CREATE INDEX public.by_id",
    "create table kid () inherits (t)": "CREATE TABLE public.kid",
    "drop table t": "DROP TABLE public.t",
    "drop table t__sub__own cascade": "DROP TABLE public.t__sub__own",
    "alter view t__sub rename to other": "ALTER VIEW public.other",
}


@pytest.mark.promise("data.ddl")
def test_what_a_branch_cannot_follow_is_refused_whole(database: Database) -> None:
    with database.connect() as session:
        branched(session)
        before = {relation: shown(session, relation) for relation in RELATIONS}
        for statement, name in REFUSED.items():
            with pytest.raises(psycopg.Error) as found:
                session.execute(statement.encode())
            diagnosis = found.value.diag
            said = (found.value.sqlstate, (diagnosis.message_primary or "").split(":")[0])
            model.must_equal(said, ("55006", name), statement)
            assert "pggit.drop_data_branch()" in (diagnosis.message_hint or "")
            context = (diagnosis.context or "").splitlines()
            assert len(context) <= 2, (statement, context)
        model.must_equal({relation: shown(session, relation) for relation in RELATIONS}, before)


@pytest.mark.promise("data.additions")
def test_a_branch_in_use_is_not_waited_for(database: Database) -> None:
    with (
        database.connect() as holder,
        database.connect(options="-c statement_timeout=5s") as session,
    ):
        branched(session)
        rows(holder, "begin")
        rows(holder, "lock table t__dev in share mode")
        model.must_equal(ask(session, "alter table t add column c text").sqlstate, "55006")
        model.must_equal(ask(holder, "select count(c.*) from t as c").value, 7)
        rows(holder, "commit")
        model.must_equal(ask(session, "alter table t add column c text").sqlstate, None)


@pytest.mark.promise("data.additions")
def test_additions_beside_those_who_write(database: Database) -> None:
    """One session alters the table; others write it and its branches, and compare them."""
    with database.connect() as session:
        branched(session)

    seconds = by_tier(smoke=1, full=2, weekly=20)

    def work(worker: int) -> list[Answer]:
        until, done = time.monotonic() + seconds, 0
        said: list[Answer] = []
        with database.connect() as session:
            while time.monotonic() < until or not done:
                row = worker * 1000 + len(said)
                statements = (
                    f"alter table t add column c{done} integer default {done}",
                    f"insert into t (id) values ({row})",
                    f"insert into t__dev (id) values ({row})",
                    "update t__sub set v = v || '.' where id = 1",
                    "select count(*) from pggit.data_diff('t', 'main', 'sub')",
                )
                said.append(ask(session, statements[worker]))
                done += said[-1].is_ok
                # A session that reads a branch while DDL waits for the table is in its way: none does so always.
                time.sleep(0.1 if worker in (2, 3) else 0)
        return said

    said = together(work, 5)
    failures = {(answer.asked.split()[0], answer.sqlstate) for answer in said if not answer.is_ok}
    assert failures <= {("alter", "55006"), ("update", "40001")}, failures
    columns = (
        "select count(*) from pg_attribute where attrelid = %s::regclass and attname ~ '^c[0-9]'"
    )
    altered = sum(answer.is_ok for answer in said if answer.asked.startswith("alter"))
    model.must_equal({database.value(columns, relation) for relation in RELATIONS}, {altered})
