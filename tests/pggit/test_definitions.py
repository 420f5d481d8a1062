"""What belongs to the definitions of objects that are no tables, and what does not."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.pggit.reading import error, run, value

# One way to have another definition, and the same as before, of the objects that are no tables.
OBJECTS = {
    "view": (
        "create table t (a integer, b integer); create view o as select a, b from t",
        [
            "create or replace view o as select a, b, 1 as c from t",
            "create or replace view o as select b as a, a as b from t",
            "create or replace view o as select a, b from t where a > 0",
            "create or replace view o as select a, b from t as a",
            "alter view o rename column b to c",
            "alter view o alter column a set default 1",
            "alter view o set (security_barrier)",
            "alter view o set (security_invoker)",
            "alter view o set (check_option = local)",
            "alter view o set (check_option = cascaded)",
            "create rule r as on delete to o do instead nothing",
            "comment on view o is 'a'",
            "comment on column o.a is 'a'",
        ],
        ["alter view o owner to pg_monitor", "grant select on o to pg_monitor"],
    ),
    "materialized view": (
        "create table t (a integer, b integer); create materialized view o as select a, b from t with no data",
        [
            "create index on o (a)",
            "alter materialized view o rename column a to c",
            "comment on column o.a is 'a'",
        ],
        [
            "refresh materialized view o",
            "alter materialized view o set (fillfactor = 50)",
            "alter materialized view o alter a set statistics 9",
        ],
    ),
    "function": (
        "create function o(a integer, b text) returns integer language sql as 'select 1'",
        [
            "create or replace function o(a integer, b text) returns integer language sql as 'select 2'",
            "create or replace function o(a integer, b text default 'x') returns integer language sql as 'select 1'",
            "create or replace function o(a integer, b text) returns integer language plpgsql as 'select 1'",
            "create or replace function o(a integer, b text) returns integer language sql begin atomic select 1; end",
            "alter function o immutable",
            "alter function o strict",
            "alter function o security definer",
            "alter function o leakproof",
            "alter function o parallel safe",
            "alter function o set work_mem = '1MB'",
            "comment on function o is 'a'",
        ],
        [
            "alter function o cost 7",
            "alter function o owner to pg_monitor",
            "grant execute on function o to pg_monitor",
        ],
    ),
    "set": (
        "create function o() returns setof integer language sql as 'select 1'",
        [],
        ["alter function o rows 7"],
    ),
    "domain": (
        "create domain o as text constraint c check (value <> '')",
        [
            "alter domain o set not null",
            "alter domain o set default 'x'",
            "alter domain o drop constraint c",
            "alter domain o add constraint d check (value <> 'd')",
            "alter domain o add constraint d check (value <> 'd') not valid",
            "alter domain o rename constraint c to d",
            "comment on domain o is 'a'",
            "comment on constraint c on domain o is 'a'",
        ],
        ["alter domain o owner to pg_monitor"],
    ),
    "enum": (
        "create type o as enum ('a', 'b')",
        [
            "alter type o add value 'c'",
            "alter type o add value 'c' before 'a'",
            "alter type o rename value 'a' to 'c'",
            "comment on type o is 'a'",
        ],
        ["alter type o owner to pg_monitor"],
    ),
    "composite": (
        "create type o as (a integer, b text)",
        [
            "alter type o add attribute c text",
            "alter type o drop attribute b",
            "alter type o alter attribute b type varchar",
            'alter type o alter attribute b type text collate "C"',
            "comment on column o.a is 'a'",
        ],
        ["alter type o owner to pg_monitor"],
    ),
    "sequence": (
        "create table t (a integer); create sequence o",
        [
            "alter sequence o increment 2",
            "alter sequence o minvalue -5",
            "alter sequence o maxvalue 5",
            "alter sequence o start 5",
            "alter sequence o cache 5",
            "alter sequence o cycle",
            "alter sequence o as integer",
            "alter sequence o owned by t.a",
            "comment on sequence o is 'a'",
        ],
        [
            "select nextval('o')",
            "alter sequence o restart 5",
            "alter sequence o owner to pg_monitor",
        ],
    ),
    "schema": (
        "create schema o",
        ["comment on schema o is 'a'"],
        ["alter schema o owner to pg_monitor"],
    ),
}

DEFINITION = """
    select pggit_internal.sha256_hex(pggit_internal.definition(classid, objid)::text)
    from pggit_internal.find_object('o', array['public'])
"""


def after(db: Connection, change: str) -> str:
    """The hash of o after a change, which is undone."""
    run(db, "savepoint change", change)
    found: str = value(db, DEFINITION)
    run(db, "rollback to savepoint change")
    return found


@pytest.mark.parametrize("kind", OBJECTS)
def test_what_counts_and_what_does_not(db: Connection, kind: str) -> None:
    script, counts, does_not_count = OBJECTS[kind]
    run(db, "set local check_function_bodies = off", script)
    before = value(db, DEFINITION)
    hashes = [after(db, change) for change in counts]
    assert len({before, *hashes}) == len(hashes) + 1
    assert {after(db, change) for change in does_not_count} == {before}


def test_the_name_of_a_not_null_constraint_does_not_count(db: Connection) -> None:
    named = after(db, "create table o (a integer constraint named not null)")
    assert named == after(db, "create table o (a integer not null)")
    comment = "create domain o as integer constraint named not null; comment on constraint named on domain o is 'a'"
    if error(db, comment) is None:  # the name is kept since 17
        assert after(db, comment) != after(db, "create domain o as integer not null")
