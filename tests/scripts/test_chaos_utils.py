"""The suite's utilities for tests written by hand."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from tests.chaos.utils import ChaosInjector, DatabaseStateSnapshot, measure_performance


class Flaky:
    """Fails with these errors, one a call, and then returns what it was called with."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    def __call__(self, *args: object) -> tuple[object, ...]:
        if self.errors:
            raise self.errors.pop(0)
        return args


class Table:
    """A connection whose every query gives `rows`."""

    def __init__(self, *rows: tuple[int]) -> None:
        self.rows = list(rows)

    def execute(self, _query: bytes) -> Table:
        return self

    def fetchall(self) -> list[tuple[int]]:
        return self.rows


def test_retry_goes_on_after_a_serialization_failure() -> None:
    flaky = Flaky(psycopg.errors.SerializationFailure(), psycopg.errors.DeadlockDetected())
    assert ChaosInjector().with_retry(flaky, 3, 0, "a") == ("a",)


def test_retry_gives_up_after_its_last_attempt() -> None:
    flaky = Flaky(*[psycopg.errors.SerializationFailure() for _ in range(3)])
    with pytest.raises(psycopg.errors.SerializationFailure):
        ChaosInjector().with_retry(flaky, 2, 0)
    assert len(flaky.errors) == 1


def test_retry_does_not_hide_what_trying_again_cannot_mend() -> None:
    flaky = Flaky(psycopg.errors.UniqueViolation(), psycopg.errors.UniqueViolation())
    with pytest.raises(psycopg.errors.UniqueViolation):
        ChaosInjector().with_retry(flaky, 5, 0)
    assert len(flaky.errors) == 1


@pytest.mark.parametrize(("probability", "failures"), [(0.0, 0), (1.0, 20)])
def test_connections_fail_as_often_as_asked(probability: float, failures: int) -> None:
    chaos, failed = ChaosInjector(seed=1), 0
    for _ in range(20):
        try:
            with chaos.simulate_connection_failure(probability):
                pass
        except psycopg.OperationalError:
            failed += 1
    assert failed == failures


def test_a_snapshot_tells_what_changed() -> None:
    table = Table((1,), (2,))
    snapshot = DatabaseStateSnapshot(table)  # type: ignore[arg-type]
    snapshot.capture("t", "table t")
    assert snapshot.compare("t", "table t") == (True, "")
    table.rows = [(2,), (3,)]
    assert snapshot.compare("t", "table t") == (False, "- (1,)\n+ (3,)")
    table.rows = [(1,), (2,), (2,)]
    assert snapshot.compare("t", "table t") == (False, "2 rows became 3")


def test_a_snapshot_that_was_not_taken_is_an_error() -> None:
    with pytest.raises(KeyError, match="nothing was captured as 't'"):
        DatabaseStateSnapshot(Table()).compare("t", "table t")  # type: ignore[arg-type]


def test_calls_are_timed() -> None:
    chaos = ChaosInjector()
    sync_call = measure_performance(lambda: chaos.random_delay_sync(20, 20))
    sync_call()

    @measure_performance
    async def async_call() -> None:
        await chaos.random_delay(20, 20)

    asyncio.run(async_call())
    seconds = [sync_call.seconds, async_call.seconds]  # type: ignore[attr-defined]
    assert [each >= 0.02 for each in seconds] == [True, True]
