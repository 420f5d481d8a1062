"""How much a test does in each tier, where that is more than Hypothesis counts."""

from __future__ import annotations

from hypothesis import settings


def by_tier(*, smoke: int, full: int, weekly: int) -> int:
    """Return the number for the tier that runs, which its profile of Hypothesis tells."""
    examples = settings().max_examples
    if examples < settings.get_profile("full").max_examples:
        return smoke
    return full if examples < settings.get_profile("weekly").max_examples else weekly
