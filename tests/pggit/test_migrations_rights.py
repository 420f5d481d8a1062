"""Whose rights a migration's script has, and who gets the credit."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import error, findings, run, value
from tests.pggit.test_migrations import DOWN, UP, apply, status
from tests.pggit.test_rights import HOSTILE

PUBLIC = [
    "apply_migration('001', 'n', 'select')",
    "rollback_migration('001')",
    "begin_migration('001', 'n')",
    "complete_migration('001')",
    "fail_migration('001', 'r')",
]
RECORDING = [
    "claim_migration('001')",
    "claim_rollback('001')",
    "record_applied('001', 'n', 'select', null)",
    "record_rolled_back('001')",
    "lock_migrations()",
    "enter_migration(null)",
]


@pytest.fixture
def writer(db: Connection) -> Connection:
    """The session of a writer who may create in the schema app, on its search_path, and nowhere else."""
    run(db, "create role writer", "select pggit.grant_writer('writer')")
    run(db, "create schema app authorization writer", "create table public.secret ()")
    run(db, "set local search_path = app", "set local role writer")
    return db


def test_everybody_may_see_the_migrations(db: Connection) -> None:
    apply(db, "001", "select", "select")
    run(db, "create role plain", "set local role plain")
    assert status(db) == [("001", "applied")]


@pytest.mark.parametrize(
    "call", ["pggit." + call for call in PUBLIC] + ["pggit_internal." + call for call in RECORDING]
)
def test_nobody_may_migrate_without_being_granted_it(db: Connection, call: str) -> None:
    run(db, "create role plain", "set local role plain")
    assert error(db, f"select {call}") == "42501"


def test_tables_belong_to_who_migrates(writer: Connection) -> None:
    assert apply(writer, "001", UP, DOWN) is True
    assert value(writer, "select tableowner from pg_tables where tablename = 't'") == "writer"
    assert status(writer, "applied_by") == [("writer",)]
    assert value(writer, "select pggit.rollback_migration('001')") is True
    assert findings(writer) == []


@pytest.mark.parametrize(
    "script",
    [
        "create table public.t ()",
        "drop table public.secret",
        "select * from public.secret",
        "delete from pggit.migrations",
        "insert into pggit_internal.ledger default values",
        "select pggit_internal.enter_migration(null)",
        "set local role postgres",
    ],
)
def test_a_script_may_do_what_its_caller_may_and_no_more(writer: Connection, script: str) -> None:
    # Not a superuser behind SET ROLE: what a script could go back to.
    run(writer, "reset role", "set local session authorization writer")
    assert error(writer, "select pggit.apply_migration('001', 'n', %s)", script) == "42501"
    apply(writer, "002", "select", script)
    assert error(writer, "select pggit.rollback_migration('002')") == "42501"


def test_the_author_is_the_role_set(db: Connection) -> None:
    run(db, "create role login", "create role team", "grant team to login")
    run(db, "select pggit.grant_writer('team')")
    run(db, "set local session authorization login", "set local role team")
    apply(db, "001", "create temp table who as select current_user as name")
    assert value(db, "select name from who") == "team"
    assert status(db, "applied_by") == [("team",)]
    run(db, "select pggit.begin_migration('002', 'n')")
    assert value(db, "select changed_by from pggit.migrations where state = 'running'") == "team"


def test_the_author_is_who_applied_whatever_role_the_script_took(db: Connection) -> None:
    run(db, "create role team")
    apply(db, "001", "set local role team")
    assert status(db, "applied_by") == [("postgres",)]


def test_who_rolls_back_runs_the_script(writer: Connection) -> None:
    apply(writer, "001", "select", "create temp table who as select current_user as name")
    run(writer, "reset role", "create role other", "select pggit.grant_writer('other')")
    run(writer, "set local role other", "select pggit.rollback_migration('001')")
    assert value(writer, "select name from who") == "other"
    assert value(writer, "select changed_by from pggit.migrations") == "other"


@pytest.mark.parametrize("role", ["postgres", "deputy"])
def test_a_superuser_does_not_run_the_script_of_others(writer: Connection, role: str) -> None:
    run(writer, "reset role", "create role deputy", "grant postgres to deputy")
    run(writer, "select pggit.grant_writer('deputy')", f"set local role {role}")
    apply(writer, "001", "select", "select")
    run(writer, "set local role writer")
    apply(writer, "002", "select", "alter role writer superuser")
    run(writer, f"set local role {role}")
    assert error(writer, "select pggit.rollback_migration('002')") == "42501"
    assert status(writer) == [("001", "applied"), ("002", "applied")]
    run(writer, "set local role writer")
    assert error(writer, "select pggit.rollback_migration('002')") == "42501"  # the script's own


@pytest.mark.parametrize(
    "call",
    [
        "record_applied('001', 'n', 'select', null)",  # applied already
        "record_applied('002', '', 'select', null)",
        "record_applied('002', 'n', '', null)",
        "record_rolled_back('000')",  # not the newest
    ],
)
def test_a_writer_cannot_record_what_could_not_have_happened(writer: Connection, call: str) -> None:
    run(writer, "reset role")
    apply(writer, "000", "select", "select")
    apply(writer, "001", "select", "select")
    run(writer, "set local role writer")
    assert error(writer, f"select pggit_internal.{call}") in {"42710", "22023", "55000"}


def test_a_security_definer_function_may_migrate(writer: Connection) -> None:
    run(
        writer,
        """create function app.migrate() returns boolean language sql security definer
            set search_path = app as $$ select pggit.apply_migration('001', 'n', 'create table t ()') $$""",
        "reset role",
        "set local search_path = public",
        "select app.migrate()",
    )
    assert value(writer, "select tableowner from pg_tables where schemaname = 'app'") == "writer"
    assert status(writer, "applied_by") == [("postgres",)]


def test_a_hostile_schema_changes_nothing(db: Connection) -> None:
    run(db, HOSTILE, "set local search_path = hostile, pg_catalog, public")
    run(db, "create role team", "grant create on schema public to team")
    run(db, "grant usage on schema hostile to team")
    run(
        db,
        "create operator hostile.<> (leftarg = text, rightarg = text, function = hostile.is_equal)",
    )
    up = "set search_path = hostile; set local role team; create table public.t ()"
    down = "drop table public.t"
    assert apply(db, "001", up, down) is True
    assert value(db, "select current_user::text") == "postgres"
    assert apply(db, "001", up, down) is False
    assert status(db) == [("001", "applied")]
    run(db, "select pggit.rollback_migration('001')", "select pggit.begin_migration('002', 'n')")
    run(db, "select pggit.complete_migration('002')")
    assert status(db) == [("001", "rolled_back"), ("002", "applied")]
    run(db, "set local search_path = pg_catalog")
    assert findings(db) == []
    assert rows(db, "select current_setting('search_path')") == [("pg_catalog",)]
