"""The mutants themselves: they say what they break, and fit the source as it is."""

from __future__ import annotations

import psycopg

from scripts import install
from scripts.binaries import Server
from scripts.cluster import Cluster
from scripts.mutants.mutant import CANARY, FOLDER, Mutant, load, nulls
from scripts.mutants.planted import EDITS
from tests.chaos.promises import PROMISES

MUTANTS = load()
BUGS = [mutant for mutant in MUTANTS if not mutant.is_harmless and mutant.name != CANARY]


def test_every_mutant_says_what_it_breaks_and_why() -> None:
    assert [f"{mutant.name}: {mutant.flaw}" for mutant in MUTANTS if mutant.flaw] == []


def test_there_are_enough_of_them() -> None:
    assert len(BUGS) >= 80
    assert len([mutant for mutant in MUTANTS if mutant.is_harmless]) >= 10
    sections = {promise.partition(".")[0] for promise in PROMISES}
    # The server's own promise is kept by the server: no edit of pggit breaks it.
    assert {mutant.section for mutant in BUGS} == sections - {"server"}


def test_no_two_are_the_same() -> None:
    statements = [sql_of(mutant) for mutant in MUTANTS]
    assert len(set(statements)) == len(statements)


def test_every_mutant_fits_the_source(server: Server) -> None:
    """Where one does not, the source has moved on: write the mutant anew, or delete it."""
    with Cluster(server) as cluster:
        installed = install.install(cluster.conninfo(), FOLDER.parents[1] / "sql")
        every = [*MUTANTS, *nulls(install.CONTRACT - set(installed.missing))]
        with psycopg.connect(cluster.conninfo()) as connection:
            assert [error for mutant in every if (error := misfit(connection, mutant))] == []


def misfit(connection: psycopg.Connection, mutant: Mutant) -> str | None:
    """Why a mutant cannot be planted; it is rolled back."""
    try:
        connection.execute(EDITS.read_bytes())
        connection.execute(mutant.sql.encode())
    except psycopg.Error as error:
        return f"{mutant.name}: {error.diag.message_primary}"
    finally:
        connection.rollback()
    return None


def sql_of(mutant: Mutant) -> str:
    """Its SQL without the header."""
    lines = mutant.sql.splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))
