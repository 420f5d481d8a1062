"""Judge each test of a cell: fold its phases, and its attempts, into one outcome."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scripts.report.read import Collected, Evidence, Phase
from scripts.report.text import clip


class Outcome(StrEnum):
    """What became of a test, the worst last."""

    SKIPPED = "skipped"
    XFAILED = "xfailed"
    XPASSED = "xpassed"
    PASSED = "passed"
    MISSING = "missing"  # collected, and never reported
    RUNNING = "running"  # started, and never finished, in a cell that died
    VOID = "void"  # measured nothing: its fault did not land
    FLAKY = "flaky"  # passed and failed on the same code
    ERROR = "error"  # setup, teardown or the collection of its module failed
    FAILED = "failed"

    @property
    def severity(self) -> int:
        """The place in the order above."""
        return list(Outcome).index(self)


BAD = frozenset({Outcome.FAILED, Outcome.ERROR, Outcome.FLAKY})
CAPABILITY = "capability:"  # begins the reason of a skip that the machine decides, not the test


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one cell, with the line and the text that explain why it did not pass."""

    __test__ = False  # for pytest, where a module imports this class

    id: str
    outcome: Outcome
    category: str | None
    promises: tuple[str, ...]
    seconds: float
    line: str
    text: str
    faults: tuple[str, ...]  # with the time at which each landed
    fingerprints: dict[str, str]  # hashes of objects that other cells have too
    span: tuple[float, float] | None = None  # from when to when, in seconds since the epoch
    worker: str = ""  # of xdist, which the test's databases are named after

    @property
    def lacks_capability(self) -> bool:
        """Whether the test was skipped because this machine cannot do what it needs."""
        return self.outcome is Outcome.SKIPPED and self.line.startswith(CAPABILITY)


def judge_tests(evidence: Evidence) -> tuple[Test, ...]:
    """One result for each test that the cell collected or reported, in the order of collection."""
    ids = dict.fromkeys([*evidence.progress.collected, *evidence.log.phases])
    return tuple(_judge(id_, evidence) for id_ in ids)


def _judge(id_: str, evidence: Evidence) -> Test:
    phases = evidence.log.phases.get(id_, [])
    properties = evidence.log.properties.get(id_, {})
    known = evidence.progress.collected.get(id_, Collected(None, ()))
    outcome = _fold(phases) or _unfinished(id_, evidence)
    telling = [phase for phase in phases if phase.line or phase.text or phase.xfail]
    line = next((phase.line or phase.xfail or "" for phase in telling), "")
    text = "\n".join(f"=== {phase.when} ===\n{phase.text}" for phase in telling if phase.text)
    if len([phase for phase in telling if phase.text]) == 1:
        text = text.partition("\n")[2]

    void = " and ".join(value for name, value in properties if name == "void")
    if ("verdict", "void") in properties and not _failed_otherwise(outcome, void, text):
        outcome, line = Outcome.VOID, void or "no reason given"
    if outcome is Outcome.SKIPPED and line.startswith(CAPABILITY) and os.environ.get("CI"):
        outcome, line = Outcome.FAILED, f"skipped where CI promises it: {line}"
    return Test(
        id_,
        outcome,
        known.category or _last(value for name, value in properties if name == "category"),
        known.promises or tuple(value for name, value in properties if name == "promise"),
        sum(phase.seconds for phase in phases),
        line,
        clip(text),
        tuple(value for name, value in properties if name == "fault"),
        evidence.log.fingerprints.get(id_, {}),
        _span(phases),
        next((phase.worker for phase in phases if phase.worker), ""),
    )


def _span(phases: list[Phase]) -> tuple[float, float] | None:
    told = [phase for phase in phases if phase.began]
    if not told:
        return None
    return told[0].began, max(phase.began + phase.seconds for phase in told)


def _fold(phases: list[Phase]) -> Outcome | None:
    """The outcome over all attempts; None when the last one has no end."""
    attempts: list[list[Phase]] = []
    for phase in phases:
        if phase.when == "setup" or not attempts:
            attempts.append([])
        attempts[-1].append(phase)
    outcomes = [_attempt(attempt) for attempt in attempts]
    ended = {outcome for outcome in outcomes if outcome}
    if ended & {Outcome.FAILED, Outcome.ERROR}:
        good = ended & {Outcome.PASSED, Outcome.XPASSED}
        return Outcome.FLAKY if good else max(ended, key=lambda outcome: outcome.severity)
    if not outcomes or None in outcomes:
        return None
    return max(ended, key=lambda outcome: outcome.severity)


def _attempt(phases: list[Phase]) -> Outcome | None:
    """The outcome of one run of the test, where a failure in any phase outweighs the rest."""
    failed = {phase.when for phase in phases if phase.outcome in ("failed", "rerun")}
    if failed:
        return Outcome.FAILED if failed & {"call", "???"} else Outcome.ERROR
    whole = phases[-1].when in ("teardown", "collect")
    skipped = next((phase for phase in phases if phase.outcome == "skipped"), None)
    if skipped:
        outcome = Outcome.SKIPPED if skipped.xfail is None else Outcome.XFAILED
        return outcome if whole else None
    call = next((phase for phase in phases if phase.when == "call"), None)
    if call is None or not whole:
        return None
    return Outcome.PASSED if call.xfail is None else Outcome.XPASSED


def _unfinished(id_: str, evidence: Evidence) -> Outcome:
    if id_ in evidence.progress.running:
        return Outcome.RUNNING
    cut_off = id_ in evidence.log.phases and not evidence.log.finished
    return Outcome.RUNNING if cut_off else Outcome.MISSING


def _failed_otherwise(outcome: Outcome, void: str, text: str) -> bool:
    """Whether the test failed for another reason than that it measured nothing."""
    return outcome in BAD and not (void and void in text)


def _last(values: Iterable[str]) -> str | None:
    return next(reversed(list(values)), None)
