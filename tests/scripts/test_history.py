"""The history of runs: what is kept, what is put aside, how long a cell takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import history
from scripts.history import KEPT, TYPICAL, Entry, PastCell

CELL = "full-3.11(pg=16, category=load)"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kept" / "history.jsonl"
    monkeypatch.setenv("PGMATRIX_HISTORY", str(path))
    return path


def entry(
    number: int, *, kind: str = "full", seconds: float = 10, verdict: str = "passed"
) -> Entry:
    cell = PastCell(verdict, seconds, f"{history.machine_kind()}, pypi", 40, 40)
    return Entry(
        f"run{number}",
        f"2026-11-21T{number // 60:02}:{number % 60:02}:00",
        kind,
        True,
        60.0,
        {"passed": 30, "failed": 10, "skipped": 5},
        {CELL: cell},
        tests={"tests/x.py::test": []},
    )


def test_without_a_file_there_is_no_history() -> None:
    assert history.read() == history.History()
    assert history.typical_seconds() == {}


def test_an_entry_is_read_as_it_was_written() -> None:
    history.add(entry(1))
    assert history.read().entries == (entry(1),)
    assert history.read().entries[0].pass_rate == 75.0


def test_a_run_that_is_reported_again_takes_its_own_place() -> None:
    for each in (entry(1), entry(2), entry(1, seconds=11)):
        history.add(each)
    assert [old.run_id for old in history.read().entries] == ["run1", "run2"]
    assert history.read().entries[0].cells[CELL].seconds == 11
    assert [old.run_id for old in history.read().before("run2")] == ["run1"]
    assert [old.run_id for old in history.read().before("run3")] == ["run1", "run2"]


def test_only_the_last_run_of_a_kind_keeps_its_tests(file: Path) -> None:
    for each in (entry(2), entry(1), entry(3, kind="smoke"), entry(4)):
        history.add(each)
    assert [old.tests is not None for old in history.read().entries] == [False, False, True, True]


def test_the_oldest_are_forgotten() -> None:
    for number in range(KEPT + 3):
        history.add(entry(number))
    assert len(history.read().entries) == KEPT
    assert history.read().entries[0].run_id == "run3"


@pytest.mark.parametrize(
    "damage",
    [b"{", b"\x00\xff", b"[]\n", b'{"run_id": 1}\n', b'{"cells": 7}\n', b"null\n"],
)
def test_a_damaged_file_is_kept_and_a_new_one_begun(file: Path, damage: bytes) -> None:
    history.add(entry(1))
    file.write_bytes(file.read_bytes() + damage)
    damaged = file.read_bytes()
    found = history.add(entry(2))
    assert [old.run_id for old in found.entries] == ["run2"]
    assert found.damage is not None
    (aside,) = file.parent.glob("*.damaged-*")
    assert aside.read_bytes() == damaged
    assert aside.name in found.damage
    assert history.read() == history.History((entry(2),))


def test_counts_that_are_no_numbers_are_damage(file: Path) -> None:
    history.add(entry(1))
    line = json.loads(file.read_text())
    line["counts"] = {"passed": "many"}
    file.write_text(json.dumps(line) + "\n")
    assert "could not be read (line 1" in str(history.read().damage)


def test_typical_is_the_median_of_the_last_green_runs_on_this_kind_of_machine() -> None:
    for number in range(TYPICAL + 5):
        history.add(entry(number, seconds=100 if number < 5 else number))
    history.add(entry(50, seconds=1, verdict="failed"))
    other = entry(51, seconds=1)
    other.cells[CELL] = PastCell("passed", 1.0, "another machine, pypi", 40, 40)
    history.add(other)
    assert history.typical_seconds() == {CELL: 9.5}
