"""The matrix's table, and the names that people type."""

from __future__ import annotations

import ast
import itertools
import subprocess
import sys
import tomllib

import pytest

from scripts import matrix
from scripts.matrix import Cell, UnknownCellError

PGS = (15, 16, 17, 18)
CATEGORIES = (
    "property",
    "concurrent",
    "load",
    "transaction",
    "resource",
    "corruption",
    "migration",
    "recovery",
)


@pytest.mark.parametrize("tier", ["full", "weekly"])
def test_tier_has_every_version_with_every_category(tier: str) -> None:
    assert matrix.cells(tier) == [
        Cell(tier, "3.11", pg, category) for pg, category in itertools.product(PGS, CATEGORIES)
    ]


def test_smoke_is_one_cell_with_all_categories() -> None:
    assert matrix.cells("smoke") == [Cell("smoke", matrix.this_python(), 17)]


@pytest.mark.parametrize("tier", ["smoke", "full", "weekly"])
def test_every_name_leads_back_to_its_cell(tier: str) -> None:
    assert [Cell.parse(cell.name) for cell in matrix.cells(tier)] == matrix.cells(tier)


@pytest.mark.parametrize("python", matrix.pythons())
def test_smoke_runs_on_every_python(python: str) -> None:
    assert Cell.parse(f"smoke-{python}(pg=16)") == Cell("smoke", python, 16)


def test_names_of_a_cell() -> None:
    cell = Cell("full", "3.11", 16, "resource")
    assert cell.name == "full-3.11(pg=16, category=resource)"
    assert cell.slug == "full-3.11-pg16-resource"
    assert Cell("smoke", "3.11", 17).name == "smoke-3.11(pg=17)"
    assert Cell("smoke", "3.11", 17).slug == "smoke-3.11-pg17-all"


def test_github_can_run_every_cell() -> None:
    slugs = [cell.slug for tier in ("full", "weekly") for cell in matrix.cells(tier)]
    assert len(set(slugs)) == len(slugs) <= 256
    assert not set("".join(slugs)) & set('":<>|*?\\/ ')


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lint", "'lint' names no cell; a cell looks like 'full-3.11(pg=16, category=resource)'"),
        ("full-3.11(pg=14, category=load)", "known versions: 15, 16, 17, 18"),
        ("full-3.11(pg=16, category=lod)", f"known categories: {', '.join(CATEGORIES)}"),
        ("fool-3.11(pg=16, category=load)", "known tiers: smoke, full, weekly"),
        ("smoke-3.10(pg=16)", "'smoke-3.10(pg=16)' is not in the matrix; 'smoke-"),
        ("full-3.12(pg=16, category=load)", "'full-3.11(pg=15, category=property)' is, for"),
    ],
)
def test_unknown_cell_is_told_what_is_known(name: str, said: str) -> None:
    with pytest.raises(UnknownCellError) as error:
        Cell.parse(name)
    assert said in str(error.value)


@pytest.mark.parametrize("text", ["14", "16.2", "pg16", "", "-16", "²"])
def test_unknown_version_is_told_what_is_known(text: str) -> None:
    with pytest.raises(UnknownCellError, match="known versions: 15, 16, 17, 18"):
        matrix.check_pg(text)


def test_oldest_python_is_the_one_that_is_required() -> None:
    project = tomllib.loads((matrix.ROOT / "pyproject.toml").read_text())
    oldest = matrix.oldest_python()
    assert project["project"]["requires-python"] == f">={oldest}"
    assert project["tool"]["mypy"]["python_version"] == oldest
    assert project["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"


@pytest.mark.parametrize("version", [(3, 10), (3, 7)])
def test_older_python_is_refused_in_one_line(version: tuple[int, int]) -> None:
    """Old Pythons read these two files before they know what is wrong."""
    for name in ("noxfile.py", "scripts/__init__.py"):
        ast.parse((matrix.ROOT / name).read_text(), feature_version=version)
    program = f"import sys; sys.version_info = {version}; import scripts.matrix"
    refused = subprocess.run(
        [sys.executable, "-c", program],
        cwd=matrix.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    needed = f"needs Python {matrix.oldest_python()} or newer, this is {version[0]}.{version[1]};"
    assert refused.stderr.startswith(f"pggit-chaos {needed}")
    assert refused.stderr.count("\n") == 1


def test_tiers_select_as_the_contract_says() -> None:
    assert matrix.markers("smoke") == "chaos and not slow and not destructive"
    assert matrix.markers("full") == matrix.markers("weekly") == "chaos"
