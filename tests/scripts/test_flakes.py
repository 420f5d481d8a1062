"""Repeated runs: what counts as a flake, and true runs of a tiny suite that has some."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scripts import matrix
from scripts.flakes import __main__ as command
from scripts.flakes.repeat import WAYS, ChangedCodeError, Repeats
from scripts.flakes.show import headline, progress, show, write
from scripts.flakes.tally import Answers, Run, Way, tally
from scripts.interrupt import InterruptedRunError
from scripts.matrix import Cell, categories
from scripts.request import Request
from scripts.results import Plan, Planned
from tests.scripts.house import SUITE, House
from tests.scripts.test_report_builder import (
    FAILED,
    PASSED,
    RUN,
    Line,
    fails,
    only_cell,
    passes,
    skips,
    write_cell,
    write_plan,
)

SMOKE = Cell("smoke", "3.11", 16)
WAY = Way(2, "load")

# Seeds 7 and 8: the first run leaves a role on its server, the second has a flake.
MOODY = """
@pytest.mark.parametrize("n", [1, 2])
def test_moody(request, n):
    assert (request.config.getoption("--seed"), n) != (8, 2)

def test_fails():
    assert 1 == 2

def test_leaves(request, server):
    if request.config.getoption("--seed") == 7:
        server.sql("create role ghost")
"""


def run_of(tmp_path: Path, number: int, lines: list[Line], **record: Any) -> Run:
    """A run whose one cell has these tests."""
    folder = write_plan(tmp_path / str(number), Planned(SMOKE, partial=True))
    write_cell(folder, lines, cell=SMOKE, partial=True, **record)
    return Run(16, number, 100 + number, WAY, 9.0, (only_cell(folder),))


def moody(tmp_path: Path) -> list[Run]:
    """Three runs: one test passes, one is flaky, one fails, one is skipped."""
    always = [*passes(), *fails("x::bad"), *skips("x::skip", "no disk")]
    return [
        run_of(tmp_path, 1, [*always, *passes(FAILED)]),
        run_of(tmp_path, 2, [*always, *fails(FAILED)]),
        run_of(tmp_path, 3, [*always, *passes(FAILED, ("verdict", "void"), ("void", "no kill"))]),
    ]


def test_both_answers_are_a_flake_and_void_is_no_pass(tmp_path: Path) -> None:
    every = {each.id: each for each in tally(moody(tmp_path))}
    flaky = every[FAILED]
    assert [(each.id, each.verdict, each.often) for each in every.values()] == [
        (FAILED, "flaky", "2 of 3"),
        ("x::bad", "failed", "3 of 3"),
        (PASSED, "passed", "0 of 3"),
    ]
    assert [(wrong.run.seed, str(wrong.outcome)) for wrong in flaky.wrong] == [
        (102, "failed"),
        (103, "void"),
    ]
    assert flaky.wrong[0].repeat == f"nox -s smoke -P 3.11 -- --pg 16 --seed 42 {FAILED}"


def test_table_and_file_name_the_tests_with_seeds_and_commands(tmp_path: Path) -> None:
    runs = moody(tmp_path)
    tests = tally(runs)
    output = io.StringIO()
    show(runs, tests, None, Console(width=200, file=output))
    text = output.getvalue()
    for part in (FAILED, "flaky", "2 of 3", "102, 103", "x::bad", "3 of 3", "repeat: nox -s smoke"):
        assert part in text
    assert "3 runs of 3 tests: 1 flaky, 1 failed every time." in text
    data = json.loads(write(tmp_path, runs, tests, None).read_text())
    assert [(test["id"], test["verdict"]) for test in data["tests"]] == [
        (FAILED, "flaky"),
        ("x::bad", "failed"),
    ]
    assert [wrong["seed"] for wrong in data["tests"][0]["wrong"]] == [102, 103]
    assert [run["dist"] for run in data["runs"]] == ["load"] * 3


def test_run_that_died_is_void_and_says_why(tmp_path: Path) -> None:
    died = run_of(tmp_path, 1, passes(), exit_code=-9, finished=False)
    assert died.reasons == [f"pytest was killed by SIGKILL after {PASSED}"]
    assert "pytest was killed by SIGKILL" in progress(died, 5)
    assert headline([died], tally([died])).endswith("1 runs void.")


def test_test_that_did_not_come_to_an_answer_is_not_flaky(tmp_path: Path) -> None:
    whole = run_of(tmp_path, 1, [*passes(), *passes("x::next"), *passes("x::late")])
    died: dict[str, Any] = {"collected": [PASSED, "x::next", "x::late"], "finished": False}
    cut = run_of(tmp_path, 2, passes(), exit_code=-9, running=["x::next"], **died)
    assert {each.id: each.verdict for each in tally([whole, cut])} == {
        PASSED: "passed",
        "x::next": "passed",
        "x::late": "passed",
    }


def test_code_that_changes_ends_the_measurement(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "install.sql"
    script.write_text("select 1;")

    def run(repeats: Repeats, number: int, seed: int, *_more: object) -> Run:
        if number == 2:
            script.write_text("select 2;")
        return Run(16, number, seed, WAY, 1.0, ())

    monkeypatch.setenv("PGGIT_SQL", str(tmp_path))
    module = "scripts.flakes.repeat"
    monkeypatch.setattr(f"{module}.server_with_pggit", lambda head, home: nullcontext({}))
    monkeypatch.setattr(f"{module}.shared", lambda environment: set())
    monkeypatch.setattr(Repeats, "run", run)
    runs = Repeats("smoke", 16, Request.parse([]), tmp_path / "run").runs([7, 8, 9])
    assert next(runs).seed == 7
    with pytest.raises(ChangedCodeError, match="changed during run 2"):
        next(runs)


def test_run_without_a_test_is_no_run() -> None:
    empty = Run(16, 1, 7, WAY, 0.1, ())
    assert (empty.reasons, empty.is_bad) == (["no test ran"], True)


def test_test_that_only_passes_is_good() -> None:
    assert not Answers(16, PASSED, passed=25).is_bad


def test_smoke_is_one_cell_and_full_is_one_a_category(tmp_path: Path) -> None:
    request = Request.parse([])
    assert Repeats("smoke", 15, request, tmp_path).cells == [
        Cell("smoke", matrix.this_python(), 15)
    ]
    full = Repeats("full", 15, request, tmp_path).cells
    assert full == [Cell("full", "3.11", 15, category) for category in categories()]


def test_ways_differ_and_one_process_is_among_them() -> None:
    assert len(set(WAYS)) == len(WAYS)
    assert [way.options for way in WAYS if way.workers == 1] == [[]]
    assert len({way.dist for way in WAYS}) >= 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--runs", "1"], "--runs wants 2 or more"),
        (["--shard", "1/2"], "another part of the tests each time"),
        (["--pg", "14"], "known versions: 15, 16, 17, 18"),
        (["--tier", "huge"], "invalid choice: 'huge'"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(words)
    assert said in capsys.readouterr().err


def measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, runs: Iterable[Run]
) -> tuple[int, Any]:
    """The command where these are the runs: exit code, and what its file holds."""
    main = "scripts.flakes.__main__"
    for name in ("interrupt.listen", "lifeline.hold", "reap"):
        monkeypatch.setattr(f"{main}.{name}", lambda: None)
    monkeypatch.setattr(Repeats, "runs", lambda repeats, seeds: iter(runs))
    monkeypatch.setattr("scripts.results.RESULTS", tmp_path)
    monkeypatch.setenv("PGMATRIX_RUN_ID", RUN)
    code = command.main(["--runs", "3"])
    return code, json.loads((tmp_path / RUN / "flakes" / "flakes.json").read_text())


def test_only_runs_that_all_pass_are_green(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    passing = [run_of(tmp_path, number, passes()) for number in (1, 2)]
    code, data = measured(monkeypatch, tmp_path, passing)
    assert (code, data["tests"]) == (0, [])
    died = run_of(tmp_path, 3, passes(), exit_code=-9, finished=False)
    for bad in (died, *moody(tmp_path)):
        assert measured(monkeypatch, tmp_path, [*passing, bad])[0] == 1


def test_the_plan_of_the_run_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plan = Plan(RUN, (Planned(SMOKE),), measures=("flakes",))
    plan.write(tmp_path / RUN)
    measured(monkeypatch, tmp_path, [run_of(tmp_path, number, passes()) for number in (1, 2)])
    assert Plan.read(tmp_path / RUN) == plan


def test_interrupted_runs_tell_what_was_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> Iterator[Run]:
        yield run_of(tmp_path, 1, passes())
        yield run_of(tmp_path, 2, fails(PASSED))
        raise InterruptedRunError("SIGINT")

    code, data = measured(monkeypatch, tmp_path, interrupted())
    assert (code, data["stopped"]) == (1, "SIGINT came after 2 runs")
    assert [(test["id"], test["verdict"]) for test in data["tests"]] == [(PASSED, "flaky")]
    said = capsys.readouterr().out
    assert "Not finished: SIGINT came after 2 runs" in said
    assert "2 runs of 1 tests: 1 flaky" in said


@pytest.mark.timeout(240)
def test_true_runs_find_the_flake(house: House) -> None:
    house.suite(MOODY)
    # Narrowed: the tiny suite has not the categories of a whole smoke.
    words = ["--runs", "2", "--pg", "15", "--seed", "7", "-k", "test_"]
    code, output = house.call("scripts.flakes", *words).end()
    data = json.loads((house.run / "flakes" / "flakes.json").read_text())
    assert (code, data["stopped"]) == (1, None), output
    assert data["headline"] == "2 runs of 4 tests: 1 flaky, 1 failed every time."
    flaky, failed = data["tests"]
    assert (flaky["id"], flaky["passed"]) == (f"{SUITE}::test_moody[2]", 1)
    (wrong,) = flaky["wrong"]
    assert wrong["repeat"] == (
        f"nox -s smoke -P {matrix.this_python()} -- --pg 15 --seed 8 '{SUITE}::test_moody[2]'"
    )
    assert (failed["id"], len(failed["wrong"])) == (f"{SUITE}::test_fails", 2)
    assert "PostgreSQL 15, run 2 of 2: " in output
    # On the server with the role the second run would differ for that.
    assert "left behind: role ghost; a new server" in output
    assert output.count("pggit sql/install.sql") == 2
