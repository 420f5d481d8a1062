"""Failing examples of properties: the printed command finds them again, and so does the next run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.matrix import Cell
from scripts.pytest_run import examples_folder
from scripts.report.failures import failures
from scripts.report.judge import judge_run
from scripts.results import CellRecord
from tests.scripts.house import PYTHON, SUITE, House

SMOKE = f"smoke-{PYTHON}(pg=15)"

# Which number breaks the law first depends on the seed, and none of them is simpler than the rest.
LAW = """
import zlib
from hypothesis import given, strategies

@given(number=strategies.integers(0, 2**32))
def test_law(number):
    assert zlib.crc32(str(number).encode()) % 5
"""


def without_environments(house: House) -> None:
    """Let the smoke session itself run, without the time that its environment takes."""
    noxfile = house.root / "noxfile.py"
    text = noxfile.read_text()
    smoke, install = (
        "@nox.session\ndef smoke(",
        '    install(session, "cell")\n    command = [',
    )
    assert (text.count(smoke), text.count(install)) == (1, 1)
    text = text.replace(smoke, '@nox.session(venv_backend="none")\ndef smoke(')
    noxfile.write_text(text.replace(install, "    command = ["))


def failure(house: House) -> tuple[str, str]:
    """The command of the only failure, and the example that it failed with."""
    (found,) = failures(judge_run(house.run))
    numbers = re.findall(r"number=(\d+)", found.test.text)
    assert numbers, found.test.text
    return found.repeat, numbers[-1]


@pytest.mark.timeout(240)
def test_printed_command_and_next_run_fail_with_the_same_example(house: House) -> None:
    house.suite(LAW)
    without_environments(house)
    kept = house.root / ".results" / "examples"
    _, output = house.cell("--", "--seed", "7", SUITE, cell=SMOKE)
    command, number = failure(house)
    assert f"repeat: {command}" in output
    assert [folder.name for folder in kept.iterdir()] == [f"smoke-{PYTHON}-pg15-all"]

    shutil.rmtree(kept)  # by its seed alone
    person = [sys.executable, "-m", "nox", *shlex.split(command)[1:]]
    shutil.rmtree(house.run)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # where an environment puts it
    environment = house.environment(PATH=path)
    ran = subprocess.run(
        person, cwd=house.root, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0
    assert failure(house) == (command, number), ran.stdout + ran.stderr

    # With another seed, by what was kept alone.
    house.cell("--", "--seed", "8", SUITE, cell=SMOKE)
    assert failure(house)[1] == number


def record(name: str, pggit_sql: str | None = None) -> CellRecord:
    return CellRecord("run", Cell.parse(name), pggit_sql=pggit_sql)


def test_each_cell_keeps_its_own_examples() -> None:
    """Those of a shard or a narrowed run are the cell's: that is how they come back."""
    names = ["smoke-3.11(pg=15)", "smoke-3.11(pg=16)", "full-3.11(pg=15, category=property)"]
    records = [*map(record, names), record(names[0], "/other/sql"), record(names[0], "/third/sql")]
    assert len({examples_folder(each) for each in records}) == 5
    narrowed = CellRecord("another", Cell.parse(names[0]), partial=True)
    assert examples_folder(narrowed) == examples_folder(records[0])
    assert examples_folder(narrowed).parent == Path(examples_folder(records[1])).parent
