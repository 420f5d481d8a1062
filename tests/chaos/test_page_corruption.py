"""Bits that flip in data files.

Risk: damaged pages are read as if they were sound.

When it fails: pggit answers from a page that the server, or fsck, could have known to be damaged.

How to debug: `pg_checksums --check -D <data>` on the kept data directory names file and block; the failure
names the table, and what fsck said.
"""

from __future__ import annotations

import random

import pytest

from scripts.cluster import Cluster
from tests.chaos import sample
from tests.chaos.database import Database
from tests.chaos.faults import flip
from tests.chaos.fixtures import private_database
from tests.chaos.oracles import answers, record

pytestmark = [pytest.mark.chaos, pytest.mark.corruption]

TABLES = """
    select c.oid::regclass::text, pg_relation_filepath(c.oid)
    from pg_class as c
    where c.relnamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
        and c.relkind = 'r' and pg_relation_size(c.oid) > 0
    order by 1
"""
# The texts in a table: what a payload is made of that can be found in its file.
TEXTS = """
    select quote_ident(a.attname)
    from pg_attribute as a
    where a.attrelid = %s::regclass and a.attnum > 0 and a.attgenerated = ''
        and a.atttypid in ('text'::regtype, 'name'::regtype)
    order by a.attnum
"""
SHORTEST = 4  # characters: shorter texts are found elsewhere in the file too


def filled(cluster: Cluster) -> Database:
    """A repository with a past, its pages on disk and without older versions of rows."""
    database = private_database(cluster)
    sample.fill(database)
    for table, _ in database.sql(TABLES):
        database.sql(f"vacuum full {table}")
    database.sql("checkpoint")
    return database


@pytest.mark.promise("integrity.fsck")
def test_a_flipped_bit_is_an_error_and_never_an_answer(
    doomed_cluster: Cluster, rng: random.Random
) -> None:
    database = filled(doomed_cluster)
    tables = database.sql(TABLES)
    assert len(tables) > 12
    doomed_cluster.stop()
    for _, path in tables:
        size = (doomed_cluster.data / path).stat().st_size
        flip.bit(doomed_cluster, path, rng.randrange(size))
    doomed_cluster.start()
    said = [database.ask(f"select * from {table}") for table, _ in tables]
    said.append(database.ask("select count(*) from pggit.fsck()"))
    assert {answer.sqlstate for answer in said} == {"XX001"}
    assert len(answers.judge(said, allowed=frozenset({"XX001"}))) == len(said)  # none succeeded


@pytest.mark.promise("integrity.fsck")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("count", [2, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_flipped_bit_that_no_checksum_guards_is_found_by_fsck(
    doomed_cluster: Cluster, rng: random.Random, count: int
) -> None:
    filled(doomed_cluster)
    # Not by whoever looks after the fact: the server then answers from the damaged page, as one
    # without checksums would.
    unguarded = Database(
        private_database(doomed_cluster).conninfo + " options='-c ignore_checksum_failure=on'"
    )
    before = record.snapshot(unguarded)
    cases = [
        (table, path, column)
        for table, path in unguarded.sql(TABLES)
        for (column,) in unguarded.sql(TEXTS, table)
    ]
    assert len(cases) > 30
    missed = []
    for table, path, column in rng.sample(cases, min(count, len(cases))):
        texts = unguarded.sql(
            f"select distinct {column}::text from {table}"
            f" where length({column}::text) between {SHORTEST} and 100 order by 1"
        )
        if not texts:
            continue
        doomed_cluster.stop()
        sound = (doomed_cluster.data / path).read_bytes()
        flip.in_text(doomed_cluster, path, rng.choice(texts)[0], rng)
        doomed_cluster.start()
        changed = record.differences(before, record.snapshot(unguarded))
        assert changed, f"{table}.{column}: the flip is not to be seen"
        said = unguarded.ask("select count(*) from pggit.fsck()")
        if said.value == 0:  # fsck that ends with an error has not called it sound
            missed.append((f"{table}.{column}", changed))
        doomed_cluster.stop()
        (doomed_cluster.data / path).write_bytes(sound)
        doomed_cluster.start()
    assert missed == []
    assert record.differences(before, record.snapshot(unguarded)) == []
