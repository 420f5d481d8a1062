"""chaos-tests.yml from its plan to its summary, with true cells: one fails, one is killed."""

from __future__ import annotations

import json
import re
import shutil
import site
from pathlib import Path

import pytest

from scripts.matrix import ROOT, Cell
from scripts.report.markdown import MOST
from tests.scripts.house import PYTHON, RUN, SUITE, House
from tests.scripts.nox_house import BORROW

SECONDS = 500  # for nine jobs; 50 s where nothing else runs
pytestmark = pytest.mark.timeout(SECONDS + 60)

RUN_OF_CI = f"gh-{re.sub(r'[^a-z]', '', RUN)}-1"
CATEGORIES = ["property", "concurrent", "resource", "load"]

# The copy has no documents to look at.
LINT = """

@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    session.run("python", "--version", external=True)
"""

TESTS = """
import json
import os

import psutil
import pytest

pytestmark = [pytest.mark.chaos, pytest.mark.promise("tiny.runs")]

@pytest.mark.property
def test_property(record_property):
    record_property("fingerprints", json.dumps({"table a": "1234"}))

@pytest.mark.concurrent
def test_concurrent(): pass

@pytest.mark.resource
def test_resource(): pass

@pytest.mark.load
def test_load(): pass

@pytest.mark.slow
@pytest.mark.concurrent
def test_fails(doomed_cluster):
    assert doomed_cluster.sql("select 1") == [(2,)], "the planted failure"

@pytest.mark.slow
@pytest.mark.load
def test_kills_its_cell():
    (runner,) = [p for p in psutil.Process().parents() if p.cmdline()[1:3] == ["-m", "scripts.cell"]]
    runner.kill()
    os.kill(os.getpid(), 9)
"""


@pytest.fixture
def tiny(house: House) -> House:
    """A project with a suite of six tests."""
    (house.root / SUITE).write_text(TESTS)
    (house.root / "sql" / "promises.json").write_text(json.dumps({"tiny.runs": "It runs"}))
    return house


@pytest.fixture
def tiny_with_ci(tiny: House) -> House:
    """The same with the true workflows, and a matrix of four cells."""
    house = tiny
    shutil.copytree(ROOT / ".github", house.root / ".github")
    shutil.copy(ROOT / ".gitignore", house.root)
    house.configure("pg = [15, 16, 17, 18]", "pg = [15]")
    house.configure("default-pg = 17", "default-pg = 15")
    house.require("lint", "smoke -- --pg {majors}")
    with (house.root / "noxfile.py").open("a") as noxfile:
        noxfile.write(BORROW.format(packages="\n".join(site.getsitepackages())) + LINT)
    pyproject = house.root / "pyproject.toml"
    text = re.sub(r"tests = \d+, promises = \d+", "tests = 0, promises = 0", pyproject.read_text())
    listed = re.sub(r"(?s)^categories = \[.*?\]", f"categories = {CATEGORIES}", text, flags=re.M)
    pyproject.write_text(listed)
    return house


def test_four_cells_of_which_one_fails_and_one_is_killed(tiny_with_ci: House) -> None:
    house = tiny_with_ci
    running = house.call("scripts.workflow", ".github/workflows/chaos-tests.yml").process
    said, _ = running.communicate(timeout=SECONDS)
    folder = house.run / "workflow"
    cells = {category: Cell("full", PYTHON, 15, category) for category in CATEGORIES}

    assert running.returncode == 1, said
    ended = {name: word for word, name in re.findall(r"^(\w+) +(.+?), [\d.]+ ", said, re.M)}
    assert ended == {
        "plan": "passed",
        "lint": "passed",
        f"smoke-{PYTHON}(pg=15)": "passed",
        cells["property"].name: "passed",
        cells["concurrent"].name: "failed",
        cells["resource"].name: "passed",
        cells["load"].name: "failed",
        "summary": "failed",
        "required": "failed",
    }, said

    page = (folder / "summary.md").read_text()
    assert len(page.encode()) < MOST
    plain = page.replace("\\", "")
    assert f"**failed** on PostgreSQL 15: {SUITE}::test_fails" in plain
    assert "the planted failure" in plain
    assert f"- void {cells['load'].name}: the cell died" in plain
    assert f"{SUITE}::test_kills_its_cell" in plain

    announced = (folder / "summary.log").read_text()
    errors = re.findall(r"^::error .*", announced, re.M)
    assert any(SUITE in error and "test_fails" in error for error in errors), errors
    assert any("category=load" in error and "void" in error for error in errors), errors

    run = folder / "artifacts" / "summary-1" / RUN_OF_CI
    summary = run / "summary"
    data = json.loads((summary / "summary.json").read_text())
    assert (data["verdict"], len(data["cells"])) == ("red", 5)
    assert (summary / "index.html").exists()
    assert (
        run / "cells" / cells["concurrent"].slug / "output.log"
    ).exists()  # the page links to it


def test_every_result_can_be_read_by_whoever_uploads_it(tiny: House) -> None:
    """A cell runs as root in CI, and its results are uploaded by another user."""
    code, said = tiny.cell(
        "--", "-k", "test_fails", cell=f"full-{PYTHON}(pg=15, category=concurrent)"
    )
    assert code == 1, said
    paths = [tiny.folder, *tiny.folder.rglob("*")]
    assert any(path.name == "PG_VERSION" for path in paths)
    closed = [path for path in paths if not can_be_read(path)]
    assert closed == []


def can_be_read(path: Path) -> bool:
    """Whether everybody may read it."""
    wanted = 0o5 if path.is_dir() else 0o4
    return path.lstat().st_mode & wanted == wanted
