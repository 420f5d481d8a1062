"""What a run is held against: exactly the cells that were asked for."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from scripts import matrix, plan, results
from scripts.matrix import Cell
from scripts.request import Request
from scripts.results import CellRecord, Plan, Planned, Shard
from tests.scripts.house import CELL, PG, PYTHON, House

RUN = "this-run"
ONE = Cell("full", "3.11", 16, "resource")
OTHER = Cell("full", "3.11", 16, "load")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a run without a plan."""
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    monkeypatch.setenv(plan.RUN_ID, RUN)
    monkeypatch.delenv(plan.CALL, raising=False)
    return tmp_path / RUN


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str, name: str = "a call") -> list[str]:
    """Do as if nox had been called so; what stands behind --."""
    monkeypatch.setenv(plan.CALL, json.dumps([name, arguments]))
    words = list(arguments)
    return words[words.index("--") + 1 :] if "--" in words else []


def ensure(cells: Sequence[Cell], posargs: Sequence[str]) -> Plan:
    return plan.ensure(cells, Request.parse(posargs))


FULL = matrix.cells("full")


@pytest.mark.parametrize(
    ("arguments", "cells"),
    [
        (["-s", "full"], FULL),
        (["-t", "pg16"], [cell for cell in FULL if cell.pg == 16]),
        (["-t", "resource"], [cell for cell in FULL if cell.category == "resource"]),
        (["-s", ONE.name, OTHER.name], [ONE, OTHER]),
        (
            ["-s", "smoke", "--", "--pg", "15,16"],
            [Cell("smoke", matrix.this_python(), pg) for pg in (15, 16)],
        ),
        ([], [Cell("smoke", matrix.this_python(), 17)]),
    ],
    ids=["full", "version", "category", "two", "smoke", "nothing"],
)
def test_plan_is_what_nox_selects(
    run: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], cells: list[Cell]
) -> None:
    posargs = call(monkeypatch, *arguments)
    ensure(cells[-1:], posargs)
    written = Plan.read(run)
    assert sorted(written.entries, key=str) == sorted(map(Planned, cells), key=str)
    assert (written.run_id, written.reported_last) == (RUN, False)


def test_report_at_the_end_is_known(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call(monkeypatch, "-s", ONE.name, "report", "-j", "2")
    assert ensure([ONE], []).reported_last
    assert Plan.read(run).entries == (Planned(ONE),)


@pytest.mark.parametrize(
    ("sessions", "reported_last", "measures"),
    [
        (["smoke", "mutants", "bench", "report"], True, ("mutants", "bench")),
        (["bench", "smoke", "report"], True, ("bench",)),
        (["smoke", "mutants", "bench"], False, ()),  # smoke writes the summary before they begin
        (["smoke", "report", "flakes"], True, ()),
        (["smoke", "bench", "report", "flakes"], True, ("bench",)),
        (["report", "smoke"], False, ()),
    ],
)
def test_a_report_at_the_end_waits_for_what_is_measured(
    run: Path,
    monkeypatch: pytest.MonkeyPatch,
    sessions: list[str],
    reported_last: bool,
    measures: tuple[str, ...],
) -> None:
    call(monkeypatch, "-s", *sessions)
    ensure([Cell("smoke", matrix.this_python(), 17)], [])
    written = Plan.read(run)
    assert (written.reported_last, written.measures) == (reported_last, measures)


def test_sessions_are_in_the_order_of_the_call(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = plan.selected(["-s", "full-3.11", "bench", "report", ONE.name])
    assert [name.partition("-")[0] for name in names] == [*["full"] * 32, "bench", "report"]
    monkeypatch.setenv("NOXSESSION", "bench,smoke,report")
    assert [name.partition("-")[0] for name in plan.selected([])] == ["bench", "smoke", "report"]


@pytest.mark.parametrize("arguments", [["--", "--pg", "15"], ["-s", "smoke", "--"]])
def test_what_stands_behind_the_dashes_selects_nothing(run: Path, arguments: list[str]) -> None:
    assert [name.partition("-")[0] for name in plan.selected(arguments)] == ["smoke"]


def test_a_plan_of_an_older_version_is_read(run: Path) -> None:
    Plan(RUN, (Planned(ONE),)).write(run)
    data = json.loads((run / "plan.json").read_text())
    del data["measures"]
    (run / "plan.json").write_text(json.dumps(data))
    assert Plan.read(run) == Plan(RUN, (Planned(ONE),))


@pytest.mark.parametrize(
    ("posargs", "planned"),
    [
        (["-k", "foo"], Planned(ONE, None, partial=True)),
        (["--shard", "2/3"], Planned(ONE, Shard(2, 3))),
        (["-v", "--seed", "5"], Planned(ONE)),
    ],
)
def test_narrowing_is_part_of_the_plan(run: Path, posargs: list[str], planned: Planned) -> None:
    assert ensure([ONE], posargs).entries == (planned,)


def test_sessions_that_are_no_cells_add_nothing(run: Path) -> None:
    names = ["lint", "doctor", "smoke", ONE.name, "report"]
    made = plan.planned_cells(names, Request.parse([]), RUN)
    assert made == Plan(
        RUN, (Planned(Cell("smoke", matrix.this_python(), 17)), Planned(ONE)), (), True
    )


def test_smoke_is_planned_on_the_python_that_nox_is_told_to_take(run: Path) -> None:
    made = plan.planned_cells(["smoke-3.13", "smoke"], Request.parse(["--pg", "16"]), RUN)
    pythons = ["3.13", matrix.this_python()]
    assert [entry.cell for entry in made.entries] == [Cell("smoke", p, 16) for p in pythons]


def test_later_session_of_a_call_does_not_ask_again(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(monkeypatch, "-s", ONE.name, OTHER.name)
    first = ensure([ONE], [])
    monkeypatch.setattr(plan, "selected", lambda arguments: pytest.fail("asked twice"))
    assert ensure([OTHER], []) == first == Plan.read(run)


def test_second_call_of_a_run_adds_its_cells(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "selected", list)
    call(monkeypatch, ONE.name, name="first")
    ensure([ONE], [])
    call(monkeypatch, OTHER.name, ONE.name, name="second")
    both = ensure([OTHER], [])
    assert (both.entries, both.calls) == ((Planned(ONE), Planned(OTHER)), ("first", "second"))


def test_whole_run_is_the_latest_and_a_narrowed_one_is_not(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure([ONE], [])
    monkeypatch.setenv(plan.RUN_ID, "narrowed")
    ensure([ONE], ["-k", "foo"])
    assert (run.parent / "latest").read_text() == f"{RUN}\n"


def test_old_runs_are_forgotten(run: Path) -> None:
    for number in range(25):
        name = f"ci-{number}" if number % 2 else f"2026-{number}"  # CI names its runs itself
        Plan(name).write(run.parent / name)
        os.utime(run.parent / name / "plan.json", (number, number))
    for number in (0, 1):  # that may go on still
        young = run.parent / f"ci-{number}" if number % 2 else run.parent / f"2026-{number}"
        os.utime(young / "plan.json", (time.time() - 3600,) * 2)
    for number in range(30, 50):
        Plan(f"new-{number}").write(run.parent / f"new-{number}")
    (run.parent / "mine").mkdir()
    assert plan.begin() == run
    left = {path.name.partition("-")[2] for path in run.parent.glob("*-*") if path != run}
    assert left == {str(number) for number in (0, 1, *range(30, 50))}
    assert (run.parent / "mine").exists()


def test_announced_run_and_call_are_kept_by_inner_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (plan.RUN_ID, plan.CALL):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    plan.announce(["-s", "full"])
    outer = {name: os.environ[name] for name in (plan.RUN_ID, plan.CALL)}
    plan.announce(["-s", "smoke"])
    assert {name: os.environ[name] for name in outer} == outer
    assert json.loads(outer[plan.CALL])[1] == ["-s", "full"]


@pytest.mark.parametrize(
    ("record", "finished"),
    [
        (None, False),
        (CellRecord(RUN, ONE), False),
        (CellRecord(RUN, ONE, ended_at="then"), True),
        (CellRecord(RUN, ONE, partial=True, ended_at="then"), False),
        (CellRecord(RUN, OTHER, ended_at="then"), False),
    ],
)
def test_run_is_finished_with_the_last_planned_cell(
    run: Path, record: CellRecord | None, finished: bool
) -> None:
    if record is not None:
        record.write(run / "cells" / record.slug)
    assert plan.is_finished(Plan(RUN, (Planned(ONE),)), run) == finished


@pytest.mark.parametrize("shards", [False, True])
def test_run_is_finished_also_where_a_record_is_damaged(run: Path, shards: bool) -> None:
    folder = run / "cells" / (f"{ONE.slug}-shard1of2" if shards else ONE.slug)
    folder.mkdir(parents=True)
    (folder / "cell.json").write_text("{")
    assert plan.is_finished(Plan(RUN, (Planned(ONE),)), run)
    assert not plan.is_finished(Plan(RUN, (Planned(ONE), Planned(OTHER))), run)


def test_cells_that_nox_selected_and_never_started_are_named(house: House) -> None:
    environment = {plan.CALL: json.dumps(["a call", ["-t", f"pg{PG}"]])}
    code, output = house.cell(**{f"PGMATRIX_BIN_{PG}": "/nowhere"}, **environment)
    verdicts = {cell.name: str(cell.verdict) for cell in house.summary.cells}
    mine = [replace(cell, python=PYTHON) for cell in FULL if cell.pg == PG]
    never = {cell.name: "never ran" for cell in mine}
    assert verdicts == {**never, CELL: "void"}
    assert code == 1
    assert "planned cells" not in output, "the report is for when the last cell has ended"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"run_id": 1}'])
def test_a_damaged_plan_says_what_to_do(house: House, content: str) -> None:
    """Of a run that CI named, and a full disk cut short: in the cell as in the noxfile."""
    house.suite("def test_passes(): pass\n")
    house.run.mkdir(parents=True)
    (house.run / "plan.json").write_text(content)
    code, output = house.cell()
    assert (code, output.count("\n")) == (1, 1), output
    assert output.endswith(f"; remove {house.run}, or start a new run\n")
    running = house.call("nox", "-s", "smoke", "--no-venv", PGMATRIX_CALL="")
    code, output = running.end()
    assert (code, "Traceback" in output) == (1, False), output
    assert f"; remove {house.run}, or start a new run" in output
