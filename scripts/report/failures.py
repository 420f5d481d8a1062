"""Failed tests over all cells: the same one once, with what repeats it, and grouped by cause."""

from __future__ import annotations

import itertools
import re
import shlex
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.matrix import ROOT
from scripts.report.outcomes import BAD, Test
from scripts.report.read import Evidence
from scripts.report.summary import CellResult, Summary
from scripts.report.view import column_title
from scripts.results import Shard

# What differs between two messages of one cause: quoted names and text, hashes and numbers.
VARIES = re.compile(r"'[^']*'|\"[^\"]*\"|\b[0-9a-f]{8,}\b|\d+(?:\.\d+)?")


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


def repeat_test(test: Test, cell: CellResult) -> str:
    """The command that runs one test again. Without the shard, which would split that one test."""
    record = next(part.record for part in cell.parts if part.record and test.id in part.log.phases)
    place = located(test.id, record.pytest_args)
    return f"{replace(record, shard=Shard()).repeat} {shlex.quote(place)}"


def located(id_: str, arguments: Sequence[str]) -> str:
    """The id with the file's whole path.

    Outside this project pytest begins ids at the folder that it was given, or with nothing behind a
    file.
    """
    path, separator, name = id_.partition("::")
    for base in ("", *(argument.partition("::")[0] for argument in arguments)):
        if (ROOT / base / path).is_file():
            return f"{Path(base, path)}{separator}{name}"
    return id_
