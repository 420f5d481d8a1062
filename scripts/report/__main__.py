"""Print and write the summary of a run: exit code 0 green, 1 red, 2 nothing to report."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from scripts import command, results
from scripts.folders import FolderError
from scripts.matrix import cells, table
from scripts.report import page_of, summarize, write
from scripts.report.terminal import show
from scripts.report.text import unheeded
from scripts.results import Plan, Planned

GREEN, RED, NOTHING = 0, 1, 2
WIDTH = 160  # columns of a CI log, which does not say how wide it is


def main(arguments: Sequence[str] | None = None) -> int:
    """Report the run that was named, that is going on, or that ended last."""
    parser = argparse.ArgumentParser(prog="python -m scripts.report", description=__doc__)
    parser.add_argument("--run", help="run id; else PGMATRIX_RUN_ID, else the latest run")
    parser.add_argument(
        "--plan",
        metavar="TIER[,TIER]",
        help="hold the results against all cells of these tiers, not against the run's plan",
    )
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 still gets its report
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    say = Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print

    run_id, source = find_run(options.run)
    run = results.RESULTS / run_id
    if not run_id or not run.is_dir():
        say(f"Nothing to report: {run_id or 'no run'} ({source}) is not in {results.RESULTS}.")
        return NOTHING
    if not options.run:
        say(f"Run {run_id} ({source})")
    plan = plan_of(run_id, options.plan.split(","), parser) if options.plan else None
    summary, unwritten = summarize(run, plan), None
    try:
        write(summary)
    except FolderError as error:
        unwritten = error
    with console.capture() as shown:
        show(summary, None if unwritten else page_of(run), console)
    print(unheeded(shown.get()))
    if unwritten:
        raise unwritten  # behind the results, where it is seen
    return GREEN if summary.green else RED


def find_run(named: str | None) -> tuple[str, str]:
    """The run's id, and who named it; an empty id when nobody did."""
    if named:
        return named, "named by --run"
    current = os.environ.get("PGMATRIX_RUN_ID", "")
    if current and (results.RESULTS / current).is_dir():
        return current, "named by PGMATRIX_RUN_ID"
    latest = results.RESULTS / "latest"
    try:
        run_id = latest.read_text(encoding="utf-8").strip()
    except OSError:
        return "", f"none was named, and there is no {latest}"
    except ValueError:
        run_id = ""
    if run_id != Path(run_id).name or not run_id.isprintable() or not run_id.strip("."):
        return "", f"none was named, and {latest} is damaged: remove it, or name a run by --run"
    return run_id, f"named by {latest}"


def plan_of(run_id: str, tiers: list[str], parser: argparse.ArgumentParser) -> Plan:
    """All cells of the tiers."""
    known = table()["tiers"]
    if unknown := [tier for tier in tiers if tier not in known]:
        parser.error(f"unknown tier {', '.join(unknown)}; known tiers: {', '.join(known)}")
    return Plan(run_id, tuple(Planned(cell) for tier in tiers for cell in cells(tier)))


if __name__ == "__main__":
    command.run(main)
