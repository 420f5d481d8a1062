"""What a benchmark hands over: a table for people, and ratios for the history of runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.console import RenderableType


@dataclass(frozen=True)
class Figures:
    """`ratios` are times over times, by name: a greater one is slower than it was."""

    shown: RenderableType
    ratios: dict[str, float] = field(default_factory=dict)
