"""Runs one cell: server, pggit, pytest, and a record of it whatever happens on the way.

python -m scripts.cell "full-3.11(pg=16, category=resource)" [--workers 2] [-- posargs]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg

from scripts import binaries, command, folders, install, interrupt, lifeline, plan, results
from scripts.board import here
from scripts.cluster import Cluster, reap
from scripts.errors import RepairableError
from scripts.folders import FolderError
from scripts.history import machine_kind
from scripts.interrupt import InterruptedRunError
from scripts.matrix import Cell
from scripts.pytest_run import run_pytest, why_nothing_ran
from scripts.report.__main__ import main as report
from scripts.report.fulfil import Candidate
from scripts.report.judge import judge_cell
from scripts.report.read import read_cell
from scripts.request import Request
from scripts.results import INTERRUPTED, CellRecord, Planned, ServerInfo, Shard, now, seed_of
from tests.chaos.promises import promised

DATABASE = "pggit_chaos_test"
TEMPLATE = "pggit_template"  # with pggit in it; each test clones it


def main(arguments: list[str]) -> int:
    """Run the cells that the command line names; 0 only if all of them passed."""
    words, posargs = split_posargs(arguments)
    parser = argparse.ArgumentParser(prog="python -m scripts.cell", description=__doc__)
    parser.add_argument("cells", nargs="+", help='e.g. "full-3.11(pg=16, category=resource)"')
    parser.add_argument("--workers", type=int, default=1, help="pytest processes")
    options = parser.parse_args(words)
    try:
        cells = [Cell.parse(name) for name in options.cells]
        request = Request.parse(posargs)
        promised(install.pggit_folder())  # unreadable ones are told before anything runs
    except ValueError as error:
        parser.error(str(error))
    interrupt.listen()
    lifeline.hold()

    run_plan = plan.ensure(cells, request)
    run = plan.run_folder()
    with plan.at_work(run) as is_last:
        try:
            exit_code = max(
                run_cell(new_record(run.name, cell, request, options.workers), run)
                for cell in cells
            )
        except InterruptedRunError:
            if is_last():  # nox starts nothing more, a report session neither
                report(["--run", run.name])
            raise
        # Leave first: whoever looked at the files before that could be in the last one's way.
        if is_last() and plan.is_finished(run_plan, run) and not run_plan.reported_last:
            return report(["--run", run.name])
    return exit_code


def new_record(run_id: str, cell: Cell, request: Request, workers: int) -> CellRecord:
    """The record that a cell begins with."""
    return CellRecord(
        run_id=run_id,
        cell=cell,
        shard=request.shard or Shard(),
        partial=request.is_partial,
        pytest_args=list(request.pytest_args),
        pggit_sql=os.environ.get("PGGIT_SQL"),
        promises=promised(install.pggit_folder()),
        seed=request.seed if request.seed is not None else seed_of(run_id),
        machine=machine_kind(),
        workers=workers,
    )


def split_posargs(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What stands before and behind the first ``--``."""
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def run_cell(record: CellRecord, run: Path) -> int:
    """Run pytest for a cell and write its record, at the start and at the end; 0 if it passed."""
    started = time.monotonic()
    folder = run / "cells" / record.slug
    discard(folder)
    record.write(folder)
    repeat = " ".join([record.repeat, *map(shlex.quote, record.pytest_args)])
    print(f"{record.cell.name}: seed {record.seed}; repeat with: {repeat}", flush=True)
    try:
        if removed := reap():
            removed_text = f"cleaned up {len(removed)} servers of killed runs"
            print(f"{record.cell.name}: {removed_text}", flush=True)
        binaries.find(record.cell.pg)
        started = time.monotonic()  # now: a download is no time of the cell's own
        with server_with_pggit(record, folder) as environment:
            record.write(folder)
            show = here.shower(record.cell.name, folder)
            record.exit_code = run_pytest(record, folder, environment, show)
            record.error = why_nothing_ran(record, folder, environment)
    except (RepairableError, psycopg.Error) as error:
        record.error = f"{type(error).__name__}: {error}"
        print(f"{record.cell.name}: {record.error}", file=sys.stderr)
    except TimeoutError as error:
        record.error = str(error)
        print(f"{record.cell.name}: {record.error}", file=sys.stderr)
    except InterruptedRunError as error:
        record.error = f"{INTERRUPTED}{error}"
        raise
    except Exception as error:
        record.error = f"{type(error).__name__}: {error}"  # ours to mend, and in the summary
        raise
    finally:
        record.ended_at = now()
        record.seconds = round(time.monotonic() - started, 3)
        unwritten = None
        try:
            record.write(folder)
        except FolderError as error:
            unwritten, record.error = error, record.error or f"FolderError: {error}"
        reap()  # what a killed pytest worker left
    planned = Planned(record.cell, record.shard if record.shard.count > 1 else None, record.partial)
    # The record as we know it: a full folder may have an older one.
    found = replace(read_cell(folder), record=record, problem="")
    here.tell(judge_cell(planned, Candidate((found,)), record.run_id), folder)
    if unwritten:
        raise unwritten  # now that the results are on the terminal
    return 0 if record.exit_code == 0 and record.error is None else 1


def discard(folder: Path) -> None:
    """Delete what an earlier try of this very run left.

    The record first: if we are killed meanwhile, what is left is not taken for a result.
    """
    (folder / "cell.json").unlink(missing_ok=True)
    if folder.exists():
        shutil.rmtree(folder)


@contextlib.contextmanager
def server_with_pggit(record: CellRecord, folder: Path) -> Iterator[dict[str, str]]:
    """A running server with pggit installed; yields the environment that leads to it."""
    server = binaries.find(record.cell.pg)
    record.server = ServerInfo(server.version, server.origin, str(server.bindir))
    with Cluster(server) as cluster:
        try:
            cluster.sql(f"create database {TEMPLATE}")
            installed = install.install(cluster.conninfo(TEMPLATE), install.pggit_folder())
            record.pggit = str(installed)
            record.pggit_version = installed.version
            cluster.sql(f"create database {DATABASE} template {TEMPLATE}")
            name = record.cell.name
            print(f"{name}: PostgreSQL {server.version} ({server.origin})", flush=True)
            print(f"{name}: pggit {installed.summary}", flush=True)
            yield {**os.environ, **cluster.env, "PGDATABASE": DATABASE}
        finally:
            # Without its mode: where root ran the cell, CI uploads as somebody else.
            with folders.written(results.RESULTS, results.VARIABLE):
                shutil.copyfile(cluster.log, folder / "server.log")


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
