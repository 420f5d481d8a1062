"""The session that runs DDL is its user's: what it sets decides nothing of the record, and pggit sets nothing in it.

Risk: an ORM reads lastval() after an insert whose trigger made a partition, and gets a number of pggit's; a setting
that somebody made long ago hides every drop.

When it fails: an application stores the wrong key, or the record goes on without what was dropped.

How to debug: run the statements of the failure in psql, and `select lastval()` or `show` before and after. Numbers of
the record come from pggit_internal.new_id().
"""

from __future__ import annotations

import pytest
from psycopg import Connection

from scripts import install
from tests.chaos.database import Database, ask, rows
from tests.chaos.oracles import fsck, model

pytestmark = [pytest.mark.chaos, pytest.mark.transaction]

# Every kind of statement that is recorded and every public function, in an order that runs.
STATEMENTS = [
    "create schema s",
    "create table s.t (id integer primary key, note text)",
    "alter table s.t add column more text",
    "create index on s.t (note)",
    "create trigger g before update on s.t for each row execute function suppress_redundant_updates_trigger()",
    "create policy p on s.t using (true)",
    "create rule r as on delete to s.t do also nothing",
    "comment on table s.t is 'x'",
    "create view s.v as select 1 as one",
    "create materialized view s.m as select 1 as one",
    "create table s.whole (id integer) partition by list (id)",
    "create table s.part partition of s.whole for values in (1)",
    "create sequence s.numbers",
    "create type s.mood as enum ('ok')",
    "create type s.pair as (one integer)",
    "create type s.span as range (subtype = integer)",
    "create domain s.positive as integer check (value > 0)",
    "create function s.f() returns integer language sql as 'select 1'",
    "create procedure s.nothing() language sql as ''",
    "create aggregate s.most(integer) (sfunc = int4larger, stype = integer)",
    "alter type s.mood add value 'fine'",
    "alter sequence s.numbers increment 2",
    "alter table s.t rename to u",
    "drop view s.v",
    "drop trigger g on s.u",
    "grant select on s.u to public",
    "select pggit.generate_trinity_id()",
    "select * from pggit.increment_version(1, 0, 0, 'minor')",
    "select pggit.calculate_schema_hash('s.u')",
    "select pggit.grant_writer('pg_monitor')",
    "select pggit.create_branch('side')",
    "select pggit.commit_changes('main', 'first')",
    "select pggit.commit_changes('new', 'second')",
    "select pggit.create_tag('v1')",
    "select * from pggit.list_branches()",
    "select * from pggit.show('main')",
    "create table s.extra (id integer)",
    "select * from pggit.diff('main', 'WORKTREE')",
    "select * from pggit.diff_parts('main', 'WORKTREE')",
    "select * from pggit.plan('main', 'WORKTREE')",
    "select pggit.diff_sql('main', 'WORKTREE')",
    "select pggit.export('WORKTREE')",
    "select pggit.commit_changes('main', 'third')",
    "select pggit.checkout('v1')",
    "select pggit.checkout('main')",
    "select pggit.delete_branch('side')",
    "select pggit.delete_branch_simple('new')",
    "select pggit.apply_migration('1', 'one', 'create table s.one (id integer)', 'drop table s.one')",
    "select pggit.rollback_migration('1')",
    "select pggit.begin_migration('2', 'two')",
    "select pggit.complete_migration('2')",
    "select pggit.begin_migration('3', 'three')",
    "select pggit.fail_migration('3', 'on purpose')",
    "select * from pggit.migration_status()",
    "select pggit.create_data_branch('s.u', 'main', 'd')",
    "insert into s.u__d values (1, 'a', 'b')",
    "select * from pggit.data_diff('s.u', 'main', 'd')",
    "select * from pggit.merge_data_branch('s.u', 'd', 'main')",
    "select pggit.drop_data_branch('s.u', 'd')",
    "select * from pggit.log()",
    "select * from pggit.get_version('s.u')",
    "select * from pggit.get_history('s.u')",
    "select * from pggit.status()",
    "select * from pggit.detect_drift()",
    "select * from pggit.fsck()",
    "select * from pggit.repair()",
    "select * from pggit.repair(null, false)",
    "select * from pggit.self_test()",
    "drop schema s cascade",
]
# The same, where they fail: what each is given, and the SQLSTATE.
FAILING = {
    "create table pggit.branches (id integer)": "42P07",
    "alter table kept drop column note": "55006",
    "drop table kept cascade": "55006",
    "select * from pggit.increment_version(1, 0, 0, 'x')": "22023",
    "select pggit.grant_writer('nobody there')": "42704",
    "select pggit.create_branch('main')": "42710",
    "select pggit.commit_changes('a..b')": "22023",
    "select pggit.create_tag('v', 'unknown')": "42704",
    "select * from pggit.show('unknown')": "42704",
    "select * from pggit.diff('unknown', 'main')": "42704",
    "select * from pggit.diff_parts('unknown', 'main')": "42704",
    "select * from pggit.plan('unknown', 'main')": "42704",
    "select pggit.diff_sql('unknown', 'main')": "42704",
    "select pggit.export('unknown')": "42704",
    "select pggit.checkout('unknown')": "42704",
    "select pggit.delete_branch('main')": "55006",
    "select pggit.delete_branch_simple('main')": "55006",
    "select pggit.apply_migration('9', 'nine', 'set work_mem = ''7MB''; set role pg_monitor; select 1/0')": "22012",
    "select pggit.rollback_migration('unknown')": "42704",
    "select pggit.begin_migration('', 'two')": "22023",
    "select pggit.complete_migration('unknown')": "42704",
    "select pggit.fail_migration('unknown', 'x')": "42704",
    "select pggit.create_data_branch('kept', 'unknown', 'e')": "42704",
    "select * from pggit.data_diff('kept', 'main', 'unknown')": "42704",
    "select * from pggit.merge_data_branch('kept', 'unknown', 'main')": "42704",
    "select pggit.drop_data_branch('kept', 'main')": "55006",
    "select * from pggit.log('unknown')": "42704",
    "select * from pggit.get_history('kept', -1)": "22023",
    "select * from pggit.status('unknown')": "42704",
    "select * from pggit.repair('unknown')": "22023",
}
SESSION = """
    select 'current_user', current_user::text
    union all
    select 'session_user', session_user::text
    union all
    select name, setting from pg_settings where name <> 'transaction_isolation'
"""


def state(session: Connection) -> set[tuple[str, str]]:
    """Roles and settings of a session."""
    return set(rows(session, SESSION))


@pytest.mark.promise("rules.session")
@pytest.mark.parametrize("level", ["read committed", "repeatable read"])
def test_no_statement_changes_the_session(database: Database, level: str) -> None:
    database.sql("create sequence mine start 4711")
    with database.connect() as used, database.connect() as unused:
        rows(used, "select nextval('mine')")
        for session in (used, unused):
            rows(session, f"set default_transaction_isolation = '{level}'")
        before = state(used)
        for statement in STATEMENTS:
            session = used if STATEMENTS.index(statement) % 3 else unused
            rows(session, statement)
            model.must_equal(
                rows(used, "select lastval(), currval('mine')"), [(4711, 4711)], statement
            )
            model.must_equal(ask(unused, "select lastval()").sqlstate, "55000", statement)
        model.must_equal(state(used) - before, set())
    assert fsck.findings(database) == []


@pytest.mark.promise("rules.session")
def test_nor_does_one_in_a_transaction_or_that_fails(database: Database) -> None:
    database.sql("create table kept (id integer primary key, note text)")
    database.sql("select pggit.create_data_branch('kept', 'main', 'd')")
    with database.connect() as session:
        rows(session, "create sequence mine start 4711; select nextval('mine')")
        rows(session, "begin")
        # What a transaction may have set for itself.
        rows(session, "set local search_path = public, pg_catalog; set local lock_timeout = '7s'")
        rows(session, "set local role pg_database_owner; set local role none")
        before = state(session)
        for statement in STATEMENTS:
            rows(session, statement)
            model.must_equal(state(session) - before, set(), statement)
        for statement, sqlstate in FAILING.items():
            rows(session, "savepoint here")
            model.must_equal(ask(session, statement).sqlstate, sqlstate, statement)
            rows(session, "rollback to here")
            model.must_equal(state(session) - before, set(), statement)
        model.must_equal(rows(session, "select lastval(), currval('mine')"), [(4711, 4711)])
        rows(session, "rollback")


@pytest.mark.promise("rules.session")
def test_every_public_function_is_among_them(database: Database) -> None:
    functions = database.sql(
        "select proname from pg_proc where pronamespace = 'pggit'::regnamespace"
    )
    called = {
        name for name in install.CONTRACT if any(f"pggit.{name}(" in each for each in STATEMENTS)
    }
    model.must_equal({name for (name,) in functions} - called, set())


@pytest.mark.promise("rules.session")
def test_a_drop_is_recorded_under_quoted_identifiers(database: Database) -> None:
    with database.connect() as session:
        rows(session, "create table kept (id integer primary key, note text)")
        rows(session, "select pggit.create_data_branch('kept', 'main', 'd')")
        rows(session, "set quote_all_identifiers = on")
        for kind, definition in (
            ("table", '"My Table" (id integer)'),
            ("view", "a_view as select 1 as one"),
            ("function", "f(p text) returns integer language sql as $$ select 1 $$"),
            ("type", "mood as enum ('ok')"),
            ("schema", "s"),
        ):
            rows(session, f"create {kind} {definition}")
            name = '"My Table"' if kind == "table" else definition.split("(")[0].split()[0]
            rows(session, f"drop {kind} {name}")
        rows(session, "select pggit.create_data_branch('kept', 'main', 'quoted')")
        rows(session, "insert into kept__quoted values (1, 'a')")
        for branch in ("d", "quoted"):
            rows(session, "select * from pggit.data_diff('kept', 'main', %s)", branch)
        rows(session, "select * from pggit.merge_data_branch('kept', 'quoted', 'main')")
        rows(session, "select pggit.drop_data_branch('kept', 'quoted')")
        told = ask(session, "drop table kept cascade")
    model.must_equal(told.sqlstate, "55006")
    model.must_equal(database.sql("select * from pggit.detect_drift()"), [])
    assert fsck.findings(database) == []


# What scripts of migrations begin with: a dump's preamble, and what a script sets for itself.
PREAMBLES = [
    "select pg_catalog.set_config('search_path', '', false)",
    "set search_path = s",
    "set local search_path = s",
    "set client_min_messages = error; set check_function_bodies = false; set row_security = off",
    "set statement_timeout = 0; set lock_timeout = '3s'; set idle_in_transaction_session_timeout = 0",
    "set role pg_monitor",
    "set session authorization pg_monitor",
    "set local datestyle = 'German'; set timezone = 'Asia/Tokyo'; set quote_all_identifiers = on",
    "set default_transaction_isolation = serializable; set standard_conforming_strings = off",
    "set temp_tablespaces = ''; set session_replication_role = replica",
]


@pytest.mark.promise("rules.session")
@pytest.mark.promise("rules.caller")
@pytest.mark.parametrize("is_one_transaction", [True, False])
def test_what_a_script_sets_ends_with_it(database: Database, is_one_transaction: bool) -> None:
    with database.connect() as session:
        rows(session, "create schema s")
        rows(session, "set search_path = public, s")
        rows(session, "set work_mem = '5MB'")
        rows(session, "set temp_tablespaces = pg_default, pg_global")
        before = state(session)
        if is_one_transaction:
            rows(session, "begin")
        for number, preamble in enumerate(PREAMBLES):
            script = f"{preamble}; select 1"
            rows(
                session,
                "select pggit.apply_migration(%s, 'set', %s, %s)",
                f"a{number}",
                script,
                script,
            )
            model.must_equal(state(session) - before, set(), preamble)
            # It begins where the one before it did.
            make = f"create table made{number} (id integer)"
            rows(session, "select pggit.apply_migration(%s, 'make', %s)", f"b{number}", make)
            rows(
                session,
                "select pggit.apply_migration(%s, 'set', %s, %s)",
                f"c{number}",
                script,
                script,
            )
            rows(session, "select pggit.rollback_migration(%s)", f"c{number}")
            model.must_equal(state(session) - before, set(), f"back: {preamble}")
        if is_one_transaction:
            rows(session, "commit")
        model.must_equal(state(session) - before, set())
        made = "select count(*) from pg_tables where schemaname = 'public' and tablename ~ '^made'"
        model.must_equal(database.value(made), len(PREAMBLES))
    assert fsck.findings(database) == []


@pytest.mark.promise("rules.caller")
@pytest.mark.parametrize(
    "script", ["set local role pg_monitor", "set role pg_monitor; reset role", "select 1"]
)
def test_a_local_role_does_not_outlive_its_transaction(database: Database, script: str) -> None:
    database.sql("create role migrator_of_sessions; grant pg_monitor to migrator_of_sessions")
    try:
        database.sql("select pggit.grant_writer('migrator_of_sessions')")
        with database.connect() as session:
            before = state(session)
            rows(session, "begin")
            rows(session, "set local role migrator_of_sessions")
            rows(session, "select pggit.apply_migration('1', 'n', %s)", script)
            model.must_equal(
                rows(session, "select current_user::text"), [("migrator_of_sessions",)]
            )
            rows(session, "commit")
            model.must_equal(state(session) - before, set())
    finally:
        database.sql("drop owned by migrator_of_sessions; drop role migrator_of_sessions")
