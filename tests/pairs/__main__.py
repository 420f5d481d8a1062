"""Check that the pairs are pairs: ``python -m tests.pairs --pg 16 [WORD ...]``, those whose names hold a word."""

from __future__ import annotations

import argparse
import time

from scripts import binaries, command, matrix
from scripts.cluster import Cluster
from tests.chaos.database import Database
from tests.pairs import known_to, scratch
from tests.pairs.dump import Dumper
from tests.pairs.validity import defects


def main() -> int:
    """Print the defects of all pairs; 1 when there are any."""
    parser = argparse.ArgumentParser(prog="python -m tests.pairs", description=__doc__)
    parser.add_argument("--pg", type=matrix.check_pg, default=matrix.default_pg())
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    server = binaries.find(options.pg)
    dumper = Dumper.of(server)
    if dumper is None:
        parser.error(f"PostgreSQL {server.version} from {server.origin} has no pg_dump")
    checked = [
        pair for pair in known_to(server.major) if all(word in str(pair) for word in options.words)
    ]
    begun, bad = time.monotonic(), 0
    with Cluster(server) as cluster:
        database = Database(cluster.conninfo())
        scratch.make_roles(database)
        for pair in checked:
            if found := defects(pair, database, dumper):
                bad += 1
                print(f"{pair}\n  " + "\n  ".join("".join(found).splitlines()))
    print(f"{len(checked)} pairs on {server.version}, {bad} bad, {time.monotonic() - begun:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    command.run(main)
