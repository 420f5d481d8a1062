"""What was planned against what is there: shards, narrowed runs, strangers, a lost plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.matrix import Cell
from scripts.report.judge import judge_run
from scripts.results import Plan, Planned, Shard
from tests.scripts.test_report_builder import (
    CELL,
    RUN,
    fails,
    judged,
    only_cell,
    passes,
    write_cell,
    write_plan,
)

OTHER = Cell("full", "3.11", 17, "resource")


def test_complete_shards_make_a_cell(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, passes("x::one"), shard=Shard(1, 2), seconds=5.0)
    write_cell(run, passes("x::two"), shard=Shard(2, 2), seconds=7.0)
    cell = only_cell(run)
    assert (cell.verdict, len(cell.tests), cell.seconds) == ("passed", 2, 7.0)


def test_missing_shards_are_named(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, shard=Shard(2, 3))
    cell = only_cell(run)
    assert (cell.verdict, cell.reasons) == ("void", ("no results of shard 1/3, 3/3",))


def test_worst_of_two_complete_sets_counts(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run)
    write_cell(run, fails("x::one"), shard=Shard(1, 2))
    write_cell(run, passes("x::two"), shard=Shard(2, 2))
    assert only_cell(run).verdict == "failed"


def test_planned_shard_is_that_one(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(CELL, Shard(2, 3)), Planned(CELL, Shard(3, 3)))
    write_cell(run, shard=Shard(2, 3))
    assert [cell.verdict for cell in judged(run).cells] == ["passed", "never ran"]


def test_partial_results_are_no_whole_cell(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, partial=True)
    summary = judged(run)
    assert (summary.cells[0].verdict, summary.green) == ("never ran", False)


def test_planned_partial_is_green_and_partial(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(CELL, partial=True))
    write_cell(run, partial=True)
    summary = judged(run)
    assert (summary.cells[0].verdict, summary.green) == ("partial", True)


@pytest.mark.parametrize("damaged", [False, True])
def test_unplanned_cell_of_this_run_is_red_and_not_counted(tmp_path: Path, damaged: bool) -> None:
    run = write_plan(tmp_path)
    write_cell(run)
    folder = write_cell(run, cell=OTHER)
    if damaged:
        (folder / "cell.json").write_text("{")
    summary = judged(run)
    assert summary.problems == (f"cells/{OTHER.slug} was not planned and is not counted",)
    assert [(cell.cell, cell.verdict) for cell in summary.cells] == [(CELL, "passed")]
    assert not summary.green


def test_unplanned_cell_of_another_run_is_only_named(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run)
    write_cell(run, fails(), cell=OTHER, run_id="old")
    summary = judged(run)
    named = f"cells/{OTHER.slug} was not planned and is not counted: left over from run old"
    assert (summary.warnings, summary.problems, summary.green) == ((named,), (), True)


def test_cell_that_the_run_planned_is_no_stranger_to_another_plan(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(CELL), Planned(OTHER))
    write_cell(run)
    write_cell(run, cell=OTHER)
    assert judge_run(run, Plan(RUN, (Planned(CELL),))).green


def test_shards_beside_the_whole_cell_are_no_strangers(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run)
    write_cell(run, passes("x::one"), shard=Shard(1, 2))
    write_cell(run, passes("x::two"), shard=Shard(2, 2))
    assert judged(run).green


@pytest.mark.parametrize("content", [None, "{", "[]", json.dumps({"run_id": RUN})])
def test_without_a_plan_the_run_is_red(tmp_path: Path, content: str | None) -> None:
    run = write_plan(tmp_path)
    write_cell(run)
    (run / "plan.json").unlink()
    if content is not None:
        (run / "plan.json").write_text(content)
    summary = judged(run)
    assert not summary.green
    assert summary.problems[0].startswith("no plan to hold the results against")
    assert summary.cells[0].verdict == "passed"


def test_plan_of_another_run_is_red(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run)
    moved = run.rename(tmp_path / "another")
    assert f"plan.json is left over from run {RUN}" in judged(moved).problems


def test_plan_without_cells_is_red(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    (run / "plan.json").write_text(
        json.dumps(
            {"run_id": RUN, "entries": [], "calls": [], "reported_last": False, "measures": []}
        )
    )
    assert judged(run).problems == ("the plan names no cells: name a tier too, such as smoke",)
