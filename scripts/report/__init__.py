"""Merge the results of every cell of a run into one summary, and judge it.

It reads files only: the plan says which cells must be there, each cell's folder says what
became of it (`scripts.results`). Run by hand: ``python -m scripts.report --run ID``.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from scripts import history
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
from scripts.results import Plan, write_json

__all__ = ["Summary", "page_of", "write_summary"]


def write_summary(run: Path, plan: Plan | None = None) -> Summary:
    """Judge the run in folder `run` and write its ``summary/``; `plan` replaces the run's own."""
    summary = in_history(judge_run(run, plan))
    folder = run / "summary"
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "junit.xml", junit(summary))
    _replace(folder / "summary.md", markdown(summary).encode())
    _replace(page_of(run), page(summary).encode())
    write_json(folder / "summary.json", machine(summary))
    return summary


def in_history(judged: Summary) -> Summary:
    """The run judged by the gates too, beside those before it, and entered among them."""
    found = measured(judged.folder, judged.measures)
    past = history.read()
    before = past.before(judged.run_id)
    summary = replace(
        judged,
        problems=(*judged.problems, *found.problems),
        gates=gates(judged, found, before, table()["gates"]),
    )
    now = entry(summary, found)
    kept = history.add(now) if is_comparable(summary) else past
    return replace(
        summary,
        warnings=(*judged.warnings, *([kept.damage] if kept.damage else [])),
        past=(*(old for old in before if old.is_like(now)), now),
        changes=changes(now, before),
    )


def page_of(run: Path) -> Path:
    """Where the page for people is."""
    return run / "summary" / "index.html"


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
