"""What a role that may create schemas, tables, functions and operators tries against pggit, in vain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg import Connection

from scripts.install import pggit_folder, run_script
from tests.chaos.database import Database, rows
from tests.pggit.reading import changes, error, findings, run, value

FORBIDDEN = [
    # What belongs to pggit
    "alter table pggit.commits add column note text",
    "alter table pggit.commits owner to mallory",
    "alter table pggit.commits disable trigger all",
    "alter table pggit.commits enable row level security",
    "drop table pggit.commits cascade",
    "drop schema pggit cascade",
    "drop owned by postgres",
    "alter schema pggit rename to gone",
    "create index on pggit.commits (message)",
    "create statistics public.mine on hash, message from pggit.commits",
    "create trigger mine before insert on pggit.commits for each row execute function suppress_redundant_updates_trigger()",
    "create rule mine as on insert to pggit.commits do instead nothing",
    "create policy mine on pggit.commits using (true)",
    "create table public.mine () inherits (pggit.commits)",
    "create table public.mine (hash text references pggit.commits)",
    "alter table pggit_internal.objects replica identity full",
    "create publication mine for table pggit.commits",
    "reindex table pggit.commits",
    "create table pggit.mine (id integer)",
    "create function pggit.mine() returns integer language sql as 'select 1'",
    "create function pggit_internal.mine() returns integer language sql as 'select 1'",
    "create or replace function pggit.log() returns integer language sql as 'select 1'",
    "create view pggit_internal.sealed_rows as select 1",
    "alter function pggit.fsck() set search_path = public",
    "alter function pggit.fsck() owner to mallory",
    "drop function pggit.fsck()",
    # What records
    "alter event trigger pggit_sql_drop disable",
    "drop event trigger pggit_sql_drop",
    "create event trigger mine on ddl_command_end execute function pggit_internal.on_ddl_command_end()",
    "set session_replication_role = replica",
    "select pggit_internal.seal('branches', '1', '')",
    "insert into pggit_internal.pending values (1)",
    "update pggit_internal.repository set version = version",
    "copy pggit.commits from program 'true'",
    # Waiting for ever
    "select * from pggit_internal.repository for update",
    "select * from pggit_internal.objects for key share",
    "lock table pggit_internal.repository in row exclusive mode",
    "lock table pggit.commits in access exclusive mode",
]

# Answers with an error wherever it is asked by somebody else than mallory.
TRAP = """
    create function public.spring() returns integer language plpgsql as $$
    begin
        if current_user <> 'mallory' then
            raise exception 'mallory''s code runs as %', current_user using errcode = 'P6666';
        end if;
        return 1;
    end $$;
    create function public.trap(integer) returns integer language sql immutable as 'select public.spring()';
"""
# User code at every place that a definition has for it, with rows for it to work on.
TRAPPED = [
    "create domain d as integer default trap(0) check (trap(value) = 1)",
    "create type pair as (one integer)",
    "create function pair_to_json(pair) returns json language sql immutable as 'select ''{}''::json where trap(0) = 1'",
    "create function pair_to_text(pair) returns text language sql immutable as 'select ''x'' where trap(0) = 1'",
    "create cast (pair as json) with function pair_to_json(pair)",
    "create cast (pair as text) with function pair_to_text(pair) as implicit",
    """create table t (
        id integer primary key default trap(0),
        twice integer generated always as (trap(id)) stored,
        amount d,
        pair pair default row(1)::pair,
        constraint positive check (trap(id) = 1)
    )""",
    "create index by_trap on t (trap(id)) where trap(twice) = 1",
    "create policy mine on t using (trap(id) = 1)",
    "alter table t enable row level security",
    "create function touch() returns trigger language plpgsql as 'begin perform trap(0); return new; end'",
    "create trigger touch before insert on t for each row when (trap(new.id) = 1) execute function touch()",
    "create view v as select trap(id) as one, pair::text from t",
    "create materialized view m as select trap(id) as one from t",
    "create aggregate total(integer) (sfunc = int4pl, stype = integer, initcond = '0')",
    "create table parted (id integer) partition by range (trap(id))",
    "create table part partition of parted for values from (trap(1)) to (100)",
    "insert into t (id) values (1), (2)",
    "alter table t add column late integer not null default trap(7)",
    "alter table t alter column late type bigint using trap(late)",
    "alter table t rename to u",
    "alter table u drop column late",
    "create schema hers",
    "alter table u set schema hers",
]
USING = [
    "select pggit.commit_changes('main')",
    "select * from pggit.get_version('hers.u')",
    "select * from pggit.get_history('hers.u')",
    "select pggit.calculate_schema_hash('hers.u')",
    "select * from pggit.log()",
    "select * from pggit.list_branches()",
    "select * from pggit.fsck()",
    "select pggit.create_branch('side')",
    "select pggit.delete_branch('side')",
]

OPERAND_TYPES = """
    oid name text "char" integer bigint jsonb regclass regtype smallint boolean timestamptz
"""
# What pg_catalog has for other types, or for these.
BETTER_MATCHES = """
    quote_ident(name); lower(name); length(name); left(name, integer); substr(name, integer);
    starts_with(name, name); to_regclass(name); to_regnamespace(name); parse_ident(name);
    parse_ident(text); format(text, name); format(text, integer, integer, integer);
    concat_ws(text, text, text); convert_to(text, text); sha256(bytea); encode(bytea, text);
    current_schemas(boolean); current_query(); clock_timestamp();
    pg_get_expr(pg_node_tree, oid); jsonb_strip_nulls(jsonb); coalesce(text, text);
    nextval(text); nextval(regclass)
"""


@pytest.fixture
def mallory(db: Connection) -> Iterator[Connection]:
    """The session of a role that may create what it wants, and was granted nothing of pggit."""
    run(db, "create role mallory", "grant create, usage on schema public to mallory")
    run(db, f"grant create on database {db.info.dbname} to mallory", "set local role mallory")
    yield db
    run(db, "reset role")


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_it_is_forbidden(mallory: Connection, statement: str) -> None:
    assert error(mallory, statement) in {"42501", "2BP01"}


def test_nor_is_it_allowed_to_a_writer(mallory: Connection) -> None:
    run(mallory, "reset role", "select pggit.grant_writer('mallory')", "set local role mallory")
    allowed = [statement for statement in FORBIDDEN if error(mallory, statement) is None]
    assert allowed == []


def test_event_triggers_cannot_be_turned_off(mallory: Connection) -> None:
    if mallory.info.server_version >= 170000:  # where the setting begins
        assert error(mallory, "set event_triggers = off") == "42501"


def test_the_code_in_definitions_is_never_run(mallory: Connection) -> None:
    run(mallory, TRAP, *TRAPPED)
    assert error(mallory, "select 1 from trap(0)") is None
    run(mallory, "reset role")
    assert error(mallory, "select trap(0)") == "P6666"
    run(mallory, *USING)
    assert findings(mallory) == []
    assert changes(mallory, "hers.u")[-2:] == ["ALTER", "RENAME"]


def test_what_matches_better_is_never_called(mallory: Connection) -> None:
    run(mallory, TRAP, "create schema elsewhere")
    for schema in ("public", "elsewhere"):
        for left in OPERAND_TYPES.split():
            for right in OPERAND_TYPES.split():
                arguments = f"{left}, {right}"
                run(
                    mallory,
                    f"create function {schema}.same({arguments}) returns boolean language sql as 'select public.spring() is null'",
                    f"create operator {schema}.= (leftarg = {left}, rightarg = {right}, function = {schema}.same)",
                    f"create operator {schema}.<> (leftarg = {left}, rightarg = {right}, function = {schema}.same)",
                    f"create operator {schema}.|| (leftarg = {left}, rightarg = {right}, function = {schema}.same)",
                )
        for function in BETTER_MATCHES.split(";"):
            name, arguments = function.strip().split("(", 1)
            run(
                mallory,
                f"create function {schema}.\"{name}\"({arguments} returns text language sql as 'select public.spring()::text'",
            )
    run(mallory, "reset role", "set local search_path = elsewhere, public, pg_catalog")
    run(mallory, "create table hers (id serial primary key, name text default 'x')")
    run(mallory, "create index by_name on hers (name)", "alter table hers rename to theirs")
    run(mallory, "alter table theirs add column more text", "drop index by_name")
    run(mallory, "create schema hers", "alter table theirs set schema hers")
    run(mallory, "alter table hers.theirs rename to u", *USING, "drop schema hers cascade")


def test_tables_named_like_pggits_are_never_read(mallory: Connection) -> None:
    tables = [
        "commits",
        "branches",
        "objects",
        "history",
        "pending",
        "pg_class",
        "pg_proc",
        "pg_depend",
    ]
    for table in tables:
        run(
            mallory,
            f"create temp table {table} (id text)",
            f"create table public.{table} (id text)",
        )
    run(mallory, "reset role", "set local search_path = pg_temp, public, pg_catalog")
    run(mallory, "create table public.t (id integer)", "alter table public.t add column more text")
    run(mallory, "create schema hers", "alter table public.t set schema hers")
    run(mallory, "alter table hers.t rename to u", *USING)
    assert changes(mallory, "hers.u") == ["CREATE", "ALTER", "RENAME", "RENAME"]


def test_what_an_index_creates_while_it_is_built_is_recorded(mallory: Connection) -> None:
    run(
        mallory,
        "create function sneak() returns integer language plpgsql as $$ begin create table public.sneaky (id integer); return 1; end $$",
        "create function sneak(integer) returns integer language sql immutable as 'select public.sneak()'",
        "create table t (id integer)",
        "insert into t values (1)",
        "create index on t (sneak(id))",
    )
    assert changes(mallory, "sneaky") == ["CREATE"]
    assert changes(mallory, "t") == ["CREATE", "ALTER"]
    assert value(mallory, "select changed_by from pggit.get_history('sneaky')") == "mallory"


def test_behind_a_security_definer_function_the_author_is_who_called_it(
    mallory: Connection,
) -> None:
    run(
        mallory,
        "reset role",
        "create function make() returns void language sql security definer as 'create table made (id integer)'",
        "set local session authorization mallory",
        "select make()",
    )
    assert value(mallory, "select changed_by from pggit.get_history('made')") == "mallory"


def test_recording_goes_on_where_the_record_is_closed_to_public(mallory: Connection) -> None:
    run(mallory, "reset role", "revoke usage on schema pggit, pggit_internal from public")
    run(mallory, "set local role mallory", "create table t (id integer)", "drop table t")
    assert error(mallory, "select * from pggit.log()") == "42501"
    run(mallory, "reset role")
    assert changes(mallory, "t") == ["CREATE", "DROP"]


@pytest.mark.parametrize("name", ["none", "pggit", "public", "postgres\t"])
def test_a_role_cannot_pass_for_another_by_its_name(mallory: Connection, name: str) -> None:
    run(mallory, "reset role")
    if error(mallory, f'create role "{name}"') is not None:
        return  # reserved by PostgreSQL
    run(mallory, f'create role "{name}"', f'grant create on schema public to "{name}"')
    run(mallory, f'set local role "{name}"', "create table public.t (id integer)")
    assert value(mallory, "select changed_by from pggit.get_history('public.t')") == name


def test_uninstalling_trusts_no_operator_of_others(database: Database) -> None:
    role = f"mallory_{database.name}"  # roles are the server's, not the database's
    with database.connect() as session:
        run(
            session,
            f"create role {role}",
            f"grant create on schema public to {role}",
            f"set role {role}",
            "create table public.loot (who name)",
            "create function public.evil(oid, regclass) returns boolean language sql as 'insert into public.loot values (current_user) returning true'",
            "create operator public.= (leftarg = oid, rightarg = regclass, function = public.evil)",
        )
    try:
        with database.connect() as session:
            run_script(session, pggit_folder() / "uninstall.sql")
            assert rows(session, "select * from public.loot") == []
    finally:
        database.sql(f"drop owned by {role}")
        database.sql(f"drop role {role}")


# A writer enters a data branch by hand, and what fsck would read of it is a view of hers.
@pytest.mark.parametrize("role", ["postgres", "mallory"])
def test_fsck_and_repair_read_nobodys_views(mallory: Connection, role: str) -> None:
    run(
        mallory,
        "reset role",
        "select pggit.grant_writer('mallory')",
        "set local role mallory",
        TRAP,
        "create table t (id integer primary key)",
        "select pggit_internal.enter_data_branch('t'::regclass, 'side', null)",
        "create view t__side__own as select 1 as id, true as deleted where spring() = 1",
        "create view t__side__base as select 1 as id, true as deleted",
        f"set local role {role}",
    )
    seal = "select pggit_internal.seal_data_branch(id) from pggit.data_branches"
    assert error(mallory, seal) == "55000"
    assert error(mallory, "select * from pggit.fsck()") != "P6666"
    assert error(mallory, "select * from pggit.repair()") != "P6666"
