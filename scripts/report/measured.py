"""What other sessions of the same run measured: mutants, flakes, benchmarks, regression files.

Each may be absent.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from scripts.report.text import clean, first_line, names
from scripts.results import MEASURES, RecordError, read_json

T = TypeVar("T")


@dataclass(frozen=True)
class Mutation:
    """How many mutants of a part of the contract were killed; equivalent ones do not count."""

    killed: int
    counted: int

    @property
    def score(self) -> float:
        """Per cent that were killed."""
        return 100 * self.killed / self.counted


@dataclass(frozen=True)
class Regression:
    """How PostgreSQL's own files ran with pggit: a sentence for each version, and what is wrong."""

    counts: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """The figures of a run beyond its cells. None or empty: not measured in this run."""

    mutations: Mapping[str, Mutation] = field(default_factory=dict)  # by section of the contract
    flakes: tuple[str, ...] | None = None  # ids of tests that gave both answers
    bench: Mapping[str, float] = field(default_factory=dict)  # ratios by name
    regression: Regression | None = None
    problems: tuple[str, ...] = ()  # what is absent, not whole or not to be read, and complaints

    @property
    def mutation(self) -> Mutation | None:
        """All sections together."""
        every = self.mutations.values()
        counted = sum(each.counted for each in every)
        return Mutation(sum(each.killed for each in every), counted) if counted else None


def measured(run: Path, planned: Collection[str] = ()) -> Measured:
    """Read what is there.

    What was planned and is absent is a problem, and what a session did not bring to its end.
    """
    problems: list[str] = []

    def figures(measure: str, taken: Callable[[dict[str, Any], list[str]], T]) -> T | None:
        try:
            data = _read(run, measure, planned, problems)
            return None if data is None else taken(data, problems)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problems.append(
                f"{MEASURES[measure]}: not what it should be ({first_line(clean(repr(error)))})"
            )
            return None

    return Measured(
        figures("mutants", _mutations) or {},
        figures("flakes", _flakes),
        figures("bench", lambda data, _: {clean(k): _ratio(v) for k, v in data.items()}) or {},
        figures("regress", lambda data, _: _regression(data)),
        tuple(problems),
    )


def _read(
    run: Path, measure: str, planned: Collection[str], problems: list[str]
) -> dict[str, Any] | None:
    """What a session left; None where there is nothing, or nothing that can be read."""
    path = run / MEASURES[measure]
    has_begun = path.parent != run and path.parent.exists()
    if not path.exists() and not has_begun:
        if measure in planned:
            problems.append(f"{measure}: planned, and left no {MEASURES[measure]}")
        return None
    try:
        data = read_json(path)
    except RecordError as error:
        problems.append(clean(str(error)))
        return None
    if not data:
        raise ValueError("holds nothing")
    return data


def _mutations(data: Mapping[str, Any], problems: list[str]) -> dict[str, Mutation]:
    problems += [f"mutants: {clean(complaint)}" for complaint in data["complaints"]]
    if data["only"]:  # some of them are no score
        return {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in data["mutants"]:
        counts[clean(mutant["name"]).partition("/")[0]][mutant["verdict"]] += 1
    return {
        section: Mutation(verdicts["killed"], verdicts.total() - verdicts["equivalent"])
        for section, verdicts in sorted(counts.items())
        if verdicts.total() > verdicts["equivalent"]
    }


def _flakes(data: Mapping[str, Any], problems: list[str]) -> tuple[str, ...]:
    if data["stopped"]:
        problems.append(f"flakes: not finished: {clean(data['stopped'])}")
    void = sum(bool(run["reasons"]) for run in data["runs"])
    failed = [clean(test["id"]) for test in data["tests"] if test["verdict"] != "flaky"]
    if void:
        problems.append(f"flakes: {void} of {len(data['runs'])} runs are void")
    if failed:
        problems.append(f"flakes: failed every time: {names(failed)}")
    return tuple(clean(test["id"]) for test in data["tests"] if test["verdict"] == "flaky")


def _regression(data: Mapping[str, Any]) -> Regression:
    counts = tuple(clean(major["counts"]) for major in data["majors"])
    return Regression(counts, tuple(map(clean, data["problems"])))


def _ratio(value: object) -> float:
    ratio = float(str(value))
    if not math.isfinite(ratio):
        raise ValueError(f"a ratio is {ratio}")
    return ratio
