"""Fixtures of more than one module."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import binaries, matrix
from scripts.environment import clean_environment
from tests.scripts.house import PG, House

clean_environment()  # pytest may have been started by hand


@pytest.fixture(autouse=True)
def own_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fake runs do not get among the true ones."""
    monkeypatch.setenv("PGMATRIX_HISTORY", str(tmp_path / "history.jsonl"))


@pytest.fixture(autouse=True)
def no_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake runs of the tests are smaller than the gates let a true one be."""
    none = {"tests": 0, "promises": 0, "pass-rate": 100}
    floors = dict.fromkeys(matrix.categories(), none)
    monkeypatch.setitem(matrix.table()["gates"], "categories", floors)


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
