"""The outcome of an order of steps is that of a serial order on the same server.

For what has no model: the server itself says what the serial orders lead to. It does not find what is wrong
in serial orders too; other tests do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.chaos import evidence

Order = tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """What each session was told, by its number, and what can be seen afterwards."""

    told: Mapping[int, Sequence[str]]
    left: str


def judge(outcomes: Mapping[Order, Outcome], serial: Mapping[Order, Outcome]) -> list[str]:
    """The orders that came to something else than each serial order of the sessions that were told anything.

    A session that gave up and had no effect is left out of `told`; `serial` has the orders without it too.
    """
    if not outcomes or not serial:
        return ["there are no outcomes to judge"]
    evidence.judged("serial")
    wrong = []
    for order, outcome in outcomes.items():
        allowed = {name: each for name, each in serial.items() if set(name) == set(outcome.told)}
        if outcome not in allowed.values():
            wrong.append(f"order {order} gave {outcome}; serial orders give {allowed}")
    return wrong
