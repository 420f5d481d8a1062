"""The gates of ``[tool.matrix.gates]`` in pyproject.toml: what a run must reach to be green.

Each says whether it holds and by what figure; one that has nothing to judge in this run says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from scripts import history
from scripts.history import Entry
from scripts.matrix import ROOT, categories, table
from scripts.report import view
from scripts.report.claims import entire
from scripts.report.measured import Measured
from scripts.report.outcomes import Outcome, Test
from scripts.report.past import machine_of
from scripts.report.summary import CellResult, Gate, Summary
from scripts.report.text import names

SHORT = 10.0  # seconds: what a shorter cell takes is mostly its server's start


@dataclass(frozen=True)
class Part:
    """The tests of one category, whole, in one column of the matrix."""

    category: str
    column: str
    tests: tuple[Test, ...]

    @property
    def ran(self) -> list[Test]:
        """Those that were not skipped and not expected to fail: only they say something."""
        idle = (Outcome.SKIPPED, Outcome.XFAILED)
        return [test for test in self.tests if test.outcome not in idle]

    @property
    def pass_rate(self) -> float:
        """Per cent of those that ran."""
        passed = sum(test.outcome is Outcome.PASSED for test in self.ran)
        return 100 * passed / len(self.ran) if self.ran else 0.0

    @property
    def counted(self) -> list[Test]:
        """Return the tests that count towards the floors.

        A machine that lacks a capability has as many tests as one that has it. CI promises its
        capabilities: a skip for one is a failure there (`scripts.report.outcomes`).
        """
        return self.ran + [test for test in self.tests if test.lacks_capability]

    @property
    def promises(self) -> int:
        """Count the promises that these tests defend."""
        return len({promise for test in self.counted for promise in test.promises})


def gates(
    summary: Summary, found: Measured, before: Sequence[Entry], rules: Mapping[str, Any]
) -> tuple[Gate, ...]:
    """Judge the run by the rules of pyproject.toml."""
    check(rules)
    parts = [part for part in _parts(summary.cells) if part.category in rules["categories"]]
    return (
        _tiers(summary, rules["must-pass"]),
        _floor(parts, rules["categories"], "tests", lambda part: len(part.counted)),
        _floor(parts, rules["categories"], "promises", lambda part: part.promises),
        _floor(parts, rules["categories"], "pass-rate", lambda part: part.pass_rate),
        _known_failures(summary, rules["known-failures"]),
        _flakes(found, rules["flakes"]),
        _mutation(found, rules["mutation-score"]),
        _durations(summary, before, rules),
        _bench(found, before, rules),
        _regression(found),
    )


def check(rules: Mapping[str, Any]) -> None:
    """Refuse a tier that the matrix does not have, and a category without floors: typos."""
    unknown = set(rules["must-pass"]) - set(table()["tiers"])
    without = set(categories()) - set(rules["categories"])
    if unknown or without:
        raise ValueError(
            "[tool.matrix.gates] of pyproject.toml:"
            f" unknown tiers {sorted(unknown)}, categories without floors {sorted(without)}"
        )


def _tiers(summary: Summary, tiers: Sequence[str]) -> Gate:
    bad = [c.name for c in summary.cells if c.cell.tier in tiers and not c.verdict.green]
    if bad:
        return Gate("tiers", False, f"not green: {names(bad)}")
    here = sorted({cell.cell.tier for cell in summary.cells} & set(tiers))
    return Gate("tiers", True if here else None, f"all of {', '.join(here)} passed" if here else "")


def _floor(parts: Sequence[Part], floors: Mapping[str, Any], key: str, figure: Any) -> Gate:
    """The same figure of each category against its floor."""
    judged = [(part, figure(part), floors[part.category][key]) for part in parts]
    low = [
        f"{part.category} on {part.column} has {value:.4g}, the floor is {floor:g}"
        for part, value, floor in judged
        if value < floor
    ]
    if low:
        return Gate(key, False, names(low))
    return Gate(key, True if judged else None, f"{len(judged)} categories reach their floors")


def _known_failures(summary: Summary, most: int) -> Gate:
    known = {t.id for c in summary.cells for t in c.tests if t.outcome is Outcome.XFAILED}
    return Gate("known-failures", len(known) <= most, f"{len(known)} of at most {most}")


def _flakes(found: Measured, most: int) -> Gate:
    if found.flakes is None:
        return Gate("flakes", None, "")
    text = f"{len(found.flakes)} of at most {most}"
    return Gate("flakes", len(found.flakes) <= most, text)


def _mutation(found: Measured, floor: float) -> Gate:
    """Each section of the contract has to reach it, so that none hides behind the others."""
    low = [
        f"{section} {mutation.score:.1f} %"
        for section, mutation in found.mutations.items()
        if mutation.score < floor
    ]
    if low:
        return Gate("mutation-score", False, f"below {floor:g} %: {names(low)}")
    whole = found.mutation
    text = f"{whole.killed} of {whole.counted} mutants were killed" if whole else ""
    return Gate("mutation-score", True if whole else None, text)


def _durations(summary: Summary, before: Sequence[Entry], rules: Mapping[str, Any]) -> Gate:
    most, enough = rules["slowdown"], rules["enough-runs"]
    slow, judged = [], 0
    for cell in summary.cells:
        machine = machine_of(cell) or "unknown"
        old = history.seconds_before(before, cell.name, machine.__eq__)
        if cell.seconds is None or len(old) < enough or not cell.verdict.green:
            continue
        judged += 1
        if cell.seconds > SHORT and cell.seconds > most * median(old):
            usual, took = view.duration(median(old)), view.duration(cell.seconds)
            slow.append(f"{cell.name} took {took}, its median is {usual}")
    if slow:
        return Gate("duration", False, f"more than {most:g} times as long: {names(slow)}")
    return Gate("duration", True if judged else None, f"{judged} cells near their medians")


def _bench(found: Measured, before: Sequence[Entry], rules: Mapping[str, Any]) -> Gate:
    most, enough = rules["bench-slowdown"], rules["enough-runs"]
    slow, judged = [], 0
    for name, ratio in found.bench.items():
        old = [entry.bench[name] for entry in before if entry.green and name in entry.bench]
        old = old[-history.TYPICAL :]
        if len(old) < enough:
            continue
        judged += 1
        if ratio > most * median(old):
            slow.append(f"{name} is {ratio:.2f}, its median is {median(old):.2f}")
    if slow:
        return Gate("benchmarks", False, f"more than {most:g} times as slow: {names(slow)}")
    return Gate("benchmarks", True if judged else None, f"{judged} ratios near their medians")


def _regression(found: Measured) -> Gate:
    """Judge what ``nox -s regress`` found by its own rules; one of them is ``regress-ratio``."""
    if found.regression is None:
        return Gate("regress", None, "")
    bad, counts = found.regression.problems, found.regression.counts
    return Gate("regress", not bad, "; ".join(bad or counts))


def _parts(cells: Sequence[CellResult]) -> Iterator[Part]:
    """What ran whole, by category and column. The floors are those of this project's own suite."""
    found: dict[tuple[str, str], list[Test]] = defaultdict(list)
    for cell in (cell for group in entire(cells) for cell in group):
        folders = {record.pggit_sql for record in cell.records}
        if any(folder and Path(folder).resolve() != ROOT / "sql" for folder in folders):
            continue
        for test in cell.tests:
            if test.category:
                found[test.category, view.column_title(cell)].append(test)
    for (category, column), tests in found.items():
        yield Part(category, column, tuple(tests))
