"""Prints the tables: ``nox -s bench``, or of some only: ``nox -s bench -- ddl commits --pg 16``."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Callable

from rich.console import Console

from scripts import binaries, matrix, plan, results
from scripts.bench import clusters, commits, data_branches, ddl
from scripts.bench.figures import Figures
from scripts.binaries import Server

TABLES: dict[str, Callable[[Server], Figures]] = {
    "clusters": clusters.table,
    "ddl": ddl.table,
    "commits": commits.table,
    "data_branches": data_branches.table,
}


def main() -> int:
    """Print the tables asked for, each measured in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="table", help=f"of {', '.join(TABLES)}")
    parser.add_argument("--pg", default="15", help="major version")
    options = parser.parse_args()
    if unknown := set(options.tables) - set(TABLES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    for name in options.tables or TABLES:
        process = multiprocessing.Process(target=show, args=(name, options.pg))
        process.start()
        process.join()
        if process.exitcode:
            return 1
    return 0


def show(name: str, pg: str) -> None:
    """Measure one table, print it, and put its ratios into the run's ``bench.json``."""
    found = TABLES[name](binaries.find(matrix.check_pg(pg)))
    Console(width=120).print(found.shown)
    if found.ratios:
        file = plan.run_folder() / "bench.json"
        known = results.read_json(file) if file.exists() else {}
        results.write_json(
            file, known | {f"{key}, PostgreSQL {pg}": r for key, r in found.ratios.items()}
        )


if __name__ == "__main__":
    sys.exit(main())
