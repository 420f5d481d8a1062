"""Statements that change tracked objects by way of others, which no event names.

Risk: a definition mentions an operator, a collation, a role or a member of an extension; that one is altered, and
the record does not follow. Or pggit, to be on the safe side, records whatever differs from the catalog: drift
vanishes, and is written down as the work of a role that ran something else.

When it fails: history names the wrong author, or detect_drift reports what was recorded nowhere.

How to debug: run the statement in psql on `python -m scripts.cluster --pg N`; `select * from pg_depend` shows what
depends on the altered object. Suspect sql/tracking/record_side_effects.sql.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.chaos import evidence
from tests.chaos.database import Database, rows
from tests.chaos.faults import tamper
from tests.chaos.oracles import drift, model
from tests.chaos.test_drift import TRIGGERS

pytestmark = [pytest.mark.chaos, pytest.mark.property]

OPERATOR = (
    "create operator o.=== (leftarg = integer, rightarg = integer, function = int4eq); "
    "create table t (a integer check (a operator(o.===) 1), b boolean default 1 operator(o.===) 1, "
    "c boolean generated always as (a operator(o.===) 2) stored); "
    "create index on t ((a operator(o.===) 3)); "
    "create view v as select 1 operator(o.===) 1 as same; "
    "create function f() returns boolean begin atomic select 1 operator(o.===) 1; end; "
    "create domain d as integer check (value operator(o.===) 1)"
)
USERS_OF_OPERATOR = "public.d ALTER, public.f() ALTER, public.t ALTER, public.v ALTER"
COLLATION = (
    "create collation o.co (locale = 'C'); create table t (a text collate o.co); "
    "create domain d as text collate o.co; create type c as (a text collate o.co); "
    "create type r as range (subtype = text, collation = o.co); "
    "create table p (a text) partition by range (a collate o.co)"
)
OPCLASS = (
    "create operator class o.oc for type integer using btree as operator 1 <, operator 2 <=, operator 3 =, "
    "operator 4 >=, operator 5 >, function 1 btint4cmp(integer, integer); "
    "create table t (a integer); create index on t (a o.oc); "
    "create type r as range (subtype = integer, subtype_opclass = o.oc)"
)
LANGUAGE = (
    "create trusted language l handler plpgsql_call_handler; "
    "create function f() returns integer language l as 'begin return 1; end'"
)
POLICY = "create role r1_{0}; create role r2_{0}; create table t (a integer); create policy p on t to r1_{0}, r2_{0}"
FOREIGN = (
    "create foreign data wrapper w; create server s foreign data wrapper w; "
    "create foreign table o.ft (id serial, x integer) server s; create view v as select x from o.ft; "
    "create function f(o.ft) returns bigint begin atomic select count(*) from o.ft; end; "
    "create table t (a o.ft[])"
)
USERS_OF_FOREIGN = "public.f(n.ft) RENAME, public.t ALTER, public.v ALTER"
# plpgsql is the only extension that every server has. It may be moved once its catalog row says so.
MEMBER = (
    "create function pg_catalog.mine() returns integer language sql as 'select 1'; "
    "create type pg_catalog.kind as enum ('a'); "
    "create view v as select pg_catalog.mine() as one; "
    "create function f(pg_catalog.kind) returns integer language sql as 'select 1'; "
    "alter extension plpgsql add function pg_catalog.mine(); alter extension plpgsql add type pg_catalog.kind"
)
MOVABLE = f"{MEMBER}; update pg_extension set extrelocatable = true where extname = 'plpgsql'"
# Kinds that can be members of an extension, with what pggit knows each by.
ADDABLE = {
    "table m1": ("create table m1 (id serial)", "public.m1"),
    "view m2": ("create view m2 as select 1 as one", "public.m2"),
    "materialized view m3": ("create materialized view m3 as select 1 as one", "public.m3"),
    "sequence m4": ("create sequence m4", "public.m4"),
    "function m5()": (
        "create function m5() returns integer language sql as 'select 1'",
        "public.m5()",
    ),
    "procedure m6()": ("create procedure m6() language sql as ''", "public.m6()"),
    "aggregate m7(integer)": (
        "create aggregate m7(integer) (sfunc = int4pl, stype = integer)",
        "public.m7(integer)",
    ),
    "type m8": ("create type m8 as enum ('a')", "public.m8"),
    "domain m9": ("create domain m9 as integer", "public.m9"),
    "schema m0": ("create schema m0", "m0"),
}


@dataclass(frozen=True)
class Case:
    """What is there before, the statement, and what is recorded of it."""

    before: str
    statement: str
    recorded: str = ""


CASES = [
    Case(OPERATOR, "alter operator o.=== (integer, integer) set schema n", USERS_OF_OPERATOR),
    Case(OPERATOR, "alter schema o rename to q", f"{USERS_OF_OPERATOR}, q RENAME"),
    Case(
        COLLATION,
        "alter collation o.co rename to co2",
        "public.c ALTER, public.d ALTER, public.p ALTER, public.r ALTER, public.t ALTER",
    ),
    Case(COLLATION, "alter collation o.co refresh version"),
    Case(
        OPCLASS,
        "alter operator class o.oc using btree set schema n",
        "public.r ALTER, public.t ALTER",
    ),
    Case(OPCLASS, "alter operator family o.oc using btree set schema n"),
    Case(
        FOREIGN,
        "alter foreign table o.ft set schema n",
        f"n.ft_id_seq RENAME, {USERS_OF_FOREIGN}",
    ),
    Case(
        FOREIGN,
        "alter table o.ft rename to fu",
        f"o.ft_id_seq ALTER, {USERS_OF_FOREIGN.replace('n.ft', 'o.fu')}",
    ),
    Case(FOREIGN, "alter foreign table o.ft rename column x to y", "public.v ALTER"),
    Case(FOREIGN, "alter foreign table o.ft alter id set default 1"),
    Case(LANGUAGE, "alter language l rename to l2", "public.f() ALTER"),
    Case(
        "create text search configuration o.tc (copy = simple); create table t (a text); "
        "create index on t using gin (to_tsvector('o.tc', a))",
        "alter text search configuration o.tc rename to tc2",
        "public.t ALTER",
    ),
    Case(POLICY, "drop owned by r2_{0}", "public.t ALTER"),
    Case(POLICY, "drop owned by r1_{0}, r2_{0}", "public.t ALTER"),
    Case(POLICY, "drop owned by {0}"),
    Case(MEMBER, "alter function pg_catalog.mine() rename to yours", "public.v ALTER"),
    Case(MEMBER, "alter type pg_catalog.kind rename to sort", "public.f(pg_catalog.sort) RENAME"),
    Case(
        MOVABLE, "alter extension plpgsql set schema n", "public.f(n.kind) RENAME, public.v ALTER"
    ),
]

# Unknown to pggit: what is there looks like what the statements make, and is not theirs.
HIDDEN = [
    "alter table elsewhere.t add column late integer",
    "create policy q on elsewhere.t using (true)",
    "create or replace view elsewhere.v as select 2 as one",
    "create function elsewhere.f() returns integer language plpgsql as 'begin return 1; end'",
    "drop table elsewhere.gone",
    "create table elsewhere.fresh (id integer)",
]
ELSEWHERE = (
    "create schema o; create schema n; create schema elsewhere; create view elsewhere.v as select 1 as one; "
    "create table elsewhere.t (id integer); create policy p on elsewhere.t using (true); "
    "create table elsewhere.gone (id integer)"
)
RECORDED = """
    select coalesce(string_agg(h.identity || ' ' || h.change_type, ', ' order by h.identity collate "C"), '')
    from pggit_internal.history as h
    where h.changed_by = %s
"""


@pytest.fixture
def author(database: Database) -> Iterator[str]:
    """A superuser who is not the owner of pggit."""
    name = f"ann_{database.name}"
    database.sql(f"create role {name} superuser")
    yield name
    database.sql("select pggit.repair('drift', false)")  # what the fixture `database` must not find
    for role in (name, f"r1_{name}", f"r2_{name}"):
        if database.sql("select from pg_roles where rolname = %s", role):
            database.sql(
                f"reassign owned by {role} to postgres; drop owned by {role}; drop role {role}"
            )


@pytest.mark.promise("rules.caller")
@pytest.mark.promise("versions.tracking")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.statement)
def test_only_what_the_statement_changed_is_recorded(
    database: Database, author: str, case: Case
) -> None:
    database.sql(f"{ELSEWHERE}; {case.before}".format(author))
    model.must_equal(drift.findings(database), [])
    hide(database)
    before = drift.findings(database)
    with database.connect() as connection:
        rows(connection, f"set role {author}")
        rows(connection, case.statement.format(author))
    model.must_equal(database.value(RECORDED, author), case.recorded)
    model.must_equal(drift.findings(database), before, "drift elsewhere stays")


@pytest.mark.promise("versions.tracking")
@pytest.mark.promise("rules.caller")
def test_a_member_of_an_extension_is_not_tracked_until_it_is_dropped_from_it(
    database: Database, author: str
) -> None:
    database.sql("; ".join([ELSEWHERE, *(create for create, _ in ADDABLE.values())]))
    hide(database)
    before = drift.findings(database)
    with database.connect() as connection:
        rows(connection, f"set role {author}")
        for what, (_, identity) in ADDABLE.items():
            for action, change in (("add", "DROP"), ("drop", "CREATE")):
                (before_it,) = rows(connection, "select array_agg(id) from pggit_internal.history")
                rows(connection, f"alter extension plpgsql {action} {what}")
                recorded = rows(
                    connection,
                    "select identity, change_type from pggit_internal.history where id <> all (%s)",
                    *before_it,
                )
                model.must_equal(recorded, [(identity, change)], f"{action} {what}")
    model.must_equal(drift.findings(database), before, "drift elsewhere stays")


def hide(database: Database) -> None:
    """Make drift, while the event triggers are off."""
    with database.connect() as connection:
        for name in TRIGGERS:
            rows(connection, f"alter event trigger {name} disable")
        for statement in HIDDEN:
            rows(connection, statement)
        for name in TRIGGERS:
            rows(connection, f"alter event trigger {name} enable always")
    tamper.silenced(database, HIDDEN)


@pytest.mark.promise("versions.tracking")
@pytest.mark.parametrize("end", ["release savepoint s", "rollback to savepoint s"])
def test_in_a_subtransaction(database: Database, author: str, end: str) -> None:
    with database.connect() as connection:
        for statement in f"{POLICY}; create table m (id integer)".format(author).split("; "):
            rows(connection, statement)
        for statement in (
            *("begin", "create table first (id integer)", "savepoint s", f"set role {author}"),
            *(f"drop owned by r2_{author}", "alter extension plpgsql add table m"),
            *(end, "reset role", "commit"),
        ):
            rows(connection, statement)
    evidence.landed("savepoint", end)
    recorded = "public.m DROP, public.t ALTER" if end.startswith("release") else ""
    model.must_equal(database.value(RECORDED, author), recorded)
    model.must_equal(drift.findings(database), [])


@pytest.mark.promise("rules.caller")
def test_a_role_without_rights_takes_no_drift_for_its_own(database: Database, author: str) -> None:
    database.sql(ELSEWHERE)
    hide(database)
    before = drift.findings(database)
    database.sql(f"alter role {author} nosuperuser")
    database.sql(f"create schema own authorization {author}")
    with database.connect() as connection:
        for statement in (
            f"set role {author}",
            "create operator own.=== (leftarg = integer, rightarg = integer, function = int4eq)",
            "create collation own.co (locale = 'C')",
            "alter operator own.=== (integer, integer) set (restrict = eqsel)",
            "alter collation own.co rename to co2",
            f"drop owned by {author} cascade",
        ):
            rows(connection, statement)
    model.must_equal(drift.findings(database), before)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.sql(f"set role {author}; alter extension plpgsql add table elsewhere.t")
