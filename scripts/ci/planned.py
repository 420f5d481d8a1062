"""Plan a run for CI: a job for each check that has no cells, and one a cell, the longest first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scripts import history, matrix, plan, required
from scripts.ci.github import set_outputs
from scripts.matrix import Cell
from scripts.results import MEASURES, Plan, Planned, seed_of

CHECKS = "checks"  # the word for the required checks that have no cells
MOST_JOBS = 256  # of one matrix; GitHub refuses more
ALL = ("", "all")  # what a dispatch that chose nothing passes on


class TooManyCellsError(ValueError):
    """A tier has more cells than GitHub gives jobs to one matrix."""


def main(words: Sequence[str], category: str, pg: str) -> int:
    """Write the plan into the run's folder, for the report, and the cells as outputs of the step.

    The words are tiers, ``checks``, and names of what the run measures besides
    (`scripts.results.MEASURES`). A category or version narrows the cells, never the checks.

    The summary's job calls this again: it then knows what was planned, whatever became of the rest.
    """
    measures = tuple(word for word in words if word in MEASURES)
    tiers = [word for word in words if word in matrix.table()["tiers"]]
    chosen = {tier: longest_first(cells_of(tier, category, pg)) for tier in tiers}
    run = plan.run_folder()
    every = [cell for cells in chosen.values() for cell in cells]
    Plan(run.name, tuple(map(Planned, every)), measures=measures).write(run)
    set_outputs(**{tier: [job(cell) for cell in cells] for tier, cells in chosen.items()})
    if CHECKS in words:
        checks = check_jobs()
        set_outputs(**{CHECKS: checks})
        print(f"Checks: {', '.join(str(check['name']) for check in checks)}")
    print(f"Run {run.name}, seed {seed_of(run.name)}, {len(every)} cells, the longest first:")
    for cell in every:
        print(f"  {cell.name}")
    return 0


def cells_of(tier: str, category: str, pg: str) -> list[Cell]:
    """The tier's cells as nox lists them, of one category and version or of all.

    Smoke's are those of the required checks: one cell for all categories.
    """
    pgs = matrix.majors() if pg in ALL else [matrix.check_pg(pg)]
    chosen = matrix.categories() if category in ALL else [matrix.check_category(category)]
    if tier == "smoke":
        listed = [cell for check in required.checks() for cell in check.cells]
        return [cell for cell in listed if cell.tier == tier and cell.pg in pgs]
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
    return {"name": cell.name, "slug": cell.slug, "pg": cell.pg, "python": cell.python}


def check_jobs() -> list[dict[str, object]]:
    """Return the jobs of the checks without cells: one for each session that nox lists."""
    minutes = {check.session: check.minutes for check in required.checks() if not check.cells}
    return [
        {
            "name": name,
            "slug": re.sub(r"\W+", "-", name).strip("-"),
            "minutes": minutes[name if name in minutes else name.partition("(")[0]],
        }
        for name in plan.selected(["-s", *minutes])
    ]
