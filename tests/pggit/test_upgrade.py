"""Installing a later version over an earlier one keeps history; over a later one it is refused."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from psycopg.pq import TransactionStatus

from scripts import install
from scripts.install import InstallError, pggit_folder
from scripts.matrix import ROOT
from tests.chaos import sample
from tests.chaos.database import Database, rows

# What a later version might do to tables that hold rows: a column, an index, a check.
STEP = """
    if v_from < array[9, 0, 0] then
        alter table pggit.branches add column description text not null default 'none';
        create index branches_by_status on pggit.branches (status);
        alter table pggit_internal.history add check (step > 0);
    end if;
"""


def later(tmp_path: Path, version: str, step: str = "") -> Path:
    """A copy of pggit that says that it is another version."""
    folder = tmp_path / version
    shutil.copytree(pggit_folder(), folder)
    edit(folder / "repository" / "version.sql", "'0.2.0'", f"'{version}'")
    marker = "    -- if v_from < array[0, 3, 0] then alter table ... end if;\n"
    edit(folder / "repository" / "upgrade.sql", marker, step or marker)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def filled(database: Database) -> Database:
    """A repository with a past."""
    sample.fill(database)
    return database


def record(database: Database) -> list[object]:
    """What an upgrade must keep."""
    return [
        database.sql("select hash, content_hash, message from pggit.commits order by hash"),
        database.sql("select id, name, head_commit_hash, status from pggit.branches order by id"),
        database.sql("select id, identity, seal from pggit_internal.history order by id"),
    ]


def test_an_upgrade_keeps_all_history(filled: Database, tmp_path: Path) -> None:
    before = record(filled)
    install.install(filled.conninfo, later(tmp_path, "9.0.0", STEP))
    assert filled.value("select version from pggit_internal.repository") == "9.0.0"
    assert filled.value("select count(description) from pggit.branches") > 0
    assert record(filled) == before
    assert filled.sql("select * from pggit.fsck()") == []
    filled.sql("create table after (id integer); select pggit.commit_changes('main')")
    assert filled.sql("select * from pggit.fsck()") == []


def test_an_upgrade_twice_changes_nothing_the_second_time(filled: Database, tmp_path: Path) -> None:
    folder = later(tmp_path, "9.0.0", STEP)
    install.install(filled.conninfo, folder)
    ledger = filled.sql("select * from pggit_internal.ledger order by id")
    install.install(filled.conninfo, folder)
    assert filled.sql("select * from pggit_internal.ledger order by id") == ledger


def test_an_older_version_is_refused_and_changes_nothing(filled: Database, tmp_path: Path) -> None:
    install.install(filled.conninfo, later(tmp_path, "0.10.0"))  # later than 0.9.0 by number
    before = record(filled)
    with pytest.raises(
        InstallError, match=r"pggit 0\.10\.0 is installed, and this script is of 0\.9\.0"
    ):
        install.install(filled.conninfo, later(tmp_path, "0.9.0"))
    assert filled.value("select version from pggit_internal.repository") == "0.10.0"
    assert filled.value("select pggit_internal.version()") == "0.10.0"
    assert record(filled) == before


def test_an_upgrade_that_fails_leaves_the_old_version(filled: Database, tmp_path: Path) -> None:
    folder = later(tmp_path, "9.0.0", "    perform 1 / 0;\n")
    with pytest.raises(InstallError, match="division by zero"):
        install.install(filled.conninfo, folder)
    assert filled.value("select pggit_internal.version()") == "0.2.0"
    assert filled.sql("select * from pggit.fsck()") == []


def test_the_version_is_sealed(filled: Database) -> None:
    filled.sql("update pggit_internal.repository set version = '0.0.9'")
    checks = {row[0] for row in filled.sql("select check_name from pggit.fsck()")}
    assert checks == {"sealed_row"}


FUNCTIONS = """
    select p.oid::regprocedure::text, md5(pg_get_functiondef(p.oid)), p.proacl::text
    from pg_proc as p
    where p.pronamespace in ('pggit'::regnamespace, 'pggit_internal'::regnamespace)
    order by 1
"""


@pytest.mark.parametrize(
    "script", sorted((ROOT / "tests" / "released").glob("*.gz")), ids=lambda path: path.stem
)
def test_a_released_version_becomes_this_one(
    server: Database, database: Database, script: Path
) -> None:
    server.sql("create database released")
    released = Database(server.conninfo.replace("dbname=postgres", "dbname=released"))
    try:
        with released.connect() as connection:
            connection.execute(gzip.decompress(script.read_bytes()))
        sample.fill(released)
        before = record(released)
        install.install(released.conninfo, pggit_folder())
        assert record(released) == before
        assert released.sql("select * from pggit.fsck()") == []
        assert released.sql("select * from pggit.detect_drift()") == []
        assert released.sql(FUNCTIONS) == database.sql(FUNCTIONS)
        released.sql("update shop.stock__trial set n = 7 where id = 10")
        released.sql("select pggit.merge_data_branch('shop.stock', 'trial', 'main', 'theirs')")
        released.sql("create table after (id integer); select pggit.commit_changes('main')")
        with released.connect() as connection:
            assert rows(connection, "select * from pggit.fsck()") == []
    finally:
        server.sql("drop database released with (force)")


def test_an_installation_statement_by_statement_keeps_its_functions(
    server: Database, database: Database
) -> None:
    """Psql makes each statement a subtransaction under ON_ERROR_ROLLBACK, with a number of its own."""
    server.sql("create database stepwise")
    stepwise = Database(server.conninfo.replace("dbname=postgres", "dbname=stepwise"))
    try:
        for _ in range(2):
            with stepwise.connect() as connection:
                for chunk in install.chunks(pggit_folder() / "install.sql"):
                    is_border = re.search("^(begin|commit);$", chunk.sql, re.MULTILINE)
                    is_inside = connection.info.transaction_status == TransactionStatus.INTRANS
                    steps = ["savepoint s", chunk.sql, "release s"]
                    for step in [chunk.sql] if is_border or not is_inside else steps:
                        connection.execute(step.encode())
            assert stepwise.sql(FUNCTIONS) == database.sql(FUNCTIONS)
    finally:
        server.sql("drop database stepwise with (force)")
