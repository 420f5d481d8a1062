"""Definitions mention names: their own, those of what pggit does not track, and those of columns they do not use."""

from __future__ import annotations

import re

import pytest
from psycopg import Connection

from tests.chaos.database import Database
from tests.pggit.reading import changes, recorded, run, severities, unrecorded, value, version

TABLE = "create table o (i integer, t text, r regclass)"
FUNCTION = "create function o(n integer) returns integer begin atomic select 1; end"
# How something called o comes to mention itself, after the word for its kind.
THEMSELVES = {
    "policy": (
        f"table: {TABLE}; create policy p on o using (exists (select from o x where x.t = current_user))"
    ),
    "policy without alias": f"table: {TABLE}; create policy p on o with check (i not in (select o.i from o))",
    "policy with a whole row": f"table: {TABLE}; create policy p on o using (exists (select from o x where x = o))",
    "rule": f"table: {TABLE}; create rule r as on update to o do also delete from o where i < 0",
    "default": f"table: {TABLE}; alter table o alter column r set default 'o'::regclass",
    "default of a type": f"table: {TABLE}; alter table o alter column t set default 'o'::regtype::text",
    "default of a sequence": "sequence: create sequence o; comment on sequence o is 'o'",
    "check": f"table: {TABLE}; alter table o add check (r <> 'o'::regclass)",
    "check of a row": f"table: {TABLE}; alter table o add check ((row(i, t, r)::o).i > 0)",
    "generated": f"table: {TABLE}; alter table o add g boolean generated always as (i = 'o'::regclass::oid::integer) stored",
    "index": f"table: {TABLE}; create index on o ((r = 'o'::regclass)); create index on o (i) where r <> 'o'::regclass",
    "exclusion": f"table: {TABLE}; alter table o add exclude (i with =) where (r <> 'o'::regclass)",
    "trigger": f"table: {TABLE}; create trigger t before update on o for each row when (new.r = 'o'::regclass)"
    " execute function suppress_redundant_updates_trigger()",
    "partition": "table: create table p (r regclass) partition by list (r);"
    " create table o (r regclass); alter table p attach partition o for values in ('o')",
    "view's rule": "view: create view o as select 1 as i; create rule r as on insert to o do instead select i from o",
    "view's default": "view: create view o as select null::regclass as r; alter view o alter r set default 'o'::regclass",
    "materialized view": "materialized view: create materialized view o as select null::regclass as r;"
    " create index on o ((r = 'o'::regclass))",
    "function": f"function: {FUNCTION}; create or replace function o(n integer) returns integer"
    " begin atomic select case when n > 0 then o(n - 1) end; end",
    "argument": f"function: {FUNCTION}; create or replace function o(n integer default o(1)) returns integer"
    " begin atomic select 1; end",
    "procedure": "procedure: create procedure o() begin atomic select 1; end;"
    " create or replace procedure o() begin atomic select 'o()'::regprocedure; end",
    "domain": "domain: create domain o as integer; alter domain o add check (value <> 0::o)",
    "domain's default": "domain: create domain o as integer; alter domain o set default 1::o",
}


def statements(text: str) -> list[str]:
    """The statements of a text, with the bodies of functions whole."""
    return re.split(r";\s+(?!end)", text)


@pytest.mark.parametrize("name", ["new", "oo", '"O k\'s ""x"""', "x" * 63])
@pytest.mark.parametrize("how", THEMSELVES)
def test_what_mentions_itself_is_renamed(db: Connection, how: str, name: str) -> None:
    kind, create = THEMSELVES[how].split(": ", 1)
    run(db, *statements(create))
    steps, count = value(db, "select sum(steps) from pggit_internal.objects"), len(recorded(db))
    before = changes(
        db, "o(integer)" if kind == "function" else "o()" if kind == "procedure" else "o"
    )
    run(db, f"alter {kind} o rename to {name}")
    renamed = name + {"function": "(integer)", "procedure": "()"}.get(kind, "")
    assert changes(db, renamed) == [*before, "RENAME"]
    assert len(recorded(db)) == count
    assert value(db, "select sum(steps) from pggit_internal.objects") == steps + 1
    run(db, f"alter {kind} {name} rename to o")
    assert len(recorded(db)) == count


# What a statement does to something that the view, rule, policy or function called d mentions: what is there
# before, and the statement. It is recorded with d, and nothing else is.
OTHERS = {
    "constraint in a rule": (
        "create table u (i integer constraint c primary key); create table d (i integer);"
        " create rule r as on insert to d do also insert into u values (new.i) on conflict on constraint c do nothing",
        "alter table u rename constraint c to k",
    ),
    "constraint in a function": (
        "create table u (i integer constraint c primary key); create function d() returns void"
        " begin atomic insert into u values (1) on conflict on constraint c do nothing; end",
        "alter table u rename constraint c to k",
    ),
    "constraint by its index": (
        "create table u (i integer constraint c primary key); create function d() returns void"
        " begin atomic insert into u values (1) on conflict on constraint c do nothing; end",
        "alter index c rename to k",
    ),
    "foreign table": (
        "create foreign data wrapper w; create server s foreign data wrapper w;"
        " create foreign table f (a integer) server s; create view d as select a from f",
        "alter foreign table f rename to g",
    ),
    "foreign table's column": (
        "create foreign data wrapper w; create server s foreign data wrapper w;"
        " create foreign table f (a integer) server s; create view d as select a from f",
        "alter foreign table f rename a to b",
    ),
    "foreign table's schema": (
        "create schema n; create foreign data wrapper w; create server s foreign data wrapper w;"
        " create foreign table f (a integer) server s; create view d as select a from f",
        "alter foreign table f set schema n",
    ),
    "base type": (
        "create type b; create function b_in(cstring) returns b language internal immutable strict as 'int4in';"
        " create function b_out(b) returns cstring language internal immutable strict as 'int4out';"
        " create type b (input = b_in, output = b_out, like = integer); create view d as select null::b as x",
        "alter type b rename to bb",
    ),
    # From here on: the names of columns that d does not use, which the server writes all the same.
    "join with an alias": (
        "create table u (id integer, x integer); create table w (id integer, y integer, z integer);"
        " create view d as select j.x from (u join w using (id)) j",
        "alter table u add column z integer",
    ),
    "join with an alias, one column less": (
        "create table u (id integer, x integer, z integer); create table w (id integer, y integer, z integer);"
        " create view d as select j.x from (u join w using (id)) j",
        "alter table w drop column z",
    ),
    "join with an alias, in a function": (
        "create table u (id integer, x integer); create table w (id integer, y integer, z integer);"
        " create function d() returns bigint begin atomic select sum(j.x) from (u join w using (id)) j; end",
        "alter table u add column z integer",
    ),
    "join with an alias, in a policy": (
        "create table u (id integer, x integer); create table w (id integer, y integer, z integer);"
        " create table d (); create policy p on d using (exists (select j.x from (u join w using (id)) j))",
        "alter table u add column z integer",
    ),
    "join with an alias, in a rule": (
        "create table u (id integer, x integer); create table w (id integer, y integer, z integer);"
        " create table d (a integer); create rule r as on update to d do also"
        " delete from d where a in (select j.x from (u join w using (id)) j)",
        "alter table u add column z integer",
    ),
    "join with an alias, of a view": (
        "create view u as select 1 as id, 2 as x; create table w (id integer, y integer, z integer);"
        " create view d as select j.x from (u join w using (id)) j",
        "create or replace view u as select 1 as id, 2 as x, 3 as z",
    ),
    "join with an alias, of a parent's child": (
        "create table o (id integer, x integer); create table u () inherits (o);"
        " create table w (id integer, y integer, z integer);"
        " create view d as select j.x from (u join w using (id)) j",
        "alter table o add column z integer",
    ),
    "join with an alias, of a foreign table": (
        "create foreign data wrapper s; create server s foreign data wrapper s;"
        " create foreign table u (id integer, x integer) server s;"
        " create table w (id integer, y integer, z integer);"
        " create view d as select j.x from (u join w using (id)) j",
        "alter foreign table u add column z integer",
    ),
    "merged column": (
        "create table u (id integer); create table w (k integer); create table o (id integer);"
        " create view d as select o.id from (u join w on true) join o using (id)",
        "alter table w add column id integer",
    ),
    "natural join": (
        "create table u (id integer); create table w (k integer); create table o (id integer);"
        " create view d as select o.id from (o natural join u) cross join w",
        "alter table w add column id integer",
    ),
    "full join": (
        "create table u (id integer, a integer); create table w (id integer, b integer); create table o (k integer);"
        " create view d as select id, a, b, k from (u full join w using (id)) join o on true",
        "alter table o add column id integer",
    ),
    "columns with aliases": (
        "create table u (id integer, x integer); create view d as select a from u as t (a, b)",
        "alter table u add column z integer",
    ),
    "columns with aliases, one less": (
        "create table u (id integer, x integer, z integer); create view d as select a from u as t (a, b)",
        "alter table u drop column z",
    ),
    "columns with aliases, one renamed": (
        "create table u (id integer, x integer, z integer); create view d as select a from u as t (a, b)",
        "alter table u rename column z to y",
    ),
    "function's rows": (
        "create table u (id integer); create function f() returns setof u language sql as 'table u';"
        " create view d as select g.id from f() g",
        "alter table u add column z integer",
    ),
    "function's rows, one column less": (
        "create table u (id integer, z integer); create function f() returns setof u language sql as 'table u';"
        " create view d as select g.id from f() g",
        "alter table u drop column z",
    ),
    "function's rows, one column renamed": (
        "create table u (id integer, z integer); create function f() returns setof u language sql as 'table u';"
        " create view d as select g.id from f() g",
        "alter table u rename column z to y",
    ),
    "function's rows, no column used, one less": (
        "create table u (id integer, z integer); create function f() returns setof u language sql as 'table u';"
        " create view d as select count(*) as n from f() g",
        "alter table u drop column z",
    ),
    "function's rows, no column used, one renamed": (
        "create table u (id integer, z integer); create function f() returns setof u language sql as 'table u';"
        " create view d as select count(*) as n from f() g",
        "alter table u rename column z to y",
    ),
    "function's rows of a type": (
        "create type u as (id integer); create function f() returns setof u language sql as 'select 1';"
        " create view d as select g.id from f() g",
        "alter type u add attribute z integer",
    ),
    "elements": (
        "create table u (id integer); create table w (us u[]);"
        " create view d as select e.id from w cross join lateral unnest(w.us) as e",
        "alter table u add column z integer",
    ),
    "records": (
        "create table u (id integer);"
        " create view d as select e.id from jsonb_populate_recordset(null::u, '[]') as e",
        "alter table u add column z integer",
    ),
}
# The server writes these as before: nothing is recorded but the table itself.
UNMOVED = {
    "view": "create view d as select id from u",
    "star": "create view d as select * from u",
    "row": "create view d as select to_jsonb(u) as r, u from u",
    "subquery": "create view d as select s.a from (select * from u) s (a, b)",
    "table function": "create function f() returns table (a integer, b integer) language sql as 'select id, x from u';"
    " create view d as select g.a from f() g",
    "common table expression": "create view d as with c (a, b) as (table u) select a from c",
    "rule": "create table d (i integer); create rule r as on insert to d do also insert into u values (new.i)",
    "body": "create function d() returns setof u begin atomic select * from u; end",
}


@pytest.mark.parametrize("how", OTHERS)
def test_what_is_written_otherwise_is_recorded(db: Connection, how: str) -> None:
    before, statement = OTHERS[how]
    run(db, *statements(before))
    name = "d()" if "function d" in before else "d"
    count = len(changes(db, name))
    run(db, statement)
    assert unrecorded(db) == []
    assert changes(db, name)[count:] in (["ALTER"], [])


@pytest.mark.parametrize("how", UNMOVED)
def test_what_is_written_as_before_has_the_same_version(db: Connection, how: str) -> None:
    run(db, "create table u (id integer, x integer)", *statements(UNMOVED[how]))
    before = value(db, "select sum(steps) from pggit_internal.objects")
    run(db, "alter table u add column z integer")
    assert value(db, "select sum(steps) from pggit_internal.objects") == before + 1


POLICIES = (
    "create role m1; create role m2; create table o (i integer); create policy p on o to m1;"
    " create policy q on o to m1, m2"
)
EXPECTED = {"p": ["m1"], "q": ["m1", "m2"]}


def roles(db: Connection) -> dict[str, list[str]]:
    """What the record of o says of the roles of its policies."""
    policies = value(
        db,
        "select definition -> 'policies' from pggit_internal.objects where identity = 'public.o' and is_live",
    )
    return {name: policy["roles"] for name, policy in policies.items()}


def test_another_name_of_a_role_changes_nothing(db: Connection) -> None:
    run(db, *statements(POLICIES))
    before = version(db, "o")
    run(db, "alter role m1 rename to m3")
    assert unrecorded(db) == []
    run(db, "alter policy p on o to m3", "comment on table o is 'x'")
    assert (roles(db), changes(db, "o")[-2:]) == (EXPECTED, ["ALTER", "COMMENT"])
    run(db, "alter policy p on o to m2")
    assert (roles(db)["p"], severities(db, "o")[-1]) == (["m2"], "major")
    assert before != version(db, "o")


def test_two_roles_swap_names(db: Connection) -> None:
    run(db, *statements(POLICIES))
    run(
        db,
        *(f"alter role {a} rename to {b}" for a, b in (("m1", "m3"), ("m2", "m1"), ("m3", "m2"))),
    )
    assert unrecorded(db) == []
    run(db, "alter policy p on o to m1")
    assert roles(db) == {"p": ["m2"], "q": ["m1", "m2"]}


def test_a_new_role_of_an_old_name_is_another_role(db: Connection) -> None:
    run(db, *statements(POLICIES), "alter role m1 rename to m3", "create role m1")
    run(db, "alter policy p on o to m1")
    ((new,),) = [roles(db)["p"]]
    assert new.startswith("m1 (")
    assert roles(db)["q"] == ["m1", "m2"]
    assert severities(db, "o")[-1] == "major"
    run(db, "create table t (i integer)", "create policy p on t to m1, m3")
    assert unrecorded(db) == []


@pytest.mark.parametrize(
    "end",
    [
        "drop policy q on o; drop policy p on o",
        "drop table o",
        "alter policy p on o to public; drop policy q on o",
        "drop owned by m1, m2",
    ],
)
def test_roles_that_no_policy_names_are_forgotten(db: Connection, end: str) -> None:
    run(db, *statements(POLICIES))
    assert value(db, "select count(*) from pggit_internal.policy_roles") == 2
    run(db, *end.split("; "), "drop role m1")
    assert value(db, "select count(*) from pggit_internal.policy_roles") == 0


@pytest.mark.parametrize(
    "damage",
    [
        "delete from pggit_internal.policy_roles",
        "update pggit_internal.policy_roles set role = 'pg_read_all_data'",
        "update pggit_internal.policy_roles set name = 'x'",
        "update pggit_internal.policy_roles set object_id = 1",
    ],
)
def test_roles_that_are_lost_are_found_and_noted_again(database: Database, damage: str) -> None:
    database.sql("create table o (i integer); create policy p on o to pg_monitor")
    database.sql(damage)
    assert {check for _, check, _, _ in database.sql("select * from pggit.fsck()")} == {
        "policy_role"
    }
    database.sql("select pggit.repair('policy_role', false)")
    assert database.sql("select * from pggit.fsck()") == []
    assert database.sql("select * from pggit.detect_drift()") == []
