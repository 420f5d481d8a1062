"""Fold runs into what each test answered: always the same, or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from scripts.report.failures import repeat_test
from scripts.report.outcomes import Outcome
from scripts.report.summary import CellResult

GOOD = frozenset({Outcome.PASSED, Outcome.XPASSED})
# No answer at all. That a run was ended before its tests were makes the run void, not them flaky.
SILENT = frozenset({Outcome.SKIPPED, Outcome.XFAILED, Outcome.RUNNING, Outcome.MISSING})


@dataclass(frozen=True)
class Way:
    """How the tests are spread over processes: pytest-xdist's ``-n`` and ``--dist``."""

    workers: int
    dist: str

    @property
    def options(self) -> list[str]:
        """For pytest; one worker is no worker of xdist's."""
        return [f"--dist={self.dist}"] if self.workers > 1 else []

    def __str__(self) -> str:
        return f"{self.workers} workers, {self.dist}" if self.workers > 1 else "one process"


@dataclass(frozen=True)
class Run:
    """The tier, run once."""

    pg: int
    number: int
    seed: int
    way: Way
    seconds: float
    cells: tuple[CellResult, ...]
    left: tuple[str, ...] = ()  # behind, on the server

    @cached_property
    def counts(self) -> Counter[Outcome]:
        """How many tests had each outcome."""
        return sum((cell.counts for cell in self.cells), Counter())

    @property
    def reasons(self) -> list[str]:
        """Why the run does not count as one."""
        found = [reason for cell in self.cells if not cell.whole for reason in cell.reasons]
        return found or ([] if self.counts else ["no test ran"])

    @property
    def is_bad(self) -> bool:
        """Whether anything in it went wrong."""
        return bool(self.reasons) or any(not cell.verdict.green for cell in self.cells)


@dataclass(frozen=True)
class Wrong:
    """One time that a test did not pass, and the command that repeats it."""

    run: Run
    outcome: Outcome
    line: str
    repeat: str


@dataclass
class Answers:
    """What one test answered on one major version, over all runs."""

    pg: int
    id: str
    passed: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def is_flaky(self) -> bool:
        """Whether it gave both answers."""
        return bool(self.passed and self.wrong)

    @property
    def is_bad(self) -> bool:
        """Whether it did not always pass."""
        return bool(self.wrong)

    @property
    def verdict(self) -> str:
        """The word for it."""
        return "flaky" if self.is_flaky else "failed" if self.wrong else "passed"

    @property
    def often(self) -> str:
        """How often it went wrong."""
        return f"{len(self.wrong)} of {self.passed + len(self.wrong)}"


def tally(runs: Sequence[Run]) -> list[Answers]:
    """Every test that passed or did not; those that went wrong first, the rarest of them first.

    A test that failed once in 25 runs is the hardest to find by other means.
    """
    found: dict[tuple[int, str], Answers] = {}
    for run in runs:
        for cell in run.cells:
            for test in cell.tests:
                answers = found.setdefault((run.pg, test.id), Answers(run.pg, test.id))
                if test.outcome in GOOD:
                    answers.passed += 1
                elif test.outcome not in SILENT:
                    command = repeat_test(test, cell)
                    answers.wrong.append(Wrong(run, test.outcome, test.line, command))
    asked = [answers for answers in found.values() if answers.passed or answers.wrong]
    return sorted(asked, key=lambda answers: (not answers.wrong, len(answers.wrong)))
