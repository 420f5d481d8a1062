"""This run beside the ones before it: its line in the history, and what changed since the last."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence

from scripts.history import Entry, PastCell
from scripts.matrix import ROOT
from scripts.report import view
from scripts.report.measured import Measured
from scripts.report.outcomes import BAD, Outcome
from scripts.report.summary import CellResult, Changes, Summary, Verdict
from scripts.results import CellRecord


def is_comparable(summary: Summary) -> bool:
    """Whether the run goes into the history: it was not narrowed or cut, and each cell began.

    Without a cell's record it is not known whose SQL it was.
    """
    narrowed = any(cell.planned.partial or cell.planned.shard for cell in summary.cells)
    absent = any(
        cell.verdict is Verdict.NEVER_RAN or len(cell.records) < len(cell.parts)
        for cell in summary.cells
    )
    return bool(summary.counts) and not (narrowed or absent or summary.interrupted)


def entry(summary: Summary, found: Measured) -> Entry:
    """The run as one line of the history."""
    started, seconds = view.span(summary)
    flaky = {test.id for cell in summary.cells for test in cell.tests if test.outcome == "flaky"}
    mutation = found.mutation
    return Entry(
        summary.run_id,
        started,
        kind(summary.cells),
        summary.green,
        seconds,
        {str(outcome): number for outcome, number in summary.counts.items()},
        {cell.name: _past(cell) for cell in summary.cells},
        mutation.score if mutation else None,
        len(flaky | set(found.flakes or ())),
        dict(found.bench),
        {test: sorted(columns) for test, columns in _wrong(summary.cells).items()},
        sorted({view.column_title(cell) for cell in summary.cells if not cell.whole}),
    )


def kind(cells: Sequence[CellResult]) -> str:
    """Return the tiers, and whose SQL it was where it was not this project's."""
    tiers = sorted({cell.cell.tier for cell in cells})
    subjects = {_subject(record) for cell in cells for record in cell.records}
    return ", ".join([*tiers, *(f"of {name}" for name in sorted(filter(None, subjects)))])


def _subject(record: CellRecord) -> str:
    """Return the folder that was tested, with a sign of its promises; nothing for our own."""
    folder = (ROOT / record.pggit_sql).resolve() if record.pggit_sql else ROOT / "sql"
    if folder == ROOT / "sql":
        return ""
    sign = zlib.crc32(" ".join(sorted(record.promises)).encode())
    return f"{folder} ({sign:08x})"


def changes(summary: Summary, now: Entry, before: Sequence[Entry]) -> Changes | None:
    """Return what changed since the last run that did the same; None without one.

    Of a cell that was not whole, then or now, nothing is claimed: a test that did not come to its
    end is neither fixed nor gone.
    """
    last = next((old for old in reversed(before) if old.is_like(now) and old.tests), None)
    if not is_comparable(summary) or last is None or last.tests is None or now.tests is None:
        return None
    was, is_ = last.tests, now.tests
    both = [test for test in is_ if test in was]
    passed = _passed(summary.cells)
    return Changes(
        last.run_id,
        tuple(test for test in both if set(is_[test]) - set(was[test]) - set(last.unknown)),
        tuple(test for test in both if was[test] and set(was[test]) <= passed[test]),
        () if now.unknown else tuple(test for test in was if test not in is_),
        () if last.unknown else tuple(test for test in is_ if test not in was),
    )


def machine_of(cell: CellResult) -> str:
    """Machine, workers, the server's origin, whose SQL: times compare only where all are equal."""
    kinds = {
        ", ".join(filter(None, (r.machine, f"-n {r.workers}", r.server.origin, r.pggit_sql)))
        for r in cell.records
        if r.server and r.machine
    }
    return kinds.pop() if len(kinds) == 1 else ""


def _past(cell: CellResult) -> PastCell:
    return PastCell(
        str(cell.verdict),
        cell.seconds,
        machine_of(cell),
        cell.counts[Outcome.PASSED],
        len(cell.tests),
    )


def _passed(cells: Sequence[CellResult]) -> dict[str, set[str]]:
    """Return the columns in which each test passed."""
    found: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        for test in cell.tests:
            if test.outcome is Outcome.PASSED:
                found[test.id].add(view.column_title(cell))
    return found


def _wrong(cells: Sequence[CellResult]) -> dict[str, set[str]]:
    """Return every test of the whole cells, with the columns in which it went wrong."""
    found: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        for test in cell.tests if cell.whole else ():
            went_wrong = test.outcome in BAD or test.outcome is Outcome.VOID
            found[test.id] |= {view.column_title(cell)} if went_wrong else set()
    return found
