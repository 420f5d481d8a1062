"""What a run leaves on disk: one folder a run, one folder a cell in it, and the plan beside them.

    .results/<run id>/plan.json                what was asked for
    .results/<run id>/cells/<slug>/cell.json   the cell's record (this module)
                                  progress.jsonl  collected and started tests (scripts.recorder)
                                  report.jsonl    every test phase (pytest-reportlog)
                                  junit.xml, report.html, output.log, server.log
                                  kept/           what failed tests left, servers' data too
    .results/<run id>/.at-work                 locked by those who run its cells (scripts.plan)
    .results/<run id>/summary/                 index.html, summary.md, junit.xml (scripts.report)
    .results/<run id>/flakes/                  runs of one tier over and over (scripts.flakes)
    .results/<run id>/mutants/                 who noticed which planted bug (scripts.mutants)
    .results/<run id>/bench.json               ratios (scripts.bench)
    .results/<run id>/regress/                 PostgreSQL's own regression files (scripts.regress)
    .results/<run id>/coverage.json            of the machinery by its tests (nox -s tests)
    .results/<run id>/workflow/                logs, pages, artifacts (scripts.workflow)
    .results/history.jsonl                     a line for each run (scripts.history)
    .results/examples/<cell>/                  what failed once, for Hypothesis to try again first
    .results/latest                            the id of the last whole run

A record is written when its cell starts and again when it ends, so a cell that died says so
by having no end.
"""

from __future__ import annotations

import json
import os
import shlex
import zlib
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts import folders
from scripts.errors import RepairableError
from scripts.matrix import ROOT, Cell

VARIABLE = "PGMATRIX_RESULTS"  # names another folder
RESULTS = Path(os.environ.get(VARIABLE) or ROOT / ".results").absolute()
MEASURES = {  # sessions that the summary asks for figures, and where in a run they leave them
    "mutants": "mutants/mutants.json",
    "flakes": "flakes/flakes.json",
    "bench": "bench.json",
    "regress": "regress/regress.json",
}
INTERRUPTED = "interrupted: "  # how the error of a cell begins whose run was told to end


class RecordError(RepairableError, ValueError):
    """A plan or cell record that cannot be read; the text names the file and the reason."""


def new_run_id() -> str:
    """An id that sorts by time and is unique on this machine, e.g. ``20261121-104500-4711``."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}"


def seed_of(run_id: str) -> int:
    """The seed of a run's random choices: the same in all of its cells, on every machine."""
    return zlib.crc32(run_id.encode())


def now() -> str:
    """The time in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True)
class Shard:
    """Part `number` of `count` of a cell's tests; ``1/1`` is the whole cell."""

    number: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """From ``2/3``; ValueError says what is wrong."""
        number, slash, count = text.partition("/")
        if not (slash and number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
            raise ValueError(f"--shard wants a part such as 1/3, not {text!r}")
        return cls(int(number), int(count))

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


@dataclass(frozen=True)
class ServerInfo:
    """Which server a cell ran on: full version, where its binaries came from, and their folder."""

    version: str
    origin: str
    bindir: str


@dataclass
class CellRecord:
    """What one cell (or one shard of it) was asked, ran on and ended with."""

    run_id: str
    cell: Cell
    shard: Shard = field(default_factory=Shard)
    partial: bool = False  # narrowed by hand (-k, a file): never counts as the whole cell
    pytest_args: list[str] = field(default_factory=list)
    seed: int = 0
    started_at: str = field(default_factory=now)
    ended_at: str | None = None  # None: the cell died, or runs still
    seconds: float | None = None
    server: ServerInfo | None = None
    pggit: str | None = None  # its script, and the functions of the contract that it lacks
    pggit_sql: str | None = None  # the folder that PGGIT_SQL named, if it named one
    exit_code: int | None = None  # of pytest; negative: the signal that ended it
    error: str | None = None  # what failed before or around pytest, in one paragraph
    promises: dict[str, str] = field(default_factory=dict)  # id: sentence, of all that is promised
    machine: str = ""  # its kind (scripts.history): times compare only within one
    workers: int = 1  # pytest processes
    pggit_version: str | None = None  # as it says itself

    @property
    def slug(self) -> str:
        """The cell's folder; shards and partial runs have folders of their own."""
        shard = "" if self.shard.count == 1 else f"-shard{self.shard.number}of{self.shard.count}"
        return f"{self.cell.slug}{shard}{'-partial' if self.partial else ''}"

    @property
    def was_interrupted(self) -> bool:
        """Whether its run was told to end, by Ctrl-C or a signal."""
        return str(self.error).startswith(INTERRUPTED)

    @property
    def repeat(self) -> str:
        """The one command that runs this cell again with the same seed."""
        words = f'nox -s "{self.cell.name}" -- --seed {self.seed}'
        if self.cell.tier == "smoke":
            python = self.cell.python  # named, as another machine's nox may run on another one
            words = f"nox -s smoke -P {python} -- --pg {self.cell.pg} --seed {self.seed}"
        if self.pggit_sql is not None:
            words = f"PGGIT_SQL={shlex.quote(self.pggit_sql)} {words}"
        return words if self.shard.count == 1 else f"{words} --shard {self.shard}"

    def write(self, folder: Path) -> None:
        """Replace ``folder/cell.json`` at once: a reader never sees half a record."""
        write_json(folder / "cell.json", asdict(self))

    @classmethod
    def read(cls, folder: Path) -> CellRecord:
        """The record in `folder`; `RecordError` when it is missing, truncated or foreign."""
        path = folder / "cell.json"
        data = read_json(path)
        try:
            server = data.pop("server")
            return cls(
                cell=Cell(**data.pop("cell")),
                shard=Shard(**data.pop("shard")),
                server=ServerInfo(**server) if server else None,
                **data,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise RecordError(f"{path}: not a cell's record ({error})") from error


@dataclass(frozen=True)
class Planned:
    """One entry of a plan. ``shard`` None: the whole cell, in however many shards."""

    cell: Cell
    shard: Shard | None = None
    partial: bool = False

    @property
    def name(self) -> str:
        """The cell's session, with the shard where one was planned."""
        shard = f" shard {self.shard}" if self.shard else ""
        return f"{self.cell.name}{shard}{' (partial)' if self.partial else ''}"


@dataclass(frozen=True)
class Plan:
    """What a run was asked to do, by one call of nox or several.

    `calls` are the ids of the calls whose selection is in it. `reported_last`: a report session
    comes behind all of its cells. `measures` are what it waits for besides them, of `MEASURES`.
    """

    run_id: str
    entries: tuple[Planned, ...] = ()
    calls: tuple[str, ...] = ()
    reported_last: bool = False
    measures: tuple[str, ...] = ()

    def write(self, run: Path) -> None:
        """Write ``run/plan.json``, for the report to hold the results against."""
        write_json(run / "plan.json", asdict(self))

    @classmethod
    def read(cls, run: Path) -> Plan:
        """The plan of the run in folder `run`; `RecordError` when there is none to read."""
        path = run / "plan.json"
        data = read_json(path)
        try:
            entries = tuple(
                Planned(
                    Cell(**entry["cell"]),
                    Shard(**entry["shard"]) if entry["shard"] else None,
                    entry["partial"],
                )
                for entry in data["entries"]
            )
            return cls(
                data["run_id"],
                entries,
                tuple(data["calls"]),
                data["reported_last"],
                tuple(data.get("measures", ())),  # of an older version: none,
            )
        except (KeyError, TypeError) as error:
            raise RecordError(f"{path}: not a plan ({error})") from error


def write_json(path: Path, data: object) -> None:
    """Write `data` as JSON to `path`, as `write_whole` does."""
    write_whole(path, (json.dumps(data, indent=1) + "\n").encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` through a temporary file beside it, so that it is whole or absent.

    `FolderError` where the results folder is full or may not be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with folders.written(RESULTS, VARIABLE):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(content)
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)  # half of it would only take room
            raise


def parse_json(text: str | bytes) -> Any:
    """What JSON means; ValueError also where it is nested too deep for Python to read."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in `path`; `RecordError` when it is missing, truncated or something else."""
    try:
        data = parse_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecordError(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise RecordError(f"{path}: holds a {type(data).__name__}, not an object")
    return data
