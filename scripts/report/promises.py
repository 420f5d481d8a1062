"""Fold the tests of a run into one state for each promise on each major version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scripts.report.outcomes import BAD, Outcome, Test
from scripts.report.summary import CellResult
from scripts.report.text import clean


class State(StrEnum):
    """How a promise fared on one major version, the worst last."""

    NO_TEST = "no test"
    SKIPPED = "skipped"
    PASSED = "passed"
    KNOWN = "known failure"
    VOID = "void"
    FAILED = "failed"


# Of several tests the worst decides, and a skipped one says nothing where another ran.
ORDER = list(State)


@dataclass(frozen=True)
class Promise:
    """One promise, with the tests that defend it by major version."""

    id: str
    sentence: str
    tests: dict[int, tuple[Test, ...]]

    def state(self, pg: int) -> State:
        """How it fared on a major version."""
        states = [_state(test.outcome) for test in self.tests.get(pg, ())]
        return max(states, key=ORDER.index, default=State.NO_TEST)

    def is_undefended(self, pg: int) -> bool:
        """Whether no test of it ran there, although this machine could have run one."""
        if self.state(pg) not in (State.NO_TEST, State.SKIPPED):
            return False
        return not any(test.lacks_capability for test in self.tests.get(pg, ()))

    def counts(self, pg: int) -> str:
        """How many of its tests passed there."""
        found = self.tests.get(pg, ())
        passed = sum(test.outcome is Outcome.PASSED for test in found)
        return f"{passed} of {len(found)}" if found else ""


def promises(cells: Sequence[CellResult]) -> list[Promise]:
    """Every promise that the cells know of, in their order, and those that only tests name."""
    sentences: dict[str, str] = {}
    tests: dict[str, dict[int, list[Test]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        for record in cell.records:
            sentences |= {clean(id_): clean(text) for id_, text in record.promises.items()}
        for test in cell.tests:
            for id_ in test.promises:
                tests[id_][cell.cell.pg].append(test)
    return [
        Promise(id_, sentences.get(id_, ""), {pg: tuple(found) for pg, found in tests[id_].items()})
        for id_ in dict.fromkeys([*sentences, *sorted(tests)])
    ]


def _state(outcome: Outcome) -> State:
    if outcome in BAD:
        return State.FAILED
    if outcome is Outcome.XFAILED:
        return State.KNOWN
    if outcome is Outcome.SKIPPED:
        return State.SKIPPED
    return State.PASSED if outcome in (Outcome.PASSED, Outcome.XPASSED) else State.VOID
