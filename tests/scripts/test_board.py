"""The board of a run that goes on, from files as its cells leave them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from scripts import history, results
from scripts.board import __main__ as command
from scripts.board import live, text
from scripts.board.progress import Progress
from scripts.board.run import Board, is_alive
from scripts.matrix import Cell
from scripts.results import CellRecord, Plan, Planned, now

RUN = "this-run"
LOAD, RESOURCE, PROPERTY = (
    Cell("full", "3.11", 16, name) for name in ("load", "resource", "property")
)
TESTS = [f"tests/chaos/test_it.py::test_{name}" for name in ("a", "b", "c")]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run of three cells of which none has begun."""
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    monkeypatch.setattr(history, "typical_seconds", dict)
    for name in ("CI", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    Plan(RUN, tuple(map(Planned, (LOAD, RESOURCE, PROPERTY)))).write(tmp_path / RUN)
    return tmp_path / RUN


def begin(run: Path, cell: Cell, *events: dict[str, object]) -> CellRecord:
    """A cell that has begun, with what its tests have done."""
    record = CellRecord(RUN, cell, started_at=now())
    folder = run / "cells" / record.slug
    record.write(folder)
    collected: dict[str, object] = {"event": "collected", "tests": [{"id": id_} for id_ in TESTS]}
    lines = [collected, *events]
    (folder / "progress.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return record


def end(run: Path, record: CellRecord, outcome: str = "passed") -> None:
    """The cell ends, all of its tests with this outcome."""
    folder = run / "cells" / record.slug
    lines: list[dict[str, object]] = [{"$report_type": "SessionStart"}]
    for id_ in TESTS:
        for when in ("setup", "call", "teardown"):
            found = outcome if when == "call" else "passed"
            lines.append(
                {
                    "$report_type": "TestReport",
                    "nodeid": id_,
                    "when": when,
                    "outcome": found,
                    "longrepr": None if found == "passed" else "E   it broke",
                    "sections": [],
                    "duration": 0.1,
                    "user_properties": [["category", record.cell.category]],
                    "start": time.time(),
                }
            )
    lines.append({"$report_type": "SessionFinish"})
    (folder / "report.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "output.log").write_text("first line\nit broke\n")
    record.ended_at, record.seconds, record.exit_code = now(), 3.2, int(outcome != "passed")
    record.write(folder)


def event(kind: str, number: int) -> dict[str, object]:
    return {"event": kind, "id": TESTS[number], "at": 1.0}


def shown(board: Board, width: int = 120) -> list[str]:
    """The lines of the board in a terminal."""
    console = Console(width=width, no_color=True)
    with console.capture() as captured:
        console.print(live.board(board))
    return [line.rstrip() for line in captured.get().splitlines()]


def test_progress_is_read_as_it_grows(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "progress.jsonl")
    progress.look()
    assert (progress.planned, progress.running) == (0, {})

    def grow(text: str) -> None:
        with progress.path.open("a") as file:
            file.write(text)
        progress.look()

    collected = json.dumps({"event": "collected", "tests": [{"id": id_} for id_ in TESTS]})
    second = json.dumps(event("started", 1))
    grow(f"{collected}\n{json.dumps(event('started', 0))}\n{second[:10]}")
    assert (progress.planned, list(progress.running)) == (3, TESTS[:1])
    grow(f"{second[10:]}\n")
    assert list(progress.running) == TESTS[:2]
    grow(f"{json.dumps(event('finished', 1))}\n{json.dumps(event('started', 2))}\n")
    assert (progress.ended, list(progress.running)) == ({TESTS[1]}, [TESTS[0], TESTS[2]])
    # An xdist worker that died says nothing more about its test.
    grow(f"{json.dumps(event('failed', 0))}\n")
    assert (progress.ended, progress.failed) == (set(TESTS[:2]), {TESTS[0]})
    assert list(progress.running) == TESTS[2:]


def test_foreign_lines_are_not_shown(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "progress.jsonl")
    progress.path.write_bytes(
        b'\xff\n[]\n{"event": "started"}\n' + json.dumps(event("started", 2)).encode() + b"\n"
    )
    progress.look()
    assert list(progress.running) == TESTS[2:]


@pytest.mark.parametrize(
    ("typical", "elapsed", "said"),
    [
        (None, 5, "1 of 3, 1 failed, test_b"),
        (65, 5, "1 of 3, 1 failed, 60 s left, test_b"),
        (600, 5, "1 of 3, 1 failed, 10 min left, test_b"),
        (60, 75, "1 of 3, 1 failed, 15 s over, test_b"),
    ],
)
def test_status_has_what_matters_most_first(
    tmp_path: Path, typical: float | None, elapsed: float, said: str
) -> None:
    progress = Progress(tmp_path, 3, set(TESTS[:1]), set(TESTS[:1]), {TESTS[1]: None})
    assert text.status(progress, typical, elapsed) == said


def test_board_has_a_line_for_each_cell(run: Path) -> None:
    end(run, begin(run, LOAD, event("started", 0)), "failed")
    begin(run, RESOURCE, event("started", 0), event("finished", 0), event("started", 1))
    board = Board(run, {cell.name: 100.0 for cell in (LOAD, RESOURCE, PROPERTY)})
    board.look()
    head, *lines = shown(board)
    assert head == f"run {RUN}: 1 at work, 1 failed, 1 queued, about 3 min left"
    at_work, failed, queued = (line.split() for line in lines)
    assert at_work == ["▸", *RESOURCE.name.split(), "1", "of", "3", "100", "s", "left", "test_b"]
    assert failed == ["✗", *LOAD.name.split(), "failed", "3", "failed", "3.2", "s"]
    assert queued == ["·", *PROPERTY.name.split(), "queued"]
    assert max(map(len, shown(board, width=60))) <= 60
    assert not board.has_ended


def test_cells_that_a_later_call_plans_are_shown(run: Path) -> None:
    board = Board(run)
    board.look()
    more = Planned(Cell("smoke", "3.11", 17), partial=True)
    Plan(RUN, (Planned(LOAD), Planned(RESOURCE), Planned(PROPERTY), more)).write(run)
    board.look()
    assert "· smoke-3.11(pg=17) (partial)" in shown(board)[-1].replace("  ", " ").strip()


def test_log_has_a_line_for_each_start_and_end(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [begin(run, cell) for cell in (LOAD, RESOURCE, PROPERTY)]
    outcomes = iter(zip(records, ("passed", "failed", "passed"), strict=True))
    monkeypatch.setattr("scripts.board.__main__.time.sleep", lambda _: end(run, *next(outcomes)))
    assert command.main(["--run", RUN]) == command.SHOWN
    assert capsys.readouterr().out.splitlines() == [
        *(f"{cell.name}: started" for cell in (LOAD, RESOURCE, PROPERTY)),
        f"{LOAD.name}: passed in 3.2 s (3 passed)",
        f"{RESOURCE.name}: failed in 3.2 s (3 failed)",
        f"{RESOURCE.name}: output:",
        "    first line",
        "    it broke",
        f"{PROPERTY.name}: passed in 3.2 s (3 passed)",
        f"run {RUN}: 2 passed, 1 failed",
    ]


def test_output_is_folded_where_that_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "output.log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    first, stop, *lines, resume, last = text.folded("the cell: output", log).splitlines()
    assert (first, len(lines), last) == ("::group::the cell: output", 100, "::endgroup::")
    # GitHub obeys nothing of what the tests printed, up to a word that they cannot know.
    command, word = stop.rsplit("::", 1)
    assert (command, resume) == ("::stop-commands", f"::{word}::")
    assert text.folded("the cell: output", log).splitlines()[1] != stop
    monkeypatch.delenv("GITHUB_ACTIONS")
    lines = text.folded("the cell: output", log).splitlines()
    cut = f"    [... 40 lines before these: {log}]"
    assert (len(lines), lines[:3]) == (62, ["the cell: output:", cut, "    line 40"])


def call_of(process: int, at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y%m%d-%H%M%S}-{process}"


def test_run_that_nobody_runs_any_more_has_ended(run: Path) -> None:
    end(run, begin(run, LOAD))
    begin(run, RESOURCE, event("started", 0))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    plan = Plan.read(run)
    Plan(RUN, plan.entries, (call_of(ended.pid, time.time()),)).write(run)
    board = Board(run)
    board.look()
    assert board.has_ended
    head, *lines = shown(board, width=200)
    assert head == f"run {RUN}: 1 passed, 1 void, 1 never ran"
    assert f"while running {TESTS[0]}" in lines[0]
    assert len(shown(board, width=80)) == 4, "one line a cell"


def test_call_is_alive_while_its_own_process_runs() -> None:
    assert is_alive(call_of(os.getpid(), time.time()))
    assert not is_alive(call_of(os.getpid(), time.time() - 10**6)), "another had the same number"
    assert not is_alive("no call")


def test_call_of_another_user_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(process: psutil.Process) -> float:
        raise psutil.AccessDenied(process.pid)

    monkeypatch.setattr(psutil.Process, "create_time", denied)
    assert is_alive(call_of(os.getpid(), time.time()))


def test_run_that_is_removed_ends_the_board(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begin(run, LOAD)
    monkeypatch.setattr("scripts.board.__main__.time.sleep", lambda _: shutil.rmtree(run))
    assert command.main(["--run", run.name]) == command.NOTHING
    assert "Nothing to show: " in capsys.readouterr().err


def test_newest_run_is_shown_unless_one_is_named(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for cell in (LOAD, RESOURCE, PROPERTY):
        end(run, begin(run, cell))
    old = run.parent / "zz-old"
    Plan(old.name).write(old)
    os.utime(old / "plan.json", (1, 1))
    Plan("a-bench").write(run.parent / "a-bench")  # later, and without cells
    assert command.main([]) == command.SHOWN
    assert capsys.readouterr().out.endswith(f"run {RUN}: 3 passed\n")
    assert command.main(["--run", "zz-old"]) == command.SHOWN
    assert capsys.readouterr().out == "run zz-old: no cells are planned\n"


def test_nothing_to_show_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    assert command.main([]) == command.NOTHING
    assert f"no run has been started in {tmp_path}" in capsys.readouterr().err
    assert command.main(["--run", "nope"]) == command.NOTHING
    assert f"there is no {tmp_path / 'nope'}." in capsys.readouterr().err


def test_terminal_is_left_with_the_whole_board(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scripts.board.here.is_watched", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    records = [begin(run, cell) for cell in (LOAD, RESOURCE, PROPERTY)]
    ends = iter(records)
    monkeypatch.setattr("scripts.board.__main__.time.sleep", lambda _: end(run, next(ends)))
    assert command.main([]) == command.SHOWN
    last = capsys.readouterr().out.splitlines()[-4:]
    assert last[0].endswith(f"run {RUN}: 3 passed")
    assert [line.split()[0] for line in last[1:]] == ["✓"] * 3
