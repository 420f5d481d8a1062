"""pytest plugin: runs first the tests that are most likely to notice a mutant.

Loaded with ``-p scripts.mutants.ordering [--order FILE]``, a JSON file of `Order`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings


@dataclass(frozen=True)
class Order:
    """Which tests come first, by id: those named, those of the promise, and the quick ones."""

    first: Sequence[str] = ()
    promise: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)  # of a run that passed
    only_first: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        """For JSON; ``Order(**facts)`` is this one again."""
        return asdict(self)

    def position(self, test: str, promises: Sequence[str]) -> tuple[int, int, float]:
        """Where a test stands: what sorts lower runs earlier."""
        named = [n for n, name in enumerate(self.first) if is_of(test, name)]
        cost = self.seconds.get(test, float("inf"))  # a test that nobody timed comes last
        return (min(named, default=len(self.first)), self.promise not in promises, cost)

    def arrange(self, items: list[pytest.Item]) -> list[pytest.Item]:
        """Sort the tests; all but the named ones are dropped if only these are wanted."""
        if self.only_first:
            items = [i for i in items if any(is_of(i.nodeid, name) for name in self.first)]
        return sorted(
            items,
            key=lambda item: self.position(
                item.nodeid, [str(mark.args[0]) for mark in item.iter_markers("promise")]
            ),
        )


def is_of(test: str, name: str) -> bool:
    """Whether a test is the one named, or one of its parametrized cases."""
    return test == name or test.startswith(f"{name}[")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The file with the order."""
    parser.addoption("--order", type=Path, help="JSON file: which tests come first")


@pytest.hookimpl(trylast=True)  # once the suite has loaded its own profile
def pytest_configure() -> None:
    """One failing example is enough: nobody is going to read the smallest."""
    settings.register_profile("mutants", settings.default, phases=[Phase.explicit, Phase.generate])
    settings.load_profile("mutants")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Bring the tests into the order of the file."""
    path: Path | None = config.getoption("--order")
    if path is not None:
        items[:] = Order(**json.loads(path.read_text(encoding="utf-8"))).arrange(items)
