"""Merge the results of every cell of a run into one summary, and judge it.

It reads files only: the plan says which cells must be there, each cell's folder says what
became of it (`scripts.results`). Run by hand: ``python -m scripts.report --run ID``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scripts import history
from scripts.folders import FolderError
from scripts.matrix import table
from scripts.report.gates import gates
from scripts.report.judge import judge_run
from scripts.report.junit import junit
from scripts.report.machine import machine
from scripts.report.markdown import markdown
from scripts.report.measured import measured
from scripts.report.page import page
from scripts.report.past import changes, entry, is_comparable
from scripts.report.summary import Summary
from scripts.results import Plan, write_json, write_whole

__all__ = ["Summary", "page_of", "summarize", "write", "write_summary"]


def write_summary(run: Path, plan: Plan | None = None) -> Summary:
    """Judge the run in folder `run` and write its ``summary/``; `plan` replaces the run's own."""
    summary = summarize(run, plan)
    write(summary)
    return summary


def summarize(run: Path, plan: Plan | None = None) -> Summary:
    """Judge the run in folder `run`, and enter it into the history."""
    return in_history(judge_run(run, plan))


def write(summary: Summary) -> None:
    """Write the run's ``summary/``; `FolderError` where there is no room."""
    folder = summary.folder / "summary"
    write_whole(folder / "junit.xml", junit(summary))
    write_whole(folder / "summary.md", markdown(summary).encode())
    write_whole(page_of(summary.folder), page(summary).encode())
    write_json(folder / "summary.json", machine(summary))


def in_history(judged: Summary) -> Summary:
    """Return the run judged by the gates too, beside those before it, and enter it among them.

    A history that cannot be written is a warning: the run's own results stand without it.
    """
    found = measured(judged.folder, judged.measures)
    past = history.read()
    before = past.before(judged.run_id)
    summary = replace(
        judged,
        problems=(*judged.problems, *found.problems),
        gates=gates(judged, found, before, table()["gates"]),
    )
    now = entry(summary, found)
    damage = past.damage
    if is_comparable(summary):
        try:
            damage = history.add(now).damage
        except FolderError as error:
            damage = str(error)
    return replace(
        summary,
        warnings=(*judged.warnings, *([damage] if damage else [])),
        past=(*(old for old in before if old.is_like(now)), now),
        changes=changes(summary, now, before),
    )


def page_of(run: Path) -> Path:
    """Where the page for people is."""
    return run / "summary" / "index.html"
