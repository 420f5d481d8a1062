"""A later version of pggit is installed over an earlier one: it fails half-way, or others are at work.

Risk: an upgrade that fails leaves history half converted, or cannot be done again.

When it fails: an upgrade costs the history of the schema, or leaves a repository that no version can read.

How to debug: make a copy of sql/ with another version in repository/version.sql and a step in
repository/upgrade.sql, as `later` does, and install it with psql over a filled database.
"""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scripts import install
from tests.chaos import evidence, sample
from tests.chaos.database import Answer, Database, ask
from tests.chaos.oracles import answers, fsck, line, model

pytestmark = [pytest.mark.chaos, pytest.mark.migration]

MARKER = "    -- if v_from < array[0, 3, 0] then alter table ... end if;\n"
STEP = """
    if v_from < array[9, 0, 0] then
        alter table pggit.branches add column description text not null default 'none';
    end if;
"""
HISTORY = (
    "select hash, content_hash, message, author, committed_at from pggit.commits order by hash",
    "select id, name, status, head_commit_hash from pggit.branches order by id",
    "select * from pggit.get_history('shop.sales')",
    "select * from pggit.migration_status()",
    "select * from shop.stock__trial order by id",
)


def later(tmp_path: Path, database: Database, step: str) -> Path:
    """A copy of pggit that says that it is version 9, with a step of its own to come there."""
    folder = tmp_path / "later"
    shutil.copytree(install.pggit_folder(), folder)
    for name, old, new in (
        ("version.sql", f"'{version(database)}'", "'9.0.0'"),
        ("upgrade.sql", MARKER, step),
    ):
        path = folder / "repository" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def version(database: Database) -> str:
    """The version that is entered in the record: the next upgrade begins from it."""
    return str(database.value("select version from pggit_internal.repository"))


def history(database: Database) -> list[object]:
    """What an upgrade must keep."""
    return [database.sql(query) for query in HISTORY]


@pytest.mark.promise("rules.upgrade")
def test_an_upgrade_that_fails_can_be_done_again_and_keeps_all(
    database: Database, tmp_path: Path
) -> None:
    sample.fill(database)
    old, before = version(database), history(database)
    with pytest.raises(install.InstallError, match="22012"):
        install.install(
            database.conninfo, later(tmp_path / "broken", database, f"{STEP}    perform 1 / 0;\n")
        )
    evidence.landed("failing step", "division by zero after the upgrade's own DDL")
    model.must_equal(version(database), old)
    model.must_equal(history(database), before)
    install.install(database.conninfo, later(tmp_path, database, STEP))
    model.must_equal(version(database), "9.0.0")
    model.must_equal(history(database), before)
    model.must_equal(fsck.findings(database), [])


@pytest.mark.promise("rules.upgrade")
def test_an_upgrade_under_load_waits_and_is_waited_for(database: Database, tmp_path: Path) -> None:
    folder, is_over = later(tmp_path, database, STEP), threading.Event()
    at_work = threading.Barrier(4)

    def work(number: int) -> list[Answer]:
        calls = (
            "select pggit.commit_changes('main', 'at work')",
            f"create table if not exists t{number} (id integer); alter table t{number} add column if not exists a text",
            f"drop table t{number}",
            "select pggit.apply_migration(gen_random_uuid()::text, 'at work', 'select 1')",
        )
        said: list[Answer] = []
        with database.connect() as connection:
            while not is_over.is_set():
                said.append(ask(connection, calls[len(said) % len(calls)]))
                if len(said) == len(calls):
                    at_work.wait(20)
        return said

    with ThreadPoolExecutor(3) as executor:
        workers = [executor.submit(work, number) for number in range(3)]
        try:
            at_work.wait(20)
            install.install(database.conninfo, folder)
        finally:
            is_over.set()
        said = [answer for worker in workers for answer in worker.result()]
    model.must_equal(version(database), "9.0.0")
    assert answers.judge(said) == []
    commits = [answer.value for answer in said if "commit_changes" in answer.asked]
    assert line.judge(line.read(database, "main"), commits) == []
