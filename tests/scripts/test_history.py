"""The history of runs: what is kept, what is put aside, how long a cell takes."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
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


def test_only_the_last_two_runs_that_did_the_same_keep_their_tests() -> None:
    other = replace(entry(6), cells={"another cell": entry(6).cells[CELL]})
    for each in (entry(2), entry(1), entry(3, kind="smoke"), entry(4), other, entry(5)):
        history.add(each)
    kept = [old.run_id for old in history.read().entries if old.tests is not None]
    assert kept == ["run3", "run4", "run5", "run6"]


def test_the_oldest_are_forgotten() -> None:
    history.add(entry(0, kind="weekly"))
    for number in range(1, KEPT + 4):
        history.add(entry(number))
    ids = [old.run_id for old in history.read().entries]
    assert (len(ids), ids[:2]) == (KEPT + 1, ["run0", "run4"])


@pytest.mark.parametrize(
    "damage",
    [b"{\n", b"[]\n", b'{"run_id": 1}\n', b'{"cells": 7}\n', b"null\n"],
)
def test_of_a_damaged_file_what_can_be_read_is_kept_and_the_file_itself(
    file: Path, damage: bytes
) -> None:
    history.add(entry(1))
    file.write_bytes(damage + file.read_bytes())
    damaged = file.read_bytes()
    assert [old.run_id for old in history.read().entries] == ["run1"]
    assert file.read_bytes() == damaged  # whoever only reads changes nothing
    found = history.add(entry(2))
    assert [old.run_id for old in found.entries] == ["run1", "run2"]
    (aside,) = file.parent.glob("*.damaged-*")
    assert aside.read_bytes() == damaged
    assert "is damaged at line 1: " in str(found.damage)
    assert aside.name in str(found.damage)
    assert history.read() == history.History(found.entries)


def test_a_file_that_is_no_text_is_put_aside(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"\x00\xff")
    assert history.typical_seconds() == {}
    assert "is kept as" in str(history.add(entry(2)).damage)
    assert history.read() == history.History((entry(2),))


def test_a_line_of_a_newer_version_is_read_without_what_is_new(file: Path) -> None:
    history.add(entry(1))
    line = json.loads(file.read_text())
    cells = {name: {**cell, "new": 1} for name, cell in line["cells"].items()}
    file.write_text(json.dumps({**line, "new": 1, "cells": cells}) + "\n")
    assert cells
    assert history.read() == history.History((entry(1),))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("counts", {"passed": "many"}),
        ("bench", None),
        ("tests", [1]),
        ("seconds", "x"),
        ("cells", {CELL: {**asdict(PastCell("passed", 1.0, "", 1, 1)), "machine": None}}),
    ],
)
def test_a_line_of_other_types_is_damage(file: Path, name: str, value: object) -> None:
    history.add(entry(1))
    line = json.loads(file.read_text())
    file.write_text(json.dumps({**line, name: value}) + "\n")
    assert history.read().entries == ()
    assert "damaged at line 1" in str(history.read().damage)


def test_typical_is_the_median_of_the_last_green_runs_on_this_kind_of_machine() -> None:
    for number in range(TYPICAL + 5):
        history.add(entry(number, seconds=100 if number < 5 else number))
    history.add(entry(50, seconds=1, verdict="failed"))
    history.add(replace(entry(52, seconds=1), green=False))
    other = entry(51, seconds=1)
    other.cells[CELL] = PastCell("passed", 1.0, "another machine, pypi", 40, 40)
    history.add(other)
    assert history.typical_seconds() == {CELL: 9.5}
