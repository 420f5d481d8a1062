"""No room on a disk.

Risk: a statement that runs out of space leaves half a record, or nothing works after space is back.

When it fails: a full disk, which every database meets one day, damages history.

How to debug: `df` on the tablespace while the test is held in a debugger; the server log has 53100 with
the file that could not grow.
"""

from __future__ import annotations

import pytest

from scripts.cluster import Cluster
from tests.chaos import evidence
from tests.chaos.database import Database, ask, rows
from tests.chaos.faults import fill
from tests.chaos.oracles import answers, fsck, line, record

pytestmark = [pytest.mark.chaos, pytest.mark.resource]

# 320 kB that do not compress.
COMMIT = (
    "select pggit.commit_changes("
    "'main', (select string_agg(md5(random()::text), '') from generate_series(1, 10000)))"
)


@pytest.mark.promise("server.survives")
def test_a_statement_over_its_temp_file_limit_fails_alone(database: Database) -> None:
    before = record.snapshot(database)
    with database.connect(options="-c temp_file_limit=1MB -c work_mem=64kB") as connection:
        rows(connection, "begin")
        made = ask(connection, "create table t (id integer)")
        failed = ask(
            connection,
            "select count(*) from (select n from generate_series(1, 1000000) n order by random()) s",
        )
        rows(connection, "rollback")
        if failed.sqlstate == "53400":
            evidence.landed("temp_file_limit", failed.message)
        after = record.differences(before, record.snapshot(database))
        again = ask(connection, "select pggit.commit_changes('main')")
    assert failed.sqlstate == "53400", failed
    assert after == []
    assert answers.judge([made, again]) == []


@pytest.mark.promise("server.survives")
@pytest.mark.destructive
@pytest.mark.skipif(fill.why_not() is not None, reason=str(fill.why_not()))
def test_a_full_disk_is_an_error_and_then_it_works_again(
    cluster: Cluster, private: Database
) -> None:
    with fill.small_disk(cluster) as disk:
        private.sql(f"create tablespace small location '{disk}'")
        private.sql("create table ballast (filler text) tablespace small")
        private.sql("alter table pggit.commits set tablespace small")
        kept = [private.ask(COMMIT)]
        while (said := private.ask(COMMIT)).is_ok and len(kept) < 100:
            kept.append(said)
        fill_up = private.ask(
            "insert into ballast select repeat('x', 1000) from generate_series(1, 100000)"
        )
        assert (said.sqlstate, fill_up.sqlstate) == ("53100", "53100"), said
        evidence.landed("disk full", said.message)
        read = line.read(private, "main")
        assert line.judge(read, [answer.value for answer in kept]) == []
        assert len(read) == len(kept)
        # Room again: the same statement works, on the same line.
        private.sql("alter table pggit.commits set tablespace pg_default")
        kept.append(private.ask(COMMIT))
        private.sql("drop table ballast")
        private.sql("checkpoint")
        private.sql("drop tablespace small")
    assert answers.judge(kept) == []
    assert line.judge(line.read(private, "main"), [answer.value for answer in kept]) == []


@pytest.mark.promise("commits.durable")
@pytest.mark.destructive
@pytest.mark.skipif(fill.why_not() is not None, reason=str(fill.why_not()))
def test_no_room_for_wal_ends_the_server_and_loses_nothing(
    cluster: Cluster, private: Database
) -> None:
    cluster.configure({"checkpoint_timeout": "1h", "max_wal_size": "1GB", "fsync": "on"})
    cluster.stop()
    with fill.small_disk(cluster, "80m") as disk, fill.wal_on(cluster, disk):
        cluster.start()
        said = [private.ask(COMMIT)]
        while said[-1].is_ok and len(said) < 1000:
            said.append(private.ask(COMMIT))
        kept = [answer for answer in said if answer.is_ok]
        fill.must_have_panicked(cluster)
        cluster.stop("immediate")
        fill.enlarge(disk, "400m")
        cluster.start()
        read = line.read(private, "main")
        assert line.judge(read, [answer.value for answer in kept]) == []
        assert len(read) <= len(kept) + 1  # the one that was in flight
        fsck.must_be_clean(private)
        kept.append(private.ask(COMMIT))
        assert answers.judge(kept) == []
        cluster.stop()
