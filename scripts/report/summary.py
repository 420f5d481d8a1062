"""What a judged run is: a verdict for each planned cell, and what is wrong besides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from scripts.history import Entry
from scripts.matrix import Cell, table
from scripts.report.outcomes import Outcome, Test
from scripts.report.read import Evidence
from scripts.results import CellRecord, Planned


class Verdict(StrEnum):
    """What became of a cell, the worst last."""

    PASSED = "passed"
    PARTIAL = "partial"  # passed, and narrowed by hand as planned
    NEVER_RAN = "never ran"
    VOID = "void"
    FLAKY = "flaky"
    FAILED = "failed"

    @property
    def severity(self) -> int:
        """The place in the order above."""
        return list(Verdict).index(self)

    @property
    def green(self) -> bool:
        """Whether a cell with this verdict did what was planned."""
        return self in (Verdict.PASSED, Verdict.PARTIAL)


@dataclass(frozen=True)
class CellResult:
    """One planned cell: its verdict, the reasons that it is not whole, and all its tests."""

    planned: Planned
    verdict: Verdict
    whole: bool  # whether each of its tests can be counted
    reasons: tuple[str, ...]
    parts: tuple[Evidence, ...]  # one a shard
    tests: tuple[Test, ...]

    @property
    def cell(self) -> Cell:
        """The planned cell."""
        return self.planned.cell

    @property
    def name(self) -> str:
        """The cell's session, with the shard where one was planned."""
        return self.planned.name

    @property
    def records(self) -> list[CellRecord]:
        """The records that could be read, one a shard."""
        return [part.record for part in self.parts if part.record]

    @property
    def seconds(self) -> float | None:
        """Wall time; of the longest shard, as shards run side by side."""
        return max((record.seconds for record in self.records if record.seconds), default=None)

    @cached_property
    def counts(self) -> Counter[Outcome]:
        """How many tests had each outcome."""
        return Counter(test.outcome for test in self.tests)


@dataclass(frozen=True)
class Gate:
    """One rule of pyproject.toml, and by what figure it holds; None: nothing to judge here."""

    name: str
    holds: bool | None
    text: str


@dataclass(frozen=True)
class Changes:
    """What is not as it was in the last run of the same kind: ids of tests."""

    since: str  # that run's id
    failing: tuple[str, ...]  # they fail and did not
    fixed: tuple[str, ...]  # they failed and pass
    removed: tuple[str, ...]  # they are gone: nobody may notice what they noticed
    added: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """A judged run. `problems` make it red by themselves, `warnings` are only shown.

    `gates` judge it as a whole; `past` and `changes` set it beside the runs before.
    """

    folder: Path
    cells: tuple[CellResult, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    gates: tuple[Gate, ...] = ()
    past: tuple[Entry, ...] = ()  # of the same kind, the oldest first, this run last
    changes: Changes | None = None
    measures: tuple[str, ...] = ()  # what was planned besides the cells (scripts.results.MEASURES)

    @property
    def run_id(self) -> str:
        """The run's id, which is its folder's name."""
        return self.folder.name

    @cached_property
    def counts(self) -> Counter[Outcome]:
        """How many tests of all cells had each outcome."""
        return sum((cell.counts for cell in self.cells), Counter())

    @cached_property
    def verdicts(self) -> Counter[Verdict]:
        """How many cells had each verdict."""
        return Counter(cell.verdict for cell in self.cells)

    @property
    def interrupted(self) -> str | None:
        """How far the run came that was told to end, by Ctrl-C or a signal."""
        if not any(record.was_interrupted for cell in self.cells for record in cell.records):
            return None
        ended = [
            cell
            for cell in self.cells
            if cell.records and all(r.ended_at and not r.was_interrupted for r in cell.records)
        ]
        return f"interrupted after {len(ended)} of {len(self.cells)} cells"

    @property
    def green(self) -> bool:
        """Every cell that must did what was planned, the gates hold, and some test passed."""
        must = table()["gates"]["must-pass"]
        whole = all(cell.verdict.green for cell in self.cells if cell.cell.tier in must)
        held = all(gate.holds is not False for gate in self.gates)
        return whole and held and not self.problems and self.counts[Outcome.PASSED] > 0
