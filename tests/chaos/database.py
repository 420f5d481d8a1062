"""A test's own database: a clone of the one with pggit in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo


@dataclass(frozen=True)
class Answer:
    """What a worker was told: the value, or the SQLSTATE and message of the error."""

    asked: str
    value: Any = None
    sqlstate: str | None = None
    message: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether the server acknowledged it."""
        return self.sqlstate is None


@dataclass(frozen=True)
class Database:
    """Where a database is, and what one does with it."""

    conninfo: str

    @property
    def name(self) -> str:
        """The database's name."""
        return str(conninfo_to_dict(self.conninfo)["dbname"])

    @contextmanager
    def connect(self, **options: Any) -> Iterator[psycopg.Connection]:
        """A new session in autocommit mode, closed at the end; `options` are libpq's.

        (psycopg's own context would send a COMMIT at the end, which fails when the server is gone.)
        """
        with closing(self.open(**options)) as connection:
            yield connection

    def open(self, **options: Any) -> psycopg.Connection:
        """A new session in autocommit mode, for the caller to close."""
        return psycopg.connect(make_conninfo(self.conninfo, **options), autocommit=True)

    def sql(self, query: str, *params: object) -> list[tuple[Any, ...]]:
        """One statement in a session of its own, committed; its rows."""
        with self.connect() as connection:
            return rows(connection, query, *params)

    def value(self, query: str, *params: object) -> Any:
        """The first column of the only row."""
        ((value, *_),) = self.sql(query, *params)
        return value

    def ask(self, query: str, *params: object, **options: Any) -> Answer:
        """One statement in a session of its own; errors become answers."""
        try:
            with self.connect(**options) as connection:
                return ask(connection, query, *params)
        except psycopg.OperationalError as error:  # no session at all
            return Answer(query, sqlstate=error.sqlstate or "08006", message=str(error))

    @contextmanager
    def rolled_back(self) -> Iterator[psycopg.Connection]:
        """A session in a transaction that never commits: what an example of a property runs in."""
        with self.connect() as connection:
            connection.autocommit = False
            try:
                yield connection
            finally:
                connection.rollback()


def rows(connection: psycopg.Connection, query: str, *params: object) -> list[tuple[Any, ...]]:
    """One statement; its rows, or none for a statement that returns none."""
    cursor = connection.execute(query.encode(), params or None)
    return cursor.fetchall() if cursor.description else []


def ask(connection: psycopg.Connection, query: str, *params: object) -> Answer:
    """One statement as a record: the first value, or the error."""
    try:
        found = rows(connection, query, *params)
    except psycopg.Error as error:
        # No SQLSTATE: the connection was cut, and nobody knows whether the statement took effect.
        return Answer(query, sqlstate=error.sqlstate or "08006", message=str(error))
    return Answer(query, value=found[0][0] if found else None)


def together(work: Callable[[int], Sequence[Answer]], workers: int) -> list[Answer]:
    """Run ``work(0)`` to ``work(workers - 1)`` in threads; all their answers. Errors come out here."""
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return [answer for answers in executor.map(work, range(workers)) for answer in answers]
