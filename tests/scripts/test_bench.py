"""The benchmarks: they measure, and their tables hold what they say (small: the figures mean nothing)."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from scripts import binaries, matrix, results
from scripts.bench import __main__ as command
from scripts.bench import commits, ddl, servers
from scripts.bench.figures import Figures
from scripts.binaries import Server


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
