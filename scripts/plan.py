"""Which cells one call of nox is going to run, written down before the first of them starts.

Nox tells no session which others were selected, so the noxfile leaves its arguments and a run id in
the environment, and the first session asks nox to list the same selection.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts import results
from scripts.matrix import ROOT, Cell, UnknownCellError
from scripts.request import Request
from scripts.results import Plan, Planned

RUN_ID = "PGMATRIX_RUN_ID"
NOX_ARGS = "PGMATRIX_NOX_ARGS"
KEPT_RUNS = 20


def announce(arguments: list[str]) -> None:
    """Called by the noxfile: name this run, unless an outer nox or CI has named it."""
    os.environ.setdefault(RUN_ID, results.new_run_id())
    os.environ.setdefault(NOX_ARGS, json.dumps(arguments))


def run_folder() -> Path:
    """The folder of the run that this process belongs to."""
    return results.RESULTS / os.environ.setdefault(RUN_ID, results.new_run_id())


def ensure(cells: Sequence[Cell], posargs: Sequence[str]) -> Plan:
    """The plan of this run, written now if these are its first cells; it has an entry for each."""
    run = run_folder()
    if not (run / "plan.json").exists():
        forget_old_runs()
        names = selected(json.loads(os.environ.get(NOX_ARGS, "null")))
        planned_cells(names, posargs, run.name).write(run)
    plan = Plan.read(run)
    request = Request.parse(posargs)
    more = [entry for entry in map(request.planned, cells) if entry not in plan.entries]
    if more:
        plan = Plan(plan.run_id, (*plan.entries, *more), plan.reported_last)
        plan.write(run)
    if not request.is_partial:
        (results.RESULTS / "latest").write_text(run.name + "\n", encoding="utf-8")
    return plan


def selected(arguments: list[str] | None) -> list[str]:
    """The session names that nox selects by these arguments; none when there was no nox."""
    if arguments is None:
        return []
    own, _, _ = "\0".join(arguments).partition("\0--\0")
    command = [sys.executable, "-m", "nox", *filter(None, own.split("\0")), "--list", "--json"]
    listing = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    return [session["session"] for session in json.loads(listing)]


def planned_cells(names: Sequence[str], posargs: Sequence[str], run_id: str) -> Plan:
    """The plan for a list of session names; sessions that are no cells add nothing."""
    request = Request.parse(posargs)
    entries: list[Planned] = []
    for name in names:
        if name.partition("-")[0] == "smoke":
            entries += map(request.planned, request.smoke_cells())
            continue
        try:
            entries.append(request.planned(Cell.parse(name)))
        except UnknownCellError:
            continue  # lint, tests, report: sessions without a cell
    return Plan(run_id, tuple(entries), any(n.partition("-")[0] == "report" for n in names))


def is_finished(plan: Plan, run: Path) -> bool:
    """Whether every planned cell has left a record that has an end."""
    done = set()
    for record_path in run.glob("cells/*/cell.json"):
        record = results.CellRecord.read(record_path.parent)
        if record.ended_at is not None:
            done.add((record.cell, record.partial))
    return all((entry.cell, entry.partial) in done for entry in plan.entries)


def forget_old_runs() -> None:
    """Keep the results of the last runs only."""
    runs = sorted(path.parent for path in results.RESULTS.glob("*/plan.json"))
    for run in runs[:-KEPT_RUNS]:
        shutil.rmtree(run)
