"""Every pair of schemas: the plan leads from one to the other and back, and so do checkout and export."""

from __future__ import annotations

import pytest

from scripts import matrix
from tests.chaos.database import Database
from tests.pairs import Pair, known_to
from tests.pairs.dump import Dumper
from tests.pairs.oracle import broken_promises


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each pair that the server's major version knows."""
    major = int(metafunc.config.getoption("--pg", default=None) or matrix.default_pg())
    metafunc.parametrize("pair", known_to(major), ids=str)


def test_pggit_leads_there_and_back(
    pair: Pair, database: Database, plain: Database, dumper: Dumper
) -> None:
    assert broken_promises(pair, database, plain, dumper) == []
