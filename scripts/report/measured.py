"""What other sessions of the same run measured: mutants, flakes, benchmarks. Each may be absent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.report.text import clean
from scripts.results import RecordError, read_json

MUTANTS, FLAKES, BENCH = "mutants/mutants.json", "flakes/flakes.json", "bench.json"


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
class Measured:
    """The figures of a run beyond its cells. None or empty: not measured in this run."""

    mutations: Mapping[str, Mutation] = field(default_factory=dict)  # by section of the contract
    flakes: tuple[str, ...] | None = None  # ids of tests that gave both answers
    bench: Mapping[str, float] = field(default_factory=dict)  # ratios by name
    problems: tuple[str, ...] = ()  # files that are there and cannot be read

    @property
    def mutation(self) -> Mutation | None:
        """All sections together."""
        every = self.mutations.values()
        counted = sum(each.counted for each in every)
        return Mutation(sum(each.killed for each in every), counted) if counted else None


def measured(run: Path) -> Measured:
    """Read what is there."""
    problems: list[str] = []
    found: dict[str, dict[str, object]] = {}
    for name in (MUTANTS, FLAKES, BENCH):
        if (run / name).exists():
            try:
                found[name] = read_json(run / name)
            except RecordError as error:
                problems.append(clean(str(error)))
    try:
        return Measured(
            _mutations(found.get(MUTANTS, {})),
            _flakes(found[FLAKES]) if FLAKES in found else None,
            {clean(name): float(str(ratio)) for name, ratio in found.get(BENCH, {}).items()},
            tuple(problems),
        )
    except (KeyError, TypeError, ValueError) as error:
        return Measured(problems=(*problems, f"{run.name}: not what a session measured ({error})"))


def _mutations(data: Mapping[str, object]) -> dict[str, Mutation]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    mutants = data.get("mutants", [])
    for mutant in mutants if isinstance(mutants, list) else ():
        counts[clean(mutant["name"]).partition("/")[0]][mutant["verdict"]] += 1
    return {
        section: Mutation(verdicts["killed"], verdicts.total() - verdicts["equivalent"])
        for section, verdicts in sorted(counts.items())
        if verdicts.total() > verdicts["equivalent"]
    }


def _flakes(data: Mapping[str, object]) -> tuple[str, ...]:
    tests = data["tests"]
    if not isinstance(tests, list):
        raise TypeError("its tests are no list")
    return tuple(clean(test["id"]) for test in tests if test["verdict"] == "flaky")
