"""Say why the results in a cell's folder are not those of the whole cell: what makes it void."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence

from scripts.matrix import Cell, categories
from scripts.report.outcomes import BAD, Outcome, Test
from scripts.report.read import Evidence
from scripts.report.text import clean, clip, epoch, names
from scripts.results import CellRecord

EXITS = {
    2: "pytest was interrupted",
    3: "pytest had an internal error",
    4: "pytest could not start (usage error)",
    5: "pytest collected no tests",
}
CLOCK_STEP = 60.0  # seconds that a clock may be set back while a cell starts


def foreign(part: Evidence, run_id: str) -> str | None:
    """Why the folder is not that of a cell of this run; nothing in it counts then."""
    record = part.record
    if record is None:
        return part.problem
    if record.run_id != run_id:
        return f"left over from run {clean(str(record.run_id))}"
    if record.slug != part.folder.name:
        return f"the folder holds the record of another cell, {clean(record.slug)}"
    return None


def void_reasons(part: Evidence, record: CellRecord, tests: Sequence[Test]) -> list[str]:
    """Everything that keeps the cell from being whole; empty when each test can be counted."""
    reasons = [*_no_end(part, record, tests), *_unlike_collected(part, record, tests)]
    failing = any(test.outcome in BAD | {Outcome.VOID} for test in tests)
    if record.exit_code and not reasons and not failing:
        reasons.append(f"pytest exit {record.exit_code} without a failing test")
    return reasons


def empty_categories(cell: Cell, tests: Sequence[Test]) -> list[str]:
    """A cell of all categories has tests in each."""
    found = {test.category for test in tests}
    missing = [name for name in categories() if name not in found]
    if cell.category is not None or not missing:
        return []
    return [f"no test of category {', '.join(missing)}"]


def _no_end(part: Evidence, record: CellRecord, tests: Sequence[Test]) -> Iterator[str]:
    """The one reason that names how the cell ended, and the server's beside it."""
    if record.error:
        running = _running(tests)
        at = f" while running {names(running)}" if running else ""
        yield clip(clean(str(record.error)), 2000) + at
    code, broken = record.exit_code, _not_collected(part)
    if record.ended_at is None:
        yield f"the cell died, or runs still, {_where(part, tests)}"
    elif code is None:
        if not record.error:
            yield "pytest was never started"
    elif code < 0:
        yield f"pytest was killed by {_signal(-code)} {_where(part, tests)}"
    elif code == 2 and broken:
        yield f"collection failed, so nothing ran: {names(broken)}"
    elif code in EXITS:
        yield f"{EXITS[code]} (exit {code})"
    elif not part.log.finished and not part.log.damage:
        yield f"pytest died without a SessionFinish {_where(part, tests)}"


def _unlike_collected(part: Evidence, record: CellRecord, tests: Sequence[Test]) -> Iterator[str]:
    """Damaged files, and every difference between collected and reported tests."""
    log, progress = part.log, part.progress
    if record.error and record.exit_code is None:
        return  # pytest never ran: that its files are missing says nothing more
    if log.damage:
        yield log.damage
    if log.began and log.began < epoch(record.started_at) - CLOCK_STEP:
        yield "report.jsonl is left over: it began before the cell did"
    nothing_expected = record.exit_code in (4, 5) or _not_collected(part)
    if progress.damage:
        yield progress.damage
    elif not progress.collected and not nothing_expected:
        yield "no test was collected"
    missing = [test.id for test in tests if test.outcome is Outcome.MISSING]
    if missing and not _not_collected(part):
        count = f"{len(missing)} of {len(progress.collected)}"
        yield f"{count} collected tests were never reported: {names(missing)}"
    extra = sorted(part.reported - progress.collected.keys())
    if extra and not progress.damage:
        yield f"{len(extra)} tests were reported, but never collected: {names(extra)}"


def _not_collected(part: Evidence) -> list[str]:
    """The modules whose collection failed."""
    return [
        id_
        for id_, phases in part.log.phases.items()
        if any((phase.when, phase.outcome) == ("collect", "failed") for phase in phases)
    ]


def _running(tests: Sequence[Test]) -> list[str]:
    return [test.id for test in tests if test.outcome is Outcome.RUNNING]


def _where(part: Evidence, tests: Sequence[Test]) -> str:
    if running := _running(tests):
        return f"while running {names(running)}"
    last = next((id_ for id_ in reversed(part.log.phases) if id_ in part.reported), None)
    return f"after {last}" if last else "before its first test"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
