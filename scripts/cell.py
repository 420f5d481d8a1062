"""Runs one cell: server, pggit, pytest, and a record of it whatever happens on the way.

python -m scripts.cell "full-3.11(pg=16, category=resource)" [--workers 2] [-- posargs]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import psycopg

from scripts import binaries, install, interrupt, lifeline, matrix, plan, results
from scripts.board import here
from scripts.cluster import Cluster, ClusterError, reap
from scripts.history import machine_kind
from scripts.interrupt import GRACE, InterruptedRunError
from scripts.matrix import ROOT, Cell
from scripts.report.__main__ import main as report
from scripts.report.fulfil import Candidate
from scripts.report.judge import judge_cell
from scripts.report.read import read_cell
from scripts.request import Request
from scripts.results import INTERRUPTED, CellRecord, Planned, ServerInfo, Shard, now, seed_of
from tests.chaos.promises import promised

DATABASE = "pggit_chaos_test"
TEMPLATE = "pggit_template"  # with pggit in it; each test clones it

NOTHING_RAN = (3, 4, 5)  # pytest's exit codes: internal error, usage error, nothing collected

Show = Callable[[bytes], object]  # takes what pytest has said since, again and again


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
    if folder.exists():
        shutil.rmtree(folder)  # an earlier try of this very run
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
    except (binaries.NoServerError, ClusterError, install.InstallError, psycopg.Error) as error:
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
        record.write(folder)
        reap()  # what a killed pytest worker left
    planned = Planned(record.cell, record.shard if record.shard.count > 1 else None, record.partial)
    here.tell(judge_cell(planned, Candidate((read_cell(folder),)), record.run_id), folder)
    return 0 if record.exit_code == 0 and record.error is None else 1


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
            yield {**without_influence(os.environ), **cluster.env, "PGDATABASE": DATABASE}
        finally:
            # Without its mode: where root ran the cell, CI uploads as somebody else.
            shutil.copyfile(cluster.log, folder / "server.log")


def without_influence(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without the user's own PGPORT or PYTEST_ADDOPTS: they change what runs."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(("PG", "PYTEST_")) or name.startswith(("PGMATRIX_", "PGGIT_"))
    }


def run_pytest(record: CellRecord, folder: Path, environment: dict[str, str], show: Show) -> int:
    """Run the cell's tests; pytest's exit code, negative for the signal that ended it.

    What pytest says is in the folder's ``output.log``, and goes to `show` as well.
    """
    command = pytest_command(record, folder)
    seconds = float(matrix.table()["cell-seconds"][record.cell.tier])
    with (folder / "output.log").open("w", encoding="utf-8") as output:
        output.write(f"$ {shlex.join(command)}\n")
        output.flush()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            return wait_showing(process, folder / "output.log", seconds, show)
        finally:
            end(process)


def why_nothing_ran(record: CellRecord, folder: Path, environment: dict[str, str]) -> str | None:
    """What pytest says when it collects in one process: xdist loses what its workers refuse.

    None where tests ran, or where it does not complain.
    """
    if record.exit_code not in NOTHING_RAN or record.workers == 1:
        return None
    alone = pytest_command(replace(record, workers=1), folder / "collecting")
    try:
        found = subprocess.run(
            [*alone, "--collect-only", "--quiet"],
            cwd=ROOT,
            env=environment,
            timeout=60,
            check=False,
            capture_output=True,
            text=True,
        )
    except subprocess.TimeoutExpired:
        return "collecting in one process takes more than 60 s"
    lines = [line.strip() for line in (found.stderr + found.stdout).splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    inner = [line for line in lines if line.startswith("INTERNALERROR> ")]
    said = errors or inner[-1:] or [re.sub(r" in [\d.]+s$", "", line) for line in lines[-1:]]
    return "\n".join(said) if found.returncode else None


def wait_showing(process: subprocess.Popen[bytes], log: Path, seconds: float, show: Show) -> int:
    """Wait for a process, showing its log as it grows; TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    with log.open("rb") as growing:
        while True:
            code = process.poll()
            show(growing.read())
            if code is not None:
                return code
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"pytest ran for more than the {seconds:.0f} s that its tier allows"
                )
            time.sleep(0.1)


def end(process: subprocess.Popen[bytes]) -> None:
    """Have pytest clean up and end, then make it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def pytest_command(record: CellRecord, folder: Path) -> list[str]:
    """The command that runs the cell's tests."""
    cell = record.cell
    markers = f"({matrix.markers(cell.tier)})"
    # Of several -m pytest takes the last: they are one.
    split = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    split.add_argument("-m", action="append", default=[])
    more, rest = split.parse_known_args(record.pytest_args)
    wanted = [markers, *filter(None, [cell.category]), *(f"({each})" for each in more.m)]
    command = [
        *(sys.executable, "-m", "pytest", "--config-file=pyproject.toml"),  # tests may be elsewhere
        *([] if any(map(is_path, rest)) else ["tests/chaos"]),
        *("-m", " and ".join(wanted)),
        *("-p", "scripts.recorder", f"--progress={folder / 'progress.jsonl'}"),
        f"--report-log={folder / 'report.jsonl'}",
        f"--junit-xml={folder / 'junit.xml'}",
        *("-o", f"junit_suite_name={cell.name}"),
        *(f"--html={folder / 'report.html'}", "--self-contained-html"),
        *(f"--seed={record.seed}", f"--hypothesis-profile={cell.tier}"),
        *(f"--keep={folder / 'kept'}", f"--examples={examples_folder(record)}"),
        f"--timeout={matrix.table()['test-seconds'][cell.tier]}",
    ]
    if record.workers > 1:
        command += ["-n", str(record.workers), "--dist=worksteal"]
    if record.shard.count > 1:
        command += [f"--splits={record.shard.count}", f"--group={record.shard.number}"]
    return command + rest


def examples_folder(record: CellRecord) -> Path:
    """Where Hypothesis keeps failing examples from one run to the next: for each cell its own.

    Another pggit fails elsewhere, so its examples are not mixed with ours.
    """
    other = "" if record.pggit_sql is None else f"-{zlib.crc32(record.pggit_sql.encode()):08x}"
    return results.RESULTS / "examples" / f"{record.cell.slug}{other}"


def is_path(word: str) -> bool:
    """Whether an argument names tests, e.g. ``tests/chaos/test_network.py::test_latency[2 s]``."""
    return not word.startswith("-") and (ROOT / word.partition("::")[0]).exists()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InterruptedRunError as interrupted:
        sys.exit(f"interrupted: {interrupted}")
