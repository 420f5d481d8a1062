"""The primary dies, and its standby takes over.

Risk: a commit that was acknowledged under synchronous replication is not on the standby, or one that was
not is there by half; or the new primary cannot go on with the line.

When it fails: pggit keeps something outside the WAL, and a failover loses history.

How to debug: the failure names the lost commits. Look for a table of pggit's that is unlogged
(`select relname from pg_class where relpersistence = 'u'`) and for a write outside the commit's transaction.
"""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from scripts.cluster import Cluster
from tests.chaos import replay
from tests.chaos.database import Answer, Database, ask
from tests.chaos.faults import kill
from tests.chaos.fixtures import private_database
from tests.chaos.load import COMMIT, Load, judge, untracked
from tests.chaos.oracles import answers, fsck, line
from tests.chaos.waiting import until

pytestmark = [pytest.mark.chaos, pytest.mark.recovery]


def must_go_on(promoted: Database) -> None:
    """The line that the old primary began is continued by the new one."""
    before = line.read(promoted, "main")
    said = [promoted.ask("create table after_promotion (id integer)"), promoted.ask(COMMIT)]
    assert answers.judge(said) == []
    after = line.read(promoted, "main")
    assert line.judge(after, [said[1].value]) == []
    assert after[1:] == before
    fsck.must_be_clean(promoted)


@pytest.mark.promise("commits.durable")
def test_no_acknowledged_commit_is_lost_by_a_failover(
    doomed_cluster: Cluster, prepared: Path, rng: random.Random
) -> None:
    with replay.standby(doomed_cluster, prepared) as standby:
        load = Load(private_database(doomed_cluster))
        load.start(acknowledged=rng.randint(5, 25))
        kill.postmaster(doomed_cluster)
        load.join()
        promoted = replay.promote(standby)
        judge(load, promoted)
        must_go_on(promoted)


@pytest.mark.promise("commits.durable")
def test_what_never_reached_the_standby_is_wholly_absent(
    doomed_cluster: Cluster, prepared: Path
) -> None:
    database = private_database(doomed_cluster)
    with replay.standby(doomed_cluster, prepared) as standby:
        kept = [database.ask("create table kept (id integer)"), database.ask(COMMIT)]
        replay.cut_off(standby)
        said: list[Answer] = []
        with database.connect() as connection:
            ask(connection, "set synchronous_commit = local")
            lost = [ask(connection, "create table lost (id integer)"), ask(connection, COMMIT)]
            ask(connection, "set synchronous_commit = on")
            waiting = threading.Thread(target=lambda: said.append(ask(connection, COMMIT)))
            waiting.start()
            until(
                "the commit to wait for the standby",
                lambda: database.sql("select 1 from pg_stat_activity where wait_event = 'SyncRep'"),
            )
            kill.postmaster(doomed_cluster)
            waiting.join(30)
        promoted = replay.promote(standby)
        assert answers.judge(kept + lost) == []
        assert [answer.is_ok for answer in said] == [False]
        assert line.read(promoted, "main") == [(kept[1].value, None)]
        assert untracked(promoted) == []
        assert promoted.sql("select from pggit_internal.objects where identity ~ 'lost'") == []
        must_go_on(promoted)


@pytest.mark.promise("integrity.fsck-reads")
@pytest.mark.promise("diff.mirror")
@pytest.mark.slow
def test_a_standby_can_be_checked_while_it_follows(doomed_cluster: Cluster, prepared: Path) -> None:
    database = private_database(doomed_cluster)
    with replay.standby(doomed_cluster, prepared) as standby:
        follower = private_database(standby)
        # remote_apply: what the primary has acknowledged can be read on the standby.
        said = [
            database.ask(statement, options="-c synchronous_commit=remote_apply")
            for statement in ("create table t (id integer)", COMMIT, "comment on table t is 'new'")
        ]
        assert answers.judge(said) == []
        assert line.judge(line.read(follower, "main"), [said[1].value]) == []
        assert fsck.findings(follower) == []
        assert follower.sql("select * from pggit.detect_drift()") == []
        assert follower.sql("select * from pggit.repair()") == []
        assert follower.sql("select change, identity from pggit.diff('main', 'WORKTREE')") == [
            ("modified", "public.t")
        ]
        assert follower.sql("select * from pggit.diff_sql('main', 'WORKTREE')") == [
            ("comment on table public.t is 'new';",)
        ]
        assert "create table public.t" in follower.value("select pggit.export('main')")
        tried = dict(follower.sql("select is_kept, count(*) from pggit.self_test() group by 1"))
        assert tried == {True: 3, None: 5}
        assert follower.ask(COMMIT).sqlstate == "25006"  # it only reads
