"""Runs the steps of a few sessions in a given order: races are found by enumeration, not by luck.

PostgreSQL says who waits for whom. A session that waits when its turn comes does that step as soon as it is
free again, before the next turn; so every order can be run, and several may come to the same.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from psycopg import Connection
from psycopg.pq import TransactionStatus

from tests.chaos.database import Answer, Database, ask, rows

Program = Sequence[str]
Order = tuple[int, ...]

POLL = 0.001  # seconds
BOUND = 20.0  # seconds until a step that neither ends nor waits for another session is an error


@dataclass(frozen=True)
class Record:
    """What became of a step. Times count what began and ended, in all sessions."""

    session: int
    answer: Answer
    waited_for: frozenset[int]  # the sessions that held what it needed
    start: int
    end: int


@dataclass
class Session:
    """A connection and what it is doing."""

    connection: Connection
    due: list[str] = field(default_factory=list)  # steps whose turn has come
    step: str = ""
    doing: Future[Answer] | None = None
    start: int = 0
    seen: frozenset[int] = frozenset()  # whom it waited for at the last look
    waited_for: frozenset[int] = frozenset()
    is_waiting: bool = False

    @property
    def pid(self) -> int:
        return self.connection.info.backend_pid


class Sessions:
    """Sessions that are kept for many orders."""

    def __init__(
        self, connections: Sequence[Connection], observer: Connection, threads: ThreadPoolExecutor
    ) -> None:
        self._sessions = [Session(connection) for connection in connections]
        self._observer = observer
        self._threads = threads
        self.clock = itertools.count()
        self._records: list[Record] = []

    def run(self, programs: Sequence[Program], order: Order) -> list[Record]:
        """Give each session its turns; the records in the order in which the steps ended."""
        self._records = []
        left = [iter(program) for program in programs]
        for turn in order:
            self._sessions[turn].due.append(next(left[turn]))
            self._go_on()
        unused = [step for program in left for step in program]
        if unused:
            raise ValueError(f"the order {order} has no turn for {unused}")
        while any(session.doing for session in self._sessions):
            # All of them wait for each other: the server ends one of them.
            wait([session.doing for session in self._sessions if session.doing], POLL)
            self._go_on()
        for session in self._sessions:
            if session.connection.info.transaction_status != TransactionStatus.IDLE:
                rows(session.connection, "rollback")
        return self._records

    def _go_on(self) -> None:
        """Start the steps that are due, until each session waits for another or has nothing to do."""
        deadline = time.monotonic() + BOUND
        while True:
            self._look()
            for session in self._sessions:
                if session.doing is None and session.due:
                    session.start, session.step = next(self.clock), session.due.pop(0)
                    session.doing = self._threads.submit(ask, session.connection, session.step)
            working = [each.doing for each in self._sessions if each.doing and not each.is_waiting]
            if not working:
                return
            if time.monotonic() > deadline:
                steps = [session.step for session in self._sessions if session.doing]
                raise TimeoutError(f"after {BOUND} s: {steps}; so far: {self._records}")
            wait(working, POLL)

    def _look(self) -> None:
        """See which steps have ended, and which wait for whom."""
        for number, session in enumerate(self._sessions):
            if session.doing is not None and session.doing.done():
                self._records.append(
                    Record(
                        session=number,
                        answer=session.doing.result(),
                        waited_for=session.waited_for,
                        start=session.start,
                        end=next(self.clock),
                    )
                )
                session.doing, session.is_waiting = None, False
                session.seen = session.waited_for = frozenset()
        doing = {session.pid: session for session in self._sessions if session.doing is not None}
        if not doing:
            return
        numbers = {session.pid: number for number, session in enumerate(self._sessions)}
        found = rows(
            self._observer,
            "select pid, pg_blocking_pids(pid) from unnest(%s::integer[]) as pid",
            list(doing),
        )
        for pid, blocking in found:
            session, seen = doing[pid], frozenset(numbers[by] for by in blocking if by in numbers)
            # Twice the same: a wait that ends by itself (lock_timeout of a millisecond) is let end.
            session.is_waiting = bool(seen) and seen == session.seen
            session.waited_for |= seen
            session.seen = seen


@contextmanager
def sessions(database: Database, number: int, deadlock_timeout: str = "2s") -> Iterator[Sessions]:
    """So many sessions, in autocommit mode.

    `deadlock_timeout` is long, so that a call of pggit that gives up a wait after a millisecond, to let
    another go on, is not taken for half of a deadlock.
    """
    with ExitStack() as stack:
        connections = [
            stack.enter_context(database.connect(options=f"-c deadlock_timeout={deadlock_timeout}"))
            for _ in range(number)
        ]
        observer = stack.enter_context(database.connect())
        threads = stack.enter_context(ThreadPoolExecutor(number))
        # At the end this comes first: a step that still waits then would never let its thread end.
        pids = [connection.info.backend_pid for connection in connections]
        stack.callback(
            rows,
            observer,
            "select pg_terminate_backend(pid) from unnest(%s::integer[]) as pid",
            pids,
        )
        yield Sessions(connections, observer, threads)


def orders(steps: Sequence[int]) -> list[Order]:
    """All orders in which sessions can take so many steps each."""

    def after(left: tuple[int, ...]) -> Iterator[Order]:
        if not any(left):
            yield ()
        for turn, number in enumerate(left):
            if number:
                rest = (*left[:turn], number - 1, *left[turn + 1 :])
                yield from ((turn, *order) for order in after(rest))

    return list(after(tuple(steps)))
