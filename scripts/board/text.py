"""What is said about cells: a status while they run, a result, the output of those that failed."""

from __future__ import annotations

import os
from pathlib import Path

from scripts.board.progress import Progress
from scripts.report import view
from scripts.report.summary import CellResult
from scripts.report.text import clean, unheeded

TAIL = 60  # lines of a log that nobody can fold; the file has them all
FOLDED = 2000  # lines of one that is folded: pages of CI logs get slow beyond


def status(progress: Progress, typical: float | None, elapsed: float) -> str:
    """A cell at work in a line, what matters most first: terminals cut its end off."""
    parts = [f"{len(progress.ended)} of {progress.planned}" if progress.planned else "starting"]
    if progress.failed:
        parts.append(f"{len(progress.failed)} failed")
    if typical is not None:
        parts.append(time_left(typical, elapsed))
    parts += [current(progress)] if progress.running else []
    return ", ".join(parts)


def current(progress: Progress) -> str:
    """The test that has been running longest, without its path; more may run beside it."""
    return next(iter(progress.running), "").rpartition("::")[2]


def time_left(typical: float, elapsed: float) -> str:
    """What is left of the time that a cell typically takes, or how far it is over."""
    return (
        f"{rough(typical - elapsed)} left"
        if elapsed < typical
        else f"{rough(elapsed - typical)} over"
    )


def rough(seconds: float) -> str:
    """A time in whole seconds, and in minutes from two of them on."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def told(result: CellResult) -> str:
    """A cell's result in a line, and a line for each reason that it has none."""
    counts = f" ({view.counts_text(result.counts)})" if result.counts else ""
    took = f" in {view.duration(result.seconds)}" if result.seconds is not None else ""
    lines = [f"{result.name}: {result.verdict}{took}{counts}"]
    return "\n".join([*lines, *(f"    {reason}" for reason in result.reasons)])


def folded(title: str, log: Path) -> str:
    """A log's end under a title: folded where GitHub shows it, indented elsewhere."""
    try:
        lines = clean(log.read_text(encoding="utf-8", errors="replace")).splitlines()
    except FileNotFoundError:
        return f"{title}: there is no {log}"
    if os.environ.get("GITHUB_ACTIONS"):
        shown = unheeded("\n".join(lines[-FOLDED:]))
        return f"::group::{title}\n{shown}\n::endgroup::"
    cut = [f"    [... {len(lines) - TAIL} lines before these: {log}]"] if len(lines) > TAIL else []
    return "\n".join([f"{title}:", *cut, *(f"    {line}" for line in lines[-TAIL:])])
