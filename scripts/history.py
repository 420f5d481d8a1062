"""What became of the runs before: for trends, for what changed since, for how long a cell takes.

One JSON object a line, one line a run, in ``.results/history.jsonl`` or in the file that
PGMATRIX_HISTORY names: CI keeps it in a cache, people keep it where it is. A file that cannot be
read is put aside and a new one begun: a run's verdict never depends on how old runs were kept.
"""

from __future__ import annotations

import functools
import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from filelock import FileLock

from scripts import results

KEPT = 200  # runs
TYPICAL = 10  # runs that a median is made of, the last ones


@dataclass(frozen=True)
class PastCell:
    """A cell as it was in one run; `machine` is the kind of machine and the server's origin."""

    verdict: str
    seconds: float | None
    machine: str
    passed: int
    tests: int


@dataclass(frozen=True)
class Entry:
    """One run. Runs of the same `kind` did the same work, so that they can be compared."""

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
    # Every test, with the columns in which it went wrong; only the last entry of a kind has them.
    tests: dict[str, list[str]] | None = None

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
    named = os.environ.get("PGMATRIX_HISTORY")
    return Path(named) if named else results.RESULTS / "history.jsonl"


def read() -> History:
    """The history, empty without a file; one that is damaged is renamed and kept."""
    path = file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return History()
    except (OSError, ValueError) as error:
        return History(damage=_put_aside(path, str(error)))
    entries: list[Entry] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            entries.append(_entry(line))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return History(damage=_put_aside(path, f"line {number}: {error}"))
    return History(tuple(entries))


def add(entry: Entry) -> History:
    """Put a run into the history, in the place of an earlier report of the same run."""
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        found = read()
        others = [old for old in found.entries if old.run_id != entry.run_id]
        entries = sorted([*others, entry], key=lambda each: each.started)[-KEPT:]
        last = {each.kind: each.run_id for each in entries}
        entries = [
            each if each.run_id == last[each.kind] else replace(each, tests=None)
            for each in entries
        ]
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        lines = (json.dumps(asdict(each), separators=(",", ":")) for each in entries)
        draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        draft.replace(path)
    return History(tuple(entries), found.damage)


def typical_seconds() -> dict[str, float]:
    """Median wall seconds of each cell by name, over its last runs on this kind of machine."""
    entries = read().entries
    names = {name for entry in entries for name in entry.cells}
    found = {name: seconds_before(entries, name, machine_kind()) for name in names}
    return {name: median(seconds) for name, seconds in found.items() if seconds}


def seconds_before(entries: Sequence[Entry], name: str, machine: str) -> list[float]:
    """The seconds of a cell's last green runs on machines whose kind begins like that."""
    return [
        cell.seconds
        for entry in entries
        if (cell := entry.cells.get(name))
        and cell.seconds is not None
        and cell.machine.startswith(machine)
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


def _entry(line: str) -> Entry:
    data = json.loads(line)
    cells = {name: PastCell(**cell) for name, cell in data.pop("cells").items()}
    entry = Entry(cells=cells, **data)
    if not all(isinstance(text, str) for text in (entry.run_id, entry.started, entry.kind)):
        raise TypeError("a run's id, time or kind is no text")
    _ = entry.pass_rate  # its counts are numbers
    return entry


def _put_aside(path: Path, why: str) -> str:
    aside = path.with_name(f"{path.stem}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}{path.suffix}")
    try:
        path.rename(aside)
    except OSError as error:
        return f"{path} could not be read ({why}) nor put aside ({error.strerror})"
    return f"{path.name} could not be read ({why}): kept as {aside.name}, and a new one is begun"


def _lines(path: Path) -> Iterator[str]:
    try:
        yield from path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
