"""The matrix: every (Python, PostgreSQL, category) that a tier runs, as one table.

The table itself stands in ``pyproject.toml`` under ``[tool.matrix]``. The noxfile, the cells,
the report and CI read it through this module and nowhere else.
"""

from __future__ import annotations

import itertools
import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

SESSION_NAME = re.compile(
    r"(?P<tier>\w+)-(?P<python>[\d.]+)\(pg=(?P<pg>\d+)(?:, category=(?P<category>\w+))?\)"
)


FORCE_PYTHON = ("-P", "--force-pythons", "--force-python")  # nox's options


class UnknownCellError(ValueError):
    """A version, category or session name that the matrix does not have; lists what it has."""


@dataclass(frozen=True, order=True)
class Cell:
    """One run of pytest against one server: a tier of one category, or (smoke) of all."""

    tier: str
    python: str
    pg: int
    category: str | None = None

    @property
    def name(self) -> str:
        """The nox session that runs this cell, e.g. ``full-3.11(pg=16, category=resource)``."""
        return f"{self.tier}-{self.python}({self.id})"

    @property
    def id(self) -> str:
        """What stands between the parentheses of `name`."""
        return f"pg={self.pg}" + (f", category={self.category}" if self.category else "")

    @property
    def slug(self) -> str:
        """`name` for file systems and CI artifacts, e.g. ``full-3.11-pg16-resource``."""
        return f"{self.tier}-{self.python}-pg{self.pg}-{self.category or 'all'}"

    @property
    def tags(self) -> list[str]:
        """By which nox selects it: ``-t pg16`` means the full tier, not the weekly one too."""
        return [f"pg{self.pg}", str(self.category)] if self.tier == "full" else [self.tier]

    @classmethod
    def parse(cls, name: str) -> Cell:
        """The cell that a nox session name stands for, checked against the matrix."""
        match = SESSION_NAME.fullmatch(name)
        if match is None:
            raise UnknownCellError(
                f"{name!r} names no cell; a cell looks like 'full-3.11(pg=16, category=resource)'"
            )
        category = match["category"]
        if category is not None:
            check_category(category)
        cell = cls(check_tier(match["tier"]), match["python"], check_pg(match["pg"]), category)
        is_smoke = cell.tier == "smoke"
        known = pythons() if is_smoke else [oldest_python()]
        if cell.python not in known or is_smoke != (category is None):
            raise UnknownCellError(
                f"{name!r} is not in the matrix; {cells(cell.tier)[0].name!r} is, for example"
            )
        return cell


@cache
def _project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def table() -> dict[str, Any]:
    """``[tool.matrix]`` of pyproject.toml."""
    matrix: dict[str, Any] = _project()["tool"]["matrix"]
    return matrix


def suite_version() -> str:
    """The version of the suite and its machinery."""
    return str(_project()["project"]["version"])


def pythons() -> list[str]:
    """Return the Python versions that smoke runs on, the oldest first."""
    return list(table()["python"])


def oldest_python() -> str:
    """Return the Python of the full and the weekly tier: their cells keep their names."""
    return pythons()[0]


def this_python() -> str:
    """Return the version of the running Python, e.g. ``3.12``."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def majors() -> list[int]:
    """The PostgreSQL major versions of the matrix, oldest first."""
    return list(table()["pg"])


def default_pg() -> int:
    """The major version that smoke runs on when none is named."""
    return int(table()["default-pg"])


def categories() -> list[str]:
    """The test categories, in the order in which reports show them."""
    return list(table()["categories"])


def markers(tier: str) -> str:
    """The pytest ``-m`` expression that selects a tier's tests."""
    return str(table()["tiers"][tier])


def cells(tier: str) -> list[Cell]:
    """Return the cells of a tier, by version, then category.

    Smoke is one cell with all categories, on the running Python.
    """
    if tier == "smoke":
        return [Cell(tier, this_python(), default_pg())]
    return [
        Cell(tier, oldest_python(), pg, category) for pg in majors() for category in categories()
    ]


def check_words(words: Sequence[str]) -> None:
    """Refuse a cell, tag or Python on nox's command line that the matrix does not have."""
    option = ""
    for part in itertools.takewhile("--".__ne__, words):
        word = part
        if part.startswith("-"):
            option, _, word = part.partition("=")
        if not word:
            continue
        if re.match(r"(smoke|full|weekly)\W.*\(", word):
            Cell.parse(word)
        elif option in ("-t", "--tags"):
            check_tag(word)
        elif option in FORCE_PYTHON:  # nox would download it first
            check_python(word)


def check_tag(text: str) -> str:
    """The tag that a person typed, or `UnknownCellError` naming the known ones."""
    known = [*(f"pg{major}" for major in majors()), *categories(), "weekly"]
    if text not in known:
        raise UnknownCellError(f"tag {text!r} is not in the matrix; known tags: {', '.join(known)}")
    return text


def check_python(text: str) -> str:
    """The Python that a person chose, or `UnknownCellError` naming the known ones."""
    if text not in pythons():
        known = ", ".join(pythons())
        raise UnknownCellError(f"Python {text} is not in the matrix; known versions: {known}")
    return text


def check_pg(text: str) -> int:
    """The major version that a person typed, or `UnknownCellError` naming the known ones."""
    if not text.isdecimal() or int(text) not in majors():
        known = ", ".join(map(str, majors()))
        raise UnknownCellError(f"PostgreSQL {text!r} is not in the matrix; known versions: {known}")
    return int(text)


def check_tier(text: str) -> str:
    """The tier that a person typed, or `UnknownCellError` naming the known ones."""
    if text not in table()["tiers"]:
        known = ", ".join(table()["tiers"])
        raise UnknownCellError(f"tier {text!r} is not in the matrix; known tiers: {known}")
    return text


def check_category(text: str) -> str:
    """The category that a person typed, or `UnknownCellError` naming the known ones."""
    if text not in categories():
        known = ", ".join(categories())
        raise UnknownCellError(f"category {text!r} is not in the matrix; known categories: {known}")
    return text
