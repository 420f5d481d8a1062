"""What a session may set, and that nothing that pggit records or answers depends on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg import Connection

from scripts import install
from tests.chaos import user_settings
from tests.chaos.database import Database, rows
from tests.pggit.conftest import TEMPLATE
from tests.pggit.reading import changes, findings, recorded, run

# Settings that anybody may make, and that change how PostgreSQL reads or writes something.
SETTINGS = [
    "quote_all_identifiers=on",
    "datestyle=German",
    "intervalstyle=iso_8601",
    "timezone=Asia/Tokyo",
    "bytea_output=escape",
    "extra_float_digits=0",
    "standard_conforming_strings=off",
    "array_nulls=off",
    "xmloption=document",
    "lc_messages=C",
    "lc_monetary=C",
    "default_toast_compression=pglz",
    "row_security=off",
    "transform_null_equals=on",
    "check_function_bodies=off",
    "backslash_quote=on",
    "client_encoding=LATIN1",
    "client_min_messages=debug1",
    "default_text_search_config=simple",
    "plpgsql.extra_errors=all",
    "default_transaction_isolation=serializable",
    "plan_cache_mode=force_generic_plan",
    "search_path=elsewhere,pg_temp,public,pg_catalog",
]
OWN = list(SETTINGS)
SETTINGS += [
    f"{name}={value}"
    for name, value in user_settings.SETTINGS.items()
    if not any(each.startswith(f"{name}=") for each in SETTINGS)
]


@pytest.fixture(autouse=True)
def _known(request: pytest.FixtureRequest, server: Database) -> None:
    """Skip a setting that this server does not have."""
    callspec = getattr(request.node, "callspec", None)
    name = str(callspec.params.get("setting", "")).partition("=")[0] if callspec else ""
    if name and name not in {*user_settings.known(server), *(each.split("=")[0] for each in OWN)}:
        pytest.skip(f"inapplicable: this server has no {name}")


# A definition for every setting that could show in it.
TALKATIVE = [
    "create type public.mood as enum ('ok', 'Bad Mood')",
    """create table public."Talk" (
        "select" integer primary key,
        "Size" double precision default '0.30000000000000004'::double precision,
        at timestamptz default '2026-01-31 10:00+02',
        span interval default '1 day 02:00',
        bytes bytea default E'\\\\xdead',
        path text default 'a/b',
        list text[] default array['a', null],
        document xml,
        mood public.mood default 'Bad Mood',
        during tstzrange default '[2026-01-01 00:00+00,2026-02-01 00:00+00)',
        constraint late check (at > '2026-01-01 00:00+00'::timestamptz)
    )""",
    'create index "By Size" on public."Talk" (("Size" + 1)) where span > interval \'3 days\'',
    """create view public.talk as select "select", interval '1 day 2 hours' as span from public."Talk\"""",
    """create function public."Say"(p_at timestamptz default '2026-01-01 00:00+00', p_span interval default '1 day 2 hours')
        returns public.mood language sql begin atomic select 'ok'::public.mood; end""",
    "create table public.month (at timestamptz) partition by range (at)",
    "create table public.january partition of public.month for values from ('2026-01-01 00:00+00') to ('2026-02-01 00:00+00')",
    'alter table public."Talk" rename column path to "Path"',
    'create table public."Gone" ("Id" integer, other integer); create view public.gone as select 1 as one',
    "create function public.\"Gone\"(p public.mood) returns integer language sql as 'select 1'",
    'create index "By Other" on public."Gone" (other)',
    'drop index public."By Other"',
    'alter table public."Gone" drop column other',
    "drop view public.gone",
    'drop function public."Gone"(public.mood)',
    'drop table public."Gone"',
    "select pggit.commit_changes('side', 'talk')",
]
BASELINE = [statement for statement in TALKATIVE if "pggit." not in statement]
OBJECTS = """
    select object_type, identity, definition_hash from pggit_internal.objects where is_live
    order by identity collate "C", object_type
"""
ANSWERS = [
    """select pggit.calculate_schema_hash('public."Talk"')""",
    """select full_version from pggit.get_version('public."Talk"')""",
    """select version, ddl from pggit.get_history('public."Talk"')""",
    "select object_type, identity, change from pggit.show('side')",
    "select * from pggit.status('side')",
    "select * from pggit.fsck()",
    "select * from pggit.detect_drift()",
]


@pytest.fixture(scope="module")
def empty(server: Database) -> Iterator[Database]:
    """A database with pggit, for sessions that roll back."""
    yield from clone(server, "pggit_empty")


@pytest.fixture(scope="module")
def made(server: Database) -> Iterator[Database]:
    """A database where a session with the usual settings made what is talkative."""
    for database in clone(server, "pggit_made"):
        with database.connect() as session:
            run(session, *TALKATIVE)
        yield database


@pytest.fixture(scope="module")
def usual(made: Database) -> Iterator[Connection]:
    """A session with the usual settings."""
    with made.connect() as session:
        run(session, "do 'begin end'")  # settings of PL/pgSQL exist once it is loaded
        yield session


def clone(server: Database, name: str) -> Iterator[Database]:
    server.sql(f"create database {name} template {TEMPLATE}")
    yield Database(server.conninfo.replace("dbname=postgres", f"dbname={name}"))
    server.sql(f"drop database {name} with (force)")


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_changes_nothing_that_is_recorded(
    empty: Database, usual: Connection, setting: str
) -> None:
    name = setting.split("=", maxsplit=1)[0]
    with empty.connect(options=f"-c {setting}") as session:
        run(session, "begin", *TALKATIVE)
        assert rows(session, OBJECTS) == rows(usual, OBJECTS)
        if name != "default_transaction_isolation":  # which this transaction cannot change any more
            value = rows(usual, "select current_setting(%s)", name)[0][0]
            rows(session, "select set_config(%s, %s, true)", name, value)
        assert findings(session) == []
        assert rows(session, "select * from pggit.detect_drift()") == []
        run(session, "rollback")


@pytest.fixture(scope="module")
def baseline(server: Database) -> list[tuple[object, ...]]:
    """The record of what is talkative, where it was there before pggit and no setting was made."""
    return installed(server, "select 1")


def installed(server: Database, setting: str) -> list[tuple[object, ...]]:
    """Install pggit in a database that has tables and a setting; return its record of them."""
    name = "pggit_installed"
    server.sql(f"create database {name}")
    database = Database(server.conninfo.replace("dbname=postgres", f"dbname={name}"))
    try:
        with database.connect() as session:
            run(session, *BASELINE)
        database.sql(setting.format(name=name))
        install.install(database.conninfo, install.pggit_folder())
        database.sql("drop view public.talk; create view public.talk as select 1 as one")
        database.sql(f"alter database {name} reset all")
        assert database.sql("select * from pggit.fsck()") == []
        assert database.sql("select * from pggit.detect_drift()") == []
        return database.sql(OBJECTS)
    finally:
        server.sql(f"drop database {name} with (force)")


@pytest.mark.parametrize("setting", [each for each in SETTINGS if "encoding" not in each])
def test_a_setting_of_the_database_changes_no_baseline(
    server: Database, baseline: list[tuple[object, ...]], setting: str
) -> None:
    name, _, value = setting.partition("=")
    if name == "search_path":
        value = ", ".join(f'"{each}"' for each in value.split(","))
    else:
        value = f"'{value}'"
    assert installed(server, f"alter database {{name}} set {name} = {value}") == baseline


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_changes_no_answer(made: Database, usual: Connection, setting: str) -> None:
    with made.connect(options=f"-c {setting}") as session:
        for query in ANSWERS:
            assert rows(session, query) == rows(usual, query)


def test_a_table_created_under_quoted_identifiers_is_found_and_dropped(db: Connection) -> None:
    run(db, "set local quote_all_identifiers = on", "create table t (id integer)")
    run(db, "set local quote_all_identifiers = off", "alter table t add column name text")
    assert changes(db, "t") == ["CREATE", "ALTER"]
    run(db, "drop table t")
    assert recorded(db) == set()


def test_fsck_where_views_are_restricted(database: Database) -> None:
    # As pg_dump sets it, on servers since August 2024.
    name = "restrict_nonsystem_relation_kind"
    with database.connect() as session:
        if rows(session, "select from pg_settings where name = %s", name):
            run(session, f"set {name} = 'view, foreign-table'")
            assert findings(session) == []


# Backslashes in a body are read under the caller's standard_conforming_strings, when a session first calls it.
@pytest.mark.parametrize(
    "statement",
    [
        "select pggit.create_branch('side')",
        "select pggit.create_tag('v1')",
        "select pggit.apply_migration('001', 'sss', 'create table s (id integer)')",
        "create table passwords (password text)",
    ],
)
def test_bodies_mean_the_same_in_every_session(database: Database, statement: str) -> None:
    database.sql("select pggit.commit_changes('main')")
    assert database.ask(statement, options="-c standard_conforming_strings=off").sqlstate is None
