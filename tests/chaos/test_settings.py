"""Whatever a session or its database sets, the record is the same, byte for byte.

Risk: a setting of one session changes how the server writes or reads a definition, and the record says that
something has changed, or hides that it has.

When it fails: one developer's .psqlrc makes versions, hashes and commits that no other session can make.

How to debug: the failure lists the rows that differ. Set half of the settings, then half of those. What is set while
a definition is read is in sql/definitions/definition.sql; what is set for an installation in sql/install.sql.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from scripts import install
from tests.chaos import user_settings
from tests.chaos.database import Database, ask, rows
from tests.chaos.fixtures import TEMPLATE, new_database
from tests.chaos.oracles import model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

# A definition for every setting that could show in it.
MADE = [
    "create type public.mood as enum ('ok', 'Bad Mood')",
    """create table public."Talk" (
        "select" integer primary key,
        "Size" double precision default '0.30000000000000004'::double precision,
        at timestamptz default '2026-01-31 10:00+02',
        span interval default '1 day 02:00',
        bytes bytea default E'\\\\xdead',
        path text default E'a\\\\b',
        list text[] default array['a', null],
        price money default 1234.5::numeric::money,
        document xml,
        mood public.mood default 'Bad Mood',
        during tstzrange default '[2026-01-01 00:00+00,2026-02-01 00:00+00)',
        constraint late check (at > '2026-01-01 00:00+00'::timestamptz)
    )""",
    """create index "By Size" on public."Talk" (("Size" + 1)) where span > interval '3 days'""",
    """create view public.talk as
        select "select", interval '1 day 2 hours' as span from public."Talk" where "Size" > 0.1""",
    """create function public."Say"(
        p_at timestamptz default '2026-01-01 00:00+00', p_span interval default '1 day 2 hours'
    ) returns public.mood language sql begin atomic select 'ok'::public.mood; end""",
    "create function public.said() returns text language plpgsql as 'begin return 1; end'",
    "create table public.month (at timestamptz) partition by range (at)",
    "create table public.january partition of public.month for values from ('2026-01-01 00:00+00') to ('2026-02-01 00:00+00')",
    'create policy p on public."Talk" using ("Size" > 0.1)',
    "create rule r as on insert to public.talk do instead nothing",
    """comment on table public."Talk" is 'said'""",
]
CHANGED = [
    'alter table public."Talk" rename column path to "Path"',
    'create table public."Gone" ("Id" integer, other integer)',
    'create index "By Other" on public."Gone" (other)',
    'drop index public."By Other"',
    'alter table public."Gone" drop column other',
    'drop table public."Gone"',
    """create or replace view public.talk as
        select "select", interval '1 day 3 hours' as span from public."Talk" where "Size" > 0.1""",
    "select pggit.commit_changes('side', 'talk')",
]
RECORD = {
    "objects": """
        select object_type, identity, major, minor, patch, is_live, definition::text, definition_hash
        from pggit_internal.objects order by identity collate "C", object_type
    """,
    "history": """
        select h.identity, h.major, h.minor, h.patch, h.change_type, h.severity, h.definition_hash, s.ddl
        from pggit_internal.history as h join pggit_internal.statements as s on s.id = h.statement_id
        order by h.identity collate "C", h.major, h.minor, h.patch, h.change_type
    """,
    "trees": "select hash from pggit_internal.tree_nodes order by hash",
}
ANSWERS = [
    """select pggit.calculate_schema_hash('public."Talk"')""",
    """select full_version from pggit.get_version('public."Talk"')""",
    """select version, ddl from pggit.get_history('public."Talk"')""",
    "select object_type, identity, change from pggit.show('side')",
    "select * from pggit.status('side')",
    "select * from pggit.fsck()",
    "select * from pggit.detect_drift()",
    "select * from pggit.repair()",
]


def record(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is recorded and does not depend on time."""
    return {name: database.sql(query) for name, query in RECORD.items()}


def answers_of(database: Database, settings: dict[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    """What pggit answers in a session with the settings."""
    with database.connect(options=user_settings.options(settings)) as session:
        return {query: rows(session, query) for query in ANSWERS}


def make(session: Connection, statements: list[str]) -> None:
    """Run statements one by one."""
    for statement in statements:
        rows(session, statement)


def in_a_session(database: Database, _bare: Database, settings: dict[str, str]) -> Database:
    """DDL in a session with the settings."""
    with database.connect(options=user_settings.options(settings)) as session:
        make(session, MADE + CHANGED)
    return database


def in_a_database(database: Database, _bare: Database, settings: dict[str, str]) -> Database:
    """DDL in a database with the settings, made after the installation."""
    user_settings.of_database(database, settings)
    with database.connect() as session:
        make(session, MADE + CHANGED)
    user_settings.reset(database)
    return database


def installed_in_a_session(_: Database, bare: Database, settings: dict[str, str]) -> Database:
    """An installation by a session with the settings, over what is there."""
    with bare.connect() as session:
        make(session, MADE)
    options = user_settings.options(settings)
    install.install(make_conninfo(bare.conninfo, options=options), install.pggit_folder())
    with bare.connect() as session:
        make(session, CHANGED)
    return bare


def installed_in_a_database(_: Database, bare: Database, settings: dict[str, str]) -> Database:
    """An installation, over what is there, in a database with the settings."""
    with bare.connect() as session:
        make(session, MADE)
    user_settings.of_database(bare, settings)
    install.install(bare.conninfo, install.pggit_folder())
    user_settings.reset(bare)
    with bare.connect() as session:
        make(session, CHANGED)
    return bare


@pytest.mark.promise("rules.session")
@pytest.mark.parametrize(
    "way",
    [
        pytest.param(in_a_session, marks=pytest.mark.slow),
        in_a_database,
        pytest.param(installed_in_a_session, marks=pytest.mark.slow),
        installed_in_a_database,
    ],
)
def test_the_record_is_the_same(
    server: Database,
    database: Database,
    bare: Database,
    way: Callable[[Database, Database, dict[str, str]], Database],
) -> None:
    settings = user_settings.known(database)
    assert len(settings) >= 40
    with (
        new_database(server, TEMPLATE) as plain_database,
        new_database(server, "template0") as plain_bare,
    ):
        plain = way(plain_database, plain_bare, {})
        expected, said = record(plain), answers_of(plain, {})
    made = way(database, bare, settings)
    for kind, found in record(made).items():
        model.must_equal(found, expected[kind], kind)
    for query, found in answers_of(made, settings).items():
        model.must_equal(found, said[query], query)


RESTRICTION = "restrict_nonsystem_relation_kind"
RESTRICTED = [
    "select check_name, object, detail from pggit.fsck()",
    "select * from pggit.detect_drift()",
    "select * from pggit.repair()",
    "select promise from pggit.self_test() where not is_kept",
    "select * from pggit.status() where change <> 'added'",
]


@pytest.mark.promise("rules.session")
def test_a_session_that_restricts_views_reads_the_record(database: Database) -> None:
    """Views are restricted as pg_dump does it, on servers since August 2024, and names are quoted."""
    if RESTRICTION not in user_settings.known(database):
        pytest.skip(f"inapplicable: this server has no {RESTRICTION}")
    with database.connect() as session:
        rows(session, "create table t (id integer primary key)")
        rows(session, "select pggit.create_data_branch('t', 'main', 'one')")
        rows(session, "select pggit.create_data_branch('t', 'one', 'two')")
        rows(session, f"set {RESTRICTION} = 'view, foreign-table'; set quote_all_identifiers = on")
        for query in RESTRICTED:
            model.must_equal(rows(session, query), [], query)
        model.must_equal(ask(session, "drop table t cascade").sqlstate, "55006")
        rows(session, "select pggit.drop_data_branch('t', 'two')")
