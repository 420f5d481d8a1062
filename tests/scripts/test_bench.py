"""The benchmarks: they measure, and their tables hold what they say (small: the figures mean nothing)."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from scripts import binaries, matrix, results
from scripts.bench import __main__ as command
from scripts.bench import commits, ddl, servers, shapes
from scripts.bench.figures import Figures
from scripts.binaries import Server
from tests.shapes import GOLDEN, NAMES, shape, tree


def test_a_measurement_that_breaks_off_leaves_no_figures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def table(server: Server) -> Figures:
        return Figures("a table", {"commit": 1.5})

    def broken(server: Server) -> Figures:
        raise OSError("no room")

    monkeypatch.setattr(results, "RESULTS", tmp_path)
    monkeypatch.setenv("PGMATRIX_RUN_ID", "the-run")
    monkeypatch.setattr(command, "TABLES", {"one": table, "two": broken})
    file = tmp_path / "the-run" / "bench.json"
    assert command.main([]) == 1
    assert not file.exists()
    assert command.main(["one"]) == 0
    assert results.read_json(file) == {"commit, PostgreSQL 15": 1.5}


@pytest.mark.timeout(120)
def test_ddl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ddl, "ROUNDS", 2)
    with (
        servers.durable(binaries.find(matrix.default_pg())) as cluster,
        servers.database(cluster, "plain", with_pggit=False) as plain,
        servers.database(cluster, "tracked", with_pggit=True) as tracked,
    ):
        found = ddl.measure({"plain": plain, "tracked": tracked}, 2)
        assert cluster.sql("show fsync")[0][0] == "on"
        history = "select count(*) from pggit_internal.history where identity like 'public.t%'"
        # Created, altered and dropped: two rounds and the one that warms up.
        assert tracked.execute(history).fetchone() == (9,)
    assert set(found) == set(ddl.STATEMENTS)
    assert all(times["tracked"] > 0 and times["plain"] > 0 for times in found.values())


@pytest.mark.timeout(120)
def test_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "SECONDS", 0.3)
    with servers.durable(binaries.find(matrix.default_pg())) as cluster:
        done, inserts = commits.by_clients(cluster, 2)
    assert done > 0
    assert inserts > 0


def test_a_client_that_fails_fails_the_measurement() -> None:
    with (
        servers.durable(binaries.find(matrix.default_pg())) as cluster,
        pytest.raises(psycopg.errors.UndefinedFunction),
    ):
        commits.rate(cluster.conninfo(), 2, "select no_such_function()")


@pytest.mark.timeout(120)
def test_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "ROUNDS", 1)
    monkeypatch.setattr(shapes, "NAMES", ("audit", "tenants"))
    found = shapes.table(binaries.find(matrix.default_pg()))
    assert set(found.ratios) == {
        *(f"loading the shape {name}" for name in ("audit", "tenants")),
        "loading a shape",
    }
    assert all(ratio > 0 for ratio in found.ratios.values())


def test_the_statements_of_a_migration_are_all_of_it() -> None:
    for migration in (each for name in NAMES for each in shape(name).migrations):
        whole, parts = (
            re.sub(r"\s", "", text) for text in (migration.sql, "".join(migration.statements))
        )
        assert parts == whole, migration.name


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", ["audit", "tickets"])  # rules of two commands; BEGIN ATOMIC
def test_one_by_one_they_make_the_same_schema(name: str) -> None:
    with (
        servers.durable(binaries.find(matrix.default_pg())) as cluster,
        servers.database(cluster, name, with_pggit=True) as session,
    ):
        for migration in shape(name).migrations:
            for statement in shapes.sent(migration):
                shapes.attempt(session, statement)
        assert tree(session) == results.read_json(GOLDEN)[name]
