"""What comparing two commits costs, among few and among many tables: ten tables differ."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from rich.table import Table

from scripts.bench import servers
from scripts.bench.figures import Figures
from scripts.binaries import Server

TABLES = (100, 1_000, 10_000)
ROUNDS = 20
MILLISECONDS = 50  # the bar of each, whatever the tables
# Ten differences: new, gone, renamed, of another type under a view, with other parts.
CHANGES = """
    create table added (id integer);
    drop table filler1;
    alter table filler2 rename to renamed;
    alter table filler3 rename column a to b;
    drop view shown;
    alter table filler4 alter a type bigint;
    create view shown as select id, a from filler4;
    alter table filler5 add column c text default 'x';
    create index on filler6 (a);
    alter table filler7 add check (a > 0);
    alter table filler8 alter a set default 1;
    comment on table filler9 is 'the ninth';
"""
CALLS = {
    "diff": "select * from pggit.diff('before', 'after')",
    "plan": "select * from pggit.plan('before', 'after')",
    "diff_sql": "select * from pggit.diff_sql('before', 'after')",
}


def table(server: Server) -> Figures:
    """The figures, each beside what it is held against."""
    found = Table("ten differences", title=f"Diff, plan and checkout, PostgreSQL {server.version}")
    for tables in TABLES:
        found.add_column(f"{tables:,} tables (ms)", justify="right")
    found.add_column("ratio", justify="right")
    found.add_column("bar (ms, ratio)", justify="right")
    with servers.durable(server) as cluster:
        times = []
        for tables in TABLES:
            with servers.database(cluster, f"of{tables}", with_pggit=True) as session:
                fill(session, tables)
                times.append(measured(session))
    ratios = {name: times[-1][name] / times[0][name] for name in times[0]}
    for name, ratio in ratios.items():
        figures = (f"{each[name]:.1f}" for each in times)
        found.add_row(name, *figures, f"{ratio:.2f}", f"{MILLISECONDS}, 1.5")
    return Figures(
        found, {f"{name} among many over among few": each for name, each in ratios.items()}
    )


def fill(session: psycopg.Connection, tables: int) -> None:
    """Commit that many tables onto the branch before, and what differs onto the branch after."""
    for start in range(0, tables, 500):
        session.execute(
            "; ".join(
                f"create table filler{n} (id integer primary key, a integer)"
                for n in range(start, min(start + 500, tables))
            )
        )
    session.execute("create view shown as select id, a from filler4")
    session.execute("select pggit.commit_changes('before')")
    session.execute(CHANGES)
    session.execute("select pggit.commit_changes('after')")
    session.execute("vacuum analyze")


def measured(session: psycopg.Connection) -> dict[str, float]:
    """Median milliseconds of each call; of a checkout, those beyond what its statements take."""

    def ask(query: str) -> Callable[[int], object]:
        return lambda _: session.execute(query.encode()).fetchall()

    def in_vain(*queries: str) -> Callable[[int], object]:
        def work(_: int) -> None:
            with session.transaction(force_rollback=True):
                for query in queries:
                    session.execute(query.encode())

        return work

    calls = {name: ask(query) for name, query in CALLS.items()}
    calls["checkout"] = in_vain("select pggit.checkout('before', true)")
    statements = session.execute("select * from pggit.diff_sql('after', 'before')").fetchall()
    calls["its DDL"] = in_vain(*(str(statement) for (statement,) in statements))
    for call in calls.values():
        call(0)  # the functions compile in the first
    times = servers.medians(ROUNDS, **calls)
    checkout, ddl = times.pop("checkout"), times.pop("its DDL")
    return times | {"checkout, without its DDL": checkout - ddl}
