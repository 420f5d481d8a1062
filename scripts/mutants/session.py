"""The order of the proof: a canary, the clean pggit, nothing at all, harmless rewrites, mutants."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from scripts.mutants import planted
from scripts.mutants.mutant import HARMLESS, Mutant
from scripts.mutants.ordering import Order
from scripts.mutants.trial import Suite, Trial
from scripts.mutants.verdict import Result, Verdict, judge

EMPTY = "empty"
BASELINE = "baseline"
WORKERS = os.cpu_count() or 1


class SenselessError(RuntimeError):
    """The verdicts would mean nothing: the suite never fails, or fails without a mutant."""


@dataclass
class Session:
    """The proof on one tier. `say` gets a line for whatever is over."""

    suite: Suite
    source: Path  # the pggit that mutants are planted in
    work: Path
    killers: dict[str, str] = field(default_factory=dict)
    say: Callable[[str], None] = print
    seconds: dict[str, float] = field(default_factory=dict)  # of each test, on the clean pggit
    complaints: list[str] = field(default_factory=list)

    def canary(self, mutant: Mutant) -> None:
        """A pggit where nothing works must be noticed."""
        result = self.try_mutant(mutant)
        self.say(f"canary: {result.verdict} by {result.test}: {result.line}")
        if result.verdict is not Verdict.KILLED:
            raise SenselessError(f"the canary is {result.verdict}: {result.line}")

    def baseline(self, names: Sequence[str] = ()) -> None:
        """A pggit without mutants must pass: the whole tier, or the tests of these names."""
        trial = self.try_together([], BASELINE, Order(names, only_first=bool(names)))
        self.say(f"{BASELINE}: {len(trial.passed)} tests passed, {len(trial.red)} did not")
        if found := reds(trial):
            raise SenselessError(f"fails without a mutant: {'; '.join(found)}")
        self.seconds = {test.id: test.seconds for test in trial.tests}

    def empty(self) -> None:
        """With nothing but an empty schema, every test must fail.

        By itself: the fsck that fixtures run afterwards fails anyway.
        """
        pggit = planted.nothing(self.work / EMPTY)
        # They wait in vain for most of the time: for that, a core is enough for two.
        trial = self.suite.test_at_once(EMPTY, pggit, Order(), 2 * WORKERS)
        hollow = trial.own_work_passed
        self.say(f"{EMPTY}: {len(trial.tests)} tests, {len(hollow)} passed")
        self.complaints += [trial.problem] if trial.problem else []
        self.complaints += [f"passes without pggit: {name}" for name in hollow]

    def harmless(self, rewrites: Sequence[Mutant]) -> None:
        """No test may notice a rewrite. All are tried at once, so that ten cost as much as one.

        What a test then notices is looked for among them with that test.
        """
        self.complaints += [f"{each.name}: {each.flaw}" for each in rewrites if each.flaw]
        together = self.try_together(rewrites, "harmless/all")
        noticed = Order([test.id for test in together.red], only_first=True)
        guilty = {
            each.name: found
            for each in rewrites
            if together.red and (found := reds(self.try_together([each], each.name, noticed)))
        }
        if reds(together) and not guilty:  # two that are harmless alone, or a test that is flaky
            guilty = {f"{HARMLESS}/*": reds(together)}
        self.say(f"{HARMLESS}: {len(rewrites)} rewrites, noticed: {', '.join(guilty) or 'none'}")
        self.complaints += [f"{name} is noticed: {'; '.join(f)}" for name, f in guilty.items()]

    def kill(self, mutants: Sequence[Mutant]) -> list[Result]:
        """Try every mutant, as many at a time as there are cores."""
        executor = ThreadPoolExecutor(WORKERS)
        results: list[Result] = []
        try:
            left = {executor.submit(self.try_mutant, mutant) for mutant in mutants}
            while left:
                # Not for ever: a signal that comes just before it waits would be seen only after.
                done, left = wait(left, timeout=1, return_when=FIRST_COMPLETED)
                for future in done:
                    results.append(future.result())
                    self.say(f"[{len(results)}/{len(mutants)}] {told(results[-1])}")
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
            self.suite.end()
            executor.shutdown()
        return sorted(results, key=lambda result: result.mutant.name)

    def try_mutant(self, mutant: Mutant) -> Result:
        """Plant a mutant and run the suite until a test notices."""
        if mutant.flaw is not None:
            return Result(mutant, Verdict.VOID, line=mutant.flaw)
        pggit = planted.plant(self.source, self.pggit(mutant.name), [mutant])
        if mutant.equivalent is not None:
            problem = self.suite.problem_of(pggit)
            verdict = Verdict.VOID if problem else Verdict.EQUIVALENT
            return Result(mutant, verdict, line=problem or mutant.equivalent)
        killer = [self.killers[mutant.name]] if mutant.name in self.killers else []
        order = Order(
            mutant.kills or killer, mutant.promise, self.seconds, only_first=bool(mutant.kills)
        )
        trial = self.suite.test(mutant.name, pggit, order, to_the_end=bool(mutant.kills))
        return judge(mutant, trial, self.suite.tier)

    def try_together(
        self, mutants: Sequence[Mutant], name: str, order: Order | None = None
    ) -> Trial:
        """Run a pggit with these mutants to the end, on all cores."""
        pggit = planted.plant(self.source, self.pggit(name), mutants)
        return self.suite.test_at_once(name, pggit, order or Order(), WORKERS)

    def pggit(self, name: str) -> Path:
        """The folder for a pggit with mutants."""
        return self.work / self.suite.tier / name


def reds(trial: Trial) -> list[str]:
    """What is wrong with a trial in which nothing may be."""
    found = [f"{test.id} ({test.line})" for test in trial.red]
    return [trial.problem, *found] if trial.problem else found


def told(result: Result) -> str:
    """A mutant's end in a line."""
    by = f"by {result.test}: " if result.test else ""
    return f"{result.verdict:<8} {result.mutant.name}, {result.seconds:.0f} s, {by}{result.line}"
