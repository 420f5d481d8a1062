"""What a commit costs: among many objects, after many commits, by many clients."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg
from rich.table import Table

from scripts.bench import servers
from scripts.bench.figures import Figures
from scripts.binaries import Server
from scripts.cluster import Cluster

ROUNDS = 200
SECONDS = 5.0


def table(server: Server) -> Figures:
    """The figures, each beside what it is held against."""
    found = Table("a commit", title=f"Commits, PostgreSQL {server.version}")
    for heading in ("first", "second", "ratio", "bar"):
        found.add_column(heading, justify="right")
    ratios: dict[str, float] = {}
    with servers.durable(server) as cluster:
        few, many = by_objects(cluster)
        found.add_row(
            "of one change: 10 objects, 10,000 (ms)",
            f"{few:.2f}",
            f"{many:.2f}",
            f"{many / few:.2f}",
            "3.0",
        )
        ratios["a commit among 10,000 objects over one among 10"] = many / few
        early, late = by_commits(cluster)
        found.add_row(
            "after 1,000 commits, 100,000 (per second)",
            f"{1000 / early:.0f}",
            f"{1000 / late:.0f}",
            f"{early / late:.2f}",
            "0.80",
        )
        ratios["a commit after 100,000 over one after 1,000"] = late / early
        for clients in (1, 8):
            commits, inserts = by_clients(cluster, clients)
            found.add_row(
                f"{clients} clients: commits, bare inserts (per second)",
                f"{commits:.0f}",
                f"{inserts:.0f}",
                f"{commits / inserts:.2f}",
                "",
            )
        for name, (first, second) in look_ups(cluster).items():
            ratios[f"{name} among many over among few"] = second / first
            found.add_row(
                f"{name}: among few, among many (ms)",
                f"{first:.2f}",
                f"{second:.2f}",
                f"{second / first:.2f}",
                "",
            )
    return Figures(found, ratios)


def fill(session: psycopg.Connection, objects: int) -> None:
    """Make and commit that many tables."""
    for start in range(0, objects, 500):
        names = range(start, min(start + 500, objects))
        session.execute("; ".join(f"create table filler{n} (id integer)" for n in names))
    session.execute("select pggit.commit_changes('main', 'filled')")


def change_and_commit(session: psycopg.Connection, number: int) -> float:
    """Milliseconds of the commit alone."""
    session.execute(f"comment on table filler0 is '{number}'".encode())
    return servers.milliseconds(lambda: session.execute("select pggit.commit_changes('main')"))


def by_objects(cluster: Cluster) -> tuple[float, float]:
    """Median milliseconds of a commit of one change among 10 and among 10,000 objects."""
    with (
        servers.database(cluster, "few", with_pggit=True) as few,
        servers.database(cluster, "many", with_pggit=True) as many,
    ):
        fill(few, 10)
        fill(many, 10_000)
        times: dict[str, list[float]] = {"few": [], "many": []}
        for number in range(ROUNDS):
            times["few"].append(change_and_commit(few, number))
            times["many"].append(change_and_commit(many, number))
    return sorted(times["few"])[ROUNDS // 2], sorted(times["many"])[ROUNDS // 2]


def by_commits(cluster: Cluster) -> tuple[float, float]:
    """Median milliseconds of a commit on a branch with 1,000 and with 100,000 commits."""
    with (
        servers.database(cluster, "early", with_pggit=True) as early,
        servers.database(cluster, "late", with_pggit=True) as late,
    ):
        for session, commits in ((early, 1_000), (late, 100_000)):
            fill(session, 10)
            session.execute("set synchronous_commit = off")
            for _ in range(0, commits, 500):
                session.execute(
                    "select pggit.commit_changes('main', 'one') from generate_series(1, 500)"
                )
            session.execute("reset synchronous_commit")
            session.execute("vacuum analyze")
        times: dict[str, list[float]] = {"early": [], "late": []}
        for number in range(ROUNDS):
            times["early"].append(change_and_commit(early, number))
            times["late"].append(change_and_commit(late, number))
    return sorted(times["early"])[ROUNDS // 2], sorted(times["late"])[ROUNDS // 2]


def by_clients(cluster: Cluster, clients: int) -> tuple[float, float]:
    """Commits and bare inserts per second, all clients together, one kind after the other."""
    name = f"clients{clients}"
    with servers.database(cluster, name, with_pggit=True) as session:
        fill(session, 10)
        session.execute("create table plain (id bigint generated always as identity, note text)")
        session.execute("select pggit.commit_changes('main')")
    conninfo = cluster.conninfo(name)
    commits = rate(conninfo, clients, "select pggit.commit_changes('main', 'at work')")
    inserts = rate(conninfo, clients, "insert into plain (note) values ('at work')")
    return commits, inserts


def rate(conninfo: str, clients: int, statement: str) -> float:
    """How often a second a statement is done by that many sessions at once."""
    done = [0] * clients
    errors: list[psycopg.Error] = []
    until = time.perf_counter() + SECONDS

    def work(client: int) -> None:
        try:
            with psycopg.connect(conninfo, autocommit=True) as session:
                while time.perf_counter() < until:
                    session.execute(statement.encode())
                    done[client] += 1
        except psycopg.Error as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return sum(done) / SECONDS


def look_ups(cluster: Cluster) -> dict[str, tuple[float, float]]:
    """Median milliseconds of log and get_version in the databases with few and many entries."""
    queries = {
        "get_version": ("few", "many", "select * from pggit.get_version('public.filler0')"),
        "log": ("early", "late", "select * from pggit.log('main', 50)"),
    }
    found = {}
    for name, (few, many, query) in queries.items():
        with (
            psycopg.connect(cluster.conninfo(few)) as first,
            psycopg.connect(cluster.conninfo(many)) as second,
        ):

            def ask(session: psycopg.Connection, query: str = query) -> Callable[[int], object]:
                return lambda _: session.execute(query.encode()).fetchall()

            times = servers.medians(ROUNDS, few=ask(first), many=ask(second))
            found[name] = (times["few"], times["many"])
    return found
