"""The files that the report writes, and the page that people see."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from scripts.matrix import Cell, categories, cells
from scripts.report import page_of, view, write_summary
from scripts.report.failures import failures
from scripts.report.junit import address
from scripts.report.outcomes import Outcome
from scripts.results import Plan, Planned, Shard
from tests.scripts.test_report_builder import (
    CELL,
    FAILED,
    PASSED,
    RUN,
    Line,
    fails,
    judged,
    passes,
    skips,
    write_cell,
    write_plan,
)

SMOKE = Cell("smoke", "3.11", 17)
NASTY = 'tests/x.py::test_it[<script>alert("é|`")</script>]'
NASTY_LINE = "lost \x1b[31m<b>&amp;\x00\ud800 `|`"


def write_red(tmp_path: Path) -> Path:
    """Write a run in which two versions fail alike, one cell never ran and one died."""
    plan = [Planned(Cell("full", "3.11", pg, "resource")) for pg in (15, 16, 17, 18)]
    run = write_plan(tmp_path, *plan)
    for planned in plan[:2]:
        lines = [*passes(), *fails(NASTY, NASTY_LINE), *skips("x::root", "needs root")]
        write_cell(run, lines, cell=planned.cell)
    died: dict[str, Any] = {"exit_code": -9, "finished": False, "running": [FAILED]}
    folder = write_cell(run, cell=plan[2].cell, collected=[PASSED, FAILED], **died)
    (folder / "output.log").write_text("the last words\n")
    return run


@pytest.mark.parametrize("name", ["index.html", "summary.md", "junit.xml", "summary.json"])
def test_every_file_is_written_whole(tmp_path: Path, name: str) -> None:
    run = write_red(tmp_path)
    write_summary(run)
    assert (run / "summary" / name).stat().st_size > 500
    assert not list((run / "summary").glob(".*"))


def test_failures_are_grouped_over_versions_with_one_command(tmp_path: Path) -> None:
    (failure,) = failures(judged(write_red(tmp_path)))
    assert failure.where == "PostgreSQL 15, PostgreSQL 16"
    command = 'nox -s "full-3.11(pg=15, category=resource)" -- --seed 42'
    assert failure.repeat == f"{command} '{NASTY}'"


def test_command_for_one_test_leaves_out_the_shard(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(CELL, Shard(2, 3)))
    write_cell(run, fails(), shard=Shard(2, 3))
    (failure,) = failures(judged(run))
    assert "--shard" not in failure.repeat


def test_headline_counts_what_is_not_green(tmp_path: Path) -> None:
    assert view.headline(judged(write_red(tmp_path))) == (
        "Red: of 4 planned cells 2 failed, 1 void, 1 never ran; 2 tests failed; 3 tests passed."
    )


def test_headline_of_a_partial_run_says_so(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(CELL, partial=True))
    write_cell(run, partial=True)
    assert "This run was partial" in view.headline(judged(run))


def test_smoke_is_shown_by_each_tests_category(tmp_path: Path) -> None:
    (column,) = view.columns(judged(write_smoke(tmp_path, categories())))
    assert view.rows([column]) == categories()
    verdicts = {row: str(box.verdict) for row, box in column.boxes.items()}
    assert verdicts == {**dict.fromkeys(categories(), "passed"), "load": "failed"}


def test_smoke_without_a_test_of_some_category_is_void(tmp_path: Path) -> None:
    summary = judged(write_smoke(tmp_path, [name for name in categories() if name != "recovery"]))
    assert [cell.reasons for cell in summary.cells] == [("no test of category recovery",)]


def write_smoke(tmp_path: Path, names: list[str]) -> Path:
    """A smoke cell with one test of each of these categories, of which load's fails."""
    run = write_plan(tmp_path, Planned(SMOKE))
    lines = [(fails if name == "load" else passes)(f"x::{name}") for name in names]
    folder = write_cell(run, [line for test in lines for line in test], cell=SMOKE)
    tests = [{"id": f"x::{name}", "category": name} for name in names]
    (folder / "progress.jsonl").write_text(json.dumps({"event": "collected", "tests": tests}))
    return run


def test_smoke_that_never_ran_has_a_row(tmp_path: Path) -> None:
    (column,) = view.columns(judged(write_plan(tmp_path, Planned(SMOKE))))
    assert column.boxes["all"].verdict == "never ran"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "-"), (0.421, "0.42 s"), (9.44, "9.4 s"), (42.0, "42 s"), (185.2, "3 min 05 s")],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert view.duration(seconds) == text


def test_junit_keeps_ids_and_wall_time_and_names_void_cells(tmp_path: Path) -> None:
    run = write_red(tmp_path)
    write_summary(run)
    root = ElementTree.parse(run / "summary" / "junit.xml").getroot()
    suites = {suite.get("name"): suite for suite in root}
    failed = suites["full-3.11(pg=15, category=resource)"]
    assert {key: failed.get(key) for key in ("tests", "failures", "skipped", "time")} == {
        "tests": "3",
        "failures": "1",
        "skipped": "1",
        "time": "60.000",
    }
    assert failed[1].get("classname") == "tests.x"
    assert failed[1].get("name") == NASTY.partition("::")[2]
    assert "#x00" in str(failed[1][0].get("message"))
    void = suites["full-3.11(pg=17, category=resource)"]
    assert "SIGKILL" in str(void[0][0].get("message"))
    assert suites["full-3.11(pg=18, category=resource)"].get("errors") == "1"


@pytest.mark.parametrize(
    ("nodeid", "expected"),
    [
        ("tests/a.py::test_b", ("tests.a", "test_b")),
        ("tests/a.py::TestC::test_b[x::y/z.py]", ("tests.a.TestC", "test_b[x::y/z.py]")),
        ("tests/a.py", ("", "tests.a")),
    ],
)
def test_junit_addresses_are_those_of_pytest(nodeid: str, expected: tuple[str, str]) -> None:
    assert address(nodeid) == expected


def test_junit_of_a_run_without_a_plan_has_an_error(tmp_path: Path) -> None:
    run = tmp_path / RUN
    write_cell(run)
    write_summary(run)
    text = (run / "summary" / "junit.xml").read_text()
    assert '<testsuite name="plan" errors="1"' in text


class Tags(HTMLParser):
    """The tags of a page, to see that no text became markup."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)


def test_page_escapes_and_needs_no_other_host(tmp_path: Path) -> None:
    run = write_red(tmp_path)
    write_summary(run)
    text = page_of(run).read_text()
    assert not Tags(text).found & {"b/", "img", "iframe", "link"}
    assert text.count("<script") == 2  # the data and the page's own
    assert "&lt;script&gt;" in text
    text = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?://|[\"'(]//[a-z]|url\(|@import|\x1b|\x00", text)


def test_only_the_page_s_own_script_may_run(tmp_path: Path) -> None:
    run = write_red(tmp_path)
    write_summary(run)
    text = page_of(run).read_text()
    allowed = re.findall(r"script-src '(sha256-[^']+)'", text)
    script = text.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert allowed == [f"sha256-{digest}"]


def test_the_page_holds_every_result_for_its_script(tmp_path: Path) -> None:
    run = write_red(tmp_path)
    write_summary(run)
    text = page_of(run).read_text().partition('id="data">')[2].partition("</script>")[0]
    data = json.loads(text)
    shown = {
        (data["tests"][test], data["columns"][column], data["outcomes"][outcome])
        for test, column, _, outcome, _, _ in data["rows"]
    }
    assert (NASTY, "PostgreSQL 15", "failed") in shown
    assert (FAILED, "PostgreSQL 17", "running") in shown
    assert len(data["rows"]) == 2 * 3 + 2


def test_page_shows_the_last_words_of_a_void_cell_and_links_its_files(tmp_path: Path) -> None:
    run = write_red(tmp_path)
    write_summary(run)
    text = page_of(run).read_text()
    assert "the last words" in text
    assert 'href="../cells/full-3.11-pg17-resource/output.log"' in text


def test_page_shows_branch_coverage(tmp_path: Path) -> None:
    run = write_red(tmp_path)
    totals = {"covered_branches": 93, "num_branches": 124}
    (run / "coverage.json").write_text(json.dumps({"totals": totals}))
    write_summary(run)
    assert "75.0 % of branches" in page_of(run).read_text()


def test_json_for_programs(tmp_path: Path) -> None:
    run = write_red(tmp_path)
    write_summary(run)
    data = json.loads((run / "summary" / "summary.json").read_text())
    assert data["verdict"] == "red"
    assert [cell["verdict"] for cell in data["cells"]] == ["failed", "failed", "void", "never ran"]
    assert len(data["failures"][0]["cells"]) == 2


def test_speed(tmp_path: Path) -> None:
    """A whole matrix, 200 tests a cell with 2 kB of output each, within 2 s (measured: 0.4 s)."""
    plan = tuple(Planned(cell) for cell in cells("full"))
    run = tmp_path / RUN
    Plan(RUN, plan).write(run)
    for planned in plan:
        write_cell(run, list(_many(200)), cell=planned.cell)
    seconds = []
    for _ in range(3):  # the quickest counts: what else the machine does makes CPU time longer too
        started = time.process_time()
        assert write_summary(run).counts[Outcome.PASSED] == 32 * 195
        seconds.append(time.process_time() - started)
    assert min(seconds) < 2.0


def _many(count: int) -> list[Line]:
    lines: list[Line] = []
    for number in range(count):
        id_ = f"tests/chaos/test_resource.py::TestDisk::test_fills[{number}-tablespace]"
        lines += fails(id_, "assert 1 == 2\n" * 50) if number % 40 == 0 else passes(id_)
    for line in lines:
        line["keywords"] = {f"keyword{n}": 1 for n in range(8)}
        line["sections"] = [["Captured log call", "INFO backend 4711 waits\n" * 90]]
    return lines
