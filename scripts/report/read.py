"""Read the folder of one cell: its record, which tests it collected and what they reported.

Everything here may be missing, truncated or foreign. What could be read is kept as evidence,
and what could not is said in one sentence; nothing is judged here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.report.text import clean, clip, error_line, error_text, printable
from scripts.results import CellRecord, RecordError, parse_json


@dataclass(frozen=True, slots=True)
class Phase:
    """One line of pytest-reportlog about a test: its setup, call or teardown."""

    when: str  # or "collect" for a module, or "???" for the test in which an xdist worker died
    outcome: str
    seconds: float = 0.0
    began: float = 0.0  # seconds since the epoch; 0: not told
    worker: str = ""  # of xdist
    xfail: str | None = None  # the reason, where a failure was expected
    line: str = ""  # the error or the reason of the skip
    text: str = ""  # traceback and captured output, of what failed


@dataclass
class Log:
    """What report.jsonl tells."""

    phases: dict[str, list[Phase]] = field(default_factory=dict)
    properties: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    fingerprints: dict[str, dict[str, str]] = field(default_factory=dict)  # by test
    began: float | None = None  # seconds since the epoch, of the first test
    finished: bool = False  # without SessionFinish pytest died, whatever the exit code
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """What the recorder notes about a test when it is collected."""

    category: str | None
    promises: tuple[str, ...]


@dataclass
class Progress:
    """What progress.jsonl tells."""

    collected: dict[str, Collected] = field(default_factory=dict)
    running: dict[str, None] = field(default_factory=dict)  # started, and not finished
    last: float | None = None  # seconds since the epoch, of the last event
    damage: str | None = None


@dataclass(frozen=True)
class Evidence:
    """All that a cell's folder says. Without a record, `problem` says why there is none."""

    folder: Path
    record: CellRecord | None
    problem: str
    progress: Progress
    log: Log

    @property
    def reported(self) -> set[str]:
        """The tests of which report.jsonl has at least one phase; modules are not tests."""
        phases = self.log.phases.items()
        return {id_ for id_, seen in phases if any(phase.when != "collect" for phase in seen)}


def read_cell(folder: Path) -> Evidence:
    """Read the folder of one cell; never raises for what is in it."""
    record, problem = None, ""
    try:
        record = _typed(CellRecord.read(folder))
    except RecordError as error:
        reason = clip(clean(str(error).removeprefix(f"{folder / 'cell.json'}: ")), 300)
        problem = f"cell.json cannot be read: {reason}"
    return Evidence(
        folder,
        record,
        problem,
        read_progress(folder / "progress.jsonl"),
        read_log(folder / "report.jsonl"),
    )


def read_progress(path: Path) -> Progress:
    """The collected tests, and those that started and never finished."""
    progress = Progress()
    for event in _objects(path, progress):
        try:
            match event["event"]:
                case "collected":
                    for test in event["tests"]:
                        progress.collected[printable(test["id"])] = Collected(
                            _category(test.get("category")), tuple(test.get("promises") or ())
                        )
                case "started":
                    progress.running[printable(event["id"])] = None
                    progress.last = _finite(event["at"])
                case "finished":
                    progress.running.pop(printable(event["id"]), None)
                    progress.last = _finite(event["at"])
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            progress.damage = f"{path.name} holds a line that is not the recorder's"
    return progress


def _category(value: Any) -> str | None:
    if not isinstance(value, str | None):
        raise TypeError("a category is no text")
    return value


def read_log(path: Path) -> Log:
    """Every test's phases and properties from pytest-reportlog's file."""
    log = Log()
    for line in _objects(path, log):
        try:
            _note(line, log)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
            log.damage = f"{path.name} holds a line that is not pytest-reportlog's"
    return log


def _typed(record: CellRecord) -> CellRecord:
    """Refuse a record whose values are not what the summary reckons with."""
    maybe = (record.ended_at, record.pggit, record.pggit_version, record.pggit_sql)
    texts = isinstance(record.started_at, str) and isinstance(record.machine, str)
    texts = texts and all(isinstance(text, str | None) for text in maybe)
    texts = texts and isinstance(record.pytest_args, list)
    texts = texts and all(isinstance(word, str) for word in record.pytest_args)
    numbers = isinstance(record.exit_code, int | None) and isinstance(record.seed, int)
    if not (texts and numbers and _is_time(record.seconds)):
        raise RecordError("a time, the exit code, the seed or a name has the wrong type")
    promises = record.promises
    if not isinstance(promises, dict) or not all(isinstance(p, str) for p in promises.values()):
        raise RecordError("the promises have the wrong type")
    return record


def _is_time(value: object) -> bool:
    # More seconds than a year has are none: Python cannot even print all of them.
    return value is None or (isinstance(value, float | int) and 0 <= value < 3.2e7)


def _note(line: dict[str, Any], log: Log) -> None:
    match line["$report_type"]:
        case "SessionStart":
            log.finished = False
        case "SessionFinish":
            log.finished = True
        case "CollectReport":
            if line["outcome"] != "passed":
                id_ = printable(line["nodeid"]) or "."  # the root, as an argument to pytest
                log.phases.setdefault(id_, []).append(_phase(line, "collect"))
        case "TestReport":
            id_ = printable(line["nodeid"])
            log.phases.setdefault(id_, []).append(_phase(line, line["when"]))
            if line["user_properties"]:
                known = log.properties.setdefault(id_, {})
                for name, value in line["user_properties"]:
                    if name == "fingerprints":
                        log.fingerprints[id_] = _fingerprints(value)
                    else:
                        known[str(name), clean(str(value))] = None
            if log.began is None and line["start"]:
                log.began = _finite(line["start"])
        case "SubTestReport":
            # A failed subtest leaves its parent passed; a passed one adds nothing.
            if line["outcome"] == "failed":
                log.phases.setdefault(printable(line["nodeid"]), []).append(_phase(line, "call"))


def _fingerprints(text: str) -> dict[str, str]:
    return {clean(str(name)): clean(str(value)) for name, value in parse_json(text).items()}


def _phase(line: dict[str, Any], when: str) -> Phase:
    outcome, longrepr = str(line["outcome"]), line["longrepr"]
    seconds, began = _finite(line.get("duration", 0)), _finite(line.get("start", 0))
    worker = clean(str(line.get("worker_id", "")))
    xfail = clean(str(line["wasxfail"])) if "wasxfail" in line else None
    if longrepr is None:
        return Phase(when, outcome, seconds, began, worker, xfail)
    if outcome == "skipped":
        line_, text = (xfail, error_text(longrepr)) if xfail else (error_line(longrepr), "")
        return Phase(when, outcome, seconds, began, worker, xfail, line_, text)
    captured = "".join(f"\n--- {title} ---\n{body}" for title, body in line["sections"])
    text = error_text(longrepr) + clip(clean(captured))
    return Phase(when, outcome, seconds, began, worker, xfail, error_line(longrepr), text)


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"a time is {number}")
    return number


def _objects(path: Path, note: Log | Progress) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file, one at a time; what is wrong with it goes into `note`."""
    try:
        with path.open("rb") as file:
            number = 0
            for number, line in enumerate(file, 1):
                try:
                    yield _parse(line)
                except ValueError:
                    end = "" if line.endswith(b"\n") else ", its last one"
                    note.damage = f"{path.name} is truncated or binary at line {number}{end}"
            if number == 0:
                note.damage = f"{path.name} is empty"
    except OSError as error:
        note.damage = f"{path.name} cannot be read: {error.strerror}"


def _parse(line: bytes) -> dict[str, Any]:
    # The captured output of a phase that passed may be megabytes: leave it out undecoded. JSON
    # escapes the quotes within a text, so these can only be keys.
    if b', "longrepr": null, ' in line:
        start = line.find(b', "sections": [[')
        end = line.find(b']], "duration": ', start)
        if 0 < start < end:
            line = line[:start] + line[end + 2 :]
    data = parse_json(line)
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return data
