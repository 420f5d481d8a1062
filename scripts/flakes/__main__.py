"""Repeats a tier on the same code with other seeds and other distributions; red on any flake.

python -m scripts.flakes [--runs 25] [--tier smoke] [--pg 17] [--seed 7] [-k ...]

What else stands on the command line goes to pytest. Ctrl-C ends it with what was measured so far.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence

import psycopg
from rich.console import Console

from scripts import command, interrupt, lifeline, matrix, plan
from scripts.cluster import reap
from scripts.errors import RepairableError
from scripts.flakes.repeat import ChangedCodeError, Repeats
from scripts.flakes.show import progress, show, write
from scripts.flakes.tally import Run, tally
from scripts.interrupt import InterruptedRunError
from scripts.request import Request
from scripts.results import seed_of


def main(arguments: Sequence[str]) -> int:
    """Measure and report; 0 only if every run ended and every test always passed."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.flakes", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("--runs", type=int, default=25, help="on each version")
    parser.add_argument("--tier", choices=matrix.table()["tiers"], default="smoke")
    options, rest = parser.parse_known_args(arguments)
    try:
        request = Request.parse(rest)
    except ValueError as error:
        parser.error(str(error))
    if options.runs < 2:
        parser.error("one run cannot disagree with itself: --runs wants 2 or more")
    if request.shard:
        parser.error("--shard would run another part of the tests each time")

    interrupt.listen()
    lifeline.hold()
    reap()
    folder = plan.begin()
    shutil.rmtree(folder / "flakes", ignore_errors=True)
    first = seed_of(folder.name) if request.seed is None else request.seed
    runs: list[Run] = []
    stopped = None
    try:
        for pg in request.pgs or (matrix.default_pg(),):
            repeats = Repeats(options.tier, pg, request, folder)
            for run in repeats.runs(range(first, first + options.runs)):
                runs.append(run)
                print(progress(run, options.runs), flush=True)
    except InterruptedRunError as interrupted:
        stopped = f"{interrupted} came after {len(runs)} runs"
    except ChangedCodeError as error:
        stopped = str(error)
    except (RepairableError, psycopg.Error) as error:
        stopped = f"{type(error).__name__}: {error}"
    tests = tally(runs)
    file = write(folder / "flakes", runs, tests, stopped)
    show(runs, tests, stopped, Console(width=None if sys.stdout.isatty() else 160))
    print(file)
    whole = stopped is None and not any(run.reasons for run in runs)
    return 0 if whole and not any(test.is_bad for test in tests) else 1


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
