"""What a level of isolation adds to recording, in a new repository and after many rollbacks."""

from __future__ import annotations

from contextlib import ExitStack

import psycopg
from rich.table import Table

from scripts.bench import servers
from scripts.bench.ddl import COLUMNS
from scripts.bench.figures import Figures
from scripts.binaries import Server

LEVELS = ("read committed", "repeatable read", "serializable")
ROLLED_BACK = 20_000  # creates
ROUNDS = 200
BAR = 1.2


def table(server: Server) -> Figures:
    """CREATE TABLE at each level, over READ COMMITTED in a new repository."""
    found = Table("level", title=f"CREATE TABLE with recording, PostgreSQL {server.version}")
    for heading in ("new, ms", "ratio", f"after {ROLLED_BACK:,} rollbacks, ms", "ratio", "bar"):
        found.add_column(heading, justify="right")
    with servers.durable(server) as cluster, ExitStack() as stack:
        sessions: dict[str, psycopg.Connection] = {}
        for name in ("new", "worn"):
            first = stack.enter_context(servers.database(cluster, name, with_pggit=True))
            if name == "worn":
                wear(first)
            for level in LEVELS:
                session = stack.enter_context(
                    psycopg.connect(cluster.conninfo(name), autocommit=True)
                )
                session.execute(f"set default_transaction_isolation = '{level}'".encode())
                sessions[f"{level}, {name}"] = session
        times = measure(sessions)
    usual = times["read committed, new"]
    ratios = {}
    for level in LEVELS:
        new, worn = times[f"{level}, new"], times[f"{level}, worn"]
        ratios[f"CREATE TABLE at {level}"] = new / usual
        ratios[f"CREATE TABLE at {level} after {ROLLED_BACK:,} rollbacks"] = worn / usual
        cells = (f"{new:.2f}", f"{new / usual:.2f}", f"{worn:.2f}", f"{worn / usual:.2f}")
        found.add_row(level, *cells, f"{BAR}")
    return Figures(found, ratios)


def wear(session: psycopg.Connection) -> None:
    """Roll back many recorded creates: they use up numbers and leave dead rows."""
    for start in range(0, ROLLED_BACK, 500):
        session.execute("begin")
        session.execute(
            "; ".join(f"create table gone{n} ()" for n in range(start, start + 500)).encode()
        )
        session.execute("rollback")


def measure(sessions: dict[str, psycopg.Connection]) -> dict[str, float]:
    """Median milliseconds of CREATE TABLE in each session, by turns."""

    def create(session: psycopg.Connection, name: str, number: int) -> None:
        session.execute(f"create table {name}{number} ({COLUMNS})".encode())

    names = {key: "t_" + key.split(",")[0].replace(" ", "_") for key in sessions}
    for key, session in sessions.items():  # compiled and cached
        create(session, names[key] + "_warm", 0)
    return servers.medians(
        ROUNDS,
        **{
            key: lambda number, session=session, name=names[key]: create(session, name, number)
            for key, session in sessions.items()
        },
    )
