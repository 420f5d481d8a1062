"""What recording adds to loading a real schema: the shapes of tests/shapes, on tmpfs."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import psycopg
from rich.console import Group
from rich.table import Table

from scripts import install
from scripts.bench import servers
from scripts.bench.figures import Figures
from scripts.binaries import Server
from scripts.cluster import Cluster, place
from tests.shapes import NAMES, Migration, Shape, shape

BAR = 2.0  # of the median shape
ROUNDS = 3
SLOWEST = 15  # statements that are shown
KINDS = {"plain": False, "tracked": True}  # template databases, and whether pggit is in them

Spot = tuple[str, str, int]  # shape, migration, number of the statement in it


@dataclass
class Times:
    """Milliseconds by database: of each statement, and of each load as one string a migration."""

    statements: dict[Spot, list[float]] = field(default_factory=lambda: defaultdict(list))
    strings: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def of_shape(self, name: str) -> float:
        """Return the sum of the median times of a shape's statements."""
        return sum(statistics.median(t) for spot, t in self.statements.items() if spot[0] == name)

    def of_statement(self, spot: Spot) -> float:
        """Return the median time of one statement."""
        return statistics.median(self.statements[spot])


def table(server: Server) -> Figures:
    """Return the ratios of loading each shape, and the statements that recording slows most."""
    with servers.durable(server, place.TMPFS) as cluster:
        for kind, with_pggit in KINDS.items():
            cluster.sql(f"create database {kind}")
            if with_pggit:
                install.install(cluster.conninfo(kind), install.pggit_folder())
        shapes = [shape(name) for name in NAMES]
        with psycopg.connect(cluster.conninfo()) as connection:
            shapes = [each for each in shapes if not each.lacks(connection)]
        times = {kind: Times() for kind in KINDS}
        for number in range(ROUNDS):
            for each in shapes:
                for kind in list(KINDS) if number % 2 else reversed(KINDS):
                    measure(cluster, kind, each, times[kind])
    return figures(server, [each.name for each in shapes], times["plain"], times["tracked"])


def measure(cluster: Cluster, kind: str, each: Shape, times: Times) -> None:
    """Load a shape twice: as one string a migration, and statement by statement."""
    with new_database(cluster, kind) as session:
        for migration in each.migrations:
            for number, statement in enumerate(sent(migration)):
                taken = servers.milliseconds(partial(attempt, session, statement))
                times.statements[each.name, migration.name, number].append(taken)
    with new_database(cluster, kind) as session:
        times.strings[each.name].append(servers.milliseconds(lambda: each.load(session)))


def sent(migration: Migration) -> list[str]:
    """Return what ``psql --single-transaction`` sends for a migration."""
    return ["begin", *migration.statements, "commit"]


@contextmanager
def new_database(cluster: Cluster, template: str) -> Iterator[psycopg.Connection]:
    """Yield a new session in a copy of a template, dropped at the end."""
    cluster.sql(f"create database loading template {template}")
    try:
        with psycopg.connect(cluster.conninfo("loading"), autocommit=True) as session:
            session.execute("select 1")
            yield session
    finally:
        cluster.sql("drop database loading with (force)")


def attempt(session: psycopg.Connection, statement: str) -> None:
    """Run a statement that may fail: some migrations of the shapes do."""
    try:
        session.execute(statement.encode())
    except psycopg.Error as error:
        if error.sqlstate is None:  # the server is gone
            raise


def figures(server: Server, names: list[str], plain: Times, tracked: Times) -> Figures:
    """Return both tables, with the ratio of each shape and their median."""
    found = Table("shape", title=f"Loading with recording, PostgreSQL {server.version}")
    for heading in ("statements", "plain, ms", "with pggit, ms", "ratio", "bar", "as strings"):
        found.add_column(heading, justify="right")
    ratios: dict[str, float] = {}
    for name in names:
        ratios[name] = tracked.of_shape(name) / plain.of_shape(name)
        strings = [statistics.median(times.strings[name]) for times in (tracked, plain)]
        found.add_row(
            name,
            str(sum(spot[0] == name for spot in plain.statements)),
            f"{plain.of_shape(name):.0f}",
            f"{tracked.of_shape(name):.0f}",
            f"{ratios[name]:.2f}",
            "",
            f"{strings[0] / strings[1]:.2f}",
        )
    median = statistics.median(ratios.values())
    found.add_section()
    found.add_row("median", "", "", "", f"{median:.2f}", f"{BAR}", "")
    named = {f"loading the shape {name}": ratio for name, ratio in ratios.items()}
    return Figures(Group(found, slowest(plain, tracked)), named | {"loading a shape": median})


def slowest(plain: Times, tracked: Times) -> Table:
    """Return the statements to which recording adds most."""
    found = Table("statement", title="Recording adds most to")
    for heading in ("plain, ms", "with pggit, ms"):
        found.add_column(heading, justify="right")
    added = {
        spot: tracked.of_statement(spot) - plain.of_statement(spot) for spot in plain.statements
    }
    for spot in sorted(added, key=added.__getitem__, reverse=True)[:SLOWEST]:
        name, migration, number = spot
        texts = {each.name: sent(each) for each in shape(name).migrations}
        text = " ".join(texts[migration][number].split())
        found.add_row(
            f"{name}/{migration}: {text[:60]}",
            f"{plain.of_statement(spot):.2f}",
            f"{tracked.of_statement(spot):.2f}",
        )
    return found
