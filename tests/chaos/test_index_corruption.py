"""Damaged indexes of pggit's own tables.

Risk: an index that has lost entries, or whose pages are damaged, makes pggit overlook a commit, a branch or an
object; the tables themselves are sound, so nobody looks.

When it fails: damage that could be known stays silent, or what REINDEX mends does not come back.

How to debug: `select bt_index_check('<index>', true)` (extension amcheck) on the server with the damage; the
failure names the index.
"""

from __future__ import annotations

import random

import pytest

from scripts.cluster import Cluster
from tests.chaos import sample
from tests.chaos.database import Database, ask, rows
from tests.chaos.faults import flip, tamper
from tests.chaos.fixtures import private_database
from tests.chaos.oracles import fsck, record

pytestmark = [pytest.mark.chaos, pytest.mark.corruption]

INDEXES = """
    select i.indexrelid::regclass::text, i.indrelid::regclass::text, pg_relation_filepath(i.indexrelid)
    from pg_index as i
    join pg_class as c on c.oid = i.indexrelid
    join pg_am as m on m.oid = c.relam
    where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace) and m.amname = 'btree'
        and c.relpersistence = 'p'  -- an unlogged table holds rows within a transaction only
    order by 1
"""
SOUND = "select bt_index_check(%s, true)"


def with_amcheck(database: Database) -> None:
    """Make PostgreSQL's own check of indexes ready, or skip the test."""
    if not database.sql("select 1 from pg_available_extensions where name = 'amcheck'"):
        pytest.skip(
            "capability: this PostgreSQL has no extension amcheck; install its contrib package"
        )
    database.sql("create extension amcheck")


def reindex(database: Database) -> None:
    """Make all of pggit's indexes anew from its tables."""
    with database.connect() as connection:
        for table in {table for _, table, _ in rows(connection, INDEXES)}:
            rows(connection, f"reindex table {table}")


def checked(database: Database) -> dict[str, str | None]:
    """What PostgreSQL says of each index: None if it is sound."""
    with database.connect() as connection:
        return {
            index: ask(connection, SOUND, index).sqlstate
            for index, _, _ in rows(connection, INDEXES)
        }


@pytest.mark.promise("integrity.fsck")
def test_an_index_that_lost_its_entries_is_found_and_reindex_mends_it(database: Database) -> None:
    sample.fill(database)
    with_amcheck(database)
    before = record.snapshot(database)
    assert set(checked(database).values()) == {None}
    # The rows are written anew while the indexes do not follow; then these are said to be complete.
    tables = sorted({table for _, table, _ in database.sql(INDEXES)})
    with database.connect() as connection:
        for table in tables:
            if not before[table]:
                continue
            columns = database.value(
                "select string_agg(quote_ident(attname), ', ') from pg_attribute"
                " where attrelid = %s::regclass and attnum > 0 and attgenerated = ''",
                table,
            )
            connection.execute("begin")
            follow = "update pg_index set indisready = {} where indrelid = '{}'::regclass"
            tamper.damage(
                connection,
                follow.format(False, table),
                f"create temporary table kept on commit drop as select {columns} from {table}",
                f"delete from {table}",
                f"insert into {table} ({columns}) overriding system value select {columns} from kept",
                follow.format(True, table),
            )
            connection.execute("commit")
    assert record.differences(before, record.snapshot(database)) == []  # the tables are sound

    partial = "select indexrelid::regclass::text from pg_index where indpred is not null"
    may_be_empty = {index for (index,) in database.sql(partial)}
    unseen = {index for index, sqlstate in checked(database).items() if sqlstate != "XX001"}
    assert unseen <= may_be_empty
    reindex(database)
    assert set(checked(database).values()) == {None}
    assert fsck.findings(database) == []
    assert database.ask("select pggit.commit_changes('main')").is_ok


@pytest.mark.promise("integrity.fsck")
@pytest.mark.slow
def test_a_bit_that_flips_in_an_index_is_an_error_and_never_an_answer(
    doomed_cluster: Cluster, rng: random.Random
) -> None:
    database = private_database(doomed_cluster)
    sample.fill(database)
    with_amcheck(database)
    database.sql("checkpoint")
    indexes = database.sql(INDEXES)
    doomed_cluster.stop()
    for _, _, path in indexes:
        blocks = (doomed_cluster.data / path).stat().st_size // flip.BLOCK
        flip.bit(doomed_cluster, path, rng.randrange(blocks * flip.BLOCK))
    doomed_cluster.start()
    found = checked(database)
    assert len(found) == len(indexes)
    assert {index: said for index, said in found.items() if said != "XX001"} == {}
    # And all of them are made anew from the tables; with event triggers off, as these read the indexes.
    for change in ("disable", "enable always"):
        for trigger in ("pggit_ddl_command_end", "pggit_sql_drop"):
            database.sql(f"alter event trigger {trigger} {change}")
        reindex(database)
    assert fsck.findings(database) == []
