"""Whether a pair is one: both sides load, they differ, its path leads there, and what it keeps is there."""

from __future__ import annotations

from psycopg import Error

from tests.chaos.database import Database
from tests.pairs import Pair, scratch
from tests.pairs.dump import Dumper


def defects(pair: Pair, database: Database, dumper: Dumper) -> list[str]:
    """Return what is wrong with a pair, tried in a database without pggit."""
    try:
        scratch.load(database, pair.target)
        target = dumper.take(database)
        scratch.kept(database, pair, after=True)
        scratch.load(database, pair.source)
        source = dumper.take(database)
        found = [] if source.differences(target) else ["both sides are equal"]
        scratch.run(database, pair.rows)
        before = scratch.kept(database, pair, after=False)
        found += [
            f"keeps nothing: {query.before} gives {result}"
            for query, result in zip(pair.kept, before, strict=True)
            if not any(value is not None for row in result for value in row)
        ]
        if pair.path:
            scratch.run(database, pair.path)
            found += dumper.take(database).differences(target)
            after = scratch.kept(database, pair, after=True)
            found += [] if before == after else [f"the path does not keep {before} but {after}"]
    except Error as error:
        return [f"{error.sqlstate} {error}"]
    return found
