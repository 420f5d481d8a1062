"""The server's clock jumps, backwards too.

Risk: an ID is made twice, or what happened later sorts before what happened earlier.

When it fails: pggit takes the clock for an order; after a correction by a time server, history is told in
the wrong one, or a commit is refused as a duplicate.

How to debug: the failure shows the IDs with their times. Look for `order by` a timestamp in sql/: only
sequences, steps and parents order.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from scripts import binaries
from scripts.cluster import Cluster
from tests.chaos.database import Database
from tests.chaos.faults import skew
from tests.chaos.oracles import answers, fsck, line, model

pytestmark = [pytest.mark.chaos, pytest.mark.property]

COMMIT = "select pggit.commit_changes('main', %s)"


@pytest.fixture(scope="module")
def skewed(prepared: Path, major: int) -> Iterator[Cluster]:
    """A server whose clock can be set, for all tests of the module."""
    if reason := skew.why_not():  # here, not while pytest collects: it may download
        pytest.skip(reason)
    with skew.skewed(binaries.find(major), prepared) as cluster:
        yield cluster


@pytest.fixture
def timeless(skewed: Cluster) -> Iterator[Database]:
    """A database with pggit, of this test alone, on that server."""
    skewed.sql("create database timeless template pggit_chaos_test")
    database = Database(skewed.conninfo("timeless"))
    yield database
    fsck.must_be_clean(database)
    skewed.sql("drop database timeless with (force)")


def jumps(rng: random.Random) -> list[timedelta]:
    """Where the clock is set to, one after the other: back, forth and far back."""
    return [timedelta(days=days, seconds=rng.randint(-100, 100)) for days in (0, -1, 400, -3000)]


@pytest.mark.promise("versions.trinity-unique")
def test_ids_are_unique_however_the_clock_jumps(
    skewed: Cluster, timeless: Database, rng: random.Random
) -> None:
    ids: list[str] = []
    for offset in jumps(rng):
        skew.jump(skewed, offset)
        made = timeless.sql("select pggit.generate_trinity_id() from generate_series(1, 200)")
        ids += [each for (each,) in made]
        for (each,) in made:
            model.trinity_id(each, around=datetime.now(UTC) + offset)
    model.must_equal(len(set(ids)), len(ids))
    assert ids != sorted(ids)  # the clock did go back


@pytest.mark.promise("versions.trinity-unique")
def test_a_clock_that_stands_still_gives_no_id_twice(skewed: Cluster, timeless: Database) -> None:
    skew.freeze(skewed)
    made = timeless.sql("select pggit.generate_trinity_id() from generate_series(1, 1000)")
    ids = [each for (each,) in made]
    model.must_equal(len({each[:20] for each in ids}), 1, "the time stood still")
    model.must_equal(len(set(ids)), len(ids))
    numbers = {each[21:27] for each in ids}
    # A random one of 36^6: two of 1,000 are alike in one run of 4,000, and three hardly ever.
    model.must_equal(len(numbers) >= len(ids) - 1, True, f"{len(numbers)} numbers")


@pytest.mark.promise("commits.log")
def test_history_is_told_in_the_order_in_which_it_happened(
    skewed: Cluster, timeless: Database, rng: random.Random
) -> None:
    said = []
    timeless.sql("create table t (id integer)")
    for number, offset in enumerate(jumps(rng)):
        skew.jump(skewed, offset)
        said += [
            timeless.ask(f"alter table t add column c{number} integer"),
            timeless.ask(COMMIT, str(number)),
            timeless.ask(
                f"select pggit.apply_migration('{number}', 'm', 'create table m{number} ()', 'drop table m{number}')"
            ),
        ]
    assert answers.judge(said) == []
    commits = [answer.value for answer in said if answer.asked == COMMIT]
    assert line.judge(line.read(timeless, "main"), commits) == []
    last = len(commits) - 1
    told = [message for (message,) in timeless.sql("select message from pggit.log('main')")]
    model.must_equal(told, [str(number) for number in range(last, -1, -1)])
    versions = [v for (v,) in timeless.sql("select version from pggit.get_history('t')")]
    model.must_equal(versions, [f"1.{n}.0" for n in range(len(commits), -1, -1)])
    times = [at for (at,) in timeless.sql("select changed_at from pggit.get_history('t')")]
    assert any(newer < older for newer, older in pairwise(times))  # the clock did go back
    model.must_equal(fsck.findings(timeless), [])
    # Only the newest migration is rolled back: the one that came last, not the one with the latest time.
    model.must_equal(timeless.ask("select pggit.rollback_migration('2')").sqlstate, "55000")
    model.must_equal(timeless.ask(f"select pggit.rollback_migration('{last}')").value, True)
