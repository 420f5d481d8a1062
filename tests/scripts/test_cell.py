"""The parts of a cell's run, and cells with shards; how they go wrong is in test_cell_verdicts."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from scripts import binaries, pytest_run
from scripts import cell as cell_module
from scripts.cell import main, run_cell, split_posargs
from scripts.matrix import Cell
from scripts.pytest_run import end, pytest_command, wait_showing
from scripts.report.judge import judge_run
from scripts.results import CellRecord, Plan, Planned, Shard
from tests.scripts.house import CELL, RESOURCE, House, until

pytestmark = pytest.mark.timeout(180)  # a cell takes 3 s, on a busy machine ten times that

FULL = RESOURCE

STUBBORN = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("arguments", "split"),
    [
        (["a"], (["a"], [])),
        (["a", "--", "-k", "b"], (["a"], ["-k", "b"])),
        (["a", "--", "--", "b"], (["a"], ["--", "b"])),
    ],
)
def test_what_stands_behind_the_dashes_is_pytests(
    arguments: list[str], split: tuple[list[str], list[str]]
) -> None:
    assert split_posargs(arguments) == split


def command(cell: Cell, shard: Shard | None = None, workers: int = 1) -> list[str]:
    record = CellRecord("run", cell, shard or Shard(), pytest_args=["-k", "foo"], seed=7)
    return pytest_command(replace(record, workers=workers), Path("/results"), Path("/drafts"))


@pytest.mark.parametrize(
    ("cell", "markers", "test_seconds"),
    [
        (FULL, "(chaos) and resource", 60),
        (Cell("smoke", "3.11", 17), "(chaos and not slow and not destructive)", 60),
        (Cell("weekly", "3.11", 17, "load"), "(chaos) and load", 900),
    ],
)
def test_tier_and_category_select_the_tests(cell: Cell, markers: str, test_seconds: int) -> None:
    words = command(cell)
    assert words[words.index("tests/chaos") + 1 :][:2] == ["-m", markers]
    assert {f"--hypothesis-profile={cell.tier}", f"--timeout={test_seconds}"} < set(words)
    assert {"--seed=7", f"junit_suite_name={cell.name}"} < set(words)
    assert words[-2:] == ["-k", "foo"]


def test_markers_of_the_user_narrow_the_tier_and_do_not_replace_it() -> None:
    record = CellRecord("run", FULL, pytest_args=["-m", "load or slow", "-x", "-mnot slow"])
    words = pytest_command(record, Path("/results"), Path("/drafts"))
    (at,) = [place for place, word in enumerate(words[3:], 3) if word == "-m"]
    assert words[at + 1] == "(chaos) and resource and (load or slow) and (not slow)"
    assert words[-1] == "-x"


def test_a_download_is_no_time_of_the_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 100.0, 107.5])  # before and behind the download, and at the end
    monkeypatch.setattr(cell_module, "reap", lambda: None)
    monkeypatch.setattr(binaries, "find", lambda major: None)
    monkeypatch.setattr("scripts.cell.time.monotonic", lambda: next(clock))
    monkeypatch.setattr(cell_module, "server_with_pggit", lambda *_: nullcontext({}))
    monkeypatch.setattr(cell_module, "run_pytest", lambda *_: 0)
    record = CellRecord("run", FULL)
    run_cell(record, tmp_path)
    assert record.seconds == 7.5


def test_shards_and_workers_are_asked_for_only_if_there_are_more_than_one() -> None:
    assert {"--splits=3", "--group=2", "-n", "4"} < set(command(FULL, Shard(2, 3), workers=4))
    assert not {"-n", "--splits=1", "--group=1"} & set(command(FULL))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("full-3.11(pg=14, category=load)", "known versions: 15, 16, 17, 18"),
        ("full-3.11(pg=15, category=lod)", "known categories: property"),
        ("lint", "names no cell"),
    ],
)
def test_unknown_cell_is_told_what_is_known(
    name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([name])
    assert said in capsys.readouterr().err


def start(source: str, log: Path) -> subprocess.Popen[bytes]:
    with log.open("w") as output:
        return subprocess.Popen([sys.executable, "-c", source], stdout=output)


def test_output_is_shown_to_its_end(tmp_path: Path) -> None:
    log, shown = tmp_path / "log", io.BytesIO()
    assert wait_showing(start("print('one\\ntwo'); exit(3)", log), log, 20, shown.write) == 3
    assert shown.getvalue() == b"one\ntwo\n"


def test_output_that_does_not_end_is_cut_off(tmp_path: Path) -> None:
    process = start(STUBBORN, tmp_path / "log")
    begun = time.monotonic()
    with pytest.raises(TimeoutError, match="more than the 0 s that its tier allows"):
        wait_showing(process, tmp_path / "log", 0.2, io.BytesIO().write)
    assert time.monotonic() - begun < 10
    process.kill()
    process.wait()


def test_process_that_does_not_listen_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pytest_run, "GRACE", 0.2)
    process = start(STUBBORN, tmp_path / "log")
    until("its first word", (tmp_path / "log").read_text)
    end(process)
    assert process.returncode == -signal.SIGKILL


def test_process_that_listens_ends_by_itself(tmp_path: Path) -> None:
    source = "try:\n print('up', flush=True); import time; time.sleep(60)\nexcept KeyboardInterrupt: exit(7)"
    process = start(source, tmp_path / "log")
    until("its first word", (tmp_path / "log").read_text)
    end(process)
    assert process.returncode == 7


def test_error_of_ours_is_in_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_module, "reap", lambda: None)
    monkeypatch.setattr(binaries, "find", lambda major: 1 // 0)
    record = CellRecord("run", FULL)
    with pytest.raises(ZeroDivisionError):
        run_cell(record, tmp_path)
    (written,) = (tmp_path / "cells").iterdir()
    found = CellRecord.read(written)
    assert found.error == "ZeroDivisionError: integer division or modulo by zero"
    assert found.ended_at is not None


def test_two_shards_are_one_cell(house: House) -> None:
    house.suite("def test_a(): pass\ndef test_b(): pass\n")
    for number in (1, 2):
        assert house.cell("--", f"--shard={number}/2")[0] == 0
    summary = judge_run(house.run, Plan(house.run_id, (Planned(FULL),)))
    (whole,) = summary.cells
    assert (whole.verdict, sorted(test.id[-1] for test in whole.tests)) == ("passed", ["a", "b"])
    assert summary.green


def test_narrowed_run_shows_what_was_asked_and_is_marked(house: House) -> None:
    house.suite("def test_a(): pass\ndef test_b(): assert False\n")
    code, output = house.cell("--workers=1", "--", "-k", "test_a", "--seed", "7")
    assert (code, house.judged.verdict) == (0, "partial")
    assert (house.record.partial, house.record.seed) == (True, 7)
    assert f'seed 7; repeat with: nox -s "{CELL}" -- --seed 7' in output
    assert not (house.root / ".results" / "latest").exists()


def test_a_failures_command_repeats_that_test_alone(house: House) -> None:
    house.suite("def test_a(): pass\ndef test_b(): assert False\n")
    house.cell()
    (failed,) = [test.id for test in house.judged.tests if test.outcome == "failed"]
    repeated, _ = house.cell("--", "--seed", "7", failed)
    assert repeated == 1
    narrowed = judge_run(house.run, Plan(house.run_id, (Planned(FULL, partial=True),)))
    assert [test.id for cell in narrowed.cells for test in cell.tests] == [failed]
