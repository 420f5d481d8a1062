"""Schema changes that pggit was not told of.

Risk: DDL while the event triggers were off, or an edit of the catalogs by a superuser, stays unknown: versions
and commits speak of a schema that is not there.

When it fails: detect_drift keeps silent about a difference, names a wrong one, or repair records it wrongly.

How to debug: the failure lists what was expected and what was found; compare pggit_internal.objects with
`select pggit_internal.definition(...)` of the object. Suspect sql/integrity/detect_drift.sql and mend.sql.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.chaos.database import Database, rows
from tests.chaos.faults import tamper
from tests.chaos.oracles import drift, fsck, model

pytestmark = [pytest.mark.chaos, pytest.mark.corruption]

BEFORE = """
    create schema shop;
    create table shop.orders (id integer primary key, total numeric not null, note text);
    create index orders_by_note on shop.orders (note);
    create view shop.totals as select sum(total) as total from shop.orders;
    create materialized view shop.stored as select id from shop.orders;
    create function shop.double(n integer) returns integer language sql as 'select n * 2';
    create procedure shop.nothing() language sql as '';
    create aggregate shop.largest(integer) (sfunc = int4larger, stype = integer);
    create sequence shop.numbers;
    create type shop.colour as enum ('red', 'green');
    create type shop.pair as (one integer, two text);
    create domain shop.positive as integer check (value > 0);
    create type shop.span as range (subtype = integer);
    create table shop.gone (id integer);
    create schema empty
"""
ORDERS = ("table", "shop.orders", "modified")
# DDL, and the drift that it makes.
CHANGES = {
    "alter table shop.orders add column late text": ORDERS,
    "alter table shop.orders alter column note set default ''": ORDERS,
    "drop index shop.orders_by_note": ORDERS,
    "create trigger t before insert on shop.orders for each row execute function suppress_redundant_updates_trigger()": ORDERS,
    "create policy p on shop.orders using (true)": ORDERS,
    "comment on column shop.orders.note is 'said'": ORDERS,
    "create or replace view shop.totals as select sum(total) + 1 as total from shop.orders": (
        "view",
        "shop.totals",
        "modified",
    ),
    "drop materialized view shop.stored": ("materialized view", "shop.stored", "missing"),
    "create or replace function shop.double(n integer) returns integer language sql as 'select n + n'": (
        "function",
        "shop.double(integer)",
        "modified",
    ),
    "drop procedure shop.nothing()": ("procedure", "shop.nothing()", "missing"),
    "drop aggregate shop.largest(integer)": ("aggregate", "shop.largest(integer)", "missing"),
    "alter sequence shop.numbers increment 7": ("sequence", "shop.numbers", "modified"),
    "alter type shop.colour add value 'blue'": ("type", "shop.colour", "modified"),
    "alter type shop.pair add attribute three integer": ("type", "shop.pair", "modified"),
    "alter domain shop.positive set not null": ("type", "shop.positive", "modified"),
    "drop type shop.span": ("type", "shop.span", "missing"),
    "drop table shop.gone": ("table", "shop.gone", "missing"),
    "drop schema empty": ("schema", "empty", "missing"),
    "create table shop.fresh (id integer)": ("table", "shop.fresh", "unexpected"),
    "create schema other": ("schema", "other", "unexpected"),
}
# What a superuser can do to the catalogs themselves.
EDITS = {
    "update pg_attribute set attnotnull = true where attrelid = 'shop.orders'::regclass and attname = 'note'": ORDERS,
    "update pg_attribute set attname = 'remark' where attrelid = 'shop.orders'::regclass and attname = 'note'": ORDERS,
    "update pg_proc set prosrc = 'select n * 3' where proname = 'double'": (
        "function",
        "shop.double(integer)",
        "modified",
    ),
    "update pg_enum set enumlabel = 'crimson' where enumlabel = 'red'": (
        "type",
        "shop.colour",
        "modified",
    ),
    "update pg_sequence set seqincrement = 9 where seqrelid = 'shop.numbers'::regclass": (
        "sequence",
        "shop.numbers",
        "modified",
    ),
    "update pg_class set relname = 'lost' where oid = 'shop.gone'::regclass": (
        "table",
        "shop.gone",
        "missing",
    ),
}
TRIGGERS = ("pggit_ddl_command_end", "pggit_sql_drop")
SILENCE = {
    "disabled": [f"alter event trigger {name} disable" for name in TRIGGERS],
    "dropped": [f"drop event trigger {name}" for name in TRIGGERS],
    "not for replicas": [
        *(f"alter event trigger {name} enable" for name in TRIGGERS),
        "set session_replication_role = replica",
    ],
}


@pytest.fixture
def shop(database: Database) -> Iterator[Database]:
    """A database with an object of every kind; in the end everything must be known again."""
    with database.connect() as connection:
        for statement in BEFORE.split(";"):
            rows(connection, statement)
    model.must_equal(drift.findings(database), [])
    yield database
    model.must_equal(drift.findings(database), [])


def must_be_recorded(database: Database, expected: set[tuple[str, str, str]]) -> None:
    """Drift is named as expected, repair records it, and work goes on from there."""
    model.must_equal(set(drift.findings(database)), expected)
    before = dict(database.sql("select identity, steps from pggit_internal.objects"))
    database.sql("select * from pggit.repair(null, false)")
    model.must_equal(drift.findings(database), [])
    model.must_equal(fsck.findings(database), [])
    for _, identity, _ in expected:
        (steps,) = database.sql(
            "select max(steps) from pggit_internal.objects where identity = %s", identity
        )[0]
        model.must_equal(steps, before.get(identity, 0) + 1, f"{identity} has one step more")
    database.sql("create table shop.afterwards (id integer)")
    assert database.ask("select pggit.commit_changes('main')").is_ok


@pytest.mark.promise("integrity.drift")
@pytest.mark.parametrize(
    "how",
    [
        "disabled",
        pytest.param("dropped", marks=pytest.mark.slow),
        pytest.param("not for replicas", marks=pytest.mark.slow),
    ],
)
def test_ddl_that_no_event_trigger_saw_is_named_and_recorded(
    shop: Database, rng: random.Random, how: str
) -> None:
    changes = [change for change in CHANGES if rng.random() < 0.6]
    with shop.connect() as connection:
        for statement in (*SILENCE[how], *changes):
            connection.execute(statement.encode())
    tamper.silenced(shop, changes)
    must_be_recorded(shop, {CHANGES[change] for change in changes})


@pytest.mark.promise("integrity.drift")
def test_an_edit_of_the_catalogs_is_named_and_recorded(shop: Database) -> None:
    renamed = ("table", "shop.lost", "unexpected")
    for edit in EDITS:
        tamper.edit(shop, edit)
    must_be_recorded(shop, {*EDITS.values(), renamed})


@pytest.mark.promise("versions.tracking")
@pytest.mark.slow
def test_a_session_as_a_replica_is_recorded_all_the_same(shop: Database) -> None:
    with shop.connect() as connection:
        connection.execute("set session_replication_role = replica")
        for statement in CHANGES:
            connection.execute(statement.encode())
    model.must_equal(drift.findings(shop), [])
    ((version,),) = shop.sql("select full_version from pggit.get_version('shop.orders')")
    assert version != "1.0.0"


@pytest.mark.promise("integrity.installation")
@pytest.mark.slow
def test_a_setting_that_switches_event_triggers_off_is_found(
    shop: Database, major: int, rng: random.Random
) -> None:
    if major < 17:
        pytest.skip("inapplicable: event_triggers is a setting since PostgreSQL 17")
    tamper.define(shop, f"alter database {shop.name} set event_triggers = off")
    assert "event_triggers_off" in {name for name, _, _ in fsck.findings(shop)}
    change = rng.choice(list(CHANGES))
    shop.sql(change)
    shop.sql(f"alter database {shop.name} reset event_triggers")
    must_be_recorded(shop, {CHANGES[change]})
