"""Schema scripts that stop half-way.

Risk: a script fails at its fifth statement, and four are in the schema or in pggit's record.

When it fails: nobody knows which schema a database has, and the next migration builds on it.

How to debug: the failure lists what differs; run the script up to the failing statement in psql.
"""

from __future__ import annotations

import threading

import pytest

from tests.chaos import evidence
from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.oracles import answers, record

pytestmark = [pytest.mark.chaos, pytest.mark.migration]

SCRIPT = [
    "create schema shop",
    "create type shop.state as enum ('new', 'paid')",
    "create table shop.customers (id integer primary key, name text not null)",
    "create table shop.orders (id serial primary key, customer integer references shop.customers, state shop.state)",
    "create index orders_by_state on shop.orders (state)",
    "create view shop.open_orders as select id from shop.orders where state = 'new'",
    "create function shop.total(integer) returns bigint language sql as 'select count(*) from shop.orders where customer = $1'",
    "alter table shop.customers add column email text",
    "select pggit.commit_changes('main', 'shop')",
]
SCHEMA = "select n.nspname, c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = 'shop'"


@pytest.mark.promise("migrations.atomic")
@pytest.mark.parametrize("failing", range(1, len(SCRIPT) + 1))
def test_a_script_that_fails_at_any_statement_leaves_nothing(
    database: Database, failing: int
) -> None:
    before = record.snapshot(database)
    script = "; ".join(["begin", *SCRIPT[:failing], "select 1/0", *SCRIPT[failing:], "commit"])
    with database.connect() as connection:
        said = ask(connection, script)
    assert said.sqlstate == "22012"
    evidence.landed("failing statement", f"division by zero after statement {failing}")
    assert record.differences(before, record.snapshot(database)) == []
    assert database.sql(SCHEMA) == []


@pytest.mark.promise("migrations.atomic")
def test_the_same_script_at_once_is_applied_once(database: Database) -> None:
    barrier = threading.Barrier(2)

    def migrate(_who: int) -> list[Answer]:
        with database.connect() as connection:
            barrier.wait(30)
            rows(connection, "begin")
            said = [ask(connection, statement) for statement in SCRIPT]
            rows(connection, "commit")
            return said

    said = together(migrate, 2)
    allowed = frozenset(
        {"23505", "42P06", "25P02"}
    )  # the schema exists; the rest of that transaction
    assert answers.judge(said, allowed=allowed) == []
    assert database.value("select count(*) from pggit.commits") == 1
    history = database.sql("select version, change_type from pggit.get_history('shop.orders')")
    assert history == [("1.1.0", "ALTER"), ("1.0.0", "CREATE")]  # the index, the table


@pytest.mark.promise("migrations.atomic")
def test_a_second_try_of_a_failed_script_gives_what_the_first_would_have(
    database: Database,
) -> None:
    with database.connect() as connection:
        failed = ask(connection, "; ".join(["begin", *SCRIPT, "select 1/0"]))
        rows(connection, "rollback")
        said = [ask(connection, statement) for statement in SCRIPT]
    assert failed.sqlstate == "22012"
    assert answers.judge(said) == []
    versions = dict(
        database.sql(
            "select identity, format('%%s.%%s.%%s', major, minor, patch) from pggit_internal.objects"
            " where identity like %s",
            "%shop%",
        )
    )
    assert versions == {
        "shop": "1.0.0",
        "shop.state": "1.0.0",
        "shop.customers": "1.1.0",  # a column
        "shop.orders": "1.1.0",  # an index
        "shop.orders_id_seq": "1.0.0",
        "shop.open_orders": "1.0.0",
        "shop.total(integer)": "1.0.0",
    }
