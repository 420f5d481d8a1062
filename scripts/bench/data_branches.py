"""What a data branch costs: to make one of a table of any size, and to read and write both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import psycopg
from rich.console import Group
from rich.table import Table

from scripts.bench import servers
from scripts.bench.figures import Figures
from scripts.binaries import Server
from scripts.cluster import Cluster

SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 100
BULK = 20  # rounds of what takes long
ROWS = 100_000  # of the table that is read and written

FILL = "insert into {} select i, i, repeat('x', 40) from generate_series(1, %s) as i"
SIZE = """
    select sum(pg_total_relation_size(oid)) from pg_class
    where relkind = 'r' and relname like %s
"""

# Each with its rounds; {} is the relation, %s a row's number.
STATEMENTS = {
    "read a row by its key": ("select * from {} where id = %s", ROUNDS),
    "read 1,000 rows by a range": (
        "select sum(n) from {0} where id between %s and %s + 999",
        ROUNDS,
    ),
    "read all rows": ("select sum(n), %s from {}", BULK),
    "insert a row": ("insert into {} (id, n, note) values (1000000 + %s, 1, 'new')", ROUNDS),
    "update a row": ("update {} set n = n + 1 where id = %s", ROUNDS),
    "delete a row": ("delete from {} where id = 5000 + %s", ROUNDS),
    "update 1,000 rows": (
        "update {0} set n = n + 1 where id between 10000 + %s * 1000 and 10999 + %s * 1000",
        BULK,
    ),
}


def table(server: Server) -> Figures:
    """Creation at each size; then reads and writes as ratios to a plain table."""
    with servers.durable(server) as cluster:
        return Figures(Group(creation(cluster, server), work(cluster, server)))


def creation(cluster: Cluster, server: Server) -> Table:
    """Median milliseconds and bytes on disk of a new branch."""
    found = Table("rows", title=f"A new data branch, PostgreSQL {server.version}")
    for heading in ("table, bytes", "creation, ms", "branch, bytes"):
        found.add_column(heading, justify="right")
    with servers.database(cluster, "creation", with_pggit=True) as session:
        for rows in SIZES:
            name = f"t{rows}"
            fill(session, name, rows)
            times = []
            for number in range(10):
                create = f"select pggit.create_data_branch('{name}', 'main', 'b{number}')"
                times.append(servers.milliseconds(partial(session.execute, create.encode())))
            found.add_row(
                f"{rows:,}",
                f"{size(session, f'{name}'):,}",
                f"{sorted(times)[5]:.1f}",
                f"{size(session, f'{name}__b1__%'):,}",
            )
    return found


def size(session: psycopg.Connection, pattern: str) -> int:
    """Bytes of the tables whose names are like `pattern`, with their indexes."""
    ((found,),) = session.execute(SIZE, [pattern.replace("_", r"\_")]).fetchall()
    return int(found)


def fill(session: psycopg.Connection, name: str, rows: int) -> None:
    """Make a table with so many rows."""
    session.execute(f"create table {name} (id integer primary key, n integer, note text)".encode())
    session.execute(FILL.format(name).encode(), [rows])
    session.execute(f"vacuum analyze {name}".encode())


def work(cluster: Cluster, server: Server) -> Table:
    """Medians of each statement on a plain table, on one with a branch, and on the branch."""
    title = f"{ROWS:,} rows, a tenth of them changed on the branch, PostgreSQL {server.version}"
    found = Table("statement", title=title)
    for heading in ("plain, ms", "table with a branch", "branch"):
        found.add_column(heading, justify="right")
    with servers.database(cluster, "work", with_pggit=True) as session:
        for name in ("plain", "shared"):
            fill(session, name, ROWS)
        session.execute("select pggit.create_data_branch('shared', 'main', 'dev')")
        session.execute("update shared__dev set n = n + 1 where id % 20 = 0")
        session.execute("update shared set n = n + 1 where id % 20 = 1")
        session.execute("vacuum analyze")
        for what, (statement, rounds) in STATEMENTS.items():

            def ask(relation: str, statement: str = statement) -> Callable[[int], object]:
                text = statement.format(relation)
                return lambda number: session.execute(
                    text.encode(), [number + 1] * text.count("%s")
                )

            times = servers.medians(
                rounds, plain=ask("plain"), shared=ask("shared"), branch=ask("shared__dev")
            )
            found.add_row(
                what,
                f"{times['plain']:.2f}",
                f"{times['shared'] / times['plain']:.1f}",
                f"{times['branch'] / times['plain']:.1f}",
            )
    return found
