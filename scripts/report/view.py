"""Arrange a judged run for people: the headline, the matrix, failures and skips over versions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from scripts.matrix import categories, oldest_python, suite_version
from scripts.report.judge import verdict_on
from scripts.report.outcomes import BAD, Outcome, Test
from scripts.report.summary import CellResult, Gate, Summary, Verdict
from scripts.report.text import clean, epoch

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
    order = attrgetter("cell.tier", "cell.pg", "cell.python")
    for cell in sorted(summary.cells, key=order):
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
    """Return the column that shows the cell, e.g. ``PostgreSQL 16`` or ``PostgreSQL 17 smoke``.

    A Python that is not the one of the full tier is named too.
    """
    tier = "" if cell.cell.tier == "full" else f" {clean(cell.cell.tier)}"
    own = "" if cell.cell.python == oldest_python() else f", Python {clean(cell.cell.python)}"
    return f"PostgreSQL {cell.cell.pg}{tier}{own}"


def servers(cell: CellResult) -> list[str]:
    """Full version and origin of the servers that the cell ran on."""
    found = [record.server for record in cell.records if record.server]
    return list(dict.fromkeys(clean(f"{server.version}, {server.origin}") for server in found))


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
    return ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in shown) or "no tests"


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
