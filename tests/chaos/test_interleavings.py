"""Sessions that commit, branch, tag and define, in all orders of their steps.

Risk: a window of a few microseconds between a look and a write, in which another session writes. Luck finds
it in production; here each order of the steps is tried.

When it fails: the answers, or what is recorded afterwards, are those of no serial order: a commit on a branch
that was deleted, a tag of a commit that nobody reaches, two winners.

How to debug: the failure names the order, e.g. "order 0110, session 1": run these steps in psql sessions on
`python -m scripts.cluster --pg N`. Suspect what is read before pggit_internal.lock_repository().
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import psycopg
import pytest
from hypothesis import settings

from tests.chaos import interleave
from tests.chaos.calls import Call
from tests.chaos.database import Answer, Database
from tests.chaos.interleave import Order, Record
from tests.chaos.oracles import answers, history, line
from tests.chaos.oracles.history import Transaction

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]

Program = Sequence[Call]

READ_COMMITTED = "read committed"
STRICT = ["repeatable read", "serializable"]
SNAPSHOT = "select 1"
ENDS = {
    "all commit": ("commit", "commit", "commit"),
    "the first rolls back": ("rollback", "commit", "commit"),
}

commit = Call("commit_changes", ("b#", "m"))
commit_on_main = Call("commit_changes", ("main", "m"))
create = Call("create_branch", ("b#",))
create_child = Call("create_branch", ("child#", "b#"))
delete = Call("delete_branch", ("b#",))
delete_by_force = Call("delete_branch_simple", ("b#",))
tag = Call("create_tag", ("v#", "b#"))
tag_like_branch = Call("create_tag", ("b#", "main"))
define = Call("create_table", ("t#",))
define_more = Call("add_column", ("t#", "more"))
drop = Call("drop_table", ("t#",))

Race = tuple[list[Call], list[list[Call]]]  # what there is before, and what each session does
RACES: dict[str, dict[str, Race]] = {
    "commits": {
        "commit/commit": ([], [[commit], [commit]]),
        "commit/commit on two branches": ([], [[commit], [commit_on_main]]),
        "commit/delete": ([create], [[commit], [delete]]),
        "commit/delete by force": ([create], [[commit], [delete_by_force]]),
    },
    "branches": {
        "create/create": ([], [[create], [create]]),
        "create child/delete": ([create], [[create_child], [delete]]),
        "create again/delete": ([create], [[create], [delete_by_force]]),
        "create/commit": ([], [[create], [commit]]),
        "delete/delete": ([create], [[delete], [delete]]),
    },
    "tags": {
        "tag/delete": ([commit], [[tag], [delete]]),
        "tag/delete by force": ([commit], [[tag], [delete_by_force]]),
        "tag/tag": ([commit], [[tag], [tag]]),
        "tag/commit": ([commit], [[tag], [commit]]),
    },
    "names": {
        "create/tag of one name": ([commit_on_main], [[create], [tag_like_branch]]),
        "commit/tag of one name": ([commit_on_main], [[commit], [tag_like_branch]]),
        "delete/tag of one name": ([commit], [[delete_by_force], [tag_like_branch]]),
    },
    "tables": {
        "create table/commit": ([], [[define], [commit]]),
        "alter table/commit": ([define], [[define_more], [commit]]),
        "drop table/commit": ([define, commit], [[drop], [commit]]),
    },
}
ALL: dict[str, Race] = {
    **{name: race for races in RACES.values() for name, race in races.items()},
    "two calls each": ([create], [[commit, tag], [delete, create]]),
    "define and commit": ([], [[define, commit], [create, commit]]),
    "delete and commit": ([commit], [[delete_by_force, commit], [commit, create_child]]),
    "commit, commit, delete": ([create], [[commit], [commit], [delete]]),
    "commit, tag, delete": ([commit], [[commit], [tag], [delete]]),
    "create, create, delete": ([], [[create], [create], [delete_by_force]]),
    "commit, commit, tag": ([create], [[commit], [commit_on_main], [tag]]),
}


class Races:
    """Runs races in one database, each order under names of its own; all of it is one history."""

    def __init__(self, sessions: interleave.Sessions, other: psycopg.Connection) -> None:
        self.sessions = sessions
        self.other = other  # makes what is there before, and looks at the record afterwards
        self.history: list[Transaction] = []
        self.waits = 0
        self.number = 0

    def run(
        self,
        race: Race,
        level: str = READ_COMMITTED,
        ends: Sequence[str] = ENDS["all commit"],
        orders: Sequence[Order] = (),
    ) -> None:
        """These orders of a race, or all."""
        before, programs = race
        # Under the stricter levels, taking the snapshot is a step of its own.
        first = [] if level == READ_COMMITTED else [SNAPSHOT]
        begun = range(len(programs))
        steps = [len(first) + len(program) + 1 for program in programs]
        for order in orders or interleave.orders(steps):
            self.number += 1
            self.alone(f"before order {self.number}", before)
            records = self.sessions.run(
                [
                    [f"begin isolation level {level}", *first]
                    + [call.numbered(self.number).sql for call in program]
                    + [end]
                    for program, end in zip(programs, ends, strict=False)
                ],
                (*begun, *order),
            )
            self.waits += sum(bool(record.waited_for) for record in records)
            made = [
                self.transaction(program, records, session, order)
                for session, program in enumerate(programs)
            ]
            self.history += made
            self.look(made)

    def transaction(
        self, program: Program, records: Sequence[Record], session: int, order: Order
    ) -> Transaction:
        """What a session did and was told."""
        own = [record for record in records if record.session == session]
        calls, end = own[-len(program) - 1 : -1], own[-1]
        return Transaction(
            who=f"order {''.join(map(str, order))}, session {session}",
            calls=tuple(
                (call.numbered(self.number), record.answer)
                for call, record in zip(program, calls, strict=True)
            ),
            start=own[1].start,
            end=end.end,
            is_committed=all(record.answer.is_ok for record in own)
            and end.answer.asked == "commit",
        )

    def look(self, made: Sequence[Transaction]) -> None:
        """The record as it is now, and what each new commit holds."""
        ids = [
            said.value
            for each in made
            if each.is_committed
            for call, said in each.calls
            if call.name == "commit_changes"
        ]
        self.alone("the look afterwards", [Call("view"), *[Call("show", (each,)) for each in ids]])

    def alone(self, who: str, calls: Program) -> None:
        """Calls at a time when nobody else does anything."""
        start = next(self.sessions.clock)
        named = [call.numbered(self.number) for call in calls]
        said = tuple((call, call.ask(self.other)) for call in named)
        self.history.append(Transaction(who, said, start, next(self.sessions.clock)))

    @property
    def answers(self) -> list[Answer]:
        """All that anybody was told."""
        return [said for each in self.history for _, said in each.calls]


@pytest.mark.promise("branches.create-race")
@pytest.mark.promise("branches.delete")
@pytest.mark.promise("commits.single-line")
@pytest.mark.promise("refs.one-meaning")
@pytest.mark.parametrize("kind", RACES)
def test_every_order_has_the_answers_of_a_serial_one(database: Database, kind: str) -> None:
    with interleave.sessions(database, 2) as sessions, database.connect() as other:
        races = Races(sessions, other)
        for race in RACES[kind].values():
            for ends in ENDS.values():
                races.run(race, ends=ends)
    assert history.judge(races.history) == []
    assert bool(races.waits) == (kind != "tables"), "all wait for the lock, but no commit for DDL"


@pytest.mark.promise("branches.isolation")
@pytest.mark.parametrize("level", STRICT)
def test_on_an_old_snapshot_the_loser_gets_40001(database: Database, level: str) -> None:
    with interleave.sessions(database, 2) as sessions, database.connect() as other:
        races = Races(sessions, other)
        races.run(RACES["commits"]["commit/commit"], level)
        races.run(RACES["tags"]["tag/delete by force"], level)
    assert history.judge(races.history, lost=frozenset({"40001"})) == []
    # Of the 20 orders of each race, the first and the last are serial.
    assert [said.sqlstate for said in races.answers].count("40001") == 2 * 18


@pytest.mark.promise("commits.durable")
def test_commits_of_three_sessions_are_in_line_in_every_order(
    database: Database, rng: random.Random
) -> None:
    with interleave.sessions(database, 3) as sessions, database.connect() as other:
        races = Races(sessions, other)
        orders = rng.sample(interleave.orders([2, 2, 2]), min(90, settings().max_examples))
        races.run(([], [[commit_on_main]] * 3), orders=orders)
    assert history.judge(races.history) == []
    said = [each for each in races.answers if each.asked == commit_on_main.sql]
    assert answers.judge(said) == []
    assert line.judge(line.read(database, "main"), [each.value for each in said]) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.promise("branches.isolation")
@pytest.mark.parametrize("level", [READ_COMMITTED, *STRICT])
@pytest.mark.parametrize("name", ALL)
def test_every_order_at_every_level(
    database: Database, rng: random.Random, name: str, level: str
) -> None:
    race = ALL[name]
    steps = [len(program) + 1 + (level != READ_COMMITTED) for program in race[1]]
    orders = interleave.orders(steps)
    # All of two sessions; three have up to 1680, of which full takes 100, and weekly 1000.
    orders = rng.sample(orders, min(len(orders), settings().max_examples // 2))
    with (
        interleave.sessions(database, len(steps)) as sessions,
        database.connect() as other,
    ):
        races = Races(sessions, other)
        for ends in ENDS.values():
            races.run(race, level, ends, orders)
    lost = frozenset() if level == READ_COMMITTED else frozenset({"40001"})
    assert history.judge(races.history, lost) == []
