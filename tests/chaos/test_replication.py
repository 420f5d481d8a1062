"""A subscription that changes the rows of a table with data branches.

Risk: what replication applies fires no trigger for statements, so the rows that a branch started with are
overwritten without having been saved, and nothing says so.

When it fails: a branch shows rows that were written on another server after the branch point.

How to debug: `select tgname, tgenabled from pg_trigger where tgrelid = 't'::regclass`: the trigger __row must be
there with R. The server's log has the errors of the worker that applies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scripts.cluster import Cluster
from tests.chaos.database import Database
from tests.chaos.fixtures import private_database
from tests.chaos.oracles import model
from tests.chaos.waiting import until

pytestmark = [pytest.mark.chaos, pytest.mark.property]

TABLE = "create table t (id integer primary key, v text)"
FILL = "insert into t select i, 'old' from generate_series(1, 5) as i"


@contextmanager
def replicated(cluster: Cluster) -> Iterator[tuple[Database, Database]]:
    """A publisher and its subscriber, both with the table t of five rows; nothing is subscribed yet."""
    cluster.stop()
    cluster.configure({"wal_level": "logical"})
    cluster.start()
    cluster.sql("create database publisher")
    publisher, subscriber = Database(cluster.conninfo("publisher")), private_database(cluster)
    for each in (publisher, subscriber):
        each.sql(TABLE)
        each.sql(FILL)
    publisher.sql("create publication p for table t")
    # On one server, CREATE SUBSCRIPTION would wait for the slot that waits for it.
    publisher.sql("select pg_create_logical_replication_slot('s', 'pgoutput')")
    try:
        yield publisher, subscriber
    finally:
        for statement in ("disable", "set (slot_name = none)"):
            subscriber.sql(f"alter subscription s {statement}")
        subscriber.sql("drop subscription s")


def subscribe(publisher: Database, subscriber: Database) -> None:
    """Begin to apply what the publisher does from now on."""
    subscriber.sql(
        f"create subscription s connection '{publisher.conninfo}' publication p"
        " with (create_slot = false, slot_name = 's', copy_data = false)"
    )


def write(publisher: Database, subscriber: Database, number: int) -> None:
    """Change, delete and add a row on the publisher; wait until the subscriber has that."""
    publisher.sql(f"update t set v = 'new' where id = {number}")
    publisher.sql(f"delete from t where id = {number + 1}")
    publisher.sql(f"insert into t values ({number + 10}, 'new')")
    until(
        "the subscriber to apply",
        lambda: subscriber.sql("select id from t where id = %s", number + 10) != [],
    )


@pytest.mark.promise("data.isolation")
def test_what_a_subscription_applies_is_not_seen_on_a_branch(cluster: Cluster) -> None:
    with replicated(cluster) as (publisher, subscriber):
        subscriber.sql("select pggit.create_data_branch('t', 'main', 'before')")
        subscriber.sql("select pggit.create_data_branch('t', 'before', 'deep')")
        subscribe(publisher, subscriber)
        before = subscriber.sql("select * from t order by id")
        write(publisher, subscriber, 1)
        after = subscriber.sql("select * from t order by id")
        subscriber.sql("select pggit.create_data_branch('t', 'main', 'after')")
        write(publisher, subscriber, 3)
        shown = {
            branch: subscriber.sql(f"select * from t__{branch} order by id")
            for branch in ("before", "deep", "after")
        }
        model.must_equal(shown, {"before": before, "deep": before, "after": after})
        differ = "select key ->> 'id', change from pggit.data_diff('t', 'after', 'main')"
        model.must_equal(
            subscriber.sql(differ), [("3", "updated"), ("4", "deleted"), ("13", "inserted")]
        )
