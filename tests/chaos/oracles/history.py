"""Whether some serial order explains concurrent answers.

The search goes through the orders that respect time (what ended before another began comes first), doing
each transaction to the model; a state that was reached before with the same transactions is not searched
again. Commits, branches, tags and tables only: for what the model does not know, there is oracles/serial.py.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from tests.chaos import evidence
from tests.chaos.calls import Call
from tests.chaos.database import Answer
from tests.chaos.oracles.model import Git

LIMIT = 50_000  # states; a history that needs more has too many transactions at once


class TooLongError(Exception):
    """The search was given up: the history is judged neither right nor wrong."""


@dataclass(frozen=True)
class Transaction:
    """What a session did in one transaction, and was told; times by any clock that all of them share."""

    who: str
    calls: tuple[tuple[Call, Answer], ...]
    start: float
    end: float
    is_committed: bool | None = True  # None: the connection was lost, nobody knows

    def outcomes(self, git: Git, lost: frozenset[str]) -> tuple[list[Git], str]:
        """The states that it may leave behind after this one, and what it says that it must not."""
        if not self.is_committed and any(said.sqlstate in lost for _, said in self.calls):
            return [git], ""  # it counts for nothing, and what it had seen before does not either
        after, is_aborted = git.copy(), False
        for call, said in self.calls:
            expected = "25P02" if is_aborted else call.do(after, said)
            if expected is not None and expected != said.sqlstate:
                answer = said.sqlstate or repr(said.value)
                return [], f"{self.who}: {call.sql} answered {answer} instead of {expected}"
            is_aborted = not said.is_ok
        if is_aborted and self.is_committed:
            return [], f"{self.who} committed after an error"
        states = [after] if self.is_committed is not False else []
        return states + ([git] if not self.is_committed else []), ""


def judge(
    history: Sequence[Transaction], lost: frozenset[str] = frozenset(), start: Git | None = None
) -> list[str]:
    """What is wrong: nothing where some serial order of the transactions gives all of the answers.

    `lost`: SQLSTATEs that say "try again"; a transaction that was told so and rolled back has no effect.
    """
    if not history:
        return ["there is no history to judge"]
    evidence.judged("history")
    best: tuple[list[int], list[str]] = ([], [])  # the longest way, and why nothing can follow it
    seen: set[tuple[frozenset[int], Hashable]] = set()
    stack: list[tuple[list[int], Git]] = [([], start or Git())]
    while stack:
        way, git = stack.pop()
        if len(way) == len(history):
            return []
        done = frozenset(way)
        state = (done, git.state)
        if state in seen:
            continue
        seen.add(state)
        if len(seen) > LIMIT:
            raise TooLongError(f"no answer after {LIMIT} states, {len(history)} transactions")
        left = [n for n in range(len(history)) if n not in done]
        first_end = min(history[n].end for n in left)
        refusals = []
        for n in left:
            if history[n].start <= first_end:  # nothing that is left ended before it began
                states, refusal = history[n].outcomes(git, lost)
                stack += [([*way, n], after) for after in states]
                refusals += [refusal] if refusal else []
        if refusals and len(way) >= len(best[0]):
            best = (way, refusals)
    order = ", ".join(history[n].who for n in best[0]) or "nothing"
    return [f"no serial order explains the answers; at best, after {order}:", *best[1]]
