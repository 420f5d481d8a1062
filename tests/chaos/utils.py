"""Chaos for tests written by hand: delays, failures, retries, state snapshots, timings."""

from __future__ import annotations

import asyncio
import functools
import inspect
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import psycopg

T = TypeVar("T")

# The SQLSTATEs that say "try again": serialization failure and deadlock, connection lost or refused.
RETRYABLE = frozenset({"40001", "40P01", "08000", "08003", "08006", "53300", "57P01", "57P03"})


class ChaosInjector:
    """Delays and failures from one seeded source of random choices."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)

    async def random_delay(self, min_ms: float = 0, max_ms: float = 100) -> None:
        """Sleep for a random time, in milliseconds."""
        await asyncio.sleep(self._random.uniform(min_ms, max_ms) / 1000)

    def random_delay_sync(self, min_ms: float = 0, max_ms: float = 100) -> None:
        """Sleep for a random time, in milliseconds."""
        time.sleep(self._random.uniform(min_ms, max_ms) / 1000)

    @contextmanager
    def simulate_connection_failure(self, probability: float = 0.1) -> Iterator[None]:
        """Raise `psycopg.OperationalError` instead of running the block, now and then."""
        if self._random.random() < probability:
            raise psycopg.OperationalError("simulated connection failure")
        yield

    def with_retry(
        self,
        func: Callable[..., T],
        max_attempts: int = 3,
        backoff: float = 0.1,
        *args: Any,
        **kwargs: Any,
    ) -> T:
        """Call `func` until it succeeds, waiting `backoff` seconds, then twice that, and so on.

        Only errors whose SQLSTATE says "try again" are; the last one comes out.
        """
        for attempt in range(1, max_attempts + 1):
            try:
                return func(*args, **kwargs)
            except psycopg.Error as error:
                if attempt == max_attempts or error.sqlstate not in RETRYABLE:
                    raise
            time.sleep(backoff * 2 ** (attempt - 1))
        raise ValueError(f"max_attempts is {max_attempts}; at least 1 is needed")


@dataclass
class DatabaseStateSnapshot:
    """Remembers query results by name, and says how they differ later."""

    connection: psycopg.Connection[Any]
    _states: dict[str, list[str]] = field(default_factory=dict)

    def capture(self, name: str, query: str) -> list[str]:
        """Run `query` and remember its rows, in any order, as `name`."""
        self._states[name] = self._rows(query)
        return self._states[name]

    def compare(self, name: str, query: str) -> tuple[bool, str]:
        """Whether `query` gives what was captured as `name`, and else the differing rows."""
        if name not in self._states:
            raise KeyError(f"nothing was captured as {name!r}; known: {sorted(self._states)}")
        before, after = self._states[name], self._rows(query)
        lines = [f"- {row}" for row in before if row not in after]
        lines += [f"+ {row}" for row in after if row not in before]
        if not lines and len(before) != len(after):
            lines = [f"{len(before)} rows became {len(after)}"]
        return before == after, "\n".join(lines)

    def _rows(self, query: str) -> list[str]:
        return sorted(map(str, self.connection.execute(query.encode()).fetchall()))


def measure_performance(func: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator for sync and async functions: the last call's seconds are ``func.seconds``."""
    if inspect.iscoroutinefunction(func):

        @functools.wraps(func)
        async def measured_async(*args: Any, **kwargs: Any) -> Any:
            started = time.perf_counter()
            try:
                return await func(*args, **kwargs)
            finally:
                measured_async.seconds = time.perf_counter() - started  # type: ignore[attr-defined]

        return measured_async

    @functools.wraps(func)
    def measured(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return func(*args, **kwargs)
        finally:
            measured.seconds = time.perf_counter() - started  # type: ignore[attr-defined]

    return measured
