"""A test's own database: a clone of the one with pggit in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

# What DISCARD ALL does, but for the plans: these follow what they depend on.
DISCARD = """
    close all; set session authorization default; reset all; unlisten *;
    select pg_advisory_unlock_all(); discard temp; discard sequences
"""
# What a session begins with, by ALTER DATABASE and ALTER ROLE.
BEGINNING = "select array_agg(s::text) from pg_catalog.pg_db_role_setting as s"


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
class Idle:
    """A session that waits for its next use, and the settings that it began with."""

    connection: psycopg.Connection
    beginning: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Database:
    """Where a database is, and what one does with it.

    With `idle`, sessions are used again: what pggit does first in a new one costs 10 to 20 times as much.
    Between two uses a session is reset, as a pooler does it. Call `close` at the end.
    """

    conninfo: str
    idle: list[Idle] | None = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The database's name."""
        return str(conninfo_to_dict(self.conninfo)["dbname"])

    @contextmanager
    def connect(self, **options: Any) -> Iterator[psycopg.Connection]:
        """A session in autocommit mode that is as good as new; `options` are libpq's.

        (psycopg's own context would send a COMMIT at the end, which fails when the server is gone.)
        """
        if options or self.idle is None:
            with closing(self.open(**options)) as connection:
                yield connection
            return
        session = self._as_new(self.idle)
        connection = session.connection
        with ExitStack() as failed:
            failed.callback(connection.close)
            yield connection
            if (
                connection.autocommit
                and connection.info.transaction_status == TransactionStatus.IDLE
            ):
                with suppress(psycopg.OperationalError):  # it was ended meanwhile
                    connection.execute(DISCARD)
                    failed.pop_all()
                    self.idle.append(session)

    def open(self, **options: Any) -> psycopg.Connection:
        """A new session in autocommit mode, for the caller to close."""
        return psycopg.connect(make_conninfo(self.conninfo, **options), autocommit=True)

    def close(self) -> None:
        """End the sessions that wait."""
        while self.idle:
            self.idle.pop().connection.close()

    def _as_new(self, idle: list[Idle]) -> Idle:
        """Take a session that began as a new one would, or open one."""
        while idle:
            session = idle.pop()
            with suppress(psycopg.OperationalError):  # it was ended meanwhile
                if rows(session.connection, BEGINNING) == session.beginning:
                    return session
            session.connection.close()
        connection = self.open()
        connection.prepare_threshold = None  # a test may say DEALLOCATE
        return Idle(connection, rows(connection, BEGINNING))

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
                connection.autocommit = True


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
