"""Plan the cells of a run for CI: one job a cell, the longest first."""

from __future__ import annotations

from collections.abc import Sequence

from scripts import history, matrix, plan
from scripts.ci.github import set_outputs
from scripts.matrix import Cell
from scripts.request import Request
from scripts.results import MEASURES, Plan, Planned, seed_of

MOST_JOBS = 256  # of one matrix; GitHub refuses more
ALL = ("", "all")  # what a dispatch that chose nothing passes on


class TooManyCellsError(ValueError):
    """A tier has more cells than GitHub gives jobs to one matrix."""


def main(words: Sequence[str], category: str, pg: str) -> int:
    """Write the plan into the run's folder, for the report, and the cells as outputs of the step.

    The words are tiers, and names of what the run measures besides (`scripts.results.MEASURES`).

    The summary's job calls this again: it then knows what was planned, whatever became of the rest.
    """
    measures = tuple(word for word in words if word in MEASURES)
    tiers = [word for word in words if word not in MEASURES]
    chosen = {tier: longest_first(cells_of(tier, category, pg)) for tier in tiers}
    run = plan.run_folder()
    every = [cell for cells in chosen.values() for cell in cells]
    Plan(run.name, tuple(map(Planned, every)), measures=measures).write(run)
    set_outputs(**{tier: [job(cell) for cell in cells] for tier, cells in chosen.items()})
    print(f"Run {run.name}, seed {seed_of(run.name)}, {len(every)} cells, the longest first:")
    for cell in every:
        print(f"  {cell.name}")
    return 0


def cells_of(tier: str, category: str, pg: str) -> list[Cell]:
    """The tier's cells as nox lists them, of one category and version or of all."""
    pgs = matrix.majors() if pg in ALL else [matrix.check_pg(pg)]
    chosen = matrix.categories() if category in ALL else [matrix.check_category(category)]
    if tier == "smoke":  # runs all categories in one cell, and no other version by itself
        return Request(tuple(pgs), None, None, ()).smoke_cells()
    every = map(Cell.parse, plan.selected(["-s", tier]))
    cells = [cell for cell in every if cell.pg in pgs and cell.category in chosen]
    if len(cells) > MOST_JOBS:
        raise TooManyCellsError(
            f"tier {tier} has {len(cells)} cells, and a GitHub matrix {MOST_JOBS} jobs at most: "
            "choose a version or a category, or split the job"
        )
    return cells


def longest_first(cells: Sequence[Cell]) -> list[Cell]:
    """By how long they took on this kind of machine; before all others those that never ran."""
    typical = history.typical_seconds()
    return sorted(cells, key=lambda cell: -typical.get(cell.name, float("inf")))


def job(cell: Cell) -> dict[str, object]:
    """What a job of a matrix needs to know of its cell; the slug is for the artifact's name."""
    return {"name": cell.name, "slug": cell.slug, "pg": cell.pg}
