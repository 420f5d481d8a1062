"""The report against the true output of pytest, which dies and fails in its own ways."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts.report.summary import CellResult
from tests.scripts.test_report_builder import only_cell, write_cell, write_plan

# The least of a recorder: what was collected, and what runs.
RECORDER = """
import json, time, pytest

def note(**event):
    with open("progress.jsonl", "a") as file:
        file.write(json.dumps(event) + "\\n")

def pytest_collection_finish(session):
    tests = [{"id": item.nodeid, "category": "load", "promises": []} for item in session.items]
    note(event="collected", tests=tests)

def pytest_runtest_logstart(nodeid):
    note(event="started", id=nodeid, at=time.time())

def pytest_runtest_logfinish(nodeid):
    note(event="finished", id=nodeid, at=time.time())
"""


def run_pytest(tmp_path: Path, source: str, *options: str) -> CellResult:
    run = write_plan(tmp_path)
    folder = write_cell(run)
    for name in ("progress.jsonl", "report.jsonl"):
        (folder / name).unlink()
    (folder / "conftest.py").write_text(RECORDER)
    (folder / "test_it.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")
    command = [sys.executable, "-m", "pytest", "--report-log=report.jsonl", *options]
    exit_code = subprocess.run(
        command, cwd=folder, capture_output=True, timeout=50, check=False
    ).returncode
    write_record(run, folder, exit_code)
    return only_cell(run)


def write_record(run: Path, folder: Path, exit_code: int) -> None:
    """Replace the record alone; the folder's logs are pytest's own."""
    logs = {name: (folder / name).read_bytes() for name in ("progress.jsonl", "report.jsonl")}
    write_cell(run, exit_code=exit_code)
    for name, content in logs.items():
        (folder / name).write_bytes(content)


def test_killed_in_mid_test(tmp_path: Path) -> None:
    source = "import os\ndef test_a(): pass\ndef test_b(): os.kill(os.getpid(), 9)\n"
    cell = run_pytest(tmp_path, source)
    reasons = ("pytest was killed by SIGKILL while running test_it.py::test_b",)
    assert (cell.verdict, cell.reasons) == ("void", reasons)


def test_hanging_test_ended_by_its_timeout(tmp_path: Path) -> None:
    source = "import time\ndef test_a(): pass\ndef test_hangs(): time.sleep(60)\n"
    cell = run_pytest(tmp_path, source, "--timeout=0.5", "--timeout-method=thread")
    reasons = ("pytest died without a SessionFinish while running test_it.py::test_hangs",)
    assert (cell.verdict, cell.reasons) == ("void", reasons)


def test_collection_error(tmp_path: Path) -> None:
    cell = run_pytest(tmp_path, "import no_such_module\n")
    (test,) = cell.tests
    assert (test.id, test.outcome) == ("test_it.py", "error")
    assert test.line == "ModuleNotFoundError: No module named 'no_such_module'"
    assert cell.reasons == ("collection failed, so nothing ran: test_it.py",)


def test_failure_and_teardown_error(tmp_path: Path) -> None:
    source = """
import pytest

@pytest.fixture
def server():
    yield 5
    raise OSError("cannot stop")

def test_a(server):
    assert server == 6, "\\x1b[31mlost"
"""
    cell = run_pytest(tmp_path, source)
    (test,) = cell.tests
    assert (cell.verdict, test.outcome, test.line) == (
        "failed",
        "failed",
        "AssertionError: lost: assert 5 == 6",
    )
    assert ">       assert server == 6" in test.text
    assert "OSError: cannot stop" in test.text


def test_worker_killed_under_xdist(tmp_path: Path) -> None:
    source = "import os\ndef test_a(): pass\ndef test_b(): os.kill(os.getpid(), 9)\n"
    cell = run_pytest(tmp_path, source, "-n", "2")
    outcomes = {test.id: str(test.outcome) for test in cell.tests}
    assert outcomes["test_it.py::test_b"] == "failed"


def test_chained_exception_and_locals_are_shown(tmp_path: Path) -> None:
    source = """
def test_a():
    found = "4711"
    try:
        raise KeyError("inner")
    except KeyError as error:
        raise ValueError("outer") from error
"""
    cell = run_pytest(tmp_path, source, "--showlocals")
    (test,) = cell.tests
    assert test.line == "ValueError: outer"
    for part in ("KeyError: 'inner'", "direct cause", "found      = '4711'"):
        assert part in test.text
