"""How much a test does in each tier."""

from __future__ import annotations

from hypothesis import settings

EXAMPLES = {"smoke": 25, "full": 200, "weekly": 2000}  # of each property


def by_tier(*, smoke: int, full: int, weekly: int) -> int:
    """Return the number for the tier that runs, which its profile of Hypothesis tells."""
    examples = settings().max_examples
    if examples < EXAMPLES["full"]:
        return smoke
    return full if examples < EXAMPLES["weekly"] else weekly
