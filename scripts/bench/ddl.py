"""What recording costs: DDL in a database with pggit over the same DDL in one without."""

from __future__ import annotations

from contextlib import ExitStack

import psycopg
from rich.table import Table

from scripts.bench import servers
from scripts.bench.figures import Figures
from scripts.binaries import Server

COLUMNS = (
    "id integer primary key, name text not null, total numeric,"
    " at timestamptz default now(), note text"
)
STATEMENTS = {
    "CREATE TABLE": (f"create table t{{}} ({COLUMNS})", 2.0),
    "ALTER TABLE ADD COLUMN": ("alter table t{} add column extra integer", 3.0),
    "DROP TABLE": ("drop table t{}", 2.0),
}
GROWTH = 1.2
ROUNDS = 200


def table(server: Server) -> Figures:
    """Ratios at 10 and at 10,000 tracked objects, and what they grow by."""
    found = Table(
        "statement", title=f"DDL with recording over without, PostgreSQL {server.version}"
    )
    for heading in ("plain, ms", "with pggit, ms", "ratio", "bar", "at 10,000", "growth", "bar"):
        found.add_column(heading, justify="right")
    with servers.durable(server) as cluster, ExitStack() as stack:
        sessions = {
            name: stack.enter_context(servers.database(cluster, name, with_pggit=name == "tracked"))
            for name in ("plain", "tracked")
        }
        few = measure(sessions, 10)
        many = measure(sessions, 10_000)
    ratios = {}
    for name, (_, bar) in STATEMENTS.items():
        ratio = few[name]["tracked"] / few[name]["plain"]
        ratio_many = many[name]["tracked"] / many[name]["plain"]
        ratios[f"{name} with recording over without"] = ratio
        ratios[f"{name} the same among 10,000 objects"] = ratio_many
        found.add_row(
            name,
            f"{few[name]['plain']:.2f}",
            f"{few[name]['tracked']:.2f}",
            f"{ratio:.2f}",
            f"{bar:.1f}",
            f"{ratio_many:.2f}",
            f"{ratio_many / ratio:.2f}",
            f"{GROWTH}",
        )
    return Figures(found, ratios)


def measure(sessions: dict[str, psycopg.Connection], objects: int) -> dict[str, dict[str, float]]:
    """Medians of each statement in each database, which holds about that many tables."""
    for session in sessions.values():
        for start in range(0, objects, 500):
            names = range(start, min(start + 500, objects))
            session.execute(
                "; ".join(f"create table if not exists filler{n} (id integer)" for n in names)
            )
        for statement, _ in STATEMENTS.values():  # compiled and cached
            session.execute(statement.format("_warm"))
        session.execute("analyze")

    def run(session: psycopg.Connection, statement: str, number: int) -> None:
        session.execute(statement.format(number).encode())

    return {
        name: servers.medians(
            ROUNDS,
            **{
                which: lambda number, session=session, statement=statement: run(
                    session, statement, number
                )
                for which, session in sessions.items()
            },
        )
        for name, (statement, _) in STATEMENTS.items()
    }
