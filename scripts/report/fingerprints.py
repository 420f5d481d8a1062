"""Compare what the cells of a run hashed: the same DDL has the same hash on every major version.

A test of each version writes the hashes of a fixed corpus of objects into its results, as the
property ``fingerprints`` (tests/chaos/test_fingerprints.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.report.summary import CellResult

SHOWN = 8  # digits of a hash, enough to tell two apart


@dataclass(frozen=True)
class Difference:
    """An object that has not the same hash on every version; the majors by hash, None: missing."""

    name: str
    majors: dict[str | None, tuple[int, ...]]

    def __str__(self) -> str:
        found = [
            f"{'missing' if value is None else value[:SHOWN]} on {', '.join(map(str, majors))}"
            for value, majors in self.majors.items()
        ]
        return f"{self.name} ({'; '.join(found)})"


def fingerprints(cells: Sequence[CellResult]) -> dict[int, dict[str, set[str]]]:
    """The hashes of each object by major version; a set, as several cells may have written it."""
    found: dict[int, dict[str, set[str]]] = {}
    for cell in cells:
        for test in cell.tests:
            for name, value in test.fingerprints.items():
                of_major = found.setdefault(cell.cell.pg, defaultdict(set))
                of_major[name].add(value)
    return dict(sorted(found.items()))


def differences(cells: Sequence[CellResult]) -> list[Difference]:
    """Every object on whose hash the versions, or two cells of one version, do not agree."""
    by_major = fingerprints(cells)
    differing = []
    for name in dict.fromkeys(name for found in by_major.values() for name in found):
        majors: dict[str | None, tuple[int, ...]] = {}
        for pg, found in by_major.items():
            values: Sequence[str | None] = sorted(found.get(name, ())) or [None]
            for value in values:
                majors[value] = (*majors.get(value, ()), pg)
        if len(majors) > 1:
            differing.append(Difference(name, majors))
    return differing
