"""Run each file on a server without pggit and on one with it, by turns, and look after each."""

from __future__ import annotations

import difflib
import itertools
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from scripts import install
from scripts.binaries import Server, server_user
from scripts.cluster import Cluster, place
from scripts.regress import documented, side
from scripts.regress.compare import differences
from scripts.regress.documented import Documented
from scripts.regress.files import Files
from scripts.regress.results import FileResult, MajorResult
from scripts.regress.side import Program, Side

MOST_LINES = 400  # of the difference of two dumps
CHECKS = ("fsck", "drift")
DATABASE = "regression"  # as pg_regress calls it
SPECS_DATABASE = "isolation_regression"
NO_SPECS = (
    "isolation specs did not run: this server has no isolationtester; install"
    " postgresql-server-dev-{pg}, or unset PGMATRIX_BIN_{pg} to run on a server that has one"
)


class Comparison:
    """Runs files one after another; what an earlier file left is no complaint about a later one."""

    def __init__(
        self, plain: Side, pggit: Side, kept: Path, progress: Callable[[FileResult], None]
    ) -> None:
        """Compare these two; `kept` gets the outputs that differ, `progress` each result."""
        self.plain = plain
        self.pggit = pggit
        self.kept = kept
        self.progress = progress
        self.own = pggit.own_names()
        self.known: set[str] = set()
        self.number = 0

    def results(self, program: Program, scripts: Sequence[Path]) -> tuple[FileResult, ...]:
        """Run the files one after another."""
        found = []
        for script in scripts:
            found.append(self.compare(program, script))
            self.progress(found[-1])
        return tuple(found)

    def compare(self, program: Program, script: Path) -> FileResult:
        """Run one file on both servers, each of them first in every other file."""
        self.number += 1
        turns = (self.plain, self.pggit) if self.number % 2 else (self.pggit, self.plain)
        ran = {each: each.run(program, script) for each in turns}
        plain, pggit = ran[self.plain], ran[self.pggit]
        entries = documented.of(script.stem)
        applied: list[Documented] = []
        outputs = [list(plain.lines), list(pggit.lines)]
        if outputs[0] != outputs[1]:
            self._keep(script.stem, outputs)
            if any(entry.rows for entry in entries):
                outputs = [documented.without_rows(lines, self.own) for lines in outputs]
                applied += [entry for entry in entries if entry.rows]
        source = script.read_bytes().decode("utf-8", "backslashreplace").splitlines()
        found = differences(outputs[0], outputs[1], source)
        complaints = []
        for text in self._new_complaints():
            known = [entry for entry in entries if entry.drift and entry.is_about(text)]
            applied += known
            complaints += [] if known else [text]
        return FileResult(
            script.stem,
            tuple(dict.fromkeys(entry.text for entry in applied)),
            tuple(found),
            tuple(complaints),
            plain.seconds,
            pggit.seconds,
        )

    def dump_difference(self) -> list[str]:
        """Return how the dumps of both databases differ, but for pggit's event triggers."""
        before, after = self.plain.dump(), self.pggit.dump()
        if before == after:
            return []
        lines = difflib.unified_diff(before, after, "without pggit", "with pggit", n=2)
        return list(itertools.islice(lines, MOST_LINES))

    def _new_complaints(self) -> list[str]:
        found: list[str] = []
        for check in CHECKS:
            try:
                found += [f"{check}: {text}" for text in self.pggit.complaints(check)]
            except psycopg.Error as error:
                found.append(f"{check} failed: {error.sqlstate} {error}")
        new = [text for text in found if text not in self.known]
        self.known = set(found)
        return new

    def _keep(self, name: str, outputs: list[list[str]]) -> None:
        self.kept.mkdir(parents=True, exist_ok=True)
        for lines, word in zip(outputs, ("plain", "pggit"), strict=True):
            text = "\n".join(lines) + "\n"
            (self.kept / f"{name}.{word}.out").write_text(text, encoding="utf-8")


def measure(
    server: Server, files: Files, kept: Path, progress: Callable[[FileResult], None]
) -> MajorResult:
    """Run all files and specs on the servers' programs; `progress` hears of each."""
    psql, tester = side.psql(server, DATABASE), side.isolationtester(server, SPECS_DATABASE)
    with work_folder() as work, clusters(server) as both:
        ours = files.copy(work)

        def comparison(database: str) -> Comparison:
            pggits = (None, install.pggit_folder())
            plain, pggit = (
                Side(cluster, database, work, pggit)
                for cluster, pggit in zip(both, pggits, strict=True)
            )
            return Comparison(plain, pggit, kept, progress)

        regression = comparison(DATABASE)
        ran = regression.results(psql, ours.scripts)
        specs: tuple[FileResult, ...] = ()
        if tester and ours.specs:
            specs = comparison(SPECS_DATABASE).results(tester, ours.specs)
        return MajorResult(
            pg=server.major,
            server=f"{server.version} ({server.origin})",
            source=files.origin,
            files=ran,
            specs=specs,
            dump=tuple(regression.dump_difference()),
            without_specs="" if tester else NO_SPECS.format(pg=server.major),
        )


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder for files and outputs, open to the server's user and written by it."""
    with tempfile.TemporaryDirectory(prefix="pgr-", dir=place.DISK) as folder:
        work = Path(folder)
        (work / "results").mkdir()
        user = server_user()
        for path in (work, work / "results"):
            path.chmod(0o755)
            if user:
                os.chown(path, user.uid, user.gid)
        yield work


@contextmanager
def clusters(server: Server) -> Iterator[tuple[Cluster, Cluster]]:
    """Two servers on disk with the same settings."""
    _, home = place.homes()
    with (
        Cluster(server, settings=side.SETTINGS, home=home) as first,
        Cluster(server, settings=side.SETTINGS, home=home) as second,
    ):
        yield first, second
