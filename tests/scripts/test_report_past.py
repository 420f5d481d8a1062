"""A run is compared with the last one of the same subject, and only what both saw is compared."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts import history
from scripts.history import Entry, PastCell
from scripts.matrix import ROOT
from scripts.report import write_summary
from scripts.report.summary import Changes, Summary
from scripts.results import Planned
from tests.scripts.house import House
from tests.scripts.test_report_builder import CELL, fails, passes, skips, write_cell, write_plan

OTHER = replace(CELL, category="load")
COLUMN = "PostgreSQL 16"
BEFORE = {"x::1": [], "x::2": [COLUMN], "x::3": [COLUMN], "y::1": []}

pytestmark = pytest.mark.timeout(180)  # a cell takes 3 s, on a busy machine ten times that


def earlier(kind: str = "full", **facts: Any) -> Entry:
    """The run before, of two cells, in which x::2 and x::3 failed."""
    cells = {cell.name: PastCell("failed", 20, "", 1, 1) for cell in (CELL, OTHER)}
    entry = Entry("r1", "2026-11-01", kind, False, 60, {}, cells, tests=BEFORE)
    return replace(entry, **facts)


def now(tmp_path: Path, tests: list[dict[str, Any]], **facts: Any) -> Summary:
    """This run, of the same two cells."""
    run = write_plan(tmp_path, Planned(CELL), Planned(OTHER))
    write_cell(run, tests, **facts)
    about = {"pggit_sql": facts["pggit_sql"]} if "pggit_sql" in facts else {}
    about |= {"promises": facts["promises"]} if "promises" in facts else {}
    write_cell(run, passes("y::1"), cell=OTHER, **about)
    return write_summary(run)


ALL = [*passes("x::1"), *passes("x::2"), *fails("x::3")]


def test_what_passes_again_is_fixed(tmp_path: Path) -> None:
    history.add(earlier())
    assert now(tmp_path, ALL).changes == Changes("r1", (), ("x::2",), (), ())


def test_a_cell_killed_before_its_first_test_claims_nothing_of_any_test(tmp_path: Path) -> None:
    """It named the tests of the run before, as if they were gone."""
    history.add(earlier())
    summary = now(tmp_path, [], exit_code=-9, finished=False)
    assert summary.cells[0].verdict == "void"
    assert summary.changes == Changes("r1", (), (), (), ())


def test_a_test_that_a_killed_cell_collected_is_not_fixed(tmp_path: Path) -> None:
    history.add(earlier())
    ids = ["x::1", "x::2", "x::3"]
    summary = now(tmp_path, passes("x::1"), collected=ids, exit_code=-9, finished=False)
    assert summary.changes == Changes("r1", (), (), (), ())


@pytest.mark.parametrize(
    "end",
    [
        skips("x::2", "why"),
        [
            {**line, "user_properties": [["verdict", "void"], ["void", "x"]]}
            for line in passes("x::2")
        ],
    ],
    ids=["skipped", "void"],
)
def test_a_test_without_a_result_is_not_fixed(tmp_path: Path, end: list[dict[str, Any]]) -> None:
    history.add(earlier())
    summary = now(tmp_path, [*passes("x::1"), *end, *fails("x::3")])
    assert summary.changes is not None
    assert summary.changes.fixed == ()


def test_after_a_void_run_it_is_compared_with_what_was_seen_last(tmp_path: Path) -> None:
    history.add(earlier())
    void = earlier(run_id="r2", started="2026-11-02", tests={}, unknown=[COLUMN])
    history.add(void)
    history.add(replace(void, run_id="r3", started="2026-11-03"))
    assert now(tmp_path, ALL).changes == Changes("r1", (), ("x::2",), (), ())


def test_what_the_run_before_did_not_see_is_neither_new_nor_a_new_failure(tmp_path: Path) -> None:
    history.add(earlier(tests={"x::1": [], "y::1": []}, unknown=[COLUMN]))
    summary = now(tmp_path, [*fails("x::1"), *fails("x::2")])
    assert summary.changes == Changes("r1", (), (), (), ())


PROMISES = {"a.b": "It holds."}
SIGN = f"{zlib.crc32(b'a.b'):08x}"


@pytest.mark.parametrize(
    ("kind", "facts", "is_compared"),
    [
        ("full", {}, True),
        ("full", {"pggit_sql": str(ROOT / "sql")}, True),
        ("full", {"pggit_sql": "sql"}, True),
        ("full", {"pggit_sql": "/another/sql"}, False),
        (f"full, of /another/sql ({SIGN})", {"pggit_sql": "/another/sql"}, True),
        (f"full, of /another/sql ({SIGN})", {"pggit_sql": "/third/sql"}, False),
        ("full, of /another/sql (00000000)", {"pggit_sql": "/another/sql"}, False),
        (f"full, of /another/sql ({SIGN})", {}, False),
    ],
)
def test_another_subject_is_not_compared(
    tmp_path: Path, kind: str, facts: dict[str, str], is_compared: bool
) -> None:
    history.add(earlier(kind))
    summary = now(tmp_path, ALL, promises=PROMISES, **facts)
    assert (summary.changes is not None) == is_compared


def test_a_run_whose_subject_cannot_be_read_is_not_compared(tmp_path: Path) -> None:
    """Nor kept: it would be taken for one of ours."""
    history.add(earlier())
    run = write_plan(tmp_path, Planned(CELL), Planned(OTHER))
    folder = write_cell(run, ALL, pggit_sql="/another/sql")
    (folder / "cell.json").write_text("{")
    write_cell(run, passes("y::1"), cell=OTHER)
    assert write_summary(run).changes is None
    assert [entry.run_id for entry in history.read().entries] == ["r1"]


DIES = """
def {hook}:
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("hook", "named"),
    [("pytest_collection(session)", False), ("pytest_runtestloop(session)", True)],
)
def test_a_true_cell_killed_before_its_first_test_names_its_own(
    house: House, hook: str, named: bool
) -> None:
    house.suite("def test_of_the_run_before(): pass\n")
    assert house.cell(PGMATRIX_RUN_ID="first")[0] == 0
    house.suite("def test_of_its_own(): pass\n")
    with (house.root / "tests" / "chaos" / "conftest.py").open("a") as conftest:
        conftest.write(DIES.format(hook=hook))
    code, output = house.cell()
    assert (code, "was killed by SIGKILL before its first test" in output) == (1, True)
    assert ("test_of_its_own" in output) == named
    assert "test_of_the_run_before" not in output
    assert "since the last run" not in output
