"""The chaos suite's fixtures and rules, and what is sound for counters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.chaos.database import Database
from tests.example_extension import oracle

pytest_plugins = ["tests.chaos.conftest"]


@pytest.fixture
def must_be_sound() -> Callable[[Database], None]:
    """Instead of pggit's fsck."""
    return oracle.must_be_sound
