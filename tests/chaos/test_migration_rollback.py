"""Migrations that are taken back.

Risk: a rollback leaves part of the migration, takes back more than it, or happens twice; or the record says
one thing and the schema another.

When it fails: nobody dares to roll back on the day when it matters.

How to debug: the failure lists what differs; run the down script up to the failing statement in psql.
"""

from __future__ import annotations

import random
import threading

import pytest

from tests.chaos import evidence
from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.faults import kill
from tests.chaos.oracles import answers, drift, model, record
from tests.chaos.waiting import until, until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.migration]

APPLY = "select pggit.apply_migration(%s, %s, %s, %s)"
BACK = "select pggit.rollback_migration(%s)"
STATUS = "select version, state from pggit.migration_status()"
# What each migration does, and undoes; the later ones build on the earlier.
MIGRATIONS = [
    (
        "create table customers (id integer primary key, name text not null)",
        "drop table customers",
    ),
    (
        "create table orders (id integer primary key, customer integer references customers); create index by_customer on orders (customer)",
        "drop table orders",
    ),
    (
        "alter table customers add column email text constraint has_at check (email like '%@%'); create view emails as select email from customers",
        "drop view emails; alter table customers drop column email",
    ),
    (
        "create type state as enum ('new', 'paid'); alter table orders add column state state not null default 'new'",
        "alter table orders drop column state; drop type state",
    ),
    (
        "create function paid(integer) returns boolean language sql as 'select state = ''paid'' from orders where id = $1'",
        "drop function paid(integer)",
    ),
]
DOWN = [
    "drop view emails",
    "alter table customers drop column email",
    "alter table orders drop column customer",
    "comment on table customers is 'taken back'",
    "drop table orders",
]


def schema(database: Database) -> list[tuple[str, str]]:
    """The live objects and what they are, by their hashes."""
    return database.sql(
        "select object_type || ' ' || identity, definition_hash from pggit_internal.objects"
        " where is_live order by 1"
    )


def migrate(database: Database, count: int) -> list[list[tuple[str, str]]]:
    """Apply that many migrations; the schema before each, and at the end."""
    states = [schema(database)]
    for number, (up, down) in enumerate(MIGRATIONS[:count]):
        said = database.ask(APPLY, str(number), "step", up, down)
        assert answers.judge([said]) == []
        states.append(schema(database))
    return states


@pytest.mark.promise("migrations.order")
def test_each_rollback_gives_the_schema_before_it(database: Database) -> None:
    states = migrate(database, len(MIGRATIONS))
    for number in reversed(range(len(MIGRATIONS))):
        model.must_equal(database.ask(BACK, str(number)).value, True)
        model.must_equal(schema(database), states[number], f"after the rollback of {number}")
    model.must_equal(drift.findings(database), [])
    model.must_equal({state for _, state in database.sql(STATUS)}, {"rolled_back"})
    # And up again: the same schema, and versions that go on instead of back.
    model.must_equal(migrate(database, len(MIGRATIONS)), states)
    version = database.sql("select full_version from pggit.get_version('customers')")
    model.must_equal(version, [("5.0.0",)])


@pytest.mark.promise("migrations.atomic")
@pytest.mark.parametrize("points", [2, pytest.param(len(DOWN) + 1, marks=pytest.mark.slow)])
def test_a_rollback_that_fails_at_any_statement_changes_nothing(
    database: Database, rng: random.Random, points: int
) -> None:
    migrate(database, 3)
    for number in rng.sample(range(len(DOWN) + 1), points):
        down = "; ".join([*DOWN[:number], "select 1/0", *DOWN[number:]])
        up = f"create table extra_{number} (id integer)"
        said = database.ask(APPLY, f"fails {number}", "fails", up, down)
        assert answers.judge([said]) == []
        before = record.snapshot(database)
        assert database.ask(BACK, f"fails {number}").sqlstate == "22012"
        evidence.landed("failing statement", f"division by zero after statement {number}")
        assert record.differences(before, record.snapshot(database)) == []
        assert drift.findings(database) == []


@pytest.mark.promise("migrations.once")
def test_two_rollbacks_at_once_take_back_one_migration(database: Database) -> None:
    states = migrate(database, 3)
    gate = threading.Barrier(2)

    def back(_who: int) -> list[Answer]:
        with database.connect() as connection:
            gate.wait(30)
            return [ask(connection, BACK, "2")]

    said = together(back, 2)
    assert answers.judge(said, allowed=frozenset({"55000"})) == []
    assert sorted(answer.sqlstate or "" for answer in said) == ["", "55000"]
    model.must_equal(schema(database), states[2])
    model.must_equal(
        database.sql(STATUS), [("0", "applied"), ("1", "applied"), ("2", "rolled_back")]
    )


@pytest.mark.promise("migrations.order")
def test_what_is_applied_meanwhile_is_the_newest(database: Database) -> None:
    migrate(database, 1)
    said: list[Answer] = []
    with database.connect() as first, database.connect() as second:
        rows(first, "begin")
        up, down = MIGRATIONS[1]
        assert ask(first, APPLY, "1", "step", up, down).value is True
        worker = threading.Thread(target=lambda: said.append(ask(second, BACK, "0")))
        worker.start()
        until_blocked(database, second.info.backend_pid, first.info.backend_pid)
        rows(first, "commit")
        worker.join(30)
    model.must_equal([answer.sqlstate for answer in said], ["55000"])
    model.must_equal(database.sql(STATUS), [("0", "applied"), ("1", "applied")])
    model.must_equal(drift.findings(database), [])


@pytest.mark.promise("migrations.atomic")
def test_a_rollback_whose_session_is_killed_is_undone(
    database: Database, rng: random.Random
) -> None:
    migrate(database, 3)
    steps = rng.randrange(len(DOWN))
    down = "; ".join([*DOWN[:steps], "select pg_sleep(60)", *DOWN[steps:]])
    assert database.ask(APPLY, "slow", "slow", "create table slow (id integer)", down).is_ok
    before = record.snapshot(database)
    said: list[Answer] = []
    with database.connect() as victim:
        worker = threading.Thread(target=lambda: said.append(ask(victim, BACK, "slow")))
        worker.start()
        asleep = (
            "select exists (select from pg_stat_activity where pid = %s and wait_event = 'PgSleep')"
        )
        until("it to be half-way", lambda: database.value(asleep, victim.info.backend_pid))
        kill.session(database, victim.info.backend_pid)
        worker.join(30)
    assert [answer.sqlstate for answer in said] == ["57P01"]
    assert record.differences(before, record.snapshot(database)) == []
    assert drift.findings(database) == []


@pytest.mark.promise("data.ddl")
def test_a_rollback_with_a_data_branch_in_the_way_waits_for_its_end(database: Database) -> None:
    states = migrate(database, 1)
    database.sql("insert into customers values (1, 'Ann')")
    database.sql("select pggit.create_data_branch('customers', 'main', 'trial')")
    database.sql("update customers__trial set name = 'Bea'")
    before = record.snapshot(database)
    refused = database.ask(BACK, "0")
    assert refused.sqlstate == "55006"
    assert record.differences(before, record.snapshot(database)) == []
    model.must_equal(database.sql("select name from customers__trial"), [("Bea",)])
    said = [
        database.ask("select pggit.drop_data_branch('customers', 'trial')"),
        database.ask(BACK, "0"),
    ]
    assert answers.judge(said) == []
    model.must_equal(schema(database), states[0])


@pytest.mark.promise("branches.isolation")
@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_rollback_from_an_old_snapshot_loses(database: Database, level: str) -> None:
    migrate(database, 1)
    with database.connect() as old:
        rows(old, f"begin isolation level {level}")
        rows(old, "select 1")  # takes the snapshot
        migrate_more = database.ask(APPLY, "1", "step", *MIGRATIONS[1])
        before = record.snapshot(database)
        lost = ask(old, BACK, "0")
        rows(old, "rollback")
    assert answers.judge([migrate_more]) == []
    model.must_equal(lost.sqlstate, "40001")
    assert record.differences(before, record.snapshot(database)) == []


@pytest.mark.promise("migrations.status")
def test_the_status_tells_what_became_of_each(database: Database) -> None:
    for statement in (
        "select pggit.apply_migration('b', 'applied', 'select 1', 'select 2')",
        "select pggit.apply_migration('c', 'taken back', 'select 1', 'select 2')",
        "select pggit.rollback_migration('c')",
        "select pggit.begin_migration('a', 'given up')",
        "select pggit.fail_migration('a', 'on purpose')",
        "select pggit.begin_migration('e', 'by hand')",
        "select pggit.complete_migration('e')",
        "select pggit.begin_migration('d', 'at work')",
    ):
        database.sql(statement)
    told = database.sql(
        "select version, name, state, checksum is not null, applied_at is not null, applied_by"
        " from pggit.migration_status()"
    )
    model.must_equal(
        told,
        [
            ("b", "applied", "applied", True, True, "postgres"),
            ("c", "taken back", "rolled_back", True, False, None),
            ("a", "given up", "failed", False, False, None),
            ("e", "by hand", "applied", False, True, "postgres"),
            ("d", "at work", "running", False, False, None),
        ],
    )
    database.sql("select pggit.complete_migration('d')")


@pytest.mark.promise("migrations.order")
def test_without_a_down_script_there_is_no_way_back(database: Database) -> None:
    database.sql("select pggit.apply_migration('1', 'one', 'create table made (id integer)')")
    model.must_equal(database.ask(BACK, "1").sqlstate, "55000")
    model.must_equal(database.sql(STATUS), [("1", "applied")])


@pytest.mark.promise("migrations.once")
@pytest.mark.parametrize("other", ["select  1", "select 1 ", "select 1;", "SELECT 1", "select 1--"])
def test_a_text_is_another_if_one_byte_is(database: Database, other: str) -> None:
    same = ("1", "one", "select 1", "select 2")
    model.must_equal([database.value(APPLY, *same) for _ in range(2)], [True, False])
    model.must_equal(database.ask(APPLY, "1", "one", other, "select 2").sqlstate, "VC002")
    model.must_equal(database.ask(APPLY, "1", "one", "select 1", other).sqlstate, "VC002")


@pytest.mark.promise("migrations.once")
def test_what_was_done_by_hand_was_not_done_by_a_script(database: Database) -> None:
    database.sql("select pggit.begin_migration('1', 'by hand')")
    database.sql("select pggit.complete_migration('1')")
    model.must_equal(database.ask(APPLY, "1", "by hand", "select 1", None).sqlstate, "VC002")
