"""The noxfile: the names people type lead to the cells of the matrix, and to nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import matrix, plan
from scripts.matrix import ROOT
from tests.scripts.house import House

# Two sessions without an environment, which takes long to make, and what runs in them.
TELL = """

@nox.session(venv_backend="none", allow_parallel=True)
@nox.parametrize("number", [1, 2])
def tell(session: nox.Session, number: int) -> None:
    session.run("python", "-c", "from scripts import plan; print('run', plan.run_folder().name)")
"""


WHICH = """

@nox.session
def which(session: nox.Session) -> None:
    renew(session)
    program = "import sys; print('this is {}.{}'.format(*sys.version_info), flush=True)"
    session.run("python", "-c", program)
"""


def nox(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Call nox as on the command line, outside of any run."""
    environment = {k: v for k, v in os.environ.items() if k not in (plan.RUN_ID, plan.CALL)}
    command = [sys.executable, "-m", "nox", *arguments]
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=50, check=False
    )


def listed(*arguments: str) -> list[dict[str, Any]]:
    """The sessions that nox selects."""
    result = nox(*arguments, "--list", "--json")
    assert result.returncode == 0, result.stderr
    sessions: list[dict[str, Any]] = json.loads(result.stdout)
    return sessions


def test_full_is_the_matrix() -> None:
    sessions = listed("-s", "full")
    assert [session["session"] for session in sessions] == [
        cell.name for cell in matrix.cells("full")
    ]
    assert len(sessions) == 32
    assert sessions[0]["tags"] == ["pg15", "property"]
    assert sessions[0]["call_spec"] == {"pg": 15, "category": "property"}


@pytest.mark.parametrize(
    ("tag", "cells"),
    [
        ("pg16", [cell for cell in matrix.cells("full") if cell.pg == 16]),
        ("resource", [cell for cell in matrix.cells("full") if cell.category == "resource"]),
        ("weekly", matrix.cells("weekly")),
    ],
    ids=["pg16", "resource", "weekly"],
)
def test_tag_selects_its_cells(tag: str, cells: list[matrix.Cell]) -> None:
    assert [session["session"] for session in listed("-t", tag)] == [cell.name for cell in cells]


def test_nothing_named_is_smoke() -> None:
    assert [session["name"] for session in listed()] == ["smoke"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-s", "full-3.11(pg=14, category=resource)"], "known versions: 15, 16, 17, 18"),
        (["-s", "full-3.11(pg=15, category=resorce)"], "known categories: property, concurrent"),
        (["-t", "pg14"], "known tags: pg15, pg16"),
        (["-t", "resorce"], "known tags: pg15, pg16"),
        (["-s", "smoke", "-P", "3.9"], "Python 3.9 is not in the matrix; known versions: 3.11"),
        (["-s", "smoke", "--force-python=2.7"], "Python 2.7 is not in the matrix"),
    ],
    ids=["version", "category", "version's tag", "category's tag", "Python", "Python, joined"],
)
def test_cell_that_nobody_knows_is_an_error(words: list[str], said: str) -> None:
    result = nox(*words)
    assert result.returncode != 0
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_only_the_matrix_is_tied_to_a_python() -> None:
    tied = {session["name"]: session["python"] for session in listed("-k", "not unknown")}
    oldest = matrix.oldest_python()
    assert {name for name, python in tied.items() if python} == {"full", "weekly"}
    assert {python for python in tied.values() if python} == {oldest}


def test_environment_of_another_python_is_made_anew(house: House) -> None:
    """Nox reuses it, and the cell would be named after a Python that it did not run on."""
    with (house.root / "noxfile.py").open("a") as noxfile:
        noxfile.write(WHICH)
    other = house.root / ".nox" / "which"
    (other / "lib" / "python3.9").mkdir(parents=True)
    (other / "bin").mkdir()
    (other / "bin" / "python").symlink_to("/bin/false")
    (other / "pyvenv.cfg").write_text("uv = 0.13\nversion_info = 3.9.1\n")
    for made in (1, 0):
        result = nox("-s", "which", root=house.root)
        said = result.stdout + result.stderr
        assert f"this is {matrix.this_python()}\n" in said
        assert said.count("Creating virtual environment") == made


def test_file_is_thin() -> None:
    assert len((ROOT / "noxfile.py").read_text().splitlines()) <= 200


def test_all_sessions_of_a_call_are_one_run(house: House) -> None:
    with (house.root / "noxfile.py").open("a") as noxfile:
        noxfile.write(TELL)
    result = nox("-s", "tell", "-j", "2", root=house.root)
    runs = re.findall(r"^run (\S+)$", result.stdout + result.stderr, re.MULTILINE)
    assert (len(runs), len(set(runs))) == (2, 1), result.stdout + result.stderr


def test_unknown_version_of_smoke_is_told_what_is_known(house: House) -> None:
    """The smoke session itself, without the time that its environment takes."""
    noxfile = house.root / "noxfile.py"
    smoke = "@nox.session\ndef smoke("
    text = noxfile.read_text()
    assert smoke in text
    noxfile.write_text(text.replace(smoke, '@nox.session(venv_backend="none")\ndef smoke('))
    result = nox("-s", "smoke", "--", "--pg", "14", root=house.root)
    assert result.returncode == 1
    assert "PostgreSQL '14' is not in the matrix; known versions: 15, 16, 17, 18" in result.stderr
    assert "Traceback" not in result.stderr
