"""What is not part of the schema yet, no longer, or for one session only.

Risk: a statement that failed half-way, the end of a session, or a move into a schema of the system changes what the
catalog holds, and no event says so. Then the next statement is recorded as the author of it, or drift is reported
for ever.

When it fails: history blames a harmless statement for a major change; get_version answers for an object that is gone.

How to debug: run the statements in psql on `python -m scripts.cluster --pg N`; compare pggit_internal.objects with
`select pggit_internal.definition(...)`. Suspect sql/names/tracked_root.sql, sql/names/is_temporary.sql,
sql/tracking/record_departure.sql, and the conditions in sql/definitions/table.sql.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.chaos import evidence
from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.oracles import drift, model
from tests.chaos.waiting import until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.property]

DRIFT = "select * from pggit.detect_drift()"
HISTORY = """
    select coalesce(string_agg(h.identity || ' ' || h.change_type, ', ' order by h.identity collate "C"), '')
    from pggit_internal.history as h
    where h.id <> all (%s)
"""


def steps(connection: psycopg.Connection, *statements: str) -> str:
    """Run statements; what is recorded of them, by identity."""
    ((before,),) = rows(connection, "select array_agg(id) from pggit_internal.history")
    for statement in statements:
        rows(connection, statement)
    ((recorded,),) = rows(connection, HISTORY, before)
    return str(recorded)


def cancelled(database: Database, statement: str, held: str) -> Answer:
    """Cancel a statement once it waits for what another session holds, in a transaction that then ends."""
    with (
        database.connect() as connection,
        database.connect() as other,
        ThreadPoolExecutor() as executor,
    ):
        rows(other, "begin")
        rows(other, held)
        answer = executor.submit(ask, connection, statement)
        pid = connection.info.backend_pid
        until_blocked(database, pid, other.info.backend_pid)
        rows(other, "select pg_cancel_backend(%s)", pid)
        evidence.landed("cancel", statement)
        return answer.result(30)


# Statements that leave an index which is not valid, for a table that holds each value twice; what another session
# holds meanwhile, and the error.
BROKEN = [
    ("create unique index concurrently i on t (v)", None, "23505"),
    ("create unique index concurrently i on m (v)", None, "23505"),
    ("create index concurrently i on t ((1 / (v - v)))", None, "22012"),
    ("create index concurrently i on t (v)", "row exclusive", "57014"),
    ("reindex index concurrently fine", "row exclusive", "57014"),  # fine_ccnew
    ("reindex index concurrently fine", "access share", "57014"),  # fine_ccold
]
INVALID = """
    select indexrelid::regclass::text from pg_index
    where indrelid in ('t'::regclass, 'm'::regclass) and not indisvalid
"""


@pytest.mark.promise("versions.unfinished")
@pytest.mark.parametrize(
    ("statement", "held", "error"),
    [*BROKEN[:2], *(pytest.param(*case, marks=pytest.mark.slow) for case in BROKEN[2:])],
)
def test_an_index_that_is_not_valid_is_not_there(
    database: Database, statement: str, held: str | None, error: str
) -> None:
    database.sql(
        "create table t (v integer); insert into t values (1), (1); create index fine on t (v)"
    )
    database.sql("create materialized view m as select v from t")
    lock = f"lock table t in {held} mode"
    answer = cancelled(database, statement, lock) if held else database.ask(statement)
    model.must_equal(answer.sqlstate, error)
    with database.connect() as connection:
        ((leftover,),) = rows(connection, INVALID)
        evidence.landed("unfinished index", f"{statement}: {answer.sqlstate} leaves {leftover}")
        model.must_equal(drift.findings(database), [])
        model.must_equal(steps(connection, "alter table t alter v set default 1"), "public.t ALTER")
        last = "select severity from pggit.get_history('t', 1)"
        model.must_equal(rows(connection, last), [("minor",)], "the next statement is not blamed")
        comment = "comment on materialized view m is 'x'"
        model.must_equal(steps(connection, comment), "public.m COMMENT")
        model.must_equal(steps(connection, f"drop index {leftover}"), "")
    model.must_equal(drift.findings(database), [])


@pytest.mark.promise("versions.unfinished")
def test_an_index_counts_once_it_is_valid(database: Database, major: int) -> None:
    with database.connect() as connection:
        rows(connection, "create table t (v integer); insert into t values (1), (1)")
        answer = ask(connection, "create unique index concurrently i on t (v)")
        evidence.landed("unfinished index", str(answer.sqlstate))
        rows(connection, "delete from t")
        recorded = steps(connection, "reindex index i")
        if major >= 17:
            model.must_equal(recorded, "public.t ALTER")
        else:  # no event: drift, which repair() records
            model.must_equal(drift.findings(database), [("table", "public.t", "modified")])
            rows(connection, "select pggit.repair('drift', false)")
        model.must_equal(drift.findings(database), [])
        model.must_equal(steps(connection, "drop index i"), "public.t ALTER")
        model.must_equal(
            steps(connection, "create index concurrently i on t (v)"), "public.t ALTER"
        )
    model.must_equal(drift.findings(database), [])


@pytest.mark.promise("versions.unfinished")
@pytest.mark.promise("versions.tracking")
def test_an_index_of_a_partitioned_table_counts_and_becomes_valid(database: Database) -> None:
    with database.connect() as connection:
        for statement in (
            "create table g (a integer) partition by range (a)",
            "create table p partition of g for values from (0) to (9) partition by range (a)",
            "create table q partition of p for values from (0) to (9)",
        ):
            rows(connection, statement)
        for statement, recorded in (
            ("create index gi on only g (a)", "public.g ALTER"),
            ("create index pi on only p (a)", "public.p ALTER"),
            ("alter index gi attach partition pi", ""),
            ("create index qi on q (a)", "public.q ALTER"),
            ("alter index pi attach partition qi", "public.g ALTER, public.p ALTER"),
        ):
            model.must_equal(steps(connection, statement), recorded, statement)
            model.must_equal(rows(connection, DRIFT), [], statement)


@pytest.mark.promise("rules.no-waiting")
def test_partitions_of_one_table_are_changed_side_by_side(database: Database) -> None:
    for statement in (
        "create table g (a integer) partition by range (a)",
        "create table p partition of g for values from (0) to (9) partition by range (a)",
        "create table q partition of g for values from (9) to (99) partition by range (a)",
        "create index on g (a)",
    ):
        database.sql(statement)
    with database.connect() as first, database.connect() as second:
        rows(first, "begin")
        model.must_equal(steps(first, "alter table p add check (a > 1)"), "public.p ALTER")
        rows(second, "set lock_timeout = '2s'")
        model.must_equal(steps(second, "alter table q add check (a > 1)"), "public.q ALTER")
        rows(first, "commit")
    model.must_equal(drift.findings(database), [])


@pytest.mark.promise("versions.unfinished")
@pytest.mark.parametrize("check", ["", ", check (id is not null and id >= 0 and id < 10)"])
def test_a_detach_that_was_given_up_has_changed_nothing(database: Database, check: str) -> None:
    database.sql("create table p (id integer) partition by range (id)")
    database.sql(f"create table c (id integer{check})")
    database.sql("alter table p attach partition c for values from (0) to (10)")
    answer = cancelled(database, "alter table p detach partition c concurrently", "select from p")
    model.must_equal(answer.sqlstate, "57014")
    with database.connect() as connection:
        model.must_equal(rows(connection, "select inhdetachpending from pg_inherits"), [(True,)])
        model.must_equal(drift.findings(database), [])
        model.must_equal(steps(connection, "comment on table c is 'x'"), "public.c COMMENT")
        finish = "alter table p detach partition c finalize"
        model.must_equal(steps(connection, finish), "public.c ALTER")
    model.must_equal(drift.findings(database), [])


# Objects of ordinary schemas that need something temporary: they go when the session ends.
TEMPORARY = [
    "create function f(pg_temp.e) returns integer language sql as 'select 1'",
    "create function g() returns setof tt language sql as 'select * from tt'",
    "create function h(tt[]) returns integer language sql as 'select 1'",
    "create procedure r(pg_temp.d) language sql as ''",
    "create domain d2 as pg_temp.e",
    "create domain d3 as d2 check (value is not null)",
    "create function k(d3) returns integer language sql as 'select 1'",
    "create aggregate a(integer) (sfunc = pg_temp.plus, stype = integer)",
    "create view v as select pg_temp.plus(1, 2) as three",
    "create view w as select * from v",
    "create function b() returns bigint language sql begin atomic select count(*) from tt; end",
    "create type s as range (subtype = pg_temp.d)",
    "create table o of pg_temp.c",
]
BEFORE = [
    "create temp table tt (id integer)",
    "create type pg_temp.e as enum ('a')",
    "create type pg_temp.c as (a integer)",
    "create domain pg_temp.d as integer",
    "create function pg_temp.plus(integer, integer) returns integer language sql as 'select $1 + $2'",
]


@pytest.mark.promise("versions.kinds")
def test_what_needs_something_temporary_is_temporary(database: Database) -> None:
    names = "select count(*) from pggit_internal.catalog_objects()"
    before = database.value(names)
    with database.connect() as connection:
        model.must_equal(steps(connection, *BEFORE, *TEMPORARY), "")
        model.must_equal(database.value(names), before, "in another session")
        model.must_equal(drift.findings(database), [])
        model.must_equal(steps(connection, "create table t (id integer)"), "public.t CREATE")
        model.must_equal(steps(connection, "drop domain d2 cascade"), "")
        fresh = "create {} function x() returns integer language sql begin atomic select {}; end"
        model.must_equal(steps(connection, fresh.format("", "1")), "public.x() CREATE")
        temporary = fresh.format("or replace", "pg_temp.plus(1, 2)")
        model.must_equal(steps(connection, temporary), "public.x() DROP")
        model.must_equal(drift.findings(database), [])
        model.must_equal(steps(connection, fresh.format("or replace", "3")), "public.x() CREATE")
        rows(connection, temporary)
    gone = "select count(*) from pg_proc where proname in ('f', 'g', 'h', 'k', 'r', 'a', 'b', 'x')"
    evidence.landed("end of session", "functions over temporary types are gone")
    model.must_equal(database.value(gone), 0)
    model.must_equal(drift.findings(database), [])


# What can be moved to a schema of the system: what creates it, and what is recorded of a move.
MOVABLE = {
    "table t": (
        "create table t (id serial, note text); create view over_t as select id from t",
        "public.over_t ALTER, public.t {change}, public.t_id_seq {change}",
    ),
    "view v": ("create view v as select 1 as one", "public.v {change}"),
    "materialized view m": (
        "create materialized view m as select 1 as one",
        "public.m {change}",
    ),
    "sequence q": ("create sequence q", "public.q {change}"),
    "function f(integer)": (
        "create function f(integer) returns integer language sql as 'select 1'",
        "public.f(integer) {change}",
    ),
    "procedure r()": ("create procedure r() language sql as ''", "public.r() {change}"),
    "aggregate a(integer)": (
        "create aggregate a(integer) (sfunc = int4pl, stype = integer)",
        "public.a(integer) {change}",
    ),
    "type e": (
        "create type e as enum ('a'); create function over_e(e) returns integer language sql as 'select 1'",
        "public.e {change}, public.over_e({place}.e) RENAME",
    ),
    "type c": (
        "create type c as (a integer); create table over_c (b c)",
        "public.c {change}, public.over_c ALTER",
    ),
    "domain d": (
        "create domain d as integer; create table over_d (a d)",
        "public.d {change}, public.over_d ALTER",
    ),
    "type g": ("create type g as range (subtype = integer)", "public.g {change}"),
}


@pytest.mark.promise("versions.kinds")
@pytest.mark.promise("versions.tracking")
@pytest.mark.parametrize(
    "schema", ["pg_catalog", pytest.param("information_schema", marks=pytest.mark.slow)]
)
def test_what_is_moved_to_the_system_is_dropped_and_created_when_it_returns(
    database: Database, schema: str
) -> None:
    with database.connect() as connection:
        for what, (create, recorded) in MOVABLE.items():
            kind, _, name = what.rpartition(" ")
            rows(connection, create)
            for start, place, change in (("public", schema, "DROP"), (schema, "public", "CREATE")):
                move = f"alter {kind} {start}.{name} set schema {place}"
                expected = recorded.format(change=change, place=place)
                model.must_equal(steps(connection, move), expected, move)
        model.must_equal(rows(connection, DRIFT), [])
