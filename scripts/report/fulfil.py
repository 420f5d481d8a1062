"""Find the folders that answer for a planned cell: one folder, or one complete set of shards."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from scripts.report.read import Evidence
from scripts.report.text import names
from scripts.results import Planned, Shard

# `CellRecord.slug` after the cell's own slug.
PART = re.compile(r"(?:-shard(?P<number>\d+)of(?P<count>\d+))?(?P<partial>-partial)?")


@dataclass(frozen=True)
class Candidate:
    """Folders that may answer for a planned cell, and which of its shards have none."""

    parts: tuple[Evidence, ...]
    lost: str = ""


def candidates(planned: Planned, folders: Mapping[str, Evidence]) -> list[Candidate]:
    """Each complete set of shards, of which the worst counts; else the fullest incomplete one.

    A folder answers by its name, so that one with an unreadable record is not lost from sight.
    """
    sets: dict[int, dict[int, Evidence]] = defaultdict(dict)
    for name, evidence in folders.items():
        match = PART.fullmatch(name.removeprefix(planned.cell.slug))
        if not name.startswith(planned.cell.slug) or match is None:
            continue
        shard = Shard(int(match["number"] or 1), int(match["count"] or 1))
        if bool(match["partial"]) == planned.partial:
            sets[shard.count][shard.number] = evidence

    if planned.shard:
        one = sets[planned.shard.count].get(planned.shard.number)
        return [Candidate((one,)) if one else Candidate((), _nothing(planned))]
    whole = [
        Candidate(tuple(parts[number] for number in sorted(parts)))
        for count, parts in sorted(sets.items())
        if parts.keys() >= set(range(1, count + 1))
    ]
    if whole:
        return whole
    if not sets:
        return [Candidate((), _nothing(planned))]
    count, parts = max(sets.items(), key=lambda item: len(item[1]) / item[0])
    lost = [f"{number}/{count}" for number in range(1, count + 1) if number not in parts]
    return [Candidate(tuple(parts.values()), f"no results of shard {names(lost)}")]


def _nothing(planned: Planned) -> str:
    shard = f" of shard {planned.shard}" if planned.shard else ""
    return f"there are no results{shard}"
