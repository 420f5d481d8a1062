"""Whole runs made of fake cells, for the page: as it looks when all is well and when it is not.

python -m tests.scripts.scenes FOLDER [NAME...]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scripts import history, matrix
from scripts.history import Entry, PastCell
from scripts.matrix import Cell
from scripts.report import page_of, write_summary
from scripts.results import Planned
from tests.scripts.test_report_builder import (
    RUN,
    fails,
    passes,
    phase,
    write_cell,
    write_plan,
)

Line = dict[str, Any]
Tests = Callable[[Cell], list[Line]]

FLOORS = matrix.table()["gates"]["categories"]
SERVER_LOG = (
    "2026-11-21 10:45:01.100 UTC [71] psql pggit_chaos_test_main_3 ERROR:  deadlock detected\n"
    "2026-11-21 10:45:01.100 UTC [71] psql pggit_chaos_test_main_3 DETAIL:  Process 71 waits for"
    " ShareLock on transaction 812; blocked by process 72.\n"
    "2026-11-21 10:45:01.120 UTC [90] psql pggit_chaos_test_gw1_8 LOG:  of another test\n"
)


def good(cell: Cell) -> list[Line]:
    """As many tests as the floors ask for, each with promises enough."""
    lines: list[Line] = []
    floor = FLOORS[cell.category]
    for number in range(floor["tests"]):
        promise = ("promise", f"area.promise-{number % floor['promises']}")
        prints = [("fingerprints", '{"table t": "5f1c"}')] * (cell.category == "property")
        lines += passes(f"tests/chaos/test_{cell.category}.py::test_{number}", promise, *prints)
    return lines


def one_failure(cell: Cell) -> list[Line]:
    """A deadlock on one version only."""
    lines = good(cell)
    if (cell.pg, cell.category) == (16, "concurrent"):
        lines += failing(
            "concurrent", "test_no_pair_of_calls_deadlocks", "40P01: deadlock detected"
        )
    return lines


def many_failures(cell: Cell) -> list[Line]:
    """40 tests that fail on two versions, by three causes."""
    lines = good(cell)
    if cell.pg >= 17 and cell.category in ("property", "migration"):
        for number in range(20):
            why = (
                f"assert {number} == {number + 1}"
                if number % 3
                else f"relation 't{number}' is gone"
            )
            lines += failing(str(cell.category), f"test_law[{number}]", why)
    return lines


def failing(category: str, name: str, why: str) -> list[Line]:
    """A test with a fault's timeline that fails."""
    id_ = f"tests/chaos/test_{category}.py::{name}"
    faults = [("fault", "0.12 s: kill landed: backend 71"), ("promise", "area.promise-0")]
    return fails(id_, why, *faults)


def void(cell: Cell) -> list[Line]:
    """A cell that died while a test ran."""
    lines = good(cell)
    if (cell.pg, cell.category) == (15, "resource"):
        return [*lines[:9], phase("tests/chaos/test_resource.py::test_fills_the_disk", "setup")]
    return lines


SCENES: dict[str, Tests] = {
    "green": good,
    "one-failure": one_failure,
    "void": void,
    "many-failures": many_failures,
    "trends": good,
}


# The cell's process was killed: no end, no exit code, and a test that still runs.
DIED: dict[str, Any] = {
    "ended_at": None,
    "seconds": None,
    "exit_code": None,
    "finished": False,
    "running": ["tests/chaos/test_resource.py::test_fills_the_disk"],
}


def past(runs: int, cells: Sequence[Cell]) -> list[Entry]:
    """The runs before: one a day, now and then with a failure or a flake, and ever more tests."""
    entries = []
    for number in range(runs):
        failed = int(number % 9 == 4)
        took = 590.0 + 7 * (number % 13) - number
        entries.append(
            Entry(
                f"2026{number // 28 + 9:02}{number % 28 + 1:02}-030000-1",
                f"2026-{number // 28 + 9:02}-{number % 28 + 1:02}T03:00:00.000+00:00",
                "full",
                not failed,
                took,
                {"passed": 1200 + number - failed, "failed": failed, "skipped": 6},
                {
                    cell.name: PastCell("passed", 55.0, "one kind, -n 1, pypi", 40, 40)
                    for cell in cells
                },
                mutation_score=min(100.0, 92 + number / 5) if number % 7 == 0 else None,
                flakes=int(number % 11 == 3),
                tests={
                    "tests/chaos/test_property.py::test_0": [],
                    "tests/chaos/test_property.py::test_1": ["PostgreSQL 16"],
                    "tests/chaos/test_load.py::test_that_was_removed": [],
                }
                if number == runs - 1
                else None,
            )
        )
    return entries


def make(folder: Path, name: str) -> Path:
    """Write a scene's run and its summary; the page."""
    run = folder / name / RUN
    cells = matrix.cells("full")
    write_plan(run.parent, *map(Planned, cells))
    for cell in cells:
        died = name == "void" and (cell.pg, cell.category) == (15, "resource")
        took = 20.0 + len(str(cell.category)) + cell.pg % 15 * 3
        facts = DIED if died else {"seconds": took, "machine": "one kind"}
        write_cell(run, SCENES[name](cell), cell=cell, **facts)
        (run / "cells" / cell.slug / "server.log").write_text(SERVER_LOG, encoding="utf-8")
    os.environ["PGMATRIX_HISTORY"] = str(run.parent / "history.jsonl")
    for entry in past(50 if name == "trends" else 1, cells):
        history.add(entry)
    write_summary(run)
    return page_of(run)


if __name__ == "__main__":
    for each in sys.argv[2:] or SCENES:
        print(make(Path(sys.argv[1]), each))
