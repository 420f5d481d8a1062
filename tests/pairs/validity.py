"""Whether a pair is one: both sides load, they differ, its path leads there, and what it keeps is there."""

from __future__ import annotations

from psycopg import Error

from tests.chaos.database import Database
from tests.pairs import Pair, scratch
from tests.pairs.dump import Dumper


def defects(pair: Pair, database: Database, dumper: Dumper) -> list[str]:
    """Return what is wrong with a pair, tried in a database without pggit."""
    with database.connect() as session:
        try:
            scratch.load(session, pair.target)
            target = dumper.take(database)
            found = _errors(scratch.kept(session, pair, after=True))
            scratch.load(session, pair.source)
            if not dumper.take(database).differences(target):
                found += ["both sides are equal"]
            scratch.run(session, pair.rows)
            before = scratch.kept(session, pair, after=False)
            found += _errors(before) + _nothing(pair, before)
            if pair.path:
                scratch.run(session, pair.path)
                found += dumper.take(database).differences(target)
                after = scratch.kept(session, pair, after=True)
                found += [] if before == after else [f"the path does not keep {before} but {after}"]
        except Error as error:
            return [f"{error.sqlstate} {error}"]
    return found


def _errors(results: list[scratch.Found]) -> list[str]:
    return [f"keeps nothing: {result}" for result in results if isinstance(result, str)]


def _nothing(pair: Pair, results: list[scratch.Found]) -> list[str]:
    return [
        f"keeps nothing: {query.before} gives {result}"
        for query, result in zip(pair.kept, results, strict=True)
        if not any(value is not None for row in result for value in row)
    ]
