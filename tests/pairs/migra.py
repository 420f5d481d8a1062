"""Lead every pair from one schema to the other by migra, both ways, and count how that ends.

``python -m tests.pairs.migra``, in an environment with the dependency group ``migra``, takes all pairs that
PostgreSQL 15 knows; with words behind it, those of some topics.
migra gets both sides as two databases, as its users do, and its script runs in one transaction.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from migra import Migration
from psycopg import Connection
from rich.console import Console
from rich.table import Table
from sqlbag import S as Session

from scripts import binaries, command
from scripts.cluster import Cluster
from tests.chaos.database import Database
from tests.pairs import OLDEST, Pair, known_to, scratch
from tests.pairs.dump import Dumper, Schema
from tests.pairs.oracle import Sides

# The worst way decides about a pair: what is wrong in silence is worse than an error.
ENDS = ("right", "error", "lost", "wrong")
HEADINGS = {
    "right": "right",
    "error": "error",
    "lost": "silently lost rows, rights or values",
    "wrong": "silently another schema",
}


@dataclass(frozen=True)
class Way:
    """How one way of a pair ended, one of `ENDS`, and why."""

    end: str
    reason: str = ""


@dataclass(frozen=True)
class Databases:
    """Two databases to compare, and the pg_dump that judges."""

    start: Database
    goal: Database
    dumper: Dumper

    def ways(self, pair: Pair) -> list[Way]:
        """Go from the first side to the second on rows, and back without."""
        sides = Sides.of(pair, self.goal, self.dumper)
        with self.start.connect() as session:
            scratch.load(session, pair.source)
            scratch.run(session, pair.rows)
            before = scratch.kept(session, pair, after=False)
            there = self._way(session, sides.target)
            after = scratch.kept(session, pair, after=True)
            if there.end == "right" and after != before:
                there = Way("lost", f"{before} became {after}")
            with self.goal.connect() as other:
                scratch.load(other, pair.source)
            scratch.load(session, pair.target)
            return [there, self._way(session, sides.source)]

    def _way(self, session: Connection, expected: Schema) -> Way:
        with ThreadPoolExecutor(1) as executor:
            made = executor.submit(script, self.start, self.goal)
            if crash := made.exception():  # of any class: it is an answer here
                return Way("error", f"{type(crash).__name__}: {crash}")
        if error := scratch.apply(session, made.result()):
            return Way("error", error)
        lines = self.dumper.take(self.start).differences(expected)
        return Way("wrong", "".join(lines)) if lines else Way("right")


def script(start: Database, goal: Database) -> list[str]:
    """Return migra's statements from one database to another."""
    with Session(url(start)) as first, Session(url(goal)) as second:
        migration = Migration(first, second)
        migration.set_safety(False)
        migration.add_all_changes()
        # What it runs is its text; functions are made before what their bodies read.
        return [str(migration.sql)] if migration.statements else []


def url(database: Database) -> str:
    """Return a database as SQLAlchemy names it."""
    options = dict(part.split("=", 1) for part in database.conninfo.split())
    return f"postgresql:///{options['dbname']}?host={options['host']}&port={options['port']}&user={options['user']}"


def main() -> int:
    """Print a table by topic, and why each pair went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.pairs.migra", description=__doc__)
    parser.add_argument("topics", nargs="*", metavar="topic")
    options = parser.parse_args()
    server = binaries.find(OLDEST)  # newer ones have catalogs that migra does not know
    dumper = Dumper.of(server)
    if dumper is None:
        parser.error(f"PostgreSQL {server.version} from {server.origin} has no pg_dump")
    chosen = [pair for pair in known_to(OLDEST) if pair.topic in (options.topics or [pair.topic])]
    if not chosen:
        parser.error(f"no topic of {', '.join(sorted({pair.topic for pair in known_to(OLDEST)}))}")
    begun = time.monotonic()
    ends: dict[str, Counter[str]] = {}
    with Cluster(server) as cluster:
        for name in ("start", "goal"):
            cluster.sql(f"create database {name}")
        start, goal = (Database(cluster.conninfo(name)) for name in ("start", "goal"))
        scratch.make_roles(start)
        databases = Databases(start, goal, dumper)
        for pair in chosen:
            ways = databases.ways(pair)
            worst = max(ways, key=lambda way: ENDS.index(way.end))
            ends.setdefault(pair.topic, Counter())[worst.end] += 1
            if worst.end != "right":
                directions = zip(("there", "back"), ways, strict=True)
                details = [f"  {name}: {way.end} {way.reason}" for name, way in directions]
                print(f"{pair}\n" + "\n".join(details), flush=True)
    Console(width=120).print(
        table(ends, f"migra over {len(chosen)} pairs, PostgreSQL {server.version}")
    )
    print(f"{time.monotonic() - begun:.0f} s")
    return 0


def table(ends: dict[str, Counter[str]], title: str) -> Table:
    """Return the counts of each topic, and of all."""
    found = Table("topic", title=title)
    for heading in ("pairs", *HEADINGS.values()):
        found.add_column(heading, justify="right")
    total: Counter[str] = Counter()
    for topic, counts in ends.items():
        total += counts
        found.add_row(topic, str(counts.total()), *(str(counts[end]) for end in ENDS))
    found.add_section()
    found.add_row("all", str(total.total()), *(str(total[end]) for end in ENDS))
    return found


if __name__ == "__main__":
    command.run(main)
