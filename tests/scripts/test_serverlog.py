"""Of a server's log, the lines of one test: by its time, and without what other workers were told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scripts.report.serverlog import excerpt
from tests.scripts.test_report_builder import BEGAN, fails, judged, write_cell, write_plan


def line(seconds: float, text: str, database: str = "") -> str:
    at = datetime.fromtimestamp(BEGAN + seconds, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    return f"{at} UTC [71] {'psql' if database else ''} {database} {text}\n"


def shown(tmp_path: Path, log: str, **more: Any) -> list[str]:
    """The excerpt for a test that begins at BEGAN and takes half a second."""
    run = write_plan(tmp_path)
    tests = [each | more for each in fails()]
    folder = write_cell(run, tests)
    (folder / "server.log").write_text(log, encoding="utf-8")
    (test,) = judged(run).cells[0].tests
    return [each.partition("  ")[2].strip() or each for each in excerpt(folder, test).splitlines()]


def test_lines_of_another_time_are_left_out(tmp_path: Path) -> None:
    log = line(-0.1, "LOG:  before") + line(0.1, "LOG:  during") + line(9, "LOG:  after")
    assert shown(tmp_path, log) == ["LOG:  during"]


@pytest.mark.parametrize(("worker", "mine"), [("gw1", "gw1"), ("", "main")])
def test_lines_of_another_worker_are_left_out(tmp_path: Path, worker: str, mine: str) -> None:
    log = (
        line(0.1, "ERROR:  mine", f"pggit_chaos_test_{mine}_3")
        + "\tgoes on\n"
        + line(0.1, "ERROR:  not mine", "pggit_chaos_test_gw0_3")
        + "\tgoes on as well\n"
        + line(0.2, "LOG:  of the server")
    )
    found = shown(tmp_path, log, worker_id=worker)
    assert [text.strip() for text in found][1:] == ["goes on", "LOG:  of the server"]
    assert found[0].endswith("mine")


def test_without_a_log_there_is_nothing(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    folder = write_cell(run, fails())
    assert excerpt(folder, judged(run).cells[0].tests[0]) == ""


def test_a_log_of_bytes_is_no_reason_to_fail(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    folder = write_cell(run, fails())
    (folder / "server.log").write_bytes(b"\xff\x00\x1b[31m" * 100)
    assert "\x1b" not in excerpt(folder, judged(run).cells[0].tests[0])
