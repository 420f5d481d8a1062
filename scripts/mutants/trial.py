"""One run of the suite against one pggit, on a server of its own."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from scripts import cell, install, matrix
from scripts.binaries import Server
from scripts.cluster import Cluster, ClusterError
from scripts.install import InstallError
from scripts.matrix import ROOT
from scripts.mutants.ordering import Order
from scripts.mutants.warm import Warm
from scripts.pytest_run import end
from scripts.report.outcomes import Outcome, Test, judge_tests
from scripts.report.read import Evidence, Phase, read_log, read_progress
from scripts.report.text import first_line

NOT_INSTALLED = (InstallError, ClusterError, psycopg.Error)
Run = Callable[[Path, dict[str, str]], int | None]  # folder and environment to pytest's exit code
RED = frozenset({Outcome.FAILED, Outcome.ERROR, Outcome.FLAKY, Outcome.VOID, Outcome.RUNNING})


@dataclass(frozen=True)
class Trial:
    """What became of each test. With a `problem`, nothing was measured."""

    tests: tuple[Test, ...] = ()
    problem: str | None = None
    seconds: float = 0.0
    own_work_passed: tuple[str, ...] = ()  # passed but for what fixtures check after the test

    @property
    def red(self) -> list[Test]:
        """The tests that noticed."""
        return [test for test in self.tests if test.outcome in RED]

    @property
    def passed(self) -> list[Test]:
        """The tests that did not."""
        return [test for test in self.tests if test.outcome is Outcome.PASSED]


class EndedError(RuntimeError):
    """A trial that a thread was about to begin, after the suite had been told to end."""


@dataclass
class Suite:
    """The suite of a tier on one major version; its trials may run in threads."""

    server: Server
    tier: str
    results: Path
    seed: int = 0  # the same each time: a survivor is a missing test, and not bad luck
    idle: queue.SimpleQueue[Warm] = field(default_factory=queue.SimpleQueue)
    started: list[Warm] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)  # of `started` and `has_ended`
    has_ended: bool = False

    def test(self, name: str, pggit: Path, order: Order, *, to_the_end: bool = False) -> Trial:
        """Run the tests one after the other, up to the first that fails or to the end."""

        def run(folder: Path, environment: dict[str, str]) -> int | None:
            with self.warm() as pytest:
                return pytest.run(
                    folder, order, environment, to_the_end=to_the_end, limit=self.limit
                )

        return self._try(name, pggit, run)

    def test_at_once(self, name: str, pggit: Path, order: Order, workers: int) -> Trial:
        """Run all of the tests, several at a time."""

        def run(folder: Path, environment: dict[str, str]) -> int | None:
            (folder / "order.json").write_text(json.dumps(order.facts), encoding="utf-8")
            command = [
                *(sys.executable, "-m", "pytest", *self.options),
                *(f"--progress={folder / 'progress.jsonl'}", f"--order={folder / 'order.json'}"),
                f"--report-log={folder / 'report.jsonl'}",
                *("-n", str(workers), "--dist=worksteal"),
            ]
            with (folder / "output.log").open("wb") as output:
                process = subprocess.Popen(
                    command, cwd=ROOT, env=environment, stdout=output, stderr=output
                )
                try:
                    return process.wait(self.limit)
                except subprocess.TimeoutExpired:
                    return None
                finally:
                    end(process)

        return self._try(name, pggit, run)

    def problem_of(self, pggit: Path) -> str | None:
        """Why a pggit cannot be installed; None for one that can."""
        try:
            with self.server_with(pggit):
                return None
        except NOT_INSTALLED as error:
            return first_line(str(error))

    @contextlib.contextmanager
    def server_with(self, pggit: Path) -> Iterator[dict[str, str]]:
        """A running server with this pggit; yields the environment that leads to both."""
        with Cluster(self.server) as cluster:
            cluster.sql(f"create database {cell.TEMPLATE}")
            install.install(cluster.conninfo(cell.TEMPLATE), pggit)
            cluster.sql(f"create database {cell.DATABASE} template {cell.TEMPLATE}")
            yield {
                **os.environ,
                **cluster.env,
                "PGDATABASE": cell.DATABASE,
                "PGGIT_SQL": str(pggit),
            }

    @contextlib.contextmanager
    def warm(self) -> Iterator[Warm]:
        """A pytest that has read the suite: one that is idle, or a new one."""
        try:
            pytest = self.idle.get_nowait()
        except queue.Empty:
            pytest = self._start()
        yield pytest
        if pytest.is_alive:
            self.idle.put(pytest)

    @property
    def options(self) -> list[str]:
        """Of pytest: which tests, and how."""
        return [
            *("tests/chaos", "-m", matrix.markers(self.tier)),
            *("-p", "scripts.recorder", "-p", "scripts.mutants.ordering", "-p", "no:html"),
            *(f"--seed={self.seed}", f"--hypothesis-profile={self.tier}"),
            *("-q", "--tb=short"),
        ]

    @property
    def limit(self) -> float:
        """Seconds that the whole tier may take on one core."""
        seconds = float(matrix.table()["cell-seconds"][self.tier])
        return 2 * seconds if self.tier == "smoke" else len(matrix.categories()) * seconds

    def end(self) -> None:
        """End what runs, for its threads to clean up; they start nothing more."""
        with self.lock:
            self.has_ended = True
        for pytest in self.started:
            pytest.ask_to_end()
        for pytest in self.started:
            pytest.end()

    def _start(self) -> Warm:
        self.results.mkdir(parents=True, exist_ok=True)
        with self.lock:
            if self.has_ended:
                raise EndedError
            pytest = Warm(self.options, self.results / f"pytest-{len(self.started)}.log")
            self.started.append(pytest)
        return pytest

    def _try(self, name: str, pggit: Path, run: Run) -> Trial:
        begun = time.monotonic()
        folder = self.results / name
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with self.server_with(pggit) as environment:
                code = run(folder, environment)
        except NOT_INSTALLED as error:
            return Trial(problem=first_line(str(error)), seconds=time.monotonic() - begun)
        evidence = Evidence(
            folder,
            None,
            "",
            read_progress(folder / "progress.jsonl"),
            read_log(folder / "report.jsonl"),
        )
        problem = None
        # Of pytest: 0, all passed; 1, some failed. Else it was not the tests that ended it.
        if code not in (0, 1) or not evidence.log.finished or not evidence.reported:
            problem = f"pytest ended with {code}: see {self.results}"
        own = [id_ for id_, phases in evidence.log.phases.items() if any(map(is_own_work, phases))]
        return Trial(judge_tests(evidence), problem, time.monotonic() - begun, tuple(own))


def is_own_work(phase: Phase) -> bool:
    """Whether it is the test itself that passed."""
    return (phase.when, phase.outcome) == ("call", "passed")
