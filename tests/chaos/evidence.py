"""What a test did that makes its verdict worth something: faults that landed, oracles that judged.

A test that passes with neither has measured nothing and is void. Faults and oracles sign in here by
themselves; tests do not.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import pytest


class DidNotLandError(AssertionError):
    """A fault that had no effect: the test is void, neither passed nor failed."""


@dataclass
class Evidence:
    """The evidence of one test."""

    faults: dict[str, float] = field(default_factory=dict)  # when each landed, by time.monotonic()
    judgements: dict[str, int] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    @property
    def timeline(self) -> list[str]:
        """The faults in their order, with the seconds from the test's beginning to each."""
        return [f"{at - self.began:.2f} s: {fault}" for fault, at in self.faults.items()]

    @property
    def is_empty(self) -> bool:
        """Whether the test measured nothing."""
        return not self.faults and not self.judgements


_failed = pytest.StashKey[bool]()
key = pytest.StashKey[Evidence]()
_current = Evidence()


def begin() -> Evidence:
    """Start the evidence of the next test."""
    global _current  # noqa: PLW0603 - one test at a time runs in a process
    _current = Evidence()
    return _current


def landed(fault: str, proof: str) -> None:
    """A fault took effect, and how we know."""
    _current.faults.setdefault(f"{fault} landed: {proof}", time.monotonic())


def judged(oracle: str) -> None:
    """An oracle held records against the promise."""
    _current.judgements[oracle] = _current.judgements.get(oracle, 0) + 1


def mark_failed(item: pytest.Item) -> None:
    """A phase of the test failed; its fixtures want to know."""
    item.stash[_failed] = True


def has_failed(item: pytest.Item) -> bool:
    """Whether a phase of the test has failed so far."""
    return item.stash.get(_failed, False)
