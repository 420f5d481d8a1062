"""Fake cell folders for the tests of the report; the one made with no arguments is green."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from scripts.matrix import Cell
from scripts.report.judge import judge_run
from scripts.report.summary import CellResult, Summary
from scripts.results import CellRecord, Plan, Planned, ServerInfo, Shard

Line = dict[str, Any]

RUN = "20261121-104500-4711"
CELL = Cell("full", "3.11", 16, "resource")
PASSED = "tests/chaos/test_disk.py::test_passes"
FAILED = "tests/chaos/test_disk.py::test_fails"
STARTED = "2026-11-21T10:45:00.000+00:00"
BEGAN = 1795257901.0  # one second later


def phase(id_: str, when: str, outcome: str = "passed", **more: Any) -> Line:
    return {
        "nodeid": id_,
        "when": when,
        "outcome": outcome,
        "longrepr": None,
        "user_properties": [],
        "sections": [],
        "duration": 0.25,
        "start": BEGAN,
        "$report_type": "TestReport",
        **more,
    }


def crash(message: str) -> Line:
    entry = {"type": "ReprEntry", "data": {"lines": [f"E   {message}"]}}
    return {
        "reprcrash": {"path": "x.py", "lineno": 1, "message": message},
        "reprtraceback": {"reprentries": [entry]},
        "chain": [],
    }


def passes(id_: str = PASSED, *properties: tuple[str, str]) -> list[Line]:
    call = phase(id_, "call", user_properties=[list(pair) for pair in properties])
    return [phase(id_, "setup"), call, phase(id_, "teardown")]


def fails(
    id_: str = FAILED, message: str = "assert 1 == 2", *properties: tuple[str, str]
) -> list[Line]:
    call = phase(id_, "call", "failed", longrepr=crash(message))
    call["user_properties"] = [list(pair) for pair in properties]
    return [phase(id_, "setup"), call, phase(id_, "teardown")]


def skips(id_: str, reason: str, *properties: tuple[str, str]) -> list[Line]:
    skip = phase(id_, "setup", "skipped", longrepr=["x.py", 1, f"Skipped: {reason}"])
    skip["user_properties"] = [list(pair) for pair in properties]
    return [skip, phase(id_, "teardown")]


def jsonl(lines: Iterable[object]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


def write_plan(results: Path, *entries: Planned) -> Path:
    run = results / RUN
    Plan(RUN, entries or (Planned(CELL),)).write(run)
    return run


def write_cell(
    run: Path,
    tests: Sequence[Line] | None = None,
    *,
    cell: Cell = CELL,
    shard: Shard | None = None,
    partial: bool = False,
    collected: Sequence[str] | None = None,
    running: Sequence[str] = (),
    finished: bool = True,
    spread: Sequence[str] = ("resource",),
    **record: Any,
) -> Path:
    """Write a cell whose every test is collected and reported, unless arguments say otherwise.

    The tests of a smoke cell take turns in being of the categories in `spread`.
    """
    tests = passes() if tests is None else tests
    ids = list(dict.fromkeys(line["nodeid"] for line in tests)) if collected is None else collected
    facts: dict[str, Any] = {
        "seed": 42,
        "started_at": STARTED,
        "ended_at": "2026-11-21T10:46:00.000+00:00",
        "seconds": 60.0,
        "server": ServerInfo("16.10", "pypi", "/cache/16/bin"),
        "pggit": "pggit 0.1",
        "exit_code": int(any(line["outcome"] == "failed" for line in tests)),
        **record,
    }
    about = CellRecord(facts.pop("run_id", RUN), cell, shard or Shard(), partial, **facts)
    folder = run / "cells" / about.slug
    about.write(folder)
    known: list[Line] = [
        {"id": id_, "category": cell.category or spread[n % len(spread)], "promises": []}
        for n, id_ in enumerate(ids)
    ]
    events: list[Line] = [{"event": "collected", "tests": known}]
    for id_ in dict.fromkeys([*(line["nodeid"] for line in tests), *running]):
        events.append({"event": "started", "id": id_, "at": BEGAN})
        if id_ not in running:
            events.append({"event": "finished", "id": id_, "at": BEGAN + 1})
    (folder / "progress.jsonl").write_text(jsonl(events))
    start = {"pytest_version": "9.2.0", "$report_type": "SessionStart"}
    end = [{"exitstatus": 0, "$report_type": "SessionFinish"}] if finished else []
    (folder / "report.jsonl").write_text(jsonl([start, *tests, *end]))
    return folder


def judged(run: Path) -> Summary:
    return judge_run(run)


def only_cell(run: Path) -> CellResult:
    (cell,) = judge_run(run).cells
    return cell


def test_a_whole_cell_makes_a_green_run(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run)
    summary = judge_run(run)
    assert (summary.green, summary.cells[0].verdict) == (True, "passed")
