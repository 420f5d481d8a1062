"""Every kind of object, by the name that a user gives it.

Risk: a kind is ignored in silence, so that nobody learns of its changes; or a name leads to another object than
the caller meant.

When it fails: a change goes out that is in no commit and no history.

How to debug: `select * from pg_event_trigger_ddl_commands()` in an event trigger of one's own tells what the
server says of the statement; pggit_internal.tracked_root() decides what is tracked.
"""

from __future__ import annotations

import pytest

from tests.chaos.database import Database, rows
from tests.chaos.oracles import model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

# By the name for get_version: what creates it, what changes it in a way that adds, and what drops it.
KINDS = {
    "k": ("create schema k", "comment on schema k is 'x'", "drop schema k"),
    "s.t": (
        "create table s.t (id integer)",
        "alter table s.t add column v text",
        "drop table s.t",
    ),
    "s.p": (
        "create table s.p (id integer) partition by list (id)",
        "alter table s.p add column v text",
        "drop table s.p",
    ),
    "s.v": (
        "create view s.v as select 1 as one",
        "create or replace view s.v as select 1 as one, 2 as two",
        "drop view s.v",
    ),
    "s.m": (
        "create materialized view s.m as select 1 as one",
        "create index by_one on s.m (one)",
        "drop materialized view s.m",
    ),
    "s.q": ("create sequence s.q", "alter sequence s.q increment 2", "drop sequence s.q"),
    "s.f(integer)": (
        "create function s.f(integer) returns integer language sql as 'select 1'",
        "create or replace function s.f(integer) returns integer language sql as 'select 2'",
        "drop function s.f(integer)",
    ),
    "s.r(integer)": (
        "create procedure s.r(integer) language sql as 'select 1'",
        "create or replace procedure s.r(integer) language sql as 'select 2'",
        "drop procedure s.r(integer)",
    ),
    "s.a(integer)": (
        "create aggregate s.a(integer) (sfunc = int4pl, stype = integer)",
        "comment on aggregate s.a(integer) is 'x'",
        "drop aggregate s.a(integer)",
    ),
    "s.e": ("create type s.e as enum ('a')", "alter type s.e add value 'b'", "drop type s.e"),
    "s.c": (
        "create type s.c as (a integer)",
        "alter type s.c add attribute b text",
        "drop type s.c",
    ),
    "s.d": (
        "create domain s.d as integer",
        "alter domain s.d add check (value > 0)",
        "drop domain s.d",
    ),
    "s.g": (
        "create type s.g as range (subtype = integer)",
        "comment on type s.g is 'x'",
        "drop type s.g",
    ),
}
UNSUPPORTED = {
    "collation": 'create collation s.c from "C"',
    "operator": "create operator s.<<>> (function = int4pl, leftarg = integer, rightarg = integer)",
    "event trigger": "create event trigger mine on ddl_command_start execute function s.on_ddl()",
    "foreign-data wrapper": "create foreign data wrapper w",
    "publication": "create publication p",
    "text search configuration": "create text search configuration s.ts (copy = simple)",
}
VERSION = "select full_version from pggit.get_version(%s)"


@pytest.mark.promise("versions.kinds")
@pytest.mark.promise("versions.get")
def test_every_kind_has_a_version_from_create_to_drop(database: Database) -> None:
    with database.rolled_back() as connection:
        rows(connection, "create schema s")
        rows(connection, "select pggit.commit_changes('main')")
        for name, (create, change, drop) in KINDS.items():
            status = "select change from pggit.status() where change <> 'unsupported'"
            rows(connection, create)
            model.must_equal(rows(connection, VERSION, name), [("1.0.0",)], create)
            model.must_equal(rows(connection, status), [("added",)], create)
            ((hash_,),) = rows(connection, "select pggit.calculate_schema_hash(%s)", name)
            model.must_equal(hash_ is not None, create.startswith("create table"), name)
            rows(connection, "select pggit.commit_changes('main')")
            rows(connection, change)
            ((changed,),) = rows(connection, VERSION, name)
            assert changed != "1.0.0", change
            model.must_equal(rows(connection, status), [("modified",)], change)
            rows(connection, "select pggit.commit_changes('main')")
            rows(connection, drop)
            model.must_equal(rows(connection, VERSION, name), [], drop)
            model.must_equal(rows(connection, status), [("dropped",)], drop)
            rows(connection, "select pggit.commit_changes('main')")
            told = rows(connection, "select change_type from pggit.get_history(%s)", name)
            model.must_equal((told[0], told[-1]), (("DROP",), ("CREATE",)), name)
            rows(connection, create)
            ((again,),) = rows(connection, VERSION, name)  # one row, and not that of the first
            model.must_equal(int(again[0]) > int(changed[0]), True, f"{again} after {changed}")
            rows(connection, drop)


@pytest.mark.promise("versions.kinds")
def test_what_is_not_tracked_is_listed(database: Database) -> None:
    unsupported = "select distinct object_type from pggit.status() where change = 'unsupported'"
    with database.rolled_back() as connection:
        rows(connection, "create schema s")
        rows(
            connection,
            "create function s.on_ddl() returns event_trigger language plpgsql as 'begin end'",
        )
        for statement in UNSUPPORTED.values():
            rows(connection, statement)
        model.must_equal({kind for (kind,) in rows(connection, unsupported)}, set(UNSUPPORTED))


@pytest.mark.promise("versions.kinds")
def test_what_a_statement_makes_along_is_not_listed(database: Database) -> None:
    unsupported = "select object_type, identity from pggit.status() where change = 'unsupported'"
    with database.rolled_back() as connection:
        rows(connection, "create schema s")
        for create, _, _ in KINDS.values():
            rows(connection, create)
        rows(
            connection, "create type s.floats as range (subtype = float8, subtype_diff = float8mi)"
        )
        rows(connection, "create table s.serials (id serial primary key, f s.floats, g s.g[])")
        model.must_equal(rows(connection, unsupported), [])


@pytest.mark.promise("versions.kinds")
def test_what_is_temporary_leaves_no_trace(database: Database) -> None:
    with database.connect() as connection:
        history = "select count(*) from pggit_internal.history"
        before = rows(connection, history)
        rows(connection, "create temp table t (id integer primary key)")
        rows(connection, "create function pg_temp.f() returns integer language sql as 'select 1'")
        rows(connection, "create type pg_temp.e as enum ('a')")
        rows(connection, "drop table t")
        model.must_equal(rows(connection, history), before)


@pytest.mark.promise("versions.get")
def test_a_name_means_what_it_means_to_the_caller(database: Database) -> None:
    with database.rolled_back() as connection:
        for statement in (
            "create schema one",
            "create schema two",
            "create table two.t (id integer)",
            "alter table two.t add column a integer",
            "create table one.t (id integer)",
            'create table one."T" (id integer)',
            'alter table one."T" add column a integer',
            'alter table one."T" add column b integer',
        ):
            rows(connection, statement)
        expected = {
            ("one, two", "t"): "1.0.0",
            ("two, one", "t"): "1.1.0",
            ("two", "one.t"): "1.0.0",
            ("two, one", "T"): "1.1.0",
            ("two, one", '"T"'): "1.2.0",
            ("two, one", 'one."T"'): "1.2.0",
            ("two", '"T"'): None,
            ("pg_catalog", "t"): None,
        }
        for (path, name), version in expected.items():
            rows(connection, f"set local search_path = {path}")
            found = rows(connection, VERSION, name)
            model.must_equal(found, [(version,)] if version else [], f"{name} along {path}")


# What a statement does to those who read and write the table, and what history calls it.
STEPS = [
    ("alter table t add column a integer", "minor", "ALTER"),
    ("alter table t add column b integer not null default 0", "minor", "ALTER"),
    ("alter table t alter column a set not null", "major", "ALTER"),
    ("alter table t alter column a drop not null", "minor", "ALTER"),
    ("alter table t alter column a type bigint", "major", "ALTER"),
    ("alter table t alter column a set default 1", "minor", "ALTER"),
    ("alter table t rename column a to c", "major", "RENAME"),
    ("alter table t drop column c", "major", "ALTER"),
    ("alter table t add constraint positive check (b >= 0)", "major", "ALTER"),
    ("alter table t drop constraint positive", "minor", "ALTER"),
    ("create index by_b on t (b)", "minor", "ALTER"),
    ("drop index by_b", "patch", "ALTER"),
    ("create unique index one_b on t (b)", "major", "ALTER"),
    ("comment on table t is 'x'", "patch", "COMMENT"),
    ("comment on column t.b is 'x'", "patch", "COMMENT"),
    ("alter table t alter column b set default 0", None, ""),
    ("alter table t add column if not exists b integer", None, ""),
    ("alter table t alter column b set statistics 7", None, ""),
    ("alter table t set (fillfactor = 90)", None, ""),
]


@pytest.mark.promise("versions.tracking")
@pytest.mark.promise("versions.history")
def test_a_version_moves_by_what_the_statement_does(database: Database) -> None:
    version = [1, 0, 0]
    with database.rolled_back() as connection:
        rows(connection, "create table t (id integer primary key)")
        rows(connection, "set client_min_messages = warning")
        for statement, severity, change_type in STEPS:
            rows(connection, statement)
            if severity is not None:
                place = ["major", "minor", "patch"].index(severity)
                version = [*version[:place], version[place] + 1, *[0] * (2 - place)]
                last = "select change_type, severity, ddl from pggit.get_history('t', 1)"
                model.must_equal(rows(connection, last), [(change_type, severity, statement)])
            now = ".".join(map(str, version))
            model.must_equal(rows(connection, VERSION, "t"), [(now,)], statement)
