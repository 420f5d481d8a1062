"""Migrations that stop half-way.

Risk: a script fails at its fifth statement, and four are in the schema or in pggit's record; or two sessions
apply it at once, and it is there twice or by half.

When it fails: nobody knows which schema a database has, and the next migration builds on it.

How to debug: the failure lists what differs; run the script up to the failing statement in psql.
"""

from __future__ import annotations

import threading

import pytest

from tests.chaos import evidence
from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.faults import kill, tamper
from tests.chaos.oracles import answers, fsck, record
from tests.chaos.waiting import until, until_blocked

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
UP = "; ".join(SCRIPT)
DOWN = "drop schema shop cascade"
APPLY = "select pggit.apply_migration('001', 'shop', %s, %s)"
SCHEMA = "select n.nspname, c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = 'shop'"
STATUS = "select version, state from pggit.migration_status()"
VERSIONS = "select identity, format('%s.%s.%s', major, minor, patch) from pggit_internal.objects where identity ~ 'shop'"
MIGRATED = {
    "shop": "1.0.0",
    "shop.state": "1.0.0",
    "shop.customers": "1.1.0",  # a column
    "shop.orders": "1.1.0",  # an index
    "shop.orders_id_seq": "1.0.0",
    "shop.open_orders": "1.0.0",
    "shop.total(integer)": "1.0.0",
}


def must_be_applied_once(database: Database) -> None:
    """The script has run once, and once only."""
    assert database.sql(STATUS) == [("001", "applied")]
    assert dict(database.sql(VERSIONS)) == MIGRATED
    assert database.value("select count(*) from pggit.commits") == 1


@pytest.mark.promise("migrations.atomic")
@pytest.mark.parametrize("failing", range(len(SCRIPT) + 1))
def test_a_script_that_fails_at_any_statement_leaves_nothing(
    database: Database, failing: int
) -> None:
    before = record.snapshot(database)
    script = "; ".join([*SCRIPT[:failing], "select 1/0", *SCRIPT[failing:]])
    with database.connect() as connection:
        failed = ask(connection, APPLY, script, DOWN)
        assert failed.sqlstate == "22012"
        evidence.landed("failing statement", f"division by zero after statement {failing}")
        assert record.differences(before, record.snapshot(database)) == []
        assert database.sql(SCHEMA) == []
        assert ask(connection, APPLY, UP, DOWN).value is True
    must_be_applied_once(database)


@pytest.mark.promise("migrations.atomic")
def test_a_script_that_ends_the_transaction_leaves_nothing(database: Database) -> None:
    before = record.snapshot(database)
    said = [
        database.ask(APPLY, f"{UP}; {end}", DOWN)
        for end in ("commit", "rollback", "create index concurrently on shop.orders (customer)")
    ]
    assert {answer.sqlstate for answer in said} <= {"0A000", "25001", "2D000"}
    assert record.differences(before, record.snapshot(database)) == []
    assert database.sql(SCHEMA) == []


@pytest.mark.promise("migrations.once")
def test_two_at_once_apply_it_once(database: Database) -> None:
    barrier = threading.Barrier(2)

    def migrate(_who: int) -> list[Answer]:
        with database.connect() as connection:
            barrier.wait(30)
            return [ask(connection, APPLY, UP, DOWN)]

    said = together(migrate, 2)
    assert answers.judge(said) == []
    assert sorted(answer.value for answer in said) == [False, True]
    must_be_applied_once(database)


@pytest.mark.promise("migrations.once")
def test_who_waits_for_one_that_is_killed_applies_it(database: Database) -> None:
    said: list[Answer] = []
    with database.connect() as victim, database.connect() as other:
        rows(victim, "begin")
        assert ask(victim, APPLY, UP, DOWN).value is True
        worker = threading.Thread(target=lambda: said.append(ask(other, APPLY, UP, DOWN)))
        worker.start()
        until_blocked(database, other.info.backend_pid, victim.info.backend_pid)
        kill.session(database, victim.info.backend_pid)
        worker.join(30)
    assert [answer.value for answer in said] == [True]
    assert answers.judge(said) == []
    must_be_applied_once(database)


@pytest.mark.promise("migrations.atomic")
@pytest.mark.parametrize("steps", range(0, len(SCRIPT) + 1, 3))
def test_one_that_is_killed_half_way_leaves_nothing(database: Database, steps: int) -> None:
    before = record.snapshot(database)
    script = "; ".join([*SCRIPT[:steps], "select pg_sleep(60)", *SCRIPT[steps:]])
    said: list[Answer] = []
    with database.connect() as victim:
        pid = victim.info.backend_pid
        worker = threading.Thread(target=lambda: said.append(ask(victim, APPLY, script, DOWN)))
        worker.start()
        asleep = (
            "select exists (select from pg_stat_activity where pid = %s and wait_event = 'PgSleep')"
        )
        until("the script to be half-way", lambda: database.value(asleep, pid))
        kill.session(database, pid)
        worker.join(30)
    assert [answer.sqlstate for answer in said] == ["57P01"]
    assert record.differences(before, record.snapshot(database)) == []
    assert database.sql(SCHEMA) == []
    assert database.ask(APPLY, UP, DOWN, options="-c lock_timeout=5s").value is True
    must_be_applied_once(database)


@pytest.mark.promise("migrations.unfinished")
def test_one_by_hand_whose_session_is_killed_is_found_and_blocks_the_next(
    database: Database,
) -> None:
    with database.connect() as victim:
        rows(victim, "select pggit.begin_migration('002', 'by hand')")
        rows(victim, "create table half (id integer)")
        kill.session(database, victim.info.backend_pid)
    assert [found[:2] for found in fsck.findings(database)] == [("partial_migration", "002")]
    before = record.snapshot(database)
    blocked = [
        database.ask(APPLY, UP, DOWN),
        database.ask("select pggit.begin_migration('002', 'again')"),
        database.ask("select pggit.rollback_migration('002')"),
    ]
    assert [answer.sqlstate for answer in blocked] == ["VC003"] * 3
    assert record.differences(before, record.snapshot(database)) == []
    database.sql("drop table half")
    said = [
        database.ask("select pggit.fail_migration('002', 'the session was killed')"),
        database.ask(APPLY, UP, DOWN),
        database.ask("select pggit.begin_migration('002', 'again')"),
        database.ask("select pggit.complete_migration('002')"),
    ]
    assert answers.judge(said) == []
    assert database.sql(STATUS) == [("001", "applied"), ("002", "applied")]


@pytest.mark.promise("migrations.once")
@pytest.mark.parametrize(
    ("up", "down"), [(UP + " ", DOWN), (UP.upper(), DOWN), (UP, None), (UP, DOWN + ";")]
)
def test_another_text_for_an_applied_version_is_refused(
    database: Database, up: str, down: str | None
) -> None:
    assert answers.judge([database.ask(APPLY, UP, DOWN)]) == []
    before = record.snapshot(database)
    assert database.ask(APPLY, up, down).sqlstate == "VC002"
    again = database.ask(APPLY, UP, DOWN)
    assert (again.sqlstate, again.value) == (None, False)
    assert record.differences(before, record.snapshot(database)) == []
    must_be_applied_once(database)


@pytest.mark.promise("migrations.order")
def test_only_the_newest_is_rolled_back(database: Database) -> None:
    second = "select pggit.apply_migration('000', 'note', 'alter table shop.orders add note text', 'alter table shop.orders drop note')"
    assert answers.judge([database.ask(APPLY, UP, DOWN), database.ask(second)]) == []
    before = record.snapshot(database)
    assert database.ask("select pggit.rollback_migration('001')").sqlstate == "55000"
    assert record.differences(before, record.snapshot(database)) == []
    back = [
        database.ask(f"select pggit.rollback_migration('{version}')") for version in ("000", "001")
    ]
    assert answers.judge(back) == []
    assert database.sql(STATUS) == [("001", "rolled_back"), ("000", "rolled_back")]
    assert database.sql(SCHEMA) == []
    assert database.ask("select pggit.rollback_migration('001')").sqlstate == "55000"


@pytest.mark.promise("migrations.order")
def test_a_down_script_that_fails_leaves_the_migration_applied(database: Database) -> None:
    assert answers.judge([database.ask(APPLY, UP, f"{DOWN}; select 1/0")]) == []
    before = record.snapshot(database)
    assert database.ask("select pggit.rollback_migration('001')").sqlstate == "22012"
    evidence.landed("failing statement", "division by zero at the end of the down script")
    assert record.differences(before, record.snapshot(database)) == []
    must_be_applied_once(database)


@pytest.mark.promise("migrations.once")
def test_the_text_of_an_applied_migration_that_was_tampered_with_is_found(clone: Database) -> None:
    assert answers.judge([clone.ask(APPLY, UP, DOWN)]) == []
    tamper.edit(clone, "update pggit.migrations set down = 'drop schema public cascade'")
    assert "migration_checksum" in {name for name, _, _ in fsck.findings(clone)}
    # What was applied is still known by its checksum, whatever the row says now.
    again = clone.ask(APPLY, UP, "drop schema public cascade")
    assert (again.sqlstate, again.value) == ("VC002", None)


@pytest.mark.promise("migrations.unfinished")
def test_a_step_that_cannot_be_undone_fails_and_is_done_again(database: Database) -> None:
    database.sql("create table t (id integer)")
    database.sql("insert into t values (1), (1)")
    build = "create unique index concurrently only_one on t (id)"
    said = [database.ask("select pggit.begin_migration('1', 'unique')"), database.ask(build)]
    assert [answer.sqlstate for answer in said] == [None, "23505"]
    evidence.landed("failing step", "the server left an index that is not valid")
    assert database.value("select count(*) from pg_index where not indisvalid") == 1
    assert [found[:2] for found in fsck.findings(database)] == [("partial_migration", "1")]
    repaired = [
        database.ask(statement)
        for statement in (
            "drop index concurrently only_one",
            "delete from t where ctid = '(0,1)'",
            build,
            "select pggit.complete_migration('1')",
        )
    ]
    assert answers.judge(repaired) == []
    assert database.sql(STATUS) == [("1", "applied")]
    assert database.sql("select * from pggit.detect_drift()") == []
