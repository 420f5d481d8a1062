"""Sessions that could wait for each other.

Risk: two calls of pggit take locks in opposite order, and PostgreSQL ends one of them with 40P01.

When it fails: work that is correct fails at random, most often when there is most of it.

How to debug: the server's log has the two statements and the locks ("DETAIL: Process ... waits for").
The order of all locks is written in sql/branches/lock_repository.sql.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.chaos import interleave
from tests.chaos.database import Answer, Database, rows
from tests.chaos.fixtures import TEMPLATE, new_database
from tests.chaos.oracles import answers
from tests.chaos.tiers import by_tier

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]

# The calls that hold the repository's lock to the end of their transaction.
RECORDING = {
    "commit": "select pggit.commit_changes('x')",
    "create": "select pggit.create_branch('z' || nextval('public.z'))",
    "delete": "select pggit.delete_branch_simple('x')",
    "tag": "select pggit.create_tag('z' || nextval('public.z'))",
}
# They wait for migrations or for tables, then hold the repository's lock too.
WAITING = {
    "migrate": "select pggit.apply_migration('z' || nextval('public.z'), 'z', 'select 1')",
    "create data": "select pggit.create_data_branch('public.t', 'main', 'new' || nextval('public.z'))",
    "drop data": "select pggit.drop_data_branch('public.t', 'old{who}')",
}
# They wait for tables and hold no lock of the repository.
MERGING = {
    "merge data": "select pggit.merge_data_branch('public.t', 'dev', 'main', 'theirs')",
    "merge back": "select pggit.merge_data_branch('public.t', 'main', 'dev', 'ours')",
    "merge deep": "select pggit.merge_data_branch('public.t', 'deep', 'dev', 'theirs')",
}
READING = {"fsck": "select pggit.fsck()", "status": "select pggit.status()"}
CALLS = RECORDING | WAITING | MERGING | READING

Pair = tuple[str, str]

# Programs: each of them commits, and a check takes as much longer as there are commits.
TO_A_REPOSITORY = 600

SETUP = """
    create sequence public.z;
    create table public.t (id integer primary key, v text);
    insert into public.t select i, 'v' from generate_series(1, 20) as i;
    select pggit.commit_changes('main');
    select pggit.create_data_branch('public.t', 'main', 'dev');
    select pggit.create_data_branch('public.t', 'dev', 'deep')
"""
# Between programs: makes the calls possible again, and keeps the number of data branches small.
PREPARE = """
    select pggit.drop_data_branch('public.t', b.branch_name)
    from pggit.data_branches as b where b.branch_name like 'new%';
    select pggit.create_data_branch('public.t', 'main', old.name)
    from unnest(array['old0', 'old1']) as old (name)
    where old.name not in (select branch_name from pggit.data_branches)
"""


@pytest.mark.promise("branches.no-deadlock")
def test_the_server_does_find_deadlocks(database: Database) -> None:
    # Out of order: pggit takes its lock last, and these two mix it with one of their own.
    database.sql("create table a (id integer)")
    one = ["begin", "select pggit.commit_changes('main')", "lock table a", "commit"]
    other = ["begin", "lock table a", "select pggit.commit_changes('main')", "commit"]
    with interleave.sessions(database, 2, deadlock_timeout="50ms") as sessions:
        records = sessions.run([one, other], (0, 1) * 4)
    told = [record.answer for record in records if record.waited_for]
    assert sorted(str(answer.sqlstate) for answer in told) == ["40P01", "None"]
    assert answers.judge(told, allowed=frozenset({"40P01"})) == [
        f"{answer.asked!r} never succeeded in 1 tries" for answer in told if not answer.is_ok
    ]


@pytest.mark.promise("branches.no-deadlock")
@pytest.mark.timeout(3600)
def test_no_pair_of_calls_deadlocks_with_another_pair(
    server: Database, must_be_sound: Callable[[Database], None], rng: random.Random
) -> None:
    pairs = list(itertools.permutations(CALLS, 2))
    programs = list(itertools.combinations_with_replacement(pairs, 2))
    chosen = rng.sample(programs, by_tier(smoke=25, full=600, weekly=len(programs)))
    strict: list[Answer] = []
    lenient: list[Answer] = []
    for first in range(0, len(chosen), TO_A_REPOSITORY):
        with new_database(server, TEMPLATE) as database:
            for statement in SETUP.split(";"):
                database.sql(statement)
            for pair, answer in run(database, chosen[first : first + TO_A_REPOSITORY]):
                (lenient if may_give_up(pair) else strict).append(answer)
            must_be_sound(database)
    assert answers.judge(strict) == []
    wrong = answers.judge(lenient, allowed=frozenset({"55P03", "25P02"}))
    # A call that few pairs have may give up in each of them.
    tries = Counter(answer.asked for answer in lenient)
    rare = {f"{asked!r} never succeeded in {n} tries" for asked, n in tries.items() if n < 10}
    assert set(wrong) - rare == set()


def run(database: Database, programs: list[tuple[Pair, Pair]]) -> Iterator[tuple[Pair, Answer]]:
    """Each answer, and the pair of calls that it belongs to."""
    with interleave.sessions(database, 2) as sessions, database.connect() as preparing:
        for program in programs:
            rows(preparing, PREPARE)
            steps = [
                ["begin", *(CALLS[call].format(who=who) for call in pair), "commit"]
                for who, pair in enumerate(program)
            ]
            # Both have their first locks before either asks for its second ones.
            for record in sessions.run(steps, (0, 1) * 4):
                yield program[record.session], record.answer


@pytest.mark.promise("branches.no-deadlock")
@pytest.mark.parametrize("held", ["public.t", "public.t__dev"])
def test_merges_that_wait_for_a_third_take_their_locks_in_one_order(
    database: Database, held: str
) -> None:
    """Whoever is stopped between its first lock and its second shows which one it has."""
    for statement in SETUP.split(";"):
        database.sql(statement)
    holding = ["begin", f"lock table {held}", "rollback"]
    told: list[Answer] = []
    with interleave.sessions(database, 3, deadlock_timeout="50ms") as sessions:
        for one, other in itertools.product(MERGING.values(), repeat=2):
            records = sessions.run([holding, [one], [other]], (0, 0, 1, 2, 0))
            told += [record.answer for record in records]
            # One by one, they had nothing to wait for but that.
            assert any(record.waited_for for record in records)
    assert answers.judge(told) == []


@pytest.mark.promise("branches.no-deadlock")
def test_who_has_recorded_something_does_not_wait_for_a_migration(database: Database) -> None:
    """Whoever migrates will want what the other has."""
    for statement in SETUP.split(";"):
        database.sql(statement)
    migrating = ["begin", CALLS["migrate"], "commit"]
    with interleave.sessions(database, 2) as sessions, database.connect() as preparing:
        for call in RECORDING.values():
            rows(preparing, PREPARE)
            recording = ["begin", call, CALLS["migrate"], "rollback"]
            records = sessions.run([recording, migrating], (0, 0, 1, 1, 0, 0, 1))
            told = [record.answer for record in records]
            assert answers.judge(told, allowed=frozenset({"55P03"})) == []
            assert [answer.sqlstate for answer in told].count("55P03") == 1, call


def may_give_up(pair: Pair) -> bool:
    """Whether a call may end with 55P03: it would have to wait, and the one before it left locks."""
    if "fsck" in pair or pair[1] in MERGING:
        return True
    return pair[1] in WAITING and (pair[1] != "migrate" or pair[0] in RECORDING | WAITING)
