"""Ask a test at a commit: by the command that a summary gives for its failure, and its results."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.bisect.search import Answer
from scripts.interrupt import GRACE
from scripts.matrix import Cell, categories, oldest_python
from scripts.report.outcomes import Test, judge_tests
from scripts.report.read import read_cell
from scripts.report.text import first_line
from scripts.results import CellRecord

RUN = "bisect"
# What the runs around us say about themselves, and another pggit than the commit's.
FOREIGN = (
    "PGMATRIX_RUN_ID",
    "PGMATRIX_CALL",
    "PGMATRIX_RESULTS",
    "PGMATRIX_HISTORY",
    "PGMATRIX_BOARD",
    "PGGIT_SQL",
    "NOX",
    "PYTEST_",
)


@dataclass(frozen=True)
class Trial:
    """A test in a cell, with the seed that it is asked with at every commit."""

    test: str
    cell: Cell
    seed: int

    @property
    def command(self) -> str:
        """What a summary would say."""
        return f"{CellRecord(RUN, self.cell, seed=self.seed).repeat} {shlex.quote(self.test)}"

    def ask(self, folder: Path) -> Answer:
        """Run it on the project in this folder."""
        with tempfile.TemporaryDirectory(prefix="bisect-results-") as results:
            log = Path(results) / "output.log"
            _run(self.command, folder, Path(results), log)
            tests = [
                test
                for cell in (Path(results) / RUN / "cells").glob("*")
                for test in judge_tests(read_cell(cell))
                if self.means(test)
            ]
            if not tests:
                return Answer(None, _last_words(log))
        worst = max(tests, key=lambda test: test.outcome.severity)
        return Answer(worst.outcome, first_line(worst.line, 100))

    def means(self, test: Test) -> bool:
        """Whether the test is the one named, or one of its cases, or in the module named."""
        return test.id == self.test or test.id.startswith((f"{self.test}[", f"{self.test}::"))


def cell_of(test: str, tier: str, smoke: Cell, root: Path) -> Cell:
    """The cell of a tier that runs a test: but for smoke it is the one of the module's category."""
    if tier == smoke.tier:
        return smoke
    module = root / test.partition("::")[0]
    text = module.read_text(encoding="utf-8") if module.is_file() else ""
    found = [name for name in categories() if re.search(rf"\bmark\.{name}\b", text)]
    if len(found) != 1:
        raise ValueError(f"{module} is no module of one category, so of no cell of tier {tier}")
    return Cell(tier, oldest_python(), smoke.pg, found[0])


def _run(command: str, folder: Path, results: Path, log: Path) -> None:
    ours = {name: text for name, text in os.environ.items() if not name.startswith(FOREIGN)}
    _, *words = shlex.split(command)  # nox, by the interpreter that has it
    with log.open("wb") as output:
        # A session of its own: all in it gets one Ctrl-C, from us.
        process = subprocess.Popen(
            [sys.executable, "-m", "nox", *words],
            cwd=folder,
            env={**ours, "PGMATRIX_RESULTS": str(results), "PGMATRIX_RUN_ID": RUN},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            process.wait()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
                try:
                    process.wait(GRACE + 10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()


def _last_words(log: Path) -> str:
    """Why there was no answer: the last line that says of an error, or the last of all."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|not found|deselected", line, re.I)]
    return first_line((telling or lines or ["it said nothing"])[-1], 200)
