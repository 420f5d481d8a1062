"""A small copy of this project with a suite of a few lines, to run true cells in."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import psutil

from scripts.cluster import place, processes
from scripts.matrix import ROOT, Cell, this_python
from scripts.report.judge import judge_run
from scripts.report.summary import CellResult, Summary
from scripts.results import CellRecord

PG = 15
PYTHON = this_python()  # of the copy's whole matrix: this machine may have no other
RESOURCE = Cell("full", PYTHON, PG, "resource")
CELL = RESOURCE.name
RUN = "the-run"
SUITE = "tests/chaos/test_tiny.py"
NO_FLOORS = "tests = 0, promises = 0"  # a suite of a few lines reaches none
IPC_STAT = 2  # <sys/ipc.h>, the same on Linux and macOS

HEADER = """
import os, signal, subprocess, time
from pathlib import Path

import pytest

from tests.chaos import evidence

pytestmark = [
    pytest.mark.chaos, pytest.mark.resource, pytest.mark.promise("server.survives")
]

def until(condition):
    while not condition():
        time.sleep(0.01)
"""

# The tiny suite's tests judge nothing; this lets them count.
MEASURED = """

@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call() -> None:
    evidence.judged("the tiny suite")
"""

# Holds a server of its own, with a disk mounted in it where one may, until the file `go` is there.
WAITS = """
def test_waits(doomed_cluster):
    disk = doomed_cluster.folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", disk], check=False)
    Path("here").write_text(str(os.getpid()))
    until(Path("go").exists)
    assert "fail" not in Path("go").read_text()
"""


T = TypeVar("T")


def until(what: str, probe: Callable[[], T], seconds: float = 30) -> T:
    """The first true answer of `probe`."""
    deadline = time.monotonic() + seconds
    while not (answer := probe()):
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.01)
    return answer


@dataclass
class House:
    """The copy. Its cells run as on the command line, and leave their results in it."""

    root: Path
    run_id: str = RUN
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @classmethod
    def build(cls, root: Path) -> House:
        """All of the project that runs a cell, with an empty suite and a pggit of one schema."""
        tests = shutil.ignore_patterns("test_*.py", "test_*.pyc")
        shutil.copytree(ROOT / "scripts", root / "scripts")
        shutil.copytree(ROOT / "tests" / "chaos", root / "tests" / "chaos", ignore=tests)
        with (root / "tests" / "chaos" / "conftest.py").open("a") as conftest:
            conftest.write(MEASURED)
        for name in ("pyproject.toml", "noxfile.py", "tests/__init__.py"):
            shutil.copy2(ROOT / name, root / name)
        pyproject = root / "pyproject.toml"
        no_floors = re.sub(r"tests = \d+, promises = \d+", NO_FLOORS, pyproject.read_text())
        text = re.sub(r"^python = \[.*\]", f'python = ["{PYTHON}"]', no_floors, flags=re.M)
        pyproject.write_text(text)
        (root / "sql").mkdir()
        (root / "sql" / "install.sql").write_text("create schema pggit;\n")
        return cls(root)

    def suite(self, source: str) -> None:
        """Make `source`, with the header before it, the only module of the suite."""
        (self.root / SUITE).write_text(HEADER + source)

    def configure(self, old: str, new: str) -> None:
        """Replace a line of pyproject.toml."""
        path = self.root / "pyproject.toml"
        text = path.read_text()
        assert text.count(old) == 1
        path.write_text(text.replace(old, new))

    def require(self, *calls: str) -> None:
        """Make these calls the list of required checks."""
        entries = "".join(f'{{ call = "{c}", minutes = 9, proves = "x" }}, ' for c in calls)
        path = self.root / "pyproject.toml"
        listed = re.compile(r"^required-checks = \[.*?^\]", re.MULTILINE | re.DOTALL)
        text, count = listed.subn(f"required-checks = [{entries}]", path.read_text())
        assert count == 1
        path.write_text(text)

    def environment(self, **more: str) -> dict[str, str]:
        """Ours, without what an outer nox or pytest says about its own run."""
        runs = ("PGMATRIX_RUN_ID", "PGMATRIX_CALL", "PGMATRIX_RESULTS", "PGMATRIX_BOARD")
        foreign = (*runs, "PGGIT_", "PYTEST_")
        ours = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        return {**ours, "PGMATRIX_RUN_ID": self.run_id, **more}

    def start(self, *arguments: str, cell: str = CELL, **environment: str) -> Running:
        """Start a cell in a process group of its own, as a terminal would."""
        return self.call("scripts.cell", cell, *arguments, **environment)

    def call(self, module: str, *arguments: str, **environment: str) -> Running:
        """Start any of the project's commands so."""
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=self.root,
            env=self.environment(**environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return Running(self, process)

    def cell(self, *arguments: str, cell: str = CELL, **environment: str) -> tuple[int, str]:
        """Run a cell to its end: exit code and output."""
        return self.start(*arguments, cell=cell, **environment).end()

    def close(self) -> None:
        """End what a failed test left."""
        for process in self.started:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=40)
            if process.stdout is not None:
                process.stdout.close()

    @property
    def run(self) -> Path:
        """The folder of the run."""
        return self.root / ".results" / self.run_id

    @property
    def folder(self) -> Path:
        """The folder of the only cell."""
        (folder,) = (self.run / "cells").iterdir()
        return folder

    @property
    def record(self) -> CellRecord:
        """The record of the only cell."""
        return CellRecord.read(self.folder)

    @property
    def summary(self) -> Summary:
        """The run, judged."""
        return judge_run(self.run)

    @property
    def judged(self) -> CellResult:
        """The only cell, judged."""
        (cell,) = self.summary.cells
        return cell


@dataclass
class Running:
    """A cell that was started."""

    house: House
    process: subprocess.Popen[str]

    def waiting_test(self) -> int:
        """Wait until `WAITS` is at it; the process that runs it."""
        here = self.house.root / "here"
        return int(until("the test to wait", lambda: here.exists() and here.read_text()))

    def go(self, word: str = "pass") -> None:
        """Let `WAITS` pass, or ``fail``."""
        draft = self.house.root / "draft"
        draft.write_text(word)
        draft.rename(self.house.root / "go")

    def interrupt(self) -> None:
        """Ctrl-C: SIGINT to the process group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Wait for the end: exit code and output."""
        output, _ = self.process.communicate(timeout=150)
        return self.process.returncode, output


@dataclass
class Traces:
    """What a cell has on the machine at one moment."""

    folders: list[Path]
    processes: list[psutil.Process]
    segments: list[int]
    mounts: list[str]

    @classmethod
    def of(cls, pid: int) -> Traces:
        """All that the process and its children hold."""
        runner = psutil.Process(pid)
        family = [runner, *runner.children(recursive=True)]
        runners = {str(process.pid) for process in family}
        folders = [
            folder
            for home in place.homes()
            for folder in home.glob(place.NAMES)
            if folder.name.split("_")[0] in runners
        ]
        files = [processes.PidFile.read(folder / "data") for folder in folders]
        return cls(
            folders,
            [*family, *(server for folder in folders for server in processes.inside(folder))],
            [file.shared_memory for file in files if file and file.shared_memory is not None],
            [mount for folder in folders for mount in mounts(folder)],
        )

    def left(self) -> list[object]:
        """What of it is still there."""
        return [
            *(folder for folder in self.folders if folder.exists()),
            *(process for process in self.processes if runs(process)),
            *(f"segment {segment}" for segment in self.segments if segment_exists(segment)),
            *(mount for folder in self.folders for mount in mounts(folder)),
        ]


def runs(process: psutil.Process) -> bool:
    """Whether this very process runs; a zombie does not."""
    return process.is_running() and processes.alive(process.pid)


def segment_exists(segment: int) -> bool:
    """Whether the System V shared memory segment exists."""
    answer = ctypes.create_string_buffer(1024)
    return bool(ctypes.CDLL(None).shmctl(segment, IPC_STAT, answer) == 0)


def mounts(folder: Path) -> list[str]:
    """What is mounted below the folder."""
    found = [mount.mountpoint for mount in psutil.disk_partitions(all=True)]
    return [mountpoint for mountpoint in found if Path(mountpoint).is_relative_to(folder)]
