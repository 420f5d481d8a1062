"""Fixtures of more than one module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import binaries
from tests.scripts.house import PG, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A copy of the project with a tiny suite."""
    house = House.build(tmp_path / "house")
    yield house
    house.close()


@pytest.fixture(scope="session")
def server() -> binaries.Server:
    """Server programs of one major."""
    return binaries.find(PG)
