"""Runs pggit's tests and a smoke cell, and lists the statements of ``sql/`` that neither ran.

python -m scripts.sql_coverage [--pg 16]

Red when a test fails, or when fewer statements ran than ``[tool.matrix] sql-coverage`` asks for.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from filelock import FileLock

from scripts import command, folders, install, lifeline, matrix
from scripts.binaries import Server, cache_dir, find
from scripts.binaries.cache import VARIABLE
from scripts.cluster import Cluster, reap
from scripts.matrix import ROOT, Cell
from scripts.plan import CALL, RUN_ID
from scripts.sql_coverage import instrumented, servers

MARKED = re.compile(rf"LOG:  {instrumented.SIGN} (\S+)")

# These look at the files and at the catalog, where the copy differs, or take functions out of it.
LEFT_OUT = (
    "--ignore=tests/pggit/test_conventions.py",
    "--deselect=tests/pggit/test_printable.py::test_the_encoding_of_the_database_does_not_count",
)


def main(arguments: list[str]) -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m scripts.sql_coverage", description=__doc__)
    parser.add_argument("--pg", type=matrix.check_pg, default=matrix.default_pg())
    pg = parser.parse_args(arguments).pg
    lifeline.hold()
    reap()
    # A folder that stays: the template of a server is made once for each place of its programs.
    folder = cache_dir() / "sql-coverage"
    with folders.written(folder, VARIABLE), FileLock(f"{folder}.lock"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        folder.chmod(0o755)
        source = install.pggit_folder()
        places = instrumented.copy(source, folder / "sql")
        servers.make(find(pg), folder / "bin", folder / "logs")
        try_out(find(pg), folder / "sql")
        failed = [name for name, command in suites(pg) if run(command, environment(pg, folder))]
        missed = places.keys() - marked((folder / "logs").iterdir())
        if not failed:  # the results, and logs of some 100 MB, tell why
            shutil.rmtree(folder)
    for place in sorted(missed, key=by_line):
        print(f"{source.name}/{place}: {places[place].strip()}")
    share = 100 * (1 - len(missed) / len(places))
    floor = float(matrix.table()["sql-coverage"])
    ran = f"{len(places) - len(missed)} of {len(places)} statements"
    print(f"sql_coverage: {share:.1f} % of {source.name}/ ({ran}); the floor is {floor:.0f} %")
    for name in failed:
        print(f"sql_coverage: {name} failed, so the figure is not of all tests", file=sys.stderr)
    return 1 if failed or share < floor else 0


def try_out(server: Server, copy: Path) -> None:
    """Install the copy once: if that fails, so do all tests, and none says it as well."""
    with Cluster(server) as cluster:
        install.install(cluster.conninfo(), copy)


def suites(pg: int) -> list[tuple[str, Sequence[str]]]:
    """What is run against the copy: a name and a command each."""
    cell = Cell("smoke", matrix.this_python(), pg)
    pytest = ["-m", "pytest", "tests/pggit", *LEFT_OUT, "-n2", "-q", f"--pg={pg}"]
    return [
        ("tests/pggit", [sys.executable, *pytest]),
        (cell.name, [sys.executable, "-m", "scripts.cell", cell.name, "--workers=2"]),
    ]


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a suite, showing what it says; its exit code."""
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def environment(pg: int, folder: Path) -> dict[str, str]:
    """Ours, leading to the copy and to the servers that log it; its results are kept apart."""
    ours = {name: value for name, value in os.environ.items() if name not in (RUN_ID, CALL)}
    return {
        **ours,
        "PGGIT_SQL": str(folder / "sql"),
        "PGMATRIX_RESULTS": str(folder / "results"),
        f"PGMATRIX_BIN_{pg}": str(folder / "bin"),
    }


def marked(logs: Iterable[Path]) -> set[str]:
    """The places that the servers' logs tell of."""
    found: set[str] = set()
    for log in logs:
        with log.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if match := MARKED.search(line):
                    found.add(match[1])
    return found


def by_line(place: str) -> tuple[str, list[int]]:
    """To sort places by file, then by line as a number."""
    name, *numbers = place.split(":")
    return name, [int(number) for number in numbers]


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
