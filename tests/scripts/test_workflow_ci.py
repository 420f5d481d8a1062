"""What CI's jobs call: the plan, the annotations, the weekly issue."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import matrix, required, results
from scripts.ci import planned
from scripts.ci.__main__ import main
from scripts.ci.announce import errors
from scripts.ci.github import Annotation
from scripts.matrix import Cell
from scripts.report import write_summary
from scripts.results import Plan, Planned, seed_of
from tests.scripts.test_report_builder import CELL, FAILED, RUN, fails, write_cell, write_plan

SMOKE = [cell for check in required.checks() for cell in check.cells if cell.tier == "smoke"]
LOST = Cell("full", "3.11", 17, "load")

# gh as far as the issue goes: it keeps its issues in a file, and what it was told in another.
FAKE_GH = """#!{python}
import json, pathlib, sys
here = pathlib.Path(__file__).parent
issues = json.loads((here / "issues.json").read_text())
with (here / "calls.jsonl").open("a") as calls:
    print(json.dumps([sys.argv[1:], sys.stdin.read()]), file=calls)
if sys.argv[1:3] == ["issue", "list"]:
    print(json.dumps(issues))
elif sys.argv[1:3] == ["issue", "create"]:
    title = next(word for word in sys.argv if word.startswith("--title=")).partition("=")[2]
    issues.append({{"number": len(issues) + 1, "title": title}})
    (here / "issues.json").write_text(json.dumps(issues))
elif (here / "refuses").exists():
    sys.exit("HTTP 403: Resource not accessible by integration")
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The results folder, and the files that a step writes to."""
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results")
    monkeypatch.setenv("PGMATRIX_RUN_ID", RUN)
    monkeypatch.setenv("PGMATRIX_HISTORY", str(tmp_path / "history.jsonl"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "page"))
    monkeypatch.delenv("GH_TOKEN", raising=False)
    return tmp_path


def names_of(tier: str, folder: Path) -> list[str]:
    """The cells of a tier, in the order of the output."""
    lines = (folder / "output").read_text().splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    return [cell["name"] for cell in json.loads(outputs[tier])]


def test_plan_is_the_whole_matrix_for_a_push(folder: Path) -> None:
    assert main(["plan", "smoke", "full", "--category", "", "--pg", ""]) == 0
    assert sorted(names_of("full", folder)) == sorted(c.name for c in matrix.cells("full"))
    assert names_of("smoke", folder) == [cell.name for cell in SMOKE]
    entries = Plan.read(folder / "results" / RUN).entries
    assert len(entries) == 32 + len(SMOKE)
    assert Planned(SMOKE[0]) in entries


def test_plan_names_what_is_measured_besides(folder: Path) -> None:
    assert main(["plan", "smoke", "mutants", "bench", "--pg", "15"]) == 0
    planned = Plan.read(folder / "results" / RUN)
    assert (planned.measures, len(planned.entries)) == (("mutants", "bench"), 1)


def test_plan_is_narrowed_by_a_dispatch(folder: Path) -> None:
    assert main(["plan", "smoke", "full", "--category", "load", "--pg", "16"]) == 0
    assert names_of("full", folder) == ["full-3.11(pg=16, category=load)"]
    assert names_of("smoke", folder) == [cell.name for cell in SMOKE if cell.pg == 16]
    assert main(["plan", "weekly", "--category", "all", "--pg", "16"]) == 0
    assert len(names_of("weekly", folder)) == len(matrix.categories())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--category", "lode"], "known categories: property"),
        (["--pg", "14"], "known versions: 15, 16, 17, 18"),
    ],
)
def test_plan_refuses_what_is_not_in_the_matrix(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit):
        main(["plan", "smoke", *arguments])
    assert said in capsys.readouterr().err


def test_longest_cells_come_first_and_unknown_ones_before_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, third = matrix.cells("full")[:3]
    monkeypatch.setattr(
        "scripts.history.typical_seconds", lambda: {first.name: 5.0, second.name: 60.0}
    )
    assert planned.longest_first([first, second, third]) == [third, second, first]


def test_more_cells_than_github_gives_jobs_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    many = [cell.name for cell in matrix.cells("full")] * 8
    monkeypatch.setattr("scripts.plan.selected", lambda arguments: many)
    assert len(planned.cells_of("full", "", "")) == 256
    many.append(many[0])
    with pytest.raises(SystemExit):
        main(["plan", "full"])
    assert "has 257 cells, and a GitHub matrix 256 jobs at most" in capsys.readouterr().err


def red_run(folder: Path, *, failures: int = 1) -> Path:
    """A run where one cell failed, and one has no results."""
    run = write_plan(folder / "results", Planned(CELL), Planned(LOST))
    tests = [line for n in range(failures) for line in fails(f"{FAILED}[{n}]", f"assert {n} == 9")]
    write_cell(run, tests)
    write_summary(run)
    return run


def test_announce_names_each_failure_and_each_lost_cell(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = red_run(folder)
    assert main(["announce"]) == 0
    assert (folder / "page").read_text() == (run / "summary" / "summary.md").read_text()
    errors = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::error")]
    lost = f"title=never ran%3A {LOST.name.replace(',', '%2C')}::there are no results"
    assert f"::error {lost}" in errors
    failed = next(line for line in errors if FAILED.partition("::")[0] in line)
    assert "::error file=tests/chaos/test_disk.py,title=failed%3A " in failed
    assert "assert 0 == 9%0Aon full-3.11(pg=16, category=resource)%0Arepeat: nox -s" in failed


def test_announce_prints_no_more_than_github_shows(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    red_run(folder, failures=20)
    main(["announce"])
    errors = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::error")]
    assert len(errors) == 10
    assert any("never ran" in line for line in errors)
    assert errors[-1].endswith(" more::they are on the summary's page")


def test_announce_without_a_summary_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["announce"]) == 1
    assert f"There is no summary of run {RUN}" in (folder / "page").read_text()
    assert capsys.readouterr().out.startswith("::error title=no summary::There is no summary")


def test_annotation_is_one_line() -> None:
    text = str(Annotation("a: b, c", "100 %\nof it", "tests/x.py"))
    assert text == "::error file=tests/x.py,title=a%3A b%2C c::100 %25%0Aof it"


def test_gates_that_do_not_hold_are_named() -> None:
    gates = [
        {"name": "tiers", "holds": False, "text": "not green: full"},
        {"name": "pass-rate", "holds": False, "text": "resource has 90"},
        {"name": "flakes", "holds": False, "text": "2 flaky tests, the most is 0"},
        {"name": "bench", "holds": None, "text": ""},
    ]
    summary = {"problems": [], "gates": gates, "decided": ["flakes"], "cells": [], "failures": []}
    found = errors(summary)
    assert found == [Annotation("gate flakes", "2 flaky tests, the most is 0")]


@pytest.fixture
def gh(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a false gh, on PATH, and a token."""
    programs = folder / "bin"
    programs.mkdir()
    (programs / "gh").write_text(FAKE_GH.format(python=sys.executable))
    (programs / "gh").chmod(0o755)
    (programs / "issues.json").write_text("[]")
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    monkeypatch.setenv("GH_TOKEN", "t")
    jobs = {"weekly": {"result": "failure", "outputs": {}}, "plan": {"result": "success"}}
    monkeypatch.setenv("NEEDS", json.dumps(jobs))
    return programs


def calls(gh: Path) -> list[tuple[list[str], str]]:
    """What gh was told, and what came with it."""
    return [tuple(json.loads(line)) for line in (gh / "calls.jsonl").read_text().splitlines()]


def test_red_week_opens_one_issue_with_seed_and_command(folder: Path, gh: Path) -> None:
    red_run(folder)
    assert main(["issue"]) == 0
    (listing, _), (create, body) = calls(gh)
    assert listing[:3] == ["issue", "list", "--state=open"]
    assert create[:2] == ["issue", "create"]
    (issue,) = json.loads((gh / "issues.json").read_text())
    assert issue["title"].startswith("Weekly chaos: ")
    assert issue["title"].endswith("]")
    assert f"seed {seed_of(RUN)}" in body
    assert "Jobs: weekly (failure)" in body
    assert f'nox -s "{CELL.name}" -- --seed 42' in body
    assert LOST.name in body.replace("\\", "")


def test_same_findings_are_a_comment_and_others_another_issue(folder: Path, gh: Path) -> None:
    red_run(folder)
    main(["issue"])
    write_cell(folder / "results" / RUN, fails(f"{FAILED}[0]", "assert 77 == 9"), seed=43)
    write_summary(folder / "results" / RUN)
    main(["issue"])
    assert [call[:3] for call, _ in calls(gh)][-1] == ["issue", "comment", "1"]
    assert "assert 77 == 9" in calls(gh)[-1][1]
    red_run(folder, failures=2)
    main(["issue"])
    assert calls(gh)[-1][0][:2] == ["issue", "create"]
    assert len(json.loads((gh / "issues.json").read_text())) == 2


def test_flakes_and_mutants_are_findings(folder: Path, gh: Path) -> None:
    run = folder / "results" / RUN
    wrong: dict[str, Any] = {
        "run": 2,
        "seed": 8,
        "outcome": "failed",
        "line": "lost",
        "repeat": "x",
    }
    flaky = {"id": FAILED, "pg": 17, "verdict": "flaky", "passed": 24, "wrong": [wrong]}
    results.write_json(run / "flakes" / "flakes.json", {"tests": [flaky]})
    mutants = [
        {"name": "commits/lost", "verdict": "survived", "line": "", "why": "loses a commit"},
        {"name": "commits/kept", "verdict": "killed", "line": "", "why": "no"},
    ]
    results.write_json(
        run / "mutants" / "mutants.json", {"mutants": mutants, "complaints": ["no canary"]}
    )
    main(["issue"])
    body = calls(gh)[-1][1].replace("\\", "")
    assert f"flaky when repeated: {FAILED}" in body
    assert "with seeds 8: lost" in body
    assert "mutant survived: commits/lost**: loses a commit" in body
    assert "nox -s mutants -- --only commits/lost" in body
    assert "**mutants: no canary**: no canary" in body
    assert "commits/kept" not in body


def test_problems_of_a_run_are_told_apart_by_their_words(folder: Path, gh: Path) -> None:
    for problem in ("cell took 80 s, 3.2 times", "cell took 95.5 s, 4 times", "no fingerprints"):
        summary = {"problems": [problem], "gates": [], "cells": [], "failures": []}
        results.write_json(folder / "results" / RUN / "summary" / "summary.json", summary)
        main(["issue"])
    told = [call[1] for call, _ in calls(gh) if call[1] != "list"]
    assert told == ["create", "comment", "create"]


def test_job_that_left_nothing_is_a_finding(gh: Path) -> None:
    assert main(["issue"]) == 0
    (issue,) = json.loads((gh / "issues.json").read_text())
    assert issue["title"].startswith("Weekly chaos: job weekly [")


def test_issue_is_cut_to_what_github_takes(folder: Path, gh: Path) -> None:
    red_run(folder, failures=400)
    main(["issue"])
    body = calls(gh)[-1][1]
    assert 50_000 < len(body) < 65_536
    assert " more are on the run's page." in body


def test_red_check_is_a_finding_beside_those_of_cells(
    folder: Path, gh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = {"weekly": {"result": "failure"}, "check": {"result": "failure"}}
    monkeypatch.setenv("NEEDS", json.dumps(jobs))
    red_run(folder)
    main(["issue"])
    body = calls(gh)[-1][1]
    assert "**job check**: failure" in body
    assert "**job weekly**" not in body


@pytest.mark.parametrize("result", ["failure", "cancelled", "skipped"])
def test_a_change_lands_only_after_successes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], result: str
) -> None:
    jobs = {"check": {"result": "success"}, "smoke": {"result": "success"}}
    monkeypatch.setenv("NEEDS", json.dumps(jobs))
    assert main(["needs"]) == 0
    assert "::error" not in capsys.readouterr().out
    jobs["check"]["result"] = result
    monkeypatch.setenv("NEEDS", json.dumps(jobs))
    assert main(["needs"]) == 1
    assert f"::error title=required%3A check::{result}\n" in capsys.readouterr().out


def test_no_jobs_are_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEEDS", raising=False)
    assert main(["needs"]) == 1


def test_green_week_calls_nobody(gh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDS", json.dumps({"weekly": {"result": "success"}}))
    assert main(["issue"]) == 0
    assert not (gh / "calls.jsonl").exists()


def test_without_a_token_the_issue_is_only_printed(
    folder: Path, gh: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    red_run(folder)
    monkeypatch.setenv("GH_TOKEN", "")
    assert main(["issue"]) == 0
    assert not (gh / "calls.jsonl").exists()
    assert "Weekly chaos: " in capsys.readouterr().out


def test_refusal_of_github_is_told_with_what_should_be_said(
    folder: Path, gh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    red_run(folder)
    main(["issue"])
    (gh / "refuses").touch()
    assert main(["issue"]) == 1
    err = capsys.readouterr().err
    assert "HTTP 403: Resource not accessible" in err
    assert CELL.name in err
