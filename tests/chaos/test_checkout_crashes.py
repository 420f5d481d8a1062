"""The server dies in the middle of a checkout.

Risk: half of a checkout survives: the schema is the target's and history does not say so, or the other way.

When it fails: after a crash the live schema is that of no commit, and a checkout refuses to go anywhere.

How to debug: the failure says after how many milliseconds the postmaster was killed; the kept data directory
and log are in the cell's results folder. Look for what a checkout does outside of the caller's transaction.
"""

from __future__ import annotations

import random
import threading
import time

import pytest
from hypothesis import settings

from scripts.cluster import Cluster
from tests.chaos.database import Answer, Database
from tests.chaos.faults import kill
from tests.chaos.oracles import fsck, model

pytestmark = [pytest.mark.chaos, pytest.mark.recovery]

ONE = """
    create table t (id integer primary key, a integer, b text);
    create view v as select id, a from t;
    create type e as enum ('x', 'y');
    create table u (m e default 'x', t integer references t);
    insert into t select n, n, 'b' || n from generate_series(1, 2000) as n;
    insert into u select 'y', n from generate_series(1, 2000) as n
"""
TWO = """
    drop view v;
    alter table t rename b to c;
    alter table t alter a type bigint;
    alter type e rename value 'x' to 'z';
    create view v as select a, id from t;
    create index i on t (c);
    create function f() returns bigint language sql as 'select 1::bigint'
"""
STATE = """
    select
        (select checked_out_branch from pggit_internal.repository),
        (select array_agg(object_type || ' ' || identity || ' ' || definition_hash order by object_type, identity)
            from pggit_internal.objects where is_live),
        (select array_agg(attname::text order by attnum) from pg_attribute
            where attrelid = 't'::regclass and attnum > 0 and not attisdropped)
"""
ROWS = """
    select (select md5(string_agg(to_jsonb(t) #>> '{id}', ',' order by id)) from t),
        (select count(*) from u where m = 'y')
"""


@pytest.mark.promise("checkout.there-and-back")
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_checkout_is_whole_or_not_at_all(
    cluster: Cluster, private: Database, rng: random.Random
) -> None:
    private.sql(ONE)
    private.sql("select pggit.commit_changes('one')")
    private.sql(TWO)
    private.sql("select pggit.commit_changes('two')")
    states, seconds, kept = {}, 0.0, private.sql(ROWS)
    for branch in ("one", "two"):
        begun = time.monotonic()
        private.sql("select pggit.checkout(%s)", branch)
        seconds = max(seconds, time.monotonic() - begun)
        states[branch] = private.sql(STATE)[0]
    here = "two"
    # Full: 20 points; weekly: 200.
    for _ in range(settings().max_examples // 10):
        there = {"one": "two", "two": "one"}[here]
        said: list[Answer] = []
        worker = threading.Thread(
            target=lambda there=there, said=said: said.append(
                private.ask("select pggit.checkout(%s)", there)
            )
        )
        delay = rng.uniform(0, seconds * 1.1)
        worker.start()
        time.sleep(delay)
        kill.postmaster(cluster)
        worker.join(30)
        cluster.start()
        law = f"killed after {delay * 1000:.0f} ms, answered {said}"
        now = private.sql(STATE)[0]
        model.must_equal(now in states.values(), True, f"{law}: {now}")
        here = next(branch for branch, state in states.items() if state == now)
        if said[0].is_ok:
            model.must_equal(here, there, law)
        model.must_equal(private.sql(ROWS), kept, law)
        fsck.must_be_clean(private)
