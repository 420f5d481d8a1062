"""Judge each cell, and the run: what was planned against what was left on disk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from scripts.report.claims import complaints
from scripts.report.fulfil import Candidate, candidates
from scripts.report.outcomes import BAD, Outcome, Test, judge_tests
from scripts.report.read import Evidence, read_cell
from scripts.report.summary import CellResult, Summary, Verdict
from scripts.report.text import clean, names
from scripts.report.voids import empty_categories, foreign, void_reasons
from scripts.results import Plan, Planned, RecordError


def judge_run(folder: Path, plan: Plan | None = None) -> Summary:
    """Judge the run in `folder` by its own plan, or by the one given instead."""
    problems: list[str] = []
    found = sorted(path for path in (folder / "cells").glob("*") if path.is_dir())
    parts = {path.name: read_cell(path) for path in found}
    try:
        own = Plan.read(folder)
    except RecordError as error:
        own = _as_found(folder.name, list(parts.values()))
        if plan is None:
            problems.append(f"no plan to hold the results against: {clean(str(error))}")
    plan = plan or own
    if plan.run_id != folder.name:
        problems.append(f"plan.json is left over from run {clean(str(plan.run_id))}")
    if not plan.entries and not problems:
        problems.append("the plan names no cells: name a tier too, such as smoke")

    results = []
    for planned in dict.fromkeys(plan.entries):
        judged = [judge_cell(planned, c, folder.name) for c in candidates(planned, parts)]
        results.append(max(judged, key=lambda result: result.verdict.severity))
    problems += complaints(results)
    warnings = []
    # What the run planned itself is there rightly, also where only a part of it is asked for.
    for part in _unplanned({*plan.entries, *own.entries}, parts):
        text = f"cells/{part.folder.name} was not planned and is not counted"
        if part.record and part.record.run_id != folder.name:
            warnings.append(f"{text}: left over from run {clean(str(part.record.run_id))}")
        else:
            problems.append(text)
    return Summary(folder, tuple(results), tuple(problems), tuple(warnings), measures=plan.measures)


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
    if not reasons and planned.shard is None and not planned.partial:
        reasons += empty_categories(planned.cell, tests)
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


def _unplanned(entries: Collection[Planned], parts: Mapping[str, Evidence]) -> list[Evidence]:
    """The folders that answer for none of the entries."""
    answers = {
        part.folder.name
        for planned in entries
        for candidate in candidates(planned, parts)
        for part in candidate.parts
    }
    return [part for name, part in parts.items() if name not in answers]


def _as_found(run_id: str, parts: Sequence[Evidence]) -> Plan:
    """What the folders themselves say, to show the results of a run that lost its plan."""
    records = [part.record for part in parts if part.record]
    return Plan(run_id, tuple(Planned(r.cell, r.shard, r.partial) for r in records))
