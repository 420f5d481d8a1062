"""Prints the tables: ``nox -s bench``, or of some only: ``nox -s bench -- ddl commits --pg 16``."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection

from rich.console import Console

from scripts import binaries, command, interrupt, lifeline, matrix, plan, results
from scripts.bench import clusters, commits, data_branches, ddl, diffs, isolation, shapes
from scripts.bench.figures import Figures
from scripts.binaries import Server
from scripts.interrupt import InterruptedRunError

TABLES: dict[str, Callable[[Server], Figures]] = {
    "clusters": clusters.table,
    "ddl": ddl.table,
    "isolation": isolation.table,
    "shapes": shapes.table,
    "commits": commits.table,
    "data_branches": data_branches.table,
    "diffs": diffs.table,
}


def main(arguments: Sequence[str]) -> int:
    """Print the tables asked for, each measured in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="table", help=f"of {', '.join(TABLES)}")
    parser.add_argument("--pg", type=matrix.check_pg, default=matrix.majors()[0])
    options = parser.parse_args(arguments)
    if unknown := set(options.tables) - set(TABLES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    interrupt.listen()
    lifeline.hold()
    server = binaries.find(options.pg)
    file = plan.begin() / "bench.json"
    ratios: dict[str, float] = {}
    for name in options.tables or TABLES:
        found = measured(name, server)
        if found is None:
            return 1
        ratios |= found
    if ratios:  # of all tables, or of none: half is not measured
        known = results.read_json(file) if file.exists() else {}
        results.write_json(file, known | ratios)
    return 0


def measured(name: str, server: Server) -> dict[str, float] | None:
    """Measure one table in a process of its own; its ratios by name, None where it failed."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=show, args=(name, server, sender))
    process.start()
    sender.close()  # ours: when the process ends without a word, that is the end of the pipe
    try:
        found: dict[str, float] | None = receiver.recv()
    except EOFError:
        found = None
    except InterruptedRunError:
        process.terminate()
        raise
    finally:
        process.join()
    return found


def show(name: str, server: Server, sender: Connection) -> None:
    """Print one table, and send its ratios. Ends its servers when it is terminated."""
    interrupt.listen()
    lifeline.hold()
    try:
        found = TABLES[name](server)
    except InterruptedRunError:
        return  # the parent says so
    Console(width=120).print(found.shown)
    sender.send({f"{key}, PostgreSQL {server.major}": ratio for key, ratio in found.ratios.items()})


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
