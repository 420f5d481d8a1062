"""What a run claims beyond its single cells: every category, every promise, the same hashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from scripts.matrix import categories
from scripts.report.fingerprints import differences, fingerprints
from scripts.report.promises import promises
from scripts.report.summary import CellResult
from scripts.report.text import names
from scripts.report.voids import empty_categories

PROPERTY = "property"  # the category that writes fingerprints


def complaints(cells: Sequence[CellResult]) -> list[str]:
    """Why the run is red although each of its cells may be green."""
    return [
        *_lost_categories(cells),
        *_undefended(cells),
        *_without_fingerprints(cells),
        *_unlike(cells),
    ]


def entire(cells: Sequence[CellResult]) -> list[list[CellResult]]:
    """The whole cells, each as its parts: itself alone, or all of its shards where one by one.

    What was narrowed by hand, or is one shard of several, claims nothing.
    """
    groups: dict[object, list[CellResult]] = defaultdict(list)
    for cell in cells:
        if cell.whole and not cell.planned.partial:
            shard = cell.planned.shard
            groups[cell.cell, shard.count if shard else None].append(cell)
    return [
        group
        for group in groups.values()
        if (shard := group[0].planned.shard) is None or len(group) == shard.count
    ]


def claimed(cells: Sequence[CellResult]) -> list[int]:
    """The major versions on which every category was run as a whole."""
    found: dict[int, set[str]] = defaultdict(set)
    for group in entire(cells):
        cell = group[0].cell
        found[cell.pg] |= {cell.category} if cell.category else set(categories())
    return sorted(pg for pg, there in found.items() if there >= set(categories()))


def _lost_categories(cells: Sequence[CellResult]) -> Iterator[str]:
    """A cell planned shard by shard has tests of each category, as one that was planned whole."""
    for group in entire(cells):
        if group[0].planned.shard is not None:
            tests = [test for cell in group for test in cell.tests]
            for reason in empty_categories(group[0].cell, tests):
                yield f"{group[0].cell.name}: {reason} in any of its shards"


def _undefended(cells: Sequence[CellResult]) -> Iterator[str]:
    every = promises(cells)
    for pg in claimed(cells):
        if missing := [promise.id for promise in every if promise.is_undefended(pg)]:
            count = f"{len(missing)} of {len(every)} promises"
            yield f"PostgreSQL {pg}: no test ran for {count}: {names(missing)}"


def _without_fingerprints(cells: Sequence[CellResult]) -> Iterator[str]:
    """Else nobody would see that there was nothing to compare."""
    for group in entire(cells):
        if group[0].cell.category in (PROPERTY, None) and not fingerprints(group):
            yield f"{group[0].cell.name}: no test wrote fingerprints"


def _unlike(cells: Sequence[CellResult]) -> Iterator[str]:
    if found := differences(cells):
        objects = "1 object" if len(found) == 1 else f"{len(found)} objects"
        yield f"the same DDL has not one hash for {objects}: {names([str(each) for each in found])}"
