"""Prints the tables: ``nox -s bench``, or of some only: ``nox -s bench -- ddl commits --pg 16``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

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


def main(arguments: Sequence[str]) -> int:
    """Print the tables asked for, each measured in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="table", help=f"of {', '.join(TABLES)}")
    parser.add_argument("--pg", default="15", help="major version")
    options = parser.parse_args(arguments)
    if unknown := set(options.tables) - set(TABLES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    file = plan.begin() / "bench.json"
    ratios: dict[str, float] = {}
    for name in options.tables or TABLES:
        # A process of its own for each, and no file before all have ended: half is not measured.
        with ProcessPoolExecutor(max_workers=1) as process:
            ratios |= process.submit(show, name, options.pg).result()
    known = results.read_json(file) if file.exists() else {}
    results.write_json(file, known | ratios)
    return 0


def show(name: str, pg: str) -> dict[str, float]:
    """Measure one table and print it; its ratios by name."""
    found = TABLES[name](binaries.find(matrix.check_pg(pg)))
    Console(width=120).print(found.shown)
    return {f"{key}, PostgreSQL {pg}": ratio for key, ratio in found.ratios.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
