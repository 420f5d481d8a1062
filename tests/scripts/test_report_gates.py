"""Each gate holds, does not, or has nothing to judge; and says so by its figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts import history, matrix
from scripts.history import Entry, PastCell
from scripts.matrix import Cell
from scripts.report import page_of, write_summary
from scripts.report.summary import Summary
from scripts.results import Plan, Planned
from tests.scripts.test_report_builder import (
    CELL,
    RUN,
    fails,
    passes,
    phase,
    skips,
    write_cell,
    write_plan,
)

MACHINE = "one kind"


def summary_of(tmp_path: Path, tests: list[dict[str, Any]] | None = None, **facts: Any) -> Summary:
    run = write_plan(tmp_path)
    write_cell(run, tests, machine=MACHINE, **facts)
    return write_summary(run)


def holds(summary: Summary, name: str) -> tuple[bool | None, str]:
    (gate,) = [gate for gate in summary.gates if gate.name == name]
    return gate.holds, gate.text


def set_rule(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    monkeypatch.setitem(matrix.table()["gates"], name, value)


def set_floor(monkeypatch: pytest.MonkeyPatch, name: str, value: float) -> None:
    floors = matrix.table()["gates"]["categories"]
    set_rule(monkeypatch, "categories", {**floors, "resource": {**floors["resource"], name: value}})


def test_a_run_that_reaches_everything_is_green(tmp_path: Path) -> None:
    summary = summary_of(tmp_path)
    assert [gate.name for gate in summary.gates if gate.holds is False] == []
    assert holds(summary, "tiers") == (True, "all of full passed")
    assert summary.green


@pytest.mark.parametrize(("floor", "figure"), [("tests", 3), ("promises", 2)])
def test_a_category_below_its_floor_is_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, floor: str, figure: int
) -> None:
    tests = [
        *passes("x::1", ("promise", "a.b")),
        *passes("x::2", ("promise", "a.c")),
        *passes("x::3", ("promise", "a.c")),
    ]
    set_floor(monkeypatch, floor, figure)
    assert summary_of(tmp_path, tests).green
    set_floor(monkeypatch, floor, figure + 1)
    summary = summary_of(tmp_path, tests)
    text = f"resource on PostgreSQL 16 has {figure}, the floor is {figure + 1}"
    assert (summary.green, holds(summary, floor)) == (False, (False, text))


@pytest.mark.parametrize("floor", ["tests", "promises"])
@pytest.mark.parametrize(
    ("reason", "ci", "green"),
    [
        ("capability: no water; open the tap", "", True),
        ("capability: no water; open the tap", "true", False),
        ("no older major", "", False),
        ("it lacks a capability: water", "", False),
    ],
)
def test_a_floor_asks_for_what_the_machine_can_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    floor: str,
    *,
    reason: str,
    ci: str,
    green: bool,
) -> None:
    monkeypatch.setenv("CI", ci)
    set_floor(monkeypatch, floor, 2)
    tests = [*passes("x::1", ("promise", "a.b")), *skips("x::2", reason, ("promise", "a.c"))]
    assert summary_of(tmp_path, tests).green is green


def test_each_python_reaches_the_floors_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_floor(monkeypatch, "tests", 2)
    cells = [Cell("full", python, 16, "resource") for python in ("3.11", "3.13")]
    run = write_plan(tmp_path, *map(Planned, cells))
    for cell, number in zip(cells, (2, 1), strict=True):
        write_cell(run, [line for n in range(number) for line in passes(f"x::{n}")], cell=cell)
    text = "resource on PostgreSQL 16, Python 3.13 has 1, the floor is 2"
    assert holds(write_summary(run), "tests") == (False, text)


def test_what_is_skipped_lowers_no_pass_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tests = [*passes("x::1"), *fails("x::2"), *skips("x::3", "why")]
    assert holds(summary_of(tmp_path, tests), "pass-rate")[0] is False
    set_floor(monkeypatch, "pass-rate", 50)
    assert holds(summary_of(tmp_path, tests), "pass-rate")[0] is True


def test_the_floors_are_not_those_of_another_product(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_floor(monkeypatch, "tests", 100)
    assert holds(summary_of(tmp_path), "tests")[0] is False
    assert holds(summary_of(tmp_path, pggit_sql="/another/sql"), "tests")[0] is None


def test_a_tier_that_need_not_pass_is_shown_and_not_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_floor(monkeypatch, "pass-rate", 0)
    tests = [*passes("x::1"), *fails("x::2")]
    assert not summary_of(tmp_path, tests).green
    set_rule(monkeypatch, "must-pass", ["smoke"])
    summary = summary_of(tmp_path, tests)
    assert (summary.green, summary.cells[0].verdict) == (True, "failed")


def test_known_failures_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [
        phase("x::2", "setup"),
        phase("x::2", "call", "skipped", wasxfail="reason: known until 2030-01-01: #1"),
        phase("x::2", "teardown"),
    ]
    summary = summary_of(tmp_path, [*passes("x::1"), *known])
    assert (summary.green, holds(summary, "known-failures")) == (False, (False, "1 of at most 0"))
    set_rule(monkeypatch, "known-failures", 1)
    assert summary_of(tmp_path, [*passes("x::1"), *known]).green


def entry(number: int, seconds: float = 20.0, machine: str = f"{MACHINE}, -n 1, pypi") -> Entry:
    cells = {CELL.name: PastCell("passed", seconds, machine, 1, 1)}
    bench = {"commit": 1.0}
    return Entry(f"r{number}", f"2026-11-0{number}", "full", True, 60, {}, cells, bench=bench)


@pytest.mark.parametrize(
    ("before", "machine", "verdict"),
    [
        (20.0, f"{MACHINE}, -n 1, pypi", True),
        (19.9, f"{MACHINE}, -n 1, pypi", False),
        (1.0, "another kind, -n 1, pypi", None),
        (1.0, f"{MACHINE}, -n 1, system", None),
        (1.0, f"{MACHINE}, -n 2, pypi", None),
        (1.0, f"{MACHINE}, -n 1, pypi, /another/sql", None),
    ],
)
def test_a_cell_that_got_slow_is_red(
    tmp_path: Path, before: float, machine: str, verdict: bool | None
) -> None:
    for number in range(1, 6):
        history.add(entry(number, before, machine))
    summary = summary_of(tmp_path, seconds=60.0)
    assert holds(summary, "duration")[0] is verdict
    assert summary.green is (verdict is not False)


def test_few_runs_are_no_median(tmp_path: Path) -> None:
    for number in range(1, 5):
        history.add(entry(number, 1.0))
    assert holds(summary_of(tmp_path), "duration")[0] is None


@pytest.mark.parametrize(("ratio", "verdict"), [(1.5, True), (1.51, False)])
def test_a_benchmark_that_got_slow_is_red(tmp_path: Path, ratio: float, verdict: bool) -> None:
    for number in range(1, 6):
        history.add(entry(number, 60.0))
    (tmp_path / RUN).mkdir()
    (tmp_path / RUN / "bench.json").write_text(json.dumps({"commit": ratio, "new": 9.0}))
    assert holds(summary_of(tmp_path), "benchmarks")[0] is verdict


def mutants(
    tmp_path: Path,
    *verdicts: tuple[str, str],
    complaints: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> None:
    folder = tmp_path / RUN / "mutants"
    folder.mkdir(parents=True)
    found = [{"name": name, "verdict": verdict} for name, verdict in verdicts]
    data = {"mutants": found, "complaints": complaints, "only": only}
    (folder / "mutants.json").write_text(json.dumps(data))


def test_mutants_are_judged_by_section(tmp_path: Path) -> None:
    many = [(f"commits/{number}", "killed") for number in range(99)]
    mutants(tmp_path, *many, ("data/one", "survived"), ("data/two", "equivalent"))
    summary = summary_of(tmp_path)
    assert holds(summary, "mutation-score") == (False, "below 95 %: data 0.0 %")
    assert summary.past[-1].mutation_score == 99.0


def test_equivalent_mutants_do_not_count(tmp_path: Path) -> None:
    mutants(tmp_path, ("data/one", "killed"), ("data/two", "equivalent"))
    assert holds(summary_of(tmp_path), "mutation-score") == (True, "1 of 1 mutants were killed")


def test_flakes_that_a_session_found_are_red(tmp_path: Path) -> None:
    folder = tmp_path / RUN / "flakes"
    folder.mkdir(parents=True)
    tests = [{"id": "x::1", "verdict": "flaky"}, {"id": "x::2", "verdict": "failed"}]
    found = {"tests": tests, "stopped": None, "runs": []}
    (folder / "flakes.json").write_text(json.dumps(found))
    summary = summary_of(tmp_path)
    assert (summary.green, holds(summary, "flakes")) == (False, (False, "1 of at most 0"))
    assert summary.problems == ("flakes: failed every time: x::2",)
    assert summary.past[-1].flakes == 1


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        ({"stopped": "SIGINT came after 1 runs"}, "not finished: SIGINT came after 1 runs"),
        ({"runs": [{"reasons": ["no server"]}, {"reasons": []}]}, "1 of 2 runs are void"),
    ],
)
def test_flakes_that_were_not_looked_for_to_the_end_are_red(
    tmp_path: Path, found: dict[str, Any], problem: str
) -> None:
    folder = tmp_path / RUN / "flakes"
    folder.mkdir(parents=True)
    (folder / "flakes.json").write_text(
        json.dumps({"tests": [], "stopped": None, "runs": []} | found)
    )
    summary = summary_of(tmp_path)
    assert (summary.green, summary.problems) == (False, (f"flakes: {problem}",))


@pytest.mark.parametrize("problem", [[], ["PostgreSQL 18: 1 of 2 are not clean: x"]])
def test_regression_files_that_differ_are_red(tmp_path: Path, problem: list[str]) -> None:
    folder = tmp_path / RUN / "regress"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("page")
    found = {"majors": [{"counts": "PostgreSQL 18: all"}], "problems": problem}
    (folder / "regress.json").write_text(json.dumps(found))
    summary = summary_of(tmp_path)
    judged = (not problem, problem[0] if problem else "PostgreSQL 18: all")
    assert (summary.green, holds(summary, "regress")) == (not problem, judged)
    assert 'href="../regress/index.html"' in page_of(tmp_path / RUN).read_text()


@pytest.mark.parametrize("name", ["mutants", "flakes", "regress"])
def test_a_session_that_left_no_result_is_red(tmp_path: Path, name: str) -> None:
    (tmp_path / RUN / name).mkdir(parents=True)
    summary = summary_of(tmp_path)
    assert not summary.green
    assert f"{name}.json" in summary.problems[0]


@pytest.mark.parametrize("name", ["mutants", "flakes", "bench", "regress"])
def test_a_session_that_was_planned_and_left_nothing_is_red(tmp_path: Path, name: str) -> None:
    run = write_plan(tmp_path, Planned(CELL))
    replace(Plan.read(run), measures=(name,)).write(run)
    write_cell(run)
    summary = write_summary(run)
    assert not summary.green
    assert [problem.partition(",")[0] for problem in summary.problems] == [f"{name}: planned"]


def test_complaints_of_the_mutants_are_red(tmp_path: Path) -> None:
    mutants(tmp_path, ("data/one", "killed"), complaints=["harmless/one was noticed"])
    assert summary_of(tmp_path).problems == ("mutants: harmless/one was noticed",)


def test_some_of_the_mutants_are_no_score(tmp_path: Path) -> None:
    mutants(tmp_path, ("data/one", "killed"), only=["data/*"])
    assert holds(summary_of(tmp_path), "mutation-score")[0] is None


def test_what_was_skipped_fills_no_floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_floor(monkeypatch, "tests", 2)
    tests = [*passes("x::1"), *skips("x::2", "why")]
    assert holds(summary_of(tmp_path, tests), "tests")[0] is False


def test_gates_of_another_matrix_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rule(monkeypatch, "must-pass", ["ful"])
    with pytest.raises(ValueError, match="ful"):
        summary_of(tmp_path)


def test_a_second_report_tells_the_same_changes(tmp_path: Path) -> None:
    history.add(replace(entry(1), tests={"x::gone": []}))
    first = summary_of(tmp_path)
    assert first.changes is not None
    assert first.changes.removed == ("x::gone",)
    assert summary_of(tmp_path).changes == first.changes


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"tests": 7}', "{", '{"tests": [{"id": 1}]}'])
def test_figures_that_cannot_be_read_are_a_problem_and_not_silence(
    tmp_path: Path, content: str
) -> None:
    folder = tmp_path / RUN / "flakes"
    folder.mkdir(parents=True)
    (folder / "flakes.json").write_text(content)
    summary = summary_of(tmp_path)
    assert not summary.green
    assert len(summary.problems) == 1


def test_changes_since_the_last_run_of_the_same_kind(tmp_path: Path) -> None:
    old = entry(1)
    known = {"x::1": ["PostgreSQL 16"], "x::2": [], "x::3": [], "x::gone": []}
    history.add(replace(old, tests=known))
    history.add(replace(old, run_id="s", started="2026-11-05", kind="smoke", tests={"y": []}))
    summary = summary_of(
        tmp_path, [*passes("x::1"), *fails("x::2"), *passes("x::3"), *passes("x::4")]
    )
    changes = summary.changes
    assert changes is not None
    assert (changes.since, changes.failing, changes.fixed, changes.removed, changes.added) == (
        "r1",
        ("x::2",),
        ("x::1",),
        ("x::gone",),
        ("x::4",),
    )


def test_a_run_that_was_narrowed_by_hand_is_not_in_the_history(tmp_path: Path) -> None:
    run = write_plan(tmp_path, Planned(Cell("full", "3.11", 16, "resource"), partial=True))
    write_cell(run, partial=True)
    write_summary(run)
    assert history.read().entries == ()
