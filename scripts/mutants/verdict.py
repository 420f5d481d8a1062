"""What became of a mutant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scripts.mutants.mutant import Mutant
from scripts.mutants.ordering import is_of
from scripts.mutants.trial import Trial


class Verdict(StrEnum):
    """How a mutant ended."""

    KILLED = "killed"
    SURVIVED = "survived"  # a test is missing
    VOID = "void"  # it was not planted, or nothing was measured
    EQUIVALENT = "equivalent"  # declared so: nobody could notice


@dataclass(frozen=True)
class Result:
    """A mutant's end: the test that noticed and what it said, or the reason why it is void."""

    mutant: Mutant
    verdict: Verdict
    tier: str = ""
    test: str | None = None
    category: str | None = None
    line: str = ""
    seconds: float = 0.0

    @property
    def is_bad(self) -> bool:
        """Whether the session is red for it."""
        return self.verdict in (Verdict.SURVIVED, Verdict.VOID)


def judge(mutant: Mutant, trial: Trial, tier: str) -> Result:
    """The verdict on a mutant, from its trial."""
    if trial.problem is not None:
        return Result(mutant, Verdict.VOID, tier, line=trial.problem, seconds=trial.seconds)
    blind = [name for name in mutant.kills if not any(is_of(test.id, name) for test in trial.red)]
    if not trial.red or blind:
        line = f"not noticed by {', '.join(blind)}" if blind else mutant.why
        return Result(mutant, Verdict.SURVIVED, tier, line=line, seconds=trial.seconds)
    killer = trial.red[0]
    return Result(
        mutant, Verdict.KILLED, tier, killer.id, killer.category, killer.line, trial.seconds
    )
