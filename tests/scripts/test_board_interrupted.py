"""Ctrl-C and its like: everything ends, nothing is left behind, and what was measured is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import plan
from scripts.binaries import Server
from scripts.mutants.trial import EndedError, Suite
from scripts.report.summary import Verdict
from tests.scripts.house import PG, House, Traces, until
from tests.scripts.nox_house import LOAD, MIGRATION, PATIENCE, RESOURCE, Nox
from tests.scripts.test_mutants_run import PGGIT

pytestmark = pytest.mark.timeout(300)  # two cells take 5 s, on a busy machine ten times that

# Each mutant's trial waits in it, with two servers of its own.
MUTANTS_SUITE = """
@pytest.fixture
def torn_down(doomed_cluster):
    yield
    Path(f"down-{os.getpid()}").touch()

def test_waits(clone, torn_down):
    Path(f"here-{os.getpid()}").touch()
    until(Path("go").exists)
"""
MUTANT = "-- promise: commits.log\n-- why: it is a bug\nselect pg_temp.edit('pggit.log', 'return 1', 'return {}');\n"

Stop = Callable[["subprocess.Popen[str]"], None]


def ctrl_c(process: subprocess.Popen[str]) -> None:
    """What a terminal does: SIGINT to the whole group in front."""
    os.killpg(process.pid, signal.SIGINT)


def sigterm(process: subprocess.Popen[str]) -> None:
    """What CI and `timeout` do: SIGTERM to nox alone."""
    process.terminate()


@pytest.mark.parametrize("stop", [ctrl_c, sigterm])
def test_parallel_cells_end_and_are_told_of(house: House, stop: Stop) -> None:
    nox = Nox(house, "-s", RESOURCE, LOAD, MIGRATION, "report", "-j", "2")
    found = nox.held("resource", "load")
    assert len([each for each in found.processes if each.name() == "postgres"]) > 10
    stop(nox.process)
    assert nox.end() == 130
    assert found.left() == [], nox.said
    assert nox.verdicts == {RESOURCE: "void", LOAD: "void", MIGRATION: Verdict.NEVER_RAN}
    assert nox.summary["interrupted"] == "interrupted after 0 of 3 cells"
    # By the last of the cells, not by each.
    assert nox.said.count("Red: interrupted after") == 1


@pytest.mark.parametrize("stop", [ctrl_c, sigterm])
def test_what_ended_before_is_told_of(house: House, stop: Stop) -> None:
    nox = Nox(house, "-s", MIGRATION, RESOURCE, LOAD, "report")
    found = nox.held("resource")
    stop(nox.process)
    assert nox.end(25) == 130, "nox itself ends what was not told to after 30 s"
    assert found.left() == [], nox.said
    assert nox.verdicts == {MIGRATION: "passed", RESOURCE: "void", LOAD: Verdict.NEVER_RAN}
    assert nox.summary["headline"].startswith("Red: interrupted after 1 of 3 cells; ")
    assert "interrupted after 1 of 3 cells" in (house.run / "summary/summary.md").read_text()
    assert "interrupted after 1 of 3 cells" in (house.run / "summary/index.html").read_text()
    # Later runs would take the tests that it did not come to for removed.
    assert not (house.run.parent / "history.jsonl").exists()


def test_cells_end_with_a_nox_that_was_killed(house: House) -> None:
    nox = Nox(house, "-s", RESOURCE, LOAD, "-j", "2")
    found = nox.held("resource", "load")
    nox.process.kill()
    until("the cells to end", lambda: not found.left(), PATIENCE)
    assert nox.summary["interrupted"] == "interrupted after 0 of 2 cells"


def test_exactly_the_last_of_several_cells_is_the_last(tmp_path: Path) -> None:
    with plan.at_work(tmp_path) as first, plan.at_work(tmp_path) as second:
        assert (first(), second()) == (False, True)


def test_killed_cell_is_not_waited_for(tmp_path: Path, house: House) -> None:
    source = f"from pathlib import Path; from scripts import plan\nwith plan.at_work(Path({str(tmp_path)!r})): print('in', flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", source],
        cwd=house.root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with other, plan.at_work(tmp_path) as is_last:
        assert other.stdout is not None
        assert other.stdout.readline() == b"in\n"
        assert not is_last()
        other.kill()
        other.wait()
        assert is_last()


# While the first servers start, no pytest is there yet; later one is, in the middle of a test.
@pytest.mark.parametrize("sign", [".results/the-run/mutants/smoke/commits/*", "here-*"])
def test_mutants_end_with_their_trials(house: House, sign: str) -> None:
    (house.root / "sql" / "install.sql").write_text(PGGIT)
    house.suite(MUTANTS_SUITE)
    folder = house.root / "tests" / "mutants"
    (folder / "commits").mkdir(parents=True)
    (folder / "canary.sql").write_text(
        "-- why: nothing works\nselect pg_temp.answer_null('log');\n"
    )
    for number in range(2, 12):
        (folder / "commits" / f"bug{number}.sql").write_text(MUTANT.format(number))
    running = house.call("scripts.mutants", f"--pg={PG}", "--only", "commits/*")
    until("a trial", lambda: list(house.root.glob(sign)), PATIENCE)
    found = Traces.of(running.process.pid)
    running.process.terminate()
    said, _ = running.process.communicate(timeout=40)  # a trial that is not ended takes 60
    assert (running.process.returncode, said.splitlines()[-1]) == (1, "interrupted: SIGTERM")
    assert found.left() == []
    begun, down = (list(house.root.glob(f"{name}-*")) for name in ("here", "down"))
    assert len(begun) == len(down), "not by the tests themselves, but by who cleans up after them"


def test_ended_suite_starts_nothing_more(server: Server, tmp_path: Path) -> None:
    """A thread may have been starting its server when the suite was ended."""
    suite = Suite(server, "smoke", tmp_path)
    suite.end()
    with pytest.raises(EndedError), suite.warm():
        pass


def test_flakes_end_with_what_was_measured(house: House) -> None:
    house.suite(MUTANTS_SUITE)
    running = house.call("scripts.flakes", f"--pg={PG}", "--runs=2")
    until("a run", lambda: list(house.root.glob("here-*")), PATIENCE)
    found = Traces.of(running.process.pid)
    running.process.terminate()
    code, said = running.end()
    assert code == 1
    assert "Not finished: SIGTERM came after 0 runs" in said
    assert found.left() == []
