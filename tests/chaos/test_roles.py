"""Roles that are not the owner: readers, writers, and those who mean harm.

Risk: a role writes the record that may only read it, or has its own code run with the rights of pggit's
owner, by a name that hides one of pggit's or by a script that runs as somebody else.

When it fails: whoever can connect can rewrite history, or become superuser.

How to debug: pg_proc tells owner, rights, SECURITY DEFINER and search_path of each function; run the call of the
failing case after `set role`. docs/security.md says what is meant.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.oracles import answers, model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

_numbers = itertools.count()

# What writes the record, with arguments that the owner may give.
WRITING = [
    "select pggit.commit_changes('main')",
    "select pggit.create_branch('new')",
    "select pggit.delete_branch('side', true)",
    "select pggit.delete_branch_simple('side')",
    "select pggit.create_tag('v2')",
    "select pggit.apply_migration('2', 'two', 'select 1')",
    "select pggit.begin_migration('3', 'three')",
    "select pggit.repair(null, false)",
    "select pggit.grant_writer(current_user)",
]
READING = [
    "select * from pggit.log()",
    "select * from pggit.list_branches()",
    "select * from pggit.status()",
    "select * from pggit.migration_status()",
    "select * from pggit.get_version('public.t')",
    "select * from pggit.get_history('public.t')",
    "select pggit.calculate_schema_hash('public.t')",
    "select * from pggit.show('main')",
    "select * from pggit.detect_drift()",
    "select * from pggit.fsck()",
]
TABLES = """
    select format('select * from %s', c.oid::regclass), format('delete from %s', c.oid::regclass)
    from pg_class as c
    where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace) and c.relkind = 'r'
"""
WRITABLE = """
    select c.oid::regclass::text
    from pg_class as c
    where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace) and c.relkind = 'r'
        and has_table_privilege(%s, c.oid, 'insert, update, delete, truncate, references, trigger')
"""


@pytest.fixture
def role(database: Database) -> Iterator[str]:
    """A role of no rights but to create in a schema of its own; the database has a little history."""
    name = f"chaos_role_{database.name}_{next(_numbers)}"
    database.sql(f"create role {name}")
    try:
        for statement in (
            f"create schema own authorization {name}",
            "create table public.t (id integer primary key)",
            "select pggit.commit_changes('main')",
            "select pggit.create_branch('side')",
        ):
            database.sql(statement)
        yield name
    finally:
        database.sql(f"drop owned by {name}")
        database.sql(f"drop role {name}")


def asked_as(database: Database, role: str, statements: list[str]) -> list[Answer]:
    """Each statement by the role, rolled back."""
    told = []
    for statement in statements:
        with database.rolled_back() as connection:
            rows(connection, f"set role {role}")
            told.append(ask(connection, statement))
    return told


@pytest.mark.promise("rules.rights")
def test_everybody_reads_and_nobody_writes(database: Database, role: str) -> None:
    tables = database.sql(TABLES)
    readers = asked_as(database, role, READING + [read for read, _ in tables])
    assert answers.judge(readers) == []
    writers = asked_as(database, role, WRITING + [write for _, write in tables])
    model.must_equal({a.asked: a.sqlstate for a in writers if a.sqlstate != "42501"}, {})
    model.must_equal(database.sql(WRITABLE, role), [])


@pytest.mark.promise("rules.rights")
def test_a_writer_writes_by_the_functions_only(database: Database, role: str) -> None:
    database.sql(f"select pggit.grant_writer('{role}')")
    allowed = [call for call in WRITING if "grant_writer" not in call]
    assert answers.judge(asked_as(database, role, allowed)) == []
    grant = "select pggit.grant_writer(current_user)"
    forbidden = [grant, *(write for _, write in database.sql(TABLES))]
    refused = asked_as(database, role, forbidden)
    model.must_equal({a.asked: a.sqlstate for a in refused if a.sqlstate != "42501"}, {})
    model.must_equal(database.sql(WRITABLE, role), [])


@pytest.mark.promise("rules.caller")
def test_a_script_has_the_rights_of_its_caller(database: Database, role: str) -> None:
    database.sql(f"select pggit.grant_writer('{role}')")
    up = "create table own.made (id integer)"
    with database.rolled_back() as connection:
        rows(connection, f"set role {role}")
        rows(connection, "select pggit.apply_migration('1', 'one', %s)", up)
        owner = "select tableowner from pg_tables where tablename = 'made'"
        model.must_equal(rows(connection, owner), [(role,)])
    (theft,) = asked_as(
        database, role, ["select pggit.apply_migration('1', 'one', 'drop table public.t')"]
    )
    model.must_equal(theft.sqlstate, "42501")


@pytest.mark.promise("rules.caller")
def test_rows_are_merged_with_the_rights_of_the_caller(database: Database, role: str) -> None:
    database.sql(f"select pggit.grant_writer('{role}')")
    database.sql("select pggit.create_data_branch('public.t', 'main', 'dev')")
    database.sql("insert into t__dev values (1)")
    calls = [
        "select pggit.merge_data_branch('public.t', 'dev', 'main')",
        "select pggit.create_data_branch('public.t', 'main', 'mine')",
        "select pggit.drop_data_branch('public.t', 'dev')",
        "select * from pggit.data_diff('public.t', 'main', 'dev')",
    ]
    model.must_equal({a.sqlstate for a in asked_as(database, role, calls)}, {"42501"})


@pytest.mark.promise("rules.caller")
def test_the_author_is_the_caller_behind_set_role(database: Database, role: str) -> None:
    database.sql(f"select pggit.grant_writer('{role}')")
    with database.rolled_back() as connection:
        rows(connection, f"set role {role}")
        rows(connection, "create table own.made (id integer)")
        rows(connection, "select pggit.commit_changes('theirs')")
        authors = rows(connection, "select author from pggit.log('theirs', 1)")
        changed = rows(connection, "select changed_by from pggit.get_history('own.made')")
        created = rows(connection, "select created_by from pggit.branches where name = 'theirs'")
        model.must_equal([authors, changed, created], [[(role,)]] * 3)


# Each of them hides something that pggit's functions use, for whoever has the schema on the path.
TRAPS = """
    create table trap.sprung (by text);
    create function trap.spring(text) returns boolean language plpgsql as $$
        begin insert into trap.sprung values ($1); return true; end $$;
    create function trap.same(text, text) returns boolean language plpgsql as $$
        begin perform trap.spring('='); return $1 operator(pg_catalog.=) $2; end $$;
    create operator trap.= (function = trap.same, leftarg = text, rightarg = text);
    create function trap.same(name, name) returns boolean language plpgsql as $$
        begin perform trap.spring('='); return $1 operator(pg_catalog.=) $2; end $$;
    create operator trap.= (function = trap.same, leftarg = name, rightarg = name);
    create function trap.octet_length(text) returns integer language plpgsql as $$
        begin perform trap.spring('octet_length'); return 1; end $$;
    create function trap.clock_timestamp() returns timestamptz language plpgsql as $$
        begin perform trap.spring('clock_timestamp'); return pg_catalog.now(); end $$;
    create function trap.format(text, variadic text[]) returns text language plpgsql as $$
        begin perform trap.spring('format'); return ''; end $$;
    create function trap.cardinality(name[]) returns integer language plpgsql as $$
        begin perform trap.spring('cardinality'); return 1; end $$;
    create function trap.quote_ident(text) returns text language plpgsql as $$
        begin perform trap.spring('quote_ident'); return $1; end $$;
    create function trap.current_setting(text) returns text language plpgsql as $$
        begin perform trap.spring('current_setting'); return ''; end $$;
    create function trap.current_schemas(boolean) returns name[] language plpgsql as $$
        begin perform trap.spring('current_schemas'); return '{trap}'; end $$
"""


@pytest.mark.promise("rules.shadowing")
def test_what_hides_a_name_is_never_run(database: Database, role: str) -> None:
    database.sql("create schema trap")
    for number, statement in enumerate(TRAPS.split(";\n    create")):
        database.sql(statement if number == 0 else f"create{statement}")
    with database.connect(options="-c search_path=trap,pg_catalog,public") as connection:
        (works,) = rows(connection, "select octet_length('springs, for who is not careful')")
        assert works == (1,)
        rows(connection, "truncate trap.sprung")
        connection.autocommit = False
        for call in READING + WRITING:
            told = ask(connection, call)
            assert answers.judge([told]) == []
            model.must_equal(rows(connection, "select by from trap.sprung"), [], call)
            connection.rollback()
