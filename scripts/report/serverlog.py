"""The lines of a cell's server log that belong to one test, by its time and its worker."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from scripts.report.outcomes import Test
from scripts.report.text import clean, clip

# "%m [%p] %a %d " (scripts.cluster.server): the application's name may hold blanks, so the database
# of a test is found by its own name.
LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) UTC \[\d+\]")
DATABASE = re.compile(r" pggit_chaos_test_(\w+?)_\d+ [A-Z]+: ")
MOST = 6_000  # characters shown of one test's lines
MOST_READ = 64 * 1024 * 1024  # bytes of one log: more is not read for an excerpt


def excerpt(folder: Path, test: Test) -> str:
    """What the server said while the test ran, without what it said to other workers."""
    if test.span is None:
        return ""
    began, ended = test.span
    times, lines = _read(folder / "server.log")
    try:
        start, end = bisect_left(times, _stamp(began)), bisect_right(times, _stamp(ended))
    except (ValueError, OverflowError, OSError):  # a time that no clock shows
        return ""
    kept, mine = [], True
    for line in lines[start:end]:
        if LINE.match(line):
            said_to = DATABASE.search(line)
            mine = said_to is None or said_to[1] == (test.worker or "main")
        if mine:
            kept.append(line)
    return clip(clean("\n".join(kept)), MOST)


@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[list[str], list[str]]:
    """The time of each line and the line; one that goes on has the time of where it began."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_READ).decode(errors="replace")
    except OSError:
        return [], []
    lines = text.splitlines()
    times, last = [], ""
    for line in lines:
        if match := LINE.match(line):
            last = max(last, match[1])  # sorted, also where two processes write at once
        times.append(last)
    return times, lines


def _stamp(epoch: float) -> str:
    """A time as the log writes it, which sorts as text."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
