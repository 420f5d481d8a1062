"""What became of the runs before: for trends, for what changed since, for how long a cell takes.

One JSON object a line, one line a run, in ``.results/history.jsonl`` or in the file that
PGMATRIX_HISTORY names: CI keeps it in a cache, people keep it where it is. A damaged file is put
aside, and a new one begun with what could be read.
"""

from __future__ import annotations

import functools
import json
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from filelock import FileLock

from scripts import folders, results

VARIABLE = "PGMATRIX_HISTORY"  # names another file
KEPT = 100  # runs of each kind
COMPARED = 2  # runs that did the same, of which the tests are kept
TYPICAL = 10  # runs that a median is made of, the last ones


@dataclass(frozen=True)
class PastCell:
    """A cell as it was in one run; `machine` is all that its time depends on, by report.past."""

    verdict: str
    seconds: float | None
    machine: str
    passed: int
    tests: int


@dataclass(frozen=True)
class Entry:
    """One run."""

    run_id: str
    started: str  # ISO 8601, UTC
    kind: str  # the tiers, e.g. "full" or "full, smoke"
    green: bool
    seconds: float | None  # wall time
    counts: dict[str, int]  # tests by outcome
    cells: dict[str, PastCell] = field(default_factory=dict)
    mutation_score: float | None = None  # per cent of the mutants that were killed
    flakes: int | None = None  # tests that gave both answers, in this run and where it repeated
    bench: dict[str, float] = field(default_factory=dict)  # ratios by name
    # Every test, with the columns in which it went wrong. Only the last two runs that did the same
    # have them: the last one and, when it is reported again, the one that it is compared with.
    tests: dict[str, list[str]] | None = None
    unknown: list[str] = field(default_factory=list)  # columns with a cell that was not whole

    def is_like(self, other: Entry) -> bool:
        """Whether both runs did the same work."""
        return self.kind == other.kind and self.cells.keys() == other.cells.keys()

    @property
    def pass_rate(self) -> float | None:
        """Per cent of the tests that were not skipped."""
        ran = sum(number for outcome, number in self.counts.items() if outcome != "skipped")
        return 100 * self.counts.get("passed", 0) / ran if ran else None


@dataclass(frozen=True)
class History:
    """The runs before, the oldest first; `damage` says what became of a file that was none."""

    entries: tuple[Entry, ...] = ()
    damage: str | None = None

    def before(self, run_id: str) -> tuple[Entry, ...]:
        """All other runs that began before this one, or all of them if it is not there yet."""
        ids = [entry.run_id for entry in self.entries]
        end = ids.index(run_id) if run_id in ids else len(ids)
        return self.entries[:end]


def file() -> Path:
    """Where the history is."""
    named = os.environ.get(VARIABLE)
    return Path(named).absolute() if named else results.RESULTS / "history.jsonl"


def read() -> History:
    """The history, empty without a file; of one that is damaged, what can be read of it."""
    path = file()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return History()
    except (OSError, ValueError) as error:
        return History(damage=f"{path.name} cannot be read: {error}")
    entries: list[Entry] = []
    damage = None
    for number, line in enumerate(lines, 1):
        try:
            entries.append(_entry(line))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            damage = f"{path.name} is damaged at line {number}: {error}"
    return History(tuple(entries), damage)


def add(entry: Entry) -> History:
    """Put a run into the history, in the place of an earlier report of the same run.

    A file that is damaged is kept beside the new one.
    """
    path = file()
    variable = VARIABLE if os.environ.get(VARIABLE) else results.VARIABLE
    with folders.written(path.parent, variable), _alone(path):
        found = read()
        damage = f"{found.damage}; {_put_aside(path)}" if found.damage else None
        others = [old for old in found.entries if old.run_id != entry.run_id]
        entries = _shortened(sorted([*others, entry], key=lambda each: each.started))
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        lines = (json.dumps(asdict(each), separators=(",", ":")) for each in entries)
        draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        draft.replace(path)
    return History(tuple(entries), damage)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        yield


def typical_seconds() -> dict[str, float]:
    """Median wall seconds of each cell by name, over its last runs on this kind of machine."""
    entries = read().entries
    names = {name for entry in entries for name in entry.cells}
    kind = machine_kind()
    found = {name: seconds_before(entries, name, lambda m: m.startswith(kind)) for name in names}
    return {name: median(seconds) for name, seconds in found.items() if seconds}


def seconds_before(
    entries: Sequence[Entry], name: str, compares: Callable[[str], bool]
) -> list[float]:
    """The seconds of a cell in the last green runs, where its machine compares.

    A run that was red for being slow must not make slowness usual.
    """
    return [
        cell.seconds
        for entry in entries
        if entry.green
        and (cell := entry.cells.get(name))
        and cell.seconds is not None
        and compares(cell.machine)
        and cell.verdict == "passed"
    ][-TYPICAL:]


@functools.cache
def machine_kind() -> str:
    """What times can be compared on: processor, number of cores, system."""
    name = platform.processor() or platform.machine()
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            name = line.partition(":")[2].strip()
            break
    return f"{name}, {os.cpu_count()} cores, {platform.system()}"


def _shortened(entries: Sequence[Entry]) -> list[Entry]:
    """The last ones of each kind, and the lists of tests of the last two that did the same."""
    kept: list[Entry] = []
    for place, entry in enumerate(entries):
        later = entries[place + 1 :]
        if sum(each.kind == entry.kind for each in later) >= KEPT:
            continue
        is_compared = sum(bool(each.tests) and each.is_like(entry) for each in later) < COMPARED
        kept.append(entry if is_compared else replace(entry, tests=None))
    return kept


def _entry(line: str) -> Entry:
    data = results.parse_json(line)
    cells = {name: PastCell(**_known(PastCell, c)) for name, c in data.pop("cells").items()}
    entry = Entry(cells=cells, **_known(Entry, data))
    for value, known in _typed(entry):
        if not isinstance(value, known):
            raise TypeError(f"{value!r} is no {known}")
    return entry


def _known(kind: type[Entry | PastCell], data: dict[str, Any]) -> dict[str, Any]:
    """What this version knows: a line of a newer one is no damage, on a branch that is behind."""
    return {each.name: data[each.name] for each in fields(kind) if each.name in data}


def _typed(entry: Entry) -> Iterator[tuple[object, Any]]:
    """Each value that is reckoned with, and its type."""
    number = int | float
    yield from ((text, str) for text in (entry.run_id, entry.started, entry.kind))
    yield from ((entry.green, bool), (entry.counts, dict), (entry.bench, dict))
    yield from ((entry.tests, dict | None), (entry.flakes, int | None), (entry.unknown, list))
    yield from ((value, number | None) for value in (entry.seconds, entry.mutation_score))
    yield from ((value, number) for value in (*entry.counts.values(), *entry.bench.values()))
    yield from ((columns, list) for columns in (entry.tests or {}).values())
    for cell in entry.cells.values():
        yield from ((cell.verdict, str), (cell.machine, str), (cell.seconds, number | None))


def _put_aside(path: Path) -> str:
    aside = path.with_name(f"{path.stem}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}{path.suffix}")
    try:
        path.rename(aside)
    except OSError as error:
        return f"it could not be put aside ({error.strerror})"
    return f"it is kept as {aside.name}"


def _lines(path: Path) -> Iterator[str]:
    try:
        yield from path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
