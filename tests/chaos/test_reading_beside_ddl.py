"""What only reads, beside sessions that create, change and drop what it reads.

Risk: a monitoring job that calls detect_drift() makes a deployment the victim of a deadlock, or fails itself
because a table went while it looked.

When it fails: a deployment is rolled back because of a query that only reads; or the query names drift that is not
there, and hides what is.

How to debug: the failure has the statements. Run them in two psql on `python -m scripts.cluster --pg N`, with
`select * from pg_locks` in a third. What looks at definitions is sql/definitions/look_at.sql.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from psycopg import Connection

from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.faults import tamper
from tests.chaos.oracles import answers, drift, fsck, model
from tests.chaos.tiers import by_tier
from tests.chaos.waiting import until

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]

DRIFT = "select object_type, identity, drift from pggit.detect_drift()"
# Definitions that mention both tables, the first one first.
SETUP = """
    create table a (id integer primary key, n integer default 1, check (n > 0));
    create table b (id integer references a, n integer);
    create index on a ((n + 1));
    create view v as select a.n from a join b using (id);
    create function f() returns bigint language sql begin atomic select count(*) from a, b; end;
    create function g() returns trigger language plpgsql as 'begin return new; end';
    create trigger g before update on a for each row when (new.n > 1) execute function g();
    create rule r as on delete to b do also update a set n = 2;
    create policy p on a using (exists (select from b))
"""


def fill(session: Connection) -> None:
    """Make what SETUP says, anew."""
    rows(session, "set client_min_messages = error")
    rows(session, "drop schema public cascade; create schema public")
    for statement in SETUP.split(";\n"):
        rows(session, statement)


@contextmanager
def asked(session: Connection, query: str) -> Iterator[Future[Answer]]:
    """The answer to a query that another thread asks meanwhile."""
    with ThreadPoolExecutor(max_workers=1) as executor, ExitStack() as failed:
        failed.callback(session.cancel)  # it may wait for what the failed block holds
        yield executor.submit(ask, session, query)
        failed.pop_all()


def until_it_waits(database: Database, session: Connection) -> None:
    """Wait until a session waits: for a lock, or for the sessions that hold one."""
    pid = session.info.backend_pid
    until(
        f"session {pid} to wait",
        lambda: database.sql(
            "select 1 from pg_stat_activity where pid = %s and wait_event_type in ('Lock', 'Timeout')",
            pid,
        ),
    )


# What another session commits while detect_drift() waits for it.
GONE = [
    "drop view v",
    "drop table b cascade",
    "drop table a cascade",
    "alter table a add column more integer",
    "alter table a rename to c",
    "alter table a rename column n to m",
    "drop function f()",
]


@pytest.mark.promise("rules.reading")
@pytest.mark.parametrize("level", ["read committed", "repeatable read"])
def test_what_goes_meanwhile_is_neither_error_nor_drift(database: Database, level: str) -> None:
    found = {}
    with database.connect() as reader, database.connect() as other:
        rows(reader, f"set default_transaction_isolation = '{level}'")
        for statement in GONE:
            fill(other)
            rows(other, "begin")
            rows(other, "lock table a, b in access exclusive mode")
            with asked(reader, DRIFT) as answer:
                until_it_waits(database, reader)
                rows(other, statement)
                rows(other, "commit")
            found[statement] = answer.result()
    model.must_equal(
        {statement: (answer.sqlstate, answer.value) for statement, answer in found.items()},
        dict.fromkeys(GONE, (None, None)),
    )


@pytest.mark.promise("rules.reading")
def test_nothing_is_lost_from_the_answer(database: Database) -> None:
    """True drift is named, also of an object that another session had locked, and beside changes of others."""
    silent = ["alter table b add column secret text", "drop function f()"]
    with database.connect() as session:
        fill(session)
        for statement in (*tamper.EVENT_TRIGGERS_OFF, *silent, *tamper.EVENT_TRIGGERS_ON):
            rows(session, statement)
    tamper.silenced(database, silent)
    with database.connect() as reader, database.connect() as other:
        rows(other, "begin")
        rows(other, "lock table a, b in access exclusive mode")
        with asked(
            reader, "select array_agg(d.identity || ' ' || d.drift) from pggit.detect_drift() as d"
        ) as answer:
            until_it_waits(database, reader)
            rows(other, "alter table a add column more integer")
            rows(other, "commit")
    model.must_equal(answer.result().value, ["public.f() missing", "public.b modified"])
    database.sql("select * from pggit.repair('drift', false)")
    model.must_equal(drift.findings(database), [])


@pytest.mark.promise("rules.reading")
@pytest.mark.parametrize("query", [DRIFT, "select pggit.calculate_schema_hash('a')"])
def test_no_other_session_is_the_victim(database: Database, query: str) -> None:
    """The other one is told of a deadlock first, if there is one."""
    with database.connect() as reader, database.connect() as other:
        fill(other)
        rows(reader, "set deadlock_timeout = '1h'")
        rows(other, "set deadlock_timeout = '50ms'")
        rows(other, "begin")
        rows(other, "lock table b in access exclusive mode")
        with asked(reader, query) as answer:
            until_it_waits(database, reader)
            told = [ask(other, "alter table a add column more integer"), ask(other, "commit")]
        told.append(answer.result())
    assert answers.judge(told) == []


@pytest.mark.promise("rules.reading")
def test_one_with_locks_of_its_own_makes_way(database: Database) -> None:
    with database.connect() as reader, database.connect() as other:
        fill(other)
        rows(reader, "set deadlock_timeout = '1h'; set statement_timeout = '10s'")
        rows(other, "set deadlock_timeout = '5s'")
        rows(reader, "begin")
        rows(reader, "select from a")
        rows(other, "begin")
        rows(other, "lock table b in access exclusive mode")
        with asked(reader, DRIFT) as answer:
            until_it_waits(database, reader)
            with asked(other, "alter table a add column more integer") as told:
                model.must_equal(answer.result().sqlstate, "55P03")
                rows(reader, "rollback")
            assert answers.judge([told.result()]) == []
        rows(other, "commit")
    model.must_equal(drift.findings(database), [])


@pytest.mark.promise("rules.reading")
def test_no_lock_is_kept_and_none_waited_for_longer_than_the_caller_does(
    database: Database,
) -> None:
    with database.connect() as reader, database.connect() as other:
        fill(other)
        rows(reader, "begin")
        rows(reader, DRIFT)
        rows(reader, "select pggit.calculate_schema_hash('a')")
        kept = rows(
            reader,
            "select relation::regclass::text from pg_locks as l join pg_class as c on c.oid = l.relation"
            " where l.pid = pg_backend_pid() and c.relnamespace = 'public'::regnamespace",
        )
        rows(reader, "commit")
        rows(other, "begin")
        rows(other, "lock table a in access exclusive mode")
        rows(reader, "set lock_timeout = '50ms'")
        told = {
            query: ask(reader, query).sqlstate
            for query in (DRIFT, "select pggit.calculate_schema_hash('a')")
        }
    model.must_equal(kept, [])
    model.must_equal(set(told.values()), {"55P03"})


# What sessions do in schemas of their own, in transactions: {s} is the schema. Tables are locked against the order in
# which the definitions mention them.
STORM = [
    """create schema {s}; create table {s}.a (id serial primary key, n integer default 1 check (n > 0));
    create table {s}.b (id integer references {s}.a, n integer); create unique index on {s}.b ((n + 1)) where n > 0;
    create view {s}.v as select a.n from {s}.a join {s}.b using (id)""",
    """create function {s}.f() returns bigint language sql begin atomic select count(*) from {s}.a, {s}.b; end;
    create rule r as on delete to {s}.b do also update {s}.a set n = 2;
    create policy p on {s}.a using (exists (select from {s}.b));
    create materialized view {s}.m as select * from {s}.v""",
    """create type {s}.mood as enum ('ok'); create domain {s}.positive as integer check (value > 0);
    create function {s}.g(p {s}.mood) returns {s}.positive language sql as 'select 1';
    create table {s}.moody (mood {s}.mood default 'ok', n {s}.positive)""",
    """create function {s}.same({s}.mood, {s}.mood) returns boolean language sql as 'select true';
    create operator {s}.=== (leftarg = {s}.mood, rightarg = {s}.mood, procedure = {s}.same);
    create collation {s}.german (locale = 'C'); create aggregate {s}.most(integer) (sfunc = int4larger, stype = integer);
    create text search configuration {s}.words (copy = simple); create statistics {s}.both on id, n from {s}.b""",
    "alter table {s}.b add column more integer; alter table {s}.a add column more integer",
    "alter table {s}.a rename column n to m; alter table {s}.b rename to c; alter table {s}.c rename to b",
    """drop index {s}.b_expr_idx; alter table {s}.b add primary key (id);
    create or replace function {s}.f() returns bigint language sql begin atomic select count(*) from {s}.b; end""",
    "select pggit.create_data_branch('{s}.b', 'main', 'x')",
    "select pggit.create_data_branch('{s}.b', 'x', 'y')",
    "select pggit.drop_data_branch('{s}.b', 'y')",
    "select pggit.drop_data_branch('{s}.b', 'x'); drop table {s}.b cascade; drop table {s}.a cascade",
    "drop type {s}.mood cascade",
    "drop schema {s} cascade",
]
READERS = [
    DRIFT,
    "select check_name, object, detail from pggit.fsck()",
    "select count(*) from pggit.status()",
    "select count(*) from pggit.data_diff('kept', 'main', 'x')",
    "select count(*) from pggit.log()",
    "select count(*) from pggit.show('main')",
    "select count(*) from pggit.repair() where false",
    "select pggit.calculate_schema_hash('storm1.a')",
    "select count(*) from pggit.get_version('storm1.a')",
    "select count(*) from pggit.get_history('storm1.g(storm1.mood)')",
]
FAULTLESS = READERS[:2]  # those that must find nothing


@pytest.mark.promise("rules.reading")
@pytest.mark.timeout(300)
def test_a_storm_of_ddl_beside_everything_that_reads(database: Database) -> None:
    # Each session does all that it has at least once.
    seconds = by_tier(smoke=1, full=10, weekly=60)
    database.sql("create table kept (id integer primary key, n integer)")
    database.sql("select pggit.create_data_branch('kept', 'main', 'x')")
    database.sql("insert into kept__x values (1, 1)")
    database.sql("select pggit.commit_changes('main')")
    is_over = threading.Event()

    def change(who: int) -> list[Answer]:
        told = []
        with database.connect() as session:
            rows(session, "set client_min_messages = error")
            while not is_over.is_set():
                for step in STORM:
                    # Several statements that are sent as one string are one transaction.
                    answer = ask(session, step.format(s=f"storm{who}"))
                    told.append(Answer(step, None, answer.sqlstate, answer.message))
        return told

    def read(who: int) -> list[Answer]:
        told = []
        with database.connect() as session:
            if who == 0:
                rows(session, "set default_transaction_isolation = 'repeatable read'")
            while not is_over.is_set():
                for query in READERS if who else READERS[:4]:
                    answer = ask(session, query)
                    is_wrong = query in FAULTLESS and answer.value is not None
                    told.append(
                        Answer(query, None, "wrong" if is_wrong else answer.sqlstate, f"{answer}")
                    )
        return told

    with ThreadPoolExecutor(max_workers=11) as executor:
        work = [executor.submit(change, who) for who in range(8)]
        work += [executor.submit(read, who) for who in range(3)]
        time.sleep(seconds)
        is_over.set()
        told = [answer for each in work for answer in each.result()]
    assert answers.judge(told) == []
    model.must_equal(drift.findings(database), [])
    assert fsck.findings(database) == []


@pytest.mark.promise("branches.no-deadlock")
def test_a_comparison_locks_in_the_order_of_a_drop(database: Database) -> None:
    """A branch is dropped with its view first; the comparison must not have another part of it by then."""
    with database.connect() as reader, database.connect() as other:
        rows(other, "create table t (id integer primary key)")
        rows(other, "select pggit.create_data_branch('t', 'main', 'x')")
        rows(reader, "set deadlock_timeout = '1h'")
        rows(other, "set deadlock_timeout = '50ms'")
        rows(other, "begin")
        rows(other, "lock table t__x in access exclusive mode")
        with asked(reader, "select * from pggit.data_diff('t', 'main', 'x')") as answer:
            until_it_waits(database, reader)
            # What drop_data_branch() drops after the view and its tables.
            told = [
                ask(other, "lock table t__x__keys in access exclusive mode nowait"),
                ask(other, "rollback"),
            ]
        told.append(answer.result())
    assert answers.judge(told) == []


@pytest.mark.promise("data.diff")
def test_a_comparison_of_a_branch_that_is_dropped_meanwhile(database: Database) -> None:
    with database.connect() as reader, database.connect() as other:
        rows(other, "create table t (id integer primary key)")
        rows(other, "select pggit.create_data_branch('t', 'main', 'x')")
        rows(other, "begin")
        rows(other, "select pggit.drop_data_branch('t', 'x')")
        with asked(reader, "select * from pggit.data_diff('t', 'main', 'x')") as answer:
            until_it_waits(database, reader)
            rows(other, "commit")
    model.must_equal(answer.result().sqlstate, "42704")
