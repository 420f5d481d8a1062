"""Fixtures of more than one module."""

from __future__ import annotations

import shutil
import tempfile
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


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the server's user may enter, which tmp_path of root is not."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server() -> binaries.Server:
    """Server programs of one major."""
    return binaries.find(PG)
