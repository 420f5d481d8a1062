"""Judge each cell, and the run: what was planned against what was left on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from scripts.matrix import Cell
from scripts.report.fulfil import Candidate, candidates
from scripts.report.outcomes import BAD, Outcome, Test, judge_tests
from scripts.report.read import Evidence, read_cell
from scripts.report.text import clean, names
from scripts.report.voids import foreign, void_reasons
from scripts.results import CellRecord, Plan, Planned, RecordError


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
        shard = f" shard {self.planned.shard}" if self.planned.shard else ""
        return f"{self.cell.name}{shard}{' (partial)' if self.planned.partial else ''}"

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
class Summary:
    """A judged run. `problems` make it red by themselves, `warnings` are only shown."""

    folder: Path
    cells: tuple[CellResult, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]

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
    def green(self) -> bool:
        """Every planned cell did what was planned, and at least one test passed."""
        whole = not self.problems and all(cell.verdict.green for cell in self.cells)
        return whole and self.counts[Outcome.PASSED] > 0


def judge_run(folder: Path, plan: Plan | None = None) -> Summary:
    """Judge the run in `folder` by its own plan, or by the one given instead."""
    problems: list[str] = []
    cells_folder = folder / "cells"
    found = sorted(path for path in cells_folder.glob("*") if path.is_dir())
    parts = {path.name: read_cell(path) for path in found}
    try:
        plan = plan or Plan.read(folder)
    except RecordError as error:
        problems.append(f"no plan to hold the results against: {clean(str(error))}")
        plan = _as_found(folder.name, list(parts.values()))
    if plan.run_id != folder.name:
        problems.append(f"plan.json is left over from run {clean(str(plan.run_id))}")
    if not plan.entries and not problems:
        problems.append("the plan names no cells")

    counted: set[str] = set()
    results = []
    for planned in dict.fromkeys(plan.entries):
        judged = [judge_cell(planned, c, folder.name) for c in candidates(planned, parts)]
        worst = max(judged, key=lambda result: result.verdict.severity)
        counted |= {part.folder.name for part in worst.parts}
        results.append(worst)
    extra = [f"cells/{name} was not planned and is not counted" for name in parts.keys() - counted]
    return Summary(folder, tuple(results), tuple(problems), tuple(sorted(extra)))


def judge_cell(planned: Planned, candidate: Candidate, run_id: str) -> CellResult:
    """Judge a planned cell by the folders that answer for it."""
    lost = candidate.lost
    if not candidate.parts:
        return CellResult(planned, Verdict.NEVER_RAN, False, (lost,), (), ())
    reasons = [lost] if lost else []
    tests: list[Test] = []
    for part in candidate.parts:
        shard = f"{part.folder.name}: " if len(candidate.parts) > 1 else ""
        why_not = foreign(part, run_id)
        if part.record is None or why_not:
            reasons.append(f"{shard}{why_not}")
            continue
        mine = judge_tests(part)
        reasons += [f"{shard}{reason}" for reason in void_reasons(part, part.record, mine)]
        tests += mine
    if not reasons and all(test.outcome is Outcome.SKIPPED for test in tests):
        reasons.append(f"every test was skipped ({len(tests)} of {len(tests)})")
    elif not reasons and not {test.outcome for test in tests} - {Outcome.SKIPPED, Outcome.XFAILED}:
        reasons.append("no test passed: all were skipped or expected to fail")
    whole = not reasons
    verdict = verdict_on(planned, tests) if whole else Verdict.VOID
    void = [f"{test.id} ({test.line})" for test in tests if test.outcome is Outcome.VOID]
    if void:
        reasons.append(f"measured nothing: {names(void)}")
    return CellResult(planned, verdict, whole, tuple(reasons), candidate.parts, tuple(tests))


def verdict_on(planned: Planned, tests: Sequence[Test]) -> Verdict:
    """The verdict that the tests of a whole cell, or of one category in it, lead to."""
    outcomes = {test.outcome for test in tests}
    if outcomes & (BAD - {Outcome.FLAKY}):
        return Verdict.FAILED
    if Outcome.FLAKY in outcomes:
        return Verdict.FLAKY
    if Outcome.VOID in outcomes:
        return Verdict.VOID
    return Verdict.PARTIAL if planned.partial else Verdict.PASSED


def _as_found(run_id: str, parts: Sequence[Evidence]) -> Plan:
    """What the folders themselves say, to show the results of a run that lost its plan."""
    records = [part.record for part in parts if part.record]
    return Plan(run_id, tuple(Planned(r.cell, r.shard, r.partial) for r in records))
