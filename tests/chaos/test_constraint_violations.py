"""Constraints that are broken in transactions that also call pggit.

Risk: the error comes late, at the commit or at the end of a merge, when pggit has written its part already.

When it fails: the record has a commit whose transaction failed, or rows on a branch break the table's rules.

How to debug: run the statements of the failing test in psql; after the error, `select * from pggit.fsck()` and
`select * from pggit.log()` show what stayed. For rows, compare `t`, `t__dev` and `t__dev__own`.
"""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest

from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.oracles import answers, line, model, record
from tests.chaos.waiting import until_blocked

pytestmark = [pytest.mark.chaos, pytest.mark.transaction]

COMMIT = "select pggit.commit_changes('main')"
SHOP = """
    create table customers (id integer primary key);
    create table orders (
        id integer primary key,
        customer integer references customers deferrable initially deferred,
        total integer not null check (total > 0),
        code text unique deferrable
    );
    insert into customers values (1), (2);
    insert into orders values (1, 1, 10, 'a'), (2, 2, 20, 'b')
"""
# What breaks it at once, and the error.
AT_ONCE = {
    "insert into orders values (1, 1, 1)": "23505",
    "insert into orders values (3, 1, 0)": "23514",
    "insert into orders (id) values (3)": "23502",
    "insert into orders values (3, 1, 1, 'a')": "23505",
    "alter table orders add check (total < 20)": "23514",
    "alter table orders add foreign key (total) references customers": "23503",
    "create unique index on orders ((total / 100))": "23505",
}
# What breaks it when the transaction commits.
AT_COMMIT = {
    "insert into orders values (3, 99, 1)": "23503",
    "delete from customers": "23503",
    "set constraints all deferred; insert into orders values (3, 1, 1, 'a')": "23505",
}


@pytest.fixture
def shop(database: Database) -> Database:
    """Customers and orders, committed once."""
    database.sql(SHOP)
    database.sql("select pggit.commit_changes('main', '', 'first-commit')")
    return database


@pytest.mark.promise("rules.transactional")
def test_a_violation_takes_the_calls_before_it_along_unless_it_is_undone(shop: Database) -> None:
    kept: list[str] = []
    for number, (statement, sqlstate) in enumerate(AT_ONCE.items()):
        before = record.snapshot(shop)
        with shop.connect() as connection:
            rows(connection, "begin")
            lost = [
                ask(connection, COMMIT),
                ask(connection, f"create table lost{number} (id integer)"),
                ask(connection, "select pggit.create_branch('lost')"),
            ]
            assert answers.judge(lost) == []
            assert ask(connection, statement).sqlstate == sqlstate
            rows(connection, "commit")  # the server turns it into a rollback
            assert record.differences(before, record.snapshot(shop)) == []

            rows(connection, "begin")
            kept.append(ask(connection, COMMIT).value)
            rows(connection, "savepoint s")
            assert ask(connection, statement).sqlstate == sqlstate
            rows(connection, "rollback to s")
            kept.append(ask(connection, COMMIT).value)
            rows(connection, "commit")
    assert line.judge(line.read(shop, "main"), ["first-commit", *kept]) == []
    model.must_equal(shop.sql("select * from pggit.status('main')"), [])


@pytest.mark.promise("rules.transactional")
def test_what_fails_when_it_commits_was_never_recorded(shop: Database) -> None:
    for statement, sqlstate in AT_COMMIT.items():
        before = record.snapshot(shop)
        with shop.connect() as connection:
            rows(connection, "begin")
            acknowledged = [
                ask(connection, "create table late (id integer)"),
                ask(connection, "select pggit.commit_changes('late')"),
                ask(connection, "select pggit.apply_migration('1', 'm', 'create table m ()')"),
                ask(connection, statement),
            ]
            assert answers.judge(acknowledged) == []
            assert ask(connection, "commit").sqlstate == sqlstate
        assert record.differences(before, record.snapshot(shop)) == []
        assert shop.value("select to_regclass('late') is null and to_regclass('m') is null")


@pytest.mark.promise("commits.single-line")
def test_who_waits_for_a_commit_that_then_fails_follows_the_one_before(shop: Database) -> None:
    said: list[Answer] = []
    with shop.connect() as failing, shop.connect() as waiting:
        rows(failing, "begin")
        assert ask(failing, COMMIT).is_ok
        rows(failing, "insert into orders values (3, 99, 1)")
        worker = threading.Thread(target=lambda: said.append(ask(waiting, COMMIT)))
        worker.start()
        until_blocked(shop, waiting.info.backend_pid, failing.info.backend_pid)
        assert ask(failing, "commit").sqlstate == "23503"
        worker.join(30)
    assert answers.judge(said) == []
    read = line.read(shop, "main")
    assert line.judge(read, [said[0].value, "first-commit"]) == []
    assert len(read) == 2


@pytest.mark.promise("migrations.atomic")
def test_a_migration_that_the_rows_do_not_allow(shop: Database) -> None:
    before = record.snapshot(shop)
    migrate = "select pggit.apply_migration('1', 'm', %s)"
    for statement, sqlstate in AT_ONCE.items():
        script = f"create table m (id integer); {COMMIT}; {statement}"
        assert shop.ask(migrate, script).sqlstate == sqlstate
    late = "insert into orders values (3, 99, 1); create table m ()"
    assert shop.ask(migrate, late).sqlstate == "23503"
    assert record.differences(before, record.snapshot(shop)) == []
    assert answers.judge([shop.ask(migrate, "create table m ()")]) == []


@pytest.mark.promise("data.keys")
def test_the_keys_of_a_table_hold_on_its_branch(shop: Database) -> None:
    shop.sql("select pggit.create_data_branch('orders', 'main', 'dev')")
    before = shop.sql("select * from orders__dev order by id")
    for statement, sqlstate in AT_ONCE.items():
        if statement.startswith("insert"):
            on_branch = statement.replace("orders", "orders__dev")
            assert shop.ask(on_branch).sqlstate == sqlstate, on_branch
    assert shop.ask("update orders__dev set id = 1 where id = 2").sqlstate == "23505"
    assert shop.ask("update orders__dev set code = 'a' where id = 2").sqlstate == "23505"
    model.must_equal(shop.sql("select * from orders__dev order by id"), before)


@pytest.mark.promise("data.merge")
def test_a_merge_that_breaks_a_key_changes_nothing(shop: Database) -> None:
    shop.sql("select pggit.create_data_branch('orders', 'main', 'dev')")
    shop.sql("select pggit.create_data_branch('customers', 'main', 'dev')")
    shop.sql("insert into orders__dev values (3, 1, 5, 'c'), (4, 1, 5, 'd')")
    shop.sql("delete from customers__dev where id = 1")
    merges = {
        # A row that came to the table meanwhile has the code of one of the branch.
        "insert into orders values (9, 1, 1, 'd')": ("orders", "23505"),
        # The customer that the branch deletes has orders.
        "delete from orders where id = 9": ("customers", "23503"),
        # The customer that the branch's orders are of is gone.
        "delete from orders; delete from customers": ("orders", "23503"),
    }
    for statement, (table, sqlstate) in merges.items():
        shop.sql(statement)
        before = record.snapshot(shop), contents(shop)
        merge = f"select pggit.merge_data_branch('{table}', 'dev', 'main', 'theirs')"
        said = shop.ask(merge)
        assert said.sqlstate == sqlstate, (statement, said)
        assert record.differences(before[0], record.snapshot(shop)) == []
        model.must_equal(contents(shop), before[1], statement)


def contents(database: Database) -> list[tuple[Any, ...]]:
    """All rows of the tables and their branches."""
    return [
        database.value(f"select array_agg(t::text order by t) from {relation} as t")
        for relation in ("orders", "customers", "orders__dev", "customers__dev")
    ]


@pytest.mark.promise("versions.tracking")
def test_a_constraint_that_the_rows_refuse_moves_no_version(
    isolated_schema: str, sync_conn: psycopg.Connection[dict[str, Any]]
) -> None:
    def version(table: str) -> list[dict[str, Any]]:
        query = "select full_version from pggit.get_version(%s)"
        return sync_conn.execute(query, (table,)).fetchall()

    sync_conn.execute("create table public.t (id integer)")  # hidden by the one in the schema
    sync_conn.execute("create table t as select null::integer as id")
    with pytest.raises(psycopg.errors.NotNullViolation), sync_conn.transaction():
        sync_conn.execute("alter table t alter id set not null")
    model.must_equal(version("t"), [{"full_version": "1.0.0"}])
    sync_conn.execute("delete from t")
    sync_conn.execute("alter table t alter id set not null")
    model.must_equal(version("t"), [{"full_version": "2.0.0"}])
    model.must_equal(version(f"{isolated_schema}.t"), version("t"))
    model.must_equal(version("public.t"), [{"full_version": "1.0.0"}])
