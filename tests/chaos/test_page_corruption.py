"""Bits that flip in data files.

Risk: damaged pages are read as if they were sound.

When it fails: pggit answers from a page that the server could have known to be damaged.

How to debug: `pg_checksums --check -D <data>` on the kept data directory names file and block.
"""

from __future__ import annotations

import pytest

from scripts.cluster import Cluster
from tests.chaos.database import Database
from tests.chaos.faults import flip
from tests.chaos.fixtures import private_database
from tests.chaos.oracles import answers

pytestmark = [pytest.mark.chaos, pytest.mark.corruption]


@pytest.mark.promise("integrity.fsck")
@pytest.mark.parametrize(
    "table", ["pggit.commits", "pggit_internal.tree_nodes", "pggit_internal.history"]
)
@pytest.mark.parametrize("place", ["header", "middle", "last byte"])
def test_a_flipped_bit_is_an_error_and_never_an_answer(
    doomed_cluster: Cluster, table: str, place: str
) -> None:
    database: Database = private_database(doomed_cluster)
    database.sql("create table t (id integer)")
    database.sql("select pggit.commit_changes('main', 'message')")
    database.sql("checkpoint")
    path = database.value("select pg_relation_filepath(%s)", table)
    doomed_cluster.stop()
    flip.bit(doomed_cluster, path, {"header": 16, "middle": 4000, "last byte": 8191}[place])
    doomed_cluster.start()
    said = [
        database.ask("select count(*) from pggit.fsck()"),
        database.ask(f"select * from {table}"),
    ]
    assert [answer.sqlstate for answer in said] == ["XX001", "XX001"]
    assert len(answers.judge(said)) == 4
