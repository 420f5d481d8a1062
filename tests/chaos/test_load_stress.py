"""Many clients at once, and many commits.

Risk: what works for one client fails, waits forever or gets slower with each commit for a hundred.

When it fails: pggit is fine on a laptop and not in production.

How to debug: the failure lists answers that are not allowed; for cost, EXPLAIN (ANALYZE) of the queries in
sql/commits/commit_changes.sql in a database with many commits.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import settings

from tests.chaos.database import Answer, Database, ask, rows, together
from tests.chaos.oracles import answers, fsck, line

pytestmark = [pytest.mark.chaos, pytest.mark.load]

# Each operation, and the SQLSTATEs that it may end with when others do the same.
OPERATIONS = {
    "select pggit.commit_changes('main')": frozenset[str](),
    "select pggit.commit_changes('side')": frozenset[str](),
    "select pggit.create_branch('hot')": frozenset({"42710"}),
    "select pggit.delete_branch_simple('hot')": frozenset[str](),
    "select count(*) from pggit.list_branches()": frozenset[str](),
    "select count(*) from pggit.log('main')": frozenset[str](),
    # IF NOT EXISTS does not help against a race: the server itself answers with any of these.
    "create table if not exists shared (id integer)": frozenset({"23505", "42710", "42P07"}),
}


@pytest.mark.promise("commits.durable")
def test_a_hundred_sessions_of_mixed_work(database: Database, rng: random.Random) -> None:
    workers, each = 100, 4
    barrier = threading.Barrier(workers)
    programs = [rng.choices(list(OPERATIONS), k=each) for _ in range(workers)]

    def work(who: int) -> list[Answer]:
        with database.connect() as connection:
            barrier.wait(30)
            return [ask(connection, statement) for statement in programs[who]]

    said = together(work, workers)
    for statement, allowed in OPERATIONS.items():
        mine = [answer for answer in said if answer.asked == statement]
        assert answers.judge(mine, allowed=allowed) == []
    for branch in ("main", "side"):
        commits = [a.value for a in said if f"commit_changes('{branch}')" in a.asked]
        assert line.judge(line.read(database, branch), commits) == []


@pytest.mark.promise("integrity.fsck-reads")
def test_fsck_under_load_finds_nothing_and_blocks_nobody(database: Database) -> None:
    stop = threading.Event()

    def work(who: int) -> list[Answer]:
        said = []
        with database.connect(options="-c lock_timeout=10s") as connection:
            for number in range(12):
                said.append(ask(connection, f"create table t{who}_{number} (id integer)"))
                said.append(ask(connection, "select pggit.commit_changes('main')"))
        stop.set()
        return said

    found: list[object] = []
    checker = threading.Thread(target=lambda: found.extend(check_until(database, stop)))
    checker.start()
    said = together(work, 4)
    checker.join(60)
    assert answers.judge(said) == []
    assert len(found) >= 2
    assert set(map(str, found)) == {"[]"}


def check_until(database: Database, stop: threading.Event) -> list[object]:
    """What fsck found each time, until told to stop."""
    found: list[object] = []
    while not stop.is_set() or len(found) < 2:
        found.append(fsck.findings(database))
    return found


@pytest.mark.promise("commits.cost")
@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("objects", "bound"), [(1_000, 2), pytest.param(10_000, 3, marks=pytest.mark.slow)]
)
def test_a_commit_costs_the_same_among_many_objects(
    database: Database, twin: Database, objects: int, bound: int
) -> None:
    alone, among_many = database, twin
    for each in (alone, among_many):
        each.sql("create table small (id integer)")
    among_many.sql(
        f"do $$ begin for n in 1..{objects} loop"
        " execute format('create table many_%s (id integer)', n);"
        " end loop; end $$"
    )
    for each in (alone, among_many):
        each.sql("select pggit.commit_changes('main')")
    # By turns, and the quickest of each: what else the machine does hits both, and then counts less.
    costs: dict[Database, list[float]] = {alone: [], among_many: []}
    # In new sessions: one that made the objects has them all in its caches.
    with closing(alone.open()) as one, closing(among_many.open()) as other:
        for number in range(20):
            for each, connection in ((alone, one), (among_many, other)):
                rows(connection, f"comment on table small is '{number}'")
                started = time.perf_counter()
                rows(connection, "select pggit.commit_changes('main')")
                costs[each].append(time.perf_counter() - started)
    for each in (alone, among_many):
        assert line.judge(line.read(each, "main"), []) == []
    few, many = (1000 * min(costs[each]) for each in (alone, among_many))
    assert many <= bound * few, f"{many:.2f} ms among {objects} objects, {few:.2f} ms alone"


@pytest.mark.promise("commits.cost")
def test_a_commit_reads_what_changed_and_not_what_exists(database: Database) -> None:
    """The server counts what a transaction reads, so this needs no clock."""
    database.sql("create table small (id integer)")
    database.sql("create schema many")
    database.sql(
        "do $$ begin for n in 1..600 loop"
        " execute format('create sequence many.s%s', n); end loop; end $$"
    )
    commits = [database.value("select pggit.commit_changes('main')")]
    read = (
        "select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)"
        " from pg_stat_xact_all_tables where relname = 'objects'"
    )
    with database.connect() as connection, connection.transaction():
        rows(connection, "comment on table small is 'changed'")
        ((before,),) = rows(connection, read)
        commits += [commit for (commit,) in rows(connection, "select pggit.commit_changes('main')")]
        ((after,),) = rows(connection, read)
    assert line.judge(line.read(database, "main"), commits) == []
    assert 0 < after - before < 60, "of 602 objects; a leaf of the tree holds two or three"


@pytest.mark.promise("commits.flat")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("commits", [300, pytest.param(3_000, marks=pytest.mark.slow)])
def test_a_commit_costs_the_same_after_many_commits(
    database: Database, twin: Database, commits: int
) -> None:
    fresh, old = database, twin
    for each in (fresh, old):
        each.sql("create table small (id integer)")
    old.sql(
        f"do $$ begin for n in 1..{commits} loop"
        " perform pggit.commit_changes('main'); commit;"
        " end loop; end $$"
    )
    # A plan without statistics differs from one with them by more than the history does.
    for each in (fresh, old):
        each.sql("vacuum analyze pggit_internal.worktree, pggit_internal.tree_nodes, pggit.commits")
    # By turns, and the quickest of each: what else the machine does hits both, and then counts less.
    costs: dict[Database, list[float]] = {fresh: [], old: []}
    with closing(fresh.open()) as one, closing(old.open()) as other:
        for number in range(30):
            for each, connection in ((fresh, one), (old, other)):
                rows(connection, f"comment on table small is '{number}'")
                started = time.perf_counter()
                rows(connection, "select pggit.commit_changes('main')")
                costs[each].append(time.perf_counter() - started)
    for each in (fresh, old):
        assert line.judge(line.read(each, "main"), []) == []
    first, last = (1000 * min(costs[each]) for each in (fresh, old))
    # 20 % are promised (docs: nox -s bench measures that); this finds what grows with the history.
    assert last <= 1.5 * first, f"{last:.2f} ms after {commits} commits, {first:.2f} ms before"


@pytest.mark.promise("integrity.fsck")
@pytest.mark.slow
def test_fsck_takes_as_much_longer_as_there_are_more_commits(
    database: Database, twin: Database
) -> None:
    few, many = database, twin
    for each, commits in ((few, 2_000), (many, 8_000)):
        # Without statistics, as after pg_restore: the planner then knows least.
        each.sql("alter table pggit.commits set (autovacuum_enabled = off)")
        each.sql(
            f"do $$ begin for n in 1..{commits} loop"
            " perform pggit.commit_changes('main'); commit;"
            " end loop; end $$"
        )
    # By turns, and the quickest of each: the machine's speed may double or halve meanwhile.
    seconds: dict[Database, list[float]] = {few: [], many: []}
    for _ in range(3):
        for each in (few, many):
            started = time.perf_counter()
            assert fsck.findings(each) == []
            seconds[each].append(time.perf_counter() - started)
    # 4 times as many commits; 16 would be the square.
    assert min(seconds[many]) <= 8 * min(seconds[few]), seconds.values()


@pytest.mark.promise("commits.single-line")
@pytest.mark.slow
def test_five_thousand_commits_are_one_line(database: Database) -> None:
    def work(_who: int) -> list[Answer]:
        with database.connect() as connection:
            return [ask(connection, "select pggit.commit_changes('main')") for _ in range(500)]

    said = together(work, 10)
    assert answers.judge(said) == []
    assert line.judge(line.read(database, "main"), [answer.value for answer in said]) == []


# What a session may do at random, and the SQLSTATEs that it may end with: a name that somebody else took
# (42710) or deleted (42704), a branch with commits of its own (55006), a migration that is not the newest
# (55000), and 40001 for the loser at the higher isolation levels.
CALLS = {
    "select pggit.commit_changes('main', 'at work')": frozenset[str](),
    "select pggit.commit_changes('b{n}', 'at work')": frozenset[str](),
    "select pggit.create_branch('b{n}')": frozenset({"42710"}),
    "select pggit.create_branch('c{n}', 'b{n}')": frozenset({"42710", "42704"}),
    "select pggit.delete_branch_simple('b{n}')": frozenset[str](),
    "select pggit.delete_branch('c{n}')": frozenset({"42704", "55006"}),
    "select pggit.create_tag('t{n}')": frozenset({"42710"}),
    "select pggit.apply_migration('{n}', 'one of ten', 'create table m{n} (id integer)', 'drop table m{n}')": frozenset[
        str
    ](),
    "select pggit.rollback_migration('{n}')": frozenset({"42704", "55000"}),
    "select count(*) from pggit.log('main', 20)": frozenset[str](),
    "create table own_{who}_{turn} (id integer)": frozenset[str](),
    "alter table shared{n} add column c_{who}_{turn} integer": frozenset[str](),
}
LEVELS = {
    "read committed": frozenset[str](),
    "repeatable read": frozenset({"40001"}),
    "serializable": frozenset({"40001"}),
}


@pytest.mark.promise("branches.no-deadlock")
@pytest.mark.timeout(360)
@pytest.mark.parametrize("sessions", [20, pytest.param(100, marks=pytest.mark.slow)])
def test_random_calls_at_every_isolation_level(
    database: Database, rng: random.Random, sessions: int
) -> None:
    # 1 in smoke; for a hundred sessions 20 in full, 200 in the weekly tier.
    seconds = max(1, sessions * settings().max_examples // 1000)
    for n in range(10):
        database.sql(f"create table shared{n} (id integer)")
    database.sql("select pggit.commit_changes('main', 'the first')")
    seeds = [rng.random() for _ in range(sessions)]
    until = time.monotonic() + seconds
    succeeded: set[str] = set()

    def is_over() -> bool:
        # Some calls seldom succeed: a busy machine gets that far later, and no machine does in vain.
        late = time.monotonic() - until
        return late > 0 and (succeeded >= CALLS.keys() or late > 60)

    def work(who: int) -> list[Answer]:
        choose = random.Random(seeds[who])
        level = choose.choices(list(LEVELS), [4, 1, 1])[0]
        said = []
        with database.connect(
            options=f"-c default_transaction_isolation={level.replace(' ', chr(92) + ' ')}"
        ) as connection:
            for turn in itertools.count():
                if is_over():
                    break
                call = choose.choice(list(CALLS))
                answer = ask(connection, call.format(n=choose.randrange(10), who=who, turn=turn))
                said.append(replace(answer, asked=f"{level}: {call}"))
                if answer.is_ok:
                    succeeded.add(call)
        return said

    said = together(work, sessions)
    for call, allowed in CALLS.items():
        for level, losing in LEVELS.items():
            mine = [answer for answer in said if answer.asked == f"{level}: {call}"]
            wrong = answers.judge(mine, allowed=allowed | losing) if mine else []
            # Whether a call at a level succeeds at all is left to luck; that it does at some is not.
            assert [each for each in wrong if "never succeeded" not in each] == []
        assert any(answer.is_ok for answer in said if answer.asked.endswith(call)), call
    acknowledged = [a.value for a in said if a.is_ok and "commit_changes('main'" in a.asked]
    in_line = [commit for commit, _ in line.read(database, "main")]
    assert line.judge(line.read(database, "main"), acknowledged) == []
    others = [a.value for a in said if a.is_ok and "commit_changes('b" in a.asked]
    there = {row[0] for row in database.sql("select hash from pggit.commits")}
    assert set(others) <= there
    assert len(in_line) == len(acknowledged) + 1
