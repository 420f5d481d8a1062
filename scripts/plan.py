"""Which cells one call of nox is going to run, written down before the first of them starts.

Nox tells no session which others were selected, so the noxfile leaves its arguments and a run id in
the environment, and the first session asks nox to list the same selection.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from scripts import folders, results
from scripts.matrix import ROOT, Cell, UnknownCellError
from scripts.request import Request
from scripts.results import CellRecord, Plan, Planned, RecordError

RUN_ID = "PGMATRIX_RUN_ID"
CALL = "PGMATRIX_CALL"  # JSON: the call's id, nox's arguments
BOARD = "PGMATRIX_BOARD"  # set where nox's own board of parallel sessions is seen by somebody
KEPT_RUNS = 20
KEPT_SECONDS = 6 * 3600  # what is younger may go on still


def announce(arguments: list[str]) -> None:
    """Called by the noxfile: name this run and this call, unless an outer nox or CI has done so.

    CI may name a run before it calls nox several times; all of their cells are then one plan.
    """
    os.environ.setdefault(RUN_ID, results.new_run_id())
    os.environ.setdefault(CALL, json.dumps([results.new_run_id(), arguments]))
    if sys.stdout.isatty() and not os.environ.get("CI"):
        os.environ[BOARD] = "1"


def run_folder() -> Path:
    """The folder of the run that this process belongs to."""
    return results.RESULTS / os.environ.setdefault(RUN_ID, results.new_run_id())


def ensure(cells: Sequence[Cell], request: Request) -> Plan:
    """The plan of this run, with all that this call of nox selected and with `cells` in it."""
    with _alone():
        return _ensure(cells, request)


def begin() -> Path:
    """The folder of this run, with a plan in it: a run without one would never be forgotten."""
    with _alone():
        return _begin()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Without another process that plans: sessions and cells of one run may start at once."""
    with folders.written(results.RESULTS, results.VARIABLE):
        results.RESULTS.mkdir(parents=True, exist_ok=True)
        with (results.RESULTS / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _begin() -> Path:
    run = run_folder()
    if not (run / "plan.json").exists():
        forget_old_runs()
        Plan(run.name).write(run)
    return run


def _ensure(cells: Sequence[Cell], request: Request) -> Plan:
    run = _begin()
    try:
        plan = Plan.read(run)
    except RecordError as error:
        raise RecordError(f"{error}; remove {run}, or start a new run") from error
    wanted = Plan(run.name, tuple(map(request.planned, cells)))
    call, arguments = json.loads(os.environ.get(CALL, '["", []]'))
    if call and call not in plan.calls:
        chosen = planned_cells(selected(arguments), request, run.name)
        wanted = merged(Plan(run.name, calls=(call,)), merged(chosen, wanted))
    if (more := merged(plan, wanted)) != plan:
        more.write(run)
    if not request.is_partial and request.shard is None:
        results.write_whole(results.RESULTS / "latest", f"{run.name}\n".encode())
    return more


def merged(plan: Plan, more: Plan) -> Plan:
    """Both plans in one, each entry once."""
    return Plan(
        plan.run_id,
        tuple(dict.fromkeys(plan.entries + more.entries)),
        tuple(dict.fromkeys(plan.calls + more.calls)),
        plan.reported_last or more.reported_last,
        tuple(dict.fromkeys(plan.measures + more.measures)),
    )


def selected(arguments: list[str]) -> list[str]:
    """The session names that nox selects by these arguments, in the order in which it runs them."""
    own = list(itertools.takewhile("--".__ne__, arguments))
    command = [sys.executable, "-m", "nox", *own, "--list", "--json"]
    listing = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    names = [session["session"] for session in json.loads(listing)]
    # Nox lists them as the noxfile has them, and runs them as they were asked for.
    words = [*own, *os.environ.get("NOXSESSION", "").split(","), ""]
    return sorted(names, key=lambda name: next(n for n, w in enumerate(words) if _names(w, name)))


def _names(word: str, session: str) -> bool:
    """Whether a word of nox's arguments is a session's name; the empty word stands for the rest."""
    return word in ("", session, session.partition("-")[0], session.partition("(")[0])


def planned_cells(names: Sequence[str], request: Request, run_id: str) -> Plan:
    """The plan for a list of session names, in their order.

    Only a report behind them waits for what is measured besides the cells.
    """
    entries: list[Planned] = []
    measures: list[str] = []
    waited_for: tuple[str, ...] = ()
    reported_last = False
    for name in names:
        session, _, python = name.partition("-")  # -P names the Python
        if session == "report":
            reported_last, waited_for = True, tuple(measures)
        elif session in results.MEASURES:
            measures.append(session)
        elif session == "smoke":
            entries += map(request.planned, request.smoke_cells(python))
            reported_last = False
        else:
            try:
                entries.append(request.planned(Cell.parse(name)))
            except UnknownCellError:
                continue  # lint, tests: sessions without a result in the summary
            reported_last = False
    return Plan(run_id, tuple(entries), reported_last=reported_last, measures=waited_for)


def is_finished(plan: Plan, run: Path) -> bool:
    """Whether every planned cell, in whatever shards, has left a record that has an end.

    One that cannot be read has ended too: nobody writes it again, and the report says what it is.
    """
    ended = set()
    for path in run.glob("cells/*/cell.json"):
        try:
            has_ended = CellRecord.read(path.parent).ended_at is not None
        except RecordError:
            has_ended = True
        if has_ended:
            ended.add(re.sub(r"-shard\d+of\d+", "", path.parent.name))
    whole = (CellRecord(run.name, each.cell, partial=each.partial) for each in plan.entries)
    return all(record.slug in ended for record in whole)


@contextlib.contextmanager
def at_work(run: Path) -> Iterator[Callable[[], bool]]:
    """Be one of the processes that run cells; yields what leaves them and says if it was the last.

    Each holds a shared lock, which the kernel takes back even from one that was killed. Of several
    that end at the same time, exactly one is the last.
    """
    with folders.written(results.RESULTS, results.VARIABLE):
        lock = (run / ".at-work").open("w")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_SH)

        def is_last() -> bool:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield is_last


def forget_old_runs() -> None:
    """Keep the results of the last runs only, and of those that may not have ended."""
    # By time, not by name: CI names its runs itself.
    plans = sorted(results.RESULTS.glob("*/plan.json"), key=lambda path: path.stat().st_mtime_ns)
    for path in plans[:-KEPT_RUNS]:
        if path.stat().st_mtime < time.time() - KEPT_SECONDS:
            shutil.rmtree(path.parent)
