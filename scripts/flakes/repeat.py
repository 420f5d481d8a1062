"""Run a tier again and again on one server, each time with another seed and distribution."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from scripts import install, matrix
from scripts.cell import new_record, server_with_pggit
from scripts.flakes.tally import Run, Way
from scripts.matrix import ROOT, Cell
from scripts.pytest_run import run_pytest
from scripts.report.fulfil import Candidate
from scripts.report.judge import judge_cell
from scripts.report.read import read_cell
from scripts.report.summary import CellResult
from scripts.request import Request
from scripts.results import CellRecord, Planned, now

CORES = os.cpu_count() or 1

# Which tests run at the same time, which after which, and in which process. One in turn.
WAYS = (
    Way(1, "no"),
    Way(CORES, "worksteal"),
    Way(CORES, "load"),
    Way(CORES + 1, "worksteal"),
    Way(CORES, "loadfile"),
    Way(CORES + 1, "load"),
)
COLLECTED_NOTHING = 5  # pytest's exit code

# What a run must leave as it found it: names that the next one uses again.
SHARED = """
    select 'database ' || datname from pg_database
    union all
    select 'role ' || rolname from pg_roles
    union all
    select 'prepared ' || gid from pg_prepared_xacts
"""


class ChangedCodeError(RuntimeError):
    """Answers on different code may differ rightly."""


@dataclass(frozen=True)
class Repeats:
    """A tier on one major version, narrowed by what stands behind our own options."""

    tier: str
    pg: int
    request: Request
    folder: Path  # of the run

    @property
    def cells(self) -> list[Cell]:
        """The cells that are the tier: smoke is one, the others are one a category."""
        found = [
            cell for cell in matrix.cells(self.tier) if self.tier == "smoke" or cell.pg == self.pg
        ]
        return [replace(cell, pg=self.pg) for cell in found]

    def runs(self, seeds: Sequence[int]) -> Iterator[Run]:
        """One run for each seed. A server on which a run left something is not used again."""
        waiting = deque(zip(itertools.count(1), seeds, itertools.cycle(WAYS), strict=False))
        home = self.folder / "flakes"
        home.mkdir(parents=True, exist_ok=True)
        measured = code()
        while waiting:
            head = new_record(self.folder.name, self.cells[0], self.request, CORES)
            with server_with_pggit(head, home) as environment:
                before, left = shared(environment), set[str]()
                while waiting and not left:
                    run = self.run(*waiting.popleft(), head, environment)
                    if code() != measured:
                        raise ChangedCodeError(f"the code was changed during run {run.number}")
                    left = shared(environment) - before
                    yield replace(run, left=tuple(sorted(left)))

    def run(
        self, number: int, seed: int, way: Way, head: CellRecord, environment: dict[str, str]
    ) -> Run:
        """Run each cell of the tier once; only what went wrong stays on disk."""
        folder = self.folder / "flakes" / f"pg{self.pg}-{number:02}"
        started = time.monotonic()
        results = []
        for cell in self.cells:
            record = replace(head, cell=cell, seed=seed, workers=way.workers, started_at=now())
            found = self.run_cell(record, way, folder / record.slug, environment)
            if found is not None:
                results.append(found)
        run = Run(self.pg, number, seed, way, time.monotonic() - started, tuple(results))
        if not run.is_bad:
            shutil.rmtree(folder)
        return run

    def run_cell(
        self, record: CellRecord, way: Way, folder: Path, environment: dict[str, str]
    ) -> CellResult | None:
        """Run pytest once; None where the narrowing left nothing of the cell."""
        # What comes later counts. Examples that failed in another run are not offered to this one:
        # each asks the same question anew.
        record.pytest_args = [
            *(f"--examples={folder / 'examples'}", *way.options),
            *self.request.pytest_args,
        ]
        record.write(folder)
        started = time.monotonic()
        try:
            record.exit_code = run_pytest(record, folder, environment, lambda _: None)
        except TimeoutError as error:
            record.error = str(error)
        record.ended_at, record.seconds = now(), round(time.monotonic() - started, 3)
        record.write(folder)
        if record.partial and record.exit_code == COLLECTED_NOTHING:
            return None
        planned = Planned(record.cell, partial=record.partial)
        return judge_cell(planned, Candidate((read_cell(folder),)), record.run_id)


def code() -> str:
    """What the answers depend on, in one hash: pggit, the suite and what runs it."""
    digest = hashlib.sha256()
    for folder in (ROOT / "scripts", ROOT / "tests" / "chaos", install.pggit_folder()):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".sql"):
                digest.update(f"{path} ".encode() + path.read_bytes())
    return digest.hexdigest()


def shared(environment: Mapping[str, str]) -> set[str]:
    """What all databases of the server have in common."""
    host, port = environment["PGHOST"], environment["PGPORT"]
    with psycopg.connect(host=host, port=port, user="postgres", dbname="postgres") as connection:
        return {name for (name,) in connection.execute(SHARED)}
