"""What a run leaves on disk, written and read."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import results
from scripts.matrix import Cell
from scripts.results import CellRecord, Plan, Planned, RecordError, ServerInfo, Shard

CELL = Cell("full", "3.11", 16, "resource")
SERVER = ServerInfo("16.10", "pypi", "/cache/16/bin")


@pytest.mark.parametrize(
    "record",
    [
        CellRecord("run", CELL),
        CellRecord(
            "run",
            CELL,
            Shard(2, 3),
            True,
            ["-k", "ü"],
            7,
            "then",
            "now",
            1.5,
            SERVER,
            "p",
            "sql",
            -9,
            "e",
        ),
    ],
)
def test_record_reads_as_written(tmp_path: Path, record: CellRecord) -> None:
    record.write(tmp_path)
    assert CellRecord.read(tmp_path) == record


def test_plan_reads_as_written(tmp_path: Path) -> None:
    plan = Plan("run", (Planned(CELL), Planned(CELL, Shard(1, 2), True)), ("a call",), True)
    plan.write(tmp_path)
    assert Plan.read(tmp_path) == plan


@pytest.mark.parametrize("read", [CellRecord.read, Plan.read], ids=["cell", "plan"])
@pytest.mark.parametrize(
    "text",
    [None, "", '{"run_id": "r"', "[]", "{}", '{"cell": 1, "shard": {}, "entries": [{}]}', "\xff"],
)
def test_what_is_no_record_is_told_with_its_path(
    tmp_path: Path, read: Callable[[Path], object], text: str | None
) -> None:
    if text is not None:
        for name in ("cell.json", "plan.json"):
            (tmp_path / name).write_text(text, encoding="latin-1")
    with pytest.raises(RecordError, match=re.escape(str(tmp_path))):
        read(tmp_path)


@pytest.mark.parametrize(
    ("shard", "partial", "slug"),
    [
        (Shard(), False, "full-3.11-pg16-resource"),
        (Shard(2, 3), False, "full-3.11-pg16-resource-shard2of3"),
        (Shard(), True, "full-3.11-pg16-resource-partial"),
        (Shard(2, 3), True, "full-3.11-pg16-resource-shard2of3-partial"),
    ],
)
def test_shards_and_partial_runs_have_folders_of_their_own(
    shard: Shard, partial: bool, slug: str
) -> None:
    assert CellRecord("run", CELL, shard, partial).slug == slug


@pytest.mark.parametrize(
    ("cell", "shard", "repeat"),
    [
        (CELL, Shard(), 'nox -s "full-3.11(pg=16, category=resource)" -- --seed 7'),
        (CELL, Shard(1, 3), 'nox -s "full-3.11(pg=16, category=resource)" -- --seed 7 --shard 1/3'),
        (Cell("smoke", "3.11", 16), Shard(), "nox -s smoke -P 3.11 -- --pg 16 --seed 7"),
    ],
)
def test_one_command_repeats_a_cell(cell: Cell, shard: Shard, repeat: str) -> None:
    assert CellRecord("run", cell, shard, seed=7).repeat == repeat


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "a/3", "1/", "/3", "-1/3", "1/3/5"])
def test_impossible_shard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(text))):
        Shard.parse(text)


def test_shard_reads_as_written() -> None:
    assert Shard.parse(str(Shard(2, 3))) == Shard(2, 3)


def test_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a" / "file.json"
    results.write_json(path, {"number": -1})
    done = threading.Event()

    def write() -> None:
        for number in range(300):
            results.write_json(path, {"number": number, "text": "x" * 20_000})
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(json.loads(path.read_text())["number"])
    writer.join()
    assert len(seen) > 1
    assert [each.name for each in path.parent.iterdir()] == ["file.json"]


def test_run_ids_sort_by_time() -> None:
    assert re.fullmatch(r"20\d{6}-\d{6}-\d+", results.new_run_id())


def test_times_are_utc() -> None:
    assert results.now().endswith("+00:00")


def test_repeating_needs_the_same_pggit() -> None:
    repeat = CellRecord("run", CELL, pggit_sql="/my sql", seed=7).repeat
    assert repeat.startswith("PGGIT_SQL='/my sql' nox -s ")
