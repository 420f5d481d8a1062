"""Run PostgreSQL's regression files without and with pggit; red where pggit makes a difference.

python -m scripts.regress [--pg 18,15] [--files FOLDER]

The files come from the distribution's source package of the server, or from FOLDER, PostgreSQL's
unpacked source.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from scripts import binaries, command, interrupt, lifeline, matrix, plan
from scripts.cluster import reap
from scripts.interrupt import InterruptedRunError
from scripts.regress import files
from scripts.regress.results import MajorResult
from scripts.regress.run import measure
from scripts.regress.show import progress, show, write


def main(arguments: Sequence[str]) -> int:
    """Measure and report; 0 only if nothing differs that is not documented."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.regress", description=__doc__, allow_abbrev=False
    )
    parser.add_argument("--pg", type=majors, default=(matrix.majors()[-1],), metavar="MAJOR[,...]")
    parser.add_argument("--files", type=Path, metavar="FOLDER", help="PostgreSQL's source")
    options = parser.parse_args(arguments)
    interrupt.listen()
    lifeline.hold()
    reap()
    folder = plan.begin() / "regress"
    shutil.rmtree(folder, ignore_errors=True)
    most = float(matrix.table()["gates"]["regress-ratio"])
    found: list[MajorResult] = []
    stopped = None
    try:
        for pg in options.pg:
            server, source = binaries.find(pg), files.find(pg, options.files)
            found.append(measure(server, source, folder / str(pg), progress))
    except InterruptedRunError as interrupted:
        stopped = str(interrupted)
    page = write(folder, found, most, stopped)
    show(found, most, stopped, Console(width=None if sys.stdout.isatty() else 160))
    print(page)
    return 1 if stopped or any(major.problems(most) for major in found) else 0


def majors(text: str) -> tuple[int, ...]:
    """Parse ``18`` or ``15,18``."""
    return tuple(matrix.check_pg(word) for word in text.split(","))


if __name__ == "__main__":
    command.run(lambda: main(sys.argv[1:]))
