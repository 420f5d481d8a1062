"""What pggit promises of a pair: its plans lead there and back, on rows, and checkout does the same.

The judge is pg_dump on databases into which each side was loaded fresh. The tree's hash, the second
diff and what the pair keeps are judged beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import Connection, Error

from tests.chaos.database import Database, ask, rows
from tests.pairs import Pair, scratch
from tests.pairs.dump import Dumper, Schema

SOURCE, TARGET = "pair/from", "pair/to"
PROBE = "pair/probe"

# What a change is called when it is looked at from the other side; the others keep their names.
TURNED = {"added": "dropped", "dropped": "added"}

TREE = """
    select c.tree_hash from pggit.branches as b
    join pggit.commits as c on c.hash = b.head_commit_hash where b.name = %s
"""


@dataclass(frozen=True)
class Sides:
    """Both schemas of a pair, as a server shows them that knows nothing of pggit."""

    source: Schema
    target: Schema

    @classmethod
    def of(cls, pair: Pair, plain: Database, dumper: Dumper) -> Sides:
        """Load one side after the other into a database without pggit."""
        with plain.connect() as session:
            scratch.load(session, pair.source)
            source = dumper.take(plain)
            scratch.load(session, pair.target)
            return cls(source, dumper.take(plain))


def broken_promises(pair: Pair, database: Database, plain: Database, dumper: Dumper) -> list[str]:
    """Return what pggit breaks of its promises about a pair; empty when it keeps them.

    `database` has pggit and nothing else, and `plain` nothing of use; both are the caller's to drop.
    """
    sides = Sides.of(pair, plain, dumper)
    with database.connect() as session:
        trial = Trial(pair, database, session, plain, sides, dumper, record(pair, session))
        try:
            found = list(trial.refusals() if pair.refused else trial.ways())
        except Error as error:
            return [f"{error.sqlstate} {error}"]
        return found + [f"fsck: {each}" for each in rows(session, "select * from pggit.fsck()")]


def record(pair: Pair, session: Connection) -> list[scratch.Found]:
    """Commit both sides of a pair onto branches; return what the first side keeps.

    The live schema is the second side where history leads to it by a path, else the first.
    """
    if not pair.path:
        scratch.load(session, pair.target)
        commit(session, TARGET)
    scratch.load(session, pair.source)
    scratch.run(session, pair.rows)
    commit(session, SOURCE)
    before = scratch.kept(session, pair, after=False)
    if pair.path:
        scratch.run(session, pair.path)
        commit(session, TARGET)
    return before


def commit(session: Connection, branch: str) -> str:
    """Commit the live schema onto a branch; return the hash of its tree."""
    rows(session, "select pggit.commit_changes(%s)", branch)
    return tree(session, branch)


def tree(session: Connection, branch: str) -> str:
    """Return the hash of the tree of a branch's head."""
    ((found,),) = rows(session, TREE, branch)
    return str(found)


@dataclass(frozen=True)
class Trial:
    """One pair, recorded in a database, and what its first side kept before anything was tried."""

    pair: Pair
    database: Database
    session: Connection
    plain: Database
    sides: Sides
    dumper: Dumper
    before: list[scratch.Found]

    def ways(self) -> Iterator[str]:
        """Yield what is wrong with the diffs, the plans and the checkouts, both ways."""
        yield from self.laws()
        yield from self.exports()
        there, back = (SOURCE, TARGET) if self.pair.path else (TARGET, SOURCE)
        yield from self.losses()
        for start, goal in ((back, there), (there, back)):
            statements = self.statements(start, goal)
            if error := scratch.apply(self.session, statements):
                yield f"{start} to {goal}: {error}"
                return
            yield from self.differences(f"{start} to {goal}", goal)
            yield from self.dumped(f"{start} to {goal}", goal)
        for goal in (there, back):
            allowed = bool(self.pair.path or self.pair.loses or goal == SOURCE)
            rows(self.session, "select pggit.checkout(%s, %s)", goal, allowed)
            yield from self.differences(f"checkout of {goal}", goal)

    def refusals(self) -> Iterator[str]:
        """Yield what is wrong where PostgreSQL cannot get there."""
        for asked in ("select * from pggit.diff_sql(%s, %s)", "select * from pggit.plan(%s, %s)"):
            answer = ask(self.session, asked, SOURCE, TARGET)
            if answer.sqlstate != "0A000":
                yield f"{asked}: {answer.sqlstate} {answer.message} instead of 0A000"

    def laws(self) -> Iterator[str]:
        """Yield the laws of diffs that need no statement to be run, where they are broken."""
        columns = "object_type, identity, change, from_hash, to_hash, from_identity"
        found = {
            (start, goal): rows(
                self.session, f"select {columns} from pggit.diff(%s, %s)", start, goal
            )
            for start in (SOURCE, TARGET)
            for goal in (SOURCE, TARGET)
        }
        mirrored = [
            (kind, former or name, TURNED.get(change, change), new, old, former and name)
            for kind, name, change, old, new, former in found[TARGET, SOURCE]
        ]
        for side in (SOURCE, TARGET):
            if found[side, side]:
                yield f"{side} differs from itself: {found[side, side]}"
        if not found[SOURCE, TARGET]:
            yield "both sides differ, and diff is empty"
        if sorted(found[SOURCE, TARGET], key=str) != sorted(mirrored, key=str):
            yield f"diff is not its own mirror: {found}"

    def exports(self) -> Iterator[str]:
        """Yield how what an export makes without pggit differs from the schema that it is of."""
        for side, expected in ((SOURCE, self.sides.source), (TARGET, self.sides.target)):
            ((script,),) = rows(self.session, "select pggit.export(%s)", side)
            with self.plain.connect() as session:
                scratch.load(session, str(script))
            if lines := self.dumper.take(self.plain).differences(expected):
                yield f"export of {side}: pg_dump differs:\n{''.join(lines)}"

    def losses(self) -> Iterator[str]:
        """Yield where a checkout would lose rows without naming them."""
        if not self.pair.loses:
            return
        answer = ask(self.session, "select pggit.checkout(%s)", TARGET)
        unnamed = [text for text in self.pair.loses if text not in answer.message]
        if answer.sqlstate != "55006" or unnamed:
            yield f"checkout: {answer.sqlstate} {answer.message} does not name {unnamed}"

    def statements(self, start: str, goal: str) -> list[str]:
        """Return what pggit would run."""
        found = rows(self.session, "select * from pggit.diff_sql(%s, %s)", start, goal)
        return [str(statement) for (statement,) in found]

    def differences(self, way: str, goal: str) -> Iterator[str]:
        """Yield how the live schema differs from where it should be, as pggit sees it, and what was lost."""
        if commit(self.session, PROBE) != tree(self.session, goal):
            yield f"{way}: another tree"
        if again := self.statements("WORKTREE", goal):
            yield f"{way}: the second diff has {again}"
        second = ask(self.session, "select count(*) from pggit.diff('WORKTREE', %s)", goal)
        if second.value != 0:
            yield f"{way}: {second.value or second.message} objects still differ"
        after = scratch.kept(self.session, self.pair, after=goal == TARGET)
        if after != self.before:
            yield f"{way}: {self.before} was to be kept, and {after} is there"

    def dumped(self, way: str, goal: str) -> Iterator[str]:
        """Yield how the live schema differs from where it should be, as pg_dump sees it."""
        expected = self.sides.target if goal == TARGET else self.sides.source
        if lines := self.dumper.take(self.database).differences(expected):
            yield f"{way}: pg_dump differs:\n{''.join(lines)}"
