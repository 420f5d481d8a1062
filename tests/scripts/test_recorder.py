"""What the recorder leaves of true pytest runs, whole ones and killed ones."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import lifeline
from scripts.cluster import processes
from scripts.matrix import ROOT
from tests.scripts.house import until

SETTINGS = """
[pytest]
addopts = -p no:cacheprovider --import-mode=importlib
markers =
    load
    recovery
    promise(id)
"""

# Only what the recorder has to do with: all plugins take a second to load.
PLUGINS = ("scripts.recorder", "pytest_reportlog.plugin", "pytest_split.plugin", "xdist.plugin")

SUITE = """
import pytest

@pytest.mark.load
@pytest.mark.promise("rules.errors")
def test_one(): pass

@pytest.mark.load
@pytest.mark.promise("rules.errors")
@pytest.mark.promise("rules.rights")
def test_two(): pass

@pytest.mark.recovery
def test_three(): pass

def test_unmarked(): pass
"""

WAITS = """
import pathlib, time
import pytest

@pytest.fixture
def server():
    yield
    pathlib.Path("cleaning").touch()
    time.sleep(0.3)
    pathlib.Path("cleaned").touch()

def test_before(): pass

def test_waits(server):
    pathlib.Path("here").touch()
    time.sleep(60)
"""

# Starts what follows, tells its process id, and waits to be killed.
PARENT = """
import subprocess, sys, time
print(subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL).pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder with a suite."""
    (tmp_path / "pytest.ini").write_text(SETTINGS)
    (tmp_path / "test_it.py").write_text(SUITE)
    return tmp_path


@pytest.fixture
def waiting_suite(suite: Path) -> Path:
    """The same with a test that waits for its end."""
    (suite / "test_it.py").write_text(WAITS)
    return suite


def command(*options: str) -> list[str]:
    """Our recorder's pytest, run in a suite's folder."""
    plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
    files = ("--progress=progress.jsonl", "--report-log=report.jsonl")
    return [sys.executable, "-m", "pytest", "test_it.py", *plugins, *files, *options]


def environment() -> dict[str, str]:
    ours = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return {**ours, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(words, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True)


def run(folder: Path, *options: str) -> tuple[int, str]:
    """Exit code and output."""
    process = start(folder, *command(*options))
    output, _ = process.communicate(timeout=50)
    return process.returncode, output


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def events(folder: Path, kind: str) -> list[dict[str, Any]]:
    return [line for line in lines(folder / "progress.jsonl") if line["event"] == kind]


def names(ids: list[str]) -> list[str]:
    return [id_.removeprefix("test_it.py::test_") for id_ in ids]


def collected(folder: Path) -> list[str]:
    (event,) = events(folder, "collected")
    return names([test["id"] for test in event["tests"]])


ALL = ["one", "two", "three", "unmarked"]


def test_every_test_is_collected_started_and_finished(suite: Path) -> None:
    assert run(suite)[0] == 0
    (event,) = events(suite, "collected")
    assert event["tests"][1] == {
        "id": "test_it.py::test_two",
        "category": "load",
        "promises": ["rules.rights", "rules.errors"],
    }
    assert [test["category"] for test in event["tests"]] == ["load", "load", "recovery", None]
    for kind in ("started", "finished"):
        assert names([event["id"] for event in events(suite, kind)]) == ALL


def test_under_xdist_as_without(suite: Path) -> None:
    assert run(suite, "-n", "2")[0] == 0
    assert collected(suite) == ALL
    for kind in ("started", "finished"):
        assert sorted(names([event["id"] for event in events(suite, kind)])) == sorted(ALL)


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_facts_are_in_every_report(suite: Path, workers: list[str]) -> None:
    run(suite, *workers)
    found = {
        line["nodeid"]: sorted(map(tuple, line["user_properties"]))
        for line in lines(suite / "report.jsonl")
        if line.get("when") == "call"
    }
    assert found["test_it.py::test_two"] == [
        ("category", "load"),
        ("promise", "rules.errors"),
        ("promise", "rules.rights"),
    ]
    assert found["test_it.py::test_unmarked"] == []


def test_what_is_deselected_is_not_collected(suite: Path) -> None:
    run(suite, "-m", "load", "-k", "not one")
    assert collected(suite) == ["two"]


def test_shards_share_the_tests_out(suite: Path) -> None:
    seen = []
    for group in ("1", "2"):
        run(suite, "--splits=2", f"--group={group}")
        seen += collected(suite)
    assert sorted(seen) == sorted(ALL)


def test_nothing_collected_is_written_down(suite: Path) -> None:
    assert run(suite, "-k", "nothing")[0] == 5
    assert collected(suite) == []


def test_without_a_file_nothing_is_written(suite: Path) -> None:
    words = [word for word in command("-k", "one") if not word.startswith("--progress")]
    process = start(suite, *words)
    process.communicate(timeout=50)
    assert process.returncode == 0
    assert not (suite / "progress.jsonl").exists()


def test_killed_run_names_what_it_was_doing(waiting_suite: Path) -> None:
    process = start(waiting_suite, *command())
    until("the test", (waiting_suite / "here").exists)
    process.kill()
    process.communicate()
    assert names([event["id"] for event in events(waiting_suite, "started")]) == ["before", "waits"]
    assert names([event["id"] for event in events(waiting_suite, "finished")]) == ["before"]


def test_sigterm_ends_pytest_after_its_fixtures(waiting_suite: Path) -> None:
    process = start(waiting_suite, *command())
    until("the test", (waiting_suite / "here").exists)
    process.terminate()
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 2, output
    assert (waiting_suite / "cleaned").exists()
    assert lines(waiting_suite / "report.jsonl")[-1]["$report_type"] == "SessionFinish"


def test_second_signal_does_not_cut_the_fixtures_short(waiting_suite: Path) -> None:
    """The terminal sends one, and the runner that got the same sends another."""
    process = start(waiting_suite, *command())
    until("the test", (waiting_suite / "here").exists)
    process.send_signal(signal.SIGINT)
    until("the cleanup", (waiting_suite / "cleaning").exists)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 2, output
    assert (waiting_suite / "cleaned").exists()


def test_pytest_ends_with_its_parent(waiting_suite: Path) -> None:
    parent = start(waiting_suite, sys.executable, "-c", PARENT, *command())
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    until("the test", (waiting_suite / "here").exists)
    parent.kill()
    parent.communicate()
    assert processes.wait_gone([pid], timeout=20) == []
    assert (waiting_suite / "cleaned").exists()


def test_lifeline_lets_live_while_the_parent_does() -> None:
    source = f"import time; from scripts import lifeline; lifeline.hold(); time.sleep({lifeline.POLL} * 3)"
    process = subprocess.Popen([sys.executable, "-c", source], cwd=ROOT)
    assert process.wait(timeout=20) == 0
