"""Nothing of a cell stays on the machine, however it ends, and cells leave each other alone."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

from scripts.cluster import processes, reap
from tests.scripts.house import SUITE, WAITS, House, Running, Traces, runs

pytestmark = pytest.mark.timeout(180)  # a cell takes 3 s, on a busy machine ten times that


@pytest.fixture
def waiting(house: House) -> Running:
    """A cell in the middle of a test that has a private server."""
    house.suite(WAITS)
    running = house.start()
    running.waiting_test()
    return running


def traces(running: Running) -> Traces:
    """Everything the cell holds: servers of the cell, of the suite and of the test."""
    found = Traces.of(running.process.pid)
    assert (len(found.folders), len(found.segments)) == (3, 2)
    assert len(found.processes) > 10
    return found


@pytest.mark.parametrize(("word", "code"), [("pass", 0), ("fail", 1)])
def test_after_its_end(waiting: Running, word: str, code: int) -> None:
    found = traces(waiting)
    waiting.go(word)
    assert waiting.end()[0] == code
    assert found.left() == []


def test_after_ctrl_c(waiting: Running) -> None:
    found = traces(waiting)
    waiting.interrupt()
    assert waiting.end()[0] == 1
    assert found.left() == []
    reason = f"interrupted: SIGINT while running {SUITE}::test_waits"
    assert (waiting.house.judged.verdict, waiting.house.judged.reasons) == ("void", (reason,))


def test_after_sigterm(waiting: Running) -> None:
    found = traces(waiting)
    waiting.process.terminate()
    assert waiting.end()[0] == 1
    assert found.left() == []
    reason = f"interrupted: SIGTERM while running {SUITE}::test_waits"
    assert waiting.house.judged.reasons == (reason,)


def test_after_sigkill_the_next_run_cleans_up(waiting: Running) -> None:
    found, suite = traces(waiting), waiting.waiting_test()
    waiting.process.kill()
    waiting.process.wait()
    assert processes.wait_gone([suite], timeout=20) == []
    reap()
    assert found.left() == []
    verdict, (reason, *_) = waiting.house.judged.verdict, waiting.house.judged.reasons
    assert verdict == "void"
    assert reason.startswith("the cell died, or runs still, while running")


def test_after_sigkill_of_everything_the_next_run_cleans_up(waiting: Running) -> None:
    found = traces(waiting)
    family = psutil.Process(waiting.process.pid).children(recursive=True)
    for process in family:
        process.kill()
    waiting.process.kill()
    waiting.process.wait()
    assert processes.wait_gone([process.pid for process in family], timeout=20) == []
    reap()
    assert found.left() == []


def test_after_sigkill_of_a_worker(house: House) -> None:
    house.suite(WAITS)
    running = house.start("--workers=2")
    worker = running.waiting_test()
    found = traces(running)
    os.kill(worker, signal.SIGKILL)
    code, _ = running.end()
    assert code == 1
    assert found.left() == []
    (test,) = house.judged.tests
    assert f"crashed while running '{SUITE}::test_waits'" in test.line


def test_two_cells_at_once(waiting: Running, house: House) -> None:
    """The second comes and goes, cleaning up after itself, while the first is at work."""
    found = traces(waiting)
    house.suite("def test_passes(): pass\n")
    assert house.cell(PGMATRIX_RUN_ID="other-run")[0] == 0
    assert [folder for folder in found.folders if not folder.exists()] == []
    assert [process for process in found.processes if not runs(process)] == []
    waiting.go()
    assert waiting.end()[0] == 0
    assert found.left() == []
