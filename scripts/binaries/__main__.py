"""Show where PostgreSQL servers were looked for: ``python -m scripts.binaries --pg 16``."""

from __future__ import annotations

import argparse
import sys

from scripts import command, matrix
from scripts.binaries.search import look


def main() -> int:
    """Print the search for one major version or all; 1 when one of them has no server."""
    parser = argparse.ArgumentParser(prog="python -m scripts.binaries", description=__doc__)
    parser.add_argument("--pg", metavar="MAJOR", help="one major version only")
    asked = parser.parse_args().pg
    try:
        majors = [matrix.check_pg(asked)] if asked else matrix.majors()
    except matrix.UnknownCellError as error:
        parser.error(str(error))
    searches = []
    for major in majors:
        searches.append(look(major))
        sys.stdout.write(f"{searches[-1]}\n")
        sys.stdout.flush()  # the next one may take seconds
    return 0 if all(search.server for search in searches) else 1


if __name__ == "__main__":
    command.run(main)
