"""The matrix's table, and the names that people type."""

from __future__ import annotations

import itertools

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
    assert matrix.cells("smoke") == [Cell("smoke", "3.11", 17)]


@pytest.mark.parametrize("tier", ["smoke", "full", "weekly"])
def test_every_name_leads_back_to_its_cell(tier: str) -> None:
    assert [Cell.parse(cell.name) for cell in matrix.cells(tier)] == matrix.cells(tier)


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


def test_tiers_select_as_the_contract_says() -> None:
    assert matrix.markers("smoke") == "chaos and not slow and not destructive"
    assert matrix.markers("full") == matrix.markers("weekly") == "chaos"
