"""Who may do what, in whose name, and that nobody's schema gets in between."""

from __future__ import annotations

import pytest
from psycopg import Connection

from tests.chaos.database import rows
from tests.pggit.reading import changes, error, run, value

READING = [
    "pggit.generate_trinity_id()",
    "pggit.get_version('t')",
    "pggit.increment_version(1, 0, 0, 'major')",
    "pggit.calculate_schema_hash('t')",
    "pggit.get_history('t')",
    "pggit.log()",
    "pggit.list_branches()",
    "pggit.fsck()",
    "pggit.commits",
    "pggit.branches",
]
WRITING = [
    "pggit.commit_changes('main')",
    "pggit.create_branch('side')",
    "pggit.delete_branch('old')",
    "pggit.delete_branch_simple('old')",
]
TABLES = "select oid::regclass::text from pg_class where relkind = 'r' and relnamespace::regnamespace::text ~ '^pggit'"

# Things called as pg_catalog's are, that answer wrongly; the schema is first on the search_path.
HOSTILE = """
    create schema hostile;
    create function hostile.sha256(bytea) returns bytea language sql immutable as 'select null::bytea';
    create function hostile.lower(text) returns text language sql immutable as 'select ''major''';
    create function hostile.quote_ident(text) returns text language sql immutable as 'select ''evil''';
    create function hostile.current_schemas(boolean) returns name[] language sql as 'select null::name[]';
    create function hostile.parse_ident(text) returns text[] language sql as 'select ''{evil}''::text[]';
    create function hostile.length(text) returns integer language sql immutable as 'select 20';
    create function hostile.current_setting(text) returns text language sql as 'select ''evil''';
    create function hostile.current_query() returns text language sql as 'select ''evil''';
    create function hostile.clock_timestamp() returns timestamptz language sql as 'select null::timestamptz';
    create function hostile.nextval(text) returns bigint language sql as 'select 0::bigint';
    create function hostile.left(text, integer) returns text language sql as 'select ''evil''';
    create function hostile.concat(text, text) returns text language sql as 'select ''evil''';
    create function hostile.is_equal(name, text) returns boolean language sql as 'select false';
    create function hostile.is_equal(text, text) returns boolean language sql as 'select false';
    create function hostile.is_equal(oid, oid) returns boolean language sql as 'select false';
    create operator hostile.|| (leftarg = text, rightarg = text, function = hostile.concat);
    create operator hostile.= (leftarg = name, rightarg = text, function = hostile.is_equal);
    create operator hostile.= (leftarg = text, rightarg = text, function = hostile.is_equal);
    create operator hostile.= (leftarg = oid, rightarg = oid, function = hostile.is_equal);
    create table hostile.pg_class (oid oid, relname name, relnamespace oid, relkind "char");
    create table hostile.objects (id bigint)
"""


@pytest.fixture
def plain(db: Connection) -> Connection:
    """The session of a role that owns nothing and was granted nothing, beside a table t and a branch old."""
    run(db, "create table t (id integer)", "select pggit.create_branch('old')")
    run(db, "create role plain", "set local role plain")
    return db


@pytest.mark.parametrize("reading", READING)
def test_everybody_may_read(plain: Connection, reading: str) -> None:
    assert error(plain, f"select * from {reading}") is None


@pytest.mark.parametrize("writing", WRITING)
def test_nobody_may_write_the_record_without_being_granted_it(
    plain: Connection, writing: str
) -> None:
    assert error(plain, f"select {writing}") == "42501"


@pytest.mark.parametrize("writing", WRITING)
def test_a_writer_may(plain: Connection, writing: str) -> None:
    run(plain, "reset role", "select pggit.grant_writer('plain')", "set local role plain")
    assert error(plain, f"select {writing}") is None


@pytest.mark.parametrize("role", ["plain", "writer"])
def test_nobody_may_write_the_tables(plain: Connection, role: str) -> None:
    run(plain, "reset role", "create role writer", "select pggit.grant_writer('writer')")
    tables = [row[0] for row in rows(plain, TABLES)]
    assert len(tables) > 5
    run(plain, f"set local role {role}")
    for table in tables:
        assert error(plain, f"select * from {table}") is None, table
        assert error(plain, f"insert into {table} default values") == "42501", table
        assert error(plain, f"delete from {table}") == "42501", table
        assert error(plain, f"truncate {table}") == "42501", table


def test_nobody_may_call_what_records(plain: Connection) -> None:
    run(plain, "reset role", "create role writer", "select pggit.grant_writer('writer')")
    run(plain, "set local role writer")
    assert error(plain, "select pggit_internal.write_tree()") == "42501"
    assert error(plain, "select pggit_internal.lock_repository()") == "42501"
    assert error(plain, "select pggit_internal.record_drop('table', 'public.t', '')") == "42501"
    change = "select pggit_internal.record_change('pg_class'::regclass, 'pg_class'::regclass, 'ALTER TABLE', '')"
    assert error(plain, change) == "42501"


def test_a_writer_cannot_make_writers(plain: Connection) -> None:
    run(plain, "reset role", "select pggit.grant_writer('plain')", "set local role plain")
    assert error(plain, "select pggit.grant_writer('plain')") == "42501"


@pytest.mark.parametrize("role", ["'nobody'", "null", "'public'", "''"])
def test_granting_to_a_role_that_is_none(db: Connection, role: str) -> None:
    assert error(db, f"select pggit.grant_writer({role})") == "42704"


@pytest.mark.parametrize("name", ['quo"te', "semi;--", "UPPER", "select", "a, public"])
def test_a_hostile_role_name_is_just_a_name(db: Connection, name: str) -> None:
    quoted = value(db, "select quote_ident(%s)", name)
    run(db, f"create role {quoted}")
    rows(db, "select pggit.grant_writer(%s)", name)
    run(db, f"set local role {quoted}", "select pggit.commit_changes('main')")
    assert value(db, "select author from pggit.log()") == name


def test_the_author_is_the_role_set(db: Connection) -> None:
    run(db, "create role login", "create role team", "grant team to login")
    run(db, "select pggit.grant_writer('team')", "grant create on schema public to team")
    run(db, "set local session authorization login", "set local role team")
    run(db, "create table t (id integer)", "select pggit.commit_changes('main')")
    assert value(db, "select author from pggit.log()") == "team"
    assert value(db, "select changed_by from pggit.get_history('t')") == "team"


def test_the_author_is_the_login_where_no_role_is_set(db: Connection) -> None:
    run(db, "create role login", "select pggit.grant_writer('login')")
    run(db, "set local session authorization login", "select pggit.commit_changes('main')")
    assert value(db, "select author from pggit.log()") == "login"


def test_a_hostile_schema_changes_no_answer(db: Connection) -> None:
    run(db, "create table public.t (id integer primary key, name text)", HOSTILE)
    run(db, "select pggit.commit_changes('main')")
    answers = []
    for path in ("public", "hostile, pg_catalog, public"):
        run(db, f"set local search_path = {path}")
        answers.append(
            [
                rows(db, f"select * from {query}")
                for query in READING
                if query.startswith("pggit.") and "trinity" not in query
            ]
        )
        assert len(value(db, "select pggit.generate_trinity_id()")) == 36
    assert answers[0] == answers[1]


def test_a_hostile_schema_does_not_disturb_tracking_and_commits(db: Connection) -> None:
    run(db, HOSTILE, "set local search_path = hostile, pg_catalog, public")
    run(db, "create table public.t (id integer primary key)", "create index by_id on public.t (id)")
    run(db, "alter table public.t add column name text default 'x'", "drop index public.by_id")
    run(db, "alter table public.t rename to u", "select pggit.create_branch('side')")
    run(db, "select pggit.commit_changes('side')", "select pggit.delete_branch_simple('side')")
    run(db, "set local search_path = public")
    assert changes(db, "u") == ["CREATE", "ALTER", "ALTER", "ALTER", "RENAME"]
    assert value(db, "select ddl from pggit.get_history('u', 1)").startswith("alter table")
