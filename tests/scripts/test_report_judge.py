"""The report's verdict on cells and on the run: what makes green mean something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.matrix import Cell
from scripts.report.outcomes import Outcome
from scripts.results import Planned
from tests.scripts.test_report_builder import (
    CELL,
    FAILED,
    PASSED,
    fails,
    jsonl,
    judged,
    only_cell,
    passes,
    phase,
    skips,
    write_cell,
    write_plan,
)

OTHER = Cell("full", "3.11", 17, "resource")


def reason(run: Path) -> str:
    """The reasons of the one cell, which must be void and make its run red."""
    summary = judged(run)
    (cell,) = summary.cells
    assert (cell.verdict, summary.green) == ("void", False)
    return "; ".join(cell.reasons)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"run_id": "old"}, "left over from run old"),
        ({"ended_at": None}, "the cell died, or runs still, after"),
        ({"exit_code": -9}, "pytest was killed by SIGKILL after"),
        ({"exit_code": -200}, "pytest was killed by signal 200 after"),
        ({"exit_code": None}, "pytest was never started"),
        ({"exit_code": 1}, "pytest exit 1 without a failing test"),
        ({"exit_code": 2}, "pytest was interrupted (exit 2)"),
        ({"exit_code": 3}, "pytest had an internal error (exit 3)"),
        ({"exit_code": 4}, "pytest could not start (usage error) (exit 4)"),
        ({"exit_code": None, "error": "no server: \x1b[31minitdb"}, "no server: initdb"),
        ({"finished": False}, "pytest died without a SessionFinish after"),
        ({"collected": [PASSED, "x::lost"]}, "1 of 2 collected tests were never reported: x::lost"),
        ({"collected": ["x::lost"]}, f"1 tests were reported, but never collected: {PASSED}"),
        ({"started_at": "2026-11-21T12:00:00+00:00"}, "report.jsonl is left over"),
    ],
)
def test_void(tmp_path: Path, about: dict[str, Any], expected: str) -> None:
    run = write_plan(tmp_path)
    write_cell(run, **about)
    assert expected in reason(run)


def test_never_ran(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(CELL), Planned(OTHER))
    write_cell(run)
    summary = judged(run)
    assert [cell.verdict for cell in summary.cells] == ["passed", "never ran"]
    assert not summary.green


def test_results_of_another_run_are_not_counted(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, run_id="old")
    assert only_cell(run).tests == ()


@pytest.mark.parametrize("content", [None, b"", b'{"run_id": "2026', b"\x00\xff", b"{}", b"[]"])
def test_unreadable_record_is_void(tmp_path: Path, content: bytes | None) -> None:
    run = write_plan(tmp_path)
    folder = write_cell(run)
    (folder / "cell.json").unlink()
    if content is not None:
        (folder / "cell.json").write_bytes(content)
    assert "cell.json cannot be read: " in reason(run)


@pytest.mark.parametrize("field", ["seconds", "exit_code", "started_at", "ended_at"])
def test_record_with_a_wrong_type_is_void(tmp_path: Path, field: str) -> None:
    run = write_plan(tmp_path)
    wrong: dict[str, Any] = {field: ["x"]}
    write_cell(run, **wrong)
    assert "wrong type" in reason(run)


def test_record_of_another_cell_is_void(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, cell=OTHER).rename(run / "cells" / CELL.slug)
    assert "the record of another cell, full-3.11-pg17-resource" in reason(run)


def test_nothing_collected_is_void(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, [], exit_code=5)
    assert reason(run) == "pytest collected no tests (exit 5)"


def test_nothing_collected_is_void_whatever_the_exit_code(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, [], exit_code=0)
    assert reason(run) == "no test was collected"


def test_running_test_of_a_killed_cell_is_named(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, collected=[PASSED, FAILED], running=[FAILED], finished=False, exit_code=-9)
    assert reason(run) == f"pytest was killed by SIGKILL while running {FAILED}"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "report.jsonl cannot be read: No such file or directory"),
        (b"", "report.jsonl is empty"),
        (b"\x00\x01\xff\xfe" * 100, "report.jsonl is truncated or binary at line 1"),
        (b'{"a": 1}\n', "report.jsonl holds a line that is not pytest-reportlog's"),
        (b"[]\n", "report.jsonl is truncated or binary at line 1"),
    ],
)
def test_bad_log_is_void(tmp_path: Path, content: bytes | None, expected: str) -> None:
    run = write_plan(tmp_path)
    folder = write_cell(run)
    (folder / "report.jsonl").unlink()
    if content is not None:
        (folder / "report.jsonl").write_bytes(content)
    assert expected in reason(run)


def test_log_cut_in_mid_line_is_void_and_keeps_what_was_read(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    folder = write_cell(run, [*passes(), *fails()])
    content = (folder / "report.jsonl").read_bytes()
    (folder / "report.jsonl").write_bytes(content[:-200])
    assert "report.jsonl is truncated" in reason(run)
    assert only_cell(run).counts[Outcome.PASSED] == 1


@pytest.mark.parametrize("content", [None, "{", jsonl([{"event": "started"}])])
def test_bad_progress_is_void(tmp_path: Path, content: str | None) -> None:
    run = write_plan(tmp_path)
    folder = write_cell(run)
    (folder / "progress.jsonl").unlink()
    if content is not None:
        (folder / "progress.jsonl").write_text(content)
    assert "progress.jsonl" in reason(run)


def test_all_skipped_is_void(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, skips(PASSED, "needs root"))
    assert reason(run) == "every test was skipped (1 of 1)"


def test_void_test_makes_its_cell_void(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    void = passes("x::void", ("verdict", "void"), ("void", "the kill did not land"))
    write_cell(run, [*passes(), *void])
    assert reason(run) == "measured nothing: x::void (the kill did not land)"


def test_failed_cell_is_failed(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, [*passes(), *fails()])
    assert (only_cell(run).verdict, judged(run).green) == ("failed", False)


def test_failed_test_fails_its_cell_whatever_the_exit_code(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, [*passes(), *fails()], exit_code=0)
    assert only_cell(run).verdict == "failed"


def test_flaky_cell_is_red(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    write_cell(run, [*passes(), *fails(), *passes(FAILED)], exit_code=0)
    assert (only_cell(run).verdict, judged(run).green) == ("flaky", False)


def test_collection_error_is_void_and_shown(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    line = phase("tests/x.py", "", "failed", longrepr="E   SyntaxError: invalid syntax")
    write_cell(run, [line | {"$report_type": "CollectReport"}], collected=[PASSED], exit_code=2)
    assert reason(run) == "collection failed, so nothing ran: tests/x.py"
    assert only_cell(run).counts[Outcome.ERROR] == 1


def test_run_without_a_passed_test_is_red(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    lines = fails()
    lines[1] |= {"outcome": "skipped", "wasxfail": "known"}
    write_cell(run, lines)
    summary = judged(run)
    assert (summary.cells[0].verdict, summary.green) == ("void", False)
