"""Data branches, migrations and repairs, in all orders of the steps of two sessions.

Risk: a row that is written while its table is branched is on neither side, or on both; a migration runs
twice; a repair records what another session has just changed.

When it fails: the answers, or the rows and records afterwards, are those of neither serial order. The failure
shows both and what came instead.

How to debug: run the steps in the order that the failure names in two psql sessions on
`python -m scripts.cluster --pg N`. Suspect a lock that is taken after what it guards was read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from psycopg import Connection

from tests.chaos import interleave
from tests.chaos.database import Answer, Database, ask, rows
from tests.chaos.interleave import Order
from tests.chaos.oracles import serial
from tests.chaos.oracles.serial import Outcome

pytestmark = [pytest.mark.chaos, pytest.mark.concurrent]

LEVELS = ["read committed", "serializable"]
LOST = {"read committed": set(), "serializable": {"40001"}}


@dataclass(frozen=True)
class Scene:
    """Statements; what is named with # is each order's own."""

    before: str
    sessions: tuple[str, str]
    after: str  # a query of what can be seen then

    def numbered(self, number: int) -> Scene:
        one, two = (each.replace("#", f"x{number}x") for each in self.sessions)
        return Scene(
            self.before.replace("#", f"x{number}x"),
            (one, two),
            self.after.replace("#", f"x{number}x"),
        )


TABLE = "create table t# (id integer primary key, v text unique); insert into t# values (1, 'a'), (2, 'b')"
BRANCHED = f"{TABLE}; select pggit.create_data_branch('t#', 'main', 'dev')"
TABLE_ROWS = "select array_agg(t order by id) from t# as t"
BRANCH_ROWS = "select array_agg(t order by id) from t#__dev as t"
BOTH_ROWS = f"select ({TABLE_ROWS})::text, ({BRANCH_ROWS})::text"
BRANCHES = "select array_agg(branch_name) from pggit.data_branches where table_name = 't#'"
CREATE = "select pggit.create_data_branch('t#', 'main', 'dev')"
DROP = "select pggit.drop_data_branch('t#', 'dev')"
MERGE = "select pggit.merge_data_branch('t#', 'dev', 'main', 'theirs')"
MERGE_BACK = "select pggit.merge_data_branch('t#', 'main', 'dev', 'ours')"
UPDATE = "update t# set v = v || '!' where id = 1"
UPDATE_BRANCH = "update t#__dev set v = v || '?' where id in (1, 2)"
STATES = "select array_agg(version || ' ' || state order by version) from pggit.migrations where version like '#%'"
APPLY = "select pggit.apply_migration('#1', 'm', 'create table m# (id integer)')"
APPLIED = "select pggit.apply_migration('#1', 'm', 'create table m# (id integer)', 'drop table m#')"
BEGIN = "select pggit.begin_migration('#2', 'm')"
REPAIR = "select pggit.repair('drift', false)"
CREATE_CHILD = "select pggit.create_data_branch('t#', 'dev', 'sub')"
DRIFT = """
    create table t# (id integer); set session_replication_role = replica;
    alter table t# add column unseen integer; reset session_replication_role
"""
VERSION = """
    select
        (select array_agg(change_type || ' ' || version) from pggit.get_history('t#')),
        (select count(*) from pggit.detect_drift() where identity = 'public.t#')
"""

DATA = {
    "write/create": Scene(TABLE, (UPDATE, CREATE), BOTH_ROWS),
    "write/merge": Scene(f"{BRANCHED}; {UPDATE_BRANCH}", (UPDATE, MERGE), BOTH_ROWS),
    "merge/drop": Scene(
        f"{BRANCHED}; {UPDATE_BRANCH}",
        (MERGE, DROP),
        f"select ({BRANCHES})::text, ({TABLE_ROWS})::text",
    ),
    "alter table/create": Scene(TABLE, ("alter table t# add column c integer", CREATE), BRANCHES),
}
RECORDS = {
    "apply/apply": Scene("select", (APPLY, APPLY), STATES),
    "apply/begin": Scene("select", (APPLY, BEGIN), STATES),
    "repair/alter table": Scene(DRIFT, (REPAIR, "alter table t# add column seen integer"), VERSION),
}
MORE = {
    "branch write/merge": Scene(BRANCHED, (UPDATE_BRANCH, MERGE), BOTH_ROWS),
    "write/write on the branch": Scene(BRANCHED, (UPDATE, UPDATE_BRANCH), BOTH_ROWS),
    "write/merge back": Scene(BRANCHED, (UPDATE, MERGE_BACK), BOTH_ROWS),
    "merge/merge back": Scene(
        f"{BRANCHED}; {UPDATE}; {UPDATE_BRANCH}", (MERGE, MERGE_BACK), BOTH_ROWS
    ),
    "create/create": Scene(TABLE, (CREATE, CREATE), BRANCHES),
    "drop/drop": Scene(BRANCHED, (DROP, DROP), BRANCHES),
    "create child/drop": Scene(BRANCHED, (CREATE_CHILD, DROP), BRANCHES),
    "begin/begin": Scene("select", (BEGIN, BEGIN), STATES),
    "apply/roll back": Scene(APPLIED, (APPLY, "select pggit.rollback_migration('#1')"), STATES),
    "repair/repair": Scene(DRIFT, (REPAIR, REPAIR), VERSION),
}
UNFINISHED = (
    "select pggit.fail_migration(version, 'over') from pggit.migrations where state = 'running'"
)


class Stage:
    """Plays scenes in one database."""

    def __init__(self, sessions: interleave.Sessions, other: Connection, level: str) -> None:
        self.sessions = sessions
        self.other = other
        self.level = level
        self.number = 0

    def play(self, scene: Scene, order: Order) -> Outcome:
        """One order of the scene's steps; a session that has no turn in it does nothing."""
        self.number += 1
        own = scene.numbered(self.number)
        rows(self.other, own.before)
        # Takes the snapshot, and no lock: after one, pggit would not wait for others (55P03).
        first = [] if self.level == LEVELS[0] else ["select 1"]
        programs = [
            [f"begin isolation level {self.level}", *first, statement, "commit"]
            if session in order
            else []
            for session, statement in enumerate(own.sessions)
        ]
        records = self.sessions.run(programs, (*sorted(set(order)), *order))
        told: dict[int, list[str]] = {session: [] for session in order}
        for record in records:
            told[record.session].append(self.text(record.answer))
        left = self.text(
            ask(self.other, f"select array_agg(seen::text) from ({own.after}) as seen")
        )
        rows(self.other, UNFINISHED)
        return Outcome(
            {session: said for session, said in told.items() if not LOST[self.level] & set(said)},
            left,
        )

    def play_all(self, scene: Scene) -> list[str]:
        """All orders; what is wrong."""
        steps = 2 if self.level == LEVELS[0] else 3
        orders = interleave.orders([steps, steps])
        alone = [(0,) * steps, (1,) * steps]
        in_turn = [alone[0] + alone[1], alone[1] + alone[0]]
        serial_ones = {order: self.play(scene, order) for order in in_turn + alone}
        others = {order: self.play(scene, order) for order in orders if order not in in_turn}
        return serial.judge(others, serial_ones)

    def text(self, answer: Answer) -> str:
        """An answer without the names that are this order's own."""
        return str(answer.sqlstate or answer.value).replace(f"x{self.number}x", "#")


def play_all(database: Database, scenes: Iterable[Scene], level: str) -> list[str]:
    """What is wrong in all orders of these scenes."""
    with interleave.sessions(database, 2) as sessions, database.connect() as other:
        stage = Stage(sessions, other, level)
        return [wrong for scene in scenes for wrong in stage.play_all(scene)]


@pytest.mark.promise("data.isolation")
@pytest.mark.promise("data.merge")
@pytest.mark.promise("data.ddl")
def test_data_branches_in_every_order(database: Database) -> None:
    assert play_all(database, DATA.values(), LEVELS[0]) == []


@pytest.mark.promise("migrations.once")
@pytest.mark.promise("integrity.repair")
def test_migrations_and_repairs_in_every_order(database: Database) -> None:
    assert play_all(database, RECORDS.values(), LEVELS[0]) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.promise("branches.isolation")
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", [*DATA, *RECORDS, *MORE])
def test_every_order_at_every_level(database: Database, name: str, level: str) -> None:
    assert play_all(database, [(DATA | RECORDS | MORE)[name]], level) == []
