"""A running server with pggit in it, for a person: ``python -m scripts.cluster --pg 16``.

Prints how to connect, and stays until Ctrl-C; then nothing is left of it.
"""

from __future__ import annotations

import argparse
import signal

from scripts import binaries, command, environment, install, lifeline, matrix
from scripts.cluster import Cluster, reap

DATABASE = "pggit"


def main() -> int:
    """Start, install, wait, clean up."""
    parser = argparse.ArgumentParser(prog="python -m scripts.cluster", description=__doc__)
    parser.add_argument("--pg", default=str(matrix.default_pg()), help="major version")
    try:
        server = binaries.find(matrix.check_pg(parser.parse_args().pg))
    except (matrix.UnknownCellError, binaries.NoServerError) as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    lifeline.hold()
    reap()
    with Cluster(server) as cluster:
        cluster.sql(f"create database {DATABASE}")
        install.install(cluster.conninfo(DATABASE), install.pggit_folder())
        variables = {**cluster.env, "PGDATABASE": DATABASE, **server.env}
        exports = " ".join(f"{name}={value}" for name, value in variables.items())
        if foreign := [name for name in environment.removed if name not in variables]:
            # PGHOSTADDR or PGSERVICE of the user's shell would lead psql elsewhere.
            exports = " ".join(["env", *(f"-u {name}" for name in foreign), exports])
        psql = server.program("psql") or "psql"
        print(f"PostgreSQL {server.version} ({server.origin}) with pggit, log {cluster.log}")
        print(f"\n    {exports} {psql}\n\nCtrl-C ends it.", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("\nended")
    return 0


if __name__ == "__main__":
    command.run(main)
