"""Renames of what definitions mention: the object itself, what no event names, columns that are not used.

Risk: a policy that queries its own table makes a rename look like a new table, and leaves the old one in the record
for good. A role is renamed without an event, or a column is added that the server writes into a view that does not
use it: the record and the catalog differ although all DDL was recorded.

When it fails: a table has lost its history, detect_drift names objects that were changed by recorded DDL only, or a
repository is not sound where it is restored.

How to debug: run the statements in psql on `python -m scripts.cluster --pg N` and compare the definition in
pggit_internal.objects before and after. Suspect sql/tracking/renamed_from.sql, sql/tracking/record_dependents.sql and
sql/definitions/role_names.sql.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.cluster import Cluster
from tests.chaos import evidence
from tests.chaos.database import Database, rows
from tests.chaos.faults import tamper
from tests.chaos.oracles import drift, fsck, model
from tests.chaos.test_drift import TRIGGERS
from tests.chaos.test_upgrade import found, program

pytestmark = [pytest.mark.chaos, pytest.mark.property]

# What mentions itself, by its kind: how it is made, and its arguments.
THEMSELVES = {
    "table": (
        "create table {0} (i integer, r regclass);"
        " create policy p on {0} using (exists (select from {0} x where x.i = {0}.i));"
        " create policy q on {0} with check (i not in (select {0}.i from {0}));"
        " create rule r as on update to {0} do also delete from {0} where i < 0;"
        " alter table {0} alter column r set default '{0}'::regclass, add check (r <> '{0}'::regclass);"
        " create index on {0} ((r = '{0}'::regclass))",
        "",
    ),
    "view": (
        "create view {0} as select 1 as i; create rule r as on insert to {0} do instead select i from {0}",
        "",
    ),
    "materialized view": (
        "create materialized view {0} as select null::regclass as r; create index on {0} ((r = '{0}'::regclass))",
        "",
    ),
    "function": (
        "create function {0}(n integer) returns integer begin atomic select 1; end;"
        " create or replace function {0}(n integer) returns integer"
        " begin atomic select case when n > 0 then {0}(n - 1) end; end",
        "(integer)",
    ),
    "procedure": (
        "create procedure {0}() begin atomic select 1; end; create or replace procedure {0}() begin atomic select '{0}()'::regprocedure; end",
        "()",
    ),
    "domain": ("create domain {0} as integer; alter domain {0} add check (value <> 0::{0})", ""),
}


@pytest.mark.promise("versions.renames")
@pytest.mark.parametrize("isolation", ["read committed", "serializable"])
def test_what_mentions_itself_is_renamed(database: Database, isolation: str) -> None:
    with database.connect() as connection:
        rows(connection, f"set default_transaction_isolation = '{isolation}'")
        for kind, (create, arguments) in THEMSELVES.items():
            old, new = f"the_{kind.replace(' ', '_')}", f'{kind.upper()[:3]}\'s "new"'
            quoted = '"' + new.replace('"', '""') + '"'
            for statement in re.split(r";\s+(?!end)", create.format(old)):
                rows(connection, statement)
            query = "select count(*), sum(steps) from pggit_internal.objects where is_live"
            ((count, steps),) = rows(connection, query)
            rows(connection, f"alter {kind} {old} rename to {quoted}")
            model.must_equal(rows(connection, query), [(count, steps + 1)], kind)
            history = "select change_type from pggit.get_history(%s)"
            changes = [change for (change,) in rows(connection, history, quoted + arguments)]
            model.must_equal((changes[0], changes[-1]), ("RENAME", "CREATE"), kind)
    model.must_equal(drift.findings(database), [])


@pytest.mark.promise("versions.renames")
def test_a_type_gets_a_name_that_others_begin_with(database: Database) -> None:
    database.sql("create domain cod as integer; create domain code_list as text")
    for name in "fg":  # two that only their names tell apart
        database.sql(
            f"create function {name}(code_list, cod) returns integer language sql return 1"
        )
    database.sql("alter domain cod rename to code")
    for name in "fg":
        found = database.sql(
            f"select change_type from pggit.get_history('{name}(code_list, code)')"
        )
        model.must_equal(found, [("RENAME",), ("CREATE",)])


@pytest.mark.promise("versions.renames")
def test_overloads_whose_names_begin_like_their_type_keep_their_histories(
    database: Database,
) -> None:
    with database.connect() as connection:
        for statement in (
            "create table a (i integer)",
            "create function ab(a) returns integer language sql as 'select 1'",
            "create function ab(a, a) returns integer language sql as 'select 2'",
            "comment on function ab(a) is 'x'",
            "alter table a rename to ab",
        ):
            rows(connection, statement)
        for arguments, changes in (("ab", "RENAME COMMENT CREATE"), ("ab, ab", "RENAME CREATE")):
            history = "select string_agg(change_type, ' ') from pggit.get_history(%s)"
            model.must_equal(rows(connection, history, f"public.ab({arguments})"), [(changes,)])


@pytest.mark.promise("versions.renames")
@pytest.mark.promise("rules.caller")
def test_drift_is_not_taken_for_a_rename(database: Database) -> None:
    query = "exists (select from {0} x where x.i = 1)"
    database.sql(
        f"create table gone (i integer, t text); create policy p on gone using ({query.format('gone')})"
    )
    statements = [
        "drop table gone",
        "create table fresh (i integer)",
        f"create policy p on fresh using ({query.format('fresh')})",
    ]
    with database.connect() as connection:
        for name in TRIGGERS:
            rows(connection, f"alter event trigger {name} disable")
        for statement in statements:
            rows(connection, statement)
        for name in TRIGGERS:
            rows(connection, f"alter event trigger {name} enable always")
    tamper.silenced(database, statements)
    database.sql("alter table fresh add z integer")
    model.must_equal(drift.findings(database), [("table", "public.gone", "missing")])
    database.sql("select pggit.repair('drift', false)")


# What changes the words of d, a view or function, though it does not use what is changed.
READERS = [
    "alter table u add column z integer",
    "alter table w drop column z",
    "alter table u rename column x to y",
    "alter table u drop column y",
    "create or replace view v as select 1 as id, 2 as x, 3 as z",
    "alter type c add attribute z integer",
    "alter foreign table f add column z integer",
    "alter foreign table f rename to g",
    "alter table u rename constraint k to l",
]
READ = """
    create table u (id integer constraint k primary key, x integer);
    create table w (id integer, y integer, z integer);
    create view v as select 1 as id, 2 as x;
    create type c as (id integer);
    create foreign data wrapper {0};
    create server {0} foreign data wrapper {0};
    create foreign table f (id integer, x integer) server {0};
    create function rows_of_u() returns setof u language sql as 'table u';
    create function rows_of_c() returns setof c language sql as 'select 1';
    create view join_of_tables as select j.id from (u join w using (id)) j;
    create view join_of_view as select j.id from (v join w using (id)) j;
    create view join_of_foreign as select j.id from (f join w using (id)) j;
    create view aliases as select a from u as t (a, b);
    create view calls as select r.id from rows_of_u() r;
    create view counts as select count(*) as n from rows_of_u() r;
    create view calls_of_type as select r.id from rows_of_c() r;
    create view unconcerned as select u.id from u join w using (id);
    create function body() returns void begin atomic
        insert into u values (1) on conflict on constraint k do nothing; end
"""


@pytest.mark.promise("versions.renames")
def test_what_reads_a_changed_relation_is_recorded_where_its_words_change(
    database: Database,
) -> None:
    with database.connect() as connection:
        for statement in re.split(r";\s+(?!end)", READ.format(f"s_{database.name}")):
            rows(connection, statement)
        moved = "select steps from pggit_internal.objects where identity = 'public.unconcerned'"
        for statement in READERS:
            rows(connection, statement)
            model.must_equal(drift.findings(database), [], statement)
            model.must_equal(rows(connection, moved), [(1,)], "its words are the same")


@pytest.mark.promise("rules.no-waiting")
def test_two_tables_of_one_view_are_changed_side_by_side(database: Database) -> None:
    database.sql(
        "create table u (id integer, x integer); create table w (id integer, y integer);"
        " create view v as select u.x from u join w using (id)"
    )
    with database.connect() as first, database.connect() as second:
        for statement in ("begin", "alter table u add column a integer"):
            rows(first, statement)
        rows(second, "set lock_timeout = '5s'")
        rows(second, "alter table w add column b integer")
        evidence.landed("overlap", "DDL beside an open transaction with DDL")
        rows(first, "commit")
    model.must_equal(drift.findings(database), [])


@pytest.fixture
def policies(database: Database) -> Iterator[tuple[Database, str]]:
    """A table with policies for two roles, and what the names of the roles begin with."""
    name = f"r_{database.name}"
    database.sql(
        f"create role {name}1; create role {name}2; create table t (i integer);"
        f" create policy p on t to {name}1; create policy q on t to {name}1, {name}2"
    )
    yield database, name
    database.sql("drop table t")
    for (role,) in database.sql(
        "select quote_ident(rolname) from pg_roles where starts_with(rolname, %s)", name
    ):
        database.sql(f"drop role {role}")


HASHES = "select identity, definition_hash, steps from pggit_internal.objects where is_live order by identity"
ROLES = "select definition #> '{policies,p,roles}' from pggit_internal.objects where identity = 'public.t'"


@pytest.mark.promise("versions.renames")
def test_another_name_of_a_role_changes_no_policy(policies: tuple[Database, str]) -> None:
    database, name = policies
    before = database.sql(HASHES)
    for old, new in (("1", "3"), ("2", "1"), ("3", "2")):  # they swap names
        database.sql(f"alter role {name}{old} rename to {name}{new}")
    evidence.landed("rename", "two roles that policies name")
    model.must_equal(drift.findings(database), [])
    database.sql(f"alter policy p on t to {name}2")  # as it is
    model.must_equal(database.sql(HASHES), before)
    database.sql(f"alter policy p on t to {name}1")
    model.must_equal(database.value(ROLES), [f"{name}2"], "the name that the record has for it")
    database.sql("drop policy p on t; drop policy q on t")
    model.must_equal(database.sql("select * from pggit_internal.policy_roles"), [])


@pytest.mark.promise("versions.renames")
def test_a_new_role_of_an_old_name_is_another_role(policies: tuple[Database, str]) -> None:
    database, name = policies
    database.sql(f"alter role {name}1 rename to {name}3; create role {name}1")
    before = database.sql(HASHES)
    database.sql(f"alter policy p on t to {name}1")
    assert database.sql(HASHES) != before
    model.must_equal(drift.findings(database), [])


@pytest.mark.promise("rules.restore")
@pytest.mark.promise("versions.renames")
def test_a_dump_tells_which_role_is_meant(
    policies: tuple[Database, str], major: int, tmp_path: Path
) -> None:
    database, name = policies
    server, archive = found(major), tmp_path / "roles.dump"
    pg_dump, pg_restore = program(server, "pg_dump"), program(server, "pg_restore")
    before = database.sql(HASHES)
    renamed = f'"{name}.It\'s 3"'
    database.sql(f"alter role {name}1 rename to {renamed}")
    environment = {**os.environ, **server.env}
    subprocess.run(
        [pg_dump, "-Fc", "-d", database.conninfo, "-f", archive],
        check=True,
        env=environment,
        timeout=60,
    )
    with Cluster(server) as cluster:
        for what in (f"role {name}2", "role other", f"role {renamed}", "database shop"):
            cluster.sql(f"create {what}")
        restored = Database(cluster.conninfo("shop"))
        subprocess.run(
            [pg_restore, "--exit-on-error", "-d", restored.conninfo, archive],
            check=True,
            env=environment,
            timeout=60,
        )
        evidence.landed("restore", "into a server where other numbers are the roles'")
        model.must_equal(drift.findings(restored), [])
        model.must_equal(restored.sql(HASHES), before)
        restored.sql(f"alter role {renamed} rename to {name}4; comment on table t is 'x'")
        model.must_equal(restored.value(ROLES), [f"{name}1"])
        fsck.must_be_clean(restored)
