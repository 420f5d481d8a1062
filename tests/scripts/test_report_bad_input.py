"""Whatever stands in the files of a run: it is named, never obeyed, and never ends the report."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts import history
from scripts.report import page_of, write_summary
from scripts.results import MEASURES
from tests.scripts.test_report_builder import fails, passes, write_cell, write_plan

MARKUP = "<script>alert(1)</script>\x1b[31m\x00é\"'`|"
CONTENTS = {
    "nothing": b"",
    "an empty object": b"{}",
    "truncated": b'{"tests": [1, ',
    "binary": bytes(range(256)),
    "another object": b'{"tests": 7, "totals": [], "entries": {}}',
    "nested too deep": b'{"a": ' * 100_000,
    "a number of 100,000 digits": b'{"a": ' + b"9" * 100_000 + b"}",
    "markup": MARKUP.encode(),
    "a key that is markup": b'{"<script>alert(1)</script>": "\\u001b[31m\\u0000\\ud800"}',
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_damaged_files_of_a_run_are_named(tmp_path: Path, content: bytes) -> None:
    run = write_plan(tmp_path)
    cell = write_cell(run, [*passes(), *fails()])
    for name in (*MEASURES.values(), "coverage.json"):
        (run / name).parent.mkdir(exist_ok=True)
        (run / name).write_bytes(content)
    for name in ("server.log", "output.log", "junit.xml"):
        (cell / name).write_bytes(content)
    history.file().parent.mkdir(exist_ok=True)
    history.file().write_bytes(content + b"\n")
    summary = write_summary(run)
    page = page_of(run).read_text()
    for name in (*MEASURES.values(), "coverage.json", history.file().name):
        assert name in page
    assert len(summary.problems) == len(MEASURES)
    assert "<script>alert" not in page
    assert not {"\x1b", "\x00"} & set(page)
    ElementTree.parse(run / "summary" / "junit.xml")


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
@pytest.mark.parametrize("name", ["cell.json", "progress.jsonl", "report.jsonl"])
def test_a_cell_with_a_damaged_file_is_void_and_the_file_named(
    tmp_path: Path, name: str, content: bytes
) -> None:
    run = write_plan(tmp_path)
    (write_cell(run) / name).write_bytes(content)
    (cell,) = write_summary(run).cells
    assert cell.verdict == "void"
    assert any(name in reason for reason in cell.reasons)
    assert "<script>alert" not in page_of(run).read_text()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("cell.json", '"seconds": 60.0', '"seconds": NaN'),
        ("cell.json", '"seconds": 60.0', '"seconds": 1' + "0" * 400),
        ("cell.json", '"seed": 42', '"seed": [1]'),
        ("cell.json", '"pytest_args": []', '"pytest_args": 7'),
        ("report.jsonl", '"duration": 0.25', '"duration": 1' + "0" * 400),
        ("progress.jsonl", '"at": 1', '"at": 1' + "0" * 400),
    ],
)
def test_a_value_that_is_none_makes_its_cell_void(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    run = write_plan(tmp_path)
    file = write_cell(run) / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    (cell,) = write_summary(run).cells
    assert cell.verdict == "void"
    assert any(name in reason for reason in cell.reasons)


def test_logs_of_a_gigabyte_are_read_in_part(tmp_path: Path) -> None:
    run = write_plan(tmp_path)
    cell = write_cell(run, fails())
    for name in ("server.log", "output.log"):
        (cell / name).touch()
        os.truncate(cell / name, 2**30)  # a hole: takes no place on the disk
    tracemalloc.start()
    try:
        write_summary(run)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 400 * 2**20, "bytes: of the server's log 64 MiB are read, and decoded"
    assert page_of(run).stat().st_size < 500_000
