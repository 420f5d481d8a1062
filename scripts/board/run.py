"""All planned cells of a run, each queued, at work or ended, as the files tell it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil

from scripts.board.progress import Progress
from scripts.report.fulfil import Candidate
from scripts.report.judge import judge_cell
from scripts.report.read import read_cell
from scripts.report.summary import CellResult
from scripts.report.text import epoch
from scripts.results import CellRecord, Plan, Planned, RecordError, Shard


@dataclass
class Watched:
    """One planned cell. It is at work from its record's start on, and over with a result."""

    planned: Planned
    folder: Path
    progress: Progress
    started: float | None = None  # seconds since the epoch
    result: CellResult | None = None

    @classmethod
    def of(cls, planned: Planned, run: Path) -> Watched:
        """The cell in the folder that it is going to have."""
        shard = planned.shard or Shard()
        slug = CellRecord(run.name, planned.cell, shard, planned.partial).slug
        folder = run / "cells" / slug
        return cls(planned, folder, Progress(folder / "progress.jsonl"))

    @property
    def is_at_work(self) -> bool:
        """Whether it has begun, and not ended."""
        return self.started is not None and self.result is None

    @property
    def elapsed(self) -> float:
        """Seconds since its start."""
        return 0.0 if self.started is None else time.time() - self.started

    def look(self, *, last: bool) -> None:
        """Read on; with the `last` look, a cell that has no end is judged as it is."""
        if self.result is not None:
            return
        self.progress.look()
        try:
            record = CellRecord.read(self.folder)
        except RecordError:
            if not (last and self.folder.exists()):
                return
            ended = True
        else:
            self.started = epoch(record.started_at)
            ended = record.ended_at is not None
        if ended or last:
            candidate = Candidate((read_cell(self.folder),))
            self.result = judge_cell(self.planned, candidate, self.folder.parents[1].name)


@dataclass
class Board:
    """A run that is followed."""

    run: Path
    typical: Mapping[str, float] = field(default_factory=dict)  # seconds by cell
    cells: dict[Planned, Watched] = field(default_factory=dict)
    has_ended: bool = False

    def look(self) -> None:
        """Read on, cells that another call of nox added to the plan included."""
        plan = Plan.read(self.run)
        for planned in plan.entries:
            self.cells.setdefault(planned, Watched.of(planned, self.run))
        # Asked before the cells are read, so that what ended last is not missed.
        abandoned = bool(plan.calls) and not any(map(is_alive, plan.calls))
        for cell in self.cells.values():
            cell.look(last=abandoned)
        self.has_ended = abandoned or all(cell.result for cell in self.cells.values())

    @property
    def at_work(self) -> list[Watched]:
        """The cells that are running."""
        return [cell for cell in self.cells.values() if cell.is_at_work]

    @property
    def seconds_left(self) -> float | None:
        """Until the end of the run, with as many cells at a time as now; None if not known."""
        left = [cell for cell in self.cells.values() if cell.result is None]
        if not self.at_work or any(cell.planned.cell.name not in self.typical for cell in left):
            return None
        work = sum(max(0.0, self.typical[c.planned.cell.name] - c.elapsed) for c in left)
        return work / len(self.at_work)


def is_alive(call: str) -> bool:
    """Whether the nox of a call still runs: the call's id is a time and the process's number."""
    stamp, _, pid = call.rpartition("-")
    try:
        called = datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=UTC).timestamp()
        process = psutil.Process(int(pid))
        # A younger process has only been given the same number.
        return process.create_time() <= called + 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.AccessDenied:
        return True  # somebody else's: there it is
    except (ValueError, psutil.NoSuchProcess):
        return False
