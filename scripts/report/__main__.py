"""Print and write the summary of a run: exit code 0 green, 1 red, 2 nothing to report."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from rich.console import Console

from scripts import results
from scripts.matrix import cells, table
from scripts.report import page_of, write_summary
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
    summary = write_summary(run, plan)
    with console.capture() as shown:
        show(summary, page_of(run), console)
    print(unheeded(shown.get()))
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
        return latest.read_text(encoding="utf-8").strip(), f"named by {latest}"
    except OSError:
        return "", f"none was named, and there is no {latest}"


def plan_of(run_id: str, tiers: list[str], parser: argparse.ArgumentParser) -> Plan:
    """All cells of the tiers."""
    known = table()["tiers"]
    if unknown := [tier for tier in tiers if tier not in known]:
        parser.error(f"unknown tier {', '.join(unknown)}; known tiers: {', '.join(known)}")
    return Plan(run_id, tuple(Planned(cell) for tier in tiers for cell in cells(tier)))


if __name__ == "__main__":
    sys.exit(main())
