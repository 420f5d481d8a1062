"""Rows that leave their database without their schema: a data-only dump, and logical replication.

Risk: the rows of pggit's own tables go along, and two records mix in one database.

When it fails: what the guide says to do ends in a record that fsck finds damaged, or in a subscriber that stands still.

How to debug: run the commands of docs/api/install.md by hand on `python -m scripts.cluster --pg N`.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import binaries
from scripts.cluster import Cluster
from scripts.matrix import ROOT
from tests.chaos import evidence
from tests.chaos.database import Database
from tests.chaos.fixtures import private_database
from tests.chaos.oracles import fsck, model, record
from tests.chaos.waiting import until

pytestmark = [pytest.mark.chaos, pytest.mark.recovery]

GUIDE = ROOT / "docs" / "api" / "install.md"
SHOP = """
    create schema shop;
    create table shop.orders (id integer primary key, note text);
    create table public.t (id serial primary key, "order" integer references shop.orders)
"""


def told(pattern: str) -> str:
    """What the guide says to run."""
    found = re.search(pattern, GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"{GUIDE.name} no longer says {pattern}"
    return found[1]


@pytest.mark.promise("rules.restore")
def test_rows_alone_are_dumped_without_those_of_the_record(
    database: Database, twin: Database, major: int, tmp_path: Path
) -> None:
    server = binaries.find(major)
    pg_dump, psql = server.program("pg_dump"), server.program("psql")
    if pg_dump is None or psql is None:
        pytest.skip(
            f"capability: PostgreSQL {major} from {server.origin} has no pg_dump; install its client programs"
        )
    for each in (database, twin):
        each.sql(SHOP)
        each.sql("select pggit.commit_changes('main')")
    database.sql("""insert into shop.orders values (1, 'a'); insert into t ("order") values (1)""")
    before = record.snapshot(twin)
    script = tmp_path / "rows.sql"
    options = told(r"^    pg_dump (-a .*) mydb$").split()
    for program, arguments, source in (
        (pg_dump, options, database),
        (psql, ["-X", "-q", "-v", "ON_ERROR_STOP=1"], twin),
    ):
        subprocess.run(
            [program, *arguments, "-d", source.conninfo, "-f", script],
            check=True,
            env={**os.environ, **server.env},
            timeout=60,
            stdout=subprocess.DEVNULL,
        )
    evidence.landed("restore", f"{script.stat().st_size} bytes of SQL")
    model.must_equal(twin.sql("select * from shop.orders natural join t"), [(1, "a", 1)])
    assert record.differences(before, record.snapshot(twin)) == []
    assert fsck.findings(twin) == []


@pytest.fixture
def subscriber(cluster: Cluster) -> Iterator[Database]:
    """Another database with pggit, on a server with logical replication."""
    publisher = private_database(cluster)
    cluster.stop()
    cluster.configure({"wal_level": "logical"})
    cluster.start()
    cluster.sql(f"create database subscriber template {publisher.name}")
    subscriber = Database(cluster.conninfo("subscriber"))
    yield subscriber
    for name in subscriber.sql("select subname from pg_subscription"):
        subscriber.sql(
            f"alter subscription {name[0]} disable; alter subscription {name[0]} set (slot_name = none)"
        )
        subscriber.sql(f"drop subscription {name[0]}")
    fsck.must_be_clean(subscriber)


def subscribe(publisher: Database, subscriber: Database, name: str) -> None:
    """Subscribe to a publication of a database on the same server: its slot is made first."""
    publisher.sql("select pg_create_logical_replication_slot(%s, 'pgoutput')", name)
    subscriber.sql(
        f"create subscription {name} connection '{publisher.conninfo}' publication {name} with (create_slot = false)"
    )


@pytest.mark.promise("rules.restore")
@pytest.mark.slow
def test_a_publication_names_the_users_schemas(private: Database, subscriber: Database) -> None:
    for each in (private, subscriber):
        each.sql(SHOP)
        each.sql("select pggit.commit_changes('main')")
    private.sql("insert into shop.orders values (1, 'a')")
    private.sql(told(r"^    (create publication .*);$"))
    subscribe(private, subscriber, "shop_rows")
    until("the first row", lambda: subscriber.sql("select * from shop.orders where id = 1"))
    private.sql("select pggit.commit_changes('main')")
    private.sql("insert into shop.orders values (2, 'b')")
    until("the second row", lambda: subscriber.sql("select * from shop.orders where id = 2"))
    model.must_equal(subscriber.sql("select count(*) from pggit.log()"), [(1,)])
    assert fsck.findings(subscriber) == []
    # What the guide warns of.
    private.sql("create publication everything for all tables")
    subscribe(private, subscriber, "everything")
    until(
        "the subscriber to stand still",
        lambda: subscriber.sql(
            "select 1 from pg_stat_subscription_stats where subname = 'everything' and sync_error_count > 0"
        ),
    )
    evidence.landed("replication", "a publication of all tables")
