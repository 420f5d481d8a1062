"""Arrange a judged run for people: the headline, the matrix, failures and skips over versions."""

from __future__ import annotations

import itertools
import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scripts.matrix import categories, pythons, suite_version
from scripts.report.judge import verdict_on
from scripts.report.outcomes import BAD, Outcome, Test
from scripts.report.read import Evidence
from scripts.report.summary import CellResult, Gate, Summary, Verdict
from scripts.report.text import clean, epoch
from scripts.results import Shard

# What differs between two messages of one cause: quoted names and text, hashes and numbers.
VARIES = re.compile(r"'[^']*'|\"[^\"]*\"|\b[0-9a-f]{8,}\b|\d+(?:\.\d+)?")
SYMBOLS = {
    Verdict.PASSED: "✓",
    Verdict.PARTIAL: "◐",
    Verdict.FLAKY: "≈",
    Verdict.VOID: "∅",
    Verdict.NEVER_RAN: "○",
    Verdict.FAILED: "✗",
}


@dataclass(frozen=True)
class Box:
    """One field of the matrix: a category on a version. `cells` are those that it shows."""

    verdict: Verdict
    counts: Counter[Outcome]
    seconds: float | None
    cells: tuple[CellResult, ...]


@dataclass(frozen=True)
class Column:
    """One column of the matrix, with the servers that its cells ran on."""

    title: str
    servers: tuple[str, ...]
    boxes: dict[str, Box]


@dataclass(frozen=True)
class Failure:
    """The same test failing with the same line, in one or more cells."""

    test: Test
    cells: tuple[CellResult, ...]
    repeat: str
    number: int = 0  # among all failures, for what only the first ones show

    @property
    def parts(self) -> list[Evidence]:
        """The folders of the first cell in which it failed that know the test."""
        return [part for part in self.cells[0].parts if self.test.id in part.log.phases]

    @property
    def seed(self) -> str:
        """The seed of each cell in which it failed."""
        seeds = [str(record.seed) for cell in self.cells for record in cell.records]
        return ", ".join(dict.fromkeys(seeds)) or "unknown"

    @property
    def where(self) -> str:
        """The columns in which it failed."""
        return ", ".join(dict.fromkeys(column_title(cell) for cell in self.cells))


@dataclass(frozen=True)
class Cause:
    """Failures whose errors say the same but for numbers and names."""

    line: str
    failures: tuple[Failure, ...]

    @property
    def size(self) -> int:
        """How many tests it made fail."""
        return len(self.failures)


@dataclass(frozen=True)
class Tally:
    """A reason for skips, with a number for each column of the matrix."""

    title: str
    total: int
    columns: dict[str, str]


def headline(summary: Summary) -> str:
    """The run's verdict in one sentence."""
    planned, tests = len(summary.cells), summary.counts
    passed = f"{tests[Outcome.PASSED]:,} {_plural('test', tests[Outcome.PASSED])} passed"
    part = " This run was partial: narrowed by hand, it does not speak for the whole matrix."
    partial = part if any(cell.planned.partial for cell in summary.cells) else ""
    shards = sorted({str(cell.planned.shard) for cell in summary.cells if cell.planned.shard})
    if shards:
        partial += f" It ran shard {', '.join(shards)} only."
    if summary.green:
        return f"Green: {planned} of {planned} planned cells passed, {passed}.{partial}"
    bad = [
        f"{summary.verdicts[verdict]} {verdict}"
        for verdict in sorted(Verdict, key=lambda verdict: -verdict.severity)
        if summary.verdicts[verdict] and not verdict.green
    ]
    whys = [*filter(None, [summary.interrupted]), *summary.problems]
    if bad:
        whys.append(f"of {planned} planned {_plural('cell', planned)} {', '.join(bad)}")
    failed = sum(tests[outcome] for outcome in BAD)
    if failed:
        whys.append(f"{failed:,} {_plural('test', failed)} failed")
    whys += [f"gate {gate.name}: {gate.text}" for gate in closed_gates(summary)]
    whys.append(passed if tests[Outcome.PASSED] else "no test passed")
    return f"Red: {'; '.join(whys)}.{partial}"


def closed_gates(summary: Summary) -> list[Gate]:
    """The gates that do not hold, but for those that only say again which cells are red."""
    told = (
        {"tiers"} if all(cell.verdict.green for cell in summary.cells) else {"tiers", "pass-rate"}
    )
    return [gate for gate in summary.gates if gate.holds is False and gate.name not in told]


def columns(summary: Summary) -> list[Column]:
    """The matrix, by version. A smoke cell is spread over the categories of its tests."""
    fields: dict[str, dict[str, list[tuple[CellResult, list[Test]]]]] = {}
    for cell in sorted(summary.cells, key=lambda cell: (cell.cell.tier, cell.cell.pg)):
        column = fields.setdefault(column_title(cell), defaultdict(list))
        for row, tests in by_row(cell).items():
            column[row].append((cell, tests))
    return [
        Column(
            title,
            tuple(
                dict.fromkeys(s for row in rows.values() for cell, _ in row for s in servers(cell))
            ),
            {row: _box(contents) for row, contents in rows.items()},
        )
        for title, rows in fields.items()
    ]


def rows(shown: Sequence[Column]) -> list[str]:
    """The rows of the matrix: the known categories in their order, then any others."""
    there = {row for column in shown for row in column.boxes}
    known = [category for category in categories() if category in there]
    return [*known, *sorted(there - set(known))]


def column_title(cell: CellResult) -> str:
    """The column that shows the cell, e.g. ``PostgreSQL 16``; smoke has one of its own."""
    tier = "" if cell.cell.tier == "full" else f" {clean(cell.cell.tier)}"
    python = "" if len(pythons()) == 1 else f" Python {clean(cell.cell.python)}"
    return f"PostgreSQL {cell.cell.pg}{tier}{python}"


def servers(cell: CellResult) -> list[str]:
    """Full version and origin of the servers that the cell ran on."""
    found = [record.server for record in cell.records if record.server]
    return list(dict.fromkeys(clean(f"{server.version}, {server.origin}") for server in found))


def failures(summary: Summary) -> list[Failure]:
    """Failed tests over all cells, those on most versions first."""
    groups: dict[tuple[str, str], list[tuple[Test, CellResult]]] = defaultdict(list)
    for cell in summary.cells:
        for test in cell.tests:
            if test.outcome in BAD:
                groups[test.id, test.line].append((test, cell))
    found = [
        Failure(group[0][0], tuple(cell for _, cell in group), repeat_test(*group[0]))
        for group in groups.values()
    ]
    return sorted(found, key=lambda failure: -len(failure.cells))


def causes(found: Sequence[Failure]) -> list[Cause]:
    """Failures by what caused them, as far as their messages tell; the most frequent first."""
    groups: dict[str, list[Failure]] = defaultdict(list)
    for failure in found:
        groups[VARIES.sub("…", failure.test.line)].append(failure)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    numbers = itertools.count(1)
    return [
        Cause(
            line if len(group) > 1 else group[0].test.line,
            tuple(replace(failure, number=next(numbers)) for failure in group),
        )
        for line, group in ordered
    ]


def changes(summary: Summary) -> list[tuple[str, tuple[str, ...]]]:
    """What changed since the last run, the worst first: a title, and the ids of the tests."""
    found = summary.changes
    if found is None:
        return []
    kinds = [
        ("new failure", found.failing),
        ("removed test", found.removed),
        ("fixed", found.fixed),
        ("new test", found.added),
    ]
    return [(title, tests) for title, tests in kinds if tests]


def tests_of(summary: Summary, outcome: Outcome) -> list[tuple[Test, CellResult]]:
    """All tests with an outcome, with the cell of each."""
    return [
        (test, cell) for cell in summary.cells for test in cell.tests if test.outcome is outcome
    ]


def repeat_test(test: Test, cell: CellResult) -> str:
    """The command that runs one test again. Without the shard, which would split that one test."""
    record = next(part.record for part in cell.parts if part.record and test.id in part.log.phases)
    return f"{replace(record, shard=Shard()).repeat} {shlex.quote(test.id)}"


def skips(summary: Summary) -> list[Tally]:
    """Skipped tests by reason, the most frequent first, with counts by version."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for cell in summary.cells:
        for test in cell.tests:
            if test.outcome is Outcome.SKIPPED:
                counts[test.line or "no reason given"][column_title(cell)] += 1
    tallies = [
        Tally(reason, found.total(), {title: str(number) for title, number in found.items()})
        for reason, found in counts.items()
    ]
    return sorted(tallies, key=lambda tally: (-tally.total, tally.title))


def versions(summary: Summary) -> dict[str, str]:
    """Of the suite, and of the pggits that the cells installed."""
    found = {record.pggit_version for cell in summary.cells for record in cell.records}
    return {"suite": suite_version(), "pggit": ", ".join(sorted(filter(None, found)))}


def majors(summary: Summary) -> list[int]:
    """The major versions of the run."""
    return sorted({cell.cell.pg for cell in summary.cells})


def slowest(summary: Summary, most: int = 15) -> list[tuple[Test, CellResult]]:
    """The tests that took longest, over all cells."""
    every = [(test, cell) for cell in summary.cells for test in cell.tests if test.seconds]
    return sorted(every, key=lambda pair: -pair[0].seconds)[:most]


def counts_text(counts: Counter[Outcome]) -> str:
    """The outcomes that occurred and their numbers, passed first."""
    shown = sorted(counts, key=lambda outcome: (outcome is not Outcome.PASSED, -outcome.severity))
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in shown) or "no tests"


def duration(seconds: float | None) -> str:
    """Seconds for people: ``0.42 s``, ``12 s``, ``3 min 05 s``."""
    if seconds is None:
        return "-"
    if seconds < 10:
        return f"{seconds:.2f} s" if seconds < 1 else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def span(summary: Summary) -> tuple[str, float | None]:
    """When the run's first cell started, and the seconds until its last one ended."""
    records = [record for cell in summary.cells for record in cell.records]
    started = min((record.started_at for record in records), default="")
    ended = max((record.ended_at for record in records if record.ended_at), default="")
    if not (started and ended):
        return started, None
    return started, epoch(ended) - epoch(started)


def by_row(cell: CellResult) -> dict[str, list[Test]]:
    """The cell's tests by the row of the matrix that shows them."""
    if cell.cell.category:
        return {cell.cell.category: list(cell.tests)}
    rows_: dict[str, list[Test]] = defaultdict(list)
    for test in cell.tests:
        rows_[test.category or "no category"].append(test)
    return rows_ or {"all": []}


def _box(contents: list[tuple[CellResult, list[Test]]]) -> Box:
    tests = [test for _, tests in contents for test in tests]
    cells = tuple(cell for cell, _ in contents)
    whole = [cell.seconds for cell in cells if cell.seconds is not None]
    spread = any(cell.cell.category is None for cell in cells)
    seconds = sum(test.seconds for test in tests) if spread else max(whole, default=None)
    verdict = max((_seen(*pair) for pair in contents), key=lambda verdict: verdict.severity)
    return Box(verdict, Counter(test.outcome for test in tests), seconds, cells)


def _seen(cell: CellResult, tests: list[Test]) -> Verdict:
    """The verdict on one row: in smoke, one category's failure is not that of all others."""
    return verdict_on(cell.planned, tests) if cell.whole else cell.verdict


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"
