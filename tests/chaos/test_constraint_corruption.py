"""Constraints of pggit's own tables that somebody dropped or switched off, and the rows they kept out.

Risk: a constraint is gone, by a restore that stopped half-way or by hand, and nobody knows; or it came back
after a bad row got in, and the row is taken for a good one.

When it fails: fsck calls a repository sound that the next commit can damage, or that is damaged already.

How to debug: the failure names the damage; run its statements in psql with session_replication_role = replica,
then `select * from pggit.fsck()`. sql/integrity/check_installation.sql looks at the constraints, the others at rows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import psycopg
import pytest

from tests.chaos import sample
from tests.chaos.database import Database, rows
from tests.chaos.faults import tamper
from tests.chaos.fixtures import TEMPLATE, new_database
from tests.chaos.oracles import fsck, model

pytestmark = [pytest.mark.chaos, pytest.mark.corruption]

OWN = "in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)"
DROPS = f"""
    select conrelid::regclass::text, format('alter table %s drop constraint %I cascade', conrelid::regclass, conname)
    from pg_constraint
    where connamespace {OWN} and contype in ('p', 'u', 'f', 'c')
    union all
    select i.indrelid::regclass::text, format('drop index %s', i.indexrelid::regclass)
    from pg_index as i
    join pg_class as c on c.oid = i.indexrelid and c.relnamespace {OWN}
    where not exists (select from pg_constraint as k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
    union all
    select indrelid::regclass::text, format('update pg_index set indisvalid = false where indexrelid = %L::regclass', indexrelid::regclass)
    from pg_index
    join pg_class as c on c.oid = indexrelid and c.relnamespace {OWN}
    union all
    select c.oid::regclass::text, format('alter table %s disable trigger all', c.oid::regclass)
    from pg_class as c
    where c.relnamespace {OWN} and c.relkind = 'r' and exists (select from pg_trigger where tgrelid = c.oid)
    order by 2
"""
NOT_NULL = f"""
    select c.oid::regclass::text, quote_ident(a.attname)
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid and c.relnamespace {OWN} and c.relkind = 'r'
        and c.relpersistence = 'p'  -- an unlogged one holds rows within a transaction only
    where a.attnotnull and a.attnum > 0 and a.attgenerated = ''
        and a.attname <> 'stem'  -- what is generated from it is NOT NULL too
        and not exists (select from pg_constraint as k where k.conrelid = c.oid and k.contype = 'p' and a.attnum = any (k.conkey))
    order by 1, 2
"""
UNIQUE = f"""
    select distinct i.indrelid::regclass::text
    from pg_index as i
    join pg_class as c on c.oid = i.indrelid and c.relnamespace {OWN} and c.relkind = 'r'
        and c.relpersistence = 'p'  -- an unlogged one holds rows within a transaction only
    where i.indisunique
    order by 1
"""
CONSTRAINTS = f"""
    select conname, contype, conrelid::regclass::text, pg_get_constraintdef(oid)
    from pg_constraint
    where connamespace {OWN} and contype in ('f', 'c')
    order by 1
"""
# Each check and foreign key, and a row that it keeps out.
KEPT_OUT = {
    "branches_head_commit_hash_fkey": "update pggit.branches set head_commit_hash = 'nowhere-0001' where name = 'main'",
    "branches_parent_branch_id_fkey": "update pggit.branches set parent_branch_id = 999 where name = 'deep'",
    "branches_status_check": "update pggit.branches set status = 'LOST' where name = 'side'",
    "commits_branch_id_fkey": "update pggit.commits set branch_id = 999 where message = 'third'",
    "commits_merge_parent_hash_fkey": "update pggit.commits set merge_parent_hash = 'nowhere-0001' where message = 'third'",
    "commits_parent_commit_hash_fkey": "update pggit.commits set parent_commit_hash = 'nowhere-0001' where message = 'third'",
    "commits_tree_hash_fkey": "update pggit.commits set tree_hash = 'nowhere' where message = 'third'",
    "data_branches_source_id_fkey": "update pggit.data_branches set source_id = 999 where branch_name = 'deep'",
    "migration_lock_is_only_check": "update pggit_internal.migration_lock set is_only = false",
    "migrations_state_check": "update pggit.migrations set state = 'lost' where version = '1'",
    "questions_id_fkey": "insert into pggit_internal.questions (id, topic) values ('1', 'object')",
    "repository_is_only_check": "insert into pggit_internal.repository (is_only, version) values (false, '0')",
    "tags_commit_hash_fkey": "update pggit.tags set commit_hash = 'nowhere-0001' where name = 'v1'",
    "worktree_hash_fkey": "update pggit_internal.worktree set hash = 'nowhere' where prefix = ''",
    "worktree_prefix_check": "update pggit_internal.worktree set prefix = 'xyz' where prefix = ''",
}
ALL = 1000


@pytest.fixture(scope="module")
def past(server: Database) -> Iterator[Database]:
    """A repository with a past, for all tests of the module: what each does to it is rolled back."""
    with new_database(server, TEMPLATE) as database:
        sample.fill(database)
        yield database


@pytest.fixture
def damaged(past: Database) -> Iterator[psycopg.Connection]:
    """A session in a transaction that never commits; each damage is done after a savepoint."""
    with past.rolled_back() as connection:
        assert fsck.checks_in(connection) == set()
        yield connection


def found(connection: psycopg.Connection, *statements: str) -> set[str]:
    """The checks that find a damage, which is undone afterwards."""
    rows(connection, "savepoint sound")
    tamper.damage(connection, *statements)
    checks = fsck.checks_in(connection)
    rows(connection, "rollback to savepoint sound")
    return checks


def some(choose: random.Random, cases: list[tuple[str, ...]], count: int) -> list[tuple[str, ...]]:
    """So many of the cases, or all."""
    return choose.sample(cases, min(count, len(cases)))


@pytest.mark.promise("integrity.installation")
@pytest.mark.parametrize("count", [5, pytest.param(ALL, marks=pytest.mark.slow)])
def test_what_was_dropped_or_switched_off_is_missed(
    damaged: psycopg.Connection, rng: random.Random, count: int
) -> None:
    cases = rows(damaged, DROPS)
    assert len(cases) > 60
    for table, statement in some(rng, cases, count):
        rows(damaged, "savepoint sound")
        tamper.damage(damaged, statement)
        named = rows(damaged, "select object from pggit.fsck() where check_name = 'own_table'")
        assert (table,) in named, statement
        rows(damaged, "rollback to savepoint sound")


# Below, what keeps bad rows out is in its place again when fsck looks: only the row can tell.


@pytest.mark.promise("integrity.fsck")
@pytest.mark.parametrize("count", [4, pytest.param(ALL, marks=pytest.mark.slow)])
def test_a_null_that_got_in_is_found(
    damaged: psycopg.Connection, rng: random.Random, count: int
) -> None:
    cases = rows(damaged, NOT_NULL)
    assert len(cases) > 40
    for table, column in some(rng, cases, count):
        without = f"alter table {table} alter column {column} drop not null"
        null = f"update {table} set {column} = null where ctid = (select ctid from {table} limit 1)"
        again = f"update pg_attribute set attnotnull = true where attrelid = '{table}'::regclass and attname = '{column}'"
        assert found(damaged, without, null, again), f"{table}.{column}"
    assert found(damaged, without, again) == set()  # it was the null that was found


@pytest.mark.promise("integrity.fsck")
@pytest.mark.parametrize("count", [4, pytest.param(ALL, marks=pytest.mark.slow)])
def test_a_row_that_is_there_twice_is_found(
    damaged: psycopg.Connection, rng: random.Random, count: int
) -> None:
    cases = rows(damaged, UNIQUE)
    assert len(cases) > 12
    for (table,) in some(rng, cases, count):
        columns = rows(
            damaged,
            "select string_agg(quote_ident(attname), ', ') from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and attgenerated = ''",
            table,
        )[0][0]
        # As an index does that has lost its entries: it is there, and does not see what the table holds.
        ready = (
            "update pg_index set indisready = {} where indrelid = '{}'::regclass and indisunique"
        )
        checks = found(
            damaged,
            ready.format(False, table),
            f"insert into {table} ({columns}) overriding system value select {columns} from {table} limit 1",
            ready.format(True, table),
        )
        assert checks, table
    assert found(damaged, ready.format(False, table), ready.format(True, table)) == set()


@pytest.mark.promise("integrity.fsck")
def test_what_a_check_or_foreign_key_keeps_out_is_found(damaged: psycopg.Connection) -> None:
    constraints = rows(damaged, CONSTRAINTS)
    model.must_equal([name for name, *_ in constraints], sorted(KEPT_OUT), "one bad row for each")
    for name, kind, table, definition in constraints:
        if kind == "f":  # not looked at while triggers are off
            checks = found(damaged, KEPT_OUT[name])
        else:
            checks = found(
                damaged,
                f"alter table {table} drop constraint {name}",
                KEPT_OUT[name],
                f"alter table {table} add constraint {name} {definition} not valid",
                f"update pg_constraint set convalidated = true where conname = '{name}'",
            )
        assert checks, name
